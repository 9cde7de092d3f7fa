//! From text to a declaration, or to every fault at once.

mod goods;
mod parties;
mod read;
mod tax_token;
mod together;

use crate::assess::{Moments, assess, tax_day};
use crate::assessment::Assessment;
use crate::facts::UsedUp;
use crate::fault::{Fault, FaultCode, Severity};
use crate::filer::FilerRole;
use crate::law::Law;
use crate::quality;
use crate::register::Register;
use crate::requirement::Level;
use crate::submission::{
    Field, HeaderField, ItemField, Submission, document_pointer, header_pointer, item_pointer,
};
use crate::{Category, Declaration, Stage};
use jiff::Timestamp;
use jiff::civil::Date;
use read::Reading;
use std::collections::BTreeMap;
use tariff::{Channel, Nature};

/// A declaration that can be cleared, with what was found wanting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valid {
    /// What was declared.
    pub declaration: Box<Declaration>,
    /// Faults that do not send it back.
    pub warnings: Vec<Fault>,
    /// What it comes to by itself: with nothing used up of reliefs, quotas and tax tokens.
    pub assessment: Box<Assessment>,
}

/// Reads a submission by the law that counts for it, and asks for all that the pack demands of a filer in a role. The register is
/// the one that the declaration will be cleared by: what is owed says what must be declared.
///
/// Errors: every fault found, warnings included, if any of them sends the declaration back. Nothing of it
/// is taken then, and its reference is free to be used again.
pub fn validate(
    submission: &Submission<'_>,
    role: FilerRole,
    law: &Law,
    register: &Register,
    now: Timestamp,
) -> Result<Valid, Vec<Fault>> {
    let mut read = read(submission, law, register, now)?;
    let category = read.assessment.as_ref().map(|assessment| assessment.category);
    demand(submission, &read.declaration, role, law, read.day, category, &mut read.faults);
    quality::check(&read.declaration, law, read.day, &mut read.faults);
    match read.assessment {
        Some(assessment) if !is_sent_back(&read.faults) => Ok(Valid {
            declaration: read.declaration,
            warnings: in_order(read.faults),
            assessment: Box::new(assessment),
        }),
        _ => Err(in_order(read.faults)),
    }
}

/// What a consignment would cost: read and assessed as a declaration is, but without asking for what a
/// declaration needs beyond that. A quote is the assessment.
///
/// Errors: every fault found in what was said.
pub fn quote(
    submission: &Submission<'_>,
    law: &Law,
    register: &Register,
    now: Timestamp,
) -> Result<Assessment, Vec<Fault>> {
    let read = read(submission, law, register, now)?;
    match read.assessment {
        Some(assessment) if !is_sent_back(&read.faults) => Ok(assessment),
        _ => Err(in_order(read.faults)),
    }
}

/// A submission as far as it can be read.
struct Read {
    declaration: Box<Declaration>,
    day: Date,
    /// Absent where the law cannot value the goods; a fault says why.
    assessment: Option<Assessment>,
    faults: Vec<Fault>,
}

fn read(
    submission: &Submission<'_>,
    law: &Law,
    register: &Register,
    now: Timestamp,
) -> Result<Read, Vec<Fault>> {
    let mut reading = Reading::new(submission, law);
    let arrival = reading.timestamp(HeaderField::TransportArrival);
    let is_here = submission.text(HeaderField::Stage) == Some(Stage::OnArrival.as_str());
    let expected = arrival.filter(|_| !is_here);
    let Some(day) = tax_day(law, Moments { accepted: now, expected, arrived: None, now }) else {
        let day = law.day_of(now);
        reading
            .faults
            .push(Fault::new(FaultCode::OutsideTheLaw, "").with("day", day).with("pack", &law.pack));
        return Err(in_order(reading.faults));
    };
    reading.day = day;
    let mut declaration = Box::new(declaration(&mut reading, arrival));
    tax_token::judge(&mut declaration, register, day, law.day_of(now));
    let mut faults = reading.faults;
    together::check(&declaration, law, day, &mut faults);
    together::arrival(&declaration, law, now, &mut faults);
    let assessment = match assess(&declaration, law, register, UsedUp::NOTHING, day) {
        Ok(assessment) => {
            faults.extend(assessment.warnings.iter().cloned());
            if lacks_value(submission, &declaration, &assessment) {
                faults.push(Fault::new(FaultCode::Missing, header_pointer(HeaderField::ValueGoods)));
            }
            Some(assessment)
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    Ok(Read { declaration, day, assessment, faults })
}

/// Goods of unknown value cannot be charged; only documents and advance data may leave it out.
fn lacks_value(submission: &Submission<'_>, declaration: &Declaration, assessment: &Assessment) -> bool {
    let says_none = submission.items.iter().all(|item| item.text(ItemField::Value).is_none());
    says_none
        && submission.text(HeaderField::ValueGoods).is_none()
        && declaration.stage != Stage::PreLoading
        && assessment.category != Category::Documents
}

fn is_sent_back(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.severity() == Severity::Error)
}

/// The most faults that one answer tells.
const MAX_FAULTS_TOLD: usize = 200;

/// Errors before warnings, each fault once. What was there but could not be read is not also missing.
fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    let is_lack =
        |code: FaultCode| matches!(code, FaultCode::Missing | FaultCode::Advised | FaultCode::NoGoodsItems);
    faults.sort_by_key(|fault| (fault.severity(), is_lack(fault.code)));
    let mut places: BTreeMap<String, Vec<FaultCode>> = BTreeMap::new();
    faults.retain(|fault| {
        let told = places.entry(fault.pointer.clone()).or_default();
        let is_new = !told.contains(&fault.code) && (told.is_empty() || !is_lack(fault.code));
        told.push(fault.code);
        is_new
    });
    let more = faults.len().saturating_sub(MAX_FAULTS_TOLD);
    if more > 0 && is_sent_back(&faults) {
        faults.truncate(MAX_FAULTS_TOLD);
        faults.push(Fault::new(FaultCode::MoreFaults, "").with("count", more));
    }
    faults
}

/// Every field that can be read; one that cannot is a fault and is left out.
fn declaration(reading: &mut Reading<'_, '_>, expected: Option<Timestamp>) -> Declaration {
    let tracking_number = reading.tracking_number();
    let ucr = reading.ucr();
    let transport = reading.transport(expected);
    let reference = reading.reference();
    if tracking_number.is_none()
        && ucr.is_none()
        && transport.document.is_none()
        && [HeaderField::TrackingNumber, HeaderField::Ucr].iter().all(|field| reading.text(*field).is_none())
    {
        reading.faults.push(
            Fault::new(FaultCode::Missing, header_pointer(HeaderField::TrackingNumber))
                .with("alternatives", "ucr, transport.document"),
        );
    }
    let (value, items) = reading.value_and_items();
    Declaration {
        reference,
        stage: reading.word(HeaderField::Stage, Stage::from_name, FaultCode::UnknownStage, Stage::PreArrival),
        channel: reading.word(
            HeaderField::Channel,
            Channel::from_name,
            FaultCode::UnknownChannel,
            Channel::Cargo,
        ),
        nature: reading.word(HeaderField::Nature, Nature::from_name, FaultCode::UnknownNature, Nature::Sale),
        tracking_number,
        ucr,
        transport,
        packages: reading.packages(),
        gross_mass_kg: reading.decimal(HeaderField::GrossMassKg),
        consignor: reading.consignor(),
        consignee: reading.consignee(),
        seller: reading.seller(),
        platform: reading.identifier(HeaderField::PlatformIdentifierScheme, HeaderField::PlatformIdentifier),
        platform_name: reading.owned(HeaderField::PlatformName),
        order: reading.order(),
        payment: reading.payment(),
        tax_scheme: reading.tax_scheme(),
        deferred_payment: reading.deferred_payment(),
        tax_token: reading.tax_token(),
        value,
        items,
        documents: reading.documents(),
    }
}

/// What the pack demands of a declaration of this role, stage, channel and category and is not there.
fn demand(
    submission: &Submission<'_>,
    declaration: &Declaration,
    role: FilerRole,
    law: &Law,
    day: Date,
    category: Option<Category>,
    faults: &mut Vec<Fault>,
) {
    let requirements = &law.procedures.requirements;
    let Some(asked) = requirements.of(day, role, declaration.stage, declaration.channel, category) else {
        faults.push(Fault::new(FaultCode::OutsideTheLaw, "").with("day", day).with("pack", &law.pack));
        return;
    };
    for (field, level) in asked {
        let code = match level {
            Level::Required if is_about_absent_items(submission, *field) => FaultCode::NoGoodsItems,
            Level::Required => FaultCode::Missing,
            Level::Advised => FaultCode::Advised,
            Level::Optional => continue,
        };
        faults.extend(places_without(submission, *field).into_iter().map(|place| Fault::new(code, place)));
    }
}

fn is_about_absent_items(submission: &Submission<'_>, field: Field) -> bool {
    submission.items.is_empty() && matches!(field, Field::Item(_))
}

/// The places where a field is not filled in. A field of goods items is missing as a whole where there are none.
fn places_without(submission: &Submission<'_>, field: Field) -> Vec<String> {
    match field {
        Field::Header(field) if submission.text(field).is_none() => vec![header_pointer(field)],
        Field::Header(_) => Vec::new(),
        Field::Item(_) if submission.items.is_empty() => vec!["/goods_items".to_owned()],
        Field::Item(field) => (0..)
            .zip(&submission.items)
            .filter(|(_, item)| item.text(field).is_none())
            .map(|(place, _)| item_pointer(place, field))
            .collect(),
        Field::Document(field) => (0..)
            .zip(&submission.documents)
            .filter(|(_, document)| document.text(field).is_none())
            .map(|(place, _)| document_pointer(place, field))
            .collect(),
        Field::Documents if submission.documents.is_empty() => vec!["/documents".to_owned()],
        Field::Documents => Vec::new(),
    }
}

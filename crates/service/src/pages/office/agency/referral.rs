//! One question to an authority: the goods it is about, why it is asked, the documents, and its answer.

use crate::accesses;
use crate::http::controls::was_asked;
use crate::http::documents::View;
use crate::http::{Code, Problem, Shared};
use crate::lane::{Access, consignment_number};
use crate::pages::documents::{Papers, papers};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use clearance::{AccessPurpose, Case, Document, Gate, GoodsItem, Ground, HeaderField, Party};
use jiff::civil::Date;
use std::sync::Arc;
use store::Held;
use wire::ground_in_words;

/// What a form said that could not be carried out.
#[derive(Default)]
pub(super) struct Tried {
    pub(super) wrong: Vec<(String, String)>,
    pub(super) answer: String,
    pub(super) reason: String,
}

/// A reason to ask an authority.
pub(super) struct Why {
    /// What is controlled; nothing where only the words say it.
    pub(super) what: String,
    /// The ground with its law.
    pub(super) words: String,
}

#[derive(Template)]
#[template(path = "office/referral.html")]
struct Referral {
    f: Frame,
    proof: String,
    key: String,
    control: String,
    /// The question, as long as it is open.
    gate: Option<Gate>,
    /// What was answered, and why.
    answered: Option<(bool, String)>,
    why: Vec<Why>,
    /// The day whose law counts.
    day: Date,
    goods: Vec<GoodsItem>,
    documents: Vec<Document>,
    papers: Papers,
    consignor: Party,
    consignee: Party,
    tried: Tried,
}

/// One question.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(control): Path<String>,
) -> Response {
    shown(f, &person, control, Tried::default()).await
}

/// The page of a question, with what was tried and could not be done.
pub(super) async fn shown(f: Frame, person: &Person, control: String, tried: Tried) -> Response {
    let held = match asked(f.shared(), person, &control).await {
        Ok(held) => Arc::new(held),
        Err(problem) => return Told::of(f, &problem),
    };
    if let Err(problem) = looked(&f, person, &held).await {
        return Told::of(f, &problem);
    }
    // What is declared stands above them.
    let papers = match papers(&f, person, View::All, &held).await {
        Ok(papers) => Papers { lacking: Vec::new(), ..papers },
        Err(problem) => return Told::of(f, &problem),
    };
    let case = Arc::unwrap_or_clone(held).case;
    let agency = &*person.caller.organisation;
    let gate = case.gates().and_then(|gates| gates.find(&control)).cloned();
    let answered = case.events.iter().find_map(|event| match event {
        Ground::AgencyAnswered { control: answered, approved, reason, .. } if *answered == control => {
            Some((*approved, reason.clone()))
        }
        _ => None,
    });
    let lines = gate.as_ref().map_or_else(|| lines_of(&case, agency), |gate| gate.lines.clone());
    let declaration = &case.filings.governing().declaration;
    let status = if tried.wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = Referral {
        proof: person.proof.clone(),
        key: f.new_key(),
        answered,
        why: gate.as_ref().map(|gate| why(&f, &case, gate)).unwrap_or_default(),
        day: case.assessment.day,
        goods: goods(&case, &lines).into_iter().cloned().collect(),
        documents: documents(&f, &case, &lines, agency),
        papers,
        consignor: declaration.consignor.clone(),
        consignee: declaration.consignee.clone(),
        gate,
        control,
        tried,
        f,
    };
    with_status(status, &page)
}

/// Notes down that an authority sees who sends the goods and to whom.
async fn looked(f: &Frame, person: &Person, held: &Held) -> Result<(), Problem> {
    let declaration = &held.case.filings.governing().declaration;
    let names = [
        (HeaderField::ConsignorName, &declaration.consignor.name),
        (HeaderField::ConsigneeName, &declaration.consignee.name),
    ];
    let fields: Vec<&str> =
        names.iter().filter(|(_, name)| name.is_some()).map(|(field, _)| field.as_str()).collect();
    if fields.is_empty() {
        return Ok(());
    }
    let (purpose, note) = (AccessPurpose::Referral, String::new());
    let access = Access { purpose, note, fields, consignments: vec![held.number] };
    accesses::note(f.shared(), person.actor(), access).await
}

/// The consignment that an authority is asked about under a control; as if it did not exist, where it is not.
pub(super) async fn asked(shared: &Arc<Shared>, person: &Person, control: &str) -> Result<Held, Problem> {
    let number = control.rsplit_once('-').and_then(|(id, _)| consignment_number(id));
    let number = number.ok_or_else(|| Problem::of(Code::NotFound))?;
    let held = shared.read(move |reader| reader.load(number)).await?;
    let held = held.filter(|held| was_asked(&held.case, control, &person.caller.organisation));
    held.ok_or_else(|| Problem::of(Code::NotFound))
}

/// The goods on some lines; all of them where none are named.
pub(super) fn goods<'c>(case: &'c Case, lines: &[u32]) -> Vec<&'c GoodsItem> {
    let items = &case.filings.governing().declaration.items;
    items.iter().filter(|item| lines.is_empty() || lines.contains(&item.line)).collect()
}

/// Why an authority is asked, as far as it is no secret of customs: what is controlled, and by which law.
pub(super) fn why(f: &Frame, case: &Case, gate: &Gate) -> Vec<Why> {
    let said = |ground: &Ground| Why {
        what: controlled(f, case, ground).unwrap_or_default(),
        words: ground_in_words(ground, f.voice()),
    };
    case.grounds_of(gate).filter(|ground| ground.is_public()).map(said).collect()
}

/// What a permit is for, by its name in the language.
fn controlled(f: &Frame, case: &Case, ground: &Ground) -> Option<String> {
    let Ground::PermitPresented { line, permit: asked, .. } = ground else { return None };
    let item = goods(case, &[*line]).into_iter().next()?;
    let tariff = &f.shared().country.law().tariff;
    let mut permits = tariff.permits(item.commodity_code?, item.origin, case.assessment.day);
    let permit = permits.find(|permit| permit.value.id == *asked)?;
    f.name_in(&permit.value.name).map(str::to_owned)
}

/// The lines that an authority was asked about.
fn lines_of(case: &Case, agency: &str) -> Vec<u32> {
    let line = |ground: &Ground| match ground {
        Ground::PermitPresented { line, agency: Some(asked), .. } if asked == agency => Some(*line),
        _ => None,
    };
    case.assessment.grounds.iter().filter_map(line).collect()
}

/// The documents that the law has the authority confirm; what else was presented is not for it.
fn documents(f: &Frame, case: &Case, lines: &[u32], agency: &str) -> Vec<Document> {
    let tariff = &f.shared().country.law().tariff;
    let permits =
        goods(case, lines).into_iter().filter_map(|item| item.commodity_code.map(|code| (code, item.origin)));
    let permits = permits.flat_map(|(code, origin)| tariff.permits(code, origin, case.assessment.day));
    let kinds: Vec<&str> = permits
        .filter(|permit| permit.value.agency.as_deref() == Some(agency))
        .map(|permit| permit.value.document_type.as_str())
        .collect();
    let presented = &case.filings.governing().declaration.documents;
    presented.iter().filter(|document| kinds.contains(&document.kind.as_str())).cloned().collect()
}

impl Referral {
    /// A unit of quantity by its name.
    fn unit(&self, code: &str) -> String {
        self.f.unit(code, self.day).unwrap_or(code).to_owned()
    }

    fn is_tried(&self, answer: &str) -> bool {
        self.tried.answer == answer
    }

    /// The sender and the recipient, by the end of a message's id. Where they live is not for the authority.
    fn parties(&self) -> [(&'static str, &Party); 2] {
        [("consignor", &self.consignor), ("consignee", &self.consignee)]
    }
}

//! After release: an officer corrects what was declared, refuses a claim, waives a debt or gives it up, and signs what
//! another proposed.

use super::decide::{ask, carried_out, outcome};
use crate::http::commands::flawed;
use crate::http::find::find;
use crate::http::{Code, Problem, failed};
use crate::lane::{Filing, Told as Came, Wish, prepare};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::told::Told;
use axum::extract::Path;
use axum::response::Response;
use clearance::identifier::Mrn;
use clearance::{Case, ChargeStatus, GoodsItem, HeaderField, ItemField, State, Submission};
use quantity::Decimal;
use std::borrow::Cow;
use store::Entry;
use tariff::ChargeKind;
use wire::{CommandText, PostClearanceText, ReasonText, SignatureText, WaiverText, free_text};

/// What can be done about a debt after release, as the page of a consignment shows it.
pub(super) struct AfterRelease {
    /// What the filer claims.
    pub(super) claim: Option<String>,
    /// What waits for a second signature, and whose it is.
    pub(super) proposed: Option<(String, String)>,
    /// The kinds of charges that stand, to choose from.
    pub(super) kinds: Vec<&'static str>,
    /// Whether interest stands.
    pub(super) has_interest: bool,
    /// Whether what was declared may be corrected: goods that have all gone back stay as they were declared.
    pub(super) may_correct: bool,
    /// The entry that left the consignment as the page shows it.
    pub(super) entry: u64,
}

impl AfterRelease {
    /// What there is to do about the debt of a case; nothing before its release.
    pub(super) fn of(case: &Case, entry: u64, f: &Frame) -> Option<AfterRelease> {
        let has_gone = matches!(case.state, State::Returned { .. }) && !case.returns.is_empty();
        if !case.may_go() && !has_gone {
            return None;
        }
        let post = &case.post_clearance;
        let stands = |kind: ChargeKind| {
            let mut charges = case.assessment.charges().filter(|charge| charge.kind == kind);
            charges.any(|charge| {
                let stands =
                    matches!(charge.status, ChargeStatus::Due | ChargeStatus::Paid | ChargeStatus::Deferred);
                stands && !charge.amount.is_zero()
            })
        };
        Some(AfterRelease {
            claim: post.claim.as_ref().map(|claim| claim.reason.clone()),
            proposed: post.proposed.as_ref().map(|proposed| {
                let act = f.word("page-after-act", proposed.act.as_str());
                (format!("{act}: {}. {}", proposed.amount, proposed.reason), proposed.by.clone())
            }),
            kinds: ChargeKind::ALL.iter().filter(|kind| stands(**kind)).map(|kind| kind.as_str()).collect(),
            has_interest: post.interest.is_some(),
            may_correct: case.may_go(),
            entry,
        })
    }
}

/// The fields of a goods item that can be corrected on the page: in the form, in a declaration, as it was declared.
pub(super) fn fields(item: &GoodsItem) -> [(&'static str, String); 4] {
    let shown = |value: Option<String>| value.unwrap_or_default();
    [
        ("value", item.value.to_string()),
        ("code", shown(item.commodity_code.map(|code| code.to_string()))),
        ("origin", shown(item.origin.map(|origin| origin.to_string()))),
        ("quantity", shown(item.quantity.map(|quantity| quantity.to_string()))),
    ]
}

/// A claim is refused.
pub(in crate::pages) async fn refuse_claim(Path(name): Path<String>, form: Form) -> Response {
    let text = PostClearanceText::RefuseClaim(ReasonText { reason: form.text("reason").to_owned() });
    carried_out(name, form, "claim-reason", &CommandText::PostClearance(text)).await
}

/// A debt is to be waived or given up.
pub(in crate::pages) async fn waive(Path(name): Path<String>, form: Form) -> Response {
    let said = |field: &str| Some(form.text(field).to_owned()).filter(|text| !text.is_empty());
    let amount = said("amount");
    let local = form.f.shared().country.law().tariff.exchange.local();
    let waiver = WaiverText {
        reason: form.text("reason").to_owned(),
        line: None,
        charge: said("charge"),
        currency: amount.as_ref().map(|_| local.code().to_owned()),
        amount,
    };
    let text = match form.text("act") {
        "write_off" => PostClearanceText::WriteOff(waiver),
        _ => PostClearanceText::Remit(waiver),
    };
    carried_out(name, form, "waiver-reason", &CommandText::PostClearance(text)).await
}

/// What another proposed is signed, or not.
pub(in crate::pages) async fn sign(Path(name): Path<String>, form: Form) -> Response {
    let (approved, reason) = (form.text("approved") == "yes", form.text("reason").to_owned());
    let text = PostClearanceText::Sign(SignatureText { approved, reason });
    carried_out(name, form, "signature-reason", &CommandText::PostClearance(text)).await
}

/// What was declared is corrected.
pub(in crate::pages) async fn correct(Path(name): Path<String>, form: Form) -> Response {
    let wish = match correction(&name, &form).await {
        Ok(Some(wish)) => wish,
        // Somebody else was faster, and the form holds what was there before.
        Ok(None) => {
            let stale = form.f.say("page-form-stale");
            return super::decide::answered(name, form, "correction-reason", Err(stale)).await;
        }
        Err(problem) => return Told::of(form.f, &problem),
    };
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let came = ask(&name, &form, &person, wish).await;
    let came = match came {
        Ok(Came::Returned(faults)) => {
            let voice = form.f.voice();
            let said = faults.first().map(|fault| format!("{} {}", voice.fault(fault), voice.fix(fault)));
            Err(said.unwrap_or_default())
        }
        came => outcome(&form, came),
    };
    super::decide::answered(name, form, "correction-reason", came).await
}

/// The correction that a form asks for: what was declared, with other values, codes, origins and quantities; none where
/// the consignment is not as the form shows it any more.
async fn correction(name: &str, form: &Form) -> Result<Option<Wish>, Problem> {
    let shared = form.f.shared();
    let held = find(shared, name.to_owned(), |_, _| true).await?;
    if held.entry.to_string() != form.text("entry") {
        return Ok(None);
    }
    let governing = held.case.filings.governing().clone();
    let number: Mrn = governing.number;
    let entry = held.filed_by(number).ok_or_else(|| Problem::of(Code::NotFound))?;
    let declared = shared
        .read(move |reader| {
            let Some(bytes) = reader.entry(entry)? else { return Ok(None) };
            reader.submission(entry, &Entry::decode(&bytes)?)
        })
        .await?;
    let mut submission: Submission<'static> = declared.ok_or_else(|| Problem::of(Code::NotFound))?;
    let mut more = Decimal::ZERO;
    for (item, text) in governing.declaration.items.iter().zip(&mut submission.items) {
        for ((field, before), of) in fields(item).into_iter().zip(CORRECTED) {
            let after = form.text(&format!("{field}-{}", item.line)).to_owned();
            if after == before || after.is_empty() {
                continue;
            }
            if of == ItemField::Value
                && let Ok(value) = Decimal::parse(&after)
            {
                more =
                    value.checked_sub(item.value).and_then(|change| more.checked_add(change)).unwrap_or(more);
            }
            text.set(of, Cow::Owned(after));
        }
    }
    // The goods together are worth as much more as each of them is.
    let goods = governing.declaration.value.and_then(|value| value.goods.checked_add(more));
    if let Some(goods) = goods.filter(|_| !more.is_zero()) {
        submission.set(HeaderField::ValueGoods, Cow::Owned(goods.to_string()));
    }
    let reason = free_text("/reason", form.text("reason")).map_err(flawed)?;
    let (filer, at, registered) = (governing.filer, form.f.now(), shared.registered());
    let filing: Filing =
        prepare(Ok(submission), &form.bytes, filer, &shared.country, &registered, &shared.secret, at)
            .map_err(failed)?;
    let is_wilful = form.text("wilful") == "yes";
    Ok(Some(Wish::Correct { number, filing: Box::new(filing), reason, is_wilful }))
}

/// The fields of a declaration that the form corrects, in the order of [`fields`].
const CORRECTED: [ItemField; 4] =
    [ItemField::Value, ItemField::CommodityCode, ItemField::Origin, ItemField::Quantity];

//! Forgetting somebody, and what must not be forgotten: requests for erasure, legal holds.
//!
//! Who is asked for is in no entry, log or table: filings are found by a keyed hash, and looked at before they count.

use crate::http::commands::{COMMAND, Opened, flawed, reason as why};
use crate::http::declarations::actor;
use crate::http::find::find;
use crate::http::openapi::{Operation, Parameter};
use crate::http::persons::{First, Person, PersonText, filings_of};
use crate::http::query::Parameters;
use crate::http::{Code, Problem, Shared, keys};
use crate::lane::{
    Acted, Acting, Forgetting, Forgotten, ForgottenTold, KeptFiling, consignment_id, subject_word,
};
use axum::Json;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use clearance::{DataSubject, ErasureReason, WhyKept, shortest_retention};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use store::row::Subject;
use store::{Entry, Erasure, Reader, StoreFailure, What};
use wire::free_text;

pub(super) const ERASE: Operation = Operation {
    summary: "Erases the personal texts of somebody in every filing whose retention is over; says what is kept and why.",
    query: &[Parameter {
        name: "dry_run",
        kind: "boolean",
        text: "says what would be erased and kept, and changes nothing",
    }],
    takes: &[("application/json", "ErasureRequest")],
    gives: &[(200, "application/json", "ErasureAnswer")],
    problems: &[400, 408, 409, 413, 415, 422, 507],
    ..COMMAND
};

pub(super) const HOLD: Operation = Operation {
    summary: "An officer puts a consignment under legal hold: nothing of it is erased until that is lifted.",
    takes: &[("application/json", "HoldReason")],
    gives: &[(200, "application/json", "LegalHold")],
    ..COMMAND
};

pub(super) const LIFT: Operation =
    Operation { summary: "An officer lifts the legal hold of a consignment.", ..HOLD };

/// The path, as it is part of what a key stands for.
const PATH: &str = "/v1/erasures";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    dry_run: bool,
}

/// Whose texts are to be erased, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasureText {
    pub(crate) person: PersonText,
    #[serde(default)]
    pub(crate) subject: Option<String>,
    pub(crate) reason: String,
    pub(crate) legal_basis: String,
}

/// Somebody is to be forgotten.
pub(super) async fn erase(
    Parameters(Asked { dry_run }): Parameters<Asked>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let text: ErasureText = members.read()?;
    let shared = &request.shared;
    if dry_run {
        return Ok(told(try_out(shared, text).await?, dry_run));
    }
    let key = request.key.as_ref();
    let key =
        key.map(|(hash, _)| keys::fingerprinted_apart(shared, &request.headers, *hash, PATH, &request.bytes));
    let acting = Acting { actor: actor(&request.caller), at: (shared.clock)(), key };
    Ok(told(carry_out(shared, acting, text).await?, dry_run))
}

/// What became of a request, or would.
pub(crate) struct Answered {
    pub(crate) forgotten: Forgotten,
    /// Whether there are more filings of the person than were looked at.
    pub(crate) has_more: bool,
    is_repeated: bool,
}

/// Says what would be erased and what kept, and changes nothing.
pub(crate) async fn try_out(shared: &Arc<Shared>, text: ErasureText) -> Result<Answered, Problem> {
    let Wanted { filings, has_more, .. } = wanted(shared, text).await?;
    let at = (shared.clock)();
    let forgotten = shared.errand_lane(move |lane| lane.try_forgetting(&filings, at)).await?;
    Ok(Answered { forgotten, has_more, is_repeated: false })
}

/// Erases what may be, durable when this returns.
pub(crate) async fn carry_out(
    shared: &Arc<Shared>,
    acting: Acting,
    text: ErasureText,
) -> Result<Answered, Problem> {
    let Wanted { filings, has_more, reason, legal_basis } = wanted(shared, text).await?;
    let Acting { actor, at, key } = acting;
    let forgetting = Forgetting { actor, at, filings: filings.clone(), reason, legal_basis, key };
    match shared.errand_lane(move |lane| lane.forget(forgetting)).await? {
        ForgottenTold::Done(forgotten) => Ok(Answered { forgotten, has_more, is_repeated: false }),
        ForgottenTold::KeyUsed => Err(Problem::of(Code::KeyUsed)),
        ForgottenTold::Known(subject) => {
            let now = shared.errand_lane(move |lane| lane.try_forgetting(&filings, at)).await?;
            let (entry, erased) = shared.read(move |reader| erased_by(reader, &subject)).await?;
            let forgotten = Forgotten { entry: Some(entry), erased, kept: now.kept };
            Ok(Answered { forgotten, has_more, is_repeated: true })
        }
    }
}

/// What a request is about.
struct Wanted {
    filings: Vec<Erasure>,
    has_more: bool,
    reason: ErasureReason,
    legal_basis: String,
}

/// The filings of whom a request names, with why they are to be erased.
async fn wanted(shared: &Arc<Shared>, text: ErasureText) -> Result<Wanted, Problem> {
    let ErasureText { person, subject, reason, legal_basis } = text;
    let person = Person::of(person)?;
    let subject = subject.map(|name| word("/subject", &name, DataSubject::from_name)).transpose()?;
    let asked_for =
        |name: &str| ErasureReason::from_name(name).filter(|reason| *reason != ErasureReason::Retention);
    let reason = word("/reason", &reason, asked_for)?;
    let legal_basis = free_text("/legal_basis", &legal_basis).map_err(flawed)?;
    if legal_basis.to_lowercase().contains(&person.text().to_lowercase()) {
        return Err(Problem::unreadable(
            "/legal_basis",
            "the legal basis is kept, and must not say who it is",
        ));
    }
    let law = shared.country.law();
    if shortest_retention(law, law.day_of((shared.clock)())).is_none() {
        return Err(Problem::of(Code::NoRetentionLaw));
    }
    let find = move |reader: &Reader| filings_of(reader, &person, subject, First::Oldest);
    let (filings, has_more) = shared.read(find).await?;
    Ok(Wanted { filings, has_more, reason, legal_basis })
}

/// What an entry has erased, of which a key tells.
fn erased_by(reader: &Reader, subject: &str) -> Result<(u64, Vec<Erasure>), StoreFailure> {
    let corrupt = || StoreFailure::Corrupt("the key of an erasure");
    let number = subject.strip_prefix("e/").and_then(|number| number.parse().ok()).ok_or_else(corrupt)?;
    let bytes = reader.entry(number)?.ok_or_else(corrupt)?;
    let What::Erased { filings, .. } = Entry::decode(&bytes)?.what else { return Err(corrupt()) };
    let filing = |(entry, code): (u64, u8)| {
        Ok(Erasure { entry, subject: Subject::from_code(code).ok_or_else(corrupt)? })
    };
    Ok((number, filings.into_iter().map(filing).collect::<Result<_, StoreFailure>>()?))
}

fn told(answered: Answered, dry_run: bool) -> Response {
    let Answered { forgotten: Forgotten { entry, erased, kept }, has_more, is_repeated } = answered;
    let named = |filing: &Erasure| json!({ "entry": filing.entry, "subject": subject_word(filing.subject) });
    let body = json!({
        "dry_run": dry_run,
        "entry": entry,
        "erased": erased.len(),
        "filings": erased.iter().map(named).collect::<Vec<_>>(),
        "kept": kept.iter().map(kept_item).collect::<Vec<_>>(),
        "has_more": has_more,
    });
    let mut response = Json(body).into_response();
    if is_repeated {
        response.headers_mut().insert(crate::http::answer::REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

fn kept_item(kept: &KeptFiling) -> Value {
    let KeptFiling { filing, consignment, why } = kept;
    let (purpose, until, law) = match why {
        WhyKept::Retention { purpose, until, law } => {
            (Some(purpose.as_str()), Some(until.to_string()), Some(law.as_str()))
        }
        WhyKept::Open | WhyKept::MoneyOpen | WhyKept::LegalHold | WhyKept::NoLaw => (None, None, None),
    };
    json!({
        "entry": filing.entry,
        "subject": subject_word(filing.subject),
        "consignment": (*consignment != 0).then(|| consignment_id(*consignment)),
        "why": why.code(),
        "purpose": purpose,
        "until": until,
        "law": law,
    })
}

/// A word of a closed list.
fn word<T>(pointer: &'static str, name: &str, of: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    of(name).ok_or_else(|| Problem::unreadable(pointer, "this is none of its words"))
}

/// Why a consignment is held, or is not any more.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldReason {
    reason: String,
}

/// A consignment is put under legal hold.
pub(super) async fn hold(path: Path<String>, opened: Opened) -> Result<Response, Problem> {
    change(path, opened, true).await
}

/// The legal hold of a consignment is lifted.
pub(super) async fn lift(path: Path<String>, opened: Opened) -> Result<Response, Problem> {
    change(path, opened, false).await
}

async fn change(
    Path(name): Path<String>,
    Opened(members, request): Opened,
    puts: bool,
) -> Result<Response, Problem> {
    let HoldReason { reason } = members.read()?;
    let shared = &request.shared;
    let consignment = find(shared, name.clone(), |_, _| true).await?.number;
    let path = format!("/v1/consignments/{name}/legal-hold{}", if puts { "" } else { "/lift" });
    let key = request.key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &request.bytes));
    let acting = Acting { actor: actor(&request.caller), at: (shared.clock)(), key };
    let is_repeated = change_hold(shared, acting, consignment, (puts, &reason)).await?;
    let held = shared.read(move |reader| reader.legal_hold(consignment)).await?;
    let body = json!({ "consignment": consignment_id(consignment), "legal_hold": held.is_some() });
    let mut response = Json(body).into_response();
    if is_repeated {
        response.headers_mut().insert(crate::http::answer::REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Puts a consignment under legal hold, or lifts that; says whether the same request had.
pub(crate) async fn change_hold(
    shared: &Shared,
    acting: Acting,
    consignment: u64,
    (puts, reason): (bool, &str),
) -> Result<bool, Problem> {
    let reason = why(reason)?;
    match shared.errand_lane(move |lane| lane.hold(acting, consignment, puts, &reason)).await? {
        Acted::Done(_) => Ok(false),
        Acted::Known(_) => Ok(true),
        Acted::AsItIs => Err(Problem::of(if puts { Code::AlreadyHeld } else { Code::NotHeld })),
        Acted::KeyUsed => Err(Problem::of(Code::KeyUsed)),
    }
}

//! Forgetting somebody, and what must not be forgotten: requests for erasure, legal holds.
//!
//! Who is asked for is in no entry, log or table: filings are found by a keyed hash, and looked at before they count.

use crate::http::commands::{COMMAND, Opened, flawed, reason as why};
use crate::http::declarations::actor;
use crate::http::find::find;
use crate::http::openapi::{Operation, Parameter};
use crate::http::persons::{Person, PersonText, filings_of};
use crate::http::query::Parameters;
use crate::http::{Code, Problem, keys};
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
struct ErasureText {
    person: PersonText,
    #[serde(default)]
    subject: Option<String>,
    reason: String,
    legal_basis: String,
}

/// Somebody is to be forgotten.
pub(super) async fn erase(
    Parameters(Asked { dry_run }): Parameters<Asked>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let ErasureText { person, subject, reason, legal_basis } = members.read()?;
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
    let (shared, at) = (&request.shared, (request.shared.clock)());
    let law = shared.country.law();
    if shortest_retention(law, law.day_of(at)).is_none() {
        return Err(Problem::of(Code::NoRetentionLaw));
    }
    let (filings, has_more) = shared.read(move |reader| filings_of(reader, &person, subject)).await?;
    if dry_run {
        let tried = filings.clone();
        let would = shared.errand_lane(move |lane| lane.try_forgetting(&tried, at)).await?;
        return Ok(told(would, Answered { dry_run, has_more, is_repeated: false }));
    }
    let key = request.key.as_ref();
    let key =
        key.map(|(hash, _)| keys::fingerprinted_apart(shared, &request.headers, *hash, PATH, &request.bytes));
    let actor = actor(&request.caller);
    let forgetting = Forgetting { actor, at, filings: filings.clone(), reason, legal_basis, key };
    match shared.errand_lane(move |lane| lane.forget(forgetting)).await? {
        ForgottenTold::Done(done) => Ok(told(done, Answered { dry_run, has_more, is_repeated: false })),
        ForgottenTold::KeyUsed => Err(Problem::of(Code::KeyUsed)),
        ForgottenTold::Known(subject) => {
            let now = shared.errand_lane(move |lane| lane.try_forgetting(&filings, at)).await?;
            let (entry, erased) = shared.read(move |reader| erased_by(reader, &subject)).await?;
            let known = Forgotten { entry: Some(entry), erased, kept: now.kept };
            Ok(told(known, Answered { dry_run, has_more, is_repeated: true }))
        }
    }
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

/// How an answer was come to.
struct Answered {
    dry_run: bool,
    has_more: bool,
    is_repeated: bool,
}

fn told(forgotten: Forgotten, answered: Answered) -> Response {
    let Forgotten { entry, erased, kept } = forgotten;
    let Answered { dry_run, has_more, is_repeated } = answered;
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
    let reason = why(&reason)?;
    let shared = &request.shared;
    let consignment = find(shared, name.clone(), |_, _| true).await?.number;
    let path = format!("/v1/consignments/{name}/legal-hold{}", if puts { "" } else { "/lift" });
    let key = request.key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &request.bytes));
    let acting = Acting { actor: actor(&request.caller), at: (shared.clock)(), key };
    let acted = shared.errand_lane(move |lane| lane.hold(acting, consignment, puts, &reason)).await?;
    let is_repeated = match acted {
        Acted::Done(_) => false,
        Acted::Known(_) => true,
        Acted::AsItIs => {
            return Err(Problem::of(if puts { Code::AlreadyHeld } else { Code::NotHeld }));
        }
        Acted::KeyUsed => return Err(Problem::of(Code::KeyUsed)),
    };
    let held = shared.read(move |reader| reader.legal_hold(consignment)).await?;
    let body = json!({ "consignment": consignment_id(consignment), "legal_hold": held.is_some() });
    let mut response = Json(body).into_response();
    if is_repeated {
        response.headers_mut().insert(crate::http::answer::REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

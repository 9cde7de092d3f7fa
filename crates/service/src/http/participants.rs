//! Participants of the record: who they are, who is frozen out, and what each has in it.

use crate::http::commands::{COMMAND, Opened, reason as why};
use crate::http::declarations::actor;
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, limit};
use crate::http::{Caller, Code, Problem, Role, Shared, keys};
use crate::lane::{Acted, Acting, consignment_id};
use crate::receipts::{Proven, place_of};
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::identifier::Mrn;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Entry, Reader, StoreFailure, What, moment};

pub(super) const LIST: Operation = Operation {
    summary: "Every organisation that writes into the record, and which are frozen out.",
    gives: &[(200, "application/json", "Participants")],
    ..Operation::NONE
};

pub(super) const FREEZE: Operation = Operation {
    summary: "Freezes out a participant: nothing more is taken in from it. It can read on.",
    takes: &[("application/json", "HoldReason")],
    gives: &[(200, "application/json", "Participant")],
    ..COMMAND
};

pub(super) const READMIT: Operation = Operation { summary: "Readmits a participant.", ..FREEZE };

pub(super) const ENTRIES: Operation = Operation {
    summary: "The caller's own entries of the record from the first on, each with its receipt and its place in the log.",
    query: &[
        Parameter {
            name: "after",
            kind: "integer",
            text: "the entry to go on after: the `next` of the page before",
        },
        Parameter { name: "limit", kind: "integer", text: "the most entries, up to 200; 100 if absent" },
    ],
    gives: &[(200, "application/json", "OwnEntries")],
    problems: &[400],
    ..Operation::NONE
};

/// Why a participant is frozen out, or readmitted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

/// An organisation, and why it is frozen out.
pub(crate) struct Participant {
    pub(crate) organisation: String,
    pub(crate) frozen: Option<Frozen>,
}

/// That somebody is frozen out.
pub(crate) struct Frozen {
    pub(crate) entry: u64,
    pub(crate) at: jiff::Timestamp,
    pub(crate) reason: String,
}

/// Every participant: whoever filed, and whoever has a credential or an account.
pub(crate) async fn participants(shared: &Arc<Shared>) -> Result<Vec<Participant>, Problem> {
    let mut organisations = shared.credentials.organisations();
    shared
        .read(move |reader| {
            organisations.extend(reader.organisations()?);
            known(reader, organisations)
        })
        .await
}

fn known(reader: &Reader, organisations: BTreeSet<String>) -> Result<Vec<Participant>, StoreFailure> {
    let frozen = reader.frozen_out()?;
    let of = |organisation: String| {
        let frozen = frozen.get(&organisation).map(|entry| frozen_by(reader, *entry)).transpose()?;
        Ok(Participant { organisation, frozen })
    };
    organisations.into_iter().map(of).collect()
}

fn frozen_by(reader: &Reader, number: u64) -> Result<Frozen, StoreFailure> {
    let corrupt = || StoreFailure::Corrupt("who is frozen out");
    let bytes = reader.entry(number)?.ok_or_else(corrupt)?;
    let entry = Entry::decode(&bytes)?;
    let What::FrozenOut { reason, .. } = entry.what else { return Err(corrupt()) };
    Ok(Frozen { entry: number, at: moment(entry.at)?, reason: reason.to_owned() })
}

fn participant_item(participant: &Participant) -> Value {
    let frozen = participant
        .frozen
        .as_ref()
        .map(|frozen| json!({ "entry": frozen.entry, "at": frozen.at.to_string(), "reason": frozen.reason }));
    json!({ "organisation": participant.organisation, "frozen_out": frozen })
}

/// Every participant.
pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let all = participants(&shared).await?;
    let all: Vec<Value> = all.iter().map(participant_item).collect();
    Ok(Json(json!({ "participants": all })).into_response())
}

/// A participant is frozen out.
pub(super) async fn freeze(path: Path<String>, opened: Opened) -> Result<Response, Problem> {
    change(path, opened, true).await
}

/// A participant is readmitted.
pub(super) async fn readmit(path: Path<String>, opened: Opened) -> Result<Response, Problem> {
    change(path, opened, false).await
}

async fn change(
    Path(name): Path<String>,
    Opened(members, request): Opened,
    freezes: bool,
) -> Result<Response, Problem> {
    let Reason { reason } = members.read()?;
    let reason = why(&reason)?;
    let shared = &request.shared;
    let path = format!("/v1/participants/{name}/{}", if freezes { "freeze" } else { "readmit" });
    let key = request.key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &request.bytes));
    let acting = Acting { actor: actor(&request.caller), at: (shared.clock)(), key };
    let acted = decide(shared, &request.caller, acting, &name, (freezes, reason)).await?;
    let told = participants(shared).await?;
    let told = told.iter().find(|participant| participant.organisation == name).map(participant_item);
    let mut response = Json(told.ok_or_else(|| Problem::of(Code::Failed))?).into_response();
    if matches!(acted, Acted::Known(_)) {
        response.headers_mut().insert(crate::http::answer::REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Freezes out a participant, or readmits it. From then on the doors know.
pub(crate) async fn decide(
    shared: &Arc<Shared>,
    caller: &Caller,
    acting: Acting,
    name: &str,
    (freezes, reason): (bool, String),
) -> Result<Acted, Problem> {
    if *caller.organisation == *name {
        return Err(Problem::of(Code::OwnParticipant));
    }
    if !participants(shared).await?.iter().any(|participant| participant.organisation == name) {
        return Err(Problem::of(Code::NotFound));
    }
    let (organisation, doors) = (name.to_owned(), Arc::clone(&shared.frozen));
    let acted = shared.errand_lane(move |lane| {
        // Two who freeze out each other at once: the second is too late.
        if doors.has(&acting.actor.organisation) {
            return Ok(None);
        }
        let acted = lane.freeze(acting, &organisation, freezes, &reason)?;
        // On the lane's own thread, so that what the doors know changes in the order of the entries.
        if matches!(acted, Acted::Done(_)) {
            doors.set(&organisation, freezes);
        }
        Ok(Some(acted))
    });
    match acted.await?.ok_or_else(|| Problem::of(Code::FrozenOut))? {
        Acted::KeyUsed => Err(Problem::of(Code::KeyUsed)),
        Acted::AsItIs => Err(Problem::of(if freezes { Code::AlreadyFrozen } else { Code::NotFrozen })),
        acted => Ok(acted),
    }
}

/// Batches looked at for one answer.
const BATCHES: usize = 64;
/// Entries of one answer, as usual and at most.
const PAGE: usize = 100;
const MOST: usize = 200;
/// Entries looked back at for the one that a correction is about.
const BACK: usize = 50;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

/// The caller's own entries.
pub(super) async fn entries(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(Asked { after, limit: most }): Parameters<Asked>,
) -> Result<Response, Problem> {
    let most = limit(most, PAGE, MOST)?;
    let page = shared.read(move |reader| own_entries(reader, &caller, after, most)).await?;
    Ok(Json(page).into_response())
}

fn own_entries(reader: &Reader, caller: &Caller, after: u64, most: usize) -> Result<Value, StoreFailure> {
    let begin = after.saturating_add(1);
    let from = reader.batch_of(begin)?.map_or(begin, |batch| batch.first);
    let firsts = reader.batches_for(&caller.organisation, from, BATCHES)?;
    let mut has_more = firsts.len() >= BATCHES;
    let (mut next, mut items) = (after, Vec::new());
    'batches: for first in firsts {
        let Some(batch) = reader.batch_of(first)? else { continue };
        let last = first + batch.entries - 1;
        let proven = Proven::read(reader, batch)?;
        let mut place = None;
        for number in first.max(begin)..=last {
            let bytes = proven.entry(number).ok_or(StoreFailure::Corrupt("an entry of a batch"))?;
            let entry = Entry::decode(bytes)?;
            if entry.actor.organisation != &*caller.organisation {
                continue;
            }
            if items.len() >= most {
                has_more = true;
                break 'batches;
            }
            // All of a batch have one place.
            if place.is_none() {
                place = place_of(reader, number)?;
            }
            let mut item = entry_item(number, &entry, corrected(reader, &entry)?)?;
            let receipt = match is_theirs(reader, caller, &entry)? {
                true => proven.receipt(reader, number)?,
                // It would tell what became of another's declaration.
                false => {
                    item.insert("declaration".to_owned(), Value::Null);
                    None
                }
            };
            let receipt = receipt.map(|receipt| wire::placed_receipt_json(&receipt, place.as_ref()));
            item.insert("receipt".to_owned(), receipt.into());
            items.push(Value::from_iter(item));
            next = number;
        }
        // What is left of the batch is not theirs, for good.
        next = next.max(last);
    }
    Ok(json!({ "entries": items, "next": next, "has_more": has_more }))
}

/// Whether what an entry came to is for whoever made it: it is about their own declaration, or they see all.
fn is_theirs(reader: &Reader, caller: &Caller, entry: &Entry<'_>) -> Result<bool, StoreFailure> {
    let Some(decided) = &entry.result else { return Ok(true) };
    if caller.is_customs() || caller.is(Role::Tax) {
        return Ok(true);
    }
    if let What::Lodged { number, .. } | What::Amended { number, .. } = entry.what {
        return Ok(number == decided.number);
    }
    let Ok(number) = Mrn::parse(decided.number) else { return Ok(false) };
    let held = reader.load(entry.consignment)?;
    let filing = held.as_ref().and_then(|held| held.case.filings.find(number));
    Ok(filing.is_some_and(|filing| *filing.filer.organisation == *caller.organisation))
}

fn entry_item(
    number: u64,
    entry: &Entry<'_>,
    corrects: Option<u64>,
) -> Result<BTreeMap<String, Value>, StoreFailure> {
    let consignment = (entry.consignment != 0).then(|| consignment_id(entry.consignment));
    let item = [
        ("entry", json!(number)),
        ("kind", json!(kind(&entry.what))),
        ("at", json!(moment(entry.at)?.to_string())),
        ("consignment", json!(consignment)),
        ("declaration", json!(entry.result.as_ref().map(|decided| decided.number))),
        ("corrects", json!(corrects)),
    ];
    Ok(item.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What kind of entry it is, in a word.
fn kind(what: &What<'_>) -> &'static str {
    match what {
        What::Lodged { .. } => "lodged",
        What::Amended { .. } => "amended",
        What::Returned { .. } => "returned",
        What::Commanded { .. } => "commanded",
        What::Activated { .. } => "activated",
        What::OnAccount { .. } => "on_account",
        What::VendorReturned { .. } => "vendor_returned",
        What::Scanned { .. } => "scanned",
        What::ScanRefused { .. } => "scan_refused",
        What::Corrected { .. } => "corrected",
        What::Erased { .. } => "erased",
        What::Held { .. } => "held",
        What::HoldLifted { .. } => "hold_lifted",
        What::FrozenOut { .. } => "frozen_out",
        What::Readmitted { .. } => "readmitted",
        What::DocumentAdded { .. } => "document_added",
        What::Certified { .. } => "certified",
        What::CertificateRevoked { .. } => "certificate_revoked",
        What::Accessed { .. } => "accessed",
    }
}

/// The earlier entry about the same declaration that one amends or corrects.
fn corrected(reader: &Reader, entry: &Entry<'_>) -> Result<Option<u64>, StoreFailure> {
    let (What::Amended { number: wanted, .. } | What::Corrected { number: wanted, .. }) = entry.what else {
        return Ok(None);
    };
    let mut previous = entry.previous;
    for _ in 0..BACK {
        let Some(bytes) = reader.entry(previous)? else { return Ok(None) };
        let earlier = Entry::decode(&bytes)?;
        if let What::Lodged { number, .. } | What::Amended { number, .. } | What::Corrected { number, .. } =
            earlier.what
            && number == wanted
        {
            return Ok(Some(previous));
        }
        previous = earlier.previous;
    }
    Ok(None)
}

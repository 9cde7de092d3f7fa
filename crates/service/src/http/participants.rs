//! Participants of the record: who they are, who is frozen out, and what each has in it.

use crate::doors::Frozen;
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
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{BatchRow, Entry, Reader, StoreFailure, What, moment};

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

/// An organisation, and how it is frozen out.
pub(crate) struct Participant {
    pub(crate) organisation: String,
    pub(crate) frozen: Option<Frozen>,
}

/// Every participant: whoever filed, and whoever has a credential or an account.
pub(crate) async fn participants(shared: &Arc<Shared>) -> Result<Vec<Participant>, Problem> {
    let mut organisations = shared.credentials.organisations();
    organisations.extend(shared.read(|reader| reader.organisations()).await?);
    let mut frozen = shared.frozen.all();
    let of = |organisation: String| {
        let frozen = frozen.remove(&organisation);
        Participant { organisation, frozen }
    };
    Ok(organisations.into_iter().map(of).collect())
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
    let (organisation, doors, at) = (name.to_owned(), Arc::clone(&shared.frozen), acting.at);
    let acted = shared.errand_lane(move |lane| {
        // Two who freeze out each other at once: the second is too late.
        if let Err(problem) = doors.admit(&acting.actor.organisation) {
            return Ok(Err(problem));
        }
        let acted = lane.freeze(acting, &organisation, freezes, &reason)?;
        // On the lane's own thread, so that what the doors know changes in the order of the entries.
        if let Acted::Done(entry) = acted {
            doors.set(&organisation, freezes.then_some(Frozen { entry, at, reason }));
        }
        Ok(Ok(acted))
    });
    match acted.await?? {
        Acted::KeyUsed => Err(Problem::of(Code::KeyUsed)),
        Acted::AsItIs => Err(Problem::of(if freezes { Code::AlreadyFrozen } else { Code::NotFrozen })),
        acted => Ok(acted),
    }
}

/// Batches, and about how many entries of them, looked at for one answer.
const BATCHES: usize = 64;
const LOOKED_AT: u64 = 20_000;
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
    let (mut next, mut looked_at, mut items) = (after, 0, Vec::new());
    for first in firsts {
        let Some(batch) = reader.batch_of(first)? else { continue };
        let last = first + batch.entries - 1;
        if items.len() >= most || looked_at >= LOOKED_AT {
            has_more = true;
            break;
        }
        looked_at += batch.entries;
        let mut own = own_of(reader, caller, &batch)?;
        own.retain(|number| *number >= begin);
        let left = own.split_off(own.len().min(most - items.len()));
        items.extend(told(reader, caller, batch, &own)?);
        if !left.is_empty() {
            next = own.last().copied().unwrap_or(next);
            has_more = true;
            break;
        }
        // What is left of the batch is not theirs, for good.
        next = next.max(last);
    }
    Ok(json!({ "entries": items, "next": next, "has_more": has_more }))
}

/// The numbers of a batch's entries that are a caller's own: those that they made, and those by which they are frozen
/// out and readmitted. What the program does by itself is nobody's, whatever an organisation is called.
fn own_of(reader: &Reader, caller: &Caller, batch: &BatchRow) -> Result<Vec<u64>, StoreFailure> {
    let mut own = Vec::new();
    for (number, bytes) in (batch.first..).zip(reader.entries(batch)?) {
        let entry = Entry::decode(&bytes)?;
        let is_theirs = match entry.what {
            What::FrozenOut { organisation, .. } | What::Readmitted { organisation, .. } => {
                organisation == &*caller.organisation
            }
            _ => false,
        };
        let is_made = entry.actor.credential != 0 && entry.actor.organisation == &*caller.organisation;
        if is_theirs || is_made {
            own.push(number);
        }
    }
    Ok(own)
}

/// Entries of a batch as they are told, with their proofs.
fn told(reader: &Reader, caller: &Caller, batch: BatchRow, own: &[u64]) -> Result<Vec<Value>, StoreFailure> {
    let Some(first) = own.first() else { return Ok(Vec::new()) };
    // All of a batch have one place.
    let place = place_of(reader, *first)?;
    let proven = Proven::read(reader, batch)?;
    let mut items = Vec::new();
    for number in own {
        let bytes = proven.entry(*number).ok_or(StoreFailure::Corrupt("an entry of a batch"))?;
        let entry = Entry::decode(bytes)?;
        let mut item = entry_item(*number, &entry, corrected(reader, &entry)?)?;
        let receipt = match is_theirs(reader, caller, &entry)? {
            true => proven.receipt(reader, *number)?,
            // It would tell what became of another's declaration.
            false => {
                item.insert("declaration".to_owned(), Value::Null);
                None
            }
        };
        let receipt = receipt.map(|receipt| wire::placed_receipt_json(&receipt, place.as_ref()));
        item.insert("receipt".to_owned(), receipt.into());
        items.push(Value::from_iter(item));
    }
    Ok(items)
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
        ("reason", json!(decision(&entry.what))),
    ];
    Ok(item.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Why a participant is frozen out, or readmitted.
fn decision<'a>(what: &What<'a>) -> Option<&'a str> {
    match what {
        What::FrozenOut { reason, .. } | What::Readmitted { reason, .. } => Some(reason),
        _ => None,
    }
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

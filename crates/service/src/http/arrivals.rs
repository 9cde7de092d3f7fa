//! Arrivals: goods reported one by one or by what they travel under together, each with its own answer.

use crate::http::body::members;
use crate::http::declarations::{KEY, actor, early};
use crate::http::find::{By, may_handle, search, seen_through};
use crate::http::keys::{self, slot};
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Shared};
use crate::lane::{Ask, RequestKey, Target, Told, Wish, key_hash};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{ArrivalReport, Case, Command, KeyKind, Refusal};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use store::{Reader, StoreFailure};

/// The most consignments of one report.
const MOST: usize = 10_000;
/// Consignments asked about at once.
const GROUP: usize = 500;
/// How often a full queue is tried again, and after how long.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

pub(super) const REPORT: Operation = Operation {
    summary: "Reports that goods are here, one by one or all that travel under a master number. Each consignment \
              has its own answer, in the order asked.",
    headers: &[KEY],
    takes: &[("application/json", "Arrivals")],
    gives: &[(200, "application/json", "ArrivalsTaken")],
    problems: &[400, 404, 408, 409, 413, 415, 422, 507],
    ..Operation::NONE
};

/// That goods are here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    /// The customs office.
    office: String,
    /// When; now where nothing is said.
    arrived: Option<Timestamp>,
    /// The consignments, by whatever they are called.
    consignments: Option<Vec<String>>,
    /// What they travel under together.
    master_document: Option<String>,
}

/// What became of one consignment of a report.
#[derive(Serialize)]
struct Item {
    #[serde(rename = "ref")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    consignment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    may_go: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refused>,
}

#[derive(Serialize)]
struct Refused {
    code: &'static str,
    detail: String,
    may_retry: bool,
}

/// How far back a carrier may set an arrival.
const CARRIER_LOOKS_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What became of a report.
#[derive(Serialize)]
struct Answer {
    office: String,
    arrived: Timestamp,
    taken: usize,
    refused: usize,
    results: Vec<Item>,
}

/// Goods are here.
pub(super) async fn report(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let (members, bytes) = members(&headers, body).await?;
    let report: Report = members.read()?;
    let at = (shared.clock)();
    let key = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, "/v1/arrivals", &bytes));
    if let Some(key) = key {
        is_same_request(&shared, key).await?;
    }
    let arrived = report.arrived.unwrap_or(at);
    // The day of arrival may choose the law: further back only customs can set it.
    if !caller.is_customs() && at.duration_since(arrived) > CARRIER_LOOKS_BACK {
        return Err(Problem::unreadable("/arrived", "a carrier reports an arrival within seven days"));
    }
    let command = ArrivalReport { office: report.office.clone(), arrived };
    let round = Round { shared: &shared, caller: &caller, command, at, key };
    let results = match (report.consignments, report.master_document) {
        (Some(names), None) if names.len() > MOST => {
            let message = format!("at most {MOST} consignments are reported at once");
            return Err(Problem::unreadable("/consignments", message));
        }
        (Some(names), None) => round.by_name(names).await?,
        (None, Some(master)) => round.by_master(master).await?,
        _ => {
            let message = "either `consignments` or `master_document` must be given";
            return Err(Problem::unreadable("/consignments", message));
        }
    };
    let refused = results.iter().filter(|item| item.refused.is_some()).count();
    let taken = results.len() - refused;
    Ok(Json(Answer { office: report.office, arrived, taken, refused, results }).into_response())
}

/// Whether what came with a key before, as a whole or in one of its items, was this request.
async fn is_same_request(shared: &Arc<Shared>, key: RequestKey) -> Result<(), Problem> {
    let earlier = shared.read(move |reader| {
        for item in 0..MOST {
            if let Some((fingerprint, _)) = reader.request(slot(key.hash, item))? {
                return Ok(Some(fingerprint));
            }
        }
        Ok(None)
    });
    match earlier.await? {
        Some(fingerprint) if fingerprint != key.fingerprint => Err(Problem::of(Code::KeyUsed)),
        _ => Ok(()),
    }
}

/// A report on its way through the lane.
struct Round<'a> {
    shared: &'a Arc<Shared>,
    caller: &'a Caller,
    command: ArrivalReport,
    at: Timestamp,
    key: Option<RequestKey>,
}

impl Round<'_> {
    /// Reports consignments by whatever they are called. One that is not there, or not for the caller, says so.
    async fn by_name(&self, names: Vec<String>) -> Result<Vec<Item>, Problem> {
        let mut items = Vec::with_capacity(names.len());
        for group in names.chunks(GROUP) {
            let (caller, group) = (self.caller.clone(), group.to_vec());
            let found = self.shared.read(move |reader| {
                let may_see = |case: &Case, by: By| may_handle(&caller, case, by);
                let one = |name: String| {
                    let number = search(reader, &name, &may_see)?.map(|held| held.number);
                    Ok((name, number))
                };
                group.into_iter().map(one).collect::<Result<Vec<_>, StoreFailure>>()
            });
            self.group(found.await?, &mut items).await?;
        }
        Ok(items)
    }

    /// Reports everything under a master number that the caller may handle.
    async fn by_master(&self, master: String) -> Result<Vec<Item>, Problem> {
        let caller = self.caller.clone();
        let found = self.shared.read(move |reader| under_master(reader, &master, &caller)).await?;
        if found.len() > MOST {
            let message =
                format!("more than {MOST} consignments travel under this number; report them by name");
            return Err(Problem::unreadable("/master_document", message));
        }
        if found.is_empty() {
            return Err(Problem::of(Code::NotFound));
        }
        let mut items = Vec::with_capacity(found.len());
        for group in found.chunks(GROUP) {
            self.group(group.to_vec(), &mut items).await?;
        }
        Ok(items)
    }

    /// Asks the lane about a group, and answers for each of it in its order.
    async fn group(&self, group: Vec<(String, Option<u64>)>, items: &mut Vec<Item>) -> Result<(), Problem> {
        let first = items.len();
        let mut asks = Vec::with_capacity(group.len());
        for (place, (_, number)) in (first..).zip(&group) {
            let Some(number) = number else { continue };
            let key = self.key.map(|key| RequestKey { hash: slot(key.hash, place), ..key });
            let what = Wish::command(Target::Consignment(*number), Command::Arrive(self.command.clone()));
            asks.push(Ask { actor: actor(self.caller), at: self.at, what, line: None, key });
        }
        let mut told = match asks.is_empty() {
            true => Vec::new(),
            false => self.ask(asks).await?,
        }
        .into_iter();
        for (name, number) in group {
            let item = match number {
                None => refused(name, Refusal::UnknownConsignment),
                Some(_) => self.item(name, told.next().ok_or_else(|| Problem::of(Code::Failed))?).await?,
            };
            items.push(item);
        }
        Ok(())
    }

    /// What was admitted is carried to its end: a full queue makes a report wait, and not fail in the middle.
    async fn ask(&self, asks: Vec<Ask>) -> Result<Vec<Told>, Problem> {
        while let Some(wait) = self.shared.rates.wait_for(self.caller.credential, asks.len()) {
            tokio::time::sleep(wait).await;
        }
        for _ in 0..TRIES {
            if self.shared.queue.has_room() {
                return self.shared.ask(asks).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Problem::of(Code::Busy))
    }

    async fn item(&self, name: String, told: Told) -> Result<Item, Problem> {
        let case = match told {
            Told::Refused(refusal) => return Ok(refused(name, refusal)),
            Told::Done(done) => done.case,
            Told::Known(subject) => Some(super::commands::known(self.shared, &subject).await?),
            Told::KeyUsed => return Err(Problem::of(Code::KeyUsed)),
            Told::Returned(_) | Told::Entered { .. } | Told::NotEntered(_) | Told::Scanned(_) => None,
        };
        let case = case.ok_or_else(|| Problem::of(Code::Failed))?;
        let (phase, _) = match seen_through(self.caller, &case) {
            Some(number) => case.told_about(number),
            None => case.phase().told_to_others(),
        };
        let may_go = case.may_go();
        Ok(Item {
            name,
            consignment: Some(case.consignment),
            phase: Some(phase.as_str()),
            may_go,
            refused: None,
        })
    }
}

/// The consignments under a master number that a caller may handle, one more than may be reported at most, each
/// by the number it travels under.
fn under_master(
    reader: &Reader,
    master: &str,
    caller: &Caller,
) -> Result<Vec<(String, Option<u64>)>, StoreFailure> {
    let hash = key_hash(reader.secret(), KeyKind::MasterDocument, &[master]);
    let mut found = Vec::new();
    for number in reader.find(hash, MOST + 1)? {
        // What was joined to another is found as that one.
        let Some(held) = reader.load(number)?.filter(|held| held.case.joined_into().is_none()) else {
            continue;
        };
        let mut filings = held.case.filings.iter().map(|filing| &filing.declaration);
        let is_meant = filings.any(|said| said.transport.master_document.as_deref() == Some(master));
        if is_meant && may_handle(caller, &held.case, By::Transport) {
            let name = held.case.filings.iter().find_map(|filing| filing.declaration.house_number());
            found.push((name.unwrap_or(&held.case.consignment).to_owned(), Some(number)));
        }
    }
    found.reverse();
    Ok(found)
}

fn refused(name: String, refusal: Refusal) -> Item {
    let refused =
        Refused { code: refusal.code(), detail: refusal.to_string(), may_retry: refusal.may_retry() };
    Item { name, consignment: None, phase: None, may_go: false, refused: Some(refused) }
}

//! Files of declarations: taken in as they arrive or kept to be decided later, each line with its answer.

mod arrival;
mod cells;
mod results;

pub(crate) use arrival::Pace;
pub(in crate::http) use arrival::{Arrival, Pieces};
pub(super) use results::{RESULTS, results};

use crate::http::body::{media_type, plain};
use crate::http::declarations::{actor, early, filer_of};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::Parameters;
use crate::http::{Caller, Code, Problem, Shared, answer, keys};
use crate::intake::{Broken, File, take_in};
use crate::lane::{LINES, REPEATED, RETURNED};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::Filer;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use store::{FilingBatch, KeyedRequest};
use tokio::sync::OwnedSemaphorePermit;

/// Groups of lines of one file that are under way.
const AT_ONCE: usize = 3;

/// How a file is filed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lodging {
    /// The role that its declarations are filed in.
    role: Option<String>,
}

pub(super) const TAKE: Operation = Operation {
    summary: "Files a file of declarations: one a line, or a CSV with a header.",
    query: &[super::declarations::ROLE],
    headers: &[
        super::declarations::KEY,
        Parameter {
            name: "Prefer",
            kind: "string",
            text: "`respond-async`: answered as soon as the bytes are durable, decided afterwards",
        },
    ],
    takes: &[("application/x-ndjson", "Lines"), ("text/csv", "Lines")],
    gives: &[(200, "application/json", "Batch"), (202, "application/json", "Batch")],
    problems: &[400, 408, 409, 415, 422, 507],
};

/// A file of declarations comes in. The answer is given when every line is decided and durable; or, where that is
/// preferred, when its bytes are.
pub(super) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(lodging): Parameters<Lodging>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let format = format_of(&headers)?;
    let room = room(&shared)?;
    let filer = filer_of(&caller, lodging.role.as_deref())?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let mut arrival = Arrival::new(&shared, &caller, "/v1/batches", body);
    let hash = key.as_ref().map(|(hash, _)| *hash);
    if let Some(hash) = hash
        && let Some((fingerprint, subject)) = shared.read(move |reader| reader.request(hash)).await?
    {
        arrival.pass_over(u64::MAX).await?;
        return match arrival.fingerprint() == fingerprint {
            true => again(&shared, &subject).await,
            false => Err(Problem::of(Code::KeyUsed)),
        };
    }
    let actor = actor(&caller);
    let batch = opened(&shared, &caller, format, &filer, actor.role);
    let number = shared.errand(move |writer| writer.open_filing_batch(&batch)).await?;
    let arriving = shared.arriving(number);
    let status = match is_async(&headers) {
        true => keep(&shared, number, arrival, hash).await?,
        false => {
            let file = Owned { number, format, actor, filer };
            decide(&shared, file, arrival, hash).await?
        }
    };
    drop((arriving, room));
    tell(&shared, number, status).await
}

/// A file that begins to come in.
fn opened(shared: &Shared, caller: &Caller, format: &str, filer: &Filer, acting: &str) -> FilingBatch {
    FilingBatch {
        number: 0,
        organisation: caller.organisation.to_string(),
        received: (shared.clock)(),
        format: format.to_owned(),
        role: filer.role.as_str().to_owned(),
        acting: acting.to_owned(),
        credential: caller.credential,
        is_whole: false,
        finished: None,
        flaw: None,
    }
}

/// Room for one more file.
pub(crate) struct Room {
    _permit: OwnedSemaphorePermit,
}

/// Room for one more file, where not too much is on its way or waits.
pub(crate) fn room(shared: &Shared) -> Result<Room, Problem> {
    early(shared)?;
    let permit = shared.batches.clone().try_acquire_owned().map_err(|_| Problem::of(Code::Busy))?;
    Ok(Room { _permit: permit })
}

/// Decides a file that is here as a whole, as one that comes in over the API, and gives its number. What keeps it
/// from being decided to its end is written down with it.
pub(crate) async fn decide_whole(
    shared: &Arc<Shared>,
    caller: &Caller,
    format: &'static str,
    bytes: Vec<u8>,
    room: Room,
) -> Result<u64, Problem> {
    shared.frozen.admit(&caller.organisation)?;
    let filer = filer_of(caller, None)?;
    let actor = actor(caller);
    let batch = opened(shared, caller, format, &filer, actor.role);
    let number = shared.errand(move |writer| writer.open_filing_batch(&batch)).await?;
    let arriving = shared.arriving(number);
    let taken = shared.behind({
        let shared = Arc::clone(shared);
        move || {
            let file = File { batch: number, name: format, actor, filer, after: 0, at_once: AT_ONCE };
            take_in(&shared, &file, bytes.as_slice())
        }
    });
    match taken.await? {
        Ok(()) => {
            let now = (shared.clock)();
            shared.errand(move |writer| writer.finish_filing_batch(number, now, None)).await?;
        }
        Err(broken) => drop(break_off(shared, number, broken.into()).await),
    }
    drop((arriving, room));
    Ok(number)
}

/// Whether whoever asks wants no answer about the lines.
fn is_async(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    preferences
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case("respond-async"))
}

fn format_of(headers: &HeaderMap) -> Result<&'static str, Problem> {
    plain(headers)?;
    match media_type(headers).as_deref() {
        Some("application/x-ndjson" | "application/jsonl") => Ok("batch.ndjson"),
        Some("text/csv") => Ok("batch.csv"),
        _ => Err(Problem::of(Code::WrongType)),
    }
}

/// A file, for the thread that decides it.
struct Owned {
    number: u64,
    format: &'static str,
    actor: crate::lane::Actor,
    filer: Filer,
}

/// Decides a file while it comes in.
async fn decide(
    shared: &Arc<Shared>,
    file: Owned,
    mut arrival: Arrival,
    key: Option<u64>,
) -> Result<StatusCode, Problem> {
    let number = file.number;
    let (sender, pieces) = Pieces::new();
    let worker = shared.behind({
        let shared = Arc::clone(shared);
        move || {
            let Owned { number: batch, format: name, actor, filer } = file;
            take_in(&shared, &File { batch, name, actor, filer, after: 0, at_once: AT_ONCE }, pieces)
        }
    });
    let arrived = arrival.forward(sender).await;
    let taken = worker.await?;
    if let Err(broken) = arrived.map_err(Broken::from).and(taken) {
        return Err(break_off(shared, number, broken.into()).await);
    }
    let key = key.map(|key| keyed(key, arrival, number, StatusCode::OK));
    let now = (shared.clock)();
    shared.errand(move |writer| writer.finish_filing_batch(number, now, key)).await?;
    Ok(StatusCode::OK)
}

/// Keeps a file as it comes in, to be decided later.
async fn keep(
    shared: &Arc<Shared>,
    number: u64,
    mut arrival: Arrival,
    key: Option<u64>,
) -> Result<StatusCode, Problem> {
    let mut part = 0;
    loop {
        let body = match arrival.part().await {
            Ok(body) => body,
            Err(problem) => return Err(break_off(shared, number, problem).await),
        };
        if body.is_empty() {
            break;
        }
        let waiting = store::Waiting { batch: number, part, body };
        if let Err(problem) = shared.errand(move |writer| writer.keep_waiting(&waiting)).await {
            return Err(break_off(shared, number, problem).await);
        }
        part += 1;
    }
    if part == 0 {
        let empty = Problem::unreadable("", "the body holds no declaration");
        return Err(break_off(shared, number, empty).await);
    }
    let key = key.map(|key| keyed(key, arrival, number, StatusCode::ACCEPTED));
    shared.errand(move |writer| writer.close_filing_batch(number, key)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Writes down why no more of a file is decided, and forgets what was kept of it.
async fn break_off(shared: &Arc<Shared>, number: u64, problem: Problem) -> Problem {
    let flaw = serde_json::to_string(&problem.wrong()).unwrap_or_default();
    // Where not even that can be written, the file is as unfinished as it says.
    let _ = shared.errand(move |writer| writer.break_off_filing_batch(number, &flaw)).await;
    let batch = json!({ "batch": batch_id(number), "results": results_path(number) });
    problem.with(batch)
}

fn keyed(key: u64, arrival: Arrival, number: u64, status: StatusCode) -> KeyedRequest {
    let subject = format!("b/{number}/{}", status.as_u16());
    KeyedRequest { key, fingerprint: arrival.fingerprint(), subject }
}

/// The answer that was given to the same request before.
async fn again(shared: &Arc<Shared>, subject: &str) -> Result<Response, Problem> {
    let mut parts = subject.strip_prefix("b/").unwrap_or_default().split('/');
    let number = parts.next().and_then(|number| number.parse().ok());
    let status =
        parts.next().and_then(|status| status.parse().ok()).and_then(|code| StatusCode::from_u16(code).ok());
    let (Some(number), Some(status)) = (number, status) else { return Err(Problem::of(Code::Failed)) };
    let told = tell(shared, number, status).await?;
    Ok(([(answer::REPLAYED, "true")], told).into_response())
}

async fn tell(shared: &Arc<Shared>, number: u64, status: StatusCode) -> Result<Response, Problem> {
    let is_arriving = shared.is_arriving(number);
    let found = shared.read(move |reader| reader.filing_batch(number)).await?;
    let batch = found.ok_or_else(|| Problem::of(Code::Failed))?;
    let body = Json(view(shared, batch, is_arriving).await?);
    Ok((status, [(LOCATION, format!("/v1/batches/{}", batch_id(number)))], body).into_response())
}

pub(super) const SHOW: Operation = Operation {
    summary: "How far a file is decided.",
    gives: &[(200, "application/json", "Batch")],
    ..Operation::NONE
};

/// How far a file is decided, for whoever sent it and for customs.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    // Asked first: where it is over by now, how it ended is written.
    let is_arriving = batch_number(&id).is_some_and(|number| shared.is_arriving(number));
    let batch = find(&shared, &caller, &id).await?;
    Ok(Json(view(&shared, batch, is_arriving).await?).into_response())
}

/// A file that a caller may see.
async fn find(shared: &Arc<Shared>, caller: &Caller, id: &str) -> Result<FilingBatch, Problem> {
    let number = batch_number(id).ok_or_else(|| Problem::of(Code::NotFound))?;
    let found = shared.read(move |reader| reader.filing_batch(number)).await?;
    let seen = found.filter(|batch| *batch.organisation == *caller.organisation || caller.is_customs());
    seen.ok_or_else(|| Problem::of(Code::NotFound))
}

/// What is told about a file, in numbers.
async fn view(shared: &Arc<Shared>, batch: FilingBatch, is_arriving: bool) -> Result<Value, Problem> {
    let number = batch.number;
    let counts = shared.read(move |reader| reader.line_counts(number)).await?;
    let count =
        |name: &str| counts.iter().find(|(counted, _)| counted == name).map_or(0, |(_, lines)| *lines);
    let lines = count(LINES);
    let state = state_of(&batch, lines, is_arriving);
    let outcomes: Map<String, Value> = counts
        .iter()
        .filter(|(name, _)| ![LINES, RETURNED, REPEATED].contains(&name.as_str()))
        .map(|(name, lines)| (name.clone(), json!(lines)))
        .collect();
    let errors: Value =
        batch.flaw.as_deref().and_then(|flaw| serde_json::from_str(flaw).ok()).unwrap_or(json!([]));
    Ok(json!({
        "batch": batch_id(number),
        "state": state,
        "received": batch.received.to_string(),
        "finished": batch.finished.map(|at| at.to_string()),
        "lines": lines,
        "returned": count(RETURNED),
        "repeated": count(REPEATED),
        "outcomes": outcomes,
        "errors": errors,
        "results": results_path(number),
    }))
}

/// How far a file is, of which so many lines are decided.
pub(crate) fn state_of(batch: &FilingBatch, lines: u64, is_arriving: bool) -> &'static str {
    match batch {
        FilingBatch { finished: Some(_), .. } => "finished",
        FilingBatch { flaw: Some(_), .. } => "unfinished",
        FilingBatch { is_whole: true, .. } if lines == 0 => "received",
        FilingBatch { is_whole: true, .. } => "deciding",
        _ if is_arriving => "receiving",
        _ => "unfinished",
    }
}

/// The id of a file.
pub(crate) fn batch_id(number: u64) -> String {
    format!("b_{number:010}")
}

/// The number in the id of a file.
pub(crate) fn batch_number(id: &str) -> Option<u64> {
    let number: u64 = id.strip_prefix("b_")?.parse().ok()?;
    (batch_id(number) == id).then_some(number)
}

fn results_path(number: u64) -> String {
    format!("/v1/batches/{}/results", batch_id(number))
}

//! What happened, oldest first: for filers what concerns them, for customs all.
//!
//! An event is made from an entry of the journal each time it is asked for, and is the same each time. There is
//! one writer and entries are read in their order, so whoever goes on after what they have read misses nothing.

mod telling;

pub(crate) use telling::kind_of;

use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, limit};
use crate::http::stream::Sent;
use crate::http::{Caller, Code, Problem, Role, Shared};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::{Reader, StoreFailure};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// Events of a page, and the most of one.
const PAGE: usize = 100;
const MOST: usize = 200;
/// The longest wait, in seconds.
const LONGEST_WAIT: u64 = 30;
/// How often it is looked while somebody waits.
const LOOK: Duration = Duration::from_millis(500);
/// Looks of one stream: then its listener comes again, and their credential is looked at again.
const LOOKS: u32 = 1200;
/// Batches of the journal that are read for one page.
const BATCHES: usize = 64;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Event {
    /// Its id: whoever goes on after it begins with the next.
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    at: String,
    consignment: Option<String>,
    declaration: Option<String>,
    reference: Option<String>,
    phase: Option<&'static str>,
    outcome: Option<&'static str>,
    /// The certificate that was issued or revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    /// The tax token that was refused, for whoever has its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_token: Option<RefusedTokenView>,
}

/// A tax token that was refused: no more than its vendor has written into it, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct RefusedTokenView {
    scheme_number: String,
    order: String,
    flaw: String,
}

/// Where reading goes on: after a part of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor {
    entry: u64,
    part: u8,
}

impl Cursor {
    /// After everything of an entry.
    fn after(entry: u64) -> Cursor {
        Cursor { entry, part: 9 }
    }

    fn parse(text: &str) -> Option<Cursor> {
        let (entry, part) = text.strip_prefix("e_")?.split_once('_')?;
        let cursor = Cursor { entry: entry.parse().ok()?, part: part.parse().ok()? };
        (cursor.to_string() == text).then_some(cursor)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "e_{:013}_{}", self.entry, self.part)
    }
}

/// Which events.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    after: Option<String>,
    limit: Option<usize>,
    wait: Option<u64>,
}

const AFTER: Parameter = Parameter {
    name: "after",
    kind: "string",
    text: "the id of the last event that is known; from the first without",
};

pub(super) const LIST: Operation = Operation {
    summary: "What happened, oldest first: for filers what concerns them, for customs all.",
    query: &[
        AFTER,
        Parameter { name: "limit", kind: "integer", text: "the most events, up to 200; 100 if absent" },
        Parameter { name: "wait", kind: "integer", text: "seconds to wait for one, up to 30" },
    ],
    gives: &[(200, "application/json", "Events")],
    problems: &[400],
    ..Operation::NONE
};

/// A page of what happened.
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(asked): Parameters<Asked>,
) -> Result<Response, Problem> {
    let after = cursor(asked.after.as_deref())?;
    let limit = limit(asked.limit, PAGE, MOST)?;
    let looks = asked.wait.unwrap_or_default();
    if looks > LONGEST_WAIT {
        return Err(Problem::unreadable(
            "wait",
            format!("the wait must be from 0 to {LONGEST_WAIT} seconds"),
        ));
    }
    let mut page = page(&shared, &caller, after, limit).await?;
    for _ in 0..looks * 2 {
        if !page.events.is_empty() || shared.is_ending() {
            break;
        }
        tokio::time::sleep(LOOK).await;
        page = self::page(&shared, &caller, page.next, limit).await?;
    }
    let next = page.next.to_string();
    Ok(Json(serde_json::json!({ "events": page.events, "next": next, "has_more": page.has_more }))
        .into_response())
}

fn cursor(text: Option<&str>) -> Result<Cursor, Problem> {
    match text {
        None | Some("") => Ok(Cursor::default()),
        Some(text) => Cursor::parse(text).ok_or_else(|| {
            Problem::unreadable("after", "the cursor must be the `id` of an event or a `next`")
        }),
    }
}

pub(super) const LISTEN: Operation = Operation {
    summary: "What happens, as it happens, as server-sent events.",
    query: &[AFTER],
    headers: &[Parameter {
        name: "Last-Event-ID",
        kind: "string",
        text: "the id of the last event that is known",
    }],
    gives: &[(200, "text/event-stream", "Lines")],
    problems: &[400],
    ..Operation::NONE
};

/// Where a listener begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct From {
    after: Option<String>,
}

/// What happens, as it happens.
pub(super) async fn listen(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(from): Parameters<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let after = cursor(last.or(from.after.as_deref()))?;
    let place = shared.listeners.clone().try_acquire_owned().map_err(|_| Problem::of(Code::Busy))?;
    let (sender, receiver) = mpsc::channel(16);
    tokio::spawn(tell(shared, caller, after, sender, place));
    Ok(Sse::new(Sent(receiver)).keep_alive(KeepAlive::default()).into_response())
}

/// Tells a listener what happens until they go, or the time is over; then they come again and go on.
async fn tell(
    shared: Arc<Shared>,
    caller: Caller,
    mut after: Cursor,
    sender: mpsc::Sender<Result<Message, Infallible>>,
    _place: OwnedSemaphorePermit,
) {
    let mut looks = 0;
    while looks < LOOKS && !shared.is_ending() {
        let Ok(page) = page(&shared, &caller, after, PAGE).await else { return };
        after = page.next;
        for event in page.events {
            let Ok(message) = Message::default().id(event.id.clone()).event(event.kind).json_data(&event)
            else {
                return;
            };
            if sender.send(Ok(message)).await.is_err() {
                return;
            }
        }
        if !page.has_more {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => looks += 1,
                () = sender.closed() => return,
            }
        }
    }
}

/// What was found from a place on.
#[derive(Default)]
struct Page {
    events: Vec<Event>,
    next: Cursor,
    has_more: bool,
}

async fn page(shared: &Arc<Shared>, caller: &Caller, after: Cursor, limit: usize) -> Result<Page, Problem> {
    let caller = caller.clone();
    shared.read(move |reader| read(reader, &caller, after, limit)).await
}

/// Whether a caller is told everything.
fn sees_all(caller: &Caller) -> bool {
    caller.is_customs() || caller.is(Role::Tax)
}

fn read(reader: &Reader, caller: &Caller, after: Cursor, limit: usize) -> Result<Page, StoreFailure> {
    let mut page = Page { next: after, ..Page::default() };
    let begin = after.entry.max(1);
    let from = reader.batch_of(begin)?.map_or(begin, |batch| batch.first);
    let firsts = match sees_all(caller) {
        true => reader.batches_from(from, BATCHES)?.iter().map(|batch| batch.first).collect(),
        false => reader.batches_for(&caller.organisation, from, BATCHES)?,
    };
    page.has_more = firsts.len() >= BATCHES;
    for first in firsts {
        let Some(batch) = reader.batch_of(first)? else { continue };
        for (number, bytes) in (first..).zip(reader.entries(&batch)?) {
            if number < after.entry {
                continue;
            }
            for (part, event) in (0..).zip(telling::events(reader, caller, &bytes)?) {
                let at = Cursor { entry: number, part };
                if at <= after {
                    continue;
                }
                if page.events.len() >= limit {
                    page.has_more = true;
                    return Ok(page);
                }
                page.next = at;
                page.events.push(Event { id: at.to_string(), ..event });
            }
        }
        // What follows in the same batch was looked at, too: it is there for good.
        page.next = page.next.max(Cursor::after(first + batch.entries - 1));
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_only_as_it_was_written() {
        let cursor = Cursor { entry: 12, part: 1 };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for text in ["", "12", "e_12_1", "e_0000000000012", "e_0000000000012_+1", "e_-000000000012_1"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}

//! What became of the lines of a file: one answer a line in the order of the file, sent as it is read.

use super::{cells, find};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::Parameters;
use crate::http::stream::Sent;
use crate::http::{Caller, Problem, Shared, answer};
use crate::lookup::find_declaration;
use crate::receipts::Proven;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use clearance::identifier::Mrn;
use clearance::{Answer, Law, Step};
use serde::Deserialize;
use std::io;
use std::sync::Arc;
use store::row::decode_faults;
use store::{Entry, LineResult, Reader as StoreReader, StoreFailure, What};
use tokio::sync::mpsc;
use wire::{Decision, Reader, Voice};

/// Lines read at once.
const PAGE: usize = 200;
/// Batches of the journal that are held at once: lines that had been declared before lie anywhere.
const HELD: usize = 4;

/// Which results.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Asked {
    /// The first line.
    #[serde(default)]
    from: u64,
}

pub(in crate::http) const RESULTS: Operation = Operation {
    summary: "What became of each line of a file, in its order: one decision a line.",
    query: &[Parameter {
        name: "from",
        kind: "integer",
        text: "the first line of the file that is told about",
    }],
    gives: &[(200, "application/x-ndjson", "Decisions"), (200, "text/csv", "Lines")],
    problems: &[400],
    ..Operation::NONE
};

/// What became of the lines of a file, for whoever sent it and for customs.
pub(in crate::http) async fn results(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Parameters(asked): Parameters<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let batch = find(&shared, &caller, &id).await?.number;
    answer::voice(&shared, &headers)?;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_csv = accept.contains("text/csv");
    let (sender, receiver) = mpsc::channel(1);
    let reader = if caller.is_customs() { Reader::Officer } else { Reader::Filer };
    let telling = Telling { batch, next: asked.from, is_csv, reader, headers, held: Vec::new() };
    tokio::spawn(tell_all(shared, telling, sender));
    let kind = if is_csv { "text/csv; charset=utf-8" } else { "application/x-ndjson" };
    Ok(([(CONTENT_TYPE, kind)], Body::from_stream(Sent(receiver))).into_response())
}

/// Sends page after page, as fast as they are taken. A failure cuts the body off, so that nobody takes it for whole.
async fn tell_all(shared: Arc<Shared>, mut telling: Telling, sender: mpsc::Sender<io::Result<Bytes>>) {
    if telling.is_csv && sender.send(Ok(Bytes::from_static(cells::HEADER))).await.is_err() {
        return;
    }
    loop {
        let country = Arc::clone(&shared);
        let read = shared.read(move |reader| {
            let page = telling.page(reader, &country)?;
            Ok((telling, page))
        });
        let page = match read.await {
            Ok((after, page)) => {
                telling = after;
                page
            }
            Err(_) => {
                let _ = sender.send(Err(io::ErrorKind::Other.into())).await;
                return;
            }
        };
        if page.is_empty() || sender.send(Ok(page.into())).await.is_err() {
            return;
        }
    }
}

/// How far the telling is.
struct Telling {
    batch: u64,
    next: u64,
    is_csv: bool,
    reader: Reader,
    headers: HeaderMap,
    held: Vec<Proven>,
}

impl Telling {
    /// The next lines; empty at the end.
    fn page(&mut self, reader: &StoreReader, shared: &Shared) -> Result<Vec<u8>, StoreFailure> {
        let Ok(voice) = answer::voice(shared, &self.headers) else { return Ok(Vec::new()) };
        let mut page = Vec::new();
        for result in reader.lines(self.batch, self.next, PAGE)? {
            self.tell(reader, shared.country.law(), voice, result, &mut page)?;
            self.next = result.line + 1;
        }
        Ok(page)
    }

    fn tell(
        &mut self,
        reader: &StoreReader,
        law: &Law,
        voice: &Voice,
        result: LineResult,
        page: &mut Vec<u8>,
    ) -> Result<(), StoreFailure> {
        let (is_csv, told_to) = (self.is_csv, self.reader);
        let proven = self.proven(reader, result.entry)?;
        let bytes = proven.entry(result.entry).ok_or(StoreFailure::Corrupt("a line without an entry"))?;
        let entry = Entry::decode(bytes)?;
        if let What::Returned { faults, .. } = &entry.what {
            let submission = reader.submission(result.entry, &entry)?.unwrap_or_default();
            let faults = decode_faults(faults)?;
            let receipt = proven.receipt(reader, result.entry)?;
            let decision = Decision::of_faults(&submission, &faults, law, voice).at_line(result.line);
            let decision = match &receipt {
                Some(receipt) => decision.proven_by(receipt),
                None => decision,
            };
            write(&decision, is_csv, page);
            return Ok(());
        }
        let lost = || StoreFailure::Corrupt("a line whose declaration is not there");
        let number = entry.result.and_then(|decided| Mrn::parse(decided.number).ok()).ok_or_else(lost)?;
        let held = find_declaration(reader, number)?.ok_or_else(lost)?;
        let filed = held.filed_by(number).unwrap_or(result.entry);
        let receipt = self.proven(reader, filed)?.receipt(reader, filed)?;
        let step = Step { case: held.case, number, answer: Answer::Taken };
        let decision = Decision::of_step(&step, told_to, voice).recorded().at_line(result.line);
        let decision = match &receipt {
            Some(receipt) => decision.proven_by(receipt),
            None => decision,
        };
        write(&decision, is_csv, page);
        Ok(())
    }

    /// The batch of the journal that holds an entry, with its proofs; read once for the many lines in it.
    fn proven(&mut self, reader: &StoreReader, entry: u64) -> Result<&Proven, StoreFailure> {
        let lost = || StoreFailure::Corrupt("a line whose entry is not there");
        match self.held.iter().position(|proven| proven.holds(entry)) {
            Some(place) => {
                let found = self.held.remove(place);
                self.held.push(found);
            }
            None => {
                let batch = reader.batch_of(entry)?.ok_or_else(lost)?;
                if self.held.len() >= HELD {
                    self.held.remove(0);
                }
                self.held.push(Proven::read(reader, batch)?);
            }
        }
        self.held.last().ok_or_else(lost)
    }
}

fn write(decision: &Decision<'_>, is_csv: bool, page: &mut Vec<u8>) {
    match is_csv {
        true => cells::write(&serde_json::to_value(decision).unwrap_or_default(), page),
        false => {
            page.extend(serde_json::to_vec(decision).unwrap_or_default());
            page.push(b'\n');
        }
    }
}

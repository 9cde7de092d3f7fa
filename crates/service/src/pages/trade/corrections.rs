//! The lines of a file as a table with what to fix, given row by row: it may be as long as the file.

use super::file::own;
use super::lines::{Became, Line, Lines, Which};
use super::not_there;
use crate::http::Problem;
use crate::http::stream::Sent;
use crate::lookup::find_declaration;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::told::Told;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use clearance::Fault;
use serde::Deserialize;
use std::io;
use store::{Reader, StoreFailure};
use tokio::sync::mpsc;
use wire::Corrections;

/// Lines that are read before others come to read.
const PART: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Whether all lines are wanted, also those that were taken.
    all: String,
}

/// The lines that go back, or all, as a table with what to fix.
pub(super) async fn give(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let batch = match own(&f, &person, &id).await {
        Ok(Some(batch)) => batch.number,
        Ok(None) => return not_there(f),
        Err(problem) => return Told::of(f, &problem),
    };
    let which = if asked.all.is_empty() { Which::Back } else { Which::All };
    let table = match columns(&f, batch, which).await {
        Ok(table) => table,
        Err(problem) => return Told::of(f, &problem),
    };
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(write(f, table, Lines::new(batch, 0, which), sender));
    let name = format!("attachment; filename=\"{id}-corrections.csv\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    (headers, Body::from_stream(Sent(receiver))).into_response()
}

/// A table that has its columns.
struct Table {
    columns: Corrections,
    /// The last line: what is decided only now may use other columns.
    last: u64,
}

/// Looks at every line for the fields that it uses.
async fn columns(f: &Frame, batch: u64, which: Which) -> Result<Table, Problem> {
    let mut table = Table { columns: Corrections::default(), last: 0 };
    let mut lines = Lines::new(batch, 0, which);
    while lines.next.is_some() {
        let read = f.shared().read(move |reader| {
            for line in lines.read(reader, PART, PART)? {
                table.columns.make_room(&line.submission);
                table.last = line.number;
            }
            Ok((table, lines))
        });
        (table, lines) = read.await?;
    }
    Ok(table)
}

/// Writes the table as fast as it is taken. A failure cuts it off, so that nobody takes it for whole.
async fn write(f: Frame, mut table: Table, mut lines: Lines, sender: mpsc::Sender<io::Result<Bytes>>) {
    let mut part = Vec::new();
    table.columns.write_header(&mut part);
    while lines.next.is_some_and(|next| next <= table.last) {
        if !part.is_empty() && sender.send(Ok(part.into())).await.is_err() {
            return;
        }
        let words = f.clone();
        let read = f.shared().read(move |reader| {
            let mut part = Vec::new();
            for line in lines.read(reader, PART, PART)? {
                if line.number <= table.last {
                    let (faults, voice) = (faults(reader, &line)?, words.voice());
                    if line.is_unread {
                        let note = words.say_with("page-trade-unread", "line", line.number);
                        table.columns.write_unread(&note, &faults, voice, &mut part);
                    } else {
                        table.columns.write(&line.submission, &faults, voice, &mut part);
                    }
                }
            }
            Ok((part, table, lines))
        });
        match read.await {
            Ok(read) => (part, table, lines) = read,
            Err(_) => {
                let _ = sender.send(Err(io::ErrorKind::Other.into())).await;
                return;
            }
        }
    }
    let _ = sender.send(Ok(part.into())).await;
}

/// What is wrong with a line, or could be better.
fn faults(reader: &Reader, line: &Line) -> Result<Vec<Fault>, StoreFailure> {
    let number = match &line.became {
        Became::Back(faults) => return Ok(faults.clone()),
        Became::Taken(number) => *number,
    };
    let held = find_declaration(reader, number)?;
    let filing = held.as_ref().and_then(|held| held.case.filings.find(number));
    Ok(filing.map(|filing| filing.warnings.clone()).unwrap_or_default())
}

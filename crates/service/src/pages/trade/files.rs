//! One file: what became of its lines, and the same file back with what to fix.

use super::lines::{Became, Line, lines};
use super::upload::not_there;
use crate::http::batches::batch_number;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use clearance::{Fault, HeaderField, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::FilingBatch;
use wire::{Corrections, Voice, field_name};

/// Lines of a page.
const ROWS: usize = 50;
/// The most lines that are given back in one table.
const MOST_BACK: usize = 20_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The first line.
    from: u64,
    /// Whether all lines are shown, also those that were taken.
    all: String,
}

#[derive(Template)]
#[template(path = "trade/file.html")]
struct Shown {
    f: Frame,
    id: String,
    counts: Vec<(&'static str, u64)>,
    has_faults: bool,
    flaws: Vec<String>,
    rows: Vec<Row>,
    next: Option<u64>,
    wants_all: bool,
}

/// A line as it is shown.
struct Row {
    line: u64,
    reference: String,
    /// The outcome of what was taken; nothing for what goes back.
    outcome: Option<String>,
    consignment: String,
    faults: Vec<Wrong>,
}

struct Wrong {
    field: String,
    message: String,
    fix: String,
}

/// What became of a file.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(batch) = own(&f, &person, &id).await else { return not_there(f) };
    let wants_all = !asked.all.is_empty();
    let number = batch.number;
    let read = f.shared().read(move |reader| {
        let counts: BTreeMap<String, u64> = reader.line_counts(number)?.into_iter().collect();
        Ok((counts, lines(reader, number, asked.from, ROWS + 1, wants_all)?))
    });
    let (counts, mut lines) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let next = lines.get(ROWS).map(|line| line.number);
    lines.truncate(ROWS);
    let count = |name: &str| counts.get(name).copied().unwrap_or_default();
    let (all, back, repeated) = (count("lines"), count("returned"), count("repeated"));
    let rows = lines.iter().map(|line| row(line, &person, f.voice())).collect();
    page(&Shown {
        id,
        counts: vec![
            ("lines", all),
            ("taken", all.saturating_sub(back + repeated)),
            ("back", back),
            ("repeated", repeated),
        ],
        has_faults: back > 0,
        flaws: flaws(&batch),
        rows,
        next,
        wants_all,
        f,
    })
}

/// A file of the person's organisation.
async fn own(f: &Frame, person: &Person, id: &str) -> Option<FilingBatch> {
    let number = batch_number(id)?;
    let batch = f.shared().read(move |reader| reader.filing_batch(number)).await.ok().flatten()?;
    (*batch.organisation == *person.caller.organisation).then_some(batch)
}

/// Why a file was not decided to its end.
fn flaws(batch: &FilingBatch) -> Vec<String> {
    let told: serde_json::Value =
        batch.flaw.as_deref().and_then(|flaw| serde_json::from_str(flaw).ok()).unwrap_or_default();
    let text = |wrong: &serde_json::Value| {
        let of =
            |name: &str| wrong.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        [of("pointer"), of("message"), of("fix")].join(" ").trim().to_owned()
    };
    let mut flaws: Vec<String> = told.as_array().into_iter().flatten().map(text).collect();
    if flaws.is_empty() && batch.flaw.is_some() {
        flaws.push("?".to_owned());
    }
    flaws
}

fn row(line: &Line, person: &Person, voice: &Voice) -> Row {
    match &line.became {
        Became::Back { submission, faults } => Row {
            line: line.number,
            reference: submission.text(HeaderField::Reference).unwrap_or_default().to_owned(),
            outcome: None,
            consignment: String::new(),
            faults: errors(faults).map(|fault| wrong(fault, voice)).collect(),
        },
        Became::Taken(case, number) => {
            let is_governing = case.filings.governing().number == *number;
            let (_, outcome) = case.told_about(*number);
            let filing = case.filings.find(*number);
            Row {
                line: line.number,
                reference: filing.map(|filing| filing.declaration.reference.clone()).unwrap_or_default(),
                outcome: Some(voice.say(&format!("outcome-{}", outcome.as_str()), &[])),
                consignment: case.consignment.clone(),
                faults: filing
                    .filter(|filing| {
                        is_governing || *filing.filer.organisation == *person.caller.organisation
                    })
                    .map(|filing| filing.warnings.iter().map(|fault| wrong(fault, voice)).collect())
                    .unwrap_or_default(),
            }
        }
    }
}

fn errors(faults: &[Fault]) -> impl Iterator<Item = &Fault> {
    faults.iter().filter(|fault| fault.severity() == Severity::Error)
}

fn wrong(fault: &Fault, voice: &Voice) -> Wrong {
    Wrong {
        field: field_name(&fault.pointer),
        message: voice.fault(fault).into_owned(),
        fix: voice.fix(fault).into_owned(),
    }
}

/// The lines that go back, or all, as a table with what to fix.
pub(super) async fn corrections(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
) -> Response {
    let Some(batch) = own(&f, &person, &id).await else { return not_there(f) };
    let read = f.shared().read(move |reader| lines(reader, batch.number, 0, MOST_BACK, false));
    let lines = match read.await {
        Ok(lines) => lines,
        Err(problem) => return Told::of(f, &problem),
    };
    let back = || {
        lines.iter().filter_map(|line| match &line.became {
            Became::Back { submission, faults } => Some((submission, faults)),
            Became::Taken(..) => None,
        })
    };
    let (mut table, mut out) = (Corrections::default(), Vec::new());
    back().for_each(|(submission, _)| table.make_room(submission));
    table.write_header(&mut out);
    back().for_each(|(submission, faults)| table.write(submission, faults, f.voice(), &mut out));
    let name = format!("attachment; filename=\"{id}-corrections.csv\"");
    ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], out).into_response()
}

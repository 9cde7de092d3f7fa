//! The quality of a filer's data: how much of it goes back, for what, and what could be better.

use crate::pages::frame::Frame;
use crate::pages::office::number::{count, percent};
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::response::Response;
use clearance::{FaultCode, Figure, FigureKind, Severity, day_number};
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::{Reader, StoreFailure};

/// The days that are looked at, today with them.
const DAYS: i32 = 30;

#[derive(Template)]
#[template(path = "trade/quality.html")]
struct Quality {
    f: Frame,
    from: Date,
    to: Date,
    /// The numbers on top, by the end of a message's id.
    numbers: [(&'static str, String); 4],
    rows: Vec<Row>,
}

/// How often a fault was found.
struct Row {
    code: FaultCode,
    message: String,
    fix: String,
    is_error: bool,
    often: String,
    /// In a hundred of the most frequent one, at least one.
    width: i64,
}

/// What was counted of the declarations of one filer.
#[derive(Default)]
struct Counts {
    taken: i64,
    with_warnings: i64,
    returned: i64,
    codes: BTreeMap<FaultCode, i64>,
}

/// The quality of the data of the person's organisation.
pub(super) async fn show(f: Frame, Extension(person): Extension<Person>) -> Response {
    let organisation = person.caller.organisation.to_string();
    let to = f.today();
    let from = to.checked_sub(Span::new().days(DAYS - 1)).unwrap_or(Date::MIN);
    let counts = match f.shared().read(move |reader| counts(reader, &organisation, from, to)).await {
        Ok(counts) => counts,
        Err(problem) => return Told::of(f, &problem),
    };
    let numbers = [
        ("taken", count(&f, counts.taken)),
        ("returned", count(&f, counts.returned)),
        ("share", percent(&f, counts.returned, counts.taken.saturating_add(counts.returned))),
        ("better", count(&f, counts.with_warnings)),
    ];
    page(&Quality { from, to, numbers, rows: rows(&f, &counts.codes), f })
}

fn counts(reader: &Reader, organisation: &str, from: Date, to: Date) -> Result<Counts, StoreFailure> {
    let mut counts = Counts::default();
    for kind in [
        FigureKind::Declared,
        FigureKind::DeclaredWithWarnings,
        FigureKind::Returned,
        FigureKind::Warned,
        FigureKind::Faulted,
    ] {
        for tally in reader.tallies_of(organisation, kind, day_number(from), day_number(to))? {
            let sum = match tally.figure {
                Figure::Declared { .. } => &mut counts.taken,
                Figure::DeclaredWithWarnings { .. } => &mut counts.with_warnings,
                Figure::Returned { .. } => &mut counts.returned,
                Figure::Warned { code, .. } | Figure::Faulted { code, .. } => {
                    counts.codes.entry(code).or_default()
                }
                _ => continue,
            };
            *sum = sum.saturating_add(tally.value);
        }
    }
    Ok(counts)
}

/// What sends declarations back before what only could be better, the most frequent first.
fn rows(f: &Frame, codes: &BTreeMap<FaultCode, i64>) -> Vec<Row> {
    let most = codes.values().copied().max().unwrap_or_default().max(1);
    let mut codes: Vec<(FaultCode, i64)> =
        codes.iter().map(|(code, often)| (*code, *often)).filter(|(_, often)| *often > 0).collect();
    codes.sort_by_key(|(code, often)| (code.severity() != Severity::Error, -often, *code));
    let row = |(code, often): (FaultCode, i64)| {
        let (message, fix) = f.voice().fault_in_general(code);
        Row {
            code,
            message,
            fix,
            is_error: code.severity() == Severity::Error,
            often: count(f, often),
            width: (often.saturating_mul(100) / most).max(1),
        }
    };
    codes.into_iter().map(row).collect()
}

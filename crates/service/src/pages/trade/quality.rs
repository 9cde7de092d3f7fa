//! The quality of a filer's data: what went back and what could be better, the most frequent first.

use crate::pages::frame::Frame;
use crate::pages::office::chart::{Bar, Chart, Row, Shape};
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::response::Response;
use clearance::{FaultCode, Figure, FigureKind, day_number};
use std::collections::BTreeMap;

/// Days that are looked at.
const DAYS: i64 = 30;
/// The most codes that are shown.
const MOST: usize = 15;

#[derive(Template)]
#[template(path = "trade/quality.html")]
struct Quality {
    f: Frame,
    declared: i64,
    returned: i64,
    warned: i64,
    chart: Chart,
}

/// The quality of the data of the person's organisation.
pub(super) async fn show(f: Frame, Extension(person): Extension<Person>) -> Response {
    let organisation = person.caller.organisation.to_string();
    let last = day_number(f.today());
    let kinds = [
        FigureKind::Declared,
        FigureKind::Returned,
        FigureKind::DeclaredWithWarnings,
        FigureKind::Faulted,
        FigureKind::Warned,
    ];
    let read = f.shared().read(move |reader| {
        let mut all = Vec::new();
        for kind in kinds {
            all.extend(reader.tallies_of(&organisation, kind, last - DAYS + 1, last)?);
        }
        Ok(all)
    });
    let tallies = match read.await {
        Ok(tallies) => tallies,
        Err(problem) => return Told::of(f, &problem),
    };
    let (mut declared, mut returned, mut warned) = (0, 0, 0);
    let mut codes: BTreeMap<FaultCode, i64> = BTreeMap::new();
    for tally in tallies {
        match tally.figure {
            Figure::Declared { .. } => declared += tally.value,
            Figure::Returned { .. } => returned += tally.value,
            Figure::DeclaredWithWarnings { .. } => warned += tally.value,
            Figure::Faulted { code, .. } | Figure::Warned { code, .. } => {
                *codes.entry(code).or_default() += tally.value;
            }
            _ => {}
        }
    }
    let chart = chart(&f, codes);
    page(&Quality { f, declared, returned, warned, chart })
}

fn chart(f: &Frame, codes: BTreeMap<FaultCode, i64>) -> Chart {
    let mut codes: Vec<(FaultCode, i64)> = codes.into_iter().filter(|(_, count)| *count > 0).collect();
    codes.sort_by_key(|(code, count)| (-count, *code));
    codes.truncate(MOST);
    let row = |(code, count): (FaultCode, i64)| Row {
        label: f.voice().fault_in_general(code).1,
        bars: vec![Bar::new(count, count.to_string())],
        total: String::new(),
    };
    Chart {
        title: f.say("page-trade-quality-codes"),
        of: f.say("page-trade-quality-fix"),
        series: vec![f.say("page-trade-quality-often")],
        total: None,
        rows: codes.into_iter().map(row).collect(),
        shape: Shape::Grouped,
    }
}

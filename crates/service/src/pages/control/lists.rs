//! Worklists: what waits for officers, by the time to decide or by what speaks for a look.

use super::place::{BY_RISK, Place};
use crate::pages::frame::Frame;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use clearance::{Case, GateKind};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{CLAIMS, DEBTS, Held, LEAVING, Listed, Reader, SIGNATURES, StoreFailure};
use wire::ground_in_words;

/// Rows of a page.
const ROWS: usize = 50;
/// The list that is shown where none is asked for.
const FIRST: &str = "examination";
/// What stands on no list of a gate: what ran out of time.
const OVERDUE: &str = "overdue";
/// The lists of what waits at no gate any more.
const WITHOUT_GATE: [&str; 4] = [LEAVING, CLAIMS, SIGNATURES, DEBTS];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    /// `risk`, where what weighs most comes first.
    by: String,
    /// The consignment that was decided just now.
    done: String,
    /// The consignment of the row to go on with.
    next: String,
    find: Option<String>,
}

#[derive(Template)]
#[template(path = "control/list.html")]
struct List {
    f: Frame,
    name: String,
    tabs: Tabs,
    rows: Vec<Row>,
    by_risk: bool,
    done: Option<String>,
    next: String,
}

/// A row of a list.
struct Row {
    consignment: String,
    /// The address of its page.
    href: String,
    goods: String,
    more: usize,
    value: String,
    origin: String,
    category: u8,
    weight: i64,
    due: Timestamp,
    left: String,
    is_late: bool,
    why: String,
    filer: String,
    has_arrived: bool,
}

/// The first list, or the consignment that is asked for.
pub(in crate::pages) async fn first(f: Frame, Query(asked): Query<Asked>) -> Response {
    match asked.find.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => {
            let number: String = text.chars().filter(|sign| !sign.is_whitespace()).take(60).collect();
            let found = crate::http::find::find(f.shared(), number, |_, _| true).await;
            match found {
                Ok(held) => {
                    Redirect::to(&f.href(&format!("/control/{}", held.case.consignment))).into_response()
                }
                Err(_) => {
                    let text = f.say("page-control-unknown");
                    Told::page(f, StatusCode::NOT_FOUND, text)
                }
            }
        }
        None => Redirect::to(&f.href(&format!("/control/lists/{FIRST}"))).into_response(),
    }
}

/// The lists of customs.
pub(in crate::pages) fn names() -> impl Iterator<Item = &'static str> {
    let kinds = GateKind::ALL.iter().filter(|kind| **kind != GateKind::Arrival);
    std::iter::once(OVERDUE).chain(kinds.map(|kind| kind.as_str())).chain(WITHOUT_GATE)
}

/// One list.
pub(in crate::pages) async fn show(
    f: Frame,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    if !names().any(|known| known == name) {
        let text = f.say("page-not_found");
        return Told::page(f, StatusCode::NOT_FOUND, text);
    }
    let by_risk = asked.by == BY_RISK;
    let (list, by_weight) = (name.clone(), by_risk);
    let read = f.shared().read(move |reader| Ok((tabs(reader)?, rows(reader, &list, by_weight)?))).await;
    let (tabs, found) = match read {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let mut rows: Vec<Row> =
        found.iter().filter_map(|(listed, held)| row(&f, &name, listed, &held.case)).collect();
    lead_on(&f, &mut rows, &name, &asked.by);
    let done = (!asked.done.is_empty()).then_some(asked.done);
    page(&List { f, name, tabs, rows, by_risk, done, next: asked.next })
}

/// Gives every row the address of its page, which knows the consignment to go on with afterwards.
fn lead_on(f: &Frame, rows: &mut [Row], list: &str, by: &str) {
    let (mut next, mut last) = (String::new(), String::new());
    for row in rows.iter_mut().rev() {
        // A consignment may wait in several rows: who is done with it goes on with another.
        if row.consignment != last {
            next = std::mem::replace(&mut last, row.consignment.clone());
        }
        let place = Place { list: list.to_owned(), by: by.to_owned(), next: next.clone() }.known();
        row.href = f.href(&place.consignment(&row.consignment));
    }
}

/// The lists, with how much stands on each.
pub(super) struct Tabs {
    pub(super) lists: Vec<(&'static str, u64)>,
    /// Outbound scans that are open.
    pub(super) returns: u64,
}

/// How much stands on each list.
pub(super) fn tabs(reader: &Reader) -> Result<Tabs, StoreFailure> {
    let counts: BTreeMap<String, u64> = reader.worklists()?.into_iter().collect();
    let count = |name: &'static str| (name, counts.get(name).copied().unwrap_or_default());
    Ok(Tabs { lists: names().map(count).collect(), returns: reader.open_scan_count()? })
}

fn rows(reader: &Reader, list: &str, by_weight: bool) -> Result<Vec<(Listed, Held)>, StoreFailure> {
    let mut rows = Vec::new();
    let listed = match by_weight {
        true => reader.worklist_by_weight(list, None, ROWS)?,
        false => reader.worklist(list, None, ROWS)?,
    };
    for listed in listed {
        if let Some(held) = reader.load(listed.consignment)? {
            rows.push((listed, held));
        }
    }
    Ok(rows)
}

/// Why a consignment stands on a list.
fn why(f: &Frame, list: &str, listed: &Listed, case: &Case) -> Option<String> {
    let said = |codes: &[&str]| {
        // What happened last, before what was known from the beginning.
        let ground = case.events.iter().rev().chain(&case.assessment.grounds);
        let ground = ground.into_iter().find(|ground| codes.contains(&ground.code()));
        Some(ground.map(|ground| ground_in_words(ground, f.voice())).unwrap_or_default())
    };
    match list {
        LEAVING => said(&[
            "declined",
            "officer_decided",
            "examined",
            "deadline_passed",
            "agency_answered",
            "prohibited",
        ]),
        CLAIMS => said(&["claimed"]),
        SIGNATURES => said(&["proposed"]),
        DEBTS => said(&["assessed_more"]),
        _ => {
            let gate = case.gates()?.find(&listed.control)?;
            let ground = case.grounds_of(gate).next();
            Some(ground.map_or_else(|| gate.subject.clone(), |ground| ground_in_words(ground, f.voice())))
        }
    }
}

/// A row of a list.
fn row(f: &Frame, list: &str, listed: &Listed, case: &Case) -> Option<Row> {
    let why = why(f, list, listed, case)?;
    let due = Timestamp::from_microsecond(listed.due).ok()?;
    let filing = case.filings.governing();
    let declaration = &filing.declaration;
    let first = declaration.items.first();
    Some(Row {
        consignment: case.consignment.clone(),
        href: String::new(),
        goods: first.and_then(|item| item.description.clone()).unwrap_or_default(),
        more: declaration.items.len().saturating_sub(1),
        value: declaration
            .value
            .map(|value| format!("{} {}", value.goods, value.currency))
            .unwrap_or_default(),
        origin: first.and_then(|item| item.origin).map(|origin| origin.to_string()).unwrap_or_default(),
        category: case.assessment.category.number(),
        weight: if WITHOUT_GATE.contains(&list) { 0 } else { listed.weight },
        due,
        left: f.left(due),
        is_late: due < f.now() && !matches!(list, CLAIMS | SIGNATURES),
        why,
        filer: filing.filer.organisation.clone(),
        has_arrived: case.arrived.is_some(),
    })
}

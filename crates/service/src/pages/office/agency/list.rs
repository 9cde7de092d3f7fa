//! What an authority is asked: what is due first comes first.

use super::referral::{Why, goods, why};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::response::Response;
use clearance::Case;
use jiff::Timestamp;
use serde::Deserialize;
use store::{Held, Listed, Reader, StoreFailure};

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    /// The control that was answered just now.
    done: String,
}

#[derive(Template)]
#[template(path = "office/agency.html")]
struct List {
    f: Frame,
    agency: String,
    /// How much waits, shown or not.
    count: u64,
    /// Whether more waits than is shown.
    is_cut: bool,
    rows: Vec<Row>,
    done: Option<String>,
}

struct Row {
    control: String,
    goods: String,
    more: usize,
    codes: Vec<String>,
    origins: Vec<String>,
    why: Vec<Why>,
    from: String,
    due: Timestamp,
    left: String,
    is_late: bool,
}

/// The list of the authority that somebody is of.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let list = format!("agency/{}", person.caller.organisation);
    let read = f.shared().read(move |reader| Ok((reader.worklist_count(&list)?, rows(reader, &list)?)));
    let (count, found) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let agency = f.agency(&person.caller.organisation);
    let rows: Vec<Row> = found.iter().filter_map(|(listed, held)| row(&f, listed, &held.case)).collect();
    let is_cut = usize::try_from(count).is_ok_and(|count| count > rows.len());
    let done = (!asked.done.is_empty()).then_some(asked.done);
    page(&List { f, agency, count, is_cut, rows, done })
}

fn rows(reader: &Reader, list: &str) -> Result<Vec<(Listed, Held)>, StoreFailure> {
    let mut rows = Vec::new();
    for listed in reader.worklist(list, None, ROWS)? {
        if let Some(held) = reader.load(listed.consignment)? {
            rows.push((listed, held));
        }
    }
    Ok(rows)
}

fn row(f: &Frame, listed: &Listed, case: &Case) -> Option<Row> {
    let gate = case.gates()?.find(&listed.control)?;
    let items = goods(case, &gate.lines);
    let first = items.first();
    let mut codes: Vec<String> =
        items.iter().filter_map(|item| item.commodity_code).map(|code| code.to_string()).collect();
    let mut origins: Vec<String> =
        items.iter().filter_map(|item| item.origin).map(|origin| origin.to_string()).collect();
    for words in [&mut codes, &mut origins] {
        words.sort_unstable();
        words.dedup();
    }
    let consignor = &case.filings.governing().declaration.consignor;
    Some(Row {
        control: gate.control.clone(),
        goods: first.and_then(|item| item.description.clone()).unwrap_or_default(),
        more: items.len().saturating_sub(1),
        codes,
        origins,
        why: why(f, case, gate),
        from: consignor.country.map(|country| country.to_string()).unwrap_or_default(),
        due: gate.due,
        left: f.left(gate.due),
        is_late: gate.due < f.now(),
    })
}

//! A filer's consignments by phase, the newest first.

use super::home::phases;
use super::{ROWS, as_filer, governs, told, turn_of};
use crate::http::Caller;
use crate::http::find::seen_through;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::response::Response;
use clearance::{Case, Phase};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    phase: String,
    /// The last consignment of the page before.
    after: String,
}

#[derive(Template)]
#[template(path = "trade/consignments.html")]
struct List {
    f: Frame,
    phase: Phase,
    phases: Vec<(Phase, String)>,
    rows: Vec<Row>,
    next: Option<u64>,
}

struct Row {
    consignment: String,
    number: String,
    reference: String,
    goods: String,
    more: usize,
    outcome: String,
    who: String,
    payable: String,
}

/// The consignments of a phase.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let phase = Phase::from_name(&asked.phase).unwrap_or(Phase::Held);
    let organisation = person.caller.organisation.to_string();
    let after = asked.after.parse().ok();
    let read = f.shared().read(move |reader| {
        let standing = reader.standing_counts(&organisation)?;
        // One more than is shown says whether there is a next page.
        let mut numbers = reader.standing(&organisation, phase, after, ROWS + 1)?;
        let has_more = numbers.len() > ROWS;
        numbers.truncate(ROWS);
        let next = numbers.last().copied().filter(|_| has_more);
        let mut cases = Vec::new();
        for number in numbers {
            cases.extend(reader.load(number)?.map(|held| held.case));
        }
        Ok((standing, cases, next))
    });
    let (standing, cases, next) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let filer = as_filer(&person);
    let rows = cases.iter().filter_map(|case| row(&f, &filer, case)).collect();
    page(&List { phase, phases: phases(&f, &standing), rows, next, f })
}

fn row(f: &Frame, filer: &Caller, case: &Case) -> Option<Row> {
    let filing = case.filings.find(seen_through(filer, case)?)?;
    let governs = governs(case, filing);
    let declaration = &filing.declaration;
    let who = case.next_action().who.filter(|_| governs);
    Some(Row {
        consignment: case.consignment.clone(),
        number: declaration.house_number().unwrap_or_default().to_owned(),
        reference: declaration.reference.clone(),
        goods: declaration.items.first().and_then(|item| item.description.clone()).unwrap_or_default(),
        more: declaration.items.len().saturating_sub(1),
        outcome: f.word("outcome", told(case, filing).1.as_str()),
        who: who.map(|who| turn_of(f, &who)).unwrap_or_default(),
        payable: if governs { case.assessment.payable.to_string() } else { String::new() },
    })
}

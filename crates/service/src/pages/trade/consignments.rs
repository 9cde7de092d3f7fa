//! A filer's consignments: by phase, and one of them as its filer sees it.

use super::upload::not_there;
use crate::http::find::{find, seen_through};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::response::Response;
use clearance::{Assessment, Case, Filing, Gate, Phase};
use serde::Deserialize;
use wire::grounds_for_filer;

/// Consignments of a page.
const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    phase: String,
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "trade/consignments.html")]
struct List {
    f: Frame,
    phase: Phase,
    counts: Vec<(Phase, u64)>,
    rows: Vec<Row>,
    next: Option<u64>,
}

struct Row {
    consignment: String,
    number: String,
    reference: String,
    goods: String,
    outcome: String,
    who: String,
    payable: String,
}

/// The consignments of a phase, the newest first.
pub(super) async fn list(
    f: Frame,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let phase = Phase::from_name(&asked.phase).unwrap_or(Phase::Held);
    let organisation = person.caller.organisation.to_string();
    let read = f.shared().read(move |reader| {
        let counts = reader.standing_counts(&organisation)?;
        let mut held = Vec::new();
        let numbers = reader.standing(&organisation, phase, asked.before, ROWS + 1)?;
        let next = numbers.get(ROWS.saturating_sub(1)).copied().filter(|_| numbers.len() > ROWS);
        for number in numbers.into_iter().take(ROWS) {
            held.extend(reader.load(number)?);
        }
        Ok((counts, held, next))
    });
    let (counts, held, next) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let rows = held.iter().filter_map(|held| row(&f, &person, &held.case)).collect();
    page(&List { f, phase, counts, rows, next })
}

fn row(f: &Frame, person: &Person, case: &Case) -> Option<Row> {
    let number = seen_through(&person.caller, case)?;
    let filing = case.filings.find(number)?;
    let is_governing = case.filings.governing().number == number;
    let (_, outcome) = case.told_about(number);
    let declaration = &filing.declaration;
    let who = case.next_action().who.filter(|_| is_governing);
    Some(Row {
        consignment: case.consignment.clone(),
        number: declaration.house_number().unwrap_or_default().to_owned(),
        reference: declaration.reference.clone(),
        goods: declaration.items.first().and_then(|item| item.description.clone()).unwrap_or_default(),
        outcome: f.word("outcome", outcome.as_str()),
        who: who.map(|who| f.owner(&who)).unwrap_or_default(),
        payable: if is_governing { case.assessment.payable.to_string() } else { String::new() },
    })
}

#[derive(Template)]
#[template(path = "trade/consignment.html")]
struct Shown {
    f: Frame,
    case: Case,
    filing: Filing,
    is_governing: bool,
    phase: Phase,
    outcome: String,
    who: String,
    what: String,
    grounds: Vec<String>,
    gates: Vec<Gate>,
    warnings: Vec<String>,
}

/// One consignment as its filer sees it: what customs thinks of it is not told, nor what others filed.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(name): Path<String>,
) -> Response {
    let caller = person.caller.clone();
    let Ok(held) = find(f.shared(), name, move |case, _| seen_through(&caller, case).is_some()).await else {
        return not_there(f);
    };
    let case = held.case;
    let number = seen_through(&person.caller, &case);
    let Some(filing) = number.and_then(|number| case.filings.find(number)).cloned() else {
        return not_there(f);
    };
    let is_governing = case.filings.governing().number == filing.number;
    let (phase, outcome) = case.told_about(filing.number);
    let next = case.next_action();
    let grounds = if is_governing { grounds_for_filer(&case, f.voice()) } else { Vec::new() };
    let gates: Vec<Gate> = case.gates().into_iter().flat_map(|gates| gates.iter()).cloned().collect();
    let voice = f.voice();
    let warn = |fault| format!("{} {}", voice.fault(fault), voice.fix(fault));
    let warnings = filing.warnings.iter().map(warn).collect();
    page(&Shown {
        is_governing,
        phase,
        outcome: f.word("outcome", outcome.as_str()),
        who: next.who.as_ref().filter(|_| is_governing).map(|who| f.owner(who)).unwrap_or_default(),
        what: if is_governing {
            voice.turn(next.what, phase == Phase::Held).to_owned()
        } else {
            String::new()
        },
        grounds,
        gates: if is_governing { gates } else { Vec::new() },
        warnings,
        filing,
        case,
        f,
    })
}

impl Shown {
    fn assessment(&self) -> &Assessment {
        &self.case.assessment
    }

    fn owner(&self, gate: &Gate) -> String {
        self.f.owner(gate.turn_of())
    }
}

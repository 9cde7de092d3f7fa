//! One consignment as its filer sees it: what customs thinks of it is not told, nor what others filed.

use super::{as_filer, governs, not_there, told, turn_of};
use crate::accesses::{Looked, TOLD, told_of};
use crate::http::documents::View;
use crate::http::find::{find, seen_through};
use crate::http::{Code, Role};
use crate::pages::documents::{Papers, awaiting, papers};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::stands_on::{StandsOn, stands_on};
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::{AccessTold, Assessment, Case, Fault, Filing, Gate, GateKind, NextAction, Owner, Phase};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;
use wire::{field_name, grounds_for_filer};

/// What a form said that could not be carried out.
#[derive(Default)]
pub(super) struct Tried {
    pub(super) wrong: Vec<(String, String)>,
    pub(super) kind: String,
    pub(super) number: String,
    /// The document that was brought just now.
    pub(super) brought: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    brought: String,
}

#[derive(Template)]
#[template(path = "trade/consignment.html")]
struct Shown {
    f: Frame,
    filing: Filing,
    consignment: String,
    phase: Phase,
    outcome: String,
    /// What only the filer is told whose filing governs.
    whole: Option<Whole>,
    /// Where its charges stand.
    stands_on: Vec<StandsOn>,
    /// The field, and what could be better about it.
    warnings: Vec<(String, String)>,
    /// Who has looked at the names in it.
    looked: Vec<Looked>,
    papers: Papers,
    proof: String,
    /// The types that are waited for.
    awaited: Vec<String>,
    tried: Tried,
}

struct Whole {
    case: Case,
    who: String,
    what: String,
    by: Option<Timestamp>,
    grounds: Vec<String>,
    gates: Vec<Gate>,
    is_theirs: bool,
}

/// One consignment, by any number that leads to it.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    shown(f, &person, name, Tried { brought: asked.brought, ..Tried::default() }).await
}

/// The page of a consignment, with what was tried and could not be done.
pub(super) async fn shown(f: Frame, person: &Person, name: String, tried: Tried) -> Response {
    let filer = as_filer(person);
    let seeing = filer.clone();
    let held = match find(f.shared(), name, move |case, _| seen_through(&seeing, case).is_some()).await {
        Ok(held) => Arc::new(held),
        Err(problem) if problem.is(Code::NotFound) => return not_there(f),
        Err(problem) => return Told::of(f, &problem),
    };
    let number = held.number;
    let looked = match f
        .shared()
        .read(move |reader| told_of(reader, number, AccessTold::Concerned, (None, TOLD)))
        .await
    {
        Ok(looked) => looked,
        Err(problem) => return Told::of(f, &problem),
    };
    let papers = match papers(&f, person, View::Own, &held).await {
        Ok(papers) => papers,
        Err(problem) => return Told::of(f, &problem),
    };
    let stands_on = stands_on(&f, person, &held);
    let case = Arc::unwrap_or_clone(held).case;
    let filing = seen_through(&filer, &case).and_then(|number| case.filings.find(number)).cloned();
    let Some(filing) = filing else { return not_there(f) };
    let (phase, outcome) = told(&case, &filing);
    let voice = f.voice();
    let warn =
        |fault: &Fault| (field_name(&fault.pointer), format!("{} {}", voice.fault(fault), voice.fix(fault)));
    let mut awaited = Vec::new();
    if governs(&case, &filing) {
        awaited = awaiting(&case).map(|(_, kind)| kind.to_owned()).collect();
        awaited.dedup();
    }
    let status = if tried.wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = Shown {
        consignment: case.consignment.clone(),
        phase,
        outcome: f.word("outcome", outcome.as_str()),
        warnings: filing.warnings.iter().map(warn).collect(),
        whole: governs(&case, &filing).then(|| whole(&f, person, case)),
        stands_on,
        looked,
        filing,
        papers,
        proof: person.proof.clone(),
        awaited,
        tried,
        f,
    };
    with_status(status, &page)
}

fn whole(f: &Frame, person: &Person, case: Case) -> Whole {
    let NextAction { who, what, by } = case.next_action();
    Whole {
        is_theirs: match &who {
            Some(Owner::Filer) => true,
            Some(Owner::Carrier) => person.caller.is(Role::Carrier),
            _ => false,
        },
        who: who.map_or_else(|| f.word("owner", "nobody"), |who| turn_of(f, &who)),
        what: f.voice().turn(what, case.phase() == Phase::Held).to_owned(),
        by,
        grounds: grounds_for_filer(&case, f.voice()),
        gates: case.gates().into_iter().flat_map(|gates| gates.iter()).cloned().collect(),
        case,
    }
}

impl Shown {
    /// The currency of all values.
    fn currency(&self) -> String {
        self.filing.declaration.value.map(|value| value.currency.to_string()).unwrap_or_default()
    }

    /// The type in the form: what was typed, else what is waited for.
    fn kind(&self) -> &str {
        match self.tried.wrong.is_empty() {
            true => self.awaited.first().map_or("", String::as_str),
            false => &self.tried.kind,
        }
    }

    /// The document that was brought just now.
    fn just_brought(&self) -> Option<String> {
        let mut ids = self.papers.brought.iter().map(|paper| paper.document.id());
        ids.find(|id| *id == self.tried.brought)
    }

    fn owner(&self, gate: &Gate) -> String {
        turn_of(&self.f, gate.turn_of())
    }
}

impl Whole {
    fn assessment(&self) -> &Assessment {
        &self.case.assessment
    }

    /// Whether the filer is to produce a document.
    fn awaits_document(&self) -> bool {
        self.gates.iter().any(|gate| gate.kind == GateKind::Document && *gate.turn_of() == Owner::Filer)
    }

    /// What was paid and is owed back.
    fn repayable(&self) -> Option<String> {
        let repayable = self.case.repayable();
        (!repayable.is_zero()).then(|| repayable.to_string())
    }

    fn outcome_of(&self, f: &Frame, line: &u32) -> String {
        f.word("outcome", self.case.line_outcome(*line).as_str())
    }
}

//! One consignment as customs sees it: whose turn, why it is here, what it is, what can be decided.

use super::compared::{Compared, compared};
use super::timeline::{Happened, happened};
use crate::http::find::find;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::{Assessment, Case, Declaration, Gate, GateKind, Ground, Owner, Party};
use serde::Deserialize;
use wire::ground_in_words;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    /// The list that the officer works on.
    list: String,
}

/// What a form said that could not be carried out.
#[derive(Default)]
pub(in crate::pages) struct Tried {
    pub(in crate::pages) wrong: Vec<(String, String)>,
    pub(in crate::pages) decision: String,
    pub(in crate::pages) reason: String,
}

#[derive(Template)]
#[template(path = "control/consignment.html")]
struct Shown {
    f: Frame,
    proof: String,
    key: String,
    list: String,
    case: Case,
    who: String,
    by: Option<jiff::Timestamp>,
    left: String,
    why: Vec<String>,
    grounds: Vec<String>,
    gates: Vec<Gate>,
    examinations: Vec<Gate>,
    compared: Vec<Compared>,
    happened: Vec<Happened>,
    may_decide: bool,
    tried: Tried,
}

/// One consignment.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    shown(f, &person, name, asked.list, Tried::default()).await
}

/// The page of a consignment, with what was tried and could not be done.
pub(in crate::pages) async fn shown(
    f: Frame,
    person: &Person,
    name: String,
    list: String,
    tried: Tried,
) -> Response {
    let held = match find(f.shared(), name, |_, _| true).await {
        Ok(held) => held,
        Err(problem) => return Told::of(f, &problem),
    };
    let last = held.entry;
    let happened = match f.shared().read(move |reader| happened(reader, last)).await {
        Ok(happened) => happened,
        Err(problem) => return Told::of(f, &problem),
    };
    let case = held.case;
    let next = case.next_action();
    let said = |ground: &Ground| ground_in_words(ground, f.voice());
    let gates: Vec<Gate> = case.gates().into_iter().flat_map(|gates| gates.iter()).cloned().collect();
    let status = if tried.wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = Shown {
        proof: person.proof.clone(),
        key: f.new_key(),
        list,
        who: owner_word(&f, next.who.as_ref()),
        left: next.by.map(|by| f.left(by)).unwrap_or_default(),
        by: next.by,
        why: case.grounds().filter(|ground| !ground.is_public()).map(said).collect(),
        grounds: case.grounds().filter(|ground| ground.is_public()).map(said).collect(),
        examinations: gates.iter().filter(|gate| gate.kind == GateKind::Examination).cloned().collect(),
        gates,
        compared: compared(&case),
        happened,
        may_decide: case.joined_into().is_none(),
        tried,
        case,
        f,
    };
    with_status(status, &page)
}

impl Shown {
    fn declaration(&self) -> &Declaration {
        &self.case.filings.governing().declaration
    }

    fn assessment(&self) -> &Assessment {
        &self.case.assessment
    }

    /// The parties, by the end of a message's id.
    fn parties(&self) -> [(&'static str, &Party); 2] {
        let declaration = self.declaration();
        [("consignor", &declaration.consignor), ("consignee", &declaration.consignee)]
    }

    fn owner(&self, gate: &Gate) -> String {
        owner_word(&self.f, Some(gate.turn_of()))
    }

    fn outcome_of(&self, line: &u32) -> String {
        self.f.word("outcome", self.case.line_outcome(*line).as_str())
    }

    fn directions(&self) -> [(&'static str, &'static str); 5] {
        [("release", "r"), ("hold", "h"), ("examine", "x"), ("refer", "o"), ("refuse_entry", "n")]
    }

    fn is_tried(&self, direction: &str) -> bool {
        self.tried.decision == direction
    }

    fn reasons(&self) -> Vec<String> {
        (1..=5).map(|number| self.f.say(&format!("page-reason-{number}"))).collect()
    }

    fn place(&self, party: &Party) -> String {
        let country = party.country.map(|country| country.to_string());
        let parts = [party.address_lines.clone(), party.postcode.clone(), party.city.clone(), country];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Who must act, in words; another authority by its name.
fn owner_word(f: &Frame, owner: Option<&Owner>) -> String {
    match owner {
        Some(Owner::Agency(agency)) => f.agency(agency),
        Some(owner) => f.word("owner", owner.as_str()),
        None => f.word("owner", "nobody"),
    }
}

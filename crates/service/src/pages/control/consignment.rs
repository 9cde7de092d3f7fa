//! One consignment as customs sees it: whose turn, why it is here, what it is, what can be decided.

use super::after_release::{AfterRelease, fields};
use super::compared::{Compared, compared};
use super::looked::{Stated, looked};
use super::place::Place;
use super::reasons::{Group, groups};
use super::timeline::{Happened, happened};
use crate::http::documents::View;
use crate::http::find::find;
use crate::pages::documents::{Papers, papers};
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
use clearance::{
    AccessPurpose, Assessment, Case, Declaration, Direction, Gate, GateKind, GoodsItem, Ground, Owner, Party,
    State,
};
use jiff::Timestamp;
use std::sync::Arc;
use store::{Entry, Reader, StoreFailure, What, moment};
use wire::ground_in_words;

/// What a form said that could not be carried out.
#[derive(Default)]
pub(in crate::pages) struct Tried {
    pub(in crate::pages) wrong: Vec<(String, String)>,
    pub(in crate::pages) decision: String,
    /// The reason of the list, as the form sends it.
    pub(in crate::pages) reason: String,
    /// The reason in the officer's own words.
    pub(in crate::pages) words: String,
    /// Everything that was typed.
    pub(in crate::pages) typed: Vec<(String, String)>,
    /// What they look for at who is in it.
    pub(in crate::pages) stated: Stated,
}

#[derive(Template)]
#[template(path = "control/consignment.html")]
struct Shown {
    f: Frame,
    proof: String,
    key: String,
    place: Place,
    case: Case,
    who: String,
    by: Option<Timestamp>,
    left: String,
    why: Vec<String>,
    grounds: Vec<String>,
    gates: Vec<Gate>,
    examinations: Vec<Gate>,
    /// Since when it is under legal hold, and why.
    hold: Option<(Timestamp, String)>,
    /// What for the people and firms are shown; none where that must be said first.
    purpose: Option<AccessPurpose>,
    compared: Vec<Compared>,
    happened: Vec<Happened>,
    directions: &'static [Direction],
    after: Option<AfterRelease>,
    stands_on: Vec<StandsOn>,
    papers: Papers,
    tried: Tried,
}

/// One consignment.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(name): Path<String>,
    Query(place): Query<Place>,
    Query(stated): Query<Stated>,
) -> Response {
    shown(f, &person, name, place.known(), Tried { stated, ..Tried::default() }).await
}

/// The page of a consignment, with what was tried and could not be done.
pub(in crate::pages) async fn shown(
    f: Frame,
    person: &Person,
    name: String,
    place: Place,
    tried: Tried,
) -> Response {
    let held = match find(f.shared(), name, |_, _| true).await {
        Ok(held) => Arc::new(held),
        Err(problem) => return Told::of(f, &problem),
    };
    let last = held.entry;
    let purpose = match looked(&f, person, (held.number, &held.case), &tried.stated).await {
        Ok(purpose) => purpose,
        Err(problem) => return Told::of(f, &problem),
    };
    let number = held.number;
    let hold = match f.shared().read(move |reader| held_since(reader, number)).await {
        Ok(hold) => hold,
        Err(problem) => return Told::of(f, &problem),
    };
    let happened = match f.shared().read(move |reader| happened(reader, last)).await {
        Ok(happened) => happened,
        Err(problem) => return Told::of(f, &problem),
    };
    let papers = match papers(&f, person, View::All, &held).await {
        Ok(papers) => Papers { query: tried.stated.query(), ..papers },
        Err(problem) => return Told::of(f, &problem),
    };
    let stands_on = stands_on(&f, person, &held);
    let case = Arc::unwrap_or_clone(held).case;
    let next = case.next_action();
    let said = |ground: &Ground| ground_in_words(ground, f.voice());
    let gates: Vec<Gate> = case.gates().into_iter().flat_map(|gates| gates.iter()).cloned().collect();
    let status = if tried.wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = Shown {
        proof: person.proof.clone(),
        key: f.new_key(),
        place,
        who: owner_word(&f, next.who.as_ref()),
        left: next.by.map(|by| f.left(by)).unwrap_or_default(),
        by: next.by,
        why: case.grounds().filter(|ground| !ground.is_public()).map(said).collect(),
        grounds: case.grounds().filter(|ground| ground.is_public()).map(said).collect(),
        examinations: gates.iter().filter(|gate| gate.kind == GateKind::Examination).cloned().collect(),
        gates,
        compared: compared(&case, purpose.is_some()),
        purpose,
        hold,
        happened,
        directions: directions(&case),
        after: AfterRelease::of(&case, last, &f),
        stands_on,
        papers,
        tried,
        case,
        f,
    };
    with_status(status, &page)
}

/// Since when a consignment is under legal hold, and why; none where it is not.
fn held_since(reader: &Reader, consignment: u64) -> Result<Option<(Timestamp, String)>, StoreFailure> {
    let Some(number) = reader.legal_hold(consignment)? else { return Ok(None) };
    let corrupt = || StoreFailure::Corrupt("the entry of a legal hold");
    let bytes = reader.entry(number)?.ok_or_else(corrupt)?;
    let entry = Entry::decode(&bytes)?;
    let What::Held { reason } = entry.what else { return Err(corrupt()) };
    Ok(Some((moment(entry.at)?, reason.to_owned())))
}

impl Shown {
    fn declaration(&self) -> &Declaration {
        &self.case.filings.governing().declaration
    }

    fn assessment(&self) -> &Assessment {
        &self.case.assessment
    }

    /// What one can say that they look for, by the end of a message's id.
    fn purposes(&self) -> Vec<&'static str> {
        AccessPurpose::STATED.iter().map(|purpose| purpose.as_str()).collect()
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

    /// What can be decided, each with its key.
    fn directions(&self) -> Vec<(&'static str, &'static str)> {
        self.directions.iter().map(|direction| (direction.as_str(), key_of(*direction))).collect()
    }

    /// The fields of a goods item that can be corrected after release: their words, their names, what they hold.
    fn fields(&self, item: &GoodsItem) -> Vec<(&'static str, String, String)> {
        let named =
            fields(item).into_iter().map(|(word, held)| (word, format!("{word}-{}", item.line), held));
        named
            .map(|(word, name, held)| {
                let typed = self.typed("correction-reason", &name);
                (word, name, typed.map_or(held, str::to_owned))
            })
            .collect()
    }

    /// What was typed into a field of the form that was wrong, whose reason is known by a field of its own.
    fn typed(&self, form: &str, name: &str) -> Option<&str> {
        self.tried.wrong.iter().find(|(field, _)| field == form)?;
        self.tried.typed.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// What was typed as the reason of a form that was wrong.
    fn reason(&self, form: &str) -> &str {
        self.typed(form, "reason").unwrap_or_default()
    }

    /// The field of what an examination's officer wrote.
    fn note_of(&self, gate: &Gate) -> String {
        format!("note-{}", gate.control)
    }

    fn is_tried(&self, direction: &str) -> bool {
        self.tried.decision == direction
    }

    fn reasons(&self) -> Vec<Group> {
        groups(&self.f, self.directions)
    }

    fn place(&self, party: &Party) -> String {
        let country = party.country.map(|country| country.to_string());
        let parts = [party.address_lines.clone(), party.postcode.clone(), party.city.clone(), country];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What an officer may still decide: anything while it waits; goods that were refused may be let in after all.
fn directions(case: &Case) -> &'static [Direction] {
    match case.state {
        State::Waiting { .. } => Direction::ALL,
        State::Refused { .. } => &[Direction::Release],
        State::Advised
        | State::Released { .. }
        | State::Cleared { .. }
        | State::Invalidated { .. }
        | State::Leaving { .. }
        | State::Returned { .. }
        | State::Joined { .. } => &[],
    }
}

/// The key that chooses a decision.
fn key_of(direction: Direction) -> &'static str {
    match direction {
        Direction::Release => "r",
        Direction::Hold => "h",
        Direction::Examine => "x",
        Direction::Refer => "o",
        Direction::RefuseEntry => "n",
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

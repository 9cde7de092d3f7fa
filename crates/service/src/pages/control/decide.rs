//! What an officer does: decides about a consignment, or reports an examination. Then back to the list.

use super::consignment::{Tried, shown};
use super::place::Place;
use super::reasons::chosen;
use crate::http::commands::flawed;
use crate::http::find::find;
use crate::http::keys::fingerprinted;
use crate::http::{Code, Problem};
use crate::lane::{Actor, Ask, Target, Told as Came, Wish, request_hash};
use crate::pages::form::Form;
use crate::pages::person::Person;
use crate::pages::told::Told;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use wire::{CommandText, DecisionText, ExaminationText, FindingText};

/// An officer decides.
pub(in crate::pages) async fn decide(Path(name): Path<String>, form: Form) -> Response {
    let lines = form.all("line").filter_map(|line| line.parse().ok()).collect();
    match chosen(&form) {
        Ok((direction, reason)) => {
            let decision = direction.as_str().to_owned();
            let text = CommandText::Decide(DecisionText { decision, lines, reason });
            carried_out(name, form, &text).await
        }
        Err((field, problem)) => again(name, form, field, problem).await,
    }
}

/// An officer says what an examination found.
pub(in crate::pages) async fn examine(Path(name): Path<String>, form: Form) -> Response {
    let finding = |line: &str| {
        let finding = form.text(&format!("finding-{line}"));
        let line = line.parse().ok()?;
        (!finding.is_empty()).then(|| FindingText { line, finding: finding.to_owned() })
    };
    let text = CommandText::ReportExamination(ExaminationText {
        control: form.text("control").to_owned(),
        findings: form.all("line").filter_map(finding).collect(),
        note: form.text("note").to_owned(),
    });
    carried_out(name, form, &text).await
}

/// Carries a command out once, however often the form is sent, and goes on.
async fn carried_out(name: String, form: Form, text: &CommandText) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let problem = match ask(&name, &form, &person, text).await {
        Ok(Came::Done(_) | Came::Known(_)) => return go_on(&form, &name),
        Ok(Came::Refused(refusal)) => form.f.word("page-refusal", refusal.code()),
        Ok(
            Came::KeyUsed | Came::Returned(_) | Came::Entered { .. } | Came::NotEntered(_) | Came::Scanned(_),
        ) => form.f.say("page-form-stale"),
        Err(problem) if problem.is(Code::Unreadable) => problem.first_message().unwrap_or_default(),
        Err(problem) => return Told::of(form.f, &problem),
    };
    let field = match form.text("control") {
        "" => "decision".to_owned(),
        control => format!("note-{control}"),
    };
    again(name, form, &field, problem).await
}

/// The page once more, with what is wrong. Its languages lead to where it can be looked at.
async fn again(name: String, form: Form, field: &str, problem: String) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let tried = Tried {
        wrong: vec![(field.to_owned(), problem)],
        decision: form.text("decision").to_owned(),
        reason: form.text("reason").to_owned(),
        words: form.text("words").to_owned(),
    };
    let place = Place::of(&form);
    let f = form.f.at(place.consignment(&name));
    shown(f, &person, name, place, tried).await
}

async fn ask(name: &str, form: &Form, person: &Person, text: &CommandText) -> Result<Came, Problem> {
    let shared = form.f.shared();
    let command = text.read(shared.country.law().tariff.exchange.local()).map_err(flawed)?;
    let held = find(shared, name.to_owned(), |_, _| true).await?;
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let role = if person.caller.is(crate::http::Role::Officer) { "officer" } else { "supervisor" };
    let ask = Ask {
        actor: Actor {
            organisation: person.caller.organisation.to_string(),
            role,
            credential: person.caller.credential,
        },
        at: form.f.now(),
        what: Wish::command(Target::Consignment(held.number), command),
        line: None,
        key: Some(fingerprinted(hash, name, &form.bytes)),
    };
    shared.ask(vec![ask]).await?.into_iter().next().ok_or_else(|| Problem::of(Code::Failed))
}

/// To the list that the officer works on; to the same page without one.
fn go_on(form: &Form, name: &str) -> Response {
    let place = Place::of(form);
    let path = match place.list.as_str() {
        "" => format!("/control/{name}"),
        _ => place.go_on(name),
    };
    Redirect::to(&form.f.href(&path)).into_response()
}

//! What an officer does: decides about a consignment, or reports an examination. Then back to the list.

use super::consignment::{Tried, shown};
use super::place::Place;
use super::reasons::chosen;
use crate::http::commands::flawed;
use crate::http::find::find;
use crate::http::keys::fingerprinted;
use crate::http::{Code, Problem};
use crate::lane::{Ask, Target, Told as Came, Wish, request_hash};
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
            carried_out(name, form, "decision", &text).await
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
    let field = format!("note-{}", form.text("control"));
    carried_out(name, form, &field, &text).await
}

/// Carries a command out once, however often the form is sent, and goes on.
pub(super) async fn carried_out(name: String, form: Form, field: &str, text: &CommandText) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let command = text.read(form.f.shared().country.law().tariff.exchange.local()).map_err(flawed);
    let came = match command {
        Ok(command) => match find(form.f.shared(), name.clone(), |_, _| true).await {
            Ok(held) => {
                let wish = Wish::command(Target::Consignment(held.number), command);
                ask(&name, &form, &person, wish).await
            }
            Err(problem) => Err(problem),
        },
        Err(problem) => Err(problem),
    };
    let came = outcome(&form, came);
    answered(name, form, field, came).await
}

/// What the lane told about a form, in words where it could not be done.
pub(super) fn outcome(form: &Form, came: Result<Came, Problem>) -> Result<Option<Problem>, String> {
    match came {
        Ok(Came::Done(_) | Came::Known(_)) => Ok(None),
        Ok(Came::Refused(refusal)) => Err(form.f.word("page-refusal", refusal.code())),
        Ok(
            Came::KeyUsed | Came::Returned(_) | Came::Entered { .. } | Came::NotEntered(_) | Came::Scanned(_),
        ) => Err(form.f.say("page-form-stale")),
        Err(problem) if problem.is(Code::Unreadable) => Err(problem.first_message().unwrap_or_default()),
        Err(problem) => Ok(Some(problem)),
    }
}

/// Goes on, or shows the page once more with what is wrong at a field.
pub(super) async fn answered(
    name: String,
    form: Form,
    field: &str,
    came: Result<Option<Problem>, String>,
) -> Response {
    match came {
        Ok(None) => go_on(&form, &name),
        Ok(Some(problem)) => Told::of(form.f, &problem),
        Err(wrong) => again(name, form, field, wrong).await,
    }
}

/// The page once more, with what is wrong. Its languages lead to where it can be looked at.
async fn again(name: String, form: Form, field: &str, problem: String) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let tried = Tried {
        wrong: vec![(field.to_owned(), problem)],
        decision: form.text("decision").to_owned(),
        reason: form.text("reason").to_owned(),
        words: form.text("words").to_owned(),
        typed: form.fields().to_vec(),
        ..Tried::default()
    };
    let place = Place::of(&form);
    let f = form.f.at(place.consignment(&name));
    shown(f, &person, name, place, tried).await
}

/// Asks the lane for something, once, however often the form is sent.
pub(super) async fn ask(name: &str, form: &Form, person: &Person, what: Wish) -> Result<Came, Problem> {
    let shared = form.f.shared();
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let ask = Ask {
        actor: person.actor(),
        at: form.f.now(),
        what,
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

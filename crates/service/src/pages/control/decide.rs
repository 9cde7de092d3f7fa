//! What an officer does: decides about a consignment, or reports an examination. Then the next one of the list.

use super::consignment::{Tried, shown};
use super::lists::names;
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
    let reason = match form.text("words") {
        "" => form.text("reason"),
        words => words,
    };
    let text = CommandText::Decide(DecisionText {
        decision: form.text("decision").to_owned(),
        lines,
        reason: reason.to_owned(),
    });
    carried_out(name, form, &text).await
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
    let list = names().find(|known| *known == form.text("list")).unwrap_or_default().to_owned();
    let problem = match ask(&name, &form, &person, text).await {
        Ok(Came::Done(_) | Came::Known(_)) => return go_on(&form, &name, &list).await,
        Ok(Came::Refused(refusal)) => form.f.word("page-refusal", refusal.code()),
        Ok(Came::KeyUsed | Came::Returned(_)) => form.f.say("page-form-stale"),
        Err(problem) if problem.is(Code::Unreadable) => problem.first_message().unwrap_or_default(),
        Err(problem) => return Told::of(form.f, &problem),
    };
    let field = if form.text("control").is_empty() { "decision" } else { "note" };
    let tried = Tried {
        wrong: vec![(field.to_owned(), problem)],
        decision: form.text("decision").to_owned(),
        reason: form.text("words").to_owned(),
    };
    shown(form.f, &person, name, list, tried).await
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

/// To the next one of the list that the officer works on; to the same page without a list.
async fn go_on(form: &Form, name: &str, list: &str) -> Response {
    if list.is_empty() {
        return Redirect::to(&form.f.href(&format!("/control/{name}"))).into_response();
    }
    let wanted = list.to_owned();
    let next = form.f.shared().read(move |reader| {
        let listed = reader.worklist(&wanted, None, 1)?;
        Ok(listed.first().map(|listed| crate::lane::consignment_id(listed.consignment)))
    });
    let path = match next.await {
        Ok(Some(next)) if next != name => format!("/control/{next}?list={list}"),
        _ => format!("/control/lists/{list}?done={name}"),
    };
    Redirect::to(&form.f.href(&path)).into_response()
}

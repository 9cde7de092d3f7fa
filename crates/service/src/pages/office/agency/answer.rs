//! What an authority answers, carried out once. Then back to what else it is asked.

use super::referral::{Tried, asked, shown};
use crate::http::commands::flawed;
use crate::http::keys::fingerprinted;
use crate::http::{Code, Problem, Role};
use crate::lane::{Actor, Ask, Target, Told as Came, Wish, request_hash};
use crate::pages::form::Form;
use crate::pages::person::Person;
use crate::pages::told::Told;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use wire::{AnswerText, CommandText};

/// An authority answers what it is asked under a control.
pub(in crate::pages) async fn answer(Path(control): Path<String>, form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let approved = match form.text("answer") {
        "approve" => true,
        "refuse" => false,
        _ => {
            let wrong = ("answer", form.f.say("page-agency-missing-answer"));
            return again(form, &person, control, wrong).await;
        }
    };
    let problem = match ask(&control, &form, &person, approved).await {
        Ok(Came::Done(_) | Came::Known(_)) => {
            return Redirect::to(&form.f.href(&format!("/agency?done={control}"))).into_response();
        }
        Ok(Came::Refused(refusal)) => form.f.word("page-refusal", refusal.code()),
        Ok(
            Came::KeyUsed | Came::Returned(_) | Came::Entered { .. } | Came::NotEntered(_) | Came::Scanned(_),
        ) => form.f.say("page-form-stale"),
        Err(problem) if problem.is(Code::Unreadable) => problem.first_message().unwrap_or_default(),
        Err(problem) => return Told::of(form.f, &problem),
    };
    again(form, &person, control, ("reason", problem)).await
}

/// The page once more, with what is wrong.
async fn again(form: Form, person: &Person, control: String, (field, text): (&str, String)) -> Response {
    let tried = Tried {
        wrong: vec![(field.to_owned(), text)],
        answer: form.text("answer").to_owned(),
        reason: form.text("reason").to_owned(),
    };
    shown(form.f, person, control, tried).await
}

async fn ask(control: &str, form: &Form, person: &Person, approved: bool) -> Result<Came, Problem> {
    let shared = form.f.shared();
    let held = asked(shared, person, control).await?;
    let organisation = person.caller.organisation.to_string();
    let text = CommandText::AnswerReferral(AnswerText {
        control: control.to_owned(),
        agency: organisation.clone(),
        approved,
        reason: form.text("reason").to_owned(),
    });
    let command = text.read(shared.country.law().tariff.exchange.local()).map_err(flawed)?;
    let hash = request_hash(&shared.secret, &organisation, form.text("key"));
    let ask = Ask {
        actor: Actor { organisation, role: Role::Agency.as_str(), credential: person.caller.credential },
        at: form.f.now(),
        what: Wish::command(Target::Consignment(held.number), command),
        line: None,
        key: Some(fingerprinted(hash, control, &form.bytes)),
    };
    shared.ask(vec![ask]).await?.into_iter().next().ok_or_else(|| Problem::of(Code::Failed))
}

//! Participants of the record, for whoever may freeze them out and readmit them.

use crate::http::keys::fingerprinted;
use crate::http::participants::{Participant, decide, participants};
use crate::http::{Code, commands};
use crate::lane::{Acting, request_hash};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "office/participants.html")]
struct Participants {
    f: Frame,
    proof: String,
    key: String,
    rows: Vec<Participant>,
    /// The organisation of whoever looks, which is not theirs to freeze out.
    own: String,
    wrong: Vec<(String, String)>,
    /// Whom the form that was wrong was about.
    about: String,
}

/// Every participant.
pub(in crate::pages) async fn show(f: Frame, Extension(person): Extension<Person>) -> Response {
    shown(f, &person, Vec::new(), String::new()).await
}

async fn shown(f: Frame, person: &Person, wrong: Vec<(String, String)>, about: String) -> Response {
    let rows = match participants(f.shared()).await {
        Ok(rows) => rows,
        Err(problem) => return Told::of(f, &problem),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let (proof, own) = (person.proof.clone(), person.caller.organisation.to_string());
    with_status(status, &Participants { proof, key: f.new_key(), rows, own, wrong, about, f })
}

/// One is frozen out, or readmitted.
pub(in crate::pages) async fn change(form: Form) -> Response {
    let Some(person) = form.person.clone() else {
        return Told::of(form.f, &crate::http::Problem::of(Code::Failed));
    };
    let (about, freezes) = (form.text("organisation").to_owned(), form.text("what") == "freeze");
    let reason = match commands::reason(form.text("reason")) {
        Ok(reason) => reason,
        Err(_) => {
            let wrong = form.f.say("page-participants-reason-missing");
            return shown(form.f, &person, vec![("reason".to_owned(), wrong)], about).await;
        }
    };
    let shared = form.f.shared();
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let key = Some(fingerprinted(hash, "/participants", &form.bytes));
    let acting = Acting { actor: person.actor(), at: form.f.now(), key };
    match decide(shared, &person.caller, acting, &about, (freezes, reason)).await {
        Err(problem) if !problem.is(Code::AlreadyFrozen) && !problem.is(Code::NotFrozen) => {
            Told::of(form.f, &problem)
        }
        // Where somebody else was faster, it is as it should be.
        Ok(_) | Err(_) => Redirect::to(&form.f.href("/participants")).into_response(),
    }
}

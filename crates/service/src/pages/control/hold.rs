//! A consignment is put under legal hold from its page, and that is lifted.

use super::decide::answered;
use super::place::Place;
use crate::http::erasures::change_hold;
use crate::http::find::find;
use crate::http::keys::fingerprinted;
use crate::http::{Code, Problem};
use crate::lane::{Acting, request_hash};
use crate::pages::form::Form;
use crate::pages::told::Told;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};

/// Puts or lifts; where somebody else was faster, it is as it should be.
pub(in crate::pages) async fn change(Path(name): Path<String>, form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let shared = form.f.shared();
    let held = match find(shared, name.clone(), |_, _| true).await {
        Ok(held) => held,
        Err(problem) => return Told::of(form.f, &problem),
    };
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let key = Some(fingerprinted(hash, &format!("/control/{name}/legal-hold"), &form.bytes));
    let acting = Acting { actor: person.actor(), at: form.f.now(), key };
    let puts = form.text("what") == "put";
    match change_hold(shared, acting, held.number, (puts, form.text("reason"))).await {
        Err(problem) if problem.is(Code::Unreadable) => {
            let missing = form.f.say("page-hold-reason-missing");
            answered(name, form, "hold-reason", Err(missing)).await
        }
        Err(problem) if !problem.is(Code::AlreadyHeld) && !problem.is(Code::NotHeld) => {
            Told::of(form.f, &problem)
        }
        Ok(_) | Err(_) => {
            let place = Place::of(&form).consignment(&name);
            Redirect::to(&form.f.href(&place)).into_response()
        }
    }
}

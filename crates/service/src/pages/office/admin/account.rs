//! One account: who it is, another password, and its end.

use super::{account_of, roles_in_words, told};
use crate::http::{Code, Problem};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::sign_in::{SHORTEST, hashed, wrong_account};
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use store::Account;

/// What can have been done just now.
const DONE: [&str; 3] = ["added", "password", "disabled"];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    done: String,
}

#[derive(Template)]
#[template(path = "office/account.html")]
struct Shown {
    f: Frame,
    proof: String,
    account: Account,
    roles: String,
    /// Whether it is the account of whoever looks at it.
    is_own: bool,
    done: Option<&'static str>,
    wrong: Vec<(String, String)>,
    shortest: usize,
}

/// One account.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let done = DONE.into_iter().find(|done| *done == asked.done);
    match find(&f, &account).await {
        Ok(account) => shown(f, &person, account, done, Vec::new()),
        Err(problem) => Told::of(f, &problem),
    }
}

async fn find(f: &Frame, id: &str) -> Result<Account, Problem> {
    let not_found = || Problem::of(Code::NotFound);
    account_of(f.shared(), id.parse().map_err(|_| not_found())?).await?.ok_or_else(not_found)
}

fn shown(
    f: Frame,
    person: &Person,
    account: Account,
    done: Option<&'static str>,
    wrong: Vec<(String, String)>,
) -> Response {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let (proof, roles) = (person.proof.clone(), roles_in_words(&f, &account.roles));
    let is_own = is_own(person, &account);
    with_status(status, &Shown { f, proof, account, roles, is_own, done, wrong, shortest: SHORTEST })
}

/// Names are unique, however they are written.
fn is_own(person: &Person, account: &Account) -> bool {
    person.name == account.name
}

/// Gives an account another password. Whoever was signed in with it is no more.
pub(in crate::pages) async fn set_password(Path(id): Path<String>, form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let account = match find(&form.f, &id).await {
        Ok(account) => account,
        Err(problem) => return Told::of(form.f, &problem),
    };
    let password = form.text("password");
    let mut wrong = wrong_account(&form.f, &account.name, password);
    wrong.retain(|(field, _)| field == "password");
    if !wrong.is_empty() {
        return shown(form.f, &person, account, None, wrong);
    }
    let shared = Arc::clone(form.f.shared());
    let Some(hash) = hashed(&shared, password).await else {
        return Told::of(form.f, &Problem::of(Code::Failed));
    };
    let number = account.id;
    match shared.errand(move |writer| writer.set_password(number, &hash)).await {
        Ok(_) => {
            told(&person, format_args!("set another password for {:?}", account.name));
            done(&form.f, number, "password")
        }
        Err(problem) => Told::of(form.f, &problem),
    }
}

/// Lets nobody sign in with an account any more. One's own stays, so that somebody can still add others.
pub(in crate::pages) async fn disable(Path(id): Path<String>, form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let account = match find(&form.f, &id).await {
        Ok(account) => account,
        Err(problem) => return Told::of(form.f, &problem),
    };
    if is_own(&person, &account) {
        let wrong = vec![("disable".to_owned(), form.f.say("page-admin-own"))];
        return shown(form.f, &person, account, None, wrong);
    }
    let (number, now) = (account.id, form.f.now());
    match form.f.shared().errand(move |writer| writer.disable_account(number, now)).await {
        Ok(was_open) => {
            if was_open {
                told(
                    &person,
                    format_args!("disabled the account {:?} of {:?}", account.name, account.organisation),
                );
            }
            done(&form.f, number, "disabled")
        }
        Err(problem) => Told::of(form.f, &problem),
    }
}

/// To the account, which says what was done.
pub(super) fn done(f: &Frame, account: u64, what: &str) -> Response {
    Redirect::to(&f.href(&format!("/admin/accounts/{account}?done={what}"))).into_response()
}

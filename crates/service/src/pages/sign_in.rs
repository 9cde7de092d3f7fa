//! Signing in and out, and the first account of all.

use super::form::Form;
use super::frame::Frame;
use super::names::is_name;
use super::person;
use super::shown::{page, with_status};
use super::told::Told;
use crate::http::{Role, Shared};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use store::NewAccount;

/// The fewest signs of a password.
pub(super) const SHORTEST: usize = 12;
/// The most signs of one that are looked at.
const LONGEST: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Coming {
    next: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    f: Frame,
    next: String,
    name: String,
    wrong: Vec<(String, String)>,
    is_new: bool,
}

#[derive(Template)]
#[template(path = "setup.html")]
struct Setup {
    f: Frame,
    name: String,
    wrong: Vec<(String, String)>,
}

/// Asks for name and password.
pub(super) async fn ask(f: Frame, Query(coming): Query<Coming>) -> Response {
    let is_new = has_no_account(f.shared()).await;
    page(&SignIn { f, next: coming.next, name: String::new(), wrong: Vec::new(), is_new })
}

/// Signs somebody in.
pub(super) async fn enter(headers: HeaderMap, form: Form) -> Response {
    let (name, password) = (form.text("name").to_owned(), form.text("password").to_owned());
    let shared = Arc::clone(form.f.shared());
    let account = match verified(&shared, &name, &password).await {
        Ok(account) => account,
        Err(Wrong::TooOften) => {
            return again(form, name, StatusCode::TOO_MANY_REQUESTS, "page-sign_in-too_often");
        }
        Err(Wrong::Unknown) => return again(form, name, StatusCode::FORBIDDEN, "page-sign_in-wrong"),
    };
    let target = Redirect::to(&safe(form.text("next"), &form.f)).into_response();
    match person::sign_in(&shared, account, &headers, target).await {
        Ok(response) => response,
        Err(problem) => Told::of(form.f, &problem),
    }
}

fn again(form: Form, name: String, status: StatusCode, why: &str) -> Response {
    let wrong = vec![("name".to_owned(), form.f.say(why))];
    let next = form.text("next").to_owned();
    with_status(status, &SignIn { f: form.f, next, name, wrong, is_new: false })
}

/// Signs somebody out.
pub(super) async fn leave(headers: HeaderMap, form: Form) -> Response {
    let target = Redirect::to(&form.f.href("/")).into_response();
    let Some(session) = form.person.as_ref().map(|person| person.session) else { return target };
    match person::sign_out(form.f.shared(), session, &headers, target).await {
        Ok(response) => response,
        Err(problem) => Told::of(form.f, &problem),
    }
}

/// Why nobody is signed in.
enum Wrong {
    Unknown,
    TooOften,
}

/// The account of a name with its password. It takes as long where there is none.
async fn verified(shared: &Arc<Shared>, name: &str, password: &str) -> Result<u64, Wrong> {
    let tried = shared.secret.index_hash(TRIED, &[&name.to_lowercase()]);
    if shared.sign_ins.take(tried).is_err() {
        return Err(Wrong::TooOften);
    }
    let wanted = name.to_owned();
    let found =
        shared.read(move |reader| reader.account_by_name(&wanted)).await.map_err(|_| Wrong::Unknown)?;
    let found = found.filter(|account| account.disabled.is_none());
    let hash = found.as_ref().map_or(NOBODY, |account| account.hash.as_str()).to_owned();
    let password: String = password.chars().take(LONGEST).collect();
    let permit = shared.hashing.acquire().await.map_err(|_| Wrong::Unknown)?;
    let is_right = tokio::task::spawn_blocking(move || {
        let hash = PasswordHash::new(&hash).ok()?;
        Argon2::default().verify_password(password.as_bytes(), &hash).ok()
    });
    let is_right = is_right.await.ok().flatten().is_some();
    drop(permit);
    found.filter(|_| is_right).map(|account| account.id).ok_or(Wrong::Unknown)
}

/// The kind of hash under which tries of a name are counted.
const TRIED: u8 = 104;
/// The hash of a password that nobody has.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$5yW9Dq5sOq1c0eJ8Qf6mJ2u1sX0i0cE7m2mZk3q4v2A";

/// The hash of a password.
pub(super) async fn hashed(shared: &Arc<Shared>, password: &str) -> Option<String> {
    let password = password.to_owned();
    let _permit = shared.hashing.acquire().await.ok()?;
    let hash = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
    });
    hash.await.ok().flatten()
}

/// Where to go after signing in: a page here, and nowhere else.
fn safe(next: &str, f: &Frame) -> String {
    let is_here = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_here { next.to_owned() } else { f.href("/start") }
}

/// Whether nobody has an account yet.
async fn has_no_account(shared: &Arc<Shared>) -> bool {
    shared.read(|reader| reader.accounts()).await.is_ok_and(|accounts| accounts.is_empty())
}

/// Asks for the first administrator.
pub(super) async fn set_up(f: Frame) -> Response {
    if !has_no_account(f.shared()).await {
        return Redirect::to(&f.href("/sign-in")).into_response();
    }
    page(&Setup { f, name: String::new(), wrong: Vec::new() })
}

/// Makes the first administrator, for whoever knows the code that the terminal shows.
pub(super) async fn make_first(headers: HeaderMap, form: Form) -> Response {
    let shared = Arc::clone(form.f.shared());
    if !has_no_account(&shared).await {
        return Redirect::to(&form.f.href("/sign-in")).into_response();
    }
    let (name, password) = (form.text("name").to_owned(), form.text("password").to_owned());
    let mut wrong = wrong_account(&form.f, &name, &password);
    let is_code = shared.setup_code.as_deref() == Some(form.text("code"));
    if !is_code || shared.sign_ins.take(0).is_err() {
        wrong.push(("code".to_owned(), form.f.say("page-setup-wrong-code")));
    }
    if !wrong.is_empty() {
        return with_status(StatusCode::BAD_REQUEST, &Setup { f: form.f, name, wrong });
    }
    let made = make(&shared, &name, &password, "Customs Administration", &[Role::Administrator]).await;
    let target = Redirect::to(&form.f.href("/admin")).into_response();
    match made {
        Ok(Some(account)) => match person::sign_in(&shared, account, &headers, target).await {
            Ok(response) => response,
            Err(problem) => Told::of(form.f, &problem),
        },
        // Somebody else was faster.
        Ok(None) => Redirect::to(&form.f.href("/sign-in")).into_response(),
        Err(problem) => Told::of(form.f, &problem),
    }
}

/// What is wrong with the name and password of a new account.
pub(super) fn wrong_account(f: &Frame, name: &str, password: &str) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    if !is_name(name) {
        wrong.push(("name".to_owned(), f.say("page-account-wrong-name")));
    }
    if password.chars().count() < SHORTEST || password.chars().count() > LONGEST {
        wrong.push(("password".to_owned(), f.say_with("page-account-wrong-password", "least", SHORTEST)));
    }
    wrong
}

/// Makes an account; none where the name is taken.
pub(super) async fn make(
    shared: &Arc<Shared>,
    name: &str,
    password: &str,
    organisation: &str,
    roles: &[Role],
) -> Result<Option<u64>, crate::http::Problem> {
    let hash = hashed(shared, password).await;
    let hash = hash.ok_or_else(|| crate::http::Problem::of(crate::http::Code::Failed))?;
    let (name, organisation) = (name.to_owned(), organisation.to_owned());
    let roles = roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
    let created = (shared.clock)();
    let add = move |writer: &mut store::Writer| {
        let account =
            NewAccount { name: &name, organisation: &organisation, roles: &roles, hash: &hash, created };
        writer.add_account(&account)
    };
    shared.errand(add).await
}

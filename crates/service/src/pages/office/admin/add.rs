//! Another account: for whom, in which roles, with which first password.

use super::account::done;
use super::told;
use crate::http::{Code, Problem, Role, Shared};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::names::is_unseen;
use crate::pages::person::Person;
use crate::pages::shown::{page, with_status};
use crate::pages::sign_in::{SHORTEST, make, wrong_account};
use crate::pages::told::Told;
use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// The most signs of the name of an organisation.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "office/new_account.html")]
struct New {
    f: Frame,
    proof: String,
    name: String,
    organisation: String,
    roles: Vec<Role>,
    wrong: Vec<(String, String)>,
    shortest: usize,
    agencies: Vec<String>,
}

/// Asks for an account.
pub(in crate::pages) async fn ask(f: Frame, Extension(person): Extension<Person>) -> Response {
    page(&New::of(f, &person, String::new(), String::new(), Vec::new(), Vec::new()))
}

impl New {
    fn of(
        f: Frame,
        person: &Person,
        name: String,
        organisation: String,
        roles: Vec<Role>,
        wrong: Vec<(String, String)>,
    ) -> New {
        let (proof, agencies) = (person.proof.clone(), agencies(&f));
        New { f, proof, name, organisation, roles, wrong, shortest: SHORTEST, agencies }
    }

    /// Every role, with whether it is chosen.
    fn choices(&self) -> Vec<(&'static str, bool)> {
        Role::ALL.iter().map(|role| (role.as_str(), self.roles.contains(role))).collect()
    }
}

/// Adds an account. The same form sent again leads to the account that it made.
pub(in crate::pages) async fn add(form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let (name, organisation) = (form.text("name").to_owned(), form.text("organisation").to_owned());
    let password = form.text("password").to_owned();
    let roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| form.all("role").any(|name| name == role.as_str())).collect();
    let mut wrong = wrong_account(&form.f, &name, &password);
    wrong.extend(wrong_place(&form.f, &organisation, &roles));
    if wrong.is_empty() {
        let shared = Arc::clone(form.f.shared());
        match make(&shared, &name, &password, &organisation, &roles).await {
            Ok(Some(account)) => {
                let words = words(&roles);
                told(&person, format_args!("added the account {name:?} of {organisation:?}: {words}"));
                return done(&form.f, account, "added");
            }
            Ok(None) => match same(&shared, &name, &password, &organisation, &roles).await {
                Some(account) => return done(&form.f, account, "added"),
                None => wrong.push(("name".to_owned(), form.f.say("page-admin-taken"))),
            },
            Err(problem) => return Told::of(form.f, &problem),
        }
    }
    with_status(StatusCode::BAD_REQUEST, &New::of(form.f, &person, name, organisation, roles, wrong))
}

/// What is wrong with whom an account acts for, and as what.
fn wrong_place(f: &Frame, organisation: &str, roles: &[Role]) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let is_named = (1..=LONGEST).contains(&organisation.chars().count());
    if !is_named || organisation.chars().any(is_unseen) {
        wrong.push(("organisation".to_owned(), f.say("page-admin-wrong-organisation")));
    } else if roles.contains(&Role::Agency) && !agencies(f).iter().any(|known| known == organisation) {
        let known = agencies(f).join(", ");
        wrong.push(("organisation".to_owned(), f.say_with("page-admin-wrong-agency", "agencies", known)));
    }
    if roles.is_empty() {
        wrong.push(("role-filer".to_owned(), f.say("page-admin-wrong-roles")));
    }
    wrong
}

/// Other authorities, as their organisations are called.
fn agencies(f: &Frame) -> Vec<String> {
    f.shared().country.law().procedures.agencies.keys().cloned().collect()
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}

/// The account that is already as it was asked for, with its password.
async fn same(
    shared: &Arc<Shared>,
    name: &str,
    password: &str,
    organisation: &str,
    roles: &[Role],
) -> Option<u64> {
    let name = name.to_owned();
    let account = shared.read(move |reader| reader.account_by_name(&name)).await.ok()??;
    let is_same = account.organisation == organisation && account.roles == words(roles);
    if !is_same || account.disabled.is_some() {
        return None;
    }
    let (hash, password) = (account.hash, password.to_owned());
    let _permit = shared.hashing.acquire().await.ok()?;
    let verified = tokio::task::spawn_blocking(move || {
        let hash = PasswordHash::new(&hash).ok()?;
        Argon2::default().verify_password(password.as_bytes(), &hash).ok()
    });
    verified.await.ok().flatten().map(|()| account.id)
}

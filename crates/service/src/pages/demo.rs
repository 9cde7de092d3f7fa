//! The tour of a demonstration: doors to every side of the same day, and the day begun anew.

use super::form::Form;
use super::frame::Frame;
use super::person;
use super::shown::page as shown;
use super::told::Told;
use super::{Page, Who, page};
use crate::http::{Code, Problem, Role};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use std::sync::Arc;
use store::{NewAccount, StoreFailure, Writer};
use tokio::sync::Notify;

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/demo", Who::Everybody, || get(show)),
    page("POST", "/demo/enter/{door}", Who::Everybody, || post(enter)),
    page("POST", "/demo/reset", Who::Everybody, || post(reset)),
    page("GET", "/demo/parcels.csv", Who::Everybody, || get(sample)),
];

/// What a demonstration knows of its day.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The seed that the day was made from.
    pub seed: u64,
    /// How many parcels it has.
    pub parcels: u64,
    /// Parcels to look at, as the end of a message's id and the number they travel under.
    pub looks: Vec<(String, String)>,
    /// A file of declarations, some of them faulty, for the door of filers.
    pub sample: Arc<str>,
    /// The doors, each with an account behind it.
    pub doors: Vec<Door>,
    /// Told when the day is to begin anew.
    pub reset: Arc<Notify>,
}

/// A door of a demonstration: whoever goes through it is signed in without a password.
#[derive(Clone, Debug)]
pub struct Door {
    /// Which: `filer`, `officer`, `agency` or `admin`.
    pub door: &'static str,
    /// The account behind it.
    pub account: String,
    /// For whom it acts.
    pub organisation: String,
    /// In which roles.
    pub roles: &'static [Role],
}

impl Demo {
    /// Makes the accounts behind the doors that are not there yet. Nobody can sign in to them with a password.
    pub(crate) fn make_accounts(&self, writer: &mut Writer, now: Timestamp) -> Result<(), StoreFailure> {
        for door in &self.doors {
            let roles = door.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
            writer.add_account(&NewAccount {
                name: &door.account,
                organisation: &door.organisation,
                roles: &roles,
                hash: "none",
                created: now,
            })?;
        }
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "demo.html")]
struct Tour {
    f: Frame,
    demo: Demo,
}

/// The doors of a demonstration; as if they did not exist elsewhere.
async fn show(f: Frame) -> Response {
    match f.shared().demo.clone() {
        Some(demo) => shown(&Tour { f, demo }),
        None => Told::of(f, &Problem::of(Code::NotFound)),
    }
}

/// Signs in by a door: there are no secrets in a demonstration.
async fn enter(Path(door): Path<String>, headers: HeaderMap, form: Form) -> Response {
    let shared = Arc::clone(form.f.shared());
    let demo = shared.demo.as_ref();
    let found = demo.and_then(|demo| demo.doors.iter().find(|known| known.door == door));
    let Some(name) = found.map(|door| door.account.clone()) else {
        return Told::of(form.f, &Problem::of(Code::NotFound));
    };
    let account = match shared.read(move |reader| reader.account_by_name(&name)).await {
        Ok(Some(account)) => account.id,
        Ok(None) => return Told::of(form.f, &Problem::of(Code::NotFound)),
        Err(problem) => return Told::of(form.f, &problem),
    };
    let target = Redirect::to(&form.f.href("/start")).into_response();
    match person::sign_in(&shared, account, &headers, target).await {
        Ok(response) => response,
        Err(problem) => Told::of(form.f, &problem),
    }
}

/// Begins the day anew.
async fn reset(form: Form) -> Response {
    let Some(demo) = form.f.shared().demo.clone() else {
        return Told::of(form.f, &Problem::of(Code::NotFound));
    };
    demo.reset.notify_one();
    let text = form.f.say("page-demo-resetting");
    Told::page(form.f, StatusCode::OK, text)
}

/// A file of declarations to try the door of filers with.
async fn sample(f: Frame) -> Response {
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
    match &f.shared().demo {
        Some(demo) => (
            [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"parcels.csv\""),
            ],
            demo.sample.to_string(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Tour {
    /// The steps of the list behind a door.
    fn steps(&self) -> [u8; 4] {
        [1, 2, 3, 4]
    }

    fn step(&self, door: &str, step: &u8) -> String {
        self.f.say(&format!("page-demo-{door}-{step}"))
    }
}

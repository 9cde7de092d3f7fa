//! The front page: the questions that people come with.

use super::frame::Frame;
use super::person::Person;
use super::shown::page;
use crate::http::Role;
use askama::Template;
use axum::Extension;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    f: Frame,
}

pub(super) async fn show(f: Frame) -> Response {
    page(&Front { f })
}

/// The page that a person works on: by the first of their roles.
pub(super) async fn start(f: Frame, Extension(person): Extension<Person>) -> Response {
    let of = |role: &Role| match role {
        Role::Officer | Role::Supervisor => "/control",
        Role::Filer | Role::Carrier => "/trade",
        Role::Agency => "/agency",
        Role::Administrator => "/admin",
        Role::Tax => "/figures",
        Role::Cashier => "/",
    };
    let path = person.caller.roles.first().map_or("/", of);
    Redirect::to(&f.href(path)).into_response()
}

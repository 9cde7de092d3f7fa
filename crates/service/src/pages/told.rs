//! A page that says one thing: why something is not shown or not done.

use super::frame::Frame;
use super::shown::with_status;
use crate::http::{Code, Problem};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "told.html")]
pub(super) struct Told {
    f: Frame,
    text: String,
}

impl Told {
    /// The page with a status.
    pub(super) fn page(f: Frame, status: StatusCode, text: String) -> Response {
        with_status(status, &Told { f, text })
    }

    /// The page of a problem.
    pub(super) fn of(f: Frame, problem: &Problem) -> Response {
        let id = match problem {
            problem if problem.is(Code::NotFound) => "page-not_found",
            problem if problem.is(Code::Busy) => "page-busy",
            _ => "page-failed",
        };
        let (text, status) = (f.say(id), problem.status());
        Told::page(f, status, text)
    }
}

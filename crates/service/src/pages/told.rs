//! A page that says one thing: why something is not shown or not done.

use super::frame::Frame;
use super::shown::with_status;
use crate::http::Problem;
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
        let mut page = Told::of_status(f, problem.status());
        page.headers_mut().extend(problem.again());
        page
    }

    /// The page of an answer that says no.
    pub(super) fn of_status(f: Frame, status: StatusCode) -> Response {
        let text = f.say(match status {
            StatusCode::NOT_FOUND => "page-not_found",
            StatusCode::SERVICE_UNAVAILABLE => "page-busy",
            StatusCode::TOO_MANY_REQUESTS => "page-too_often",
            StatusCode::BAD_REQUEST => "page-unreadable",
            _ => "page-failed",
        });
        Told::page(f, status, text)
    }
}

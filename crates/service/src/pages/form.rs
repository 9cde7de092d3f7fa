//! Forms that change something: of a size, from a page of the same session.

use super::frame::Frame;
use super::person::Person;
use super::told::Told;
use crate::http::Shared;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;

/// The most bytes of a form.
const MOST: usize = 64 << 10;
/// How long a form may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A form that was sent: names and texts, in order.
pub(super) struct Form {
    /// The frame of the page that answers.
    pub(super) f: Frame,
    /// Whoever sent it, where they are signed in.
    pub(super) person: Option<Person>,
    fields: Vec<(String, String)>,
    /// The form as it came.
    pub(super) bytes: Vec<u8>,
}

impl Form {
    /// The first text of a field, without spaces around it; empty where it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Everything that it says: names and texts, in order.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Every text of a field.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.fields.iter().filter(move |(field, _)| *field == name).map(|(_, text)| text.trim())
    }
}

impl FromRequest<Arc<Shared>> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Form, Response> {
        let (parts, body) = request.into_parts();
        let f = Frame::of(Arc::clone(shared), &parts);
        let person = parts.extensions.get::<Person>().cloned();
        let read = tokio::time::timeout(PATIENCE, to_bytes(body, MOST)).await;
        let Ok(Ok(bytes)) = read else {
            let text = f.say("page-form-unreadable");
            return Err(Told::page(f, StatusCode::BAD_REQUEST, text));
        };
        let Ok(fields) = serde_urlencoded::from_bytes::<Vec<(String, String)>>(&bytes) else {
            let text = f.say("page-form-unreadable");
            return Err(Told::page(f, StatusCode::BAD_REQUEST, text));
        };
        let form = Form { f, person, fields, bytes: bytes.to_vec() };
        match &form.person {
            Some(person) if form.text("proof") != person.proof => {
                let text = form.f.say("page-form-stale");
                Err(Told::page(form.f, StatusCode::FORBIDDEN, text))
            }
            _ => Ok(form),
        }
    }
}

//! Whose page it is: looked up in one table, before anything of the page is done.

use super::frame::Frame;
use super::person::{self, Person};
use super::readable;
use super::told::Told;
use crate::http::{Role, Shared};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// Who may see a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Everybody,
    /// Whoever is signed in with one of these roles.
    Roles(&'static [Role]),
    /// Whoever is signed in.
    SignedIn,
}

/// What the guard of a page knows.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) shared: Arc<Shared>,
    pub(super) who: Who,
}

/// Lets through whoever may see the page. Whoever is not signed in is asked to; a form from elsewhere is refused.
pub(super) async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let person = person::of(&guard.shared, request.headers()).await;
    if let Ok(Some(person)) = &person {
        request.extensions_mut().insert(person.clone());
    }
    let (asked, body) = request.into_parts();
    let request = Request::from_parts(asked.clone(), body);
    let response = match person {
        Ok(person) => let_through(&guard, person, request, next).await,
        Err(problem) => problem.into_response(),
    };
    readable(&guard.shared, &asked, response)
}

async fn let_through(guard: &Guard, person: Option<Person>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && is_from_elsewhere(request.headers()) {
        return refused(guard, request, "page-refused-elsewhere");
    }
    let may_see = match (guard.who, &person) {
        (Who::Everybody, _) | (Who::SignedIn, Some(_)) => true,
        (Who::Roles(roles), Some(person)) => roles.iter().any(|role| person.caller.is(*role)),
        (Who::Roles(_) | Who::SignedIn, None) => return ask_who(request.uri(), request.method()),
    };
    if !may_see {
        return refused(guard, request, "page-refused-role");
    }
    if let Some(Person { caller, .. }) = &person
        && guard.shared.rates.take(caller.credential).is_err()
    {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    if let (Some(Person { caller, .. }), Who::Roles(_)) = (&person, guard.who)
        && !request.method().is_safe()
        && guard.shared.frozen.of(&caller.organisation).is_some()
    {
        return refused(guard, request, "page-refused-frozen");
    }
    next.run(request).await
}

/// Asks who it is, and comes back afterwards to pages that change nothing.
fn ask_who(uri: &axum::http::Uri, method: &Method) -> Response {
    let here = uri.path_and_query().map_or("/", |here| here.as_str());
    let query = match *method {
        Method::GET => serde_urlencoded::to_string([("next", here)]).unwrap_or_default(),
        _ => String::new(),
    };
    Redirect::to(&format!("/sign-in?{query}")).into_response()
}

fn refused(guard: &Guard, request: Request, why: &str) -> Response {
    let (parts, _) = request.into_parts();
    let f = Frame::of(Arc::clone(&guard.shared), &parts);
    let text = f.say(why);
    Told::page(f, StatusCode::FORBIDDEN, text)
}

/// Whether a browser says that a form was sent by another site's page.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) != Some(host)
        }
        _ => false,
    }
}

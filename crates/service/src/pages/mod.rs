//! The pages: what people see, made by the server, whole without scripts.
//!
//! ```text
//!   request ── guard: whose page is it? ── handler: reads, asks the lane ── Frame + template ── page
//! ```
//!
//! Every page is in one table with who may see it. A page is a struct with its template; all of them stand in the
//! same [`Frame`], which knows the language, the person and the way to other pages.

mod account_lines;
mod assets;
mod certificates;
mod control;
mod demo;
mod documents;
mod form;
mod frame;
mod front;
mod goods;
mod guard;
mod guesses;
mod names;
mod office;
mod person;
mod public;
mod shown;
mod sign_in;
mod stands_on;
mod statements;
mod told;
mod trade;
mod vendors;

pub use demo::{Demo, Door};
pub use guard::Who;
pub(crate) use guesses::Guesses;

use crate::http::{Code, Problem, Role, Shared};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use frame::Frame;
use guard::{Guard, guard};
use std::sync::Arc;
use told::Told;
use tower_http::compression::CompressionLayer;

/// A page: where, for whom, and what makes it.
pub struct Page {
    /// The method.
    pub method: &'static str,
    /// The path, with names for its variable parts.
    pub path: &'static str,
    /// Who may see it.
    pub who: Who,
    handler: fn() -> MethodRouter<Arc<Shared>>,
}

const fn page(
    method: &'static str,
    path: &'static str,
    who: Who,
    handler: fn() -> MethodRouter<Arc<Shared>>,
) -> Page {
    Page { method, path, who, handler }
}

const CUSTOMS: Who = Who::Roles(&[Role::Officer, Role::Supervisor]);
/// Whoever may see some document.
const CONCERNED: Who =
    Who::Roles(&[Role::Filer, Role::Carrier, Role::Officer, Role::Supervisor, Role::Agency]);

/// Pages for everybody, and those of customs officers.
const PAGES: &[Page] = &[
    page("GET", "/", Who::Everybody, || get(front::show)),
    page("GET", "/estimate", Who::Everybody, || get(public::estimate::show)),
    page("GET", "/track", Who::Everybody, || get(public::track::ask)),
    page("GET", "/track/{ref}", Who::Everybody, || get(public::track::show)),
    page("GET", "/thresholds", Who::Everybody, || get(public::thresholds::show)),
    page("GET", "/record", Who::Everybody, || get(public::record::show)),
    page("GET", "/assets/{version}/{name}", Who::Everybody, || get(assets::give)),
    page("GET", "/sign-in", Who::Everybody, || get(sign_in::ask)),
    page("POST", "/sign-in", Who::Everybody, || post(sign_in::enter)),
    page("POST", "/sign-out", Who::SignedIn, || post(sign_in::leave)),
    page("GET", "/setup", Who::Everybody, || get(sign_in::set_up)),
    page("POST", "/setup", Who::Everybody, || post(sign_in::make_first)),
    page("GET", "/documents/{id}", CONCERNED, || get(documents::give)),
    page("GET", "/start", Who::SignedIn, || get(front::start)),
    page("GET", "/control", CUSTOMS, || get(control::lists::first)),
    page("GET", "/control/lists/{name}", CUSTOMS, || get(control::lists::show)),
    page("GET", "/control/returns", CUSTOMS, || get(control::returns::show)),
    page("POST", "/control/returns/{scan}/match", CUSTOMS, || post(control::returns::match_to)),
    page("POST", "/control/returns/{scan}/refusal", CUSTOMS, || post(control::returns::refuse)),
    page("GET", "/control/{consignment}", CUSTOMS, || get(control::consignment::show)),
    page("POST", "/control/{consignment}/decision", CUSTOMS, || post(control::decide::decide)),
    page("POST", "/control/{consignment}/examination", CUSTOMS, || post(control::decide::examine)),
    page("POST", "/control/{consignment}/correction", CUSTOMS, || post(control::after_release::correct)),
    page("POST", "/control/{consignment}/claim-refusal", CUSTOMS, || {
        post(control::after_release::refuse_claim)
    }),
    page("POST", "/control/{consignment}/waiver", CUSTOMS, || post(control::after_release::waive)),
    page("POST", "/control/{consignment}/legal-hold", CUSTOMS, || post(control::hold::change)),
    page("POST", "/control/{consignment}/signature", CUSTOMS, || post(control::after_release::sign)),
];

/// Every page. What is not here does not exist.
pub fn all() -> impl Iterator<Item = &'static Page> {
    let office = [office::PAGES, certificates::PAGES, demo::PAGES];
    [PAGES, trade::PAGES, statements::PAGES, vendors::PAGES].into_iter().chain(office).flatten()
}

/// What the pages say, by language: laid under what a pack says.
pub(crate) const TEXTS: [(&str, [&str; 4]); 3] = [
    (
        "en",
        [
            include_str!("text/en.ftl"),
            include_str!("text/trade.en.ftl"),
            include_str!("text/office.en.ftl"),
            include_str!("text/certificates.en.ftl"),
        ],
    ),
    (
        "fr",
        [
            include_str!("text/fr.ftl"),
            include_str!("text/trade.fr.ftl"),
            include_str!("text/office.fr.ftl"),
            include_str!("text/certificates.fr.ftl"),
        ],
    ),
    (
        "ar",
        [
            include_str!("text/ar.ftl"),
            include_str!("text/trade.ar.ftl"),
            include_str!("text/office.ar.ftl"),
            include_str!("text/certificates.ar.ftl"),
        ],
    ),
];

/// The pages, to be served beside the API.
pub(crate) fn router(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let mut router = Router::new();
    for page in all() {
        let guarded = Guard { shared: Arc::clone(shared), who: page.who };
        let handler = (page.handler)().route_layer(from_fn_with_state(guarded, guard));
        router = router.route(page.path, handler);
        if let Some(up) = steps_to_page(page) {
            router = router.route(page.path, get(async move |request: Request| back(&request, up)));
        }
    }
    router.layer(from_fn(with_care)).layer(CompressionLayer::new())
}

/// How many parts of its path a form's address has more than the page that it belongs to: the nearest page above it.
/// None for addresses that are pages themselves.
fn steps_to_page(form: &Page) -> Option<usize> {
    let is_page = |path: &str| all().any(|page| page.method == "GET" && page.path == path);
    if is_page(form.path) {
        return None;
    }
    let mut path = form.path;
    let mut steps = 0;
    while let Some((above, _)) = path.rsplit_once('/') {
        (path, steps) = (above, steps + 1);
        if is_page(path) {
            break;
        }
    }
    Some(steps)
}

/// The address of a form is nothing to look at. Whoever comes there by a link, as from the answer to a form that was
/// wrong, is led to its page.
fn back(request: &Request, steps: usize) -> Response {
    if !is_for_reading(request.headers()) {
        return Problem::of(Code::MethodNotAllowed).into_response();
    }
    let parts: Vec<&str> = request.uri().path().split('/').collect();
    let page = parts.get(..parts.len().saturating_sub(steps)).unwrap_or_default().join("/");
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::to(&format!("{}{query}", if page.is_empty() { "/" } else { &page })).into_response()
}

/// Whether an answer is read by a person in a browser.
fn is_for_reading(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// What is not there: a page for whoever looks at pages, a problem for everybody else.
pub(crate) async fn unknown(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let response = Problem::of(Code::NotFound).into_response();
    let (parts, _) = request.into_parts();
    cared_for(readable(&shared, &parts, response))
}

/// An answer that says no, as a page for whoever looks at pages.
fn readable(shared: &Arc<Shared>, asked: &Parts, response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes());
    let is_page = kind.is_some_and(|kind| kind.starts_with(b"text/html"));
    let says_no = status.is_client_error() || status.is_server_error();
    if is_page || !says_no || !is_for_reading(&asked.headers) {
        return response;
    }
    let again = response.headers().get(RETRY_AFTER).cloned();
    let mut page = Told::of_status(Frame::of(Arc::clone(shared), asked), status);
    page.headers_mut().extend(again.map(|again| (RETRY_AFTER, again)));
    page
}

/// What a page may load and where it may send: itself, and its own server.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Puts on every page what browsers are told about it.
async fn with_care(request: Request, next: Next) -> Response {
    cared_for(next.run(request).await)
}

fn cared_for(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // A document that is saved has a stricter one.
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    let told: [(HeaderName, &'static str); 3] =
        [(X_CONTENT_TYPE_OPTIONS, "nosniff"), (X_FRAME_OPTIONS, "DENY"), (REFERRER_POLICY, "same-origin")];
    for (name, value) in told {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// The ids of messages in a source.
    fn ids(source: &str) -> BTreeSet<&str> {
        let is_id = |line: &&str| line.starts_with(|sign: char| sign.is_ascii_lowercase());
        source.lines().filter(is_id).filter_map(|line| line.split(" =").next()).collect()
    }

    #[test]
    fn every_language_says_the_same_messages() {
        let (_, english) = TEXTS[0];
        for (language, texts) in TEXTS {
            for (english, text) in english.iter().zip(texts) {
                let (wanted, found) = (ids(english), ids(text));
                assert_eq!(
                    wanted.difference(&found).collect::<Vec<_>>(),
                    Vec::<&&str>::new(),
                    "{language} lacks"
                );
                assert_eq!(
                    found.difference(&wanted).collect::<Vec<_>>(),
                    Vec::<&&str>::new(),
                    "{language} has more"
                );
            }
        }
    }

    /// Every file below a folder.
    fn files(dir: &Path) -> Vec<String> {
        let mut all = Vec::new();
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => all.extend(files(&path)),
                false => all.push(fs::read_to_string(path).unwrap()),
            }
        }
        all
    }

    #[test]
    fn every_message_that_pages_ask_for_is_there() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (_, english) = TEXTS[0];
        let known: BTreeSet<&str> = english.into_iter().flat_map(ids).collect();
        let sources = [files(&here.join("templates")), files(&here.join("src/pages"))].concat();
        let mut missing = BTreeSet::new();
        for source in sources.iter().filter(|source| !source.starts_with("# What")) {
            for call in ["say(\"", "say_with(\"", "say_of(\""] {
                for after in source.split(call).skip(1) {
                    let id = after.split('"').next().unwrap();
                    if id.starts_with("page-") && !id.contains('{') && !known.contains(id) {
                        missing.insert(id.to_owned());
                    }
                }
            }
        }
        assert_eq!(missing, BTreeSet::new());
    }
}

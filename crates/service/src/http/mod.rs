//! The HTTP API: one table of routes, each with who may use it, and the limits before them.

mod access;
mod account_entries;
mod accounts;
pub(crate) mod answer;
mod arrivals;
pub(crate) mod batches;
mod body;
mod certificates;
pub(crate) mod commands;
mod consignments;
pub(crate) mod controls;
mod credentials;
pub(crate) mod declarations;
pub(crate) mod documents;
pub(crate) mod erasures;
mod estimates;
pub(crate) mod events;
pub(crate) mod find;
mod health;
pub(crate) mod keys;
mod lists;
mod log;
mod lots;
mod metrics;
mod openapi;
pub(crate) mod participants;
mod payments;
pub(crate) mod persons;
mod pool;
mod post_clearance;
mod problem;
pub(crate) mod query;
mod rates;
pub(crate) mod records;
pub(crate) mod returns;
mod room;
mod rules;
mod state;
pub(crate) mod statements;
pub(crate) mod statistics;
pub(crate) mod stream;
mod tracking;
pub(crate) mod vendors;
mod worklists;

pub use access::{Access, Caller, Role};
pub use credentials::{Credentials, SANDBOX};
pub use metrics::Metrics;
pub(crate) use metrics::Seen;
pub use openapi::{Operation, Parameter, document as openapi};
pub use problem::{Code, Problem, Wrong};
pub(crate) use query::path_part;
pub use rates::Rates;
pub(crate) use room::Room;
pub use state::Shared;
pub(crate) use state::{failed, undone};

use access::{Guard, guard};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;

/// A route: where, who, and what is done.
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path, with names for its variable parts.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it takes and gives.
    pub operation: Option<&'static Operation>,
    handler: fn() -> MethodRouter<Arc<Shared>>,
}

impl Route {
    /// With what it takes and gives.
    const fn described(self, operation: &'static Operation) -> Route {
        Route { operation: Some(operation), ..self }
    }
}

const FILERS: Access = Access::Roles(&[Role::Filer, Role::Carrier]);
const READERS: Access =
    Access::Roles(&[Role::Filer, Role::Carrier, Role::Officer, Role::Supervisor, Role::Agency, Role::Tax]);

/// Whoever tells of money that came in for customs.
const PAYERS: Access = Access::Roles(&[Role::Tax, Role::Carrier, Role::Cashier]);
/// Whoever declares what a vendor has collected: it itself, whoever it empowers, the tax authority for any.
const DECLARERS: Access = Access::Roles(&[Role::Filer, Role::Carrier, Role::Tax]);

const CUSTOMS: Access = Access::Roles(&[Role::Officer, Role::Supervisor]);
/// Whoever may waive or give up a debt.
const COLLECTORS: Access = Access::Roles(&[Role::Officer, Role::Supervisor, Role::Tax]);
/// Whoever may bring documents, and see some.
const CONCERNED: Access =
    Access::Roles(&[Role::Filer, Role::Carrier, Role::Officer, Role::Supervisor, Role::Agency]);
/// Those for whom something waits.
const LISTED: Access = Access::Roles(&[Role::Officer, Role::Supervisor, Role::Agency, Role::Tax]);
/// Whoever has an entry of their own.
const PARTICIPANTS: Access = Access::Roles(Role::ALL);
/// Whoever may have somebody forgotten, and freeze out a participant.
const KEEPERS: Access = Access::Roles(&[Role::Supervisor, Role::Administrator]);
/// Whoever may ask what the record has of somebody, and says what for.
const INQUIRERS: Access = Access::Roles(&[Role::Officer, Role::Supervisor, Role::Tax, Role::Administrator]);
/// Superiors, and those whom it is about.
const ACCESS_READERS: Access =
    Access::Roles(&[Role::Filer, Role::Carrier, Role::Supervisor, Role::Administrator]);
/// Whoever may issue a certificate of some kind.
const CERTIFIERS: Access = Access::Roles(crate::certificates::ISSUERS);
/// Whoever issues certificates or holds them.
const CERTIFIED: Access = Access::Roles(&[
    Role::Filer,
    Role::Carrier,
    Role::Officer,
    Role::Supervisor,
    Role::Agency,
    Role::Administrator,
]);
const HANDLERS: Access = Access::Roles(&[Role::Carrier, Role::Officer, Role::Supervisor]);
const INSIGHT: Access =
    Access::Roles(&[Role::Filer, Role::Carrier, Role::Officer, Role::Supervisor, Role::Tax]);

const fn route(
    method: &'static str,
    path: &'static str,
    access: Access,
    handler: fn() -> MethodRouter<Arc<Shared>>,
) -> Route {
    Route { method, path, access, operation: None, handler }
}

/// Every route. What is not here does not exist.
pub const ROUTES: &[Route] = &[
    route("POST", "/v1/declarations", FILERS, || post(declarations::lodge)).described(&declarations::LODGE),
    route("GET", "/v1/declarations/{number}", READERS, || get(declarations::show))
        .described(&declarations::SHOW),
    route("GET", "/v1/declarations/{number}/receipt", READERS, || get(log::receipt)).described(&log::RECEIPT),
    route("POST", "/v1/declarations/{number}/amendments", FILERS, || post(declarations::amend))
        .described(&declarations::AMEND),
    route("POST", "/v1/declarations/{number}/invalidation", READERS, || post(declarations::invalidate))
        .described(&declarations::INVALIDATE),
    route("POST", "/v1/declarations/{number}/corrections", CUSTOMS, || post(post_clearance::correct))
        .described(&post_clearance::CORRECT),
    route("POST", "/v1/batches", FILERS, || post(batches::take)).described(&batches::TAKE),
    route("GET", "/v1/batches/{id}", INSIGHT, || get(batches::show)).described(&batches::SHOW),
    route("GET", "/v1/batches/{id}/results", INSIGHT, || get(batches::results)).described(&batches::RESULTS),
    route("GET", "/v1/events", READERS, || get(events::list)).described(&events::LIST),
    route("GET", "/v1/events/stream", READERS, || get(events::listen)).described(&events::LISTEN),
    route("POST", "/v1/advance-data", FILERS, || post(declarations::advise)).described(&declarations::ADVISE),
    route("POST", "/v1/arrivals", HANDLERS, || post(arrivals::report)).described(&arrivals::REPORT),
    route("GET", "/v1/consignments/{ref}", INSIGHT, || get(consignments::show))
        .described(&consignments::SHOW),
    route("POST", "/v1/consignments/{ref}/decision", CUSTOMS, || post(commands::decide))
        .described(&commands::DECIDE),
    route("POST", "/v1/consignments/{ref}/join", CUSTOMS, || post(commands::join)).described(&commands::JOIN),
    route("POST", "/v1/consignments/{ref}/payments", Access::Roles(&[Role::Tax, Role::Carrier]), || {
        post(commands::pay)
    })
    .described(&commands::PAY),
    route("POST", "/v1/consignments/{ref}/refunds", Access::Roles(&[Role::Tax]), || post(commands::refund))
        .described(&commands::REFUND),
    route("POST", "/v1/consignments/{ref}/declination", HANDLERS, || post(commands::decline))
        .described(&commands::DECLINE),
    route("POST", "/v1/consignments/{ref}/claim", FILERS, || post(post_clearance::claim))
        .described(&post_clearance::CLAIM),
    route("POST", "/v1/consignments/{ref}/claim/refusal", CUSTOMS, || post(post_clearance::refuse_claim))
        .described(&post_clearance::REFUSE_CLAIM),
    route("POST", "/v1/consignments/{ref}/remissions", COLLECTORS, || post(post_clearance::remit))
        .described(&post_clearance::REMIT),
    route("POST", "/v1/consignments/{ref}/write-offs", COLLECTORS, || post(post_clearance::write_off))
        .described(&post_clearance::WRITE_OFF),
    route("POST", "/v1/consignments/{ref}/signature", COLLECTORS, || post(post_clearance::sign))
        .described(&post_clearance::SIGN),
    route("POST", "/v1/consignments/{ref}/legal-hold", CUSTOMS, || post(erasures::hold))
        .described(&erasures::HOLD),
    route("POST", "/v1/consignments/{ref}/legal-hold/lift", CUSTOMS, || post(erasures::lift))
        .described(&erasures::LIFT),
    route("GET", "/v1/consignments/{ref}/parties", CUSTOMS, || get(records::parties))
        .described(&records::PARTIES),
    route("POST", "/v1/person-records", INQUIRERS, || post(records::search)).described(&records::SEARCH),
    route("GET", "/v1/access-log", ACCESS_READERS, || get(records::access_log))
        .described(&records::ACCESS_LOG),
    route("POST", "/v1/erasures", KEEPERS, || post(erasures::erase)).described(&erasures::ERASE),
    route("POST", "/v1/consignments/{ref}/documents", CONCERNED, || post(documents::bring))
        .described(&documents::BRING),
    route("GET", "/v1/consignments/{ref}/documents", CONCERNED, || get(documents::list))
        .described(&documents::LIST),
    route("GET", "/v1/documents/{id}", CONCERNED, || get(documents::give)).described(&documents::GIVE),
    route("POST", "/v1/returns", HANDLERS, || post(returns::take)).described(&returns::TAKE),
    route("GET", "/v1/returns/{scan}", HANDLERS, || get(returns::show)).described(&returns::SHOW),
    route("POST", "/v1/returns/{scan}/match", CUSTOMS, || post(returns::match_to)).described(&returns::MATCH),
    route("POST", "/v1/returns/{scan}/refusal", CUSTOMS, || post(returns::refuse))
        .described(&returns::REFUSE),
    route("POST", "/v1/controls/{id}/results", CUSTOMS, || post(controls::report))
        .described(&controls::REPORT),
    route("POST", "/v1/referrals/{id}/decision", Access::Roles(&[Role::Agency]), || post(controls::answer))
        .described(&controls::ANSWER),
    route("GET", "/v1/worklists", LISTED, || get(worklists::names)).described(&worklists::NAMES),
    route("GET", "/v1/worklists/{name}", LISTED, || get(worklists::show)).described(&worklists::SHOW),
    route("GET", "/v1/rules", CUSTOMS, || get(rules::list)).described(&rules::LIST),
    route("POST", "/v1/rules", CUSTOMS, || post(rules::propose)).described(&rules::PROPOSE),
    route("POST", "/v1/rules/lint", CUSTOMS, || post(rules::lint)).described(&rules::LINT),
    route("GET", "/v1/rules/{id}", CUSTOMS, || get(rules::show)).described(&rules::SHOW),
    route("POST", "/v1/rules/{id}/versions/{version}/shadow", CUSTOMS, || post(rules::shadow))
        .described(&rules::SHADOW),
    route("POST", "/v1/rules/{id}/versions/{version}/activation", CUSTOMS, || post(rules::activate))
        .described(&rules::ACTIVATE),
    route("POST", "/v1/rules/{id}/versions/{version}/retirement", CUSTOMS, || post(rules::retire))
        .described(&rules::RETIRE),
    route("GET", "/v1/accounts", INSIGHT, || get(accounts::list)).described(&accounts::LIST),
    route("GET", "/v1/accounts/{name}", INSIGHT, || get(accounts::show)).described(&accounts::SHOW),
    route("GET", "/v1/accounts/{name}/transfers", INSIGHT, || get(accounts::transfers))
        .described(&accounts::TRANSFERS),
    route("POST", "/v1/accounts/{name}/entries", Access::Roles(&[Role::Tax]), || {
        post(account_entries::enter)
    })
    .described(&account_entries::ENTER),
    route("GET", "/v1/statements", INSIGHT, || get(statements::list)).described(&statements::LIST),
    route("GET", "/v1/statements/{period}", INSIGHT, || get(statements::show)).described(&statements::SHOW),
    route("GET", "/v1/guarantees", INSIGHT, || get(statements::guarantees))
        .described(&statements::GUARANTEES),
    route("POST", "/v1/payments", PAYERS, || post(payments::pay)).described(&payments::PAY),
    route("GET", "/v1/payments/{reference}", PAYERS, || get(payments::owed)).described(&payments::OWED),
    route("POST", "/v1/payments/reversals", PAYERS, || post(payments::reverse)).described(&payments::REVERSE),
    route("POST", "/v1/vendor-returns", DECLARERS, || post(vendors::take)).described(&vendors::TAKE),
    route("GET", "/v1/vendor-returns/{id}", INSIGHT, || get(vendors::show)).described(&vendors::SHOW),
    route("GET", "/v1/vendor-accounts", INSIGHT, || get(vendors::accounts)).described(&vendors::ACCOUNTS),
    route("GET", "/v1/vendor-accounts/{scheme}/{number}", INSIGHT, || get(vendors::account))
        .described(&vendors::ACCOUNT),
    route("POST", "/v1/estimates", Access::Public, || post(estimates::estimate))
        .described(&estimates::ESTIMATE),
    route("POST", "/v1/estimates/compare", Access::Public, || post(estimates::compare))
        .described(&estimates::COMPARE),
    route("GET", "/v1/statistics/{name}", Access::Public, || get(statistics::show))
        .described(&statistics::SHOW),
    route("GET", "/v1/lists/sellers", Access::Public, || get(lists::sellers)).described(&lists::SELLERS),
    route("GET", "/v1/log", Access::Public, || get(log::status)).described(&log::STATUS),
    route("GET", "/v1/log/entries", PARTICIPANTS, || get(participants::entries))
        .described(&participants::ENTRIES),
    route("GET", "/v1/participants", KEEPERS, || get(participants::list)).described(&participants::LIST),
    route("POST", "/v1/participants/{organisation}/freeze", KEEPERS, || post(participants::freeze))
        .described(&participants::FREEZE),
    route("POST", "/v1/participants/{organisation}/readmit", KEEPERS, || post(participants::readmit))
        .described(&participants::READMIT),
    route("GET", "/v1/log/checkpoint", Access::Public, || get(log::checkpoint)).described(&log::CHECKPOINT),
    route("GET", "/v1/log/witnessed", Access::Public, || get(log::witnessed)).described(&log::WITNESSED),
    route("GET", "/v1/log/tile/{*path}", Access::Public, || get(log::tile)).described(&log::TILE),
    route("POST", "/v1/log/cosignatures", Access::Public, || post(log::cosign)).described(&log::COSIGN),
    route("GET", "/v1/certificates", CERTIFIED, || get(certificates::index)).described(&certificates::LIST),
    route("POST", "/v1/certificates", CERTIFIERS, || post(certificates::issue))
        .described(&certificates::ISSUE),
    route("GET", "/v1/certificates/{number}", Access::Public, || get(certificates::show))
        .described(&certificates::SHOW),
    route("POST", "/v1/certificates/{number}/revocation", CERTIFIERS, || post(certificates::revoke))
        .described(&certificates::REVOKE),
    route("GET", "/v1/lots/{day}", Access::Public, || get(lots::show)).described(&lots::SHOW),
    route("GET", "/v1/tracking/{ref}", Access::Public, || get(tracking::show)).described(&tracking::SHOW),
    route("GET", "/healthz", Access::Public, || get(health::alive)).described(&health::ALIVE),
    route("GET", "/openapi.json", Access::Public, || get(openapi::show)).described(&openapi::DOCUMENT),
    route("GET", "/readyz", Access::Public, || get(health::ready)).described(&health::READY),
    route("GET", "/metrics", Access::Public, || get(health::metrics)).described(&health::METRICS),
];

/// The whole API.
pub fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let guarded = Guard { shared: Arc::clone(&shared), access: route.access };
        let handler = (route.handler)().route_layer(from_fn_with_state(guarded, guard));
        router = router.route(route.path, handler);
    }
    router
        .merge(crate::pages::router(&shared))
        .fallback(crate::pages::unknown)
        .method_not_allowed_fallback(async || Problem::of(Code::MethodNotAllowed))
        .layer(from_fn(never_panic))
        .layer(from_fn_with_state(Arc::clone(&shared), count))
        .with_state(shared)
}

/// What is counted as the route of whatever has none.
const NO_ROUTE: &str = "none";

/// Counts every answer, of pages as of the API, with the time from its request's head to its own.
async fn count(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let begun = (shared.stopwatch)();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let (route, status) = (path.as_ref().map_or(NO_ROUTE, MatchedPath::as_str), response.status());
    shared.metrics.answered(route, status.as_u16(), (shared.stopwatch)().saturating_sub(begun));
    if status == Code::DiskFull.status() {
        shared.room.is_doubted();
    }
    response
}

/// A bug loses one request, never the service.
async fn never_panic(request: Request, next: Next) -> Response {
    let size = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    if request.headers().iter().map(size).sum::<usize>() > HEAD_LIMIT {
        return Problem::of(Code::HeadTooLarge).into_response();
    }
    match tokio::spawn(next.run(request)).await {
        Ok(response) => as_problem(response),
        Err(_) => Problem::of(Code::Failed).into_response(),
    }
}

/// What a part of the request says that cannot be read, as every other problem is told.
fn as_problem(response: Response) -> Response {
    let kind = response.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes());
    let is_told = kind.is_some_and(|kind| kind == PROBLEM_TYPE || kind.starts_with(b"text/html"));
    if !response.status().is_client_error() || is_told {
        return response;
    }
    let code = Code::ALL.iter().find(|code| code.status() == response.status());
    Problem::of(code.copied().unwrap_or(Code::Unreadable)).into_response()
}

/// The most bytes of headers, names and values together.
const HEAD_LIMIT: usize = 32 << 10;
const PROBLEM_TYPE: &[u8] = b"application/problem+json";

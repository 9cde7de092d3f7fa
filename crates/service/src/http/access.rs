//! Who may do what: a closed list of roles, one table of routes, and nothing beside it.

use crate::http::problem::{Code, Problem};
use crate::http::state::Shared;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use quantity::words;
use std::sync::Arc;

words! {
    /// What an organisation does here. A credential carries one or more.
    Role {
        /// Files declarations and advance data.
        Filer = "filer",
        /// Brings the goods and reports their arrival.
        Carrier = "carrier",
        /// Examines and decides.
        Officer = "officer",
        /// Decides what officers refer, and what ran out of time.
        Supervisor = "supervisor",
        /// Answers what is referred to another authority.
        Agency = "agency",
        /// Looks at charges and payments.
        Tax = "tax",
        /// Runs the service: credentials, register, packs.
        Administrator = "administrator",
        /// Takes money for customs and tells of it, and sees nothing else: a bank, a payment provider.
        Cashier = "cashier",
    }
}

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub enum Access {
    /// Everybody, without a credential.
    Public,
    /// Whoever has one of these roles.
    Roles(&'static [Role]),
}

/// Whoever is calling, known by a credential.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The organisation.
    pub organisation: Arc<str>,
    /// The roles of the credential.
    pub roles: Arc<[Role]>,
    /// The number of the credential.
    pub credential: u64,
}

impl Caller {
    /// Whether they have a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they are of customs and see all of a consignment.
    pub fn is_customs(&self) -> bool {
        self.is(Role::Officer) || self.is(Role::Supervisor)
    }
}

/// What a route's guard knows.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) shared: Arc<Shared>,
    pub(super) access: Access,
}

/// Lets through whoever may use the route. Everybody else is told no more than that.
pub(super) async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let Access::Roles(roles) = guard.access else { return public(guard, request, next).await };
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = header.and_then(bearer) else {
        return Problem::of(Code::CredentialMissing).into_response();
    };
    let Some(caller) = guard.shared.credentials.find(token, (guard.shared.clock)()) else {
        return Problem::of(Code::CredentialUnknown).into_response();
    };
    if !roles.iter().any(|role| caller.is(*role)) {
        return Problem::of(Code::RoleMissing).into_response();
    }
    if !request.method().is_safe()
        && let Err(problem) = guard.shared.frozen.admit(&caller.organisation)
    {
        return problem.into_response();
    }
    if let Err(wait) = guard.shared.rates.take(caller.credential) {
        return Problem::of(Code::TooManyRequests).retry_after(wait).into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Whoever shows a credential to a public route, as fast as they may ask; none where nobody does.
pub(super) fn caller_of(shared: &Shared, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let token = header.to_str().ok().and_then(bearer);
    let caller = token.and_then(|token| shared.credentials.find(token, (shared.clock)()));
    let caller = caller.ok_or_else(|| Problem::of(Code::CredentialUnknown))?;
    if let Err(wait) = shared.rates.take(caller.credential) {
        return Err(Problem::of(Code::TooManyRequests).retry_after(wait));
    }
    Ok(Some(caller))
}

/// The number under which everybody without a credential is counted together.
const NOBODY: u64 = 0;

/// Lets everybody through, as fast as one credential may ask, all of them together. Whether the service is well
/// may be asked at any time.
async fn public(guard: Guard, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/v1/")
        && let Err(wait) = guard.shared.rates.take(NOBODY)
    {
        return Problem::of(Code::TooManyRequests).retry_after(wait).into_response();
    }
    next.run(request).await
}

/// The credential in a header of the form `Bearer …`.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

//! Certificates: those that somebody issued or holds, one to print with its code, and the page that checks any of them,
//! without a network too.

mod check;
mod list;
mod new;
mod one;
mod qr;

use super::{Page, Who, page};
use crate::certificates::ISSUERS;
use crate::http::Role;
use axum::routing::{get, post};

const ISSUE: Who = Who::Roles(ISSUERS);
/// Whoever issues certificates or holds them.
pub(super) const SEE: &[Role] =
    &[Role::Filer, Role::Carrier, Role::Officer, Role::Supervisor, Role::Agency, Role::Administrator];

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/certificates", Who::Roles(SEE), || get(list::show)),
    page("GET", "/certificates/new", ISSUE, || get(new::ask)),
    page("POST", "/certificates/new", ISSUE, || post(new::issue)),
    page("GET", "/certificates/{number}", Who::Roles(SEE), || get(one::show)),
    page("POST", "/certificates/{number}/revocation", ISSUE, || post(one::revoke)),
    page("GET", "/check", Who::Everybody, || get(check::ask)),
    page("POST", "/check", Who::Everybody, || post(check::check)),
    page("GET", check::WORKER, Who::Everybody, || get(check::worker)),
];

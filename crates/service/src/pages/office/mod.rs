//! Figures for everybody, and the pages of other authorities and of the administration.

mod accesses;
mod admin;
mod agency;
pub(in crate::pages) mod chart;
mod figures;
mod forget;
pub(in crate::pages) mod number;
mod participants;

use super::{Page, Who, page};
use crate::http::Role;
use axum::routing::{get, post};

const AGENCY: Who = Who::Roles(&[Role::Agency]);
const ADMIN: Who = Who::Roles(&[Role::Administrator]);
/// Whoever looks after how others work.
const SUPERIORS: Who = Who::Roles(&[Role::Supervisor, Role::Administrator]);

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/figures", Who::Everybody, || get(figures::show)),
    page("GET", "/agency", AGENCY, || get(agency::list::show)),
    page("GET", "/agency/{control}", AGENCY, || get(agency::referral::show)),
    page("POST", "/agency/{control}/decision", AGENCY, || post(agency::answer::answer)),
    page("GET", "/accesses", SUPERIORS, || get(accesses::show)),
    page("GET", "/forget", SUPERIORS, || get(forget::ask)),
    page("POST", "/forget", SUPERIORS, || post(forget::forget)),
    page("GET", "/participants", SUPERIORS, || get(participants::show)),
    page("POST", "/participants", SUPERIORS, || post(participants::change)),
    page("GET", "/admin", ADMIN, || get(admin::overview::show)),
    page("GET", "/admin/new-account", ADMIN, || get(admin::add::ask)),
    page("POST", "/admin/new-account", ADMIN, || post(admin::add::add)),
    page("GET", "/admin/accounts/{account}", ADMIN, || get(admin::account::show)),
    page("POST", "/admin/accounts/{account}/password", ADMIN, || post(admin::account::set_password)),
    page("POST", "/admin/accounts/{account}/disable", ADMIN, || post(admin::account::disable)),
];

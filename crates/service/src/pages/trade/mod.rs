//! Pages of filers: their files, their consignments, the quality of their data.
//!
//! Everything here is of the person's own organisation; what is of another is as if it did not exist.

mod consignment;
mod consignments;
mod corrections;
mod documents;
mod file;
mod home;
mod lines;
mod quality;
mod upload;

use super::frame::Frame;
use super::person::Person;
use super::told::Told;
use super::{Page, Who, page};
use crate::http::{Caller, Code, Problem, Role};
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use clearance::{Case, Filing, Outcome, Owner, Phase};

const FILERS: Who = Who::Roles(&[Role::Filer, Role::Carrier]);

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/trade", FILERS, || get(home::show)),
    page("POST", "/trade/files", FILERS, || {
        post(upload::take).layer(DefaultBodyLimit::max(upload::READ_TO_THE_END))
    }),
    page("GET", "/trade/files/{id}", FILERS, || get(file::show)),
    page("GET", "/trade/files/{id}/corrections.csv", FILERS, || get(corrections::give)),
    page("GET", "/trade/consignments", FILERS, || get(consignments::show)),
    page("GET", "/trade/consignments/{ref}", FILERS, || get(consignment::show)),
    page("POST", "/trade/consignments/{ref}/documents", FILERS, || {
        post(documents::bring).layer(DefaultBodyLimit::max(documents::READ_TO_THE_END))
    }),
    page("GET", "/trade/quality", FILERS, || get(quality::show)),
];

/// Rows of a page.
const ROWS: usize = 50;

/// What is not theirs is not there.
fn not_there(f: Frame) -> Response {
    Told::of(f, &Problem::of(Code::NotFound))
}

/// A person as nothing but a filer: whatever else they may see is seen on other pages.
fn as_filer(person: &Person) -> Caller {
    Caller { roles: [Role::Filer].into(), ..person.caller.clone() }
}

/// Where a consignment stands, and what was decided, as the filer of one of its filings is told.
fn told(case: &Case, filing: &Filing) -> (Phase, Outcome) {
    match filing.is_invalid && !governs(case, filing) {
        true => (Phase::Invalidated, Outcome::Hold),
        false => case.told_about(filing.number),
    }
}

/// Who must act, as a filer reads it.
fn turn_of(f: &Frame, owner: &Owner) -> String {
    match owner {
        Owner::Filer => f.say("page-trade-you"),
        owner => f.owner(owner),
    }
}

/// Whether a filing is the one that the charges and the decision stand on: only its filer is told of them.
fn governs(case: &Case, filing: &Filing) -> bool {
    case.filings.governing().number == filing.number
}

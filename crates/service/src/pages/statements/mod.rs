//! Pages of deferred payment: what an organisation owes on its statements, from the total to the parcel, and what is
//! guaranteed for it.
//!
//! Filers see their own; the tax authority and customs choose whose.

mod list;
mod one;

use super::frame::Frame;
use super::person::Person;
use super::told::Told;
use super::{Page, Who, page};
use crate::http::{Code, Problem, Role};
use axum::response::Response;
use axum::routing::get;
use clearance::StatementState;
use jiff::civil::Date;
use serde::Deserialize;

const READERS: Who = Who::Roles(&[Role::Filer, Role::Carrier, Role::Tax, Role::Officer, Role::Supervisor]);

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/statements", READERS, || get(list::show)),
    page("GET", "/statements/{period}", READERS, || get(one::show)),
    page("GET", "/statements/{period}/paper", READERS, || get(one::paper)),
];

/// Whose is asked for, and where the lines go on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    organisation: String,
    after: String,
}

/// The organisation whose accounts are asked for; none where the person may not see them.
fn party(person: &Person, asked: &Asked) -> Option<String> {
    let own = person.caller.organisation.to_string();
    match asked.organisation.as_str() {
        "" => Some(own),
        party => may_see(person, party).then(|| party.to_owned()),
    }
}

/// Whether a person may see the statements of a party.
pub(super) fn may_see(person: &Person, party: &str) -> bool {
    party == &*person.caller.organisation || sees_all(person)
}

/// Whether a person sees the accounts of everybody.
fn sees_all(person: &Person) -> bool {
    person.caller.is_customs() || person.caller.is(Role::Tax)
}

/// What is not theirs is not there.
fn not_there(f: Frame) -> Response {
    Told::of(f, &Problem::of(Code::NotFound))
}

/// The address of a statement of an organisation.
pub(super) fn address(f: &Frame, period: &str, party: &str) -> String {
    f.href(&format!("/statements/{period}?organisation={}", crate::http::path_part(party)))
}

/// The colour of a tag that says where a statement stands.
fn colour(state: StatementState) -> &'static str {
    match state {
        StatementState::Open => "grey",
        StatementState::Due => "blue",
        StatementState::Paid => "green",
        StatementState::Overdue => "red",
    }
}

/// A day, as people read it.
fn day(f: &Frame, day: Date) -> String {
    f.day(day)
}

//! Pages of tax that is collected at the sale: the numbers that were used in a period, and one number with its return
//! beside the parcels.
//!
//! Whoever answers for a number sees it, the tax authority and customs see all.

mod list;
mod one;

use super::frame::Frame;
use super::{Page, Who, page};
use crate::http::Role;
use axum::routing::get;
use clearance::Period;
use serde::Deserialize;

const READERS: Who = Who::Roles(&[Role::Filer, Role::Carrier, Role::Tax, Role::Officer, Role::Supervisor]);

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page("GET", "/vendors", READERS, || get(list::show)),
    page("GET", "/vendors/{scheme}/{number}", READERS, || get(one::show)),
];

/// Which scheme and period are asked for, and where the lines go on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    scheme: String,
    period: String,
    after: String,
}

/// The schemes whose numbers declare by period, with the last period that is over.
fn schemes(f: &Frame) -> Vec<(String, Period)> {
    let (law, today) = (f.shared().country.law(), f.today());
    let of = |name: &String| {
        let found = law.procedures.schemes.on(name.as_str(), today)?;
        Some((name.clone(), found.value.period?.holding(today).before()))
    };
    law.procedures.schemes.keys().filter_map(of).collect()
}

/// The address of a number in a period.
pub(super) fn address(f: &Frame, (scheme, number): (&str, &str), period: Period) -> String {
    let part = crate::http::path_part;
    f.href(&format!("/vendors/{}/{}?period={period}", part(scheme), part(number)))
}

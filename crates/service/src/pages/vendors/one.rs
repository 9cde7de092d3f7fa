//! One number in a period: what the return says, what the parcels say, where they differ, and every parcel.

use super::{Asked, address};
use crate::http::Code;
use crate::http::statements::amount;
use crate::http::vendors::{Differing, compared};
use crate::pages::account_lines::{Line, consignments, cut, lines};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::AccountName;
use store::LinePlace;

#[derive(Template)]
#[template(path = "vendors/one.html")]
struct One {
    f: Frame,
    number: String,
    scheme: String,
    period: String,
    /// Where the list is.
    list: String,
    currency: String,
    /// When the return came and who filed it, if there is one.
    filed: Option<(String, String)>,
    /// The numbers on top, by the end of a message's id.
    numbers: Vec<(&'static str, String)>,
    differences: Vec<Row>,
    /// How many more differ than are shown.
    more: usize,
    lines: Vec<Line>,
    next: Option<String>,
}

/// A difference.
struct Row {
    kind: &'static str,
    /// The number of the parcel or the order, and the way to the parcel.
    about: String,
    address: Option<String>,
    collected: String,
    declared: String,
}

/// Differences of a page.
const MOST: usize = 100;

/// A number in a period.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path((scheme, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = compared(f.shared(), &person.caller, (&scheme, &number, &asked.period), MOST).await;
    let found = match found {
        Ok(found) => found,
        Err(problem) if problem.is(Code::Busy) => return Told::of(f, &problem),
        Err(_) => {
            let text = f.say("page-not_found");
            return Told::page(f, StatusCode::NOT_FOUND, text);
        }
    };
    let (period, currency) = (found.period, found.currency);
    let name = AccountName::Vendor { scheme: scheme.clone(), number: found.number.clone() };
    let after = asked.after.parse::<LinePlace>().ok();
    let mut read = match f.shared().read(move |reader| lines(reader, &name, period, after)).await {
        Ok(lines) => lines,
        Err(problem) => return Told::of(f, &problem),
    };
    let here = address(&f, (&scheme, &found.number), period);
    let next = cut(&mut read).map(|place| format!("{here}&after={place}"));
    let way = consignments(&person);
    let money = |minor| amount(minor, currency);
    let numbers = vec![
        ("collected", money(found.collected)),
        ("declared", money(found.declared)),
        ("difference", money(found.collected.saturating_sub(found.declared))),
        ("parcels", found.parcels.to_string()),
        ("agreed", found.agreed.to_string()),
    ];
    let row = |difference: &Differing| Row {
        kind: difference.kind.as_str(),
        about: difference.about.clone(),
        address: way.zip(difference.consignment.as_ref()).map(|(way, consignment)| f.to(way, consignment)),
        collected: money(difference.collected),
        declared: money(difference.declared),
    };
    page(&One {
        differences: found.first.iter().map(row).collect(),
        more: found.differing.saturating_sub(found.first.len()),
        lines: read.iter().map(|line| Line::of(&f, line, way, currency)).collect(),
        next,
        numbers,
        filed: found.filed.as_ref().map(|filed| (f.moment(filed.received), filed.organisation.clone())),
        list: f.href(&format!("/vendors?scheme={}&period={period}", crate::http::path_part(&scheme))),
        currency: currency.code().to_owned(),
        period: period.to_string(),
        number: found.number,
        scheme,
        f,
    })
}

//! The numbers that were used in a period, what was collected under each, and whether a return says so.

use super::{Asked, address, schemes};
use crate::http::statements::amount;
use crate::http::vendors::{UsedNumber, Which, used_numbers};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use clearance::Period;
use quantity::Currency;

/// Numbers of a page.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "vendors/list.html")]
struct List {
    f: Frame,
    /// The schemes to choose from, with their addresses.
    schemes: Vec<(String, String)>,
    scheme: String,
    period: String,
    /// The period before and the one after, with their addresses.
    around: Vec<(String, String)>,
    currency: String,
    rows: Vec<Row>,
    /// The address of the next page, if there is one.
    next: Option<String>,
}

struct Row {
    address: String,
    number: String,
    name: String,
    collected: String,
    declared: Option<String>,
    difference: String,
    /// Whether there is anything to look at.
    differs: bool,
}

/// The numbers of a scheme in a period.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let all = schemes(&f);
    let asked_for: Vec<(String, Period)> = match all.iter().find(|(name, _)| *name == asked.scheme) {
        Some((name, last)) => {
            let said = Period::parse(&asked.period).filter(|period| period.length == last.length);
            vec![(name.clone(), said.unwrap_or(*last))]
        }
        None => all.clone(),
    };
    // Where no scheme is asked for, the first that was used in its last period.
    let mut found = None;
    for (scheme, period) in asked_for {
        let after = Some(asked.after.clone()).filter(|after| !after.is_empty());
        let which = Which { scheme: scheme.clone(), period, only_missing: false, after };
        let (used, next) = match used_numbers(f.shared(), &person.caller, which, ROWS).await {
            Ok(used) => used,
            Err(problem) => return Told::of(f, &problem),
        };
        let is_used = !used.is_empty();
        if is_used || found.is_none() {
            found = Some((scheme, period, used, next));
        }
        if is_used {
            break;
        }
    }
    let Some((scheme, period, used, next)) = found else {
        let text = f.say("page-vendor-none");
        return Told::page(f, StatusCode::NOT_FOUND, text);
    };
    let link = |scheme: &str, period: Period| {
        f.href(&format!("/vendors?scheme={}&period={period}", crate::http::path_part(scheme)))
    };
    let currency = f.shared().country.law().tariff.exchange.local();
    page(&List {
        schemes: all.iter().map(|(name, last)| (link(name, *last), name.clone())).collect(),
        around: [period.before(), period.next()].map(|of| (link(&scheme, of), of.to_string())).to_vec(),
        next: next.map(|last| format!("{}&after={}", link(&scheme, period), crate::http::path_part(&last))),
        period: period.to_string(),
        currency: currency.code().to_owned(),
        rows: used.iter().map(|used| row(&f, &scheme, used, period, currency)).collect(),
        scheme,
        f,
    })
}

fn row(f: &Frame, scheme: &str, used: &UsedNumber, period: Period, currency: Currency) -> Row {
    let declared = used.filed.as_ref().map(|filed| filed.total);
    let difference = used.collected.saturating_sub(declared.unwrap_or_default());
    Row {
        address: address(f, (scheme, &used.number), period),
        number: used.number.clone(),
        name: used.party.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
        collected: amount(used.collected, currency),
        declared: declared.map(|declared| amount(declared, currency)),
        difference: amount(difference, currency),
        differs: declared.is_none() || difference != 0,
    }
}

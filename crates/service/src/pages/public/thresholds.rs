//! Limits and rates in force on a day, from the law as it is applied.

use crate::pages::frame::Frame;
use crate::pages::shown::page;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use jiff::civil::Date;
use pack::{Ruling, show as law_on};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    on: String,
}

#[derive(Template)]
#[template(path = "thresholds.html")]
struct Thresholds {
    f: Frame,
    day: Date,
    /// The day as it was asked for, where it is none.
    wrong: Option<String>,
    limits: Vec<Limit>,
    vat: Vec<Ruling>,
    rates: Vec<Ruling>,
    is_unverified: bool,
}

/// A limit up to which something is not charged.
struct Limit {
    id: String,
    charges: Vec<&'static str>,
    amount: String,
    basis: &'static str,
    natures: Vec<&'static str>,
    law: String,
    from: Date,
    to: Option<Date>,
}

/// The law of a day.
pub(in crate::pages) async fn show(f: Frame, Query(asked): Query<Asked>) -> Response {
    let today = f.today();
    let on = asked.on.trim();
    let (day, wrong) = match on.parse::<Date>() {
        Ok(day) => (day, None),
        Err(_) if on.is_empty() => (today, None),
        Err(_) => (
            today,
            Some(f.say_with("page-thresholds-wrong", "found", on.chars().take(40).collect::<String>())),
        ),
    };
    let country = &f.shared().country;
    let shown = law_on(&country.pack, day);
    let limits = country
        .law()
        .tariff
        .reliefs
        .iter()
        .filter(|relief| relief.validity.covers(day))
        .map(|relief| Limit {
            id: relief.value.id.clone(),
            charges: relief.value.relieves.iter().map(|charge| charge.as_str()).collect(),
            amount: relief.value.amount.to_string(),
            basis: relief.value.basis.as_str(),
            natures: relief.value.natures.iter().map(|nature| nature.as_str()).collect(),
            law: relief.law.as_str().to_owned(),
            from: relief.validity.from,
            to: relief.validity.to,
        })
        .collect();
    let is_unverified = !shown.unverified.is_empty();
    page(&Thresholds { day, wrong, limits, vat: shown.vat, rates: shown.exchange_rates, is_unverified, f })
}

//! Limits and rates in force on a day, from the law as it is applied.

use crate::http::statistics::{Balance, balances};
use crate::pages::frame::Frame;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use clearance::Law;
use jiff::civil::Date;
use pack::{Ruling, show as law_on};
use serde::Deserialize;
use tariff::{Relief, Treatment};

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
    taxes: Vec<TaxRow>,
    rates: Vec<Ruling>,
    quotas: Vec<Balance>,
    is_unverified: bool,
}

/// A limit up to which something is not charged.
struct Limit {
    id: String,
    charges: Vec<&'static str>,
    amount: String,
    basis: &'static str,
    natures: Vec<&'static str>,
    /// What else it asks for, and what becomes of the charge.
    how: Vec<String>,
    law: String,
    from: Date,
    to: Option<Date>,
}

/// A tax or fee in force.
struct TaxRow {
    kind: &'static str,
    code: String,
    channel: Option<&'static str>,
    rate: String,
    base: String,
    law: String,
}

fn taxes(law: &Law, day: Date) -> Vec<TaxRow> {
    let rows = law.tariff.taxes.rows().filter(|(.., tax)| tax.validity.covers(day));
    rows.map(|(kind, code, channel, tax)| TaxRow {
        kind: kind.as_str(),
        code: code.to_string(),
        channel: channel.map(|channel| channel.as_str()),
        rate: tax.value.rate.to_string(),
        base: tax.value.base.to_string(),
        law: tax.law.as_str().to_owned(),
    })
    .collect()
}

/// What a regime asks for beside the value, and what becomes of the charge within it.
fn how(relief: &Relief, f: &Frame) -> Vec<String> {
    let mut how = Vec::new();
    match &relief.treatment {
        Treatment::Free => {}
        Treatment::Flat(rate) => how.push(f.say_with("page-thresholds-flat", "rate", rate.to_string())),
        Treatment::Reduced(share) => how.push(f.say_with("page-thresholds-part", "share", share.to_string())),
    }
    if let Some(above) = relief.above {
        how.push(f.say_with("page-thresholds-above", "above", above.to_string()));
    }
    if let Some(aggregation) = relief.aggregation {
        how.push(f.word("page-aggregate", aggregation.over.as_str()));
    }
    how.extend(relief.traffic.channels.iter().map(|channel| f.word("page-channel", channel.as_str())));
    if !relief.traffic.dispatched_from.is_empty() {
        let from: Vec<&str> = relief.traffic.dispatched_from.iter().map(tariff::Country::as_str).collect();
        how.push(f.say_with("page-thresholds-from", "countries", from.join(", ")));
    }
    how.extend(
        relief.schemes.iter().map(|scheme| f.say_with("page-thresholds-scheme", "scheme", scheme.clone())),
    );
    how
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
            how: how(&relief.value, &f),
            natures: relief.value.traffic.natures.iter().map(|nature| nature.as_str()).collect(),
            law: relief.law.as_str().to_owned(),
            from: relief.validity.from,
            to: relief.validity.to,
        })
        .collect();
    let quotas = match balances(f.shared(), day).await {
        Ok(quotas) => quotas,
        Err(problem) => return Told::of(f, &problem),
    };
    let is_unverified = !shown.unverified.is_empty();
    let taxes = taxes(country.law(), day);
    page(&Thresholds { day, wrong, limits, taxes, rates: shown.exchange_rates, quotas, is_unverified, f })
}

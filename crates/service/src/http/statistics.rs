//! Statistics for everybody: parcels by category, times to release, charges. Nobody's name is in them.

mod counts;
mod quotas;

pub(crate) use counts::{Counts, PERCENTILES, Recent, Times, counts, total};
pub(crate) use quotas::{Balance, balances};

use crate::http::openapi::{Operation, Parameter};
use crate::http::query::Parameters;
use crate::http::{Code, Problem, Shared};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use clearance::Category;
use quantity::words;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tariff::ChargeKind;

/// How many days are counted where nothing is said, and the most.
const USUAL: u32 = 30;
const MOST: u32 = 366;

words! {
    /// What is counted.
    Statistic {
        /// Consignments by category, phase and outcome.
        Categories = "categories",
        /// Percentiles of the time to release.
        TimeRelease = "time-release",
        /// Charges by kind and what has become of them.
        Charges = "charges",
        /// What is left of the tariff quotas of today.
        Quotas = "quotas",
    }
}

pub(super) const SHOW: Operation = Operation {
    summary: "Figures of the parcels first filed in the last days: `categories`, `time-release` or `charges`; and `quotas`, what is left of today's tariff quotas.",
    query: &[Parameter {
        name: "days",
        kind: "integer",
        text: "of so many days, today with them, up to 366; 30 where unsaid",
    }],
    gives: &[(200, "application/json", "Statistics")],
    problems: &[400, 429],
    ..Operation::NONE
};

/// Which days are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// How many, today with them.
    days: Option<u32>,
}

/// One statistic.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Parameters(asked): Parameters<Asked>,
) -> Result<Response, Problem> {
    let statistic = Statistic::from_name(&name).ok_or_else(|| Problem::of(Code::NotFound))?;
    let days = asked.days.unwrap_or(USUAL);
    if days == 0 || days > MOST {
        return Err(Problem::unreadable("days", format!("the days must be 1 to {MOST}")));
    }
    let counts = counts(&shared, days).await?;
    let mut told = match statistic {
        Statistic::Categories => categories(&counts),
        Statistic::TimeRelease => times(&counts),
        Statistic::Charges => charges(&counts),
        Statistic::Quotas => json!({
            "quotas": balances(&shared, counts.to).await?.iter().map(quota).collect::<Vec<Value>>(),
        }),
    };
    if let Some(members) = told.as_object_mut() {
        members.insert("name".to_owned(), json!(statistic.as_str()));
        members.insert("from".to_owned(), json!(counts.from));
        members.insert("to".to_owned(), json!(counts.to));
    }
    Ok(Json(told).into_response())
}

fn categories(counts: &Counts) -> Value {
    let consignments = counts.standing.iter().map(|((category, phase, outcome), count)| {
        json!({
            "category": category.number(), "phase": phase.as_str(), "outcome": outcome.as_str(), "count": count,
        })
    });
    json!({
        "declarations": counts.declared,
        "sent_back": counts.sent_back,
        "consignments": consignments.collect::<Vec<Value>>(),
    })
}

fn times(counts: &Counts) -> Value {
    json!({
        "unit": "minutes",
        "since_filing": percentiles(&counts.since_filing),
        "since_arrival": percentiles(&counts.since_arrival),
    })
}

/// All together first, then each category that anything was released of.
fn percentiles(times: &Times) -> Vec<Value> {
    let each = Category::ALL.iter().map(|category| Some(*category));
    let row = |category: Option<Category>| {
        let releases = times.releases(category);
        let mut row = json!({ "category": category.map(Category::number), "releases": releases });
        if let Some(members) = row.as_object_mut() {
            let at = |per_mille| (format!("p{}", per_mille / 10), json!(times.minutes(category, per_mille)));
            members.extend(PERCENTILES.map(at));
        }
        (releases > 0).then_some(row)
    };
    std::iter::once(None).chain(each).filter_map(row).collect()
}

fn charges(counts: &Counts) -> Value {
    let amount = |minor| counts.money(minor).number().to_string();
    let charged = counts.charged.iter().map(|((kind, status), minor)| {
        json!({ "kind": kind.as_str(), "status": status.as_str(), "amount": amount(*minor) })
    });
    let total = |kind: &ChargeKind| {
        json!({
            "kind": kind.as_str(),
            "charged": amount(counts.standing_charges(*kind)),
            "collected": amount(counts.collected(*kind)),
            "due": amount(counts.due(*kind)),
        })
    };
    json!({
        "currency": counts.currency.to_string(),
        "charged": charged.collect::<Vec<Value>>(),
        "totals": ChargeKind::ALL.iter().map(total).collect::<Vec<Value>>(),
    })
}

fn quota(balance: &Balance) -> Value {
    let Balance { number, quota, drawn, left } = balance;
    json!({
        "quota": number.as_str(),
        "unit": quota.value.unit,
        "volume": quota.value.volume.to_string(),
        "drawn": drawn.to_string(),
        "left": left.to_string(),
        "valid_from": quota.validity.from,
        "valid_to": quota.validity.to,
        "law": quota.law.as_str(),
    })
}

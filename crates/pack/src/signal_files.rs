//! `risk/signals.csv` and `risk/prices.csv`: when signals are given and what they weigh, and what goods usually cost.

use crate::cell::parse_amount;
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::procedures::words;
use crate::table::{Row, Shape};
use jiff::civil::Date;
use quantity::Decimal;
use risk::Period;
use risk::signals::undervaluation::{Peers, Per, Price, Prices};
use risk::signals::{Signal, SignalRule};
use tariff::Dated;

/// Beyond this no signal weighs: ten times what a consignment is examined at would say nothing more.
const MOST_WEIGHT: i32 = 10_000;
/// Beyond this no signal looks back: what it looks at is found one by one.
const MOST_DAYS: u32 = 366;

pub(crate) fn signals(source: &Source) -> Table<Signal, SignalRule> {
    const SHAPE: Shape = Shape::csv("risk/signals.csv", &["signal", "weight", "at", "days"]);
    let signals = words(Signal::ALL, Signal::as_str);
    source.table(&SHAPE, "signal", "signal", |row| {
        let signal = row.word("signal", &signals);
        let weight = row.value("weight", "malformed_number", "a whole number from -10000 to 10000", |text| {
            text.parse().ok().filter(|weight: &i32| weight.abs() <= MOST_WEIGHT)
        });
        let number = |column| if row.cell(column)?.is_empty() { Some(0) } else { row.number(column) };
        let (at, days) = (number("at"), number("days"));
        if weight == Some(0) {
            let finding = Finding::warning("weight_of_nothing", "the signal adds nothing");
            row.tell("weight", finding.fix("give it a weight, or take the row out"));
        }
        if days.is_some_and(|days| days > MOST_DAYS) {
            let finding = Finding::error("out_of_range", "a signal looks back over at most 366 days");
            row.tell("days", finding.fix("make it 366 or fewer"));
        }
        Some((signal?, SignalRule { weight: weight?, at: at?, days: days?.min(MOST_DAYS) }))
    })
}

pub(crate) fn prices(source: &Source, countries: &Names) -> Table<Peers, Price> {
    const SHAPE: Shape = Shape::csv(
        "risk/prices.csv",
        &["subheading", "origin", "per", "sellers", "lower_quartile", "median"],
    );
    let per = words(Per::ALL, Per::as_str);
    source.table(&SHAPE, "price", "subheading", |row| {
        let subheading = row.value("subheading", "malformed_code", "a subheading of six digits", |text| {
            (text.len() == 6).then(|| text.parse().ok()).flatten()
        });
        let origin = row.text("origin").filter(|origin| row.is_named("origin", origin, countries));
        let origin = origin.and_then(|origin| origin.as_bytes().try_into().ok());
        let per = row.word("per", &per);
        let amount = |column| amount(row, column);
        let (lower_quartile, median) = (amount("lower_quartile"), amount("median"));
        if let (Some(lower), Some(median)) = (lower_quartile, median)
            && lower > median
        {
            let finding = Finding::error("out_of_order", "a quarter cannot stay below more than half does");
            row.tell("lower_quartile", finding.fix("make it the median or less"));
        }
        let price =
            Price { sellers: row.number("sellers")?, lower_quartile: lower_quartile?, median: median? };
        Some((Peers { subheading: subheading?, origin: origin?, per: per? }, price))
    })
}

fn amount(row: &Row<'_>, column: &str) -> Option<Decimal> {
    row.value(column, "malformed_amount", "an amount in the pack's currency", parse_amount)
}

/// Prices as signals want them.
pub(crate) fn into_prices(rows: impl Iterator<Item = (Peers, Dated<Price>)>) -> Prices {
    Prices::of(rows.filter_map(|(peers, row)| {
        let period = Period::new(row.validity.from, row.validity.to.unwrap_or(Date::MAX))?;
        Some((peers, period, row.value))
    }))
}

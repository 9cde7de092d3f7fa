//! Figures for everybody: what came of the parcels of the last days, how long it took, what was charged.

use super::chart::{Bar, Chart, Row, Shape};
use super::number::{amount, count, minutes, of_hundred, percent};
use crate::http::statistics::{Counts, PERCENTILES, Times, counts, total};
use crate::pages::frame::Frame;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use clearance::{Category, ChargeStatus, Outcome, Phase};
use jiff::civil::Date;
use quantity::words;
use serde::Deserialize;
use tariff::ChargeKind;

/// Of how many days figures can be seen; the last is shown where nothing is asked.
const PERIODS: [u32; 3] = [1, 7, 30];

words! {
    /// What became of a parcel, in six words.
    Fate {
        /// The goods may go.
        Released = "released",
        /// They may go when they are here.
        Expected = "expected",
        /// Something must come first.
        Held = "held",
        /// They are looked at first.
        Examined = "examined",
        /// They may not enter, or go back.
        Refused = "refused",
        /// It is announced only, or was withdrawn.
        Other = "other",
    }
}

impl Fate {
    fn of(phase: Phase, outcome: Outcome) -> Fate {
        match (phase, outcome) {
            (Phase::Released | Phase::Cleared, _) => Fate::Released,
            (Phase::Accepted, _) => Fate::Expected,
            (Phase::Held, Outcome::Examine) => Fate::Examined,
            (Phase::Held, _) => Fate::Held,
            (Phase::Refused | Phase::Returned, _) => Fate::Refused,
            (Phase::Received | Phase::Invalidated, _) => Fate::Other,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    days: String,
}

#[derive(Template)]
#[template(path = "office/figures.html")]
struct Figures {
    f: Frame,
    /// The days, as links, with whether they are shown.
    periods: Vec<(u32, String, bool)>,
    from: Date,
    to: Date,
    /// The big numbers, row by row.
    numbers: [Vec<Number>; 2],
    charts: [Chart; 4],
}

/// A big number.
struct Number {
    name: String,
    text: String,
    /// What it is of.
    more: String,
}

/// The figures of the last days.
pub(in crate::pages) async fn show(f: Frame, Query(asked): Query<Asked>) -> Response {
    let asked = PERIODS.into_iter().find(|days| days.to_string() == asked.days);
    let days = asked.unwrap_or(PERIODS.into_iter().max().unwrap_or(1));
    let counts = match counts(f.shared(), days).await {
        Ok(counts) => counts,
        Err(problem) => return Told::of(f, &problem),
    };
    let period = |period: u32| (period, f.word("page-figures-days", &period.to_string()), period == days);
    page(&Figures {
        periods: PERIODS.into_iter().map(period).collect(),
        from: counts.from,
        to: counts.to,
        numbers: numbers(&f, &counts),
        charts: [
            fates(&f, &counts),
            times(&f, &counts.since_filing, "filing"),
            times(&f, &counts.since_arrival, "arrival"),
            charges(&f, &counts),
        ],
        f,
    })
}

fn numbers(f: &Frame, counts: &Counts) -> [Vec<Number>; 2] {
    let number =
        |id: &str, text: String, more: String| Number { name: f.word("page-figures", id), text, more };
    let fated = |fate| counts.count(|_, phase, outcome| Fate::of(phase, outcome) == fate);
    let released = fated(Fate::Released);
    let parcels = counts.count(|_, phase, outcome| Fate::of(phase, outcome) != Fate::Other);
    let of = f.say_of("page-figures-of", &("part", count(f, released)), &("all", count(f, parcels)));
    let within = |per_mille| {
        let found = counts.since_filing.minutes(None, per_mille);
        found.map_or_else(|| f.say("page-figures-none"), |found| minutes(f, found))
    };
    let sum = |of: &dyn Fn(ChargeKind) -> i64| total(ChargeKind::ALL.iter().map(|kind| of(*kind)));
    let owed = |id: &str, minor| number(id, amount(f, counts.money(minor)), counts.currency.to_string());
    let sent_back = f.say_with("page-figures-sent_back", "count", count(f, counts.sent_back));
    [
        vec![
            number("declarations", count(f, counts.declared), sent_back),
            number("share", percent(f, released, parcels), of),
            number("median", within(500), String::new()),
            number("nine_in_ten", within(900), String::new()),
        ],
        vec![
            owed("due", sum(&|kind| counts.due(kind))),
            owed("collected", sum(&|kind| counts.collected(kind))),
        ],
    ]
}

/// Parcels by category and what became of them.
fn fates(f: &Frame, counts: &Counts) -> Chart {
    let fated = |category: Category, fate: Fate| {
        counts.count(|of, phase, outcome| of == category && Fate::of(phase, outcome) == fate)
    };
    let row = |category: &Category| {
        let bars: Vec<i64> = Fate::ALL.iter().map(|fate| fated(*category, *fate)).collect();
        Row {
            label: f.word("category", &category.number().to_string()),
            total: count(f, total(bars.iter().copied())),
            bars: bars.into_iter().map(|bar| Bar::new(bar, count(f, bar))).collect(),
        }
    };
    Chart {
        title: f.say("page-figures-fates"),
        of: f.say("page-figures-category"),
        series: Fate::ALL.iter().map(|fate| f.word("page-fate", fate.as_str())).collect(),
        total: Some(f.say("page-figures-all")),
        rows: Category::ALL.iter().map(row).collect(),
        shape: Shape::Stacked,
    }
}

/// Charges by kind and what became of them.
fn charges(f: &Frame, counts: &Counts) -> Chart {
    let row = |kind: &ChargeKind| {
        let bars: Vec<i64> = ChargeStatus::ALL.iter().map(|status| counts.charge(*kind, *status)).collect();
        Row {
            label: f.word("kind", kind.as_str()),
            total: amount(f, counts.money(total(bars.iter().copied()))),
            bars: bars.into_iter().map(|bar| Bar::new(bar, amount(f, counts.money(bar)))).collect(),
        }
    };
    Chart {
        title: f.say_with("page-figures-charges", "currency", counts.currency),
        of: f.say("page-figures-charge"),
        series: ChargeStatus::ALL.iter().map(|status| f.word("status", status.as_str())).collect(),
        total: Some(f.say("page-figures-all")),
        rows: ChargeKind::ALL.iter().map(row).collect(),
        shape: Shape::Stacked,
    }
}

/// How long it took until so many of a hundred parcels might go.
fn times(f: &Frame, times: &Times, since: &str) -> Chart {
    let row = |category: Option<Category>| {
        let label = match category {
            None => f.say("page-figures-all_categories"),
            Some(category) => f.word("category", &category.number().to_string()),
        };
        let bar = |per_mille| {
            let found = times.minutes(category, per_mille)?;
            Some(Bar::new(i64::try_from(found).ok()?, minutes(f, found)))
        };
        let bars: Option<Vec<Bar>> = PERCENTILES.into_iter().map(bar).collect();
        Some(Row { label, bars: bars?, total: count(f, times.releases(category)) })
    };
    let each = Category::ALL.iter().map(|category| Some(*category));
    let share = |per_mille: u32| of_hundred(f, &(per_mille / 10).to_string());
    Chart {
        title: f.word("page-figures-since", since),
        of: f.say("page-figures-category"),
        series: PERCENTILES.into_iter().map(share).collect(),
        total: Some(f.say("page-figures-releases")),
        rows: std::iter::once(None).chain(each).filter_map(row).collect(),
        shape: Shape::Grouped,
    }
}

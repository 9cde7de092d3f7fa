//! The report for people: tables in plain text.

use super::both::Both;
use super::grid::grid;
use super::report::{Report, Version, edge, readable};
use super::spread::Spread;
use super::sums::{Band, Group, Taken};
use crate::tally::thousands;
use quantity::Money;
use std::fmt::Write;

/// The whole report.
pub(super) fn table(report: &Report<'_>) -> String {
    let mut parts = vec![heading(report)];
    if report.sums.all().parcels > 0 {
        parts.extend([
            totals(report),
            by_band(report),
            by_band_at_the_border(report),
            payers(report),
            groups(report),
        ]);
    }
    if report.sums.left_out > 0 {
        parts.push(left_out(report));
    }
    parts.join("\n")
}

fn heading(report: &Report<'_>) -> String {
    let sums = &report.sums;
    let Both { law, instead } = report.laws.as_ref().map(Version::name);
    let mut out = format!("law      {law}\ninstead  {instead}\n");
    let counted = sums.declarations - sums.left_out - sums.advance;
    let _ = write!(out, "{} declarations, {} parcels", thousands(sums.declarations), thousands(counted));
    for (count, of) in [(sums.left_out, "left out"), (sums.advance, "advance data")] {
        if count > 0 {
            let _ = write!(out, ", {} {of}", thousands(count));
        }
    }
    out.push('\n');
    out
}

fn totals(report: &Report<'_>) -> String {
    let all = report.sums.all();
    let mut rows = vec![cells(["", "law", "instead", "difference"])];
    let mut count = |name: &str, of: &dyn Fn(Taken) -> u64| {
        let Both { law, instead } = all.taken.map(of);
        let difference = signed_count(i128::from(instead) - i128::from(law));
        rows.push(vec![name.to_owned(), thousands(law), thousands(instead), difference]);
    };
    count("parcels", &|_| all.parcels);
    count("  nothing due here", &|taken| all.parcels - taken.dutiable);
    count("  dutiable", &|taken| taken.dutiable);
    count("  taxed at the sale", &|taken| taken.paid_at_the_sale);
    let mut money = |name: String, of: Both<i128>| {
        let Both { law, instead } = of.map(|minor| readable(minor, report.currency));
        rows.push(vec![name, law, instead, signed(of.difference(), report)]);
    };
    money(format!("revenue, {}", report.currency), all.taken.map(|taken| taken.revenue));
    for (kind, revenue) in report.by_charge() {
        money(format!("  {}", kind.as_str().replace('_', " ")), revenue);
    }
    for (collector, revenue) in report.by_collector() {
        money(format!("  taken by {}", taken_by(collector)), revenue);
    }
    money("cost of collection".to_owned(), all.taken.map(|taken| report.cost(taken)));
    money("net revenue".to_owned(), all.taken.map(|taken| report.net(taken)));
    grid(&rows)
}

fn taken_by(collector: clearance::Collector) -> &'static str {
    match collector {
        clearance::Collector::Customs => "customs",
        clearance::Collector::Carrier => "carriers",
        clearance::Collector::Vendor => "vendors",
    }
}

fn by_band(report: &Report<'_>) -> String {
    let first = format!("goods, {}", report.currency);
    let mut rows = vec![
        cells(["value of the", "", "dutiable", "", "revenue", "", "net revenue", "", ""]),
        cells([&first, "parcels", "law", "instead", "law", "instead", "law", "instead", "difference"]),
    ];
    for (name, band) in named_bands(report) {
        let mut row = vec![name, thousands(band.parcels)];
        row.extend(band.taken.map(|taken| thousands(taken.dutiable)).listed());
        row.extend(money(report, band, |taken| taken.revenue));
        row.extend(money(report, band, |taken| report.net(taken)));
        row.push(signed(band.taken.map(|taken| report.net(taken)).difference(), report));
        rows.push(row);
    }
    grid(&rows)
}

/// What customs and carriers collect beside what that costs, and from which value on it pays.
fn by_band_at_the_border(report: &Report<'_>) -> String {
    let mut rows = vec![
        cells(["customs and", "collected", "", "cost", "", "left", ""]),
        cells(["carriers", "law", "instead", "law", "instead", "law", "instead"]),
    ];
    for (name, band) in named_bands(report) {
        let mut row = vec![name];
        row.extend(money(report, band, |taken| taken.at_the_border));
        row.extend(money(report, band, |taken| report.cost(taken)));
        row.extend(money(report, band, |taken| taken.at_the_border - report.cost(taken)));
        rows.push(row);
    }
    grid(&rows) + &break_even(report)
}

/// Every band with its name, then all of them together.
fn named_bands(report: &Report<'_>) -> Vec<(String, Band)> {
    let bands = (0..).zip(&report.sums.bands).map(|(place, band)| (band_name(report, place), *band));
    bands.chain([("all".to_owned(), report.sums.all())]).collect()
}

fn money(report: &Report<'_>, band: Band, of: impl Fn(Taken) -> i128) -> [String; 2] {
    band.taken.map(|taken| readable(of(taken), report.currency)).listed()
}

/// A band by its edges: `10-22`, and `above 1,000`.
pub(super) fn band_name(report: &Report<'_>, place: usize) -> String {
    let above = edge(report.bands.above(place));
    match report.bands.up_to(place) {
        Some(up_to) => format!("{above}-{}", edge(up_to)),
        None => format!("above {above}"),
    }
}

fn break_even(report: &Report<'_>) -> String {
    let Both { law, instead } = report.break_even().map(threshold);
    format!(
        "break-even threshold: law {law}, instead {instead}\n  \
         (in each band above it in which anything is collected, that is more than it costs, {} {} a parcel)\n",
        edge(report.cost_of_collection),
        report.currency
    )
}

fn threshold(above: Option<Money>) -> String {
    above.map_or_else(|| "none".to_owned(), |money| format!("{} {}", edge(money), money.currency()))
}

fn payers(report: &Report<'_>) -> String {
    let payers = &report.sums.payers;
    let mut rows = vec![cells(["who pays", "parcels", "sum", "median", "largest"])];
    for (name, sign, spread) in [("  more", "+", &payers.more), ("  less", "-", &payers.less)] {
        rows.push(payers_row(report, name, sign, spread));
    }
    rows.push(vec!["  the same".to_owned(), thousands(payers.same)]);
    grid(&rows)
}

fn payers_row(report: &Report<'_>, name: &str, sign: &str, spread: &Spread) -> Vec<String> {
    let amount = |minor: i128| format!("{sign}{}", readable(minor, report.currency));
    let told = |minor: Option<i128>| minor.map_or_else(String::new, amount);
    let sum = told(Some(spread.sum()).filter(|_| spread.parcels() > 0));
    vec![name.to_owned(), thousands(spread.parcels()), sum, told(spread.median()), told(spread.largest())]
}

/// By channel, then by origin.
fn groups(report: &Report<'_>) -> String {
    let head = |of: &str| cells([of, "parcels", "more", "less", "law", "instead", "difference", "increases"]);
    let mut rows = vec![head("by channel")];
    rows.extend(report.sums.channels.iter().map(|(of, group)| group_row(report, of.as_str(), group)));
    let origins = report.by_origin();
    rows.push(cells(["by origin"]));
    rows.extend(origins.named.iter().map(|(of, group)| group_row(report, &of.name(), group)));
    if origins.others > 0 {
        rows.push(group_row(report, &format!("{} others", origins.others), &origins.together));
    }
    grid(&rows)
}

fn group_row(report: &Report<'_>, name: &str, group: &Group) -> Vec<String> {
    let Both { law, instead } = group.revenue.map(|minor| readable(minor, report.currency));
    vec![
        format!("  {name}"),
        thousands(group.parcels),
        thousands(group.more),
        thousands(group.less),
        law,
        instead,
        signed(group.revenue.difference(), report),
        readable(group.increases, report.currency),
    ]
}

fn left_out(report: &Report<'_>) -> String {
    let mut rows = vec![cells(["left out, sent back for", "law", "instead", "first at line"])];
    for (code, fault) in &report.sums.faults {
        let Both { law, instead } = fault.declarations.map(thousands);
        rows.push(vec![format!("  {}", code.as_str()), law, instead, fault.first_line.to_string()]);
    }
    grid(&rows)
}

/// A difference with its sign.
fn signed(minor: i128, report: &Report<'_>) -> String {
    with_sign(minor, readable(minor, report.currency))
}

fn signed_count(difference: i128) -> String {
    let count = u64::try_from(difference.unsigned_abs()).unwrap_or(u64::MAX);
    let sign = if difference < 0 { "-" } else { "" };
    with_sign(difference, format!("{sign}{}", thousands(count)))
}

fn with_sign(difference: i128, text: String) -> String {
    if difference > 0 { format!("+{text}") } else { text }
}

fn cells<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

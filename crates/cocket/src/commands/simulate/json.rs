//! The report for programs.

use super::both::Both;
use super::report::{Report, Version, number};
use super::spread::Spread;
use super::sums::{Band, Group, Taken};
use serde::Serialize;
use std::collections::BTreeMap;

/// The report as JSON. Amounts are texts in the currency's decimals, as everywhere.
pub(super) fn json(report: &Report<'_>) -> String {
    let (sums, all) = (&report.sums, report.sums.all());
    let writer = Writer(report);
    let origins = report.by_origin();
    let written = Written {
        law: law(&report.laws.law),
        instead: law(&report.laws.instead),
        currency: report.currency.to_string(),
        cost_of_collection: writer.amount(report.cost_of_collection.minor().into()),
        declarations: sums.declarations,
        advance_data: sums.advance,
        left_out: LeftOut { declarations: sums.left_out, faults: faults(report) },
        all: writer.taken(all),
        revenue_by_charge: named(&writer, report.by_charge(), |kind| kind.as_str()),
        revenue_by_collector: named(&writer, report.by_collector(), |collector| collector.as_str()),
        bands: (0..).zip(sums.bands).map(|(place, band)| writer.band(place, band)).collect(),
        break_even_above: {
            let Both { law, instead } =
                report.break_even().map(|above| above.map(|money| money.number().to_string()));
            Compared { law, instead, difference: None }
        },
        payers: Payers {
            more: writer.spread(&sums.payers.more),
            less: writer.spread(&sums.payers.less),
            same: sums.payers.same,
        },
        by_channel: sums
            .channels
            .iter()
            .map(|(channel, group)| writer.group(channel.as_str().to_owned(), *group))
            .collect(),
        by_origin: origins
            .named
            .iter()
            .map(|(made_in, group)| writer.group(made_in.name(), *group))
            .collect(),
        other_origins: (origins.others > 0)
            .then(|| writer.group(origins.others.to_string(), origins.together)),
        notes: report.notes(),
    };
    serde_json::to_string_pretty(&written).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Written<'a> {
    law: LawWritten<'a>,
    instead: LawWritten<'a>,
    currency: String,
    cost_of_collection: String,
    declarations: u64,
    advance_data: u64,
    left_out: LeftOut,
    all: TakenWritten,
    revenue_by_charge: BTreeMap<&'static str, Compared<String>>,
    revenue_by_collector: BTreeMap<&'static str, Compared<String>>,
    bands: Vec<BandWritten>,
    break_even_above: Compared<Option<String>>,
    payers: Payers,
    by_channel: Vec<GroupWritten>,
    by_origin: Vec<GroupWritten>,
    other_origins: Option<GroupWritten>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct LawWritten<'a> {
    pack: &'a str,
    version: &'a str,
    /// Nothing where the file names the days.
    as_of: Option<String>,
}

#[derive(Serialize)]
struct LeftOut {
    declarations: u64,
    faults: Vec<FaultWritten>,
}

#[derive(Serialize)]
struct FaultWritten {
    code: &'static str,
    law: u64,
    instead: u64,
    first_line: u64,
}

/// Under both laws, with what the other has more where that is a number.
#[derive(Serialize)]
struct Compared<T> {
    law: T,
    instead: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<T>,
}

#[derive(Serialize)]
struct TakenWritten {
    parcels: u64,
    nothing_due: Compared<i128>,
    dutiable: Compared<i128>,
    paid_at_the_sale: Compared<i128>,
    revenue: Compared<String>,
    at_the_border: Compared<String>,
    cost: Compared<String>,
    net: Compared<String>,
}

#[derive(Serialize)]
struct BandWritten {
    above: String,
    up_to: Option<String>,
    #[serde(flatten)]
    taken: TakenWritten,
}

#[derive(Serialize)]
struct Payers {
    more: SpreadWritten,
    less: SpreadWritten,
    same: u64,
}

#[derive(Serialize)]
struct SpreadWritten {
    parcels: u64,
    sum: String,
    median: Option<String>,
    largest: Option<String>,
}

#[derive(Serialize)]
struct GroupWritten {
    name: String,
    parcels: u64,
    more: u64,
    less: u64,
    same: u64,
    increases: String,
    revenue: Compared<String>,
}

fn law<'a>(version: &Version<'a>) -> LawWritten<'a> {
    let as_of = (!version.is_by_the_file).then(|| version.day.to_string());
    LawWritten { pack: &version.law.pack, version: &version.law.version, as_of }
}

fn faults(report: &Report<'_>) -> Vec<FaultWritten> {
    let fault = |(code, left_out): (&clearance::FaultCode, &super::sums::LeftOut)| FaultWritten {
        code: code.as_str(),
        law: left_out.declarations.law,
        instead: left_out.declarations.instead,
        first_line: left_out.first_line,
    };
    report.sums.faults.iter().map(fault).collect()
}

fn named<K>(
    writer: &Writer<'_>,
    rows: Vec<(K, Both<i128>)>,
    name: impl Fn(K) -> &'static str,
) -> BTreeMap<&'static str, Compared<String>> {
    rows.into_iter().map(|(key, both)| (name(key), writer.amounts(both))).collect()
}

fn counts(of: Both<u64>) -> Compared<i128> {
    let Both { law, instead } = of.map(i128::from);
    Compared { law, instead, difference: Some(instead - law) }
}

/// Writes amounts in the currency of the report.
struct Writer<'a>(&'a Report<'a>);

impl Writer<'_> {
    fn amount(&self, minor: i128) -> String {
        number(minor, self.0.currency)
    }

    fn amounts(&self, of: Both<i128>) -> Compared<String> {
        let Both { law, instead } = of.map(|minor| self.amount(minor));
        Compared { law, instead, difference: Some(self.amount(of.difference())) }
    }

    fn taken(&self, band: Band) -> TakenWritten {
        let of = |each: &dyn Fn(Taken) -> i128| self.amounts(band.taken.map(each));
        TakenWritten {
            parcels: band.parcels,
            nothing_due: counts(band.taken.map(|taken| band.parcels - taken.dutiable)),
            dutiable: counts(band.taken.map(|taken| taken.dutiable)),
            paid_at_the_sale: counts(band.taken.map(|taken| taken.paid_at_the_sale)),
            revenue: of(&|taken| taken.revenue),
            at_the_border: of(&|taken| taken.at_the_border),
            cost: of(&|taken| self.0.cost(taken)),
            net: of(&|taken| self.0.net(taken)),
        }
    }

    fn band(&self, place: usize, band: Band) -> BandWritten {
        let up_to = self.0.bands.up_to(place);
        BandWritten {
            above: self.0.bands.above(place).number().to_string(),
            up_to: up_to.map(|money| money.number().to_string()),
            taken: self.taken(band),
        }
    }

    fn spread(&self, spread: &Spread) -> SpreadWritten {
        SpreadWritten {
            parcels: spread.parcels(),
            sum: self.amount(spread.sum()),
            median: spread.median().map(|minor| self.amount(minor)),
            largest: spread.largest().map(|minor| self.amount(minor)),
        }
    }

    fn group(&self, name: String, group: Group) -> GroupWritten {
        GroupWritten {
            name,
            parcels: group.parcels,
            more: group.more,
            less: group.less,
            same: group.parcels - group.more - group.less,
            increases: self.amount(group.increases),
            revenue: self.amounts(group.revenue),
        }
    }
}

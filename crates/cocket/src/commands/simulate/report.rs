//! The sums as a report tells them: what its table, its JSON and its plot have in common.

use super::bands::{Bands, break_even};
use super::both::Both;
use super::sums::{Group, MadeIn, Sums, Taken};
use crate::tally::grouped;
use clearance::{Collector, Law};
use jiff::civil::Date;
use quantity::{Currency, Money};
use std::collections::BTreeSet;
use tariff::ChargeKind;

/// How many origins are named.
const ORIGINS: usize = 10;

/// What becomes of the same traffic under two laws.
pub(super) struct Report<'a> {
    pub(super) laws: Both<Version<'a>>,
    pub(super) currency: Currency,
    /// What collecting anything on a parcel costs.
    pub(super) cost_of_collection: Money,
    pub(super) bands: &'a Bands,
    pub(super) sums: Sums,
}

/// A law with its day.
pub(super) struct Version<'a> {
    pub(super) law: &'a Law,
    /// The day of lodging where a declaration does not name its own.
    pub(super) day: Date,
    /// Whether declarations name their own, and it counts.
    pub(super) is_by_the_file: bool,
}

/// Parcels by where their goods were made.
pub(super) struct Origins {
    pub(super) named: Vec<(MadeIn, Group)>,
    /// How many more origins there are, and what they come to together.
    pub(super) others: usize,
    pub(super) together: Group,
}

impl Report<'_> {
    /// What collecting costs.
    pub(super) fn cost(&self, taken: Taken) -> i128 {
        i128::from(self.cost_of_collection.minor()) * i128::from(taken.dutiable)
    }

    /// What is left of the revenue when its collection is paid.
    pub(super) fn net(&self, taken: Taken) -> i128 {
        taken.revenue - self.cost(taken)
    }

    /// Revenue by charge, of the charges that there are under either law.
    pub(super) fn by_charge(&self) -> Vec<(ChargeKind, Both<i128>)> {
        let revenue = self.sums.revenue.as_ref();
        let kinds: BTreeSet<ChargeKind> = revenue.union(|of| of.keys().map(|(kind, _)| *kind).collect());
        kinds.into_iter().map(|kind| (kind, self.revenue(|of, _| of == kind))).collect()
    }

    /// Revenue by collector, of all of them.
    pub(super) fn by_collector(&self) -> Vec<(Collector, Both<i128>)> {
        Collector::ALL.iter().map(|by| (*by, self.revenue(|_, of| of == *by))).collect()
    }

    fn revenue(&self, is_meant: impl Fn(ChargeKind, Collector) -> bool) -> Both<i128> {
        self.sums.revenue.as_ref().map(|revenue| {
            revenue.iter().filter(|((kind, by), _)| is_meant(*kind, *by)).map(|(_, minor)| minor).sum()
        })
    }

    /// The value above which, band by band, what customs and carriers collect is more than its collection costs.
    pub(super) fn break_even(&self) -> Both<Option<Money>> {
        let lowest = |of: fn(&Both<Taken>) -> Taken| {
            let bands = self.sums.bands.iter().map(|band| of(&band.taken));
            let bands: Vec<(i128, i128)> =
                bands.map(|taken| (taken.at_the_border, self.cost(taken))).collect();
            break_even(&bands).map(|place| self.bands.above(place))
        };
        Both { law: lowest(|taken| taken.law), instead: lowest(|taken| taken.instead) }
    }

    /// The origins whose buyers pay most more, and all others together.
    pub(super) fn by_origin(&self) -> Origins {
        let mut named: Vec<(MadeIn, Group)> =
            self.sums.origins.iter().map(|(made_in, group)| (*made_in, *group)).collect();
        named.sort_by_key(|(made_in, group)| (-group.increases, -i128::from(group.parcels), *made_in));
        let others = named.split_off(named.len().min(ORIGINS));
        let mut together = Group::default();
        others.iter().for_each(|(_, group)| together.add(*group));
        Origins { named, others: others.len(), together }
    }

    /// What is not counted, in words, where a law asks for more than single declarations.
    pub(super) fn notes(&self) -> Vec<String> {
        const BY_ITSELF: &str = "here each declaration is decided by itself";
        let mut notes = Vec::new();
        for (option, version) in [("--law", &self.laws.law), ("--instead", &self.laws.instead)] {
            let Version { law, day, .. } = version;
            if law.tariff.adds_up(*day) {
                notes
                    .push(format!("{} ({option}) adds up what goes to one consignee; {BY_ITSELF}", law.pack));
            }
            if law.tariff.quotas.rows().any(|(_, quota)| quota.validity.covers(*day)) {
                notes.push(format!(
                    "{} ({option}) has tariff quotas, and none gets empty; {BY_ITSELF}",
                    law.pack
                ));
            }
        }
        notes
    }
}

impl Version<'_> {
    /// The law and its day, in words.
    pub(super) fn name(&self) -> String {
        let Version { law, day, is_by_the_file } = self;
        match is_by_the_file {
            true => format!("{} {} on the days that the file names", law.pack, law.version),
            false => format!("{} {} on {day}", law.pack, law.version),
        }
    }
}

impl MadeIn {
    pub(super) fn name(self) -> String {
        match self {
            MadeIn::Country(country) => country.to_string(),
            MadeIn::Several => "several".to_owned(),
            MadeIn::Unsaid => "not said".to_owned(),
        }
    }
}

/// The number of an amount of minor units, for programs: `-1234.50`.
pub(super) fn number(minor: i128, currency: Currency) -> String {
    let (sign, whole, decimals) = parts(minor, currency);
    format!("{sign}{whole}{decimals}")
}

/// The number of an amount of minor units, for people: `-1,234.50`.
pub(super) fn readable(minor: i128, currency: Currency) -> String {
    let (sign, whole, decimals) = parts(minor, currency);
    format!("{sign}{}{decimals}", grouped(&whole))
}

fn parts(minor: i128, currency: Currency) -> (&'static str, String, String) {
    let per_unit = u128::from(currency.minor_per_unit().unsigned_abs());
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (minor.unsigned_abs() / per_unit, minor.unsigned_abs() % per_unit);
    let decimals = match usize::from(currency.minor_units()) {
        0 => String::new(),
        width => format!(".{rest:0width$}"),
    };
    (sign, whole.to_string(), decimals)
}

/// An edge of a band for people.
pub(super) fn edge(money: Money) -> String {
    short(money.minor().into(), money.currency())
}

/// A round amount for people: `1,000`, and `2.20` where its decimals count.
pub(super) fn short(minor: i128, currency: Currency) -> String {
    let text = readable(minor, currency);
    match text.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_any_size_are_written() {
        let (exd, krw) = (Currency::new("EXD", 2).unwrap(), Currency::new("KRW", 0).unwrap());
        assert_eq!(number(-123_450, exd), "-1234.50");
        assert_eq!(readable(123_405, exd), "1,234.05");
        assert_eq!(readable(-5, exd), "-0.05");
        assert_eq!(readable(1_234_567, krw), "1,234,567");
        assert_eq!(number(i128::MIN, krw), i128::MIN.to_string());
        assert_eq!(edge(Money::new(100_000, exd)), "1,000");
        assert_eq!(edge(Money::new(220, exd)), "2.20");
    }
}

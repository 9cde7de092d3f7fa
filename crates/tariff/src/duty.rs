//! Customs duty: what a code bears by origin on a day.

use crate::{
    CodeTable, CommodityCode, Country, Dated, Formula, GeoGroups, Origin, Overlap, QuotaNumber, Timeline,
};
use jiff::civil::Date;
use quantity::words;
use std::collections::BTreeMap;

words! {
    /// What kind of duty a row of the tariff is about.
    Measure {
        /// The duty that applies where nothing better does.
        ThirdCountry = "third_country",
        /// A lower duty for goods of an origin.
        Preference = "preference",
        /// A duty that is suspended for a time, whatever proof there is.
        Suspension = "suspension",
        /// A lower duty for goods that draw on a tariff quota.
        Quota = "quota",
        /// An additional duty against dumping.
        Antidumping = "antidumping",
        /// An additional duty against subsidies.
        Countervailing = "countervailing",
        /// An additional duty against a surge of imports.
        Safeguard = "safeguard",
        /// An additional duty in answer to another country's measures.
        Retaliation = "retaliation",
        /// An additional duty of an emergency.
        Emergency = "emergency",
    }
}

impl Measure {
    /// Whether it comes beside the duty and not in its place.
    pub fn is_additional(self) -> bool {
        match self {
            Measure::ThirdCountry | Measure::Preference | Measure::Suspension | Measure::Quota => false,
            Measure::Antidumping
            | Measure::Countervailing
            | Measure::Safeguard
            | Measure::Retaliation
            | Measure::Emergency => true,
        }
    }

    /// Whether it comes in the place of the third-country duty where it is lower.
    pub fn is_chosen_by_amount(self) -> bool {
        matches!(self, Measure::Preference | Measure::Suspension | Measure::Quota)
    }
}

/// A duty as the tariff states it.
#[derive(Clone, Debug)]
pub struct Duty {
    /// The rate.
    pub rate: Formula,
    /// The type of document that proves a preference, where one is needed.
    pub proof: Option<String>,
    /// The quota that the goods must draw on, where the measure is one.
    pub quota: Option<QuotaNumber>,
}

/// What tells the rows about one code from each other.
type OfCode = (Measure, Origin, Option<QuotaNumber>);

/// The duties of a tariff.
#[derive(Clone, Debug, Default)]
pub struct Duties {
    rows: CodeTable<BTreeMap<OfCode, Timeline<Duty>>>,
    additional: Vec<Measure>,
}

/// A preference that goods of this code and origin could have.
pub type Preference<'law> = &'law Dated<Duty>;

impl Duties {
    /// Adds a row; two rows about one code, origin, measure and quota may not meet.
    pub fn add(
        &mut self,
        code: CommodityCode,
        origin: Origin,
        measure: Measure,
        duty: Dated<Duty>,
    ) -> Result<(), Overlap> {
        if measure.is_additional() && !self.additional.contains(&measure) {
            self.additional.push(measure);
            self.additional.sort_unstable();
        }
        self.rows.entry(code).entry((measure, origin, duty.value.quota)).or_default().insert(duty)
    }

    /// The additional measures that there are any rows of.
    pub fn additional(&self) -> &[Measure] {
        &self.additional
    }

    /// The row of a measure: the longest code that fits, and there the row that names the origin most
    /// closely; of two groups that both hold the country, the one that begins with more percent.
    pub fn closest(
        &self,
        wanted: Measure,
        code: CommodityCode,
        origin: Option<Country>,
        groups: &GeoGroups,
        day: Date,
    ) -> Option<&Dated<Duty>> {
        let closeness = |of: &Origin| match of {
            Origin::Any => 0,
            Origin::Group(_) => 1,
            Origin::Country(_) => 2,
        };
        self.rows.fitting(code).find_map(|rows| {
            rows.iter()
                .filter(|((measure, of, _), _)| *measure == wanted && groups.covers(of, origin, day))
                .filter_map(|((_, of, _), timeline)| timeline.on(day).map(|duty| (closeness(of), duty)))
                .max_by_key(|(closeness, duty)| (*closeness, duty.value.rate.headline()))
                .map(|(_, duty)| duty)
        })
    }

    /// Every preference, suspension and quota for an origin, by the code or any beginning of it, those that begin with
    /// the lowest percentage first.
    pub fn preferences(
        &self,
        code: CommodityCode,
        origin: Option<Country>,
        groups: &GeoGroups,
        day: Date,
    ) -> Vec<Preference<'_>> {
        let mut found: Vec<_> = self
            .rows
            .fitting(code)
            .flatten()
            .filter(|((measure, of, _), _)| measure.is_chosen_by_amount() && groups.covers(of, origin, day))
            .filter_map(|(_, timeline)| timeline.on(day))
            .collect();
        found.sort_by_key(|duty| duty.value.rate.headline());
        found
    }

    /// Every row with what it is about, in order of codes.
    pub fn rows(&self) -> impl Iterator<Item = (CommodityCode, Measure, &Origin, &Dated<Duty>)> {
        self.rows.rows().flat_map(|(code, rows)| {
            rows.iter().flat_map(move |((measure, origin, _), timeline)| {
                timeline.entries().iter().map(move |duty| (code, *measure, origin, duty))
            })
        })
    }
}

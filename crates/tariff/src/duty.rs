//! Customs duty: what a code bears by origin on a day.

use crate::{CodeTable, CommodityCode, Country, Dated, GeoGroups, Origin, Overlap, Timeline};
use jiff::civil::Date;
use quantity::Rate;
use std::collections::BTreeMap;

/// What kind of duty a row of the tariff is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The duty that applies where nothing better does.
    ThirdCountry,
    /// A lower duty for goods of an origin.
    Preference,
}

/// A duty as the tariff states it.
#[derive(Clone, Debug)]
pub struct Duty {
    /// The rate, ad valorem.
    pub rate: Rate,
    /// The type of document that proves a preference, where one is needed.
    pub proof: Option<String>,
}

/// The duties of a tariff.
#[derive(Clone, Debug, Default)]
pub struct Duties(CodeTable<BTreeMap<(Measure, Origin), Timeline<Duty>>>);

/// A preference that goods of this code and origin could have.
pub type Preference<'law> = &'law Dated<Duty>;

impl Duties {
    /// Adds a row; two rows about one code, origin and measure may not meet.
    pub fn add(
        &mut self,
        code: CommodityCode,
        origin: Origin,
        measure: Measure,
        duty: Dated<Duty>,
    ) -> Result<(), Overlap> {
        self.0.entry(code).entry((measure, origin)).or_default().insert(duty)
    }

    /// The third-country duty: the longest code that fits, and there the row that names the origin most
    /// closely; of two groups that both hold the country, the higher.
    pub fn third_country(
        &self,
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
        self.0.fitting(code).find_map(|rows| {
            rows.iter()
                .filter(|((measure, of), _)| {
                    *measure == Measure::ThirdCountry && groups.covers(of, origin, day)
                })
                .filter_map(|((_, of), timeline)| timeline.on(day).map(|duty| (closeness(of), duty)))
                .max_by_key(|(closeness, duty)| (*closeness, duty.value.rate))
                .map(|(_, duty)| duty)
        })
    }

    /// Every preference for an origin, by the code or any beginning of it, lowest rate first.
    pub fn preferences(
        &self,
        code: CommodityCode,
        origin: Option<Country>,
        groups: &GeoGroups,
        day: Date,
    ) -> Vec<Preference<'_>> {
        let mut found: Vec<_> = self
            .0
            .fitting(code)
            .flatten()
            .filter(|((measure, of), _)| *measure == Measure::Preference && groups.covers(of, origin, day))
            .filter_map(|(_, timeline)| timeline.on(day))
            .collect();
        found.sort_by_key(|duty| duty.value.rate);
        found
    }

    /// Every row with what it is about, in order of codes.
    pub fn rows(&self) -> impl Iterator<Item = (CommodityCode, Measure, &Origin, &Dated<Duty>)> {
        self.0.rows().flat_map(|(code, rows)| {
            rows.iter().flat_map(move |((measure, origin), timeline)| {
                timeline.entries().iter().map(move |duty| (code, *measure, origin, duty))
            })
        })
    }
}

//! Which commodity codes exist, since when, and what they are called.

use crate::{CodeTable, CommodityCode, Dated, Overlap, Timeline};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One line of the nomenclature.
#[derive(Clone, Debug, Default)]
pub struct Commodity {
    /// What it is called, by language.
    pub description: BTreeMap<String, String>,
    /// The statistical unit (UN/ECE Recommendation 20), if it has one.
    pub unit: Option<String>,
}

/// The codes of a tariff.
#[derive(Clone, Debug, Default)]
pub struct Nomenclature(CodeTable<Timeline<Commodity>>);

impl Nomenclature {
    /// Adds a line; two lines of one code may not meet.
    pub fn add(&mut self, code: CommodityCode, line: Dated<Commodity>) -> Result<(), Overlap> {
        self.0.entry(code).insert(line)
    }

    /// Whether goods may be declared under exactly this code on a day.
    pub fn is_declarable(&self, code: CommodityCode, day: Date) -> bool {
        code.length() >= CommodityCode::SUBHEADING_LENGTH && self.on(code, day).is_some()
    }

    /// Whether the code exists on some day, though perhaps not on the one asked about.
    pub fn existed(&self, code: CommodityCode) -> bool {
        self.0.exact(code).is_some()
    }

    /// The line of exactly this code.
    pub fn on(&self, code: CommodityCode, day: Date) -> Option<&Dated<Commodity>> {
        self.0.exact(code)?.on(day)
    }

    /// The description of the longest line that fits and has one in the language.
    pub fn description(&self, code: CommodityCode, day: Date, language: &str) -> Option<&str> {
        self.0
            .fitting(code)
            .filter_map(|timeline| timeline.on(day))
            .find_map(|line| line.value.description.get(language))
            .map(String::as_str)
    }

    /// Every line.
    pub fn rows(&self) -> impl Iterator<Item = (CommodityCode, &Dated<Commodity>)> {
        self.0.rows().flat_map(|(code, timeline)| timeline.entries().iter().map(move |line| (code, line)))
    }
}

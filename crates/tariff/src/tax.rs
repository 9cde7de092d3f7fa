//! Taxes on importation: value added tax by commodity code.

use crate::{CodeTable, CommodityCode, Dated, Overlap, Timeline};
use jiff::civil::Date;
use quantity::Rate;

/// The rates of a tax. Its base is the customs value plus the duty that is due.
#[derive(Clone, Debug, Default)]
pub struct Tax(CodeTable<Timeline<Rate>>);

impl Tax {
    /// Adds a rate; two rows about one code may not meet.
    pub fn add(&mut self, code: CommodityCode, rate: Dated<Rate>) -> Result<(), Overlap> {
        self.0.entry(code).insert(rate)
    }

    /// The rate for a code: the longest row that fits and is in force.
    pub fn on(&self, code: CommodityCode, day: Date) -> Option<&Dated<Rate>> {
        self.0.fitting(code).find_map(|timeline| timeline.on(day))
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = (CommodityCode, &Dated<Rate>)> {
        self.0.rows().flat_map(|(code, timeline)| timeline.entries().iter().map(move |rate| (code, rate)))
    }
}

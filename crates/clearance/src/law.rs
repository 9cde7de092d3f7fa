//! The law of one country as clearance uses it: its tariff and its procedures, in one version.

use crate::procedure::{Parameters, Procedures};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use risk::signals::{Signal, SignalRule};
use tariff::{Country, Dated, DatedTable, Tariff};

/// One version of one country's law. Immutable; a change is another version.
#[derive(Clone, Debug)]
pub struct Law {
    /// The pack it was made from.
    pub pack: String,
    /// The version of the pack.
    pub version: String,
    /// The country.
    pub country: Country,
    /// The first day that it can answer for.
    pub valid_from: Date,
    /// Where the law's days begin and end.
    pub time_zone: TimeZone,
    /// What it says of goods.
    pub tariff: Tariff,
    /// How it is carried out.
    pub procedures: Procedures,
    /// When signals are given and what they weigh.
    pub signals: DatedTable<Signal, SignalRule>,
}

impl Law {
    /// The day of the law at a moment.
    pub fn day_of(&self, moment: Timestamp) -> Date {
        self.time_zone.to_datetime(moment).date()
    }

    /// The parameters in force on a day; `None` before the first day the pack can answer for.
    pub fn parameters(&self, day: Date) -> Option<&Parameters> {
        let parameters: &Dated<Parameters> = self.procedures.parameters.on(day)?;
        (day >= self.valid_from).then_some(&parameters.value)
    }
}

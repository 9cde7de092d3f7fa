//! Official rates of exchange, by currency and day.

use crate::{Dated, Overlap, Timeline};
use jiff::civil::Date;
use quantity::{Currency, ExchangeRate};
use std::collections::BTreeMap;

/// The published rates of exchange into one local currency.
#[derive(Clone, Debug)]
pub struct ExchangeRates {
    local: Currency,
    rates: BTreeMap<Currency, Timeline<ExchangeRate>>,
}

impl ExchangeRates {
    /// No rates yet but that of the local currency to itself.
    pub fn new(local: Currency) -> ExchangeRates {
        ExchangeRates { local, rates: BTreeMap::new() }
    }

    /// The currency that everything is charged in.
    pub fn local(&self) -> Currency {
        self.local
    }

    /// Adds a rate; two rows about one currency may not meet.
    pub fn add(&mut self, currency: Currency, rate: Dated<ExchangeRate>) -> Result<(), Overlap> {
        self.rates.entry(currency).or_default().insert(rate)
    }

    /// The rate of a day; one for one for the local currency, `None` where none was published.
    pub fn on(&self, currency: Currency, day: Date) -> Option<ExchangeRate> {
        if currency == self.local {
            return Some(ExchangeRate::PAR);
        }
        self.rates.get(&currency)?.on(day).map(|rate| rate.value)
    }

    /// Every rate, by currency.
    pub fn rows(&self) -> impl Iterator<Item = (Currency, &Dated<ExchangeRate>)> {
        self.rates
            .iter()
            .flat_map(|(currency, timeline)| timeline.entries().iter().map(|rate| (*currency, rate)))
    }
}

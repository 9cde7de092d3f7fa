//! Money that is owed, in whole minor units, and amounts as traders declare them, with their decimals.

use crate::{Currency, Decimal};
use std::fmt;

/// Money in whole minor units of its currency: what is charged, owed and paid.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// A number of minor units: cents for a currency with two decimals.
    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// Nothing.
    pub fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// The number of minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Whether nothing is owed.
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum; `None` for another currency or out of range.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))
            .flatten()
            .map(|minor| Money { minor, currency: self.currency })
    }

    /// The number alone, with the currency's decimals: `25.67`.
    pub fn number(self) -> MoneyNumber {
        MoneyNumber(self)
    }
}

/// The number of an amount of money, written with the currency's decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyNumber(Money);

impl fmt::Display for MoneyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Money { minor, currency } = self.0;
        let per_unit = currency.minor_per_unit().unsigned_abs();
        let sign = if minor < 0 { "-" } else { "" };
        let (whole, minor) = (minor.unsigned_abs() / per_unit, minor.unsigned_abs() % per_unit);
        match usize::from(currency.minor_units()) {
            0 => write!(f, "{sign}{whole}"),
            width => write!(f, "{sign}{whole}.{minor:0width$}"),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An amount as declared, with the decimals that were written, in any currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The number.
    pub value: Decimal,
    /// The currency it is in.
    pub currency: Currency,
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value.text(usize::from(self.currency.minor_units())), self.currency)
    }
}

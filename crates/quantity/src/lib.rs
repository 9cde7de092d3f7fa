//! Money, mass, rates and rounding: exact, with the unit in the type and the rounding named.
//!
//! Everything is an integer of a fixed small unit, `i128` in between. No operation here loses a digit
//! unless a [`Rounding`] says which, and one that would leave the range gives `None`.

mod currency;
mod decimal;
mod exchange;
mod money;
mod rate;
mod rounding;
mod share;
mod words;

pub use currency::Currency;
pub use decimal::{Decimal, DecimalFlaw};
pub use exchange::{ExchangeRate, LocalValue};
pub use money::{Amount, Money, MoneyNumber};
pub use rate::Rate;
pub use rounding::{Rounding, RoundingMode};
pub use share::share;

//! Declared amounts in the pack's currency: exact until a rule rounds them.

use crate::{Currency, Decimal, Money, Rate, Rounding};

/// An official exchange rate: units of local currency for one unit of the foreign one, to eight decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRate(i64);

const RATE_SCALE: i64 = 100_000_000;

impl ExchangeRate {
    /// One for one: the local currency itself.
    pub const PAR: ExchangeRate = ExchangeRate(RATE_SCALE);

    /// Reads a rate such as `0.92` or `0.00675`: positive, below a million, up to eight decimals.
    pub fn parse(text: &str) -> Option<ExchangeRate> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) || whole.len() > 6 || fraction.len() > 8 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<8}").parse().ok()?;
        let rate = whole.checked_mul(RATE_SCALE)?.checked_add(fraction)?;
        (rate > 0).then_some(ExchangeRate(rate))
    }

    /// What a declared number is worth in local currency, exactly.
    pub fn convert(self, declared: Decimal) -> LocalValue {
        LocalValue(i128::from(declared.micro()) * i128::from(self.0))
    }
}

impl std::fmt::Display for ExchangeRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fraction = format!("{:08}", self.0 % RATE_SCALE);
        let kept = fraction.trim_end_matches('0');
        match kept.is_empty() {
            true => write!(f, "{}", self.0 / RATE_SCALE),
            false => write!(f, "{}.{kept}", self.0 / RATE_SCALE),
        }
    }
}

/// An exact value in local currency, before any rounding: what thresholds are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalValue(i128);

/// One hundred percent, in millionths of a percent.
const WHOLE: i128 = 100 * 1_000_000;

/// A local value counts millionths (of declared amounts) times hundred-millionths (of rates).
const UNITS: i128 = 1_000_000 * RATE_SCALE as i128;

impl LocalValue {
    /// Nothing.
    pub const ZERO: LocalValue = LocalValue(0);

    /// The exact number: units of a hundred-million-millionth.
    pub fn units(self) -> i128 {
        self.0
    }

    /// A number of such units; `None` for the one number whose sign cannot be turned.
    pub fn from_units(units: i128) -> Option<LocalValue> {
        (units != i128::MIN).then_some(LocalValue(units))
    }

    /// The value of money in local currency.
    pub fn of_money(money: Money) -> LocalValue {
        LocalValue(i128::from(money.minor()) * (UNITS / i128::from(money.currency().minor_per_unit())))
    }

    /// Whether the two differ by more than so many percent of the larger.
    pub fn differs_by_more_than(self, other: LocalValue, percent: u32) -> bool {
        let larger = self.0.abs().max(other.0.abs());
        let apart = self.0.abs_diff(other.0).saturating_mul(100);
        apart > larger.unsigned_abs().saturating_mul(u128::from(percent))
    }

    /// The sum, if it is in range.
    pub fn checked_add(self, other: LocalValue) -> Option<LocalValue> {
        self.0.checked_add(other.0).map(LocalValue)
    }

    /// The difference, if it is in range.
    pub fn checked_sub(self, other: LocalValue) -> Option<LocalValue> {
        self.0.checked_sub(other.0).map(LocalValue)
    }

    /// A percentage of it: exact wherever it is a sum of money, else true to a hundred-million-millionth.
    pub fn percent(self, rate: Rate) -> Option<LocalValue> {
        self.0.checked_mul(i128::from(rate.percent().micro())).map(|product| LocalValue(product / WHOLE))
    }

    /// A tax that is a percentage of this value and of itself ("por dentro"); `None` from 100 % on.
    ///
    /// ```
    /// # use quantity::{Currency, Decimal, ExchangeRate, Rate, Rounding, RoundingMode};
    /// let base = ExchangeRate::PAR.convert(Decimal::parse("60.00").unwrap());
    /// let tax = base.percent_inside(Rate::parse("17 %").unwrap()).unwrap();
    /// let cent = Rounding::new(RoundingMode::HalfUp, 1).unwrap();
    /// assert_eq!(tax.round(cent, Currency::new("BRL", 2).unwrap()).unwrap().to_string(), "12.29 BRL");
    /// ```
    pub fn percent_inside(self, rate: Rate) -> Option<LocalValue> {
        let rate = i128::from(rate.percent().micro());
        let rest = Some(WHOLE - rate).filter(|rest| *rest > 0)?;
        self.0.checked_mul(rate).map(|product| LocalValue(product / rest))
    }

    /// So many times it, for each so many: `2.40 EUR` a `100` kilograms.
    pub fn per(self, number: Decimal, each: Decimal) -> Option<LocalValue> {
        self.0.checked_mul(i128::from(number.micro()))?.checked_div(i128::from(each.micro())).map(LocalValue)
    }

    /// Rounds to money by the rule of the customs value; `None` beyond the range of money.
    pub fn round(self, rounding: Rounding, currency: Currency) -> Option<Money> {
        let minor = rounding.apply(self.0.checked_mul(i128::from(currency.minor_per_unit()))?, UNITS)?;
        Some(Money::new(minor, currency))
    }

    /// The value of one of `quantity` pieces, as a decimal rounded down to a millionth; `None` for no pieces.
    pub fn per_piece(self, quantity: Decimal) -> Option<Decimal> {
        let micro = self.0.checked_div(i128::from(quantity.micro()))?.checked_mul(1_000_000)?;
        i64::try_from(micro / i128::from(RATE_SCALE)).ok().and_then(Decimal::from_micro)
    }

    /// As a decimal number rounded down to a millionth; `None` out of range.
    pub fn to_decimal(self) -> Option<Decimal> {
        i64::try_from(self.0 / i128::from(RATE_SCALE)).ok().and_then(Decimal::from_micro)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RoundingMode;

    #[test]
    fn the_sum_of_an_invoice_in_local_currency() {
        let exd = Currency::new("EXD", 2).unwrap();
        let cent = Rounding::new(RoundingMode::HalfUp, 1).unwrap();
        let rate = ExchangeRate::parse("0.92").unwrap();
        let total = rate.convert(Decimal::parse("27.90").unwrap());
        assert_eq!(total.round(cent, exd).unwrap().to_string(), "25.67 EXD");
        assert_eq!(rate.to_string(), "0.92");
        assert_eq!(total.per_piece(Decimal::parse("2").unwrap()).unwrap().to_string(), "12.834");
    }

    #[test]
    fn rates_that_are_none() {
        for text in ["0", "-1", "1,2", "1.123456789", "1000000", "", "1e2"] {
            assert_eq!(ExchangeRate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_largest_declaration_stays_in_range_or_is_refused() {
        let most = ExchangeRate::parse("999999").unwrap().convert(Decimal::parse("999999999999").unwrap());
        let krw = Currency::new("KRW", 0).unwrap();
        let down = Rounding::new(RoundingMode::Down, 1).unwrap();
        assert!(most.checked_add(most).is_some());
        assert!(most.round(down, krw).is_some());
        assert!(most.round(down, Currency::new("EXD", 2).unwrap()).is_none());
    }
}

//! Declared numbers: exact decimals with up to twelve digits before the point and six after it.

use std::fmt;

/// An exact decimal number in millionths. Declared amounts, masses (kg) and quantities are of this type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i64);

/// Why a text is not a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalFlaw {
    /// Not digits with at most one point; thousands separators, exponents and signs other than a leading `-` are refused.
    Malformed,
    /// More than six decimals that are not zero.
    TooPrecise,
    /// A million million or more.
    OutOfRange,
}

const DECIMALS: usize = 6;
const ONE: i64 = 1_000_000;
const LIMIT: i64 = 1_000_000_000_000 * ONE;

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(0);
    /// One.
    pub const ONE: Decimal = Decimal(ONE);
    /// A hundred.
    pub const HUNDRED: Decimal = Decimal(100 * ONE);
    /// The largest number of millionths.
    pub const MOST_MICRO: i64 = LIMIT - 1;

    /// Reads a decimal text such as `24.90`.
    ///
    /// ```
    /// # use quantity::{Decimal, DecimalFlaw};
    /// assert_eq!(Decimal::parse("24.90").unwrap().micro(), 24_900_000);
    /// assert_eq!(Decimal::parse("1e400"), Err(DecimalFlaw::Malformed));
    /// assert_eq!(Decimal::parse("24,90"), Err(DecimalFlaw::Malformed));
    /// ```
    pub fn parse(text: &str) -> Result<Decimal, DecimalFlaw> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(DecimalFlaw::Malformed);
        }
        let kept = fraction.trim_end_matches('0');
        if kept.len() > DECIMALS {
            return Err(DecimalFlaw::TooPrecise);
        }
        let mut micro: i64 = 0;
        let padding = std::iter::repeat_n(b'0', DECIMALS - kept.len());
        for byte in whole.bytes().chain(kept.bytes()).chain(padding) {
            micro = micro
                .checked_mul(10)
                .and_then(|shifted| shifted.checked_add(i64::from(byte - b'0')))
                .ok_or(DecimalFlaw::OutOfRange)?;
        }
        if micro >= LIMIT {
            return Err(DecimalFlaw::OutOfRange);
        }
        Ok(Decimal(if negative { -micro } else { micro }))
    }

    /// The number of millionths.
    pub fn micro(self) -> i64 {
        self.0
    }

    /// A number of millionths; `None` beyond a million million units.
    pub const fn from_micro(micro: i64) -> Option<Decimal> {
        if micro > -LIMIT && micro < LIMIT { Some(Decimal(micro)) } else { None }
    }

    /// The sum, if it is in range.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_add(other.0).and_then(Decimal::from_micro)
    }

    /// The difference, if it is in range.
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_sub(other.0).and_then(Decimal::from_micro)
    }

    /// The difference without its sign, if it is in range.
    pub fn distance(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_sub(other.0).and_then(i64::checked_abs).and_then(Decimal::from_micro)
    }

    /// The product by an exact factor; `None` out of range or where digits would be lost.
    pub fn checked_mul(self, factor: Decimal) -> Option<Decimal> {
        let product = i128::from(self.0) * i128::from(factor.0);
        if product % i128::from(ONE) != 0 {
            return None;
        }
        i64::try_from(product / i128::from(ONE)).ok().and_then(Decimal::from_micro)
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether the number is zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Text with at least `least` decimals and no further trailing zeros: the way an invoice writes it.
    pub fn text(self, least: usize) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / ONE.unsigned_abs();
        let fraction = format!("{:06}", self.0.unsigned_abs() % ONE.unsigned_abs());
        let significant = fraction.trim_end_matches('0').len().max(least.min(DECIMALS));
        match fraction.get(..significant) {
            Some("") | None => format!("{sign}{whole}"),
            Some(kept) => format!("{sign}{whole}.{kept}"),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(0))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_an_invoice_says_and_nothing_else() {
        for (text, micro) in
            [("0", 0), ("0.10", 100_000), ("-3.5", -3_500_000), ("000012.000000000", 12_000_000)]
        {
            assert_eq!(Decimal::parse(text).map(Decimal::micro), Ok(micro), "{text}");
        }
        for text in ["", "-", ".", "1.", ".5", "+1", "1 000", "1,5", "1e3", "NaN", "٣", "0x1", "1.2.3", "--1"]
        {
            assert_eq!(Decimal::parse(text), Err(DecimalFlaw::Malformed), "{text}");
        }
        assert_eq!(Decimal::parse("0.1234567"), Err(DecimalFlaw::TooPrecise));
        assert_eq!(Decimal::parse("1000000000000"), Err(DecimalFlaw::OutOfRange));
        assert_eq!(Decimal::parse(&"9".repeat(400)), Err(DecimalFlaw::OutOfRange));
    }

    proptest! {
        #[test]
        fn text_round_trips(micro in -(LIMIT - 1)..LIMIT) {
            let number = Decimal(micro);
            prop_assert_eq!(Decimal::parse(&number.to_string()), Ok(number));
            prop_assert_eq!(Decimal::parse(&number.text(2)), Ok(number));
        }
    }
}

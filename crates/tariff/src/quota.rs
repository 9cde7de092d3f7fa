//! Tariff quotas: a lower duty for so much of the goods, first come, first served.

use jiff::civil::Date;
use quantity::Decimal;
use std::fmt;

/// The order number of a tariff quota: one to seventeen letters, digits and hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuotaNumber([u8; QuotaNumber::LONGEST]);

impl QuotaNumber {
    /// The most characters (the order number of the WCO Data Model is an..17; unverified).
    pub const LONGEST: usize = 17;

    /// Reads a number; points and spaces in it, as lists of quotas print them, are left out.
    ///
    /// ```
    /// # use tariff::QuotaNumber;
    /// assert_eq!(QuotaNumber::parse("09.0025"), QuotaNumber::parse("090025"));
    /// assert!(QuotaNumber::parse("09/0025").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<QuotaNumber> {
        let mut number = [0; QuotaNumber::LONGEST];
        let mut length = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b'.' | b' ')) {
            if !byte.is_ascii_alphanumeric() && byte != b'-' {
                return None;
            }
            *number.get_mut(length)? = byte.to_ascii_uppercase();
            length += 1;
        }
        (length > 0).then_some(QuotaNumber(number))
    }

    /// The number without points.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(QuotaNumber::LONGEST);
        self.0.get(..length).and_then(|number| std::str::from_utf8(number).ok()).unwrap_or_default()
    }
}

impl fmt::Display for QuotaNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for QuotaNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much a quota is in one of its periods, which is when the row is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How much may be drawn in the period.
    pub volume: Decimal,
    /// The unit that it is counted in (UN/ECE Rec 20).
    pub unit: String,
}

/// A quota in one of its periods: what balances are kept by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuotaPeriod {
    /// The quota.
    pub number: QuotaNumber,
    /// The first day of the period.
    pub opened: Date,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_it_was() {
        for (text, number) in [("090025", "090025"), ("09.0025", "090025"), ("tq-7", "TQ-7"), ("1", "1")] {
            assert_eq!(QuotaNumber::parse(text).map(|read| read.to_string()).as_deref(), Some(number));
        }
        assert_eq!(QuotaNumber::parse("12345678901234567").map(|it| it.as_str().len()), Some(17));
        for bad in ["", ".", " ", "09/1", "ü", "123456789012345678", "a\0b"] {
            assert_eq!(QuotaNumber::parse(bad), None, "{bad:?}");
        }
    }
}

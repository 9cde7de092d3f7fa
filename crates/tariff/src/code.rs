//! Commodity codes: 2 to 12 digits of the Harmonized System and its national extensions.

use std::collections::BTreeMap;
use std::fmt;

/// A commodity code, or the beginning of one: `61` chapter, `6109` heading, `610910` subheading, more: national.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommodityCode {
    length: u8,
    digits: u64,
}

impl CommodityCode {
    /// The beginning of every code.
    pub const ANY: CommodityCode = CommodityCode { length: 0, digits: 0 };

    /// The digits of a subheading, the shortest code that can be declared.
    pub const SUBHEADING_LENGTH: u8 = 6;

    /// Reads up to twelve digits; points and spaces between them, as tariffs print them, are left out.
    ///
    /// ```
    /// # use tariff::CommodityCode;
    /// assert_eq!(CommodityCode::parse("6109.10"), CommodityCode::parse("610910"));
    /// assert!(CommodityCode::parse("61O9").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<CommodityCode> {
        let mut code = CommodityCode::ANY;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if code.length < 12 => {
                    code = CommodityCode {
                        length: code.length + 1,
                        digits: code.digits * 10 + u64::from(byte - b'0'),
                    };
                }
                b'.' | b' ' => {}
                _ => return None,
            }
        }
        (code.length > 0).then_some(code)
    }

    /// The code of so many digits, given as a number without the leading zeros: one to twelve of them.
    pub fn new(digits: u64, length: u8) -> Option<CommodityCode> {
        let fits = (1..=12).contains(&length) && digits < 10_u64.pow(u32::from(length));
        fits.then_some(CommodityCode { length, digits })
    }

    /// How many digits it has.
    pub fn length(self) -> u8 {
        self.length
    }

    /// Its digits as a number, without the leading zeros.
    pub fn digits(self) -> u64 {
        self.digits
    }

    /// Its first `length` digits; the code itself if it has no more.
    pub fn prefix(self, length: u8) -> CommodityCode {
        match self.length.checked_sub(length) {
            Some(over) => CommodityCode { length, digits: self.digits / 10_u64.pow(u32::from(over)) },
            None => self,
        }
    }

    /// Whether it begins with `other`.
    pub fn is_within(self, other: CommodityCode) -> bool {
        self.length >= other.length && self.prefix(other.length) == other
    }
}

impl fmt::Display for CommodityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match usize::from(self.length) {
            0 => f.write_str("*"),
            width => write!(f, "{:0width$}", self.digits),
        }
    }
}

impl fmt::Debug for CommodityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Rows by code or beginning of code; the longest that fits is asked first.
#[derive(Clone, Debug)]
pub struct CodeTable<T> {
    rows: BTreeMap<CommodityCode, T>,
    /// The lengths that occur, longest first.
    lengths: Vec<u8>,
}

impl<T> Default for CodeTable<T> {
    fn default() -> CodeTable<T> {
        CodeTable { rows: BTreeMap::new(), lengths: Vec::new() }
    }
}

impl<T: Default> CodeTable<T> {
    /// The row of exactly this code, made if there is none yet.
    pub fn entry(&mut self, code: CommodityCode) -> &mut T {
        if let Err(place) = self.lengths.binary_search_by(|length| code.length.cmp(length)) {
            self.lengths.insert(place, code.length);
        }
        self.rows.entry(code).or_default()
    }
}

impl<T> CodeTable<T> {
    /// The row of exactly this code.
    pub fn exact(&self, code: CommodityCode) -> Option<&T> {
        self.rows.get(&code)
    }

    /// The rows whose code this code begins with, longest first.
    pub fn fitting(&self, code: CommodityCode) -> impl Iterator<Item = &T> {
        self.lengths
            .iter()
            .filter(move |length| **length <= code.length)
            .filter_map(move |length| self.exact(code.prefix(*length)))
    }

    /// The rows of longer codes that begin with this one.
    pub fn below(&self, code: CommodityCode) -> impl Iterator<Item = (CommodityCode, &T)> {
        self.lengths.iter().filter(move |length| **length > code.length).flat_map(move |length| {
            let scale = 10_u64.pow(u32::from(length - code.length));
            let first = CommodityCode { length: *length, digits: code.digits.saturating_mul(scale) };
            let last = CommodityCode { digits: first.digits.saturating_add(scale - 1), ..first };
            self.rows.range(first..=last).map(|(code, row)| (*code, row))
        })
    }

    /// All rows in order of the length of their codes, then of the codes.
    pub fn rows(&self) -> impl Iterator<Item = (CommodityCode, &T)> {
        self.rows.iter().map(|(code, row)| (*code, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> CommodityCode {
        CommodityCode::parse(text).unwrap()
    }

    #[test]
    fn the_longest_beginning_is_asked_first() {
        let mut table: CodeTable<Vec<u8>> = CodeTable::default();
        for (text, value) in [("61", 1), ("61091010", 3), ("6109", 2)] {
            table.entry(code(text)).push(value);
        }
        table.entry(CommodityCode::ANY).push(0);
        let found: Vec<u8> = table.fitting(code("6109101099")).flatten().copied().collect();
        assert_eq!(found, [3, 2, 1, 0]);
        assert_eq!(table.fitting(code("62")).count(), 1);
    }

    #[test]
    fn leading_zeros_count() {
        assert_ne!(code("0101"), code("101"));
        assert_eq!(code("0101").to_string(), "0101");
        assert!(CommodityCode::parse("1234567890123").is_none());
        assert!(CommodityCode::parse("").is_none());
    }

    proptest! {
        #[test]
        fn a_code_is_within_each_of_its_beginnings(text in "[0-9]{2,12}", length in 0_u8..12) {
            let whole = code(&text);
            prop_assert!(whole.is_within(whole.prefix(length)));
            prop_assert_eq!(whole.to_string(), text);
        }
    }
}

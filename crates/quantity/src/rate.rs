//! A rate of duty or tax, exact to a millionth of a percent.

use crate::Decimal;
use std::fmt;

/// A rate in percent, ad valorem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(Decimal);

impl Rate {
    /// Free of duty.
    pub const FREE: Rate = Rate(Decimal::ZERO);
    /// All of it.
    pub const WHOLE: Rate = Rate(Decimal::HUNDRED);

    /// Reads a rate as lawyers write it: `12 %`, `4.7%` or `free`; negative ones are refused.
    ///
    /// ```
    /// # use quantity::Rate;
    /// assert_eq!(Rate::parse("4.7 %").unwrap().to_string(), "4.7 %");
    /// assert_eq!(Rate::parse("free"), Some(Rate::FREE));
    /// assert_eq!(Rate::parse("12"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Rate> {
        if text == "free" {
            return Some(Rate::FREE);
        }
        Rate::from_percent(Decimal::parse(text.strip_suffix('%')?.trim_end()).ok()?)
    }

    /// The rate in percent.
    pub fn percent(self) -> Decimal {
        self.0
    }

    /// A rate in percent; negative ones are refused.
    pub fn from_percent(percent: Decimal) -> Option<Rate> {
        (!percent.is_negative()).then_some(Rate(percent))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

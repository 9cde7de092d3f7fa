//! When a profile or a list entry is active.

use jiff::civil::Date;

/// The days on which a profile or list entry is active, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

impl Period {
    /// A period; `None` if it ends before it begins. [`Date::MAX`] is the end of what has none.
    pub fn new(from: Date, to: Date) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }

    /// The first day.
    pub fn from(self) -> Date {
        self.from
    }

    /// The last day.
    pub fn to(self) -> Date {
        self.to
    }

    /// Whether a day is in it.
    pub fn covers(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

//! The periods for which vendors declare what they have collected.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use quantity::words;
use std::fmt;

words! {
    /// How long the periods of a scheme are.
    PeriodKind {
        /// A month of the calendar.
        Month = "month",
        /// Three of them, from January, April, July or October.
        Quarter = "quarter",
    }
}

/// A period for which taxes are declared: whole days, as the law counts them.
///
/// ```
/// # use clearance::{PeriodKind, TaxPeriod};
/// let period = TaxPeriod::parse(PeriodKind::Quarter, "2026-Q1").unwrap();
/// assert_eq!((period.first().to_string(), period.last().to_string()), ("2026-01-01".into(), "2026-03-31".into()));
/// assert_eq!(period.to_string(), "2026-Q1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxPeriod {
    first: Date,
    kind: PeriodKind,
}

impl TaxPeriod {
    /// A period as it is written: `2026-03` for a month, `2026-Q1` for a quarter. None where it is not of the kind.
    pub fn parse(kind: PeriodKind, text: &str) -> Option<TaxPeriod> {
        let (year, part) = text.split_once('-')?;
        let digits = |text: &str, count: usize| {
            (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse().ok())?
        };
        let year: i16 = digits(year, 4)?;
        let month = match kind {
            PeriodKind::Month => digits(part, 2)?,
            PeriodKind::Quarter => {
                let quarter =
                    digits(part.strip_prefix('Q')?, 1).filter(|quarter| (1..=4).contains(quarter))?;
                3 * quarter - 2
            }
        };
        let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
        Some(TaxPeriod { first, kind })
    }

    /// The period that a day is in.
    pub fn of(kind: PeriodKind, day: Date) -> TaxPeriod {
        let month = match kind {
            PeriodKind::Month => day.month(),
            PeriodKind::Quarter => (day.month() - 1) / 3 * 3 + 1,
        };
        TaxPeriod { first: Date::new(day.year(), month, 1).unwrap_or(date(1970, 1, 1)), kind }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.moved(1).first.saturating_sub(1.day())
    }

    /// The period so many later, or earlier.
    #[must_use]
    pub fn moved(self, periods: i32) -> TaxPeriod {
        let months = match self.kind {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
        };
        TaxPeriod { first: self.first.saturating_add((periods.saturating_mul(months)).months()), ..self }
    }

    /// Whether it is over on a day.
    pub fn is_over(self, today: Date) -> bool {
        self.last() < today
    }
}

impl fmt::Display for TaxPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.kind {
            PeriodKind::Month => write!(f, "{year:04}-{month:02}"),
            PeriodKind::Quarter => write!(f, "{year:04}-Q{}", (month + 2) / 3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PeriodKind::{Month, Quarter};

    #[test]
    fn what_is_written_reads_back() {
        for (kind, text, first, last) in [
            (Month, "2026-02", "2026-02-01", "2026-02-28"),
            (Month, "2028-02", "2028-02-01", "2028-02-29"),
            (Month, "2026-12", "2026-12-01", "2026-12-31"),
            (Quarter, "2026-Q1", "2026-01-01", "2026-03-31"),
            (Quarter, "2026-Q4", "2026-10-01", "2026-12-31"),
        ] {
            let period = TaxPeriod::parse(kind, text).unwrap();
            assert_eq!(
                [period.to_string(), period.first().to_string(), period.last().to_string()],
                [text, first, last]
            );
            assert_eq!(TaxPeriod::of(kind, period.first()), period);
            assert_eq!(TaxPeriod::of(kind, period.last()), period);
            assert!(!period.is_over(period.last()) && period.is_over(period.moved(1).first()));
            assert_eq!(period.moved(1).moved(-1), period);
        }
    }

    #[test]
    fn what_is_no_period_is_none() {
        let wrong =
            ["", "2026", "2026-", "2026-13", "2026-00", "2026-3", "26-03", "2026-Q1", "2026-+3", "-2026-03"];
        for text in wrong.into_iter().chain(["2026-03-01", "2026-0\u{663}", "0000-99"]) {
            assert_eq!(TaxPeriod::parse(Month, text), None, "{text}");
        }
        for text in ["2026-Q0", "2026-Q5", "2026-Q", "2026-03", "2026-q1", "2026-Q11"] {
            assert_eq!(TaxPeriod::parse(Quarter, text), None, "{text}");
        }
    }
}

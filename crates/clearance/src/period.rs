//! The periods that statements and returns are made for.

use jiff::ToSpan;
use jiff::civil::Date;
use quantity::words;
use std::fmt;

words! {
    /// How long a period is.
    PeriodLength {
        /// From Monday to Sunday.
        Week = "week",
        /// A month.
        Month = "month",
        /// Three months, from January on.
        Quarter = "quarter",
    }
}

/// A period: its first day and how long it is. As text `2026-W09`, `2026-03`, `2026-Q1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// How long it is.
    pub length: PeriodLength,
}

impl PeriodLength {
    /// The period that a day is in.
    pub fn holding(self, day: Date) -> Period {
        let from = match self {
            PeriodLength::Week => {
                let since = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(since.days()).unwrap_or(day)
            }
            PeriodLength::Month => day.first_of_month(),
            PeriodLength::Quarter => {
                let back = i64::from((day.month() - 1).rem_euclid(3));
                day.first_of_month().checked_sub(back.months()).unwrap_or(day)
            }
        };
        Period { from, length: self }
    }
}

impl Period {
    /// The last day.
    pub fn to(self) -> Date {
        self.next().from.yesterday().unwrap_or(Date::MAX)
    }

    /// The one after it; the last one for good at the end of time.
    #[must_use]
    pub fn next(self) -> Period {
        let span = match self.length {
            PeriodLength::Week => 7.days(),
            PeriodLength::Month => 1.month(),
            PeriodLength::Quarter => 3.months(),
        };
        Period { from: self.from.checked_add(span).unwrap_or(Date::MAX), ..self }
    }

    /// The one before it.
    #[must_use]
    pub fn before(self) -> Period {
        let last = self.from.yesterday().unwrap_or(Date::MIN);
        self.length.holding(last)
    }

    /// The one so many later, or earlier.
    #[must_use]
    pub fn moved(self, periods: i32) -> Period {
        let step = if periods < 0 { Period::before } else { Period::next };
        (0..periods.unsigned_abs()).fold(self, |period, _| step(period))
    }

    /// Whether it is over on a day.
    pub fn is_over(self, today: Date) -> bool {
        self.to() < today
    }

    /// By when what was charged in it must be paid, so many days after its last.
    pub fn due(self, days: u32) -> Date {
        self.to().checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
    }

    /// The period of a text.
    ///
    /// ```
    /// # use clearance::Period;
    /// for text in ["2026-03", "2026-Q1", "2026-W09", "2020-W53"] {
    ///     assert_eq!(Period::parse(text).unwrap().to_string(), text);
    /// }
    /// for text in ["2026", "2026-13", "2026-Q5", "2026-W54", "2026-3", "26-03", "2026-03-01", "2026-W00"] {
    ///     assert_eq!(Period::parse(text), None, "{text}");
    /// }
    /// ```
    pub fn parse(text: &str) -> Option<Period> {
        let (year, rest) = text.split_once('-')?;
        let number = |digits: &str, length: usize| -> Option<i8> {
            let is_number = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().ok())?
        };
        let year: i16 = (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| year.parse().ok())
            .flatten()?;
        let period = match rest.split_at_checked(1)? {
            ("W", week) => {
                let day = jiff::civil::ISOWeekDate::new(year, number(week, 2)?, jiff::civil::Weekday::Monday);
                PeriodLength::Week.holding(day.ok()?.date())
            }
            ("Q", quarter) => {
                let quarter = number(quarter, 1).filter(|quarter| (1..=4).contains(quarter))?;
                PeriodLength::Quarter.holding(Date::new(year, quarter * 3, 1).ok()?)
            }
            _ => PeriodLength::Month.holding(Date::new(year, number(rest, 2)?, 1).ok()?),
        };
        Some(period)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            PeriodLength::Week => {
                let week = self.from.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            PeriodLength::Month => write!(f, "{:04}-{:02}", self.from.year(), self.from.month()),
            PeriodLength::Quarter => {
                write!(f, "{:04}-Q{}", self.from.year(), (self.from.month() + 2) / 3)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_day_is_in_one_period_and_periods_follow_each_other() {
        for length in PeriodLength::ALL.iter().copied() {
            let mut day = date(2023, 12, 20);
            while day < date(2026, 1, 20) {
                let period = length.holding(day);
                assert!(period.from <= day && day <= period.to(), "{period} {day}");
                assert_eq!(length.holding(period.to()), period);
                assert_eq!(period.next().before(), period);
                assert_eq!(period.moved(3).moved(-3), period);
                assert!(!period.is_over(period.to()) && period.is_over(period.next().from));
                assert_eq!(Period::parse(&period.to_string()), Some(period), "{period}");
                day = day.tomorrow().unwrap();
            }
        }
        let february = PeriodLength::Month.holding(date(2024, 2, 29));
        assert_eq!((february.to(), february.due(15)), (date(2024, 2, 29), date(2024, 3, 15)));
    }
}

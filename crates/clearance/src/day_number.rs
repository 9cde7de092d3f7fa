//! Days as numbers.

use jiff::civil::Date;

/// Days since 1970-01-01.
pub fn day_number(day: Date) -> i64 {
    let (mut year, month) = (i64::from(day.year()), i64::from(day.month()));
    // The civil calendar in eras of 400 years that begin in March (Hinnant, "chrono-compatible low-level date
    // algorithms").
    year -= i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day.day()) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The day of a number of days since 1970-01-01; the last or first there is, where that is beyond it.
pub fn day_of_number(number: i64) -> Date {
    let days = jiff::Span::new().try_days(number.clamp(-4_000_000, 4_000_000));
    days.map_or(Date::MIN, |days| jiff::civil::date(1970, 1, 1).saturating_add(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_follow_each_other() {
        assert_eq!(day_number(date(1970, 1, 1)), 0);
        assert_eq!(day_number(date(2000, 3, 1)), 11_017);
        let mut day = date(1999, 12, 1);
        for _ in 0..1600 {
            let Ok(next) = day.tomorrow() else { return };
            assert_eq!(day_number(next), day_number(day) + 1, "{next}");
            assert_eq!(day_of_number(day_number(next)), next);
            day = next;
        }
    }
}

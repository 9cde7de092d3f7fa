//! Simple interest, by the day.

use quantity::{Rate, Rounding, RoundingMode};

/// Interest on so much for so many days, as the sum of minor units over days, at a rate a year of 365 days: rounded down
/// once to whole minor units.
pub(crate) fn simple_interest(minor_days: i128, a_year: Rate) -> i64 {
    // Percent are kept in millionths.
    let rate = i128::from(a_year.percent().micro());
    let down = Rounding::new(RoundingMode::Down, 1);
    down.and_then(|down| down.apply(minor_days.saturating_mul(rate), 365 * 100 * 1_000_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_bears_the_rate_and_parts_are_rounded_down() {
        let rate = Rate::parse("8 %").unwrap();
        assert_eq!(simple_interest(10_000 * 365, rate), 800);
        assert_eq!(simple_interest(10_000, rate), 2);
        assert_eq!(simple_interest(0, rate), 0);
    }
}

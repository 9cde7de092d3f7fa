//! Named rounding: every division in the law says which digit it loses and which way.

/// Which way a remainder goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingMode {
    /// To the nearest step, a half away from zero.
    HalfUp,
    /// To the nearest step, a half to the even one.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl RoundingMode {
    /// The mode of a name in a country pack: `half_up`, `half_even`, `down` or `up`.
    pub fn from_name(name: &str) -> Option<RoundingMode> {
        Some(match name {
            "half_up" => RoundingMode::HalfUp,
            "half_even" => RoundingMode::HalfEven,
            "down" => RoundingMode::Down,
            "up" => RoundingMode::Up,
            _ => return None,
        })
    }
}

/// A rounding rule: the mode and the step in minor units of the currency (1 for a cent, 1,000 for ten whole won of 100).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    mode: RoundingMode,
    step: i64,
}

impl Rounding {
    /// A rule with a step of at least one minor unit.
    pub fn new(mode: RoundingMode, step: i64) -> Option<Rounding> {
        (step > 0).then_some(Rounding { mode, step })
    }

    /// Rounds the fraction `numerator / denominator` of minor units to a whole multiple of the step.
    ///
    /// `None` where the denominator is not positive or the result leaves the range.
    ///
    /// ```
    /// # use quantity::{Rounding, RoundingMode};
    /// let cent = Rounding::new(RoundingMode::HalfUp, 1).unwrap();
    /// assert_eq!(cent.apply(22_908, 10), Some(2_291));
    /// let ten_won = Rounding::new(RoundingMode::Down, 10).unwrap();
    /// assert_eq!(ten_won.apply(30_039, 1), Some(30_030));
    /// ```
    pub fn apply(self, numerator: i128, denominator: i128) -> Option<i64> {
        let unit = denominator.checked_mul(i128::from(self.step)).filter(|unit| *unit > 0)?;
        let steps = numerator / unit;
        let rest = numerator % unit;
        let doubled = rest.unsigned_abs().checked_mul(2)?;
        let away = match self.mode {
            RoundingMode::Down => false,
            RoundingMode::Up => rest != 0,
            RoundingMode::HalfUp => doubled >= unit.unsigned_abs(),
            RoundingMode::HalfEven => {
                doubled > unit.unsigned_abs() || (doubled == unit.unsigned_abs() && steps % 2 != 0)
            }
        };
        let steps = if away { steps.checked_add(numerator.signum())? } else { steps };
        i64::try_from(steps.checked_mul(i128::from(self.step))?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_where_the_mode_says() {
        let rows = [
            (RoundingMode::HalfUp, [2, 3, 3, -2, -3]),
            (RoundingMode::HalfEven, [2, 2, 3, -2, -2]),
            (RoundingMode::Down, [2, 2, 2, -2, -2]),
            (RoundingMode::Up, [3, 3, 3, -3, -3]),
        ];
        for (mode, expected) in rows {
            let rule = Rounding::new(mode, 1).unwrap();
            let found = [24, 25, 26, -24, -25].map(|tenths| rule.apply(tenths, 10).unwrap());
            assert_eq!(found, expected, "{mode:?}");
        }
        assert_eq!(Rounding::new(RoundingMode::Down, 0), None);
        assert_eq!(Rounding::new(RoundingMode::Up, 1).unwrap().apply(1, 0), None);
        assert_eq!(Rounding::new(RoundingMode::Up, 1).unwrap().apply(i128::MAX, 1), None);
    }

    proptest! {
        #[test]
        fn a_rounded_number_is_a_step_and_less_than_one_step_away(
            numerator in -1_000_000_000_i64..1_000_000_000, denominator in 1_i64..1000, step in 1_i64..500,
        ) {
            for mode in [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Down, RoundingMode::Up] {
                let rounded = Rounding::new(mode, step).unwrap()
                    .apply(numerator.into(), denominator.into()).unwrap();
                prop_assert_eq!(rounded % step, 0);
                let off = (i128::from(rounded) * i128::from(denominator) - i128::from(numerator)).abs();
                prop_assert!(off < i128::from(step) * i128::from(denominator));
            }
        }
    }
}

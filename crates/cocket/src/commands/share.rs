//! Shares of counts in whole millionths, and how far a share may be off.

use serde_json::{Value, json};

/// One, in millionths.
const ONE: u128 = 1_000_000;
/// The square of the deviations within which a share stays nineteen times of twenty (1.96), in millionths.
const SQUARE: u128 = 3_841_459;

/// A number in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Millionths(pub(super) u128);

impl Millionths {
    /// One count by another; nothing of nothing.
    pub(crate) fn of(part: u64, whole: u64) -> Millionths {
        Millionths(divided(u128::from(part) * ONE, u128::from(whole)))
    }

    /// How often another number goes into this one.
    pub(crate) fn times(self, other: Millionths) -> Millionths {
        Millionths(divided(self.0 * ONE, other.0))
    }

    /// As a number with so many decimals, at most six, rounded half up.
    pub(crate) fn text(self, decimals: u32) -> String {
        rounded(self.0, decimals)
    }

    /// As percent with so many decimals, at most six.
    pub(crate) fn percent(self, decimals: u32) -> String {
        rounded(self.0 * 100, decimals)
    }

    /// As a number of JSON.
    pub(crate) fn json(self) -> Value {
        self.text(6).parse::<f64>().map_or(Value::Null, |number| json!(number))
    }
}

fn rounded(millionths: u128, decimals: u32) -> String {
    let unit = 10_u128.pow(6_u32.saturating_sub(decimals));
    let count = divided(millionths + unit / 2, unit);
    let per_one = divided(ONE, unit);
    let (whole, rest) = (divided(count, per_one), count.checked_rem(per_one).unwrap_or_default());
    match usize::try_from(decimals) {
        Ok(width @ 1..) => format!("{whole}.{rest:0width$}"),
        _ => whole.to_string(),
    }
}

fn divided(number: u128, by: u128) -> u128 {
    number.checked_div(by).unwrap_or_default()
}

/// A share with the least and the most that it may really be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) share: Millionths,
    pub(crate) least: Millionths,
    pub(crate) most: Millionths,
}

impl Interval {
    /// Wilson's interval of 95 %; none of nothing.
    pub(crate) fn of(found: u64, examined: u64) -> Option<Interval> {
        if examined == 0 {
            return None;
        }
        let (found, all) = (u128::from(found), u128::from(examined));
        let whole = all * ONE + SQUARE;
        let middle = divided((found * ONE + SQUARE / 2) * ONE, whole);
        let spread = divided(found * all.saturating_sub(found) * ONE, all) + SQUARE / 4;
        let half = divided((SQUARE * spread).isqrt() * ONE, whole);
        Some(Interval {
            share: Millionths(divided(found * ONE, all)),
            least: Millionths(middle.saturating_sub(half)),
            most: Millionths((middle + half).min(ONE)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        let told = |found, examined| {
            let Interval { share, least, most } = Interval::of(found, examined).unwrap();
            [share, least, most].map(|number| number.percent(2))
        };
        // By the textbook formula with z = 1.96.
        assert_eq!(told(8, 100), ["8.00", "4.11", "15.00"]);
        assert_eq!(told(0, 10), ["0.00", "0.00", "27.75"]);
        assert_eq!(told(10, 10), ["100.00", "72.25", "100.00"]);
        assert_eq!(told(500_000_000, 1_000_000_000), ["50.00", "50.00", "50.00"]);
        assert_eq!(Interval::of(0, 0), None);
    }

    #[test]
    fn millionths_are_rounded_for_reading() {
        assert_eq!(Millionths::of(1, 3).percent(1), "33.3");
        assert_eq!(Millionths::of(2, 3).text(2), "0.67");
        assert_eq!(Millionths::of(5, 2).text(0), "3");
        assert_eq!(Millionths::of(1, 0).text(1), "0.0");
        assert_eq!(Millionths::of(1, 4).json(), json!(0.25));
        assert_eq!(Millionths::of(1, 2).times(Millionths::of(1, 4)).text(1), "2.0");
    }
}

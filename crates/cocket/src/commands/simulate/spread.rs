//! How amounts are spread: their number, sum, median and largest, in bounded memory.

use std::collections::BTreeMap;

/// Amounts are told apart exactly up to so many binary digits, and by so many first digits beyond.
const DIGITS: u32 = 17;

/// Amounts above nothing. Two of them add up, in any order, to the same.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    parcels: u64,
    sum: i128,
    largest: i128,
    /// How many there are of each amount.
    counts: BTreeMap<i128, u64>,
}

impl Spread {
    pub(super) fn count(&mut self, amount: i128) {
        self.parcels += 1;
        self.sum += amount;
        self.largest = self.largest.max(amount);
        *self.counts.entry(told_apart(amount)).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: Spread) {
        self.parcels += other.parcels;
        self.sum += other.sum;
        self.largest = self.largest.max(other.largest);
        for (amount, count) in other.counts {
            *self.counts.entry(amount).or_default() += count;
        }
    }

    pub(super) fn parcels(&self) -> u64 {
        self.parcels
    }

    pub(super) fn sum(&self) -> i128 {
        self.sum
    }

    pub(super) fn largest(&self) -> Option<i128> {
        (self.parcels > 0).then_some(self.largest)
    }

    /// The smallest amount that at least half of them do not exceed: exact below 2^17 minor units, above that rounded
    /// down by less than a part in 65,536.
    pub(super) fn median(&self) -> Option<i128> {
        let half = self.parcels.div_ceil(2);
        let mut up_to_here = 0;
        self.counts.iter().find_map(|(amount, count)| {
            up_to_here += count;
            (up_to_here >= half).then_some(*amount)
        })
    }
}

/// The amount with its first binary digits alone: there are few enough of them to be counted one by one.
fn told_apart(amount: i128) -> i128 {
    let digits = i128::BITS - amount.leading_zeros();
    let dropped = digits.saturating_sub(DIGITS);
    (amount >> dropped) << dropped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(amounts: impl IntoIterator<Item = i128>) -> Spread {
        let mut spread = Spread::default();
        amounts.into_iter().for_each(|amount| spread.count(amount));
        spread
    }

    #[test]
    fn half_of_them_do_not_exceed_the_median() {
        for (amounts, median) in [
            (&[][..], None),
            (&[7], Some(7)),
            (&[1, 9], Some(1)),
            (&[9, 1, 5], Some(5)),
            (&[3, 3, 8, 9], Some(3)),
        ] {
            assert_eq!(spread(amounts.iter().copied()).median(), median, "{amounts:?}");
        }
        assert_eq!(spread([131_071]).median(), Some(131_071));
        let large = 987_654_321_987;
        let told = spread([large]).median().unwrap();
        assert!(told <= large && large - told < large / 65_536, "{told}");
        assert_eq!(spread([large]).largest(), Some(large));
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let mut sum = spread(1..400);
        sum.add(spread(400..1_000));
        assert_eq!(sum, spread(1..1_000));
    }
}

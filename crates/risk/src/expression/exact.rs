//! Exact numbers that expressions reckon with: fractions, so that no quotient is ever rounded.

use quantity::Decimal;
use std::cmp::Ordering;

/// A fraction in lowest terms, with a denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    over: i128,
    under: i128,
}

impl Exact {
    pub(super) const ZERO: Exact = Exact { over: 0, under: 1 };

    /// A fraction; `None` over zero.
    fn new(over: i128, under: i128) -> Option<Exact> {
        let common = i128::try_from(common_factor(over.unsigned_abs(), under.unsigned_abs())).ok()?;
        let (over, under) = (over.checked_div(common)?, under.checked_div(common)?);
        match under.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Exact { over, under }),
            Ordering::Less => Some(Exact { over: over.checked_neg()?, under: under.checked_neg()? }),
        }
    }

    pub(super) fn of(number: Decimal) -> Exact {
        Exact::new(number.micro().into(), Decimal::ONE.micro().into()).unwrap_or(Exact::ZERO)
    }

    pub(super) fn count(number: u32) -> Exact {
        Exact { over: number.into(), under: 1 }
    }

    pub(super) fn is_zero(self) -> bool {
        self.over == 0
    }

    pub(super) fn negative(self) -> Option<Exact> {
        Some(Exact { over: self.over.checked_neg()?, under: self.under })
    }

    pub(super) fn add(self, other: Exact) -> Option<Exact> {
        let one = self.over.checked_mul(other.under)?;
        let two = other.over.checked_mul(self.under)?;
        Exact::new(one.checked_add(two)?, self.under.checked_mul(other.under)?)
    }

    pub(super) fn multiply(self, other: Exact) -> Option<Exact> {
        // Crosswise in lowest terms first, so that the products stay small.
        let (one, two) = (Exact::new(self.over, other.under)?, Exact::new(other.over, self.under)?);
        Exact::new(one.over.checked_mul(two.over)?, one.under.checked_mul(two.under)?)
    }

    /// The quotient; `None` by zero, too.
    pub(super) fn divide(self, other: Exact) -> Option<Exact> {
        self.multiply(Exact::new(other.under, other.over)?)
    }

    /// Whole parts first, then what is left turned over, so that no product is ever too great.
    pub(super) fn compare(self, other: Exact) -> Ordering {
        let (mut one, mut other) = (self, other);
        loop {
            let wholes = one.over.div_euclid(one.under).cmp(&other.over.div_euclid(other.under));
            if wholes != Ordering::Equal {
                return wholes;
            }
            let (left, right) = (one.over.rem_euclid(one.under), other.over.rem_euclid(other.under));
            if left == 0 || right == 0 {
                return left.cmp(&right);
            }
            let turned = Exact { over: other.under, under: right };
            other = Exact { over: one.under, under: left };
            one = turned;
        }
    }
}

/// The greatest common factor; never zero.
fn common_factor(one: u128, other: u128) -> u128 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(over: i64, under: i64) -> Exact {
        Exact::new(over.into(), under.into()).unwrap()
    }

    #[test]
    fn nothing_is_rounded_and_nothing_wraps() {
        let third = exact(1, 3);
        assert_eq!(third.add(third).unwrap().add(third), Some(Exact::count(1)));
        assert_eq!(exact(1, -2), exact(-1, 2));
        assert_eq!(Exact::of(Decimal::parse("24.90").unwrap()), exact(249, 10));
        assert_eq!(third.divide(Exact::ZERO), None);
        assert_eq!(Exact::new(i128::MIN, -1), None);
        assert_eq!(Exact::new(i128::MAX, 1).unwrap().add(Exact::count(1)), None);
        let (most, next) =
            (Exact { over: i128::MAX, under: 3 }, Exact { over: i128::MAX - 1, under: i128::MAX });
        assert_eq!((most.compare(next), next.compare(most)), (Ordering::Greater, Ordering::Less));
    }

    proptest! {
        #[test]
        fn order_is_that_of_the_cross_products(
            (a, b, c, d) in (-50_i64..50, 1_i64..50, -50_i64..50, 1_i64..50),
        ) {
            prop_assert_eq!(exact(a, b).compare(exact(c, d)), (a * d).cmp(&(c * b)));
            prop_assert_eq!(exact(a, b).add(exact(c, d)), Some(exact(a * d + c * b, b * d)));
            prop_assert_eq!(exact(a, b).multiply(exact(c, d)), Some(exact(a * c, b * d)));
            prop_assert_eq!(exact(a, b).divide(exact(c, d)).is_some(), c != 0);
        }
    }
}

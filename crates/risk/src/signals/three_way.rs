//! The three-way match: order, payment and declaration are about one sum, and each comes from somebody else.
//!
//! Order and payment are those that the market place and the payment provider filed; what the declarant says of them
//! proves nothing. China compares order, payment and transport in this way before goods are released.

use super::sign::{Sign, SignFact, Signal, SignalRule};
use quantity::Decimal;

/// The sums that belong together, in local currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What all consignments of the order are declared at, with their carriage.
    pub declared: Decimal,
    /// What the goods cost by the order.
    pub ordered: Option<Decimal>,
    /// What was paid.
    pub paid: Option<Decimal>,
}

/// What a signal tells of a sum that nobody filed.
const NOTHING: &str = "none";

/// The signal, if order or payment is above the declaration by more than [`SignalRule::at`] percent.
///
/// ```
/// use quantity::Decimal;
/// use risk::signals::{SignalRule, three_way::{Sums, three_way}};
/// let euro = |text: &str| Decimal::parse(text).ok();
/// let rule = SignalRule { weight: 100, at: 20, days: 0 };
/// let sums = |declared, ordered, paid| Sums { declared: euro(declared).unwrap(), ordered: euro(ordered), paid: euro(paid) };
/// assert!(three_way(rule, sums("24.90", "249.00", "")).is_some());
/// assert!(three_way(rule, sums("24.90", "", "254.00")).is_some());
/// assert!(three_way(rule, sums("24.90", "24.90", "29.80")).is_none());
/// assert!(three_way(rule, sums("24.90", "", "")).is_none());
/// ```
pub fn three_way(rule: SignalRule, sums: Sums) -> Option<Sign> {
    let Sums { declared, ordered, paid } = sums;
    let limit = i128::from(declared.micro()) * i128::from(100 + u64::from(rule.at));
    let is_above = |sum: Option<Decimal>| sum.filter(|sum| i128::from(sum.micro()) * 100 > limit);
    let said = (ordered, paid);
    if is_above(ordered).is_none() && is_above(paid).is_none() {
        return None;
    }
    let mut sign = Sign::new(Signal::ThreeWayMismatch, [(SignFact::Declared, &declared)]);
    let text = |sum: Option<Decimal>| sum.map_or_else(|| NOTHING.to_owned(), |sum| sum.to_string());
    sign.told.extend([(SignFact::Ordered, text(said.0)), (SignFact::Paid, text(said.1))]);
    Some(sign)
}

//! A split order: one order or one payment under several consignments, each below a limit, together above it.

use super::sign::{Sign, SignFact, Signal, SignalRule, count, sum};
use quantity::Decimal;

/// The signal, if at least [`SignalRule::at`] others are of the same order or payment, none of them is above the
/// limit, and all are above it together.
///
/// ```
/// use quantity::Decimal;
/// use risk::signals::{SignalRule, split_order::split_order};
/// let euro = |text: &str| Decimal::parse(text).unwrap();
/// let rule = SignalRule { weight: 100, at: 1, days: 0 };
/// assert!(split_order(rule, euro("90"), euro("150"), &[euro("80")]).is_some());
/// // One order in two parcels that stay below the limit together is no trick.
/// assert!(split_order(rule, euro("20"), euro("150"), &[euro("80")]).is_none());
/// // What is above the limit anyway is charged anyway.
/// assert!(split_order(rule, euro("151"), euro("150"), &[euro("80")]).is_none());
/// ```
pub fn split_order(rule: SignalRule, own: Decimal, limit: Decimal, others: &[Decimal]) -> Option<Sign> {
    let together = sum(others.iter().copied().chain([own]));
    let consignments = count(others.len());
    let is_given = own <= limit
        && consignments >= rule.at.max(1)
        && together > limit
        && others.iter().all(|value| *value <= limit);
    is_given.then(|| {
        Sign::new(
            Signal::SplitOrder,
            [
                (SignFact::Consignments, &consignments),
                (SignFact::Declared, &own),
                (SignFact::Together, &together),
                (SignFact::Limit, &limit),
            ],
        )
    })
}

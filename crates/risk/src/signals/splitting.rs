//! Splitting: what would be above a limit comes to one person in parts that each stay below it.
//!
//! Only parts count that come close to the limit, from 80 % of it: two small things in a week are everybody's, three
//! that each stay just below what the law relieves are not (bunching below a threshold, Saez, "Do taxpayers bunch at
//! kink points?", 2010).

use super::sign::{Sign, SignFact, Signal, SignalRule, count, is_below_percent, sum};
use quantity::Decimal;

/// From how many percent of the limit on a part is close to it.
const CLOSE_PERCENT: u32 = 80;

/// The signal, if at least [`SignalRule::at`] others to the same person within the days are close below the limit, as
/// this one is, and all of them are above it together.
///
/// ```
/// use quantity::Decimal;
/// use risk::signals::{SignalRule, splitting::splitting};
/// let euro = |text: &str| Decimal::parse(text).unwrap();
/// let rule = SignalRule { weight: 70, at: 2, days: 7 };
/// let limit = euro("150");
/// assert!(splitting(rule, euro("148.50"), limit, &[euro("149.10"), euro("148.90")]).is_some());
/// assert!(splitting(rule, euro("148.50"), limit, &[euro("149.10"), euro("12.00")]).is_none());
/// assert!(splitting(rule, euro("19.90"), limit, &[euro("149.10"), euro("148.90")]).is_none());
/// ```
pub fn splitting(rule: SignalRule, own: Decimal, limit: Decimal, others: &[Decimal]) -> Option<Sign> {
    let is_close = |value: Decimal| value <= limit && !is_below_percent(value, CLOSE_PERCENT, limit);
    let close: Vec<Decimal> = others.iter().copied().filter(|value| is_close(*value)).collect();
    let together = sum(close.iter().copied().chain([own]));
    let others = count(close.len());
    let is_given = is_close(own) && others >= rule.at.max(1) && together > limit;
    is_given.then(|| {
        Sign::new(
            Signal::Splitting,
            [
                (SignFact::Consignments, &others),
                (SignFact::Days, &rule.days),
                (SignFact::Declared, &own),
                (SignFact::Together, &together),
                (SignFact::Limit, &limit),
            ],
        )
    })
}

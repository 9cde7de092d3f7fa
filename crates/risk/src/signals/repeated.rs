//! Repeated descriptions: one sender declares the same words at the same value, over and over.

use super::sign::{Sign, SignFact, Signal, SignalRule};

/// The signal, if at least [`SignalRule::at`] others within the days have the same sender, words and value.
///
/// ```
/// use risk::signals::{SignalRule, repeated::repeated};
/// let rule = SignalRule { weight: 10, at: 40, days: 7 };
/// assert!(repeated(rule, 40).is_some());
/// assert!(repeated(rule, 39).is_none());
/// ```
pub fn repeated(rule: SignalRule, others: u32) -> Option<Sign> {
    let told = [(SignFact::Consignments, &others as &dyn std::fmt::Display), (SignFact::Days, &rule.days)];
    (others >= rule.at.max(1)).then(|| Sign::new(Signal::RepeatedDescription, told))
}

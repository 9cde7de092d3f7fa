//! Data quality: whoever says little, or says it badly, is looked at more.

use super::sign::{Sign, SignFact, Signal, SignalRule};

/// The signal, if at least [`SignalRule::at`] things were found wanting in the declaration.
///
/// ```
/// use risk::signals::{SignalRule, data_quality::data_quality};
/// let rule = SignalRule { weight: 15, at: 3, days: 0 };
/// assert!(data_quality(rule, 3).is_some());
/// assert!(data_quality(rule, 2).is_none());
/// ```
pub fn data_quality(rule: SignalRule, warnings: u32) -> Option<Sign> {
    (warnings >= rule.at.max(1)).then(|| Sign::new(Signal::DataQuality, [(SignFact::Warnings, &warnings)]))
}

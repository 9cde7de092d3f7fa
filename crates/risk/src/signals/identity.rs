//! Identity: how well it is assured who receives the goods.
//!
//! Levels are those of the European regulation on electronic identification (910/2014, article 8). Nothing said is no
//! signal: a newcomer says nothing either.

use super::sign::{Sign, SignFact, Signal, SignalRule};
use quantity::words;

words! {
    /// How well an identity is assured.
    Assurance {
        /// Whoever it is says so.
        None = "none",
        /// Something was checked.
        Low = "low",
        /// A document was checked.
        Substantial = "substantial",
        /// The person was there, or as good as.
        High = "high",
    }
}

/// The signal, if it is said that the level is below the one of [`SignalRule::at`], counted from 0.
///
/// ```
/// use risk::signals::{Assurance, SignalRule, identity::identity};
/// let rule = SignalRule { weight: 10, at: 1, days: 0 };
/// assert!(identity(rule, Some(Assurance::None)).is_some());
/// assert!(identity(rule, Some(Assurance::Low)).is_none());
/// assert!(identity(rule, None).is_none());
/// ```
pub fn identity(rule: SignalRule, level: Option<Assurance>) -> Option<Sign> {
    let level = level.filter(|level| u32::from(*level as u8) < rule.at)?;
    Some(Sign::new(Signal::IdentityAssurance, [(SignFact::Level, &level.as_str())]))
}

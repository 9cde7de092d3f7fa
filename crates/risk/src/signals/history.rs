//! History: what earlier examinations found with the same parties, or did not find.
//!
//! Only what was examined counts. Whoever was never examined has no history, neither good nor bad.

use super::sign::{Sign, SignFact, Signal, SignalRule};

/// What earlier examinations of the same parties came to; the newest of them are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Those that found something.
    pub findings: u32,
    /// Those that found nothing.
    pub no_findings: u32,
}

/// The signal against the parties, if at least [`SignalRule::at`] examinations found something, and they are at least
/// one in five.
///
/// ```
/// use risk::signals::{SignalRule, history::{History, with_findings}};
/// let rule = SignalRule { weight: 40, at: 1, days: 0 };
/// assert!(with_findings(rule, History { findings: 1, no_findings: 3 }).is_some());
/// assert!(with_findings(rule, History { findings: 1, no_findings: 9 }).is_none());
/// assert!(with_findings(rule, History::default()).is_none());
/// ```
pub fn with_findings(rule: SignalRule, history: History) -> Option<Sign> {
    let History { findings, no_findings } = history;
    let is_often = findings.saturating_mul(4) >= no_findings;
    (findings >= rule.at.max(1) && is_often).then(|| told(Signal::PartyHistory, history))
}

/// The signal for the parties, if at least [`SignalRule::at`] examinations found nothing and none found anything.
///
/// ```
/// use risk::signals::{SignalRule, history::{History, without_findings}};
/// let rule = SignalRule { weight: -20, at: 5, days: 0 };
/// assert!(without_findings(rule, History { findings: 0, no_findings: 5 }).is_some());
/// assert!(without_findings(rule, History { findings: 1, no_findings: 50 }).is_none());
/// ```
pub fn without_findings(rule: SignalRule, history: History) -> Option<Sign> {
    let is_clean = history.findings == 0 && history.no_findings >= rule.at.max(1);
    is_clean.then(|| told(Signal::CleanHistory, history))
}

fn told(signal: Signal, History { findings, no_findings }: History) -> Sign {
    Sign::new(signal, [(SignFact::Findings, &findings), (SignFact::NoFindings, &no_findings)])
}

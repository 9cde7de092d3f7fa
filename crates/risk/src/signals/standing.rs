//! Standing: what other registers say for a party.
//!
//! A new importer whose taxes have been in order for years is known, though not to customs (Volpe Martincus and
//! Graziano, "Customs as doorkeepers", 2015).

use super::sign::{Sign, SignFact, Signal, SignalRule};

/// The signal for a party, if the tax administration has had nothing against it for [`SignalRule::at`] years.
///
/// ```
/// use risk::signals::{SignalRule, standing::tax_standing};
/// let rule = SignalRule { weight: -30, at: 3, days: 0 };
/// assert!(tax_standing(rule, Some(4)).is_some());
/// assert!(tax_standing(rule, Some(2)).is_none());
/// assert!(tax_standing(rule, None).is_none());
/// ```
pub fn tax_standing(rule: SignalRule, years: Option<u32>) -> Option<Sign> {
    let years = years.filter(|years| *years >= rule.at)?;
    Some(Sign::new(Signal::TaxStanding, [(SignFact::Years, &years)]))
}

/// The signal for a filer that customs trusts.
///
/// ```
/// use risk::signals::standing::trusted_trader;
/// assert!(trusted_trader(true).is_some());
/// assert!(trusted_trader(false).is_none());
/// ```
pub fn trusted_trader(is_trusted: bool) -> Option<Sign> {
    is_trusted.then(|| Sign::new(Signal::TrustedTrader, []))
}

//! What a consignment counts as: the figures that pages and reports are made of.

use crate::case::{Case, Filing, Phase, State};
use crate::drawn::draws;
use crate::figure::Figure;
use crate::time_bucket::TimeBucket;
use jiff::Timestamp;

/// Figures that a case usually has.
const USUAL: usize = 16;

/// What a case counts as, with how much; nothing where another case stands for it. A figure that is nothing is
/// not there, and each is there once.
///
/// `released` is when the goods were let go. A case only knows since when it is in its state, and one that was
/// released and paid later is cleared since it was paid: whoever keeps cases remembers the moment before
/// ([`Case::released_at`]).
pub fn figures(case: &Case, released: Option<Timestamp>) -> Vec<(Figure<&str>, i64)> {
    if case.joined_into().is_some() {
        return Vec::new();
    }
    let mut figures = Vec::with_capacity(USUAL);
    let (category, phase) = (case.assessment.category, case.phase());
    let organisation = case.filings.governing().filer.organisation.as_str();
    figures.push((Figure::Standing { organisation, category, phase, outcome: case.outcome }, 1));
    if case.assessment.customs_value.minor() != 0 {
        figures.push((Figure::CustomsValue { category, phase }, case.assessment.customs_value.minor()));
    }
    if let Some(released) = released.or_else(|| case.released_at()) {
        count_release(case, released, &mut figures);
    }
    count_charges(case, &mut figures);
    for (period, drawn) in draws(case).iter() {
        figures.push((Figure::QuotaDrawn { period }, drawn.micro()));
    }
    for filing in case.filings.iter() {
        count_filing(case, filing, &mut figures);
    }
    figures
}

impl Case {
    /// Since when the goods may go, as far as the case itself knows: where a debt was paid after their release,
    /// since it was paid.
    pub fn released_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Released { at } | State::Cleared { at } => Some(*at),
            _ => None,
        }
    }

    /// The phase that a filer is told: where the consignment stands, if its filing governs; less, if it has
    /// another valid one; else that what it filed is invalid.
    fn phase_told_to(&self, organisation: &str) -> Phase {
        let is_theirs = |filing: &Filing| filing.filer.organisation == organisation;
        match is_theirs(self.filings.governing()) {
            true => self.phase(),
            false if self.filings.iter().any(|filing| !filing.is_invalid && is_theirs(filing)) => {
                self.phase().told_to_others().0
            }
            false => Phase::Invalidated,
        }
    }
}

fn count_release<'c>(case: &'c Case, released: Timestamp, figures: &mut Vec<(Figure<&'c str>, i64)>) {
    let category = case.assessment.category;
    let Some(first) = case.filings.iter().next() else { return };
    let time = TimeBucket::between(first.accepted, released);
    figures.push((Figure::ReleasedAfter { category, time }, 1));
    if let Some(arrival) = &case.arrived {
        let time = TimeBucket::between(first.accepted.max(arrival.at), released);
        figures.push((Figure::ReleasedAfterArrival { category, time }, 1));
    }
}

fn count_charges<'c>(case: &'c Case, figures: &mut Vec<(Figure<&'c str>, i64)>) {
    let before = figures.len();
    let mut add = |figure: Figure<&'c str>, minor: i64| {
        if minor == 0 {
            return;
        }
        match figures.iter_mut().skip(before).find(|(known, _)| *known == figure) {
            Some((_, sum)) => *sum = sum.saturating_add(minor),
            None => figures.push((figure, minor)),
        }
    };
    for charge in case.assessment.charges() {
        add(Figure::Charged { kind: charge.kind, status: charge.status }, charge.amount.minor());
        add(Figure::Outstanding { kind: charge.kind }, charge.due.minor());
    }
}

/// A filing and what was found wanting in it, and once for each filer what it is told.
fn count_filing<'c>(case: &'c Case, filing: &'c Filing, figures: &mut Vec<(Figure<&'c str>, i64)>) {
    let organisation = filing.filer.organisation.as_str();
    // Most cases have one filing, and most filers one in a case: the list stays short.
    let mut add = |figure: Figure<&'c str>| match figures.iter_mut().find(|(known, _)| *known == figure) {
        Some((_, count)) => *count += 1,
        None => figures.push((figure, 1)),
    };
    add(Figure::Declared { organisation });
    if !filing.warnings.is_empty() {
        add(Figure::DeclaredWithWarnings { organisation });
    }
    for (place, warning) in filing.warnings.iter().enumerate() {
        let code = warning.code;
        if !filing.warnings.iter().take(place).any(|earlier| earlier.code == code) {
            add(Figure::Warned { organisation, code });
        }
    }
    let told = Figure::Told { organisation, phase: case.phase_told_to(organisation) };
    if !figures.iter().any(|(known, _)| *known == told) {
        figures.push((told, 1));
    }
}

//! What came of the day, counted as it goes and told in the end.

use clearance::{Case, Category, ChargeStatus, GateKind, Outcome, Phase};
use indicatif::HumanCount;
use quantity::Money;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Where the consignments of the day stand, and what went back.
#[derive(Default)]
pub(super) struct Tally {
    standing: BTreeMap<u64, Standing>,
    /// Declarations that went back and did not come again, by filer and reference.
    gone_back: BTreeSet<String>,
    returned: u64,
    mended: u64,
    /// What happened otherwise than the day means it: none where the day fits the pack.
    pub(super) misfits: Vec<String>,
}

/// What is counted of a consignment.
struct Standing {
    phase: Phase,
    outcome: Outcome,
    category: Category,
    charged: Money,
    paid: Money,
    deferred: Money,
    waits_for: Vec<GateKind>,
}

impl Tally {
    /// A consignment stands so from now on.
    pub(super) fn stands(&mut self, consignment: u64, case: &Case) {
        let zero = Money::zero(case.paid.currency());
        let sum = |statuses: &[ChargeStatus]| {
            let charges = case.assessment.charges().filter(|charge| statuses.contains(&charge.status));
            charges.fold(zero, |sum, charge| sum.checked_add(charge.amount).unwrap_or(sum))
        };
        let deferred = sum(&[ChargeStatus::Deferred]);
        let charged = sum(&[ChargeStatus::Due, ChargeStatus::Paid, ChargeStatus::Deferred]);
        let standing = Standing {
            phase: case.phase(),
            outcome: case.outcome,
            category: case.assessment.category,
            charged,
            paid: case.paid,
            deferred,
            waits_for: case
                .gates()
                .into_iter()
                .flat_map(|gates| gates.iter().map(|gate| gate.kind))
                .collect(),
        };
        self.standing.insert(consignment, standing);
    }

    /// Begins anew, but for what did not fit.
    pub(super) fn forget(&mut self) {
        let misfits = std::mem::take(&mut self.misfits);
        *self = Tally { misfits, ..Tally::default() };
    }

    /// A declaration was taken.
    pub(super) fn taken(&mut self, reference: &str) {
        self.mended += u64::from(self.gone_back.remove(reference));
    }

    /// A declaration went back.
    pub(super) fn went_back(&mut self, reference: String) {
        self.returned += 1;
        self.gone_back.insert(reference);
    }

    fn count(&self, counts: impl Fn(&Standing) -> bool) -> u64 {
        self.standing.values().map(|standing| u64::from(counts(standing))).sum()
    }

    fn in_phase(&self, phases: &[Phase]) -> u64 {
        self.count(|standing| phases.contains(&standing.phase))
    }

    fn waiting_for(&self, kind: GateKind) -> u64 {
        self.count(|standing| standing.phase == Phase::Held && standing.waits_for.contains(&kind))
    }

    fn sum(&self, of: impl Fn(&Standing) -> Money) -> Option<Money> {
        let mut sums = self.standing.values().map(of);
        let first = sums.next()?;
        sums.try_fold(first, Money::checked_add)
    }

    /// In a few words, for whoever watches.
    pub(super) fn in_short(&self) -> String {
        format!(
            "{} released, {} waiting, {} refused, {} sent back",
            HumanCount(self.in_phase(&[Phase::Released, Phase::Cleared])),
            HumanCount(self.in_phase(&[Phase::Held])),
            HumanCount(self.in_phase(&[Phase::Refused])),
            HumanCount(self.returned),
        )
    }
}

/// The summary of the day.
impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use GateKind::{Agency, Document, Payment, Referral};
        let mut row = |name: &str, count: u64, more: String| {
            writeln!(out, "  {name:<24}{:>7}{more}", HumanCount(count).to_string())
        };
        let settled = HumanCount(self.in_phase(&[Phase::Cleared]));
        row(
            "released",
            self.in_phase(&[Phase::Released, Phase::Cleared]),
            format!("  nothing owed on {settled} of them"),
        )?;
        row("on their way here", self.in_phase(&[Phase::Accepted]), String::new())?;
        let to_examine = self.count(|it| it.phase == Phase::Held && it.outcome == Outcome::Examine);
        row("to be examined", to_examine, String::new())?;
        let waits =
            [("a document", Document), ("an agency", Agency), ("a superior", Referral), ("money", Payment)];
        let waits = waits.map(|(name, kind)| format!("{} for {name}", HumanCount(self.waiting_for(kind))));
        let held = self.count(|it| it.phase == Phase::Held && it.outcome != Outcome::Examine);
        row("waiting otherwise", held, format!("  {}", waits.join(", ")))?;
        row("refused", self.in_phase(&[Phase::Refused]), String::new())?;
        row("going back, or gone", self.in_phase(&[Phase::Returned, Phase::Invalidated]), String::new())?;
        row(
            "returned for correction",
            self.returned,
            format!(
                "  {} came again mended, {} never",
                HumanCount(self.mended),
                HumanCount(u64::try_from(self.gone_back.len()).unwrap_or(u64::MAX))
            ),
        )?;
        for category in Category::ALL {
            let of = self.count(|standing| standing.category == *category);
            row(&format!("category {}", category.number()), of, String::new())?;
        }
        let sums = (self.sum(|it| it.charged), self.sum(|it| it.paid), self.sum(|it| it.deferred));
        if let (Some(charged), Some(paid), Some(deferred)) = sums {
            writeln!(
                out,
                "  charges {charged}, of which {paid} are paid and {deferred} stand on statements"
            )?;
        }
        Ok(())
    }
}

//! What is taken on one parcel, by whom.

use clearance::{Assessment, ChargeStatus, Collector};
use tariff::ChargeKind;

/// What is taken on a parcel, charge by charge, in minor units.
pub(super) struct Owed(Vec<(ChargeKind, Collector, i128)>);

impl Owed {
    /// What customs and carriers must still collect, and what a vendor has collected at the sale. Charges that the law
    /// relieves, and those on goods that may not enter, are nothing.
    pub(super) fn of(assessment: &Assessment) -> Owed {
        let taken = assessment.charges().filter_map(|charge| {
            let money = match charge.status {
                ChargeStatus::Due => charge.due,
                ChargeStatus::Deferred | ChargeStatus::CollectedElsewhere => charge.amount,
                ChargeStatus::Relieved
                | ChargeStatus::Paid
                | ChargeStatus::Void
                | ChargeStatus::Repayable
                | ChargeStatus::GivenBack
                | ChargeStatus::Remitted
                | ChargeStatus::WrittenOff
                | ChargeStatus::GivenBackElsewhere => return None,
            };
            (!money.is_zero()).then(|| (charge.kind, charge.collector, i128::from(money.minor())))
        });
        Owed(taken.collect())
    }

    pub(super) fn charges(&self) -> impl Iterator<Item = (ChargeKind, Collector, i128)> {
        self.0.iter().copied()
    }

    /// All of it: what the parcel costs its buyer in charges.
    pub(super) fn all(&self) -> i128 {
        self.charges().map(|(.., minor)| minor).sum()
    }

    /// What customs and carriers collect.
    pub(super) fn at_the_border(&self) -> i128 {
        self.charges()
            .filter(|(_, collector, _)| *collector != Collector::Vendor)
            .map(|(.., minor)| minor)
            .sum()
    }
}

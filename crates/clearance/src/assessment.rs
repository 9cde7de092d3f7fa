//! What is owed on a consignment: charges line by line, and what has become of each.

use crate::category::Category;
use crate::fault::Fault;
use crate::ground::Ground;
use crate::procedure::{Collector, Debtor};
use jiff::civil::Date;
use quantity::{LocalValue, Money, words};
use std::collections::BTreeSet;
use tariff::{ChargeKind, Formula, LawRef};

/// What is owed on a consignment, line by line, with the grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The day whose law and rates count.
    pub day: Date,
    /// The category of release.
    pub category: Category,
    /// The customs value of the whole consignment.
    pub customs_value: Money,
    /// What customs or its agents must collect.
    pub payable: Money,
    /// The goods alone, exact, in local currency.
    pub intrinsic: LocalValue,
    /// The goods items in the order declared.
    pub lines: Vec<AssessedLine>,
    /// Why.
    pub grounds: Vec<Ground>,
    /// What the filer could have done better.
    pub warnings: Vec<Fault>,
}

/// What is owed on one goods item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedLine {
    /// The line.
    pub line: u32,
    /// Its part of the customs value.
    pub customs_value: Money,
    /// Duty first, then tax.
    pub charges: Vec<Charge>,
}

/// One charge on one goods item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What is charged.
    pub kind: ChargeKind,
    /// What the rate is taken of.
    pub base: Money,
    /// The rate.
    pub rate: Formula,
    /// What the rate makes of the base.
    pub amount: Money,
    /// What has become of it.
    pub status: ChargeStatus,
    /// Who owes it.
    pub debtor: Debtor,
    /// Who collects it.
    pub collector: Collector,
    /// What must still be paid.
    pub due: Money,
    /// Whether goods are released only once it is paid.
    pub release_waits: bool,
    /// The law of the rate; where somebody else has collected the charge, the law by which they do.
    pub law: LawRef,
}

words! {
    /// What has become of a charge.
    ChargeStatus {
        /// It must be paid.
        Due = "due",
        /// The law does not collect it.
        Relieved = "relieved",
        /// Somebody else has collected it.
        CollectedElsewhere = "collected_elsewhere",
        /// It was paid.
        Paid = "paid",
        /// It stands on a periodic statement.
        Deferred = "deferred",
        /// It is no longer owed: the goods do not stay.
        Void = "void",
        /// It was paid and is owed back: the goods did not stay.
        Repayable = "repayable",
        /// The goods went back after their release: it is no longer owed, and owed back as far as it was paid.
        GivenBack = "given_back",
        /// The goods went back: whoever has collected it is to give it back.
        GivenBackElsewhere = "given_back_elsewhere",
        /// It was waived after release, and is owed back as far as it was paid.
        Remitted = "remitted",
        /// It was given up: nobody will pay it.
        WrittenOff = "written_off",
    }
}

impl Charge {
    /// Whether customs or its agents collect it; what was given back they collect no more.
    pub(crate) fn is_collected_here(&self) -> bool {
        match self.status {
            ChargeStatus::Due
            | ChargeStatus::Paid
            | ChargeStatus::Deferred
            | ChargeStatus::Void
            | ChargeStatus::Repayable => true,
            ChargeStatus::Relieved
            | ChargeStatus::CollectedElsewhere
            | ChargeStatus::GivenBack
            | ChargeStatus::GivenBackElsewhere
            | ChargeStatus::Remitted
            | ChargeStatus::WrittenOff => false,
        }
    }

    /// What becomes of it, or of a part of it, when its goods go back in time; none where there is nothing to give.
    pub(crate) fn once_given_back(&self) -> Option<ChargeStatus> {
        match self.status {
            ChargeStatus::Due | ChargeStatus::Paid | ChargeStatus::Deferred => Some(ChargeStatus::GivenBack),
            ChargeStatus::CollectedElsewhere => Some(ChargeStatus::GivenBackElsewhere),
            ChargeStatus::Relieved
            | ChargeStatus::Void
            | ChargeStatus::Repayable
            | ChargeStatus::GivenBack
            | ChargeStatus::GivenBackElsewhere
            | ChargeStatus::Remitted
            | ChargeStatus::WrittenOff => None,
        }
    }

    /// How much of it was paid and is kept.
    pub(crate) fn covered(&self) -> i64 {
        match self.status {
            ChargeStatus::Due | ChargeStatus::Paid => self.amount.minor().saturating_sub(self.due.minor()),
            ChargeStatus::Relieved
            | ChargeStatus::CollectedElsewhere
            | ChargeStatus::Deferred
            | ChargeStatus::Void
            | ChargeStatus::Repayable
            | ChargeStatus::GivenBack
            | ChargeStatus::GivenBackElsewhere
            | ChargeStatus::Remitted
            | ChargeStatus::WrittenOff => 0,
        }
    }

    /// Whether it stands on a periodic statement.
    pub(crate) fn is_deferred(&self) -> bool {
        self.status == ChargeStatus::Deferred
    }

    /// Whether goods wait for it to be paid.
    pub fn is_waited_for(&self) -> bool {
        self.release_waits && !self.due.is_zero()
    }

    /// Whether it is owed, paid or not, on goods that stay.
    pub(crate) fn stands(&self) -> bool {
        matches!(self.status, ChargeStatus::Due | ChargeStatus::Paid | ChargeStatus::Deferred)
    }
}

impl Assessment {
    /// The lines that the law keeps out.
    pub(crate) fn prohibited_lines(&self) -> BTreeSet<u32> {
        let prohibited = |ground: &Ground| match ground {
            Ground::Prohibited { line, .. } => Some(*line),
            _ => None,
        };
        self.grounds.iter().filter_map(prohibited).collect()
    }

    /// Every charge of every line.
    pub fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.lines.iter().flat_map(|line| &line.charges)
    }
}

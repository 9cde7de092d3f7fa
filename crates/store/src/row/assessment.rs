//! Twins of what is owed.

use super::kept::twins;
use clearance::{AssessedLine, Assessment, Category, Charge, ChargeStatus, Collector, Debtor, Fault, Ground};
use jiff::civil::Date;
use quantity::{LocalValue, Money};
use tariff::{ChargeKind, Formula, LawRef};

twins! {
    /// What is owed on a consignment.
    struct AssessmentV1 of Assessment {
        day: Date,
        category: Category,
        customs_value: Money,
        payable: Money,
        intrinsic: LocalValue,
        lines: Vec<AssessedLine>,
        grounds: Vec<Ground>,
        warnings: Vec<Fault>,
    }
    /// What is owed on a goods item.
    struct AssessedLineV1 of AssessedLine { line: u32, customs_value: Money, charges: Vec<Charge> }
    /// A charge on a goods item.
    struct ChargeV1 of Charge {
        kind: ChargeKind,
        base: Money,
        rate: Formula,
        amount: Money,
        status: ChargeStatus,
        debtor: Debtor,
        collector: Collector,
        due: Money,
        release_waits: bool,
        law: LawRef,
    }
}

//! One row a charge: what is charged on one goods item, by which law, and what has become of it.

use super::columns;
use crate::column::{Column, Table};
use clearance::{AssessedLine, Case, Charge};

/// The table of charges.
pub(crate) struct Charges;

/// What a row is made from.
pub(crate) struct ChargeRow<'a> {
    pub(crate) case: &'a Case,
    pub(crate) line: &'a AssessedLine,
    pub(crate) charge: &'a Charge,
}

impl Table for Charges {
    type Row<'a> = ChargeRow<'a>;

    const NAME: &'static str = "charges";

    fn columns() -> &'static [Column<Charges>] {
        columns! { row:
            consignment Text = row.case.consignment.as_str();
            line Whole = row.line.line;
            kind Text = row.charge.kind.as_str();
            status Text = row.charge.status.as_str();
            debtor Text = row.charge.debtor.as_str();
            collector Text = row.charge.collector.as_str();
            currency Text = row.charge.amount.currency();
            base Money = row.charge.base;
            rate Text = row.charge.rate.to_string();
            amount Money = row.charge.amount;
            due Money = row.charge.due;
            release_waits Flag = row.charge.is_waited_for();
            law Text = row.charge.law.as_str();
            valid_on Day = row.case.assessment.day;
        }
    }
}

//! What becomes of charges: paid in their order, void for goods that do not stay, owed back if they were paid.

use crate::assessment::{Assessment, Charge, ChargeStatus};
use crate::case::Case;
use crate::ground::Ground;
use quantity::Money;
use tariff::ChargeKind;

/// Counts what was paid against the charges, line by line, in their order.
///
/// A charge that is covered whole is paid; one that is covered in part stays due for the rest.
pub(crate) fn credit(assessment: &mut Assessment, paid: Money) {
    let mut left = paid.minor();
    for charge in assessment.lines.iter_mut().flat_map(|line| &mut line.charges) {
        let covered = left.min(charge.due.minor());
        if charge.status != ChargeStatus::Due || covered == 0 {
            continue;
        }
        left -= covered;
        charge.due = Money::new(charge.due.minor() - covered, charge.due.currency());
        if charge.due.is_zero() {
            charge.status = ChargeStatus::Paid;
            charge.release_waits = false;
        }
    }
    assessment.payable = outstanding(assessment);
}

/// What is still owed.
pub(crate) fn outstanding(assessment: &Assessment) -> Money {
    let zero = Money::zero(assessment.payable.currency());
    assessment
        .charges()
        .try_fold(zero, |sum, charge| sum.checked_add(charge.due))
        .unwrap_or(assessment.payable)
}

/// What is owed on goods that stay, whether it is paid or not.
pub(crate) fn charged(assessment: &Assessment) -> Money {
    sum_of(assessment, |_| true)
}

fn sum_of(assessment: &Assessment, counts: impl Fn(&Charge) -> bool) -> Money {
    let zero = Money::zero(assessment.payable.currency());
    assessment
        .charges()
        .filter(|charge| charge.stands() && counts(charge))
        .try_fold(zero, |sum, charge| sum.checked_add(charge.amount))
        .unwrap_or(assessment.payable)
}

/// Nothing is owed any more on goods that do not stay, and what was paid on them is owed back.
pub(crate) fn discharge(case: &mut Case, goes: impl Fn(u32) -> bool) {
    for line in case.assessment.lines.iter_mut().filter(|line| goes(line.line)) {
        for charge in &mut line.charges {
            discharge_one(charge);
        }
    }
    case.assessment.payable = outstanding(&case.assessment);
    restate(&mut case.assessment);
}

/// The grounds name what is charged on goods that stay.
fn restate(assessment: &mut Assessment) {
    let [duty, vat] =
        [ChargeKind::Duty, ChargeKind::Vat].map(|kind| sum_of(assessment, |charge| charge.kind == kind));
    assessment.grounds.retain_mut(|ground| {
        let Ground::Charged { kind, amount, .. } = ground else { return true };
        *amount = match kind {
            ChargeKind::Duty => duty,
            ChargeKind::Vat => vat,
        };
        !amount.is_zero()
    });
}

fn discharge_one(charge: &mut Charge) {
    charge.status = match charge.status {
        ChargeStatus::Due if charge.due == charge.amount => ChargeStatus::Void,
        ChargeStatus::Due | ChargeStatus::Paid => ChargeStatus::Repayable,
        settled @ (ChargeStatus::Relieved
        | ChargeStatus::CollectedElsewhere
        | ChargeStatus::Void
        | ChargeStatus::Repayable) => settled,
    };
    charge.due = Money::zero(charge.due.currency());
    charge.release_waits = false;
}

//! What becomes of charges: paid in their order, void for goods that do not stay, owed back if they were paid.

use crate::assessment::{Assessment, Charge, ChargeStatus};
use crate::case::Case;
use crate::ground::Ground;
use quantity::Money;
use tariff::ChargeKind;

/// Counts what was paid against the charges, line by line, in their order; goods that do not stay come last
/// and owe nothing: what was paid on them is owed back.
///
/// The same case always balances to the same charges, however often it is asked.
pub(crate) fn balance(case: &mut Case, goes: impl Fn(u32) -> bool) {
    let (mut left, is_deferred) = (case.paid.minor(), case.deferred.is_some());
    for leaving in [false, true] {
        for line in case.assessment.lines.iter_mut().filter(|line| goes(line.line) == leaving) {
            for charge in line.charges.iter_mut().filter(|charge| charge.is_collected_here()) {
                let covered = left.min(charge.amount.minor());
                left -= covered;
                let open = if leaving { 0 } else { charge.amount.minor() - covered };
                charge.status = match (leaving, covered > 0, open == 0) {
                    (true, true, _) => ChargeStatus::Repayable,
                    (true, false, _) => ChargeStatus::Void,
                    (false, true, true) => ChargeStatus::Paid,
                    (false, _, false) if is_deferred => ChargeStatus::Deferred,
                    (false, _, _) => ChargeStatus::Due,
                };
                let due = if charge.is_deferred() { 0 } else { open };
                charge.due = Money::new(due, charge.amount.currency());
            }
        }
    }
    case.assessment.payable = outstanding(&case.assessment);
    restate(&mut case.assessment);
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

/// The grounds name what is charged on goods that stay.
fn restate(assessment: &mut Assessment) {
    let sums: Vec<(ChargeKind, Money)> = ChargeKind::ALL
        .iter()
        .map(|kind| (*kind, sum_of(assessment, |charge| charge.kind == *kind)))
        .collect();
    assessment.grounds.retain_mut(|ground| {
        let Ground::Charged { kind, amount, .. } = ground else { return true };
        let sum = sums.iter().find(|(of, _)| of == kind);
        *amount = sum.map_or(Money::zero(amount.currency()), |(_, sum)| *sum);
        !amount.is_zero()
    });
}

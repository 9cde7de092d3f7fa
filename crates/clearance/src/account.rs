//! What becomes of charges: paid in their order, void for goods that do not stay, owed back if they were paid.

use crate::assessment::{AssessedLine, Assessment, Charge, ChargeStatus};
use crate::case::Case;
use crate::ground::Ground;
use quantity::{Decimal, Money};
use tariff::ChargeKind;

/// Counts what was paid against the charges, line by line, in their order; goods that do not stay come last
/// and owe nothing: what was paid on them is owed back.
///
/// The same case always balances to the same charges, however often it is asked.
pub(crate) fn balance(case: &mut Case, goes: impl Fn(u32) -> bool) {
    if case.assessment.lines.iter().all(|line| goes(line.line)) {
        // Nothing stays that it could be owed on.
        (case.post_clearance.interest, case.post_clearance.interest_written_off) = (None, None);
    }
    let (mut left, is_deferred) = (case.held_money().minor().max(0), case.deferred.is_some());
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
    case.assessment.payable = owed(case);
    restate(&mut case.assessment);
}

/// Goods of a line go back: of each charge of a kind the share of what went is set apart as given back. `before` and
/// `after` say how much of `all` has gone with this kind given back, without and with what goes now, so that however
/// many times goods go back, in whatever order, the parts come to the whole.
///
/// Where a part was waived or given up, what goes now takes its share of what is left, for nobody gets back what was
/// waived already.
///
/// Gives the status of what was set apart, what was charged on the whole line, and what of it is given back now.
pub(crate) fn give_back(
    line: &mut AssessedLine,
    kind: ChargeKind,
    (before, after, all): (Decimal, Decimal, Decimal),
) -> Vec<(ChargeStatus, Money, Money)> {
    let mut told = Vec::new();
    let is_relinquished = line.charges.iter().any(|charge| {
        charge.kind == kind && matches!(charge.status, ChargeStatus::Remitted | ChargeStatus::WrittenOff)
    });
    let mut charges = Vec::with_capacity(line.charges.len() + 1);
    let mut earlier = std::mem::take(&mut line.charges).into_iter().peekable();
    while let Some(charge) = earlier.next() {
        let Some(status) = charge.once_given_back().filter(|_| charge.kind == kind) else {
            charges.push(charge);
            continue;
        };
        // What was set apart before follows what it was taken of.
        let apart = earlier.next_if(|next| next.status == status && next.kind == kind);
        let whole = |of: fn(&Charge) -> Money| {
            of(&charge).minor() + apart.as_ref().map_or(0, |apart| of(apart).minor())
        };
        let (amount, base) = (whole(|charge| charge.amount), whole(|charge| charge.base));
        let gone = |of: fn(&Charge) -> Money| match is_relinquished {
            // What goes now and what stays after it share what stands.
            true => {
                let going = after.micro().saturating_sub(before.micro());
                let staying = all.micro().saturating_sub(after.micro());
                let stands = of(&charge).minor();
                let now = quantity::share(stands, &[going, staying]).first().copied().unwrap_or(0);
                (whole(of) - stands + now, now)
            }
            false => {
                let gone = share_gone(whole(of), after, all);
                (gone, gone - share_gone(whole(of), before, all))
            }
        };
        let ((gone_amount, now), (gone_base, _)) = (gone(|charge| charge.amount), gone(|charge| charge.base));
        let money = |minor| Money::new(minor, charge.amount.currency());
        told.push((status, money(amount), money(now)));
        let apart = Charge {
            amount: money(gone_amount),
            base: money(gone_base),
            due: money(0),
            status,
            release_waits: false,
            ..charge.clone()
        };
        if after < all {
            charges.push(Charge {
                amount: money(amount - gone_amount),
                base: money(base - gone_base),
                ..charge
            });
        }
        charges.push(apart);
    }
    line.charges = charges;
    told
}

/// The share of what has gone. It only grows with what has gone, and is the whole once all has.
fn share_gone(whole: i64, gone: Decimal, all: Decimal) -> i64 {
    let left = all.micro().saturating_sub(gone.micro());
    quantity::share(whole, &[gone.micro(), left]).first().copied().unwrap_or(0)
}

/// What is still owed: on goods, as interest, and because a payment bounced that was given back already.
pub(crate) fn owed(case: &Case) -> Money {
    let outstanding = outstanding(&case.assessment);
    let beside = case.owed_again().checked_add(case.interest_owed());
    beside.and_then(|beside| outstanding.checked_add(beside)).unwrap_or(outstanding)
}

/// Sets apart up to `most` minor units of what stands on a line of the kinds that are meant, under a status of its own:
/// of all of it, or only of what is owed. Gives how much that came to.
pub(crate) fn relinquish(
    line: &mut AssessedLine,
    holds: impl Fn(ChargeKind) -> bool,
    (status, only_owed): (ChargeStatus, bool),
    most: i64,
) -> i64 {
    let mut left = most;
    let mut charges = Vec::with_capacity(line.charges.len() + 1);
    for charge in std::mem::take(&mut line.charges) {
        let of = if only_owed { charge.due } else { charge.amount };
        let taken = left.min(of.minor());
        if !charge.stands() || !holds(charge.kind) || taken <= 0 {
            charges.push(charge);
            continue;
        }
        left -= taken;
        let (amount, base) = (charge.amount.minor(), charge.base.minor());
        let part_of_base = quantity::share(base, &[taken, amount - taken]).first().copied().unwrap_or(0);
        let money = |minor| Money::new(minor, charge.amount.currency());
        charges.push(Charge {
            amount: money(taken),
            base: money(part_of_base),
            due: money(0),
            status,
            release_waits: false,
            ..charge.clone()
        });
        if taken < amount {
            let due = money((charge.due.minor() - taken).max(0));
            charges.push(Charge {
                amount: money(amount - taken),
                base: money(base - part_of_base),
                due,
                ..charge
            });
        }
    }
    line.charges = charges;
    most - left
}

/// What is still owed on goods.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::{Collector, Debtor};
    use proptest::prelude::*;
    use quantity::{Currency, Rate};
    use tariff::{Formula, LawRef};

    fn money(minor: i64) -> Money {
        Money::new(minor, Currency::new("EXD", 2).unwrap())
    }

    fn charge(kind: ChargeKind, amount: i64, status: ChargeStatus) -> Charge {
        Charge {
            kind,
            base: money(amount.saturating_mul(7)),
            rate: Formula::AdValorem(Rate::parse("15 %").unwrap()),
            amount: money(amount),
            status,
            debtor: Debtor::Consignee,
            collector: Collector::Customs,
            due: money(0),
            release_waits: false,
            law: LawRef::new("s.1"),
        }
    }

    proptest! {
        /// However many times goods go back, in whatever parts, what is given back is never more than was charged, the
        /// standing part and the one set apart come to the whole, and once all has gone it is the whole.
        #[test]
        fn parts_come_to_the_whole(
            amount in 0_i64..10_000_000,
            kinds in proptest::collection::vec(any::<bool>(), 1..4),
            parts in proptest::collection::vec((1_i64..5_000_000, any::<bool>()), 1..12),
        ) {
            let all: i64 = parts.iter().map(|(part, _)| part).sum();
            let all = Decimal::from_micro(all).unwrap();
            let status = |is_paid: &bool| if *is_paid { ChargeStatus::Paid } else { ChargeStatus::CollectedElsewhere };
            // Two charges of one kind on a line, as of two measures, are shared each by itself.
            let charges: Vec<Charge> =
                kinds.iter().map(|is_paid| charge(ChargeKind::Vat, amount, status(is_paid))).collect();
            let mut line = AssessedLine { line: 1, customs_value: money(0), charges };
            line.charges.push(charge(ChargeKind::Duty, 500, ChargeStatus::Paid));
            let whole = amount * i64::try_from(kinds.len()).unwrap();
            let (mut gone, mut given, mut is_all) = (Decimal::ZERO, 0, true);
            for (part, is_given) in parts {
                if !is_given {
                    is_all = false;
                    continue;
                }
                let after = gone.checked_add(Decimal::from_micro(part).unwrap()).unwrap();
                for (_, charged, now) in give_back(&mut line, ChargeKind::Vat, (gone, after, all)) {
                    prop_assert_eq!(charged.minor(), amount);
                    prop_assert!(now.minor() >= 0);
                    given += now.minor();
                }
                gone = after;
                prop_assert!(given <= whole);
                let apart: i64 = line.charges.iter().filter(|charge| charge.once_given_back().is_none())
                    .map(|charge| charge.amount.minor()).sum();
                prop_assert_eq!(apart, given, "what was given back is what is set apart");
                let sum: i64 = line.charges.iter().filter(|charge| charge.kind == ChargeKind::Vat)
                    .map(|charge| charge.amount.minor()).sum();
                prop_assert_eq!(sum, whole, "nothing is lost and nothing is made");
            }
            if is_all {
                prop_assert_eq!(given, whole);
                prop_assert_eq!(line.charges.len(), kinds.len() + 1, "nothing stands of it");
            }
        }
    }
}

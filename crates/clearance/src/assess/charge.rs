//! Charges on each goods item: what of which base, what the relief leaves, who owes, who collects, whether release waits.
//!
//! Kind by kind, in the order of [`ChargeKind`], so that a base may hold what comes before: first which measure each
//! line bears (`applicable`), then what it comes to (`reckon`), then what becomes of it here.

use super::desk::{Counted, Desk};
use super::measure::Measure;
use super::reckon::{Reckoned, reckon};
use super::relief::{Reliefs, Relieved};
use super::remarks::{Remarks, push_once};
use super::worth::{in_local, out_of_range};
use crate::assessment::{AssessedLine, Charge, ChargeStatus};
use crate::fault::Fault;
use crate::ground::Ground;
use crate::procedure::{Collection, Collector, Debtor};
use quantity::{LocalValue, Money};
use tariff::{Bound, ChargeKind, Treatment};

/// Charges every goods item.
///
/// Errors: a threshold or an amount is in a currency without a rate (`no_exchange_rate`), goods are not measured in the
/// unit of their rate (`quantity_needed`), or an amount leaves the range of money (`out_of_range`).
pub(super) fn charge(desk: &Desk<'_>, remarks: &mut Remarks) -> Result<Vec<AssessedLine>, Fault> {
    let items = &desk.declaration.items;
    let mut lines: Vec<AssessedLine> = items
        .iter()
        .zip(&desk.worth.line_values)
        .map(|(item, value)| AssessedLine {
            line: item.line,
            customs_value: *value,
            charges: Vec::with_capacity(2),
        })
        .collect();
    // Without a value nothing is charged: documents, and advance data.
    if desk.declaration.value.is_some() {
        let reliefs = Reliefs::open(desk)?;
        let mut counted = vec![Counted::default(); items.len()];
        for (kind, place_of_kind) in ChargeKind::ALL.iter().copied().zip(0..) {
            let measures = desk.measures(kind, &reliefs, &counted, remarks)?;
            for (measure, reckoned) in measures.iter().zip(reckon(desk, kind, &measures)?) {
                let charge = desk.settled(kind, measure, reckoned, remarks);
                let counts = if charge.status == ChargeStatus::Relieved { 0 } else { reckoned.whole.minor() };
                if let Some(sum) = counted.get_mut(measure.place).and_then(|of| of.get_mut(place_of_kind)) {
                    *sum = sum.checked_add(counts).ok_or_else(out_of_range)?;
                }
                if let Some(line) = lines.get_mut(measure.place) {
                    line.charges.push(charge);
                }
            }
            waive(desk, kind, &mut lines, &mut counted, &mut remarks.grounds)?;
        }
        desk.warn_of_quotas(&lines, remarks);
    }
    for kind in ChargeKind::ALL {
        sum_up(&lines, *kind, &mut remarks.grounds).ok_or_else(out_of_range)?;
    }
    Ok(lines)
}

impl<'a> Desk<'a> {
    /// What becomes of a charge.
    fn settled(
        &self,
        kind: ChargeKind,
        measure: &Measure<'a>,
        reckoned: Reckoned,
        remarks: &mut Remarks,
    ) -> Charge {
        let Collection { debtor, collector, release_waits } = self.collection(kind);
        let due = Charge {
            kind,
            base: reckoned.base,
            rate: measure.rate.clone(),
            amount: reckoned.collected,
            status: ChargeStatus::Due,
            debtor,
            collector,
            due: reckoned.collected,
            release_waits,
            law: measure.law.clone(),
        };
        let nothing = Money::zero(due.amount.currency());
        if let Some(relieved) = &measure.relief {
            push_once(&mut remarks.grounds, relieved.ground(kind, self, measure.item));
        }
        if let Some(Relieved { treatment: Treatment::Free, free: None, .. }) = measure.relief {
            return Charge { status: ChargeStatus::Relieved, due: nothing, release_waits: false, ..due };
        }
        match self.scheme.and_then(|scheme| scheme.collects(kind, measure.item)) {
            Some((ground, law)) => {
                push_once(&mut remarks.grounds, ground);
                Charge {
                    law,
                    status: ChargeStatus::CollectedElsewhere,
                    debtor: Debtor::Seller,
                    collector: Collector::Vendor,
                    due: nothing,
                    release_waits: false,
                    ..due
                }
            }
            None => due,
        }
    }
}

/// Leaves uncollected what comes to little on the whole consignment, once the last of the kinds is charged that a waiver
/// adds up. What is waived is in no base of what comes after.
fn waive(
    desk: &Desk<'_>,
    last: ChargeKind,
    lines: &mut [AssessedLine],
    counted: &mut [Counted],
    grounds: &mut Vec<Ground>,
) -> Result<(), Fault> {
    let (declaration, exchange) = (desk.declaration, &desk.law.tariff.exchange);
    for waiver in desk.law.tariff.waivers.iter().filter(|waiver| waiver.validity.covers(desk.day)) {
        let tariff::Waiver { id, waives, amount, traffic, .. } = &waiver.value;
        let dispatch = declaration.consignor.country;
        let is_last = ChargeKind::ALL.iter().rev().find(|kind| waives.contains(kind)) == Some(&last);
        if !is_last || !traffic.holds(declaration.channel, declaration.nature, dispatch) {
            continue;
        }
        let limit = in_local(*amount, exchange, desk.day)?;
        let is_meant = |charge: &Charge| charge.status == ChargeStatus::Due && waives.contains(&charge.kind);
        let sum = lines
            .iter()
            .flat_map(|line| &line.charges)
            .filter(|charge| is_meant(charge))
            .try_fold(Money::zero(exchange.local()), |sum, charge| sum.checked_add(charge.due))
            .ok_or_else(out_of_range)?;
        if sum.is_zero() || !waiver.value.reaches(LocalValue::of_money(sum), limit) {
            continue;
        }
        for (line, counted) in lines.iter_mut().zip(counted.iter_mut()) {
            for charge in line.charges.iter_mut().filter(|charge| is_meant(charge)) {
                charge.status = ChargeStatus::Relieved;
                charge.due = Money::zero(sum.currency());
                charge.release_waits = false;
            }
            for (kind, counts) in ChargeKind::ALL.iter().zip(counted) {
                if line
                    .charges
                    .iter()
                    .all(|charge| charge.kind != *kind || charge.status == ChargeStatus::Relieved)
                {
                    *counts = 0;
                }
            }
        }
        grounds.push(Ground::WaivedAsSmall {
            waiver: id.clone(),
            amount: sum,
            threshold: *amount,
            is_inclusive: waiver.value.bound == Bound::Inclusive,
            law: waiver.law.clone(),
        });
    }
    Ok(())
}

/// One ground for all that is due of a kind. `None` where the sum leaves the range of money.
fn sum_up(lines: &[AssessedLine], kind: ChargeKind, grounds: &mut Vec<Ground>) -> Option<()> {
    let mut due = lines
        .iter()
        .flat_map(|line| &line.charges)
        .filter(|charge| charge.kind == kind && !charge.due.is_zero());
    let Some(first) = due.next() else { return Some(()) };
    let amount = due.try_fold(first.due, |sum, charge| sum.checked_add(charge.due))?;
    grounds.push(Ground::Charged { kind, amount, law: first.law.clone() });
    Some(())
}

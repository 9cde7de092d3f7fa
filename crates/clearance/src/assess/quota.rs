//! Drawing on tariff quotas: what is left, and whether it is enough for a goods item.

use super::desk::Desk;
use super::measure::Measure;
use super::reckon::{measured, quantity_needed};
use super::remarks::Remarks;
use crate::assessment::AssessedLine;
use crate::drawn::{QUOTA_DOCUMENT, draw};
use crate::fault::{Fault, FaultCode};
use crate::ground::Ground;
use crate::submission::{DocumentField, document_pointer};
use quantity::Decimal;
use tariff::{ChargeKind, QuotaNumber, QuotaPeriod};

impl Desk<'_> {
    /// Whether goods that ask for a quota may draw on it; says so either way. They draw wholly or not at all.
    ///
    /// Errors: the goods are not measured in the unit of the quota (`quantity_needed`).
    pub(super) fn may_draw(
        &self,
        number: QuotaNumber,
        measure: &Measure<'_>,
        remarks: &mut Remarks,
    ) -> Result<bool, Fault> {
        let open = self.law.tariff.quotas.on(&number, self.day);
        let Some(open) = open.filter(|_| self.asks_for(number)) else {
            return Ok(false);
        };
        let unit = open.value.unit.as_str();
        let quantity = measured(measure.item, unit).ok_or_else(|| quantity_needed(measure, unit))?;
        let period = QuotaPeriod { number, opened: open.validity.from };
        let mut drawn = self.used_up.drawn.clone();
        for (_, of, quantity) in remarks.grounds.iter().filter_map(draw) {
            drawn.add(of, quantity);
        }
        let left = open.value.volume.checked_sub(drawn.of(period));
        let left = left.filter(|left| !left.is_negative()).unwrap_or(Decimal::ZERO);
        let after = left.checked_sub(quantity).filter(|after| !after.is_negative());
        let (line, unit, law) = (measure.item.line, open.value.unit.clone(), open.law.clone());
        remarks.grounds.push(match after {
            Some(left) => Ground::QuotaDrawn { line, period, quantity, left, unit, law },
            None => Ground::QuotaUsedUp { line, period, quantity, left, unit, law },
        });
        Ok(after.is_some())
    }

    /// Whether the declaration asks to draw on a quota.
    pub(super) fn asks_for(&self, number: QuotaNumber) -> bool {
        self.declaration.quotas().any(|asked| asked == number)
    }

    /// Warns of quotas that were asked for and that nothing could be drawn of, though duty is due.
    pub(super) fn warn_of_quotas(&self, lines: &[AssessedLine], remarks: &mut Remarks) {
        let mut charges = lines.iter().flat_map(|line| &line.charges);
        if !charges.any(|charge| charge.kind == ChargeKind::Duty && !charge.due.is_zero()) {
            return;
        }
        let asking = self.declaration.documents.iter().enumerate();
        for (place, document) in asking.filter(|(_, document)| document.kind == QUOTA_DOCUMENT) {
            let found = document.number.as_deref().unwrap_or_default();
            let number = QuotaNumber::parse(found);
            let is_answered = remarks.grounds.iter().any(|ground| match ground {
                Ground::QuotaDrawn { period, .. } | Ground::QuotaUsedUp { period, .. } => {
                    Some(period.number) == number
                }
                _ => false,
            });
            if !is_answered {
                let pointer = document_pointer(place, DocumentField::Number);
                let warning = Fault::new(FaultCode::QuotaNotOpen, pointer);
                remarks.warnings.push(warning.with("found", found).with("day", self.day));
            }
        }
    }
}

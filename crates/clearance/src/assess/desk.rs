//! Everything that charging a consignment looks at, and what is asked of it again and again.

use super::scheme::CountingScheme;
use super::worth::Worth;
use crate::facts::UsedUp;
use crate::law::Law;
use crate::procedure::{Collection, Collector, Debtor, Parameters};
use crate::{Declaration, GoodsItem};
use jiff::civil::Date;
use quantity::{LocalValue, Money, Rate};
use tariff::{ChargeKind, Measured, TaxBase, ValuePart};

/// Everything that charging a consignment looks at.
pub(super) struct Desk<'a> {
    pub(super) declaration: &'a Declaration,
    pub(super) law: &'a Law,
    pub(super) parameters: &'a Parameters,
    pub(super) worth: &'a Worth,
    pub(super) day: Date,
    pub(super) scheme: Option<CountingScheme<'a>>,
    pub(super) used_up: UsedUp<'a>,
}

/// What was charged on a line so far, kind by kind, for the bases of what comes after: nothing where it was relieved,
/// the whole where somebody else collects it or only a part is collected.
pub(super) type Counted = [i64; ChargeKind::ALL.len()];

impl Desk<'_> {
    /// An item as thresholds measure it, exact in local currency.
    pub(super) fn measured(&self, item: &GoodsItem) -> Option<Measured<LocalValue>> {
        let item = self.worth.rate?.convert(item.value);
        Some(Measured { consignment: self.worth.values, item })
    }

    /// What a tax on a line is taken of, exact. `None` beyond the range of values.
    pub(super) fn base(&self, base: &TaxBase, place: usize, counted: &[Counted]) -> Option<LocalValue> {
        let value = *self.worth.line_values.get(place)?;
        let carriage = *self.worth.line_carriage.get(place)?;
        let mut sum = LocalValue::ZERO;
        for (part, share) in &base.values {
            let part = match part {
                ValuePart::CustomsValue => value.minor(),
                ValuePart::Carriage => carriage.minor(),
                ValuePart::Cif => value.minor().checked_add(carriage.minor())?,
            };
            let part = LocalValue::of_money(Money::new(part, value.currency()));
            sum = sum.checked_add(if *share == Rate::WHOLE { part } else { part.percent(*share)? })?;
        }
        for (kind, charged) in ChargeKind::ALL.iter().zip(counted.get(place)?) {
            if base.charges.contains(kind) {
                sum = sum.checked_add(LocalValue::of_money(Money::new(*charged, value.currency())))?;
            }
        }
        Some(sum)
    }

    /// Who owes and collects; where the pack does not say, the consignee pays customs before release.
    pub(super) fn collection(&self, kind: ChargeKind) -> Collection {
        self.law.procedures.collection.on(&(self.declaration.channel, kind), self.day).map_or(
            Collection { debtor: Debtor::Consignee, collector: Collector::Customs, release_waits: true },
            |collection| collection.value,
        )
    }
}

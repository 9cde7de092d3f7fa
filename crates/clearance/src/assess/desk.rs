//! Everything that charging a consignment looks at, and what is asked of it again and again.

use super::scheme::CountingScheme;
use super::worth::Worth;
use crate::facts::AddedUp;
use crate::fault::{Fault, FaultCode};
use crate::law::Law;
use crate::procedure::{Collection, Collector, Debtor, Parameters};
use crate::submission::{HeaderField, header_pointer};
use crate::{Declaration, GoodsItem};
use jiff::civil::Date;
use quantity::{Amount, LocalValue, Money, Rate};
use tariff::{ChargeKind, ExchangeRates, Measured, TaxBase, ValuePart};

/// Everything that charging a consignment looks at.
pub(super) struct Desk<'a> {
    pub(super) declaration: &'a Declaration,
    pub(super) law: &'a Law,
    pub(super) parameters: &'a Parameters,
    pub(super) worth: &'a Worth,
    pub(super) day: Date,
    pub(super) scheme: Option<CountingScheme<'a>>,
    pub(super) added_up: AddedUp,
}

/// What was charged on a line so far, kind by kind, for the bases of what comes after: nothing where it was relieved,
/// the whole where somebody else collects it or only a part is collected.
pub(super) type Counted = [i64; ChargeKind::ALL.len()];

impl Desk<'_> {
    /// An item as thresholds measure it, exact in local currency.
    pub(super) fn measured(&self, item: &GoodsItem) -> Option<Measured<LocalValue>> {
        let rate = self.law.tariff.exchange.on(self.declaration.value?.currency, self.day)?;
        Some(Measured { consignment: self.worth.values, item: rate.convert(item.value) })
    }

    /// What a tax on a line is taken of. `None` beyond the range of money.
    pub(super) fn base(&self, base: &TaxBase, place: usize, counted: &[Counted]) -> Option<Money> {
        let value = *self.worth.line_values.get(place)?;
        let carriage = *self.worth.line_carriage.get(place)?;
        let mut sum: i64 = 0;
        for (part, share) in &base.values {
            let part = match part {
                ValuePart::CustomsValue => value.minor(),
                ValuePart::Carriage => carriage.minor(),
                ValuePart::Cif => value.minor().checked_add(carriage.minor())?,
            };
            sum = sum.checked_add(self.share_of(Money::new(part, value.currency()), *share)?.minor())?;
        }
        for (kind, charged) in ChargeKind::ALL.iter().zip(counted.get(place)?) {
            if base.charges.contains(kind) {
                sum = sum.checked_add(*charged)?;
            }
        }
        Some(Money::new(sum, value.currency()))
    }

    /// So much of a part of the value, rounded as the customs value is.
    fn share_of(&self, part: Money, share: Rate) -> Option<Money> {
        if share == Rate::WHOLE {
            return Some(part);
        }
        let rounding = self.parameters.valuation.customs_value_rounding;
        LocalValue::of_money(part).percent(share)?.round(rounding, part.currency())
    }

    /// Who owes and collects; where the pack does not say, the consignee pays customs before release.
    pub(super) fn collection(&self, kind: ChargeKind) -> Collection {
        self.law.procedures.collection.on(&(self.declaration.channel, kind), self.day).map_or(
            Collection { debtor: Debtor::Consignee, collector: Collector::Customs, release_waits: true },
            |collection| collection.value,
        )
    }
}

/// An amount in local currency.
///
/// Errors: there is no rate of exchange on the day.
pub(super) fn in_local(amount: Amount, exchange: &ExchangeRates, day: Date) -> Result<LocalValue, Fault> {
    match exchange.on(amount.currency, day) {
        Some(rate) => Ok(rate.convert(amount.value)),
        None => {
            let pointer = header_pointer(HeaderField::ValueCurrency);
            let fault = Fault::new(FaultCode::NoExchangeRate, pointer);
            Err(fault.with("currency", amount.currency).with("day", day))
        }
    }
}

//! Reading the goods and what they are worth.

use super::read::{Reading, counting_number, flaw_fault};
use crate::fault::{Fault, FaultCode};
use crate::identifier::Gtin;
use crate::submission::{HeaderField, ItemField, ItemText, header_pointer, item_pointer};
use crate::{DeclaredValue, GoodsItem};
use quantity::Decimal;
use tariff::CommodityCode;

impl Reading<'_, '_> {
    /// The declared value and the goods. A total that is not there is the sum of the items; a single item
    /// without a value is worth the total.
    pub(super) fn value_and_items(&mut self) -> (Option<DeclaredValue>, Vec<GoodsItem>) {
        let currency = self.currency(HeaderField::ValueCurrency);
        let total = self.decimal(HeaderField::ValueGoods);
        let freight = self.decimal(HeaderField::ValueFreight);
        let insurance = self.decimal(HeaderField::ValueInsurance);
        let mut items = Vec::with_capacity(self.submission.items.len());
        let mut values = Vec::with_capacity(self.submission.items.len());
        for (place, text) in self.submission.items.iter().enumerate() {
            values.push(self.item_decimal(place, text, ItemField::Value));
            items.push(self.item(place, text));
        }
        let says_value = self.text(HeaderField::ValueGoods).is_some() || values.iter().any(Option::is_some);
        if says_value && self.text(HeaderField::ValueCurrency).is_none() {
            self.faults.push(Fault::new(FaultCode::Missing, header_pointer(HeaderField::ValueCurrency)));
        }
        let sum = values.iter().copied().flatten().try_fold(Decimal::ZERO, Decimal::checked_add);
        if sum.is_none() {
            self.faults.push(Fault::new(FaultCode::OutOfRange, "/goods_items"));
        }
        self.settle_values(total, &values, &mut items);
        let goods = total.or(sum.filter(|_| values.iter().any(Option::is_some)));
        let value = currency.zip(goods).map(|(currency, goods)| DeclaredValue {
            currency,
            goods,
            freight: freight.unwrap_or_default(),
            insurance: insurance.unwrap_or_default(),
        });
        (value, items)
    }

    /// Gives each item its value. With several items, each must say its own.
    fn settle_values(&mut self, total: Option<Decimal>, values: &[Option<Decimal>], items: &mut [GoodsItem]) {
        let is_single = values.len() == 1;
        for (place, (item, value)) in items.iter_mut().zip(values).enumerate() {
            let says =
                self.submission.items.get(place).is_some_and(|text| text.text(ItemField::Value).is_some());
            match (value, total) {
                (Some(value), _) => item.value = *value,
                (None, Some(total)) if is_single => item.value = total,
                (None, Some(_)) if !says => {
                    self.faults.push(Fault::new(FaultCode::Missing, item_pointer(place, ItemField::Value)));
                }
                (None, _) => {}
            }
        }
    }

    fn item(&mut self, place: usize, text: &ItemText<'_>) -> GoodsItem {
        GoodsItem {
            line: self.line(place, text),
            description: text.text(ItemField::Description).map(str::to_owned),
            commodity_code: self.commodity_code(place, text),
            origin: text
                .text(ItemField::Origin)
                .and_then(|origin| self.country_in(origin, || item_pointer(place, ItemField::Origin))),
            quantity: self.item_decimal(place, text, ItemField::Quantity),
            unit: self.unit(place, text),
            net_mass_kg: self.item_decimal(place, text, ItemField::NetMassKg),
            value: Decimal::ZERO,
            tax_paid: self.tax_paid(place, text),
            gtin: self.gtin(place, text),
        }
    }

    fn item_decimal(&mut self, place: usize, text: &ItemText<'_>, field: ItemField) -> Option<Decimal> {
        let number = text.text(field)?;
        self.number(number, || item_pointer(place, field))
    }

    /// The line number; counted from 1 where it is not given.
    fn line(&mut self, place: usize, text: &ItemText<'_>) -> u32 {
        let counted = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        match text.text(ItemField::Line).map(|line| (line, counting_number(line))) {
            None => counted,
            Some((_, Some(line))) => line,
            Some((found, None)) => {
                let pointer = item_pointer(place, ItemField::Line);
                self.faults.push(Fault::new(FaultCode::MalformedAmount, pointer).with("found", found));
                counted
            }
        }
    }

    /// A code that is in force on the day that counts.
    fn commodity_code(&mut self, place: usize, text: &ItemText<'_>) -> Option<CommodityCode> {
        let found = text.text(ItemField::CommodityCode)?;
        let nomenclature = &self.law.tariff.nomenclature;
        let parsed = CommodityCode::parse(found);
        if let Some(code) = parsed
            && nomenclature.is_declarable(code, self.day)
        {
            return Some(code);
        }
        let pointer = item_pointer(place, ItemField::CommodityCode);
        let fault = match parsed {
            Some(code) if code.length() < CommodityCode::SUBHEADING_LENGTH => {
                Fault::new(FaultCode::CommodityTooShort, pointer)
            }
            _ => Fault::new(FaultCode::UnknownCommodity, pointer).with("day", self.day),
        };
        let subheading = parsed
            .map(|code| code.prefix(CommodityCode::SUBHEADING_LENGTH))
            .filter(|code| nomenclature.is_declarable(*code, self.day));
        let fault = fault.with("found", found);
        self.faults.push(match subheading {
            Some(subheading) => fault.with("correct", subheading),
            None => fault,
        });
        None
    }

    fn unit(&mut self, place: usize, text: &ItemText<'_>) -> Option<String> {
        let unit = text.text(ItemField::Unit)?;
        if self.law.procedures.units.on(unit, self.day).is_some() {
            return Some(unit.to_owned());
        }
        let pointer = item_pointer(place, ItemField::Unit);
        self.faults.push(Fault::new(FaultCode::UnknownUnit, pointer).with("found", unit));
        None
    }

    fn tax_paid(&mut self, place: usize, text: &ItemText<'_>) -> Option<bool> {
        match text.text(ItemField::TaxPaid)? {
            "true" => Some(true),
            "false" => Some(false),
            found => {
                let fault = Fault::new(FaultCode::WrongType, item_pointer(place, ItemField::TaxPaid));
                self.faults.push(fault.with("expected", "true or false").with("found", found));
                None
            }
        }
    }

    fn gtin(&mut self, place: usize, text: &ItemText<'_>) -> Option<Gtin> {
        let number = text.text(ItemField::Gtin)?;
        match Gtin::parse(number) {
            Ok(gtin) => Some(gtin),
            Err(flaw) => {
                self.faults.push(flaw_fault(item_pointer(place, ItemField::Gtin), &flaw));
                None
            }
        }
    }
}

//! Which measure of a kind each goods item bears: the rate, its law, the base, and the relief it may have.

use super::desk::{Counted, Desk};
use super::measure::Measure;
use super::reckon::{Unmeasured, alone};
use super::relief::{Reliefs, Relieved};
use super::remarks::Remarks;
use super::worth::out_of_range;
use crate::GoodsItem;
use crate::fault::{Fault, FaultCode};
use crate::ground::Ground;
use crate::submission::{ItemField, item_pointer};
use quantity::LocalValue;
use tariff::{ChargeKind, CommodityCode, Dated, Duty, Formula, TaxBase, Treatment};

impl<'a> Desk<'a> {
    /// The measures of a kind on every line, in their order.
    pub(super) fn measures(
        &self,
        kind: ChargeKind,
        reliefs: &Reliefs<'a>,
        counted: &[Counted],
        remarks: &mut Remarks,
    ) -> Result<Vec<Measure<'a>>, Fault> {
        let mut measures = Vec::new();
        let is_none = match kind {
            // A country without one says so with a row that is free.
            ChargeKind::Duty | ChargeKind::Vat => false,
            ChargeKind::AdditionalDuty => {
                self.law.tariff.duties.additional().is_empty() && !reliefs.sets_a_rate(kind)
            }
            _ => !self.law.tariff.taxes.has(kind) && !reliefs.sets_a_rate(kind),
        };
        if is_none {
            return Ok(measures);
        }
        for (place, item) in self.declaration.items.iter().enumerate() {
            let relief = reliefs.reaching(kind, self, place, item, remarks);
            match kind {
                ChargeKind::Duty => measures.extend(self.duty(place, item, relief, remarks)?),
                ChargeKind::AdditionalDuty => self.additional(place, item, &relief, &mut measures),
                _ => measures.extend(self.tax(kind, place, item, relief, counted, remarks)?),
            }
        }
        Ok(measures)
    }

    /// The duty on a line; none where no rate is known.
    fn duty(
        &self,
        place: usize,
        item: &'a GoodsItem,
        relief: Option<Relieved<'a>>,
        remarks: &mut Remarks,
    ) -> Result<Option<Measure<'a>>, Fault> {
        let Some(base) = self.worth.line_values.get(place).copied().map(LocalValue::of_money) else {
            return Ok(None);
        };
        if let Some(Relieved { relief: flat, treatment: Treatment::Flat(rate), .. }) = &relief {
            let (rate, law) = (rate.clone(), flat.law.clone());
            let yields = flat.value.yields_to_preference;
            let mut measure = Measure { place, item, rate, law, base, relief };
            if let Some(code) = item.commodity_code.filter(|_| yields)
                && let Some(better) = self.preference(code, &measure, true, remarks)?
            {
                measure.rate = better.value.rate.clone();
                measure.law = better.law.clone();
                measure.relief = None;
            }
            return Ok(Some(measure));
        }
        let found = item
            .commodity_code
            .and_then(|code| self.law.tariff.duty(code, item.origin, self.day).map(|duty| (code, duty)));
        let is_collected = !relief.as_ref().is_some_and(Relieved::is_whole);
        let Some((code, duty)) = found else {
            if is_collected {
                remarks.grounds.push(Ground::NoRate { kind: ChargeKind::Duty, line: item.line });
            }
            return Ok(None);
        };
        let mut measure =
            Measure { place, item, rate: duty.value.rate.clone(), law: duty.law.clone(), base, relief };
        if let Some(better) = self.preference(code, &measure, is_collected, remarks)? {
            measure.rate = better.value.rate.clone();
            measure.law = better.law.clone();
        }
        Ok(Some(measure))
    }

    /// Every additional duty that a line bears, beside the duty; a flat rate takes the place of them all.
    fn additional(
        &self,
        place: usize,
        item: &'a GoodsItem,
        relief: &Option<Relieved<'a>>,
        measures: &mut Vec<Measure<'a>>,
    ) {
        let Some(base) = self.worth.line_values.get(place).copied().map(LocalValue::of_money) else { return };
        if let Some(Relieved { relief: flat, treatment: Treatment::Flat(rate), .. }) = relief {
            let (rate, law) = (rate.clone(), flat.law.clone());
            measures.push(Measure { place, item, rate, law, base, relief: relief.clone() });
            return;
        }
        let Some(code) = item.commodity_code else { return };
        for kind in self.law.tariff.duties.additional() {
            if let Some(duty) = self.law.tariff.duty_of(*kind, code, item.origin, self.day) {
                let (rate, law) = (duty.value.rate.clone(), duty.law.clone());
                measures.push(Measure { place, item, rate, law, base, relief: relief.clone() });
            }
        }
    }

    /// A tax on a line; none where no rate is known, which is said of value added tax.
    fn tax(
        &self,
        kind: ChargeKind,
        place: usize,
        item: &'a GoodsItem,
        relief: Option<Relieved<'a>>,
        counted: &[Counted],
        remarks: &mut Remarks,
    ) -> Result<Option<Measure<'a>>, Fault> {
        let code = item.commodity_code.unwrap_or(CommodityCode::ANY);
        let tax = self.law.tariff.taxes.on(kind, code, self.declaration.channel, self.day);
        let base = match tax {
            Some(tax) => self.base(&tax.value.base, place, counted),
            None => self.base(&TaxBase::of_customs_value(), place, counted),
        };
        let base = base.ok_or_else(out_of_range)?;
        let (rate, law) = match (&relief, tax) {
            (Some(Relieved { relief: flat, treatment: Treatment::Flat(rate), .. }), _) => {
                (rate.clone(), flat.law.clone())
            }
            (_, Some(tax)) => (tax.value.rate.clone(), tax.law.clone()),
            (relief, None) => {
                if kind == ChargeKind::Vat && !relief.as_ref().is_some_and(Relieved::is_whole) {
                    remarks.grounds.push(Ground::NoRate { kind, line: item.line });
                }
                return Ok(None);
            }
        };
        Ok(Some(Measure { place, item, rate, law, base, relief }))
    }

    /// The lowest preference, suspension or quota that applies, is proven and has enough left, if it comes to less than
    /// the third-country duty.
    ///
    /// That one could be proven is said only where duty is collected.
    fn preference(
        &self,
        code: CommodityCode,
        measure: &Measure<'a>,
        is_collected: bool,
        remarks: &mut Remarks,
    ) -> Result<Option<&'a Dated<Duty>>, Fault> {
        let mut better: Vec<(LocalValue, &'a Dated<Duty>)> = Vec::new();
        for preference in self.law.tariff.preferences(code, measure.item.origin, self.day) {
            if let Some(amount) = self.comes_to_less(&preference.value.rate, measure)? {
                better.push((amount, preference));
            }
        }
        better.sort_by_key(|(amount, _)| *amount);
        let item = measure.item;
        for (_, preference) in better {
            let proof = preference.value.proof.as_deref();
            if proof.is_none_or(|proof| self.declaration.presents(proof)) {
                if let Some(number) = preference.value.quota
                    && !(is_collected && self.may_draw(number, measure, remarks)?)
                {
                    continue;
                }
                remarks.grounds.push(Ground::PreferenceApplied {
                    line: item.line,
                    rate: preference.value.rate.clone(),
                    proof: preference.value.proof.clone(),
                    law: preference.law.clone(),
                });
                return Ok(Some(preference));
            }
            if is_collected && preference.value.quota.is_none_or(|number| self.asks_for(number)) {
                remarks.warnings.push(
                    Fault::new(FaultCode::PreferenceUnproven, item_pointer(measure.place, ItemField::Origin))
                        .with("rate", &preference.value.rate)
                        .with("document_type", proof.unwrap_or_default()),
                );
            }
        }
        Ok(None)
    }

    /// What a rate comes to, if that is less than what a measure does. A rate in a unit that the goods are not measured
    /// in is not less than another.
    fn comes_to_less(&self, rate: &Formula, measure: &Measure<'a>) -> Result<Option<LocalValue>, Fault> {
        if let (Formula::AdValorem(rate), Formula::AdValorem(other)) = (rate, &measure.rate) {
            let amount = measure.base.percent(*rate).ok_or_else(out_of_range)?;
            return Ok((rate < other).then_some(amount));
        }
        match (alone(self, rate, measure), alone(self, &measure.rate, measure)) {
            (Ok(amount), Ok(other)) => Ok((amount < other).then_some(amount)),
            (Err(Unmeasured::Fault(fault)), _) | (_, Err(Unmeasured::Fault(fault))) => Err(fault),
            (Ok(amount), Err(Unmeasured::Unit(_))) => Ok(Some(amount)),
            (Err(Unmeasured::Unit(_)), _) => Ok(None),
        }
    }
}

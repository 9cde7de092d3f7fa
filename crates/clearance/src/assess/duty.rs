//! Duty and tax on each goods item: the rate, the relief, who owes, who collects and whether release waits.

use super::remarks::Remarks;
use super::scheme::CountingScheme;
use super::worth::{Worth, out_of_range};
use crate::assessment::{AssessedLine, Charge, ChargeStatus};
use crate::fault::{Fault, FaultCode};
use crate::ground::Ground;
use crate::law::Law;
use crate::procedure::{Collection, Collector, Debtor, Parameters};
use crate::submission::{HeaderField, ItemField, header_pointer, item_pointer};
use crate::{Declaration, GoodsItem};
use jiff::civil::Date;
use quantity::{Amount, LocalValue, Money, Rate};
use tariff::{ChargeKind, CommodityCode, Dated, LawRef, Measured, Reach, Relief, ReliefUnit};

/// Charges every goods item; `scheme` is the declared tax scheme if it counts.
///
/// Errors: a threshold cannot be compared (`no_exchange_rate`), or an amount leaves the range of money (`out_of_range`).
pub(crate) fn charge(
    declaration: &Declaration,
    law: &Law,
    parameters: &Parameters,
    worth: &Worth,
    day: Date,
    scheme: Option<CountingScheme<'_>>,
    remarks: &mut Remarks,
) -> Result<Vec<AssessedLine>, Fault> {
    let mut desk = Desk {
        declaration,
        law,
        parameters,
        worth,
        day,
        duty_reliefs: open_reliefs(declaration, law, ChargeKind::Duty, day),
        vat_reliefs: open_reliefs(declaration, law, ChargeKind::Vat, day),
        scheme,
        remarks,
    };
    desk.thresholds_can_be_compared()?;
    let lines = desk.lines().ok_or_else(out_of_range)?;
    for kind in ChargeKind::ALL {
        sum_up(&lines, *kind, &mut remarks.grounds).ok_or_else(out_of_range)?;
    }
    Ok(lines)
}

/// Everything that charging one line looks at.
struct Desk<'a> {
    declaration: &'a Declaration,
    law: &'a Law,
    parameters: &'a Parameters,
    worth: &'a Worth,
    day: Date,
    duty_reliefs: Vec<&'a Dated<Relief>>,
    vat_reliefs: Vec<&'a Dated<Relief>>,
    scheme: Option<CountingScheme<'a>>,
    remarks: &'a mut Remarks,
}

/// The reliefs of a charge that goods of this traffic may have.
fn open_reliefs<'a>(
    declaration: &Declaration,
    law: &'a Law,
    kind: ChargeKind,
    day: Date,
) -> Vec<&'a Dated<Relief>> {
    let dispatch = declaration.consignor.country;
    law.tariff
        .reliefs(kind, day)
        .filter(|relief| relief.value.is_open_to(declaration.channel, declaration.nature, dispatch))
        .collect()
}

impl<'a> Desk<'a> {
    /// Every line with its charges. `None` where an amount leaves the range of money.
    fn lines(&mut self) -> Option<Vec<AssessedLine>> {
        let (declaration, worth) = (self.declaration, self.worth);
        let mut lines = Vec::with_capacity(declaration.items.len());
        for (place, (item, value)) in declaration.items.iter().zip(&worth.line_values).enumerate() {
            let mut charges = Vec::with_capacity(2);
            let duty = self.duty(place, item, *value)?;
            let duty_due = duty.as_ref().map_or(Money::zero(value.currency()), |charge| charge.due);
            charges.extend(duty);
            charges.extend(self.vat(item, value.checked_add(duty_due)?)?);
            lines.push(AssessedLine { line: item.line, customs_value: *value, charges });
        }
        Some(lines)
    }

    /// A threshold in a currency without a rate can be compared with nothing, and nobody may guess.
    fn thresholds_can_be_compared(&self) -> Result<(), Fault> {
        let reliefs = self.duty_reliefs.iter().chain(&self.vat_reliefs);
        let exchange = &self.law.tariff.exchange;
        for currency in reliefs.map(|relief| relief.value.amount.currency) {
            if exchange.on(currency, self.day).is_none() {
                return Err(Fault::new(
                    FaultCode::NoExchangeRate,
                    header_pointer(HeaderField::ValueCurrency),
                )
                .with("currency", currency)
                .with("day", self.day));
            }
        }
        Ok(())
    }

    /// The duty on a line; none for documents without value, or where no rate is known.
    fn duty(&mut self, place: usize, item: &GoodsItem, value: Money) -> Option<Option<Charge>> {
        if self.declaration.value.is_none() {
            return Some(None);
        }
        let found = item
            .commodity_code
            .and_then(|code| self.law.tariff.duty(code, item.origin, self.day).map(|duty| (code, duty)));
        let relief = self.relief(ChargeKind::Duty, item);
        let Some((code, duty)) = found else {
            if !matches!(relief, Some(Relieved::Whole(_))) {
                self.remarks.grounds.push(Ground::NoRate { kind: ChargeKind::Duty, line: item.line });
            }
            return Some(None);
        };
        let is_collected = !matches!(relief, Some(Relieved::Whole(_)));
        let (rate, law) = match self.preference(place, item, code, duty.value.rate, is_collected) {
            Some(preference) => preference,
            None => (duty.value.rate, duty.law.clone()),
        };
        self.charge(ChargeKind::Duty, item, value, rate, law, relief).map(Some)
    }

    /// The tax on a line; none for documents without value, or where no rate is known.
    fn vat(&mut self, item: &GoodsItem, base: Money) -> Option<Option<Charge>> {
        if self.declaration.value.is_none() {
            return Some(None);
        }
        let code = item.commodity_code.unwrap_or(CommodityCode::ANY);
        let relief = self.relief(ChargeKind::Vat, item);
        let Some(rate) = self.law.tariff.vat.on(code, self.day) else {
            if !matches!(relief, Some(Relieved::Whole(_))) {
                self.remarks.grounds.push(Ground::NoRate { kind: ChargeKind::Vat, line: item.line });
            }
            return Some(None);
        };
        self.charge(ChargeKind::Vat, item, base, rate.value, rate.law.clone(), relief).map(Some)
    }

    /// Makes a charge: what the rate makes of what the relief leaves, and what becomes of it.
    fn charge(
        &mut self,
        kind: ChargeKind,
        item: &GoodsItem,
        value: Money,
        rate: Rate,
        law: LawRef,
        relief: Option<Relieved<'a>>,
    ) -> Option<Charge> {
        let base = match &relief {
            Some(Relieved::Part { free, .. }) => {
                Money::new((value.minor() - free.minor()).max(0), value.currency())
            }
            Some(Relieved::Whole(_)) | None => value,
        };
        let amount = rate.of(base, self.parameters.valuation.rounding(kind))?;
        let nothing = Money::zero(amount.currency());
        let Collection { debtor, collector, release_waits } = self.collection(kind);
        let due = Charge {
            kind,
            base,
            rate,
            amount,
            status: ChargeStatus::Due,
            debtor,
            collector,
            due: amount,
            release_waits,
            law,
        };
        if let Some(relieved) = &relief {
            self.ground_relief(kind, item, relieved);
        }
        if let Some(Relieved::Whole(_)) = relief {
            return Some(Charge {
                status: ChargeStatus::Relieved,
                due: nothing,
                release_waits: false,
                ..due
            });
        }
        match self.scheme.and_then(|scheme| scheme.collects(kind, item)) {
            Some((ground, law)) => {
                push_once(&mut self.remarks.grounds, ground);
                Some(Charge {
                    law,
                    status: ChargeStatus::CollectedElsewhere,
                    debtor: Debtor::Seller,
                    collector: Collector::Vendor,
                    due: nothing,
                    release_waits: false,
                    ..due
                })
            }
            None => Some(due),
        }
    }

    /// Who owes and collects; where the pack does not say, the consignee pays customs before release.
    fn collection(&self, kind: ChargeKind) -> Collection {
        self.law.procedures.collection.on(&(self.declaration.channel, kind), self.day).map_or(
            Collection { debtor: Debtor::Consignee, collector: Collector::Customs, release_waits: true },
            |collection| collection.value,
        )
    }

    /// The lowest preference that applies and is proven, if it is below the third-country duty.
    ///
    /// That one could be proven is said only where duty is collected.
    fn preference(
        &mut self,
        place: usize,
        item: &GoodsItem,
        code: CommodityCode,
        third_country: Rate,
        is_collected: bool,
    ) -> Option<(Rate, LawRef)> {
        let preferences = self.law.tariff.preferences(code, item.origin, self.day);
        for preference in preferences.into_iter().filter(|duty| duty.value.rate < third_country) {
            let proof = preference.value.proof.as_deref();
            let proven = proof.is_none_or(|proof| self.declaration.presents(proof));
            if proven {
                self.remarks.grounds.push(Ground::PreferenceApplied {
                    line: item.line,
                    rate: preference.value.rate,
                    proof: preference.value.proof.clone(),
                    law: preference.law.clone(),
                });
                return Some((preference.value.rate, preference.law.clone()));
            }
            if is_collected {
                self.remarks.warnings.push(
                    Fault::new(FaultCode::PreferenceUnproven, item_pointer(place, ItemField::Origin))
                        .with("rate", preference.value.rate)
                        .with("document_type", proof.unwrap_or_default()),
                );
            }
        }
        None
    }

    /// The relief of a charge that a line has, if any: the first that relieves it whole, else one that relieves a part.
    fn relief(&self, kind: ChargeKind, item: &GoodsItem) -> Option<Relieved<'a>> {
        let reliefs = match kind {
            ChargeKind::Duty => &self.duty_reliefs,
            ChargeKind::Vat => &self.vat_reliefs,
        };
        let exchange = &self.law.tariff.exchange;
        let goods = self.measured(item)?;
        let mut part = None;
        for relief in reliefs {
            if !may_have(&relief.value, item) {
                continue;
            }
            let amount = relief.value.amount;
            let Some(rate) = exchange.on(amount.currency, self.day) else { continue };
            match relief.value.reach(relief.value.measured(&goods), rate.convert(amount.value)) {
                Reach::Whole => return Some(Relieved::Whole(relief)),
                Reach::Part { free, over } if part.is_none() => {
                    part =
                        self.free_part(relief, free, over, item).map(|free| Relieved::Part { relief, free });
                }
                Reach::Part { .. } | Reach::Nothing => {}
            }
        }
        part
    }

    /// An item as thresholds measure it, exact in local currency.
    fn measured(&self, item: &GoodsItem) -> Option<Measured<LocalValue>> {
        let rate = self.law.tariff.exchange.on(self.declaration.value?.currency, self.day)?;
        Some(Measured { consignment: self.worth.values, item: rate.convert(item.value) })
    }

    /// A line's part of a value that is free, shared among the lines that may have the relief.
    fn free_part(
        &self,
        relief: &Dated<Relief>,
        free: LocalValue,
        over: ReliefUnit,
        item: &GoodsItem,
    ) -> Option<Money> {
        let currency = self.worth.customs_value.currency();
        let free = free.round(self.parameters.valuation.customs_value_rounding, currency)?;
        if over.is_by_item() {
            return Some(free);
        }
        let may_have =
            |item: &GoodsItem| !item.commodity_code.is_some_and(|code| relief.value.excludes(code));
        let weigh = |(item, value): (&GoodsItem, &Money)| if may_have(item) { value.minor() } else { 0 };
        let weights: Vec<i64> =
            self.declaration.items.iter().zip(&self.worth.line_values).map(weigh).collect();
        let place = self.declaration.items.iter().position(|other| other.line == item.line)?;
        quantity::share(free.minor(), &weights).get(place).map(|minor| Money::new(*minor, currency))
    }

    fn ground_relief(&mut self, kind: ChargeKind, item: &GoodsItem, relieved: &Relieved<'_>) {
        let ground = match relieved {
            Relieved::Part { relief, .. } => Ground::ExcessCharged {
                kind,
                relief: relief.value.id.clone(),
                threshold: relief.value.amount,
                law: relief.law.clone(),
            },
            Relieved::Whole(relief) => {
                let Some(declared) = self.declaration.value else { return };
                let local = self.worth.customs_value.currency();
                let rounding = self.parameters.valuation.customs_value_rounding;
                let measured = self.measured(item).map(|goods| relief.value.measured(&goods));
                let Some(in_local) = measured.and_then(|value| value.round(rounding, local)) else { return };
                let as_declared = Measured { consignment: declared.values(), item: item.value };
                let value = relief.value.measured(&as_declared);
                let line = (relief.value.unit.is_by_item()).then_some(item.line);
                Ground::LowValueRelief {
                    kind,
                    relief: relief.value.id.clone(),
                    line,
                    basis: relief.value.basis,
                    value: Amount { value, currency: declared.currency },
                    in_local,
                    threshold: relief.value.amount,
                    law: relief.law.clone(),
                }
            }
        };
        push_once(&mut self.remarks.grounds, ground);
    }
}

/// How far a relief reaches.
enum Relieved<'a> {
    /// Nothing is collected.
    Whole(&'a Dated<Relief>),
    /// A part of the value is free.
    Part { relief: &'a Dated<Relief>, free: Money },
}

/// Whether an item's code is not excepted; without a code nobody knows.
fn may_have(relief: &Relief, item: &GoodsItem) -> bool {
    match item.commodity_code {
        Some(code) => !relief.excludes(code),
        None => relief.except_codes.is_empty(),
    }
}

fn push_once(grounds: &mut Vec<Ground>, ground: Ground) {
    if !grounds.contains(&ground) {
        grounds.push(ground);
    }
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

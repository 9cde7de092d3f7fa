//! What measures come to: percentages of their bases, amounts per unit, and the rounding that the law names.

use super::desk::Desk;
use super::measure::Measure;
use super::relief::Relieved;
use super::worth::{in_local, out_of_range};
use crate::GoodsItem;
use crate::fault::{Fault, FaultCode};
use crate::submission::{HeaderField, ItemField, header_pointer, item_pointer};
use quantity::{Currency, Decimal, LocalValue, Money};
use tariff::{
    ChargeKind, ChargeRounding, CommodityCode, Formula, Per, RoundedOver, Specific, Treatment, Whole,
};

/// What a measure comes to.
#[derive(Clone, Copy)]
pub(super) struct Reckoned {
    /// What the rate was taken of, after the relief.
    pub(super) base: Money,
    /// The whole of it.
    pub(super) whole: Money,
    /// What of it is collected.
    pub(super) collected: Money,
}

/// Why an amount per unit cannot be reckoned.
pub(super) enum Unmeasured {
    /// The goods are not measured in this unit.
    Unit(String),
    /// Anything else.
    Fault(Fault),
}

/// Every measure of a kind, in order.
pub(super) fn reckon(
    desk: &Desk<'_>,
    kind: ChargeKind,
    measures: &[Measure<'_>],
) -> Result<Vec<Reckoned>, Fault> {
    let valuation = &desk.parameters.valuation;
    let rounding = valuation.rounding(kind);
    let local = desk.worth.customs_value.currency();
    let mut exact = Vec::with_capacity(measures.len());
    for measure in measures {
        let base = base_after_relief(measure, rounding, local)?;
        let mut specific = |specific: &Specific| amount_of(desk, specific, measure, measures, rounding);
        let whole = match measure.rate.of(base, &mut specific) {
            Ok(whole) => whole.ok_or_else(out_of_range)?,
            // What is not collected need not be measured.
            Err(Unmeasured::Unit(_)) if measure.relief.as_ref().is_some_and(Relieved::is_whole) => {
                LocalValue::ZERO
            }
            Err(Unmeasured::Unit(unit)) => return Err(quantity_needed(measure, &unit)),
            Err(Unmeasured::Fault(fault)) => return Err(fault),
        };
        let collected = match &measure.relief {
            Some(Relieved { treatment: Treatment::Reduced(share), .. }) => {
                whole.percent(*share).ok_or_else(out_of_range)?
            }
            Some(_) | None => whole,
        };
        let shown = base.round(valuation.customs_value_rounding, local).ok_or_else(out_of_range)?;
        exact.push((shown, whole, collected));
    }
    let wholes = rounded(desk, measures, exact.iter().map(|(_, whole, _)| *whole), rounding)?;
    let is_all = exact.iter().all(|(_, whole, collected)| whole == collected);
    let collected = if is_all {
        wholes.clone()
    } else {
        rounded(desk, measures, exact.iter().map(|(_, _, collected)| *collected), rounding)?
    };
    let bases = exact.into_iter().map(|(base, ..)| base);
    Ok(bases
        .zip(wholes.into_iter().zip(collected))
        .map(|(base, (whole, collected))| Reckoned { base, whole, collected })
        .collect())
}

/// What a rate would come to on a line by itself, exact.
pub(super) fn alone(
    desk: &Desk<'_>,
    rate: &Formula,
    measure: &Measure<'_>,
) -> Result<LocalValue, Unmeasured> {
    let rounding = desk.parameters.valuation.rounding(ChargeKind::Duty);
    let mut specific = |specific: &Specific| amount_of(desk, specific, measure, &[], rounding);
    rate.of(measure.base, &mut specific)?.ok_or_else(|| out_of_range().into())
}

impl From<Fault> for Unmeasured {
    fn from(fault: Fault) -> Unmeasured {
        Unmeasured::Fault(fault)
    }
}

fn base_after_relief(
    measure: &Measure<'_>,
    rounding: ChargeRounding,
    local: Currency,
) -> Result<LocalValue, Fault> {
    let base = match &measure.relief {
        Some(Relieved { free: Some(free), .. }) => {
            let exceeding = measure.base.checked_sub(LocalValue::of_money(*free));
            exceeding.ok_or_else(out_of_range)?.max(LocalValue::ZERO)
        }
        Some(_) | None => measure.base,
    };
    match rounding.base {
        None => Ok(base),
        Some(rule) => base.round(rule, local).map(LocalValue::of_money).ok_or_else(out_of_range),
    }
}

/// Rounds by line, or the sum of what is not relieved once, shared among the lines.
fn rounded(
    desk: &Desk<'_>,
    measures: &[Measure<'_>],
    exact: impl Iterator<Item = LocalValue> + Clone,
    rounding: ChargeRounding,
) -> Result<Vec<Money>, Fault> {
    let local = desk.worth.customs_value.currency();
    let round = |value: LocalValue| value.round(rounding.amount, local).ok_or_else(out_of_range);
    if desk.parameters.valuation.rounded_over == RoundedOver::Line || measures.len() < 2 {
        return exact.map(round).collect();
    }
    let is_relieved = |measure: &Measure<'_>| measure.relief.as_ref().is_some_and(Relieved::is_whole);
    let mut sum = LocalValue::ZERO;
    let mut weights = Vec::with_capacity(measures.len());
    for (measure, value) in measures.iter().zip(exact.clone()) {
        let counts = if is_relieved(measure) { LocalValue::ZERO } else { value };
        sum = sum.checked_add(counts).ok_or_else(out_of_range)?;
        weights.push(counts.to_decimal().ok_or_else(out_of_range)?.micro());
    }
    let parts = quantity::share(round(sum)?.minor(), &weights);
    let of_line = |((measure, value), part): ((&Measure<'_>, LocalValue), i64)| {
        if is_relieved(measure) { round(value) } else { Ok(Money::new(part, local)) }
    };
    measures.iter().zip(exact).zip(parts).map(of_line).collect()
}

/// What an amount per unit comes to on a line.
fn amount_of(
    desk: &Desk<'_>,
    specific: &Specific,
    measure: &Measure<'_>,
    measures: &[Measure<'_>],
    rounding: ChargeRounding,
) -> Result<LocalValue, Unmeasured> {
    let amount = in_local(specific.amount, &desk.law.tariff.exchange, desk.day)?;
    let times = |number| amount.per(number, specific.each).ok_or_else(|| Unmeasured::from(out_of_range()));
    let bears_it = |other: &&Measure<'_>| other.rate == measure.rate && other.law == measure.law;
    let shared = |total: LocalValue, among: &dyn Fn(&Measure<'_>) -> bool| {
        let sharers = measures.iter().filter(bears_it).filter(|other| among(other));
        let rounded = total.round(rounding.amount, desk.worth.customs_value.currency());
        share(total, rounded, sharers, measure).ok_or_else(|| Unmeasured::from(out_of_range()))
    };
    match &specific.per {
        Per::Unit(unit) => match measured(measure.item, unit) {
            Some(number) => times(number),
            None => Err(Unmeasured::Unit(unit.to_string())),
        },
        Per::Whole(Whole::Line) => times(Decimal::ONE),
        Per::Whole(Whole::Consignment) => shared(times(Decimal::ONE)?, &|_| true),
        Per::Whole(Whole::Subheading) => {
            let own = subheading(measure.item);
            shared(times(Decimal::ONE)?, &|other| {
                other.place == measure.place || (own.is_some() && subheading(other.item) == own)
            })
        }
        Per::Whole(Whole::GrossKg) => match desk.declaration.gross_mass_kg.filter(|mass| !mass.is_zero()) {
            Some(mass) => shared(times(mass)?, &|_| true),
            None => {
                let pointer = header_pointer(HeaderField::GrossMassKg);
                Err(Fault::new(FaultCode::QuantityNeeded, pointer).with("unit", "KGM").into())
            }
        },
    }
}

/// A line's part of an amount that several lines bear together, by their customs values.
fn share<'m>(
    total: LocalValue,
    rounded: Option<Money>,
    sharers: impl Iterator<Item = &'m Measure<'m>>,
    measure: &Measure<'_>,
) -> Option<LocalValue> {
    let sharers: Vec<&Measure<'_>> = sharers.collect();
    if sharers.len() < 2 {
        return Some(total);
    }
    let total = rounded?;
    let weights: Vec<i64> =
        sharers.iter().map(|sharer| Some(sharer.base.to_decimal()?.micro())).collect::<Option<_>>()?;
    let place = sharers.iter().position(|sharer| sharer.place == measure.place)?;
    let part = *quantity::share(total.minor(), &weights).get(place)?;
    Some(LocalValue::of_money(Money::new(part, total.currency())))
}

fn subheading(item: &GoodsItem) -> Option<CommodityCode> {
    item.commodity_code.map(|code| code.prefix(CommodityCode::SUBHEADING_LENGTH))
}

/// How many of a unit a goods item is: its net mass, or its quantity where that is declared in the unit. A quantity
/// without a unit counts pieces. A mass of zero says nothing.
pub(super) fn measured(item: &GoodsItem, unit: &str) -> Option<Decimal> {
    const GRAMS: Option<Decimal> = Decimal::from_micro(1_000_000_000);
    let mass = item.net_mass_kg.filter(|mass| !mass.is_zero());
    match unit {
        "KGM" => mass,
        "GRM" => mass.zip(GRAMS).and_then(|(mass, grams)| mass.checked_mul(grams)),
        unit => item.quantity.filter(|_| item.unit.as_deref().unwrap_or("C62") == unit),
    }
}

pub(super) fn quantity_needed(measure: &Measure<'_>, unit: &str) -> Fault {
    let field = if matches!(unit, "KGM" | "GRM") { ItemField::NetMassKg } else { ItemField::Quantity };
    Fault::new(FaultCode::QuantityNeeded, item_pointer(measure.place, field)).with("unit", unit)
}

//! What is owed and what the law says of the goods, by the law of one day: the same sum for a quote and a declaration.

pub(crate) mod duty;
pub(crate) mod permit;
pub(crate) mod risk;

use crate::category::Category;
use crate::fault::{Fault, FaultCode};
use crate::ground::Ground;
use crate::law::Law;
use crate::procedure::{Collector, Debtor, Parameters, TaxPoint};
use crate::submission::{HeaderField, header_pointer};
use crate::{Declaration, GoodsItem};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{LocalValue, Money, Rate};
use tariff::{ChargeKind, LawRef, Nature, Values};

/// What is owed on a consignment, line by line, with the grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The day whose law and rates count.
    pub day: Date,
    /// The category of release.
    pub category: Category,
    /// The customs value of the whole consignment.
    pub customs_value: Money,
    /// What customs or its agents must collect.
    pub payable: Money,
    /// The goods alone, exact, in local currency.
    pub intrinsic: LocalValue,
    /// The goods items in the order declared.
    pub lines: Vec<AssessedLine>,
    /// Why.
    pub grounds: Vec<Ground>,
    /// What the filer could have done better.
    pub warnings: Vec<Fault>,
}

/// What is owed on one goods item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedLine {
    /// The line.
    pub line: u32,
    /// Its part of the customs value.
    pub customs_value: Money,
    /// Duty first, then tax.
    pub charges: Vec<Charge>,
}

/// One charge on one goods item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What is charged.
    pub kind: ChargeKind,
    /// What the rate is taken of.
    pub base: Money,
    /// The rate.
    pub rate: Rate,
    /// What the rate makes of the base.
    pub amount: Money,
    /// What has become of it.
    pub status: ChargeStatus,
    /// Who owes it.
    pub debtor: Debtor,
    /// Who collects it.
    pub collector: Collector,
    /// What must still be paid.
    pub due: Money,
    /// Whether goods are released only once it is paid.
    pub release_waits: bool,
    /// The law of the rate.
    pub law: LawRef,
}

/// What has become of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeStatus {
    /// It must be paid.
    Due,
    /// The law does not collect it.
    Relieved,
    /// Somebody else has collected it.
    CollectedElsewhere,
    /// It was paid.
    Paid,
    /// It is no longer owed: the goods do not stay.
    Void,
    /// It was paid and is owed back: the goods did not stay.
    Repayable,
}

impl ChargeStatus {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ChargeStatus::Due => "due",
            ChargeStatus::Relieved => "relieved",
            ChargeStatus::CollectedElsewhere => "collected_elsewhere",
            ChargeStatus::Paid => "paid",
            ChargeStatus::Void => "void",
            ChargeStatus::Repayable => "repayable",
        }
    }
}

impl Assessment {
    /// Every charge of every line.
    pub fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.lines.iter().flat_map(|line| &line.charges)
    }

    /// What must be paid before release.
    pub fn payable_before_release(&self) -> Money {
        let zero = Money::zero(self.payable.currency());
        self.charges()
            .filter(|charge| charge.release_waits)
            .try_fold(zero, |sum, charge| sum.checked_add(charge.due))
            .unwrap_or(self.payable)
    }
}

/// The day whose law counts: the tax point, as far as it is known.
///
/// With a tax point on arrival, an expected arrival that is still to come counts; once the goods are here,
/// their actual arrival does. Source: the pack's `tax_point`.
pub(crate) fn tax_day(law: &Law, moments: Moments) -> Option<Date> {
    let Moments { accepted, expected, arrived, now } = moments;
    let moment = match law.parameters(law.day_of(now))?.tax_point.value {
        TaxPoint::Acceptance => accepted,
        TaxPoint::Arrival => arrived.or(expected.filter(|expected| *expected > now)).unwrap_or(now),
    };
    Some(law.day_of(moment))
}

/// The moments that the day of the law is taken from.
#[derive(Clone, Copy)]
pub(crate) struct Moments {
    /// When the declaration was accepted.
    pub(crate) accepted: Timestamp,
    /// When the goods are expected.
    pub(crate) expected: Option<Timestamp>,
    /// When they arrived.
    pub(crate) arrived: Option<Timestamp>,
    /// Now.
    pub(crate) now: Timestamp,
}

/// Assesses a declaration by the law of a day.
///
/// Errors: the law of the pack does not reach to the day (`outside_the_law`), the currency has no official
/// rate on it (`no_exchange_rate`), or the value leaves the range of money (`out_of_range`).
pub fn assess(declaration: &Declaration, law: &Law, day: Date) -> Result<Assessment, Fault> {
    let parameters = law
        .parameters(day)
        .ok_or_else(|| Fault::new(FaultCode::OutsideTheLaw, "").with("day", day).with("pack", &law.pack))?;
    let worth = Worth::of(declaration, law, parameters, day)?;
    let mut grounds = Vec::new();
    let mut warnings = Vec::new();
    let lines = duty::charge(declaration, law, parameters, &worth, day, &mut grounds, &mut warnings)
        .ok_or_else(out_of_range)?;
    let restricted = permit::controls(declaration, law, day, &mut grounds);
    let payable = lines
        .iter()
        .flat_map(|line| &line.charges)
        .try_fold(Money::zero(law.tariff.exchange.local()), |sum, charge| sum.checked_add(charge.due))
        .ok_or_else(out_of_range)?;
    let category = categorise(declaration, parameters, &worth, payable, restricted, &mut grounds);
    Ok(Assessment {
        day,
        category,
        customs_value: worth.customs_value,
        payable,
        intrinsic: worth.values.intrinsic,
        lines,
        grounds,
        warnings,
    })
}

fn out_of_range() -> Fault {
    Fault::new(FaultCode::OutOfRange, header_pointer(HeaderField::ValueGoods))
}

/// What a consignment is worth in local currency, exact and rounded.
pub(crate) struct Worth {
    /// Exact, for thresholds.
    pub(crate) values: Values,
    /// Rounded once for the consignment.
    pub(crate) customs_value: Money,
    /// The customs value of each line; they sum to the whole.
    pub(crate) line_values: Vec<Money>,
}

impl Worth {
    fn of(declaration: &Declaration, law: &Law, parameters: &Parameters, day: Date) -> Result<Worth, Fault> {
        let local = law.tariff.exchange.local();
        let valuation = &parameters.valuation;
        let Some(value) = declaration.value else {
            let nothing =
                Values { intrinsic: LocalValue::ZERO, fob: LocalValue::ZERO, cif: LocalValue::ZERO };
            let line_values = declaration.items.iter().map(|_| Money::zero(local)).collect();
            return Ok(Worth { values: nothing, customs_value: Money::zero(local), line_values });
        };
        let rate = law.tariff.exchange.on(value.currency, day).ok_or_else(|| {
            Fault::new(FaultCode::NoExchangeRate, header_pointer(HeaderField::ValueCurrency))
                .with("currency", value.currency)
                .with("day", day)
        })?;
        let intrinsic = rate.convert(value.goods);
        let carriage = rate
            .convert(value.freight)
            .checked_add(rate.convert(value.insurance))
            .ok_or_else(out_of_range)?;
        let cif = intrinsic.checked_add(carriage).ok_or_else(out_of_range)?;
        let values = Values { intrinsic, fob: intrinsic, cif };
        let round =
            |exact: LocalValue| exact.round(valuation.customs_value_rounding, local).ok_or_else(out_of_range);
        let customs_value = round(values.on(valuation.basis))?;
        let goods_value = round(intrinsic)?;
        let minor = apportion(&declaration.items, valuation.apportionment, customs_value, goods_value);
        let line_values = minor.into_iter().map(|minor| Money::new(minor, local)).collect();
        Ok(Worth { values, customs_value, line_values })
    }
}

/// Shares the customs value among the items: the goods by value, the carriage by value or by mass.
///
/// Without a mass on every item, value takes its place.
fn apportion(
    items: &[GoodsItem],
    apportionment: tariff::Apportionment,
    customs_value: Money,
    goods_value: Money,
) -> Vec<i64> {
    let by_value: Vec<i64> = items.iter().map(|item| item.value.micro()).collect();
    let by_mass: Option<Vec<i64>> = match apportionment {
        tariff::Apportionment::Value => None,
        tariff::Apportionment::Mass => {
            items.iter().map(|item| item.net_mass_kg.map(|mass| mass.micro())).collect()
        }
    };
    let carriage = customs_value.minor().checked_sub(goods_value.minor());
    match (by_mass, carriage) {
        (Some(masses), Some(carriage)) => quantity::share(goods_value.minor(), &by_value)
            .into_iter()
            .zip(quantity::share(carriage, &masses))
            .map(|(goods, carriage)| goods.saturating_add(carriage))
            .collect(),
        (None, _) | (_, None) => quantity::share(customs_value.minor(), &by_value),
    }
}

/// The category of the WCO Immediate Release Guidelines; goods that need a permit are always in the fourth.
fn categorise(
    declaration: &Declaration,
    parameters: &Parameters,
    worth: &Worth,
    payable: Money,
    restricted: bool,
    grounds: &mut Vec<Ground>,
) -> Category {
    let limit = &parameters.full_declaration_above;
    if worth.customs_value.minor() > limit.value.minor() {
        grounds.push(Ground::HighValue {
            customs_value: worth.customs_value,
            limit: limit.value,
            law: limit.law.clone(),
        });
        return Category::HighValue;
    }
    if restricted {
        return Category::HighValue;
    }
    if !payable.is_zero() {
        return Category::LowValueDutiable;
    }
    if is_documents(declaration) {
        grounds.push(Ground::DocumentsOnly);
        return Category::Documents;
    }
    Category::LowValueNothingDue
}

/// Printed matter of chapter 49, or documents that are worth nothing.
fn is_documents(declaration: &Declaration) -> bool {
    let worthless = declaration.value.is_none_or(|value| value.goods.is_zero());
    let printed = || {
        declaration.items.iter().all(|item| {
            item.commodity_code.is_some_and(|code| Some(code.prefix(2)) == tariff::CommodityCode::parse("49"))
        })
    };
    declaration.nature == Nature::Documents && (worthless || printed())
}

//! What a consignment is worth in local currency, as a whole and shared among its goods items.

use crate::fault::{Fault, FaultCode};
use crate::law::Law;
use crate::procedure::Parameters;
use crate::submission::{HeaderField, header_pointer};
use crate::{Declaration, GoodsItem};
use jiff::civil::Date;
use quantity::{Amount, Currency, ExchangeRate, LocalValue, Money};
use tariff::{ExchangeRates, Values};

/// What a consignment is worth in local currency, exact and rounded.
pub(crate) struct Worth {
    /// What declared amounts are converted by; none where no value is declared.
    pub(crate) rate: Option<ExchangeRate>,
    /// Exact, for thresholds.
    pub(crate) values: Values<LocalValue>,
    /// Rounded once for the consignment.
    pub(crate) customs_value: Money,
    /// The customs value of each line; they sum to the whole.
    pub(crate) line_values: Vec<Money>,
    /// The carriage of each line that is not in its customs value.
    pub(crate) line_carriage: Vec<Money>,
}

impl Worth {
    pub(super) fn of(
        declaration: &Declaration,
        law: &Law,
        parameters: &Parameters,
        day: Date,
    ) -> Result<Worth, Fault> {
        let local = law.tariff.exchange.local();
        let valuation = &parameters.valuation;
        let Some(value) = declaration.value else {
            let nothing =
                Values { intrinsic: LocalValue::ZERO, fob: LocalValue::ZERO, cif: LocalValue::ZERO };
            let zeros = vec![Money::zero(local); declaration.items.len()];
            let customs_value = Money::zero(local);
            return Ok(Worth {
                rate: None,
                values: nothing,
                customs_value,
                line_values: zeros.clone(),
                line_carriage: zeros,
            });
        };
        let rate = rate_of(value.currency, &law.tariff.exchange, day)?;
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
        let beside = round(values.cif)?.minor().saturating_sub(customs_value.minor());
        let line_carriage = match beside {
            0 => vec![Money::zero(local); declaration.items.len()],
            _ => {
                let weights = carriage_weights(&declaration.items, valuation.apportionment);
                let parts = quantity::share(beside, &weights).into_iter();
                parts.map(|minor| Money::new(minor, local)).collect()
            }
        };
        Ok(Worth { rate: Some(rate), values, customs_value, line_values, line_carriage })
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
    let by_value = values_of(items);
    let by_mass = masses_of(items, apportionment);
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

/// By what carriage is shared.
fn carriage_weights(items: &[GoodsItem], apportionment: tariff::Apportionment) -> Vec<i64> {
    masses_of(items, apportionment).unwrap_or_else(|| values_of(items))
}

fn values_of(items: &[GoodsItem]) -> Vec<i64> {
    items.iter().map(|item| item.value.micro()).collect()
}

fn masses_of(items: &[GoodsItem], apportionment: tariff::Apportionment) -> Option<Vec<i64>> {
    match apportionment {
        tariff::Apportionment::Value => None,
        tariff::Apportionment::Mass => {
            items.iter().map(|item| item.net_mass_kg.map(|mass| mass.micro())).collect()
        }
    }
}

/// The official rate of a currency on a day.
///
/// Errors: there is none.
pub(super) fn rate_of(
    currency: Currency,
    exchange: &ExchangeRates,
    day: Date,
) -> Result<ExchangeRate, Fault> {
    let pointer = || header_pointer(HeaderField::ValueCurrency);
    exchange.on(currency, day).ok_or_else(|| no_rate(&pointer(), currency, day))
}

/// An amount that the law names, in local currency.
///
/// Errors: there is no rate of exchange on the day, which is nothing that the filer has said.
pub(super) fn in_local(amount: Amount, exchange: &ExchangeRates, day: Date) -> Result<LocalValue, Fault> {
    let rate = exchange.on(amount.currency, day).ok_or_else(|| no_rate("", amount.currency, day))?;
    Ok(rate.convert(amount.value))
}

fn no_rate(pointer: &str, currency: Currency, day: Date) -> Fault {
    Fault::new(FaultCode::NoExchangeRate, pointer).with("currency", currency).with("day", day)
}

/// The value leaves the range of money.
pub(super) fn out_of_range() -> Fault {
    Fault::new(FaultCode::OutOfRange, header_pointer(HeaderField::ValueGoods))
}

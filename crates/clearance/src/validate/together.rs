//! What must be true of several fields together.

use crate::Declaration;
use crate::fault::{Fault, FaultCode};
use crate::law::Law;
use crate::submission::{HeaderField, ItemField, header_pointer, item_pointer};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use quantity::Decimal;
use std::collections::BTreeSet;
use tariff::{Demand, Nature};

/// Checks sums, line numbers and worth.
pub(super) fn check(declaration: &Declaration, law: &Law, day: Date, faults: &mut Vec<Fault>) {
    lines(declaration, faults);
    values(declaration, law, day, faults);
    masses(declaration, faults);
    goods(declaration, law, day, faults);
}

/// Goods are something, and their code says whether they are controlled.
fn goods(declaration: &Declaration, law: &Law, day: Date, faults: &mut Vec<Fault>) {
    for (place, item) in declaration.items.iter().enumerate() {
        if item.quantity.is_some_and(Decimal::is_zero) {
            faults.push(Fault::new(FaultCode::ZeroQuantity, item_pointer(place, ItemField::Quantity)));
        }
        let Some(code) = item.commodity_code else { continue };
        for (longer, prohibition) in law.tariff.prohibited_below(code, item.origin, day) {
            let fault = match prohibition.longer_code {
                Demand::Required => FaultCode::CommodityTooGeneral,
                Demand::Advised => FaultCode::LongerCodeAdvised,
            };
            faults.push(
                Fault::new(fault, item_pointer(place, ItemField::CommodityCode))
                    .with("found", code)
                    .with("longer", longer)
                    .with("prohibition", &prohibition.id),
            );
        }
    }
}

/// The goods must be expected before the declaration lapses.
pub(super) fn arrival(declaration: &Declaration, law: &Law, now: Timestamp, faults: &mut Vec<Fault>) {
    let Some(parameters) = law.parameters(law.day_of(now)) else { return };
    let days = parameters.arrival_due_days.value;
    let lapse = now.checked_add(SignedDuration::from_hours(24 * i64::from(days)));
    let expected = declaration.transport.arrival;
    if expected.zip(lapse.ok()).is_some_and(|(expected, lapse)| expected > lapse) {
        let pointer = header_pointer(HeaderField::TransportArrival);
        faults.push(Fault::new(FaultCode::ArrivalTooLate, pointer).with("days", days));
    }
}

fn lines(declaration: &Declaration, faults: &mut Vec<Fault>) {
    if let [_] = declaration.items.as_slice() {
        return;
    }
    let mut seen = BTreeSet::new();
    for (place, item) in declaration.items.iter().enumerate() {
        if !seen.insert(item.line) {
            faults.push(
                Fault::new(FaultCode::DuplicateLine, item_pointer(place, ItemField::Line))
                    .with("found", item.line),
            );
        }
    }
}

fn values(declaration: &Declaration, law: &Law, day: Date, faults: &mut Vec<Fault>) {
    let Some(value) = declaration.value else { return };
    // Where an item's value could not be read, its own fault says so and no sum can be judged.
    let is_unread = |fault: &Fault| {
        fault.severity() == crate::Severity::Error
            && fault.pointer.starts_with("/goods_items")
            && fault.pointer.ends_with("/value")
    };
    if faults.iter().any(is_unread) {
        return;
    }
    if declaration.nature == Nature::Sale {
        if value.goods.is_zero() {
            faults.push(Fault::new(FaultCode::ZeroValue, header_pointer(HeaderField::ValueGoods)));
        }
        for (place, item) in declaration.items.iter().enumerate() {
            if item.value.is_zero() {
                faults.push(Fault::new(FaultCode::ZeroValue, item_pointer(place, ItemField::Value)));
            }
        }
    }
    let sum = declaration.items.iter().try_fold(Decimal::ZERO, |sum, item| sum.checked_add(item.value));
    let apart = sum.and_then(|sum| sum.distance(value.goods));
    let tolerance = law.parameters(day).map_or(Decimal::ZERO, |parameters| parameters.value_sum_tolerance);
    let Some(sum) = sum else {
        faults.push(Fault::new(FaultCode::OutOfRange, header_pointer(HeaderField::ValueGoods)));
        return;
    };
    if !declaration.items.is_empty() && apart.is_none_or(|apart| apart > tolerance) {
        let decimals = usize::from(value.currency.minor_units());
        faults.push(
            Fault::new(FaultCode::ItemsDoNotSum, header_pointer(HeaderField::ValueGoods))
                .with("found", value.goods.text(decimals))
                .with("correct", sum.text(decimals)),
        );
    }
}

fn masses(declaration: &Declaration, faults: &mut Vec<Fault>) {
    let Some(gross) = declaration.gross_mass_kg else { return };
    let net = declaration
        .items
        .iter()
        .filter_map(|item| item.net_mass_kg)
        .try_fold(Decimal::ZERO, Decimal::checked_add);
    if net.is_none_or(|net| net > gross) {
        faults.push(
            Fault::new(FaultCode::NetExceedsGross, header_pointer(HeaderField::GrossMassKg))
                .with("found", gross)
                .with("net", net.map_or_else(String::new, |net| net.to_string())),
        );
    }
}

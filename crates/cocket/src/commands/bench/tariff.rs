//! What assessing costs in memory with a whole tariff loaded: a parcel of each code that can be declared.

use super::{count, median};
use crate::clock;
use crate::country::Country;
use crate::failure::Failure;
use clearance::{Declaration, FilerRole, Register, Submission, UsedUp, assess, validate};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::hint::black_box;
use std::path::Path;
use tariff::CommodityCode;

/// What a tariff costs.
#[derive(Serialize)]
pub(super) struct TariffReport {
    pack: String,
    declarable_codes: u64,
    duty_rows: u64,
    load_ms: u64,
    assessed: u64,
    assess_ns: u64,
}

/// Loads a pack and assesses a parcel of each of its codes, of low value and of high value by turns.
pub(super) fn measure(dir: &Path, rounds: usize, now: Timestamp) -> Result<TariffReport, Failure> {
    let mark = clock::mark();
    let country = Country::load(dir)?;
    let load_ms = u64::try_from(mark.elapsed().as_millis()).unwrap_or(u64::MAX);
    let law = country.law();
    let day = law.day_of(now);
    let codes = declarable(&country, day);
    let declarations: Vec<Declaration> = codes
        .iter()
        .zip(["24.90", "1900.00"].into_iter().cycle())
        .filter_map(|(code, value)| declared(&country, *code, value, now))
        .collect();
    if declarations.is_empty() {
        return Err(Failure::WrongUse(format!("no code of `{}` can be assessed on {day}", dir.display())));
    }
    let register = Register::empty();
    let assess_ns = median(rounds, &declarations, |declaration| {
        drop(black_box(assess(declaration, law, register, UsedUp::NOTHING, day)));
    });
    Ok(TariffReport {
        pack: law.pack.clone(),
        declarable_codes: count(codes.len()),
        duty_rows: count(law.tariff.duties.rows().count()),
        load_ms,
        assessed: count(declarations.len()),
        assess_ns,
    })
}

fn declarable(country: &Country, day: Date) -> Vec<CommodityCode> {
    let nomenclature = &country.law().tariff.nomenclature;
    let mut codes: Vec<CommodityCode> = nomenclature
        .rows()
        .map(|(code, _)| code)
        .filter(|code| nomenclature.is_declarable(*code, day))
        .collect();
    codes.dedup();
    codes
}

/// A parcel of one item, measured in whatever the pack measures it in; none where the pack wants to know more.
fn declared(country: &Country, code: CommodityCode, value: &str, now: Timestamp) -> Option<Declaration> {
    let currency = country.law().tariff.exchange.local();
    let document = serde_json::json!({
        "reference": "BENCH-1", "stage": "on_arrival", "channel": "express", "nature": "sale",
        "tracking_number": "BENCH000001", "gross_mass_kg": "1.2",
        "consignor": { "address": { "country": "CN" } },
        "value": { "currency": currency.code(), "goods": value, "freight": "5.00" },
        "goods_items": [{
            "line": 1, "commodity_code": code.to_string(), "origin": "CN", "quantity": "1", "unit": "C62",
            "net_mass_kg": "1.0", "value": value, "description": "made up",
        }],
    })
    .to_string();
    let submission: Submission<'_> = wire::intake::json::read(document.as_bytes()).ok()?;
    let valid = validate(&submission, FilerRole::Declarant, country.law(), Register::empty(), now).ok()?;
    Some(*valid.declaration)
}

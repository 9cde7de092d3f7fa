//! What asking all profiles about a declaration costs, with a hundred of them and with ten thousand, beside asking
//! each profile by itself.

mod mix;

use super::{count, median, ratio};
use crate::failure::Failure;
use jiff::civil::{Date, date};
use quantity::Decimal;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use risk::{Field, Observed, Profile, Profiles, Value};
use serde::Serialize;
use serde_json::Value as Json;
use std::hint::black_box;

/// The day that is asked about.
const DAY: Date = date(2026, 3, 2);
/// How many profiles few and many are.
const FEW: usize = 100;
const MANY: usize = 10_000;
/// How many declarations each profile is asked about by itself.
const ONE_BY_ONE: usize = 200;

/// What matching costs, on one thread.
#[derive(Serialize)]
pub(super) struct MatchReport {
    bench: &'static str,
    declarations: u64,
    rounds: usize,
    few: Cost,
    many: Cost,
    ratios: Ratios,
}

/// What one number of profiles costs.
#[derive(Serialize)]
struct Cost {
    profiles: u64,
    index_ms: u64,
    lint_ms: u64,
    hits_per_thousand_declarations: u64,
    microseconds: String,
    one_by_one_microseconds: String,
}

#[derive(Serialize)]
struct Ratios {
    many_to_few: String,
    one_by_one_to_few: String,
    one_by_one_to_many: String,
}

/// Nanoseconds a declaration.
struct Measured {
    cost: Cost,
    indexed: u64,
    one_by_one: u64,
}

/// Measures over so many made-up declarations.
pub(super) fn measure(declarations: u64, rounds: usize) -> Result<MatchReport, Failure> {
    let parcels = made_up(1, declarations);
    let observed: Vec<Observed<'_>> = parcels.iter().map(observe).collect();
    let seen = made_up(2, count(MANY));
    let all: Vec<Profile> = (0..MANY).filter_map(|number| mix::profile(number, &seen)).collect();
    if all.len() < MANY || observed.is_empty() {
        return Err(Failure::WrongUse("the made-up profiles cannot be made".to_owned()));
    }
    let few = cost(all.get(..FEW).unwrap_or_default(), &observed, rounds);
    let many = cost(&all, &observed, rounds);
    Ok(MatchReport {
        bench: "match",
        declarations: count(observed.len()),
        rounds,
        ratios: Ratios {
            many_to_few: ratio(many.indexed, few.indexed),
            one_by_one_to_few: ratio(few.one_by_one, few.indexed),
            one_by_one_to_many: ratio(many.one_by_one, many.indexed),
        },
        few: few.cost,
        many: many.cost,
    })
}

fn cost(profiles: &[Profile], observed: &[Observed<'_>], rounds: usize) -> Measured {
    let mark = crate::clock::mark();
    let index = Profiles::new(profiles.to_vec());
    let index_ms = u64::try_from(mark.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mark = crate::clock::mark();
    drop(black_box(risk::lint(profiles, DAY)));
    let lint_ms = u64::try_from(mark.elapsed().as_millis()).unwrap_or(u64::MAX);
    let alone: Vec<Profiles> = profiles.iter().map(|profile| Profiles::new(vec![profile.clone()])).collect();
    let indexed = median(rounds, observed, |parcel| drop(black_box(index.matches(parcel, DAY))));
    let some = observed.get(..ONE_BY_ONE).unwrap_or(observed);
    let one_by_one = median(rounds.min(3), some, |parcel| {
        alone.iter().for_each(|profile| drop(black_box(profile.matches(parcel, DAY))));
    });
    let hits: usize = observed.iter().map(|parcel| index.matches(parcel, DAY).len()).sum();
    Measured {
        cost: Cost {
            profiles: count(profiles.len()),
            index_ms,
            lint_ms,
            hits_per_thousand_declarations: count(hits) * 1_000 / count(observed.len()).max(1),
            microseconds: ratio(indexed, 1_000),
            one_by_one_microseconds: ratio(one_by_one, 1_000),
        },
        indexed,
        one_by_one,
    }
}

/// Made-up declarations as they are read.
fn made_up(seed: u64, number: u64) -> Vec<Json> {
    let mut line = Vec::new();
    let rehearsal = Rehearsal::new(seed, Mix::Ordinary);
    rehearsal
        .parcels(number)
        .filter_map(|parcel| {
            line.clear();
            write_ndjson(&parcel, &mut line);
            serde_json::from_slice(&line).ok()
        })
        .collect()
}

/// Where the texts of a declaration are that profiles ask about.
const TEXTS: [(Field, &str); 29] = [
    (Field::Channel, "/channel"),
    (Field::Stage, "/stage"),
    (Field::Nature, "/nature"),
    (Field::Office, "/transport/office"),
    (Field::Filer, "/platform/identifier/value"),
    (Field::ConsignorName, "/consignor/name"),
    (Field::ConsignorCountry, "/consignor/address/country"),
    (Field::ConsignorCity, "/consignor/address/city"),
    (Field::ConsignorPostcode, "/consignor/address/postcode"),
    (Field::ConsignorIdentifier, "/consignor/identifier/value"),
    (Field::ConsigneeName, "/consignee/name"),
    (Field::ConsigneeCountry, "/consignee/address/country"),
    (Field::ConsigneeCity, "/consignee/address/city"),
    (Field::ConsigneePostcode, "/consignee/address/postcode"),
    (Field::ConsigneeIdentifier, "/consignee/identifier/value"),
    (Field::ConsigneeEmail, "/consignee/email"),
    (Field::ConsigneePhone, "/consignee/phone"),
    (Field::SellerName, "/seller/name"),
    (Field::SellerIdentifier, "/seller/identifier/value"),
    (Field::SellerUrl, "/seller/url"),
    (Field::PlatformIdentifier, "/platform/identifier/value"),
    (Field::OrderNumber, "/order/number"),
    (Field::OrderUrl, "/order/url"),
    (Field::PaymentProvider, "/payment/provider"),
    (Field::PaymentPayer, "/payment/payer"),
    (Field::TaxSchemeNumber, "/tax_scheme/number"),
    (Field::MasterDocument, "/transport/master_document"),
    (Field::Conveyance, "/transport/conveyance"),
    (Field::ValueCurrency, "/value/currency"),
];

/// A declaration as profiles see it. Its values count as if they were in the pack's currency.
fn observe(parcel: &Json) -> Observed<'_> {
    let mut seen = Observed::new();
    for (field, place) in TEXTS {
        if let Some(text) = text(parcel, place) {
            seen.set(field, Value::Text(if field == Field::OrderUrl { risk::host(text) } else { text }));
        }
    }
    let items =
        parcel.pointer("/goods_items").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let whole = |count: u64| Decimal::from_micro(i64::try_from(count).ok()?.checked_mul(1_000_000)?);
    for (field, number) in [
        (Field::ValueLocal, number(parcel, "/value/goods")),
        (Field::PaymentLocal, number(parcel, "/payment/amount")),
        (Field::GrossMassKg, number(parcel, "/gross_mass_kg")),
        (Field::Packages, parcel.pointer("/packages").and_then(Json::as_u64).and_then(whole)),
        (Field::ItemCount, whole(count(items.len()))),
        (Field::ConsigneeConsignmentsToday, Some(Decimal::ZERO)),
        (Field::ConsigneeValueToday, Some(Decimal::ZERO)),
    ] {
        number.into_iter().for_each(|number| seen.set(field, Value::Number(number)));
    }
    seen.set(Field::ListedOn, Value::Names(&[]));
    seen.set(Field::FilerAuthorisations, Value::Names(&[]));
    items.iter().for_each(|item| observe_item(&mut seen, item));
    seen
}

fn observe_item<'p>(seen: &mut Observed<'p>, item: &'p Json) {
    seen.push_item();
    let code = text(item, "/commodity_code").and_then(|code| Some((code.parse().ok()?, code.len())));
    if let Some((digits, length)) = code {
        seen.set(Field::CommodityCode, Value::Digits { digits, length: u8::try_from(length).unwrap_or(12) });
    }
    for (field, place) in [(Field::Origin, "/origin"), (Field::Description, "/description")] {
        text(item, place).into_iter().for_each(|text| seen.set(field, Value::Text(text)));
    }
    let (value, quantity) = (number(item, "/value"), number(item, "/quantity"));
    let each = value.zip(quantity).and_then(|(value, quantity)| {
        Decimal::from_micro(value.micro().checked_mul(1_000_000)?.checked_div(quantity.micro())?)
    });
    for (field, number) in [
        (Field::Quantity, quantity),
        (Field::NetMassKg, number(item, "/net_mass_kg")),
        (Field::ItemValueLocal, value),
        (Field::UnitValueLocal, each),
    ] {
        number.into_iter().for_each(|number| seen.set(field, Value::Number(number)));
    }
}

fn text<'p>(parcel: &'p Json, place: &str) -> Option<&'p str> {
    parcel.pointer(place)?.as_str()
}

fn number(parcel: &Json, place: &str) -> Option<Decimal> {
    Decimal::parse(text(parcel, place)?).ok()
}

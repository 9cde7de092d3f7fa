//! What a rehearsal promises: the same bytes for ever, shapes as measured, parcels that agree with themselves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at what is not as promised")]

use rehearsal::{Mix, Parcel, Rehearsal, fault_names, write_ndjson};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const MANY: usize = 20_000;

fn line(parcel: &Parcel<'_>) -> Vec<u8> {
    let mut line = Vec::new();
    write_ndjson(parcel, &mut line);
    line
}

fn lines(seed: u64, mix: Mix, count: u64) -> Vec<u8> {
    let mut lines = Vec::new();
    for parcel in Rehearsal::new(seed, mix).parcels(count) {
        write_ndjson(&parcel, &mut lines);
    }
    lines
}

/// Many parcels, as who reads them sees them.
fn read(mix: Mix) -> Vec<Value> {
    let rehearsal = Rehearsal::new(11, mix);
    rehearsal.parcels(MANY as u64).map(|parcel| serde_json::from_slice(&line(&parcel)).unwrap()).collect()
}

/// The careful ones among many ordinary parcels.
fn without_slips() -> Vec<Value> {
    let rehearsal = Rehearsal::new(11, Mix::Ordinary);
    let careful = rehearsal.parcels(MANY as u64).filter(|parcel| parcel.faults().is_empty());
    careful.map(|parcel| serde_json::from_slice(&line(&parcel)).unwrap()).collect()
}

fn text<'v>(parcel: &'v Value, pointer: &str) -> &'v str {
    parcel.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A decimal text as a whole number of thousandths.
fn thousandths(text: &str) -> u64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<3}").parse().unwrap()
}

/// Hundredths of an Examplian dollar, at about the rates of March 2026.
fn cents(parcel: &Value, pointer: &str) -> u64 {
    let per_ten_thousand = match text(parcel, "/value/currency") {
        "CNY" => 1282,
        "USD" => 9200,
        "EUR" => 10139,
        "GBP" => 11456,
        "JPY" => 61,
        "KRW" => 7,
        "INR" => 106,
        "TRY" => 217,
        "HKD" => 1181,
        "CAD" => 6552,
        other => panic!("no rate for {other}"),
    };
    thousandths(text(parcel, pointer)) * per_ten_thousand / 100_000
}

#[track_caller]
fn share_is(
    parcels: &[Value],
    per_ten_thousand: std::ops::RangeInclusive<usize>,
    of: impl Fn(&Value) -> bool,
) {
    let found = parcels.iter().filter(|parcel| of(parcel)).count() * 10_000 / parcels.len();
    assert!(per_ten_thousand.contains(&found), "{found} of ten thousand, not {per_ten_thousand:?}");
}

/// The 64-bit hash of Fowler, Noll and Vo: enough to see that no byte has changed.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    // Whoever changes a table or the order of draws changes these numbers, and says so in the change.
    assert_eq!(hash(&lines(7, Mix::Ordinary, 1000)), 0xbfac_3ac1_64e2_1bae);
    assert_eq!(hash(&lines(7, Mix::OneItem, 1000)), 0x89ea_6911_04e7_fa21);
    assert_eq!(hash(&lines(7, Mix::Faulty, 1000)), 0x1752_3a29_7411_e046);
}

#[test]
fn another_seed_or_mix_gives_other_parcels() {
    let numbers = |seed, mix| -> BTreeSet<String> {
        let rehearsal = Rehearsal::new(seed, mix);
        let parcels = rehearsal.parcels(500).map(|parcel| serde_json::from_slice(&line(&parcel)).unwrap());
        parcels
            .map(|parcel: Value| text(&parcel, "/reference").to_owned())
            .filter(|it| !it.is_empty())
            .collect()
    };
    let first = numbers(1, Mix::Ordinary);
    assert_eq!(first.len(), 500);
    assert!(first.is_disjoint(&numbers(2, Mix::Ordinary)));
    assert!(first.is_disjoint(&numbers(1, Mix::OneItem)));
    assert_ne!(lines(1, Mix::Ordinary, 1), lines(2, Mix::Ordinary, 1));
}

#[test]
fn a_parcel_does_not_depend_on_those_before() {
    for mix in Mix::ALL {
        let whole = lines(3, mix, 300);
        let rehearsal = Rehearsal::new(3, mix);
        let mut apart = Vec::new();
        for index in (0..300).rev() {
            apart.push(line(&rehearsal.parcel(index)));
        }
        apart.reverse();
        assert!(whole == apart.concat(), "{mix:?}");
    }
    assert!(line(&Rehearsal::new(3, Mix::OneItem).parcel(u64::from(u32::MAX) * 1000)).ends_with(b"}\n"));
}

#[test]
fn mixes_go_by_their_names() {
    assert_eq!(Mix::names().collect::<Vec<_>>(), ["ordinary", "one_item", "faulty"]);
    assert!(Mix::names().all(|name| Mix::from_name(name).is_some_and(|mix| mix.name() == name)));
    assert_eq!(Mix::from_name("busy"), None);
}

#[test]
fn fields_stand_in_the_order_of_the_contract() {
    let rehearsal = Rehearsal::new(11, Mix::Ordinary);
    let parcels = rehearsal.parcels(2000).map(|parcel| String::from_utf8(line(&parcel)).unwrap());
    let full = parcels.filter(|line| line.contains("\"documents\":") && line.contains("\"tax_scheme\":"));
    let full = full.filter(|line| line.contains("\"email\":")).collect::<Vec<_>>();
    assert!(full.len() > 200);
    let keys = "reference stage channel tracking_number ucr transport document master_document conveyance arrival office \
        packages gross_mass_kg nature consignor name address lines city postcode country \
        consignee name address lines city postcode country identifier scheme value email \
        seller name identifier scheme value url platform identifier scheme value order number placed url \
        payment provider reference amount currency payer tax_scheme scheme number value currency goods freight insurance \
        goods_items line description commodity_code origin quantity unit net_mass_kg value documents type number sha256";
    for line in full {
        let mut rest = line.as_str();
        for key in keys.split_whitespace() {
            let (_, after) =
                rest.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} in {line}"));
            rest = after;
        }
    }
}

#[test]
fn shares_are_as_measured() {
    let parcels = read(Mix::Ordinary);
    let items = |parcel: &Value| parcel["goods_items"].as_array().map_or(0, Vec::len);
    share_is(&parcels, 9070..=9220, |it| items(it) == 1);
    share_is(&parcels, 590..=710, |it| items(it) == 2);
    share_is(&parcels, 60..=140, |it| text(it, "/nature") == "documents");
    share_is(&parcels, 250..=350, |it| text(it, "/nature") == "gift");
    share_is(&parcels, 150..=250, |it| cents(it, "/value/goods") > 100_000);
    share_is(&parcels, 4000..=4700, |it| cents(it, "/value/goods") <= 2_000);
    share_is(&parcels, 5400..=5800, |it| text(it, "/channel") == "post");
    share_is(&parcels, 3200..=3600, |it| text(it, "/channel") == "express");
    share_is(&parcels, 5500..=6100, |it| text(it, "/consignor/address/country") == "CN");
    share_is(&parcels, 6400..=7400, |it| it.get("tax_scheme").is_some());
    share_is(&parcels, 540..=800, |it| text(it, "/order/placed").get(11..13) == Some("16"));
    share_is(&parcels, 0..=60, |it| text(it, "/order/placed").get(11..13) == Some("04"));
    let mut values: Vec<u64> = parcels.iter().map(|it| cents(it, "/value/goods")).collect();
    values.sort_unstable();
    assert!((2000..=2500).contains(&values[MANY / 2]), "median value {}", values[MANY / 2]);
    assert!((1050..=1300).contains(&values[MANY / 4]), "first quartile {}", values[MANY / 4]);
}

#[test]
fn people_order_again_and_a_few_sellers_are_big() {
    let parcels = read(Mix::Ordinary);
    let count = |pointer: &str| {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for parcel in &parcels {
            *found.entry(text(parcel, pointer)).or_default() += 1;
        }
        found
    };
    let people = count("/consignee/name");
    assert!(people.len() > 3000);
    let identities: BTreeSet<(&str, &str)> = parcels
        .iter()
        .map(|it| (text(it, "/consignee/name"), text(it, "/consignee/identifier/value")))
        .collect();
    let again = (MANY - identities.len()) * 10_000 / MANY;
    assert!((90..=200).contains(&again), "{again} of ten thousand orders are another one of somebody");
    let sellers = count("/seller/identifier/value");
    assert!((250..=330).contains(&sellers.len()), "{} sellers", sellers.len());
    let mut orders: Vec<usize> = sellers.into_iter().filter(|it| !it.0.is_empty()).map(|it| it.1).collect();
    orders.sort_unstable();
    let biggest: usize = orders.iter().rev().take(30).sum();
    assert!(biggest * 100 / MANY > 30, "the biggest tenth sells {biggest} of {MANY}");
    assert!(orders[orders.len() / 2] * 250 < MANY, "the middle seller sells {}", orders[orders.len() / 2]);
}

#[test]
fn values_and_masses_agree() {
    for parcel in without_slips() {
        let sum = |field: &str| -> u64 {
            parcel["goods_items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| thousandths(it[field].as_str().unwrap()))
                .sum()
        };
        assert_eq!(sum("value"), thousandths(text(&parcel, "/value/goods")), "{parcel}");
        assert!(sum("net_mass_kg") <= thousandths(text(&parcel, "/gross_mass_kg")), "{parcel}");
        if parcel.get("payment").is_some() {
            let due: u64 = ["goods", "freight", "insurance"]
                .map(|part| thousandths(text(&parcel, &format!("/value/{part}"))))
                .iter()
                .sum();
            assert_eq!(due, thousandths(text(&parcel, "/payment/amount")), "{parcel}");
            assert_eq!(text(&parcel, "/payment/payer"), text(&parcel, "/consignee/name"));
        }
    }
}

#[test]
fn numbers_and_times_are_valid() {
    let mut tracking = BTreeSet::new();
    let first = "2026-03-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let end = "2026-04-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap();
    for parcel in without_slips() {
        let number = text(&parcel, "/tracking_number");
        assert!(tracking.insert(number.to_owned()), "{number} is used twice");
        if text(&parcel, "/channel") == "post" {
            assert!(is_s10(number), "{number}");
            assert!(number.ends_with(text(&parcel, "/consignor/address/country")));
        }
        let waybill: String = text(&parcel, "/transport/master_document")
            .chars()
            .skip(4)
            .filter(char::is_ascii_digit)
            .collect();
        let waybill: u64 = waybill.parse().unwrap();
        assert_eq!(waybill / 10 % 7, waybill % 10);
        let identifier = text(&parcel, "/consignee/identifier/value");
        let (born, serial) = identifier.split_once('-').unwrap();
        assert!(
            born.len() == 6
                && serial.len() == 4
                && identifier.bytes().filter(u8::is_ascii_digit).count() == 10
        );
        let arrival: jiff::Timestamp = text(&parcel, "/transport/arrival").parse().unwrap();
        assert!(first <= arrival && arrival < end);
        if let Some(placed) = parcel.pointer("/order/placed") {
            let placed: jiff::Timestamp = placed.as_str().unwrap().parse().unwrap();
            let days = arrival.duration_since(placed).as_hours() / 24;
            assert!((2..=17).contains(&days), "ordered {days} days before arrival");
        }
        assert!(text(&parcel, "/ucr").len() <= 35);
    }
}

fn is_s10(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|sign| sign.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(digit, weight)| digit * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        check => check,
    };
    number.len() == 13 && digits.len() == 9 && digits.last() == Some(&check)
}

#[test]
fn ordinary_people_slip_seldom() {
    let rehearsal = Rehearsal::new(11, Mix::Ordinary);
    let slips = rehearsal.parcels(MANY as u64).filter(|parcel| !parcel.faults().is_empty()).count();
    assert!((50..=100).contains(&(slips * 10_000 / MANY)), "{slips} of {MANY}");
}

#[test]
fn one_item_parcels_have_one_item() {
    assert!(
        read(Mix::OneItem)
            .iter()
            .all(|it| it["goods_items"].as_array().is_some_and(|items| items.len() == 1))
    );
}

#[test]
fn faulty_parcels_have_one_to_four_faults_of_all_kinds() {
    let names: BTreeSet<&str> = fault_names().collect();
    assert!(names.len() >= 25 && names.len() == fault_names().count());
    let rehearsal = Rehearsal::new(11, Mix::Faulty);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for parcel in rehearsal.parcels(MANY as u64) {
        assert!((1..=4).contains(&parcel.faults().len()), "{:?}", parcel.faults());
        assert_eq!(parcel.faults().iter().collect::<BTreeSet<_>>().len(), parcel.faults().len());
        for fault in parcel.faults() {
            *seen.entry(fault).or_default() += 1;
        }
        serde_json::from_slice::<Value>(&line(&parcel)).unwrap();
    }
    for name in names {
        assert!(seen.get(name).is_some_and(|&count| count > 100), "{name}: {:?}", seen.get(name));
    }
}

#[test]
fn a_named_fault_is_there_and_the_others_are_not() {
    let rehearsal = Rehearsal::new(11, Mix::Faulty);
    for parcel in rehearsal.parcels(MANY as u64) {
        let read: Value = serde_json::from_slice(&line(&parcel)).unwrap();
        let has = |name: &str| parcel.faults().contains(&name);
        assert_eq!(has("reference_missing"), read.get("reference").is_none());
        assert_eq!(has("consignee_missing"), read.get("consignee").is_none());
        assert_eq!(has("value_negative"), text(&read, "/value/goods").starts_with('-'));
        assert_eq!(
            has("value_decimal_comma"),
            text(&read, "/value/goods").contains(',') && !has("value_with_thousands")
        );
        assert_eq!(has("date_impossible"), text(&read, "/transport/arrival").contains("02-31"));
        assert_eq!(has("packages_as_text"), read["packages"].is_string());
        assert_eq!(has("goods_items_missing"), read["goods_items"].as_array().unwrap().is_empty());
        assert_eq!(has("consignor_formula"), text(&read, "/consignor/name").starts_with('='));
        assert_eq!(has("field_unknown"), read.get("colour").is_some());
        if text(&read, "/channel") == "post" {
            assert_eq!(has("tracking_check_digit"), !is_s10(text(&read, "/tracking_number")));
        }
    }
}

//! The day as a whole: the same for the same seed, in order, with every story in it.

use super::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What was filed on a day: by whom, and what.
fn filed(day: &Day) -> Vec<(&'static str, FilerRole, Value)> {
    let filing = |happening: &Happening| match &happening.what {
        What::File { organisation, role, json, .. } => {
            Some((*organisation, *role, serde_json::from_slice(json).unwrap()))
        }
        _ => None,
    };
    day.happenings.iter().filter_map(filing).collect()
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn printed(seed: u64, parcels: u64) -> String {
    format!("{:?}", Day::new(seed, parcels))
}

#[test]
fn the_same_seed_gives_the_same_day_and_another_another() {
    assert_eq!(printed(1, 300), printed(1, 300));
    assert_ne!(printed(1, 300), printed(2, 300));
    assert_eq!(sample_csv(5).csv, sample_csv(5).csv);
    assert_ne!(sample_csv(5).csv, sample_csv(6).csv);
}

#[test]
fn a_day_is_in_order_and_has_as_many_parcels_as_asked_for() {
    for (seed, parcels) in [(1, 4_000), (2, FEWEST), (3, 1_000)] {
        let day = Day::new(seed, parcels);
        assert!(day.happenings.is_sorted_by_key(|happening| happening.at));
        assert!(day.happenings.iter().all(|happening| happening.at < ends()));
        let filed = filed(&day);
        let mut numbers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (organisation, _, declaration) in &filed {
            let own = numbers.entry(text(declaration, "/tracking_number")).or_default();
            own.insert(organisation);
        }
        assert_eq!(numbers.len() as u64, parcels, "seed {seed}");
        let on_monday = day.happenings.iter().filter(|happening| happening.at >= begins()).count();
        assert!(on_monday * 20 > day.happenings.len() * 19, "the day is a Monday");
    }
}

#[test]
fn every_filer_files_and_keeps_the_references_apart() {
    let day = Day::new(1, 4_000);
    let filed = filed(&day);
    let mut by_filer: BTreeMap<&str, u64> = BTreeMap::new();
    let mut parcels: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (organisation, role, declaration) in &filed {
        let filer = FILERS.iter().find(|filer| filer.organisation == *organisation);
        assert_eq!(filer.map(|filer| filer.role), Some(*role), "{organisation}");
        *by_filer.entry(organisation).or_default() += 1;
        let (reference, number) = (text(declaration, "/reference"), text(declaration, "/tracking_number"));
        let known = parcels.insert((organisation, reference), number);
        assert!(known.is_none_or(|known| known == number), "{organisation} uses {reference} twice");
    }
    for filer in FILERS.iter().filter(|filer| filer.organisation != "Harbourcrane Cargo") {
        assert!(by_filer.contains_key(filer.organisation), "{}", filer.organisation);
    }
    assert!(by_filer["Examplia Post"] > 1_500 && by_filer["Quickship"] > 200, "{by_filer:?}");
}

/// The declarations of a day that show something.
fn with<'d>(filed: &'d [(&'static str, FilerRole, Value)], shows: impl Fn(&Value) -> bool) -> Vec<&'d Value> {
    filed.iter().map(|(_, _, declaration)| declaration).filter(|declaration| shows(declaration)).collect()
}

#[test]
fn every_story_is_told() {
    let day = Day::new(4, 4_000);
    let filed = filed(&day);
    let has_code = |code: &str| {
        with(&filed, |it| {
            it["goods_items"].as_array().unwrap().iter().any(|item| text(item, "/commodity_code") == code)
        })
    };
    // Once it was caught it goes by another name.
    let ring = with(&filed, |it| ["S-8807", "S-9921"].contains(&text(it, "/seller/identifier/value")));
    let doors: BTreeSet<&str> = ring.iter().map(|it| text(it, "/consignee/address/lines/0")).collect();
    let people: BTreeSet<&str> = ring.iter().map(|it| text(it, "/consignee/name")).collect();
    assert!(ring.len() >= 18 && doors.len() == 2 && people.len() > 10, "{doors:?} {people:?}");
    let split = with(&filed, |it| text(it, "/seller/identifier/value") == "S-4410");
    let payments: BTreeSet<&str> = split.iter().map(|it| text(it, "/payment/reference")).collect();
    let consignees: BTreeSet<&str> = split.iter().map(|it| text(it, "/consignee/identifier/value")).collect();
    assert_eq!((split.len(), payments.len(), consignees.len()), (5, 1, 1));
    assert!(split.iter().all(|it| text(it, "/value/goods").starts_with("14")));
    assert_eq!(has_code("960110").len(), 3);
    assert_eq!(has_code("82119320").len(), 6);
    let drones = has_code("880622");
    let registered = drones.iter().filter(|it| text(it, "/documents/0/type") == "drone_registration").count();
    assert!(registered > 10 && drones.len() > registered + 5);
    assert!(!with(&filed, |it| text(it, "/consignee/name") == "Baltazar Quorvane").is_empty());
    assert!(with(&filed, |it| text(it, "/nature") == "documents").len() > 10);
    assert!(with(&filed, |it| text(it, "/stage") == "pre_loading").len() > 20);
    let did = |is_meant: fn(&What) -> bool| day.happenings.iter().filter(|it| is_meant(&it.what)).count();
    assert!(did(|what| matches!(what, What::Examine { .. })) > 15);
    assert!(did(|what| matches!(what, What::Answer { approved: false, .. })) > 1);
    assert!(did(|what| matches!(what, What::Amend { .. })) > 2);
    assert!(did(|what| matches!(what, What::Decide { direction: Direction::Refer, .. })) > 2);
    assert!(did(|what| matches!(what, What::Pay { .. })) > 300);
    assert!(did(|what| matches!(what, What::Decline { .. })) > 0);
    assert!(did(|what| matches!(what, What::Return { .. })) > 0);
    assert!(did(|what| matches!(what, What::File { is_sound: false, .. })) > 100);
}

#[test]
fn what_is_shown_is_there() {
    for seed in 1..4 {
        let day = Day::new(seed, FEWEST);
        let Shown { released, unpaid, held, refused } = &day.shown;
        let filed = filed(&day);
        for number in [released, unpaid, held, refused] {
            assert_eq!(with(&filed, |it| text(it, "/tracking_number") == number).len(), 1, "{number}");
        }
    }
}

#[test]
fn the_sample_has_forty_faulty_rows_and_the_rest_as_mended() {
    for seed in 1..4 {
        let Sample { csv, mended, faulty } = sample_csv(seed);
        let differing: Vec<usize> = (1..)
            .zip(csv.lines().zip(mended.lines()))
            .filter(|(_, (sent, mended))| sent != mended)
            .map(|(line, _)| line)
            .collect();
        assert_eq!(differing, faulty);
        assert_eq!((faulty.len(), csv.lines().count()), (40, 501));
    }
}

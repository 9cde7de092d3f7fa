//! The day against the real lane and pack: all of it fits, and leaves officers enough to do.

use super::*;
use clearance::{Case, GateKind, Ground, KeyKind, Phase};
use risk::Action;
use service::lane::key_hash;
use std::collections::BTreeMap;
use store::Reader;

/// A day that was played, with the database that it left.
struct Played {
    day: Day,
    tally: Tally,
    opened: Opened,
    _folder: Folder,
}

fn played(seed: u64, parcels: u64) -> Played {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PACK);
    let country = Country::of(&archive(&dir).unwrap()).map_err(|_| "the pack is sound").unwrap();
    let day = Day::new(seed, parcels);
    let folder = Folder::new().unwrap();
    let first = day.all().next().unwrap().at;
    let mut opened = Opened::open(folder.path(), Purpose::Sandbox, Some(ORIGIN), country, first).unwrap();
    let credentials = tour::credentials(folder.path(), &[], first).unwrap();
    tour::register(folder.path(), &mut opened, parcels, first).unwrap();
    let signals = Signals::watch().unwrap();
    let tally = play::play(&day, &mut opened, &credentials, &signals, |_, _, _| {}).unwrap().unwrap();
    Played { day, tally, opened, _folder: folder }
}

fn case(reader: &Reader, number: &str) -> Case {
    let found = reader.find(key_hash(reader.secret(), KeyKind::HouseNumber, &[number]), 1).unwrap();
    reader.load(found[0]).unwrap().unwrap().case
}

fn waits_for(case: &Case, kind: GateKind) -> bool {
    case.gates().is_some_and(|gates| gates.iter().any(|gate| gate.kind == kind))
}

/// Whatever the day means to be taken is taken, what it means to go back goes back, and every command fits.
fn check_fits(Played { day, tally, opened, .. }: &Played) {
    assert!(tally.misfits.is_empty(), "{:?}\n{tally}", tally.misfits);
    let reader = opened.readers.reader().unwrap();
    let [released, unpaid, held, refused] =
        [&day.shown.released, &day.shown.unpaid, &day.shown.held, &day.shown.refused]
            .map(|number| case(&reader, number));
    assert!(released.may_go());
    assert!(waits_for(&unpaid, GateKind::Payment));
    assert!(waits_for(&held, GateKind::Document));
    assert_eq!(refused.phase(), Phase::Refused);
}

#[test]
fn every_part_of_small_days_fits() {
    for (seed, parcels) in [(1, FEWEST), (2, 300), (3, 800), (4, 2_000)] {
        check_fits(&played(seed, parcels));
    }
}

#[test]
fn a_usual_day_leaves_the_officers_a_worklist() {
    let played = played(1, 4_000);
    check_fits(&played);
    let reader = played.opened.readers.reader().unwrap();
    let counts: BTreeMap<String, u64> = reader.worklists().unwrap().into_iter().collect();
    for (list, least) in [
        ("examination", 50),
        ("document", 30),
        ("agency/telecom", 8),
        ("agency/plant-health", 4),
        ("referral", 5),
        ("payment", 10),
        ("overdue", 8),
    ] {
        assert!(counts.get(list).is_some_and(|count| *count >= least), "{list}: {counts:?}");
    }
    let examinations = reader.worklist("examination", None, 200).unwrap();
    let tonight = ends().checked_add(jiff::SignedDuration::from_hours(8)).unwrap();
    let due_today = examinations.iter().filter(|row| row.due <= tonight.as_microsecond()).count();
    assert!((5..50).contains(&due_today), "{due_today} are due today");
    let text = played.tally.to_string();
    assert!(text.contains("to be examined") && text.contains("charges"), "{text}");
}

/// How many consignments of a seller there are, and how many of them are selected: examined, to be examined, or
/// waiting for an invoice.
fn selected(cases: &[Case], seller: &str) -> (usize, usize) {
    let of_seller = |case: &&Case| {
        let declaration = &case.filings.governing().declaration;
        !declaration.is_advance() && declaration.seller.name.as_deref() == Some(seller)
    };
    let asks = |ground: &Ground| match ground {
        Ground::WeightReached { .. } => true,
        Ground::ProfileHit { action, .. } => matches!(action, Action::Examine | Action::HoldDocuments),
        _ => false,
    };
    let is_selected =
        |case: &&Case| case.grounds().any(|ground| asks(ground) || matches!(ground, Ground::Examined { .. }));
    let own = || cases.iter().filter(of_seller);
    (own().count(), own().filter(is_selected).count())
}

/// On days that nobody looked at while weights were set. The ring changes its name and its prices once it was caught.
#[test]
fn the_ring_and_the_split_order_are_found_and_few_others() {
    for seed in [31_337, 424_242] {
        let played = played(seed, 4_000);
        let reader = played.opened.readers.reader().unwrap();
        let numbers = reader.consignments_from(0, 10_000).unwrap();
        let cases: Vec<Case> =
            numbers.into_iter().map(|number| reader.load(number).unwrap().unwrap().case).collect();
        let (all, found) = selected(&cases, "Lumenfair Trading");
        assert!(all >= 10 && found * 5 >= all * 4, "{seed}: {found} of {all} of the ring");
        let (all, found) = selected(&cases, "Brightwell Goods");
        assert!(all >= 5 && found * 2 >= all, "{seed}: {found} of {all} after it was warned");
        let (all, found) = selected(&cases, "Bright Cask Optics");
        assert!(all == 5 && found >= 3, "{seed}: {found} of {all} of the split order");
        let by_weight =
            |case: &&Case| case.grounds().any(|ground| matches!(ground, Ground::WeightReached { .. }));
        let weighed = cases.iter().filter(by_weight).count();
        assert!(weighed * 50 < cases.len(), "{seed}: {weighed} of {} weigh enough", cases.len());
    }
}

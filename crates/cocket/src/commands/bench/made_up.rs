//! Profiles and lists made up in numbers, to measure what they cost.

use jiff::Timestamp;
use jiff::civil::date;
use quantity::Decimal;
use risk::{
    Action, Criteria, Criterion, EntryKind, Field, ListEntry, Period, Profile, Profiles, Test, WatchList,
    WatchLists,
};

/// A moment of the month that rehearsals play in.
pub(super) fn moment() -> Timestamp {
    Timestamp::from_second(1_772_438_400).unwrap_or_default()
}

/// The pack's profiles and `count` more: a heading, an origin and a value each, as officers write them.
pub(super) fn profiles(own: &[Profile], count: u32) -> Profiles {
    Profiles::new(own.iter().cloned().chain((0..count).filter_map(profile)).collect())
}

fn profile(number: u32) -> Option<Profile> {
    let heading = format!("{:02}{:02}", 1 + number * 7 % 97, 1 + number * 3 % 20);
    let origin = ["CN", "HK", "TR", "VN", "IN"].get(usize::try_from(number % 5).ok()?)?;
    let below = Decimal::from_micro(i64::from(1 + number % 40) * 1_000_000)?;
    let criteria = [
        (Field::CommodityCode, Test::StartsWith(vec![heading])),
        (Field::Origin, Test::In(vec![(*origin).to_owned()])),
        (Field::UnitValueLocal, Test::Below(below)),
    ];
    let criteria: Vec<Criterion> =
        criteria.into_iter().filter_map(|(field, test)| Criterion::new(field, vec![test]).ok()).collect();
    Some(Profile {
        id: format!("BENCH-{number:05}"),
        title: "made up".to_owned(),
        owner: "bench".to_owned(),
        action: Action::AddWeight(1),
        purpose: "measurement".to_owned(),
        reason: "made up".to_owned(),
        public_reason: "routine_control".to_owned(),
        law: "none".to_owned(),
        period: Period::new(date(2020, 1, 1), date(2099, 12, 31))?,
        share_per_million: Profile::EVERY_HIT,
        criteria: Criteria::new(criteria)?,
        expression: None,
    })
}

/// The pack's lists and one more with `count` names.
pub(super) fn lists(own: &[WatchList], count: u32) -> WatchLists {
    let entries = (0..count).filter_map(entry).collect();
    let made_up = WatchList { name: "bench".to_owned(), entries };
    WatchLists::new(own.iter().cloned().chain([made_up]).collect())
}

fn entry(number: u32) -> Option<ListEntry> {
    Some(ListEntry {
        id: format!("B{number}"),
        name: format!("Nobody Nowhere the {number}th"),
        kind: if number.is_multiple_of(2) { EntryKind::Person } else { EntryKind::Organisation },
        period: Period::new(date(2020, 1, 1), date(2099, 12, 31))?,
        law: "none".to_owned(),
    })
}

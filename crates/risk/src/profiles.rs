//! All profiles, found through an index.

use crate::check::{Bounds, Check, key};
use crate::dictionary::{Dictionary, Recognised, Sought, Token};
use crate::hit::Hit;
use crate::observed::{HEADER_ROW, Observed, Row};
use crate::period::Period;
use crate::profile::Profile;
use crate::queue::{Queue, Waiting};
use jiff::civil::Date;
use std::sync::OnceLock;

/// Any number of profiles, ready to be asked.
///
/// Each profile waits under the texts of one criterion, the one that fewest parcels meet. A consignment is
/// read once for all the texts that any profile names, and only the profiles that wait under a text that is
/// there are looked at; profiles without any such criterion (only numbers, `not_in`, `resembles` or `present`) are
/// always looked at, numbers first. Names are searched for by likeness where all else holds.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    /// In order of their ids.
    profiles: Vec<Profile>,
    /// In the same order.
    plans: Vec<Plan>,
    dictionary: Dictionary,
    /// By token: the profiles that wait under it.
    waiting: Vec<Queue>,
    /// The profiles that wait under nothing.
    always: Queue,
}

/// What must be true for a profile to hold, the cheapest first.
#[derive(Clone, Debug)]
struct Plan {
    period: Period,
    header: Vec<Check>,
    item: Vec<Check>,
}

impl Profiles {
    /// No profiles.
    pub fn none() -> &'static Profiles {
        static NONE: OnceLock<Profiles> = OnceLock::new();
        NONE.get_or_init(Profiles::default)
    }

    /// Makes the index.
    pub fn new(mut profiles: Vec<Profile>) -> Profiles {
        profiles.sort_by(|one, other| one.id.cmp(&other.id));
        let dictionary = Dictionary::new(profiles.iter().flat_map(all_sought).collect());
        let plans: Vec<Plan> = profiles.iter().map(|profile| Plan::new(profile, &dictionary)).collect();
        let mut waiting = vec![Queue::default(); dictionary.len()];
        let mut always = Queue::default();
        for (place, (profile, plan)) in profiles.iter().zip(&plans).enumerate() {
            let waits = Waiting { place, bounds: plan.bounds() };
            match key(profile.criteria.as_slice(), &dictionary) {
                Some(tokens) => tokens.iter().for_each(|token| {
                    if let Some(places) = waiting.get_mut(index(*token)) {
                        places.push(waits);
                    }
                }),
                None => always.push(waits),
            }
        }
        waiting.iter_mut().chain([&mut always]).for_each(Queue::settle);
        Profiles { profiles, plans, dictionary, waiting, always }
    }

    /// All profiles, in order of their ids.
    pub fn as_slice(&self) -> &[Profile] {
        &self.profiles
    }

    /// The profiles that hold for a consignment on a day, in order of their ids.
    pub fn matches(&self, observed: &Observed<'_>, day: Date) -> Vec<Hit<'_>> {
        if self.profiles.is_empty() {
            // Most of the time nothing is tried: then no text is read for it.
            return Vec::new();
        }
        let recognised = self.dictionary.recognise(observed);
        let mut places = self.held(observed, &recognised, day);
        places.sort_unstable();
        let held =
            places.iter().filter_map(|place| Some((self.profiles.get(*place)?, self.plans.get(*place)?)));
        held.map(|(profile, plan)| {
            let rows = plan.rows(observed, &recognised).collect();
            Hit::new(profile, rows, &self.dictionary, observed, &recognised)
        })
        .collect()
    }

    /// The places of the profiles that hold, in no order.
    fn held(&self, observed: &Observed<'_>, recognised: &Recognised, day: Date) -> Vec<usize> {
        let mut looked_at = PlaceSet::default();
        let mut held = Vec::new();
        let mut look = |place: usize| {
            if !looked_at.insert(place, self.plans.len()) {
                return;
            }
            let plan = self.plans.get(place);
            let holds = plan.is_some_and(|plan| plan.period.covers(day) && plan.holds(observed, recognised));
            if holds && self.expression_holds(place, observed) {
                held.push(place);
            }
        };
        for token in recognised.distinct() {
            if let Some(queue) = self.waiting.get(index(token)) {
                queue.reached(observed, &mut look);
            }
        }
        self.always.reached(observed, &mut look);
        held
    }

    /// Whether the expression of a profile holds, if it has one.
    fn expression_holds(&self, place: usize, observed: &Observed<'_>) -> bool {
        let expression = self.profiles.get(place).and_then(|profile| profile.expression.as_ref());
        expression.is_none_or(|expression| expression.holds(observed))
    }
}

impl Plan {
    fn new(profile: &Profile, dictionary: &Dictionary) -> Plan {
        let mut plan = Plan { period: profile.period, header: Vec::new(), item: Vec::new() };
        for criterion in profile.criteria.as_slice() {
            let checks = if criterion.field().is_item() { &mut plan.item } else { &mut plan.header };
            checks.extend(Check::of(criterion, dictionary));
        }
        plan.header.sort_by_key(Check::price);
        plan.item.sort_by_key(Check::price);
        plan
    }

    /// The first bounds of a number, those of the header before those of goods items.
    fn bounds(&self) -> Option<Bounds> {
        self.header.iter().chain(&self.item).find_map(|check| match check {
            Check::Within(bounds) => Some(*bounds),
            _ => None,
        })
    }

    fn holds(&self, observed: &Observed<'_>, recognised: &Recognised) -> bool {
        self.header.iter().all(|check| check.holds(HEADER_ROW, observed, recognised))
            && (self.item.is_empty() || self.rows(observed, recognised).next().is_some())
    }

    /// The rows of the goods items for which all checks about goods items hold; none if there is no such check.
    fn rows(&self, observed: &Observed<'_>, recognised: &Recognised) -> impl Iterator<Item = Row> {
        let about_items = !self.item.is_empty();
        let rows = observed.item_rows().filter(move |_| about_items);
        rows.filter(|row| self.item.iter().all(|check| check.holds(*row, observed, recognised)))
    }
}

/// Places of profiles that were looked at: a parcel may have several of the texts a profile waits under.
#[derive(Default)]
struct PlaceSet(Vec<u64>);

impl PlaceSet {
    /// Adds a place below `size`; `false` if it was there.
    fn insert(&mut self, place: usize, size: usize) -> bool {
        if self.0.is_empty() {
            self.0.resize(size.div_ceil(64), 0);
        }
        let bit = 1 << (place % 64);
        self.0.get_mut(place / 64).is_some_and(|word| {
            let is_new = *word & bit == 0;
            *word |= bit;
            is_new
        })
    }
}

fn all_sought(profile: &Profile) -> impl Iterator<Item = Sought> {
    let criteria = profile.criteria.as_slice().iter();
    criteria
        .flat_map(|criterion| criterion.tests().iter().flat_map(|test| Sought::by(criterion.field(), test)))
}

fn index(token: Token) -> usize {
    usize::try_from(token).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Criteria, Criterion, Field, Met, Shown, Test, Value};
    use jiff::civil::date;
    use quantity::Decimal;

    fn profile(id: &str, criteria: &[(Field, Test)]) -> Profile {
        let criterion = |(field, test): &(Field, Test)| Criterion::new(*field, vec![test.clone()]).unwrap();
        Profile {
            id: id.to_owned(),
            title: String::new(),
            owner: "customs".to_owned(),
            action: Action::Examine,
            purpose: String::new(),
            reason: String::new(),
            public_reason: String::new(),
            law: "s.70".to_owned(),
            period: Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap(),
            share_per_million: Profile::EVERY_HIT,
            criteria: Criteria::new(criteria.iter().map(criterion).collect()).unwrap(),
            expression: None,
        }
    }

    fn texts(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn criteria_about_items_hold_for_one_and_the_same_item() {
        let below = Test::Below(Decimal::parse("20.00").unwrap());
        let profiles = Profiles::new(vec![
            profile(
                "b",
                &[
                    (Field::CommodityCode, Test::StartsWith(texts("08"))),
                    (Field::ItemValueLocal, below),
                    (Field::Description, Test::Contains(texts("Drone parts"))),
                    (Field::ConsigneeName, Test::StartsWith(texts("ana"))),
                    (Field::SellerUrl, Test::Present(false)),
                ],
            ),
            profile("a", &[(Field::ListedOn, Test::NotIn(texts("denied")))]),
        ]);
        let mut parcel = Observed::new();
        parcel.set(Field::ConsigneeName, Value::Text("Ana Example"));
        parcel.set(Field::ListedOn, Value::Names(&[]));
        for (digits, value, description) in [
            (801_000_000, "19.99", "spare DRONE-PARTS, new"),
            (801_000_000, "20.00", "drone parts"),
            (8_010_000_000, "1", "drone parts"),
            (801_000_000, "1", "drone partsx"),
            (801_000_000, "1", "drone parts"),
        ] {
            parcel.push_item();
            parcel.set(Field::CommodityCode, Value::Digits { digits, length: 10 });
            parcel.set(Field::ItemValueLocal, Value::Number(Decimal::parse(value).unwrap()));
            parcel.set(Field::Description, Value::Text(description));
        }
        let hits = profiles.matches(&parcel, date(2026, 12, 31));
        let found: Vec<(&str, &[usize])> =
            hits.iter().map(|hit| (hit.profile.id.as_str(), hit.lines.as_slice())).collect();
        assert_eq!(found, [("a", [].as_slice()), ("b", [0, 4].as_slice())]);
        assert_eq!(
            hits[1].met,
            [
                Met { field: Field::CommodityCode, value: Shown::Digits { digits: 801_000_000, length: 10 } },
                Met { field: Field::ItemValueLocal, value: Shown::Number(Decimal::parse("19.99").unwrap()) },
                Met { field: Field::Description, value: Shown::Text("drone parts".to_owned()) },
                Met { field: Field::ConsigneeName, value: Shown::Withheld },
                Met { field: Field::SellerUrl, value: Shown::Absent },
            ]
        );
        assert!(profiles.matches(&parcel, date(2027, 1, 1)).is_empty());
    }

    #[test]
    fn what_is_not_said_is_not_outside_a_list_either() {
        let profiles = Profiles::new(vec![
            profile("a", &[(Field::ConsignorCountry, Test::NotIn(texts("CN")))]),
            profile("b", &[(Field::ConsignorCountry, Test::Present(false))]),
        ]);
        let ids = |parcel: &Observed<'_>| -> Vec<String> {
            profiles.matches(parcel, date(2026, 3, 2)).iter().map(|hit| hit.profile.id.clone()).collect()
        };
        let mut parcel = Observed::new();
        assert_eq!(ids(&parcel), ["b"]);
        parcel.set(Field::ConsignorCountry, Value::Text(" -"));
        assert_eq!(ids(&parcel), ["b"]);
        parcel.set(Field::ConsignorCountry, Value::Text("hk"));
        assert_eq!(ids(&parcel), ["a"]);
        parcel.set(Field::ConsignorCountry, Value::Text("cn"));
        assert_eq!(ids(&parcel), [""; 0]);
    }
}

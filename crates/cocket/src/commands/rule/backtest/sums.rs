//! What a rule would have come to, added up.

use super::Tested;
use crate::commands::ended::Ended;
use crate::commands::simulate::bands::Bands;
use clearance::Declaration;
use jiff::civil::Date;
use quantity::LocalValue;
use risk::{Action, Hit, Shown, normalise};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is held against what.
pub(super) struct History<'a> {
    pub(super) tested: &'a Tested,
    pub(super) bands: &'a Bands,
    /// How many hits are named.
    pub(super) samples: usize,
}

/// How many there are, and how many of them the rule selects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) all: u64,
    pub(super) hits: u64,
}

impl Count {
    fn add(&mut self, is_hit: bool) {
        self.all += 1;
        self.hits += u64::from(is_hit);
    }

    fn join(&mut self, other: Count) {
        self.all += other.all;
        self.hits += other.hits;
    }
}

/// What hits may be lopsided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trait {
    Origin,
    Channel,
    Filer,
    Value,
    Sender,
}

impl Trait {
    pub(super) const ALL: [Trait; 5] =
        [Trait::Origin, Trait::Channel, Trait::Filer, Trait::Value, Trait::Sender];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Trait::Origin => "origin",
            Trait::Channel => "channel",
            Trait::Filer => "filer",
            Trait::Value => "value",
            Trait::Sender => "sender",
        }
    }
}

/// A hit by which somebody can look it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) reference: String,
    pub(super) day: Date,
    /// What met the criteria, without personal values.
    pub(super) met: String,
}

/// One consignment of the history.
pub(super) struct Looked<'a> {
    pub(super) declaration: &'a Declaration,
    pub(super) filer: &'a str,
    pub(super) day: Date,
    pub(super) value: LocalValue,
    /// What is owed on it, in minor units.
    pub(super) payable: i64,
    pub(super) ended: Option<Ended>,
    pub(super) hits: &'a [Hit<'a>],
}

/// What all consignments come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) consignments: u64,
    /// Documents that go back, and such as cannot be assessed.
    pub(super) left_out: u64,
    /// Documents about a consignment that was there already.
    pub(super) again: u64,
    pub(super) hits: u64,
    /// Hits that nothing else looks at.
    pub(super) alone: u64,
    /// Hits for whose examination nothing else asks.
    pub(super) examinations: u64,
    pub(super) days: BTreeMap<Date, Count>,
    /// Hits that another profile selects too.
    pub(super) with: BTreeMap<String, u64>,
    /// What is owed on the hits, in minor units.
    pub(super) payable: i128,
    /// What became of the hits, where that is known: found, as declared, let go, open.
    pub(super) ended: Option<[u64; 4]>,
    pub(super) traits: BTreeMap<(Trait, String), Count>,
    pub(super) samples: Vec<Sample>,
    /// The senders in order, until it is known which of them are new.
    senders: Vec<(u64, bool)>,
}

impl History<'_> {
    /// Counts a consignment.
    pub(super) fn count(&self, looked: &Looked<'_>, sums: &mut Sums) {
        let own = looked.hits.iter().find(|hit| hit.profile.id == self.tested.name);
        let is_hit = own.is_some();
        sums.consignments += 1;
        sums.days.entry(looked.day).or_default().add(is_hit);
        let declaration = looked.declaration;
        sums.trait_of(Trait::Origin, origin(declaration), is_hit);
        sums.trait_of(Trait::Channel, declaration.channel.as_str(), is_hit);
        sums.trait_of(Trait::Filer, looked.filer, is_hit);
        sums.trait_of(Trait::Value, BAND_KEYS.get(self.bands.place(looked.value)).unwrap_or(&""), is_hit);
        sums.senders.extend(sender(declaration).map(|sender| (sender, is_hit)));
        if let Some(ended) = looked.ended {
            let counts = sums.ended.get_or_insert_default();
            if is_hit && let Some(count) = counts.get_mut(ended as usize) {
                *count += 1;
            }
        }
        if let Some(own) = own {
            self.count_hit(looked, own, sums);
        }
    }

    fn count_hit(&self, looked: &Looked<'_>, own: &Hit<'_>, sums: &mut Sums) {
        sums.hits += 1;
        sums.payable += i128::from(looked.payable);
        let others = || looked.hits.iter().filter(|hit| hit.profile.id != self.tested.name);
        sums.alone += u64::from(others().next().is_none());
        let is_added = examines(own) && !others().any(examines);
        sums.examinations += u64::from(is_added);
        for other in others() {
            match sums.with.get_mut(&other.profile.id) {
                Some(count) => *count += 1,
                None => drop(sums.with.insert(other.profile.id.clone(), 1)),
            }
        }
        if sums.samples.len() < self.samples {
            let reference = looked.declaration.reference.clone();
            sums.samples.push(Sample { reference, day: looked.day, met: met(own) });
        }
    }
}

/// Bands by their place, so that they stand in order.
const BAND_KEYS: [&str; 9] = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];

fn examines(hit: &Hit<'_>) -> bool {
    matches!(hit.profile.action, Action::Examine | Action::RequestScreening | Action::DoNotLoad)
}

/// Where all goods of a declaration were made.
fn origin(declaration: &Declaration) -> &str {
    let mut origins = declaration.items.iter().map(|item| item.origin.as_ref());
    match origins.next().flatten() {
        None => "not said",
        Some(first) if origins.all(|origin| origin == Some(first)) => first.as_str(),
        Some(_) => "several",
    }
}

/// Who sends the goods, or else who sold them, as a hash.
fn sender(declaration: &Declaration) -> Option<u64> {
    let seller = declaration.seller.identifier.as_ref().map(|seller| seller.value.as_str());
    let name = declaration.consignor.name.as_deref().or(seller).or(declaration.seller.name.as_deref())?;
    let mut hasher = DefaultHasher::new();
    normalise(name).hash(&mut hasher);
    Some(hasher.finish())
}

/// What met the criteria, as officers are shown it.
fn met(hit: &Hit<'_>) -> String {
    let met: Vec<String> = hit
        .met
        .iter()
        .map(|met| {
            let value = match &met.value {
                Shown::Withheld => "…".to_owned(),
                Shown::Absent => "not said".to_owned(),
                shown => shown.to_string(),
            };
            format!("{}={value}", met.field.as_str())
        })
        .collect();
    met.join("; ")
}

impl Sums {
    fn trait_of(&mut self, of: Trait, value: &str, is_hit: bool) {
        // Names of traits are few, and most are there already.
        match self.traits.get_mut(&(of, value.to_owned())) {
            Some(count) => count.add(is_hit),
            None => self.traits.entry((of, value.to_owned())).or_default().add(is_hit),
        }
    }

    /// With those that come after them. `seen` are the senders of all before.
    pub(super) fn add(&mut self, later: Sums, seen: &mut HashSet<u64>, samples: usize) {
        self.consignments += later.consignments;
        self.left_out += later.left_out;
        self.again += later.again;
        self.hits += later.hits;
        self.alone += later.alone;
        self.examinations += later.examinations;
        self.payable += later.payable;
        for (day, count) in later.days {
            self.days.entry(day).or_default().join(count);
        }
        for (profile, count) in later.with {
            *self.with.entry(profile).or_default() += count;
        }
        for (of, count) in later.traits {
            self.traits.entry(of).or_default().join(count);
        }
        if let Some(ended) = later.ended {
            let own = self.ended.get_or_insert_default();
            own.iter_mut().zip(ended).for_each(|(own, later)| *own += later);
        }
        for (sender, is_hit) in later.senders {
            let name = if seen.insert(sender) { "first seen here" } else { "seen before" };
            self.trait_of(Trait::Sender, name, is_hit);
        }
        let room = samples.saturating_sub(self.samples.len());
        self.samples.extend(later.samples.into_iter().take(room));
    }
}

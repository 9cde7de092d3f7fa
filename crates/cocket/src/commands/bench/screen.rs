//! What screening one name costs among a hundred thousand, and what it finds, beside looking at every name.
//!
//! The list is made of the words of real lists where they are given, drawn as often as they stand there; else of the words
//! of made-up parcels. Names that are not listed are those of made-up shoppers; listed ones are names of the list, misspelled,
//! turned around or short of a word.

use super::{count, median, ratio};
use crate::failure::Failure;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use risk::EntryKind;
use risk::screening::Screen;
use serde::Serialize;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use wire::listed::listed_names;

/// The score from which on an officer is shown a name.
const FLOOR: u32 = 500_000;
/// The score from which on a name counts as found, where recall is compared.
const FOUND: u32 = 300_000;
/// How many names are asked about.
const ASKED: usize = 2_000;
/// How many are asked of the search that looks at every name.
const EXHAUSTIVE: usize = 40;
/// How like two words are at least, by Jaro and Winkler, where every name is looked at.
const JARO_WINKLER: f64 = 0.92;

/// What screening costs, in nanoseconds a name.
#[derive(Serialize)]
pub(super) struct ScreenReport {
    bench: &'static str,
    listed_names: u64,
    words: u64,
    build_ms: u64,
    unlisted_asked: u64,
    unlisted_ns: u64,
    unlisted_alarms: u64,
    listed_asked: u64,
    listed_ns: u64,
    listed_found: u64,
    exhaustive_asked: u64,
    exhaustive_ns: u64,
    exhaustive_found: u64,
    found_of_those: u64,
    ratios: Ratios,
}

#[derive(Serialize)]
struct Ratios {
    exhaustive_to_listed: String,
    exhaustive_to_unlisted: String,
    recall_to_exhaustive: String,
}

/// Numbers from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        all.get(self.below(all.len()))
    }
}

/// Measures over a list of so many names.
pub(super) fn measure(lists: &[PathBuf], names: usize, rounds: usize) -> Result<ScreenReport, Failure> {
    let shoppers = shoppers();
    let real = match lists.is_empty() {
        true => shoppers.clone(),
        false => read(lists)?,
    };
    let listed = recombined(&real, names);
    let mark = crate::clock::mark();
    let screen = Screen::new(listed.iter().map(|name| (EntryKind::Person, name.as_str())));
    let build_ms = u64::try_from(mark.elapsed().as_millis()).unwrap_or(u64::MAX);
    let asked = spoiled(&listed);
    let search = |name: &str| screen.search(EntryKind::Person, name, FLOOR);
    let unlisted_ns = median(rounds, &shoppers, |name| drop(black_box(search(name))));
    let listed_ns = median(rounds, &asked, |(name, _)| drop(black_box(search(name))));
    let finds = |name: &str, place: u32| {
        screen.search(EntryKind::Person, name, FOUND).iter().any(|found| found.place == place)
    };
    let taken_apart: Vec<Vec<&str>> = listed.iter().map(|name| name.split(' ').collect()).collect();
    let every: Vec<&(String, u32)> = asked.iter().take(EXHAUSTIVE).collect();
    let exhaustive_ns = median(1, &every, |(name, _)| {
        black_box(exhaustive(name, &taken_apart));
    });
    let known: Vec<&(String, u32)> = asked
        .iter()
        .filter(|(name, place)| {
            let at = usize::try_from(*place).unwrap_or(usize::MAX);
            taken_apart.get(at).is_some_and(|words| is_alike(&name.split(' ').collect::<Vec<_>>(), words))
        })
        .collect();
    let found_of_those = known.iter().filter(|(name, place)| finds(name, *place)).count();
    let words: std::collections::BTreeSet<&str> = taken_apart.iter().flatten().copied().collect();
    Ok(ScreenReport {
        bench: "screen",
        listed_names: count(listed.len()),
        words: count(words.len()),
        build_ms,
        unlisted_asked: count(shoppers.len()),
        unlisted_ns,
        unlisted_alarms: count(shoppers.iter().filter(|name| !search(name).is_empty()).count()),
        listed_asked: count(asked.len()),
        listed_ns,
        listed_found: count(asked.iter().filter(|(name, place)| finds(name, *place)).count()),
        exhaustive_asked: count(every.len()),
        exhaustive_ns,
        exhaustive_found: count(known.len()),
        found_of_those: count(found_of_those),
        ratios: Ratios {
            exhaustive_to_listed: ratio(exhaustive_ns, listed_ns),
            exhaustive_to_unlisted: ratio(exhaustive_ns, unlisted_ns),
            recall_to_exhaustive: ratio(count(found_of_those), count(known.len())),
        },
    })
}

/// The consignees of made-up parcels.
fn shoppers() -> Vec<String> {
    let mut names = Vec::new();
    let mut line = Vec::new();
    for parcel in Rehearsal::new(3, Mix::OneItem).parcels(u64::try_from(ASKED).unwrap_or_default()) {
        line.clear();
        write_ndjson(&parcel, &mut line);
        let parcel: Option<serde_json::Value> = serde_json::from_slice(&line).ok();
        let name = parcel.as_ref().and_then(|parcel| parcel.pointer("/consignee/name")?.as_str());
        names.extend(name.map(str::to_owned));
    }
    names
}

/// The names of persons and firms of lists.
fn read(lists: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for path in lists {
        let bytes = fs::read(path).map_err(Failure::file(path))?;
        let listed = listed_names(&bytes)
            .map_err(|flaw| Failure::WrongUse(format!("the list `{}`: {flaw}", path.display())))?;
        let parties = listed
            .into_iter()
            .filter(|name| matches!(name.kind, EntryKind::Person | EntryKind::Organisation));
        names.extend(parties.map(|name| name.name));
    }
    Ok(names)
}

/// Names of the words of others: as many words as a name of theirs has, each drawn as often as it stands there.
fn recombined(real: &[String], names: usize) -> Vec<String> {
    let taken_apart: Vec<Vec<String>> = real
        .iter()
        .map(|name| risk::normalise(name).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|words| words.len() > 1)
        .collect();
    let all: Vec<&str> = taken_apart.iter().flatten().map(String::as_str).collect();
    let mut chance = Chance(7);
    (0..names)
        .map(|_| {
            let length = chance.of(&taken_apart).map_or(2, Vec::len).min(6);
            let words: Vec<&str> = (0..length).filter_map(|_| chance.of(&all).copied()).collect();
            words.join(" ")
        })
        .collect()
}

/// Names of the list as somebody else writes them, with their places.
fn spoiled(listed: &[String]) -> Vec<(String, u32)> {
    let mut chance = Chance(11);
    let mut asked = Vec::with_capacity(ASKED);
    while asked.len() < ASKED && !listed.is_empty() {
        let place = chance.below(listed.len());
        let mut words: Vec<String> =
            listed.get(place).map(|name| name.split(' ').map(str::to_owned).collect()).unwrap_or_default();
        match chance.below(3) {
            0 => misspell(&mut words, &mut chance),
            1 => words.reverse(),
            _ if words.len() > 2 => drop(words.remove(chance.below(words.len()))),
            _ => words.reverse(),
        }
        asked.push((words.join(" "), u32::try_from(place).unwrap_or(u32::MAX)));
    }
    asked
}

/// Leaves out a letter of the longest word.
fn misspell(words: &mut [String], chance: &mut Chance) {
    let Some(longest) = words.iter_mut().max_by_key(|word| word.len()) else { return };
    let letters = longest.chars().count();
    let without = chance.below(letters);
    *longest = longest
        .chars()
        .enumerate()
        .filter(|(place, _)| *place != without)
        .map(|(_, letter)| letter)
        .collect();
}

/// Looks at every name.
fn exhaustive(name: &str, listed: &[Vec<&str>]) -> usize {
    let asked: Vec<&str> = name.split(' ').collect();
    listed.iter().filter(|words| is_alike(&asked, words)).count()
}

/// Whether every word of the shorter name is like one of the other.
fn is_alike(one: &[&str], other: &[&str]) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    shorter.iter().all(|word| longer.iter().any(|theirs| strsim::jaro_winkler(word, theirs) >= JARO_WINKLER))
}

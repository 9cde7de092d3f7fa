//! Finding the listed names that a name may be, without looking at the others.
//!
//! ```text
//!   word asked about ─► its spelling, its sound, each of them without a letter ─► words of the list that are like it
//!       two such words ─► the names that have both;  one that says enough ─► the names that have it
//!       consonants of the whole name, each time without one ─► names that sound like it
//! ```

use super::evidence::{Evidence, Heard, Name, SHORTEST_SOLID, Said, best_as_a_whole, solid, weigh};
use super::likeness::{Likeness, Spoken, likeness};
use super::rarity::{LINKED, is_common, weight};
use super::roman::{MOST_WORDS, Words};
use crate::kind::EntryKind;
use crate::quick::Quick;
use std::collections::BTreeMap;
use std::hash::Hasher;

/// The most names that are weighed for one question: those that can come to the most.
const MOST_WEIGHED: usize = 256;

/// Names, found by words that are like theirs.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    words: Vec<Heard>,
    by_word: Keys,
    /// The names that have two words.
    by_pair: Keys,
    by_whole: Keys,
    /// The names that have a word.
    having: Vec<Vec<u32>>,
    /// What words stand with each word in a name.
    together: Vec<Company>,
    names: Vec<Listed>,
    /// What the words of each name say in all, in 64ths of a bit.
    weights: Vec<u32>,
    count: u32,
}

/// The words that stand with a word in some name, and perhaps a few more: a bit for each of them in one line of memory, so
/// that most pairs of words that no name has are never looked up.
#[derive(Clone, Copy, Debug, Default)]
struct Company([u64; 4]);

impl Company {
    fn add(&mut self, word: u32) {
        let (place, bit) = Company::bit(word);
        if let Some(bits) = self.0.get_mut(place) {
            *bits |= bit;
        }
    }

    fn may_have(&self, word: u32) -> bool {
        let (place, bit) = Company::bit(word);
        self.0.get(place).is_some_and(|bits| bits & bit != 0)
    }

    fn bit(word: u32) -> (usize, u64) {
        let spread = word.wrapping_mul(0x9e37_79b9) >> 24;
        (at(spread >> 6), 1 << (spread & 63))
    }
}

/// A name of the list by its words.
#[derive(Clone, Debug)]
struct Listed {
    words: Box<[u32]>,
    /// Its consonants.
    solid: Box<str>,
    is_transcribed: bool,
}

/// A word of the list that is like one that was asked about.
#[derive(Clone, Copy)]
struct Like {
    word: u32,
    /// The place of the word that was asked about.
    nth: u8,
    /// What it says at most.
    said: Said,
}

/// What a name was found to be.
pub(super) struct Found {
    /// The place of the name in the order in which names were given.
    pub(super) name: u32,
    pub(super) score: u32,
    pub(super) evidence: Evidence,
}

/// What is asked, by what each of its words can say at most.
struct Question {
    said: [Said; MOST_WORDS],
    words: usize,
    /// What all its words say.
    all: u32,
    floor: u32,
}

impl Question {
    /// What the words at some places can say at most, a bit for each place.
    fn said_at(&self, places: u32) -> Said {
        let agreeing =
            self.said.iter().enumerate().take(self.words).filter(|(nth, _)| places >> nth & 1 == 1);
        agreeing.fold(Said::default(), |sum, (_, said)| sum.and(*said))
    }

    /// Whether a name in which no more agrees can be worth it.
    fn can_be(&self, said: Said) -> bool {
        said.best(self.all, None) >= self.floor
    }
}

impl Index {
    /// Makes the index.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Index {
        let mut places: BTreeMap<String, u32> = BTreeMap::new();
        let mut index = Index::default();
        for (place, text) in (0_u32..).zip(names) {
            let words = Words::of(text);
            let mut own = Vec::with_capacity(words.len());
            for word in words.iter() {
                let next = u32::try_from(index.having.len()).unwrap_or(u32::MAX);
                let word = *places.entry(word.to_owned()).or_insert(next);
                if word == next {
                    index.having.push(Vec::new());
                }
                if let Some(having) = index.having.get_mut(at(word))
                    && having.last() != Some(&place)
                {
                    having.push(place);
                }
                own.push(word);
            }
            index.names.push(Listed {
                words: own.into(),
                solid: Box::default(),
                is_transcribed: !text.is_ascii() && is_transcribed(text),
            });
        }
        index.count = u32::try_from(index.names.len()).unwrap_or(u32::MAX);
        index.hear(places);
        let (mut pairs, mut wholes) = (Vec::new(), Vec::new());
        let mut heard_of = Vec::with_capacity(index.names.len());
        let mut together = vec![Company::default(); index.words.len()];
        for (place, name) in (0_u32..).zip(&index.names) {
            let heard: Vec<&Heard> = index.heard(name).collect();
            let solid = solid(&heard);
            wholes.extend(whole_keys(&solid).into_iter().map(|key| (key, place)));
            heard_of.push((heard.iter().map(|word| word.weight).sum::<u32>(), solid));
            let mut telling: Vec<u32> =
                name.words.iter().copied().filter(|word| index.is_telling(*word)).collect();
            telling.sort_unstable();
            telling.dedup();
            for (nth, one) in telling.iter().enumerate() {
                for other in telling.iter().skip(nth + 1) {
                    pairs.push((pair_key(*one, *other), place));
                    for (word, with) in [(*one, *other), (*other, *one)] {
                        if let Some(company) = together.get_mut(at(word)) {
                            company.add(with);
                        }
                    }
                }
            }
        }
        index.together = together;
        index.by_pair = Keys::of(pairs);
        index.by_whole = Keys::of(wholes);
        for (name, (weight, solid)) in index.names.iter_mut().zip(heard_of) {
            name.solid = solid.into();
            index.weights.push(weight);
        }
        index
    }

    /// Weighs each word, and makes the keys that it is found by.
    fn hear(&mut self, places: BTreeMap<String, u32>) {
        let mut words: Vec<(u32, String)> = places.into_iter().map(|(text, place)| (place, text)).collect();
        words.sort_unstable();
        let mut keys = Vec::new();
        for (place, text) in words {
            let having = self.having.get(at(place)).map_or(0, Vec::len);
            let heard = hear(&text, u32::try_from(having).unwrap_or(u32::MAX), self.count);
            word_keys(&heard.spoken, |key| keys.push((key, place)));
            self.words.push(heard);
        }
        self.by_word = Keys::of(keys);
    }

    /// Whether a word is one that names are known by.
    fn is_telling(&self, word: u32) -> bool {
        self.words.get(at(word)).is_some_and(|heard| heard.weight != LINKED)
    }

    fn heard<'i>(&'i self, name: &'i Listed) -> impl Iterator<Item = &'i Heard> {
        name.words.iter().filter_map(|word| self.words.get(at(*word)))
    }

    /// The names that a text may be with at least so much certainty, in millionths; the surest first.
    pub(super) fn search(&self, kind: EntryKind, text: &str, floor: u32) -> Vec<Found> {
        let heard: Vec<Heard> = Words::of(text).iter().map(|word| self.hear_asked(word)).collect();
        let heard: Vec<&Heard> = heard.iter().collect();
        let asked = Name { words: &heard, is_transcribed: !text.is_ascii() && is_transcribed(text) };
        let mut found: Vec<Found> = Vec::new();
        for name in self.candidates(&asked, floor) {
            let Some(listed) = self.names.get(at(name)) else { continue };
            let words: Vec<&Heard> = self.heard(listed).collect();
            let listed = Name { words: &words, is_transcribed: listed.is_transcribed };
            let weighed = weigh(kind, &asked, &listed);
            if weighed.score >= floor {
                found.push(Found { name, score: weighed.score, evidence: weighed.evidence(&asked, &listed) });
            }
        }
        found.sort_by_key(|found| (std::cmp::Reverse(found.score), found.name));
        found
    }

    fn hear_asked(&self, word: &str) -> Heard {
        let spoken = Spoken::of(word);
        let known = self
            .by_word
            .find(key(SPELLING, word.as_bytes()))
            .find(|place| self.words.get(at(*place)).is_some_and(|heard| heard.spoken.text == spoken.text));
        match known.and_then(|place| self.words.get(at(place))) {
            Some(heard) => Heard { spoken, weight: heard.weight, is_common: heard.is_common },
            None => hear(word, 0, self.count),
        }
    }

    /// The names that are worth weighing.
    fn candidates(&self, asked: &Name<'_>, floor: u32) -> Vec<u32> {
        let all: u32 = asked.words.iter().map(|word| word.weight).sum();
        let (like, closest) = self.like(asked.words);
        let mut question =
            Question { said: [Said::default(); MOST_WORDS], words: asked.words.len(), all, floor };
        let mut heard_at = 0_u32;
        for ((nth, word), (said, closest)) in
            (0_u32..).zip(asked.words).zip(question.said.iter_mut().zip(&closest))
        {
            *said = Said::of(word, *closest);
            heard_at |= u32::from(*closest > 0) << nth;
        }
        let mut worth: Vec<(u32, u32)> = Vec::new();
        for of_name in self.agreeing(&question, &like, heard_at).chunk_by(|one, other| one.0 == other.0) {
            let Some((name, _)) = of_name.first() else { continue };
            let places = of_name.iter().fold(0, |places, (_, more)| places | more);
            let listed = self.weights.get(at(*name)).copied().unwrap_or(0);
            let best = question.said_at(places).best(all, Some(listed));
            if best >= floor {
                worth.push((best, *name));
            }
        }
        let solid = solid(asked.words);
        for name in whole_keys(&solid).into_iter().flat_map(|key| self.by_whole.find(key)) {
            let best = self.names.get(at(name)).map_or(0, |listed| {
                best_as_a_whole(&solid, &listed.solid, asked.is_transcribed || listed.is_transcribed)
            });
            if best >= floor {
                worth.push((best, name));
            }
        }
        worth.sort_unstable_by(|one, other| other.cmp(one));
        let mut names: Vec<u32> = worth.into_iter().map(|(_, name)| name).collect();
        names.truncate(MOST_WEIGHED);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The names that have two words like those asked about, or one that says enough, with the places of those words.
    fn agreeing(&self, question: &Question, like: &[Like], heard_at: u32) -> Vec<(u32, u32)> {
        let mut agreeing: Vec<(u32, u32)> = Vec::new();
        // A name that is worth it has one of the words that say the most: without them the others do not suffice.
        let mut heavy: Vec<u8> = like.iter().map(|like| like.nth).collect();
        heavy.dedup();
        heavy.sort_by_key(|nth| std::cmp::Reverse(question.said_at(1 << nth).speaks_for));
        let mut rest = heard_at;
        for nth in heavy {
            if !question.can_be(question.said_at(rest)) {
                break;
            }
            rest &= !(1 << nth);
            let is_enough = question.can_be(question.said_at(1 << nth));
            let others: Vec<(&Like, Said)> = like
                .iter()
                .filter(|other| rest >> other.nth & 1 == 1)
                .map(|other| (other, other.said.and(question.said_at(rest & !(1 << other.nth)))))
                .collect();
            for one in like.iter().filter(|one| one.nth == nth) {
                if is_enough {
                    let having = self.having.get(at(one.word)).into_iter().flatten();
                    agreeing.extend(having.map(|name| (*name, 1 << nth)));
                }
                let company = self.together.get(at(one.word)).copied().unwrap_or_default();
                for (other, with_the_rest) in &others {
                    if company.may_have(other.word)
                        && other.word != one.word
                        && question.can_be(one.said.and(*with_the_rest))
                    {
                        let both = self.by_pair.find(pair_key(one.word, other.word));
                        agreeing.extend(both.map(|name| (name, 1 << nth | 1 << other.nth)));
                    }
                }
            }
        }
        agreeing.sort_unstable();
        agreeing
    }

    /// The words of the list that are like those that were asked about, and how close the closest at each place is.
    fn like(&self, asked: &[&Heard]) -> (Vec<Like>, [u32; MOST_WORDS]) {
        let mut like: Vec<Like> = Vec::new();
        let mut closest = [0_u32; MOST_WORDS];
        for ((nth, word), closest) in (0_u8..).zip(asked).zip(&mut closest) {
            if word.weight == LINKED {
                continue;
            }
            let before = like.len();
            word_keys(&word.spoken, |key| {
                for place in self.by_word.find(key) {
                    if like.get(before..).is_some_and(|found| found.iter().all(|known| known.word != place))
                        && let Some(theirs) = self.words.get(at(place))
                        && let Some(likeness) = likeness(&word.spoken, &theirs.spoken)
                        && likeness != Likeness::Initial
                    {
                        *closest = likeness.per_mille().max(*closest);
                        like.push(Like { word: place, nth, said: Said::of(word, likeness.per_mille()) });
                    }
                }
            });
        }
        (like, closest)
    }
}

/// The key of two words.
fn pair_key(one: u32, other: u32) -> u64 {
    u64::from(one.min(other)) << 32 | u64::from(one.max(other))
}

/// A word with what it says.
fn hear(word: &str, having: u32, names: u32) -> Heard {
    Heard {
        spoken: Spoken::of(word),
        weight: weight(word, having, names),
        is_common: is_common(word, having),
    }
}

/// Whether a text has letters of another script than the Latin one.
fn is_transcribed(text: &str) -> bool {
    text.chars().any(|char| u32::from(char) > 0x24f && char.is_alphabetic())
}

const SPELLING: u8 = 1;
const SOUND: u8 = 2;
const VOICELESS: u8 = 3;
const WHOLE: u8 = 4;

/// The keys that a word is found by: as it is, as it sounds, and without any one letter.
fn word_keys(word: &Spoken, mut give: impl FnMut(u64)) {
    let text = word.text.as_bytes();
    give(key(SPELLING, text));
    if word.is_number() || text.len() < 2 {
        return;
    }
    if word.sound.len() >= 2 {
        give(key(SOUND, word.sound.as_bytes()));
    }
    if word.sound.len() >= 3 {
        give(key(VOICELESS, word.voiceless.as_bytes()));
    }
    if text.len() >= 4 {
        without_each(text, |shorter| give(key(SPELLING, shorter)));
    }
}

/// From how many consonants on a name is known by them though one is missing.
const LONG_SOLID: usize = 6;

/// The keys that a whole name is found by: its consonants, and without any one of them.
fn whole_keys(solid: &str) -> Vec<u64> {
    let mut keys = Vec::new();
    if solid.len() >= SHORTEST_SOLID {
        keys.push(key(WHOLE, solid.as_bytes()));
        if solid.len() >= LONG_SOLID {
            without_each(solid.as_bytes(), |shorter| keys.push(key(WHOLE, shorter)));
        }
    }
    keys
}

/// A text without each of its letters in turn.
fn without_each(text: &[u8], mut give: impl FnMut(&[u8])) {
    let Some((_, rest)) = text.split_first() else { return };
    let mut shorter = rest.to_vec();
    give(&shorter);
    for (place, letter) in text.iter().enumerate().take(text.len() - 1) {
        if let Some(slot) = shorter.get_mut(place)
            && *slot != *letter
        {
            *slot = *letter;
            give(&shorter);
        }
    }
}

fn key(kind: u8, text: &[u8]) -> u64 {
    let mut hasher = Quick::default();
    hasher.write_u8(kind);
    hasher.write(text);
    hasher.finish()
}

fn at(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// Places by key, in order, behind a filter that knows most keys that are not there.
#[derive(Clone, Debug, Default)]
struct Keys {
    sorted: Vec<(u64, u32)>,
    /// Where the keys that begin with the same bits start.
    starts: Vec<u32>,
    filter: Vec<u64>,
}

impl Keys {
    fn of(mut sorted: Vec<(u64, u32)>) -> Keys {
        sorted.iter_mut().for_each(|(key, _)| *key = spread(*key));
        sorted.sort_unstable();
        sorted.dedup();
        // Two keys or so begin alike; two of sixteen bits a key let one in sixty pass that is not there.
        let starts = (sorted.len() / 2).next_power_of_two().max(2);
        let filter = vec![0; (sorted.len() / 4).next_power_of_two()];
        let mut keys = Keys { sorted, starts: vec![0; starts + 1], filter };
        for place in 0..keys.sorted.len() {
            let Some((key, _)) = keys.sorted.get(place).copied() else { continue };
            let (word, bit) = keys.bit(key);
            if let Some(word) = keys.filter.get_mut(word) {
                *word |= bit;
            }
            let bucket = keys.bucket(key);
            if let Some(count) = keys.starts.get_mut(bucket + 1) {
                *count += 1;
            }
        }
        let mut before = 0;
        for start in &mut keys.starts {
            before += *start;
            *start = before;
        }
        keys
    }

    fn bucket(&self, key: u64) -> usize {
        let bits = (self.starts.len().max(2) - 1).trailing_zeros();
        usize::try_from(key >> (64 - bits)).unwrap_or_default()
    }

    fn bit(&self, key: u64) -> (usize, u64) {
        let word = usize::try_from(key >> 6).unwrap_or_default() & (self.filter.len().max(1) - 1);
        (word, 1 << (key & 63) | 1 << (key >> 32 & 63))
    }

    fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        let key = spread(key);
        let (word, bit) = self.bit(key);
        let may_be = self.filter.get(word).is_some_and(|bits| bits & bit == bit);
        let bucket = self.bucket(key);
        let start = self.starts.get(bucket).copied().filter(|_| may_be).map_or(usize::MAX, at);
        let end = self.starts.get(bucket + 1).copied().map_or(0, at);
        let alike = self.sorted.get(start..end).unwrap_or_default();
        alike.iter().filter(move |(known, _)| *known == key).map(|(_, place)| *place)
    }
}

/// The same number with its bits spread over all places, none of them twice.
fn spread(key: u64) -> u64 {
    let mixed = (key ^ key >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

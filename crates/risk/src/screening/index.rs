//! Finding the listed names that a name may be, without looking at the others.
//!
//! ```text
//!   word asked about ─► its spelling, its sound, each of them without a letter ─► words of the list that are like it
//!       two such words ─► the names that have both;  one that says enough ─► the names that have it
//!       consonants of the whole name, each time without one ─► names that sound like it
//! ```

use super::asked::{Asked, linking, telling};
use super::evidence::{
    Evidence, Heard, Name, SHORTEST_SOLID, Said, best_as_a_whole, most_as_a_whole, solid, weigh,
};
use super::likeness::{Likeness, Spoken, edits, likeness};
use super::rarity::{is_common, weight};
use super::roman::{MOST_WORDS, Words, short_form};
use crate::kind::EntryKind;
use crate::quick::Quick;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::Hasher;

/// How close a word is to itself.
const SAME: u32 = 1000;
/// The most names that are weighed for one question: those that can come to the most.
const MOST_WEIGHED: usize = 512;

/// Names, found by words that are like theirs.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    words: Vec<Heard>,
    by_word: Keys,
    /// The names that have two words.
    by_pair: Keys,
    by_whole: Keys,
    /// The same of names that were read in another script.
    by_whole_across: Keys,
    /// What the names that have a word say, and which they are: those that say the least come first.
    having: Vec<Vec<(Says, u32)>>,
    /// What words stand with each word in a name.
    together: Vec<Company>,
    names: Vec<Listed>,
    says: Vec<Says>,
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

/// What a name says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Says {
    /// Its words in all, in 64ths of a bit.
    weight: u32,
    /// Its linking words, beside others.
    linking: u64,
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
    /// The places of words that the list may have something like.
    heard_at: u32,
    /// Its linking words, which are not looked for.
    linking: u64,
    /// What all its words say.
    all: u32,
    floor: u32,
}

impl Question {
    /// Of words that the list may have just so.
    fn of(asked: &[Asked<'_>], floor: u32) -> Question {
        let all = asked.iter().map(|word| word.weight).sum();
        let linking = linking(asked.iter().map(|word| (word.text, word.weight)));
        let mut question = Question { said: [Said::default(); MOST_WORDS], heard_at: 0, linking, all, floor };
        let is_telling = telling(asked.iter().map(|word| word.weight));
        for (nth, word) in (0_u8..).zip(asked).filter(|(_, word)| is_telling(word.weight)) {
            question.hear(nth, word.weight, SAME);
        }
        question
    }

    /// Notes how close the list comes to a word of some weight.
    fn hear(&mut self, nth: u8, weight: u32, per_mille: u32) {
        if let Some(said) = self.said.get_mut(usize::from(nth)) {
            *said = Said::of(weight, per_mille);
        }
        self.heard_at = self.heard_at & !(1 << nth) | u32::from(per_mille > 0) << nth;
    }

    /// What the words at some places can say at most, a bit for each place.
    fn said_at(&self, places: u32) -> Said {
        let of_each = std::iter::successors(Some(places), |rest| Some(rest & rest.checked_sub(1)?));
        let of_each = of_each.take_while(|rest| *rest != 0);
        let said = of_each.filter_map(|rest| self.said.get(at(rest.trailing_zeros())));
        said.fold(Said::default(), |sum, said| sum.and(*said))
    }

    /// The most that a name can come to in which these words agree.
    fn best(&self, said: Said, listed: Says) -> u32 {
        let linking = Said::linking((listed.linking & self.linking).count_ones());
        said.and(linking).best(self.all, Some(listed.weight))
    }

    fn linking_said(&self) -> Said {
        Said::linking(self.linking.count_ones())
    }

    /// Whether a name in which no more agrees than that and linking words can be worth it.
    fn can_be(&self, said: Said) -> bool {
        said.and(self.linking_said()).best(self.all, None) >= self.floor
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
                    && having.last().is_none_or(|(_, last)| *last != place)
                {
                    having.push((Says::default(), place));
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
        let (mut pairs, mut wholes, mut across) = (Vec::new(), Vec::new(), Vec::new());
        let mut heard_of = Vec::with_capacity(index.names.len());
        let mut together = vec![Company::default(); index.words.len()];
        for (place, name) in (0_u32..).zip(&index.names) {
            let heard: Vec<&Heard> = index.heard(name).collect();
            let solid = solid(heard.iter().map(|word| (&word.spoken, word.weight)));
            let keys = if name.is_transcribed { &mut across } else { &mut wholes };
            whole_keys(&solid, true, |key| keys.push((key, place)));
            let weight = heard.iter().map(|word| word.weight).sum();
            let linking = linking(heard.iter().map(|word| (word.spoken.text(), word.weight)));
            heard_of.push((Says { weight, linking }, solid));
            let is_telling = telling(heard.iter().map(|word| word.weight));
            let words = name.words.iter().zip(&heard).filter(|(_, heard)| is_telling(heard.weight));
            let mut telling: Vec<u32> = words.map(|(word, _)| *word).collect();
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
        index.by_whole_across = Keys::of(across);
        for (name, (says, solid)) in index.names.iter_mut().zip(heard_of) {
            name.solid = solid.into();
            index.says.push(says);
        }
        for having in &mut index.having {
            for (says, name) in having.iter_mut() {
                *says = index.says.get(at(*name)).copied().unwrap_or_default();
            }
            having.sort_unstable();
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

    fn heard<'i>(&'i self, name: &'i Listed) -> impl Iterator<Item = &'i Heard> {
        name.words.iter().filter_map(|word| self.words.get(at(*word)))
    }

    /// The names that a text may be with at least so much certainty, in millionths; the surest first.
    pub(super) fn search(&self, kind: EntryKind, text: &str, floor: u32) -> Vec<Found> {
        let words = Words::of(text);
        let asked: Vec<Asked<'_>> = words.iter().map(|word| self.ask(word)).collect();
        let is_transcribed = !text.is_ascii() && is_transcribed(text);
        let candidates = self.candidates(&asked, is_transcribed, floor);
        if candidates.is_empty() {
            return Vec::new();
        }
        let heard: Vec<Heard> = asked.into_iter().map(Asked::heard).collect();
        let heard: Vec<&Heard> = heard.iter().collect();
        let asked = Name { words: &heard, is_transcribed };
        let mut found: Vec<Found> = Vec::new();
        for name in candidates {
            let Some(listed) = self.names.get(at(name)) else { continue };
            let words: Vec<&Heard> = self.heard(listed).collect();
            let listed = Name { words: &words, is_transcribed: listed.is_transcribed };
            let weighed = weigh(kind, &asked, &listed);
            if weighed.score >= floor {
                found.push(Found { name, score: weighed.score, evidence: weighed.evidence(&asked, &listed) });
            }
        }
        found.sort_by_key(|found| (Reverse(found.score), found.name));
        found
    }

    fn ask<'w>(&self, word: &'w str) -> Asked<'w> {
        let written = self.by_word.find(key(SPELLING, word.as_bytes()));
        let known = written.filter_map(|place| self.words.get(at(place))).find(|it| it.spoken.text() == word);
        match known {
            Some(listed) => Asked::known(word, listed),
            None => match misspelled_form(word) {
                Some(short) => self.ask(short),
                None => Asked::unknown(word, self.count),
            },
        }
    }

    /// The names that are worth weighing.
    fn candidates(&self, asked: &[Asked<'_>], is_transcribed: bool, floor: u32) -> Vec<u32> {
        let mut question = Question::of(asked, floor);
        let like = self.like(&mut question, asked);
        let mut worth: Vec<(u32, u32)> = Vec::new();
        for of_name in self.agreeing(&question, &like).chunk_by(|one, other| one.0 == other.0) {
            let Some((name, _)) = of_name.first() else { continue };
            let places = of_name.iter().fold(0, |places, (_, more)| places | more);
            let listed = self.says.get(at(*name)).copied().unwrap_or_default();
            let best = question.best(question.said_at(places), listed);
            if best >= floor {
                worth.push((best, *name));
            }
        }
        self.sounding_whole(asked, is_transcribed, floor, |best, name| worth.push((best, name)));
        worth.sort_unstable_by(|one, other| other.cmp(one));
        let mut names: Vec<u32> = worth.into_iter().map(|(_, name)| name).collect();
        names.truncate(MOST_WEIGHED);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The names that sound like a whole name, with what they come to by it.
    fn sounding_whole(
        &self,
        asked: &[Asked<'_>],
        is_transcribed: bool,
        floor: u32,
        mut give: impl FnMut(u32, u32),
    ) {
        // No name has more consonants than letters: most that is asked need not be heard.
        let letters = asked.iter().map(|word| word.text.len()).sum();
        let listed = [(&self.by_whole, is_transcribed), (&self.by_whole_across, true)];
        let worth = |keys: &Keys, is_across| {
            !keys.sorted.is_empty() && most_as_a_whole(letters, 0, is_across) >= floor
        };
        let mut listed = listed.into_iter().filter(|(keys, is_across)| worth(keys, *is_across)).peekable();
        if listed.peek().is_none() {
            return;
        }
        let solid = solid(asked.iter().map(|word| (word.spoken(), word.weight)));
        for (keys, is_across) in listed {
            let most = |edits| most_as_a_whole(solid.len() + edits, edits, is_across);
            if most(0) < floor {
                continue;
            }
            whole_keys(&solid, most(1) >= floor, |key| {
                for name in keys.find(key) {
                    let theirs = self.names.get(at(name)).map_or("", |listed| &listed.solid);
                    let best = best_as_a_whole(&solid, theirs, is_across);
                    if best >= floor {
                        give(best, name);
                    }
                }
            });
        }
    }

    /// The names that have two words like those asked about, or one that says enough, with the places of those words.
    fn agreeing(&self, question: &Question, like: &[Like]) -> Vec<(u32, u32)> {
        let mut agreeing: Vec<(u32, u32)> = Vec::new();
        // A name that is worth it has one of the words that say the most: without them the others do not suffice.
        let mut heavy: Vec<u8> = like.iter().map(|like| like.nth).collect();
        heavy.dedup();
        heavy.sort_by_key(|nth| (Reverse(question.said_at(1 << nth).speaks_for), *nth));
        let mut rest = question.heard_at;
        for nth in heavy {
            if !question.can_be(question.said_at(rest)) {
                break;
            }
            rest &= !(1 << nth);
            let alone = question.said_at(1 << nth);
            let at_most = alone.and(question.linking_said());
            let others: Vec<(&Like, Said)> = like
                .iter()
                .filter(|other| rest >> other.nth & 1 == 1)
                .map(|other| (other, other.said.and(question.said_at(rest & !(1 << other.nth)))))
                .collect();
            for one in like.iter().filter(|one| one.nth == nth) {
                let having = self.having.get(at(one.word)).into_iter().flatten();
                let worth = having
                    .take_while(|(says, _)| at_most.best(question.all, Some(says.weight)) >= question.floor)
                    .filter(|(says, _)| {
                        question.linking == 0 || question.best(alone, *says) >= question.floor
                    });
                agreeing.extend(worth.map(|(_, name)| (*name, 1 << nth)));
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

    /// The words of the list that are like those that were asked about; none where they cannot make a name worth it. The
    /// question then knows how close they come at most.
    fn like(&self, question: &mut Question, asked: &[Asked<'_>]) -> Vec<Like> {
        let mut like: Vec<Like> = Vec::new();
        // What says the most comes first: where the list has nothing like it, the rest is seldom worth a look.
        let mut rarest: Vec<(u8, &Asked<'_>)> = (0_u8..).zip(asked).collect();
        rarest.retain(|(nth, _)| question.heard_at >> nth & 1 == 1);
        rarest.sort_by_key(|(_, word)| Reverse(word.weight));
        for (nth, word) in rarest {
            let (before, mut closest) = (like.len(), 0);
            let spoken = word.spoken();
            word_keys(spoken, |key| {
                for place in self.by_word.find(key) {
                    if like.get(before..).is_some_and(|found| found.iter().all(|known| known.word != place))
                        && let Some(theirs) = self.words.get(at(place))
                        && let Some(likeness) = likeness(spoken, &theirs.spoken)
                        && likeness != Likeness::Initial
                    {
                        closest = likeness.per_mille().max(closest);
                        like.push(Like {
                            word: place,
                            nth,
                            said: Said::of(word.weight, likeness.per_mille()),
                        });
                    }
                }
            });
            question.hear(nth, word.weight, closest);
            if !question.can_be(question.said_at(question.heard_at)) {
                return Vec::new();
            }
        }
        like
    }
}

/// The key of two words.
fn pair_key(one: u32, other: u32) -> u64 {
    u64::from(one.min(other)) << 32 | u64::from(one.max(other))
}

/// The short form of a legal form that one letter is wrong of.
fn misspelled_form(word: &str) -> Option<&'static str> {
    let legal = ["limited", "company", "corporation", "incorporated"];
    let mut near = legal.into_iter().filter(|form| form.len().abs_diff(word.len()) <= 1);
    let meant = near.find(|form| edits(word.as_bytes(), form.as_bytes(), 1) == 1)?;
    short_form(meant)
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
    let text = word.text().as_bytes();
    give(key(SPELLING, text));
    if word.is_number() || text.len() < 2 {
        return;
    }
    if word.sound().len() >= 2 {
        give(key(SOUND, word.sound().as_bytes()));
    }
    if word.sound().len() >= 3 {
        give(key(VOICELESS, word.voiceless().as_bytes()));
    }
    if text.len() >= 4 {
        without_each(text, |shorter| give(key(SPELLING, shorter)));
    }
}

/// From how many consonants on a name is known by them though one is missing.
const LONG_SOLID: usize = 6;

/// The keys that a whole name is found by: its consonants, and perhaps without any one of them.
fn whole_keys(solid: &str, and_shorter: bool, mut give: impl FnMut(u64)) {
    if solid.len() >= SHORTEST_SOLID {
        give(key(WHOLE, solid.as_bytes()));
    }
    if solid.len() >= LONG_SOLID && and_shorter {
        without_each(solid.as_bytes(), |shorter| give(key(WHOLE, shorter)));
    }
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

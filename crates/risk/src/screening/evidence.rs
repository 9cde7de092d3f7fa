//! How much speaks for two names being one: which words agree and how rare they are, and what speaks against it.
//!
//! The score is the share of what was heard that agrees, squared, times how sure the words that agree make it. Constants
//! were found by search on labelled pairs of names (`docs/guide/screening.md`).

use super::likeness::{Likeness, Spoken, edits, likeness};
use super::rarity::{BIT, LINKED, certainty};
use crate::kind::EntryKind;

/// How far one is sure, in millionths: never wholly.
const WHOLE: u64 = 1_000_000;
/// A word of a name, with what it says if it is shared.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) spoken: Spoken,
    /// In 64ths of a bit.
    pub(super) weight: u32,
    /// Whether other names have it, too.
    pub(super) is_common: bool,
}

/// A name as it was heard.
pub(super) struct Name<'h> {
    pub(super) words: &'h [&'h Heard],
    /// Whether it was read in another script than the Latin one.
    pub(super) is_transcribed: bool,
}

/// Two words that agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned {
    /// The word, or words, that were asked about.
    pub asked: String,
    /// The word, or words, of the list.
    pub listed: String,
    /// How they agree.
    pub likeness: Likeness,
    /// What it says, in bits.
    pub bits: u32,
}

/// What speaks for a match, and what against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The words that agree.
    pub aligned: Vec<Aligned>,
    /// Words that were asked about and that the listed name has not.
    pub only_asked: Vec<String>,
    /// Words of the listed name that were not asked about.
    pub only_listed: Vec<String>,
    /// Whether the names agree as a whole by their consonants, whatever their words.
    pub as_a_whole: bool,
}

/// A listed name that a text may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The place of the name, in the order in which names were given.
    pub place: u32,
    /// How sure that is, in millionths; never wholly.
    pub score: u32,
    /// Why.
    pub evidence: Evidence,
}

/// A word of a name, or several that the other name writes as one.
struct Part<'h> {
    heard: &'h Heard,
    /// The words that it is made of.
    from: usize,
    count: usize,
}

/// The words of a name; two or three that stand together as one word in the other name are that word.
fn parts<'h>(own: &[&'h Heard], other: &[&'h Heard]) -> Vec<Part<'h>> {
    let mut parts = Vec::with_capacity(own.len());
    let mut from = 0;
    while let Some(word) = own.get(from).copied() {
        let joined = [3, 2].into_iter().find_map(|count| {
            let together = own.get(from..from + count)?;
            let length: usize = together.iter().map(|word| word.spoken.text().len()).sum();
            let as_one =
                |it: &&&'h Heard| it.spoken.text().len() == length && is_made_of(it.spoken.text(), together);
            let heard = other.iter().find(as_one).filter(|_| length >= 4)?;
            Some(Part { heard, from, count })
        });
        let part = joined.unwrap_or(Part { heard: word, from, count: 1 });
        from += part.count;
        parts.push(part);
    }
    parts
}

fn is_made_of(whole: &str, parts: &[&Heard]) -> bool {
    let mut rest = whole;
    for part in parts {
        let Some(after) = rest.strip_prefix(part.spoken.text()) else { return false };
        rest = after;
    }
    rest.is_empty()
}

/// Two names side by side: which of their words agree, and how sure that makes it.
pub(super) struct Weighed<'h> {
    /// How sure the names are one, in millionths.
    pub(super) score: u32,
    asked: Vec<Part<'h>>,
    listed: Vec<Part<'h>>,
    /// The places of words that agree, how, and what that says in 64ths of a bit and thousandths.
    pairs: Vec<(usize, usize, Likeness, u64)>,
    as_a_whole: bool,
}

/// How sure the names are one.
pub(super) fn weigh<'h>(kind: EntryKind, one: &Name<'h>, other: &Name<'h>) -> Weighed<'h> {
    let (asked, listed) = (parts(one.words, other.words), parts(other.words, one.words));
    let mut likely = Vec::with_capacity(asked.len() + listed.len());
    for (i, word) in asked.iter().enumerate() {
        for (j, theirs) in listed.iter().enumerate() {
            if let Some(likeness) = likeness(&word.heard.spoken, &theirs.heard.spoken) {
                likely.push((agreement(likeness, word.heard, theirs.heard), i.abs_diff(j), i, j, likeness));
            }
        }
    }
    likely
        .sort_unstable_by_key(|(agreement, apart, i, j, _)| (std::cmp::Reverse(*agreement), *apart, *i, *j));
    let (mut taken, mut given) = (0_u64, 0_u64);
    let (mut speaks_for, mut speaks_against) = (0_u64, 0_u64);
    let mut pairs = Vec::with_capacity(asked.len());
    for (agreement, _, i, j, likeness) in likely {
        if taken >> i & 1 == 1 || given >> j & 1 == 1 {
            continue;
        }
        let (Some(word), Some(theirs)) = (asked.get(i), listed.get(j)) else { continue };
        (taken, given) = (taken | 1 << i, given | 1 << j);
        let (one, other) = (word.heard.weight, theirs.heard.weight);
        let said = u64::from(one.min(other)) * u64::from(agreement);
        speaks_for += said;
        speaks_against += u64::from(one.max(other)) * u64::from(1000 - agreement) * DIFFERENT / 1000;
        pairs.push((i, j, likeness, said));
    }
    let left = |parts: &[Part<'_>], taken: u64| {
        let free = parts.iter().enumerate().filter(|(place, _)| taken >> place & 1 == 0);
        free.fold((0_u64, false), |(weight, has_number), (_, part)| {
            (weight + u64::from(part.heard.weight), has_number | part.heard.spoken.is_number())
        })
    };
    let ((only_asked, a_number), (only_listed, their_number)) = (left(&asked, taken), left(&listed, given));
    speaks_against += missing(only_asked, only_listed);
    let mut score = score_of(speaks_for, speaks_against);
    // A street has many houses, and a line many ships of one name.
    let numbers_differ = match kind {
        EntryKind::Vessel => a_number || their_number,
        _ => a_number && their_number,
    };
    if numbers_differ {
        score = score * OTHER_NUMBER / 1000;
    }
    let mut as_a_whole = false;
    if !a_number && !their_number {
        let is_across = one.is_transcribed || other.is_transcribed;
        let worth = if is_across { ACROSS_SCRIPTS } else { AS_A_WHOLE };
        let whole = alike_as_a_whole(one.words, other.words) * worth / 1000;
        as_a_whole = whole > score;
        score = score.max(whole);
    }
    let score = u32::try_from(score.min(WHOLE - 1)).unwrap_or_default();
    Weighed { score, asked, listed, pairs, as_a_whole }
}

impl Weighed<'_> {
    /// What speaks for it and against it, in words of the two names.
    pub(super) fn evidence(&self, one: &Name<'_>, other: &Name<'_>) -> Evidence {
        let text = |part: &Part<'_>, name: &Name<'_>| -> String {
            let words = name.words.get(part.from..part.from + part.count).unwrap_or_default();
            words.iter().map(|word| word.spoken.text()).collect::<Vec<_>>().join(" ")
        };
        let aligned = self.pairs.iter().filter_map(|(i, j, likeness, said)| {
            let (asked, listed) = (self.asked.get(*i)?, self.listed.get(*j)?);
            let is_joined = *likeness == Likeness::Same && asked.count + listed.count > 2;
            Some(Aligned {
                asked: text(asked, one),
                listed: text(listed, other),
                likeness: if is_joined { Likeness::Joined } else { *likeness },
                bits: u32::try_from(said / 1000 / u64::from(BIT)).unwrap_or(u32::MAX),
            })
        });
        let left = |parts: &[Part<'_>], name: &Name<'_>, is_taken: &dyn Fn(usize) -> bool| {
            let free = parts.iter().enumerate().filter(|(place, _)| !is_taken(*place));
            free.map(|(_, part)| text(part, name)).collect()
        };
        Evidence {
            aligned: aligned.collect(),
            only_asked: left(&self.asked, one, &|place| self.pairs.iter().any(|(i, ..)| *i == place)),
            only_listed: left(&self.listed, other, &|place| self.pairs.iter().any(|(_, j, ..)| *j == place)),
            as_a_whole: self.as_a_whole,
        }
    }
}

/// How words of only one name speak against it, given what they say in 64ths of a bit.
fn missing(only_asked: u64, only_listed: u64) -> u64 {
    let missing = only_asked * ONLY_ASKED + only_listed * ONLY_LISTED;
    if only_asked == 0 || only_listed == 0 { missing * IS_PART / 1000 } else { missing }
}

/// What two words that agree so say of what the same word would, in thousandths. Two words that are both known from
/// other names are rather two names than one misspelled.
fn agreement(likeness: Likeness, one: &Heard, other: &Heard) -> u32 {
    let whole = likeness.per_mille();
    match likeness {
        Likeness::Same | Likeness::Joined | Likeness::Initial => whole,
        _ if one.is_common && other.is_common => whole * BOTH_KNOWN / 1000,
        _ => whole,
    }
}

fn score_of(speaks_for: u64, speaks_against: u64) -> u64 {
    let all = (speaks_for + speaks_against).max(1);
    let share = speaks_for * WHOLE / all;
    let bits = u32::try_from(speaks_for / BITS_TO_BE_SURE).unwrap_or(u32::MAX);
    let score = share * share / WHOLE * certainty(bits) / WHOLE;
    match speaks_against {
        // The very name is always shown, however common: the rarer the surer.
        0 if speaks_for > 0 => score.max(VERY_NAME + score / 10),
        _ => score,
    }
}

/// How like two names are by their consonants alone, in their order, without linking words.
fn alike_as_a_whole(one: &[&Heard], other: &[&Heard]) -> u64 {
    // The lengths tell before the letters do.
    let length = |words: &[&Heard]| -> usize {
        let sounding = words.iter().filter(|word| word.weight != LINKED);
        sounding.map(|word| word.spoken.voiceless().trim_start_matches('a').len()).sum()
    };
    let (first, second) = (length(one), length(other));
    if first.min(second) < SHORTEST_SOLID || first.abs_diff(second) > most_other(first.max(second)) {
        return 0;
    }
    let solid = |words: &[&Heard]| solid(words.iter().map(|word| (&word.spoken, word.weight)));
    alike(&solid(one), &solid(other))
}

/// How many of so many consonants may be other.
fn most_other(longer: usize) -> usize {
    longer * (1000 - LEAST_WHOLE) / 1000
}

fn alike(one: &str, other: &str) -> u64 {
    let longer = one.len().max(other.len());
    let most = most_other(longer);
    let edits = edits(one.as_bytes(), other.as_bytes(), most);
    if edits > most || longer == 0 {
        return 0;
    }
    but_for(longer, edits)
}

/// How like names of so many consonants are of which so many are other.
fn but_for(longer: usize, edits: usize) -> u64 {
    let wide = |number: usize| u64::try_from(number).unwrap_or_default();
    let share = wide(longer - edits) * WHOLE / wide(longer).max(1);
    let bits = u32::try_from(longer).unwrap_or_default() * BIT / 3;
    share * share / WHOLE * certainty(bits) / WHOLE
}

/// What two names can come to by their consonants alone.
pub(super) fn best_as_a_whole(one: &str, other: &str, is_across: bool) -> u32 {
    as_a_whole(alike(one, other), is_across)
}

/// The same for names of which only lengths are known.
pub(super) fn most_as_a_whole(longer: usize, edits: usize, is_across: bool) -> u32 {
    as_a_whole(but_for(longer, edits), is_across)
}

fn as_a_whole(alike: u64, is_across: bool) -> u32 {
    let worth = if is_across { ACROSS_SCRIPTS } else { AS_A_WHOLE };
    u32::try_from(alike * worth / 1000).unwrap_or(u32::MAX)
}

/// The consonants of a name without voice and without linking words. A vowel that a word begins with is not written in
/// every script.
pub(super) fn solid<'w>(words: impl Iterator<Item = (&'w Spoken, u32)>) -> String {
    let sounding = words.filter(|(_, weight)| *weight != LINKED);
    sounding.map(|(spoken, _)| spoken.voiceless().trim_start_matches('a')).collect()
}

/// The shortest consonants that a whole name is known by.
pub(super) const SHORTEST_SOLID: usize = 4;

impl Likeness {
    /// What words that agree so say of what the same word would, in thousandths.
    pub(super) fn per_mille(self) -> u32 {
        match self {
            Likeness::Same | Likeness::Joined => 1000,
            Likeness::Sound => 950,
            Likeness::Typo => 930,
            Likeness::FarSound => 630,
            Likeness::ShortTypo => 490,
            Likeness::Voice => 460,
            Likeness::NearSound => 450,
            Likeness::TwoTypos => 850,
            Likeness::Beginning => 500,
            Likeness::Initial => 375,
        }
    }
}

/// How words that agree in part speak against a match, in thousandths of what they do not agree in.
const DIFFERENT: u64 = 800;
/// How words of only one name speak against it, in thousandths.
const ONLY_ASKED: u64 = 1270;
const ONLY_LISTED: u64 = 410;
/// The same where one name has all that the other has.
const IS_PART: u64 = 220;
/// What two words that are both known say if they only resemble each other.
const BOTH_KNOWN: u32 = 950;
/// What is left of the score where numbers differ.
const OTHER_NUMBER: u64 = 500;
/// So many bits make half sure, in thousandths of a bit.
const BITS_TO_BE_SURE: u64 = 6400;
/// What the very name is worth at least.
const VERY_NAME: u64 = 500_000;
/// The least share of consonants that must agree, and what agreeing by them alone is worth.
const LEAST_WHOLE: usize = 700;
const AS_A_WHOLE: u64 = 570;
/// The same where one of the names is in another script, which often has no vowels.
const ACROSS_SCRIPTS: u64 = 970;

/// What words of a name can say at most, in 64ths of a bit and thousandths.
#[derive(Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) speaks_for: u64,
    pub(super) differs: u64,
    /// What the words say in all, in 64ths of a bit.
    pub(super) weight: u32,
}

impl Said {
    /// A word of some weight that agrees with none better than so.
    pub(super) fn of(weight: u32, per_mille: u32) -> Said {
        let said = u64::from(weight) * u64::from(per_mille);
        let differs = u64::from(weight) * u64::from(1000 - per_mille) * DIFFERENT / 1000;
        Said { speaks_for: said, differs, weight }
    }

    /// So many linking words that agree.
    pub(super) fn linking(count: u32) -> Said {
        Said { speaks_for: u64::from(count * LINKED) * 1000, differs: 0, weight: count * LINKED }
    }

    /// With another word.
    pub(super) fn and(self, other: Said) -> Said {
        Said {
            speaks_for: self.speaks_for + other.speaks_for,
            differs: self.differs + other.differs,
            weight: self.weight + other.weight,
        }
    }

    /// The most that a name can come to in which these words agree, of words that say so much in all, given what the listed
    /// name says in all.
    pub(super) fn best(self, asked: u32, listed: Option<u32>) -> u32 {
        let only_listed = listed.map_or(0, |listed| listed.saturating_sub(self.weight));
        let missing = missing(u64::from(asked.saturating_sub(self.weight)), u64::from(only_listed));
        u32::try_from(score_of(self.speaks_for, self.differs + missing)).unwrap_or(u32::MAX)
    }
}

//! How like two words are.

use super::roman::LONGEST_WORD;
use super::sound::{push_sound, voiceless};
use crate::quick::Quick;
use quantity::words;
use std::hash::Hasher;

words! {
    /// How two words agree.
    Likeness {
        /// They are the same.
        Same = "same",
        /// Several words of one name are one word of the other.
        Joined = "joined",
        /// They sound the same and are spelled nearly so.
        Sound = "sound",
        /// One letter is another, missing, added or exchanged.
        Typo = "typo",
        /// They sound the same and are spelled otherwise.
        FarSound = "far_sound",
        /// One letter of a short word is another.
        ShortTypo = "short_typo",
        /// They sound the same but for voice.
        Voice = "voice",
        /// They sound nearly the same.
        NearSound = "near_sound",
        /// Two letters of a long word are others.
        TwoTypos = "two_typos",
        /// One begins with the other.
        Beginning = "beginning",
        /// One is the first letter of the other.
        Initial = "initial",
    }
}

/// A word with how it sounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    /// As it is written, in Latin letters and digits; then its consonants; then the same without voice.
    said: String,
    sound_at: usize,
    voiceless_at: usize,
    /// Numbers that stand for the two: unequal sounds have unequal ones, but for chance.
    keys: (u64, u64),
    /// Which letters it has, a bit for each.
    letters: u32,
    is_number: bool,
}

impl Spoken {
    pub(super) fn of(text: &str) -> Spoken {
        let mut said = String::with_capacity(3 * text.len());
        said.push_str(text);
        push_sound(text, &mut said);
        let (sound_at, voiceless_at) = (text.len(), said.len());
        for place in sound_at..voiceless_at {
            let letter = said.as_bytes().get(place).copied().unwrap_or_default();
            said.push(char::from(voiceless(letter)));
        }
        let key = |from: usize, to: usize| {
            let mut hasher = Quick::default();
            hasher.write(said.as_bytes().get(from..to).unwrap_or_default());
            hasher.finish()
        };
        let keys = (key(sound_at, voiceless_at), key(voiceless_at, said.len()));
        let letters = text.bytes().fold(0, |letters, letter| letters | 1 << (letter & 31));
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        Spoken { said, sound_at, voiceless_at, keys, letters, is_number }
    }

    /// As it is written.
    pub(super) fn text(&self) -> &str {
        self.said.get(..self.sound_at).unwrap_or_default()
    }

    /// Its consonants.
    pub(super) fn sound(&self) -> &str {
        self.said.get(self.sound_at..self.voiceless_at).unwrap_or_default()
    }

    /// The same without voice.
    pub(super) fn voiceless(&self) -> &str {
        self.said.get(self.voiceless_at..).unwrap_or_default()
    }

    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        self.is_number
    }
}

/// How two words agree best, if they do. What tells most words apart comes first, without a look at their letters.
pub(super) fn likeness(one: &Spoken, other: &Spoken) -> Option<Likeness> {
    let (a, b) = (one.text().as_bytes(), other.text().as_bytes());
    if one.letters == other.letters && a == b {
        return Some(Likeness::Same);
    }
    if one.is_number() || other.is_number() {
        return None;
    }
    let is_shorter = a.len() < b.len();
    let (shorter, longer) = if is_shorter { (a, b) } else { (b, a) };
    if shorter.len() < 2 {
        return (shorter.first() == longer.first()).then_some(Likeness::Initial);
    }
    let only_in_shorter =
        if is_shorter { one.letters & !other.letters } else { other.letters & !one.letters };
    let may_begin = shorter.len() >= 4 && only_in_shorter == 0;
    let sounds_same = one.keys.0 == other.keys.0 && one.sound().len() >= 2;
    // Two consonants are shared by many words.
    let sounds_far = sounds_same && one.sound().len() >= 3;
    let sounds_voiceless = one.keys.1 == other.keys.1 && one.sound().len() >= 3;
    // More edits than these say nothing. Each changes two letters at most, which tells most words apart at once.
    let may_sound = sounds_far || one.sound().len().min(other.sound().len()) >= 4;
    let most = if may_sound { 3 } else { 1 + usize::from(longer.len() >= 7) };
    let other_letters = (one.letters ^ other.letters).count_ones();
    let may_be_edited = longer.len() - shorter.len() <= most && at_most(other_letters, 2 * most);
    if !may_be_edited && !may_begin && !sounds_far && !sounds_voiceless {
        return None;
    }
    let is_beginning = may_begin && longer.starts_with(shorter);
    let edits = match may_be_edited {
        true => edits(a, b, most),
        false => most + 1,
    };
    let sounds_near = edits <= 3
        && one.sound().len() >= 4
        && other.sound().len() >= 4
        && self::edits(one.sound().as_bytes(), other.sound().as_bytes(), 1) <= 1;
    let agree = [
        (sounds_same && edits < one.sound().len().min(4), Likeness::Sound),
        (edits == 1 && longer.len() >= 6, Likeness::Typo),
        (sounds_far, Likeness::FarSound),
        (edits == 1 && longer.len() >= 4, Likeness::ShortTypo),
        (sounds_voiceless, Likeness::Voice),
        (sounds_near, Likeness::NearSound),
        (edits == 2 && longer.len() >= 7, Likeness::TwoTypos),
        (is_beginning, Likeness::Beginning),
    ];
    agree
        .into_iter()
        .filter(|(agree, _)| *agree)
        .map(|(_, likeness)| likeness)
        .max_by_key(|it| it.per_mille())
}

fn at_most(number: u32, most: usize) -> bool {
    usize::try_from(number).is_ok_and(|number| number <= most)
}

/// How many letters are other, missing, added or exchanged with a neighbour; one more than `most` for more than that.
/// The distance of Damerau in its restricted form, where no letter is edited twice.
pub(super) fn edits(a: &[u8], b: &[u8], most: usize) -> usize {
    // What both begin or end with is no edit.
    let start = a.iter().zip(b).take_while(|(one, other)| one == other).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(one, other)| one == other).count();
    let (a, b) = (a.get(..a.len() - end).unwrap_or_default(), b.get(..b.len() - end).unwrap_or_default());
    let too_many = most + 1;
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST_SOLID || b.len() > LONGEST_SOLID {
        return too_many;
    }
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    let mut rows = [[0_u8; LONGEST_SOLID + 1]; 3];
    let [before_last, last, row] = &mut rows;
    let (mut before_last, mut last, mut row) = (before_last, last, row);
    for (cell, place) in last.iter_mut().zip(0_u8..).take(b.len() + 1) {
        *cell = place;
    }
    let mut letter_before = 0_u8;
    for (letter, first) in a.iter().zip(1_u8..) {
        let (mut least, mut left, mut other_before) = (first, first, 0_u8);
        let mut across = first - 1;
        let mut across_before = u8::MAX;
        let above = last.iter().skip(1).zip(before_last.iter());
        let cells = row.iter_mut().skip(1).zip(above).zip(b);
        for ((place, (above, before)), other) in cells {
            let mut cell = (across + u8::from(letter != other)).min(above + 1).min(left + 1);
            if first > 1 && across_before != u8::MAX && *letter == other_before && letter_before == *other {
                cell = cell.min(across_before + 1);
            }
            (across, across_before) = (*above, *before);
            *place = cell;
            least = least.min(cell);
            left = cell;
            other_before = *other;
        }
        if usize::from(least) > most {
            return too_many;
        }
        letter_before = *letter;
        (before_last, last, row) = (last, row, before_last);
        if let Some(cell) = last.first_mut() {
            *cell = first;
        }
    }
    last.get(b.len()).map_or(too_many, |edits| usize::from(*edits)).min(too_many)
}

/// The longest text whose edits are counted: the consonants of a whole name.
pub(super) const LONGEST_SOLID: usize = 2 * LONGEST_WORD;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_agree_in_many_ways() {
        for (one, other, expected) in [
            ("petrov", "petrov", Some(Likeness::Same)),
            ("mohammed", "muhammad", Some(Likeness::Sound)),
            ("gonzales", "gonzalez", Some(Likeness::Sound)),
            ("martinez", "martines", Some(Likeness::Sound)),
            ("esperanza", "esperamza", Some(Likeness::Typo)),
            ("j", "jose", Some(Likeness::Initial)),
            ("alex", "alexander", Some(Likeness::Beginning)),
            ("12", "13", None),
            ("12", "1", None),
            ("smith", "jones", None),
        ] {
            assert_eq!(likeness(&Spoken::of(one), &Spoken::of(other)), expected, "{one} {other}");
            assert_eq!(likeness(&Spoken::of(other), &Spoken::of(one)), expected, "{other} {one}");
        }
    }

    /// The distance in the plainest way.
    fn plain(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for (i, row) in table.iter_mut().enumerate() {
            row[0] = i;
        }
        for (j, cell) in table[0].iter_mut().enumerate() {
            *cell = j;
        }
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                let other = usize::from(a[i - 1] != b[j - 1]);
                let mut least =
                    (table[i - 1][j - 1] + other).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                table[i][j] = least;
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn edits_are_those_of_the_whole_table(a in "[abc]{0,9}", b in "[abc]{0,9}", most in 0_usize..5) {
            let expected = plain(a.as_bytes(), b.as_bytes()).min(most + 1);
            prop_assert_eq!(edits(a.as_bytes(), b.as_bytes(), most), expected);
        }
    }
}

//! How much it says that two names share a word: the rarer the word, the more, in 64ths of a bit.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use crate::quick::Quick;

/// Of how many names the counts of common words are.
const COUNTED: u32 = 50_000;
/// What is added to every count: nobody knows how rare a word is that was never seen.
const UNSEEN: u32 = 8;
/// A bit.
pub(super) const BIT: u32 = 64;

/// Common words of names of persons and firms, with how many of 50,000 listed names have them: counted in the lists of
/// the United States Office of Foreign Assets Control, which are in the public domain.
const COMMON: &str = include_str!("common.txt");

static COUNTS: LazyLock<HashMap<&'static str, u32, BuildHasherDefault<Quick>>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let (word, count) = line.split_once(' ')?;
        Some((word, count.parse().ok()?))
    };
    COMMON.lines().filter_map(row).collect()
});

/// What a linking word says.
pub(super) const LINKED: u32 = 37;

/// Words that many names have and nobody is known by.
const LINKING: [&str; 35] = [
    "al", "el", "ul", "ad", "as", "ar", "an", "at", "az", "the", "of", "de", "la", "los", "las", "del", "da",
    "do", "dos", "van", "von", "der", "den", "bin", "ibn", "bint", "ben", "y", "i", "and", "for", "e", "wal",
    "et", "und",
];

/// Whether nobody is known by a word.
pub(super) fn is_linking(word: &str) -> bool {
    LINKING.contains(&word)
}

/// A bit for each linking word; none for others.
pub(super) fn linking_bit(word: &str) -> u64 {
    LINKING.iter().position(|linking| *linking == word).map_or(0, |place| 1 << place)
}

/// How much a word says that so many of so many names have.
pub(super) fn weight(word: &str, having: u32, names: u32) -> u32 {
    if is_linking(word) {
        return LINKED;
    }
    let common = COUNTS.get(word).copied().unwrap_or(0);
    let all = u64::from(names) + u64::from(COUNTED);
    let known = u64::from(having) + u64::from(common) + u64::from(UNSEEN);
    let bits = log2((all << 16) / known).saturating_sub(16 * BIT);
    // A letter is shared by chance; so are two.
    match word.len() {
        1 => bits * 35 / 100,
        2 if !word.bytes().all(|byte| byte.is_ascii_digit()) => bits * 60 / 100,
        _ => bits,
    }
}

/// How often a word is common in names everywhere.
pub(super) fn is_common(word: &str, having: u32) -> bool {
    having >= 3 || COUNTS.contains_key(word)
}

/// The binary logarithm in 64ths, to within a ninth of a bit.
fn log2(number: u64) -> u32 {
    let whole = number.max(1).ilog2();
    let fraction = if whole >= 6 { (number >> (whole - 6)) & 63 } else { (number << (6 - whole)) & 63 };
    whole * BIT + u32::try_from(fraction).unwrap_or_default()
}

/// One minus two to the power of minus so many 64ths of a bit, in millionths.
pub(super) fn certainty(bits: u32) -> u64 {
    // 2^(-k/16) in thousand-millionths.
    const POWERS: [u64; 17] = [
        1_000_000_000,
        957_603_281,
        917_004_043,
        878_126_080,
        840_896_415,
        805_245_166,
        771_105_413,
        738_413_073,
        707_106_781,
        677_127_773,
        648_419_777,
        620_928_906,
        594_603_558,
        569_394_317,
        545_253_866,
        522_136_891,
        500_000_000,
    ];
    let (whole, part) = (bits / BIT, bits % BIT);
    let place = usize::try_from(part / 4).unwrap_or_default();
    let at = |place: usize| POWERS.get(place).copied().unwrap_or(500_000_000);
    let power = at(place) - (at(place) - at(place + 1)) * u64::from(part % 4) / 4;
    1_000_000 - power.checked_shr(whole).unwrap_or(0) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_say_more() {
        let weight = |word| weight(word, 1, 20_000);
        assert!(weight("quorvane") > weight("hassan"));
        assert!(weight("hassan") > weight("ltd"));
        assert!(weight("ltd") > weight("al"));
        assert!((12 * BIT..13 * BIT).contains(&weight("quorvane")), "{}", weight("quorvane"));
        assert!(super::weight("quorvane", 20_000, 20_000) < 3 * BIT);
        assert!(COUNTS.len() > 300);
    }

    #[test]
    fn certainty_never_is_whole() {
        assert_eq!(certainty(0), 0);
        assert_eq!(certainty(BIT), 500_000);
        assert_eq!(certainty(2 * BIT), 750_000);
        assert!((292_800..=293_000).contains(&certainty(BIT / 2)));
        let mut before = 0;
        for bits in 0..19 * BIT {
            assert!(certainty(bits) >= before);
            before = certainty(bits);
        }
        assert!(before < 1_000_000);
    }
}

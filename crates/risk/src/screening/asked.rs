//! A word of a name that is asked about. Most names are like nothing on the list, which one or two of their words tell: how
//! the others sound is found out only where the whole name may sound like one that is listed, for which one of the two has
//! to be in another script, or long.

use super::evidence::Heard;
use super::likeness::Spoken;
use super::rarity::{LINKED, is_common, linking_bit, weight};
use std::cell::OnceCell;

/// A word with what it says; how it sounds is found out when somebody wants to know.
pub(super) struct Asked<'w> {
    pub(super) text: &'w str,
    /// In 64ths of a bit.
    pub(super) weight: u32,
    is_common: bool,
    spoken: OnceCell<Spoken>,
}

impl<'w> Asked<'w> {
    /// A word that the list has.
    pub(super) fn known(text: &'w str, listed: &Heard) -> Asked<'w> {
        Asked { text, weight: listed.weight, is_common: listed.is_common, spoken: OnceCell::new() }
    }

    /// A word that none of so many names has.
    pub(super) fn unknown(text: &'w str, names: u32) -> Asked<'w> {
        Asked { text, weight: weight(text, 0, names), is_common: is_common(text, 0), spoken: OnceCell::new() }
    }

    pub(super) fn spoken(&self) -> &Spoken {
        self.spoken.get_or_init(|| Spoken::of(self.text))
    }

    pub(super) fn heard(self) -> Heard {
        let Asked { text, weight, is_common, spoken } = self;
        Heard { spoken: spoken.into_inner().unwrap_or_else(|| Spoken::of(text)), weight, is_common }
    }
}

/// Which words of a name it is known by, told by their weights: those that do not link others, if there are any.
pub(super) fn telling(mut weights: impl Iterator<Item = u32>) -> impl Fn(u32) -> bool {
    let all_link = weights.all(|weight| weight == LINKED);
    move |weight| all_link || weight != LINKED
}

/// The linking words of a name that is known by others, a bit for each.
pub(super) fn linking<'w>(words: impl Iterator<Item = (&'w str, u32)> + Clone) -> u64 {
    let is_telling = telling(words.clone().map(|(_, weight)| weight));
    let linking = words.filter(|(_, weight)| !is_telling(*weight));
    linking.fold(0, |bits, (text, _)| bits | linking_bit(text))
}

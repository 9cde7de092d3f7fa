//! Texts that were searched for lately and are like nothing: sellers and senders come again thousands of times.
//!
//! It changes no answer, only what an answer costs. Whole texts are compared, for a hash alone could be met on purpose
//! by a name that is listed.

use crate::kind::EntryKind;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Texts that are remembered; each has one place.
const PLACES: usize = 65_536;
/// Longer texts are searched for each time.
const LONGEST: usize = 200;

/// Texts that are like nothing on the lists. A copy begins with none, and there are no places before the first.
#[derive(Debug, Default)]
pub(crate) struct Unlisted(OnceLock<Box<[Mutex<Asked>]>>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    kind: Option<EntryKind>,
    floor: u32,
    text: String,
}

impl Clone for Unlisted {
    fn clone(&self) -> Self {
        Unlisted::default()
    }
}

impl Unlisted {
    /// Whether the text was found to be like nothing. Whoever would have to wait for the answer searches.
    pub(crate) fn has(&self, kind: EntryKind, text: &str, floor: u32) -> bool {
        let asked = self.0.get().and_then(|places| place(places, text)?.try_lock().ok());
        asked.is_some_and(|asked| asked.kind == Some(kind) && asked.floor == floor && asked.text == text)
    }

    /// Forgets every text.
    pub(crate) fn forget(&self) {
        for place in self.0.get().into_iter().flat_map(|places| places.iter()) {
            // Whoever panicked over it left a text all the same.
            let mut asked = place.lock().unwrap_or_else(PoisonError::into_inner);
            *asked = Asked::default();
        }
    }

    /// Remembers that the text is like nothing, instead of whatever has its place.
    pub(crate) fn remember(&self, kind: EntryKind, text: &str, floor: u32) {
        if text.len() > LONGEST {
            return;
        }
        let places = self.0.get_or_init(|| (0..PLACES).map(|_| Mutex::default()).collect());
        if let Some(mut asked) = place(places, text).and_then(|place| place.try_lock().ok()) {
            asked.text.clear();
            asked.text.push_str(text);
            (asked.kind, asked.floor) = (Some(kind), floor);
        }
    }
}

fn place<'p>(places: &'p [Mutex<Asked>], text: &str) -> Option<&'p Mutex<Asked>> {
    // FNV-1a (Fowler, Noll, Vo): only where a text is kept depends on it.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    places.get(usize::try_from(hash % u64::try_from(places.len()).ok()?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_question_is_remembered() {
        let unlisted = Unlisted::default();
        assert!(!unlisted.has(EntryKind::Person, "Ana Example", 650_000));
        unlisted.remember(EntryKind::Person, "Ana Example", 650_000);
        assert!(unlisted.has(EntryKind::Person, "Ana Example", 650_000));
        for (kind, text, floor) in [
            (EntryKind::Vessel, "Ana Example", 650_000),
            (EntryKind::Person, "Ana Exampla", 650_000),
            (EntryKind::Person, "Ana Example", 300_000),
        ] {
            assert!(!unlisted.has(kind, text, floor));
        }
        assert!(!unlisted.clone().has(EntryKind::Person, "Ana Example", 650_000));
        let long = "a".repeat(LONGEST + 1);
        unlisted.remember(EntryKind::Person, &long, 650_000);
        assert!(!unlisted.has(EntryKind::Person, &long, 650_000));
        // What takes the place of another leaves the other to be searched for.
        (0..400_000).for_each(|number| unlisted.remember(EntryKind::Person, &number.to_string(), 1));
        assert!(!unlisted.has(EntryKind::Person, "Ana Example", 650_000));
    }
}

//! Screening: which listed names a name may be, tolerant of typing, word order, missing parts and script, each with its
//! evidence.
//!
//! ```
//! # use risk::screening::*;
//! # use risk::EntryKind;
//! let listed = [(EntryKind::Person, "QUORVANE, Baltazar Muhammad"), (EntryKind::Organisation, "Harrabel Trading Ltd.")];
//! let screen = Screen::new(listed.into_iter());
//! let found = screen.search(EntryKind::Person, "Balthasar Quorvane", 500_000);
//! assert_eq!(found[0].place, 0);
//! assert!(found[0].score < 1_000_000);
//! assert_eq!(found[0].evidence.only_listed, ["muhammad"]);
//! assert!(screen.search(EntryKind::Person, "Balthasar Lima", 500_000).is_empty());
//! ```

mod asked;
mod evidence;
mod form;
mod index;
mod likeness;
mod rarity;
mod roman;
mod sound;
mod web;

pub use evidence::{Aligned, Evidence, Match};
pub use form::Forms;
pub use likeness::Likeness;

use crate::kind::EntryKind;
use crate::normal::Spelling;
use crate::quick::QuickMap;
use index::Index;
use web::Sites;

/// Listed names, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    names: Shelf,
    vessels: Shelf,
    addresses: Shelf,
    sites: Sites,
    identifiers: QuickMap<Vec<u32>>,
}

/// Names that are looked for among each other.
#[derive(Clone, Debug, Default)]
struct Shelf {
    index: Index,
    /// The place of each name among all that were given.
    places: Vec<u32>,
}

/// What the same number, or the same site, is sure of: numbers are reused, and sites change hands.
const SAME_NUMBER: u32 = 990_000;

impl Screen {
    /// Makes the index of names with what they are.
    pub fn new<'n>(names: impl Iterator<Item = (EntryKind, &'n str)>) -> Screen {
        let mut screen = Screen::default();
        let (mut parties, mut vessels, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (kind, name)) in (0_u32..).zip(names) {
            match kind {
                EntryKind::Person | EntryKind::Organisation => parties.push((place, name)),
                EntryKind::Vessel => vessels.push((place, name)),
                EntryKind::Address => addresses.push((place, name)),
                EntryKind::Url => screen.sites.add(name, place),
                EntryKind::Identifier => {
                    let number = Spelling::Solid.normal(name);
                    screen.identifiers.entry(number.into()).or_default().push(place);
                }
            }
        }
        screen.names = Shelf::of(&parties);
        screen.vessels = Shelf::of(&vessels);
        screen.addresses = Shelf::of(&addresses);
        screen
    }

    /// The listed names that a text may be, with at least so many millionths of certainty: the surest first. A party's name
    /// is looked for among persons and organisations alike.
    pub fn search(&self, kind: EntryKind, text: &str, floor: u32) -> Vec<Match> {
        match kind {
            EntryKind::Person | EntryKind::Organisation => self.names.search(kind, text, floor),
            EntryKind::Vessel => self.vessels.search(kind, text, floor),
            EntryKind::Address => self.addresses.search(kind, text, floor),
            EntryKind::Url => self.sites.search(text, floor),
            EntryKind::Identifier => {
                let same = self.identifiers.get(Spelling::Solid.normal(text).as_str());
                let found = same.into_iter().flatten().filter(|_| SAME_NUMBER >= floor);
                found
                    .map(|place| Match { place: *place, score: SAME_NUMBER, evidence: Evidence::default() })
                    .collect()
            }
        }
    }
}

impl Shelf {
    fn of(names: &[(u32, &str)]) -> Shelf {
        Shelf {
            index: Index::new(names.iter().map(|(_, name)| *name)),
            places: names.iter().map(|(place, _)| *place).collect(),
        }
    }

    fn search(&self, kind: EntryKind, text: &str, floor: u32) -> Vec<Match> {
        let place = |name: u32| self.places.get(usize::try_from(name).ok()?).copied();
        let found = self.index.search(kind, text, floor).into_iter();
        found
            .filter_map(|found| {
                Some(Match { place: place(found.name)?, score: found.score, evidence: found.evidence })
            })
            .collect()
    }
}

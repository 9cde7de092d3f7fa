//! Rehearsal: made-up traders and parcels from a seed, to try a customs system on.
//!
//! The same seed gives the same bytes on every machine. A parcel depends on the seed, the mix and its index
//! alone, so any range can be made on its own, and in parallel.
//!
//! ```
//! use rehearsal::{Mix, Rehearsal, write_ndjson};
//!
//! let rehearsal = Rehearsal::new(7, Mix::Ordinary);
//! let mut line = Vec::new();
//! for parcel in rehearsal.parcels(3) {
//!     line.clear();
//!     write_ndjson(&parcel, &mut line);
//!     assert!(line.starts_with(b"{\"reference\":\"LRN-"));
//! }
//! ```

mod consignee;
pub mod day;
#[cfg(feature = "disk")]
pub mod disk;
mod draw;
mod fault_table;
mod faults;
mod goods;
#[cfg(feature = "server")]
pub mod link;
mod names;
mod ndjson;
mod numbers;
mod ordinary;
mod parcel;
mod places;
#[cfg(feature = "server")]
mod server;
mod shapes;
mod spoiling;
mod text;
mod transport;
mod world;

pub use faults::fault_names;
pub use ndjson::write_ndjson;
pub use parcel::Parcel;
#[cfg(feature = "server")]
pub use server::OwnServer;

use draw::Draw;
use text::Text;
use world::World;

/// What kind of parcels a rehearsal makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mix {
    /// As they come: shapes measured on a market place, and a slip of the pen in fewer than one of a hundred.
    Ordinary,
    /// The same, each with exactly one goods item.
    OneItem,
    /// The same, each with one to four faults.
    Faulty,
}

impl Mix {
    /// Every mix.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::OneItem, Self::Faulty];

    /// The mix that goes by this name on the command line.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mix| mix.name() == name)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::OneItem => "one_item",
            Self::Faulty => "faulty",
        }
    }

    /// The names of all mixes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }
}

/// A made-up world and the parcels that come out of it.
#[derive(Debug)]
pub struct Rehearsal {
    mix: Mix,
    world: World,
    /// The beginning of every reference, so that two rehearsals can be lodged with one system.
    reference: String,
}

impl Rehearsal {
    /// Makes the world of a seed.
    pub fn new(seed: u64, mix: Mix) -> Self {
        let tag = match mix {
            Mix::Ordinary => 'A',
            Mix::OneItem => 'B',
            Mix::Faulty => 'C',
        };
        Self { mix, world: World::new(seed), reference: format!("LRN-{tag}{seed:X}-") }
    }

    /// The first `count` parcels.
    pub fn parcels(&self, count: u64) -> impl Iterator<Item = Parcel<'_>> {
        (0..count).map(|index| self.parcel(index))
    }

    /// The parcel with an index, whatever was made before. Its numbers are its own for the first twenty
    /// million parcels of each mix of a seed.
    pub fn parcel(&self, index: u64) -> Parcel<'_> {
        let (mut parcel, mut draw) = self.sound(index);
        match self.mix {
            Mix::Ordinary | Mix::OneItem if draw.happens(shapes::SLIPS) => {
                faults::slip(&mut parcel, &mut draw)
            }
            Mix::Ordinary | Mix::OneItem => {}
            Mix::Faulty => faults::spoil(&mut parcel, &mut draw),
        }
        parcel
    }

    /// The parcel with an index before anything goes wrong with it, and the draws that come after.
    fn sound(&self, index: u64) -> (Parcel<'_>, Draw) {
        // The mixes stand far apart, so that their parcels are not the same ones with other faults.
        let place = (self.mix as u64) << 56 | index;
        let mut draw = Draw::new(self.world.seed, place);
        let mut parcel = ordinary::parcel(&self.world, self.mix == Mix::OneItem, place, &mut draw);
        parcel.reference = Text::Numbered { before: &self.reference, number: index + 1, width: 9 };
        (parcel, draw)
    }
}

//! What a loss of power does to the writes that were not synced.

use super::directory::Directory;
use crate::draw::Draw;

/// The ways that have broken stores: an even draw alone would hardly ever try the first four.
#[derive(Clone, Copy, Debug)]
pub(super) enum Loss {
    /// Nothing that was not synced arrived.
    OfAll,
    /// Everything arrived, only nobody was told.
    OfNone,
    /// They arrived in order up to this one, which was on its way.
    From(u64),
    /// All arrived but this one, which was overtaken.
    OfOne(u64),
    /// Each for itself.
    OfAny,
}

/// What became of one write.
pub(super) enum Fate {
    Kept,
    Lost,
    Torn,
}

impl Loss {
    /// Draws one, given the numbers of the writes that were not synced.
    pub(super) fn drawn(mut unsynced: Vec<u64>, draw: &mut Draw) -> Self {
        unsynced.sort_unstable();
        if unsynced.is_empty() {
            return Self::OfAny;
        }
        match draw.below(8) {
            0 => Self::OfAll,
            1 => Self::OfNone,
            2 | 3 => Self::From(draw.pick(&unsynced)),
            4 | 5 => Self::OfOne(draw.pick(&unsynced)),
            _ => Self::OfAny,
        }
    }

    pub(super) fn fate(&self, number: u64, draw: &mut Draw) -> Fate {
        match *self {
            Self::OfAll => Fate::Lost,
            Self::OfNone => Fate::Kept,
            Self::From(first) if number < first => Fate::Kept,
            Self::From(first) if number == first => Fate::Torn,
            Self::From(_) => Fate::Lost,
            Self::OfOne(one) if number == one => Fate::Torn,
            Self::OfOne(_) => Fate::Kept,
            Self::OfAny => match draw.below(3) {
                0 => Fate::Kept,
                1 => Fate::Lost,
                _ => Fate::Torn,
            },
        }
    }

    /// The directory is journalled on every file system worth a store: its changes arrive in their order.
    pub(super) fn directory(&self, directory: &Directory, draw: &mut Draw) -> Directory {
        let changes = directory.unsynced();
        let arrived = match self {
            Self::OfAll => 0,
            Self::OfNone => changes,
            Self::From(_) | Self::OfOne(_) | Self::OfAny => {
                draw.between(0, u32::try_from(changes).unwrap_or(u32::MAX)) as usize
            }
        };
        directory.with(arrived)
    }
}

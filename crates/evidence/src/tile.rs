//! The tiles in which a record is published, so that anybody can copy and check it (C2SP tlog-tiles).

use crate::growing::NodeRange;
use crate::hash::Hash;
use crate::number;
use std::fmt;

/// How many hashes or entries a whole tile holds.
const WIDTH: u16 = 256;
/// The bits by which a number of a tile is below that of its hashes.
const BITS: u32 = 8;
/// The levels of the largest tree.
const LEVELS: u8 = 8;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Stored hashes of a level, of the leaves 0: at level L each is the root of 256^L leaves.
    Hashes {
        /// The level, from 0 to 7: no tree has more.
        level: u8,
    },
    /// The entries whose leaf hashes the tile of the same number at level 0 holds.
    Entries,
}

/// The path under which a tile is published: what it holds, its number, and how many are in it.
///
/// ```
/// # use evidence::{TileKind, TilePath};
/// let path = TilePath::parse("tile/0/x001/x234/067").unwrap();
/// assert_eq!((path.kind(), path.number()), (TileKind::Hashes { level: 0 }, 1_234_067));
/// assert_eq!(path.width(), 256);
/// assert_eq!(TilePath::of(TileKind::Entries, 67, 200).unwrap().to_string(), "tile/entries/067.p/200");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    kind: TileKind,
    number: u64,
    width: u16,
}

impl TilePath {
    /// The path of a tile; `None` for what no tree of up to 2^64 - 1 leaves has.
    pub fn of(kind: TileKind, number: u64, width: u16) -> Option<TilePath> {
        let path = TilePath { kind, number, width };
        let fits = path.level() < LEVELS && number <= u64::MAX >> BITS && (1..=WIDTH).contains(&width);
        (fits && path.is_of(u64::MAX)).then_some(path)
    }

    /// Reads the path as it is written; `None` for any other text.
    pub fn parse(text: &str) -> Option<TilePath> {
        // Far longer than any path, before any work.
        if text.len() > 64 {
            return None;
        }
        let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes { level: u8::try_from(number::read(level)?).ok()? },
        };
        let (digits, width) = match rest.split_once(".p/") {
            Some((digits, width)) => (digits, u16::try_from(number::read(width)?).ok()?),
            None => (rest, WIDTH),
        };
        let digits: String =
            digits.split('/').map(|three| three.strip_prefix('x').unwrap_or(three)).collect();
        let path = TilePath::of(kind, digits.parse().ok()?, width)?;
        // The law of the three digits and of what is left out is told once, by the writer.
        (path.to_string() == text).then_some(path)
    }

    /// What the tile holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// The number of the tile in its level, from 0.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many hashes or entries it holds, from 1 to 256; below 256 it is the last of a growing level.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// The stored hashes that it holds; of entries, their leaf hashes.
    pub fn nodes(&self) -> NodeRange {
        NodeRange { level: self.level(), from: self.number << BITS, count: usize::from(self.width) }
    }

    /// Whether a tree of this size has so many hashes that it fills the tile this far.
    pub fn is_of(&self, size: u64) -> bool {
        let there = size >> (BITS * u32::from(self.level()));
        there.checked_sub(self.number << BITS).is_some_and(|after| after >= u64::from(self.width))
    }

    fn level(&self) -> u8 {
        match self.kind {
            TileKind::Hashes { level } => level,
            TileKind::Entries => 0,
        }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(out, "tile/{level}/")?,
            TileKind::Entries => out.write_str("tile/entries/")?,
        }
        let thousands = self.number.checked_ilog(1000).unwrap_or(0);
        for power in (1..=thousands).rev() {
            write!(out, "x{:03}/", self.number / 1000_u64.pow(power) % 1000)?;
        }
        write!(out, "{:03}", self.number % 1000)?;
        if self.width < WIDTH { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// The tiles of hashes of a tree of this size, level by level from the leaves; the last of a level may be partial.
///
/// They are computed one by one: a large size costs nothing before its tiles are asked for.
pub fn tiles_of(size: u64) -> impl Iterator<Item = TilePath> {
    (0..LEVELS).flat_map(move |level| row_of(TileKind::Hashes { level }, size >> (BITS * u32::from(level))))
}

/// The bundles of entries of a tree of this size; the last may be partial.
pub fn bundles_of(size: u64) -> impl Iterator<Item = TilePath> {
    row_of(TileKind::Entries, size)
}

fn row_of(kind: TileKind, count: u64) -> impl Iterator<Item = TilePath> {
    let whole = count >> BITS;
    let width = (count % u64::from(WIDTH)) as u16;
    let partial = (width > 0).then_some(TilePath { kind, number: whole, width });
    (0..whole).map(move |number| TilePath { kind, number, width: WIDTH }).chain(partial)
}

/// Why bytes are not what a tile of so many holds, or cannot be put in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum TileFlaw {
    /// The bytes end before all are read.
    #[error("the tile ends before its last entry does")]
    Truncated,
    /// Bytes are left over.
    #[error("the tile goes on after its last entry")]
    Surplus,
    /// The entry is longer than its length can be written.
    #[error("an entry of a tile has at most 65535 bytes")]
    LongEntry,
}

/// The bytes of a tile of hashes: one after the other.
pub fn write_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(Hash::as_bytes).copied().collect()
}

/// Reads exactly so many hashes.
///
/// # Errors
/// [`TileFlaw::Truncated`] or [`TileFlaw::Surplus`].
pub fn read_hashes(bytes: &[u8], count: u16) -> Result<Vec<Hash>, TileFlaw> {
    let (hashes, rest) = bytes.as_chunks();
    match (hashes.len().cmp(&usize::from(count)), rest) {
        (std::cmp::Ordering::Less, _) => Err(TileFlaw::Truncated),
        (std::cmp::Ordering::Equal, []) => Ok(hashes.iter().copied().map(Hash::from_bytes).collect()),
        _ => Err(TileFlaw::Surplus),
    }
}

/// The bytes of a bundle of entries: before each its length, two bytes, the high one first.
///
/// # Errors
/// [`TileFlaw::LongEntry`].
pub fn write_entries<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Result<Vec<u8>, TileFlaw> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| TileFlaw::LongEntry)?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// Reads exactly so many entries.
///
/// # Errors
/// [`TileFlaw::Truncated`] or [`TileFlaw::Surplus`].
pub fn read_entries(bytes: &[u8], count: u16) -> Result<Vec<&[u8]>, TileFlaw> {
    let (mut entries, mut rest) = (Vec::new(), bytes);
    for _ in 0..count {
        let (length, after) = rest.split_first_chunk().ok_or(TileFlaw::Truncated)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(TileFlaw::Truncated)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(TileFlaw::Surplus) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growing::Frontier;
    use crate::hash::leaf_hash;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn check_text(text: &str, kind: TileKind, number: u64, width: u16) {
        let path = TilePath::of(kind, number, width).unwrap();
        assert_eq!(path.to_string(), text);
        assert_eq!(TilePath::parse(text), Some(path));
        assert_eq!((path.kind(), path.number(), path.width()), (kind, number, width));
    }

    #[test]
    fn paths_as_they_are_published() {
        check_text("tile/0/x001/x234/067", TileKind::Hashes { level: 0 }, 1_234_067, 256);
        check_text("tile/3/000.p/5", TileKind::Hashes { level: 3 }, 0, 5);
        check_text("tile/entries/x001/067.p/200", TileKind::Entries, 1067, 200);
        check_text("tile/entries/999", TileKind::Entries, 999, 256);
        check_text("tile/0/x001/000", TileKind::Hashes { level: 0 }, 1000, 256);
        check_text("tile/7/000.p/255", TileKind::Hashes { level: 7 }, 0, 255);
        let last = (1 << 56) - 1;
        check_text("tile/0/x072/x057/x594/x037/x927/935.p/255", TileKind::Hashes { level: 0 }, last, 255);
    }

    #[test]
    fn no_other_text_is_a_path() {
        for other in [
            "",
            "tile/",
            "tile/0",
            "tile/0/",
            "/tile/0/000",
            "tile/0/000/",
            "tile/00/000",
            "tile/8/000",
            "tile/63/000.p/1",
            "tile/256/000",
            "tile/-1/000",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000",
            "tile/0/x000/000",
            "tile/0/001/000",
            "tile/0/x001/x000",
            "tile/0/xx001/000",
            "tile/0/x1/000",
            "tile/0/+01",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/000.p",
            "tile/0/000.p/1.p/1",
            "tile/0/000.p/70000",
            "tile/entries/000 ",
            "tile/Entries/000",
            "tile/data/000",
            "tile/0/../000",
            "tile/7/000",
            "tile/7/001.p/1",
            "tile/0/x072/x057/x594/x037/x927/935",
            "tile/0/x072/x057/x594/x037/x927/936.p/1",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            &format!("tile/0/{}000", "x000/".repeat(100_000)),
        ] {
            assert_eq!(TilePath::parse(other), None, "{other}");
        }
        assert_eq!(TilePath::of(TileKind::Entries, u64::MAX, 1), None);
        assert_eq!(TilePath::of(TileKind::Entries, 0, 0), None);
        assert_eq!(TilePath::of(TileKind::Entries, 0, 257), None);
        assert_eq!(TilePath::of(TileKind::Hashes { level: 255 }, 0, 1), None);
    }

    #[test]
    fn a_tree_has_these_tiles() {
        let texts = |size| tiles_of(size).map(|path| path.to_string()).collect::<Vec<_>>();
        assert!(texts(0).is_empty());
        assert_eq!(texts(1), ["tile/0/000.p/1"]);
        assert_eq!(texts(255), ["tile/0/000.p/255"]);
        assert_eq!(texts(256), ["tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(texts(513), ["tile/0/000", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"]);
        assert_eq!(texts(65_536).len(), 258);
        assert_eq!(texts(65_536)[256..], ["tile/1/000", "tile/2/000.p/1"]);
        let bundles: Vec<_> = bundles_of(300).map(|path| path.to_string()).collect();
        assert_eq!(bundles, ["tile/entries/000", "tile/entries/001.p/44"]);
        assert_eq!(tiles_of(u64::MAX).take(1000).count(), 1000);
        assert_eq!(bundles_of(u64::MAX).take(1000).count(), 1000);
    }

    #[test]
    fn the_tiles_hold_every_stored_node_once() {
        let (mut frontier, mut stored) = (Frontier::new(), BTreeSet::new());
        for size in 0..=1100_u64 {
            if size % 37 == 0 || size % 256 <= 1 {
                let mut held = BTreeSet::new();
                for range in tiles_of(size).map(|path| path.nodes()) {
                    for number in range.from..range.from + range.count as u64 {
                        assert!(held.insert((range.level, number)));
                    }
                }
                assert_eq!(held, stored, "{size}");
            }
            stored.extend(frontier.push(leaf_hash(b"")).iter().map(|node| (node.level, node.number)));
        }
    }

    #[test]
    fn a_tile_is_of_trees_that_fill_it() {
        let path = TilePath::parse("tile/1/001.p/3").unwrap();
        assert_eq!(path.nodes(), NodeRange { level: 1, from: 256, count: 3 });
        for (size, expected) in [(0, false), (66_303, false), (66_304, true), (u64::MAX, true)] {
            assert_eq!(path.is_of(size), expected, "{size}");
        }
    }

    #[test]
    fn bytes_of_entries() {
        let entries: [&[u8]; 3] = [b"one", b"", b"three"];
        let bytes = write_entries(entries).unwrap();
        assert_eq!(bytes, b"\0\x03one\0\0\0\x05three");
        assert_eq!(read_entries(&bytes, 3).as_deref(), Ok(entries.as_slice()));
        assert_eq!(read_entries(&bytes, 2), Err(TileFlaw::Surplus));
        assert_eq!(read_entries(&bytes, 4), Err(TileFlaw::Truncated));
        for end in 0..bytes.len() {
            assert_eq!(read_entries(&bytes[..end], 3), Err(TileFlaw::Truncated), "{end}");
        }
        assert_eq!(read_entries(&[], u16::MAX), Err(TileFlaw::Truncated));
        assert_eq!(read_entries(&[], 0), Ok(Vec::new()));
        let long = vec![7; 65_536];
        assert_eq!(write_entries([long.as_slice()]), Err(TileFlaw::LongEntry));
        assert_eq!(write_entries([&long[1..]]).map(|bytes| bytes.len()), Ok(65_537));
    }

    #[test]
    fn bytes_of_hashes() {
        let hashes = [leaf_hash(b"one"), leaf_hash(b"two")];
        let bytes = write_hashes(&hashes);
        assert_eq!(bytes, [hashes[0].as_bytes().as_slice(), hashes[1].as_bytes()].concat());
        assert_eq!(read_hashes(&bytes, 2).as_deref(), Ok(hashes.as_slice()));
        assert_eq!(read_hashes(&bytes, 1), Err(TileFlaw::Surplus));
        assert_eq!(read_hashes(&bytes, 3), Err(TileFlaw::Truncated));
        assert_eq!(read_hashes(&bytes[..63], 2), Err(TileFlaw::Truncated));
        assert_eq!(read_hashes(&bytes[..63], 1), Err(TileFlaw::Surplus));
    }

    proptest! {
        #[test]
        fn paths_round_trip(level in 0..8_u8, entries: bool, number in 0..1_u64 << 56, fewer in 0..56_u32, width in 1..=256_u16) {
            let kind = if entries { TileKind::Entries } else { TileKind::Hashes { level } };
            if let Some(path) = TilePath::of(kind, number >> fewer, width) {
                prop_assert_eq!(TilePath::parse(&path.to_string()), Some(path));
            }
        }

        #[test]
        fn what_is_read_is_written_the_same(text in "tile/([0-9]{1,2}|entries)(/x?[0-9]{3}){1,4}(\\.p/[0-9]{1,3})?") {
            if let Some(path) = TilePath::parse(&text) {
                prop_assert_eq!(path.to_string(), text);
            }
        }

        #[test]
        fn entries_round_trip(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..20)) {
            let bytes = write_entries(entries.iter().map(Vec::as_slice)).unwrap();
            let read = read_entries(&bytes, entries.len() as u16).unwrap();
            prop_assert_eq!(read, entries.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }

        #[test]
        fn any_bytes_and_text_are_answered(bytes: Vec<u8>, count: u16, text: String) {
            if let Ok(entries) = read_entries(&bytes, count) {
                prop_assert_eq!(write_entries(entries), Ok(bytes));
            }
            prop_assert_eq!(TilePath::parse(&text), None);
        }
    }
}

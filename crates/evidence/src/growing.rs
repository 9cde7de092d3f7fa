//! The tree over all of a record, which only grows: its right edge, and roots and proofs from stored hashes.
//!
//! Stored is every root of 256^L leaves that are complete, L from 0: few hashes beside the leaves, and the same that
//! tiled logs publish (C2SP tlog-tiles). All others of the tree are computed from at most a tile of these.

use crate::hash::{Hash, content_hash, node_hash};
use std::fmt::Display;

/// How many rows of the tree lie between two stored ones, and how many hashes a tile holds.
const ROWS: u32 = 8;
const TILE: u64 = 1 << ROWS;

/// The largest tree that [`Frontier`] goes on from: what readers with signed sizes understand, and out of reach.
const LARGEST: u64 = i64::MAX as u64;

/// Stored hashes that are asked for, all of one tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeRange {
    /// The level: of the leaves 0; at level L each hash is the root of 256^L leaves.
    pub level: u8,
    /// The number of the first hash in its level.
    pub from: u64,
    /// How many, from 1 to 256.
    pub count: usize,
}

/// A hash to store: the root of the leaves that are complete with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredNode {
    /// Its level, of the leaves 0.
    pub level: u8,
    /// Its number in the level.
    pub number: u64,
    /// The hash.
    pub hash: Hash,
}

/// Why a root or proof cannot be had from what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodesFlaw<E: Display> {
    /// The stored hashes could not be read.
    #[error("{0}")]
    Unread(E),
    /// There are fewer or more of them than were asked for.
    #[error("of {} stored hashes of level {} from {}, {found} are there", .asked.count, .asked.level, .asked.from)]
    Count {
        /// What was asked for.
        asked: NodeRange,
        /// How many were given.
        found: usize,
    },
    /// The tree has no such leaf, or was never of the smaller size.
    #[error("the tree is not as large as that")]
    BeyondTree,
    /// No tree grows so large.
    #[error("no tree grows so large")]
    TooLarge,
}

/// The right edge of a growing tree: the roots of its complete parts, from which its root is computed.
///
/// A leaf costs one hash on average, the root one for each part, of which there are at most 63.
///
/// ```
/// # use evidence::{Frontier, Tree, leaf_hash};
/// let leaves: Vec<_> = ["one", "two", "three"].map(|text| leaf_hash(text.as_bytes())).into();
/// let mut frontier = Frontier::new();
/// for leaf in &leaves {
///     frontier.push(*leaf);
/// }
/// assert_eq!((frontier.size(), frontier.root()), (3, Tree::of(leaves).root()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One for each bit of the size, the largest part first.
    parts: Vec<Hash>,
}

impl Frontier {
    /// Of no leaves.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// The edge of the tree over the first leaves of what is stored. Asks for at most one tile of each level.
    ///
    /// # Errors
    /// The flaws of what is stored; [`NodesFlaw::TooLarge`] from 2^63 leaves.
    pub fn restore<E: Display>(
        size: u64,
        nodes: impl FnMut(NodeRange) -> Result<Vec<Hash>, E>,
    ) -> Result<Frontier, NodesFlaw<E>> {
        if size > LARGEST {
            return Err(NodesFlaw::TooLarge);
        }
        let parts = Stored::of(size, nodes).parts(0, size)?;
        Ok(Frontier { size, parts })
    }

    /// Adds a leaf; gives the hashes to store, lowest level first: the leaf, and each root that it completes.
    pub fn push(&mut self, leaf: Hash) -> Vec<StoredNode> {
        let mut stored = vec![StoredNode { level: 0, number: self.size, hash: leaf }];
        let mut hash = leaf;
        // Each complete part of a size meets its equal when the next one is as large: a carry of binary counting.
        for row in 1..=self.size.trailing_ones() {
            let Some(left) = self.parts.pop() else { break };
            hash = node_hash(&left, &hash);
            if row.is_multiple_of(ROWS) {
                let level = (row / ROWS) as u8;
                stored.push(StoredNode { level, number: self.size >> row, hash });
            }
        }
        self.parts.push(hash);
        self.size += 1;
        stored
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root (RFC 6962 section 2.1); of no leaves, the hash of nothing.
    pub fn root(&self) -> Hash {
        joined(&self.parts)
    }
}

/// The root of the tree over the first leaves of what is stored (RFC 6962 section 2.1).
///
/// # Errors
/// The flaws of what is stored.
pub fn root_at<E: Display>(
    size: u64,
    nodes: impl FnMut(NodeRange) -> Result<Vec<Hash>, E>,
) -> Result<Hash, NodesFlaw<E>> {
    Stored::of(size, nodes).root(0, size)
}

/// The inclusion path of a leaf in the tree of this size, the neighbours upwards (RFC 6962 section 2.1.1).
///
/// Asks for at most two tiles of each level, and for each once.
///
/// # Errors
/// [`NodesFlaw::BeyondTree`] for no leaf of the tree; the flaws of what is stored.
pub fn inclusion_path<E: Display>(
    index: u64,
    size: u64,
    nodes: impl FnMut(NodeRange) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, NodesFlaw<E>> {
    if index >= size {
        return Err(NodesFlaw::BeyondTree);
    }
    let mut stored = Stored::of(size, nodes);
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(stored.root(middle, to)?);
            to = middle;
        } else {
            path.push(stored.root(from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of this size begins with the one of the old size (RFC 6962 section 2.1.2).
///
/// Empty for the same size, and from no leaves, with which every tree begins.
/// Asks for at most two tiles of each level, and for each once.
///
/// # Errors
/// [`NodesFlaw::BeyondTree`] for an old size above the new one; the flaws of what is stored.
pub fn consistency_path<E: Display>(
    old: u64,
    size: u64,
    nodes: impl FnMut(NodeRange) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, NodesFlaw<E>> {
    if old > size {
        return Err(NodesFlaw::BeyondTree);
    }
    let mut path = Vec::new();
    if old == 0 {
        return Ok(path);
    }
    let mut stored = Stored::of(size, nodes);
    let (mut from, mut to) = (0, size);
    // Down to the part with which the old tree ends. It is told unless it is the old tree, whose root is known.
    while old < to {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(stored.root(middle, to)?);
            to = middle;
        } else {
            path.push(stored.root(from, middle)?);
            from = middle;
        }
    }
    if from > 0 {
        path.push(stored.root(from, to)?);
    }
    path.reverse();
    Ok(path)
}

/// The largest power of two below a number from 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The root over complete parts, the largest first: each smaller one is joined before the next larger.
fn joined(parts: &[Hash]) -> Hash {
    let root = parts.iter().copied().rev().reduce(|right, left| node_hash(&left, &right));
    root.unwrap_or_else(|| content_hash(&[]))
}

/// The stored hashes of a tree, each tile read once and as far as the tree reaches.
struct Stored<F> {
    size: u64,
    nodes: F,
    tiles: Vec<(NodeRange, Vec<Hash>)>,
}

impl<E: Display, F: FnMut(NodeRange) -> Result<Vec<Hash>, E>> Stored<F> {
    fn of(size: u64, nodes: F) -> Stored<F> {
        Stored { size, nodes, tiles: Vec::new() }
    }

    /// The root over a part of the leaves that begins where a subtree does.
    fn root(&mut self, from: u64, to: u64) -> Result<Hash, NodesFlaw<E>> {
        Ok(joined(&self.parts(from, to)?))
    }

    /// The roots of the complete subtrees of such a part, the largest first.
    fn parts(&mut self, from: u64, to: u64) -> Result<Vec<Hash>, NodesFlaw<E>> {
        let (mut from, mut parts) = (from, Vec::new());
        while let Some(row) = (to - from).checked_ilog2() {
            parts.push(self.complete(from, row)?);
            from += 1 << row;
        }
        Ok(parts)
    }

    /// The root of the complete subtree of 2^row leaves that begins at a multiple of these.
    fn complete(&mut self, from: u64, row: u32) -> Result<Hash, NodesFlaw<E>> {
        let level = row / ROWS;
        let number = from >> (level * ROWS);
        let tile = self.tile(level, number / TILE)?;
        // Within one tile: it begins at a multiple of its own length, which is below that of a tile.
        let below = tile.iter().skip((number % TILE) as usize).take(1 << (row % ROWS));
        let mut below: Vec<Hash> = below.copied().collect();
        while below.len() > 1 {
            let pairs = below.as_chunks().0.iter().map(|[left, right]| node_hash(left, right));
            below = pairs.collect();
        }
        below.pop().ok_or(NodesFlaw::BeyondTree)
    }

    fn tile(&mut self, level: u32, tile: u64) -> Result<&[Hash], NodesFlaw<E>> {
        let from = tile * TILE;
        let count = ((self.size >> (level * ROWS)) - from).min(TILE) as usize;
        let asked = NodeRange { level: level as u8, from, count };
        let at = match self.tiles.iter().position(|(read, _)| *read == asked) {
            Some(at) => at,
            None => {
                let hashes = (self.nodes)(asked).map_err(NodesFlaw::Unread)?;
                if hashes.len() != count {
                    return Err(NodesFlaw::Count { asked, found: hashes.len() });
                }
                self.tiles.push((asked, hashes));
                self.tiles.len() - 1
            }
        };
        Ok(self.tiles.get(at).map_or(&[], |(_, hashes)| hashes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use crate::tree::tests::{naive_consistency, naive_path, naive_root};
    use crate::tree::{verify_consistency, verify_inclusion};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    /// What a store keeps of a growing tree.
    #[derive(Default)]
    struct Kept {
        frontier: Frontier,
        nodes: BTreeMap<(u8, u64), Hash>,
        leaves: Vec<Hash>,
    }

    impl Kept {
        fn grown(count: u64) -> Kept {
            let mut kept = Kept::default();
            for number in 0..count {
                kept.push(leaf_hash(&number.to_be_bytes()));
            }
            kept
        }

        fn push(&mut self, leaf: Hash) {
            let stored = self.frontier.push(leaf);
            self.leaves.push(leaf);
            assert_eq!(stored[0], StoredNode { level: 0, number: self.leaves.len() as u64 - 1, hash: leaf });
            for node in stored {
                assert_eq!(self.nodes.insert((node.level, node.number), node.hash), None, "{node:?}");
            }
        }

        /// A reader that is asked for no tile twice.
        fn nodes(&self) -> impl FnMut(NodeRange) -> Result<Vec<Hash>, Infallible> {
            let mut asked = Vec::new();
            move |range| {
                assert!((1..=256).contains(&range.count) && range.from.is_multiple_of(256), "{range:?}");
                assert!(!asked.contains(&range), "{range:?} twice");
                asked.push(range);
                let on_level = asked.iter().filter(|asked| asked.level == range.level).count();
                assert!(on_level <= 2, "{asked:?}");
                let all = range.from..range.from + range.count as u64;
                Ok(all.filter_map(|number| self.nodes.get(&(range.level, number)).copied()).collect())
            }
        }

        fn root(&self, size: u64) -> Hash {
            root_at(size, self.nodes()).unwrap()
        }

        fn check_inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
            let path = inclusion_path(index, size, self.nodes()).unwrap();
            let leaf = self.leaves[index as usize];
            assert_eq!(verify_inclusion(leaf, index, size, &path, self.root(size)), Ok(()), "{index} {size}");
            path
        }

        fn check_consistency(&self, old: u64, size: u64) -> Vec<Hash> {
            let path = consistency_path(old, size, self.nodes()).unwrap();
            let (old_root, root) = (self.root(old), self.root(size));
            assert_eq!(verify_consistency(old, old_root, size, root, &path), Ok(()), "{old} {size}");
            path
        }
    }

    #[test]
    fn every_root_of_every_small_tree() {
        let mut kept = Kept::default();
        for size in 0..=600_u64 {
            let naive = naive_root(&kept.leaves);
            assert_eq!(kept.frontier.size(), size);
            assert_eq!(kept.frontier.root(), naive, "{size}");
            assert_eq!(kept.root(size), naive, "{size}");
            assert_eq!(Frontier::restore(size, kept.nodes()).as_ref(), Ok(&kept.frontier), "{size}");
            kept.push(leaf_hash(&size.to_be_bytes()));
        }
    }

    #[test]
    fn stored_is_every_complete_root() {
        let kept = Kept::grown(600);
        assert_eq!(kept.nodes.len(), 602);
        for number in 0..2 {
            let leaves = &kept.leaves[number * 256..][..256];
            assert_eq!(kept.nodes.get(&(1, number as u64)), Some(&naive_root(leaves)));
        }
    }

    #[test]
    fn every_proof_of_small_trees() {
        let kept = Kept::grown(70);
        for size in 0..=70 {
            let leaves = &kept.leaves[..size];
            for index in 0..size {
                let path = kept.check_inclusion(index as u64, size as u64);
                assert_eq!(path, naive_path(index, leaves), "{index} of {size}");
            }
            assert_eq!(kept.check_consistency(0, size as u64), []);
            for old in 1..=size {
                let path = kept.check_consistency(old as u64, size as u64);
                assert_eq!(path, naive_consistency(old, leaves), "{old} of {size}");
            }
        }
    }

    #[test]
    fn proofs_across_tiles() {
        let kept = Kept::grown(65_800);
        let sizes = [1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, 65_793, 65_800];
        for size in sizes {
            assert_eq!(kept.root(size), naive_root(&kept.leaves[..size as usize]), "{size}");
            assert_eq!(
                Frontier::restore(size, kept.nodes()).map(|frontier| frontier.root()),
                Ok(kept.root(size))
            );
            for other in sizes.into_iter().filter(|other| *other <= size) {
                kept.check_inclusion(other - 1, size);
                kept.check_consistency(other, size);
            }
        }
        assert_eq!(kept.frontier.root(), kept.root(65_800));
        let leaves = &kept.leaves[..65_537];
        assert_eq!(kept.check_inclusion(300, 65_537), naive_path(300, leaves));
        assert_eq!(kept.check_consistency(65_535, 65_537), naive_consistency(65_535, leaves));
    }

    #[test]
    fn a_restored_frontier_grows_on() {
        let kept = Kept::grown(1000);
        for size in [0, 1, 255, 256, 257, 511, 700] {
            let mut frontier = Frontier::restore(size, kept.nodes()).unwrap();
            let stored = kept.leaves[size as usize..].iter().flat_map(|leaf| frontier.push(*leaf));
            for node in stored {
                assert_eq!(kept.nodes.get(&(node.level, node.number)), Some(&node.hash));
            }
            assert_eq!(frontier, kept.frontier);
        }
    }

    #[test]
    fn no_size_stops_the_machine() {
        let hash = leaf_hash(b"");
        let mut asked = 0;
        let mut nodes = |range: NodeRange| {
            assert!(range.level < 8 && range.count <= 256);
            asked += 1;
            Ok::<_, Infallible>(vec![hash; range.count])
        };
        for size in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) + 1] {
            assert!(root_at(size, &mut nodes).is_ok());
            assert_eq!(Frontier::restore(size, &mut nodes), Err(NodesFlaw::TooLarge));
            for index in [0, 1 << 62, size - 1] {
                let path = inclusion_path(index, size, &mut nodes).unwrap();
                assert!(path.len() <= 64);
                assert!(consistency_path(index + 1, size, &mut nodes).is_ok());
            }
        }
        let mut frontier = Frontier::restore(i64::MAX as u64, &mut nodes).unwrap();
        assert_eq!(frontier.push(hash).len(), 8);
        assert_eq!(frontier.size(), 1 << 63);
        assert_eq!(inclusion_path(u64::MAX, u64::MAX, &mut nodes), Err(NodesFlaw::BeyondTree));
        assert_eq!(inclusion_path(0, 0, &mut nodes), Err(NodesFlaw::BeyondTree));
        assert_eq!(consistency_path(u64::MAX, 1, &mut nodes), Err(NodesFlaw::BeyondTree));
        assert_eq!(root_at(0, &mut nodes), Ok(content_hash(b"")));
        assert!(asked < 500, "{asked}");
    }

    #[test]
    fn a_wrong_reader_is_found() {
        let asked = NodeRange { level: 0, from: 256, count: 44 };
        for found in [0, 43, 45, 1000] {
            let nodes = |range: NodeRange| {
                Ok::<_, Infallible>(vec![leaf_hash(b""); if range == asked { found } else { range.count }])
            };
            let flaw = Err(NodesFlaw::Count { asked, found });
            assert_eq!(root_at(300, nodes), flaw);
            assert_eq!(inclusion_path(270, 300, nodes).map(|_| leaf_hash(b"")), flaw);
            assert_eq!(consistency_path(270, 300, nodes).map(|_| leaf_hash(b"")), flaw);
            assert_eq!(Frontier::restore(300, nodes).map(|frontier| frontier.root()), flaw);
        }
        assert_eq!(root_at(300, |_| Err("the disk is gone")), Err(NodesFlaw::Unread("the disk is gone")));
        let told = NodesFlaw::<Infallible>::Count { asked, found: 43 }.to_string();
        assert_eq!(told, "of 44 stored hashes of level 0 from 256, 43 are there");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_tree_has_its_proofs(
            (size, old, index) in (1..2000_u64).prop_flat_map(|size| (Just(size), 1..=size, 0..size)),
            more in 0..400_u64,
        ) {
            let kept = Kept::grown(size + more);
            let leaves = &kept.leaves[..size as usize];
            prop_assert_eq!(kept.root(size), naive_root(leaves));
            prop_assert_eq!(kept.check_inclusion(index, size), naive_path(index as usize, leaves));
            prop_assert_eq!(kept.check_consistency(old, size), naive_consistency(old as usize, leaves));
        }
    }
}

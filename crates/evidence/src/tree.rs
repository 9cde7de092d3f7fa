//! The tree over a batch: its root, the path from each leaf to it, and how anybody checks a path.
//!
//! The tree over the whole record is of the same law, and its paths are checked here too.

use crate::hash::{Hash, content_hash, node_hash};

/// The Merkle tree over the leaf hashes of a batch (RFC 6962 section 2.1), all its nodes kept.
///
/// Made with one hash for each leaf but one; paths are then looked up.
///
/// ```
/// # use evidence::{Tree, leaf_hash, verify_inclusion};
/// let leaves: Vec<_> = ["one", "two", "three"].map(|text| leaf_hash(text.as_bytes())).into();
/// let tree = Tree::of(leaves.clone());
/// let path = tree.path(2).unwrap();
/// assert_eq!(verify_inclusion(leaves[2], 2, tree.size(), &path, tree.root()), Ok(()));
/// ```
#[derive(Clone, Debug)]
pub struct Tree {
    /// The leaves.
    leaves: Vec<Hash>,
    /// The nodes above them, lowest row first. A last one without a neighbour stands in the row above too.
    rows: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over these leaves, in their order.
    pub fn of(leaves: Vec<Hash>) -> Tree {
        let mut rows: Vec<Vec<Hash>> = Vec::new();
        loop {
            let row = rows.last().unwrap_or(&leaves);
            if row.len() <= 1 {
                return Tree { leaves, rows };
            }
            let above = row.chunks(2).filter_map(|pair| match pair {
                [left, right] => Some(node_hash(left, right)),
                // The law of RFC 6962 sets the last subtree apart; nothing is hashed with itself.
                [last] => Some(*last),
                _ => None,
            });
            let above = above.collect();
            rows.push(above);
        }
    }

    /// The root; of no leaves, the hash of nothing.
    pub fn root(&self) -> Hash {
        let top = self.rows.last().unwrap_or(&self.leaves);
        top.first().copied().unwrap_or_else(|| content_hash(&[]))
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The leaves in their order.
    pub fn leaves(&self) -> &[Hash] {
        &self.leaves
    }

    /// The inclusion path of a leaf, the neighbours from the leaf upwards (RFC 6962 section 2.1.1).
    ///
    /// `None` beyond the last leaf.
    pub fn path(&self, index: u64) -> Option<Vec<Hash>> {
        let mut at = usize::try_from(index).ok().filter(|at| *at < self.leaves.len())?;
        let mut path = Vec::with_capacity(self.rows.len());
        // The topmost row is the root, which has no neighbour.
        for row in std::iter::once(&self.leaves).chain(&self.rows) {
            path.extend(row.get(at ^ 1));
            at >>= 1;
        }
        Some(path)
    }
}

/// Why a path does not show that a leaf is in a tree, or that a tree begins with an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum ProofFlaw {
    /// The tree has no leaf of this number.
    #[error("the tree has no leaf of this number")]
    BeyondTree,
    /// The tree is smaller than the one that it should begin with.
    #[error("the tree is smaller than the older one")]
    Shrunk,
    /// The path ends below the root.
    #[error("the path ends below the root")]
    PathTooShort,
    /// The path goes on above the root.
    #[error("the path goes on above the root")]
    PathTooLong,
    /// The path leads to another root.
    #[error("the path leads to another root")]
    AnotherRoot,
    /// The tree begins with another one than the older.
    #[error("the tree does not begin with the older one")]
    AnotherOldRoot,
}

/// Checks that a leaf is the one of this number in the tree of this size and root (RFC 9162 section 2.1.3.2).
///
/// A path fits trees of several sizes; the size is only as good as the signature that covers it with the root.
///
/// # Errors
/// The first [`ProofFlaw`] in the order of its variants. No more than 64 hashes are computed, however long the
/// path is.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofFlaw> {
    if index >= size {
        return Err(ProofFlaw::BeyondTree);
    }
    // `at` is the node's number in its row and `last` the number of the row's last node.
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for neighbour in path {
        if last == 0 {
            return Err(ProofFlaw::PathTooLong);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(neighbour, &hash);
            // A last node without a neighbour stands unchanged in the rows above until it has one.
            let rows = if at & 1 == 1 { 0 } else { at.trailing_zeros() };
            (at, last) = (at >> rows, last >> rows);
        } else {
            hash = node_hash(&hash, neighbour);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    match (last, hash == root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofFlaw::AnotherRoot),
        _ => Err(ProofFlaw::PathTooShort),
    }
}

/// Checks that the tree of this size and root begins with all leaves of the older one (RFC 9162 section 2.1.4.2).
///
/// Every tree begins with that of no leaves, whose root is the hash of nothing; that takes no path.
///
/// # Errors
/// The first [`ProofFlaw`] in the order of its variants. No more than 128 hashes are computed, however long the
/// path is.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    size: u64,
    root: Hash,
    path: &[Hash],
) -> Result<(), ProofFlaw> {
    if old_size > size {
        return Err(ProofFlaw::Shrunk);
    }
    if old_size == 0 || old_size == size {
        let known = if old_size == size { root } else { content_hash(&[]) };
        return match path {
            [] if size == 0 && root != content_hash(&[]) => Err(ProofFlaw::AnotherRoot),
            [] if known != old_root => Err(ProofFlaw::AnotherOldRoot),
            [] => Ok(()),
            _ => Err(ProofFlaw::PathTooLong),
        };
    }
    // From the largest subtree with which the old tree ends. Of a whole old tree the path leaves it out.
    let rows = (old_size - 1).trailing_ones();
    let (mut at, mut last) = ((old_size - 1) >> rows, (size - 1) >> rows);
    let (start, path) = match path.split_first() {
        _ if old_size.is_power_of_two() => (&old_root, path),
        Some(split) => split,
        None => return Err(ProofFlaw::PathTooShort),
    };
    let (mut old_hash, mut hash) = (*start, *start);
    for neighbour in path {
        if last == 0 {
            return Err(ProofFlaw::PathTooLong);
        }
        if at & 1 == 1 || at == last {
            (old_hash, hash) = (node_hash(neighbour, &old_hash), node_hash(neighbour, &hash));
            let rows = if at & 1 == 1 { 0 } else { at.trailing_zeros() };
            (at, last) = (at >> rows, last >> rows);
        } else {
            hash = node_hash(&hash, neighbour);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    match (last, hash == root, old_hash == old_root) {
        (0, true, true) => Ok(()),
        (0, false, _) => Err(ProofFlaw::AnotherRoot),
        (0, true, false) => Err(ProofFlaw::AnotherOldRoot),
        _ => Err(ProofFlaw::PathTooShort),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use proptest::prelude::*;

    fn check_all_paths(leaves: &[Hash]) {
        let tree = Tree::of(leaves.to_vec());
        assert_eq!(tree.root(), naive_root(leaves));
        assert_eq!((tree.leaves(), tree.size()), (leaves, leaves.len() as u64));
        for (index, leaf) in (0..).zip(leaves) {
            let path = tree.path(index).unwrap();
            assert_eq!(verify_inclusion(*leaf, index, tree.size(), &path, tree.root()), Ok(()));
        }
        assert_eq!(tree.path(tree.size()), None);
        assert_eq!(tree.path(u64::MAX), None);
    }

    /// RFC 6962 section 2.1, word for word.
    pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => content_hash(&[]),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                node_hash(&naive_root(left), &naive_root(right))
            }
        }
    }

    /// RFC 6962 section 2.1.1, word for word.
    pub(crate) fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let at = split(leaves.len());
        let (left, right) = leaves.split_at(at);
        if index < at {
            [naive_path(index, left), vec![naive_root(right)]].concat()
        } else {
            [naive_path(index - at, right), vec![naive_root(left)]].concat()
        }
    }

    /// RFC 6962 section 2.1.2, word for word.
    pub(crate) fn naive_consistency(old: usize, leaves: &[Hash]) -> Vec<Hash> {
        fn subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
            if old == leaves.len() {
                return if whole { Vec::new() } else { vec![naive_root(leaves)] };
            }
            let at = split(leaves.len());
            let (left, right) = leaves.split_at(at);
            if old <= at {
                [subproof(old, left, whole), vec![naive_root(right)]].concat()
            } else {
                [subproof(old - at, right, false), vec![naive_root(left)]].concat()
            }
        }
        subproof(old, leaves, true)
    }

    /// The largest power of two below a number.
    fn split(count: usize) -> usize {
        (0..).map(|power| 1 << power).take_while(|at| *at < count).last().unwrap()
    }

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    fn flipped(hash: Hash, bit: usize) -> Hash {
        let mut bytes = *hash.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Hash::from_bytes(bytes)
    }

    fn hex(hash: Hash) -> String {
        hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Leaves and roots of the reference implementation of RFC 6962.
    #[test]
    fn known_roots() {
        let inputs: [&[u8]; 8] = [
            &[],
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Hash> = inputs.iter().map(|input| leaf_hash(input)).collect();
        for (size, root) in roots.iter().enumerate() {
            assert_eq!(hex(Tree::of(leaves[..size].to_vec()).root()), *root, "{size}");
        }
    }

    #[test]
    fn every_path_of_every_small_tree() {
        for count in (0..=66).chain([127, 128, 129, 300]) {
            let leaves = leaves(count);
            check_all_paths(&leaves);
            let tree = Tree::of(leaves.clone());
            for index in 0..count {
                let path = naive_path(index as usize, &leaves);
                assert_eq!(tree.path(u64::from(index)), Some(path), "{index} of {count}");
            }
        }
    }

    #[test]
    fn flaws_are_told_apart() {
        let leaves = leaves(5);
        let (leaf, tree) = (leaves[4], Tree::of(leaves));
        let (path, root) = (tree.path(4).unwrap(), tree.root());
        let check = |index, size, path: &[Hash], expected| {
            assert_eq!(verify_inclusion(leaf, index, size, path, root), expected);
        };
        check(4, 5, &path, Ok(()));
        check(5, 5, &path, Err(ProofFlaw::BeyondTree));
        check(0, 0, &[], Err(ProofFlaw::BeyondTree));
        check(4, 5, &[], Err(ProofFlaw::PathTooShort));
        check(4, 5, &[path[0], path[0]], Err(ProofFlaw::PathTooLong));
        check(4, 5, &[leaf], Err(ProofFlaw::AnotherRoot));
        check(u64::MAX - 1, u64::MAX, &[leaf; 3], Err(ProofFlaw::PathTooShort));
        check(0, u64::MAX, &[leaf; 64], Err(ProofFlaw::AnotherRoot));
        check(u64::MAX - 1, u64::MAX, &[leaf; 1000], Err(ProofFlaw::PathTooLong));
    }

    #[test]
    fn every_old_tree_of_every_small_tree() {
        let all = leaves(66);
        for size in 0..=66_u64 {
            let (leaves, root) = (&all[..size as usize], naive_root(&all[..size as usize]));
            assert_eq!(verify_consistency(0, content_hash(b""), size, root, &[]), Ok(()));
            for old in 1..=size {
                let (old_root, path) =
                    (naive_root(&leaves[..old as usize]), naive_consistency(old as usize, leaves));
                assert_eq!(verify_consistency(old, old_root, size, root, &path), Ok(()), "{old} of {size}");
            }
        }
    }

    #[test]
    fn flaws_of_growth_are_told_apart() {
        let leaves = leaves(7);
        let (old_root, root, nothing) = (naive_root(&leaves[..3]), naive_root(&leaves), content_hash(b""));
        let path = naive_consistency(3, &leaves);
        let check = |old, old_root, size, root, path: &[Hash], expected| {
            assert_eq!(verify_consistency(old, old_root, size, root, path), expected);
        };
        check(3, old_root, 7, root, &path, Ok(()));
        check(7, root, 3, old_root, &path, Err(ProofFlaw::Shrunk));
        check(3, old_root, 7, root, &[], Err(ProofFlaw::PathTooShort));
        check(3, old_root, 7, root, &path[..3], Err(ProofFlaw::PathTooShort));
        check(3, old_root, 7, root, &[path.clone(), vec![root]].concat(), Err(ProofFlaw::PathTooLong));
        check(3, old_root, 7, old_root, &path, Err(ProofFlaw::AnotherRoot));
        check(3, root, 7, root, &path, Err(ProofFlaw::AnotherOldRoot));
        check(7, root, 7, root, &[], Ok(()));
        check(7, root, 7, root, &[root], Err(ProofFlaw::PathTooLong));
        check(7, old_root, 7, root, &[], Err(ProofFlaw::AnotherOldRoot));
        check(0, nothing, 7, root, &[], Ok(()));
        check(0, nothing, 0, nothing, &[], Ok(()));
        check(0, root, 0, root, &[], Err(ProofFlaw::AnotherRoot));
        check(0, root, 7, root, &[], Err(ProofFlaw::AnotherOldRoot));
        check(0, nothing, 7, root, &[root], Err(ProofFlaw::PathTooLong));
        check(1 << 63, root, u64::MAX, root, &[root; 1000], Err(ProofFlaw::PathTooLong));
        check(u64::MAX - 1, root, u64::MAX, root, &[root; 64], Err(ProofFlaw::AnotherRoot));
    }

    proptest! {
        #[test]
        fn any_other_growth_is_found(
            (size, old) in (2..300_u32).prop_flat_map(|size| (Just(size), 1..size)),
            bit in 0..256_usize, place: prop::sample::Index,
        ) {
            let leaves = leaves(size);
            let path = naive_consistency(old as usize, &leaves);
            let (old_root, root) = (naive_root(&leaves[..old as usize]), naive_root(&leaves));
            let verify = |old_root, root, path: &[Hash]| {
                verify_consistency(u64::from(old), old_root, u64::from(size), root, path)
            };
            prop_assert_eq!(verify(old_root, root, &path), Ok(()));
            prop_assert!(verify(flipped(old_root, bit), root, &path).is_err());
            prop_assert_eq!(verify(old_root, flipped(root, bit), &path), Err(ProofFlaw::AnotherRoot));
            let mut changed = path.clone();
            let at = place.index(path.len());
            changed[at] = flipped(changed[at], bit);
            prop_assert!(verify(old_root, root, &changed).is_err());
            changed.remove(at);
            prop_assert_eq!(verify(old_root, root, &changed), Err(ProofFlaw::PathTooShort));
            let longer = [path.as_slice(), &[root]].concat();
            prop_assert_eq!(verify(old_root, root, &longer), Err(ProofFlaw::PathTooLong));
        }

        #[test]
        fn no_path_stops_the_check_of_growth(
            old: u64, size: u64, root: [u8; 32], path in prop::collection::vec(any::<[u8; 32]>(), 0..80),
        ) {
            let path: Vec<Hash> = path.into_iter().map(Hash::from_bytes).collect();
            let root = Hash::from_bytes(root);
            prop_assert!(verify_consistency(old, root, size, root, &path).is_err() || old == size);
        }

        #[test]
        fn any_leaves_have_their_paths(seeds in prop::collection::vec(any::<[u8; 32]>(), 0..300)) {
            check_all_paths(&seeds.into_iter().map(Hash::from_bytes).collect::<Vec<_>>());
        }

        #[test]
        fn anything_else_is_found(
            (count, index) in (1..300_u32).prop_flat_map(|count| (Just(count), 0..count)),
            bit in 0..256_usize, place: prop::sample::Index, other: u32,
        ) {
            let leaves = leaves(count);
            let tree = Tree::of(leaves.clone());
            let (leaf, root, size) = (leaves[index as usize], tree.root(), tree.size());
            let index = u64::from(index);
            let path = tree.path(index).unwrap();
            let verify = |leaf, index, path: &[Hash], root| verify_inclusion(leaf, index, size, path, root);

            prop_assert_eq!(verify(flipped(leaf, bit), index, &path, root), Err(ProofFlaw::AnotherRoot));
            prop_assert_eq!(verify(leaf, index, &path, flipped(root, bit)), Err(ProofFlaw::AnotherRoot));
            for other in (0..32).map(|bit| index ^ 1 << bit).chain([u64::from(other % count)]) {
                prop_assert_eq!(verify(leaf, other, &path, root).is_ok(), other == index);
            }
            if !path.is_empty() {
                let mut changed = path.clone();
                let at = place.index(path.len());
                changed[at] = flipped(changed[at], bit);
                prop_assert_eq!(verify(leaf, index, &changed, root), Err(ProofFlaw::AnotherRoot));
                changed.remove(at);
                prop_assert_eq!(verify(leaf, index, &changed, root), Err(ProofFlaw::PathTooShort));
            }
            let longer = [path.as_slice(), &[root]].concat();
            prop_assert_eq!(verify(leaf, index, &longer, root), Err(ProofFlaw::PathTooLong));
        }

        #[test]
        fn no_path_stops_the_check(
            leaf: [u8; 32], index: u64, size: u64, path in prop::collection::vec(any::<[u8; 32]>(), 0..80),
        ) {
            let path: Vec<Hash> = path.into_iter().map(Hash::from_bytes).collect();
            let leaf = Hash::from_bytes(leaf);
            prop_assert!(verify_inclusion(leaf, index, size, &path, leaf).is_err() || (index, size) == (0, 1));
        }
    }
}

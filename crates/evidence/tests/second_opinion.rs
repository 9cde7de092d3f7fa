//! The growing tree against another implementation of RFC 6962, with its own tree, proofs, checks and SHA-256.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at what is not as promised")]

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use evidence::{
    Frontier, Hash, NodeRange, consistency_path, inclusion_path, leaf_hash, root_at, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::convert::Infallible;

type Entry = Vec<u8>;
type Theirs = MemoryBackedTree<Sha256, Entry>;

#[derive(Default)]
struct Both {
    theirs: Theirs,
    ours: Frontier,
    stored: BTreeMap<(u8, u64), Hash>,
}

impl Both {
    fn of(entries: impl IntoIterator<Item = Entry>) -> Both {
        let mut both = Both::default();
        entries.into_iter().for_each(|entry| both.push(entry));
        both
    }

    fn push(&mut self, entry: Entry) {
        let stored = self.ours.push(leaf_hash(&entry));
        self.stored.extend(stored.into_iter().map(|node| ((node.level, node.number), node.hash)));
        self.theirs.push(entry);
    }

    fn nodes(&self) -> impl Fn(NodeRange) -> Result<Vec<Hash>, Infallible> {
        |range| {
            let numbers = range.from..range.from + range.count as u64;
            Ok(numbers.filter_map(|number| self.stored.get(&(range.level, number)).copied()).collect())
        }
    }

    /// The root of now, the same on both sides.
    fn root(&self) -> (Hash, RootHash<Sha256>) {
        let (ours, theirs) = (self.ours.root(), self.theirs.root());
        assert_eq!(ours.as_bytes().as_slice(), theirs.as_bytes().as_slice());
        assert_eq!(root_at(self.ours.size(), self.nodes()), Ok(ours));
        (ours, theirs)
    }

    fn check_inclusion(&self, index: u64) {
        let (size, (root, their_root)) = (self.ours.size(), self.root());
        let entry = self.theirs.get(index as usize).unwrap();
        let ours = inclusion_path(index, size, self.nodes()).unwrap();
        let theirs = self.theirs.prove_inclusion(index as usize);
        assert_eq!(bytes(&ours), theirs.as_bytes(), "{index} of {size}");
        assert_eq!(verify_inclusion(leaf_hash(entry), index, size, &hashes(theirs.as_bytes()), root), Ok(()));
        let proof = InclusionProof::from_bytes(bytes(&ours));
        assert!(their_root.verify_inclusion(entry, index, &proof).is_ok());
    }

    fn check_consistency(&self, old: u64) {
        let (size, (root, their_root)) = (self.ours.size(), self.root());
        let old_root = root_at(old, self.nodes()).unwrap();
        let ours = consistency_path(old, size, self.nodes()).unwrap();
        let theirs = self.theirs.prove_consistency((size - old) as usize);
        assert_eq!(bytes(&ours), theirs.as_bytes(), "{old} of {size}");
        let path = hashes(theirs.as_bytes());
        assert_eq!(verify_consistency(old, old_root, size, root, &path), Ok(()));
        let their_old = RootHash::new((*old_root.as_bytes()).into(), old);
        let proof = ConsistencyProof::try_from_bytes(bytes(&ours)).unwrap();
        assert!(their_root.verify_consistency(&their_old, &proof).is_ok());
    }
}

fn bytes(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(Hash::as_bytes).copied().collect()
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, []) = bytes.as_chunks() else { panic!("{} bytes are no hashes", bytes.len()) };
    hashes.iter().copied().map(Hash::from_bytes).collect()
}

#[test]
fn every_proof_of_small_trees() {
    let mut both = Both::default();
    for size in 0..=40_u64 {
        both.root();
        (0..size).for_each(|index| both.check_inclusion(index));
        (1..=size).for_each(|old| both.check_consistency(old));
        both.push(size.to_be_bytes().to_vec());
    }
}

#[test]
fn proofs_across_tiles() {
    let sizes = [1, 2, 128, 254, 255, 256, 257, 65_535, 65_536, 65_537];
    let mut both = Both::default();
    for number in 0..65_537_u64 {
        both.push(number.to_be_bytes().to_vec());
        if sizes.contains(&(number + 1)) {
            for other in sizes.into_iter().filter(|size| *size <= number + 1) {
                both.check_inclusion(other - 1);
                both.check_consistency(other);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_trees(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..1500),
        places: [prop::sample::Index; 8],
    ) {
        let size = entries.len();
        let both = Both::of(entries);
        for place in places {
            both.check_inclusion(place.index(size) as u64);
            both.check_consistency(place.index(size) as u64 + 1);
        }
    }
}

//! The place of a receipt's batch in the record's tree: that all who see the record's checkpoints see it too.

use crate::batch::Origin;
use crate::checkpoint::{Checkpoint, CheckpointFlaw};
use crate::hash::{Hash, leaf_hash};
use crate::leaf::{LeafFlaw, LogLeaf};
use crate::note::{NoteFlaw, NoteKey, SignedBy, SignedNote};
use crate::receipt::Receipt;
use crate::tree::{ProofFlaw, verify_inclusion};

/// The leaf of a batch, its path to the root of a checkpoint, and who signed that.
///
/// It follows a receipt when the batch is in the tree. Nothing in it is believed before [`verify`](Place::verify).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the leaf in the record's tree, from 0.
    pub leaf: u64,
    /// The text of the leaf.
    pub text: String,
    /// The path from the leaf to the root of the checkpoint.
    pub path: Vec<Hash>,
    /// The checkpoint, a signed note.
    pub checkpoint: String,
}

/// What a place shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'p> {
    /// The batch as the record's tree has it.
    pub leaf: LogLeaf<'p>,
    /// The checkpoint that has it.
    pub checkpoint: Checkpoint,
    /// Who else signed the checkpoint, in the order of the keys given.
    pub cosigned: Vec<Cosigned>,
}

/// That a witness has seen a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness.
    pub witness: Origin,
    /// When, in seconds since 1970 (UTC), by its own clock.
    pub seconds: u64,
}

impl Place {
    /// Checks that the batch of a receipt is in the tree of a checkpoint that the record signed, and at least so many
    /// of these witnesses.
    ///
    /// A key counts once, and the record's own never. The receipt itself is for [`Receipt::verify`] to check: here is
    /// only compared which batch it is of.
    ///
    /// # Errors
    /// The first [`PlaceFlaw`] in the order of its variants.
    pub fn verify(
        &self,
        receipt: &Receipt,
        log: &NoteKey,
        witnesses: &[NoteKey],
        needed: usize,
    ) -> Result<Placed<'_>, PlaceFlaw> {
        let leaf = LogLeaf::parse(&self.text)?;
        if (leaf.batch, leaf.size, leaf.root) != (receipt.batch, receipt.size, receipt.batch_root) {
            return Err(PlaceFlaw::AnotherBatch);
        }
        let note = SignedNote::parse(&self.checkpoint)?;
        let checkpoint = Checkpoint::signed(&note, log)?;
        let hash = leaf_hash(self.text.as_bytes());
        verify_inclusion(hash, self.leaf, checkpoint.size, &self.path, checkpoint.root)?;
        let cosigned = cosigned(&note, log, witnesses);
        if cosigned.len() < needed {
            return Err(PlaceFlaw::TooFewWitnesses { found: cosigned.len(), needed });
        }
        Ok(Placed { leaf, checkpoint, cosigned })
    }
}

fn cosigned(note: &SignedNote, log: &NoteKey, witnesses: &[NoteKey]) -> Vec<Cosigned> {
    // Nobody is two witnesses by two names, nor a witness of itself.
    let mut counted = vec![log.key];
    let mut cosigned = Vec::new();
    for witness in witnesses {
        if counted.contains(&witness.key) {
            continue;
        }
        if let Ok(SignedBy::Witness { seconds }) = witness.checked(note) {
            counted.push(witness.key);
            cosigned.push(Cosigned { witness: witness.name.clone(), seconds });
        }
    }
    cosigned
}

/// Why a place does not show that the record's tree has a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum PlaceFlaw {
    /// The text is no leaf of the record's tree.
    #[error(transparent)]
    Leaf(#[from] LeafFlaw),
    /// The leaf is of another batch than the receipt, or of another tree over it.
    #[error("the leaf is of another batch than the receipt")]
    AnotherBatch,
    /// The checkpoint is no signed note.
    #[error(transparent)]
    Note(#[from] NoteFlaw),
    /// The note is no checkpoint that the record signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointFlaw),
    /// The path does not lead from the leaf to the root of the checkpoint.
    #[error(transparent)]
    Path(#[from] ProofFlaw),
    /// Not as many witnesses as are needed have seen the checkpoint.
    #[error("{found} of these witnesses signed the checkpoint, {needed} are needed")]
    TooFewWitnesses {
        /// How many signed.
        found: usize,
        /// How many should have.
        needed: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::BatchHead;
    use crate::hash::content_hash;
    use crate::key::SigningKey;
    use crate::note::{NoteKeyKind, SignatureFlaw};
    use crate::statement::Statement;
    use crate::tree::Tree;
    use proptest::prelude::*;

    const SEEN: u64 = 1_772_430_000;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32]).unwrap()
    }

    fn name(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    fn log() -> NoteKey {
        key(1).note_key(name("customs.example/log"), NoteKeyKind::Log)
    }

    fn witness(number: u8) -> NoteKey {
        key(number).note_key(name(&format!("witness.example/{number}")), NoteKeyKind::Witness)
    }

    /// Of a batch of one statement.
    fn receipt() -> Receipt {
        let statement = Statement {
            declaration: None,
            consignment: None,
            moment: "2026-03-02T05:40:00Z",
            organisation: None,
            outcome: Some("release"),
            phase: None,
            payable: None,
            document: None,
            record: content_hash(b"entry"),
        };
        let statement = statement.write().unwrap();
        let hash = leaf_hash(statement.as_bytes());
        let head = BatchHead { log: &log().name, batch: 4, size: 1, root: hash };
        let signature = key(1).sign(&head);
        Receipt {
            statement,
            hash,
            index: 0,
            size: 1,
            path: vec![],
            batch_root: hash,
            batch: 4,
            signature,
            opening: None,
            leaf: None,
        }
    }

    fn leaf() -> LogLeaf<'static> {
        LogLeaf {
            batch: 4,
            size: 1,
            root: receipt().batch_root,
            moment: "2026-03-02T05:40:00Z",
            setting: content_hash(b"law"),
            next: 9,
        }
    }

    /// Leaf 3 of 7, seen by witnesses 2 and 3.
    fn place() -> Place {
        let text = leaf().write().unwrap();
        let mut leaves = vec![leaf_hash(b"other"); 7];
        leaves[3] = leaf_hash(text.as_bytes());
        let tree = Tree::of(leaves);
        let checkpoint = Checkpoint { origin: log().name, size: 7, root: tree.root() };
        let mut note = SignedNote::of(checkpoint.text(), vec![key(1).sign_checkpoint(&checkpoint)]).unwrap();
        for number in [2, 3] {
            let line = key(number).cosign(&witness(number).name, SEEN + u64::from(number), &note);
            note = note.and_signed(line).unwrap();
        }
        Place { leaf: 3, text, path: tree.path(3).unwrap(), checkpoint: note.to_string() }
    }

    fn check(change: impl Fn(&mut Place), expected: PlaceFlaw) {
        let mut place = place();
        change(&mut place);
        assert_eq!(place.verify(&receipt(), &log(), &[witness(2), witness(3)], 2), Err(expected));
    }

    #[test]
    fn a_place_shows_the_batch_and_who_saw_it() {
        let (place, receipt) = (place(), receipt());
        assert!(receipt.verify(&log().key, &log().name).is_ok());
        let placed = place.verify(&receipt, &log(), &[witness(3), witness(4), witness(2)], 2).unwrap();
        assert_eq!(placed.leaf, leaf());
        assert_eq!((placed.checkpoint.size, placed.checkpoint.origin), (7, log().name));
        let seen = |number| Cosigned { witness: witness(number).name, seconds: SEEN + u64::from(number) };
        assert_eq!(placed.cosigned, [seen(3), seen(2)]);
        assert_eq!(place.verify(&receipt, &log(), &[], 0).unwrap().cosigned, []);
    }

    #[test]
    fn each_flaw_has_its_name() {
        check(|place| place.text.push('\n'), PlaceFlaw::Leaf(LeafFlaw::TextAfterEnd));
        check(|place| place.text = place.text.replace("batch 4", "batch 5"), PlaceFlaw::AnotherBatch);
        check(|place| place.text = place.text.replace("size 1", "size 2"), PlaceFlaw::AnotherBatch);
        let other = receipt().batch_root.to_string();
        let zero = Hash::from_bytes([0; 32]).to_string();
        check(|place| place.text = place.text.replace(&other, &zero), PlaceFlaw::AnotherBatch);
        check(
            |place| place.text = place.text.replace("next 9", "next 8"),
            PlaceFlaw::Path(ProofFlaw::AnotherRoot),
        );
        check(|place| place.checkpoint.clear(), PlaceFlaw::Note(NoteFlaw::NoSignature));
        let wrong = PlaceFlaw::Checkpoint(CheckpointFlaw::Signature(SignatureFlaw::Wrong));
        check(|place| place.checkpoint = place.checkpoint.replace("\n7\n", "\n8\n"), wrong);
        check(|place| place.leaf = 7, PlaceFlaw::Path(ProofFlaw::BeyondTree));
        check(|place| place.leaf = 2, PlaceFlaw::Path(ProofFlaw::AnotherRoot));
        check(|place| place.path.clear(), PlaceFlaw::Path(ProofFlaw::PathTooShort));
        check(|place| place.path.push(place.path[0]), PlaceFlaw::Path(ProofFlaw::PathTooLong));
    }

    #[test]
    fn witnesses_are_counted_once() {
        let (place, receipt) = (place(), receipt());
        let check = |witnesses: &[NoteKey], needed, found| {
            let flaw = PlaceFlaw::TooFewWitnesses { found, needed };
            assert_eq!(place.verify(&receipt, &log(), witnesses, needed), Err(flaw));
        };
        check(&[], 1, 0);
        check(&[witness(4), witness(5)], 1, 0);
        check(&[witness(2), witness(2), witness(2)], 2, 1);
        check(&[witness(2), witness(3)], 3, 2);
        check(&[NoteKey { kind: NoteKeyKind::Log, ..witness(2) }], 1, 0);
        check(&[NoteKey { name: log().name, ..witness(2) }], 1, 0);
    }

    #[test]
    fn a_record_is_no_witness_of_itself_nor_anybody_two() {
        let mut place = place();
        let mut note = SignedNote::parse(&place.checkpoint).unwrap();
        let mut witnesses = vec![witness(2)];
        for (number, other) in [(1, "witness.example/own"), (2, "witness.example/second")] {
            note = note.clone().and_signed(key(number).cosign(&name(other), SEEN, &note)).unwrap();
            witnesses.push(key(number).note_key(name(other), NoteKeyKind::Witness));
        }
        place.checkpoint = note.to_string();
        assert!(witnesses.iter().all(|witness| witness.checked(&note).is_ok()));
        let flaw = PlaceFlaw::TooFewWitnesses { found: 1, needed: 2 };
        assert_eq!(place.verify(&receipt(), &log(), &witnesses, 2), Err(flaw));
    }

    #[test]
    fn another_record_or_receipt() {
        let place = place();
        let other = NoteKey { name: name("customs.example/other"), ..log() };
        let missing = PlaceFlaw::Checkpoint(CheckpointFlaw::Signature(SignatureFlaw::Missing));
        assert_eq!(place.verify(&receipt(), &other, &[], 0), Err(missing));
        assert_eq!(
            place.verify(&receipt(), &key(2).note_key(log().name, NoteKeyKind::Log), &[], 0),
            Err(missing)
        );
        let by_witness = PlaceFlaw::Checkpoint(CheckpointFlaw::ByWitness);
        assert_eq!(place.verify(&receipt(), &witness(2), &[], 0), Err(by_witness));
        let receipt = Receipt { batch: 5, ..receipt() };
        assert_eq!(place.verify(&receipt, &log(), &[], 0), Err(PlaceFlaw::AnotherBatch));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let (good, receipt, witnesses) = (place(), receipt(), [witness(2), witness(3)]);
        let accepts = |place: &Place| place.verify(&receipt, &log(), &witnesses, 2).is_ok();
        assert!(accepts(&good));
        for bit in 0..8 {
            for at in 0..good.text.len() {
                let mut bytes = good.text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let text = String::from_utf8(bytes);
                assert!(text.is_ok_and(|text| !accepts(&Place { text, ..good.clone() })) || bit == 7);
            }
            for at in 0..good.path.len() * 32 {
                let mut path = good.path.clone();
                let mut bytes = *path[at / 32].as_bytes();
                bytes[at % 32] ^= 1 << bit;
                path[at / 32] = Hash::from_bytes(bytes);
                assert!(!accepts(&Place { path, ..good.clone() }));
            }
        }
        for bit in 0..64 {
            assert!(!accepts(&Place { leaf: good.leaf ^ 1 << bit, ..good.clone() }));
        }
    }

    proptest! {
        #[test]
        fn any_changed_sign_of_the_note_is_found(at: prop::sample::Index, sign in "[ -~\n\u{2014}]") {
            let mut place = place();
            let good = place.checkpoint.clone();
            let mut signs: Vec<char> = good.chars().collect();
            let at = at.index(signs.len());
            signs.splice(at..=at, sign.chars());
            place.checkpoint = signs.into_iter().collect();
            let accepted = place.verify(&receipt(), &log(), &[witness(2), witness(3)], 2).is_ok();
            prop_assert_eq!(accepted, place.checkpoint == good);
        }
    }
}

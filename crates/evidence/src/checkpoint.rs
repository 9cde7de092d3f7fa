//! Checkpoints: how large the record's tree is and what its root is, signed by the record and seen by witnesses
//! (C2SP tlog-checkpoint, tlog-cosignature).

use crate::batch::Origin;
use crate::hash::Hash;
use crate::key::SigningKey;
use crate::note::{NoteKey, NoteKeyKind, NoteSignature, SignatureFlaw, SignedBy, SignedNote, cosigned_text};
use crate::number;

/// The state of a record's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The record.
    pub origin: Origin,
    /// The number of leaves.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed: three lines, each with its end.
    ///
    /// It begins with the name of the record, which is never the first line of another text that its key signs
    /// ([`Origin::parse`]).
    ///
    /// ```
    /// # use evidence::{Checkpoint, Origin, content_hash};
    /// let origin = Origin::parse("customs.example/log").unwrap();
    /// let checkpoint = Checkpoint { origin, size: 0, root: content_hash(b"") };
    /// let text = checkpoint.text();
    /// assert_eq!(text, "customs.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    /// assert_eq!(Checkpoint::parse(&text), Ok(checkpoint));
    /// ```
    pub fn text(&self) -> String {
        let Checkpoint { origin, size, root } = self;
        format!("{origin}\n{size}\n{root}\n")
    }

    /// Reads a text. Further lines may follow the three; they are no part of what is read.
    ///
    /// # Errors
    /// The first [`CheckpointFlaw`] from the top.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointFlaw> {
        // The last line has its end too; nothing comes after it.
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointFlaw::Line)?.split('\n');
        let origin = lines.next().and_then(Origin::parse).ok_or(CheckpointFlaw::Origin)?;
        let size = lines.next().and_then(number::read).ok_or(CheckpointFlaw::Size)?;
        let root = lines.next().and_then(Hash::parse).ok_or(CheckpointFlaw::Root)?;
        if lines.any(str::is_empty) {
            return Err(CheckpointFlaw::Line);
        }
        Ok(Checkpoint { origin, size, root })
    }

    /// The checkpoint of a note that the key of its own record signed.
    ///
    /// # Errors
    /// The first [`CheckpointFlaw`] in the order of its variants.
    pub fn signed(note: &SignedNote, log: &NoteKey) -> Result<Checkpoint, CheckpointFlaw> {
        let SignedBy::Log = log.checked(note)? else { return Err(CheckpointFlaw::ByWitness) };
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin == log.name { Ok(checkpoint) } else { Err(CheckpointFlaw::AnotherRecord) }
    }
}

/// Why a note is no checkpoint of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum CheckpointFlaw {
    /// The record's key did not sign it.
    #[error(transparent)]
    Signature(#[from] SignatureFlaw),
    /// The key that signed it is a witness's.
    #[error("the key is that of a witness, not of the record")]
    ByWitness,
    /// The first line is no name of a record.
    #[error("the first line of the checkpoint is no name of a record")]
    Origin,
    /// The second line is no size.
    #[error("the second line of the checkpoint is no size")]
    Size,
    /// The third line is no hash.
    #[error("the third line of the checkpoint is no hash")]
    Root,
    /// A line is empty or cut off.
    #[error("a line of the checkpoint is empty or has no end")]
    Line,
    /// It is of another record than the key.
    #[error("the checkpoint is of another record")]
    AnotherRecord,
}

impl SigningKey {
    /// The record's signature over its checkpoint; the same each time.
    pub fn sign_checkpoint(&self, checkpoint: &Checkpoint) -> NoteSignature {
        let signature = self.over(&checkpoint.text());
        let key = self.note_key(checkpoint.origin.clone(), NoteKeyKind::Log);
        NoteSignature::of(&key, &[signature.as_bytes()])
    }

    /// A witness's signature over a note, with the seconds since 1970 (UTC) at which it has seen it.
    ///
    /// That the note is a checkpoint of a record it knows, and goes on from the last one that it has seen, is for the
    /// witness to check first.
    pub fn cosign(&self, witness: &Origin, seconds: u64, note: &SignedNote) -> NoteSignature {
        let signature = self.over(&cosigned_text(seconds, note.text()));
        let key = self.note_key(witness.clone(), NoteKeyKind::Witness);
        NoteSignature::of(&key, &[&seconds.to_be_bytes(), signature.as_bytes()])
    }

    /// The key to publish for signatures over notes, under this name.
    pub fn note_key(&self, name: Origin, kind: NoteKeyKind) -> NoteKey {
        NoteKey { name, kind, key: self.verifying_key() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::BatchHead;
    use crate::hash::content_hash;

    const TEXT: &str = "customs.example/log\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32]).unwrap()
    }

    fn name(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: name("customs.example/log"), size: 12, root: content_hash(b"") }
    }

    fn note() -> SignedNote {
        SignedNote::of(checkpoint().text(), vec![key(1).sign_checkpoint(&checkpoint())]).unwrap()
    }

    fn log() -> NoteKey {
        key(1).note_key(name("customs.example/log"), NoteKeyKind::Log)
    }

    fn check_flaw(from: &str, to: &str, expected: CheckpointFlaw) {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        assert_eq!(Checkpoint::parse(&TEXT.replace(from, to)), Err(expected), "`{from}` to `{to}`");
    }

    #[test]
    fn one_text_for_each_checkpoint() {
        assert_eq!(checkpoint().text(), TEXT);
        assert_eq!(Checkpoint::parse(TEXT), Ok(checkpoint()));
        assert_eq!(Checkpoint::parse(&format!("{TEXT}more: +é\n4\n")), Ok(checkpoint()));
        check_flaw("customs", "cus toms", CheckpointFlaw::Origin);
        check_flaw("customs.example/log", "", CheckpointFlaw::Origin);
        check_flaw("customs.example/log", "cocket-batch-v1", CheckpointFlaw::Origin);
        check_flaw("customs.example/log", "cosignature/v1", CheckpointFlaw::Origin);
        check_flaw("\n12\n", "\n012\n", CheckpointFlaw::Size);
        check_flaw("\n12\n", "\n+12\n", CheckpointFlaw::Size);
        check_flaw("\n12\n", "\n\n", CheckpointFlaw::Size);
        check_flaw("\n12\n", "\n18446744073709551616\n", CheckpointFlaw::Size);
        check_flaw("\n12\n", "\n", CheckpointFlaw::Size);
        check_flaw("SuFU=", "SuFV=", CheckpointFlaw::Root);
        check_flaw("SuFU=", "SuFU", CheckpointFlaw::Root);
        check_flaw("SuFU=\n", "SuFU=", CheckpointFlaw::Line);
        check_flaw("SuFU=\n", "SuFU=\n\n", CheckpointFlaw::Line);
        check_flaw("SuFU=\n", "SuFU=\nmore\n\nmore\n", CheckpointFlaw::Line);
        check_flaw("SuFU=\n", "SuFU=\nmore", CheckpointFlaw::Line);
    }

    #[test]
    fn the_record_signs_its_own_checkpoint() {
        let note = note();
        assert_eq!(Checkpoint::signed(&note, &log()), Ok(checkpoint()));
        let read = SignedNote::parse(&note.to_string()).unwrap();
        assert_eq!(Checkpoint::signed(&read, &log()), Ok(checkpoint()));
        let other = NoteKey { name: name("customs.example/other"), ..log() };
        let flaw = CheckpointFlaw::Signature(SignatureFlaw::Missing);
        assert_eq!(Checkpoint::signed(&note, &other), Err(flaw));
        // A key signs as another record what is not that record's.
        let signature = NoteSignature::of(&other, &[key(1).over(TEXT).as_bytes()]);
        let note = SignedNote::of(TEXT.to_owned(), vec![signature]).unwrap();
        assert_eq!(Checkpoint::signed(&note, &other), Err(CheckpointFlaw::AnotherRecord));
        let longer = format!("{TEXT}more\n");
        let signature = NoteSignature::of(&log(), &[key(1).over(&longer).as_bytes()]);
        let note = SignedNote::of(longer, vec![signature]).unwrap();
        assert_eq!(Checkpoint::signed(&note, &log()), Ok(checkpoint()));
    }

    #[test]
    fn a_witness_says_when() {
        let (witness, name) = (key(2), name("witness.example"));
        let note = note().and_signed(witness.cosign(&name, 1_772_430_000, &note())).unwrap();
        let by = witness.note_key(name.clone(), NoteKeyKind::Witness);
        assert_eq!(by.checked(&note), Ok(SignedBy::Witness { seconds: 1_772_430_000 }));
        assert_eq!(NoteKey::parse(&by.to_string()), Some(by.clone()));
        assert_eq!(Checkpoint::signed(&note, &log()), Ok(checkpoint()));
        assert_eq!(Checkpoint::signed(&note, &by), Err(CheckpointFlaw::ByWitness));
        let as_log = witness.note_key(name, NoteKeyKind::Log);
        assert_eq!(as_log.checked(&note), Err(SignatureFlaw::Missing));
        // What it signed: the moment and then the note's text.
        let line = note.signatures()[1].to_string();
        let bytes: [u8; 76] = crate::base64::read(line.rsplit(' ').next().unwrap()).unwrap();
        assert_eq!(bytes[..4], by.id());
        assert_eq!(bytes[4..12], 1_772_430_000_u64.to_be_bytes());
        let signature = crate::key::Signature::from_bytes(bytes[12..].try_into().unwrap());
        assert!(by.key.is_over(&format!("cosignature/v1\ntime 1772430000\n{TEXT}"), &signature));
    }

    #[test]
    fn a_signature_over_anything_else_is_none_over_a_checkpoint() {
        let (key, log_name) = (key(1), name("customs.example/log"));
        let head = BatchHead { log: &log_name, batch: 7, size: 3, root: content_hash(b"") };
        let signature = NoteSignature::of(&log(), &[key.sign(&head).as_bytes()]);
        let batch = SignedNote::of(head.text(), vec![signature]).unwrap();
        assert_eq!(log().checked(&batch), Ok(SignedBy::Log));
        assert_eq!(Checkpoint::signed(&batch, &log()), Err(CheckpointFlaw::Origin));
        let text = cosigned_text(7, TEXT);
        let signature = NoteSignature::of(&log(), &[key.over(&text).as_bytes()]);
        let cosigned = SignedNote::of(text, vec![signature]).unwrap();
        assert_eq!(Checkpoint::signed(&cosigned, &log()), Err(CheckpointFlaw::Origin));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let (witness, name) = (key(2), name("witness.example"));
        let text = note().and_signed(witness.cosign(&name, 7, &note())).unwrap().to_string();
        let by = witness.note_key(name, NoteKeyKind::Witness);
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                let Some(note) = String::from_utf8(bytes).ok().and_then(|note| SignedNote::parse(&note).ok())
                else {
                    continue;
                };
                let both = Checkpoint::signed(&note, &log()).is_ok() && by.checked(&note).is_ok();
                assert!(!both, "bit {bit} of {at}");
            }
        }
    }
}

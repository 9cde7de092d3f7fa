//! Witnesses of the record: others who sign its checkpoints too, so that no history can be told to one and another to
//! the next, nor an older one be told again.

use evidence::{Checkpoint, Hash, NoteKey, NoteSignature, SignedNote, root_at};
use store::{KeptCheckpoint, Reader, StoreFailure};

/// A witness that this record counts with.
#[derive(Clone, Debug)]
pub struct Witness {
    /// By what its signatures are known.
    pub key: NoteKey,
    /// The last checkpoint that it has signed, as it says itself; none where it was not asked or has signed none.
    pub seen: Option<String>,
}

/// Why a record is not the one that a witness has seen.
#[derive(Debug, thiserror::Error)]
pub enum WitnessFlaw {
    /// It has seen more than there is.
    #[error(
        "the witness `{witness}` has signed {seen} leaves of this record, the database has {found}: it is older. Bring \
         the newest one back. If what came after is lost for good, say so, and begin without the witness"
    )]
    Behind {
        /// Its name.
        witness: String,
        /// What it has seen.
        seen: u64,
        /// What there is.
        found: u64,
    },
    /// It has seen another history.
    #[error("the witness `{0}` has signed another history of this record than the database has")]
    AnotherHistory(String),
    /// What it shows cannot be read, is of another record, or not signed by it.
    #[error("what the witness `{0}` shows is no checkpoint of this record that it has signed")]
    Unfit(String),
}

/// Whether a database has all that its witnesses have seen, and the same.
///
/// # Errors
/// The store's; within, the first [`WitnessFlaw`].
pub(crate) fn check_start(
    reader: &Reader,
    log: &NoteKey,
    witnesses: &[Witness],
) -> Result<Result<(), WitnessFlaw>, StoreFailure> {
    let found = reader.checkpoint()?.map_or(0, |kept| kept.size);
    for Witness { key, seen } in witnesses {
        let Some(note) = seen else { continue };
        let witness = key.name.to_string();
        let note = SignedNote::parse(note).ok().filter(|note| key.checked(note).is_ok());
        let Some(checkpoint) = note.and_then(|note| Checkpoint::signed(&note, log).ok()) else {
            return Ok(Err(WitnessFlaw::Unfit(witness)));
        };
        if checkpoint.size > found {
            return Ok(Err(WitnessFlaw::Behind { witness, seen: checkpoint.size, found }));
        }
        if root_of(reader, checkpoint.size)? != checkpoint.root {
            return Ok(Err(WitnessFlaw::AnotherHistory(witness)));
        }
    }
    Ok(Ok(()))
}

/// What became of a checkpoint that somebody says witnesses have signed.
#[derive(Debug)]
pub(crate) enum Cosigned {
    /// These witnesses have signed it, and it is of this history.
    By(Vec<KeptCheckpoint>),
    /// It cannot be read, or the key of this record has not signed it.
    NotOurs,
    /// No witness that this record counts with has signed it.
    ByNobody,
    /// The key of this record has signed it, and this record has another root at that size, or never had it.
    AnotherHistory {
        /// Its size.
        size: u64,
        /// Its root.
        root: Hash,
    },
}

/// Looks at a checkpoint that came with the signatures of witnesses.
///
/// # Errors
/// The store's.
pub(crate) fn look_at(
    reader: &Reader,
    log: &NoteKey,
    witnesses: &[Witness],
    note: &str,
) -> Result<Cosigned, StoreFailure> {
    let Ok(note) = SignedNote::parse(note) else { return Ok(Cosigned::NotOurs) };
    let Ok(Checkpoint { size, root, .. }) = Checkpoint::signed(&note, log) else {
        return Ok(Cosigned::NotOurs);
    };
    let known = reader.checkpoint()?.map_or(0, |kept| kept.size);
    if size > known || root_of(reader, size)? != root {
        return Ok(Cosigned::AnotherHistory { size, root });
    }
    let by: Vec<_> = witnesses
        .iter()
        .filter(|witness| witness.key.checked(&note).is_ok())
        .map(|witness| {
            let names = [log.name.as_str(), witness.key.name.as_str()];
            let signatures = note.signatures().iter().filter(|line| names.contains(&line.name())).cloned();
            KeptCheckpoint {
                signer: witness.key.name.to_string(),
                size,
                note: rewritten(&note, signatures.collect()),
            }
        })
        .collect();
    Ok(if by.is_empty() { Cosigned::ByNobody } else { Cosigned::By(by) })
}

/// The note with some of its signatures.
fn rewritten(note: &SignedNote, signatures: Vec<NoteSignature>) -> String {
    // With fewer signatures a note stays one.
    SignedNote::of(note.text().to_owned(), signatures)
        .map_or_else(|_| note.to_string(), |note| note.to_string())
}

/// The root of the first leaves of the log.
pub(crate) fn root_of(reader: &Reader, size: u64) -> Result<Hash, StoreFailure> {
    root_at(size, |range| reader.log_nodes(range))
        .map_err(|_| StoreFailure::Corrupt("the log, which lacks hashes"))
}

/// The checkpoint of at least so many leaves that most witnesses have signed, with all their signatures; of two the
/// larger. None where the log has no checkpoint of so many.
///
/// # Errors
/// The store's.
pub fn best_checkpoint(reader: &Reader, least: u64) -> Result<Option<(u64, SignedNote)>, StoreFailure> {
    let mut found: Vec<(u64, SignedNote)> = Vec::new();
    for kept in reader.checkpoints()?.into_iter().filter(|kept| kept.size >= least) {
        let corrupt = |_| StoreFailure::Corrupt("a checkpoint");
        let note = SignedNote::parse(&kept.note).map_err(corrupt)?;
        match found.iter_mut().find(|(_, of)| of.text() == note.text()) {
            Some((_, known)) => {
                let mut whole = known.clone();
                for signature in note.signatures() {
                    if !whole.signatures().contains(signature) {
                        whole = whole.and_signed(signature.clone()).map_err(corrupt)?;
                    }
                }
                *known = whole;
            }
            None => found.push((kept.size, note)),
        }
    }
    Ok(found.into_iter().max_by_key(|(size, note)| (note.signatures().len(), *size)))
}

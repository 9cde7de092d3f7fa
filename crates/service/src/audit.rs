//! Audit: whether the journal, the log over it and what was signed are what they were, byte by byte.
//!
//! Nothing is decided again, which is `replay`'s part. Every entry must open and lead to the root of its batch, the
//! root must be signed, the batch must be the leaf that the log has, and the leaves must lead to the checkpoints that
//! were signed. The first entry that does not fit is named.

use crate::lane::subject_word;
use crate::receipts::Proven;
use crate::witnesses::root_of;
use evidence::{BatchHead, Checkpoint, Frontier, Hash, NodeRange, NoteKey, Signature, SignedNote, leaf_hash};
use std::collections::BTreeSet;
use store::row::Subject;
use store::{BatchRow, DocumentBytes, Entry, Erasure, Reader, StoreFailure, What};

/// Batches read at once.
const PAGE: usize = 200;

/// What an audit found.
#[derive(Debug, Default)]
pub struct Audited {
    /// The entries that fit, up to the first that does not.
    pub entries: u64,
    /// The batches that fit.
    pub batches: u64,
    /// How many of them are in the log.
    pub leaves: u64,
    /// The root over these.
    pub root: Option<Hash>,
    /// Witnesses whose last checkpoint is of this history, with its size.
    pub cosigned: Vec<(String, u64)>,
    /// The first entry that does not fit, and why.
    pub flaw: Option<AuditFlaw>,
}

/// Where and why an audit stopped.
#[derive(Debug)]
pub struct AuditFlaw {
    /// The entry, the first of its batch where the batch as a whole does not fit.
    pub entry: u64,
    /// Why.
    pub what: String,
}

/// What is known of a database from elsewhere; it must be read before the audit begins.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Checkpoints that were seen of it.
    pub checkpoints: Vec<String>,
    /// What is erased, as the file beside its keys tells.
    pub erased: BTreeSet<Erasure>,
}

/// How closely a database is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditDepth {
    /// Every entry of every batch, too.
    Entries,
    /// The batches, the log over them and what was signed: for whoever replays the entries as well.
    Log,
}

/// Looks through a database whose record is known by a key.
pub struct Audit<'r> {
    reader: &'r Reader,
    key: NoteKey,
    seen: Seen,
    depth: AuditDepth,
    log: Frontier,
    /// The hashes that are stored of it.
    hashes: u64,
    /// The settings whose facts are what their hashes say.
    known: BTreeSet<i64>,
    /// Texts that cannot be read any more.
    gone: BTreeSet<Erasure>,
    /// Those that an entry tells to be erased.
    told: BTreeSet<Erasure>,
}

impl<'r> Audit<'r> {
    /// An audit of a database, of which this is known.
    pub fn new(reader: &'r Reader, key: NoteKey, seen: Seen, depth: AuditDepth) -> Audit<'r> {
        Audit {
            reader,
            key,
            seen,
            depth,
            log: Frontier::new(),
            hashes: 0,
            known: BTreeSet::new(),
            gone: BTreeSet::new(),
            told: BTreeSet::new(),
        }
    }

    /// Looks at everything in order as it is at one moment, up to the first entry that does not fit. `progress` is told
    /// the entries so far. What was seen must have been read before.
    pub fn run(self, progress: impl FnMut(u64)) -> Audited {
        let reader = self.reader;
        reader.at_one_moment(|| self.look(progress)).unwrap_or_else(|failure| {
            let flaw = AuditFlaw { entry: 1, what: failure.to_string() };
            Audited { flaw: Some(flaw), ..Audited::default() }
        })
    }

    fn look(mut self, mut progress: impl FnMut(u64)) -> Audited {
        let mut audited = Audited::default();
        let mut next = 1;
        audited.flaw = match self.batches(&mut next, &mut audited, &mut progress) {
            Ok(found) => found,
            // What cannot be read at all is where the reading stopped.
            Err(failure) => Some(AuditFlaw { entry: next, what: failure.to_string() }),
        };
        if audited.flaw.is_none() {
            let found = self.ends(next, &mut audited);
            let what = found.unwrap_or_else(|failure| Some(failure.to_string()));
            audited.flaw = self.lost().or(what.map(|what| AuditFlaw { entry: next, what }));
        }
        audited
    }

    fn batches(
        &mut self,
        next: &mut u64,
        audited: &mut Audited,
        progress: &mut impl FnMut(u64),
    ) -> Result<Option<AuditFlaw>, StoreFailure> {
        loop {
            let batches = self.reader.batches_from(*next, PAGE)?;
            if batches.is_empty() {
                return Ok(None);
            }
            for batch in batches {
                if batch.first != *next {
                    let what = format!("it is missing: the next that there is is {}", batch.first);
                    return Ok(Some(AuditFlaw { entry: *next, what }));
                }
                if let Some(flaw) = self.batch(&batch)? {
                    return Ok(Some(flaw));
                }
                *next = batch.first + batch.entries;
                audited.entries += batch.entries;
                audited.batches += 1;
            }
            progress(audited.entries);
        }
    }

    fn batch(&mut self, batch: &BatchRow) -> Result<Option<AuditFlaw>, StoreFailure> {
        let flaw = |what: &str| Ok(Some(AuditFlaw { entry: batch.first, what: what.to_owned() }));
        let root = Hash::from_bytes(batch.root);
        let head = BatchHead { log: &self.key.name, batch: batch.first, size: batch.entries, root };
        if !self.key.key.has_signed(&head, &Signature::from_bytes(batch.signature)) {
            return flaw("the signature does not fit the batch, the key or the name of the record");
        }
        if self.known.insert(batch.setting)
            && let Some(what) = self.setting_flaw(batch.setting)?
        {
            return flaw(what);
        }
        if self.depth == AuditDepth::Entries
            && let Some(found) = self.entries(batch)?
        {
            return Ok(Some(found));
        }
        self.leaf(batch)
    }

    /// Whether the entries of a batch lead to its root and open.
    fn entries(&mut self, batch: &BatchRow) -> Result<Option<AuditFlaw>, StoreFailure> {
        let proven = Proven::read(self.reader, batch.clone())?;
        for number in batch.first..batch.first + batch.entries {
            let bytes = proven.entry(number).unwrap_or_default();
            if let Err(failure) = self.entry(number, bytes) {
                return Ok(Some(AuditFlaw { entry: number, what: failure.to_string() }));
            }
        }
        Ok(None)
    }

    /// Sealed texts that do not open are a failure; those that cannot be read must have been erased.
    fn entry(&mut self, number: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        let entry = Entry::decode(bytes)?;
        self.reader.submission(number, &entry)?;
        if let What::DocumentAdded { .. } = entry.what
            && self.reader.document_bytes(number, &entry)? == DocumentBytes::Altered
        {
            return Err(StoreFailure::Corrupt("its document has not the hash that it tells"));
        }
        let gone = self.reader.gone(number, &entry)?.into_iter();
        self.gone.extend(gone.map(|subject| Erasure { entry: number, subject }));
        if let What::Erased { filings, .. } = &entry.what {
            for (filing, code) in filings {
                let subject =
                    Subject::from_code(*code).ok_or(StoreFailure::Corrupt("the subject of an erasure"))?;
                self.told.insert(Erasure { entry: *filing, subject });
            }
        }
        Ok(())
    }

    /// The first texts that cannot be read although nothing tells of their erasure.
    fn lost(&self) -> Option<AuditFlaw> {
        let is_lost = |gone: &&Erasure| !self.told.contains(gone) && !self.seen.erased.contains(gone);
        let Erasure { entry, subject } = self.gone.iter().find(is_lost)?;
        let what = match subject {
            Subject::Document => "its document cannot be read, and nothing tells of its erasure".to_owned(),
            Subject::Consignor | Subject::Consignee | Subject::Seller | Subject::Payer => {
                let whose = subject_word(*subject);
                format!("the texts of its {whose} cannot be read, and nothing tells of their erasure")
            }
        };
        Some(AuditFlaw { entry: *entry, what })
    }

    /// Whether a batch is the leaf that the log has of it.
    fn leaf(&mut self, batch: &BatchRow) -> Result<Option<AuditFlaw>, StoreFailure> {
        let flaw = |what: &str| Ok(Some(AuditFlaw { entry: batch.first, what: what.to_owned() }));
        let Some(leaf) = self.reader.leaf_of(batch.first)? else { return Ok(None) };
        if leaf != self.log.size() {
            return flaw("its batch is not the leaf that comes next");
        }
        let text = self.reader.leaf_text(batch)?;
        for node in self.log.push(leaf_hash(text.as_bytes())) {
            self.hashes += 1;
            let range = NodeRange { level: node.level, from: node.number, count: 1 };
            if self.reader.log_nodes(range)? != [node.hash] {
                return flaw("its batch has another hash in the log");
            }
        }
        Ok(None)
    }

    /// Whether the shared facts of a setting are what their hashes say.
    fn setting_flaw(&self, setting: i64) -> Result<Option<&'static str>, StoreFailure> {
        let Some(found) = self.reader.setting(setting)? else {
            return Ok(Some("the shared facts it was decided by are missing"));
        };
        for id in [found.pack, found.register, found.rulebook].into_iter().filter(|id| *id != 0) {
            let Some(fact) = self.reader.fact(id)? else {
                return Ok(Some("a shared fact it was decided by is missing"));
            };
            if !crate::country::is_of_its_hash(&fact) {
                return Ok(Some("a shared fact it was decided by is another one"));
            }
        }
        Ok(None)
    }

    /// Whether nothing is beyond the last entry, and the log is what was signed.
    fn ends(&self, next: u64, audited: &mut Audited) -> Result<Option<String>, StoreFailure> {
        if self.reader.has_entries_from(next)? {
            return Ok(Some("there are entries of no batch".to_owned()));
        }
        audited.leaves = self.log.size();
        audited.root = Some(self.log.root());
        let (leaves, hashes) = self.reader.log_size()?;
        if (leaves, hashes) != (self.log.size(), self.hashes) {
            return Ok(Some(format!(
                "the log has {leaves} leaves and {hashes} hashes, of batches are {} and {}",
                self.log.size(),
                self.hashes
            )));
        }
        let kept = self.reader.checkpoints()?;
        if leaves > 0 && !kept.iter().any(|kept| kept.signer.is_empty() && kept.size == leaves) {
            return Ok(Some("the last leaf is under no checkpoint".to_owned()));
        }
        for kept in kept {
            if let Some(what) = self.checkpoint_flaw(&kept.note, Some(kept.size))? {
                return Ok(Some(what));
            }
            if !kept.signer.is_empty() {
                audited.cosigned.push((kept.signer, kept.size));
            }
        }
        for note in &self.seen.checkpoints {
            if let Some(what) = self.checkpoint_flaw(note, None)? {
                return Ok(Some(what));
            }
        }
        Ok(None)
    }

    /// Whether a note is a checkpoint of this log, of a size where one is named.
    fn checkpoint_flaw(&self, note: &str, size: Option<u64>) -> Result<Option<String>, StoreFailure> {
        let note = SignedNote::parse(note).ok();
        let checkpoint = note.and_then(|note| Checkpoint::signed(&note, &self.key).ok());
        let Some(checkpoint) = checkpoint.filter(|found| size.is_none_or(|size| found.size == size)) else {
            return Ok(Some("a checkpoint is not signed by the key of the record".to_owned()));
        };
        let Checkpoint { size, root, .. } = checkpoint;
        if size > self.log.size() || root_of(self.reader, size)? != root {
            return Ok(Some(format!(
                "the checkpoint over {size} leaves is of another history, or of one that went on further"
            )));
        }
        Ok(None)
    }
}

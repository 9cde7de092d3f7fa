//! The record as a log of hashes: each batch of the journal is a leaf, in the order of commitment.
//!
//! A batch is durable first and sequenced after: [`Writer::sequence`] puts what the log lacks into it, with the
//! checkpoint over it, in one transaction. Leaves and nodes can be made again from the journal at any time; what was
//! signed cannot.

use crate::StoreFailure;
use crate::journal::{self, BatchRow};
use crate::reader::Reader;
use crate::sql::{Connection, OptionalExtension, Transaction, params};
use crate::token::moment;
use crate::writer::Writer;
use evidence::{Frontier, Hash, LogLeaf, NodeRange, StoredNode, content_hash};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Under which the keeper's own checkpoint is kept.
const KEEPER: &str = "";

/// A checkpoint as somebody signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// The name of the witness; empty for the keeper of the record.
    pub signer: String,
    /// How many leaves it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

impl Writer {
    /// Puts batches into the log that it lacks, at most so many, and keeps the note that `sign` makes of its size and
    /// root; durable when it returns. Says whether it lacks more.
    pub fn sequence(
        &mut self,
        most: usize,
        sign: impl FnOnce(u64, Hash) -> Result<String, StoreFailure>,
    ) -> Result<bool, StoreFailure> {
        let next = self.log().next;
        if next == self.next_entry() {
            return Ok(false);
        }
        let batches = journal::batches_from(self.reads(), next, most)?;
        let mut log = self.log().clone();
        let transaction = self.connection().transaction()?;
        write_leaves(&transaction, &mut log, &batches)?;
        let note = sign(log.edge.size(), log.edge.root())?;
        write_checkpoint(&transaction, KEEPER, log.edge.size(), &note)?;
        transaction.commit()?;
        *self.log() = log;
        self.keep_anchor(&note)?;
        let next = self.log().next;
        Ok(next != self.next_entry())
    }

    /// Keeps a checkpoint that a witness has signed too, unless it has signed a later one.
    pub fn keep_cosigned(&mut self, kept: &KeptCheckpoint) -> Result<(), StoreFailure> {
        write_checkpoint(self.connection(), &kept.signer, kept.size, &kept.note)
    }
}

/// Writes the leaves of batches with the nodes that they complete.
fn write_leaves(
    transaction: &Transaction<'_>,
    log: &mut Log,
    batches: &[BatchRow],
) -> Result<(), StoreFailure> {
    let mut leaves = transaction.inserting("log_leaf", &["number", "batch"], "")?;
    let mut nodes = transaction.inserting("log_node", &["level", "number", "hash"], "")?;
    let mut settings = Settings::default();
    for batch in batches {
        leaves.add(params![log.edge.size().cast_signed(), batch.first.cast_signed()])?;
        let hash = evidence::leaf_hash(settings.text_of(transaction, batch)?.as_bytes());
        for StoredNode { level, number, hash } in log.edge.push(hash) {
            nodes.add(params![level, number.cast_signed(), hash.as_bytes()])?;
        }
        log.next = batch.first + batch.entries;
    }
    leaves.write()?;
    Ok(nodes.write()?)
}

fn write_checkpoint(
    connection: &Connection,
    signer: &str,
    size: u64,
    note: &str,
) -> Result<(), StoreFailure> {
    let sql = "INSERT INTO checkpoint (signer, size, note) VALUES (?1, ?2, ?3) \
               ON CONFLICT (signer) DO UPDATE SET size = ?2, note = ?3 WHERE checkpoint.size <= ?2";
    connection.prepare_cached(sql)?.execute(params![signer, size.cast_signed(), note])?;
    Ok(())
}

/// How far the log goes.
#[derive(Clone)]
pub(crate) struct Log {
    /// Its right edge.
    edge: Frontier,
    /// The first entry that it lacks.
    next: u64,
}

impl Log {
    /// The log as it was kept.
    pub(crate) fn load(connection: &Connection) -> Result<Log, StoreFailure> {
        let sql = "SELECT number + 1, batch FROM log_leaf ORDER BY number DESC LIMIT 1";
        let last: Option<(i64, i64)> =
            connection.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((size, batch)) = last else { return Ok(Log { edge: Frontier::new(), next: 1 }) };
        let edge = Frontier::restore(size.cast_unsigned(), |range| nodes(connection, range))
            .map_err(|_| StoreFailure::Corrupt("the log, which lacks hashes"))?;
        let batch = journal::batch_of(connection, batch.cast_unsigned())?
            .ok_or(StoreFailure::Corrupt("the log, which has a leaf of no batch"))?;
        if checkpoint(connection)?.is_none_or(|kept| kept.size != edge.size()) {
            return Err(StoreFailure::Corrupt("the log, whose last leaf is under no checkpoint"));
        }
        Ok(Log { edge, next: batch.first + batch.entries })
    }

    /// How many leaves it has.
    pub(crate) fn size(&self) -> u64 {
        self.edge.size()
    }
}

fn checkpoints(connection: &Connection) -> Result<Vec<KeptCheckpoint>, StoreFailure> {
    let mut statement =
        connection.prepare_cached("SELECT signer, size, note FROM checkpoint ORDER BY signer")?;
    let rows = statement.query_map((), |row| {
        let size = row.get::<i64>(1)?.cast_unsigned();
        Ok(KeptCheckpoint { signer: row.get(0)?, size, note: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last checkpoint of the keeper of the record.
pub(crate) fn checkpoint(connection: &Connection) -> Result<Option<KeptCheckpoint>, StoreFailure> {
    Ok(checkpoints(connection)?.into_iter().find(|kept| kept.signer == KEEPER))
}

/// Hashes of tiles.
pub(crate) fn nodes(connection: &Connection, range: NodeRange) -> Result<Vec<Hash>, StoreFailure> {
    let NodeRange { level, from, count } = range;
    let sql =
        "SELECT hash FROM log_node WHERE level = ?1 AND number >= ?2 AND number < ?2 + ?3 ORDER BY number";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![level, from.cast_signed(), count], |row| row.get(0))?;
    rows.map(|hash| Ok(Hash::from_bytes(hash?))).collect()
}

/// What leaves say of the shared facts that batches were decided by, by the number of the setting.
#[derive(Default)]
struct Settings(BTreeMap<i64, Hash>);

impl Settings {
    /// The text of the leaf of a batch.
    fn text_of(&mut self, connection: &Connection, batch: &BatchRow) -> Result<String, StoreFailure> {
        let setting = match self.0.get(&batch.setting) {
            Some(known) => *known,
            None => {
                let hash = setting_hash(connection, batch.setting)?;
                self.0.insert(batch.setting, hash);
                hash
            }
        };
        let at = moment(batch.at)?.to_string();
        let leaf = LogLeaf {
            batch: batch.first,
            size: batch.entries,
            root: Hash::from_bytes(batch.root),
            moment: &at,
            setting,
            next: batch.next,
        };
        leaf.write().map_err(|_| StoreFailure::Corrupt("a leaf that cannot be written"))
    }
}

/// The hash of the text that names the shared facts of a setting by their own hashes, and the program.
fn setting_hash(connection: &Connection, setting: i64) -> Result<Hash, StoreFailure> {
    let sql = "SELECT pack.hash, register.hash, rulebook.hash, setting.engine FROM setting \
               JOIN fact pack ON pack.id = setting.pack JOIN fact register ON register.id = setting.register \
               LEFT JOIN fact rulebook ON rulebook.id = setting.rulebook WHERE setting.id = ?1";
    let text = connection
        .prepare_cached(sql)?
        .query_row([setting], |row| {
            let (pack, register) = (Hash::from_bytes(row.get(0)?), Hash::from_bytes(row.get(1)?));
            let rulebook = row.get::<Option<[u8; 32]>>(2)?.map(|hash| Hash::from_bytes(hash).to_string());
            let (rulebook, engine) = (rulebook.unwrap_or_else(|| "-".to_owned()), row.get::<String>(3)?);
            Ok(format!(
                "cocket-setting-v1\npack {pack}\nregister {register}\nrulebook {rulebook}\nengine {engine}\n"
            ))
        })
        .optional()?;
    let text = text.ok_or(StoreFailure::Corrupt("a batch that was decided by unknown facts"))?;
    Ok(content_hash(text.as_bytes()))
}

impl Reader {
    /// The last checkpoints that the keeper of the record and each witness have signed.
    pub fn checkpoints(&self) -> Result<Vec<KeptCheckpoint>, StoreFailure> {
        checkpoints(self.connection())
    }

    /// The last checkpoint of the keeper of the record; none before the first batch is sequenced.
    pub fn checkpoint(&self) -> Result<Option<KeptCheckpoint>, StoreFailure> {
        checkpoint(self.connection())
    }

    /// When the last batch was decided that a checkpoint covers, and its last entry; none before the first checkpoint.
    pub fn sequenced(&self) -> Result<Option<(Timestamp, u64)>, StoreFailure> {
        let sql = "SELECT at, first + entries - 1 FROM journal \
                   WHERE first = (SELECT batch FROM log_leaf ORDER BY number DESC LIMIT 1)";
        let mut statement = self.connection().prepare_cached(sql)?;
        let last = statement.query_row((), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        last.map(|(at, entry)| Ok((moment(at)?, entry))).transpose()
    }

    /// How many leaves the log has, and how many hashes are stored of it.
    pub fn log_size(&self) -> Result<(u64, u64), StoreFailure> {
        let sql = "SELECT (SELECT count(*) FROM log_leaf), (SELECT count(*) FROM log_node)";
        Ok(self.connection().query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Hashes of the log's tiles.
    pub fn log_nodes(&self, range: NodeRange) -> Result<Vec<Hash>, StoreFailure> {
        nodes(self.connection(), range)
    }

    /// The number of the leaf of a batch, by its first entry; none while it is not sequenced.
    pub fn leaf_of(&self, batch: u64) -> Result<Option<u64>, StoreFailure> {
        let mut statement =
            self.connection().prepare_cached("SELECT number FROM log_leaf WHERE batch = ?1")?;
        let leaf = statement.query_row([batch.cast_signed()], |row| row.get::<i64>(0)).optional()?;
        Ok(leaf.map(i64::cast_unsigned))
    }

    /// The texts of leaves from one on, at most so many.
    pub fn leaves(&self, from: u64, most: usize) -> Result<Vec<String>, StoreFailure> {
        let sql = "SELECT batch FROM log_leaf WHERE number >= ?1 ORDER BY number LIMIT ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let batches = statement.query_map(params![from.cast_signed(), most], |row| row.get::<i64>(0))?;
        let mut settings = Settings::default();
        batches
            .map(|batch| {
                let batch = self
                    .batch_of(batch?.cast_unsigned())?
                    .ok_or(StoreFailure::Corrupt("the log, which has a leaf of no batch"))?;
                settings.text_of(self.connection(), &batch)
            })
            .collect()
    }

    /// The text of the leaf that a batch has, or will have.
    pub fn leaf_text(&self, batch: &BatchRow) -> Result<String, StoreFailure> {
        Settings::default().text_of(self.connection(), batch)
    }
}

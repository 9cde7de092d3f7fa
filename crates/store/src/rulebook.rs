//! The rulebook that counts: a shared fact, replaced as a whole, also while a server runs.

use crate::fact::keep;
use crate::reader::Reader;
use crate::token::beside;
use crate::writer::{Writer, about, set_about};
use crate::{SharedFact, StoreFailure, fact};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Where the number of the rulebook that counts is written down.
const COUNTS: &str = "rulebook";

/// The rulebook of the database under a folder.
pub struct Rulebooks {
    connection: Connection,
}

impl Rulebooks {
    /// Opens the rulebook of the database under a folder.
    pub fn open(dir: &Path) -> Result<Rulebooks, StoreFailure> {
        Ok(Rulebooks { connection: beside(dir)? })
    }

    /// The rulebook that counts; none before the first.
    pub fn current(&self) -> Result<Option<SharedFact>, StoreFailure> {
        current(&self.connection)
    }

    /// Keeps a rulebook and lets it count instead of the one that it was made from, in one transaction. None where
    /// another one counts by now: then nothing is changed. A running server takes it within seconds.
    pub fn replace(
        &mut self,
        made_from: Option<i64>,
        (hash, label, body): ([u8; 32], &str, &[u8]),
    ) -> Result<Option<i64>, StoreFailure> {
        replace(&mut self.connection, made_from, (hash, label, body))
    }
}

impl Reader {
    /// The rulebook that counts; none before the first.
    pub fn rulebook(&self) -> Result<Option<SharedFact>, StoreFailure> {
        current(self.connection())
    }

    /// The number of the rulebook that counts.
    pub fn rulebook_id(&self) -> Result<Option<i64>, StoreFailure> {
        id(self.connection())
    }
}

impl Writer {
    /// The rulebook that counts; none before the first.
    pub fn rulebook(&mut self) -> Result<Option<SharedFact>, StoreFailure> {
        current(self.connection())
    }

    /// Keeps a rulebook and lets it count, as [`Rulebooks::replace`] does.
    pub fn replace_rulebook(
        &mut self,
        made_from: Option<i64>,
        (hash, label, body): ([u8; 32], &str, &[u8]),
    ) -> Result<Option<i64>, StoreFailure> {
        replace(self.connection(), made_from, (hash, label, body))
    }
}

fn replace(
    connection: &mut Connection,
    made_from: Option<i64>,
    (hash, label, body): ([u8; 32], &str, &[u8]),
) -> Result<Option<i64>, StoreFailure> {
    // The lock is taken before anything is read, so that nobody else changes it between.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if id(&transaction)? != made_from {
        return Ok(None);
    }
    let id = keep(&transaction, COUNTS, hash, label, body)?;
    set_about(&transaction, COUNTS, &id.to_string())?;
    transaction.commit()?;
    Ok(Some(id))
}

fn id(connection: &Connection) -> Result<Option<i64>, StoreFailure> {
    let written = about(connection, COUNTS)?;
    written.map(|id| id.parse().map_err(|_| StoreFailure::Corrupt("the number of the rulebook"))).transpose()
}

fn current(connection: &Connection) -> Result<Option<SharedFact>, StoreFailure> {
    match id(connection)? {
        Some(id) => fact::fact(connection, id),
        None => Ok(None),
    }
}

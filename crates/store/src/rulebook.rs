//! The rulebook that counts: a shared fact, replaced as a whole, also while a server runs.

use crate::counting::Counting;
use crate::place::beside;
use crate::reader::Reader;
use crate::sql::Connection;
use crate::writer::Writer;
use crate::{SharedFact, StoreFailure};
use std::path::Path;

const RULEBOOK: Counting = Counting("rulebook");

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
        RULEBOOK.current(&self.connection)
    }

    /// Keeps a rulebook and lets it count instead of the one that it was made from, in one transaction. None where
    /// another one counts by now: then nothing is changed. A running server takes it within seconds.
    pub fn replace(
        &mut self,
        made_from: Option<i64>,
        (hash, label, body): ([u8; 32], &str, &[u8]),
    ) -> Result<Option<i64>, StoreFailure> {
        RULEBOOK.replace(&self.connection, made_from, (hash, label, body))
    }
}

impl Reader {
    /// The rulebook that counts; none before the first.
    pub fn rulebook(&self) -> Result<Option<SharedFact>, StoreFailure> {
        RULEBOOK.current(self.connection())
    }

    /// The number of the rulebook that counts.
    pub fn rulebook_id(&self) -> Result<Option<i64>, StoreFailure> {
        RULEBOOK.id(self.connection())
    }
}

impl Writer {
    /// The rulebook that counts; none before the first.
    pub fn rulebook(&mut self) -> Result<Option<SharedFact>, StoreFailure> {
        RULEBOOK.current(self.connection())
    }

    /// Keeps a rulebook and lets it count, as [`Rulebooks::replace`] does.
    pub fn replace_rulebook(
        &mut self,
        made_from: Option<i64>,
        (hash, label, body): ([u8; 32], &str, &[u8]),
    ) -> Result<Option<i64>, StoreFailure> {
        RULEBOOK.replace(self.connection(), made_from, (hash, label, body))
    }
}

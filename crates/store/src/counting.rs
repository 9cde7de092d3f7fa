//! Shared facts of which one counts at a time, replaced as a whole, also while a server runs: which, is written down
//! under a name.

use crate::about::{about, set_about};
use crate::fact::{fact, keep};
use crate::sql::Connection;
use crate::{SharedFact, StoreFailure};

/// A kind of shared fact of which one counts; its name says where that is written down.
#[derive(Clone, Copy)]
pub(crate) struct Counting(pub(crate) &'static str);

impl Counting {
    /// The number of the one that counts; none before the first.
    pub(crate) fn id(self, connection: &Connection) -> Result<Option<i64>, StoreFailure> {
        let written = about(connection, self.0)?;
        written
            .map(|id| id.parse().map_err(|_| StoreFailure::Corrupt("the number of what counts")))
            .transpose()
    }

    /// The one that counts; none before the first.
    pub(crate) fn current(self, connection: &Connection) -> Result<Option<SharedFact>, StoreFailure> {
        self.id(connection)?.map_or(Ok(None), |id| fact(connection, id))
    }

    /// Keeps another one and lets it count instead of the one that it was made from, in one transaction. None where
    /// another one counts by now: then nothing is changed.
    pub(crate) fn replace(
        self,
        connection: &Connection,
        made_from: Option<i64>,
        (hash, label, body): ([u8; 32], &str, &[u8]),
    ) -> Result<Option<i64>, StoreFailure> {
        // The lock is taken before anything is read, so that nobody else changes it between.
        let transaction = connection.transaction_alone()?;
        if self.id(&transaction)? != made_from {
            return Ok(None);
        }
        let id = keep(&transaction, self.0, hash, label, body)?;
        set_about(&transaction, self.0, &id.to_string())?;
        transaction.commit()?;
        Ok(Some(id))
    }
}

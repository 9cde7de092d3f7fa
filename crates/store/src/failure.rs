//! Why the store cannot do what it is asked: the world is down, or the data is not what this version wrote.

use crate::row::RowFlaw;
use crate::sql;
use std::path::PathBuf;

/// A failure of the store. After one of writing, nothing of the batch is kept and the writer must stop.
#[derive(Debug, thiserror::Error)]
pub enum StoreFailure {
    /// Another process serves this data.
    #[error("`{0}` is in use by another process")]
    InUse(PathBuf),
    /// A file or folder cannot be used.
    #[error("`{path}`: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database was written by a newer version.
    #[error("the database has layout {found}, this version knows up to {known}: use the newer version")]
    Newer {
        /// The layout found.
        found: i64,
        /// The newest known.
        known: i64,
    },
    /// The database was written by an older version, and only read it is not changed.
    #[error("the database has layout {found}, this version reads {known}: `cocket serve` brings it up")]
    Older {
        /// The layout found.
        found: i64,
        /// The one that is read.
        known: i64,
    },
    /// The database notes a layout that it cannot have.
    #[error("the layout of the database cannot be `{0}`: its table `about` was changed, or is not ours")]
    NoLayout(String),
    /// Others read the tables that a newer layout changes.
    #[error(
        "a newer layout waits for what reads the tables, and nothing is changed before: end {0}, or wait"
    )]
    BeingRead(String),
    /// Test data and real data are kept apart.
    #[error("the database is for {found}, not for {wanted}")]
    OtherUse {
        /// What it is for.
        found: &'static str,
        /// What it was opened for.
        wanted: &'static str,
    },
    /// The database is gone, though its keys are there.
    #[error("`{0}` is gone or empty, though its keys are in use: bring it back, or take another folder")]
    Gone(PathBuf),
    /// The database is older than what was seen of it.
    #[error(
        "the database is older than its record: {seen} batches were sequenced, it has {found}. Bring the newest one \
         back. If what came after is lost for good, say so to the witnesses and remove `{anchor}`"
    )]
    OlderThanSeen {
        /// The leaves that were seen.
        seen: u64,
        /// The leaves that there are.
        found: u64,
        /// Where it is kept what was seen.
        anchor: PathBuf,
    },
    /// The database tells another history than what was seen of it.
    #[error("the database tells another history than the checkpoint in `{0}`")]
    Rewritten(PathBuf),
    /// The keys do not fit the database.
    #[error("the keys in `{0}` are not the ones this database was written with")]
    OtherKeys(PathBuf),
    /// Something that must never change is another one.
    #[error("`{0}` is not the one this database was written with")]
    Changed(&'static str),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// What was written could not be made durable. Nothing can be known about later writes, so there are none.
    #[error("the disk cannot make writes durable: {0}")]
    NotDurable(sql::Failure),
    /// The database stays in another mode than the one with a write-ahead log.
    #[error("the database cannot be brought to write ahead: it stays in the mode `{0}`")]
    NoLog(String),
    /// The database refuses.
    #[error("the database fails: {0}")]
    Database(sql::Failure),
    /// What is stored cannot be read back.
    #[error("stored data cannot be read: {0}")]
    Corrupt(&'static str),
    /// A stored row cannot be read back.
    #[error("a stored row cannot be read: {0}")]
    Row(#[from] RowFlaw),
    /// The folder's database is embedded, and another one was named.
    #[error("`{0}` has an embedded database: `cocket database move` takes it to a server")]
    Embedded(PathBuf),
    /// What the server does with a commit is less than durable.
    #[error("the server has `{0}`: what it commits can be lost")]
    NotSafe(&'static str),
    /// A database cannot be taken elsewhere, or was.
    #[error("the database: {0}")]
    MovedBefore(&'static str),
    /// Other nodes serve the database.
    #[error("other nodes serve the database: end them first")]
    Served,
    /// The machine gives no randomness for keys.
    #[error("no randomness for keys")]
    NoRandomness,
}

impl StoreFailure {
    /// Whether it comes from a database server, or from where it is.
    pub fn is_of_server(&self) -> bool {
        matches!(
            self,
            StoreFailure::Database(sql::Failure::Postgres(_))
                | StoreFailure::Database(sql::Failure::Tls(_))
                | StoreFailure::NotDurable(sql::Failure::Postgres(_))
                | StoreFailure::MovedBefore(_)
        )
    }

    /// Whether it only follows from another failure.
    pub(crate) fn only_follows(&self) -> bool {
        matches!(self, StoreFailure::Database(failure) if failure.only_follows())
    }

    /// Whether the database's server could not be asked, and perhaps can be in a moment. What was only to be read may be
    /// asked again; of what was to be written nobody knows whether it was.
    pub fn is_of_lost_server(&self) -> bool {
        matches!(self, StoreFailure::Database(failure) if failure.is_of_lost_server())
    }
}

impl From<sql::Failure> for StoreFailure {
    fn from(failure: sql::Failure) -> StoreFailure {
        match failure {
            full if full.is_full() => StoreFailure::Full,
            lost if lost.is_not_durable() => StoreFailure::NotDurable(lost),
            other => StoreFailure::Database(other),
        }
    }
}

impl From<rusqlite::Error> for StoreFailure {
    fn from(error: rusqlite::Error) -> StoreFailure {
        sql::Failure::from(error).into()
    }
}

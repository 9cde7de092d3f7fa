//! Why a database does not do what it is asked.

use postgres::error::SqlState;
use rusqlite::ffi;
use std::io;

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// SQLite refuses.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refuses, or is not there.
    #[error("{}", told(.0))]
    Postgres(#[from] postgres::Error),
    /// A connection string asks for a session that others cannot read, and it cannot be had.
    #[error("TLS to the database: {0}")]
    Tls(String),
    /// A transaction was begun within another.
    #[error("a transaction within a transaction")]
    Nested,
    /// There is no such row.
    #[error("a row is missing")]
    NoRow,
    /// A value is of another kind than it was written as.
    #[error("a value is of another kind")]
    Kind,
}

impl Failure {
    /// Whether there is no room left.
    pub(crate) fn is_full(&self) -> bool {
        match self {
            Failure::Sqlite(error) => code(error) == Some(ffi::SQLITE_FULL),
            Failure::Postgres(error) => error.code() == Some(&SqlState::DISK_FULL),
            Failure::Tls(_) | Failure::Nested | Failure::NoRow | Failure::Kind => false,
        }
    }

    /// Whether it only follows from another failure: the transaction is over, or the session is closed.
    pub(crate) fn only_follows(&self) -> bool {
        matches!(self, Failure::Postgres(error)
            if error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) || error.is_closed())
    }

    /// Whether others hold what was waited for.
    pub(crate) fn is_of_lock(&self) -> bool {
        matches!(self, Failure::Postgres(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE))
    }

    /// Whether the session with the server is lost, or ended by it, so that nothing more can be asked in it.
    pub(crate) fn is_of_lost_session(&self) -> bool {
        let Failure::Postgres(error) = self else { return false };
        match error.code() {
            Some(code) => {
                [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::IDLE_SESSION_TIMEOUT]
                    .contains(code)
            }
            None => {
                error.is_closed()
                    || std::error::Error::source(error).is_some_and(|source| source.is::<io::Error>())
            }
        }
    }

    /// Whether the server could not be asked, and perhaps can be in a moment: the session is lost, or none is to be had
    /// while it begins, ends or gives way to another one.
    pub(crate) fn is_of_lost_server(&self) -> bool {
        let is_not_ready = match self {
            Failure::Postgres(error) => error.code().is_some_and(|code| {
                [SqlState::CANNOT_CONNECT_NOW, SqlState::TOO_MANY_CONNECTIONS].contains(code)
            }),
            _ => false,
        };
        is_not_ready || self.is_of_lost_session()
    }

    /// Whether what was written may be lost.
    pub(crate) fn is_not_durable(&self) -> bool {
        let Failure::Sqlite(error) = self else { return false };
        matches!(
            code(error),
            Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC | ffi::SQLITE_IOERR_WRITE)
        )
    }
}

fn code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

/// What PostgreSQL says, without the values that it was about.
fn told(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(told) => format!("PostgreSQL: {} ({})", told.message(), told.code().code()),
        None => {
            let mut words = error.to_string();
            let mut source = std::error::Error::source(error);
            while let Some(deeper) = source {
                words = format!("{words}: {deeper}");
                source = deeper.source();
            }
            format!("PostgreSQL: {words}")
        }
    }
}

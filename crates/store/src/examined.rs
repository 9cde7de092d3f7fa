//! A database looked at by whoever looks after it, also where it is damaged: nothing is believed, nothing needs a key.

use crate::StoreFailure;
use crate::open::READ_ONLY;
use crate::schema;
use crate::writer::about;
use rusqlite::Connection;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

/// A database as it is, without its keys.
pub struct Examined(Connection);

/// Flaws that are told; there may be more.
const TOLD: u32 = 10;

impl Examined {
    /// Opens the database under a folder.
    pub fn open(dir: &Path) -> Result<Examined, StoreFailure> {
        let place = dir.join("cocket.db");
        let found = std::fs::metadata(&place);
        found.map_err(|source| StoreFailure::File { path: place.clone(), source })?;
        // Nothing is read yet: each look says for itself what it cannot read.
        let connection = Connection::open_with_flags(&place, READ_ONLY)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        Ok(Examined(connection))
    }

    /// Whether a process holds a folder to write to it.
    pub fn is_held(dir: &Path) -> Result<bool, StoreFailure> {
        let path = dir.join("lock");
        let failed = |source: io::Error| StoreFailure::File { path: path.clone(), source };
        let lock = match File::open(&path) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failed(error)),
        };
        // Let go at once: whoever holds it to write holds it alone.
        match lock.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// The layout, and the one that this version writes.
    ///
    /// Errors: a layout of a newer version.
    pub fn layout(&self) -> Result<(i64, i64), StoreFailure> {
        Ok((schema::found(&self.0)?, schema::newest()))
    }

    /// What is known about the database under a name.
    pub fn about(&self, name: &str) -> Result<Option<String>, StoreFailure> {
        about(&self.0, name)
    }

    /// What SQLite finds wrong in the file, page by page, without comparing indexes with tables.
    pub fn flaws(&self) -> Result<Vec<String>, StoreFailure> {
        let mut statement = self.0.prepare(&format!("PRAGMA quick_check({TOLD})"))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut found = rows.collect::<Result<Vec<_>, _>>()?;
        found.retain(|line| line != "ok");
        Ok(found)
    }
}

//! A database looked at by whoever looks after it, also where it is damaged: nothing is believed, nothing needs a key.

use crate::StoreFailure;
use crate::about::about;
use crate::place::{NAMED, Place};
use crate::schema;
use crate::sql::Connection;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// A database as it is, without its keys.
pub struct Examined(Connection);

/// Flaws that are told; there may be more.
const TOLD: u32 = 10;

impl Examined {
    /// Opens the database under a folder.
    pub fn open(dir: &Path) -> Result<Examined, StoreFailure> {
        // Nothing is read yet: each look says for itself what it cannot read.
        Ok(Examined(Place::of(dir)?.existing()?.looking()?))
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

    /// Whether the database of a folder is in it, and at no server.
    pub fn is_embedded(dir: &Path) -> bool {
        !dir.join(NAMED).exists()
    }

    /// The bytes that it has.
    pub fn size(&self) -> Result<u64, StoreFailure> {
        Ok(self.0.size()?)
    }

    /// What is known about the database under a name.
    pub fn about(&self, name: &str) -> Result<Option<String>, StoreFailure> {
        about(&self.0, name)
    }

    /// What SQLite finds wrong in the file, page by page, without comparing indexes with tables. A server looks after
    /// its own.
    pub fn flaws(&self) -> Result<Vec<String>, StoreFailure> {
        let Some(sqlite) = self.0.sqlite() else { return Ok(Vec::new()) };
        let mut statement = sqlite.prepare(&format!("PRAGMA quick_check({TOLD})"))?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut found = rows.collect::<Result<Vec<_>, _>>()?;
        found.retain(|line| line != "ok");
        Ok(found)
    }
}

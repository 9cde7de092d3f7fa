//! What keeps an older database from being put back unseen: the last checkpoint, kept beside the keys and so apart from
//! the database.

use crate::StoreFailure;
use crate::log;
use crate::sql::Connection;
use evidence::{Checkpoint, SignedNote, root_at};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The last checkpoint of the database in a folder, as it was kept apart from it.
pub fn seen_checkpoint(dir: &Path) -> Result<Option<String>, StoreFailure> {
    seen_checkpoint_in(&dir.join("keys"))
}

/// The same, of the database whose keys are in a folder.
pub fn seen_checkpoint_in(keys: &Path) -> Result<Option<String>, StoreFailure> {
    Anchor::in_folder(keys).read()
}

/// The file that keeps the last checkpoint.
pub(crate) struct Anchor {
    path: PathBuf,
}

impl Anchor {
    /// The one in the folder of the keys.
    pub(crate) fn in_folder(keys: &Path) -> Anchor {
        Anchor { path: keys.join("checkpoint") }
    }

    /// Keeps a checkpoint, durable when this returns. The database is never behind it.
    pub(crate) fn keep(&self, note: &str) -> Result<(), StoreFailure> {
        let fresh = self.path.with_extension("new");
        let written = || -> io::Result<()> {
            let mut out =
                OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&fresh)?;
            out.write_all(note.as_bytes())?;
            out.sync_data()?;
            fs::rename(&fresh, &self.path)?;
            File::open(self.path.parent().unwrap_or(&self.path))?.sync_all()
        };
        written().map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull => StoreFailure::Full,
            _ => self.failed(source),
        })
    }

    /// Checks that a database whose log has so many leaves has everything that was kept, and the same.
    pub(crate) fn check(&self, connection: &Connection, found: u64) -> Result<(), StoreFailure> {
        let Some(note) = self.read()? else { return Ok(()) };
        let seen = SignedNote::parse(&note).ok().and_then(|note| Checkpoint::parse(note.text()).ok());
        let seen = seen.ok_or_else(|| {
            self.failed(io::Error::new(io::ErrorKind::InvalidData, "this is no checkpoint"))
        })?;
        if seen.size > found {
            return Err(StoreFailure::OlderThanSeen { seen: seen.size, found, anchor: self.path.clone() });
        }
        let root = root_at(seen.size, |range| log::nodes(connection, range))
            .map_err(|_| StoreFailure::Corrupt("the log, which lacks hashes"))?;
        if root == seen.root { Ok(()) } else { Err(StoreFailure::Rewritten(self.path.clone())) }
    }

    fn read(&self) -> Result<Option<String>, StoreFailure> {
        match fs::read_to_string(&self.path) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn failed(&self, source: io::Error) -> StoreFailure {
        StoreFailure::File { path: self.path.clone(), source }
    }
}

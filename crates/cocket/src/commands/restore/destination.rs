//! The folder that a backup is restored to: held, and empty until everything is verified.

use crate::backup::{DATABASE, new_file};
use crate::failure::Failure;
use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Where a backup is while it is not verified.
const STAGING: &str = ".restoring";
/// The keys of a database.
const KEYS: [&str; 2] = ["master.key", "signing.key"];
/// What says that keys belong to a database.
const IN_USE: &str = "in-use";

/// A folder that a backup is restored to; what was copied is removed again unless it is finished.
pub(super) struct Destination {
    dir: PathBuf,
    staging: PathBuf,
    /// Held, so that no server begins there meanwhile.
    _held: File,
    /// Whether the folder was made for this, and its lock.
    is_new: (bool, bool),
    is_finished: bool,
    /// Where the keys to restore with are, and what was seen of the record.
    from: PathBuf,
}

impl Destination {
    /// Takes a folder in which no database is, and puts the keys beside the place where the copy comes. What a
    /// restore that was killed has left there is removed.
    pub(super) fn take(dir: &Path, keys: &Path) -> Result<Destination, Failure> {
        let is_new = (!dir.exists(), !dir.join("lock").exists());
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(Failure::file(dir))?;
        let held = store::hold(dir).map_err(crate::commands::stored)?;
        let staging = dir.join(STAGING);
        let destination = Destination {
            dir: dir.to_owned(),
            staging,
            _held: held,
            is_new,
            is_finished: false,
            from: keys.to_owned(),
        };
        destination.check(keys)?;
        destination.clear()?;
        let make = |dir: &Path| DirBuilder::new().mode(0o700).create(dir).map_err(Failure::file(dir));
        make(&destination.staging)?;
        make(&destination.place("keys"))?;
        for name in KEYS {
            let bytes = read_key(keys, name)?;
            let to = destination.place("keys").join(name);
            let mut file = new_file(&to)?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(Failure::file(&to))?;
        }
        // What was erased since the backup is erased in the copy as it is opened, before it is verified.
        let staged = destination.place("keys");
        store::merge_erasures(&staged, keys).map_err(crate::commands::stored)?;
        store::merge_erasures(&staged, &dir.join("keys")).map_err(crate::commands::stored)?;
        Ok(destination)
    }

    /// The folder that is a data folder once it is verified.
    pub(super) fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where a file is until then.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.staging.join(name)
    }

    /// Whether nothing that is there would be lost, or taken for part of what is restored.
    fn check(&self, keys: &Path) -> Result<(), Failure> {
        let refused = |path: &Path, why: &str| Err(Failure::WrongUse(format!("`{}` {why}", path.display())));
        for name in [DATABASE, "cocket.db-wal", "cocket.db-shm", "cocket.db-journal"] {
            let path = self.dir.join(name);
            if fs::symlink_metadata(&path).is_ok() {
                return refused(&path, "is there: restore to an empty folder, or move it away first");
            }
        }
        let there = self.dir.join("keys");
        if fs::symlink_metadata(&there).is_err() {
            return Ok(());
        }
        for name in KEYS {
            let path = there.join(name);
            if fs::read(&path).map_err(Failure::file(&path))? != read_key(keys, name)? {
                return refused(&path, "is another key than the one to restore with: move it away first");
            }
        }
        Ok(())
    }

    /// Gives what was verified its place, the database last: before it nothing is there that a server would serve.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let database = self.place(DATABASE);
        // What it was like before its layout was brought up, the backup itself tells; the lock is of this folder only.
        for left in fs::read_dir(&self.staging).map_err(Failure::file(&self.staging))? {
            let left = left.map_err(Failure::file(&self.staging))?;
            let (path, name) = (left.path(), left.file_name());
            let is_empty = || left.metadata().is_ok_and(|found| found.len() == 0);
            if name.to_string_lossy().starts_with("cocket.db-wal") && !is_empty() {
                let source = std::io::Error::other("not all that was written came to its place");
                return Err(Failure::file(&path)(source));
            }
            if name != DATABASE && name != "keys" {
                fs::remove_file(&path).map_err(Failure::file(&path))?;
            }
        }
        let keys = self.dir.join("keys");
        if keys.exists() {
            let in_use = keys.join(IN_USE);
            fs::copy(self.place("keys").join(IN_USE), &in_use).map_err(Failure::file(&in_use))?;
            store::merge_erasures(&keys, &self.place("keys")).map_err(crate::commands::stored)?;
            sync(&keys)?;
        } else {
            sync(&self.place("keys"))?;
            fs::rename(self.place("keys"), &keys).map_err(Failure::file(&keys))?;
        }
        // What is older than was seen, here or beside the other keys, is not served unawares.
        store::merge_seen(&keys, &self.from).map_err(crate::commands::stored)?;
        sync(&self.dir)?;
        let place = self.dir.join(DATABASE);
        fs::rename(&database, &place).map_err(Failure::file(&place))?;
        self.is_finished = true;
        sync(&self.dir)?;
        self.clear()
    }

    fn clear(&self) -> Result<(), Failure> {
        match fs::remove_dir_all(&self.staging) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file(&self.staging)(error)),
            _ => Ok(()),
        }
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        let _ = self.clear();
        let (new_dir, new_lock) = self.is_new;
        if new_lock {
            let _ = fs::remove_file(self.dir.join("lock"));
        }
        if new_dir {
            let _ = fs::remove_dir(&self.dir);
        }
    }
}

fn read_key(keys: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let path = keys.join(name);
    fs::read(&path).map_err(Failure::file(&path))
}

fn sync(dir: &Path) -> Result<(), Failure> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(Failure::file(dir))
}

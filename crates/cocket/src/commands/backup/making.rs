//! The folder of a backup while it is made: under another name, which it loses when all of it is there.

use crate::failure::Failure;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// A folder that is removed again unless it is finished.
pub(super) struct Making {
    to: PathBuf,
    parent: PathBuf,
    partial: PathBuf,
    /// Held, so that nobody else makes one there meanwhile.
    _held: File,
    is_finished: bool,
}

impl Making {
    /// Begins a backup beside the place where it will be; what was left there by one that was killed is removed.
    pub(super) fn begin(to: &Path) -> Result<Making, Failure> {
        let Some(name) = to.file_name() else {
            return Err(Failure::WrongUse(format!("`{}` is no name for a new folder", to.display())));
        };
        let parent = match to.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        check_place(to, &parent)?;
        let mut partial_name = std::ffi::OsString::from(".");
        partial_name.push(name);
        partial_name.push(".partial");
        let partial = parent.join(partial_name);
        match DirBuilder::new().mode(0o700).create(&partial) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::file(&partial)(error)),
        }
        let held = hold(&partial)?;
        for left in fs::read_dir(&partial).map_err(Failure::file(&partial))? {
            let left = left.map_err(Failure::file(&partial))?.path();
            fs::remove_file(&left).map_err(Failure::file(&left))?;
        }
        Ok(Making { to: to.to_owned(), parent, partial, _held: held, is_finished: false })
    }

    /// Where a file of it is made.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.partial.join(name)
    }

    /// Gives it its name, durable when this returns.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let sync = |dir: &Path| File::open(dir).and_then(|dir| dir.sync_all()).map_err(Failure::file(dir));
        sync(&self.partial)?;
        fs::rename(&self.partial, &self.to).map_err(Failure::file(&self.to))?;
        self.is_finished = true;
        sync(&self.parent)
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

/// Whether a backup can come there: nothing is, or a folder with nothing in it.
fn check_place(to: &Path, parent: &Path) -> Result<(), Failure> {
    let refused = |why: &str| Err(Failure::WrongUse(format!("`{}` {why}", to.display())));
    let found = match fs::symlink_metadata(to) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found.map_err(Failure::file(to))?,
    };
    if !found.is_dir() {
        return refused("is there and is no folder: name a new one");
    }
    if fs::read_dir(to).map_err(Failure::file(to))?.next().is_some() {
        return refused("is not empty: name a new folder");
    }
    // Another disk begins there, and no folder can be renamed to it.
    if found.dev() != fs::metadata(parent).map_err(Failure::file(parent))?.dev() {
        return refused("is where a disk is mounted: name a new folder in it");
    }
    Ok(())
}

/// Holds the folder alone.
fn hold(partial: &Path) -> Result<File, Failure> {
    let other =
        || Failure::WrongUse(format!("another backup is being made there, in `{}`", partial.display()));
    let failed = Failure::file(partial);
    let held = File::open(partial).map_err(&failed)?;
    match held.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(other()),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    // The one that held it before may have given it its name.
    let is_same = |found: fs::Metadata| held.metadata().is_ok_and(|mine| mine.ino() == found.ino());
    if fs::symlink_metadata(partial).is_ok_and(|found| found.is_dir() && is_same(found)) {
        Ok(held)
    } else {
        Err(other())
    }
}

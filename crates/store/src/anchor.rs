//! What keeps an older database from being put back unseen: the last checkpoint, kept beside the keys and so apart from
//! the database. Where what came after is lost for good, a number there says from which on none was given.

use crate::StoreFailure;
use crate::about::{about, set_about};
use crate::log;
use crate::place::failed;
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

/// Takes what was seen of a record from beside other keys of it, where that goes on further than what is known here.
///
/// Errors: a file of either cannot be read, or is not what was kept.
pub fn merge_seen(into: &Path, from: &Path) -> Result<(), StoreFailure> {
    let (here, there) = (Anchor::in_folder(into), Anchor::in_folder(from));
    if let Some((note, seen)) = there.read()?.zip(there.seen()?)
        && here.seen()?.is_none_or(|known| known.size < seen.size)
    {
        keep(&here.path, &note)?;
    }
    match there.numbers()? {
        Some(numbers) if here.numbers()?.is_none_or(|known| known < numbers) => {
            keep(&here.numbers, &numbers.to_string())
        }
        _ => Ok(()),
    }
}

/// How many numbers are covered at once, so that the file is seldom written.
const COVERED: u64 = 100_000;
/// No record has so many declarations: numbers have thirteen digits.
const MOST: u64 = 1_000_000_000_000;

/// The files that keep the last checkpoint, and a number that no declaration has reached.
pub(crate) struct Anchor {
    path: PathBuf,
    numbers: PathBuf,
    /// Declarations may be given the numbers below it.
    covered: u64,
}

impl Anchor {
    /// The one in the folder of the keys.
    pub(crate) fn in_folder(keys: &Path) -> Anchor {
        Anchor { path: keys.join("checkpoint"), numbers: keys.join("numbers"), covered: 0 }
    }

    /// Keeps a checkpoint, durable when this returns. The database is never behind it.
    pub(crate) fn keep(&self, note: &str) -> Result<(), StoreFailure> {
        keep(&self.path, note)
    }

    /// Sees to it, before a number below `next` is given, that none of them is given again if the database is lost.
    pub(crate) fn cover(&mut self, next: u64) -> Result<(), StoreFailure> {
        if next > self.covered {
            self.covered = self.numbers()?.unwrap_or_default();
        }
        if next > self.covered {
            let covered = next.saturating_add(COVERED);
            keep(&self.numbers, &covered.to_string())?;
            self.covered = covered;
        }
        Ok(())
    }

    /// The number that none has reached, as it was kept.
    fn numbers(&self) -> Result<Option<u64>, StoreFailure> {
        let Some(text) = read(&self.numbers)? else { return Ok(None) };
        match text.trim().parse() {
            Ok(number) if number < MOST => Ok(Some(number)),
            _ => {
                let why = "this is no number that was kept here: bring a copy back, or remove it and say that \
                           numbers may be given twice";
                Err(failed(&self.numbers)(io::Error::new(io::ErrorKind::InvalidData, why)))
            }
        }
    }

    /// The number from which on none was given, where the checkpoint was taken away from beside the keys: what the
    /// database lacks is lost, and its numbers are not to be given again.
    pub(crate) fn lost_numbers(&self, leaves: u64) -> Result<Option<u64>, StoreFailure> {
        match self.read()? {
            None if leaves > 0 => self.numbers(),
            _ => Ok(None),
        }
    }

    /// Checks that a database whose log has so many leaves has everything that was kept, and the same.
    pub(crate) fn check(&self, connection: &Connection, found: u64) -> Result<(), StoreFailure> {
        let Some(seen) = self.seen()? else { return Ok(()) };
        if seen.size > found {
            return Err(StoreFailure::OlderThanSeen { seen: seen.size, found, anchor: self.path.clone() });
        }
        let root = root_at(seen.size, |range| log::nodes(connection, range))
            .map_err(|_| StoreFailure::Corrupt("the log, which lacks hashes"))?;
        if root == seen.root { Ok(()) } else { Err(StoreFailure::Rewritten(self.path.clone())) }
    }

    /// The last checkpoint that was kept.
    fn seen(&self) -> Result<Option<Checkpoint>, StoreFailure> {
        let Some(note) = self.read()? else { return Ok(None) };
        let seen = SignedNote::parse(&note).ok().and_then(|note| Checkpoint::parse(note.text()).ok());
        let flaw = || failed(&self.path)(io::Error::new(io::ErrorKind::InvalidData, "this is no checkpoint"));
        seen.ok_or_else(flaw).map(Some)
    }

    fn read(&self) -> Result<Option<String>, StoreFailure> {
        read(&self.path)
    }
}

fn read(path: &Path) -> Result<Option<String>, StoreFailure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path)(error)),
    }
}

/// Replaces a file, durable when this returns.
fn keep(path: &Path, text: &str) -> Result<(), StoreFailure> {
    let fresh = path.with_extension("new");
    let written = || -> io::Result<()> {
        let mut out = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&fresh)?;
        out.write_all(text.as_bytes())?;
        out.sync_data()?;
        fs::rename(&fresh, path)?;
        File::open(path.parent().unwrap_or(path))?.sync_all()
    };
    written().map_err(|source| match source.kind() {
        io::ErrorKind::StorageFull => StoreFailure::Full,
        _ => failed(path)(source),
    })
}

/// The number below which no declaration is given one any more: those of a history that was lost.
pub(crate) fn numbers_from(connection: &Connection) -> Result<u64, StoreFailure> {
    let from = about(connection, "numbers_from")?.map(|from| from.parse());
    from.unwrap_or(Ok(0)).map_err(|_| StoreFailure::Corrupt("the number from which on none was given"))
}

/// From now on none is given below those of a history that was lost.
pub(crate) fn skip_lost_numbers(connection: &Connection, lost: Option<u64>) -> Result<(), StoreFailure> {
    match lost {
        Some(from) if from > numbers_from(connection)? => {
            set_about(connection, "numbers_from", &from.to_string())
        }
        _ => Ok(()),
    }
}

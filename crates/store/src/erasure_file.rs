//! `keys/erasures`: which personal texts are erased, kept beside the keys and so apart from every backup of the
//! database, which may still have their salts.
//!
//! ```text
//! 151 2 9f86d081884c7d65     the entry, the code of the subject, the mark of the salt that was erased
//! ```
//!
//! The mark binds a line to its salt: where a record goes on from an older backup, entries get the same numbers again,
//! and what is filed under them is another's. A line is durable before the database has it; one that was cut by a loss
//! of power told of nothing.

use crate::StoreFailure;
use crate::row::Subject;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The name of the file among the keys.
const NAME: &str = "erasures";

/// A line: texts that are erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ErasedSalt {
    /// The entry that brought the texts.
    pub(crate) entry: u64,
    /// The code of whose they were.
    pub(crate) subject: u8,
    /// What tells the salt from every other.
    pub(crate) mark: u64,
}

/// The file.
pub(crate) struct ErasureFile {
    path: PathBuf,
}

impl ErasureFile {
    /// The one in the folder of the keys.
    pub(crate) fn in_folder(keys: &Path) -> ErasureFile {
        ErasureFile { path: keys.join(NAME) }
    }

    /// Every line.
    pub(crate) fn read(&self) -> Result<Vec<ErasedSalt>, StoreFailure> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed(error)),
        };
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let line = |line: &str| {
            let flaw = || io::Error::new(io::ErrorKind::InvalidData, format!("`{line}` tells of no erasure"));
            line_of(line).ok_or_else(|| self.failed(flaw()))
        };
        whole.lines().map(line).collect()
    }

    /// Adds lines, durable when this returns.
    pub(crate) fn add(&self, lines: &[ErasedSalt]) -> Result<(), StoreFailure> {
        let is_new = !self.path.exists();
        let written = || -> io::Result<()> {
            let mut file =
                OpenOptions::new().create(true).read(true).append(true).mode(0o600).open(&self.path)?;
            // What a loss of power has cut told of nothing, and must not run into what comes now.
            let known = fs::read(&self.path)?;
            let whole = known.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
            file.write_all(lines.iter().map(ErasedSalt::text).collect::<String>().as_bytes())?;
            file.sync_all()?;
            match is_new {
                true => File::open(self.path.parent().unwrap_or(&self.path))?.sync_all(),
                false => Ok(()),
            }
        };
        written().map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull => StoreFailure::Full,
            _ => self.failed(source),
        })
    }

    fn failed(&self, source: io::Error) -> StoreFailure {
        StoreFailure::File { path: self.path.clone(), source }
    }
}

impl ErasedSalt {
    fn text(&self) -> String {
        format!("{} {} {:016x}\n", self.entry, self.subject, self.mark)
    }
}

fn line_of(line: &str) -> Option<ErasedSalt> {
    let mut parts = line.split(' ');
    let entry = parts.next()?.parse().ok()?;
    let subject = parts.next()?.parse().ok().filter(|code| Subject::from_code(*code).is_some())?;
    let mark = parts.next().filter(|mark| mark.len() == 16)?;
    let mark = u64::from_str_radix(mark, 16).ok()?;
    parts.next().is_none().then_some(ErasedSalt { entry, subject, mark })
}

/// Adds to the erasures that stand beside keys those that stand beside other keys and are not there yet, durable when
/// this returns.
///
/// # Errors
/// One of the files cannot be read, or the first not be written.
pub fn merge_erasures(into: &Path, from: &Path) -> Result<(), StoreFailure> {
    let file = ErasureFile::in_folder(into);
    let known: BTreeSet<ErasedSalt> = file.read()?.into_iter().collect();
    let others = ErasureFile::in_folder(from).read()?;
    let lacking: Vec<ErasedSalt> = others.into_iter().filter(|line| !known.contains(line)).collect();
    if lacking.is_empty() { Ok(()) } else { file.add(&lacking) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_tells_of_nothing_and_spoils_nothing() {
        let dir = std::env::temp_dir().join(format!("cocket-erasures-{}", std::process::id()));
        let (here, there) = (dir.join("here"), dir.join("there"));
        for folder in [&here, &there] {
            fs::create_dir_all(folder).unwrap();
        }
        let line = |entry| ErasedSalt { entry, subject: 2, mark: entry * 7 };
        let file = ErasureFile::in_folder(&here);
        assert_eq!(file.read().unwrap(), []);
        file.add(&[line(1), line(2)]).unwrap();
        let mut cut = fs::read(here.join(NAME)).unwrap();
        cut.extend_from_slice(b"3 2 00000");
        fs::write(here.join(NAME), cut).unwrap();
        assert_eq!(file.read().unwrap(), [line(1), line(2)]);
        file.add(&[line(4)]).unwrap();
        assert_eq!(file.read().unwrap(), [line(1), line(2), line(4)]);
        ErasureFile::in_folder(&there).add(&[line(4), line(9)]).unwrap();
        merge_erasures(&here, &there).unwrap();
        merge_erasures(&here, &there).unwrap();
        assert_eq!(file.read().unwrap(), [line(1), line(2), line(4), line(9)]);
        for wrong in ["1 2\n", "1 9 0000000000000000\n", "x 2 0000000000000000\n", "1 2 0 0000000000000000\n"]
        {
            fs::write(here.join(NAME), wrong).unwrap();
            assert!(file.read().is_err(), "{wrong}");
        }
        fs::remove_dir_all(&dir).unwrap();
    }
}

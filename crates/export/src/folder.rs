//! The folder of an export: what may be there, and how a file gets its name only when it is whole.
//!
//! ```text
//! DIR/_cocket_export                 which database it is of, and by which columns
//! DIR/.making/items.partial          a file that is not whole yet; nobody reads it
//! DIR/items/day=2026-03-02/part-0.parquet
//! ```

use crate::column::Table;
use crate::failure::ExportFailure;
use crate::tables::{Charges, Consignments, Items};
use crate::writing::TableFile;
use jiff::civil::Date;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::marker::PhantomData;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What marks the folder of an export. Readers of Parquet pass over names that begin so.
const MARK: &str = "_cocket_export";
/// The file of a table and a day.
const PART: &str = "part-0.parquet";
/// Where files are made.
const MAKING: &str = ".making";
/// The columns of this version: another number means that files of both cannot be read together.
const COLUMNS: u32 = 1;

/// The folder of an export, held by one process.
pub(crate) struct Folder {
    dir: PathBuf,
    _held: File,
}

/// A file of a table that is being made. It is gone unless it is given its name.
pub(crate) struct Making<T: Table> {
    path: PathBuf,
    file: TableFile<T>,
    left: Left,
}

/// A file that is whole and durable, and still has no name.
pub(crate) struct Whole<T: Table> {
    left: Left,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    of: PhantomData<T>,
}

/// Removes what is half made.
struct Left(PathBuf);

impl Drop for Left {
    fn drop(&mut self) {
        // Where it has its name there is nothing left here.
        let _ = fs::remove_file(&self.0);
    }
}

impl Folder {
    /// Opens a folder for an export of a database: one that is not there, an empty one, or that of an earlier export.
    ///
    /// Errors: something else is there, or another process exports to it.
    pub(crate) fn open(dir: &Path, database: &str) -> Result<Folder, ExportFailure> {
        make_dir(dir)?;
        let mark = format!("an export of cocket, columns {COLUMNS}, of the database {database}\n");
        let path = dir.join(MARK);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => check_mark(dir, &path, &mark)?,
            Ok(_) => return Err(ExportFailure::place(&path, "is no file: name another folder")),
            Err(error) if error.kind() == ErrorKind::NotFound => begin(dir, &path, &mark)?,
            Err(error) => return Err(ExportFailure::file(&path)(error)),
        }
        let making = dir.join(MAKING);
        make_dir(&making)?;
        let held = hold(dir, &making)?;
        for left in fs::read_dir(&making).map_err(ExportFailure::file(&making))? {
            let left = left.map_err(ExportFailure::file(&making))?.path();
            fs::remove_file(&left).map_err(ExportFailure::file(&left))?;
        }
        for table in [Consignments::NAME, Items::NAME, Charges::NAME] {
            make_dir(&dir.join(table))?;
        }
        Ok(Folder { dir: dir.to_owned(), _held: held })
    }

    /// Removes the files of days.
    pub(crate) fn remove_days(&self, is_gone: impl Fn(Date) -> bool) -> Result<(), ExportFailure> {
        for table in [Consignments::NAME, Items::NAME, Charges::NAME] {
            let table = self.dir.join(table);
            for found in fs::read_dir(&table).map_err(ExportFailure::file(&table))? {
                let dir = found.map_err(ExportFailure::file(&table))?.path();
                let name = dir.file_name().unwrap_or_default().to_string_lossy();
                let day = name.strip_prefix("day=").and_then(|day| day.parse().ok());
                if day.is_some_and(&is_gone) {
                    // What a link leads to is not ours to remove.
                    check_dir(&dir)?;
                    match fs::remove_file(dir.join(PART)) {
                        // A removal that was killed here before.
                        Err(error) if error.kind() == ErrorKind::NotFound => {}
                        removed => removed.map_err(ExportFailure::file(&dir))?,
                    }
                    fs::remove_dir(&dir).map_err(ExportFailure::file(&dir))?;
                }
            }
            sync(&table)?;
        }
        Ok(())
    }

    /// Begins a file of a table.
    pub(crate) fn begin<T: Table>(&self) -> Result<Making<T>, ExportFailure> {
        let path = self.dir.join(MAKING).join(format!("{}.partial", T::NAME));
        let file = new_file(&path).map_err(ExportFailure::file(&path))?;
        let left = Left(path.clone());
        let file = TableFile::begin(file).map_err(ExportFailure::file(&path))?;
        Ok(Making { path, file, left })
    }
}

impl<T: Table> Making<T> {
    /// Adds a row.
    pub(crate) fn add(&mut self, row: &T::Row<'_>) -> Result<(), ExportFailure> {
        self.file.add(row).map_err(ExportFailure::file(&self.path))
    }

    /// Ends it, durable when this returns.
    pub(crate) fn finish(self) -> Result<Whole<T>, ExportFailure> {
        let (rows, bytes) = self.file.finish().map_err(ExportFailure::file(&self.path))?;
        Ok(Whole { left: self.left, rows, bytes, of: PhantomData })
    }
}

impl<T: Table> Whole<T> {
    /// Gives it the name of its day, durable when this returns; what had it before is replaced.
    pub(crate) fn name(self, folder: &Folder, day: Date) -> Result<(), ExportFailure> {
        let table = folder.dir.join(T::NAME);
        let dir = table.join(format!("day={day}"));
        make_dir(&dir)?;
        let path = dir.join(PART);
        fs::rename(&self.left.0, &path).map_err(ExportFailure::file(&path))?;
        sync(&dir)?;
        sync(&table)
    }
}

/// A folder that only its owner reads, unless it is there. A link to one is none: it may lead anywhere.
fn make_dir(dir: &Path) -> Result<(), ExportFailure> {
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(ExportFailure::file(dir)(error)),
        _ => check_dir(dir),
    }
}

fn check_dir(dir: &Path) -> Result<(), ExportFailure> {
    match fs::symlink_metadata(dir).map_err(ExportFailure::file(dir))?.is_dir() {
        true => Ok(()),
        false => Err(ExportFailure::place(dir, "is no folder: name another one")),
    }
}

/// A file that was not there before, which only its owner reads.
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Marks an empty folder.
fn begin(dir: &Path, path: &Path, mark: &str) -> Result<(), ExportFailure> {
    if fs::read_dir(dir).map_err(ExportFailure::file(dir))?.next().is_some() {
        let why = "is neither empty nor an earlier export: name another folder";
        return Err(ExportFailure::place(dir, why));
    }
    let written = new_file(path).and_then(|mut file| {
        file.write_all(mark.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        // A mark that is cut off would be nobody's.
        let _ = fs::remove_file(path);
        ExportFailure::file(path)(error)
    })?;
    sync(dir)
}

fn check_mark(dir: &Path, path: &Path, mark: &str) -> Result<(), ExportFailure> {
    match fs::read(path).map_err(ExportFailure::file(path))? {
        found if found == mark.as_bytes() => Ok(()),
        // Cut off before anything else was made.
        found if mark.as_bytes().starts_with(&found) => {
            fs::remove_file(path).map_err(ExportFailure::file(path))?;
            begin(dir, path, mark)
        }
        _ => {
            let why = "is an export of another database or by other columns: name another folder";
            Err(ExportFailure::place(dir, why))
        }
    }
}

/// Holds the folder alone.
fn hold(dir: &Path, making: &Path) -> Result<File, ExportFailure> {
    let held = File::open(making).map_err(ExportFailure::file(making))?;
    match held.try_lock() {
        Ok(()) => Ok(held),
        Err(TryLockError::WouldBlock) => {
            Err(ExportFailure::place(dir, "is being exported to by another process"))
        }
        Err(TryLockError::Error(error)) => Err(ExportFailure::file(making)(error)),
    }
}

fn sync(dir: &Path) -> Result<(), ExportFailure> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(ExportFailure::file(dir))
}

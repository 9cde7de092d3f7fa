//! Erasure: the salts of somebody's texts are overwritten, and with them every way to read the texts again.
//!
//! ```text
//!   in one transaction:  the entry that tells of it · the salts overwritten · the file beside the keys, before the commit
//!   afterwards:          the write-ahead log emptied · copies from before a new layout told the same
//!   at every opening:    what the file tells and the database still has is erased again
//! ```
//!
//! The sealed texts stay where they are, in entries and rows of consignments: without their salt they are noise.

use crate::StoreFailure;
use crate::document;
use crate::entry::{Entry, What};
use crate::erasure_file::{ErasedSalt, ErasureFile};
use crate::held::Held;
use crate::journal::{self, Block};
use crate::reader::Reader;
use crate::row::Subject;
use crate::salts::{erase_salt, salt_of, subjects_of};
use crate::secret::Secret;
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::writer::{Writer, salts_of};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long others may use the database before whoever writes gives up; see `configure_writing`.
const PATIENCE: Duration = Duration::from_secs(10);

/// Somebody's texts in a filing, to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erasure {
    /// The entry that brought the filing.
    pub entry: u64,
    /// Whose texts.
    pub subject: Subject,
}

/// What is erased in the database of a folder, as the file beside its keys tells.
pub fn erased_beside(dir: &Path) -> Result<BTreeSet<Erasure>, StoreFailure> {
    let lines = ErasureFile::in_folder(&dir.join("keys")).read()?;
    let erasure =
        |line: ErasedSalt| Some(Erasure { entry: line.entry, subject: Subject::from_code(line.subject)? });
    Ok(lines.into_iter().filter_map(erasure).collect())
}

/// What a writer knows about erasures.
pub(crate) struct Erasing {
    /// None where nothing is kept beside the database.
    file: Option<ErasureFile>,
    /// Copies of the database as it was before a new layout.
    copies: Vec<PathBuf>,
    /// Whether what was written ahead may hold salts that are erased, or the copies.
    is_owing: bool,
}

impl Erasing {
    /// For a database that is alone.
    pub(crate) fn without_file() -> Erasing {
        Erasing { file: None, copies: Vec::new(), is_owing: false }
    }

    /// Erases again what the file beside the keys tells and the database, or a copy beside it, still has.
    pub(crate) fn begin(
        connection: &Connection,
        secret: &Secret,
        dir: &Path,
        keys: &Path,
    ) -> Result<Erasing, StoreFailure> {
        let file = ErasureFile::in_folder(keys);
        let lines = file.read()?;
        let copies = copies_in(dir)?;
        if !lines.is_empty() {
            let transaction = connection.transaction()?;
            erase_again(&transaction, secret, &lines)?;
            transaction.commit()?;
        }
        // What was written ahead before a crash may still hold them.
        Ok(Erasing { file: Some(file), copies, is_owing: !lines.is_empty() })
    }

    /// Keeps what is erased beside the keys, durable when this returns.
    pub(crate) fn keep(&mut self, erased: &[ErasedSalt]) -> Result<(), StoreFailure> {
        if erased.is_empty() {
            return Ok(());
        }
        self.is_owing = true;
        self.file.as_ref().map_or(Ok(()), |file| file.add(erased))
    }
}

/// The copies of the database in its folder.
fn copies_in(dir: &Path) -> Result<Vec<PathBuf>, StoreFailure> {
    let failed = |source| StoreFailure::File { path: dir.to_owned(), source };
    let mut copies = Vec::new();
    for found in fs::read_dir(dir).map_err(failed)? {
        let path = found.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("before-layout-") && name.ends_with(".db") {
            copies.push(path);
        }
    }
    Ok(copies)
}

/// Overwrites salts within the caller's transaction; gives what the file beside the keys is told.
pub(crate) fn write(
    connection: &Connection,
    secret: &Secret,
    erased: &[Erasure],
) -> Result<Vec<ErasedSalt>, StoreFailure> {
    let mut told = Vec::with_capacity(erased.len());
    for Erasure { entry, subject } in erased {
        told.extend(overwrite(connection, *entry, *subject, |_| true)?.map(|salt| ErasedSalt {
            entry: *entry,
            subject: subject.code(),
            mark: secret.salt_mark(&salt),
        }));
        forget_requests(connection, secret, *entry)?;
    }
    Ok(told)
}

/// Overwrites the fingerprints of requests about the declaration of an entry. They are hashes of all that was sent:
/// whoever has everything else of it could try out names.
fn forget_requests(connection: &Connection, secret: &Secret, entry: u64) -> Result<(), StoreFailure> {
    let Some(block) = journal::block_of(connection, secret, entry)? else { return Ok(()) };
    let bytes = block.entry(entry).unwrap_or_default();
    let entry = Entry::decode(bytes)?;
    let (What::Lodged { number, .. } | What::Amended { number, .. } | What::Corrected { number, .. }) =
        entry.what
    else {
        return Ok(());
    };
    connection
        .prepare_cached("UPDATE request SET fingerprint = ?2 WHERE subject = ?1")?
        .execute(params![format!("c/{}/{number}", entry.consignment), [0_u8; 16]])?;
    Ok(())
}

/// Erases what the file tells, where it is the same salt.
fn erase_again(connection: &Connection, secret: &Secret, lines: &[ErasedSalt]) -> Result<(), StoreFailure> {
    for ErasedSalt { entry, subject, mark } in lines {
        if let Some(subject) = Subject::from_code(*subject) {
            let salt = overwrite(connection, *entry, subject, |salt| secret.salt_mark(salt) == *mark)?;
            if salt.is_some() {
                forget_requests(connection, secret, *entry)?;
            }
        }
    }
    Ok(())
}

/// Overwrites the salt of a subject, if there is one that fits; gives what it was. An entry that has no salt left has
/// no row.
fn overwrite(
    connection: &Connection,
    entry: u64,
    subject: Subject,
    fits: impl FnOnce(&[u8; crate::secret::SALT_LEN]) -> bool,
) -> Result<Option<[u8; crate::secret::SALT_LEN]>, StoreFailure> {
    let entry = entry.cast_signed();
    let known: Option<Vec<u8>> = connection
        .prepare_cached("SELECT salts FROM sealing WHERE entry = ?1")?
        .query_row([entry], |row| row.get(0))
        .optional()?;
    let Some(mut salts) = known else { return Ok(None) };
    let Some(salt) = salt_of(&salts, subject).filter(fits) else { return Ok(None) };
    erase_salt(&mut salts, subject);
    if subject == Subject::Document {
        document::drop_body(connection, entry.cast_unsigned())?;
    }
    if subjects_of(&salts).next().is_none() {
        connection.prepare_cached("DELETE FROM sealing WHERE entry = ?1")?.execute([entry])?;
    } else {
        connection
            .prepare_cached("UPDATE sealing SET salts = ?2 WHERE entry = ?1")?
            .execute(params![entry, salts])?;
    }
    Ok(Some(salt))
}

impl Writer {
    /// Empties what was written ahead, and tells copies of the database, where texts were erased since. Nobody waits:
    /// while others read, it is tried again with the next call.
    pub fn finish_erasing(&mut self) -> Result<(), StoreFailure> {
        if !self.erasing.is_owing {
            return Ok(());
        }
        let lines = self.erasing.file.as_ref().map_or(Ok(Vec::new()), ErasureFile::read)?;
        for copy in self.erasing.copies.iter().filter(|copy| copy.exists()) {
            let copy = rusqlite::Connection::open(copy)?;
            copy.pragma_update(None, "secure_delete", "ON")?;
            let copy = Connection::Sqlite(copy);
            let transaction = copy.transaction()?;
            erase_again(&transaction, self.secret(), &lines)?;
            transaction.commit()?;
        }
        // A server looks after its own log.
        let Some(sqlite) = self.reads().sqlite() else {
            self.erasing.is_owing = false;
            return Ok(());
        };
        sqlite.busy_timeout(Duration::ZERO)?;
        let emptied =
            sqlite.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| Ok(row.get::<_, i64>(0)? == 0));
        sqlite.busy_timeout(PATIENCE)?;
        match emptied {
            Ok(emptied) => self.erasing.is_owing = !emptied,
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// The texts in entries from one on that can still be read; at most so many entries are looked at. Gives the entry
    /// to go on from, none at the end.
    pub fn sealed_from(&self, from: u64, most: usize) -> Result<(Vec<Erasure>, Option<u64>), StoreFailure> {
        let sql = "SELECT entry, salts FROM sealing WHERE entry >= ?1 ORDER BY entry LIMIT ?2";
        let mut statement = self.reads().prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![from.cast_signed(), most])?;
        let (mut sealed, mut next) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            sealed.extend(sealed_in(&row)?.map(|(filing, _)| filing));
            next = Some(row.get::<i64>(0)?.cast_unsigned() + 1);
        }
        Ok((sealed, next))
    }

    /// The block that holds an entry, with its neighbours.
    pub fn block_of(&self, number: u64) -> Result<Option<Block>, StoreFailure> {
        journal::block_of(self.reads(), self.secret(), number)
    }
}

impl Reader {
    /// Whether texts of a consignment are erased.
    pub fn lacks_texts(&self, held: &Held) -> Result<bool, StoreFailure> {
        let entries: Vec<u64> = held.filed.iter().map(|filed| filed.entry).collect();
        let salts = salts_of(self.connection(), &entries)?;
        Ok(held.filed.iter().any(|filed| {
            let salt = |subject| salts.get(&filed.entry).and_then(|salts| salt_of(salts, subject));
            filed.texts.iter().any(|(subject, _)| salt(*subject).is_none())
        }))
    }

    /// The filings in which somebody is found by a hash, and as whom. All salts are looked through.
    pub fn sealed_under(&self, hash: u64) -> Result<Vec<Erasure>, StoreFailure> {
        let mut found = Vec::new();
        self.connection().each("SELECT entry, salts FROM sealing ORDER BY entry", (), |row| {
            let theirs = sealed_in(row)?.filter(|(_, of)| *of == hash);
            found.extend(theirs.map(|(filing, _)| filing));
            Ok::<(), StoreFailure>(())
        })?;
        Ok(found)
    }
}

/// The texts that the salts of an entry open, with what each person is found by.
fn sealed_in<'r>(row: &'r Row<'_>) -> Result<impl Iterator<Item = (Erasure, u64)> + 'r, StoreFailure> {
    let entry = row.get::<i64>(0)?.cast_unsigned();
    let salts = row.bytes(1)?;
    Ok(subjects_of(salts).map(move |(subject, of)| (Erasure { entry, subject }, of)))
}

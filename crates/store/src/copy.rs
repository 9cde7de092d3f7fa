//! A copy of the database as it was at one moment, while others write it.
//!
//! SQLite copies page by page, some megabytes at a time, and begins anew when somebody has written in between. So one
//! moment is held from the first page to the last: what is committed meanwhile waits in the write-ahead log, which is
//! taken up again as soon as the copy is there. Whoever writes never waits.

use crate::StoreFailure;
use crate::about::about;
use crate::journal::{self, BatchRow};
use crate::log;
use crate::moving;
use crate::open::Purpose;
use crate::reader::Reader;
use crate::schema;
use crate::secret::Secret;
use crate::sql::{Connection, Transaction};
use rusqlite::OpenFlags;
use rusqlite::backup::{Backup, StepResult};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// What a copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its layout.
    pub layout: i64,
    /// What it is for.
    pub purpose: Purpose,
    /// The name of the record.
    pub origin: Option<String>,
    /// The last batch; none before the first.
    pub last: Option<BatchRow>,
    /// The last checkpoint over the log; none before it has a leaf.
    pub checkpoint: Option<String>,
}

/// Pages that are copied at once.
const STEP: i32 = 1_024;

impl Reader {
    /// Copies the database to a new file that only its owner can read, durable when this returns. `progress` is told
    /// the bytes that are copied, and all of them.
    pub fn copy_to(&self, to: &Path, progress: impl FnMut(u64, u64)) -> Result<Copied, StoreFailure> {
        let failed = |source| StoreFailure::File { path: to.to_owned(), source };
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(failed)?;
        let moment = self.connection().moment()?;
        let copied = copied(&moment)?;
        let mut copy = rusqlite::Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Nobody opens it before all of it is there and synced.
        copy.pragma_update(None, "journal_mode", "OFF")?;
        copy.pragma_update(None, "synchronous", "OFF")?;
        match moment.sqlite() {
            Some(sqlite) => copy_pages(sqlite, &mut copy, progress)?,
            None => copy_rows(&moment, Connection::Sqlite(copy), self.secret(), progress)?,
        }
        drop(moment);
        file.sync_all().map_err(failed)?;
        Ok(copied)
    }
}

fn copy_pages(
    from: &rusqlite::Connection,
    to: &mut rusqlite::Connection,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), StoreFailure> {
    let page: u64 = from.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let backup = Backup::new(from, to)?;
    loop {
        let step = backup.step(STEP)?;
        let (all, left) = (backup.progress().pagecount, backup.progress().remaining);
        let bytes = |pages: i32| u64::try_from(pages).unwrap_or_default() * page;
        progress(bytes(all - left), bytes(all));
        match step {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => thread::sleep(Duration::from_millis(10)),
            _ => {}
        }
    }
}

/// Copies row by row, from a server. How many bytes it will be is known as little as how many rows there are.
fn copy_rows(
    moment: &Transaction<'_>,
    copy: Connection,
    secret: &Secret,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), StoreFailure> {
    schema::check_is_newest(moment)?;
    schema::bring_up(&copy, secret, None)?;
    let transaction = copy.transaction()?;
    moving::take(moment, &transaction, |rows| progress(rows, rows))?;
    moving::forget_moved(&transaction)?;
    Ok(transaction.commit()?)
}

/// What stands in the database at the moment that is copied.
fn copied(moment: &Connection) -> Result<Copied, StoreFailure> {
    let purpose = about(moment, "purpose")?.as_deref().and_then(Purpose::from_name);
    Ok(Copied {
        layout: schema::found(moment)?,
        purpose: purpose.ok_or(StoreFailure::Corrupt("what the database is for"))?,
        origin: about(moment, "origin")?,
        last: journal::last_batch(moment)?,
        checkpoint: log::checkpoint(moment)?.map(|kept| kept.note),
    })
}

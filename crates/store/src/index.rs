//! What consignments are found by: short keyed hashes in sorted runs, old ones behind a filter.
//!
//! ```text
//!   a batch's keys ──► one row of `recent`, and the table in memory
//!   enough of them ──► a sorted run: rows of `key_page`, a few with every batch, with its filter in memory
//! ```
//!
//! Sorting half a million keys takes as long as a hundred commits, so that another thread does it; and the rows of
//! `recent` that a run stands for go a few with every batch, too.
//!
//! Random keys in one growing tree make every insert touch a page of its own, slower the more there is. Here each
//! key is written twice, each time beside its neighbours (O'Neil et al., "The log-structured merge-tree", 1996).

use crate::StoreFailure;
use crate::beside::beside;
use crate::filter::Filter;
use crate::key_table::KeyTable;
use crate::writer::{about, set_about};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::{Arc, OnceLock, RwLock, RwLockWriteGuard};

/// Keys in memory before they become a run.
const RUN_KEYS: usize = 500_000;
/// Keys in a page of a run.
const PAGE_KEYS: usize = 512;
/// Pages of a run written with one batch.
const PAGES_A_BATCH: usize = 64;
/// Rows of `recent` that go with one batch once a run stands for them.
const ROWS_A_BATCH: i64 = 16;
/// The name under which it is noted up to which row of `recent` runs stand for the keys.
const IN_RUNS: &str = "keys_in_runs";
/// Bytes of a key with its place.
const RECORD: usize = 16;

/// A hash and the number that it leads to.
type Key = (u64, u64);

/// The keys of a database. Copies share them: one writes, many read.
#[derive(Clone, Default)]
pub(crate) struct Index {
    held: Arc<RwLock<Held>>,
}

#[derive(Default)]
struct Held {
    /// The runs, the oldest first.
    runs: Vec<Run>,
    /// Keys that are becoming a run.
    settling: Option<Settling>,
    /// The newest keys.
    fresh: KeyTable,
    /// The number of the last row of `recent` that is in `fresh`.
    last_batch: i64,
    /// The rows of `recent` up to this one are in runs, and go.
    to_go: i64,
}

/// Keys that are being written as a run.
struct Settling {
    run: i64,
    keys: Arc<KeyTable>,
    /// The same, sorted, with what finds them; given once another thread is through.
    sorted: Arc<OnceLock<Sorted>>,
    /// How many pages are written.
    written: usize,
    /// The rows of `recent` up to this one are the same keys.
    through: i64,
}

/// The keys of a run in order, with its filter and fences.
struct Sorted {
    keys: Vec<Key>,
    run: Run,
}

/// What an insertion changes once it is committed.
pub(crate) struct Change {
    keys: Vec<Key>,
    batch: i64,
    progress: Progress,
}

enum Progress {
    None,
    /// A run is begun with the newest keys, those of this batch among them.
    Begun(i64),
    /// So many pages of it are written.
    Pages(usize),
    /// It is whole.
    Whole,
}

impl Change {
    /// Whether the rows of the batches up to this one will go when the run is whole.
    pub(crate) fn begins_run(&self) -> bool {
        matches!(self.progress, Progress::Begun(_))
    }
}

#[derive(Clone)]
struct Run {
    number: i64,
    filter: Filter,
    /// The first hash of each page.
    fences: Vec<u64>,
}

impl Index {
    /// Reads what finds keys: filters and fences of the runs, and the keys that are in no run yet.
    pub(crate) fn load(connection: &Connection) -> Result<Index, StoreFailure> {
        let index = Index::default();
        index.reload(connection)?;
        Ok(index)
    }

    /// What the database holds, also after a batch that was not kept.
    pub(crate) fn reload(&self, connection: &Connection) -> Result<(), StoreFailure> {
        let in_runs = in_runs(connection)?;
        let mut held =
            Held { runs: runs(connection)?, last_batch: in_runs, to_go: in_runs, ..Held::default() };
        let mut rows =
            connection.prepare("SELECT number, keys FROM recent WHERE number > ?1 ORDER BY number")?;
        let mut rows = rows.query([in_runs])?;
        while let Some(row) = rows.next()? {
            held.last_batch = row.get(0)?;
            let body: Vec<u8> = row.get(1)?;
            held.add(&keys_of(&body));
        }
        *self.write()? = held;
        Ok(())
    }

    /// The numbers under a key, each once, the newest first.
    pub(crate) fn find(
        &self,
        connection: &Connection,
        hash: u64,
        most: usize,
    ) -> Result<Vec<u64>, StoreFailure> {
        let mut found = Vec::new();
        let mut pages = Vec::new();
        {
            let held = self.held.read().map_err(|_| half_written())?;
            add(&mut found, held.fresh.under(hash).iter().rev().copied(), most);
            if let Some(settling) = &held.settling {
                add(&mut found, settling.keys.under(hash).iter().rev().copied(), most);
            }
            for run in held.runs.iter().rev().filter(|run| run.filter.may_hold(hash)) {
                pages.extend(run.pages_of(hash).rev().map(|page| (run.number, page)));
            }
        }
        for (run, page) in pages {
            if found.len() >= most {
                break;
            }
            let keys = read_page(connection, run, page)?;
            add(&mut found, under(&keys, hash).rev(), most);
        }
        Ok(found)
    }

    /// Writes keys, within the caller's transaction, beside `more` that belongs to the same batch. Nobody finds
    /// them before the change is told to [`Index::committed`].
    pub(crate) fn insert(
        &self,
        connection: &Connection,
        mut keys: Vec<Key>,
        more: &[u8],
    ) -> Result<Change, StoreFailure> {
        keys.sort_unstable();
        let held = self.held.read().map_err(|_| half_written())?;
        let batch = held.last_batch + 1;
        connection
            .prepare_cached("INSERT INTO recent (number, keys, deadlines) VALUES (?1, ?2, ?3)")?
            .execute(params![batch, body_of(&keys), more])?;
        connection
            .prepare_cached(
                "DELETE FROM recent WHERE number IN \
                 (SELECT number FROM recent WHERE number <= ?1 ORDER BY number LIMIT ?2)",
            )?
            .execute([held.to_go, ROWS_A_BATCH])?;
        let progress = match &held.settling {
            Some(settling) => settling.write_some(connection)?,
            None if held.fresh.len() + keys.len() >= RUN_KEYS => {
                connection.execute("INSERT INTO key_run (filter) VALUES (NULL)", [])?;
                Progress::Begun(connection.last_insert_rowid())
            }
            None => Progress::None,
        };
        Ok(Change { keys, batch, progress })
    }

    /// What was inserted is committed: it is found from now on.
    pub(crate) fn committed(&self, change: Change) -> Result<(), StoreFailure> {
        let mut held = self.write()?;
        held.last_batch = change.batch;
        held.add(&change.keys);
        match change.progress {
            Progress::None => {}
            Progress::Begun(run) => held.begin_run(run),
            Progress::Pages(written) => {
                if let Some(settling) = &mut held.settling {
                    settling.written = written;
                }
            }
            Progress::Whole => held.end_run(),
        }
        Ok(())
    }

    /// The bytes that the filters take in memory.
    pub(crate) fn filter_bytes(&self) -> usize {
        let bytes = |held: &Held| held.runs.iter().map(|run| run.filter.byte_len()).sum();
        self.held.read().map_or(0, |held| bytes(&held))
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, Held>, StoreFailure> {
        self.held.write().map_err(|_| half_written())
    }
}

fn half_written() -> StoreFailure {
    StoreFailure::Corrupt("the keys in memory, which another thread left half-written")
}

impl Held {
    fn add(&mut self, keys: &[Key]) {
        keys.iter().for_each(|(hash, place)| self.fresh.add(*hash, *place));
    }

    /// The newest keys become a run from now on.
    fn begin_run(&mut self, run: i64) {
        let keys = Arc::new(std::mem::take(&mut self.fresh));
        let sorted = Arc::new(OnceLock::new());
        self.settling = Some(Settling {
            run,
            keys: Arc::clone(&keys),
            sorted: Arc::clone(&sorted),
            written: 0,
            through: self.last_batch,
        });
        beside(move || {
            // Nobody else sets it.
            let _ = sorted.set(Sorted::of(run, &keys));
        });
    }

    /// The run is whole and stands for its keys.
    fn end_run(&mut self) {
        let Some(settling) = self.settling.take() else { return };
        self.to_go = settling.through;
        if let Some(sorted) = settling.sorted.get() {
            self.runs.push(sorted.run.clone());
        }
        // It is large, and nobody waits for its memory.
        beside(move || drop(settling));
    }
}

impl Sorted {
    fn of(run: i64, keys: &KeyTable) -> Sorted {
        let mut keys = keys.to_keys();
        keys.sort_unstable();
        Sorted { run: Run::of(run, &keys), keys }
    }
}

impl Settling {
    /// Writes some more pages, once the keys are sorted; with the last the run is whole.
    fn write_some(&self, connection: &Connection) -> Result<Progress, StoreFailure> {
        let Some(Sorted { keys, run }) = self.sorted.get() else { return Ok(Progress::None) };
        let mut statement =
            connection.prepare_cached("INSERT INTO key_page (run, page, body) VALUES (?1, ?2, ?3)")?;
        let pages = keys.chunks(PAGE_KEYS).skip(self.written).take(PAGES_A_BATCH);
        let mut written = self.written;
        for keys in pages {
            statement.execute(params![self.run, written, body_of(keys)])?;
            written += 1;
        }
        if written < keys.len().div_ceil(PAGE_KEYS) {
            return Ok(Progress::Pages(written));
        }
        connection.execute(
            "UPDATE key_run SET filter = ?1, fences = ?2 WHERE run = ?3",
            params![run.filter.to_bytes(), run.fence_bytes(), run.number],
        )?;
        set_about(connection, IN_RUNS, &self.through.to_string())?;
        Ok(Progress::Whole)
    }
}

impl Run {
    fn of(number: i64, keys: &[Key]) -> Run {
        let mut filter = Filter::for_keys(keys.len());
        keys.iter().for_each(|(hash, _)| filter.insert(*hash));
        let fences = keys.chunks(PAGE_KEYS).filter_map(|page| page.first()).map(|(hash, _)| *hash).collect();
        Run { number, filter, fences }
    }

    /// The pages on which a hash may stand: the last that begins below it, and all that begin with it.
    fn pages_of(&self, hash: u64) -> std::ops::Range<usize> {
        let first = self.fences.partition_point(|fence| *fence < hash);
        let last = self.fences.partition_point(|fence| *fence <= hash);
        first.saturating_sub(1)..last
    }

    fn fence_bytes(&self) -> Vec<u8> {
        self.fences.iter().flat_map(|fence| fence.to_le_bytes()).collect()
    }
}

/// Up to which row of `recent` runs stand for the keys.
pub(crate) fn in_runs(connection: &Connection) -> Result<i64, StoreFailure> {
    let corrupt = StoreFailure::Corrupt("up to where keys are in runs");
    about(connection, IN_RUNS)?.map_or(Ok(0), |row| row.parse().map_err(|_| corrupt))
}

/// The runs that are whole. What was written of another one is thrown away: its keys are in `recent` still.
fn runs(connection: &Connection) -> Result<Vec<Run>, StoreFailure> {
    if !connection.is_readonly("main")? {
        connection.execute_batch(
            "DELETE FROM key_page WHERE run IN (SELECT run FROM key_run WHERE filter IS NULL); \
             DELETE FROM key_run WHERE filter IS NULL",
        )?;
    }
    let sql = "SELECT run, filter, fences FROM key_run WHERE filter IS NOT NULL ORDER BY run";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        let (filter, fences): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
        let filter = Filter::from_bytes(&filter).ok_or(StoreFailure::Corrupt("the filter of keys"))?;
        let (fences, _) = fences.as_chunks::<8>();
        let fences = fences.iter().map(|fence| u64::from_le_bytes(*fence)).collect();
        runs.push(Run { number: row.get(0)?, filter, fences });
    }
    Ok(runs)
}

fn read_page(connection: &Connection, run: i64, page: usize) -> Result<Vec<Key>, StoreFailure> {
    let body: Option<Vec<u8>> = connection
        .prepare_cached("SELECT body FROM key_page WHERE run = ?1 AND page = ?2")?
        .query_row(params![run, page], |row| row.get(0))
        .optional()?;
    Ok(keys_of(&body.ok_or(StoreFailure::Corrupt("a page of keys that is not there"))?))
}

/// Adds numbers that are not there yet, up to so many in all: a consignment comes under a key with each filing.
fn add(found: &mut Vec<u64>, numbers: impl Iterator<Item = u64>, most: usize) {
    for number in numbers {
        if found.len() >= most {
            return;
        }
        if !found.contains(&number) {
            found.push(number);
        }
    }
}

/// The places under a hash in sorted keys.
fn under(keys: &[Key], hash: u64) -> impl DoubleEndedIterator<Item = u64> {
    let from = keys.partition_point(|(other, _)| *other < hash);
    let to = keys.partition_point(|(other, _)| *other <= hash);
    keys.get(from..to).unwrap_or_default().iter().map(|(_, place)| *place)
}

fn body_of(keys: &[Key]) -> Vec<u8> {
    keys.iter().flat_map(|(hash, place)| [hash.to_le_bytes(), place.to_le_bytes()]).flatten().collect()
}

fn keys_of(body: &[u8]) -> Vec<Key> {
    let (records, _) = body.as_chunks::<RECORD>();
    let key = |record: &[u8; RECORD]| {
        let (hash, place) = record.split_first_chunk::<8>()?;
        Some((u64::from_le_bytes(*hash), u64::from_le_bytes(*place.first_chunk::<8>()?)))
    };
    records.iter().filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        connection
    }

    fn put(index: &Index, connection: &Connection, keys: Vec<Key>) {
        let change = index.insert(connection, keys, &[]).unwrap();
        index.committed(change).unwrap();
    }

    fn hash(n: u64) -> u64 {
        let x = n.wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x ^ (x >> 31)
    }

    #[test]
    fn every_key_is_found_newest_first_in_memory_in_runs_and_after_opening_again() {
        let connection = database();
        let index = Index::load(&connection).unwrap();
        let batches = 4 * RUN_KEYS as u64 / 10_000;
        for batch in 0..batches {
            let mut keys: Vec<Key> = (0..10_000).map(|n| (hash(batch * 10_000 + n), batch)).collect();
            keys.push((7, batch));
            put(&index, &connection, keys);
        }
        // What a run stands for goes bit by bit.
        let kept =
            || -> u64 { connection.query_row("SELECT count(*) FROM recent", [], |row| row.get(0)).unwrap() };
        while index.held.read().unwrap().runs.len() < 2 || kept() > batches - 50 {
            put(&index, &connection, Vec::new());
        }
        let again = Index::load(&connection).unwrap();
        for index in [&index, &again] {
            for n in (0..batches * 10_000).step_by(9_973) {
                assert_eq!(index.find(&connection, hash(n), 3).unwrap(), [n / 10_000]);
            }
            assert!(index.find(&connection, 8, 3).unwrap().is_empty());
            let newest: Vec<u64> = (0..batches).rev().collect();
            assert_eq!(index.find(&connection, 7, usize::MAX).unwrap(), newest);
            assert_eq!(index.find(&connection, 7, 2).unwrap(), newest[..2]);
        }
    }

    #[test]
    fn a_key_with_more_places_than_a_page_is_found_whole() {
        let connection = database();
        let index = Index::load(&connection).unwrap();
        let many = 3 * PAGE_KEYS as u64;
        let mut keys: Vec<Key> = (0..RUN_KEYS as u64).map(|n| (hash(n), n)).collect();
        keys.extend((0..many).map(|place| (9, place)));
        put(&index, &connection, keys);
        while index.held.read().unwrap().runs.is_empty() {
            put(&index, &connection, vec![(1, 1)]);
        }
        assert_eq!(index.held.read().unwrap().runs.len(), 1);
        let newest: Vec<u64> = (0..many).rev().collect();
        assert_eq!(index.find(&connection, 9, usize::MAX).unwrap(), newest);
    }

    #[test]
    fn a_place_that_comes_often_hides_no_other() {
        let connection = database();
        let index = Index::load(&connection).unwrap();
        for place in [3, 7, 7, 7] {
            put(&index, &connection, vec![(9, place)]);
        }
        assert_eq!(index.find(&connection, 9, 2).unwrap(), [7, 3]);
    }
}

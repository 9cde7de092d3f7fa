//! What consignments are found by: short keyed hashes in sorted runs, old ones behind a filter.
//!
//! ```text
//!   a batch's keys ──► one row of `recent`, and the table in memory
//!   enough of them ──► a sorted run: pages on disk, its filter in memory
//!   enough runs    ──► one longer run of the next level
//! ```
//!
//! Random keys in one growing tree make every insert touch a page of its own, slower the more there is. Here each
//! key is written a few times, each time beside its neighbours (O'Neil et al., "The log-structured merge-tree", 1996),
//! and asked for in a number of runs that hardly grows. Sorting half a million keys takes as long as a hundred commits,
//! so that another thread does it; runs are written, and what they stand for goes, a few pages with every batch.

mod ahead;
mod filter;
mod key_table;
mod merging;
mod near;
mod run;

pub use ahead::Ahead;
pub use key_table::KeyTable;
pub(crate) use near::Copier;

use crate::StoreFailure;
use crate::about::{about, set_about};
use crate::beside::beside;
use crate::deadline::Deadlines;
use crate::sql::{Connection, params};
use merging::Merging;
use run::{Growing, Key, PAGE_KEYS, Run};
use std::sync::{Arc, OnceLock, RwLock, RwLockWriteGuard};

/// Keys in memory before they become a run, at least and at most.
const RUN_KEYS: usize = 500_000;
const MOST_RUN_KEYS: usize = 4_000_000;
/// Between them a run has this part of all keys: where there are more, runs are longer, and hardly more of them are to
/// be asked.
const SHARE: usize = 32;
/// Pages of a run that is made from memory, written with one batch, for each page that its own keys would fill: what
/// is in memory twice goes soon.
const SETTLED: usize = 4;
/// The same of each run that is made from others. They are ready when half as much has come in as they hold.
const MERGED: usize = 4;
/// Pages that go with a batch for each that its keys would fill: more than all levels together leave.
const THROWN: usize = 4;
/// Rows of `recent` that go with one batch once a run stands for them.
const ROWS_A_BATCH: i64 = 16;
/// The name under which it is noted up to which row of `recent` runs stand for the keys.
const IN_RUNS: &str = "keys_in_runs";
/// How often a key is asked for again where a run went meanwhile.
const TRIES: usize = 4;

/// The keys of a database. Copies share them: one writes, many read.
#[derive(Clone, Default)]
pub(crate) struct Index {
    held: Arc<RwLock<Held>>,
    /// Whether another process writes, so that what it changes must be read again.
    is_apart: bool,
}

#[derive(Default)]
struct Held {
    /// The runs, the oldest first.
    runs: Vec<Arc<Run>>,
    /// Keys that are becoming a run.
    settling: Option<Arc<KeyTable>>,
    /// The newest keys.
    fresh: KeyTable,
    /// The row of `recent` up to which all keys are in runs.
    through: i64,
    /// The row of `recent` up to which all keys are here.
    last: i64,
}

/// Writes the keys of a database, within transactions of its one writer.
pub(crate) struct KeyWriter {
    index: Index,
    /// Whether runs are its business; of several nodes only one's.
    pub(crate) is_on_duty: bool,
    /// The number of the last row of `recent`.
    last_batch: i64,
    /// The rows of `recent` up to this one are in runs, and go.
    to_go: i64,
    settling: Option<Settling>,
    /// Runs that become longer ones, at most one on each level.
    merging: Vec<Merging>,
    /// Runs that others stand for: their pages go.
    remains: Vec<i64>,
}

/// Keys that are being written as a run.
struct Settling {
    growing: Growing,
    /// Whether all pages are written.
    has_pages: bool,
    /// The keys in order; given once another thread is through.
    sorted: Arc<OnceLock<Vec<Key>>>,
    /// The rows of `recent` up to this one are the same keys.
    through: i64,
}

/// What an insertion changes for those who look for keys, once it is committed.
#[derive(Default)]
pub(crate) struct Change {
    keys: Vec<Key>,
    /// The row of `recent` that they stand in.
    last: i64,
    /// A run is begun with the newest keys, those of this batch among them; who sorts them gives them here.
    begun: Option<Arc<OnceLock<Vec<Key>>>>,
    /// The keys from memory are a run.
    settled: Option<Settled>,
    /// Runs that stand for others from here on.
    merged: Vec<Merged>,
}

/// A run of the keys from memory, with the row of `recent` up to which it stands for them.
type Settled = (Arc<Run>, i64);

/// A run that stands for others, with the numbers of those.
type Merged = (Arc<Run>, Vec<i64>);

impl Change {
    /// Whether the rows of the batches up to this one will go when the run is whole.
    pub(crate) fn begins_run(&self) -> bool {
        self.begun.is_some()
    }
}

impl Index {
    /// Reads what finds keys, for a process that does not write them.
    pub(crate) fn load_apart(connection: &Connection) -> Result<Index, StoreFailure> {
        let index = Index { is_apart: true, ..Index::default() };
        index.reload(connection)?;
        Ok(index)
    }

    /// Reads filters and fences of the runs, and the keys that are in no run yet. Gives the number of the last row
    /// of `recent`. All of it is of one moment: of another one where the session was lost on the way.
    fn reload(&self, connection: &Connection) -> Result<i64, StoreFailure> {
        match self.reload_once(connection) {
            Err(failure) if failure.is_of_lost_server() => self.reload_once(connection),
            done => done,
        }
    }

    fn reload_once(&self, connection: &Connection) -> Result<i64, StoreFailure> {
        let _moment = connection.moment_unless_in_one()?;
        let known = self.held.read().map_err(|_| half_written())?.runs.clone();
        let runs = run::runs(connection, &known)?;
        let through = in_runs(connection)?;
        let mut held = Held { runs, through, last: through, ..Held::default() };
        held.add_newer(connection)?;
        let mut known = self.write()?;
        // Whoever writes has told of more meanwhile, of which this moment knows nothing: that counts.
        if held.last >= known.last {
            std::mem::swap(&mut *known, &mut held);
        }
        let last = known.last;
        // What is known no more is much, and given back while nobody waits for it.
        drop(known);
        Ok(last)
    }

    /// The numbers under a key, each once, the newest first.
    pub(crate) fn find(
        &self,
        connection: &Connection,
        hash: u64,
        most: usize,
    ) -> Result<Vec<u64>, StoreFailure> {
        self.find_given(connection, &Ahead::default(), hash, most)
    }

    /// The same, with what was found ahead.
    pub(crate) fn find_given(
        &self,
        connection: &Connection,
        ahead: &Ahead,
        hash: u64,
        most: usize,
    ) -> Result<Vec<u64>, StoreFailure> {
        for _ in 0..TRIES {
            if let Some(found) = self.look(connection, ahead, hash, most)? {
                return Ok(found);
            }
            self.see_other_runs(connection)?;
        }
        Err(StoreFailure::Corrupt("a page of keys that is not there"))
    }

    /// A run went, and another stands for it: whoever writes here has told it already.
    fn see_other_runs(&self, connection: &Connection) -> Result<(), StoreFailure> {
        if self.is_apart || connection.has_others() { self.reload(connection).map(drop) } else { Ok(()) }
    }

    /// The same; none where a run went before it was read.
    fn look(
        &self,
        connection: &Connection,
        ahead: &Ahead,
        hash: u64,
        most: usize,
    ) -> Result<Option<Vec<u64>>, StoreFailure> {
        let mut found = Vec::new();
        let mut pages = Vec::new();
        {
            let held = self.held.read().map_err(|_| half_written())?;
            add(&mut found, held.fresh.under(hash).iter().rev().copied(), most);
            if let Some(settling) = &held.settling {
                add(&mut found, settling.under(hash).iter().rev().copied(), most);
            }
            if let Some(in_runs) = ahead.get(held.through, hash, most) {
                add(&mut found, in_runs.iter().copied(), most);
                return Ok(Some(found));
            }
            for run in held.runs.iter().rev() {
                pages.extend(run.pages_of(hash).rev().map(|page| (Arc::clone(run), page)));
            }
        }
        for (run, page) in pages {
            if found.len() >= most {
                break;
            }
            let give = |page: &[u8]| add(&mut found, run::under(page, hash).rev(), most);
            if run::with_page(connection, &run, page, give)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    /// The same for who reads beside others that write: also among what they wrote just now.
    pub(crate) fn find_beside(
        &self,
        connection: &Connection,
        hash: u64,
        most: usize,
    ) -> Result<Vec<u64>, StoreFailure> {
        let mut found = self.find(connection, hash, most)?;
        if !found.is_empty() || !connection.has_others() {
            return Ok(found);
        }
        let last = self.held.read().map_err(|_| half_written())?.last;
        let mut newer = Held { last, ..Held::default() };
        newer.add_newer(connection)?;
        add(&mut found, newer.fresh.under(hash).iter().rev().copied(), most);
        Ok(found)
    }

    /// The bytes that the filters take in memory.
    pub(crate) fn filter_bytes(&self) -> usize {
        let bytes = |held: &Held| held.runs.iter().map(|run| run.filter().byte_len()).sum();
        self.held.read().map_or(0, |held| bytes(&held))
    }

    /// Whether there are other runs by now than those that are known.
    fn has_other_runs(&self, connection: &Connection) -> Result<bool, StoreFailure> {
        let sql = "SELECT count(*), coalesce(max(run), 0) FROM key_run WHERE fences IS NOT NULL";
        let there: (usize, i64) = connection.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let held = self.held.read().map_err(|_| half_written())?;
        let newest = held.runs.iter().map(|run| run.number()).max();
        Ok(there != (held.runs.len(), newest.unwrap_or_default()))
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, Held>, StoreFailure> {
        self.held.write().map_err(|_| half_written())
    }
}

fn half_written() -> StoreFailure {
    StoreFailure::Corrupt("the keys in memory, which another thread left half-written")
}

impl KeyWriter {
    /// Reads what finds keys, and what is left to do about them.
    pub(crate) fn load(connection: &Connection) -> Result<KeyWriter, StoreFailure> {
        KeyWriter::over(Index::default(), connection)
    }

    /// The same once more, after a batch that was not kept.
    pub(crate) fn reload(&mut self, connection: &Connection) -> Result<(), StoreFailure> {
        let is_on_duty = self.is_on_duty;
        *self = KeyWriter { is_on_duty, ..KeyWriter::over(self.index.clone(), connection)? };
        Ok(())
    }

    fn over(index: Index, connection: &Connection) -> Result<KeyWriter, StoreFailure> {
        let last_batch = index.reload(connection)?;
        let to_go = in_runs(connection)?;
        let remains = run::remains(connection)?;
        let is_on_duty = true;
        Ok(KeyWriter { index, is_on_duty, last_batch, to_go, settling: None, merging: Vec::new(), remains })
    }

    /// The number of the last row of `recent` that it knows.
    pub(crate) fn last_batch(&self) -> i64 {
        self.last_batch
    }

    /// Runs are its business from now on; what another has begun is given up.
    pub(crate) fn begin_duty(&mut self, connection: &Connection) -> Result<(), StoreFailure> {
        *self = KeyWriter::over(self.index.clone(), connection)?;
        Ok(())
    }

    /// Adds what other nodes wrote since; their deadlines too, unless whoever is on duty has bundled some: then they are
    /// to be loaded again, and this gives false.
    pub(crate) fn catch_up(
        &mut self,
        connection: &Connection,
        deadlines: &mut Deadlines,
    ) -> Result<bool, StoreFailure> {
        let has_other_runs = !self.is_on_duty && self.index.has_other_runs(connection)?;
        if has_other_runs {
            self.last_batch = self.index.reload(connection)?;
            return Ok(false);
        }
        let sql = "SELECT number, keys, deadlines FROM recent WHERE number > ?1 ORDER BY number";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([self.last_batch])?;
        let mut held = self.index.write()?;
        while let Some(row) = rows.next()? {
            self.last_batch = row.get(0)?;
            // A reader may have come before.
            if self.last_batch > held.last {
                held.add(run::keys_of(row.bytes(1)?));
                held.last = self.last_batch;
            }
            deadlines.others(row.bytes(2)?);
        }
        Ok(true)
    }

    /// Finds what it has written.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Writes keys, within the caller's transaction, beside `more` that belongs to the same batch. Nobody finds
    /// them before the change is told to [`KeyWriter::committed`]; where the transaction fails, everything is
    /// [reloaded](KeyWriter::reload).
    pub(crate) fn insert(
        &mut self,
        connection: &Connection,
        mut keys: Vec<Key>,
        more: &[u8],
    ) -> Result<Change, StoreFailure> {
        keys.sort_unstable();
        self.last_batch += 1;
        connection
            .prepare_cached("INSERT INTO recent (number, keys, deadlines) VALUES (?1, ?2, ?3)")?
            .execute(params![self.last_batch, run::body_of(&keys), more])?;
        if !self.is_on_duty {
            return Ok(Change { keys, last: self.last_batch, ..Change::default() });
        }
        connection
            .prepare_cached(
                "DELETE FROM recent WHERE number IN \
                 (SELECT number FROM recent WHERE number <= ?1 ORDER BY number LIMIT ?2)",
            )?
            .execute([self.to_go, ROWS_A_BATCH])?;
        let pages = keys.len().div_ceil(PAGE_KEYS).max(1);
        let begun = self.begin(connection, keys.len())?;
        let settled = self.settle(connection, pages * SETTLED)?;
        let merged = self.merge(connection, pages * MERGED)?;
        self.throw_away(connection, pages * THROWN)?;
        self.remains.extend(merged.iter().flat_map(|(_, sources)| sources));
        Ok(Change { keys, last: self.last_batch, begun, settled, merged })
    }

    /// Begins a run of the newest keys and so many more, if they are enough.
    fn begin(
        &mut self,
        connection: &Connection,
        more: usize,
    ) -> Result<Option<Arc<OnceLock<Vec<Key>>>>, StoreFailure> {
        let keys = {
            let held = self.index.held.read().map_err(|_| half_written())?;
            let keys = held.fresh.len() + more;
            let in_runs = held.runs.iter().map(|run| run.most_keys()).sum();
            if self.settling.is_some() || keys < enough_for_run(in_runs) {
                return Ok(None);
            }
            keys
        };
        let growing = Growing::begin(connection, 0, keys)?;
        let through = self.last_batch;
        let settling = Settling { growing, has_pages: false, sorted: Arc::default(), through };
        let sorted = Arc::clone(&settling.sorted);
        self.settling = Some(settling);
        Ok(Some(sorted))
    }

    /// Writes some more pages of the run from memory, once its keys are sorted. Gives it when it is whole.
    fn settle(&mut self, connection: &Connection, pages: usize) -> Result<Option<Settled>, StoreFailure> {
        let Some(settling) = &mut self.settling else { return Ok(None) };
        let Some(keys) = settling.sorted.get() else { return Ok(None) };
        if !settling.has_pages {
            let mut left = keys.chunks(PAGE_KEYS).skip(settling.growing.pages());
            settling.has_pages = settling.growing.write(connection, pages, |page| {
                page.extend_from_slice(left.next().unwrap_or_default());
                Ok(())
            })?;
            return Ok(None);
        }
        // The filter comes after the last page, with batches of its own.
        if !settling.growing.write_filter(connection, pages)? {
            return Ok(None);
        }
        let Some(Settling { growing, through, sorted, .. }) = self.settling.take() else { return Ok(None) };
        // They are many, and nobody waits for their memory.
        beside(move || drop(sorted));
        set_about(connection, IN_RUNS, &through.to_string())?;
        self.to_go = through;
        Ok(Some((Arc::new(growing.end(connection)?), through)))
    }

    /// Writes some more pages of each longer run. Gives those that are whole, with the runs that they stand for.
    fn merge(&mut self, connection: &Connection, pages: usize) -> Result<Vec<Merged>, StoreFailure> {
        for runs in self.to_merge()? {
            let level = runs.first().map_or(0, |run| run.level());
            self.merging.push(Merging::begin(connection, level, runs)?);
        }
        let mut merged = Vec::new();
        for mut merging in std::mem::take(&mut self.merging) {
            if merging.write_some(connection, pages)? {
                let (run, sources) = merging.end(connection)?;
                merged.push((Arc::new(run), sources));
            } else {
                self.merging.push(merging);
            }
        }
        Ok(merged)
    }

    /// The oldest runs of each level that has enough of them, where none become one yet.
    fn to_merge(&self) -> Result<Vec<Vec<Arc<Run>>>, StoreFailure> {
        let held = self.index.held.read().map_err(|_| half_written())?;
        let of_a_level = held.runs.chunk_by(|one, next| one.level() == next.level());
        let oldest = of_a_level.filter_map(|runs| runs.get(..merging::RUNS));
        let is_free = |runs: &&[Arc<Run>]| {
            let mut levels = self.merging.iter().map(Merging::level);
            runs.first().is_some_and(|run| levels.all(|level| level != run.level()))
        };
        Ok(oldest.filter(is_free).map(<[_]>::to_vec).collect())
    }

    /// Throws away some pages of runs that others stand for.
    fn throw_away(&mut self, connection: &Connection, pages: usize) -> Result<(), StoreFailure> {
        if let Some(run) = self.remains.first()
            && run::throw_away(connection, *run, pages)?
        {
            self.remains.remove(0);
        }
        Ok(())
    }

    /// What was inserted is committed: it is found from now on.
    pub(crate) fn committed(&self, change: Change) -> Result<(), StoreFailure> {
        let Change { keys, last, begun, settled, merged } = change;
        let mut held = self.index.write()?;
        // A reader may have come before, and read what was committed already.
        if let Some((run, through)) = settled {
            held.stand_in(run);
            held.through = through;
            let settled = held.settling.take();
            beside(move || drop(settled));
        }
        for (run, sources) in merged {
            held.runs.retain(|run| !sources.contains(&run.number()));
            held.stand_in(run);
        }
        held.runs.sort_by_key(|run| run.age());
        if last > held.last {
            held.add(keys);
            held.last = last;
        }
        if let Some(sorted) = begun {
            let keys = Arc::new(std::mem::take(&mut held.fresh));
            held.settling = Some(Arc::clone(&keys));
            beside(move || {
                let mut keys = keys.to_keys();
                keys.sort_unstable();
                // Nobody else sets it.
                let _ = sorted.set(keys);
            });
        }
        Ok(())
    }
}

impl Held {
    /// Adds a run, once.
    fn stand_in(&mut self, run: Arc<Run>) {
        if self.runs.iter().all(|known| known.number() != run.number()) {
            self.runs.push(run);
        }
    }

    /// Adds the keys of rows that came after the last one.
    fn add_newer(&mut self, connection: &Connection) -> Result<(), StoreFailure> {
        let sql = "SELECT number, keys FROM recent WHERE number > ?1 ORDER BY number";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([self.last])?;
        while let Some(row) = rows.next()? {
            self.add(run::keys_of(row.bytes(1)?));
            self.last = row.get(0)?;
        }
        Ok(())
    }

    fn add(&mut self, keys: impl IntoIterator<Item = Key>) {
        keys.into_iter().for_each(|(hash, place)| self.fresh.add(hash, place));
    }
}

/// How many keys become a run, where runs have so many already.
fn enough_for_run(in_runs: usize) -> usize {
    (in_runs / SHARE).clamp(RUN_KEYS, MOST_RUN_KEYS)
}

/// Up to which row of `recent` runs stand for the keys.
pub(crate) fn in_runs(connection: &Connection) -> Result<i64, StoreFailure> {
    let corrupt = StoreFailure::Corrupt("up to where keys are in runs");
    about(connection, IN_RUNS)?.map_or(Ok(0), |row| row.parse().map_err(|_| corrupt))
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

#[cfg(test)]
mod tests;

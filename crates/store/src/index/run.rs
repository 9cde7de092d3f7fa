//! Sorted runs of keys: pages on disk, a filter and the first hash of each page in memory.

use super::filter::Filter;
use super::near::Near;
use crate::StoreFailure;
use crate::sql::{Connection, OptionalExtension, Row, params};
use std::sync::{Arc, OnceLock};

/// A hash and the number that it leads to.
pub(super) type Key = (u64, u64);

/// Keys in a page of a run: with its row's head it fills one page of the database.
pub(super) const PAGE_KEYS: usize = 252;
/// The bytes of a full one.
pub(super) const PAGE_BYTES: usize = PAGE_KEYS * size_of::<Record>();

/// A run that is whole.
pub(super) struct Run {
    number: i64,
    level: i64,
    filter: Filter,
    /// The first hash of each page.
    fences: Vec<u64>,
    /// Its copy on the own disk, where it is at a server; none in it where it cannot be copied.
    near: OnceLock<Option<Near>>,
}

impl Run {
    pub(super) fn number(&self) -> i64 {
        self.number
    }

    pub(super) fn level(&self) -> i64 {
        self.level
    }

    pub(super) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Its copy.
    pub(super) fn near(&self) -> Option<&Near> {
        self.near.get()?.as_ref()
    }

    /// A page of its copy; none where it has none, or the disk gives something else.
    fn near_page<'b>(
        &self,
        page: usize,
        buffer: &'b mut [u8; PAGE_BYTES],
    ) -> Result<Option<&'b [u8]>, StoreFailure> {
        let Some(near) = self.near() else { return Ok(None) };
        Ok(Some(near.page(page, buffer)?).filter(|body| self.begins(page, body)))
    }

    /// Whether it was copied, or cannot be.
    pub(super) fn was_copied(&self) -> bool {
        self.near.get().is_some()
    }

    /// From now on it is read from this copy. One thread copies, so that there is none before.
    pub(super) fn come_near(&self, near: Option<Near>) {
        let _ = self.near.set(near);
    }

    /// Whether a page of it begins as these bytes do.
    pub(super) fn begins(&self, page: usize, body: &[u8]) -> bool {
        let first = records(body).first().map(|[hash, _]| u64::from_le_bytes(*hash));
        first.is_some() && self.fences.get(page).copied() == first
    }

    /// How many pages it has.
    pub(super) fn pages(&self) -> usize {
        self.fences.len()
    }

    /// The most keys that it can hold. Layout 3 wrote longer pages, and filters of 11 bits a key.
    pub(super) fn most_keys(&self) -> usize {
        (self.pages() * PAGE_KEYS).max(self.filter.byte_len() * 8 / 16)
    }

    /// Where it stands among others, the oldest first.
    pub(super) fn age(&self) -> (i64, i64) {
        (-self.level, self.number)
    }

    /// The pages on which a hash may stand: the last that begins below it, and all that begin with it.
    pub(super) fn pages_of(&self, hash: u64) -> std::ops::Range<usize> {
        if !self.filter.may_hold(hash) {
            return 0..0;
        }
        let first = self.fences.partition_point(|fence| *fence < hash);
        let last = self.fences.partition_point(|fence| *fence <= hash);
        first.saturating_sub(1)..last
    }
}

/// The runs that are whole, the oldest first. Of those that are known nothing is read again.
pub(super) fn runs(connection: &Connection, known: &[Arc<Run>]) -> Result<Vec<Arc<Run>>, StoreFailure> {
    let sql = "SELECT run, level, fences FROM key_run WHERE fences IS NOT NULL ORDER BY level DESC, run";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(())?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        if let Some(run) = known.iter().find(|run| run.number == number) {
            runs.push(Arc::clone(run));
            continue;
        }
        let (fences, _) = row.bytes(2)?.as_chunks::<8>();
        let fences = fences.iter().map(|fence| u64::from_le_bytes(*fence)).collect();
        let (level, filter) = (row.get(1)?, filter_of(connection, number)?);
        let run = Run { number, level, filter, fences, near: OnceLock::new() };
        runs.push(Arc::new(run));
    }
    Ok(runs)
}

/// The filter of a run, from its parts.
fn filter_of(connection: &Connection, run: i64) -> Result<Filter, StoreFailure> {
    let mut statement =
        connection.prepare_cached("SELECT body FROM key_filter WHERE run = ?1 ORDER BY part")?;
    let mut rows = statement.query([run])?;
    let mut bytes = Vec::new();
    while let Some(row) = rows.next()? {
        bytes.extend_from_slice(row.bytes(0)?);
    }
    Filter::from_bytes(&bytes).ok_or(StoreFailure::Corrupt("the filter of keys"))
}

/// The runs that are not whole: those that were given up while they were written, and those that others stand for.
pub(super) fn remains(connection: &Connection) -> Result<Vec<i64>, StoreFailure> {
    let mut statement =
        connection.prepare_cached("SELECT run FROM key_run WHERE fences IS NULL ORDER BY run")?;
    let rows = statement.query_map((), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A run becomes remains: others stand for it.
pub(super) fn give_up(connection: &Connection, run: i64) -> Result<(), StoreFailure> {
    connection.prepare_cached("UPDATE key_run SET fences = NULL WHERE run = ?1")?.execute([run])?;
    Ok(())
}

/// Throws away some pages of what remains of a run, then its filter part by part, and the run with the last. Says
/// whether it was.
pub(super) fn throw_away(connection: &Connection, run: i64, pages: usize) -> Result<bool, StoreFailure> {
    let sql = "DELETE FROM key_page WHERE place IN \
               (SELECT place FROM key_page WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3)";
    let (from, to) = (place(run, 0), place(run + 1, 0));
    if connection.prepare_cached(sql)?.execute(params![from, to, pages])? == pages {
        return Ok(false);
    }
    let sql = "DELETE FROM key_filter WHERE run = ?1 AND part IN \
               (SELECT part FROM key_filter WHERE run = ?1 ORDER BY part LIMIT ?2)";
    let parts = parts_for(pages);
    if connection.prepare_cached(sql)?.execute(params![run, parts])? == parts {
        return Ok(false);
    }
    connection.prepare_cached("DELETE FROM key_run WHERE run = ?1")?.execute([run])?;
    Ok(true)
}

/// Bytes of a part of a filter: as many as eight pages have.
const PART: usize = 32_768;

/// How many parts of filters cost as much as so many pages.
fn parts_for(pages: usize) -> usize {
    (pages * 4096 / PART).max(1)
}

/// A run that is being written: page by page, then its filter part by part.
pub(super) struct Growing {
    run: Run,
    /// How many parts of the filter are written.
    parts: usize,
}

impl Growing {
    /// Begins one for at most so many keys.
    pub(super) fn begin(connection: &Connection, level: i64, keys: usize) -> Result<Growing, StoreFailure> {
        let sql = "INSERT INTO key_run (level) VALUES (?1) RETURNING run";
        let number = connection.query_row(sql, [level], |row| row.get(0))?;
        let filter = Filter::for_keys(keys);
        let run = Run { number, level, filter, fences: Vec::new(), near: OnceLock::new() };
        Ok(Growing { run, parts: 0 })
    }

    pub(super) fn level(&self) -> i64 {
        self.run.level
    }

    /// How many pages are written.
    pub(super) fn pages(&self) -> usize {
        self.run.fences.len()
    }

    /// Writes the next pages, each with the keys that `next` fills it with, until there are so many more or none is
    /// left. Says whether none is.
    pub(super) fn write(
        &mut self,
        connection: &Connection,
        pages: usize,
        mut next: impl FnMut(&mut Vec<Key>) -> Result<(), StoreFailure>,
    ) -> Result<bool, StoreFailure> {
        let mut rows = connection.inserting("key_page", &["place", "body"], "")?;
        let mut keys = Vec::with_capacity(PAGE_KEYS);
        for _ in 0..pages {
            keys.clear();
            next(&mut keys)?;
            if let Some((first, _)) = keys.first() {
                rows.add(params![place(self.run.number, self.pages()), body_of(&keys)])?;
                keys.iter().for_each(|(hash, _)| self.run.filter.insert(*hash));
                self.run.fences.push(*first);
            }
            if keys.len() < PAGE_KEYS {
                break;
            }
        }
        rows.write()?;
        Ok(pages > 0 && keys.len() < PAGE_KEYS)
    }

    /// Writes some more of the filter, as much as so many pages cost, once all pages are written. Says whether it is
    /// whole.
    pub(super) fn write_filter(
        &mut self,
        connection: &Connection,
        pages: usize,
    ) -> Result<bool, StoreFailure> {
        let mut rows = connection.inserting("key_filter", &["run", "part", "body"], "")?;
        for _ in 0..parts_for(pages) {
            let part = self.run.filter.part(self.parts * PART, PART);
            if part.is_empty() {
                break;
            }
            rows.add(params![self.run.number, self.parts, part])?;
            self.parts += 1;
        }
        rows.write()?;
        Ok(self.parts * PART >= self.run.filter.byte_len())
    }

    /// It is whole.
    pub(super) fn end(self, connection: &Connection) -> Result<Run, StoreFailure> {
        let run = self.run;
        let fences: Vec<u8> = run.fences.iter().flat_map(|fence| fence.to_le_bytes()).collect();
        connection
            .prepare_cached("UPDATE key_run SET fences = ?1 WHERE run = ?2")?
            .execute(params![fences, run.number])?;
        Ok(run)
    }
}

/// Gives the bytes of a page to a function; none where there is no such page any more.
pub(super) fn with_page<T>(
    connection: &Connection,
    run: &Run,
    page: usize,
    give: impl FnOnce(&[u8]) -> T,
) -> Result<Option<T>, StoreFailure> {
    let mut buffer = [0; PAGE_BYTES];
    if let Some(body) = run.near_page(page, &mut buffer)? {
        return Ok(Some(give(body)));
    }
    let mut statement = connection.prepare_cached("SELECT body FROM key_page WHERE place = ?1")?;
    let read = |row: &Row<'_>| Ok(give(row.bytes(0)?));
    Ok(statement.query_row([place(run.number, page)], read).optional()?)
}

/// Gives the bytes of pages, which are in order; says how many of them are still there.
pub(super) fn each_page(
    connection: &Connection,
    run: &Run,
    pages: &[usize],
    mut give: impl FnMut(usize, &[u8]),
) -> Result<usize, StoreFailure> {
    if run.near().is_none() {
        return each_stored_page(connection, run, pages, give);
    }
    let mut given = 0;
    for page in pages {
        given += usize::from(with_page(connection, run, *page, |body| give(*page, body))?.is_some());
    }
    Ok(given)
}

/// The same from the database and no copy: what is written for all nodes comes from what all of them have.
pub(super) fn each_stored_page(
    connection: &Connection,
    run: &Run,
    pages: &[usize],
    mut give: impl FnMut(usize, &[u8]),
) -> Result<usize, StoreFailure> {
    let places: Vec<i64> = pages.iter().map(|page| place(run.number, *page)).collect();
    let mut given = 0;
    connection.each_of(("key_page", "place"), &["body"], &places, |index, row| {
        if let Some(page) = pages.get(index) {
            given += 1;
            give(*page, row.bytes(0)?);
        }
        Ok(())
    })?;
    Ok(given)
}

/// Where a page of a run stands.
fn place(run: i64, page: usize) -> i64 {
    (run << 32) + i64::try_from(page).unwrap_or(i64::from(u32::MAX))
}

/// A key as it stands on a page.
type Record = [[u8; 8]; 2];

/// The places under a hash on a page.
pub(super) fn under(page: &[u8], hash: u64) -> impl DoubleEndedIterator<Item = u64> {
    let records = records(page);
    let from = records.partition_point(|[other, _]| u64::from_le_bytes(*other) < hash);
    let to = records.partition_point(|[other, _]| u64::from_le_bytes(*other) <= hash);
    records.get(from..to).unwrap_or_default().iter().map(|[_, place]| u64::from_le_bytes(*place))
}

pub(super) fn body_of(keys: &[Key]) -> Vec<u8> {
    keys.iter().flat_map(|(hash, place)| [hash.to_le_bytes(), place.to_le_bytes()]).flatten().collect()
}

pub(super) fn keys_of(body: &[u8]) -> impl Iterator<Item = Key> {
    records(body).iter().map(|[hash, place]| (u64::from_le_bytes(*hash), u64::from_le_bytes(*place)))
}

fn records(body: &[u8]) -> &[Record] {
    let (words, _) = body.as_chunks();
    words.as_chunks().0
}

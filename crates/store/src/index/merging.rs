//! Runs that become one longer run, some pages with every batch.

use super::run::{Growing, Key, PAGE_KEYS, Run, each_stored_page, give_up, keys_of};
use crate::StoreFailure;
use crate::sql::Connection;
use std::sync::Arc;

/// Runs of one level that become one of the next.
pub(super) const RUNS: usize = 8;

/// Pages of a run that are read at once.
const READ: usize = 16;

/// Runs of one level on their way to become one of the next.
pub(super) struct Merging {
    sources: Vec<Source>,
    growing: Growing,
    /// Whether all pages are written.
    has_pages: bool,
}

/// A run that is read from its beginning to its end.
struct Source {
    run: Arc<Run>,
    /// The page that comes next.
    page: usize,
    keys: std::vec::IntoIter<Key>,
    /// The next key; none at the end.
    next: Option<Key>,
}

impl Merging {
    /// Begins with runs of one level, the oldest first.
    pub(super) fn begin(
        connection: &Connection,
        level: i64,
        runs: Vec<Arc<Run>>,
    ) -> Result<Merging, StoreFailure> {
        let keys = runs.iter().map(|run| run.most_keys()).sum();
        let growing = Growing::begin(connection, level + 1, keys)?;
        let open = |run| Source::open(connection, run);
        Ok(Merging {
            sources: runs.into_iter().map(open).collect::<Result<_, _>>()?,
            growing,
            has_pages: false,
        })
    }

    /// The level of the runs that become one.
    pub(super) fn level(&self) -> i64 {
        self.growing.level() - 1
    }

    /// Writes some more pages, then some more of the filter. Says whether nothing is left.
    pub(super) fn write_some(&mut self, connection: &Connection, pages: usize) -> Result<bool, StoreFailure> {
        if self.has_pages {
            return self.growing.write_filter(connection, pages);
        }
        let sources = &mut self.sources;
        self.has_pages = self.growing.write(connection, pages, |page| {
            while page.len() < PAGE_KEYS
                && let Some(key) = next(sources, connection)?
            {
                page.push(key);
            }
            Ok(())
        })?;
        Ok(false)
    }

    /// The new run stands for the others. Gives it, and their numbers.
    pub(super) fn end(self, connection: &Connection) -> Result<(Run, Vec<i64>), StoreFailure> {
        let sources: Vec<i64> = self.sources.iter().map(|source| source.run.number()).collect();
        sources.iter().try_for_each(|run| give_up(connection, *run))?;
        Ok((self.growing.end(connection)?, sources))
    }
}

/// The least key of all that are left, once however often it stands there.
fn next(sources: &mut [Source], connection: &Connection) -> Result<Option<Key>, StoreFailure> {
    let least = sources.iter().filter_map(|source| source.next).min();
    for source in sources.iter_mut().filter(|source| source.next.is_some() && source.next == least) {
        source.advance(connection)?;
    }
    Ok(least)
}

impl Source {
    fn open(connection: &Connection, run: Arc<Run>) -> Result<Source, StoreFailure> {
        let mut source = Source { run, page: 0, keys: Vec::new().into_iter(), next: None };
        source.advance(connection)?;
        Ok(source)
    }

    fn advance(&mut self, connection: &Connection) -> Result<(), StoreFailure> {
        self.next = self.keys.next();
        if self.next.is_none() && self.page < self.run.pages() {
            let pages: Vec<usize> = (self.page..self.run.pages()).take(READ).collect();
            let mut keys = Vec::with_capacity(READ * PAGE_KEYS);
            let given =
                each_stored_page(connection, &self.run, &pages, |_, body| keys.extend(keys_of(body)))?;
            if given < pages.len() {
                return Err(StoreFailure::Corrupt("a page of keys that is not there"));
            }
            self.page += given;
            self.keys = keys.into_iter();
            self.next = self.keys.next();
        }
        Ok(())
    }
}

//! What runs have under the keys of many declarations, found at once and before they are decided: on the thread that
//! takes a file in, while the lane decides what came before.
//!
//! In the order of the keys each run is gone through once from its beginning to its end, its filter, its fences and its
//! pages, so that what comes next lies beside what came before; at a server the pages of a run come with one question.
//! What is newer than all runs is in memory, and is asked when it is wanted.

use super::key_table::AsItIs;
use super::run::{Run, each_page, under};
use super::{Index, TRIES, add, half_written};
use crate::StoreFailure;
use crate::sql::Connection;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// The newest numbers that are looked for under a key. Whoever wants more asks again.
const MOST: usize = 128;
/// A key on more pages of one run than this is not looked for: the newest of them may be enough for whoever asks.
const PAGES: usize = 2;

/// What runs have under keys.
#[derive(Default)]
pub struct Ahead {
    /// The row of `recent` up to which all keys were in runs.
    pub(super) through: i64,
    /// The newest first; none where it is left to whoever asks.
    found: HashMap<u64, Option<Vec<u64>>, BuildHasherDefault<AsItIs>>,
}

/// A key that is looked for.
struct Sought {
    hash: u64,
    found: Vec<u64>,
    /// What the run that is gone through has, the oldest first.
    here: Vec<u64>,
    /// Whether it is left to whoever asks.
    is_left: bool,
}

impl Ahead {
    /// As if this had been found under a key before anything was in runs.
    #[cfg(test)]
    pub(crate) fn of(hash: u64, found: Vec<u64>) -> Ahead {
        Ahead { through: 0, found: [(hash, Some(found))].into_iter().collect() }
    }

    /// Adds what was found under other keys. Where more is in runs since, what was found before counts no more.
    pub fn add(&mut self, other: Ahead) {
        if other.through == self.through && !self.found.is_empty() {
            self.found.extend(other.found);
        } else if other.through >= self.through {
            *self = other;
        }
    }

    /// What runs have under a key; none where so many are not known, or other keys are in runs by now.
    pub(super) fn get(&self, through: i64, hash: u64, most: usize) -> Option<&[u64]> {
        let found = self.found.get(&hash).filter(|_| self.through == through)?.as_deref()?;
        // Where there are fewer than were looked for there are no more.
        (most <= found.len() || found.len() < MOST).then_some(found)
    }

    /// The numbers that were found, some of them more than once.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> {
        self.found.values().flatten().flatten().copied()
    }
}

impl Index {
    /// Looks for the numbers that runs have under many keys.
    pub(crate) fn find_ahead(
        &self,
        connection: &Connection,
        mut hashes: Vec<u64>,
    ) -> Result<Ahead, StoreFailure> {
        hashes.sort_unstable();
        hashes.dedup();
        for _ in 0..TRIES {
            let (runs, through) = {
                let held = self.held.read().map_err(|_| half_written())?;
                (held.runs.clone(), held.through)
            };
            let sought =
                |hash: &u64| Sought { hash: *hash, found: Vec::new(), here: Vec::new(), is_left: false };
            let mut sought: Vec<Sought> = hashes.iter().map(sought).collect();
            let mut is_whole = true;
            for run in runs.iter().rev() {
                is_whole = is_whole && look_through(connection, run, &mut sought)?;
            }
            if is_whole {
                let found = |sought: Sought| (sought.hash, (!sought.is_left).then_some(sought.found));
                return Ok(Ahead { through, found: sought.into_iter().map(found).collect() });
            }
            self.see_other_runs(connection)?;
        }
        Err(StoreFailure::Corrupt("a page of keys that is not there"))
    }

    /// Of what was found before, and of these keys, makes what counts now.
    pub(crate) fn complete(
        &self,
        connection: &Connection,
        mut ahead: Ahead,
        mut hashes: Vec<u64>,
    ) -> Result<Ahead, StoreFailure> {
        if self.held.read().map_err(|_| half_written())?.through != ahead.through {
            ahead = Ahead::default();
        }
        hashes.retain(|hash| !ahead.found.contains_key(hash));
        if !hashes.is_empty() {
            ahead.add(self.find_ahead(connection, hashes)?);
        }
        Ok(ahead)
    }
}

/// Looks for keys in a run. False where it went meanwhile.
fn look_through(connection: &Connection, run: &Run, sought: &mut [Sought]) -> Result<bool, StoreFailure> {
    let mut pages: Vec<usize> = Vec::new();
    // Which key may stand on which of the pages.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (index, sought) in sought.iter_mut().enumerate() {
        if sought.is_left || sought.found.len() >= MOST {
            continue;
        }
        let on = run.pages_of(sought.hash);
        sought.is_left = on.len() > PAGES;
        for page in on.filter(|_| !sought.is_left) {
            if pages.last().is_none_or(|last| *last < page) {
                pages.push(page);
            }
            places.push((page, index));
        }
    }
    let mut left = places.as_slice();
    let given = each_page(connection, run, &pages, |page, body| {
        let (here, after) = left.split_at(left.partition_point(|(on, _)| *on <= page));
        left = after;
        for (_, index) in here.iter().filter(|(on, _)| *on == page) {
            if let Some(sought) = sought.get_mut(*index) {
                sought.here.extend(under(body, sought.hash));
            }
        }
    })?;
    for (_, index) in &places {
        if let Some(Sought { found, here, .. }) = sought.get_mut(*index) {
            add(found, here.drain(..).rev(), MOST);
        }
    }
    Ok(given == pages.len())
}

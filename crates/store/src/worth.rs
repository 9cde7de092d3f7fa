//! What consignments are worth and since when, of those that were lately asked for or written: most of what signals
//! add up is about them.
//!
//! ```text
//!   a batch ──► in memory, and a row of `worth` beside the batch's own
//!   a start ──► the rows of the last batches, one after the other: memory is as it was
//! ```
//!
//! A consignment's own row says the same, a hundred times as long: until each of millions
//! has been asked for anew after a start, deciding is half as fast.

use crate::StoreFailure;
use crate::batch::Batch;
use crate::held::Held;
use crate::journal;
use crate::sql::{Connection, params};
use std::sync::Arc;

/// How many consignments have a place: each takes that of its number, and whoever comes later has it. Two months of
/// half a million a day, 512 MiB once all were written.
pub(crate) const PLACES: usize = 1 << 25;
/// The bits for the day beside a number in one word.
const DAY_BITS: u32 = 24;
/// The word of a day holds it counted from here; nothing stands for no day.
const EARLIEST: i64 = -(1 << (DAY_BITS - 1));

/// The most bytes of a row that batches share, as those of single declarations do: it is written anew with each.
const SHARED: usize = 600;
/// Rows that are too old and go with one batch: more than come with one.
const THROWN: u64 = 4;

/// A consignment in a row: its number, its day or [`NO_DAY`], its value.
type Record = [[u8; 8]; 3];
/// Stands where a consignment has no day.
const NO_DAY: i64 = i64::MIN;

/// A row: what batches that follow each other left consignments at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WorthRow {
    /// The first entry of the batches.
    first: u64,
    /// How many entries they have.
    entries: u64,
    /// A [`Record`] of each consignment.
    body: Vec<u8>,
}

/// Day and value of consignments. A place takes 16 bytes, once it was written: one line of the processor's cache.
pub(crate) struct Worths {
    /// Number and day in one word, then the value.
    places: Vec<[u64; 2]>,
    /// The row that was written last.
    last: WorthRow,
}

impl Worths {
    /// None yet; memory is taken as they come.
    pub(crate) fn new() -> Worths {
        Worths { places: vec![[0; 2]; PLACES], last: WorthRow::default() }
    }

    /// Those that the last batches left, as far back as places reach.
    pub(crate) fn load(connection: &Connection) -> Result<Worths, StoreFailure> {
        let mut worths = Worths::new();
        if let Some(from) = begin(connection)? {
            let sql = "SELECT body FROM worth WHERE first >= ?1 ORDER BY first";
            connection.each(sql, [from.cast_signed()], |row| worths.add(row.bytes(0)?))?;
        }
        Ok(worths)
    }

    fn add(&mut self, body: &[u8]) -> Result<(), StoreFailure> {
        let (words, rest) = body.as_chunks();
        let (records, more): (&[Record], _) = words.as_chunks();
        if !rest.is_empty() || !more.is_empty() {
            return Err(StoreFailure::Corrupt("what consignments are worth"));
        }
        for [number, day, value] in records {
            let day = Some(i64::from_le_bytes(*day)).filter(|day| *day != NO_DAY);
            self.set(u64::from_le_bytes(*number), (day, i64::from_le_bytes(*value)));
        }
        Ok(())
    }

    /// Takes over what others wrote, from an entry on up to the next that there will be.
    pub(crate) fn catch_up(
        &mut self,
        connection: &Connection,
        from: u64,
        next: u64,
    ) -> Result<(), StoreFailure> {
        let sql = "SELECT first, entries, body FROM worth \
                   WHERE first >= (SELECT coalesce(max(first), 0) FROM worth WHERE first <= ?1) ORDER BY first";
        let (mut bodies, mut known) = (Vec::new(), from);
        connection.each(sql, [from.cast_signed()], |row| {
            let (first, entries): (u64, u64) = (row.get(0)?, row.get(1)?);
            // Where one is missing, no later one counts.
            if first == known || bodies.is_empty() && first < known {
                known = first.saturating_add(entries);
                bodies.push(row.bytes(2)?.to_vec());
            }
            Ok::<(), StoreFailure>(())
        })?;
        if known == next {
            return bodies.iter().try_for_each(|body| self.add(body));
        }
        // A version has written that writes no rows.
        let sql = "SELECT number, day, value FROM consignment WHERE entry >= ?1";
        connection.each(sql, [from.cast_signed()], |row| {
            self.set(row.get(0)?, (row.get(1)?, row.get(2)?));
            Ok(())
        })
    }

    /// Writes, within the caller's transaction, where a batch leaves consignments. Gives the row; it is told to
    /// [`Worths::committed`].
    pub(crate) fn write(
        &self,
        connection: &Connection,
        first: u64,
        batch: &Batch,
    ) -> Result<WorthRow, StoreFailure> {
        let mut row = WorthRow { first, ..WorthRow::default() };
        let is_next = self.last.first + self.last.entries == first;
        if is_next && self.last.body.len() + batch.consignments.len() * size_of::<Record>() <= SHARED {
            row = self.last.clone();
        }
        row.entries += u64::try_from(batch.entries.len()).unwrap_or_default();
        for held in &batch.consignments {
            let words = [held.number.cast_signed(), held.day.unwrap_or(NO_DAY), held.value];
            words.iter().for_each(|word| row.body.extend_from_slice(&word.to_le_bytes()));
        }
        connection
            .prepare_cached(
                "INSERT INTO worth (first, entries, body) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (first) DO UPDATE SET entries = ?2, body = ?3",
            )?
            .execute(params![row.first.cast_signed(), row.entries.cast_signed(), row.body])?;
        let reach = reach(first);
        if reach > 0 {
            let sql = "DELETE FROM worth WHERE first IN \
                       (SELECT first FROM worth WHERE first < ?1 ORDER BY first LIMIT ?2)";
            connection.prepare_cached(sql)?.execute([reach.cast_signed(), THROWN.cast_signed()])?;
        }
        Ok(row)
    }

    /// A batch is committed, with its row.
    pub(crate) fn committed(&mut self, row: WorthRow, consignments: &[Arc<Held>]) {
        consignments.iter().for_each(|held| self.set(held.number, (held.day, held.value)));
        self.last = row;
    }

    /// Day and value of a consignment, if they are known here.
    pub(crate) fn get(&self, number: u64) -> Option<(Option<i64>, i64)> {
        let [head, value] = *self.places.get(place(number))?;
        let day = (head & ((1 << DAY_BITS) - 1)).cast_signed();
        (number > 0 && head >> DAY_BITS == number)
            .then(|| ((day > 0).then(|| day + EARLIEST), value.cast_signed()))
    }

    /// Reads those of consignments that are not known here, all at once.
    pub(crate) fn look_up(
        &mut self,
        connection: &Connection,
        numbers: impl Iterator<Item = u64>,
    ) -> Result<(), StoreFailure> {
        let unknown = numbers.filter(|number| self.get(*number).is_none());
        let mut unknown: Vec<i64> = unknown.map(u64::cast_signed).collect();
        unknown.sort_unstable();
        unknown.dedup();
        Ok(connection.each_of(("consignment", "number"), &["day", "value"], &unknown, |index, row| {
            if let Some(number) = unknown.get(index) {
                self.set(number.cast_unsigned(), (row.get(0)?, row.get(1)?));
            }
            Ok(())
        })?)
    }

    /// They are this.
    pub(crate) fn set(&mut self, number: u64, (day, value): (Option<i64>, i64)) {
        if let Some(slot) = self.places.get_mut(place(number)) {
            // What does not fit is asked for again.
            *slot = head(number, day).map_or([0; 2], |head| [head, value.cast_unsigned()]);
        }
    }
}

/// The first of the rows that follow each other up to the last entry; none where the last batch has none. Where one is
/// missing a version has written that writes none, and what is said before counts no more.
fn begin(connection: &Connection) -> Result<Option<u64>, StoreFailure> {
    let next = journal::last_batch(connection)?.map_or(1, |batch| batch.first + batch.entries);
    let (mut begin, mut expected) = (None, None);
    let sql = "SELECT first, entries FROM worth WHERE first >= ?1 ORDER BY first";
    connection.each(sql, [reach(next).cast_signed()], |row| {
        let (first, entries): (u64, u64) = (row.get(0)?, row.get(1)?);
        if expected != Some(first) {
            begin = Some(first);
        }
        expected = Some(first.saturating_add(entries));
        Ok::<(), StoreFailure>(())
    })?;
    Ok(begin.filter(|_| expected == Some(next)))
}

/// The entry before which none is looked at. A consignment comes with an entry, so that more would find no place.
fn reach(next: u64) -> u64 {
    next.saturating_sub(PLACES as u64)
}

/// Numbers begin with 1, so that an empty place is nobody's.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default() % PLACES
}

/// Number and day in one word, where they fit.
fn head(number: u64, day: Option<i64>) -> Option<u64> {
    let day =
        day.map_or(Some(0), |day| day.checked_sub(EARLIEST).filter(|day| (1..1 << DAY_BITS).contains(day)))?;
    (number < 1 << (u64::BITS - DAY_BITS)).then_some(number << DAY_BITS | day.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_in_a_place_counts_and_no_other_is_taken_for_it() {
        let mut worths = Worths::new();
        assert_eq!((worths.get(0), worths.get(7)), (None, None));
        worths.set(7, (Some(3), 20));
        worths.set(7, (None, -30));
        assert_eq!(worths.get(7), Some((None, -30)));
        let other = 7 + PLACES as u64;
        assert_eq!(worths.get(other), None);
        worths.set(other, (Some(-4), i64::MAX));
        assert_eq!((worths.get(7), worths.get(other)), (None, Some((Some(-4), i64::MAX))));
    }

    #[test]
    fn what_does_not_fit_is_not_known() {
        let mut worths = Worths::new();
        for (number, day) in [(9, i64::MAX), (9, i64::MIN), (9, EARLIEST), (1 << 40, 3), (u64::MAX, 3)] {
            worths.set(9, (Some(1), 1));
            worths.set(number, (Some(day), 5));
            assert_eq!(worths.get(number), None, "{number} {day}");
        }
        let last = (1 << 40) - 1;
        for day in [EARLIEST + 1, -EARLIEST - 1, 0] {
            worths.set(last, (Some(day), i64::MIN));
            assert_eq!(worths.get(last), Some((Some(day), i64::MIN)));
        }
    }
}

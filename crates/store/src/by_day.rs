//! Consignments by the day on which they were first filed, in order and a few at a time.

use crate::StoreFailure;
use crate::held::{Held, ReadRow};
use crate::reader::Reader;
use crate::sql::{Connection, params};
use crate::writer::held_of_row;
use std::collections::BTreeMap;

/// Consignments that are held at once.
const PAGE: usize = 512;
/// Entries whose salts are asked for at once.
const ASKED: usize = 64;

/// A day on which consignments were first filed, as the law counts days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiledDay {
    /// Days since 1970-01-01.
    pub day: i64,
    /// The first of its consignments.
    pub first: u64,
    /// The last of them.
    pub last: u64,
}

impl FiledDay {
    fn with(self, other: FiledDay) -> FiledDay {
        FiledDay { day: self.day, first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl Reader {
    /// The days on which consignments were first filed, in order.
    pub fn filed_days(&self) -> Result<Vec<FiledDay>, StoreFailure> {
        let mut days: BTreeMap<i64, FiledDay> = BTreeMap::new();
        let mut add = |filed: FiledDay| {
            days.entry(filed.day).and_modify(|known| *known = known.with(filed)).or_insert(filed);
        };
        let sql = "SELECT first_day, min(number), max(number) FROM consignment \
                   WHERE first_day IS NOT NULL GROUP BY first_day";
        self.connection().each(sql, (), |row| -> Result<(), StoreFailure> {
            add(FiledDay { day: row.get(0)?, first: row.get(1)?, last: row.get(2)? });
            Ok(())
        })?;
        // Rows from before the column was there tell the day of their case.
        let sql = "SELECT number, entry, day, value, body, first_day, released FROM consignment \
                   WHERE first_day IS NULL";
        self.connection().each(sql, (), |row| -> Result<(), StoreFailure> {
            let held = held_of_row(row, self.secret(), |_| Ok(BTreeMap::new()))?;
            add(FiledDay { day: held.first_day, first: held.number, last: held.number });
            Ok(())
        })?;
        Ok(days.into_values().collect())
    }

    /// Gives the consignments that were first filed on a day, in the order of their numbers, with the personal texts that
    /// are not erased.
    ///
    /// Errors: the store's, or what `give` fails with.
    pub fn each_filed_on<E: From<StoreFailure>>(
        &self,
        filed: &FiledDay,
        mut give: impl FnMut(Held) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut from = filed.first;
        while from <= filed.last {
            let page = self.page_of(filed, from)?;
            let Some(last) = page.last().map(|held| held.number) else { return Ok(()) };
            from = last.saturating_add(1);
            page.into_iter().filter(|held| held.first_day == filed.day).try_for_each(&mut give)?;
        }
        Ok(())
    }

    fn page_of(&self, filed: &FiledDay, from: u64) -> Result<Vec<Held>, StoreFailure> {
        let sql = "SELECT number, entry, day, value, body, first_day, released FROM consignment \
                   WHERE number >= ?1 AND number <= ?2 AND (first_day = ?3 OR first_day IS NULL) \
                   ORDER BY number LIMIT ?4";
        let (first, last) = (from.cast_signed(), filed.last.cast_signed());
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query(params![first, last, filed.day, PAGE])?;
        let mut read = Vec::with_capacity(PAGE);
        while let Some(row) = rows.next()? {
            read.push(ReadRow::of(&row, self.secret())?);
        }
        let entries: Vec<u64> = read.iter().flat_map(|row| row.opened.entries()).collect();
        let salts = salts_of_many(self.connection(), &entries)?;
        read.into_iter().map(|row| row.held(self.secret(), &salts)).collect()
    }
}

/// The salts of entries that still have some.
fn salts_of_many(connection: &Connection, entries: &[u64]) -> Result<BTreeMap<u64, Vec<u8>>, StoreFailure> {
    let places: Vec<String> = (1..=ASKED).map(|place| format!("?{place}")).collect();
    let sql = format!("SELECT entry, salts FROM sealing WHERE entry IN ({})", places.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut salts = BTreeMap::new();
    for asked in entries.chunks(ASKED) {
        // No entry has the number 0.
        let mut numbers = [0_i64; ASKED];
        numbers.iter_mut().zip(asked).for_each(|(number, entry)| *number = entry.cast_signed());
        let mut rows = statement.query(numbers)?;
        while let Some(row) = rows.next()? {
            salts.insert(row.get(0)?, row.get(1)?);
        }
    }
    Ok(salts)
}

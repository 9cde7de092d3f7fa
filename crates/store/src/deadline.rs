//! Durable deadlines: written with their batches, later in bundles by day; those of the days up to now in order
//! in memory.
//!
//! A row for each would touch a page of its own for each. Nothing is taken back when a deadline moves: whoever
//! passes one looks at the consignment first.

use crate::StoreFailure;
use crate::index::in_runs;
use crate::sql::{Connection, params};
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// Bytes of one deadline.
const RECORD: usize = 16;

/// The deadlines of a database.
pub(crate) struct Deadlines {
    /// Those of the days that are in memory, the next first.
    next: BinaryHeap<Reverse<(i64, u64)>>,
    /// The last day that is in memory.
    through: i64,
    /// Those that are in no bundle yet, but in the rows of their batches.
    recent: Vec<(i64, u64)>,
}

impl Deadlines {
    /// Those that are in no bundle yet; the others come when their day comes.
    pub(crate) fn load(connection: &Connection) -> Result<Deadlines, StoreFailure> {
        let sql = "SELECT deadlines FROM recent WHERE number > ?1 ORDER BY number";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([in_runs(connection)?])?;
        let mut recent = Vec::new();
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(0)?;
            recent.extend(deadlines_of(&body));
        }
        Ok(Deadlines { next: BinaryHeap::new(), through: i64::MIN, recent })
    }

    /// The deadlines of a batch, as they stand in its row.
    pub(crate) fn body_of(deadlines: &[(Timestamp, u64)]) -> Vec<u8> {
        let bytes = |(due, consignment): &(Timestamp, u64)| {
            [due.as_microsecond().to_le_bytes(), consignment.to_le_bytes()]
        };
        deadlines.iter().flat_map(bytes).flatten().collect()
    }

    /// The deadlines of a batch are committed.
    pub(crate) fn committed(&mut self, deadlines: &[(Timestamp, u64)]) {
        for (due, consignment) in deadlines {
            let deadline = (due.as_microsecond(), *consignment);
            if deadline.0.div_euclid(DAY) <= self.through {
                self.next.push(Reverse(deadline));
            }
            self.recent.push(deadline);
        }
    }

    /// Bundles those that are in no bundle yet, with those of the batch under way, within the caller's
    /// transaction: the rows of their batches will go.
    pub(crate) fn bundle(
        &self,
        connection: &Connection,
        under_way: &[(Timestamp, u64)],
    ) -> Result<(), StoreFailure> {
        let mut days: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        let under_way = under_way.iter().map(|(due, consignment)| (due.as_microsecond(), *consignment));
        for (due, consignment) in self.recent.iter().copied().chain(under_way) {
            let bundle = days.entry(due.div_euclid(DAY)).or_default();
            bundle.extend_from_slice(&due.to_le_bytes());
            bundle.extend_from_slice(&consignment.to_le_bytes());
        }
        let mut statement = connection.prepare_cached("INSERT INTO deadline (day, body) VALUES (?1, ?2)")?;
        for (day, bundle) in days {
            statement.execute(params![day, bundle])?;
        }
        Ok(())
    }

    /// Deadlines that stand in a row of another node.
    pub(crate) fn others(&mut self, body: &[u8]) {
        for deadline in deadlines_of(body) {
            if deadline.0.div_euclid(DAY) <= self.through {
                self.next.push(Reverse(deadline));
            }
            self.recent.push(deadline);
        }
    }

    /// What was bundled is committed.
    pub(crate) fn bundled(&mut self) {
        self.recent.clear();
    }

    /// Takes the consignments whose deadline passed, the longest ago first. They are durable until they are
    /// settled: opened again, the database gives them again.
    pub(crate) fn take(
        &mut self,
        connection: &Connection,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<u64>, StoreFailure> {
        let now = now.as_microsecond();
        self.bring_in(connection, now.div_euclid(DAY))?;
        let mut taken = Vec::new();
        while taken.len() < most
            && let Some(Reverse((due, consignment))) = self.next.peek().copied()
            && due <= now
        {
            self.next.pop();
            taken.push(consignment);
        }
        Ok(taken)
    }

    /// Forgets the bundles of days whose deadlines have all been taken and settled.
    pub(crate) fn forget(&self, connection: &Connection, now: Timestamp) -> Result<(), StoreFailure> {
        let oldest = self.next.peek().map_or(i64::MAX, |Reverse((due, _))| due.div_euclid(DAY));
        let today = now.as_microsecond().div_euclid(DAY);
        connection
            .prepare_cached("DELETE FROM deadline WHERE day < ?1")?
            .execute([oldest.min(today).min(self.through)])?;
        Ok(())
    }

    /// Brings the deadlines of a day, and of those before it, into memory.
    fn bring_in(&mut self, connection: &Connection, day: i64) -> Result<(), StoreFailure> {
        if day <= self.through {
            return Ok(());
        }
        let mut statement =
            connection.prepare_cached("SELECT body FROM deadline WHERE day > ?1 AND day <= ?2")?;
        let mut rows = statement.query([self.through, day])?;
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(0)?;
            self.next.extend(deadlines_of(&body).map(Reverse));
        }
        let is_of_days = |due: i64| (self.through.saturating_add(1)..=day).contains(&due.div_euclid(DAY));
        self.next.extend(self.recent.iter().filter(|(due, _)| is_of_days(*due)).copied().map(Reverse));
        self.through = day;
        Ok(())
    }
}

fn deadlines_of(body: &[u8]) -> impl Iterator<Item = (i64, u64)> {
    let (records, _) = body.as_chunks::<RECORD>();
    records.iter().filter_map(deadline)
}

fn deadline(record: &[u8; RECORD]) -> Option<(i64, u64)> {
    let (due, consignment) = record.split_first_chunk::<8>()?;
    Some((i64::from_le_bytes(*due), u64::from_le_bytes(*consignment.first_chunk::<8>()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_come_in_order_over_days_and_openings() {
        let connection = Connection::in_memory();
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        let at =
            |days: i64, seconds: i64| Timestamp::from_microsecond(days * DAY + seconds * 1_000_000).unwrap();
        let keep = |deadlines: &mut Deadlines, number: i64, kept: &[(Timestamp, u64)]| {
            let body = Deadlines::body_of(kept);
            let sql = "INSERT INTO recent (number, keys, deadlines) VALUES (?1, x'', ?2)";
            connection.execute(sql, params![number, body]).unwrap();
            deadlines.committed(kept);
        };
        let mut deadlines = Deadlines::load(&connection).unwrap();
        keep(&mut deadlines, 1, &[(at(10, 5), 1), (at(10, 1), 2), (at(12, 0), 3)]);
        assert!(deadlines.take(&connection, at(10, 0), 9).unwrap().is_empty());
        assert_eq!(deadlines.take(&connection, at(10, 9), 1).unwrap(), [2]);
        keep(&mut deadlines, 2, &[(at(10, 3), 4), (at(9, 0), 5)]);
        assert_eq!(deadlines.take(&connection, at(10, 9), 9).unwrap(), [5, 4, 1]);
        assert!(deadlines.take(&connection, at(11, 9), 9).unwrap().is_empty());
        let check_again = || {
            // Nobody said that they are settled.
            let mut again = Deadlines::load(&connection).unwrap();
            assert_eq!(again.take(&connection, at(12, 1), 9).unwrap(), [5, 2, 4, 1, 3]);
            again
        };
        check_again();
        deadlines.bundle(&connection, &[]).unwrap();
        connection.execute("DELETE FROM recent", ()).unwrap();
        deadlines.bundled();
        check_again().forget(&connection, at(12, 1)).unwrap();
        let mut again = Deadlines::load(&connection).unwrap();
        assert_eq!(again.take(&connection, at(12, 1), 9).unwrap(), [3]);
        assert_eq!(deadlines.take(&connection, at(12, 1), 9).unwrap(), [3]);
    }
}

//! Reading what was committed, beside the writer.

use crate::StoreFailure;
use crate::about::about;
use crate::batch::LineResult;
use crate::deadline::Deadlines;
use crate::document;
use crate::entry::{Entry, What};
use crate::held::Held;
use crate::index::{Ahead, Index};
use crate::journal::{self, BatchRow, Block};
use crate::place::Place;
use crate::row::{Subject, decode_submission};
use crate::salts::{are_whole, salt_of};
use crate::secret::Secret;
use crate::sql::{Connection, OptionalExtension, params};
use crate::token::moment;
use crate::writer;
use clearance::Submission;
use jiff::Timestamp;

/// Reads a database.
pub struct Reader {
    place: Place,
    connection: Connection,
    secret: Secret,
    index: Index,
}

/// A row of a worklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The consignment.
    pub consignment: u64,
    /// The control that is open.
    pub control: String,
    /// By when, in microseconds since 1970.
    pub due: i64,
    /// How much speaks for a look.
    pub weight: i64,
}

/// Where a page of a worklist begins: after this row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After {
    /// By when.
    pub due: i64,
    /// The weight.
    pub weight: i64,
    /// The consignment.
    pub consignment: u64,
    /// The control.
    pub control: String,
}

/// What comes first on a worklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What is due first.
    Due,
    /// What weighs most.
    Weight,
}

impl Reader {
    pub(crate) fn new(place: Place, connection: Connection, secret: Secret, index: Index) -> Reader {
        Reader { place, connection, secret, index }
    }

    /// Another reader of the same database, for another thread.
    pub fn another(&self) -> Result<Reader, StoreFailure> {
        let connection = self.place.reading()?;
        Ok(Reader::new(self.place.clone(), connection, self.secret.clone(), self.index.clone()))
    }

    /// Seals and hashes as this database does.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The consignments under a key, the newest first, at most so many.
    pub fn find(&self, key: u64, most: usize) -> Result<Vec<u64>, StoreFailure> {
        self.index.find_beside(&self.connection, key, most)
    }

    /// What runs of keys have under many of them, for a writer that will be asked for them.
    pub fn find_ahead(&self, keys: Vec<u64>) -> Result<Ahead, StoreFailure> {
        self.index.find_ahead(&self.connection, keys)
    }

    /// A consignment by its number.
    pub fn load(&self, number: u64) -> Result<Option<Held>, StoreFailure> {
        writer::load(&self.connection, &self.secret, number)
    }

    /// The numbers of consignments from one on, in order.
    pub fn consignments_from(&self, number: u64, most: usize) -> Result<Vec<u64>, StoreFailure> {
        let sql = "SELECT number FROM consignment WHERE number >= ?1 ORDER BY number LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![number.cast_signed(), most], |row| row.get::<i64>(0))?;
        rows.map(|number| Ok(number?.cast_unsigned())).collect()
    }

    /// The answer given to a request with this key, if there was one.
    pub fn request(&self, key: u64) -> Result<Option<([u8; 16], String)>, StoreFailure> {
        let number = self.index.find_beside(&self.connection, key, 1)?.pop();
        number.map_or(Ok(None), |number| writer::request(&self.connection, number))
    }

    /// The bytes of an entry.
    pub fn entry(&self, number: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        let block = journal::block_of(&self.connection, &self.secret, number)?;
        Ok(block.and_then(|block| block.entry(number).map(<[u8]>::to_vec)))
    }

    /// The block that holds an entry, with its neighbours.
    pub fn block_of(&self, number: u64) -> Result<Option<Block>, StoreFailure> {
        journal::block_of(&self.connection, &self.secret, number)
    }

    /// Does something to which all is as it was at one moment, also while others write.
    pub fn at_one_moment<T>(&self, work: impl FnOnce() -> T) -> Result<T, StoreFailure> {
        let _moment = self.connection.moment()?;
        Ok(work())
    }

    /// Whether there are entries from one on.
    pub fn has_entries_from(&self, number: u64) -> Result<bool, StoreFailure> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entry_block WHERE first + entries > ?1)";
        Ok(self.connection.query_row(sql, [number.cast_signed()], |row| row.get(0))?)
    }

    /// The batch that holds an entry.
    pub fn batch_of(&self, number: u64) -> Result<Option<BatchRow>, StoreFailure> {
        journal::batch_of(&self.connection, number)
    }

    /// The batches that hold an entry or come after it, in order.
    pub fn batches_from(&self, number: u64, most: usize) -> Result<Vec<BatchRow>, StoreFailure> {
        journal::batches_from(&self.connection, number, most)
    }

    /// The last batch; none before the first.
    pub fn last_batch(&self) -> Result<Option<BatchRow>, StoreFailure> {
        journal::last_batch(&self.connection)
    }

    /// Consignments of which a deadline passed, as far as deadlines are kept: it may have moved since.
    pub fn passed_deadlines(&self, now: Timestamp, most: usize) -> Result<Vec<u64>, StoreFailure> {
        Deadlines::load(&self.connection)?.take(&self.connection, now, most)
    }

    /// The batches that concern an organisation, from one on.
    pub fn batches_for(&self, organisation: &str, from: u64, most: usize) -> Result<Vec<u64>, StoreFailure> {
        let sql = "SELECT first FROM concern WHERE organisation = ?1 AND first >= ?2 ORDER BY first LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows =
            statement.query_map(params![organisation, from.cast_signed(), most], |row| row.get::<i64>(0))?;
        rows.map(|first| Ok(first?.cast_unsigned())).collect()
    }

    /// Every entry of a batch, in order.
    pub fn entries(&self, batch: &BatchRow) -> Result<Vec<Vec<u8>>, StoreFailure> {
        let mut entries = Vec::new();
        let end = batch.first + batch.entries;
        let mut next = batch.first;
        while next < end {
            let block = journal::block_of(&self.connection, &self.secret, next)?
                .ok_or(StoreFailure::Corrupt("a batch that lacks entries"))?;
            let more = block.into_entries();
            next += u64::try_from(more.len()).unwrap_or(u64::MAX);
            entries.extend(more);
        }
        Ok(entries)
    }

    /// What was filed in an entry, with the texts that were not erased.
    pub fn submission(
        &self,
        number: u64,
        entry: &Entry<'_>,
    ) -> Result<Option<Submission<'static>>, StoreFailure> {
        let Some(document) = entry.document() else { return Ok(None) };
        let salts = writer::salts_of(&self.connection, &[number])?;
        let mut personal: Vec<(Subject, Vec<u8>)> = Vec::new();
        for sealed in document.sealed() {
            let (subject, bytes) = sealed?;
            let Some(salt) = salts.get(&number).and_then(|all| salt_of(all, subject)) else { continue };
            personal.push((subject, self.secret.open_person(&salt, subject, bytes)?));
        }
        Ok(Some(decode_submission(document.submission, &personal)?))
    }

    /// Whether personal texts of an entry were erased.
    pub fn is_erased(&self, number: u64, entry: &Entry<'_>) -> Result<bool, StoreFailure> {
        Ok(!self.gone(number, entry)?.is_empty())
    }

    /// Whose texts of an entry cannot be read any more; the document that it brought.
    pub fn gone(&self, number: u64, entry: &Entry<'_>) -> Result<Vec<Subject>, StoreFailure> {
        if let What::DocumentAdded { location: "", .. } = entry.what {
            let is_there = document::has_salt(&self.connection, number)?;
            return Ok(if is_there { Vec::new() } else { vec![Subject::Document] });
        }
        let Some(document) = entry.document() else { return Ok(Vec::new()) };
        let salts = writer::salts_of(&self.connection, &[number])?;
        let mut gone = Vec::new();
        for sealed in document.sealed() {
            let (subject, _) = sealed?;
            if salts.get(&number).and_then(|all| salt_of(all, subject)).is_none() {
                gone.push(subject);
            }
        }
        Ok(gone)
    }

    /// A page of a worklist: what is due first, and of that what weighs most.
    pub fn worklist(
        &self,
        list: &str,
        after: Option<&After>,
        most: usize,
    ) -> Result<Vec<Listed>, StoreFailure> {
        let sql = "SELECT consignment, control, due, weight FROM waiting WHERE list = ?1 \
                   AND (due, weight, consignment, control) > (?2, ?3, ?4, ?5) \
                   ORDER BY due, weight, consignment, control LIMIT ?6";
        self.listed(sql, list, after, most)
    }

    /// A page of a worklist: what weighs most first, and of that what is due first.
    pub fn worklist_by_weight(
        &self,
        list: &str,
        after: Option<&After>,
        most: usize,
    ) -> Result<Vec<Listed>, StoreFailure> {
        let by_weight = self.connection.by_index("waiting_weight");
        let sql = format!(
            "SELECT consignment, control, due, weight FROM waiting{by_weight} \
             WHERE list = ?1 AND (weight, due, consignment, control) > (?3, ?2, ?4, ?5) \
             ORDER BY weight, due, consignment, control LIMIT ?6"
        );
        self.listed(&sql, list, after, most)
    }

    fn listed(
        &self,
        sql: &str,
        list: &str,
        after: Option<&After>,
        most: usize,
    ) -> Result<Vec<Listed>, StoreFailure> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(
            params![
                list,
                after.map_or(i64::MIN, |after| after.due),
                after.map_or(i64::MIN, |after| after.weight.saturating_neg()),
                after.map_or(0, |after| after.consignment.cast_signed()),
                after.map_or("", |after| after.control.as_str()),
                most
            ],
            |row| {
                Ok(Listed {
                    consignment: row.get::<i64>(0)?.cast_unsigned(),
                    control: row.get(1)?,
                    due: row.get(2)?,
                    weight: -row.get::<i64>(3)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first rows of a worklist in an order.
    pub fn worklist_in(&self, list: &str, order: Order, most: usize) -> Result<Vec<Listed>, StoreFailure> {
        match order {
            Order::Due => self.worklist(list, None, most),
            Order::Weight => self.worklist_by_weight(list, None, most),
        }
    }

    /// How many controls stand on a worklist.
    pub fn worklist_count(&self, list: &str) -> Result<u64, StoreFailure> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM waiting WHERE list = ?1")?;
        Ok(statement.query_row([list], |row| row.get::<i64>(0))?.cast_unsigned())
    }

    /// How many controls stand on each worklist.
    pub fn worklists(&self) -> Result<Vec<(String, u64)>, StoreFailure> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT list, count(*) FROM waiting GROUP BY list ORDER BY list")?;
        let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get::<i64>(1)?.cast_unsigned())))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A page of what became of the lines of a file, from a line on.
    pub fn lines(&self, batch: u64, from: u64, most: usize) -> Result<Vec<LineResult>, StoreFailure> {
        let sql = "SELECT lines FROM filing_batch_part WHERE batch = ?1 AND line >= \
                   coalesce((SELECT max(line) FROM filing_batch_part WHERE batch = ?1 AND line <= ?2), 0) \
                   ORDER BY line";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![batch.cast_signed(), from.cast_signed()])?;
        let mut results = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            let (records, _) = bytes.as_chunks::<16>();
            let found = records.iter().filter_map(line_result).filter(|result| result.line >= from);
            results.extend(found.take(most.saturating_sub(results.len())));
            if results.len() >= most {
                break;
            }
        }
        Ok(results)
    }

    /// What is known about the database under a name.
    pub fn about(&self, name: &str) -> Result<Option<String>, StoreFailure> {
        about(&self.connection, name)
    }

    /// The clock of the server that has the database; none where it is embedded.
    pub fn clock_of_server(&self) -> Result<Option<Timestamp>, StoreFailure> {
        if !self.connection.has_others() {
            return Ok(None);
        }
        let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";
        let told: i64 = self.connection.query_row(sql, (), |row| row.get(0))?;
        moment(told).map(Some)
    }

    /// How many bytes the database has, and how many of the journal's entries.
    pub fn size(&self) -> Result<(u64, u64), StoreFailure> {
        let bytes = self.connection.size()?;
        let last: Option<(i64, i64)> = self
            .connection
            .query_row("SELECT first, entries FROM journal ORDER BY first DESC LIMIT 1", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let entries = last.map_or(0, |(first, entries)| first + entries - 1);
        Ok((bytes, entries.cast_unsigned()))
    }

    /// What opens the commitment to what was filed in an entry, unless texts of it were erased.
    pub fn opening(&self, entry: u64) -> Result<Option<[u8; 32]>, StoreFailure> {
        let salts = writer::salts_of(&self.connection, &[entry])?;
        let whole = salts.get(&entry).filter(|salts| are_whole(salts));
        Ok(whole.map(|salts| self.secret.opening(salts)))
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }
}

fn line_result(record: &[u8; 16]) -> Option<LineResult> {
    let (line, entry) = record.split_first_chunk::<8>()?;
    let entry = entry.first_chunk::<8>()?;
    Some(LineResult { line: u64::from_le_bytes(*line), entry: u64::from_le_bytes(*entry) })
}

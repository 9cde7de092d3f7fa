//! Files of declarations: whose they are, how far they are decided, and what waits to be.

use crate::StoreFailure;
use crate::batch::KeyedRequest;
use crate::reader::Reader;
use crate::secret::Secret;
use crate::sql::{Connection, OptionalExtension, params};
use crate::token::moment;
use crate::writer::Writer;
use jiff::Timestamp;

/// A file of declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingBatch {
    /// Its number.
    pub number: u64,
    /// Who sent it.
    pub organisation: String,
    /// When.
    pub received: Timestamp,
    /// The name that tells its format: `batch.ndjson` or `batch.csv`.
    pub format: String,
    /// The role that its declarations are filed in.
    pub role: String,
    /// The role that its sender acts in.
    pub acting: String,
    /// The credential it came with.
    pub credential: u64,
    /// Whether all of it is here.
    pub is_whole: bool,
    /// When the last line was decided.
    pub finished: Option<Timestamp>,
    /// Why no more of it is decided, as whoever decides it wrote it down.
    pub flaw: Option<String>,
}

/// Bytes of a file that wait to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The file.
    pub batch: u64,
    /// The place among the parts of the file.
    pub part: u64,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Writer {
    /// Opens a file and gives its number.
    pub fn open_filing_batch(&mut self, batch: &FilingBatch) -> Result<u64, StoreFailure> {
        let connection = self.connection();
        let number: i64 = connection.query_row(
            "INSERT INTO filing_batch (organisation, received, format, role, acting, credential, is_whole) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0) RETURNING number",
            params![
                batch.organisation,
                batch.received.as_microsecond(),
                batch.format,
                batch.role,
                batch.acting,
                batch.credential.cast_signed()
            ],
            |row| row.get(0),
        )?;
        Ok(number.cast_unsigned())
    }

    /// Keeps bytes of a file that are decided later; durable when this returns.
    pub fn keep_waiting(&mut self, waiting: &Waiting) -> Result<(), StoreFailure> {
        let compressed = zstd::bulk::compress(&waiting.body, 1)
            .map_err(|_| StoreFailure::Corrupt("bytes that cannot be compressed"))?;
        let body = self.secret().seal(waiting.batch, &compressed)?;
        self.connection()
            .prepare_cached("INSERT INTO inbox (batch, part, body) VALUES (?1, ?2, ?3)")?
            .execute(params![waiting.batch.cast_signed(), waiting.part.cast_signed(), body])?;
        Ok(())
    }

    /// All of a file is here, with the key of the request that brought it.
    pub fn close_filing_batch(&mut self, number: u64, key: Option<KeyedRequest>) -> Result<(), StoreFailure> {
        self.write_keyed(key.as_slice(), |transaction| {
            let sql = "UPDATE filing_batch SET is_whole = 1 WHERE number = ?1";
            transaction.execute(sql, [number.cast_signed()])?;
            Ok(())
        })
    }

    /// Every line of a file is decided; what waited of it waits no more.
    pub fn finish_filing_batch(
        &mut self,
        number: u64,
        now: Timestamp,
        key: Option<KeyedRequest>,
    ) -> Result<(), StoreFailure> {
        self.write_keyed(key.as_slice(), |transaction| {
            transaction.execute("DELETE FROM inbox WHERE batch = ?1", [number.cast_signed()])?;
            transaction.execute(
                "UPDATE filing_batch SET is_whole = 1, finished = ?2 WHERE number = ?1",
                params![number.cast_signed(), now.as_microsecond()],
            )?;
            Ok(())
        })
    }

    /// No more of a file is decided, and why; what waited of it waits no more.
    pub fn break_off_filing_batch(&mut self, number: u64, flaw: &str) -> Result<(), StoreFailure> {
        // It may repeat what stood in the file.
        let sealed = self.secret().seal(number, flaw.as_bytes())?;
        self.write_keyed(&[], |transaction| {
            transaction.execute("DELETE FROM inbox WHERE batch = ?1", [number.cast_signed()])?;
            transaction.execute(
                "UPDATE filing_batch SET is_whole = 0, flaw = ?2 WHERE number = ?1",
                params![number.cast_signed(), sealed],
            )?;
            Ok(())
        })
    }

    /// Forgets what was told of files that came before a moment and could not be read to their end: `flaw` is told
    /// instead. It may repeat what stood in the file.
    pub fn forget_flaws(&mut self, before: Timestamp, flaw: &str) -> Result<(), StoreFailure> {
        let numbers: Vec<i64> = {
            let sql = "SELECT number FROM filing_batch WHERE flaw IS NOT NULL AND received < ?1";
            let mut statement = self.reads().prepare_cached(sql)?;
            let numbers = statement.query_map([before.as_microsecond()], |row| row.get(0))?;
            numbers.collect::<Result<_, _>>()?
        };
        for number in numbers {
            let sealed = self.secret().seal(number.cast_unsigned(), flaw.as_bytes())?;
            self.reads()
                .prepare_cached("UPDATE filing_batch SET flaw = ?2 WHERE number = ?1")?
                .execute(params![number, sealed])?;
        }
        Ok(())
    }

    /// Forgets the bytes of files of which not all came before the program ended: nobody was promised anything. Where
    /// other nodes take files in, only those that began to come a day ago.
    pub fn forget_torn_batches(&mut self, now: Timestamp) -> Result<(), StoreFailure> {
        let a_day = if self.connection().has_others() { 86_400_000_000 } else { 0 };
        let sql = "DELETE FROM inbox WHERE batch IN \
                   (SELECT number FROM filing_batch WHERE is_whole = 0 AND received <= ?1)";
        self.connection().execute(sql, [now.as_microsecond() - a_day])?;
        Ok(())
    }
}

impl Reader {
    /// A file by its number.
    pub fn filing_batch(&self, number: u64) -> Result<Option<FilingBatch>, StoreFailure> {
        let found = batches(self.connection(), self.secret(), "number = ?1", number.cast_signed())?;
        Ok(found.into_iter().next())
    }

    /// The files of an organisation, the newest first, at most so many.
    pub fn filing_batches_of(
        &self,
        organisation: &str,
        most: usize,
    ) -> Result<Vec<FilingBatch>, StoreFailure> {
        let sql = "SELECT number FROM filing_batch WHERE organisation = ?1 ORDER BY number DESC LIMIT ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let numbers = statement.query_map(params![organisation, most], |row| row.get::<i64>(0))?;
        let mut found = Vec::new();
        for number in numbers {
            found.extend(self.filing_batch(number?.cast_unsigned())?);
        }
        Ok(found)
    }

    /// Files that are here as a whole and not decided yet.
    pub fn unfinished_batches(&self) -> Result<Vec<FilingBatch>, StoreFailure> {
        batches(self.connection(), self.secret(), "is_whole = 1 AND finished IS NULL AND number > ?1", 0)
    }

    /// A part of a file that waits.
    pub fn waiting(&self, batch: u64, part: u64) -> Result<Option<Waiting>, StoreFailure> {
        let sql = "SELECT body FROM inbox WHERE batch = ?1 AND part = ?2";
        let found: Option<Vec<u8>> = self
            .connection()
            .prepare_cached(sql)?
            .query_row([batch.cast_signed(), part.cast_signed()], |row| row.get(0))
            .optional()?;
        let Some(body) = found else { return Ok(None) };
        let compressed = self.secret().open(batch, &body)?;
        let corrupt = || StoreFailure::Corrupt("bytes of a file that wait");
        let size = zstd::zstd_safe::get_frame_content_size(&compressed).ok().flatten().ok_or_else(corrupt)?;
        let size = usize::try_from(size.min(1 << 30)).map_err(|_| corrupt())?;
        let body = zstd::bulk::decompress(&compressed, size).map_err(|_| corrupt())?;
        Ok(Some(Waiting { batch, part, body }))
    }

    /// How many lines of a file there are by what became of them.
    pub fn line_counts(&self, batch: u64) -> Result<Vec<(String, u64)>, StoreFailure> {
        let sql = "SELECT name, lines FROM filing_batch_count WHERE batch = ?1 ORDER BY name";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement
            .query_map([batch.cast_signed()], |row| Ok((row.get(0)?, row.get::<i64>(1)?.cast_unsigned())))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last line of a file that is decided; 0 for none. Lines are decided in order.
    pub fn last_line(&self, batch: u64) -> Result<u64, StoreFailure> {
        let sql = "SELECT lines FROM filing_batch_part WHERE batch = ?1 ORDER BY line DESC LIMIT 1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let lines: Option<Vec<u8>> =
            statement.query_row([batch.cast_signed()], |row| row.get(0)).optional()?;
        Ok(lines.and_then(|lines| last_of(&lines)).unwrap_or_default())
    }
}

/// The line of the last record of a part: a line and an entry.
fn last_of(lines: &[u8]) -> Option<u64> {
    let record = lines.last_chunk::<16>()?;
    record.first_chunk::<8>().map(|line| u64::from_le_bytes(*line))
}

fn batches(
    connection: &Connection,
    secret: &Secret,
    condition: &str,
    value: i64,
) -> Result<Vec<FilingBatch>, StoreFailure> {
    let sql = format!(
        "SELECT number, organisation, received, format, role, credential, acting, is_whole, finished, flaw \
         FROM filing_batch WHERE {condition} ORDER BY number"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([value])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get::<i64>(0)?.cast_unsigned();
        let flaw: Option<Vec<u8>> = row.get(9)?;
        let flaw = flaw.map(|sealed| secret.open(number, &sealed)).transpose()?;
        found.push(FilingBatch {
            number,
            organisation: row.get(1)?,
            received: moment(row.get(2)?)?,
            format: row.get(3)?,
            role: row.get(4)?,
            credential: row.get::<i64>(5)?.cast_unsigned(),
            acting: row.get(6)?,
            is_whole: row.get(7)?,
            finished: row.get::<Option<i64>>(8)?.map(moment).transpose()?,
            flaw: flaw.map(|flaw| String::from_utf8_lossy(&flaw).into_owned()),
        });
    }
    Ok(found)
}

//! What vendors declare in their returns: each with its entry of the journal, its lines sealed beside it.

use crate::StoreFailure;
use crate::entry::{Entry, What};
use crate::reader::Reader;
use crate::secret::Secret;
use crate::sql::{Params, Row, Transaction, params};
use crate::token::moment;
use jiff::Timestamp;
use quantity::Currency;
use ring::digest;
use serde::{Deserialize, Serialize};

/// Lines that are kept in one row.
const TOGETHER: usize = 4_096;

/// A return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorReturn {
    /// The entry of the journal that took it in.
    pub entry: u64,
    /// The scheme of the number.
    pub scheme: String,
    /// The number under which the taxes were collected.
    pub number: String,
    /// The period, as it is written.
    pub period: String,
    /// Who filed it.
    pub organisation: String,
    /// When it came in.
    pub received: Timestamp,
    /// The currency of the amounts.
    pub currency: Currency,
    /// How many lines it has.
    pub lines: u64,
    /// What they declare together, in minor units.
    pub total: i64,
}

/// A line of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorLine {
    /// Where it stood in the file.
    pub line: u64,
    /// What it is about.
    pub about: DeclaredNumber,
    /// How much tax it declares, in minor units; below nothing where tax is taken off.
    pub amount: i64,
}

/// What a line of a return is about. Variants are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeclaredNumber {
    /// The parcel of a tracking number.
    Tracking(String),
    /// The parcels of an order.
    Order {
        /// The number of the market place.
        market_place: String,
        /// The order.
        number: String,
    },
}

/// A return to be kept with the batch of its entry.
pub struct NewVendorReturn {
    /// The return.
    pub filed: VendorReturn,
    /// Its lines, sealed, in their parts.
    parts: Vec<Vec<u8>>,
    /// The hash of its lines as they are kept.
    pub content: [u8; 32],
}

impl NewVendorReturn {
    /// Seals the lines of a return; `filed` gets its entry later.
    pub fn seal(
        secret: &Secret,
        filed: VendorReturn,
        lines: &[VendorLine],
    ) -> Result<NewVendorReturn, StoreFailure> {
        let mut hash = digest::Context::new(&digest::SHA256);
        let mut parts = Vec::new();
        for (place, lines) in (0..).zip(lines.chunks(TOGETHER)) {
            let mut body = Vec::new();
            for line in lines {
                body = postcard::to_extend(line, body)
                    .map_err(|_| StoreFailure::Corrupt("a line that cannot be written"))?;
            }
            hash.update(&body);
            let packed = zstd::bulk::compress(&body, 1)
                .map_err(|_| StoreFailure::Corrupt("lines that cannot be compressed"))?;
            parts.push(secret.seal(place, &packed)?);
        }
        Ok(NewVendorReturn { filed, parts, content: finished(hash) })
    }

    /// Writes it within the caller's transaction.
    pub(crate) fn write(&self, transaction: &Transaction<'_>) -> Result<(), StoreFailure> {
        let VendorReturn { entry, scheme, number, period, organisation, received, currency, lines, total } =
            &self.filed;
        transaction
            .prepare_cached(
                "INSERT INTO vendor_return (entry, scheme, number, period, organisation, received, currency, \
                 minor_units, lines, total) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                entry.cast_signed(),
                scheme,
                number,
                period,
                organisation,
                received.as_microsecond(),
                currency.code(),
                currency.minor_units(),
                lines.cast_signed(),
                total
            ])?;
        let mut write = transaction
            .prepare_cached("INSERT INTO vendor_return_lines (entry, part, body) VALUES (?1, ?2, ?3)")?;
        for (part, body) in (0_i64..).zip(&self.parts) {
            write.execute(params![entry.cast_signed(), part, body])?;
        }
        Ok(())
    }
}

fn finished(hash: digest::Context) -> [u8; 32] {
    hash.finish().as_ref().first_chunk::<32>().copied().unwrap_or_default()
}

impl Reader {
    /// A return by its entry.
    pub fn vendor_return(&self, entry: u64) -> Result<Option<VendorReturn>, StoreFailure> {
        Ok(self.vendor_returns("entry = ?1", [entry.cast_signed()])?.into_iter().next())
    }

    /// The returns of a number, the oldest first.
    pub fn vendor_returns_of(&self, scheme: &str, number: &str) -> Result<Vec<VendorReturn>, StoreFailure> {
        self.vendor_returns("scheme = ?1 AND number = ?2 ORDER BY entry", [scheme, number])
    }

    /// The numbers of a scheme for which a return of a period is filed.
    pub fn vendor_numbers_of(&self, scheme: &str, period: &str) -> Result<Vec<String>, StoreFailure> {
        let sql =
            "SELECT DISTINCT number FROM vendor_return WHERE scheme = ?1 AND period = ?2 ORDER BY number";
        let mut statement = self.connection().prepare_cached(sql)?;
        let numbers = statement.query_map([scheme, period], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    fn vendor_returns(
        &self,
        which: &str,
        parameters: impl Params,
    ) -> Result<Vec<VendorReturn>, StoreFailure> {
        let sql = format!(
            "SELECT entry, scheme, number, period, organisation, received, currency, minor_units, lines, total \
             FROM vendor_return WHERE {which}"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(parameters)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(of_row(&row)?);
        }
        Ok(found)
    }

    /// The lines of a return, in order.
    pub fn vendor_lines(&self, entry: u64) -> Result<Vec<VendorLine>, StoreFailure> {
        let mut lines = Vec::new();
        self.each_part(entry, |body| {
            let mut rest = body;
            while !rest.is_empty() {
                let (line, after) = postcard::take_from_bytes(rest)
                    .map_err(|_| StoreFailure::Corrupt("a line of a return"))?;
                lines.push(line);
                rest = after;
            }
            Ok(())
        })?;
        Ok(lines)
    }

    /// Gives the lines of a return as they are kept, part by part.
    fn each_part(
        &self,
        entry: u64,
        mut give: impl FnMut(&[u8]) -> Result<(), StoreFailure>,
    ) -> Result<(), StoreFailure> {
        let sql = "SELECT body FROM vendor_return_lines WHERE entry = ?1 ORDER BY part";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([entry.cast_signed()])?;
        let mut place = 0;
        while let Some(row) = rows.next()? {
            let sealed = row.bytes(0)?;
            let corrupt = || StoreFailure::Corrupt("the lines of a return");
            let packed = self.secret().open(place, sealed)?;
            place += 1;
            let size = zstd::zstd_safe::get_frame_content_size(&packed).ok().flatten();
            let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= PART_LIMIT);
            give(&zstd::bulk::decompress(&packed, size.ok_or_else(corrupt)?).map_err(|_| corrupt())?)?;
        }
        Ok(())
    }

    /// Where the return of an entry is kept otherwise than the entry says; nothing where it is not.
    pub fn vendor_return_flaw(&self, number: u64, entry: &Entry<'_>) -> Result<Option<String>, StoreFailure> {
        let What::VendorReturned { scheme, number: of, period, currency, lines, total, content, .. } =
            &entry.what
        else {
            return Ok(None);
        };
        let Some(kept) = self.vendor_return(number)? else {
            return Ok(Some("the return is not there".to_owned()));
        };
        let said = (*scheme, *of, *period, *currency, *lines, *total);
        let is_said =
            (&*kept.scheme, &*kept.number, &*kept.period, kept.currency.code(), kept.lines, kept.total)
                == said
                && kept.organisation == entry.actor.organisation
                && kept.received == moment(entry.at)?;
        let mut hash = digest::Context::new(&digest::SHA256);
        self.each_part(number, |body| {
            hash.update(body);
            Ok(())
        })?;
        let found = self.vendor_lines(number)?;
        let sum = found.iter().map(|line| i128::from(line.amount)).sum::<i128>();
        let adds_up = u64::try_from(found.len()).ok() == Some(*lines) && sum == i128::from(*total);
        Ok(match (is_said, finished(hash) == *content, adds_up) {
            (true, true, true) => None,
            (false, ..) => Some("the return is another one".to_owned()),
            (_, false, _) => Some("the lines of the return are others".to_owned()),
            (.., false) => Some("the lines of the return do not add up to it".to_owned()),
        })
    }

    /// How many returns are kept of entries up to one.
    pub fn vendor_return_count(&self, last: u64) -> Result<u64, StoreFailure> {
        let sql = "SELECT count(*) FROM vendor_return WHERE entry <= ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row([last.cast_signed()], |row| row.get::<i64>(0))?.cast_unsigned())
    }
}

/// The most bytes that the lines of one row have.
const PART_LIMIT: usize = 16 << 20;

fn of_row(row: &Row<'_>) -> Result<VendorReturn, StoreFailure> {
    let currency: String = row.get(6)?;
    let currency = Currency::new(&currency, row.get(7)?);
    Ok(VendorReturn {
        entry: row.get::<i64>(0)?.cast_unsigned(),
        scheme: row.get(1)?,
        number: row.get(2)?,
        period: row.get(3)?,
        organisation: row.get(4)?,
        received: moment(row.get(5)?)?,
        currency: currency.ok_or(StoreFailure::Corrupt("the currency of a return"))?,
        lines: row.get::<i64>(8)?.cast_unsigned(),
        total: row.get(9)?,
    })
}

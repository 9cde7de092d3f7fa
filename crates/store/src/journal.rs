//! The journal's entries in blocks: compressed together, sealed, found by number.

use crate::StoreFailure;
use crate::secret::Secret;
use crate::sql::{self, Connection, OptionalExtension, Row, params};
use zstd::bulk::Compressor;

/// Entries compressed together: enough to find what repeats, few enough to read one of them quickly.
pub(crate) const BLOCK_ENTRIES: usize = 64;
/// The fastest level: what repeats between entries is found at any.
const LEVEL: i32 = 1;
/// The most bytes that a block may hold; the longest of declarations with every item fits many times.
const BLOCK_LIMIT: usize = 256 << 20;

/// What compresses blocks: making one costs more than a small block does.
pub(crate) fn compressor() -> Result<Compressor<'static>, StoreFailure> {
    Compressor::new(LEVEL).map_err(|_| StoreFailure::Corrupt("a compressor that cannot be made"))
}

/// A batch of the journal without its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// The number of its first entry.
    pub first: u64,
    /// How many entries it has.
    pub entries: u64,
    /// When it was decided, in microseconds since 1970.
    pub at: i64,
    /// The shared facts and the engine it was decided by.
    pub setting: i64,
    /// The root of its tree of hashes.
    pub root: [u8; 32],
    /// The signature over it.
    pub signature: [u8; 64],
    /// The number that the next declaration after it gets.
    pub next: u64,
}

/// A block of entries, ready to be written.
pub(crate) struct Sealed {
    first: u64,
    entries: usize,
    body: Vec<u8>,
}

/// Compresses and seals entries from a number on, in blocks.
pub(crate) fn seal(
    secret: &Secret,
    compressor: &mut Compressor<'static>,
    first: u64,
    entries: &[&[u8]],
) -> Result<Vec<Sealed>, StoreFailure> {
    let mut number = first;
    let mut joined = Vec::new();
    let mut sealed = Vec::with_capacity(entries.len().div_ceil(BLOCK_ENTRIES));
    for block in entries.chunks(BLOCK_ENTRIES) {
        joined.clear();
        for entry in block {
            let length = u32::try_from(entry.len()).map_err(|_| StoreFailure::Corrupt("an endless entry"))?;
            joined.extend_from_slice(&length.to_le_bytes());
            joined.extend_from_slice(entry);
        }
        let compressed = compressor
            .compress(&joined)
            .map_err(|_| StoreFailure::Corrupt("entries that cannot be compressed"))?;
        let body = secret.seal(number, &compressed)?;
        sealed.push(Sealed { first: number, entries: block.len(), body });
        number += u64::try_from(block.len()).unwrap_or_default();
    }
    Ok(sealed)
}

/// Writes blocks, within the caller's transaction.
pub(crate) fn write(connection: &Connection, blocks: &[Sealed]) -> Result<(), StoreFailure> {
    let mut rows = connection.inserting("entry_block", &["first", "entries", "body"], "")?;
    for Sealed { first, entries, body } in blocks {
        rows.add(params![first.cast_signed(), entries, body])?;
    }
    Ok(rows.write()?)
}

/// A block of entries as it was read.
pub struct Block {
    first: u64,
    entries: Vec<Vec<u8>>,
}

impl Block {
    /// The bytes of an entry, if it is in this block.
    pub fn entry(&self, number: u64) -> Option<&[u8]> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.entries.get(place).map(Vec::as_slice)
    }

    /// Every entry, in order.
    pub(crate) fn into_entries(self) -> Vec<Vec<u8>> {
        self.entries
    }
}

/// The block that holds an entry.
pub(crate) fn block_of(
    connection: &Connection,
    secret: &Secret,
    number: u64,
) -> Result<Option<Block>, StoreFailure> {
    let sql = "SELECT first, entries, body FROM entry_block WHERE first <= ?1 ORDER BY first DESC LIMIT 1";
    let row: Option<(i64, usize, Vec<u8>)> = connection
        .prepare_cached(sql)?
        .query_row([number.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((first, count, body)) = row else { return Ok(None) };
    let first = first.cast_unsigned();
    let block = Block { first, entries: open(secret, first, &body)? };
    if block.entries.len() != count {
        return Err(StoreFailure::Corrupt("a block with another number of entries"));
    }
    Ok(block.entry(number).is_some().then_some(block))
}

/// Gives the entries of every block, in order.
pub(crate) fn each_block(
    connection: &Connection,
    secret: &Secret,
    mut give: impl FnMut(Vec<Vec<u8>>) -> Result<(), StoreFailure>,
) -> Result<(), StoreFailure> {
    connection.each("SELECT first, body FROM entry_block ORDER BY first", (), |row| {
        give(open(secret, row.get::<i64>(0)?.cast_unsigned(), row.bytes(1)?)?)
    })
}

fn open(secret: &Secret, first: u64, body: &[u8]) -> Result<Vec<Vec<u8>>, StoreFailure> {
    let corrupt = || StoreFailure::Corrupt("a block of the journal");
    let compressed = secret.open(first, body)?;
    let joined = zstd::bulk::decompress(&compressed, BLOCK_LIMIT.min(decompressed_size(&compressed)))
        .map_err(|_| corrupt())?;
    let mut rest = joined.as_slice();
    let mut entries = Vec::with_capacity(BLOCK_ENTRIES);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| corrupt())?;
        let (entry, after) = after.split_at_checked(length).ok_or_else(corrupt)?;
        entries.push(entry.to_vec());
        rest = after;
    }
    match rest.is_empty() {
        true => Ok(entries),
        false => Err(corrupt()),
    }
}

/// The size that the frame says it has; what it says is not believed beyond the limit.
fn decompressed_size(compressed: &[u8]) -> usize {
    let said = zstd::zstd_safe::get_frame_content_size(compressed).ok().flatten();
    said.and_then(|size| usize::try_from(size).ok()).unwrap_or(BLOCK_LIMIT)
}

/// The batch that holds an entry.
pub(crate) fn batch_of(connection: &Connection, number: u64) -> Result<Option<BatchRow>, StoreFailure> {
    let sql = "SELECT first, entries, at, setting, root, signature, next FROM journal \
               WHERE first <= ?1 ORDER BY first DESC LIMIT 1";
    let found = connection.prepare_cached(sql)?.query_row([number.cast_signed()], batch_row).optional()?;
    Ok(found.filter(|batch| number < batch.first + batch.entries))
}

/// The last batch; none before the first.
pub(crate) fn last_batch(connection: &Connection) -> Result<Option<BatchRow>, StoreFailure> {
    let sql =
        "SELECT first, entries, at, setting, root, signature, next FROM journal ORDER BY first DESC LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row((), batch_row).optional()?)
}

/// The batches from an entry on, in order.
pub(crate) fn batches_from(
    connection: &Connection,
    number: u64,
    most: usize,
) -> Result<Vec<BatchRow>, StoreFailure> {
    let sql = "SELECT first, entries, at, setting, root, signature, next FROM journal \
               WHERE first + entries > ?1 AND first >= ?2 ORDER BY first LIMIT ?3";
    let start = batch_of(connection, number)?.map_or(number, |batch| batch.first);
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![number.cast_signed(), start.cast_signed(), most], batch_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn batch_row(row: &Row<'_>) -> sql::Result<BatchRow> {
    Ok(BatchRow {
        first: row.get(0)?,
        // No batch is so large that its end could not be told.
        entries: row.get::<u32>(1)?.into(),
        at: row.get(2)?,
        setting: row.get(3)?,
        root: row.get(4)?,
        signature: row.get(5)?,
        next: row.get::<i64>(6)?.cast_unsigned(),
    })
}

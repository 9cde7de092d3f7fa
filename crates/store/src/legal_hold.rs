//! Legal holds: which consignments must be kept as they are, whatever time of retention is over. A view of the journal.

use crate::StoreFailure;
use crate::reader::Reader;
use crate::sql::{Connection, OptionalExtension, params};
use crate::writer::Writer;
use std::collections::BTreeMap;

/// A legal hold that is put, or lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldChange {
    /// The consignment.
    pub consignment: u64,
    /// The entry that puts it under hold; none lifts it.
    pub put_by: Option<u64>,
}

/// Writes what is put or lifted, within the caller's transaction.
pub(crate) fn write(connection: &Connection, change: &HoldChange) -> Result<(), StoreFailure> {
    let consignment = change.consignment.cast_signed();
    match change.put_by {
        Some(entry) => connection
            .prepare_cached("INSERT INTO legal_hold (consignment, entry) VALUES (?1, ?2)")?
            .execute(params![consignment, entry.cast_signed()])?,
        None => connection
            .prepare_cached("DELETE FROM legal_hold WHERE consignment = ?1")?
            .execute([consignment])?,
    };
    Ok(())
}

fn held_by(connection: &Connection, consignment: u64) -> Result<Option<u64>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT entry FROM legal_hold WHERE consignment = ?1")?;
    let entry = statement.query_row([consignment.cast_signed()], |row| row.get::<i64>(0)).optional()?;
    Ok(entry.map(i64::cast_unsigned))
}

impl Writer {
    /// The entry that put a consignment under legal hold; none where it is under none.
    pub fn legal_hold(&self, consignment: u64) -> Result<Option<u64>, StoreFailure> {
        held_by(self.reads(), consignment)
    }
}

impl Reader {
    /// The entry that put a consignment under legal hold; none where it is under none.
    pub fn legal_hold(&self, consignment: u64) -> Result<Option<u64>, StoreFailure> {
        held_by(self.connection(), consignment)
    }
}

/// The consignments under hold, each with the entry that put it there.
pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<u64, u64>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT consignment, entry FROM legal_hold")?;
    let rows = statement.query_map((), |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
    let holds = rows.map(|row| row.map(|(number, entry)| (number.cast_unsigned(), entry.cast_unsigned())));
    Ok(holds.collect::<Result<_, _>>()?)
}

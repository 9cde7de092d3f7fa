//! Legal holds: which consignments must be kept as they are, whatever time of retention is over. A view of the journal.

use crate::StoreFailure;
use crate::entry::{Entry, What};
use crate::journal;
use crate::reader::Reader;
use crate::row::Subject;
use crate::salts::salt_of;
use crate::secret::Secret;
use crate::writer::{Writer, salts_of};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// A legal hold that is put, or lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldChange {
    /// The consignment.
    pub consignment: u64,
    /// The entry that puts it under hold; none lifts it.
    pub put_by: Option<u64>,
}

/// Writes what a batch puts and lifts, within the caller's transaction.
pub(crate) fn write(connection: &Connection, changes: &[HoldChange]) -> Result<(), StoreFailure> {
    for HoldChange { consignment, put_by } in changes {
        let consignment = consignment.cast_signed();
        match put_by {
            Some(entry) => connection
                .prepare_cached("INSERT INTO legal_hold (consignment, entry) VALUES (?1, ?2)")?
                .execute(params![consignment, entry.cast_signed()])?,
            None => connection
                .prepare_cached("DELETE FROM legal_hold WHERE consignment = ?1")?
                .execute([consignment])?,
        };
    }
    Ok(())
}

fn held_by(connection: &Connection, consignment: u64) -> Result<Option<u64>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT entry FROM legal_hold WHERE consignment = ?1")?;
    let entry = statement.query_row([consignment.cast_signed()], |row| row.get::<_, i64>(0)).optional()?;
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

/// Says which holds stand otherwise than the journal tells, and what it tells to be erased and is not.
pub(crate) fn differing(connection: &Connection, secret: &Secret) -> Result<Vec<String>, StoreFailure> {
    let mut told: BTreeMap<u64, u64> = BTreeMap::new();
    let mut differing = Vec::new();
    // The numbers of entries follow each other from 1 on.
    let mut number = 0;
    journal::each_block(connection, secret, |entries| {
        for bytes in entries {
            number += 1;
            let entry = Entry::decode(&bytes)?;
            match &entry.what {
                What::Held { .. } => drop(told.insert(entry.consignment, number)),
                What::HoldLifted { .. } => drop(told.remove(&entry.consignment)),
                What::Erased { filings, .. } => differing.extend(left_of(connection, filings)?),
                _ => {}
            }
        }
        Ok(())
    })?;
    let mut statement =
        connection.prepare("SELECT consignment, entry FROM legal_hold ORDER BY consignment")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
    let kept = rows
        .map(|row| row.map(|(consignment, entry)| (consignment.cast_unsigned(), entry.cast_unsigned())))
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    if kept != told {
        differing.push(format!("legal holds stand as {kept:?}, not as {told:?}"));
    }
    Ok(differing)
}

/// What was erased and can still be read.
fn left_of(connection: &Connection, filings: &[(u64, u8)]) -> Result<Vec<String>, StoreFailure> {
    let mut left = Vec::new();
    for (entry, code) in filings {
        let subject = Subject::from_code(*code).ok_or(StoreFailure::Corrupt("the subject of an erasure"))?;
        let salts = salts_of(connection, &[*entry])?;
        if salts.get(entry).and_then(|salts| salt_of(salts, subject)).is_some() {
            left.push(format!("texts of entry {entry} were erased, and can be read"));
        }
    }
    Ok(left)
}

//! Outbound scans as they stand: open, matched to an import, or refused. A view of the entries that tell of them.

use crate::StoreFailure;
use crate::entry::{Entry, What};
use crate::journal;
use crate::reader::Reader;
use crate::row::{KeptCommand, decode_command};
use crate::secret::Secret;
use crate::sql::{self, Connection, OptionalExtension, Row, Transaction, params};
use crate::writer::Writer;
use clearance::Command;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Where a scan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanState {
    /// It waits, or an officer must say.
    Open,
    /// It was matched to a consignment.
    Matched(u64),
    /// An officer refused it.
    Refused,
}

/// A scan as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The entry that told of it.
    pub number: u64,
    /// The hash of the number under which the goods leave.
    pub outbound: u64,
    /// When it was told, in microseconds since 1970.
    pub at: i64,
    /// Where it stands.
    pub state: ScanState,
    /// Why it is open: codes with spaces between.
    pub reasons: String,
    /// When it is looked at again, in microseconds since 1970; never, where only an officer can say.
    pub look: i64,
}

/// Never again by itself.
pub const NEVER: i64 = i64::MAX;

const COLUMNS: &str = "number, outbound, at, state, consignment, reasons, look";

impl Scan {
    fn of_row(row: &Row<'_>) -> sql::Result<Scan> {
        let consignment: Option<i64> = row.get(4)?;
        let state = match (row.get::<i64>(3)?, consignment) {
            (1, Some(consignment)) => ScanState::Matched(consignment.cast_unsigned()),
            (2, _) => ScanState::Refused,
            _ => ScanState::Open,
        };
        Ok(Scan {
            number: row.get::<i64>(0)?.cast_unsigned(),
            outbound: row.get::<i64>(1)?.cast_unsigned(),
            at: row.get(2)?,
            state,
            reasons: row.get(5)?,
            look: row.get(6)?,
        })
    }

    /// Writes it as it stands now, within the caller's transaction.
    fn write(&self, transaction: &Transaction<'_>) -> Result<(), StoreFailure> {
        let (state, consignment) = match self.state {
            ScanState::Open => (0, None),
            ScanState::Matched(consignment) => (1, Some(consignment.cast_signed())),
            ScanState::Refused => (2, None),
        };
        let sql = "INSERT INTO outbound_scan (number, outbound, at, state, consignment, reasons, look) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (number) DO UPDATE \
                   SET outbound = ?2, at = ?3, state = ?4, consignment = ?5, reasons = ?6, look = ?7";
        let (number, outbound) = (self.number.cast_signed(), self.outbound.cast_signed());
        let row = params![number, outbound, self.at, state, consignment, self.reasons, self.look];
        transaction.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }
}

/// Writes scans as they stand now, within the caller's transaction.
pub(crate) fn write(transaction: &Transaction<'_>, scans: &[Scan]) -> Result<(), StoreFailure> {
    scans.iter().try_for_each(|scan| scan.write(transaction))
}

fn one(connection: &Connection, number: u64) -> Result<Option<Scan>, StoreFailure> {
    let sql = format!("SELECT {COLUMNS} FROM outbound_scan WHERE number = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([number.cast_signed()], Scan::of_row).optional()?)
}

fn several(connection: &Connection, sql: &str, values: [i64; 2]) -> Result<Vec<Scan>, StoreFailure> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, Scan::of_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Scans under one outbound number that are looked at: it may be used again after a year.
const UNDER_ONE_NUMBER: i64 = 8;

impl Writer {
    /// A scan by the entry that told of it.
    pub fn scan(&self, number: u64) -> Result<Option<Scan>, StoreFailure> {
        one(self.reads(), number)
    }

    /// The scans under an outbound number, the newest first.
    pub fn scans_under(&self, outbound: u64) -> Result<Vec<Scan>, StoreFailure> {
        let sql =
            format!("SELECT {COLUMNS} FROM outbound_scan WHERE outbound = ?1 ORDER BY number DESC LIMIT ?2");
        several(self.reads(), &sql, [outbound.cast_signed(), UNDER_ONE_NUMBER])
    }

    /// The open scans that are to be looked at again by now, the longest due first.
    pub fn scans_to_look_at(&self, now: Timestamp, most: usize) -> Result<Vec<Scan>, StoreFailure> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbound_scan WHERE state = 0 AND look <= ?1 ORDER BY look LIMIT ?2"
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        several(self.reads(), &sql, [now.as_microsecond(), most])
    }

    /// The entry that told of a scan, as bytes.
    pub fn entry(&self, number: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        let block = journal::block_of(self.reads(), self.secret(), number)?;
        Ok(block.and_then(|block| block.entry(number).map(<[u8]>::to_vec)))
    }

    /// Keeps how scans stand that were looked at and came to no entry.
    pub fn keep_scans(&mut self, scans: &[Scan]) -> Result<(), StoreFailure> {
        let transaction = self.connection().transaction()?;
        write(&transaction, scans)?;
        transaction.commit()?;
        Ok(())
    }
}

impl Reader {
    /// A scan by the entry that told of it.
    pub fn scan(&self, number: u64) -> Result<Option<Scan>, StoreFailure> {
        one(self.connection(), number)
    }

    /// The open scans after one, the oldest first.
    pub fn open_scans(&self, after: u64, most: usize) -> Result<Vec<Scan>, StoreFailure> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbound_scan WHERE state = 0 AND number > ?1 ORDER BY number LIMIT ?2"
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        several(self.connection(), &sql, [after.cast_signed(), most])
    }

    /// How many scans are open.
    pub fn open_scan_count(&self) -> Result<u64, StoreFailure> {
        let sql = "SELECT count(*) FROM outbound_scan WHERE state = 0";
        let count: i64 = self.connection().prepare_cached(sql)?.query_row((), |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }
}

/// Says which scans stand otherwise than the journal tells.
pub(crate) fn differing(connection: &Connection, secret: &Secret) -> Result<Vec<String>, StoreFailure> {
    let mut told: BTreeMap<u64, ScanState> = BTreeMap::new();
    // The numbers of entries follow each other from 1 on.
    let mut number = 0;
    journal::each_block(connection, secret, |entries| {
        for bytes in entries {
            number += 1;
            let entry = Entry::decode(&bytes)?;
            match &entry.what {
                What::Scanned { .. } => drop(told.insert(number, ScanState::Open)),
                What::ScanRefused { scan, .. } => drop(told.insert(*scan, ScanState::Refused)),
                What::Commanded { command } if !command.is_empty() => {
                    if let Some(scan) = matched(command)? {
                        told.insert(scan, ScanState::Matched(entry.consignment));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    let sql = format!("SELECT {COLUMNS} FROM outbound_scan WHERE number > ?1 ORDER BY number LIMIT ?2");
    let mut differing = Vec::new();
    for scan in several(connection, &sql, [0, i64::MAX])? {
        match told.remove(&scan.number) {
            Some(state) if state == scan.state => {}
            other => {
                differing.push(format!("scan {} stands as {:?}, not {other:?}", scan.number, scan.state))
            }
        }
    }
    differing.extend(told.into_keys().map(|number| format!("scan {number} is not there")));
    Ok(differing)
}

/// The scan that a command matches, if it does.
fn matched(command: &[u8]) -> Result<Option<u64>, StoreFailure> {
    Ok(match decode_command(command)? {
        KeptCommand::Whole(Command::Return(report)) => report.scan,
        KeptCommand::Whole(_) | KeptCommand::Join { .. } => None,
    })
}

//! Participants of the record, and which of them are frozen out. A view of the journal.

use crate::StoreFailure;
use crate::reader::Reader;
use crate::sql::{Connection, OptionalExtension, params};
use crate::writer::Writer;
use std::collections::BTreeMap;

/// A participant is frozen out, or readmitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantChange {
    /// The organisation.
    pub organisation: String,
    /// The entry that freezes it out; none readmits it.
    pub frozen_by: Option<u64>,
}

/// Writes what is changed, within the caller's transaction.
pub(crate) fn write(connection: &Connection, change: &ParticipantChange) -> Result<(), StoreFailure> {
    match change.frozen_by {
        Some(entry) => connection
            .prepare_cached("INSERT INTO frozen_out (organisation, entry) VALUES (?1, ?2)")?
            .execute(params![change.organisation, entry.cast_signed()])?,
        None => connection
            .prepare_cached("DELETE FROM frozen_out WHERE organisation = ?1")?
            .execute([&change.organisation])?,
    };
    Ok(())
}

/// Who is frozen out, each with the entry that says so.
pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<String, u64>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT organisation, entry FROM frozen_out")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get::<i64>(1)?)))?;
    let all = rows.map(|row| row.map(|(organisation, entry)| (organisation, entry.cast_unsigned())));
    Ok(all.collect::<Result<_, _>>()?)
}

impl Writer {
    /// The entry that froze out an organisation; none where it is not.
    pub fn frozen_out(&self, organisation: &str) -> Result<Option<u64>, StoreFailure> {
        let mut statement =
            self.reads().prepare_cached("SELECT entry FROM frozen_out WHERE organisation = ?1")?;
        let entry = statement.query_row([organisation], |row| row.get::<i64>(0)).optional()?;
        Ok(entry.map(i64::cast_unsigned))
    }
}

impl Reader {
    /// Who is frozen out, each with the entry that says so.
    pub fn frozen_out(&self) -> Result<BTreeMap<String, u64>, StoreFailure> {
        all(self.connection())
    }

    /// Every organisation that the record is about, or that may write into it, by name.
    pub fn organisations(&self) -> Result<Vec<String>, StoreFailure> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name FROM organisation UNION SELECT organisation FROM token \
             UNION SELECT organisation FROM account UNION SELECT organisation FROM frozen_out ORDER BY 1",
        )?;
        let rows = statement.query_map((), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

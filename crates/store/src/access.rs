//! Who looked at what the record has of people and firms: where the entries are that tell of it. A view of the journal.

use crate::StoreFailure;
use crate::reader::Reader;
use crate::sql::{Connection, Params, params};
use std::collections::BTreeSet;

/// Somebody looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccess {
    /// The entry that tells of it.
    pub entry: u64,
    /// Whose credential it was.
    pub credential: u64,
    /// The consignments that were shown.
    pub consignments: Vec<u64>,
}

/// Writes where the entry is found, within the caller's transaction.
pub(crate) fn write(connection: &Connection, access: &NewAccess) -> Result<(), StoreFailure> {
    let entry = access.entry.cast_signed();
    connection
        .prepare_cached("INSERT INTO access_by (credential, entry) VALUES (?1, ?2)")?
        .execute(params![access.credential.cast_signed(), entry])?;
    let mut insert = connection
        .prepare_cached("INSERT INTO access (consignment, entry) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for consignment in &access.consignments {
        insert.execute(params![consignment.cast_signed(), entry])?;
    }
    Ok(())
}

/// Which accesses are asked for: the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessesAsked {
    /// Those that show a consignment only.
    pub consignment: Option<u64>,
    /// Those by a credential only.
    pub credential: Option<u64>,
    /// Those before an entry only.
    pub before: Option<u64>,
    /// At most so many.
    pub most: usize,
}

impl Reader {
    /// The entries that tell who looked, the newest first.
    pub fn accesses(&self, asked: &AccessesAsked) -> Result<Vec<u64>, StoreFailure> {
        let before = asked.before.map_or(i64::MAX, u64::cast_signed);
        let most = i64::try_from(asked.most).unwrap_or(i64::MAX);
        let of = |number: u64| number.cast_signed();
        match (asked.consignment.map(of), asked.credential.map(of)) {
            (None, None) => self.numbers(
                "SELECT entry FROM access_by WHERE entry < ?1 ORDER BY entry DESC LIMIT ?2",
                params![before, most],
            ),
            (None, Some(credential)) => self.numbers(
                "SELECT entry FROM access_by WHERE credential = ?3 AND entry < ?1 ORDER BY entry DESC LIMIT ?2",
                params![before, most, credential],
            ),
            (Some(consignment), None) => self.numbers(
                "SELECT entry FROM access WHERE consignment = ?3 AND entry < ?1 ORDER BY entry DESC LIMIT ?2",
                params![before, most, consignment],
            ),
            (Some(consignment), Some(credential)) => self.numbers(
                "SELECT entry FROM access JOIN access_by USING (entry) \
                 WHERE consignment = ?3 AND credential = ?4 AND entry < ?1 ORDER BY entry DESC LIMIT ?2",
                params![before, most, consignment, credential],
            ),
        }
    }

    fn numbers(&self, sql: &str, of: impl Params) -> Result<Vec<u64>, StoreFailure> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map(of, |row| row.get::<i64>(0))?;
        Ok(rows.map(|row| row.map(i64::cast_unsigned)).collect::<Result<_, _>>()?)
    }
}

/// Who looked, as the rows tell: the credential with the entry, and the consignment with the entry.
pub(crate) type Looked = (BTreeSet<(u64, u64)>, BTreeSet<(u64, u64)>);

/// Every row.
pub(crate) fn all(connection: &Connection) -> Result<Looked, StoreFailure> {
    let pairs = |sql: &str| {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map((), |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
        let pairs = rows.map(|row| row.map(|(one, two)| (one.cast_unsigned(), two.cast_unsigned())));
        Ok::<_, StoreFailure>(pairs.collect::<Result<_, _>>()?)
    };
    Ok((pairs("SELECT credential, entry FROM access_by")?, pairs("SELECT consignment, entry FROM access")?))
}

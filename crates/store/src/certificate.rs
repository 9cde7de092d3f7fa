//! Certificates: by whom, to whom, and what revoked each. A view of the journal, which has their texts.

use crate::StoreFailure;
use crate::reader::Reader;
use crate::sql::{self, Connection, OptionalExtension, Row, params};
use crate::writer::Writer;
use evidence::Certificate;
use std::collections::BTreeMap;

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRow {
    /// The entry that issued it.
    pub entry: u64,
    /// Who issued it.
    pub issuer: String,
    /// To whom.
    pub holder: String,
    /// The entry that revoked it.
    pub revoked_by: Option<u64>,
}

impl CertificateRow {
    /// The row of a certificate that is issued by an entry.
    pub fn of(entry: u64, certificate: &Certificate<'_>) -> CertificateRow {
        let Certificate { issuer, holder, .. } = certificate;
        CertificateRow { entry, issuer: (*issuer).to_owned(), holder: (*holder).to_owned(), revoked_by: None }
    }

    fn read(row: &Row<'_>) -> sql::Result<CertificateRow> {
        Ok(CertificateRow {
            entry: row.get::<i64>(0)?.cast_unsigned(),
            issuer: row.get(1)?,
            holder: row.get(2)?,
            revoked_by: row.get::<Option<i64>>(3)?.map(i64::cast_unsigned),
        })
    }
}

/// Writes one that is issued, within the caller's transaction.
pub(crate) fn write(connection: &Connection, row: &CertificateRow) -> Result<(), StoreFailure> {
    connection
        .prepare_cached("INSERT INTO certificate (entry, issuer, holder) VALUES (?1, ?2, ?3)")?
        .execute(params![row.entry.cast_signed(), row.issuer, row.holder])?;
    Ok(())
}

/// Writes that one is revoked, within the caller's transaction.
pub(crate) fn revoke(connection: &Connection, certificate: u64, by: u64) -> Result<(), StoreFailure> {
    let revoked = connection
        .prepare_cached("UPDATE certificate SET revoked_by = ?2 WHERE entry = ?1 AND revoked_by IS NULL")?
        .execute(params![certificate.cast_signed(), by.cast_signed()])?;
    match revoked {
        1 => Ok(()),
        _ => Err(StoreFailure::Corrupt("a certificate that is revoked and is not there")),
    }
}

fn find(connection: &Connection, entry: u64) -> Result<Option<CertificateRow>, StoreFailure> {
    let sql = "SELECT entry, issuer, holder, revoked_by FROM certificate WHERE entry = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([entry.cast_signed()], CertificateRow::read).optional()?)
}

impl Writer {
    /// The certificate that an entry issued.
    pub fn certificate(&self, entry: u64) -> Result<Option<CertificateRow>, StoreFailure> {
        find(self.reads(), entry)
    }
}

impl Reader {
    /// The certificate that an entry issued.
    pub fn certificate(&self, entry: u64) -> Result<Option<CertificateRow>, StoreFailure> {
        find(self.connection(), entry)
    }

    /// The newest certificates before an entry, the newest first, at most so many; where names are given, those that
    /// one of them issued or holds.
    pub fn certificates(
        &self,
        of: Option<&[String]>,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<CertificateRow>, StoreFailure> {
        let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut found = BTreeMap::new();
        let Some(names) = of else {
            let mut statement = self.connection().prepare_cached(
                "SELECT entry, issuer, holder, revoked_by FROM certificate WHERE entry < ?1 \
                 ORDER BY entry DESC LIMIT ?2",
            )?;
            let rows = statement.query_map([before, limit], CertificateRow::read)?;
            return Ok(rows.collect::<Result<_, _>>()?);
        };
        for sql in [
            "SELECT entry, issuer, holder, revoked_by FROM certificate WHERE issuer = ?1 AND entry < ?2 \
             ORDER BY entry DESC LIMIT ?3",
            "SELECT entry, issuer, holder, revoked_by FROM certificate WHERE holder = ?1 AND entry < ?2 \
             ORDER BY entry DESC LIMIT ?3",
        ] {
            let mut statement = self.connection().prepare_cached(sql)?;
            for name in names {
                for row in statement.query_map(params![name, before, limit], CertificateRow::read)? {
                    let row = row?;
                    found.insert(row.entry, row);
                }
            }
        }
        Ok(found.into_values().rev().take(most).collect())
    }
}

/// All of them, by the entry that issued each.
pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<u64, CertificateRow>, StoreFailure> {
    let mut statement =
        connection.prepare_cached("SELECT entry, issuer, holder, revoked_by FROM certificate")?;
    let rows = statement.query_map((), CertificateRow::read)?;
    Ok(rows.map(|row| row.map(|row| (row.entry, row))).collect::<Result<_, _>>()?)
}

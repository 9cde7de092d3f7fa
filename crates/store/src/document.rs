//! Documents of consignments: what is kept of invoices, licences and the like, and where the rest is. The entry tells
//! what a document is; here are its bytes, sealed under a salt of their own.

use crate::StoreFailure;
use crate::entry::{Entry, What};
use crate::reader::Reader;
use crate::row::Subject;
use crate::salts::{SealedTexts, salt_of, seal_texts};
use crate::secret::Secret;
use crate::sql::{self, Connection, OptionalExtension, Row, params};
use crate::writer::{Writer, salts_of};
use ring::digest;
use std::collections::BTreeMap;

/// A document that came in.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// Its entry.
    pub entry: u64,
    /// The consignment.
    pub consignment: u64,
    /// The sealed bytes; none where it is held elsewhere.
    pub body: Option<Vec<u8>>,
}

/// Without the bytes: what is debugged is logged.
impl std::fmt::Debug for NewDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let NewDocument { entry, consignment, body } = self;
        let size = body.as_ref().map_or(0, Vec::len);
        write!(f, "document {entry} of {consignment}: {size} bytes")
    }
}

/// A document as the table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its entry.
    pub entry: u64,
    /// The consignment that it was brought for.
    pub consignment: u64,
    /// Whether its bytes are here.
    pub is_kept: bool,
}

/// What is found where the bytes of a document should be.
#[derive(Clone, PartialEq, Eq)]
pub enum DocumentBytes {
    /// The bytes, which have the hash that the entry tells.
    Whole(Vec<u8>),
    /// They are erased.
    Erased,
    /// They never were here.
    Elsewhere,
    /// Others than those that came, or none at all.
    Altered,
}

/// The sealed bytes of a document and the salt that opens them.
pub struct SealedDocument {
    /// The sealed bytes.
    pub body: Vec<u8>,
    /// The salt, as entries have theirs.
    pub salts: Vec<u8>,
}

impl SealedDocument {
    /// Seals the bytes of a document under a new salt.
    pub fn seal(secret: &Secret, bytes: Vec<u8>) -> Result<SealedDocument, StoreFailure> {
        // Nobody is found by a document.
        let (sealed, salts): (SealedTexts, _) = seal_texts(secret, vec![(Subject::Document, bytes)], |_| 0)?;
        let body = sealed.into_iter().next().map(|(_, body)| body);
        Ok(SealedDocument { body: body.ok_or(StoreFailure::Corrupt("a document to seal"))?, salts })
    }
}

/// The SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes).as_ref().first_chunk::<32>().copied().unwrap_or_default()
}

/// Writes a document, within the caller's transaction.
pub(crate) fn write(connection: &Connection, document: &NewDocument) -> Result<(), StoreFailure> {
    let NewDocument { entry, consignment, body } = document;
    connection
        .prepare_cached("INSERT INTO document (entry, consignment, body) VALUES (?1, ?2, ?3)")?
        .execute(params![entry.cast_signed(), consignment.cast_signed(), body])?;
    Ok(())
}

/// Drops the sealed bytes of a document whose salt is gone: noise that takes room.
pub(crate) fn drop_body(connection: &Connection, entry: u64) -> Result<(), StoreFailure> {
    connection
        .prepare_cached("UPDATE document SET body = NULL WHERE entry = ?1")?
        .execute([entry.cast_signed()])?;
    Ok(())
}

const COLUMNS: &str = "SELECT entry, consignment, body IS NOT NULL FROM document";

fn row(row: &Row<'_>) -> sql::Result<DocumentRow> {
    let number = |place| row.get::<i64>(place).map(i64::cast_unsigned);
    Ok(DocumentRow { entry: number(0)?, consignment: number(1)?, is_kept: row.get(2)? })
}

fn of_consignment(connection: &Connection, consignment: u64) -> Result<Vec<DocumentRow>, StoreFailure> {
    let sql = format!("{COLUMNS} WHERE consignment = ?1 ORDER BY entry");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([consignment.cast_signed()], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every document, by its entry: the consignment, and whether its bytes are here.
pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<u64, (u64, bool)>, StoreFailure> {
    let mut statement = connection.prepare_cached(COLUMNS)?;
    let rows = statement.query_map((), row)?;
    let found = rows.map(|found| found.map(|found| (found.entry, (found.consignment, found.is_kept))));
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether the bytes of a document can be opened, as far as its salt tells.
pub(crate) fn has_salt(connection: &Connection, entry: u64) -> Result<bool, StoreFailure> {
    let salts = salts_of(connection, &[entry])?;
    Ok(salts.get(&entry).and_then(|salts| salt_of(salts, Subject::Document)).is_some())
}

impl Writer {
    /// The documents that were brought for a consignment, in order.
    pub fn documents_of(&self, consignment: u64) -> Result<Vec<DocumentRow>, StoreFailure> {
        of_consignment(self.reads(), consignment)
    }
}

impl Reader {
    /// The documents that were brought for a consignment, in order.
    pub fn documents_of(&self, consignment: u64) -> Result<Vec<DocumentRow>, StoreFailure> {
        of_consignment(self.connection(), consignment)
    }

    /// The document of an entry; none where it brought none.
    pub fn document(&self, entry: u64) -> Result<Option<DocumentRow>, StoreFailure> {
        let sql = format!("{COLUMNS} WHERE entry = ?1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([entry.cast_signed()], row).optional()?)
    }

    /// The bytes of the document that an entry tells of, hashed again.
    pub fn document_bytes(&self, number: u64, entry: &Entry<'_>) -> Result<DocumentBytes, StoreFailure> {
        let What::DocumentAdded { sha256: told, location, .. } = &entry.what else {
            return Err(StoreFailure::Corrupt("a document of an entry that tells of none"));
        };
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT body FROM document WHERE entry = ?1")?;
        let body: Option<Option<Vec<u8>>> =
            statement.query_row([number.cast_signed()], |row| row.get(0)).optional()?;
        let salts = salts_of(connection, &[number])?;
        let salt = salts.get(&number).and_then(|salts| salt_of(salts, Subject::Document));
        Ok(match (body.flatten(), salt) {
            _ if !location.is_empty() => DocumentBytes::Elsewhere,
            (_, None) => DocumentBytes::Erased,
            (None, Some(_)) => DocumentBytes::Altered,
            (Some(body), Some(salt)) => match self.secret().open_person(&salt, Subject::Document, &body) {
                Ok(bytes) if sha256(&bytes) == *told => DocumentBytes::Whole(bytes),
                Ok(_) | Err(StoreFailure::Corrupt(_)) => DocumentBytes::Altered,
                Err(failure) => return Err(failure),
            },
        })
    }
}

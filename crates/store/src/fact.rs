//! Shared facts by content, and which of them a batch was decided by.

use crate::StoreFailure;
use crate::reader::Reader;
use crate::sql::{Connection, OptionalExtension, params};
use crate::writer::Writer;

/// The level at which shared facts are compressed: they are written once.
const LEVEL: i32 = 12;
/// The most bytes that one shared fact may have.
const LIMIT: usize = 512 << 20;

/// A shared fact: a country pack, a version of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedFact {
    /// Its number in this database.
    pub id: i64,
    /// What kind it is.
    pub kind: String,
    /// The hash of its bytes.
    pub hash: [u8; 32],
    /// What people call it.
    pub label: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The shared facts and the engine that a batch was decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The country pack.
    pub pack: i64,
    /// The register of parties.
    pub register: i64,
    /// The rulebook; 0 for none, before officers made the first rule.
    pub rulebook: i64,
    /// The version of the program.
    pub engine: String,
}

impl Writer {
    /// Keeps a shared fact, once however often it comes, and gives its number.
    pub fn keep_fact(
        &mut self,
        kind: &str,
        hash: [u8; 32],
        label: &str,
        body: &[u8],
    ) -> Result<i64, StoreFailure> {
        let transaction = self.connection().transaction()?;
        let id = keep(&transaction, kind, hash, label, body)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Keeps a setting, once however often it comes, and gives its number.
    pub fn keep_setting(&mut self, setting: &Setting) -> Result<i64, StoreFailure> {
        let transaction = self.connection().transaction()?;
        transaction.execute(
            "INSERT INTO setting (pack, register, rulebook, engine) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            params![setting.pack, setting.register, setting.rulebook, setting.engine],
        )?;
        let id = transaction.query_row(
            "SELECT id FROM setting WHERE pack = ?1 AND register = ?2 AND rulebook = ?3 AND engine = ?4",
            params![setting.pack, setting.register, setting.rulebook, setting.engine],
            |row| row.get(0),
        )?;
        transaction.commit()?;
        Ok(id)
    }

    /// The setting of the last batch.
    pub fn last_setting(&mut self) -> Result<Option<(i64, Setting)>, StoreFailure> {
        last_setting(self.connection())
    }

    /// A shared fact by its number.
    pub fn fact(&mut self, id: i64) -> Result<Option<SharedFact>, StoreFailure> {
        fact(self.connection(), id)
    }
}

impl Reader {
    /// A shared fact by its number.
    pub fn fact(&self, id: i64) -> Result<Option<SharedFact>, StoreFailure> {
        fact(self.connection(), id)
    }

    /// The setting of the last batch.
    pub fn last_setting(&self) -> Result<Option<(i64, Setting)>, StoreFailure> {
        last_setting(self.connection())
    }

    /// A setting by its number.
    pub fn setting(&self, id: i64) -> Result<Option<Setting>, StoreFailure> {
        setting(self.connection(), id)
    }
}

/// Keeps a shared fact within the caller's transaction, and gives its number.
pub(crate) fn keep(
    connection: &Connection,
    kind: &str,
    hash: [u8; 32],
    label: &str,
    body: &[u8],
) -> Result<i64, StoreFailure> {
    let known: Option<i64> =
        connection.query_row("SELECT id FROM fact WHERE hash = ?1", [hash], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let body = zstd::bulk::compress(body, LEVEL)
        .map_err(|_| StoreFailure::Corrupt("a shared fact that cannot be compressed"))?;
    let sql = "INSERT INTO fact (kind, hash, label, body) VALUES (?1, ?2, ?3, ?4) RETURNING id";
    Ok(connection.query_row(sql, params![kind, hash, label, body], |row| row.get(0))?)
}

fn last_setting(connection: &Connection) -> Result<Option<(i64, Setting)>, StoreFailure> {
    let sql = "SELECT setting FROM journal ORDER BY first DESC LIMIT 1";
    let last: Option<i64> = connection.query_row(sql, (), |row| row.get(0)).optional()?;
    let Some(id) = last else { return Ok(None) };
    Ok(setting(connection, id)?.map(|setting| (id, setting)))
}

fn setting(connection: &Connection, id: i64) -> Result<Option<Setting>, StoreFailure> {
    let found = connection
        .prepare_cached("SELECT pack, register, rulebook, engine FROM setting WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Setting {
                pack: row.get(0)?,
                register: row.get(1)?,
                rulebook: row.get(2)?,
                engine: row.get(3)?,
            })
        })
        .optional()?;
    Ok(found)
}

pub(crate) fn fact(connection: &Connection, id: i64) -> Result<Option<SharedFact>, StoreFailure> {
    let found: Option<SharedFact> = connection
        .prepare_cached("SELECT kind, hash, label, body FROM fact WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(SharedFact { id, kind: row.get(0)?, hash: row.get(1)?, label: row.get(2)?, body: row.get(3)? })
        })
        .optional()?;
    let Some(mut fact) = found else { return Ok(None) };
    let said = zstd::zstd_safe::get_frame_content_size(&fact.body).ok().flatten();
    let size = said.and_then(|size| usize::try_from(size).ok()).unwrap_or(LIMIT).min(LIMIT);
    fact.body = zstd::bulk::decompress(&fact.body, size)
        .map_err(|_| StoreFailure::Corrupt("the bytes of a shared fact"))?;
    Ok(Some(fact))
}

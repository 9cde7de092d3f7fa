//! Credentials: a random text that is shown once, and only its hash is kept.

use crate::StoreFailure;
use crate::place::beside;
use crate::reader::Reader;
use crate::sql::{Connection, params};
use jiff::Timestamp;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use std::path::Path;

/// What every credential begins with, so that scanners of secrets know it.
pub const TOKEN_PREFIX: &str = "cocket_";
/// Random bytes in a credential.
const TOKEN_BYTES: usize = 32;

/// A credential without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: u64,
    /// The hash of its text.
    pub hash: [u8; 32],
    /// The organisation it belongs to.
    pub organisation: String,
    /// The roles it carries, with spaces between.
    pub roles: String,
    /// What it is for.
    pub note: String,
    /// When it was made.
    pub created: Timestamp,
    /// Until when it counts.
    pub expires: Option<Timestamp>,
    /// Since when it counts no more.
    pub revoked: Option<Timestamp>,
}

/// The hash of the text of a credential. The text is random, so it needs no salt and no slow hash.
pub fn token_hash(text: &str) -> [u8; 32] {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    hash.as_ref().first_chunk::<32>().copied().unwrap_or_default()
}

/// A new credential's text.
pub fn new_token_text() -> Result<String, StoreFailure> {
    let mut bytes = [0; TOKEN_BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| StoreFailure::NoRandomness)?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{TOKEN_PREFIX}{hex}"))
}

/// The credentials of a database, also while a server has it open.
pub struct Tokens {
    connection: Connection,
}

impl Tokens {
    /// Opens the credentials of the database under a folder.
    pub fn open(dir: &Path) -> Result<Tokens, StoreFailure> {
        Ok(Tokens { connection: beside(dir)? })
    }

    /// Keeps a credential by the hash of its text, and gives its number.
    pub fn add(&self, token: &Token) -> Result<u64, StoreFailure> {
        let id: i64 = self.connection.query_row(
            "INSERT INTO token (hash, organisation, roles, note, created, expires) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
            params![
                token.hash,
                token.organisation,
                token.roles,
                token.note,
                token.created.as_microsecond(),
                token.expires.map(|at| at.as_microsecond())
            ],
            |row| row.get(0),
        )?;
        Ok(id.cast_unsigned())
    }

    /// Revokes a credential. Says whether there was one that still counted.
    pub fn revoke(&self, id: u64, now: Timestamp) -> Result<bool, StoreFailure> {
        let changed = self.connection.execute(
            "UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL",
            params![id.cast_signed(), now.as_microsecond()],
        )?;
        Ok(changed > 0)
    }

    /// Every credential.
    pub fn list(&self) -> Result<Vec<Token>, StoreFailure> {
        tokens(&self.connection)
    }
}

impl Reader {
    /// Every credential.
    pub fn tokens(&self) -> Result<Vec<Token>, StoreFailure> {
        tokens(self.connection())
    }
}

fn tokens(connection: &Connection) -> Result<Vec<Token>, StoreFailure> {
    let mut statement = connection.prepare_cached(
        "SELECT id, hash, organisation, roles, note, created, expires, revoked FROM token ORDER BY id",
    )?;
    let mut rows = statement.query(())?;
    let mut tokens = Vec::new();
    while let Some(row) = rows.next()? {
        tokens.push(Token {
            id: row.get::<i64>(0)?.cast_unsigned(),
            hash: row.get(1)?,
            organisation: row.get(2)?,
            roles: row.get(3)?,
            note: row.get(4)?,
            created: moment(row.get(5)?)?,
            expires: row.get::<Option<i64>>(6)?.map(moment).transpose()?,
            revoked: row.get::<Option<i64>>(7)?.map(moment).transpose()?,
        });
    }
    Ok(tokens)
}

/// A moment from the microseconds that are stored.
pub fn moment(microseconds: i64) -> Result<Timestamp, StoreFailure> {
    Timestamp::from_microsecond(microseconds).map_err(|_| StoreFailure::Corrupt("a moment out of range"))
}

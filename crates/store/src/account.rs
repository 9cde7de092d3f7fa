//! Accounts of people who sign in, and who is signed in. Only hashes are kept, and made elsewhere.

use crate::StoreFailure;
use crate::reader::Reader;
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::token::moment;
use crate::writer::Writer;
use jiff::Timestamp;

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: u64,
    /// The name to sign in with. Names that differ only in capital letters are the same.
    pub name: String,
    /// The organisation that they belong to.
    pub organisation: String,
    /// The roles they act in, with spaces between.
    pub roles: String,
    /// The hash of the password, as whoever checks it wrote it.
    pub hash: String,
    /// When it was made.
    pub created: Timestamp,
    /// Since when nobody may sign in with it.
    pub disabled: Option<Timestamp>,
}

/// A hash is no secret, but nothing for a log.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Account { id, name, organisation, roles, disabled, .. } = self;
        write!(f, "Account({id} {name:?} of {organisation:?}: {roles}, disabled: {disabled:?})")
    }
}

/// An account to make.
#[derive(Clone, Copy)]
pub struct NewAccount<'a> {
    /// The name to sign in with, without spaces around it and in its composed form (NFC).
    pub name: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The roles, with spaces between.
    pub roles: &'a str,
    /// The hash of the password.
    pub hash: &'a str,
    /// When it is made.
    pub created: Timestamp,
}

impl Writer {
    /// Makes an account and gives its number; none where the name is taken, also by one that is disabled.
    pub fn add_account(&mut self, account: &NewAccount<'_>) -> Result<Option<u64>, StoreFailure> {
        let connection = self.connection();
        let added: Option<i64> = connection
            .query_row(
                "INSERT INTO account (name, folded, organisation, roles, hash, created) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (folded) DO NOTHING RETURNING id",
                params![
                    account.name,
                    folded(account.name),
                    account.organisation,
                    account.roles,
                    account.hash,
                    account.created.as_microsecond()
                ],
                |row| row.get(0),
            )
            .optional()?;
        Ok(added.map(i64::cast_unsigned))
    }

    /// Gives an account another password, with which a disabled one is open again, and ends its sessions. Says whether
    /// there is such an account.
    pub fn set_password(&mut self, account: u64, hash: &str) -> Result<bool, StoreFailure> {
        let transaction = self.connection().transaction()?;
        let changed = transaction.execute(
            "UPDATE account SET hash = ?2, disabled = NULL WHERE id = ?1",
            params![account.cast_signed(), hash],
        )?;
        end_all(&transaction, account)?;
        transaction.commit()?;
        Ok(changed > 0)
    }

    /// Lets nobody sign in with an account any more, and ends its sessions. Says whether somebody could.
    pub fn disable_account(&mut self, account: u64, now: Timestamp) -> Result<bool, StoreFailure> {
        let transaction = self.connection().transaction()?;
        let changed = transaction.execute(
            "UPDATE account SET disabled = ?2 WHERE id = ?1 AND disabled IS NULL",
            params![account.cast_signed(), now.as_microsecond()],
        )?;
        end_all(&transaction, account)?;
        transaction.commit()?;
        Ok(changed > 0)
    }

    /// Opens a session by the hash of what is shown for it. Says whether it did: not where the account is disabled
    /// or none.
    pub fn open_session(
        &mut self,
        hash: &[u8; 32],
        account: u64,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<bool, StoreFailure> {
        let sql = "INSERT INTO session (hash, account, created, expires) \
                   SELECT ?1, id, ?3, ?4 FROM account WHERE id = ?2 AND disabled IS NULL";
        let opened = self.connection().prepare_cached(sql)?.execute(params![
            hash,
            account.cast_signed(),
            now.as_microsecond(),
            expires.as_microsecond()
        ])?;
        Ok(opened > 0)
    }

    /// Ends a session. Says whether there was one.
    pub fn end_session(&mut self, hash: &[u8; 32]) -> Result<bool, StoreFailure> {
        let sql = "DELETE FROM session WHERE hash = ?1";
        Ok(self.connection().prepare_cached(sql)?.execute(params![hash])? > 0)
    }

    /// Ends the sessions whose time is over, and says how many.
    pub fn end_expired_sessions(&mut self, now: Timestamp) -> Result<usize, StoreFailure> {
        let sql = "DELETE FROM session WHERE expires <= ?1";
        Ok(self.connection().prepare_cached(sql)?.execute([now.as_microsecond()])?)
    }
}

impl Reader {
    /// Every account, also the disabled ones, in the order in which they were made.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreFailure> {
        let sql = format!("{SELECT} ORDER BY id");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(())?;
        let mut accounts = Vec::new();
        while let Some(row) = rows.next()? {
            accounts.push(account(&row)?);
        }
        Ok(accounts)
    }

    /// The account of a name, however its letters are written.
    pub fn account_by_name(&self, name: &str) -> Result<Option<Account>, StoreFailure> {
        let mut statement = self.connection().prepare_cached(&format!("{SELECT} WHERE folded = ?1"))?;
        let mut rows = statement.query([folded(name)])?;
        rows.next()?.map(|row| account(&row)).transpose()
    }

    /// Whose session has a hash, unless its time is over or the account is disabled.
    pub fn session(&self, hash: &[u8; 32], now: Timestamp) -> Result<Option<Account>, StoreFailure> {
        let sql = format!(
            "{SELECT} WHERE disabled IS NULL \
             AND id = (SELECT account FROM session WHERE hash = ?1 AND expires > ?2)"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![hash, now.as_microsecond()])?;
        rows.next()?.map(|row| account(&row)).transpose()
    }
}

const SELECT: &str = "SELECT id, name, organisation, roles, hash, created, disabled FROM account";

fn account(row: &Row<'_>) -> Result<Account, StoreFailure> {
    Ok(Account {
        id: row.get::<i64>(0)?.cast_unsigned(),
        name: row.get(1)?,
        organisation: row.get(2)?,
        roles: row.get(3)?,
        hash: row.get(4)?,
        created: moment(row.get(5)?)?,
        disabled: row.get::<Option<i64>>(6)?.map(moment).transpose()?,
    })
}

fn end_all(connection: &Connection, account: u64) -> Result<(), StoreFailure> {
    connection.execute("DELETE FROM session WHERE account = ?1", [account.cast_signed()])?;
    Ok(())
}

/// A name as it is compared.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

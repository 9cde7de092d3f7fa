//! What the store says to its database: one plain SQL, with SQLite or PostgreSQL at the other end.
//!
//! Placeholders are `?1`, integers are 64 bits wide, texts are compared byte by byte. What only one of the two
//! understands is asked of [`Connection`] by what it is for.

mod bulk;
mod failure;
mod own_certificate;
mod session;
mod tls;
mod value;

pub(crate) use bulk::Bulk;
pub use failure::Failure;
pub(crate) use session::{Place, Ready, Session};
pub(crate) use value::{FromValue, Params, ToValue, Value};

use std::ops::Deref;
use std::sync::Arc;

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// The values of a statement, of different kinds.
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::sql::ToValue::to_value(&$value)),*] };
}
pub(crate) use params;

/// A connection to a database of either kind.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Arc<Session>),
}

/// What is written together or not at all: undone unless it is committed. Or what is read as it was at one moment.
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
    is_over: bool,
}

/// A statement that is ready.
pub(crate) enum Statement<'c> {
    Sqlite(rusqlite::CachedStatement<'c>),
    Postgres(&'c Session, Ready),
}

/// What a statement finds, row by row.
pub(crate) enum Rows<'s> {
    Sqlite(rusqlite::Rows<'s>),
    Postgres(std::vec::IntoIter<postgres::Row>, Option<postgres::Row>),
}

/// A row.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Connection {
    /// A database of its own, gone with the connection.
    #[cfg(test)]
    pub(crate) fn in_memory() -> Connection {
        Connection::Sqlite(rusqlite::Connection::open_in_memory().unwrap())
    }

    /// Makes a statement ready; the next time it is.
    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        match self {
            Connection::Sqlite(sqlite) => Ok(Statement::Sqlite(sqlite.prepare_cached(sql)?)),
            Connection::Postgres(session) => Ok(Statement::Postgres(session, session.prepare(sql)?)),
        }
    }

    /// Carries out one statement; gives how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Carries out statements without values.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        match self {
            Connection::Sqlite(sqlite) => Ok(sqlite.execute_batch(sql)?),
            Connection::Postgres(session) => session.batch(sql),
        }
    }

    /// Reads the first row that a statement finds.
    pub(crate) fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    /// Gives every row that a statement finds, however many there are.
    pub(crate) fn each<E: From<Failure>>(
        &self,
        sql: &str,
        params: impl Params,
        mut give: impl FnMut(&Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        if let Connection::Postgres(session) = self {
            let _moment = self.moment_unless_in_one()?;
            return session.each(sql, params.values().as_ref(), |row| give(&Row::Postgres(row)));
        }
        let mut statement = self.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            give(&row)?;
        }
        Ok(())
    }

    /// Begins to write together.
    pub(crate) fn transaction(&self) -> Result<Transaction<'_>> {
        self.begin("BEGIN", "BEGIN")
    }

    /// The same, with the right to write from the first on: nobody else changes what is read in it.
    pub(crate) fn transaction_alone(&self) -> Result<Transaction<'_>> {
        self.begin("BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL SERIALIZABLE")
    }

    /// Begins to write together what [`Connection::begun`] goes on with.
    pub(crate) fn begin_open(&self) -> Result<()> {
        self.transaction().map(|mut transaction| transaction.is_over = true)
    }

    /// What was begun: undone unless it is committed.
    pub(crate) fn begun(&self) -> Transaction<'_> {
        Transaction { connection: self, is_over: false }
    }

    /// The same session for another thread; none where there is no server.
    pub(crate) fn shared(&self) -> Option<Connection> {
        match self {
            Connection::Sqlite(_) => None,
            Connection::Postgres(session) => Some(Connection::Postgres(Arc::clone(session))),
        }
    }

    /// Begins to read as it was at one moment.
    pub(crate) fn moment(&self) -> Result<Transaction<'_>> {
        self.begin("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    /// The same, unless it is at one moment already.
    pub(crate) fn moment_unless_in_one(&self) -> Result<Option<Transaction<'_>>> {
        if self.is_in_transaction() { Ok(None) } else { self.moment().map(Some) }
    }

    /// Whether what is asked is asked within a transaction.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match self {
            Connection::Sqlite(sqlite) => !sqlite.is_autocommit(),
            Connection::Postgres(session) => session.is_in_transaction(),
        }
    }

    fn begin(&self, sqlite: &str, postgres: &str) -> Result<Transaction<'_>> {
        match self {
            Connection::Sqlite(connection) => connection.execute_batch(sqlite)?,
            Connection::Postgres(session) => session.begin(postgres)?,
        }
        Ok(Transaction { connection: self, is_over: false })
    }

    /// What is appended to a table's name so that an index is used; PostgreSQL chooses by itself.
    pub(crate) fn by_index(&self, index: &str) -> String {
        match self {
            Connection::Sqlite(_) => format!(" INDEXED BY {index}"),
            Connection::Postgres(_) => String::new(),
        }
    }

    /// The sum of a column and a value, at most the largest number.
    pub(crate) fn sum_within(&self, column: &str, value: &str) -> String {
        match self {
            Connection::Sqlite(_) => format!("CAST({column} + {value} AS INTEGER)"),
            Connection::Postgres(_) => format!(
                "CAST(LEAST(GREATEST(CAST({column} AS NUMERIC) + CAST({value} AS BIGINT), \
                 -9223372036854775808), 9223372036854775807) AS BIGINT)"
            ),
        }
    }

    /// How many bytes the database has.
    pub(crate) fn size(&self) -> Result<u64> {
        let sql = match self {
            Connection::Sqlite(_) => {
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            }
            Connection::Postgres(_) => "SELECT pg_database_size(current_database())",
        };
        Ok(self.query_row(sql, (), |row| row.get::<i64>(0))?.cast_unsigned())
    }

    /// Whether other processes may write the same database at any time.
    pub(crate) fn has_others(&self) -> bool {
        matches!(self, Connection::Postgres(_))
    }

    /// The connection where it is to SQLite.
    pub(crate) fn sqlite(&self) -> Option<&rusqlite::Connection> {
        if let Connection::Sqlite(sqlite) = self { Some(sqlite) } else { None }
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Transaction<'_> {
    /// Keeps what was written, durable when this returns.
    pub(crate) fn commit(mut self) -> Result<()> {
        self.end("COMMIT")
    }

    fn end(&mut self, word: &str) -> Result<()> {
        self.is_over = true;
        match self.connection {
            Connection::Sqlite(connection) => {
                let ended = connection.execute_batch(word);
                if ended.is_err() && !connection.is_autocommit() {
                    let _ = connection.execute_batch("ROLLBACK");
                }
                Ok(ended?)
            }
            Connection::Postgres(session) => session.end(word),
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            let _ = self.end("ROLLBACK");
        }
    }
}

impl Statement<'_> {
    /// Carries it out; gives how many rows it changed.
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<usize> {
        let values = params.values();
        match self {
            Statement::Sqlite(statement) => {
                Ok(statement.execute(rusqlite::params_from_iter(values.as_ref()))?)
            }
            Statement::Postgres(session, statement) => session.execute(statement, values.as_ref()),
        }
    }

    /// Finds rows.
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        let values = params.values();
        match self {
            Statement::Sqlite(statement) => {
                Ok(Rows::Sqlite(statement.query(rusqlite::params_from_iter(values.as_ref()))?))
            }
            Statement::Postgres(session, statement) => {
                Ok(Rows::Postgres(session.query(statement, values.as_ref())?.into_iter(), None))
            }
        }
    }

    /// Reads the first row.
    pub(crate) fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut rows = self.query(params)?;
        let row = rows.next()?.ok_or(Failure::NoRow)?;
        read(&row)
    }

    /// Reads each row; there are not many.
    pub(crate) fn query_map<T>(
        &mut self,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<std::vec::IntoIter<Result<T>>> {
        let mut rows = self.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(&row));
        }
        Ok(found.into_iter())
    }

    /// Whether it finds anything.
    pub(crate) fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }
}

impl Rows<'_> {
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>> {
        match self {
            Rows::Sqlite(rows) => Ok(rows.next()?.map(Row::Sqlite)),
            Rows::Postgres(rows, current) => {
                *current = rows.next();
                Ok(current.as_ref().map(Row::Postgres))
            }
        }
    }
}

impl Row<'_> {
    /// A value of the row.
    pub(crate) fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        T::from_value(self.value(column)?).ok_or(Failure::Kind)
    }

    /// Bytes of the row, where they stand.
    pub(crate) fn bytes(&self, column: usize) -> Result<&[u8]> {
        if let Value::Bytes(bytes) = self.value(column)? { Ok(bytes) } else { Err(Failure::Kind) }
    }

    /// A text of the row, where it stands.
    pub(crate) fn text(&self, column: usize) -> Result<&str> {
        if let Value::Text(text) = self.value(column)? { Ok(text) } else { Err(Failure::Kind) }
    }

    pub(crate) fn value(&self, column: usize) -> Result<Value<'_>> {
        match self {
            Row::Sqlite(row) => Value::of_sqlite(row.get_ref(column)?),
            Row::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}

/// What may not be there.
pub(crate) trait OptionalExtension<T> {
    /// None where there is no row.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(Failure::NoRow) => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

//! A session with a PostgreSQL server.

use super::tls::{Tls, without_tls};
use super::{Failure, Result, Value};
use postgres::config::{SslMode, TargetSessionAttrs};
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Row, Statement};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where a database is, as a connection string says it: any number of hosts, of which the one that takes writes
/// counts.
#[derive(Clone)]
pub(crate) struct Place {
    config: Config,
    tls: Option<Tls>,
}

/// A session with a server. Threads may share it: what they ask is asked one after the other.
pub(crate) struct Session {
    client: Mutex<Client>,
    /// Where it begins anew when it is lost; none where it does more than read.
    again: Option<Place>,
    /// Statements that are ready, by their texts.
    statements: Mutex<HashMap<Arc<str>, Statement>>,
    is_in_transaction: AtomicBool,
    /// How many cursors were opened: each has a name of its own.
    cursors: AtomicU64,
}

/// A statement that is ready, with its text.
pub(crate) struct Ready {
    sql: Arc<str>,
    statement: Statement,
}

/// How long a server has to answer a call for a session.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long bytes may stay unacknowledged, or nothing be heard, before a server counts as gone.
const SILENCE: Duration = Duration::from_secs(15);
/// Rows that are fetched at once where there may be any number.
const FETCHED: usize = 1_000;
/// What every session begins with. A commit is durable before it is answered, whatever the server's setting. Pages are
/// counted as cheap: otherwise the server plans a row by its number anew each time, so that it thinks of one partition
/// only, which takes longer than to find the row by a plan for all of them.
const BEGINNING: &str = "SET client_min_messages = warning; SET synchronous_commit = on; \
                         SET seq_page_cost = 0.1; SET random_page_cost = 0.1";
/// What one that only reads begins with: the server itself sees to it, so that all it asks may be asked again.
const READING: &str = "SET default_transaction_read_only = on";

impl Place {
    /// Reads a connection string: `postgres://user@host,other-host/database`, or `host=… dbname=…`.
    pub(crate) fn parse(text: &str) -> Result<Place> {
        let (text, tls) = without_tls(text)?;
        let mut config: Config = text.parse()?;
        if tls.is_some() {
            config.ssl_mode(SslMode::Require);
        }
        if let (None, Ok(password)) = (config.get_password(), std::env::var("PGPASSWORD")) {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("cocket");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        Ok(Place { config, tls })
    }

    /// The name of the database.
    pub(crate) fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }

    /// Begins a session with the server that takes writes.
    pub(crate) fn connect(&self) -> Result<Session> {
        Ok(Session::of(self.connect_to(TargetSessionAttrs::ReadWrite)?, None))
    }

    /// Begins a session with the server that takes writes, to read only.
    pub(crate) fn connect_to_read(&self) -> Result<Session> {
        Ok(Session::of(self.reading()?, Some(self.clone())))
    }

    /// Begins a session with any of the servers.
    pub(crate) fn connect_to_any(&self) -> Result<Session> {
        Ok(Session::of(self.connect_to(TargetSessionAttrs::Any)?, None))
    }

    fn reading(&self) -> Result<Client> {
        let mut client = self.connect_to(TargetSessionAttrs::ReadWrite)?;
        client.batch_execute(READING)?;
        Ok(client)
    }

    fn connect_to(&self, which: TargetSessionAttrs) -> Result<Client> {
        let mut config = self.config.clone();
        config.target_session_attrs(which);
        let mut client = match &self.tls {
            Some(tls) => config.connect(tls.connector())?,
            None => config.connect(NoTls)?,
        };
        client.batch_execute(BEGINNING)?;
        Ok(client)
    }
}

impl Ready {
    /// Of which kind its values are.
    pub(super) fn kinds(&self) -> &[Type] {
        self.statement.params()
    }
}

impl Session {
    fn of(client: Client, again: Option<Place>) -> Session {
        Session {
            client: Mutex::new(client),
            again,
            statements: Mutex::default(),
            is_in_transaction: AtomicBool::new(false),
            cursors: AtomicU64::new(0),
        }
    }

    /// Asks the server. A session that only reads and was lost, as all are when the server begins anew or another one
    /// takes over, begins anew itself and asks once more. Not so within a transaction: what was read in it before was
    /// read at a moment that cannot be had again.
    fn ask<T>(&self, ask: impl Fn() -> Result<T>) -> Result<T> {
        match (ask(), &self.again) {
            (Err(failure), Some(place)) if failure.is_of_lost_session() && !self.is_in_transaction() => {
                *held(&self.client) = place.reading()?;
                held(&self.statements).clear();
                ask()
            }
            (done, _) => done,
        }
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        self.is_in_transaction.load(Ordering::Relaxed)
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<Ready> {
        self.ask(|| self.ready(sql))
    }

    fn ready(&self, sql: &str) -> Result<Ready> {
        if let Some((sql, statement)) = held(&self.statements).get_key_value(sql) {
            return Ok(Ready { sql: Arc::clone(sql), statement: statement.clone() });
        }
        let statement = held(&self.client).prepare(&in_its_words(sql))?;
        let sql: Arc<str> = sql.into();
        held(&self.statements).insert(Arc::clone(&sql), statement.clone());
        Ok(Ready { sql, statement })
    }

    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        Ok(held(&self.client).batch_execute(sql)?)
    }

    pub(super) fn begin(&self, sql: &str) -> Result<()> {
        if self.is_in_transaction() {
            return Err(Failure::Nested);
        }
        self.ask(|| self.batch(sql))?;
        self.is_in_transaction.store(true, Ordering::Relaxed);
        Ok(())
    }

    pub(super) fn end(&self, word: &str) -> Result<()> {
        self.is_in_transaction.store(false, Ordering::Relaxed);
        self.batch(word)
    }

    pub(super) fn execute(&self, statement: &Ready, values: &[Value<'_>]) -> Result<usize> {
        self.execute_given(statement, &as_given(values))
    }

    pub(super) fn execute_given(&self, statement: &Ready, given: &[&(dyn ToSql + Sync)]) -> Result<usize> {
        let changed = held(&self.client).execute(&statement.statement, given)?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(super) fn query(&self, statement: &Ready, values: &[Value<'_>]) -> Result<Vec<Row>> {
        self.query_given(statement, &as_given(values))
    }

    pub(super) fn query_given(&self, statement: &Ready, given: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        self.ask(|| {
            // The statements of a session that was lost are lost with it.
            let Ready { statement, .. } = self.ready(&statement.sql)?;
            Ok(held(&self.client).query(&statement, given)?)
        })
    }

    /// Gives every row of a query, some fetched at a time, within a transaction.
    pub(super) fn each<E: From<Failure>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut give: impl FnMut(&Row) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let number = self.cursors.fetch_add(1, Ordering::Relaxed);
        let declare = format!("DECLARE each_{number} NO SCROLL CURSOR FOR {}", in_its_words(sql));
        held(&self.client).execute(&declare, &as_given(values)).map_err(Failure::from)?;
        let fetch = format!("FETCH {FETCHED} FROM each_{number}");
        loop {
            let rows = held(&self.client).query(&fetch, &[]).map_err(Failure::from)?;
            rows.iter().try_for_each(&mut give)?;
            if rows.len() < FETCHED {
                break;
            }
        }
        Ok(self.batch(&format!("CLOSE each_{number}"))?)
    }
}

/// What another thread that failed left is as good as before: each use asks anew.
fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A statement with the placeholders of PostgreSQL. No text in our statements has a question mark.
fn in_its_words(sql: &str) -> String {
    sql.replace('?', "$")
}

fn as_given<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

type Flaw = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Flaw> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Integer(integer), &Type::INT8) => integer.to_sql(kind, out),
            (Value::Integer(integer), &Type::INT4) => i32::try_from(*integer)?.to_sql(kind, out),
            // No door lets a NUL in, and PostgreSQL has none: whoever asks for one finds nothing.
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR) if text.contains('\0') => {
                text.replace('\0', "\u{fffd}").to_sql(kind, out)
            }
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR) => text.to_sql(kind, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            _ => Err(Failure::Kind.into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> std::result::Result<Value<'a>, Flaw> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Value::Integer),
            Type::INT4 => i32::from_sql(kind, raw).map(|integer| Value::Integer(integer.into())),
            Type::BOOL => bool::from_sql(kind, raw).map(|is_so| Value::Integer(is_so.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME => <&str>::from_sql(kind, raw).map(Value::Text),
            Type::BYTEA => Ok(Value::Bytes(raw)),
            _ => Err(Failure::Kind.into()),
        }
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Value<'a>, Flaw> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

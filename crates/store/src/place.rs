//! Where the database of a folder is: in the folder itself, or at a server that the folder names.
//!
//! ```text
//! DIR/cocket.db    an embedded database
//! DIR/database     or the connection string of one at a PostgreSQL server
//! ```

use crate::sql::{self, Connection};
use crate::{StoreFailure, moving, open, schema};
use rusqlite::OpenFlags;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where a database is.
#[derive(Clone)]
pub(crate) enum Place {
    /// A file.
    File(PathBuf),
    /// A server.
    Server(Box<sql::Place>),
}

const READ_ONLY: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// How long to wait for somebody else who writes.
const PATIENCE: Duration = Duration::from_secs(10);
/// Statements that are kept ready.
const STATEMENTS: usize = 256;

/// Names the server on which the database of a folder is, from now on. The folder keeps the keys.
///
/// Errors: the folder is in use or has an embedded database, the connection string is none, the server cannot be reached,
/// or its database is not the one that the keys are of.
pub fn name_server(dir: &Path, url: &str) -> Result<(), StoreFailure> {
    let (embedded, named) = (dir.join("cocket.db"), dir.join(NAMED));
    if fs::read_to_string(&named).is_ok_and(|known| known == url) {
        return Ok(());
    }
    if embedded.exists() && !named.exists() {
        return Err(StoreFailure::Embedded(embedded));
    }
    let server = sql::Place::parse(url)?;
    if server.database().is_empty() {
        return Err(StoreFailure::MovedBefore("the URL names none"));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed(dir))?;
    let _held = open::hold(dir)?;
    open::check_fits(&Place::Server(Box::new(server)), dir)?;
    write_name(dir, url)
}

/// The file of a folder that names a server.
pub(crate) const NAMED: &str = "database";

/// Writes down where the database of a folder is, durable when this returns.
pub(crate) fn write_name(dir: &Path, url: &str) -> Result<(), StoreFailure> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed(dir))?;
    let (place, fresh) = (dir.join(NAMED), dir.join("database.new"));
    // It may hold a password.
    let _ = fs::remove_file(&fresh);
    let mut out =
        OpenOptions::new().create_new(true).write(true).mode(0o600).open(&fresh).map_err(failed(&fresh))?;
    out.write_all(url.as_bytes()).and_then(|()| out.sync_all()).map_err(failed(&fresh))?;
    fs::rename(&fresh, &place).map_err(failed(&place))?;
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed(dir))
}

/// A connection for what is changed beside a server that may be running.
pub(crate) fn beside(dir: &Path) -> Result<Connection, StoreFailure> {
    let connection = Place::of(dir)?.existing()?.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if let Some(sqlite) = connection.sqlite() {
        sqlite.pragma_update(None, "synchronous", "FULL")?;
    }
    schema::found(&connection)?;
    moving::check_is_here(&connection)?;
    Ok(connection)
}

impl Place {
    /// Where the database of a folder is.
    pub(crate) fn of(dir: &Path) -> Result<Place, StoreFailure> {
        let named = dir.join(NAMED);
        match fs::read_to_string(&named) {
            Ok(url) => Ok(Place::Server(Box::new(sql::Place::parse(url.trim())?))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Place::File(dir.join("cocket.db"))),
            Err(error) => Err(failed(&named)(error)),
        }
    }

    /// The same, where a file must be there already.
    pub(crate) fn existing(self) -> Result<Place, StoreFailure> {
        match &self {
            Place::File(place) if !place.exists() => Err(failed(place)(io::ErrorKind::NotFound.into())),
            Place::File(_) | Place::Server(_) => Ok(self),
        }
    }

    /// Whether there is anything yet. Nothing is made by looking.
    pub(crate) fn has_rows(&self) -> Result<bool, StoreFailure> {
        match self {
            Place::File(place) => Ok(fs::metadata(place).is_ok_and(|found| found.len() > 0)),
            Place::Server(place) => Ok(schema::found(&Connection::Postgres(Arc::new(place.connect()?)))? > 0),
        }
    }

    /// A connection to look at what may be damaged.
    pub(crate) fn looking(&self) -> Result<Connection, StoreFailure> {
        match self {
            Place::File(_) => self.connect(READ_ONLY),
            Place::Server(place) => Ok(Connection::Postgres(Arc::new(place.connect_to_any()?))),
        }
    }

    /// A connection that only reads.
    pub(crate) fn reading(&self) -> Result<Connection, StoreFailure> {
        if let Place::Server(place) = self {
            return Ok(Connection::Postgres(Arc::new(place.connect_to_read()?)));
        }
        let connection = self.connect(READ_ONLY)?;
        if let Some(sqlite) = connection.sqlite() {
            sqlite.pragma_update(None, "cache_size", -8_192)?;
        }
        Ok(connection)
    }

    /// A connection that reads and writes.
    pub(crate) fn writing(&self) -> Result<Connection, StoreFailure> {
        let connection = self.connect(OpenFlags::default())?;
        connection.sqlite().map_or(Ok(()), configure_writing)?;
        Ok(connection)
    }

    /// What it is called where somebody is told of it.
    pub(crate) fn named(&self) -> PathBuf {
        match self {
            Place::File(place) => place.clone(),
            Place::Server(place) => place.database().into(),
        }
    }

    fn connect(&self, flags: OpenFlags) -> Result<Connection, StoreFailure> {
        match self {
            Place::File(place) => {
                let sqlite = rusqlite::Connection::open_with_flags(place, flags)?;
                sqlite.busy_timeout(PATIENCE)?;
                sqlite.set_prepared_statement_cache_capacity(STATEMENTS);
                Ok(Connection::Sqlite(sqlite))
            }
            Place::Server(place) => Ok(Connection::Postgres(Arc::new(place.connect()?))),
        }
    }
}

/// Brings a connection to SQLite to where what it commits is durable.
pub(crate) fn configure_writing(sqlite: &rusqlite::Connection) -> Result<(), StoreFailure> {
    sqlite.busy_timeout(PATIENCE)?;
    sqlite.set_prepared_statement_cache_capacity(STATEMENTS);
    sqlite.pragma_update(None, "page_size", 4096)?;
    write_ahead(sqlite)?;
    sqlite.pragma_update(None, "synchronous", "FULL")?;
    sqlite.pragma_update(None, "secure_delete", "ON")?;
    sqlite.pragma_update(None, "cache_size", -65_536)?;
    sqlite.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(())
}

/// Brings the database to its write-ahead log. Without one SQLite may lose what it has committed, for it syncs no
/// folder when it deletes a journal.
fn write_ahead(sqlite: &rusqlite::Connection) -> Result<(), StoreFailure> {
    let mut statement = sqlite.prepare("PRAGMA journal_mode = WAL")?;
    let mut rows = statement.query([])?;
    let mut mode = String::new();
    // The switch is committed after its row is given: whoever stops at the row never hears that it failed.
    while let Some(row) = rows.next()? {
        mode = row.get(0)?;
    }
    if mode == "wal" { Ok(()) } else { Err(StoreFailure::NoLog(mode)) }
}

pub(crate) fn failed(path: &Path) -> impl Fn(io::Error) -> StoreFailure {
    move |source| StoreFailure::File { path: path.to_owned(), source }
}

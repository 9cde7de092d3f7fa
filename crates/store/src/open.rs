//! Opening a database: its folder, its lock, its keys, its layout.
//!
//! ```text
//! DIR/cocket.db          the database (with -wal and -shm beside it while it is open), or
//! DIR/database           where it is at a PostgreSQL server
//! DIR/keys/master.key    what it is sealed with: back it up apart from the database
//! DIR/keys/signing.key   what batches are signed with
//! DIR/keys/checkpoint    the last checkpoint of the log: a database that is put back does not pass for the last
//! DIR/keys/numbers       a number that no declaration was given: where a newer database is lost, none is given twice
//! DIR/keys/erasures      which personal texts are erased: a database that is put back erases them again
//! DIR/lock               held by the process that writes
//! ```

use crate::about::{about, set_about};
use crate::anchor::Anchor;
use crate::erasure::Erasing;
use crate::index::{Copier, Index, KeyWriter};
use crate::place::{Place, configure_writing, failed as file};
use crate::reader::Reader;
use crate::secret::Secret;
use crate::settle::Settler;
use crate::sql::Connection;
use crate::writer::Writer;
use crate::{StoreFailure, moving, schema, turn};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// What a database is for. Test data never mixes with real data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Real parcels.
    Real,
    /// Test data, with fixed credentials.
    Sandbox,
}

impl Purpose {
    /// The purpose that a name is of.
    pub fn from_name(name: &str) -> Option<Purpose> {
        [Purpose::Real, Purpose::Sandbox].into_iter().find(|purpose| purpose.as_str() == name)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Real => "real data",
            Purpose::Sandbox => "test data",
        }
    }
}

/// The keys of a database.
struct Keys {
    /// What everything is sealed with.
    master: [u8; 32],
    /// The seed of the key that batches are signed with.
    signing: [u8; 32],
}

/// An open database: the one writer and the way to any number of readers.
pub struct Store {
    /// Writes.
    pub writer: Writer,
    /// Makes readers.
    pub readers: Readers,
    /// The seed of the key that batches are signed with.
    pub signing: [u8; 32],
}

/// Makes readers of an open database.
#[derive(Clone)]
pub struct Readers {
    place: Place,
    secret: Secret,
    index: Index,
    /// Copies runs of keys from a server as long as anything is open.
    copier: std::sync::Arc<Option<Copier>>,
    /// Held as long as anything of the database is open for writing.
    _lock: std::sync::Arc<Option<File>>,
}

impl Readers {
    /// A reader of its own: it sees what was committed, and never waits for the writer.
    pub fn reader(&self) -> Result<Reader, StoreFailure> {
        let connection = self.place.reading()?;
        Ok(Reader::new(self.place.clone(), connection, self.secret.clone(), self.index.clone()))
    }

    /// Seals and hashes as this database does.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The bytes that filters of keys take in memory.
    pub fn filter_bytes(&self) -> usize {
        self.index.filter_bytes()
    }

    /// How many pages of keys are asked for at the server each time, because they are not copied to the own disk.
    pub fn pages_afar(&self) -> usize {
        if self.copier.is_some() { self.index.pages_afar() } else { 0 }
    }
}

/// Opens the database under a folder for writing, made new where there is none.
///
/// Errors: the folder is in use, cannot be written, is for another purpose, or of a newer version.
pub fn open(dir: &Path, purpose: Purpose) -> Result<Store, StoreFailure> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(file(dir))?;
    let lock = lock(&dir.join("lock"))?;
    let place = Place::of(dir)?;
    let keys_dir = dir.join("keys");
    let in_use = keys_dir.join("in-use");
    let has_rows = place.has_rows()?;
    if !has_rows && in_use.exists() {
        return Err(StoreFailure::Gone(place.named()));
    }
    let connection = place.writing()?;
    if purpose == Purpose::Real {
        check_is_safe(&connection)?;
    }
    turn::take_first(&connection)?;
    let keys = keys(&keys_dir, !has_rows)?;
    let secret = drawing(Secret::new(&keys.master)?, purpose.as_str());
    prepare(&connection, &secret, purpose, Some(dir), &keys_dir)?;
    moving::check_is_here(&connection)?;
    // From now on a database that is not there is one that was lost.
    fs::write(&in_use, b"by the database beside this folder\n").map_err(file(&in_use))?;
    let erasing = Erasing::begin(&connection, &secret, dir, &keys_dir)?;
    let key_writer = KeyWriter::load(&connection)?;
    let index = key_writer.index().clone();
    let settler = match &connection {
        Connection::Sqlite(_) => Some(Settler::start(place.writing()?)?),
        Connection::Postgres(_) => None,
    };
    let anchor = Some(Anchor::in_folder(&keys_dir));
    let writer = Writer::new(connection, secret.clone(), key_writer, settler, anchor, erasing)?;
    let copier = match &place {
        Place::Server(_) => Some(Copier::start(index.clone(), place.clone(), dir.to_owned())?),
        Place::File(_) => None,
    };
    let (copier, lock) = (std::sync::Arc::new(copier), std::sync::Arc::new(Some(lock)));
    let readers = Readers { place, secret, index, copier, _lock: lock };
    Ok(Store { writer, readers, signing: keys.signing })
}

/// Refuses a server that loses what it has committed when the power goes.
fn check_is_safe(connection: &Connection) -> Result<(), StoreFailure> {
    if !connection.has_others() {
        return Ok(());
    }
    let sql = "SELECT current_setting('fsync') = 'off', current_setting('full_page_writes') = 'off'";
    match connection.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))? {
        (true, _) => Err(StoreFailure::NotSafe("fsync = off")),
        (_, true) => Err(StoreFailure::NotSafe("full_page_writes = off")),
        (false, false) => Ok(()),
    }
}

/// Opens a database for reading only, also while a server writes it.
/// The seed of the signing key comes with it.
pub fn open_for_reading(dir: &Path) -> Result<(Reader, [u8; 32]), StoreFailure> {
    let (reader, seed) = read_at(Place::of(dir)?, dir)?;
    moving::check_is_here(reader.connection())?;
    Ok((reader, seed))
}

/// Opens a database somewhere for reading only, with the keys of a folder.
///
/// Errors: as of [`open_for_reading`].
pub(crate) fn read_at(place: Place, dir: &Path) -> Result<(Reader, [u8; 32]), StoreFailure> {
    let place = place.existing()?;
    let keys_dir = dir.join("keys");
    let keys = keys(&keys_dir, false)?;
    let connection = place.reading()?;
    let (found, known) = (schema::found(&connection)?, schema::newest());
    if found < known {
        return Err(StoreFailure::Older { found, known });
    }
    let secret = drawing(Secret::new(&keys.master)?, &about(&connection, "purpose")?.unwrap_or_default());
    check_keys(&connection, &secret, &keys_dir)?;
    let index = Index::load_apart(&connection)?;
    Ok((Reader::new(place, connection, secret, index), keys.signing))
}

/// The seed of the signing key among the keys under a folder.
///
/// Errors: one of the keys cannot be read or is none.
pub fn signing_seed(keys_dir: &Path) -> Result<[u8; 32], StoreFailure> {
    Ok(keys(keys_dir, false)?.signing)
}

/// Holds a folder as a process that writes does, so that nothing else opens the database under it meanwhile.
///
/// Errors: the folder is in use or cannot be written.
pub fn hold(dir: &Path) -> Result<File, StoreFailure> {
    lock(&dir.join("lock"))
}

/// The secret as a database for a purpose uses it.
fn drawing(secret: Secret, purpose: &str) -> Secret {
    if purpose == Purpose::Sandbox.as_str() { secret.without_lots() } else { secret }
}

/// Opens a database on a connection that the caller made, sealed with the caller's secret: for rehearsals on a
/// disk of their own. Only this one connection may use it.
pub fn open_on(
    sqlite: rusqlite::Connection,
    secret: Secret,
    purpose: Purpose,
) -> Result<Writer, StoreFailure> {
    let secret = drawing(secret, purpose.as_str());
    sqlite.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    configure_writing(&sqlite)?;
    let connection = Connection::Sqlite(sqlite);
    prepare(&connection, &secret, purpose, None, Path::new("keys"))?;
    let keys = KeyWriter::load(&connection)?;
    Writer::new(connection, secret, keys, None, None, Erasing::without_file())
}

/// Brings the database to the newest layout, for the holder of its keys only. Before an older one is changed, it is
/// kept as it was in the folder.
fn prepare(
    connection: &Connection,
    secret: &Secret,
    purpose: Purpose,
    dir: Option<&Path>,
    keys: &Path,
) -> Result<(), StoreFailure> {
    let layout = schema::found(connection)?;
    if layout > 0 {
        claim(connection, secret, purpose, keys)?;
    }
    let copy = dir.map(|dir| dir.join(format!("before-layout-{}.db", schema::newest())));
    schema::bring_up(connection, secret, copy.as_deref())?;
    claim(connection, secret, purpose, keys)
}

/// Writes down what a new database is for and sealed with; an older one must have been for the same.
fn claim(
    connection: &Connection,
    secret: &Secret,
    purpose: Purpose,
    keys: &Path,
) -> Result<(), StoreFailure> {
    match about(connection, "purpose")? {
        None => {
            // Both or neither: one that says what it is for, and not what it is sealed with, opens for nobody.
            let transaction = connection.transaction()?;
            set_about(&transaction, "purpose", purpose.as_str())?;
            set_about(&transaction, "key_check", &key_check(secret))?;
            Ok(transaction.commit()?)
        }
        Some(found) if found == purpose.as_str() => check_keys(connection, secret, keys),
        Some(_) => {
            let found = if purpose == Purpose::Real { Purpose::Sandbox } else { Purpose::Real };
            Err(StoreFailure::OtherUse { found: found.as_str(), wanted: purpose.as_str() })
        }
    }
}

/// Whether a database at a server is one that the keys of a folder may serve: it is theirs, or both are new.
pub(crate) fn check_fits(place: &Place, dir: &Path) -> Result<(), StoreFailure> {
    let keys_dir = dir.join("keys");
    if !keys_dir.join("in-use").exists() && !keys_dir.join("master.key").exists() {
        return Ok(());
    }
    let connection = place.looking()?;
    if schema::found(&connection)? == 0 {
        return match keys_dir.join("in-use").exists() {
            true => Err(StoreFailure::Gone(place.named())),
            false => Ok(()),
        };
    }
    let master = keys(&keys_dir, false)?.master;
    let purpose = about(&connection, "purpose")?.unwrap_or_default();
    check_keys(&connection, &drawing(Secret::new(&master)?, &purpose), &keys_dir)
}

fn check_keys(connection: &Connection, secret: &Secret, keys: &Path) -> Result<(), StoreFailure> {
    match about(connection, "key_check")? {
        Some(check) if check == key_check(secret) => Ok(()),
        _ => Err(StoreFailure::OtherKeys(keys.to_owned())),
    }
}

/// What only the holder of the master key can know.
fn key_check(secret: &Secret) -> String {
    format!("{:016x}", secret.index_hash(0, &["the keys of this database"]))
}

fn lock(path: &Path) -> Result<File, StoreFailure> {
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(file(path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreFailure::InUse(path.parent().unwrap_or(path).to_owned())),
        Err(TryLockError::Error(source)) => Err(file(path)(source)),
    }
}

/// The keys under a folder. Where the database is new they are made; a database without its keys is refused.
fn keys(dir: &Path, is_new: bool) -> Result<Keys, StoreFailure> {
    Ok(Keys {
        master: key(&dir.join("master.key"), is_new)?,
        signing: key(&dir.join("signing.key"), is_new)?,
    })
}

fn key(path: &Path, is_new: bool) -> Result<[u8; 32], StoreFailure> {
    match fs::read(path) {
        Ok(bytes) => bytes
            .try_into()
            .map_err(|_| file(path)(io::Error::new(io::ErrorKind::InvalidData, "a key has 32 bytes"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_new => new_key(path),
        Err(error) => Err(file(path)(error)),
    }
}

/// Makes a key that only its owner can read, durable before anything is sealed with it.
fn new_key(path: &Path) -> Result<[u8; 32], StoreFailure> {
    use ring::rand::{SecureRandom, SystemRandom};
    use std::os::unix::fs::OpenOptionsExt;
    let mut key = [0; 32];
    SystemRandom::new().fill(&mut key).map_err(|_| StoreFailure::NoRandomness)?;
    let dir = path.parent().unwrap_or(path);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(file(dir))?;
    let mut out =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(file(path))?;
    out.write_all(&key).and_then(|()| out.sync_all()).map_err(file(path))?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(file(dir))?;
    Ok(key)
}

//! A disk in memory that fails as real ones do, from a seed: to rehearse a store on SQLite.
//!
//! It stands in for the operating system under SQLite. What was synced survives a loss of power; what was
//! written since survives, is lost or is torn between sectors, as the seed draws it. The same seed, faults and
//! statements give the same bytes, whatever else the process does.
//!
//! One disk is for one thread at a time. It has no clock of use: SQL that asks for `now` is told nonsense. Bytes
//! that rot where they lie and writes that go to the wrong place are not among its faults.
//!
//! ```
//! use rehearsal::disk::{Disk, Fault};
//! use rusqlite::{Connection, OpenFlags};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let disk = Disk::new(7);
//! let open = |disk: &Disk| -> Result<Connection, Box<dyn std::error::Error>> {
//!     let name = disk.mount()?;
//!     let file = Connection::open_with_flags_and_vfs("store.db", OpenFlags::default(), name.as_str())?;
//!     // There is no shared memory on it, so the lock comes before anything else.
//!     file.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
//!     file.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
//!     Ok(file)
//! };
//! let store = open(&disk)?;
//! store.execute_batch("CREATE TABLE declaration (mrn TEXT) STRICT; INSERT INTO declaration VALUES ('26EX1')")?;
//!
//! disk.plan(Fault::CrashAtSync(1));
//! assert!(store.execute("INSERT INTO declaration VALUES ('26EX2')", []).is_err());
//! assert!(disk.is_down());
//!
//! let store = open(&disk.reboot())?;
//! let kept: u32 = store.query_row("SELECT count(*) FROM declaration", [], |row| row.get(0))?;
//! assert!(kept == 1 || kept == 2);
//! # Ok(())
//! # }
//! ```

mod directory;
mod file;
mod locks;
mod loss;
mod mount;
mod nonces;
mod state;
#[cfg(test)]
mod tests;

pub use mount::NotMounted;

use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is to go wrong. The number counts from when it is planned; 1 is the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The power goes at this write, which is then one of those not yet synced.
    CrashAtWrite(u64),
    /// The power goes at this sync, before what it should make safe is known to be.
    CrashAtSync(u64),
    /// From this write on nothing can be written, until there is room again (`SQLITE_FULL`).
    FullAtWrite(u64),
    /// This sync fails (`SQLITE_IOERR_FSYNC`). As on Linux, what was written to the file since its last good
    /// sync can still be read, but never reaches the disk, even if a later sync succeeds.
    FailSync(u64),
    /// This read fails, once (`SQLITE_IOERR_READ`).
    FailRead(u64),
}

/// A disk. A clone is the same disk.
#[derive(Clone, Debug)]
pub struct Disk {
    state: Arc<Mutex<State>>,
}

impl Disk {
    /// An empty disk, whose chance comes from a seed.
    pub fn new(seed: u64) -> Self {
        Self::of(State::new(seed))
    }

    fn of(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers it with SQLite and gives the name of the file system to open a connection with. It is the same
    /// name each time; when a disk and its connections are gone, the name goes to another.
    ///
    /// # Errors
    ///
    /// When SQLite does not take it.
    pub fn mount(&self) -> Result<String, NotMounted> {
        mount::mount(self)
    }

    /// Lets something go wrong later. Several faults can be planned at once.
    pub fn plan(&self, fault: Fault) {
        self.state().plan(fault);
    }

    /// Ends a full disk.
    pub fn make_room(&self) {
        self.state().make_room();
    }

    /// How many writes there were, with changes of length and deletions of files; those that failed as well.
    pub fn writes(&self) -> u64 {
        self.state().writes()
    }

    /// How many syncs there were, those that failed as well.
    pub fn syncs(&self) -> u64 {
        self.state().syncs()
    }

    /// How many reads there were, those that failed as well.
    pub fn reads(&self) -> u64 {
        self.state().reads()
    }

    /// True after a crash: every operation fails, and only `reboot` leads on.
    pub fn is_down(&self) -> bool {
        self.state().is_down()
    }

    /// What survives if the power goes now, or what survived when it went, on a disk of its own without faults.
    /// Asked again at the same moment it is the same.
    pub fn reboot(&self) -> Self {
        Self::of(self.state().after_power_loss())
    }

    /// A file as its reader sees it, with what is not synced yet. On a disk fresh from `reboot` it depends on
    /// the seed alone; before, the nonces that SQLite draws from the system are in it.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.state().bytes(name).map(<[u8]>::to_vec)
    }

    /// The names of the files, in order; without SQLite's temporary ones, which are never on the disk.
    pub fn files(&self) -> Vec<String> {
        self.state().files()
    }
}

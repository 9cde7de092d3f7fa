//! A disk as SQLite's file system.
//!
//! SQLite keeps a file system for ever once it is registered, so that names are kept and used again.

use super::Disk;
use super::file;
use super::nonces::Nonces;
use super::state::{Id, State};
// SQLite itself, which `sqlite_vfs` calls and does not bring along.
use rusqlite as _;
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenOptions, RegisterError, Vfs, WalDisabled};
use std::fmt;
use std::io::{Error, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// SQLite did not take the disk.
#[derive(Debug)]
pub struct NotMounted(RegisterError);

impl fmt::Display for NotMounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the disk cannot be registered with SQLite")
    }
}

impl std::error::Error for NotMounted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// A name known to SQLite, and whose it is. A disk is gone when nobody has it and no connection is open.
#[derive(Debug)]
struct Slot {
    name: String,
    disk: Mutex<Weak<Mutex<State>>>,
}

static SLOTS: Mutex<Vec<Arc<Slot>>> = Mutex::new(Vec::new());

pub(super) fn mount(disk: &Disk) -> Result<String, NotMounted> {
    let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    let this = Arc::downgrade(&disk.state);
    if let Some(slot) = slots.iter().find(|slot| slot.disk().ptr_eq(&this)) {
        return Ok(slot.name.clone());
    }
    if let Some(slot) = slots.iter().find(|slot| slot.disk().strong_count() == 0) {
        *slot.disk() = this;
        return Ok(slot.name.clone());
    }
    let name = format!("rehearsal-disk-{}", slots.len());
    let slot = Arc::new(Slot { name: name.clone(), disk: Mutex::new(this) });
    sqlite_vfs::register(&name, Mounted(Arc::clone(&slot)), false).map_err(NotMounted)?;
    slots.push(slot);
    Ok(name)
}

impl Slot {
    fn disk(&self) -> MutexGuard<'_, Weak<Mutex<State>>> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Mounted(Arc<Slot>);

impl Mounted {
    fn disk(&self) -> Result<Disk, Error> {
        let state = self.0.disk().upgrade().ok_or_else(|| Error::other("the disk is gone"))?;
        Ok(Disk { state })
    }
}

/// What SQLite puts aside is under no name that a reboot shows, and no fault befalls it.
const TEMPORARY: &str = "temporary";

impl Vfs for Mounted {
    type Handle = Handle;

    fn open(&self, name: &str, options: OpenOptions) -> Result<Handle, Error> {
        if name == TEMPORARY {
            return Ok(Handle::Temporary(Vec::new()));
        }
        let disk = self.disk()?;
        let mut state = disk.state();
        if options.access == OpenAccess::CreateNew && state.exists(name)? {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let create = matches!(options.access, OpenAccess::Create | OpenAccess::CreateNew);
        let id = state.open(name, create, Nonces::of(options.kind))?;
        let holder = state.locks.join(id);
        drop(state);
        Ok(Handle::File(Opened { disk, id, holder }))
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        if name == TEMPORARY { Ok(()) } else { self.disk()?.state().delete(name) }
    }

    fn exists(&self, name: &str) -> Result<bool, Error> {
        self.disk()?.state().exists(name)
    }

    fn temporary_name(&self) -> String {
        TEMPORARY.to_owned()
    }

    /// SQLite asks only its default file system.
    fn random(&self, _buffer: &mut [i8]) {}

    /// Nobody waits on a rehearsal.
    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }
}

/// An open file.
enum Handle {
    File(Opened),
    Temporary(Vec<u8>),
}

struct Opened {
    disk: Disk,
    id: Id,
    holder: u64,
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.disk.state().locks.leave(self.holder);
    }
}

impl DatabaseHandle for Handle {
    type WalIndex = WalDisabled;

    fn size(&self) -> Result<u64, Error> {
        Ok(match self {
            Self::File(file) => file.disk.state().length(file.id)?,
            Self::Temporary(bytes) => bytes.len(),
        } as u64)
    }

    fn read_exact_at(&mut self, into: &mut [u8], at: u64) -> Result<(), Error> {
        let at = place(at)?;
        let read = match self {
            Self::File(file) => file.disk.state().read(file.id, at, into)?,
            Self::Temporary(bytes) => file::read(bytes, at, into),
        };
        // SQLite counts on zeros after the end.
        let missing = into.get_mut(read..).unwrap_or_default();
        missing.fill(0);
        if missing.is_empty() { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }

    fn write_all_at(&mut self, from: &[u8], at: u64) -> Result<(), Error> {
        let at = place(at)?;
        match self {
            Self::File(file) => file.disk.state().write(file.id, at, from)?,
            Self::Temporary(bytes) => file::write(bytes, at, from),
        }
        Ok(())
    }

    fn sync(&mut self, _data_only: bool) -> Result<(), Error> {
        match self {
            Self::File(file) => file.disk.state().sync(file.id),
            Self::Temporary(_) => Ok(()),
        }
    }

    fn set_len(&mut self, length: u64) -> Result<(), Error> {
        let length = place(length)?;
        match self {
            Self::File(file) => file.disk.state().set_length(file.id, length)?,
            Self::Temporary(bytes) => bytes.resize(length, 0),
        }
        Ok(())
    }

    fn lock(&mut self, kind: LockKind) -> Result<bool, Error> {
        Ok(match self {
            Self::File(file) => file.disk.state().locks.change(file.holder, kind),
            Self::Temporary(_) => true,
        })
    }

    fn reserved(&mut self) -> Result<bool, Error> {
        Ok(match self {
            Self::File(file) => file.disk.state().locks.is_reserved(file.id),
            Self::Temporary(_) => false,
        })
    }

    fn current_lock(&self) -> Result<LockKind, Error> {
        Ok(match self {
            Self::File(file) => file.disk.state().locks.of(file.holder),
            Self::Temporary(_) => LockKind::None,
        })
    }

    fn wal_index(&self, _readonly: bool) -> Result<WalDisabled, Error> {
        Ok(WalDisabled)
    }
}

fn place(number: u64) -> Result<usize, Error> {
    usize::try_from(number).map_err(|_| ErrorKind::InvalidInput.into())
}

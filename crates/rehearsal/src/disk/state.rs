//! What a disk holds, what has been asked of it, and what is to go wrong.

use super::Fault;
use super::directory::Directory;
use super::file::File;
use super::locks::Locks;
use super::loss::Loss;
use super::nonces::Nonces;
use crate::draw::Draw;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind};

/// A file's number, which it keeps when its name goes.
pub(super) type Id = u64;

/// The stream of draws for nonces. Those for survival begin above.
const NONCES: u64 = 0;

#[derive(Debug)]
pub(super) struct State {
    seed: u64,
    nonces: Draw,
    files: BTreeMap<Id, File>,
    directory: Directory,
    pub(super) locks: Locks,
    /// Numbered from the disk's beginning.
    faults: BTreeSet<Fault>,
    writes: u64,
    syncs: u64,
    reads: u64,
    full: bool,
    down: bool,
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            nonces: Draw::new(seed, NONCES),
            files: BTreeMap::new(),
            directory: Directory::default(),
            locks: Locks::default(),
            faults: BTreeSet::new(),
            writes: 0,
            syncs: 0,
            reads: 0,
            full: false,
            down: false,
        }
    }

    pub(super) fn plan(&mut self, fault: Fault) {
        let at = |now: u64, n: u64| now.saturating_add(n.max(1));
        self.faults.insert(match fault {
            Fault::CrashAtWrite(n) => Fault::CrashAtWrite(at(self.writes, n)),
            Fault::CrashAtSync(n) => Fault::CrashAtSync(at(self.syncs, n)),
            Fault::FullAtWrite(n) => Fault::FullAtWrite(at(self.writes, n)),
            Fault::FailSync(n) => Fault::FailSync(at(self.syncs, n)),
            Fault::FailRead(n) => Fault::FailRead(at(self.reads, n)),
        });
    }

    pub(super) fn exists(&self, name: &str) -> Result<bool, Error> {
        self.up()?;
        Ok(self.directory.find(name).is_some())
    }

    /// Finds a file, or makes it.
    pub(super) fn open(&mut self, name: &str, create: bool, nonces: Nonces) -> Result<Id, Error> {
        self.up()?;
        if let Some(id) = self.directory.find(name) {
            return Ok(id);
        }
        if !create {
            return Err(ErrorKind::NotFound.into());
        }
        let id = self.files.keys().last().map_or(0, |last| last + 1);
        self.files.insert(id, File::new(nonces));
        self.directory.add(name, id);
        Ok(id)
    }

    /// Takes a file's name away.
    pub(super) fn delete(&mut self, name: &str) -> Result<(), Error> {
        self.up()?;
        if self.directory.find(name).is_none() {
            return Err(ErrorKind::NotFound.into());
        }
        self.writes += 1;
        self.directory.remove(name);
        self.crash_if(Fault::CrashAtWrite(self.writes))
    }

    pub(super) fn length(&self, id: Id) -> Result<usize, Error> {
        self.up()?;
        Ok(self.files.get(&id).ok_or(ErrorKind::NotFound)?.bytes().len())
    }

    /// Fills what it can and gives how much that is.
    pub(super) fn read(&mut self, id: Id, at: usize, into: &mut [u8]) -> Result<usize, Error> {
        self.up()?;
        self.reads += 1;
        if self.faults.remove(&Fault::FailRead(self.reads)) {
            return Err(Error::other("the sector cannot be read"));
        }
        Ok(self.files.get(&id).ok_or(ErrorKind::NotFound)?.read(at, into))
    }

    pub(super) fn write(&mut self, id: Id, at: usize, bytes: &[u8]) -> Result<(), Error> {
        self.begin_write(true)?;
        let file = self.files.get_mut(&id).ok_or(ErrorKind::NotFound)?;
        file.write(self.writes, at, bytes, &mut self.nonces);
        self.crash_if(Fault::CrashAtWrite(self.writes))
    }

    pub(super) fn set_length(&mut self, id: Id, length: usize) -> Result<(), Error> {
        let grows = self.length(id)? < length;
        self.begin_write(grows)?;
        let file = self.files.get_mut(&id).ok_or(ErrorKind::NotFound)?;
        file.set_length(self.writes, length);
        self.crash_if(Fault::CrashAtWrite(self.writes))
    }

    /// Makes a file safe, and with a new one the whole directory, as SQLite does on Unix.
    pub(super) fn sync(&mut self, id: Id) -> Result<(), Error> {
        self.up()?;
        self.syncs += 1;
        self.crash_if(Fault::CrashAtSync(self.syncs))?;
        let file = self.files.get_mut(&id).ok_or(ErrorKind::NotFound)?;
        if self.faults.remove(&Fault::FailSync(self.syncs)) {
            file.forget_unsynced();
            return Err(Error::other("the sync failed"));
        }
        file.sync();
        self.directory.sync_with(id);
        Ok(())
    }

    pub(super) fn make_room(&mut self) {
        self.full = false;
    }

    pub(super) fn writes(&self) -> u64 {
        self.writes
    }

    pub(super) fn syncs(&self) -> u64 {
        self.syncs
    }

    pub(super) fn reads(&self) -> u64 {
        self.reads
    }

    pub(super) fn is_down(&self) -> bool {
        self.down
    }

    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.get(&self.directory.find(name)?).map(File::bytes)
    }

    pub(super) fn files(&self) -> Vec<String> {
        self.directory.names().map(|(name, _)| name.to_owned()).collect()
    }

    /// The moment is part of the draw, so that one seed tries many ways to lose.
    pub(super) fn after_power_loss(&self) -> Self {
        let mut draw = Draw::new(self.seed, 1 + self.writes + (self.syncs << 32));
        let unsynced = self.files.values().flat_map(File::unsynced).collect();
        let loss = Loss::drawn(unsynced, &mut draw);
        let directory = loss.directory(&self.directory, &mut draw);
        let mut files = BTreeMap::new();
        for (_, id) in directory.names() {
            if let Some(file) = self.files.get(&id) {
                files.insert(id, file.survivor(&loss, &mut draw));
            }
        }
        Self { files, directory, ..Self::new(draw.bits()) }
    }

    fn up(&self) -> Result<(), Error> {
        if self.down { Err(no_power()) } else { Ok(()) }
    }

    fn begin_write(&mut self, needs_room: bool) -> Result<(), Error> {
        self.up()?;
        self.writes += 1;
        self.full |= self.faults.remove(&Fault::FullAtWrite(self.writes));
        if self.full && needs_room { Err(ErrorKind::WriteZero.into()) } else { Ok(()) }
    }

    fn crash_if(&mut self, fault: Fault) -> Result<(), Error> {
        if self.faults.remove(&fault) {
            self.down = true;
            return Err(no_power());
        }
        Ok(())
    }
}

fn no_power() -> Error {
    Error::other("the disk has no power")
}

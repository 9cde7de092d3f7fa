//! One file: what its reader sees, what is safe, and the changes between the two.

use super::loss::{Fate, Loss};
use super::nonces::Nonces;
use crate::draw::Draw;

/// What a disk writes wholly or not at all.
const SECTOR: usize = 512;

#[derive(Debug)]
pub(super) struct File {
    now: Vec<u8>,
    safe: Vec<u8>,
    unsynced: Vec<Change>,
    nonces: Nonces,
}

#[derive(Debug)]
struct Change {
    /// Its place among all writes to the disk.
    number: u64,
    what: What,
}

#[derive(Debug)]
enum What {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

impl File {
    pub(super) fn new(nonces: Nonces) -> Self {
        Self { now: Vec::new(), safe: Vec::new(), unsynced: Vec::new(), nonces }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.now
    }

    pub(super) fn read(&self, at: usize, into: &mut [u8]) -> usize {
        read(&self.now, at, into)
    }

    pub(super) fn write(&mut self, number: u64, at: usize, bytes: &[u8], draw: &mut Draw) {
        write(&mut self.now, at, bytes);
        let what = What::Write { at, bytes: self.nonces.settle(at, bytes, draw) };
        self.unsynced.push(Change { number, what });
    }

    pub(super) fn set_length(&mut self, number: u64, length: usize) {
        self.now.resize(length, 0);
        self.unsynced.push(Change { number, what: What::Length(length) });
    }

    pub(super) fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            apply(&mut self.safe, &change.what);
        }
    }

    /// After a failed sync the system takes its pages for clean: they are read, and never written again.
    pub(super) fn forget_unsynced(&mut self) {
        self.unsynced.clear();
    }

    pub(super) fn unsynced(&self) -> impl Iterator<Item = u64> {
        self.unsynced.iter().map(|change| change.number)
    }

    /// What is left of it after a loss of power.
    pub(super) fn survivor(&self, loss: &Loss, draw: &mut Draw) -> Self {
        let mut safe = self.safe.clone();
        for change in &self.unsynced {
            match loss.fate(change.number, draw) {
                Fate::Kept => apply(&mut safe, &change.what),
                Fate::Lost => {}
                Fate::Torn => tear(&mut safe, &change.what, draw),
            }
        }
        Self { now: safe.clone(), safe, unsynced: Vec::new(), nonces: self.nonces.afresh() }
    }
}

/// Fills what it can and gives how much that is.
pub(super) fn read(bytes: &[u8], at: usize, into: &mut [u8]) -> usize {
    let there = bytes.get(at..).unwrap_or_default();
    for (place, byte) in into.iter_mut().zip(there) {
        *place = *byte;
    }
    there.len().min(into.len())
}

/// A write past the end leaves zeros before it.
pub(super) fn write(into: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at.saturating_add(bytes.len());
    if into.len() < end {
        into.resize(end, 0);
    }
    if let Some(place) = into.get_mut(at..end) {
        place.copy_from_slice(bytes);
    }
}

fn apply(bytes: &mut Vec<u8>, what: &What) {
    match what {
        What::Write { at, bytes: written } => write(bytes, *at, written),
        What::Length(length) => bytes.resize(*length, 0),
    }
}

/// Each sector of a write arrives or does not. A change of length cannot be halved.
fn tear(bytes: &mut Vec<u8>, what: &What, draw: &mut Draw) {
    let What::Write { at, bytes: written } = what else {
        if draw.happens(5_000) {
            apply(bytes, what);
        }
        return;
    };
    let (mut at, mut rest) = (*at, written.as_slice());
    while !rest.is_empty() {
        let in_sector = (SECTOR - at % SECTOR).min(rest.len());
        let (sector, after) = rest.split_at(in_sector);
        if draw.happens(5_000) {
            write(bytes, at, sector);
        }
        (at, rest) = (at + in_sector, after);
    }
}

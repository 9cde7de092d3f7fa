//! Locks between connections on one disk, as SQLite asks for them.

use super::state::Id;
use sqlite_vfs::LockKind;
use std::collections::BTreeMap;

/// Who holds what.
#[derive(Debug, Default)]
pub(super) struct Locks {
    last_holder: u64,
    held: BTreeMap<u64, (Id, LockKind)>,
}

impl Locks {
    /// A number for who may hold a lock on a file.
    pub(super) fn join(&mut self, id: Id) -> u64 {
        self.last_holder += 1;
        self.held.insert(self.last_holder, (id, LockKind::None));
        self.last_holder
    }

    pub(super) fn leave(&mut self, holder: u64) {
        self.held.remove(&holder);
    }

    /// Takes a lock, or gives it back down to `kind`; false when another's stands against it.
    pub(super) fn change(&mut self, holder: u64, kind: LockKind) -> bool {
        let Some(&(id, _)) = self.held.get(&holder) else { return false };
        let others = self.highest(id, Some(holder));
        let free = match kind {
            LockKind::None => true,
            LockKind::Shared => others < LockKind::Pending,
            LockKind::Reserved => others < LockKind::Reserved,
            LockKind::Pending | LockKind::Exclusive => others < LockKind::Shared,
        };
        if free {
            self.held.insert(holder, (id, kind));
        }
        free
    }

    pub(super) fn of(&self, holder: u64) -> LockKind {
        self.held.get(&holder).map_or(LockKind::None, |&(_, kind)| kind)
    }

    pub(super) fn is_reserved(&self, id: Id) -> bool {
        self.highest(id, None) >= LockKind::Reserved
    }

    fn highest(&self, id: Id, without: Option<u64>) -> LockKind {
        let mut highest = LockKind::None;
        for (&holder, &(file, kind)) in &self.held {
            if file == id && Some(holder) != without && kind > highest {
                highest = kind;
            }
        }
        highest
    }
}

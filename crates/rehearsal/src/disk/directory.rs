//! The directory: which file goes by which name, and which of that is safe.

use super::state::Id;
use std::collections::BTreeMap;

type Names = BTreeMap<String, Id>;

/// Changes reach the disk in their order, but nobody knows when: only the first form is safe.
#[derive(Debug, Default)]
pub(super) struct Directory {
    safe: Names,
    /// As it was after each change since.
    since: Vec<Names>,
}

impl Directory {
    pub(super) fn find(&self, name: &str) -> Option<Id> {
        self.now().get(name).copied()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (&str, Id)> {
        self.now().iter().map(|(name, &id)| (name.as_str(), id))
    }

    pub(super) fn add(&mut self, name: &str, id: Id) {
        let mut names = self.now().clone();
        names.insert(name.to_owned(), id);
        self.since.push(names);
    }

    pub(super) fn remove(&mut self, name: &str) {
        let mut names = self.now().clone();
        names.remove(name);
        self.since.push(names);
    }

    /// SQLite syncs the directory with the first sync of a file that it made, and not when it deletes one.
    pub(super) fn sync_with(&mut self, id: Id) {
        let is_new = !self.safe.values().any(|&safe| safe == id);
        if let (true, Some(now)) = (is_new, self.since.pop()) {
            self.safe = now;
            self.since.clear();
        }
    }

    /// How many changes are not safe.
    pub(super) fn unsynced(&self) -> usize {
        self.since.len()
    }

    /// As it is when only the first `changes` of those arrived.
    pub(super) fn with(&self, changes: usize) -> Self {
        let safe = changes.checked_sub(1).and_then(|last| self.since.get(last)).unwrap_or(&self.safe);
        Self { safe: safe.clone(), since: Vec::new() }
    }

    fn now(&self) -> &Names {
        self.since.last().unwrap_or(&self.safe)
    }
}

//! Who is frozen out, as the doors know it: kept in memory, changed by the lane when an entry says so.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

/// The organisations from which nothing is taken in.
#[derive(Default)]
pub(crate) struct FrozenOut {
    organisations: RwLock<BTreeSet<String>>,
}

impl FrozenOut {
    /// Those that a record says at the beginning.
    pub(crate) fn of(organisations: impl IntoIterator<Item = String>) -> FrozenOut {
        FrozenOut { organisations: RwLock::new(organisations.into_iter().collect()) }
    }

    /// One is frozen out from now on, or is not any more.
    pub(crate) fn set(&self, organisation: &str, is_frozen: bool) {
        let mut organisations = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        match is_frozen {
            true => drop(organisations.insert(organisation.to_owned())),
            false => drop(organisations.remove(organisation)),
        }
    }

    /// Whether nothing is taken in from whoever asks.
    pub(crate) fn has(&self, organisation: &str) -> bool {
        let organisations = self.organisations.read().unwrap_or_else(PoisonError::into_inner);
        organisations.contains(organisation)
    }
}

//! Who is frozen out, as the doors know it: kept in memory, changed by the lane when an entry says so.

use crate::http::{Code, Problem};
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use store::{Entry, Reader, StoreFailure, What, moment};

/// The organisations from which nothing is taken in.
#[derive(Default)]
pub(crate) struct FrozenOut {
    organisations: RwLock<BTreeMap<String, Frozen>>,
    /// How often something was changed here.
    changes: AtomicU64,
}

/// That somebody is frozen out.
#[derive(Clone)]
pub(crate) struct Frozen {
    /// The entry that says so.
    pub(crate) entry: u64,
    /// Since when.
    pub(crate) at: Timestamp,
    /// Why.
    pub(crate) reason: String,
}

impl FrozenOut {
    /// Those that a record says.
    pub(crate) fn read(reader: &Reader) -> Result<FrozenOut, StoreFailure> {
        let frozen =
            |(organisation, entry)| Ok::<_, StoreFailure>((organisation, Frozen::read(reader, entry)?));
        let organisations = reader.frozen_out()?.into_iter().map(frozen).collect::<Result<_, _>>()?;
        Ok(FrozenOut { organisations: RwLock::new(organisations), changes: AtomicU64::new(0) })
    }

    /// How often something was changed here.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Takes over what the record says, which another node may have written, unless something was changed here since.
    pub(crate) fn take_over(&self, read: FrozenOut, since: u64) {
        let mut organisations = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        if self.changes() == since {
            *organisations = read.organisations.into_inner().unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// One is frozen out from now on, or is not any more.
    pub(crate) fn set(&self, organisation: &str, frozen: Option<Frozen>) {
        let mut organisations = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        self.changes.fetch_add(1, Ordering::SeqCst);
        match frozen {
            Some(frozen) => drop(organisations.insert(organisation.to_owned(), frozen)),
            None => drop(organisations.remove(organisation)),
        }
    }

    /// How an organisation is frozen out; none where it is not.
    pub(crate) fn of(&self, organisation: &str) -> Option<Frozen> {
        let organisations = self.organisations.read().unwrap_or_else(PoisonError::into_inner);
        organisations.get(organisation).cloned()
    }

    /// Everyone who is.
    pub(crate) fn all(&self) -> BTreeMap<String, Frozen> {
        self.organisations.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets something of an organisation in.
    ///
    /// # Errors
    /// It is frozen out: since when, why, and by which entry.
    pub(crate) fn admit(&self, organisation: &str) -> Result<(), Problem> {
        let Some(Frozen { entry, at, reason }) = self.of(organisation) else { return Ok(()) };
        let told = json!({ "entry": entry, "since": at.to_string(), "reason": reason });
        Err(Problem::of(Code::FrozenOut).with(told))
    }
}

impl Frozen {
    fn read(reader: &Reader, number: u64) -> Result<Frozen, StoreFailure> {
        let corrupt = || StoreFailure::Corrupt("who is frozen out");
        let bytes = reader.entry(number)?.ok_or_else(corrupt)?;
        let entry = Entry::decode(&bytes)?;
        let What::FrozenOut { reason, .. } = entry.what else { return Err(corrupt()) };
        Ok(Frozen { entry: number, at: moment(entry.at)?, reason: reason.to_owned() })
    }
}

//! Acts: what somebody does that decides nothing about a consignment and is an entry all the same, with the row of a view.

use super::Lane;
use super::ask::{Actor, RequestKey};
use super::batch::Batch;
use jiff::Timestamp;
use store::{Entry, Mark, StoreFailure, What};

/// Who acts, when, and the key that the request carried.
pub struct Acting {
    /// Who acts.
    pub actor: Actor,
    /// When it came in.
    pub at: Timestamp,
    /// The key that the request carried.
    pub key: Option<RequestKey>,
}

/// What became of an act; durable when it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It was done, under this entry.
    Done(u64),
    /// It is so already.
    AsItIs,
    /// The same key came with the same request before, which was done under this entry.
    Known(u64),
    /// The same key came with another request before.
    KeyUsed,
}

/// The entry of an act.
pub(super) struct Act<'a> {
    /// The consignment; 0 for none.
    pub(super) consignment: u64,
    /// The organisations that it concerns beside whoever acts.
    pub(super) concerns: &'a [&'a str],
    /// What is done.
    pub(super) what: What<'a>,
    /// The salts that open what is kept with it; empty if it has none.
    pub(super) salts: &'a [u8],
}

impl<'a> Act<'a> {
    /// An act about a consignment that is only told to whoever does it.
    pub(super) fn about(consignment: u64, what: What<'a>) -> Act<'a> {
        Act { consignment, concerns: &[], what, salts: &[] }
    }
}

impl Lane {
    /// What came of the key that a request carries; none where it is new.
    pub(super) fn acted(&self, acting: &Acting) -> Result<Option<Acted>, StoreFailure> {
        let Some(key) = &acting.key else { return Ok(None) };
        let Some((fingerprint, subject)) = self.batch().request(key)? else { return Ok(None) };
        if fingerprint != key.fingerprint {
            return Ok(Some(Acted::KeyUsed));
        }
        let entry = subject.split_once('/').and_then(|(_, entry)| entry.parse().ok());
        entry.map(|entry| Some(Acted::Known(entry))).ok_or(StoreFailure::Corrupt("the key of an act"))
    }

    /// Acts, durable when this returns. Its entry, by its number, marks something.
    pub(super) fn act(
        &mut self,
        acting: Acting,
        act: &Act<'_>,
        mark: impl FnOnce(u64) -> Mark,
    ) -> Result<Acted, StoreFailure> {
        let Acting { actor, at, key } = acting;
        let mut batch = self.batch();
        let entry = batch.record_act(&actor, at, act)?;
        batch.marks.push(mark(entry));
        if let Some(key) = key {
            batch.keep_request(key, format!("a/{entry}"));
        }
        let made = batch.finish();
        self.append(made, at)?;
        Ok(Acted::Done(entry))
    }
}

impl Batch<'_> {
    /// Notes down the entry of an act.
    pub(super) fn record_act(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        act: &Act<'_>,
    ) -> Result<u64, StoreFailure> {
        let Act { consignment, concerns, what, salts } = act;
        let own = (actor.credential != 0).then_some(actor.organisation.as_str());
        let mut concerns: Vec<&str> = concerns.iter().copied().chain(own).collect();
        concerns.sort_unstable();
        concerns.dedup();
        let bare = Entry::bare(at.as_microsecond(), actor.stored(), what.clone());
        let entry = Entry { consignment: *consignment, concerns, ..bare };
        self.put(&entry, salts, None)
    }
}

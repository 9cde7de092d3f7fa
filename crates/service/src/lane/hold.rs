//! Legal hold: an officer puts a consignment under hold and lifts it, each an entry of the journal with its reason.

use super::Lane;
use super::ask::{Actor, RequestKey};
use super::batch::Batch;
use jiff::Timestamp;
use store::{Entry, HoldChange, StoreFailure, What};

/// A legal hold that is to be put, or lifted.
pub struct Holding {
    /// Who asks.
    pub actor: Actor,
    /// When it came in.
    pub at: Timestamp,
    /// The consignment.
    pub consignment: u64,
    /// Whether it is put under hold; else the hold is lifted.
    pub puts: bool,
    /// Why.
    pub reason: String,
    /// The key that the request carried.
    pub key: Option<RequestKey>,
}

/// What became of it; durable when it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldTold {
    /// It was done, under this entry.
    Done(u64),
    /// It is under hold already, or under none.
    AsItIs,
    /// The same key came with the same request before.
    Known(String),
    /// The same key came with another request before.
    KeyUsed,
}

impl Lane {
    /// Puts a consignment under legal hold or lifts that, durable when this returns.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn hold(&mut self, holding: Holding) -> Result<HoldTold, StoreFailure> {
        let Holding { actor, at, consignment, puts, reason, key } = holding;
        let mut batch = self.batch();
        if let Some(key) = &key
            && let Some((fingerprint, subject)) = batch.request(key)?
        {
            return Ok(match fingerprint == key.fingerprint {
                true => HoldTold::Known(subject),
                false => HoldTold::KeyUsed,
            });
        }
        if batch.writer.legal_hold(consignment)?.is_some() == puts {
            return Ok(HoldTold::AsItIs);
        }
        let what = match puts {
            true => What::Held { reason: &reason },
            false => What::HoldLifted { reason: &reason },
        };
        let entry = batch.record_about(&actor, at, consignment, what)?;
        batch.holds.push(HoldChange { consignment, put_by: puts.then_some(entry) });
        if let Some(key) = key {
            batch.keep_request(key, format!("h/{entry}"));
        }
        let made = batch.finish();
        self.append(made, at)?;
        Ok(HoldTold::Done(entry))
    }
}

impl Batch<'_> {
    /// Notes down what is only told to whoever did it: filers must not learn of a hold, nor anybody of an erasure.
    pub(super) fn record_about(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        consignment: u64,
        what: What<'_>,
    ) -> Result<u64, StoreFailure> {
        let entry = Entry {
            consignment,
            concerns: match actor.credential {
                0 => Vec::new(),
                _ => vec![&actor.organisation],
            },
            ..Entry::bare(at.as_microsecond(), actor.stored(), what)
        };
        self.put(&entry, &[], None)
    }
}

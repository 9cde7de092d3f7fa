//! Participants of the record are frozen out and readmitted, each an entry of the journal with its reason.

use super::Lane;
use super::act::{Act, Acted, Acting};
use store::{Mark, ParticipantChange, StoreFailure, What};

impl Lane {
    /// Freezes out a participant or readmits it, durable when this returns. It is told of it.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn freeze(
        &mut self,
        acting: Acting,
        organisation: &str,
        freezes: bool,
        reason: &str,
    ) -> Result<Acted, StoreFailure> {
        if let Some(acted) = self.acted(&acting)? {
            return Ok(acted);
        }
        if self.writer.frozen_out(organisation)?.is_some() == freezes {
            return Ok(Acted::AsItIs);
        }
        let what = match freezes {
            true => What::FrozenOut { organisation, reason },
            false => What::Readmitted { organisation, reason },
        };
        let act = Act { concerns: &[organisation], ..Act::about(0, what) };
        self.act(acting, &act, |entry| {
            let frozen_by = freezes.then_some(entry);
            Mark::Participant(ParticipantChange { organisation: organisation.to_owned(), frozen_by })
        })
    }
}

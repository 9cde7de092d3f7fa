//! Legal hold: an officer puts a consignment under hold and lifts it, each an entry of the journal with its reason.

use super::Lane;
use super::act::{Act, Acted, Acting};
use store::{HoldChange, Mark, StoreFailure, What};

impl Lane {
    /// Puts a consignment under legal hold or lifts that, durable when this returns. Filers must not learn of it.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn hold(
        &mut self,
        acting: Acting,
        consignment: u64,
        puts: bool,
        reason: &str,
    ) -> Result<Acted, StoreFailure> {
        if let Some(acted) = self.acted(&acting)? {
            return Ok(acted);
        }
        if self.writer.legal_hold(consignment)?.is_some() == puts {
            return Ok(Acted::AsItIs);
        }
        let what = if puts { What::Held { reason } } else { What::HoldLifted { reason } };
        self.act(acting, &Act::about(consignment, what), |entry| {
            Mark::Hold(HoldChange { consignment, put_by: puts.then_some(entry) })
        })
    }
}

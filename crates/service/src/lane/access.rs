//! Access: whoever looks at what the record has of people or firms leaves an entry, before they see it.

use super::Lane;
use super::act::{Act, Acted, Acting};
use clearance::AccessPurpose;
use store::{Mark, NewAccess, StoreFailure, What};

/// What somebody is about to see, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// What for.
    pub purpose: AccessPurpose,
    /// The case that they work on, in their own words; empty for none.
    pub note: String,
    /// The names of the personal fields.
    pub fields: Vec<&'static str>,
    /// The consignments.
    pub consignments: Vec<u64>,
}

impl Lane {
    /// Notes down who looks, durable when this returns.
    ///
    /// # Errors
    /// The store's; then nothing may be shown.
    pub fn note_access(&mut self, acting: Acting, access: Access) -> Result<Acted, StoreFailure> {
        let Access { purpose, note, fields, consignments } = access;
        let credential = acting.actor.credential;
        // One consignment is that of the entry.
        let (of_entry, more) = match consignments.as_slice() {
            [one] => (*one, Vec::new()),
            _ => (0, consignments.clone()),
        };
        let what = What::Accessed { purpose: purpose.as_str(), note: &note, fields, consignments: more };
        self.act(acting, &Act::about(of_entry, what), |entry| {
            Mark::Access(NewAccess { entry, credential, consignments })
        })
    }
}

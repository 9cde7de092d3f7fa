//! What the world says, gathered before a step: immutable and shared by a whole batch.

use crate::Law;
use risk::{Profiles, WatchLists};

/// The facts a step is made from, beside the case and the command.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The law in its version.
    pub law: &'a Law,
    /// The officers' profiles.
    pub profiles: &'a Profiles,
    /// The lists that parties are screened against.
    pub lists: &'a WatchLists,
}

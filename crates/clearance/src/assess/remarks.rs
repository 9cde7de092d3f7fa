//! What there is to say while a declaration is assessed, gathered by those who assess it.

use crate::fault::Fault;
use crate::ground::Ground;

/// What there is to say about a declaration while it is assessed.
#[derive(Default)]
pub(crate) struct Remarks {
    /// Why it is assessed so.
    pub(crate) grounds: Vec<Ground>,
    /// What the filer could have done better.
    pub(crate) warnings: Vec<Fault>,
}

/// Adds a ground that may be found on several lines.
pub(super) fn push_once(grounds: &mut Vec<Ground>, ground: Ground) {
    if !grounds.contains(&ground) {
        grounds.push(ground);
    }
}

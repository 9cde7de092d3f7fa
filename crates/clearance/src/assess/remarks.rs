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

//! Pages for everybody.

mod distance;
pub(super) mod estimate;
pub(super) mod record;
pub(super) mod thresholds;
pub(super) mod track;
mod typed;

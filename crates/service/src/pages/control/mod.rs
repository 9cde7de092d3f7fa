//! Pages of customs officers: what waits, one consignment, what is decided about it.

pub(super) mod after_release;
mod compared;
pub(super) mod consignment;
pub(super) mod decide;
pub(super) mod hold;
pub(super) mod lists;
pub(super) mod looked;
mod place;
mod reasons;
pub(super) mod returns;
mod timeline;

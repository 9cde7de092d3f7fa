//! One measure on one goods item.

use super::relief::Relieved;
use crate::GoodsItem;
use quantity::LocalValue;
use tariff::{Formula, LawRef};

/// What a goods item bears of a kind, before it is reckoned.
pub(super) struct Measure<'a> {
    /// The item's place in the declaration.
    pub(super) place: usize,
    pub(super) item: &'a GoodsItem,
    pub(super) rate: Formula,
    pub(super) law: LawRef,
    /// What the rate is taken of, before the relief.
    pub(super) base: LocalValue,
    pub(super) relief: Option<Relieved<'a>>,
}

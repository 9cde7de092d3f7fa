//! What of a consignment has gone back after its release.

use crate::going_back::Condition;
use jiff::Timestamp;
use quantity::{Decimal, Money};
use tariff::ChargeKind;

/// Goods that went back together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneBack {
    /// The number under which they travel.
    pub outbound: String,
    /// When they left.
    pub at: Timestamp,
    /// What they were like.
    pub condition: Condition,
    /// What went, line by line.
    pub goods: Vec<GoneGoods>,
}

/// How much of a goods item went back, and what was given back for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneGoods {
    /// The line.
    pub line: u32,
    /// How much, in the unit declared; of an item that was declared without quantity there is one.
    pub quantity: Decimal,
    /// Whether it counts no longer in what the recipient has used up.
    pub is_restored: bool,
    /// The kinds of charges that were given back for it.
    pub kinds: Vec<ChargeKind>,
    /// What is owed no more for it, or owed back if it was paid.
    pub given_back: Money,
    /// What whoever has collected it at the sale is to give back.
    pub by_vendor: Money,
}

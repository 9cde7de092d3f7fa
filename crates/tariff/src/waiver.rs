//! Sums that are too small to be collected.

use crate::{ChargeKind, Traffic};
use quantity::{Amount, LocalValue};

/// What is due of some kinds on a consignment is not collected where it comes to little.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Its name in the pack.
    pub id: String,
    /// The charges whose dues are added up.
    pub waives: Vec<ChargeKind>,
    /// Up to which sum.
    pub amount: Amount,
    /// Whether the sum itself is waived.
    pub bound: crate::Bound,
    /// For which goods.
    pub traffic: Traffic,
}

impl Waiver {
    /// Whether a sum is waived, given the amount in local currency.
    pub fn reaches(&self, due: LocalValue, amount: LocalValue) -> bool {
        self.bound.holds(due, amount)
    }
}

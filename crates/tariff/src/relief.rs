//! Low-value regimes: up to which value, for whom and how far a charge is not collected.
//!
//! A new kind of threshold is a new variant of [`Basis`], [`ReliefUnit`], [`Bound`] or [`Shape`] and its
//! arm below; the pack's reader knows the names from here.

use crate::{Channel, ChargeKind, CommodityCode, Country, Nature};
use quantity::{Amount, LocalValue};
use std::cmp::Ordering;

/// Which value a threshold is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The goods alone.
    Intrinsic,
    /// Free on board: the goods as they leave (freight and insurance to the border left out).
    Fob,
    /// The goods with freight and insurance to the border.
    Cif,
}

/// What the threshold is measured over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReliefUnit {
    /// The whole consignment.
    Consignment,
    /// Each goods item by itself.
    Item,
}

/// Whether goods worth exactly the threshold are relieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// They are.
    Inclusive,
    /// They are not.
    Exclusive,
}

/// What happens above the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Everything is charged.
    Cliff,
    /// Only what exceeds the threshold is charged.
    Excess,
}

/// A threshold below which a charge is not collected.
#[derive(Clone, Debug)]
pub struct Relief {
    /// Its name in the pack.
    pub id: String,
    /// The charges it relieves.
    pub relieves: Vec<ChargeKind>,
    /// The threshold, in any currency that has a rate.
    pub amount: Amount,
    /// Which value is compared.
    pub basis: Basis,
    /// Over what.
    pub unit: ReliefUnit,
    /// Whether the threshold itself is relieved.
    pub bound: Bound,
    /// What happens above.
    pub shape: Shape,
    /// Only for these channels; empty for all.
    pub channels: Vec<Channel>,
    /// Only for goods sent for these reasons; empty for all.
    pub natures: Vec<Nature>,
    /// Only for goods sent from these countries; empty for all.
    pub dispatched_from: Vec<Country>,
    /// Never for these codes.
    pub except_codes: Vec<CommodityCode>,
}

/// The values that a threshold may be compared with, exact, in local currency.
#[derive(Clone, Copy, Debug)]
pub struct Values {
    /// The goods alone.
    pub intrinsic: LocalValue,
    /// The goods as they leave.
    pub fob: LocalValue,
    /// The goods with freight and insurance.
    pub cif: LocalValue,
}

impl Values {
    /// The value of one basis.
    pub fn on(&self, basis: Basis) -> LocalValue {
        match basis {
            Basis::Intrinsic => self.intrinsic,
            Basis::Fob => self.fob,
            Basis::Cif => self.cif,
        }
    }
}

impl Relief {
    /// Whether the relief is open to goods of this traffic at all, whatever their value.
    pub fn is_open_to(&self, channel: Channel, nature: Nature, dispatch: Option<Country>) -> bool {
        (self.channels.is_empty() || self.channels.contains(&channel))
            && (self.natures.is_empty() || self.natures.contains(&nature))
            && (self.dispatched_from.is_empty()
                || dispatch.is_some_and(|country| self.dispatched_from.contains(&country)))
    }

    /// Whether goods of this code can never have it.
    pub fn excludes(&self, code: CommodityCode) -> bool {
        self.except_codes.iter().any(|except| code.is_within(*except))
    }

    /// Whether a value stays within the threshold, both exact in local currency.
    pub fn holds(&self, value: LocalValue, threshold: LocalValue) -> bool {
        match (value.cmp(&threshold), self.bound) {
            (Ordering::Less, _) | (Ordering::Equal, Bound::Inclusive) => true,
            (Ordering::Equal, Bound::Exclusive) | (Ordering::Greater, _) => false,
        }
    }
}

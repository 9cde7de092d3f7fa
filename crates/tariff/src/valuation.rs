//! How goods are valued and charges rounded, as the law of a day says.

use crate::{Basis, ChargeKind};
use quantity::Rounding;

/// How freight and insurance are shared among goods items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apportionment {
    /// In proportion to the items' values.
    Value,
    /// In proportion to the items' net mass.
    Mass,
}

/// The rules of valuation in force on a day.
#[derive(Clone, Copy, Debug)]
pub struct Valuation {
    /// What belongs to the customs value: [`Basis::Cif`] or [`Basis::Fob`].
    pub basis: Basis,
    /// How the costs of carriage are shared.
    pub apportionment: Apportionment,
    /// How the customs value is rounded, once for the consignment.
    pub customs_value_rounding: Rounding,
    /// How a duty is rounded, item by item.
    pub duty_rounding: Rounding,
    /// How the tax is rounded, item by item.
    pub vat_rounding: Rounding,
}

impl Valuation {
    /// The rounding of a charge.
    pub fn rounding(&self, kind: ChargeKind) -> Rounding {
        match kind {
            ChargeKind::Duty => self.duty_rounding,
            ChargeKind::Vat => self.vat_rounding,
        }
    }
}

//! How goods are valued and charges rounded, as the law of a day says.

use crate::{Basis, ChargeKind};
use quantity::Rounding;

/// How costs of the whole consignment are shared among its goods items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apportionment {
    /// By the items' values.
    Value,
    /// By their net masses.
    Mass,
}

/// Over what a charge is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundedOver {
    /// On each goods item.
    Line,
    /// Once on the consignment; the items share the sum.
    Consignment,
}

/// How each kind of charge is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChargeRounding {
    /// What it comes to.
    pub amount: Rounding,
    /// What it is taken of, where the law rounds that again.
    pub base: Option<Rounding>,
}

/// The rules of valuation.
#[derive(Clone, Copy, Debug)]
pub struct Valuation {
    /// What the customs value is made of.
    pub basis: Basis,
    /// How carriage is shared.
    pub apportionment: Apportionment,
    /// Rounds the customs value, once for the consignment.
    pub customs_value_rounding: Rounding,
    /// Rounds charges, by the place of their kind.
    pub charges: [ChargeRounding; ChargeKind::ALL.len()],
    /// Over what charges are rounded.
    pub rounded_over: RoundedOver,
}

impl Valuation {
    /// How a kind of charge is rounded.
    pub fn rounding(&self, kind: ChargeKind) -> ChargeRounding {
        let [duty, additional_duty, surcharge, excise, fee, vat, sales_tax, income_tax] = &self.charges;
        *match kind {
            ChargeKind::Duty => duty,
            ChargeKind::AdditionalDuty => additional_duty,
            ChargeKind::Surcharge => surcharge,
            ChargeKind::Excise => excise,
            ChargeKind::Fee => fee,
            ChargeKind::Vat => vat,
            ChargeKind::SalesTax => sales_tax,
            ChargeKind::IncomeTax => income_tax,
        }
    }
}

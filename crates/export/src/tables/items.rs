//! One row a goods item: what it is by its code, where it was made, what it is worth.

use super::columns;
use crate::column::{Column, Table};
use clearance::{AssessedLine, Case, Filing, GoodsItem};

/// The table of goods items.
pub(crate) struct Items;

/// What a row is made from.
pub(crate) struct ItemRow<'a> {
    pub(crate) case: &'a Case,
    pub(crate) filing: &'a Filing,
    pub(crate) item: &'a GoodsItem,
    /// What it was assessed to; none where nothing was.
    pub(crate) assessed: Option<&'a AssessedLine>,
}

impl Table for Items {
    type Row<'a> = ItemRow<'a>;

    const NAME: &'static str = "items";

    fn columns() -> &'static [Column<Items>] {
        columns! { row:
            consignment Text = row.case.consignment.as_str();
            line Whole = row.item.line;
            commodity_code Text optional = row.item.commodity_code.map(|code| code.to_string());
            origin Text optional = row.item.origin.as_ref().map(|country| country.as_str());
            quantity Declared optional = row.item.quantity;
            unit Text optional = row.item.unit.as_deref();
            net_mass_kg Declared optional = row.item.net_mass_kg;
            value_currency Text optional = row.filing.declaration.value.as_ref().map(|value| value.currency.code());
            value Declared = row.item.value;
            tax_paid Flag optional = row.item.tax_paid;
            gtin Text optional = row.item.gtin.as_ref().map(|gtin| gtin.as_str());
            currency Text = row.case.assessment.payable.currency();
            customs_value Money optional = row.assessed.map(|line| line.customs_value);
            outcome Text = row.case.line_outcome(row.item.line).as_str();
        }
    }
}

//! Prohibitions and restrictions on each goods item.

use crate::Declaration;
use crate::ground::Ground;
use crate::law::Law;
use jiff::civil::Date;

/// Adds a ground for each control that bears on the goods, and says whether any needs a permit.
///
/// A prohibition alone asks for no fuller declaration: goods that may not enter are refused on what is known.
/// Goods without a commodity code meet no control by code; the data requirements see to it that
/// such declarations are only those the law lets pass without one.
pub(crate) fn controls(declaration: &Declaration, law: &Law, day: Date, grounds: &mut Vec<Ground>) -> bool {
    let mut restricted = false;
    for item in &declaration.items {
        let Some(code) = item.commodity_code else { continue };
        for prohibition in law.tariff.prohibitions(code, item.origin, day) {
            grounds.push(Ground::Prohibited {
                line: item.line,
                prohibition: prohibition.value.id.clone(),
                law: prohibition.law.clone(),
            });
        }
        for permit in law.tariff.permits(code, item.origin, day) {
            restricted = true;
            let presented = declaration.presents(&permit.value.document_type);
            grounds.push(match presented {
                true => Ground::PermitPresented {
                    line: item.line,
                    permit: permit.value.id.clone(),
                    agency: permit.value.agency.clone(),
                    law: permit.law.clone(),
                },
                false => Ground::PermitMissing {
                    line: item.line,
                    permit: permit.value.id.clone(),
                    document_type: permit.value.document_type.clone(),
                    law: permit.law.clone(),
                },
            });
        }
    }
    restricted
}

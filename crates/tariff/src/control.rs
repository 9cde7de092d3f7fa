//! Prohibitions and restrictions: what may not enter, and what needs a permit.

use crate::{CodeTable, CommodityCode, Country, Dated, GeoGroups, Origin};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Goods that may not enter.
#[derive(Clone, Debug)]
pub struct Prohibition {
    /// Its name in the pack.
    pub id: String,
    /// Goods of which origin.
    pub origin: Origin,
    /// What is prohibited, by language.
    pub name: BTreeMap<String, String>,
}

/// Goods that may enter only with a document of another authority.
#[derive(Clone, Debug)]
pub struct Permit {
    /// Its name in the pack.
    pub id: String,
    /// Goods of which origin.
    pub origin: Origin,
    /// The type of document that must be presented.
    pub document_type: String,
    /// The agency that must confirm the document before release, if one must.
    pub agency: Option<String>,
    /// What is controlled, by language.
    pub name: BTreeMap<String, String>,
}

/// Something a control says of an origin.
pub(crate) trait OfOrigin {
    fn origin(&self) -> &Origin;
}

impl OfOrigin for Prohibition {
    fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl OfOrigin for Permit {
    fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// Every control of one sort that bears on a code and origin on a day.
pub(crate) fn controls_on<'law, T: OfOrigin>(
    table: &'law CodeTable<Vec<Dated<T>>>,
    code: CommodityCode,
    origin: Option<Country>,
    groups: &'law GeoGroups,
    day: Date,
) -> impl Iterator<Item = &'law Dated<T>> {
    table
        .fitting(code)
        .flatten()
        .filter(move |control| control.validity.covers(day))
        .filter(move |control| groups.covers(control.value.origin(), origin, day))
}

/// The codes below one under which some control of a sort bears on an origin on a day.
pub(crate) fn controlled_below<'law, T: OfOrigin>(
    table: &'law CodeTable<Vec<Dated<T>>>,
    code: CommodityCode,
    origin: Option<Country>,
    groups: &'law GeoGroups,
    day: Date,
) -> impl Iterator<Item = CommodityCode> {
    table
        .below(code)
        .filter(move |(_, controls)| {
            controls.iter().any(|control| {
                control.validity.covers(day) && groups.covers(control.value.origin(), origin, day)
            })
        })
        .map(|(code, _)| code)
}

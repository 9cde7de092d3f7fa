//! Prohibitions and restrictions: what may not enter, and what needs a permit.

use crate::{CodeTable, CommodityCode, Country, Dated, GeoGroups, Origin};
use jiff::civil::Date;
use quantity::words;
use std::collections::BTreeMap;

words! {
    /// How strongly something is asked of a filer.
    Demand {
        /// Without it the declaration goes back.
        Required = "required",
        /// Without it there is a warning.
        Advised = "advised",
    }
}

/// Goods that may not enter.
#[derive(Clone, Debug)]
pub struct Prohibition {
    /// Its name in the pack.
    pub id: String,
    /// Goods of which origin.
    pub origin: Origin,
    /// How strongly the longer code is asked for where a shorter one, which includes it, is declared.
    pub longer_code: Demand,
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

/// The prohibitions below a code that bear on an origin on a day, with the codes they are about.
pub(crate) fn prohibited_below<'law>(
    table: &'law CodeTable<Vec<Dated<Prohibition>>>,
    code: CommodityCode,
    origin: Option<Country>,
    groups: &'law GeoGroups,
    day: Date,
) -> impl Iterator<Item = (CommodityCode, &'law Prohibition)> {
    table
        .below(code)
        .flat_map(|(code, controls)| controls.iter().map(move |control| (code, control)))
        .filter(move |(_, control)| {
            control.validity.covers(day) && groups.covers(&control.value.origin, origin, day)
        })
        .map(|(code, control)| (code, &control.value))
}

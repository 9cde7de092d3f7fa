//! `controls/`: prohibitions, permits, and the agencies that confirm them.

use crate::cell::Codes;
use crate::dated::Table;
use crate::inherit::Source;
use crate::names::Names;
use crate::procedures::words;
use crate::table::{Row, Shape};
use clearance::Named;
use tariff::{CommodityCode, Demand, Origin, Permit, Prohibition};

/// What the rows of both sorts of control are about.
pub(crate) struct Scope<'t> {
    pub(crate) codes: &'t Codes,
    pub(crate) groups: &'t Names,
    pub(crate) countries: &'t Names,
}

impl Scope<'_> {
    fn read(&self, row: &Row<'_>) -> Option<(String, CommodityCode, Origin)> {
        let id = row.text("id");
        let code = row.goods("code", self.codes);
        let origin = row.origin("origin_group", self.groups, self.countries);
        Some((id?, code?, origin?))
    }
}

pub(crate) fn agencies(source: &Source) -> Table<String, Named> {
    const SHAPE: Shape = Shape::csv("controls/agencies.csv", &["id", "name:"]);
    source
        .table(&SHAPE, "agency", "id", |row| Some((row.text("id")?, Named { name: row.by_language("name") })))
}

pub(crate) fn prohibitions(
    source: &Source,
    scope: &Scope<'_>,
) -> Table<String, (CommodityCode, Prohibition)> {
    const SHAPE: Shape = Shape::csv("controls/prohibitions.csv", &["id", "code", "origin_group", "name:"])
        .perhaps(&["longer_code"]);
    source.table(&SHAPE, "prohibition", "id", |row| {
        let about = scope.read(row);
        let longer_code = match row.optional_text("longer_code") {
            None => Some(Demand::Advised),
            Some(_) => row.word("longer_code", &words(Demand::ALL, Demand::as_str)),
        };
        let ((id, code, origin), longer_code) = (about?, longer_code?);
        Some((id.clone(), (code, Prohibition { id, origin, longer_code, name: row.by_language("name") })))
    })
}

pub(crate) fn permits(
    source: &Source,
    scope: &Scope<'_>,
    agencies: &Names,
) -> Table<String, (CommodityCode, Permit)> {
    const SHAPE: Shape = Shape::csv(
        "controls/permits.csv",
        &["id", "code", "origin_group", "document_type", "agency", "name:"],
    );
    source.table(&SHAPE, "permit", "id", |row| {
        let about = scope.read(row);
        let document_type = row.text("document_type");
        let agency = row.optional_text("agency");
        let is_known = agency.as_deref().is_none_or(|agency| row.is_named("agency", agency, agencies));
        let ((id, code, origin), document_type) = (about?, document_type?);
        let permit = Permit { id: id.clone(), origin, document_type, agency, name: row.by_language("name") };
        is_known.then_some((id, (code, permit)))
    })
}

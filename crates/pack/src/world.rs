//! What every country shares: countries, currencies, units and groups of countries.

use crate::dated::Table;
use crate::inherit::Source;
use crate::names::Names;
use crate::table::Shape;
use clearance::{Named, Unit};
use quantity::Currency;
use tariff::Country;

pub(crate) fn countries(source: &Source) -> Table<Country, Named> {
    const SHAPE: Shape = Shape::csv("tariff/countries.csv", &["country", "name:"]);
    source.table(&SHAPE, "country", "country", |row| {
        let country = row.value("country", "malformed_country", "two capital letters", Country::parse);
        Some((country?, Named { name: row.by_language("name") }))
    })
}

pub(crate) fn currencies(source: &Source) -> Table<String, Currency> {
    const SHAPE: Shape = Shape::csv("tariff/currencies.csv", &["currency", "minor_units"]);
    source.table(&SHAPE, "currency", "currency", |row| {
        let code = row.currency_code("currency");
        let units = row.value("minor_units", "malformed_number", "0 to 4", |text| {
            text.parse().ok().filter(|units| *units <= 4)
        });
        let currency = Currency::new(code.as_deref()?, units?)?;
        Some((code?, currency))
    })
}

pub(crate) fn units(source: &Source) -> Table<String, Unit> {
    const SHAPE: Shape = Shape::csv("tariff/units.csv", &["unit", "name:", "piece"]);
    source.table(&SHAPE, "unit", "unit", |row| {
        let unit = row.text("unit");
        let is_piece = match row.optional_text("piece") {
            None => Some(false),
            Some(_) => row.yes_or_no("piece"),
        };
        Some((unit?, Unit { name: row.by_language("name"), is_piece: is_piece? }))
    })
}

pub(crate) fn groups(source: &Source, countries: &Names) -> Table<(String, Country), ()> {
    const SHAPE: Shape = Shape::csv("tariff/geo-groups.csv", &["group", "country"]);
    source.table(&SHAPE, "group", "group", |row| {
        let group = row.text("group");
        let country = row.country("country", countries);
        Some(((group?, country?), ()))
    })
}

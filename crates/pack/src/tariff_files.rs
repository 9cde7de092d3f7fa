//! `tariff/`: commodities, duties, taxes and rates of exchange.

use crate::cell::{Codes, Currencies};
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::table::Shape;
use quantity::{Currency, ExchangeRate, Rate};
use tariff::{Commodity, CommodityCode, Duty, Measure, Origin};

pub(crate) fn commodities(source: &Source, units: &Names) -> Table<CommodityCode, Commodity> {
    const SHAPE: Shape = Shape::csv("tariff/commodities.csv", &["code", "description:", "unit"]);
    source.table(&SHAPE, "commodity", "code", |row| {
        let code = row.code("code");
        let unit = row.optional_text("unit");
        let is_known = unit.as_deref().is_none_or(|unit| row.is_named("unit", unit, units));
        let commodity = Commodity { description: row.by_language("description"), unit };
        is_known.then_some((code?, commodity))
    })
}

/// What a duty is about: goods, their origin, and the kind of measure.
pub(crate) type DutyKey = (CommodityCode, Origin, Measure);

pub(crate) fn duties(
    source: &Source,
    codes: &Codes,
    groups: &Names,
    countries: &Names,
) -> Table<DutyKey, Duty> {
    const SHAPE: Shape =
        Shape::csv("tariff/duties.csv", &["code", "origin_group", "measure", "rate", "proof"]);
    const MEASURES: [(&str, Measure); 2] =
        [("third_country", Measure::ThirdCountry), ("preference", Measure::Preference)];
    source.table(&SHAPE, "duty", "code", |row| {
        let code = row.goods("code", codes);
        let origin = row.origin("origin_group", groups, countries);
        let measure = row.word("measure", &MEASURES);
        let rate = row.rate("rate");
        let proof = row.optional_text("proof");
        Some(((code?, origin?, measure?), Duty { rate: rate?, proof }))
    })
}

pub(crate) fn taxes(source: &Source, codes: &Codes) -> Table<CommodityCode, Rate> {
    const SHAPE: Shape = Shape::csv("tariff/taxes.csv", &["code", "tax", "rate", "base"]);
    source.table(&SHAPE, "tax", "code", |row| {
        let code = row.goods("code", codes);
        let tax = row.word("tax", &[("vat", ())]);
        let rate = row.rate("rate");
        let base = row.word("base", &[("customs_value+duty", ())]);
        tax.and(base).and(Some((code?, rate?)))
    })
}

pub(crate) fn exchange_rates(
    source: &Source,
    currencies: &Currencies<'_>,
    local: Option<Currency>,
) -> Table<String, (Currency, ExchangeRate)> {
    const SHAPE: Shape = Shape::csv("tariff/exchange-rates.csv", &["currency", "local_per_unit"]);
    source.table(&SHAPE, "rate of exchange", "currency", |row| {
        let currency = row.currency("currency", currencies);
        let rate = row.exchange_rate("local_per_unit");
        let currency = currency?;
        if local.is_some_and(|local| local.code() == currency.code()) {
            let reason = format!("`{currency}` is the pack's own currency and is not exchanged");
            row.tell("currency", Finding::error("own_currency", reason).fix("take the row out"));
            return None;
        }
        Some((currency.code().to_owned(), (currency, rate?)))
    })
}

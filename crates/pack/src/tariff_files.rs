//! `tariff/`: commodities, duties, taxes and rates of exchange.

use crate::cell::{Codes, Currencies};
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::procedures::{channels, words};
use crate::table::Shape;
use quantity::{Currency, ExchangeRate};
use tariff::{Channel, ChargeKind, Commodity, CommodityCode, Duty, Measure, Origin, Tax, TaxBase};

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

/// What rows about goods refer to.
pub(crate) struct Known<'t> {
    pub(crate) codes: &'t Codes,
    pub(crate) groups: &'t Names,
    pub(crate) countries: &'t Names,
    pub(crate) currencies: &'t Currencies<'t>,
    pub(crate) units: &'t Names,
}

pub(crate) fn duties(source: &Source, known: &Known<'_>) -> Table<DutyKey, Duty> {
    const SHAPE: Shape =
        Shape::csv("tariff/duties.csv", &["code", "origin_group", "measure", "rate", "proof"]);
    let measures = words(Measure::ALL, Measure::as_str);
    source.table(&SHAPE, "duty", "code", |row| {
        let code = row.goods("code", known.codes);
        let origin = row.origin("origin_group", known.groups, known.countries);
        let measure = row.word("measure", &measures);
        let rate = row.formula("rate", known.currencies, known.units);
        let proof = row.optional_text("proof");
        Some(((code?, origin?, measure?), Duty { rate: rate?, proof }))
    })
}

/// What a tax is about: its kind, goods, and a channel or any.
pub(crate) type TaxKey = (ChargeKind, CommodityCode, Option<Channel>);

pub(crate) fn taxes(source: &Source, known: &Known<'_>) -> Table<TaxKey, Tax> {
    const SHAPE: Shape =
        Shape::csv("tariff/taxes.csv", &["code", "tax", "rate", "base"]).perhaps(&["channel"]);
    let taxes: Vec<_> = words(ChargeKind::ALL, ChargeKind::as_str)
        .into_iter()
        .filter(|(_, kind)| !matches!(kind, ChargeKind::Duty | ChargeKind::AdditionalDuty))
        .collect();
    let channels = channels();
    source.table(&SHAPE, "tax", "code", |row| {
        let code = row.goods("code", known.codes);
        let kind = row.word("tax", &taxes);
        let channel = match row.optional_text("channel") {
            None => Some(None),
            Some(_) => row.word_or_any("channel", &channels),
        };
        let rate = row.formula("rate", known.currencies, known.units);
        let base = kind.and_then(|kind| {
            const FORM: &str =
                "parts with `+` between them, `customs_value+duty`: parts of the value, and charges that come before";
            row.value("base", "malformed_base", FORM, |text| TaxBase::parse(text, kind))
        });
        Some(((kind?, code?, channel?), Tax { rate: rate?, base: base? }))
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

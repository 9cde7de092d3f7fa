//! `tariff/`: commodities, duties, taxes and rates of exchange.

use crate::cell::{Codes, Currencies};
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::procedures::{channels, words};
use crate::table::{Row, Shape};
use quantity::{Currency, Decimal, ExchangeRate};
use tariff::{
    Channel, ChargeKind, Commodity, CommodityCode, Duty, Measure, Origin, Quota, QuotaNumber, Tax, TaxBase,
};

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

/// What a duty is about: goods, their origin, the kind of measure, and the quota of one that is a quota's.
pub(crate) type DutyKey = (CommodityCode, Origin, Measure, Option<QuotaNumber>);

/// What rows about goods refer to.
pub(crate) struct Known<'t> {
    pub(crate) codes: &'t Codes,
    pub(crate) groups: &'t Names,
    pub(crate) countries: &'t Names,
    pub(crate) currencies: &'t Currencies<'t>,
    pub(crate) units: &'t Names,
    pub(crate) quotas: &'t Names,
}

pub(crate) fn quotas(source: &Source, units: &Names) -> Table<QuotaNumber, Quota> {
    const SHAPE: Shape = Shape::csv("tariff/quotas.csv", &["quota", "volume", "unit"]);
    source.table(&SHAPE, "tariff quota", "quota", |row| {
        let number = quota_number(row);
        let volume = row.value("volume", "malformed_number", "a number above zero, `12500`", |text| {
            Decimal::parse(text).ok().filter(|volume| !volume.is_zero() && !volume.is_negative())
        });
        let unit = row.text("unit").filter(|unit| row.is_named("unit", unit, units));
        Some((number?, Quota { volume: volume?, unit: unit? }))
    })
}

fn quota_number(row: &Row<'_>) -> Option<QuotaNumber> {
    const FORM: &str = "an order number of up to 17 letters, digits and hyphens";
    row.value("quota", "malformed_quota", FORM, QuotaNumber::parse)
}

pub(crate) fn duties(source: &Source, known: &Known<'_>) -> Table<DutyKey, Duty> {
    const SHAPE: Shape =
        Shape::csv("tariff/duties.csv", &["code", "origin_group", "measure", "rate", "proof"])
            .perhaps(&["quota"]);
    let measures = words(Measure::ALL, Measure::as_str);
    source.table(&SHAPE, "duty", "code", |row| {
        let code = row.goods("code", known.codes);
        let origin = row.origin("origin_group", known.groups, known.countries);
        let measure = row.word("measure", &measures);
        let rate = row.formula("rate", known.currencies, known.units);
        let proof = row.optional_text("proof");
        let quota = drawn_on(row, measure, known.quotas)?;
        Some(((code?, origin?, measure?, quota), Duty { rate: rate?, proof, quota }))
    })
}

/// The quota of a duty that is a quota's, none of any other; `None` where the two do not fit.
fn drawn_on(row: &Row<'_>, measure: Option<Measure>, quotas: &Names) -> Option<Option<QuotaNumber>> {
    match (row.optional_text("quota"), measure) {
        (None, Some(Measure::Quota)) => {
            row.tell("quota", Finding::error("missing", "`quota` is empty, and the measure is a quota's"));
            None
        }
        (None, _) => Some(None),
        (Some(text), Some(Measure::Quota)) => {
            row.is_named("quota", &text, quotas).then(|| quota_number(row).map(Some)).flatten()
        }
        (Some(_), Some(_)) => {
            let finding = Finding::error("unexpected_quota", "the measure is no quota's");
            row.tell("quota", finding.fix("write the measure `quota`, or leave the cell empty"));
            None
        }
        (Some(_), None) => None,
    }
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

//! `thresholds.toml`: low-value regimes.

use crate::cell::{Codes, Currencies, parse_amount};
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::procedures::{channels, charges, words};
use crate::table::Shape;
use quantity::{Amount, Currency, ExchangeRate};
use tariff::{Basis, Bound, Nature, Relief, ReliefUnit, Shape as ReliefShape};

const SHAPE: Shape = Shape::toml(
    "thresholds.toml",
    "relief",
    &["id", "relieves", "amount", "currency", "basis", "unit", "bound", "shape"],
    &["channels", "natures", "dispatched_from", "except_codes"],
);

pub(crate) fn read(
    source: &Source,
    codes: &Codes,
    currencies: &Currencies<'_>,
    countries: &Names,
) -> Table<String, Relief> {
    let (charges, channels) = (charges(), channels());
    let natures = words(Nature::ALL, Nature::as_str);
    source.table(&SHAPE, "relief", "id", |row| {
        let id = row.text("id");
        let relieves = row.text("relieves").and_then(|_| row.words("relieves", &charges));
        let value = row.value(
            "amount",
            "malformed_amount",
            "the number in quotation marks: `\"150.00\"`",
            parse_amount,
        );
        let currency = row.currency("currency", currencies);
        let basis = row.word("basis", &words(Basis::ALL, Basis::as_str));
        let unit = row.word("unit", &words(ReliefUnit::ALL, ReliefUnit::as_str));
        let bound = row.word("bound", &words(Bound::ALL, Bound::as_str));
        let shape = row.word("shape", &words(ReliefShape::ALL, ReliefShape::as_str));
        let channels = row.words("channels", &channels);
        let natures = row.words("natures", &natures);
        let dispatched_from = row.countries("dispatched_from", countries);
        let except_codes = row.goods_list("except_codes", codes);
        let id = id?;
        let relief = Relief {
            id: id.clone(),
            relieves: relieves?,
            amount: Amount { value: value?, currency: currency? },
            basis: basis?,
            unit: unit?,
            bound: bound?,
            shape: shape?,
            channels: channels?,
            natures: natures?,
            dispatched_from: dispatched_from?,
            except_codes: except_codes?,
        };
        Some((id, relief))
    })
}

/// Tells of thresholds in a currency that has no rate on their first day, when nothing could be compared.
pub(crate) fn check(
    source: &Source,
    reliefs: &Table<String, Relief>,
    rates: &Table<String, (Currency, ExchangeRate)>,
) {
    let manifest = &source.heir.manifest;
    for (_, entry) in reliefs.iter() {
        let currency = entry.row.value.amount.currency.code().to_owned();
        let first = entry.row.validity.from.max(manifest.valid_from);
        let is_local = manifest.currency.is_none_or(|local| local.code() == currency);
        // A currency whose rows are all faulty has been told of.
        let is_told = rates.names.are_incomplete()
            || (rates.names.contain(&currency) && rates.of(&currency).is_empty());
        let has_ended = entry.row.validity.to.is_some_and(|to| to < first);
        if is_local || has_ended || is_told || rates.on(&currency, first).is_some() {
            continue;
        }
        let reason = format!("there is no rate of exchange for `{currency}` on the first day, {first}");
        let finding = Finding::error("no_exchange_rate", reason).file(&*entry.file).row(entry.line);
        let fix = format!("add a row for `{currency}` to tariff/exchange-rates.csv");
        source.findings.add(finding.column("currency").fix(fix));
    }
}

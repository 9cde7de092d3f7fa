//! Days on which a rate of duty, tax or exchange has ended and none has taken its place.

use crate::dated::{Entry, Table, gaps};
use crate::finding::Finding;
use crate::inherit::Source;
use crate::manifest::Kind;
use crate::parameters::FULL_DECLARATION;
use crate::tariff_files::{DutyKey, TaxKey};
use jiff::civil::Date;
use quantity::{Currency, ExchangeRate};
use std::collections::{BTreeMap, BTreeSet};
use tariff::{
    Channel, ChargeKind, Commodity, CommodityCode, Duty, Formula, Measure, Origin, Relief, Tax, Treatment,
    Waiver,
};

/// Each day is looked at for every commodity. Beyond this many nobody reads on.
const MOST_DAYS: usize = 100;

/// Warns of goods whose third-country duty or tax ends while the pack goes on.
pub(crate) fn rates(
    source: &Source,
    commodities: &Table<CommodityCode, Commodity>,
    duties: &Table<DutyKey, Duty>,
    taxes: &Table<TaxKey, Tax>,
) {
    let third_country = duties
        .iter()
        .filter(|((_, origin, measure, _), _)| (origin, measure) == (&Origin::Any, &Measure::ThirdCountry));
    let duty = |code, day| duties.on(&(code, Origin::Any, Measure::ThirdCountry, None), day).is_some();
    if duties.is_whole {
        let ended = third_country.map(|((code, ..), entry)| (*code, entry));
        tell(source, commodities, ended, &duty, ("duty_gap", "a third-country duty for any origin"));
    }
    let tax = |code, day| taxes.on(&(ChargeKind::Vat, code, None), day).is_some();
    if taxes.is_whole {
        let vat = taxes.iter().filter(|((kind, _, channel), _)| (*kind, *channel) == (ChargeKind::Vat, None));
        let ended = vat.map(|((_, code, _), entry)| (*code, entry));
        tell(source, commodities, ended, &tax, ("tax_gap", "a rate of value added tax"));
        other_taxes(source, commodities, taxes);
    }
}

/// The same of taxes and fees that not every country has: one that has ended for good says so with a row that is free.
fn other_taxes(source: &Source, commodities: &Table<CommodityCode, Commodity>, taxes: &Table<TaxKey, Tax>) {
    let others: BTreeSet<(ChargeKind, Option<Channel>)> = taxes
        .keys()
        .map(|(kind, _, channel)| (*kind, *channel))
        .filter(|(kind, _)| *kind != ChargeKind::Vat)
        .collect();
    for of in others {
        let rows = taxes.iter().filter(|((kind, _, channel), _)| (*kind, *channel) == of);
        let ended = rows.map(|((_, code, _), entry)| (*code, entry));
        let (kind, channel) = of;
        let is_rated = |code, day| {
            [channel, None].iter().any(|channel| taxes.on(&(kind, code, *channel), day).is_some())
        };
        tell(source, commodities, ended, &is_rated, ("tax_gap", &format!("a rate of {}", kind.as_str())));
    }
}

/// Warns once for each day on which the last rate of some goods has ended.
fn tell<'t, V: 't>(
    source: &Source,
    commodities: &Table<CommodityCode, Commodity>,
    rows: impl Iterator<Item = (CommodityCode, &'t Entry<V>)>,
    is_rated: &impl Fn(CommodityCode, Date) -> bool,
    (finding, what): (&'static str, &str),
) {
    let Some(first) = source.heir.manifest.first_day() else { return };
    let is_covered =
        |code: CommodityCode, day| (0..=code.length()).any(|length| is_rated(code.prefix(length), day));
    let mut ended: BTreeMap<Date, BTreeMap<CommodityCode, &Entry<V>>> = BTreeMap::new();
    for (code, entry) in rows {
        let day = entry.row.validity.to.and_then(|to| to.tomorrow().ok()).filter(|day| *day > first);
        if let Some(day) = day.filter(|day| !is_covered(code, *day)) {
            ended.entry(day).or_default().insert(code, entry);
        }
    }
    for (day, ended) in ended.iter().take(MOST_DAYS) {
        let mut uncovered = commodities.iter().filter_map(|(code, commodity)| {
            let is_declarable = code.length() >= CommodityCode::SUBHEADING_LENGTH;
            if !is_declarable || !commodity.row.validity.covers(*day) || is_covered(*code, *day) {
                return None;
            }
            let entry = (0..=code.length()).rev().find_map(|length| ended.get(&code.prefix(length)))?;
            Some((code, *entry))
        });
        let Some((goods, entry)) = uncovered.next() else { continue };
        let others = match uncovered.count() {
            0 => String::new(),
            others => format!(" (nor have {others} other codes)"),
        };
        let reason = format!("`{goods}` has not {what} from {day} on{others}");
        let finding = Finding::warning(finding, reason).file(&*entry.file).row(entry.line);
        source.findings.add(finding.column("valid_to").fix(format!("add the row in force from {day} on")));
    }
}

/// Tells of thresholds in a currency that has no rate of exchange on a day on which they are in force.
pub(crate) fn thresholds(
    source: &Source,
    reliefs: &Table<String, Relief>,
    waivers: &Table<String, Waiver>,
    parameters: &Table<&'static str, String>,
    rates: &Table<String, (Currency, ExchangeRate)>,
) {
    for (_, entry) in parameters.iter().filter(|(name, _)| **name == FULL_DECLARATION) {
        let code = entry.row.value.split_once(' ').map(|(_, code)| code.trim());
        if let Some(currency) = code.and_then(|code| Currency::new(code, 2)) {
            rate_of(source, rates, entry, currency, "value");
        }
    }
    for (_, entry) in reliefs.iter() {
        rate_of(source, rates, entry, entry.row.value.amount.currency, "currency");
    }
    for (_, entry) in waivers.iter() {
        rate_of(source, rates, entry, entry.row.value.amount.currency, "currency");
    }
}

/// The same of amounts in rates of duty and tax.
pub(crate) fn amounts(
    source: &Source,
    duties: &Table<DutyKey, Duty>,
    taxes: &Table<TaxKey, Tax>,
    reliefs: &Table<String, Relief>,
    rates: &Table<String, (Currency, ExchangeRate)>,
) {
    fn each<V>(
        source: &Source,
        rates: &Table<String, (Currency, ExchangeRate)>,
        entry: &Entry<V>,
        formula: &Formula,
    ) {
        for specific in formula.specifics() {
            rate_of(source, rates, entry, specific.amount.currency, "rate");
        }
    }
    for (_, entry) in duties.iter() {
        each(source, rates, entry, &entry.row.value.rate);
    }
    for (_, entry) in taxes.iter() {
        each(source, rates, entry, &entry.row.value.rate);
    }
    for (_, entry) in reliefs.iter() {
        if let Treatment::Flat(rate) = &entry.row.value.treatment {
            each(source, rates, entry, rate);
        }
    }
}

/// Tells of a row that names an amount in a currency without a rate of exchange.
fn rate_of<V>(
    source: &Source,
    rates: &Table<String, (Currency, ExchangeRate)>,
    entry: &Entry<V>,
    currency: Currency,
    column: &'static str,
) {
    let manifest = &source.heir.manifest;
    let currency = currency.code().to_owned();
    let rows = rates.of(&currency);
    // A pack that is no country's has no currency of its own, and its heirs bring the rates.
    let is_local = manifest.currency.is_none_or(|local| local.code() == currency);
    // A currency whose rows are all faulty has been told of.
    let is_told = rates.names.are_incomplete() || (rates.names.contain(&currency) && rows.is_empty());
    if is_local || is_told {
        return;
    }
    let first = entry.row.validity.from.max(manifest.valid_from);
    let day = if rows.is_empty() { Some(first) } else { gaps(rows, first).first().map(|(day, _)| *day) };
    let Some(day) = day.filter(|day| entry.row.validity.covers(*day)) else { return };
    let finding = if day == first && manifest.kind != Kind::Sample {
        let reason = format!("there is no rate of exchange for `{currency}` on the first day, {day}");
        Finding::error("no_exchange_rate", reason)
    } else {
        let reason = format!(
            "there is no rate of exchange for `{currency}` on {day}, so declarations of that day are refused"
        );
        Finding::warning("exchange_rate_gap", reason)
    };
    let fix = format!("add a row for `{currency}` to tariff/exchange-rates.csv");
    source.findings.add(finding.file(&*entry.file).row(entry.line).column(column).fix(fix));
}

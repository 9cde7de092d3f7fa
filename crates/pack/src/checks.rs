//! Faults that only show when files are held against each other.

use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::manifest;
use crate::names::Names;
use crate::procedures::{CollectionKey, channels, charges};
use crate::tariff_files::{DutyKey, TaxKey};
use clearance::{Category, Collection, Named};
use jiff::civil::Date;
use quantity::Currency;
use tariff::{ChargeKind, Commodity, CommodityCode, Country, Duty, Measure, Origin, Tax};

/// Files without which there is no answer about any parcel.
const NEEDED: [&str; 9] = [
    "tariff/commodities.csv",
    "tariff/duties.csv",
    "tariff/taxes.csv",
    "tariff/countries.csv",
    "tariff/currencies.csv",
    "tariff/units.csv",
    "procedures/categories.csv",
    "procedures/data-requirements.csv",
    "procedures/collection.csv",
];

/// Tells of files that neither the pack nor any ancestor has.
pub(crate) fn files(source: &Source) {
    for path in NEEDED {
        if source.has_ancestors && !source.layers().any(|layer| layer.folder.has(path)) {
            let finding =
                Finding::error("missing_file", "neither the pack nor any it inherits from has this file");
            source.findings.add(finding.file(path).fix("write it; docs/guide/pack.md lists its columns"));
        }
    }
}

/// Warns of parts of the law that a country is seldom without, and of which there is not one row.
pub(crate) fn empty(source: &Source, parts: &[&Names]) {
    for part in parts.iter().filter(|part| !part.are_incomplete() && part.iter().next().is_none()) {
        let reason = format!("neither the pack nor any it inherits from has a {}", part.what);
        let finding = Finding::warning("empty_law", reason).file(part.file);
        source.findings.add(finding.fix("add the rows that the law has, if it has any"));
    }
}

/// Tells of a country or currency of the pack that its own tables do not know.
pub(crate) fn home(source: &Source, countries: &Table<Country, Named>, currencies: &Table<String, Currency>) {
    let manifest = &source.heir.manifest;
    let tell =
        |column: &str, finding: Finding| source.findings.add(finding.file(manifest::FILE).column(column));
    let (Some(country), Some(local)) = (manifest.country, manifest.currency) else { return };
    if country.as_str() != manifest::NOWHERE && !countries.names.allow(country.as_str()) {
        let reason = format!("tariff/countries.csv does not know the pack's country `{country}`");
        tell("country", Finding::error("unknown_reference", reason).fix("add it there"));
    }
    if !currencies.names.allow(local.code()) {
        let reason = format!("tariff/currencies.csv does not know the pack's currency `{local}`");
        tell("currency", Finding::error("unknown_reference", reason).fix("add it there"));
    }
    let rows = currencies.of(&local.code().to_owned());
    if let Some(entry) = rows.iter().find(|entry| entry.row.value != local) {
        let units = entry.row.value.minor_units();
        let reason = format!("{}:{} gives `{local}` {units} minor units", entry.file, entry.line);
        tell(
            "currency_minor_units",
            Finding::error("conflicting_minor_units", reason).fix("correct one of the two"),
        );
    }
}

/// Tells of categories that have no row.
pub(crate) fn categories(source: &Source, table: &Table<u8, Named>) {
    const PATH: &str = "procedures/categories.csv";
    if !source.layers().any(|layer| layer.folder.has(PATH)) {
        return;
    }
    for category in Category::ALL {
        let number = category.number().to_string();
        if !table.names.allow(&number) {
            let finding = Finding::error("missing_category", format!("category {number} is missing"));
            source.findings.add(finding.file(PATH).column("category").fix("add a row for it"));
        }
    }
}

/// Warns of a channel and charge that nobody owes on the pack's first day.
pub(crate) fn collection(source: &Source, table: &Table<CollectionKey, Collection>) {
    const PATH: &str = "procedures/collection.csv";
    let Some(day) = source.heir.manifest.first_day() else { return };
    if !table.is_whole || !source.layers().any(|layer| layer.folder.has(PATH)) {
        return;
    }
    for (channel_name, channel) in channels() {
        let is_missing = |charge| {
            let keys = [Some(channel), None].map(|channel| [(channel, Some(charge)), (channel, None)]);
            keys.iter().flatten().all(|key| table.on(key, day).is_none())
        };
        let missing: Vec<&str> =
            charges().into_iter().filter(|(_, charge)| is_missing(*charge)).map(|(name, _)| name).collect();
        if missing.is_empty() {
            continue;
        }
        let what = if missing.len() == charges().len() { "anything".to_owned() } else { missing.join(", ") };
        let reason = format!("no row says who owes {what} in the channel `{channel_name}` on {day}");
        let finding = Finding::warning("missing_collection", reason).file(PATH).column("channel");
        source.findings.add(finding.fix(format!("add a row for `{channel_name}`")));
    }
}

/// Warns of commodities whose chapter or subheading does not exist on their first day.
pub(crate) fn parents(source: &Source, commodities: &Table<CommodityCode, Commodity>) {
    for (code, entry) in commodities.iter() {
        let shortest = match code.length() {
            0..=2 => continue,
            3..=6 => 2,
            _ => CommodityCode::SUBHEADING_LENGTH,
        };
        let first = entry.row.validity.from;
        let mut parents = (shortest..code.length()).map(|length| code.prefix(length));
        // A parent whose row is faulty is there all the same.
        let is_told =
            |parent| commodities.of(&parent).is_empty() && commodities.names.contain(&parent.to_string());
        if !parents.any(|parent| commodities.on(&parent, first).is_some() || is_told(parent)) {
            let parent = code.prefix(shortest);
            let reason = format!("`{code}` has no parent on {first}: there is no `{parent}`");
            let finding =
                Finding::warning("commodity_without_parent", reason).file(&*entry.file).row(entry.line);
            source
                .findings
                .add(finding.column("code").fix(format!("add `{parent}`, or correct the code or its days")));
        }
    }
}

/// Warns of goods that bear no duty or tax on the day from which they can be declared, and of a pack
/// under which nothing can be declared on its first day.
pub(crate) fn coverage(
    source: &Source,
    commodities: &Table<CommodityCode, Commodity>,
    duties: &Table<DutyKey, Duty>,
    taxes: &Table<TaxKey, Tax>,
) {
    let Some(first) = source.heir.manifest.first_day() else { return };
    let (mut untaxed, mut duty_free) = (Uncovered::default(), Uncovered::default());
    let mut begins: Option<Date> = None;
    for (code, entry) in commodities.iter() {
        let validity = entry.row.validity;
        let is_declarable = code.length() >= CommodityCode::SUBHEADING_LENGTH;
        if !is_declarable || validity.to.is_some_and(|to| to < first) {
            continue;
        }
        let day = validity.from.max(first);
        begins = Some(begins.map_or(day, |begins| begins.min(day)));
        let prefixes = || (0..=code.length()).rev().map(|length| code.prefix(length));
        let duty = |code| duties.on(&(code, Origin::Any, Measure::ThirdCountry, None), day);
        duty_free.note(*code, day, prefixes().any(|code| duty(code).is_some()));
        let tax = |code| taxes.on(&(ChargeKind::Vat, code, None), day);
        untaxed.note(*code, day, prefixes().any(|code| tax(code).is_some()));
    }
    if let Some(begins) = begins.filter(|begins| *begins > first) {
        let reason = format!("no commodity code can be declared before {begins}");
        let finding =
            Finding::warning("nothing_declarable", reason).file(manifest::FILE).column("valid_from");
        source
            .findings
            .add(finding.fix("let the pack begin on that day, or add the codes that were in force"));
    }
    if duties.is_whole && duties.keys().next().is_some() {
        duty_free.tell(
            source,
            duties.names.file,
            "goods_without_duty",
            "a third-country duty for any origin",
        );
    }
    if taxes.is_whole && taxes.keys().any(|(kind, ..)| *kind == ChargeKind::Vat) {
        untaxed.tell(source, taxes.names.file, "goods_without_tax", "a rate of value added tax");
    }
}

/// Commodities that lack something.
#[derive(Default)]
struct Uncovered {
    first: Option<(CommodityCode, Date)>,
    count: usize,
}

impl Uncovered {
    fn note(&mut self, code: CommodityCode, day: Date, is_covered: bool) {
        if !is_covered {
            self.first.get_or_insert((code, day));
            self.count += 1;
        }
    }

    fn tell(&self, source: &Source, file: &str, code: &'static str, what: &str) {
        let Some((goods, day)) = self.first else { return };
        let others = match self.count - 1 {
            0 => String::new(),
            others => format!(" (nor have {others} other codes)"),
        };
        let finding = Finding::warning(code, format!("`{goods}` has not {what} on {day}{others}"));
        source.findings.add(finding.file(file).column("code").fix("add a row for it, its chapter or `*`"));
    }
}

//! Faults that only show when files are held against each other.

use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::manifest;
use crate::procedures::{CollectionKey, channels, charges};
use clearance::{Category, Collection, Named};
use quantity::Currency;
use tariff::{Commodity, CommodityCode, Country};

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
        if !source.layers().any(|layer| layer.folder.has(path)) {
            let finding =
                Finding::error("missing_file", "neither the pack nor any it inherits from has this file");
            source.findings.add(finding.file(path).fix("write it; docs/guide/pack.md lists its columns"));
        }
    }
}

/// Tells of a country or currency of the pack that its own tables do not know.
pub(crate) fn home(source: &Source, countries: &Table<Country, Named>, currencies: &Table<String, Currency>) {
    let manifest = &source.heir.manifest;
    let tell =
        |column: &str, finding: Finding| source.findings.add(finding.file(manifest::FILE).column(column));
    let (Some(country), Some(local)) = (manifest.country, manifest.currency) else { return };
    if !countries.names.allow(country.as_str()) {
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
    let day = source.heir.manifest.valid_from;
    if table.names.are_incomplete() || !source.layers().any(|layer| layer.folder.has(PATH)) {
        return;
    }
    for (channel_name, channel) in channels() {
        for (charge_name, charge) in charges() {
            let keys = [Some(channel), None].map(|channel| [(channel, Some(charge)), (channel, None)]);
            if keys.iter().flatten().all(|key| table.on(key, day).is_none()) {
                let reason =
                    format!("no row says who owes `{charge_name}` in the channel `{channel_name}` on {day}");
                let finding = Finding::warning("missing_collection", reason).file(PATH).column("channel");
                source.findings.add(finding.fix(format!("add a row for `{channel_name}`")));
            }
        }
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
        if !parents.any(|parent| commodities.on(&parent, first).is_some()) {
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

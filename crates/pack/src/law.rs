//! Every file of a pack read as tables, checked against each other, and made into law.

use crate::cell::{Codes, Currencies};
use crate::checks;
use crate::controls::{self, Scope};
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::procedures::{self, CollectionKey, RequirementKey, resolve_collection};
use crate::risk_files::{self, Known, ListKey};
use crate::tariff_files::{self, DutyKey, TaxKey};
use crate::{contradictions, gaps, parameters, retention, signal_files, thresholds, world};
use clearance::{
    ChartAccount, Collection, CollectionScheme, DefermentTerms, IdentifierScheme, Law, Named, Office,
    PostClearanceAct, PostClearanceTerms, Procedures, Requirement, Requirements, RetentionKey, RetentionRule,
    ReturnKey, ReturnRule, Unit,
};
use quantity::{Currency, ExchangeRate};
use risk::signals::undervaluation::{Peers, Price, Prices};
use risk::signals::{Signal, SignalRule};
use risk::{EntryKind, Profile, Profiles, WatchList, WatchLists};
use std::collections::BTreeMap;
use tariff::{
    Commodity, CommodityCode, Country, Dated, DatedTable, Duty, Overlap, Permit, Prohibition, Quota,
    QuotaNumber, Relief, Tariff, Tax, Waiver,
};

/// Everything a pack and its ancestors say, row by row.
#[derive(Debug)]
pub(crate) struct Tables {
    countries: Table<Country, Named>,
    currencies: Table<String, Currency>,
    units: Table<String, Unit>,
    groups: Table<(String, Country), ()>,
    pub(crate) commodities: Table<CommodityCode, Commodity>,
    duties: Table<DutyKey, Duty>,
    quotas: Table<QuotaNumber, Quota>,
    taxes: Table<TaxKey, Tax>,
    exchange_rates: Table<String, (Currency, ExchangeRate)>,
    agencies: Table<String, Named>,
    prohibitions: Table<String, (CommodityCode, Prohibition)>,
    permits: Table<String, (CommodityCode, Permit)>,
    pub(crate) categories: Table<u8, Named>,
    offices: Table<String, Office>,
    requirements: Table<RequirementKey, Requirement>,
    identifiers: Table<String, IdentifierScheme>,
    schemes: Table<String, CollectionScheme>,
    collection: Table<CollectionKey, Collection>,
    accounts: Table<String, ChartAccount>,
    deferment: Table<(), DefermentTerms>,
    returns: Table<ReturnKey, ReturnRule>,
    post_clearance: Table<PostClearanceAct, PostClearanceTerms>,
    retention: Table<RetentionKey, RetentionRule>,
    vague_terms: Table<String, Named>,
    parameters: Table<&'static str, String>,
    reliefs: Table<String, Relief>,
    waivers: Table<String, Waiver>,
    pub(crate) profiles: Table<String, Profile>,
    lists: Table<ListKey, (String, EntryKind)>,
    list_names: Names,
    signals: Table<Signal, SignalRule>,
    prices: Table<Peers, Price>,
}

impl Tables {
    /// Reads every file: first what others refer to.
    pub(crate) fn read(source: &Source) -> Tables {
        let local = source.heir.manifest.currency;
        let countries = world::countries(source);
        let currencies = world::currencies(source);
        let units = world::units(source);
        let groups = world::groups(source, &countries.names);
        let commodities = tariff_files::commodities(source, &units.names);
        let codes = Codes::of(commodities.keys().copied());
        let known_currencies = Currencies {
            by_code: currencies.iter().map(|(code, entry)| (code.clone(), entry.row.value)).collect(),
            names: &currencies.names,
        };
        let scope = Scope { codes: &codes, groups: &groups.names, countries: &countries.names };
        let agencies = controls::agencies(source);
        let offices = procedures::offices(source);
        let (lists, list_names) = risk_files::lists(source);
        let quotas = tariff_files::quotas(source, &units.names);
        let goods = tariff_files::Known {
            codes: &codes,
            groups: &groups.names,
            countries: &countries.names,
            currencies: &known_currencies,
            units: &units.names,
            quotas: &quotas.names,
        };
        let schemes = procedures::schemes(source, local);
        let known = Known {
            codes: &codes,
            countries: &countries.names,
            currencies: &currencies.names,
            offices: &offices.names,
            lists: &list_names,
            agencies: &agencies.names,
        };
        Tables {
            duties: tariff_files::duties(source, &goods),
            taxes: tariff_files::taxes(source, &goods),
            exchange_rates: tariff_files::exchange_rates(source, &known_currencies, local),
            prohibitions: controls::prohibitions(source, &scope),
            permits: controls::permits(source, &scope, &agencies.names),
            categories: procedures::categories(source),
            requirements: procedures::requirements(source),
            identifiers: procedures::identifiers(source),
            collection: procedures::collection(source),
            accounts: procedures::accounts(source),
            deferment: procedures::deferment(source),
            returns: procedures::returns(source),
            post_clearance: procedures::post_clearance(source, local),
            retention: retention::read(source),
            vague_terms: procedures::vague_terms(source),
            parameters: parameters::read(source),
            reliefs: thresholds::read(source, &goods, &schemes.names),
            waivers: thresholds::waivers(source, &goods),
            quotas,
            schemes,
            profiles: risk_files::profiles(source, &known),
            signals: signal_files::signals(source),
            prices: signal_files::prices(source, &countries.names),
            countries,
            currencies,
            units,
            groups,
            commodities,
            agencies,
            offices,
            lists,
            list_names,
        }
    }

    /// Tells of what only shows when files are held against each other.
    pub(crate) fn check(&self, source: &Source) {
        checks::parents(source, &self.commodities);
        contradictions::duties(source, &self.duties, &self.groups);
        contradictions::regimes(source, &self.reliefs);
        risk_files::lint(source, &self.profiles);
        gaps::thresholds(source, &self.reliefs, &self.waivers, &self.parameters, &self.exchange_rates);
        gaps::amounts(source, &self.duties, &self.taxes, &self.reliefs, &self.exchange_rates);
        if source.heir.manifest.country.is_some() {
            checks::files(source);
            checks::home(source, &self.countries, &self.currencies);
            checks::categories(source, &self.categories);
            checks::collection(source, &self.collection);
            checks::coverage(source, &self.commodities, &self.duties, &self.taxes);
            checks::empty(
                source,
                &[
                    &self.prohibitions.names,
                    &self.permits.names,
                    &self.reliefs.names,
                    &self.exchange_rates.names,
                ],
            );
            gaps::rates(source, &self.commodities, &self.duties, &self.taxes);
            thresholds::check_basis(source, &self.reliefs, &self.parameters);
            parameters::check(source, &self.parameters);
        }
    }

    /// Makes the law; `None` in a pack that is no country's.
    pub(crate) fn into_law(self, source: &Source) -> Option<Made> {
        let manifest = &source.heir.manifest;
        let (country, local) = (manifest.country?, manifest.currency?);
        let mut unverified = Vec::new();
        let note = &mut unverified;
        let lists = watch_lists(self.list_names, self.lists, note);
        let profiles = self.profiles.into_rows(note).map(|(_, row)| row.value).collect();
        let requirements: Vec<Dated<Requirement>> = values(self.requirements, note);
        let parameters: Vec<_> = self.parameters.into_rows(note).collect();
        let procedures = Procedures {
            parameters: parameters::timeline(&parameters, local),
            requirements: Requirements::new(&requirements),
            offices: dated_table(self.offices, note),
            categories: dated_table(self.categories, note),
            agencies: dated_table(self.agencies, note),
            identifiers: dated_table(self.identifiers, note),
            schemes: dated_table(self.schemes, note),
            collection: resolve_collection(&self.collection.into_rows(note).collect::<Vec<_>>()),
            accounts: dated_table(self.accounts, note),
            deferment: dated_table(self.deferment, note),
            returns: dated_table(self.returns, note),
            post_clearance: dated_table(self.post_clearance, note),
            retention: dated_table(self.retention, note),
            vague_terms: dated_table(self.vague_terms, note),
            countries: dated_table(self.countries, note),
            currencies: dated_table(self.currencies, note),
            units: dated_table(self.units, note),
        };
        let tariff = Goods {
            groups: self.groups,
            commodities: self.commodities,
            duties: self.duties,
            quotas: self.quotas,
            taxes: self.taxes,
            exchange_rates: self.exchange_rates,
            reliefs: self.reliefs,
            waivers: self.waivers,
            prohibitions: self.prohibitions,
            permits: self.permits,
        };
        let law = Law {
            pack: manifest.id.clone(),
            version: manifest.version.clone(),
            country,
            valid_from: manifest.valid_from,
            time_zone: manifest.time_zone.clone(),
            tariff: tariff.into_tariff(local, note),
            procedures,
            signals: dated_table(self.signals, note),
        };
        let prices = signal_files::into_prices(self.prices.into_rows(note));
        let parameters = written(parameters);
        Some(Made {
            law,
            profiles: Profiles::new(profiles),
            lists,
            prices,
            parameters,
            requirements,
            unverified,
        })
    }
}

/// What a country's pack is made into.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) law: Law,
    pub(crate) profiles: Profiles,
    pub(crate) lists: WatchLists,
    pub(crate) prices: Prices,
    pub(crate) parameters: DatedTable<&'static str, String>,
    pub(crate) requirements: Vec<Dated<Requirement>>,
    pub(crate) unverified: Vec<(String, u64)>,
}

/// The tables about goods.
struct Goods {
    groups: Table<(String, Country), ()>,
    commodities: Table<CommodityCode, Commodity>,
    duties: Table<DutyKey, Duty>,
    quotas: Table<QuotaNumber, Quota>,
    taxes: Table<TaxKey, Tax>,
    exchange_rates: Table<String, (Currency, ExchangeRate)>,
    reliefs: Table<String, Relief>,
    waivers: Table<String, Waiver>,
    prohibitions: Table<String, (CommodityCode, Prohibition)>,
    permits: Table<String, (CommodityCode, Permit)>,
}

impl Goods {
    fn into_tariff(self, local: Currency, note: &mut Vec<(String, u64)>) -> Tariff {
        let mut tariff = Tariff::empty(local);
        for ((group, country), row) in self.groups.into_rows(note) {
            tariff.groups.add(&group, country, row.validity, row.law);
        }
        for (code, row) in self.commodities.into_rows(note) {
            settle(tariff.nomenclature.add(code, row));
        }
        for ((code, origin, measure, _), row) in self.duties.into_rows(note) {
            settle(tariff.duties.add(code, origin, measure, row));
        }
        tariff.quotas = dated_table(self.quotas, note);
        for ((kind, code, channel), row) in self.taxes.into_rows(note) {
            settle(tariff.taxes.add(kind, code, channel, row));
        }
        for (_, Dated { validity, law, value: (currency, value) }) in self.exchange_rates.into_rows(note) {
            settle(tariff.exchange.add(currency, Dated { validity, law, value }));
        }
        tariff.reliefs = values(self.reliefs, note);
        tariff.waivers = values(self.waivers, note);
        for (_, Dated { validity, law, value: (code, value) }) in self.prohibitions.into_rows(note) {
            tariff.prohibitions.entry(code).push(Dated { validity, law, value });
        }
        for (_, Dated { validity, law, value: (code, value) }) in self.permits.into_rows(note) {
            tariff.permits.entry(code).push(Dated { validity, law, value });
        }
        tariff
    }
}

fn dated_table<K: Ord + Clone, V>(table: Table<K, V>, note: &mut Vec<(String, u64)>) -> DatedTable<K, V> {
    let mut made = DatedTable::default();
    for (key, row) in table.into_rows(note) {
        settle(made.insert(key, row));
    }
    made
}

fn values<K: Clone, V>(table: Table<K, V>, note: &mut Vec<(String, u64)>) -> Vec<Dated<V>> {
    table.into_rows(note).map(|(_, row)| row).collect()
}

fn written(rows: Vec<(&'static str, Dated<String>)>) -> DatedTable<&'static str, String> {
    let mut made = DatedTable::default();
    for (name, row) in rows {
        settle(made.insert(name, row));
    }
    made
}

fn watch_lists(
    names: Names,
    rows: Table<ListKey, (String, EntryKind)>,
    note: &mut Vec<(String, u64)>,
) -> WatchLists {
    let mut lists: BTreeMap<String, WatchList> = names
        .iter()
        .map(|name| (name.to_owned(), WatchList { name: name.to_owned(), entries: Vec::new() }))
        .collect();
    for ((list, id), row) in rows.into_rows(note) {
        if let (Some(list), Some(entry)) = (lists.get_mut(&list), risk_files::entry(id, row)) {
            list.entries.push(entry);
        }
    }
    WatchLists::new(lists.into_values().collect())
}

/// Rows of one key were kept apart when they were read, so that none can meet here.
fn settle(added: Result<(), Overlap>) {
    debug_assert!(added.is_ok(), "rows that meet were told of and left out");
}

/// A pack that has no law of its own cannot be used by itself.
pub(crate) fn no_country() -> Finding {
    let finding = Finding::error("no_country", "the pack is no country's and holds no law by itself");
    finding.file(crate::manifest::FILE).fix("name the directory of a country's pack, or add `country`")
}

//! One table: what is changed in the tiny pack, and what must be found. Nothing else may be found.

use crate::tiny::Folder;
use pack::{Archive, Loaded};

/// What is done to the tiny pack.
enum Change {
    Replace(&'static str, &'static str, &'static str),
    Append(&'static str, &'static str),
    Remove(&'static str),
    Write(&'static str, &'static [u8]),
}
use Change::{Append, Remove, Replace, Write};

/// The tiny pack as it is has these, and every corrupted one too.
const ALWAYS: [&str; 2] = ["warning sources.toml missing_file", "info text/fr.ftl missing_translation"];

fn check(change: &Change, expected: &[&str]) {
    let folder = Folder::tiny();
    let what = match change {
        Replace(path, old, new) => {
            folder.replace(path, old, new);
            format!("{path}: `{old}` to `{new}`")
        }
        Append(path, more) => {
            folder.append(path, more);
            format!("{path}: with `{more}`")
        }
        Remove(path) => {
            folder.remove(path);
            format!("without {path}")
        }
        Write(path, bytes) => {
            folder.write(path, bytes);
            format!("{path}: `{}`", String::from_utf8_lossy(bytes))
        }
    };
    let mut found = folder.findings();
    found.retain(|finding| !ALWAYS.contains(&finding.as_str()));
    assert_eq!(found, expected, "{what}");
    let is_refused = expected.iter().any(|finding| finding.starts_with("error"));
    let loaded = pack::load(folder.dir());
    assert_eq!(loaded.is_err(), is_refused, "{what}");
    // What can be archived says from there what it says from the directory.
    match Archive::read(folder.dir()) {
        Ok(archive) => {
            let notes = |loaded: Loaded| (loaded.pack.hash, loaded.notes);
            assert_eq!(pack::load_archive(&archive).map(notes), loaded.map(notes), "{what}");
        }
        Err(_) => assert!(is_refused, "{what}"),
    }
}

#[test]
fn the_tiny_pack_is_whole() {
    let folder = Folder::tiny();
    assert_eq!(folder.findings(), ALWAYS);
    assert!(pack::load(folder.dir()).is_ok());
}

const PACK: &str = "pack.toml";
const COMMODITIES: &str = "tariff/commodities.csv";
const DUTIES: &str = "tariff/duties.csv";
const TAXES: &str = "tariff/taxes.csv";
const RATES: &str = "tariff/exchange-rates.csv";
const PARAMETERS: &str = "parameters/all.toml";
const THRESHOLDS: &str = "thresholds.toml";
const PROFILES: &str = "risk/profiles/some.toml";
const EXAMPLES: &str = "tests/some.yaml";

#[test]
fn files() {
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Write("tariff/dutys.csv", b""), &["warning tariff/dutys.csv unknown_file"]),
        (Write("notes.txt", b""), &["warning notes.txt unknown_file"]),
        (Write("README.md", b"# Tiny"), &[]),
        (Write(".hidden", b"\xff"), &[]),
        (Write(RATES, b"currency\xff"), &["error tariff/exchange-rates.csv:1 not_utf8"]),
        (Write("tariff/units.csv", b"unit\n\nC62\xff"), &["error tariff/units.csv:3 not_utf8"]),
        (Write(RATES, b""), &["error tariff/exchange-rates.csv:1 missing_column"]),
        (Remove(TAXES), &["error tariff/taxes.csv missing_file"]),
        (Remove("procedures/categories.csv"), &["error procedures/categories.csv missing_file"]),
        (Remove("procedures/collection.csv"), &["error procedures/collection.csv missing_file"]),
        (Remove(PACK), &["error pack.toml missing_file"]),
        (Remove(EXAMPLES), &["error tests/*.yaml no_examples"]),
        (Replace(PACK, "\"law\"", "\"sample\""), &[]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
    let folder = Folder::tiny();
    folder.remove(EXAMPLES);
    folder.replace(PACK, "\"law\"", "\"fictional\"");
    assert!(folder.findings().contains(&"warning tests/*.yaml no_examples".to_owned()));
}

#[test]
fn manifests() {
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(PACK, "\"tiny\"", "\"Tiny!\""), &["error pack.toml:1 malformed_id"]),
        (Replace(PACK, "id = ", "idd = "), &["error pack.toml:1 missing", "error pack.toml:1 unknown_column"]),
        (Replace(PACK, "\"XA\"", "\"xa\""), &["error pack.toml:3 malformed_country"]),
        (Replace(PACK, "\"XA\"", "\"XB\""), &["error pack.toml unknown_reference"]),
        (Replace(PACK, "\"EXD\"", "\"EXY\""), &["error pack.toml unknown_reference"]),
        (Replace(PACK, "\"EXD\"", "\"EX\""), &["error pack.toml:4 malformed_currency"]),
        (Replace(PACK, "units = 2", "units = 9"), &["error pack.toml:5 malformed_number"]),
        (Replace(PACK, "units = 2", "units = 3"), &["error pack.toml conflicting_minor_units"]),
        (Replace(PACK, "Etc/UTC", "Mars/Olympus"), &["error pack.toml:6 malformed_timezone"]),
        (Replace(PACK, "[\"en\", \"fr\"]", "[\"EN\", \"en\", \"fr\"]"), &["error pack.toml:7 malformed_language"]),
        (Replace(PACK, "authentic_language = \"en\"", "authentic_language = \"de\""), &["error pack.toml:8 unknown_reference"]),
        (Replace(PACK, "\"law\"", "\"Law\""), &["error pack.toml:9 unknown_reference"]),
        (Replace(PACK, "2020-01-01", "\"2020-02-30\""), &["error pack.toml:10 malformed_date"]),
        (Replace(PACK, "2020-01-01", "2020-01-01T00:00:00"), &["error pack.toml:10 malformed_date"]),
        (Replace(PACK, "[name]\nen = \"Tiny\"", ""), &["error pack.toml:1 missing"]),
        (Replace(PACK, "[name]", "[name"), &["error pack.toml:11 malformed_toml"]),
        (Append(PACK, "id = 1\nid = 2\n"), &["error pack.toml:14 malformed_toml"]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

#[test]
fn cells() {
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(DUTIES, "rate,proof", "proof"), &["error tariff/duties.csv:1 missing_column",
            "error tariff/duties.csv:2 ragged_row", "error tariff/duties.csv:3 ragged_row", "error tariff/duties.csv:4 ragged_row"]),
        (Replace(DUTIES, "law\n", "laws\n"), &["error tariff/duties.csv:1 missing_column", "warning tariff/duties.csv:1 unknown_column"]),
        (Replace(DUTIES, "proof,", "rate,"), &["error tariff/duties.csv:1 missing_column", "error tariff/duties.csv:1 duplicate_column"]),
        (Replace(TAXES, "law,status", "law,statuss"), &["error tariff/taxes.csv:1 unknown_column"]),
        (Replace(DUTIES, ",s.2\n", ",s.2, art. 3\n"), &["error tariff/duties.csv:2 ragged_row"]),
        (Replace(DUTIES, ",s.3\n610910", ",\"s.3\n610910"), &["error tariff/duties.csv:3 control_character"]),
        (Replace(DUTIES, "\n610910,US", "\n\n\n610910,ZZ"), &["error tariff/duties.csv:6 unknown_reference"]),
        (Append(DUTIES, ",,,,,,,\n"), &[]),
        (Replace(DUTIES, "5 %", "5"), &["error tariff/duties.csv:2 malformed_rate"]),
        (Replace(DUTIES, "5 %", "-5 %"), &["error tariff/duties.csv:2 malformed_rate"]),
        (Replace(DUTIES, "5 %", ""), &["error tariff/duties.csv:2 missing"]),
        (Replace(DUTIES, "610910,gsp", "61O910,gsp"), &["error tariff/duties.csv:3 malformed_code"]),
        (Replace(DUTIES, "610910,gsp", "6109 10,gsp"), &["error tariff/duties.csv:3 malformed_code"]),
        (Replace(DUTIES, "610910,gsp", "6209,gsp"), &["warning tariff/duties.csv:3 unknown_commodity"]),
        (Replace(DUTIES, "gsp", "gps"), &["error tariff/duties.csv:3 unknown_reference"]),
        (Replace(DUTIES, "preference", "prefrence"), &["error tariff/duties.csv:3 unknown_reference"]),
        (Replace(DUTIES, "2020-01-01", "01.01.2020"), &["error tariff/duties.csv:2 malformed_date"]),
        (Replace(DUTIES, "2025-12-31", "2019-12-31"), &["error tariff/duties.csv:3 ends_before_start"]),
        (Replace(DUTIES, "s.2", ""), &["error tariff/duties.csv:2 missing_law"]),
        (Replace(DUTIES, "*,*,third_country,5 %,,2020-01-01,,s.2", "6x,zz,none,5,,2020,2,"), &[
            "error tariff/duties.csv:2 malformed_code", "error tariff/duties.csv:2 missing_law",
            "error tariff/duties.csv:2 unknown_reference", "error tariff/duties.csv:2 unknown_reference",
            "error tariff/duties.csv:2 malformed_rate", "error tariff/duties.csv:2 malformed_date",
            "error tariff/duties.csv:2 malformed_date"]),
        (Append(DUTIES, "*,*,third_country,6 %,,2026-01-01,,s.2\n"), &["error tariff/duties.csv:5 overlap"]),
        (Append(DUTIES, "*,*,third_country,6 %,,2020-01-01,,s.2\n"), &["error tariff/duties.csv:5 duplicate_key"]),
        (Append(DUTIES, "*,*,third_country,6 %,,2019-01-01,2019-12-31,s.2\n"), &[]),
        (Replace(DUTIES, "*,*,", "*,US,"), &["warning tariff/duties.csv goods_without_duty"]),
        (Replace(TAXES, "*,", "61091010,"), &["warning tariff/taxes.csv goods_without_tax"]),
        (Replace(TAXES, "unverified", "doubtful"), &["error tariff/taxes.csv:2 unknown_reference"]),
        (Replace(TAXES, "customs_value+duty", "duty+income_tax"), &["error tariff/taxes.csv:2 malformed_base"]),
        (Replace(RATES, "0.92", "0,92"), &["error tariff/exchange-rates.csv:2 ragged_row"]),
        (Replace(RATES, "0.92", "0"), &["error tariff/exchange-rates.csv:2 malformed_exchange_rate"]),
        (Replace(RATES, "USD", "usd"), &["error tariff/exchange-rates.csv:2 malformed_currency", "error thresholds.toml:1 no_exchange_rate"]),
        (Append(RATES, "USX,1,2020-01-01,,s.5\n"), &["error tariff/exchange-rates.csv:3 unknown_reference"]),
        (Replace(RATES, "2020-01-01", "2020-01-02"), &["error thresholds.toml:1 no_exchange_rate"]),
        (Append(COMMODITIES, "620100,,,,2020-01-01,,HS 2017\n"), &["warning tariff/commodities.csv:5 commodity_without_parent"]),
        (Replace(COMMODITIES, "610910,T-shirts,T-shirts,C62,2020", "610910,T-shirts,T-shirts,C62,2021"), &["warning tariff/commodities.csv:4 commodity_without_parent"]),
        (Replace(COMMODITIES, "C62", "C63"), &["error tariff/commodities.csv:3 unknown_reference"]),
        (Replace(COMMODITIES, "Printed,Imprimés", "Printed,"), &["info tariff/commodities.csv:4 missing_translation"]),
        (Replace("tariff/countries.csv", "XA,", "Xa,"), &["error pack.toml unknown_reference", "error tariff/countries.csv:2 malformed_country"]),
        (Replace("tariff/currencies.csv", "USD,2", "USD,5"), &["error tariff/currencies.csv:3 malformed_number"]),
        (Replace("tariff/geo-groups.csv", "US", "UU"), &["error tariff/geo-groups.csv:2 unknown_reference"]),
        (Replace("tariff/units.csv", "yes", "ja"), &["error tariff/units.csv:2 unknown_reference"]),
        (Replace("controls/permits.csv", "vet", "vat"), &["error controls/permits.csv:2 unknown_reference"]),
        (Replace("controls/prohibitions.csv", "gsp", "ZZ"), &["error controls/prohibitions.csv:2 unknown_reference"]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

#[test]
fn rates_of_many_terms() {
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(DUTIES, "5 %", "5 % + 2.50 USD / 100 KGM MIN 1 % MAX 20 %"), &["error tariff/duties.csv:2 unknown_reference"]),
        (Replace(DUTIES, "5 %", "5 % + 2.50 USD / 100 C62 MIN 1 % MAX 20 %"), &[]),
        (Replace(DUTIES, "5 %", "2 EXD / consignment"), &[]),
        (Replace(DUTIES, "5 %", "2 ZZZ / C62"), &["error tariff/duties.csv:2 unknown_reference"]),
        (Replace(DUTIES, "5 %", "2 EXD / 0 C62"), &["error tariff/duties.csv:2 impossible_rate"]),
        (Replace(DUTIES, "5 %", "100 % inside"), &["error tariff/duties.csv:2 impossible_rate"]),
        (Replace(DUTIES, "5 %", "5 % MIN"), &["error tariff/duties.csv:2 malformed_rate"]),
        (Replace(DUTIES, "5 %", "2 EXD"), &["error tariff/duties.csv:2 malformed_rate"]),
        (Replace(DUTIES, "5 %", "99999999999999 EXD / C62"), &["error tariff/duties.csv:2 malformed_rate"]),
        (Replace(DUTIES, "third_country", "thirdcountry"), &["error tariff/duties.csv:2 unknown_reference"]),
        (Replace(RATES, "USD,0.92,2020-01-01,,", "USD,0.92,2020-01-01,2025-12-31,"), &["warning thresholds.toml:1 exchange_rate_gap"]),
        (Replace(TAXES, "15 %", "2 USD / gross_kg"), &[]),
        (Replace(TAXES, "vat", "duty"), &["error tariff/taxes.csv:2 unknown_reference"]),
        (Replace(TAXES, "customs_value+duty", "110 % customs_value+duty"), &[]),
        (Replace(TAXES, "customs_value+duty", "110 % duty"), &["error tariff/taxes.csv:2 malformed_base"]),
        (Replace(TAXES, "customs_value+duty", "customs_value+vat"), &["error tariff/taxes.csv:2 malformed_base"]),
        (Append(DUTIES, "610910,far,third_country,9 %,,2020-01-01,,s.2\n610910,gsp,third_country,8 %,,2020-01-01,,s.2\n"), &["error tariff/duties.csv:5 unknown_reference"]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

#[test]
fn groups_that_share_a_country_and_rates_that_do_not_agree() {
    let folder = Folder::tiny();
    folder.append("tariff/geo-groups.csv", "far,US,2020-01-01,,s.1\n");
    folder.append(DUTIES, "610910,far,third_country,9 %,,2020-01-01,,s.2\n");
    folder.append(DUTIES, "610910,gsp,third_country,9 %,,2020-01-01,2025-12-31,s.2\n");
    assert_eq!(folder.findings(), ALWAYS);
    folder.append(DUTIES, "610910,gsp,third_country,8 %,,2026-01-01,,s.2\n");
    assert!(folder.findings().contains(&"error tariff/duties.csv:7 contradictory_measures".to_owned()));
}

/// Rows of quotas and of the duties that draw on them.
#[test]
fn quotas_and_the_duties_that_draw_on_them() {
    const HEAD: &str = "code,origin_group,measure,rate,proof,quota,valid_from,valid_to,law\n\
         *,*,third_country,5 %,,,2020-01-01,,s.2\n";
    let found = |quota: &str, duty: &str| {
        let folder = Folder::tiny();
        let quotas =
            format!("quota,volume,unit,valid_from,valid_to,law\n{quota},2026-01-01,2026-12-31,s.9\n");
        folder.write("tariff/quotas.csv", quotas.as_bytes());
        folder.write(DUTIES, format!("{HEAD}610910,*,{duty},2026-01-01,,s.9\n").as_bytes());
        let mut found = folder.findings();
        found.retain(|finding| !ALWAYS.contains(&finding.as_str()));
        found
    };
    const SOUND: (&str, &str) = ("09.0007,500,C62", "quota,1 %,,09.0007");
    assert_eq!(found(SOUND.0, SOUND.1), Vec::<String>::new());
    #[rustfmt::skip]
    let table = [
        (SOUND.0, "quota,1 %,,", "error tariff/duties.csv:3 missing"),
        (SOUND.0, "quota,1 %,,09.0070", "error tariff/duties.csv:3 unknown_reference"),
        (SOUND.0, "suspension,1 %,,09.0007", "error tariff/duties.csv:3 unexpected_quota"),
        ("09/0007,500,C62", "suspension,1 %,,", "error tariff/quotas.csv:2 malformed_quota"),
        ("09.0007,0,C62", SOUND.1, "error tariff/quotas.csv:2 malformed_number"),
        ("09.0007,-5,C62", SOUND.1, "error tariff/quotas.csv:2 malformed_number"),
        ("09.0007,9999999999999999,C62", SOUND.1, "error tariff/quotas.csv:2 malformed_number"),
        ("09.0007,500,KGX", SOUND.1, "error tariff/quotas.csv:2 unknown_reference"),
        ("09.0007,5,C62,2026-01-01,2026-12-31,s.9\n090007,6,C62", SOUND.1, "error tariff/quotas.csv:3 duplicate_key"),
    ];
    for (quota, duty, expected) in table {
        assert_eq!(found(quota, duty), [expected], "{quota} {duty}");
    }
}

#[test]
fn low_value_regimes() {
    const CLIFF: &str = "shape = \"cliff\"";
    const SHARE: &str = "shape = \"cliff\"\nrate = \"20 %\"\ncollected = \"50 %\"";
    const WHAT_EXCEEDS: &str = "shape = \"excess\"\nrate = \"20 %\"";
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\nrate = \"20 %\"\nabove = \"50.00\""), &[]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\nabove = \"150.00\""), &["error thresholds.toml:10 conflicting_keys"]),
        (Replace(THRESHOLDS, CLIFF, SHARE), &["error thresholds.toml:11 conflicting_keys"]),
        (Replace(THRESHOLDS, CLIFF, WHAT_EXCEEDS), &["error thresholds.toml:9 conflicting_keys"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\ncollected = \"150 %\""), &["error thresholds.toml:10 malformed_rate"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\norigins = []"), &["error thresholds.toml:10 missing"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\naggregate = \"consignee_year\"\naggregate_amount = \"1\""), &["error thresholds.toml:11 conflicting_keys"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\naggregate = \"consignee_year\"\naggregate_amount = \"26000\""), &[]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\naggregate_amount = \"26000\""), &["error thresholds.toml:10 conflicting_keys"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\naggregate = \"consignee_decade\""), &["error thresholds.toml:10 unknown_reference"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\nschemes = [\"vendor\"]"), &[]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\nschemes = [\"vendors\"]"), &["error thresholds.toml:10 unknown_reference"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\norigins = [\"gsp\", \"XA\"]\nnot_origins = [\"US\"]"), &[]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\norigins = [\"gps\"]"), &["error thresholds.toml:10 unknown_reference"]),
        (Replace(THRESHOLDS, CLIFF, "shape = \"cliff\"\nyields_to_preference = true"), &["error thresholds.toml:10 conflicting_keys"]),
        (Append(THRESHOLDS, "\n[[waiver]]\nid = \"w\"\nwaives = [\"vat\"]\namount = \"5.00\"\ncurrency = \"EXD\"\nbound = \"inclusive\"\nlaw = \"s.9\"\nvalid_from = 2020-01-01\n"), &[]),
        (Append(THRESHOLDS, "\n[[waiver]]\nid = \"w\"\nwaives = [\"vat\"]\namount = 5\ncurrency = \"EXD\"\nbound = \"inclusiv\"\nlaw = \"s.9\"\nvalid_from = 2020-01-01\n"), &["error thresholds.toml:21 unknown_reference"]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

#[test]
fn regimes_that_contradict_each_other() {
    let folder = Folder::tiny();
    let text = std::fs::read_to_string(folder.path(THRESHOLDS)).unwrap();
    let flat = |id: &str, rate: &str| {
        text.replace("low-value", id)
            .replace("shape = \"cliff\"", &format!("shape = \"cliff\"\nrate = \"{rate}\""))
    };
    folder.write(THRESHOLDS, format!("{}\n{}", flat("one", "20 %"), flat("two", "20 %")));
    assert_eq!(folder.findings(), ALWAYS);
    folder.write(THRESHOLDS, format!("{}\n{}", flat("one", "20 %"), flat("two", "30 %")));
    assert!(folder.findings().iter().any(|finding| finding.ends_with("contradictory_regimes")));
}

#[test]
fn what_was_made_public_later_replaces_what_stood_before() {
    use jiff::civil::date;
    let folder = Folder::tiny();
    folder.write(
        TAXES,
        "code,tax,rate,base,valid_from,valid_to,law,published\n\
        *,vat,15 %,customs_value+duty,2020-01-01,,s.4,\n\
        *,vat,17 %,customs_value+duty,2026-07-01,,s.4A,2026-05-10\n\
        *,vat,16 %,customs_value+duty,2026-07-01,,s.4B,2026-06-20\n",
    );
    assert_eq!(folder.findings(), ALWAYS);
    let rate = |known, on| {
        let pack = pack::load_known(folder.dir(), known).unwrap().pack;
        pack::show(&pack, on).taxes.iter().map(|tax| tax.value.clone()).collect::<Vec<_>>().join(" | ")
    };
    let (before, after) = (date(2026, 6, 30), date(2026, 7, 1));
    for (known, expected) in [
        (Some(date(2026, 5, 9)), "15 %"),
        (Some(date(2026, 5, 10)), "17 %"),
        (Some(date(2026, 6, 19)), "17 %"),
        (Some(date(2026, 6, 20)), "16 %"),
        (None, "16 %"),
    ] {
        assert_eq!(rate(known, before), "15 % of customs_value+duty", "{known:?}");
        assert_eq!(rate(known, after), format!("{expected} of customs_value+duty"), "{known:?}");
    }
    // Made public on the same day, neither replaces the other.
    folder.replace(TAXES, "2026-06-20", "2026-05-10");
    assert!(folder.findings().contains(&"error tariff/taxes.csv:4 duplicate_key".to_owned()));
}

#[test]
fn a_difference_is_told_once_and_by_its_days() {
    let (old, new) = (Folder::tiny(), Folder::tiny());
    let load = |folder: &Folder| pack::load(folder.dir()).unwrap().pack;
    assert_eq!(pack::diff(&load(&old), &load(&new)), []);
    new.write(
        TAXES,
        "code,tax,rate,base,valid_from,valid_to,law\n\
        *,vat,15 %,customs_value+duty,2020-01-01,2026-06-30,s.4\n\
        *,vat,17 %,customs_value+duty,2026-07-01,2026-12-31,s.4A\n\
        *,vat,17 %,customs_value+duty,2027-01-01,,s.4A\n",
    );
    let changes = pack::diff(&load(&old), &load(&new));
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((change.part, change.name.as_str(), change.from.as_str()), ("taxes", "vat *", "2026-07-01"));
    assert_eq!(change.to, None);
    assert_eq!(change.before.as_deref(), Some("15 % of customs_value+duty"));
    assert_eq!(change.after.as_deref(), Some("17 % of customs_value+duty"));
}

#[test]
fn procedures() {
    const REQUIREMENTS: &str = "procedures/data-requirements.csv";
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace("procedures/categories.csv", "4,d", "5,d"), &["error procedures/categories.csv missing_category", "error procedures/categories.csv:5 unknown_reference"]),
        (Replace("procedures/categories.csv", "4,d,d,2020-01-01,,s.9\n", ""), &["error procedures/categories.csv missing_category"]),
        (Replace(REQUIREMENTS, "pre_arrival", "pre-arrival"), &["error procedures/data-requirements.csv:3 unknown_reference"]),
        (Replace(REQUIREMENTS, "post", "mail"), &["error procedures/data-requirements.csv:3 unknown_reference"]),
        (Replace(REQUIREMENTS, "reference", "refrence"), &["error procedures/data-requirements.csv:2 unknown_reference"]),
        (Replace(REQUIREMENTS, "advised", "must"), &["error procedures/data-requirements.csv:3 unknown_reference"]),
        (Append(REQUIREMENTS, "*,*,*,reference,optional,2021-01-01,,s.10\n"), &["error procedures/data-requirements.csv:4 overlap"]),
        (Replace("procedures/identifiers.csv", "pattern,######", "br-cpff,######"), &["error procedures/identifiers.csv:2 unknown_reference"]),
        (Replace("procedures/schemes.csv", "150.00", "150.001"), &["error procedures/schemes.csv:2 malformed_amount"]),
        (Replace("procedures/schemes.csv", "150.00", "-1"), &["error procedures/schemes.csv:2 malformed_amount"]),
        (Replace("procedures/collection.csv", "*,*,", "cargo,*,"), &["warning procedures/collection.csv missing_collection",
            "warning procedures/collection.csv missing_collection"]),
        (Replace("procedures/collection.csv", "carrier,no", "carrier,perhaps"), &["error procedures/collection.csv:3 unknown_reference"]),
        (Replace("procedures/vague-terms.csv", "goods", "Goods"), &["error procedures/vague-terms.csv:2 malformed_term"]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

#[test]
fn parameters_and_thresholds() {
    const ONE: &str =
        "[[parameter]]\nname = \"tax_point\"\nvalue = \"arrival\"\nlaw = \"s.20\"\nvalid_from = 2020-01-01\n";
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(PARAMETERS, "tax_point", "tax_pont"), &["error parameters/*.toml missing_parameter", "error parameters/all.toml:2 unknown_reference"]),
        (Replace(PARAMETERS, ONE, ""), &["error parameters/*.toml missing_parameter"]),
        (Append(PARAMETERS, "[[parameter]]\nname = \"screening_floor_per_mille\"\nvalue = \"650\"\nlaw = \"s.1\"\nvalid_from = 2020-01-01\n"), &[]),
        (Append(PARAMETERS, "[[parameter]]\nname = \"screening_floor_per_mille\"\nvalue = \"65\"\nlaw = \"s.1\"\nvalid_from = 2020-01-01\n"), &["error parameters/all.toml:93 malformed_parameter"]),
        (Append(PARAMETERS, "[[parameter]]\nname = \"screening_weight\"\nvalue = \"50\"\nlaw = \"s.1\"\nvalid_from = 2020-01-01\n"), &["warning parameters/all.toml:91 parameter_without_use"]),
        (Append(PARAMETERS, ONE), &["error parameters/all.toml:91 duplicate_key"]),
        (Write("parameters/more.toml", b"[[parameter]]\nname = \"tax_point\"\nvalue = \"arrival\"\nlaw = \"s.20\"\nvalid_from = 2021-01-01\n"),
            &["error parameters/more.toml:1 overlap"]),
        (Replace(PARAMETERS, "\"arrival\"", "\"departure\""), &["error parameters/all.toml:3 malformed_parameter"]),
        (Replace(PARAMETERS, "half_up 0.01", "half_up 0.001"), &["error parameters/all.toml:23 malformed_parameter"]),
        (Replace(PARAMETERS, "\"30\"", "\"a month\""), &["error parameters/all.toml:43 malformed_parameter"]),
        (Replace(PARAMETERS, "\"30\"", "30"), &[]),
        (Replace(PARAMETERS, "0.1 70000", "70000 0.1"), &["error parameters/all.toml:88 malformed_parameter"]),
        (Replace(PARAMETERS, "valid_from = 2020", "valid_from = 2021"), &["warning parameters/all.toml:1 parameter_gap"]),
        (Replace(PARAMETERS, "valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_to = 2025-12-31"), &["warning parameters/all.toml:1 parameter_gap"]),
        (Append(PARAMETERS, "[[paramter]]\n"), &["error parameters/all.toml:91 unknown_column"]),
        (Append(PARAMETERS, "[[parameter]\n"), &["error parameters/all.toml:91 malformed_toml"]),
        (Replace(THRESHOLDS, "[[relief]]", "[relief]"), &["error thresholds.toml:1 wrong_type"]),
        (Replace(THRESHOLDS, "\"duty\"", "\"dutty\""), &["error thresholds.toml:3 unknown_reference"]),
        (Replace(THRESHOLDS, "[\"duty\"]", "[]"), &["error thresholds.toml:3 missing"]),
        (Replace(THRESHOLDS, "\"150.00\"", "\"150,00\""), &["error thresholds.toml:4 malformed_amount"]),
        (Replace(THRESHOLDS, "\"150.00\"", "{ a = 1 }"), &["error thresholds.toml:4 wrong_type", "error thresholds.toml:4 missing"]),
        (Replace(THRESHOLDS, "\"USD\"", "\"USS\""), &["error thresholds.toml:5 unknown_reference"]),
        (Replace(THRESHOLDS, "shape", "shap"), &["error thresholds.toml:1 missing", "error thresholds.toml:9 unknown_column"]),
        (Replace(THRESHOLDS, "\"post\"", "\"mail\""), &["error thresholds.toml:10 unknown_reference"]),
        (Replace(THRESHOLDS, "\"US\"", "\"UU\", \"us\""), &["error thresholds.toml:11 unknown_reference", "error thresholds.toml:11 malformed_country"]),
        (Replace(THRESHOLDS, "\"61\"", "\"62\""), &["warning thresholds.toml:12 unknown_commodity"]),
        (Replace(THRESHOLDS, "law = \"s.16\"", ""), &["error thresholds.toml:1 missing_law"]),
        (Replace(THRESHOLDS, "\"USD\"", "\"EXD\""), &[]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

#[test]
fn risk_and_texts() {
    const LIST: &str = "risk/lists/denied.csv";
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(PROFILES, "valid_to = 2026-12-31", ""), &["error risk/profiles/some.toml:1 missing_expiry"]),
        (Replace(PROFILES, "valid_to = 2026-12-31", "valid_to = 2025-12-31"), &["error risk/profiles/some.toml:12 ends_before_start"]),
        (Replace(PROFILES, "\"add_weight\"", "\"inspect\""), &["error risk/profiles/some.toml:5 unknown_reference"]),
        (Replace(PROFILES, "weight = 5", "weight = -5"), &["error risk/profiles/some.toml:6 malformed_number"]),
        (Replace(PROFILES, "\"add_weight\"", "\"refer\""), &["error risk/profiles/some.toml:5 refers_to_nobody"]),
        (Replace(PROFILES, "weight = 5", ""), &["warning risk/profiles/some.toml:1 weight_of_nothing"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = 12.5"), &[]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = \"100\""), &[]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = \"0\""), &["error risk/profiles/some.toml:7 malformed_share"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = \"100.01\""), &["error risk/profiles/some.toml:7 malformed_share"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = \"0.005\""), &["error risk/profiles/some.toml:7 malformed_share"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = \"-5\""), &["error risk/profiles/some.toml:7 malformed_share"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nshare = \"25 %\""), &["error risk/profiles/some.toml:7 malformed_share"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nexpression = 'value_local > 2 * packages'"), &[]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nexpression = 'value_local > rand()'"), &["error risk/profiles/some.toml:7 flawed_expression"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nexpression = ''"), &["error risk/profiles/some.toml:7 missing"]),
        (Replace(PROFILES, "\"denied\"", "\"deniedd\""), &["error risk/profiles/some.toml:21 unknown_reference"]),
        (Remove(LIST), &["error risk/profiles/some.toml:21 unknown_reference"]),
        (Replace(PROFILES, "\"61\"", "\"62\""), &["warning risk/profiles/some.toml:15 unknown_commodity"]),
        (Replace(PROFILES, "\"61\"", "\"6x\""), &["error risk/profiles/some.toml:14 flawed_criterion"]),
        (Replace(PROFILES, "\"20.00\"", "\"20,00\""), &["error risk/profiles/some.toml:18 malformed_number"]),
        (Replace(PROFILES, "below", "above_all"), &["error risk/profiles/some.toml:17 flawed_criterion", "error risk/profiles/some.toml:18 unknown_column"]),
        (Replace(PROFILES, "below = \"20.00\"", "in = [\"20\"]"), &["error risk/profiles/some.toml:17 flawed_criterion"]),
        (Replace(PROFILES, "\"goods_items.value_local\"", "\"goods_items.value_locl\""), &["error risk/profiles/some.toml:17 unknown_reference"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"goods_items.value_local\"\nfrom = \"20\"\n"), &["warning risk/profiles/some.toml:1 contradictory_criteria"]),
        (Replace(PROFILES, "\"routine\"", "\"routin\""), &["error risk/profiles/some.toml:1 unknown_reference"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"stage\"\nin = [\"pre_loding\"]\n"), &["error risk/profiles/some.toml:24 unknown_reference"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"office\"\nnot_in = [\"XA1\", \"XA2\"]\n"), &["error risk/profiles/some.toml:24 unknown_reference"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"goods_items.origin\"\nin = [\"ZZ\"]\n"), &["error risk/profiles/some.toml:24 unknown_reference"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.url\"\npresent = \"no\"\n"), &["error risk/profiles/some.toml:24 unknown_reference"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.name\"\nresembles = [\"Sunny Goods Trading Ltd\", \"Best Shop 24\"]\n"), &[]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"transport.conveyance\"\nresembles = \"MT Ocean Star 2\"\nfloor_per_mille = 850\n"), &[]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.name\"\nresembles = [\"Sunny Goods\", \"SUNNY-goods\"]\n"), &["warning risk/profiles/some.toml:24 repeated_name"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.name\"\nresembles = [\"Sunny Goods\", \"Ltd\"]\n"), &["warning risk/profiles/some.toml:24 faint_name"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.name\"\nresembles = [\"Sunny Goods\", \" - \"]\n"), &["error risk/profiles/some.toml:24 flawed_criterion"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.name\"\nresembles = [\"Sunny Goods\"]\nfloor_per_mille = 1000\n"), &["error risk/profiles/some.toml:25 malformed_floor"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.name\"\nfloor_per_mille = 850\nin = [\"Sunny Goods\"]\n"), &["error risk/profiles/some.toml:24 flawed_criterion"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"seller.url\"\nresembles = [\"shop.example\"]\n"), &["error risk/profiles/some.toml:24 flawed_criterion"]),
        (Append(PROFILES, "[[profile.criteria]]\nfield = \"goods_items.description\"\nresembles = [\"shirts\"]\n"), &["error risk/profiles/some.toml:24 flawed_criterion"]),
        (Append(LIST, "D1,Another,person,2020-01-01,,s.17\n"), &["error risk/lists/denied.csv:3 duplicate_key"]),
        (Write(LIST, b"id,name,kind,valid_from,valid_to,law\nD1,Casimir Droyle,person,2020-01-01,,s.17\nD2,Jos\xe9,person,2020-01-01,,s.17\n"), &["error risk/lists/denied.csv:3 not_utf8"]),
        (Replace(LIST, "person", "persons"), &["error risk/lists/denied.csv:2 unknown_reference"]),
        (Replace(LIST, "Casimir Droyle", "--"), &["error risk/lists/denied.csv:2 malformed_name"]),
        (Append("text/en.ftl", "\nthis is not = { fluent\n"), &["error text/en.ftl:3 malformed_text"]),
        (Write("text/de.ftl", b"public-reason-routine = Eine Kontrolle.\n"), &["warning text/de.ftl unknown_reference"]),
        (Write("sources.toml", b"[[source]]\nfile = \"tariff/dutys.csv\"\norigin = \"a\"\nstatus = \"unverified\"\n"), &["warning sources.toml:2 unknown_reference"]),
        (Write("sources.toml", b"[[source]]\nfile = \"pack.toml\"\norigin = \"a\"\nstatus = \"verified\"\nurl = \"b\"\n"), &["error sources.toml:5 unknown_column"]),
        (Write("sources.toml", b"[[source]]\nfile = \"pack.toml\"\norigin = \"a\"\nstatus = \"true\"\nretrieved = \"soon\"\n"),
            &["error sources.toml:4 unknown_reference", "error sources.toml:5 malformed_date"]),
    ];
    for (change, expected) in table {
        // A sources.toml that names one file leaves the others without source, which is not the point here.
        if matches!(change, Write("sources.toml", _)) {
            let folder = Folder::tiny();
            let Write(path, bytes) = change else { continue };
            folder.write(path, bytes);
            let mut found = folder.findings();
            found.retain(|finding| !finding.ends_with("no_source") && !ALWAYS.contains(&finding.as_str()));
            assert_eq!(&found, expected);
        } else {
            check(change, expected);
        }
    }
}

/// What was once let pass without a word.
#[test]
fn silences() {
    const REQUIREMENTS: &str = "procedures/data-requirements.csv";
    const IDENTIFIERS: &str = "procedures/identifiers.csv";
    const LIST: &str = "risk/lists/denied.csv";
    const PROHIBITION: &str = "shirts,610910,gsp,Shirts,Chemises,2020-01-01,2020-12-31,s.7\n";
    const PERMIT: &str = "wool,61,*,certificate,vet,Wool,Laine,2020-01-01,,s.8\n";
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        // A key or a column that nothing reads.
        (Replace(THRESHOLDS, "channels", "channel"), &["error thresholds.toml:10 unknown_column"]),
        (Replace(THRESHOLDS, "law = ", "note = \"a\"\nlaw = "), &["error thresholds.toml:13 unknown_column"]),
        (Replace(THRESHOLDS, "[[relief]]", "[[relif]]"), &["error thresholds.toml:1 unknown_column"]),
        (Replace(PROFILES, "weight = 5", "weight = 5\nurgent = true"), &["error risk/profiles/some.toml:7 unknown_column"]),
        (Replace(TAXES, "law,status", "law,remark"), &["warning tariff/taxes.csv:1 unknown_column"]),
        (Replace(TAXES, "law,status", "law,Statut"), &["error tariff/taxes.csv:1 unknown_column"]),
        (Replace(COMMODITIES, "description:fr", "descripton:fr"), &["error tariff/commodities.csv:1 unknown_column", "info tariff/commodities.csv:2 missing_translation"]),
        // Rates that end.
        (Replace(TAXES, "2020-01-01,", "2020-01-01,2026-12-31"), &["warning tariff/taxes.csv:2 tax_gap"]),
        (Write(TAXES, b"code,tax,rate,base,valid_from,valid_to,law\n*,vat,15 %,customs_value+duty,2020-01-01,2022-12-31,s.4\n*,vat,16 %,customs_value+duty,2023-02-01,,s.4\n"),
            &["warning tariff/taxes.csv:2 tax_gap"]),
        (Append(TAXES, "61,vat,5 %,customs_value+duty,2020-01-01,2022-12-31,s.4,\n"), &[]),
        (Replace(DUTIES, "5 %,,2020-01-01,,", "5 %,,2020-01-01,2025-12-31,"), &["warning tariff/duties.csv:2 duty_gap"]),
        (Replace(DUTIES, "*,*,third_country,5 %,,2020-01-01,,s.2", "610910,*,third_country,5 %,,2020-01-01,2025-12-31,s.2\n610910,*,third_country,6 %,,2026-01-01,,s.2"), &[]),
        (Replace(DUTIES, "*,*,third_country,5 %,,2020-01-01,,s.2", "*,*,third_country,5 %,,2020-01-01,2025-12-31,s.2\n61,*,third_country,6 %,,2026-01-01,,s.2"), &[]),
        (Replace(RATES, "2020-01-01,", "2020-01-01,2026-12-31"), &["warning thresholds.toml:1 exchange_rate_gap"]),
        (Write(RATES, b"currency,local_per_unit,valid_from,valid_to,law\nUSD,1,2020-01-01,2020-05-31,s.5\nUSD,1,2020-06-02,,s.5\n"),
            &["warning thresholds.toml:1 exchange_rate_gap"]),
        // Law that is not there.
        (Replace("controls/prohibitions.csv", PROHIBITION, ""), &["warning controls/prohibitions.csv empty_law"]),
        (Remove("controls/prohibitions.csv"), &["warning controls/prohibitions.csv empty_law"]),
        (Replace("controls/permits.csv", PERMIT, ""), &["warning controls/permits.csv empty_law"]),
        (Remove(THRESHOLDS), &["warning thresholds.toml empty_law"]),
        (Replace(THRESHOLDS, "[[relief]]", "[notes]"), &["error thresholds.toml:1 unknown_column"]),
        (Write(THRESHOLDS, b"# none\n"), &["warning thresholds.toml empty_law"]),
        (Remove(RATES), &["warning tariff/exchange-rates.csv empty_law", "error thresholds.toml:1 no_exchange_rate"]),
        // Owners and reasons.
        (Replace(PROFILES, "\"customs\"", "\"custom\""), &["error risk/profiles/some.toml:4 unknown_reference"]),
        (Replace(PROFILES, "\"customs\"", "\"vet\""), &[]),
        (Replace(PROFILES, "\"routine\"", "\"routine_control\""), &[]),
        (Replace("text/en.ftl", "public-reason-routine", "public-reason-other"), &["error risk/profiles/some.toml:1 unknown_reference"]),
        // Signs that nobody sees.
        (Replace(PROFILES, "\"Shirts\"", "\"Shirts\\u001b[2J\""), &["error risk/profiles/some.toml:3 control_character"]),
        (Replace(PROFILES, "\"Shirts\"", "\"Shirts\\u202e\""), &["error risk/profiles/some.toml:3 control_character"]),
        (Replace(PROFILES, "\"Shirts\"", "\"Shirts\u{2066}\""), &["error risk/profiles/some.toml:3 control_character"]),
        (Replace(PROFILES, "\"Shirts\"", "\"Shirts\" # \u{202e}"), &["error risk/profiles/some.toml:3 control_character"]),
        (Replace(THRESHOLDS, "\"s.16\"", "\"s.\\n16\""), &["error thresholds.toml:13 control_character"]),
        (Replace(LIST, "Casimir", "Casimir\u{202d}"), &["error risk/lists/denied.csv:2 control_character"]),
        (Replace(LIST, "Casimir", "Casimir\u{1b}"), &["error risk/lists/denied.csv:2 control_character"]),
        (Append("text/en.ftl", "a = b\u{1b}[0m\n"), &["error text/en.ftl:2 control_character"]),
        (Append("text/en.ftl", "a = b\u{2069}\n"), &["error text/en.ftl:2 control_character"]),
        (Append("text/en.ftl", "a = {\"\\u202E\"}\n"), &["error text/en.ftl:2 control_character"]),
        (Append("text/en.ftl", "a = \tb\r\n"), &[]),
        // Rows that do nothing, or what nobody meant.
        (Append(RATES, "EXD,1,2020-01-01,,s.5\n"), &["error tariff/exchange-rates.csv:3 own_currency"]),
        (Replace(LIST, "D1,Casimir Droyle,person,2020-01-01,,s.17\n", ""), &["warning risk/lists/denied.csv empty_list"]),
        (Append(IDENTIFIERS, "cpf,br-cpf,###########,2020-01-01,,s.12\n"), &["warning procedures/identifiers.csv:3 needless_pattern"]),
        (Append(IDENTIFIERS, "cpf,br-cpf,,2020-01-01,,s.12\n"), &[]),
        (Write(REQUIREMENTS, b"stage;channel;category;field;level;valid_from;valid_to;law\n*;*;*;reference;required;2020-01-01;;s.10\n"),
            &["error procedures/data-requirements.csv:1 wrong_separator"]),
        (Write("tariff/countries.csv", b"country\tname:en\tvalid_from\tvalid_to\tlaw\n"), &["error tariff/countries.csv:1 wrong_separator"]),
        // What a threshold is compared with and subtracted from.
        (Replace(THRESHOLDS, "\"cliff\"", "\"excess\""), &["error thresholds.toml:1 unfit_basis"]),
        (Replace(THRESHOLDS, "\"intrinsic\"", "\"cif\""), &[]),
        (Replace(THRESHOLDS, "\"consignment\"", "\"item\""), &[]),
        (Write(THRESHOLDS, b"[[relief]]\nid = \"a\"\nrelieves = [\"vat\"]\namount = \"1\"\ncurrency = \"EXD\"\nbasis = \"fob\"\nunit = \"item\"\nbound = \"inclusive\"\nshape = \"cliff\"\nlaw = \"s.16\"\nvalid_from = 2020-01-01\n"),
            &["error thresholds.toml:1 unfit_basis"]),
        (Write(THRESHOLDS, b"[[relief]]\nid = \"a\"\nrelieves = [\"vat\"]\namount = \"1\"\ncurrency = \"EXD\"\nbasis = \"cif\"\nunit = \"consignment\"\nbound = \"inclusive\"\nshape = \"excess\"\nlaw = \"s.16\"\nvalid_from = 2020-01-01\n"), &[]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
    let folder = Folder::tiny();
    folder.replace(PACK, "\"law\"", "\"sample\"");
    folder.replace(PROFILES, "\"customs\"", "\"police\"");
    folder.replace(PROFILES, "\"add_weight\"", "\"a\\u001b\\u202e\"");
    let found = pack::validate(folder.dir());
    assert!(folder.findings().contains(&"error risk/profiles/some.toml:4 unknown_reference".to_owned()));
    assert!(found.iter().all(|finding| !finding.to_string().contains(['\u{1b}', '\u{202e}'])));
}

#[test]
fn examples() {
    #[rustfmt::skip]
    let table: &[(Change, &[&str])] = &[
        (Replace(EXAMPLES, "outcome: release", "outcome: relase"), &["error tests/some.yaml:3 unknown_reference"]),
        (Replace(EXAMPLES, "outcome:", "outcom:"), &["error tests/some.yaml:3 malformed_example"]),
        (Replace(EXAMPLES, "category: 2", "category: 7"), &["error tests/some.yaml:3 unknown_reference"]),
        (Replace(EXAMPLES, "1 duty", "duty"), &["error tests/some.yaml:3 unknown_reference"]),
        (Replace(EXAMPLES, "faults: []", "faults: [description_short]"), &["error tests/some.yaml:3 unknown_reference"]),
        (Replace(EXAMPLES, "now: 2026-03-01T09:00:00Z", "now: 2026-03-01"), &["error tests/some.yaml:3 malformed_date"]),
        (Replace(EXAMPLES, "law: s.16", "law: \"\""), &["error tests/some.yaml:3 missing_law"]),
        (Replace(EXAMPLES, "    law: s.16\n", ""), &["error tests/some.yaml:3 malformed_example"]),
        (Replace(EXAMPLES, "base: {", "base: {{"), &["error tests/some.yaml:1 malformed_yaml"]),
        (Replace(EXAMPLES, "examples:", "exmples:"), &["error tests/some.yaml:2 malformed_yaml"]),
        (Append(EXAMPLES, "  - name: A shirt\n    law: s.1\n    now: 2026-03-01T09:00:00Z\n    expect: { category: 2 }\n"), &["warning tests/some.yaml:15 duplicate_key"]),
        (Append(EXAMPLES, "  - name: A coat\n    law: s.1\n    now: 2026-03-01T09:00:00Z\n    expect: {}\n"), &["error tests/some.yaml:15 expects_nothing"]),
        (Append(EXAMPLES, "  - name: A coat\n    law: s.1\n    now: 2026-03-01T09:00:00Z\n    expect: { grounds: [], warnings: [] }\n"), &["error tests/some.yaml:15 expects_nothing"]),
        (Append(EXAMPLES, "  - name: A coat\n    law: s.1\n    now: 2026-03-01T09:00:00Z\n    expect: { faults: [] }\n"), &[]),
        (Append(EXAMPLES, "  - name: 1\n  - law: 2\n"), &["error tests/some.yaml:15 malformed_example", "error tests/some.yaml:16 malformed_example"]),
    ];
    table.iter().for_each(|(change, expected)| check(change, expected));
}

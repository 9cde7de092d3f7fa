//! An heir's rows take the place of the inherited ones of the same key; the rest is added.

use crate::tiny::Folder;
use jiff::civil::date;
use std::fs;
use tariff::CommodityCode;

/// The tiny pack as `top/parent`, and an heir beside it.
fn family(heir: &str) -> Folder {
    let (folder, tiny) = (Folder::new(), Folder::tiny());
    fs::rename(tiny.dir(), folder.path("parent")).unwrap();
    let manifest = fs::read_to_string(folder.path("parent/pack.toml")).unwrap();
    folder.write("heir/pack.toml", manifest.replace("[name]", &format!("{heir}\n[name]")));
    folder
}

const INHERITS: &str = "inherits = [\"../parent\"]";

#[test]
fn all_rows_of_a_key_are_replaced_and_the_rest_is_added() {
    let folder = family(INHERITS);
    folder.replace("heir/pack.toml", "\"law\"", "\"sample\"");
    folder.write(
        "heir/tariff/commodities.csv",
        "code,description:en,unit,valid_from,valid_to,law\n\
         610910,Old shirts,,2020-01-01,2021-12-31,HS 2017\n\
         610910,New shirts,,2022-01-01,,HS 2022\n\
         610990,Others,,2020-01-01,,HS 2017\n",
    );
    let loaded = pack::load(&folder.path("heir")).unwrap();
    let nomenclature = &loaded.pack.law.tariff.nomenclature;
    let code = |text| CommodityCode::parse(text).unwrap();
    let called = |text, day| nomenclature.description(code(text), day, "en").map(str::to_owned);
    assert_eq!(called("610910", date(2021, 6, 1)).as_deref(), Some("Old shirts"));
    assert_eq!(called("610910", date(2022, 6, 1)).as_deref(), Some("New shirts"));
    assert_eq!(called("61091010", date(2022, 6, 1)).as_deref(), Some("Printed"));
    assert_eq!(called("610990", date(2022, 6, 1)).as_deref(), Some("Others"));
    assert!(nomenclature.description(code("610910"), date(2022, 6, 1), "fr").is_some(), "the chapter's");
    assert_eq!(loaded.pack.unverified[0].file, "../parent/tariff/taxes.csv");
    assert!(loaded.pack.examples.is_empty(), "an ancestor's examples are about its own law");
    assert!(loaded.pack.texts["en"].contains("routine"));
}

#[test]
fn faults_of_an_ancestor_are_told_with_the_way_to_it() {
    let folder = family(INHERITS);
    folder.replace("parent/tariff/duties.csv", "5 %", "5");
    let found = pack::load(&folder.path("heir")).unwrap_err();
    assert!(
        found.iter().any(|finding| finding.to_string().starts_with("../parent/tariff/duties.csv:2 rate: "))
    );
}

#[test]
fn circles_and_missing_parents() {
    for (heir, code) in [
        ("inherits = [\"../heir\"]", "inheritance_cycle"),
        ("inherits = [\".\"]", "inheritance_cycle"),
        ("inherits = [\"../nobody\"]", "missing_parent"),
        ("inherits = [\"../parent\", \"../parent/../parent\"]", ""),
    ] {
        let folder = family(heir);
        let found = pack::validate(&folder.path("heir"));
        assert_eq!(found.iter().any(|finding| finding.code == code), !code.is_empty(), "{heir}: {found:#?}");
    }
    let folder = family("inherits = [\"../nobody\"]");
    folder.replace("heir/pack.toml", "\"law\"", "\"sample\"");
    let found = pack::validate(&folder.path("heir"));
    let errors: Vec<&str> = found
        .iter()
        .filter(|finding| finding.severity == pack::Severity::Error)
        .map(|finding| finding.code)
        .collect();
    assert_eq!(errors, ["missing_parent"], "what may be the missing parent's is not missed");
    let folder = family(INHERITS);
    folder.replace("parent/pack.toml", "[name]", "inherits = [\"../heir\"]\n[name]");
    let found = pack::validate(&folder.path("heir"));
    let cycle = found.iter().find(|finding| finding.code == "inheritance_cycle").unwrap();
    assert_eq!(cycle.file, "../parent/pack.toml");
}

#[test]
fn a_long_chain_ends() {
    let folder = Folder::new();
    let tiny = Folder::tiny();
    let manifest = fs::read_to_string(tiny.path("pack.toml")).unwrap();
    for number in 0..40 {
        let inherits = format!("inherits = [\"../{}\"]\n[name]", number + 1);
        folder.write(&format!("{number}/pack.toml"), manifest.replace("[name]", &inherits));
    }
    let found = pack::validate(&folder.path("0"));
    assert!(found.iter().any(|finding| finding.code == "inheritance_cycle"), "{found:#?}");
}

#[test]
fn a_pack_of_no_country_can_be_validated_and_not_loaded() {
    let folder = Folder::new();
    folder.write(
        "pack.toml",
        "id = \"union\"\nversion = \"1\"\ntimezone = \"Etc/UTC\"\nlanguages = [\"en\"]\n\
         authentic_language = \"en\"\nkind = \"law\"\nvalid_from = 2020-01-01\nname = { en = \"Union\" }\n",
    );
    assert_eq!(folder.findings(), ["warning sources.toml missing_file"]);
    assert!(pack::load(folder.dir()).unwrap_err().iter().any(|finding| finding.code == "no_country"));
}

#[test]
fn the_closer_row_of_collection_wins_while_it_is_in_force() {
    use clearance::Collector;
    use tariff::{Channel, ChargeKind};
    let loaded = pack::load(Folder::tiny().dir()).unwrap();
    let collection = &loaded.pack.law.procedures.collection;
    let collector = |channel, kind, day| collection.on(&(channel, kind), day).unwrap().value.collector;
    assert_eq!(collector(Channel::Post, ChargeKind::Vat, date(2020, 6, 1)), Collector::Carrier);
    assert_eq!(collector(Channel::Post, ChargeKind::Vat, date(2021, 6, 1)), Collector::Customs);
    assert_eq!(collector(Channel::Post, ChargeKind::Duty, date(2020, 6, 1)), Collector::Customs);
}

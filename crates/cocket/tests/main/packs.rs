//! What must hold of every pack: a quote is the assessment on any day, and what lines bear together sums exactly.

use crate::golden::{pack_named, root};
use clearance::identifier::Mrn;
use clearance::{
    Activity, Command, Facts, Filer, FilerRole, Lodgement, Register, Stage, clear, quote, validate,
};
use jiff::Timestamp;
use pack::Pack;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tariff::ChargeKind;

fn facts(pack: &'static Pack) -> Facts<'static> {
    Facts {
        law: &pack.law,
        profiles: &pack.profiles,
        shadow: risk::Profiles::none(),
        lists: &pack.lists,
        register: Register::empty(),
        prices: &pack.prices,
        activity: Activity::NONE,
        lot: None,
        unlisted: None,
    }
}

/// The packs of countries, by folder.
fn countries() -> Vec<&'static Pack> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("packs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|dir| {
            let manifest = std::fs::read_to_string(dir.join("pack.toml")).unwrap_or_default();
            manifest.lines().any(|line| line.starts_with("country = "))
        })
        .map(|dir| dir.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.iter().map(|name| &pack_named(name).0).collect()
}

/// Says the same as a declaration would and lodges it: what is payable, or none where it goes back.
fn lodged(facts: &Facts<'_>, document: &[u8], now: Timestamp) -> Option<String> {
    let submission = wire::intake::json::read(document).ok()?;
    let valid = validate(&submission, FilerRole::Declarant, facts.law, facts.register, now).ok()?;
    // Advance data is not charged, and what arrives later is assessed again then.
    if valid.declaration.stage != Stage::OnArrival {
        return None;
    }
    let command = Command::Lodge(Lodgement {
        number: Mrn::compose(26, facts.law.country.as_str(), "0000000000001").unwrap(),
        consignment: "c_1".to_owned(),
        filer: Filer { organisation: "filer".to_owned(), role: FilerRole::Declarant },
        declaration: valid.declaration,
        warnings: valid.warnings,
        assessed: None,
    });
    let case = clear(None, command, facts, now).ok()?.case;
    Some(case.assessment.payable.to_string())
}

#[test]
fn a_quote_is_the_assessment_under_every_pack_on_every_day_of_its_examples() {
    let mut compared = 0;
    for pack in countries() {
        let facts = facts(pack);
        let examples =
            || pack.examples.iter().flat_map(|file| file.examples.iter().map(move |it| (file, it)));
        let moments: BTreeSet<Timestamp> = examples().map(|(_, example)| example.now).collect();
        for (file, example) in examples() {
            let document = example.declaration(&file.base).to_string();
            // Its own moment, and a few of the others.
            let others = moments.iter().step_by(1 + moments.len() / 4);
            for now in others.chain([&example.now]) {
                let submission = wire::intake::json::read(document.as_bytes()).unwrap();
                let quoted = quote(&submission, facts.law, facts.register, *now);
                let Some(payable) = lodged(&facts, document.as_bytes(), *now) else { continue };
                let quoted = quoted.unwrap().payable.to_string();
                assert_eq!(quoted, payable, "{} {} at {now}", pack.manifest.id, example.name);
                compared += 1;
            }
        }
    }
    assert!(compared > 2_000, "{compared}");
}

/// Items of these codes, with values in cents.
fn shirts_and_more(items: &[(&str, u32)]) -> Value {
    let lines: Vec<Value> = (1..)
        .zip(items)
        .map(|(line, (code, cents))| {
            json!({
                "line": line, "commodity_code": code, "origin": "CN", "quantity": "1", "unit": "C62",
                "net_mass_kg": "0.001", "value": format!("{}.{:02}", cents / 100, cents % 100),
                "description": "a thing of some kind",
            })
        })
        .collect();
    let sum: u32 = items.iter().map(|(_, cents)| cents).sum();
    json!({
        "reference": "SHARED-1", "stage": "on_arrival", "channel": "express", "nature": "sale",
        "tracking_number": "SHARED00001", "consignor": { "address": { "country": "CN" } },
        "value": { "currency": "EXD", "goods": format!("{}.{:02}", sum / 100, sum % 100) },
        "goods_items": lines,
    })
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    /// Two dinars for each different subheading and half a dinar for the parcel, however many lines share them.
    #[test]
    fn what_lines_bear_together_sums_exactly(
        items in proptest::collection::vec(
            (proptest::sample::select(vec!["610910", "61091010", "620342", "650500", "950300"]), 1_u32..900),
            1..16,
        ),
    ) {
        let (pack, _) = pack_named("examplia-2027");
        let now = "2027-02-01T10:00:00Z".parse().unwrap();
        let document = shirts_and_more(&items).to_string();
        let submission = wire::intake::json::read(document.as_bytes()).unwrap();
        let assessed = quote(&submission, &pack.law, Register::empty(), now).unwrap();
        let sum = |kind: ChargeKind| -> i64 {
            assessed.charges().filter(|charge| charge.kind == kind).map(|charge| charge.amount.minor()).sum()
        };
        let subheading = |code: &str| code.chars().take(6).collect::<String>();
        let subheadings: BTreeSet<String> = items.iter().map(|(code, _)| subheading(code)).collect();
        proptest::prop_assert_eq!(sum(ChargeKind::Duty), 200 * i64::try_from(subheadings.len()).unwrap());
        proptest::prop_assert_eq!(sum(ChargeKind::Fee), 50);
        let dues: i64 = assessed.charges().map(|charge| charge.due.minor()).sum();
        proptest::prop_assert_eq!(assessed.payable.minor(), dues);
    }
}

//! Where batches begin and end changes no decision: the same asks in batches of one, of seven and all at once.

use super::*;
use clearance::{ArrivalReport, Command, ExaminationResult, Filer, FilerRole, Finding, Ground};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::row::encode_case;
use store::{Purpose, Secret, Writer};

/// Parcels, in groups of six.
const PARCELS: usize = 240;

fn now() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

/// Declarations of which every second one of a group of six belongs to a split order of one person, from a seller
/// with whom something was found before.
fn declarations() -> Vec<Value> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/joined-post-and-seller/declaration.json");
    let first: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let made = (0..PARCELS).map(|place| {
        let (mut declaration, group) = (first.clone(), place / 6);
        let person = if place % 2 == 0 { group } else { 1000 + place };
        declaration["reference"] = json!(format!("REF-{place}"));
        for number in ["tracking_number", "ucr"] {
            declaration.as_object_mut().unwrap().remove(number);
        }
        declaration["transport"]["document"] = json!(house(place));
        declaration["consignee"] = json!({ "name": format!("Person {person}"), "phone": format!("+99 555 {person:06}"),
            "identifier": { "scheme": "XA-ID", "value": format!("{place:06}-0001") },
            "address": { "lines": ["4 Harbour St"], "city": "Port Example", "postcode": "1001", "country": "XA" } });
        declaration["order"] = json!({ "number": format!("O-{person}") });
        declaration["seller"] = json!({ "name": format!("Shop {}", group % 4) });
        declaration["value"] = json!({ "currency": "EXD", "goods": "148.00", "freight": "0.00", "insurance": "0.00" });
        declaration["goods_items"] = json!([{ "line": 1, "description": "camera lens, 50 mm",
            "commodity_code": "900211", "origin": "JP", "quantity": "1", "unit": "C62", "net_mass_kg": "0.300",
            "value": "148.00" }]);
        declaration
    });
    made.collect()
}

fn house(place: usize) -> String {
    format!("HAWB-{place:05}")
}

/// The database of one run, removed when it ends.
struct Run {
    lane: Lane,
    dir: PathBuf,
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl Run {
    fn open(size: usize) -> Run {
        let dir = std::env::temp_dir().join(format!("cocket-boundaries-{size}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        let connection = Connection::open(dir.join("store.db")).unwrap();
        let secret = Secret::rehearsed(&[7; 32], &[u8::try_from(size % 251).unwrap(); 32]).unwrap();
        let writer: Writer = store::open_on(connection, secret, Purpose::Real).unwrap();
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
        let country = Country::read(&pack).map_err(|_| "the pack is sound").unwrap();
        let key = SigningKey::from_seed(&[3; 32]).unwrap();
        let origin = Origin::parse("customs.example/log").unwrap();
        Run { lane: Lane::new(writer, Arc::new(country), origin, key, now()).unwrap(), dir }
    }

    fn asks(&mut self) -> Vec<Ask> {
        let mut asks = Vec::new();
        for (place, declaration) in declarations().iter().enumerate() {
            asks.push(self.ask(self.filed(declaration)));
            // The last of a split order is examined as soon as it is here.
            if place % 6 == 4 {
                let arrived = ArrivalReport { office: "XAPRT1".to_owned(), arrived: now() };
                let result = ExaminationResult {
                    control: format!("c_{:013}-1", place + 1),
                    findings: vec![(1, Finding::Differs)],
                    note: "other goods".to_owned(),
                };
                for command in [Command::Arrive(arrived), Command::ReportExamination(result)] {
                    asks.push(self.ask(Wish::command(Target::House(house(place)), command)));
                }
            }
        }
        asks
    }

    fn filed(&self, declaration: &Value) -> Wish {
        let bytes = declaration.to_string();
        let read = wire::intake::json::read(bytes.as_bytes());
        let filer = Filer { organisation: "swift-express".to_owned(), role: FilerRole::Carrier };
        let country = Arc::clone(self.lane.country());
        let secret = self.lane.writer.secret();
        let filing = prepare(read, bytes.as_bytes(), filer, &country, self.lane.registered(), secret, now());
        Wish::File(Box::new(filing.unwrap()))
    }

    fn ask(&self, what: Wish) -> Ask {
        let actor = Actor { organisation: "swift-express".to_owned(), role: "officer", credential: 1 };
        Ask { actor, at: now(), what, line: None, key: None }
    }
}

/// The cases after all asks in batches of a size, and the codes of their grounds.
fn decided(size: usize) -> (Vec<Vec<u8>>, BTreeSet<&'static str>) {
    let mut run = Run::open(size);
    let mut asks = run.asks().into_iter().peekable();
    while asks.peek().is_some() {
        let batch = asks.by_ref().take(size).collect();
        for told in run.lane.process(batch, now()).unwrap() {
            assert!(!matches!(told, Told::Returned(_)), "{told:?}");
        }
    }
    let mut codes = BTreeSet::new();
    let mut cases = Vec::new();
    for number in 1..=u64::try_from(PARCELS).unwrap() {
        let Some(held) = run.lane.writer.load(number).unwrap() else { continue };
        codes.extend(held.case.grounds().map(Ground::code));
        cases.push(encode_case(&held.case).unwrap());
    }
    (cases, codes)
}

#[test]
fn batches_begin_and_end_anywhere() {
    let (alone, codes) = decided(1);
    for seen in ["split_order", "splitting", "party_history", "weight_reached", "examined"] {
        assert!(codes.contains(seen), "{seen} is not among {codes:?}");
    }
    assert_eq!(alone.len(), PARCELS);
    for size in [7, 5_000] {
        let (cases, _) = decided(size);
        assert!(cases == alone, "in batches of {size}");
    }
}

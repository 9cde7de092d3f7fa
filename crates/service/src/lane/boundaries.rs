//! Where batches begin and end changes no decision: the same asks in batches of one, of seven and all at once.

use super::*;
use clearance::{ArrivalReport, Command, ExaminationResult, Filer, FilerRole, Finding, Ground};
use rehearsal::{Mix, Rehearsal, write_ndjson};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::row::encode_case;
use store::{Purpose, Secret, Writer};

/// Parcels, of which every group shares a person, an order or a seller.
const PARCELS: usize = 240;

fn now() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

/// A declaration of which groups of six look like a split order from a sender that has done it before.
fn declarations() -> Vec<Value> {
    let rehearsal = Rehearsal::new(11, Mix::Ordinary);
    let parcels = rehearsal.parcels(u64::try_from(PARCELS).unwrap());
    let read = parcels.enumerate().map(|(place, parcel)| {
        let mut line = Vec::new();
        write_ndjson(&parcel, &mut line);
        let mut declaration: Value = serde_json::from_slice(&line).unwrap();
        let group = place / 6;
        if place % 2 == 0 {
            declaration["consignee"] = json!({ "name": format!("Person {group}"), "phone": format!("+99 555 01{group:02}"),
                "address": { "lines": ["4 Harbour St"], "city": "Port Example", "postcode": "1001", "country": "XA" } });
            declaration["order"] = json!({ "number": format!("O-{group}") });
            declaration["seller"] = json!({ "name": format!("Shop {}", group % 4) });
            declaration["value"] = json!({ "currency": "EXD", "goods": "148.00", "freight": "0.00", "insurance": "0.00" });
            declaration["goods_items"] = json!([{ "line": 1, "description": "camera lens, 50 mm", "commodity_code": "900211",
                "origin": "JP", "quantity": "1", "unit": "C62", "net_mass_kg": "0.300", "value": "148.00" }]);
        }
        declaration
    });
    read.collect()
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
        let writer: Writer = store::open_on(connection, secret, Purpose::Sandbox).unwrap();
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
            let house = declaration["tracking_number"].as_str().or(declaration["transport"]["document"].as_str());
            let house = Target::House(house.unwrap_or_default().to_owned());
            let arrived = ArrivalReport { office: "XAPRT1".to_owned(), arrived: now() };
            if place % 3 == 0 {
                asks.push(self.ask(Wish::command(house.clone(), Command::Arrive(arrived))));
            }
            if place % 6 == 0 {
                let result = ExaminationResult {
                    control: format!("c_{:013}-1", place + 1),
                    findings: vec![(1, Finding::Differs)],
                    note: "other goods".to_owned(),
                };
                asks.push(self.ask(Wish::command(house, Command::ReportExamination(result))));
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
        run.lane.process(batch, now()).unwrap();
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
    assert!(alone.len() > PARCELS / 2);
    for size in [7, 5_000] {
        let (cases, _) = decided(size);
        assert!(cases == alone, "in batches of {size}");
    }
}

//! The record as a log: its tiles lead to what is signed, witnesses are heard, and no byte of it can be another one.

use crate::harness::{Server, harmless};
use evidence::{
    Checkpoint, Frontier, NoteKey, Origin, SignedBy, SignedNote, SigningKey, TilePath, leaf_hash,
    read_entries, read_hashes, root_at,
};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;
use service::{Audit, AuditDepth, Audited, Seen, Witness};
use std::path::Path;
use std::time::Duration;

const FILER: &str = "sandbox-filer";

/// A server with some parcels, all of them sequenced.
fn server() -> Server {
    filled(Server::start())
}

/// The same over a file, for tests that look into it.
fn embedded() -> Server {
    filled(Server::embedded())
}

fn filled(server: Server) -> Server {
    for number in 0..4 {
        let parcel = harmless(&format!("RECORD-{number}"), &format!("RECORDPARCEL{number}"));
        server.post(FILER, "/v1/declarations", &parcel).expect(200);
    }
    sequenced(&server, 5);
    server
}

/// The checkpoint, once it covers so many leaves.
fn sequenced(server: &Server, leaves: u64) -> Checkpoint {
    for _ in 0..1_500 {
        let reply = server.call("GET", "/v1/log/checkpoint", &[], b"");
        if reply.status == 200 {
            let note = SignedNote::parse(&reply.text).unwrap();
            let checkpoint = Checkpoint::signed(&note, &key(server)).unwrap();
            if checkpoint.size >= leaves {
                return checkpoint;
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it is not sequenced");
}

/// The key of the record, as the server publishes it.
fn key(server: &Server) -> NoteKey {
    let status = server.call("GET", "/v1/log", &[], b"").expect(200);
    NoteKey::parse(status["key"].as_str().unwrap()).unwrap()
}

fn tile(server: &Server, path: &str) -> (u16, Vec<u8>) {
    server.bytes(&format!("/v1/log/{path}"))
}

#[test]
fn tiles_lead_to_the_checkpoint() {
    let server = server();
    let newest = sequenced(&server, 5);
    let width = u16::try_from(newest.size).unwrap();
    let (status, bytes) = tile(&server, &format!("tile/0/000.p/{width}"));
    assert_eq!(status, 200);
    let hashes = read_hashes(&bytes, width).unwrap();
    let (_, bundle) = tile(&server, &format!("tile/entries/000.p/{width}"));
    let entries = read_entries(&bundle, width).unwrap();
    let mut log = Frontier::new();
    for (entry, hash) in entries.iter().zip(&hashes) {
        assert_eq!(leaf_hash(entry), *hash);
        log.push(*hash);
    }
    assert_eq!(log.root(), newest.root);
    for missing in [
        "tile/0/000",
        "tile/0/000.p/200",
        "tile/1/000",
        "tile/0/001.p/1",
        "tile/0/0",
        "tile/x",
        "tile/8/000",
        "tile/entries/999",
    ] {
        assert_eq!(tile(&server, missing).0, 404, "{missing}");
    }
    let partial = format!("/v1/log/tile/0/000.p/{}", width - 1);
    let headers = server.call("GET", &partial, &[], b"");
    assert!(headers.header("cache-control").unwrap().contains("immutable"), "{headers:?}");
    assert!(TilePath::parse(&format!("tile/0/000.p/{width}")).is_some());
}

#[test]
fn a_receipt_gains_its_place() {
    let server = server();
    let given = server.post(FILER, "/v1/declarations", &harmless("PLACE-1", "PLACEPARCEL1")).expect(200);
    assert!(given["receipt"]["leaf"].is_null(), "it is durable first and sequenced after");
    let newest = sequenced(&server, 6);
    let number = given["declaration"].as_str().unwrap();
    let path = format!("/v1/declarations/{number}/receipt");
    let placed = server.get(FILER, &path).expect(200);
    assert_eq!(placed["leaf"], newest.size - 1);
    assert_eq!(
        server.get(FILER, &format!("/v1/declarations/{number}")).expect(200)["receipt"]["leaf"],
        placed["leaf"]
    );
    let (receipt, place) = wire::read_receipt(placed.to_string().as_bytes()).unwrap();
    let key = key(&server);
    receipt.verify(&key.key, &key.name).unwrap();
    let place = place.unwrap();
    assert_eq!(place.verify(&receipt, &key, &[], 0).unwrap().checkpoint.root, newest.root);
    assert!(place.verify(&receipt, &key, &[], 1).is_err());
    server.get("sandbox-carrier", &path).expect(404);
    server.get(FILER, "/v1/declarations/26XA00000000099995/receipt").expect(404);
    server.get(FILER, "/v1/declarations/none/receipt").expect(404);
}

/// A witness, and its key.
fn witness(seed: u8, name: &str) -> (SigningKey, Origin) {
    (SigningKey::from_seed(&[seed; 32]).unwrap(), Origin::parse(name).unwrap())
}

fn cosigned(server: &Server, (signing, name): &(SigningKey, Origin), seconds: u64) -> SignedNote {
    let note = SignedNote::parse(&server.call("GET", "/v1/log/checkpoint", &[], b"").text).unwrap();
    let signature = signing.cosign(name, seconds, &note);
    note.and_signed(signature).unwrap()
}

fn bring(server: &Server, note: &str) -> (u16, Value) {
    let reply =
        server.call("POST", "/v1/log/cosignatures", &[("content-type", "text/plain")], note.as_bytes());
    (reply.status, serde_json::from_str(&reply.text).unwrap_or_default())
}

#[test]
fn witnesses_are_heard_and_nobody_else() {
    let ours = witness(1, "platform.example/witness");
    let stranger = witness(2, "nobody.example/witness");
    let known = ours.0.note_key(ours.1.clone(), evidence::NoteKeyKind::Witness);
    let server = server().witnessed(vec![Witness { key: known.clone(), seen: None }]);
    sequenced(&server, 5);
    let note = cosigned(&server, &ours, 1_772_452_800);
    assert_eq!(bring(&server, &note.to_string()).0, 200);
    let shown = SignedNote::parse(&server.call("GET", "/v1/log/witnessed", &[], b"").text).unwrap();
    assert_eq!(known.checked(&shown), Ok(SignedBy::Witness { seconds: 1_772_452_800 }));
    let status = server.call("GET", "/v1/log", &[], b"").expect(200);
    assert_eq!(status["witnesses"][0]["size"], status["size"]);

    assert_eq!(bring(&server, &cosigned(&server, &stranger, 7).to_string()).1["code"], "witness_unknown");
    assert_eq!(bring(&server, "").1["code"], "unreadable");
    assert_eq!(
        bring(&server, &note.to_string().replace("localhost/test\n5", "localhost/test\n4")).1["code"],
        "unreadable"
    );
    assert_eq!(bring(&server, &"x".repeat(70_000)).1["code"], "too_large");

    // A later parcel: the receipt is proved by what the witness has signed, as far as it covers it.
    let given = server.post(FILER, "/v1/declarations", &harmless("SEEN-1", "SEENPARCEL1")).expect(200);
    let newest = sequenced(&server, 6);
    let path = format!("/v1/declarations/{}/receipt", given["declaration"].as_str().unwrap());
    let placed = || wire::read_receipt(server.get(FILER, &path).expect(200).to_string().as_bytes()).unwrap();
    let (receipt, place) = placed();
    let record = key(&server);
    assert_eq!(
        place.unwrap().verify(&receipt, &record, std::slice::from_ref(&known), 0).unwrap().cosigned,
        []
    );
    assert_eq!(bring(&server, &cosigned(&server, &ours, 1_772_452_900).to_string()).0, 200);
    let (receipt, place) = placed();
    let place = place.unwrap();
    let seen = place.verify(&receipt, &record, &[known], 1).unwrap();
    assert_eq!((seen.checkpoint.size, seen.cosigned.len()), (newest.size, 1));
}

#[test]
fn a_second_history_under_the_same_key_is_told() {
    let ours = witness(1, "platform.example/witness");
    let known = ours.0.note_key(ours.1.clone(), evidence::NoteKeyKind::Witness);
    let server = server().witnessed(vec![Witness { key: known, seen: None }]);
    let newest = sequenced(&server, 5);
    let signing = record_key(server.folder());
    for size in [newest.size, newest.size - 1, newest.size + 1, u64::MAX] {
        let other = Checkpoint { origin: newest.origin.clone(), size, root: leaf_hash(b"another history") };
        let note = SignedNote::of(other.text(), vec![signing.sign_checkpoint(&other)]).unwrap();
        let signature = ours.0.cosign(&ours.1, 1, &note);
        assert_eq!(
            bring(&server, &note.and_signed(signature).unwrap().to_string()).1["code"],
            "split_view",
            "{size}"
        );
    }
    let metrics = server.call("GET", "/metrics", &[], b"").text;
    assert!(metrics.contains("cocket_split_views_total 4"), "{metrics}");
}

fn record_key(folder: &Path) -> SigningKey {
    let seed: [u8; 32] = std::fs::read(folder.join("keys/signing.key")).unwrap().try_into().unwrap();
    SigningKey::from_seed(&seed).unwrap()
}

/// An audit of what is in a folder, with what was seen of it.
pub(crate) fn audited(folder: &Path) -> Audited {
    let origin = Origin::parse("localhost/test").unwrap();
    let key = record_key(folder).note_key(origin, evidence::NoteKeyKind::Log);
    let seen = Seen {
        checkpoints: store::seen_checkpoint(folder).unwrap().into_iter().collect(),
        erased: store::erased_beside(folder).unwrap(),
    };
    match store::open_for_reading(folder) {
        Ok((reader, _)) => Audit::new(&reader, key, seen, AuditDepth::Entries).run(|_| ()),
        Err(failure) => {
            let flaw = service::AuditFlaw { entry: 1, what: failure.to_string() };
            Audited { flaw: Some(flaw), ..Audited::default() }
        }
    }
}

/// A database at rest, of which the record is audited after each change.
struct AtRest {
    server: Server,
    connection: Connection,
}

impl AtRest {
    fn new() -> AtRest {
        let mut server = embedded();
        server.stop();
        let connection = Connection::open(server.folder().join("cocket.db")).unwrap();
        connection.pragma_update(None, "synchronous", "OFF").unwrap();
        connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
        let at_rest = AtRest { server, connection };
        let audited = at_rest.audited();
        assert!(
            audited.flaw.is_none() && audited.leaves == audited.batches && audited.leaves > 4,
            "{audited:?}"
        );
        at_rest
    }

    fn audited(&self) -> Audited {
        audited(self.server.folder())
    }

    fn rows(&self, table: &str) -> Vec<Vec<Cell>> {
        let mut statement = self.connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let rows =
            statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn insert(&self, table: &str, row: &[Cell]) -> bool {
        let marks = vec!["?"; row.len()].join(", ");
        self.connection
            .execute(&format!("INSERT INTO {table} VALUES ({marks})"), params_from_iter(row))
            .is_ok()
    }

    fn delete(&self, table: &str, row: &[Cell]) {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let mut statement = self.connection.prepare(&sql).unwrap();
        let names: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let same: Vec<String> = names.iter().map(|name| format!("{name} IS ?")).collect();
        let sql = format!("DELETE FROM {table} WHERE {}", same.join(" AND "));
        assert_eq!(self.connection.execute(&sql, params_from_iter(row)).unwrap(), 1);
    }

    /// Looks what an audit says while a row is another one.
    fn with(&self, table: &str, row: &[Cell], other: &[Cell], look: impl FnOnce(Audited)) {
        self.delete(table, row);
        if self.insert(table, other) {
            look(self.audited());
            self.delete(table, other);
        }
        assert!(self.insert(table, row));
    }
}

/// The same value with a byte of it turned; none where it has no such byte.
fn turned(cell: &Cell, byte: usize, with: u8) -> Option<Cell> {
    Some(match cell {
        Cell::Integer(value) => {
            let mut bytes = value.to_be_bytes();
            *bytes.get_mut(byte)? ^= with;
            Cell::Integer(i64::from_be_bytes(bytes))
        }
        Cell::Blob(bytes) => {
            let mut bytes = bytes.clone();
            *bytes.get_mut(byte)? ^= with;
            Cell::Blob(bytes)
        }
        // A text stays one.
        Cell::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            *bytes.get_mut(byte)? ^= with & 0x1f;
            Cell::Text(String::from_utf8(bytes).ok()?)
        }
        Cell::Null | Cell::Real(_) => return None,
    })
}

/// Every byte of every row of the record, each turned alone, is found, and where.
#[test]
fn no_byte_of_the_record_can_be_another_one() {
    let at_rest = AtRest::new();
    // A pack has a hundred thousand bytes under one hash: some of them.
    let tables = [
        ("journal", 1),
        ("entry_block", 1),
        ("log_leaf", 1),
        ("log_node", 1),
        ("checkpoint", 1),
        ("setting", 1),
        ("fact", 4001),
    ];
    let mut turns = 0;
    for (table, stride) in tables {
        for row in at_rest.rows(table) {
            for column in 0..row.len() {
                // What a shared fact is called is no part of it, and its kind only says how to read it.
                if table == "fact" && column != 2 && column != 4 {
                    continue;
                }
                for byte in (0..).step_by(if column == 4 { stride } else { 1 }) {
                    let with = u8::try_from(byte % 251).unwrap() | 1;
                    let Some(other) = turned(&row[column], byte, with) else { break };
                    let mut changed = row.clone();
                    changed[column] = other;
                    at_rest.with(table, &row, &changed, |audited| {
                        let what = format!("{table}, column {column}, byte {byte}: {audited:?}");
                        let flaw = audited.flaw.as_ref().unwrap_or_else(|| panic!("{what}"));
                        if let ("journal" | "entry_block", Cell::Integer(first)) = (table, &row[0])
                            && column > 1
                        {
                            assert_eq!(flaw.entry, first.cast_unsigned(), "{what}");
                        }
                        turns += 1;
                    });
                }
            }
        }
    }
    assert!(turns > 3_000, "{turns}");
    assert!(at_rest.audited().flaw.is_none());
}

#[test]
fn no_row_of_the_record_can_go_come_twice_or_change_places() {
    let at_rest = AtRest::new();
    let found = |what: &str| assert!(at_rest.audited().flaw.is_some(), "{what}");
    for table in ["journal", "entry_block", "log_leaf", "log_node", "setting"] {
        let rows = at_rest.rows(table);
        for row in &rows {
            at_rest.delete(table, row);
            found(&format!("{table} without {row:?}"));
            assert!(at_rest.insert(table, row));
        }
        for two in rows.windows(2) {
            // Each in the place of the other: the first column is the place.
            let (mut one, mut other) = (two[0].clone(), two[1].clone());
            let place = if table == "log_node" { 1 } else { 0 };
            let (first, second) = (one[place].clone(), other[place].clone());
            (one[place], other[place]) = (second, first);
            two.iter().for_each(|row| at_rest.delete(table, row));
            assert!(at_rest.insert(table, &one) && at_rest.insert(table, &other));
            found(&format!("{table} with {first:?} and {second:?} changed", first = two[0], second = two[1]));
            at_rest.delete(table, &one);
            at_rest.delete(table, &other);
            two.iter().for_each(|row| assert!(at_rest.insert(table, row)));
        }
        if table != "setting" {
            let mut again = rows[rows.len() - 1].clone();
            let place = if table == "log_node" { 1 } else { 0 };
            let Cell::Integer(last) = &again[place] else { panic!("{again:?}") };
            again[place] = Cell::Integer(last + 1);
            if table == "log_leaf" {
                again[1] = Cell::Integer(1_000);
            }
            assert!(at_rest.insert(table, &again));
            found(&format!("{table} with its last row twice"));
            at_rest.delete(table, &again);
        }
    }
    assert!(at_rest.audited().flaw.is_none());
}

/// Texts whose key is gone were erased, or somebody has destroyed them: one or the other is told.
#[test]
fn texts_do_not_go_without_an_entry_that_tells_of_it() {
    let at_rest = AtRest::new();
    for row in at_rest.rows("sealing") {
        at_rest.delete("sealing", &row);
        let flaw = at_rest.audited().flaw.unwrap();
        assert!(flaw.what.contains("nothing tells of their erasure"), "{flaw:?}");
        assert_eq!(row[0], Cell::Integer(flaw.entry.cast_signed()));
        assert!(at_rest.insert("sealing", &row));
    }
    // The file beside the keys tells of one that was completed when the database was opened.
    let row = at_rest.rows("sealing").remove(0);
    at_rest.delete("sealing", &row);
    let Cell::Integer(entry) = row[0] else { panic!("{row:?}") };
    let lines: String = (1..5).map(|subject| format!("{entry} {subject} 0000000000000000\n")).collect();
    std::fs::write(at_rest.server.folder().join("keys/erasures"), lines).unwrap();
    assert!(at_rest.audited().flaw.is_none());
}

/// Whoever holds the keys can cut off the end and sign what is left. What was seen of it tells, and a server does not
/// begin on it.
#[test]
fn a_record_that_is_put_back_is_noticed() {
    let mut server = embedded();
    server.stop();
    let db = server.folder().join("cocket.db");
    let older = std::fs::read(&db).unwrap();
    let mut server = server.restarted();
    server.post(FILER, "/v1/declarations", &harmless("LATER-1", "LATERPARCEL1")).expect(200);
    let newest = sequenced(&server, 6);
    server.stop();
    assert!(audited(server.folder()).flaw.is_none());
    let newer = std::fs::read(&db).unwrap();
    std::fs::write(&db, &older).unwrap();
    let flaw = audited(server.folder()).flaw.unwrap();
    assert!(flaw.what.contains(&format!("over {} leaves", newest.size)), "{flaw:?}");
    let refused = store::open(server.folder(), store::Purpose::Sandbox).err().unwrap();
    assert!(matches!(refused, store::StoreFailure::OlderThanSeen { seen: 6, found: 5, .. }), "{refused}");

    std::fs::write(&db, &newer).unwrap();
    let anchor = server.folder().join("keys/checkpoint");
    let other = Checkpoint { origin: newest.origin.clone(), size: 3, root: leaf_hash(b"another history") };
    let signature = record_key(server.folder()).sign_checkpoint(&other);
    std::fs::write(&anchor, SignedNote::of(other.text(), vec![signature]).unwrap().to_string()).unwrap();
    let refused = store::open(server.folder(), store::Purpose::Sandbox).err().unwrap();
    assert!(matches!(refused, store::StoreFailure::Rewritten(_)), "{refused}");
    std::fs::write(&anchor, "no checkpoint").unwrap();
    assert!(store::open(server.folder(), store::Purpose::Sandbox).is_err());
    std::fs::remove_file(&anchor).unwrap();
    assert!(store::open(server.folder(), store::Purpose::Sandbox).is_ok());
}

/// Where what was answered is lost for good, its numbers are not given to other parcels.
#[test]
fn numbers_of_a_lost_history_are_not_given_again() {
    let mut server = embedded();
    server.stop();
    let db = server.folder().join("cocket.db");
    let older = std::fs::read(&db).unwrap();
    let mut server = server.restarted();
    let number = |answer: Value| answer["declaration"].as_str().unwrap().to_owned();
    let post = |server: &Server, reference: &str| {
        let parcel = harmless(reference, &format!("{reference}PARCEL").replace('-', ""));
        number(server.post(FILER, "/v1/declarations", &parcel).expect(200))
    };
    let lost = [post(&server, "LOST-1"), post(&server, "LOST-2")];
    sequenced(&server, 7);
    server.stop();
    std::fs::write(&db, &older).unwrap();
    std::fs::remove_file(server.folder().join("keys/checkpoint")).unwrap();
    let mut server = server.restarted();
    let first = post(&server, "AFTER-1");
    assert!(!lost.contains(&first) && first > lost[1], "{first} after {lost:?}");
    server.stop();
    // Once it goes on, numbers follow each other again.
    let server = server.restarted();
    let serial = |number: &str| number.get(4..17).unwrap().parse::<u64>().unwrap();
    assert_eq!(serial(&post(&server, "AFTER-2")), serial(&first) + 1);
}

/// A database of an older layout has no log: it is made of what the journal has.
#[test]
fn a_record_without_a_log_is_sequenced_from_its_beginning() {
    let mut server = embedded();
    let before = sequenced(&server, 5);
    server.stop();
    std::fs::remove_file(server.folder().join("keys/checkpoint")).unwrap();
    let connection = Connection::open(server.folder().join("cocket.db")).unwrap();
    connection
        .execute_batch(
            "DROP TABLE worth; DROP TABLE log_leaf; DROP TABLE log_node; DROP TABLE checkpoint; \
             DROP TABLE frozen_out; DROP TABLE document; DROP TABLE certificate; DROP TABLE access; DROP TABLE access_by; \
             DROP TABLE legal_hold; DROP INDEX request_subject; PRAGMA user_version = 8;",
        )
        .unwrap();
    drop(connection);
    let server = server.restarted();
    assert_eq!(sequenced(&server, before.size), before);
    let (reader, _) = store::open_for_reading(server.folder()).unwrap();
    assert_eq!(root_at(3, |range| reader.log_nodes(range)).unwrap(), root_of_first_leaves(&reader, 3));
}

fn root_of_first_leaves(reader: &store::Reader, count: usize) -> evidence::Hash {
    let mut log = Frontier::new();
    for text in reader.leaves(0, count).unwrap() {
        log.push(leaf_hash(text.as_bytes()));
    }
    log.root()
}

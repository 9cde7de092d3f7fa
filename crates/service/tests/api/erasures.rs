//! A life that can be forgotten: refused while the law has it kept, gone in every byte once it is erased, and nobody
//! else's with it.

use crate::harness::{CARRIER, FILER, OFFICER, Reply, Server, TAX, harmless, replays};
use clearance::HeaderField;
use jiff::SignedDuration;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use service::{Audit, Replay};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// What the person is called, lives, writes from; in parts, too.
const THEIRS: [&str; 6] =
    ["Ottoline Quixwold", "Quixwold", "Quagga Crescent", "quixwold@", "710101-4711", "5550147"];
/// The bytes of a salt.
const SALT: usize = 16;

fn lodge(server: &Server, number: u32, name: &str, identifier: &str, street: &str) -> Value {
    let mut parcel = harmless(&format!("FORGET-{number}"), &tracking(number));
    parcel["consignee"] = json!({
        "name": name, "email": format!("{}@quix.example", name.to_lowercase().split(' ').next_back().unwrap()),
        "phone": "+88 5550147", "identifier": { "scheme": "XA-ID", "value": identifier },
        "address": { "lines": [street], "city": "Port Example", "postcode": "1001", "country": "XA" },
    });
    server.post_keyed(FILER, "/v1/declarations", &parcel, &tracking(number)).expect(200)
}

fn tracking(number: u32) -> String {
    format!("FORGETPARCEL{number}")
}

/// Two parcels of people whose names begin alike.
fn two(server: &Server) -> (Value, Value) {
    let theirs = lodge(server, 1, "Ottoline Quixwold", "710101-4711", "77 Quagga Crescent");
    let other = lodge(server, 2, "Ottoline Quimby", "720202-4712", "9 Quail Street");
    (theirs, other)
}

fn arrive(server: &Server) {
    let arrived = json!({ "office": "XAPRT1", "consignments": [tracking(1), tracking(2)] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 2);
}

fn request() -> Value {
    json!({
        "person": { "identifier": { "scheme": "XA-ID", "value": "710101-4711" } },
        "reason": "request", "legal_basis": "XA Privacy Act s.17",
    })
}

fn forget(server: &Server) -> Value {
    server.post(TAX, "/v1/erasures", &request()).expect(200)
}

fn hold(server: &Server, number: u32, what: &str) -> Reply {
    let path = format!("/v1/consignments/{}/legal-hold{what}", tracking(number));
    server.post(OFFICER, &path, &json!({ "reason": "a court asks" }))
}

/// Lets months pass, and what is past its retention with them.
fn months(server: &Server, months: i64) {
    server.later(SignedDuration::from_hours(24 * 31 * months));
    std::thread::sleep(Duration::from_millis(1_500));
}

/// All that the keys open: entries, what was filed in them, where consignments stand.
fn opened(server: &Server) -> String {
    let (reader, _) = store::open_for_reading(server.folder()).unwrap();
    let mut all = String::new();
    let last = reader.last_batch().unwrap().map_or(0, |batch| batch.first + batch.entries - 1);
    for number in 1..=last {
        let bytes = reader.entry(number).unwrap().unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
        let submission = reader.submission(number, &store::Entry::decode(&bytes).unwrap()).unwrap();
        for submission in submission.iter() {
            let texts = HeaderField::ALL.iter().filter_map(|field| submission.text(*field));
            texts.for_each(|text| all.push_str(text));
        }
    }
    for number in reader.consignments_from(0, 1_000).unwrap() {
        all.push_str(&format!("{:?}", reader.load(number).unwrap().unwrap()));
    }
    all
}

fn tells_of_them(all: &str) -> Vec<&'static str> {
    // The number of the telephone is in both.
    THEIRS.into_iter().filter(|text| !text.starts_with("555") && all.contains(text)).collect()
}

/// The salt of the consignee in the first declaration.
fn salt(place: &Path) -> Option<Vec<u8>> {
    let database = Connection::open_with_flags(place, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT salts FROM sealing ORDER BY entry LIMIT 1";
    let salts: Vec<u8> = database.query_row(sql, [], |row| row.get(0)).unwrap();
    let record = salts.chunks(1 + 8 + SALT).find(|record| record[0] == 2)?;
    Some(record[9..].to_vec())
}

/// What is kept of keyed requests that filed something.
fn fingerprints(server: &Server) -> Vec<Vec<u8>> {
    let place = server.folder().join("cocket.db");
    let database = Connection::open_with_flags(place, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT fingerprint FROM request WHERE subject LIKE 'c/%' ORDER BY number";
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The files under a folder that hold bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.is_dir() {
            found.extend(holding(&file, bytes));
        } else if fs::read(&file).unwrap().windows(bytes.len()).any(|part| part == bytes) {
            found.push(file.display().to_string());
        }
    }
    found
}

fn verify(server: &Server, answers: &[&Value]) {
    let (reader, seed) = store::open_for_reading(server.folder()).unwrap();
    let origin = evidence::Origin::parse(&reader.about("origin").unwrap().unwrap()).unwrap();
    let key = evidence::SigningKey::from_seed(&seed).unwrap();
    for answer in answers {
        let (receipt, _) = wire::read_receipt(answer.to_string().as_bytes()).unwrap();
        receipt.verify(&key.verifying_key(), &origin).unwrap();
    }
    let audited = Audit::new(
        &reader,
        key.note_key(origin.clone(), evidence::NoteKeyKind::Log),
        service::Seen { erased: store::erased_beside(server.folder()).unwrap(), ..Default::default() },
        service::AuditDepth::Entries,
    );
    let audited = audited.run(|_| ());
    assert!(audited.flaw.is_none(), "{audited:?}");
    let replayed = Replay::new(&reader, key.verifying_key(), origin).all(|_| ()).unwrap();
    assert!(replayed.differences.is_empty() && replayed.proof_only > 0, "{replayed:?}");
}

#[test]
fn somebody_is_forgotten_once_the_law_lets_them_go_and_nobody_else() {
    let server = Server::embedded();
    let (theirs, other) = two(&server);
    let told = forget(&server);
    assert_eq!((&told["erased"], &told["kept"][0]["why"]), (&json!(0), &json!("not_over")), "{told}");
    arrive(&server);
    let told = forget(&server);
    let [kept] = told["kept"].as_array().unwrap().as_slice() else { panic!("{told}") };
    assert_eq!((&told["erased"], &kept["why"]), (&json!(0), &json!("within_retention")));
    assert_eq!((&kept["purpose"], &kept["until"]), (&json!("control"), &json!("2029-03-02")), "{kept}");
    assert_eq!((&kept["law"], &kept["subject"]), (&json!("XA Customs Act s.80(1)"), &json!("consignee")));

    assert_eq!(hold(&server, 1, "/lift").expect(409)["code"], "not_held");
    for number in [1, 2] {
        assert_eq!(hold(&server, number, "").expect(200)["legal_hold"], true);
    }
    assert_eq!(hold(&server, 1, "").expect(409)["code"], "already_held");
    let salt = salt(&server.folder().join("cocket.db")).unwrap();
    assert!(!holding(server.folder(), &salt).is_empty(), "the bytes that must go are there");
    months(&server, 40);
    assert_eq!(forget(&server)["kept"][0]["why"], "legal_hold");
    assert_eq!(hold(&server, 1, "/lift").expect(200)["legal_hold"], false);
    let tried = server.post(TAX, "/v1/erasures?dry_run=true", &request()).expect(200);
    assert_eq!((&tried["erased"], &tried["dry_run"]), (&json!(1), &json!(true)), "{tried}");
    assert!(tells_of_them(&opened(&server)).len() > 3, "a trial changes nothing");

    let mut said = request();
    said["legal_basis"] = json!("because 710101-4711 asks");
    assert_eq!(server.post(TAX, "/v1/erasures", &said).status, 400, "who it is is not kept");
    let keyed = |body: &Value| server.post_keyed(TAX, "/v1/erasures", body, "forget-them");
    let done = keyed(&request()).expect(200);
    assert_eq!((&done["erased"], &done["kept"]), (&json!(1), &json!([])), "{done}");
    let again = keyed(&request());
    assert_eq!(again.header("idempotent-replayed"), Some("true"), "{again:?}");
    assert_eq!(again.expect(200)["erased"], 1);
    assert_eq!(keyed(&said).status, 400);
    said["legal_basis"] = json!("another");
    assert_eq!(keyed(&said).expect(422)["code"], "key_used");
    assert_eq!(forget(&server)["erased"], 0, "nobody is found any more");

    let all = opened(&server);
    assert_eq!(tells_of_them(&all), Vec::<&str>::new());
    for kept in ["Ottoline Quimby", "9 Quail Street", "720202-4712", "Bright Shop"] {
        assert!(all.contains(kept), "{kept} is another's");
    }
    for _ in 0..50 {
        if holding(server.folder(), &salt).is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(holding(server.folder(), &salt), Vec::<String>::new());
    let kept = fingerprints(&server);
    assert_eq!((kept[0].as_slice(), kept[1] == [0; 16]), (&[0; 16][..], false), "{kept:?}");
    replays(&server);
    verify(&server, &[&theirs, &other]);

    let server = server.restarted();
    assert_eq!(tells_of_them(&opened(&server)), Vec::<&str>::new());
    let number = theirs["declaration"].as_str().unwrap();
    let shown = server.get(OFFICER, &format!("/v1/declarations/{number}")).expect(200);
    assert_eq!(shown["phase"], "cleared", "what was decided stays");
    verify(&server, &[&theirs, &other]);
}

#[test]
fn what_is_past_its_retention_goes_by_itself_and_an_older_database_forgets_again() {
    let mut server = Server::embedded();
    let (theirs, other) = two(&server);
    arrive(&server);
    let faulty = json!({ "reference": "BACK-1", "consignee": { "name": "Ottoline Quixwold" } });
    assert_eq!(server.post(FILER, "/v1/declarations", &faulty).status, 422);
    let older = server.folder().join("older");
    store::open_for_reading(server.folder()).unwrap().0.copy_to(&older, |_, _| ()).unwrap();
    months(&server, 14);
    let all = opened(&server);
    assert!(all.contains("Ottoline Quixwold"), "the parcel is kept for longer than what went back");
    months(&server, 26);
    let all = opened(&server);
    assert_eq!(tells_of_them(&all), Vec::<&str>::new());
    assert!(all.contains("Bright Shop"), "sellers are kept for longer");
    verify(&server, &[&theirs, &other]);

    // Somebody puts back the database as it was.
    server.stop();
    let salt = salt(&older).unwrap();
    fs::rename(&older, server.folder().join("cocket.db")).unwrap();
    for gone in ["cocket.db-wal", "cocket.db-shm", "keys/checkpoint"] {
        let _ = fs::remove_file(server.folder().join(gone));
    }
    assert!(!holding(server.folder(), &salt).is_empty());
    let mut server = server.restarted();
    assert_eq!(tells_of_them(&opened(&server)), Vec::<&str>::new());
    server.stop();
    assert_eq!(holding(server.folder(), &salt), Vec::<String>::new());
    verify(&server, &[&theirs, &other]);
}

/// The same from pages: put under hold, tried out, lifted, done.
#[test]
fn somebody_is_forgotten_from_the_page_of_a_superior() {
    let server = Server::start();
    let (theirs, _) = two(&server);
    arrive(&server);
    let page = format!("/control/{}", theirs["consignment"].as_str().unwrap());
    let hold = |what: &str, reason: &str| {
        let fields =
            [("key", format!("{what}{reason}")), ("what", what.to_owned()), ("reason", reason.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        server.enter("officer").post(&format!("{page}/legal-hold"), &page, &fields)
    };
    assert!(hold("put", " ").text.contains("the reason is part of the record"));
    assert_eq!(hold("put", "a court asks").status, 303);
    assert!(server.enter("officer").get(&page).text.contains("under legal hold"));
    server.later(SignedDuration::from_hours(24 * 31 * 40));
    let admin = server.enter("admin");
    let forget = |what: &str, identifier: &str, basis: &str| {
        let fields = [
            ("what", what),
            ("scheme", "XA-ID"),
            ("identifier", identifier),
            ("name", ""),
            ("reason", "request"),
            ("legal_basis", basis),
        ];
        admin.post("/forget", "/forget", &fields)
    };
    let law = "XA Privacy Act s.17";
    let tried = forget("try", "710101-4711", law).text;
    assert!(tried.contains("0 filings would be erased") && tried.contains("legal hold"), "{tried}");
    assert_eq!(hold("lift", "it is over").status, 303);
    assert!(forget("try", "", law).text.contains("Say who it is"));
    assert!(forget("try", "710101-4711", "").text.contains("Name the law"));
    assert!(
        forget("erase", "710101-4711", "the wish of 710101-4711").text.contains("must not say who it is")
    );
    let tried = forget("try", "710101-4711", law).text;
    assert!(tried.contains("1 filing would be erased"), "{tried}");
    assert!(!tells_of_them(&opened(&server)).is_empty(), "nothing is changed");
    let done = forget("erase", "710101-4711", law).text;
    assert!(done.contains("1 filing was erased"), "{done}");
    assert_eq!(tells_of_them(&opened(&server)), Vec::<&str>::new());
    assert!(forget("erase", "710101-4711", law).text.contains("0 filings were erased"));
    // It is not for officers, and a form from elsewhere does nothing.
    assert_eq!(server.enter("filer").get("/forget").status, 403);
    assert_eq!(admin.post_as_it_is("/forget", &[("what", "erase")], &[]).status, 403);
    replays(&server);
}

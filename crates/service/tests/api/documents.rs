//! Documents: brought and shown byte by byte, seen by those whom they concern and nobody else, gone with the first of the
//! people they may name, and never shown as what they are not.

use crate::harness::{
    Browser, CARRIER, FILER, OFFICER, OTHER_FILER, PLANT_HEALTH, Reply, Server, TAX, WILDLIFE, declaration,
    field, harmless, replays,
};
use jiff::SignedDuration;
use rusqlite::Connection;
use serde_json::{Value, json};
use service::{Audit, AuditDepth, AuditFlaw, Seen};
use std::fs;
use std::time::Duration;

/// The bytes of an invoice that names somebody.
const INVOICE: &[u8] = b"%PDF-1.4 invoice of Ottoline Quixwold, 77 Quagga Crescent";

fn parcel(number: u32, over: Value) -> Value {
    let mut parcel = harmless(&format!("PAPER-{number}"), &tracking(number));
    parcel.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    parcel
}

fn tracking(number: u32) -> String {
    format!("PAPERPARCEL{number}")
}

fn path(number: u32) -> String {
    format!("/v1/consignments/{}/documents", tracking(number))
}

fn bring(server: &Server, token: &str, path: &str, kind: &str, bytes: &[u8]) -> Reply {
    bring_keyed(server, token, path, kind, bytes, &[])
}

fn bring_keyed(
    server: &Server,
    token: &str,
    path: &str,
    kind: &str,
    bytes: &[u8],
    more: &[(&str, &str)],
) -> Reply {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", kind)];
    headers.extend(more);
    server.call("POST", path, &headers, bytes)
}

fn hash(bytes: &[u8]) -> String {
    store::sha256(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name}: {value}"))
}

/// What an audit of the database finds.
fn flaw(server: &Server) -> Option<AuditFlaw> {
    let (reader, seed) = store::open_for_reading(server.folder()).unwrap();
    let origin = evidence::Origin::parse(&reader.about("origin").unwrap().unwrap()).unwrap();
    let key = evidence::SigningKey::from_seed(&seed).unwrap();
    let seen = Seen { erased: store::erased_beside(server.folder()).unwrap(), ..Seen::default() };
    let key = key.note_key(origin, evidence::NoteKeyKind::Log);
    Audit::new(&reader, key, seen, AuditDepth::Entries).run(|_| ()).flaw
}

fn database(server: &Server) -> Connection {
    Connection::open(server.folder().join("cocket.db")).unwrap()
}

fn bodies(server: &Server) -> Vec<bool> {
    let database = database(server);
    let mut statement = database.prepare("SELECT body IS NOT NULL FROM document ORDER BY entry").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn an_invoice_is_brought_shown_and_compared_with_what_was_declared() {
    let server = Server::start();
    let documents = json!({ "documents": [
        { "type": "invoice", "number": "INV-1", "sha256": hash(INVOICE).to_uppercase() },
        { "type": "licence", "number": "L-1", "sha256": "ab".repeat(32) },
    ] });
    let lodged = server.post(FILER, "/v1/declarations", &parcel(1, documents)).expect(200);
    let query = format!("{}?type=invoice&number=INV-1", path(1));
    let keyed = |bytes: &[u8]| {
        bring_keyed(&server, FILER, &query, "application/pdf", bytes, &[("idempotency-key", "invoice-1")])
    };
    let reply = keyed(INVOICE);
    let place = reply.header("location").map(str::to_owned);
    let brought = reply.expect(201);
    let id = text(&brought, "id").to_owned();
    assert_eq!(place, Some(format!("/v1/documents/{id}")));
    assert_eq!((text(&brought, "sha256"), &brought["size"]), (&*hash(INVOICE), &json!(INVOICE.len())));
    assert_eq!((text(&brought, "likeness"), text(&brought, "state")), ("matches", "kept"), "{brought}");
    assert_eq!(brought["declared"][0]["declaration"], lodged["declaration"]);
    assert_eq!(brought["next"], Value::Null, "nothing is waited for");
    let again = keyed(INVOICE);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.expect(201), brought);
    assert_eq!(keyed(b"%PDF-other").expect(422)["code"], "key_used");
    let same = bring(&server, FILER, &query, "application/pdf", INVOICE).expect(201);
    assert_eq!(same["id"], brought["id"], "the same bytes of the same type are one document");

    let listed = server.get(FILER, &path(1)).expect(200);
    assert_eq!(listed["documents"].as_array().unwrap().len(), 1, "{listed}");
    let [missing] = listed["declared"].as_array().unwrap().as_slice() else { panic!("{listed}") };
    assert_eq!((text(missing, "type"), text(missing, "number")), ("licence", "L-1"));

    let shown = server.get(FILER, &format!("/v1/documents/{id}"));
    assert_eq!((shown.status, shown.text.as_bytes()), (200, INVOICE));
    let header = |name: &str| shown.header(name).unwrap_or_else(|| panic!("{name}: {shown:?}"));
    assert_eq!(header("content-type"), "application/pdf");
    assert!(header("content-disposition").starts_with("attachment"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(
        header("repr-digest"),
        format!("sha-256=:{}:", evidence::Hash::from_bytes(store::sha256(INVOICE)))
    );
    assert_eq!(header("etag"), format!("\"{}\"", hash(INVOICE)));
    let bearer = format!("Bearer {FILER}");
    let seen = [("authorization", bearer.as_str()), ("if-none-match", header("etag"))];
    assert_eq!(server.call("GET", &format!("/v1/documents/{id}"), &seen, b"").status, 304);

    let other =
        bring(&server, OFFICER, &format!("{}?type=licence&number=L-1", path(1)), "text/plain", b"a licence");
    assert_eq!(text(&other.expect(201), "likeness"), "differs");
    let events = server.get(FILER, "/v1/events").text;
    assert_eq!(events.matches("document.added").count(), 1, "what customs brings is not told: {events}");
    assert_eq!(server.get(OFFICER, "/v1/events").text.matches("document.added").count(), 2);
    replays(&server);
    assert!(flaw(&server).is_none());
    let server = server.restarted();
    assert_eq!(server.get(OFFICER, &format!("/v1/documents/{id}")).text.as_bytes(), INVOICE);
}

#[test]
fn a_document_is_for_whoever_brought_it_for_customs_and_for_whom_it_was_referred_to() {
    let server = Server::start();
    let seeds = declaration("permit-missing-cured-by-amendment", json!({}));
    let lodged = server.post(FILER, "/v1/declarations", &seeds).expect(200);
    let (number, consignment) = (text(&lodged, "declaration"), text(&lodged, "consignment"));
    let path = format!("/v1/consignments/{consignment}/documents");
    let certificate = b"\x89PNG\r\n\x1a\nphytosanitary";
    let query = format!("{path}?type=phytosanitary_certificate");
    for stranger in [OTHER_FILER, CARRIER, PLANT_HEALTH, WILDLIFE] {
        assert_eq!(bring(&server, stranger, &query, "image/png", certificate).status, 404, "{stranger}");
        assert_eq!(server.get(stranger, &path).status, 404, "{stranger}");
    }
    let brought = bring(&server, FILER, &query, "image/png", certificate).expect(201);
    let next = &brought["next"];
    assert_eq!(text(next, "amend"), format!("/v1/declarations/{number}/amendments"), "{brought}");
    assert_eq!(text(&next["documents"][0], "sha256"), hash(certificate));
    let held = server.get(OFFICER, &format!("/v1/declarations/{number}")).expect(200);
    assert_eq!(held["gates"][0]["gate"], "document", "bringing it closes nothing: {held}");

    let mut amended = seeds;
    amended["documents"] = next["documents"].clone();
    let amended = server.post(FILER, text(next, "amend"), &amended).expect(200);
    assert_eq!(amended["gates"][0]["gate"], "agency", "{amended}");
    let listed = server.get(PLANT_HEALTH, &path).expect(200);
    assert_eq!(text(&listed["documents"][0], "likeness"), "matches", "{listed}");
    let own = format!("/v1/documents/{}", text(&brought, "id"));
    assert_eq!(server.get(PLANT_HEALTH, &own).status, 200);
    for stranger in [OTHER_FILER, CARRIER, WILDLIFE] {
        assert_eq!(server.get(stranger, &own).status, 404, "{stranger}");
    }
    let report =
        bring(&server, PLANT_HEALTH, &format!("{path}?type=report"), "text/plain", b"genuine").expect(201);
    assert_eq!(server.get(FILER, &format!("/v1/documents/{}", text(&report, "id"))).status, 404);
    assert_eq!(server.get(FILER, &path).expect(200)["documents"].as_array().unwrap().len(), 1);
    assert_eq!(server.get(OFFICER, &path).expect(200)["documents"].as_array().unwrap().len(), 2);
    assert_eq!(server.get(TAX, &path).expect(403)["code"], "role_missing");
    for nothing in ["d_0000000000001", "d_9999999999999", "d_1", "x"] {
        assert_eq!(server.get(OFFICER, &format!("/v1/documents/{nothing}")).status, 404, "{nothing}");
    }
}

#[test]
fn a_document_held_elsewhere_is_its_hash_and_its_place() {
    let server = Server::embedded();
    server.post(FILER, "/v1/declarations", &parcel(1, json!({}))).expect(200);
    let elsewhere = |over: Value| {
        let mut said = json!({
            "type": "invoice", "number": "INV-9", "sha256": hash(INVOICE).to_uppercase(), "size": 57,
            "location": "https://documents.example/9?v=1",
        });
        said.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        server.post(FILER, &path(1), &said)
    };
    let brought = elsewhere(json!({})).expect(201);
    assert_eq!((text(&brought, "state"), &brought["media_type"]), ("held_elsewhere", &Value::Null));
    assert_eq!(elsewhere(json!({})).expect(201)["id"], brought["id"]);
    let refused = server.get(FILER, &format!("/v1/documents/{}", text(&brought, "id"))).expect(409);
    assert_eq!((text(&refused, "code"), text(&refused, "sha256")), ("held_elsewhere", &*hash(INVOICE)));
    assert_eq!(text(&refused, "location"), "https://documents.example/9?v=1");
    for (member, value) in [
        ("location", json!("http://documents.example/9")),
        ("location", json!("https://me:secret@documents.example/9")),
        ("location", json!("javascript:alert(1)")),
        ("location", json!("https:///9")),
        ("location", json!(format!("https://documents.example/{}", "9".repeat(2_000)))),
        ("sha256", json!("ab")),
        ("sha256", json!(format!("{}zz", "ab".repeat(31)))),
        ("size", json!(0)),
        ("type", json!(" ")),
        ("type", json!("x".repeat(36))),
        ("number", json!("two\nlines")),
    ] {
        let problem = elsewhere(json!({ member: value })).expect(400);
        assert_eq!(problem["errors"][0]["pointer"], format!("/{member}"), "{problem}");
    }
    assert_eq!(elsewhere(json!({ "file": "invoice-of-ana.pdf" })).status, 400, "names of files are not kept");
    // The bytes may come later.
    let kept =
        bring(&server, FILER, &format!("{}?type=invoice", path(1)), "application/pdf", INVOICE).expect(201);
    assert_ne!(kept["id"], brought["id"]);
    assert_eq!(bodies(&server), [false, true]);
    replays(&server);
    assert!(flaw(&server).is_none());
}

#[test]
fn what_is_not_what_it_says_or_too_much_is_not_taken_in() {
    let server = Server::embedded();
    server.post(FILER, "/v1/declarations", &parcel(1, json!({}))).expect(200);
    let query = format!("{}?type=invoice", path(1));
    let bring = |kind: &str, bytes: &[u8]| bring(&server, FILER, &query, kind, bytes);
    for (kind, bytes) in [
        ("application/pdf", &b"<html><script>"[..]),
        ("text/html", b"<html>"),
        ("image/svg+xml", b"<svg/>"),
        ("text/plain", b"%PDF-1.4"),
        ("text/csv", b"MZ\0\0"),
        ("application/zip", b"PK\x03\x04"),
    ] {
        assert_eq!(bring(kind, bytes).expect(415)["errors"][0]["code"], "document_type", "{kind}");
    }
    assert_eq!(bring("application/pdf", b"").status, 400);
    let most = [b"%PDF-", vec![b' '; (10 << 20) - 5].as_slice()].concat();
    let larger = [most.as_slice(), b" "].concat();
    assert_eq!(bring("application/pdf", &larger).expect(413)["code"], "too_large");
    let packed = [("content-encoding", "gzip")];
    let packed = bring_keyed(&server, FILER, &query, "application/pdf", INVOICE, &packed);
    assert_eq!(packed.expect(415)["errors"][0]["code"], "encoded");
    let untyped = crate::documents::bring(&server, FILER, &path(1), "application/pdf", INVOICE);
    assert_eq!(untyped.expect(400)["errors"][0]["pointer"], "type");
    assert!(bodies(&server).is_empty(), "none of it is kept");

    bring("application/pdf", &most).expect(201);
    for number in 1..10_u8 {
        let mut another = most.clone();
        another[100] = number;
        bring("application/pdf", &another).expect(201);
    }
    assert_eq!(bring("text/plain", b"one more").expect(409)["code"], "documents_too_large");
    let elsewhere = |number: usize| {
        let hash = format!("{number:064x}");
        let said = json!({ "type": "photo", "sha256": hash, "location": "https://documents.example/1" });
        server.post(FILER, &path(1), &said)
    };
    for number in 10..50 {
        elsewhere(number).expect(201);
    }
    assert_eq!(elsewhere(50).expect(409)["code"], "too_many_documents");
    let officer = crate::documents::bring(&server, OFFICER, &query, "text/plain", b"one more");
    assert_eq!(officer.status, 201, "what one brings is no other's limit");
}

#[test]
fn what_is_not_the_document_that_came_is_never_shown() {
    let mut server = Server::embedded();
    server.post(FILER, "/v1/declarations", &parcel(1, json!({}))).expect(200);
    let query = format!("{}?type=invoice", path(1));
    let brought = bring(&server, FILER, &query, "application/pdf", INVOICE).expect(201);
    let id = text(&brought, "id").to_owned();
    server.stop();
    let entry: i64 = id.trim_start_matches("d_0").parse().unwrap();
    let sql = "UPDATE document SET body = CAST(substr(body, 2) || x'00' AS BLOB) WHERE entry = ?1";
    assert_eq!(database(&server).execute(sql, [entry]).unwrap(), 1);
    let found = flaw(&server).unwrap();
    assert_eq!(found.entry, entry.cast_unsigned(), "{found:?}");
    assert!(found.what.contains("hash"), "{found:?}");
    let server = server.restarted();
    let refused = server.get(OFFICER, &format!("/v1/documents/{id}")).expect(500);
    assert_eq!(text(&refused, "code"), "document_altered");
    let metrics = server.call("GET", "/metrics", &[], b"").text;
    assert!(metrics.contains("cocket_altered_documents_total 1"), "{metrics}");
    // Bytes without their entry, and a row that was taken away, differ from the journal.
    for sql in ["UPDATE document SET consignment = 77", "DELETE FROM document"] {
        database(&server).execute(sql, []).unwrap();
        let (reader, _) = store::open_for_reading(server.folder()).unwrap();
        assert_eq!(reader.differing_views().unwrap().len(), 1, "{sql}");
    }
    assert!(flaw(&server).is_some());
}

/// Lets months pass, and what is past its retention with them.
fn months(server: &Server, months: i64) {
    server.later(SignedDuration::from_hours(24 * 31 * months));
    std::thread::sleep(Duration::from_millis(1_500));
}

fn named(name: &str) -> Value {
    json!({ "consignee": {
        "name": name, "identifier": { "scheme": "XA-ID", "value": "710101-4711" },
        "address": { "lines": ["77 Quagga Crescent"], "city": "Port Example", "postcode": "1001", "country": "XA" },
    } })
}

#[test]
fn documents_go_with_the_first_of_those_they_name_and_stay_gone() {
    let mut server = Server::embedded();
    server.post(FILER, "/v1/declarations", &parcel(1, named("Ottoline Quixwold"))).expect(200);
    server.post(FILER, "/v1/declarations", &parcel(2, json!({}))).expect(200);
    let mut ids = Vec::new();
    for (token, number, kind) in [(FILER, 1, "invoice"), (OFFICER, 1, "photo"), (FILER, 2, "invoice")] {
        let query = format!("{}?type={kind}", path(number));
        let brought = bring(&server, token, &query, "application/pdf", INVOICE).expect(201);
        ids.push(text(&brought, "id").to_owned());
    }
    let arrived = json!({ "office": "XAPRT1", "consignments": [tracking(1), tracking(2)] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 2);
    let request = json!({
        "person": { "identifier": { "scheme": "XA-ID", "value": "710101-4711" } },
        "reason": "request", "legal_basis": "XA Privacy Act s.17",
    });
    let forget = |server: &Server, query: &str| {
        server.post(TAX, &format!("/v1/erasures{query}"), &request).expect(200)
    };
    assert_eq!(forget(&server, "")["erased"], 0, "it is kept for its time");
    let older = server.folder().join("older");
    store::open_for_reading(server.folder()).unwrap().0.copy_to(&older, |_, _| ()).unwrap();
    let hold = format!("/v1/consignments/{}/legal-hold", tracking(1));
    for number in [1, 2] {
        let hold = format!("/v1/consignments/{}/legal-hold", tracking(number));
        server.post(OFFICER, &hold, &json!({ "reason": "a court asks" })).expect(200);
    }
    months(&server, 40);
    assert_eq!(bodies(&server), [true, true, true], "a legal hold keeps documents, too");
    server.post(OFFICER, &format!("{hold}/lift"), &json!({ "reason": "it is over" })).expect(200);
    let tried = forget(&server, "?dry_run=true");
    assert_eq!((&tried["erased"], bodies(&server)), (&json!(3), vec![true; 3]), "{tried}");
    let done = forget(&server, "");
    let erased: Vec<&str> =
        done["filings"].as_array().unwrap().iter().map(|filing| text(filing, "subject")).collect();
    assert_eq!(erased, ["consignee", "document", "document"], "{done}");
    assert_eq!(bodies(&server), [false, false, true]);
    for id in ids.iter().take(2) {
        assert_eq!(
            server.get(OFFICER, &format!("/v1/documents/{id}")).expect(410)["code"],
            "document_erased"
        );
    }
    let listed = server.get(OFFICER, &path(1)).expect(200);
    assert_eq!(text(&listed["documents"][0], "state"), "erased", "what it was is still told");
    assert_eq!(server.get(FILER, &format!("/v1/documents/{}", ids[2])).status, 200);
    assert!(flaw(&server).is_none());
    replays(&server);

    // Somebody puts back the database as it was before.
    server.stop();
    fs::rename(&older, server.folder().join("cocket.db")).unwrap();
    for gone in ["cocket.db-wal", "cocket.db-shm", "keys/checkpoint"] {
        let _ = fs::remove_file(server.folder().join(gone));
    }
    assert_eq!(bodies(&server), [true, true, true]);
    let server = server.restarted();
    assert_eq!(bodies(&server), [false, false, true], "the file beside the keys tells again");
    assert!(flaw(&server).is_none());
    replays(&server);
}

#[test]
fn documents_past_their_time_go_by_themselves() {
    let server = Server::embedded();
    server.post(FILER, "/v1/declarations", &parcel(1, named("Ottoline Quixwold"))).expect(200);
    let query = format!("{}?type=invoice", path(1));
    bring(&server, FILER, &query, "application/pdf", INVOICE).expect(201);
    let arrived = json!({ "office": "XAPRT1", "consignments": [tracking(1)] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
    months(&server, 30);
    assert_eq!(bodies(&server), [true]);
    months(&server, 10);
    assert_eq!(bodies(&server), [false]);
    // Those whom a document names may be forgotten before it comes: it goes once it is old enough to be looked at.
    bring(&server, OFFICER, &query, "application/pdf", INVOICE).expect(201);
    months(&server, 1);
    assert_eq!(bodies(&server), [false, true]);
    months(&server, 12);
    assert_eq!(bodies(&server), [false, false]);
    assert!(flaw(&server).is_none());
    replays(&server);
}

/// Sends the form of a consignment's page.
fn upload(
    browser: &Browser<'_>,
    page: &str,
    proof: &str,
    fields: [&str; 2],
    (name, bytes): (&str, &[u8]),
) -> Reply {
    let mut body = Vec::new();
    for (field, text) in [("proof", proof), ("type", fields[0]), ("number", fields[1])] {
        let part =
            format!("--b0undary\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b0undary--\r\n");
    browser.post_bytes(&format!("{page}/documents"), "multipart/form-data; boundary=b0undary", &body)
}

#[test]
fn whoever_is_asked_for_a_document_brings_it_from_the_page_and_an_officer_finds_it() {
    let server = Server::embedded();
    let mut seeds = declaration("permit-missing-cured-by-amendment", json!({}));
    seeds["documents"] = json!([{ "type": "invoice", "number": "INV-1", "sha256": hash(INVOICE) }]);
    let lodged = server.post(FILER, "/v1/declarations", &seeds).expect(200);
    let consignment = text(&lodged, "consignment");
    let page = format!("/trade/consignments/{consignment}");
    let filer = server.enter("filer");
    let shown = filer.get(&page).expect_page(200);
    assert!(shown.contains("value=\"phytosanitary_certificate\""), "the type that is waited for: {shown}");
    assert!(shown.contains("Declared, not kept here"), "{shown}");
    let proof = field(&shown, "proof");
    let file = ("Invoice of Ottoline.PDF", INVOICE);
    assert_eq!(upload(&filer, &page, "forged", ["invoice", ""], file).status, 403);
    assert_eq!(upload(&server.enter("other-filer"), &page, &proof, ["invoice", ""], file).status, 403);
    for (fields, file, why) in [
        (["", "INV-1"], file, "This is missing"),
        (["invoice", &*"9".repeat(71)], file, "This is too long"),
        (["invoice", ""], ("invoice.pdf", &b""[..]), "This is missing"),
        (["invoice", ""], ("invoice.pdf", b"<html>"), "The file is none of PDF"),
    ] {
        let again = upload(&filer, &page, &proof, fields, file).expect_page(409);
        assert!(again.contains(why), "{why}: {again}");
    }
    assert!(bodies(&server).is_empty());
    let taken = upload(&filer, &page, &proof, ["invoice", "INV-1"], file);
    assert_eq!(taken.status, 303, "{taken:?}");
    let place = taken.header("location").unwrap();
    let id = place.rsplit_once("brought=").unwrap().1.to_owned();
    let shown = filer.get(place).expect_page(200);
    assert!(
        shown.contains(&format!("{id} is kept")) && shown.contains("Matches what was declared"),
        "{shown}"
    );
    assert!(!shown.contains("Ottoline"), "the name of the file is kept nowhere: {shown}");
    upload(&filer, &page, &proof, ["phytosanitary_certificate", ""], ("c.png", b"\x89PNG\r\n\x1a\nplant"));

    let officer = server.enter("officer");
    let shown = officer.get(&format!("/control/{consignment}")).expect_page(200);
    for said in [&format!("/documents/{id}"), "May answer what", "Not declared with a hash", "Matches"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let saved = officer.get(&format!("/documents/{id}"));
    assert_eq!((saved.status, saved.text.as_bytes()), (200, INVOICE));
    assert!(saved.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(saved.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    assert_eq!(filer.get(&format!("/documents/{id}")).status, 200);
    for door in ["other-filer", "agency"] {
        assert_eq!(server.enter(door).get(&format!("/documents/{id}")).status, 404, "{door}");
    }
    let lang = |lang: &str| officer.get(&format!("/control/{consignment}?lang={lang}")).expect_page(200);
    assert!(lang("fr").contains("Conforme à la déclaration") && lang("ar").contains("يطابق ما صُرّح به"));
}

#[test]
fn what_was_joined_brings_its_documents_and_they_go_with_it() {
    let server = Server::embedded();
    server.post(FILER, "/v1/declarations", &parcel(1, named("Ottoline Quixwold"))).expect(200);
    server.post(OTHER_FILER, "/v1/declarations", &parcel(2, json!({}))).expect(200);
    let query = format!("{}?type=invoice", path(2));
    let brought = bring(&server, OTHER_FILER, &query, "application/pdf", INVOICE).expect(201);
    let join = format!("/v1/consignments/{}/join", tracking(1));
    server.post(OFFICER, &join, &json!({ "other": tracking(2), "reason": "one parcel" })).expect(200);
    let listed = server.get(OFFICER, &path(1)).expect(200);
    assert_eq!(listed["documents"][0]["id"], brought["id"], "{listed}");
    assert_eq!(server.get(OTHER_FILER, &path(1)).expect(200)["documents"].as_array().unwrap().len(), 1);
    assert_eq!(server.get(FILER, &path(1)).expect(200)["documents"], json!([]));
    let again = bring(&server, OTHER_FILER, &query, "application/pdf", INVOICE).expect(201);
    assert_eq!(again["id"], brought["id"]);
    let arrived = json!({ "office": "XAPRT1", "consignments": [tracking(1)] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
    server.later(SignedDuration::from_hours(24 * 31 * 40));
    let request = json!({
        "person": { "identifier": { "scheme": "XA-ID", "value": "710101-4711" } },
        "reason": "request", "legal_basis": "XA Privacy Act s.17",
    });
    let _ = server.post(TAX, "/v1/erasures", &request).expect(200);
    assert_eq!(bodies(&server), [false], "by the request, or because its time is over");
    assert!(flaw(&server).is_none());
    replays(&server);
}

//! Whoever looks at names and addresses says what for, and leaves an entry that superiors and those concerned can read.

use crate::harness::{CARRIER, FILER, OFFICER, Reply, Server, TAX, declaration, harmless, replays};
use crate::record::audited;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AGENCY: &str = "sandbox-agency";

/// A parcel to somebody, released.
fn lodge(server: &Server, number: u32) -> Value {
    let mut parcel = harmless(&format!("LOOKED-{number}"), &format!("LOOKEDPARCEL{number}"));
    parcel["consignee"] = json!({
        "name": "Wilhelmina Quill", "identifier": { "scheme": "XA-ID", "value": "710101-4711" },
        "address": { "lines": ["7 Quill Street"], "city": "Port Example", "postcode": "1001", "country": "XA" },
    });
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let arrived = json!({ "office": "XAPRT1", "consignments": [format!("LOOKEDPARCEL{number}")] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
    lodged
}

fn ask(
    server: &Server,
    token: &str,
    (method, path): (&str, &str),
    stated: &[(&str, &str)],
    body: &Value,
) -> Reply {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend_from_slice(stated);
    server.call(method, path, &headers, body.to_string().as_bytes())
}

fn person() -> Value {
    json!({ "person": { "identifier": { "scheme": "XA-ID", "value": "710101-4711" } } })
}

fn log(server: &Server, query: &str) -> Vec<Value> {
    let log = server.get(OFFICER, &format!("/v1/access-log{query}")).expect(200);
    log["accesses"].as_array().unwrap().clone()
}

#[test]
fn a_record_of_somebody_is_shown_to_whoever_says_what_for_and_each_access_is_an_entry() {
    let server = Server::start();
    let parcels = [lodge(&server, 1), lodge(&server, 2)];
    let path = ("POST", "/v1/person-records");
    for stated in [&[][..], &[("x-access-purpose", "curiosity")], &[("x-access-purpose", "clearance")]] {
        let problem = ask(&server, OFFICER, path, stated, &person()).expect(400);
        assert_eq!(problem["code"], "purpose_missing");
        assert!(problem["errors"][0]["fix"].as_str().unwrap().contains("investigation"));
    }
    assert_eq!(log(&server, ""), Vec::<Value>::new(), "what was refused shows nothing");
    let stated = [("x-access-purpose", "investigation"), ("x-access-note", "case 2026-17")];
    let found = ask(&server, OFFICER, path, &stated, &person()).expect(200);
    let filings = found["filings"].as_array().unwrap();
    assert_eq!(filings.len(), 2);
    for (filing, parcel) in filings.iter().rev().zip(&parcels) {
        assert_eq!(filing["consignment"], parcel["consignment"]);
        assert_eq!(filing["declaration"], parcel["declaration"]);
        assert_eq!(filing["fields"]["consignee.name"], "Wilhelmina Quill");
        assert!(filing["fields"].get("seller.name").is_none(), "the other party is nobody's business");
    }
    let looked = log(&server, "");
    assert_eq!(looked.len(), 1);
    assert_eq!(looked[0]["purpose"], "investigation");
    assert_eq!(looked[0]["note"], "case 2026-17");
    assert_eq!(looked[0]["credential"], 3);
    assert_eq!(looked[0]["consignments"], json!([parcels[0]["consignment"], parcels[1]["consignment"]]));
    let seen: BTreeSet<&str> =
        looked[0]["fields"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect();
    let shown: BTreeSet<&str> = filings
        .iter()
        .flat_map(|filing| filing["fields"].as_object().unwrap().keys().map(String::as_str))
        .collect();
    assert_eq!(seen, shown, "what is noted down is what was shown");
    // Nobody there is told as such, and noted down as well.
    let nobody = json!({ "person": { "name": "Nobody At All" } });
    let found = ask(&server, TAX, path, &[("x-access-purpose", "audit")], &nobody).expect(200);
    assert_eq!(found["filings"], json!([]));
    assert_eq!(log(&server, "").len(), 2);
    assert_eq!(log(&server, "?credential=3").len(), 1);
    assert_eq!(log(&server, "?limit=1").len(), 1);
    let entry = log(&server, "?limit=1")[0]["entry"].as_u64().unwrap();
    assert_eq!(log(&server, &format!("?before={entry}")).len(), 1);
    // The entry is under the record's root, and the list is what the entries say.
    replays(&server);
}

#[test]
fn parties_are_shown_for_work_that_waits_and_otherwise_for_a_purpose() {
    let server = Server::start();
    let parcel = lodge(&server, 1);
    let path = format!("/v1/consignments/{}/parties", parcel["consignment"].as_str().unwrap());
    let path = ("GET", path.as_str());
    ask(&server, OFFICER, path, &[], &Value::Null).expect(400);
    // It is released: nothing is to be decided.
    ask(&server, OFFICER, path, &[("x-access-purpose", "clearance")], &Value::Null).expect(400);
    let shown = ask(&server, OFFICER, path, &[("x-access-purpose", "appeal")], &Value::Null).expect(200);
    let subjects: BTreeSet<&str> = shown["filings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|filing| filing["subject"].as_str().unwrap())
        .collect();
    assert!(subjects.is_superset(&BTreeSet::from(["consignor", "consignee"])), "{shown}");
    let note = "n".repeat(201);
    let too_long = [("x-access-purpose", "appeal"), ("x-access-note", note.as_str())];
    ask(&server, OFFICER, path, &too_long, &Value::Null).expect(400);
    assert_eq!(log(&server, "").len(), 1);
    // One that waits.
    let waiting = server.post(FILER, "/v1/declarations", &harmless("LOOKED-9", "LOOKEDPARCEL9")).expect(200);
    assert_eq!(waiting["phase"], "accepted", "it has not arrived");
    let path = format!("/v1/consignments/{}/parties", waiting["consignment"].as_str().unwrap());
    ask(&server, OFFICER, ("GET", &path), &[("x-access-purpose", "clearance")], &Value::Null).expect(200);
}

#[test]
fn those_concerned_hear_who_looked_and_nobody_hears_of_an_investigation() {
    let server = Server::start();
    let parcel = lodge(&server, 1);
    let id = parcel["consignment"].as_str().unwrap();
    let parties = format!("/v1/consignments/{id}/parties");
    for purpose in ["audit", "appeal", "investigation"] {
        let stated = [("x-access-purpose", purpose), ("x-access-note", "case 12")];
        ask(&server, OFFICER, ("GET", &parties), &stated, &Value::Null).expect(200);
    }
    let own = server.get(FILER, &format!("/v1/access-log?consignment={id}")).expect(200);
    let own = own["accesses"].as_array().unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((&own[0]["purpose"], &own[0]["organisation"]), (&json!("audit"), &json!("Customs")));
    for kept in ["note", "user", "credential", "consignments"] {
        assert!(own[0].get(kept).is_none(), "{kept} is for superiors");
    }
    // Not even that somebody looked of whom they are not told: neither by a page that ends early nor by where it goes on.
    let first = server.get(FILER, &format!("/v1/access-log?consignment={id}&limit=1")).expect(200);
    assert_eq!(first["accesses"].as_array().unwrap(), own);
    let next = format!("/v1/access-log?consignment={id}&limit=1&before={}", first["next"]);
    let rest = server.get(FILER, &next).expect(200);
    assert_eq!((&rest["accesses"], &rest["next"]), (&json!([]), &Value::Null));
    server.get(FILER, "/v1/access-log").expect(400);
    server.get(FILER, &format!("/v1/access-log?consignment={id}&credential=3")).expect(400);
    server.get(CARRIER, &format!("/v1/access-log?consignment={id}")).expect(404);
    server.get(AGENCY, "/v1/access-log").expect(403);
    // Events tell nobody.
    for token in [FILER, OFFICER] {
        let events = server.get(token, "/v1/events?limit=200").expect(200);
        assert!(!events.to_string().contains("access"), "{events}");
    }
    let track = server.call("GET", "/track/LOOKEDPARCEL1", &[("accept", "text/html")], b"");
    assert!(track.text.contains("to see how others have worked"), "{}", track.text);
    for kept in ["investigate", "appeal"] {
        assert!(!track.text.contains(kept), "whoever has the number of a parcel is not its recipient");
    }
    // To answer the person themselves.
    let stated = [("x-access-purpose", "data_subject")];
    let record = ask(&server, TAX, ("POST", "/v1/person-records"), &stated, &person()).expect(200);
    let purposes: Vec<&str> = record["accesses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|looked| looked["purpose"].as_str().unwrap())
        .collect();
    assert_eq!(purposes, ["data_subject", "appeal", "audit"]);
}

#[test]
fn an_officers_page_shows_the_parties_of_what_is_over_for_a_purpose_only() {
    let server = Server::start();
    let parcel = lodge(&server, 1);
    let path = format!("/control/{}", parcel["consignment"].as_str().unwrap());
    let officer = server.enter("officer");
    let page = officer.get(&path);
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("Quill") && page.text.contains("What do you look for?"), "{}", page.text);
    assert_eq!(log(&server, ""), Vec::<Value>::new());
    let page = officer.get(&format!("{path}?purpose=appeal&note=case+12"));
    assert!(page.text.contains("Wilhelmina Quill") && page.text.contains("7 Quill Street"));
    let looked = log(&server, "");
    assert_eq!((looked.len(), &looked[0]["purpose"]), (1, &json!("appeal")));
    let fields = looked[0]["fields"].to_string();
    assert!(fields.contains("consignee.name") && fields.contains("consignee.address.lines"), "{fields}");
    // No purpose is made of a word that is none.
    assert!(!officer.get(&format!("{path}?purpose=curiosity")).text.contains("Quill"));
    let accesses = officer.get("/accesses");
    assert!(accesses.text.contains("case 12"), "{}", accesses.text);
    assert!(officer.get("/accesses?consignment=%3Cscript%3E").text.contains("This is no consignment"));
    assert_eq!(officer.get("/accesses?by=x&before=-1").status, 200);
}

#[test]
fn what_was_noted_down_is_there_after_a_restart_and_cannot_be_taken_out_unseen() {
    let mut server = Server::embedded();
    lodge(&server, 1);
    let stated = [("x-access-purpose", "audit")];
    ask(&server, OFFICER, ("POST", "/v1/person-records"), &stated, &person()).expect(200);
    server.stop();
    let server = server.restarted();
    assert_eq!(log(&server, "").len(), 1);
    assert!(audited(server.folder()).flaw.is_none());
    let database = rusqlite::Connection::open(server.folder().join("cocket.db")).unwrap();
    assert_eq!(database.execute("DELETE FROM access", []).unwrap(), 1);
    let (reader, _) = store::open_for_reading(server.folder()).unwrap();
    let differing = reader.differing_views().unwrap();
    assert!(differing.len() == 1 && differing[0].starts_with("accesses stand as"), "{differing:?}");
}

/// An invoice names people, too: whoever did not bring it says what for.
#[test]
fn a_document_is_shown_to_others_for_a_purpose_and_noted_down() {
    let server = Server::start();
    let parcel = lodge(&server, 1);
    let path = format!("/v1/consignments/{}/documents?type=invoice", parcel["consignment"].as_str().unwrap());
    let headers = [("authorization", "Bearer sandbox-filer"), ("content-type", "text/plain")];
    let brought = server.call("POST", &path, &headers, b"to Wilhelmina Quill").expect(201);
    let path = format!("/v1/documents/{}", brought["id"].as_str().unwrap());
    assert_eq!(server.get(FILER, &path).status, 200);
    assert_eq!(log(&server, ""), Vec::<Value>::new(), "their own is no access");
    let refused = ask(&server, OFFICER, ("GET", &path), &[], &Value::Null);
    assert!(!refused.text.contains("Quill"));
    assert_eq!(refused.expect(400)["code"], "purpose_missing");
    ask(&server, OFFICER, ("GET", &path), &[("x-access-purpose", "clearance")], &Value::Null).expect(400);
    let shown = ask(&server, OFFICER, ("GET", &path), &[("x-access-purpose", "appeal")], &Value::Null);
    assert_eq!((shown.status, shown.text.as_str()), (200, "to Wilhelmina Quill"));
    let looked = log(&server, "");
    assert_eq!((looked.len(), &looked[0]["fields"]), (1, &json!(["document"])));
    assert_eq!(looked[0]["consignments"], json!([parcel["consignment"]]));
    let officer = server.enter("officer");
    let page = format!("/documents/{}", brought["id"].as_str().unwrap());
    let refused = officer.get(&page);
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("Say on the page of the consignment"), "{}", refused.text);
    let control = format!("/control/{}?purpose=audit", parcel["consignment"].as_str().unwrap());
    assert!(officer.get(&control).text.contains(&format!("{page}?purpose=audit")));
    assert_eq!(officer.get(&format!("{page}?purpose=audit")).text, "to Wilhelmina Quill");
    assert_eq!(log(&server, "").len(), 3);
}

/// An authority that is asked looks too, and which one it is nobody else learns.
#[test]
fn the_look_of_an_authority_is_told_without_its_name() {
    let server = Server::start();
    let mut asked = declaration("agency-refuses-all", json!({}));
    asked["consignee"]["name"] = json!("Wilhelmina Quill");
    let lodged = server.post(FILER, "/v1/declarations", &asked).expect(200);
    let list = server.enter("agency").get("/agency").text;
    let path = list.split("data-open").nth(1).unwrap().split("href=\"").nth(1).unwrap();
    let page = server.enter("agency").get(path.split('"').next().unwrap());
    assert!(page.text.contains("Wilhelmina Quill"), "{}", page.text);
    let looked = log(&server, "");
    assert_eq!((looked.len(), &looked[0]["purpose"]), (1, &json!("referral")));
    assert_eq!(
        (&looked[0]["organisation"], &looked[0]["user"]),
        (&json!("plant-health"), &json!("plant-health agency"))
    );
    let id = lodged["consignment"].as_str().unwrap();
    let own = server.get(FILER, &format!("/v1/access-log?consignment={id}")).expect(200);
    assert_eq!(
        (&own["accesses"][0]["purpose"], &own["accesses"][0]["organisation"]),
        (&json!("referral"), &Value::Null)
    );
    let number = asked["tracking_number"].as_str().unwrap();
    let track = server.call("GET", &format!("/track/{number}"), &[("accept", "text/html")], b"").text;
    assert!(track.contains("another authority: to answer") && !track.contains("plant-health"), "{track}");
}

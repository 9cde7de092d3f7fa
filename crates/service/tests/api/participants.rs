//! Participants of the record: each reads and verifies its own entries from the first on; one is frozen out by a
//! decision that is an entry itself, and readmitted.

use crate::harness::{CARRIER, FILER, OFFICER, Server, TAX, harmless, replays};
use evidence::{NoteKey, Origin};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const WHO: &str = "Sandbox%20Filer";

fn change(server: &Server, who: &str, what: &str) -> crate::harness::Reply {
    server.post(
        OFFICER,
        &format!("/v1/participants/{who}/{what}"),
        &json!({ "reason": "its keys were stolen" }),
    )
}

fn frozen(server: &Server) -> Vec<Value> {
    let all = server.get(TAX, "/v1/participants").expect(200)["participants"].as_array().unwrap().clone();
    all.into_iter().filter(|participant| !participant["frozen_out"].is_null()).collect()
}

#[test]
fn nothing_is_taken_in_from_whoever_is_frozen_out_until_they_are_readmitted() {
    let mut server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("FROZEN-1", "FROZENPARCEL1")).expect(200);
    assert_eq!(change(&server, WHO, "readmit").expect(409)["code"], "not_frozen_out");
    assert_eq!(change(&server, WHO, "freeze").expect(200)["frozen_out"]["reason"], "its keys were stolen");
    assert_eq!(change(&server, WHO, "freeze").expect(409)["code"], "already_frozen_out");
    for (path, body) in [
        ("/v1/declarations", harmless("FROZEN-2", "FROZENPARCEL2")),
        ("/v1/declarations?dry_run=true", harmless("FROZEN-2", "FROZENPARCEL2")),
        ("/v1/advance-data", harmless("FROZEN-2", "FROZENPARCEL2")),
        ("/v1/consignments/FROZENPARCEL1/claim", json!({ "reason": "too much" })),
    ] {
        let refused = server.post(FILER, path, &body).expect(403);
        assert_eq!(refused["code"], "participant_frozen_out", "{path}");
        assert_eq!((&refused["reason"], &refused["entry"]), (&json!("its keys were stolen"), &json!(3)));
    }
    // Others are not, and it reads on: what is its own, its events, and the log.
    server.post(CARRIER, "/v1/declarations", &harmless("FROZEN-3", "FROZENPARCEL3")).expect(200);
    let events = server.get(FILER, "/v1/events").expect(200).to_string();
    assert!(events.contains("participant.frozen_out"), "{events}");
    assert!(!server.get(CARRIER, "/v1/events").expect(200).to_string().contains("participant.frozen_out"));
    let own = server.get(FILER, "/v1/log/entries").expect(200);
    let own: Vec<(&str, &Value)> = own["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["kind"].as_str().unwrap(), &entry["reason"]))
        .collect();
    assert_eq!(own, [("lodged", &Value::Null), ("frozen_out", &json!("its keys were stolen"))]);
    // It is so after a restart, too.
    server.stop();
    let server = server.restarted();
    assert_eq!(frozen(&server).len(), 1);
    server.post(FILER, "/v1/declarations", &harmless("FROZEN-2", "FROZENPARCEL2")).expect(403);
    replays(&server);
    assert!(change(&server, WHO, "readmit").expect(200)["frozen_out"].is_null());
    assert_eq!(frozen(&server), Vec::<Value>::new());
    server.post(FILER, "/v1/declarations", &harmless("FROZEN-2", "FROZENPARCEL2")).expect(200);
    replays(&server);
}

#[test]
fn pages_of_whoever_is_frozen_out_say_so() {
    let server = Server::start();
    let filer = server.enter("filer");
    change(&server, "Sandbox%20Filer", "freeze").expect(200);
    let reply = filer.post_as_it_is("/trade/files", &[], &[]);
    assert_eq!(reply.status, 403, "{}", reply.text);
    assert!(reply.text.contains("frozen out of the record"), "{}", reply.text);
    assert_eq!(filer.get("/trade").status, 200);
}

#[test]
fn who_may_freeze_out_whom() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("FROZEN-1", "FROZENPARCEL1")).expect(200);
    let body = json!({ "reason": "why not" });
    server.post(FILER, "/v1/participants/Sandbox%20Carrier/freeze", &body).expect(403);
    assert_eq!(change(&server, "Customs", "freeze").expect(409)["code"], "own_participant");
    change(&server, "Nobody%20At%20All", "freeze").expect(404);
    for reason in [json!({}), json!({ "reason": "" }), json!({ "reason": "a\u{0}b" }), json!({ "reason": 1 })]
    {
        server.post(OFFICER, &format!("/v1/participants/{WHO}/freeze"), &reason).expect(400);
    }
    // One that has a credential and never wrote.
    change(&server, "Sandbox%20Carrier", "freeze").expect(200);
    let path = format!("/v1/participants/{WHO}/freeze");
    let first = server.post_keyed(OFFICER, &path, &body, "one").expect(200);
    assert_eq!(server.post_keyed(OFFICER, &path, &body, "one").expect(200), first, "carried out once");
    server.post_keyed(OFFICER, &path, &json!({ "reason": "another" }), "one").expect(422);
    assert_eq!(frozen(&server).len(), 2);
    assert!(change(&server, "Sandbox%20Carrier", "readmit").expect(200)["frozen_out"].is_null());
}

#[test]
fn nobody_is_locked_out_for_good_and_who_is_frozen_out_reads_nobody_elses_names() {
    let server = Server::start();
    let parcel = server.post(FILER, "/v1/declarations", &harmless("FROZEN-1", "FROZENPARCEL1")).expect(200);
    let body = json!({ "reason": "each the other" });
    let freeze =
        |token: &str, who: &str| server.post(token, &format!("/v1/participants/{who}/freeze"), &body).status;
    for _ in 0..20 {
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(|| freeze(TAX, "Customs"));
            (freeze(OFFICER, "Customs%20Administration"), other.join().unwrap())
        });
        assert!(matches!((one, other), (200, 403) | (403, 200)), "{one} {other}");
        let (who, token) = if one == 200 { ("Customs%20Administration", OFFICER) } else { ("Customs", TAX) };
        let names = format!("/v1/consignments/{}/parties", parcel["consignment"].as_str().unwrap());
        let reads = server.get(OFFICER, &names);
        assert_eq!(reads.status, if one == 200 { 200 } else { 403 }, "{}", reads.text);
        server.post(token, &format!("/v1/participants/{who}/readmit"), &body).expect(200);
    }
}

#[test]
fn each_reads_its_own_entries_from_the_first_on_and_can_verify_them() {
    let server = Server::start();
    let lodged: Vec<Value> = (0..5)
        .map(|number| {
            let parcel = harmless(&format!("OWN-{number}"), &format!("OWNPARCEL{number}"));
            let token = if number == 3 { CARRIER } else { FILER };
            server.post(token, "/v1/declarations", &parcel).expect(200)
        })
        .collect();
    let first = lodged[0]["declaration"].as_str().unwrap();
    let mut amended = harmless("OWN-0", "OWNPARCEL0");
    amended["goods_items"][0]["description"] = json!("cotton t-shirt, blue");
    server.post(FILER, &format!("/v1/declarations/{first}/amendments"), &amended).expect(200);
    std::thread::sleep(Duration::from_millis(900));
    // By pages of two.
    let (mut after, mut own) = (0, Vec::new());
    loop {
        let page = server.get(FILER, &format!("/v1/log/entries?after={after}&limit=2")).expect(200);
        own.extend(page["entries"].as_array().unwrap().iter().cloned());
        after = page["next"].as_u64().unwrap();
        if page["has_more"] == false {
            break;
        }
    }
    let kinds: Vec<&str> = own.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["lodged", "lodged", "lodged", "lodged", "amended"]);
    assert_eq!(own[4]["corrects"], own[0]["entry"], "an amendment is an addition that names what it amends");
    assert_eq!(own[4]["declaration"], first);
    let status = server.call("GET", "/v1/log", &[], b"").expect(200);
    let key = NoteKey::parse(status["key"].as_str().unwrap()).unwrap();
    for entry in &own {
        let (receipt, place) = wire::read_receipt(entry.to_string().as_bytes()).unwrap();
        let statement = receipt.verify(&key.key, &key.name).unwrap();
        assert_eq!(statement.organisation, Some("Sandbox Filer"));
        let place = place.expect("it is sequenced");
        place.verify(&receipt, &key, &[], 0).unwrap();
        let other = Origin::parse("other.example/test").unwrap();
        assert!(receipt.verify(&key.key, &other).is_err());
    }
    // Nobody else's; and whoever joins late reads from the beginning what is there.
    assert_eq!(server.get(CARRIER, "/v1/log/entries").expect(200)["entries"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("sandbox-agency", "/v1/log/entries").expect(200)["entries"], json!([]));
    for query in ["limit=0", "limit=201", "after=-1", "after=x", "before=1"] {
        server.get(FILER, &format!("/v1/log/entries?{query}")).expect(400);
    }
    let far = server.get(FILER, "/v1/log/entries?after=18446744073709551615").expect(200);
    assert_eq!((&far["entries"], &far["has_more"]), (&json!([]), &json!(false)));
}

/// Whoever reports the arrival of another's parcel has made an entry, and learns nothing of what was declared.
#[test]
fn an_own_entry_about_anothers_declaration_is_told_without_what_became_of_it() {
    let server = Server::start();
    let lodged = server.post(FILER, "/v1/declarations", &harmless("OWN-1", "OWNPARCEL1")).expect(200);
    let arrived = json!({ "office": "XAPRT1", "consignments": ["OWNPARCEL1"] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
    let own = server.get(CARRIER, "/v1/log/entries").expect(200);
    let entry = &own["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["receipt"], &entry["declaration"]),
        (&json!("commanded"), &Value::Null, &Value::Null)
    );
    let number = lodged["declaration"].as_str().unwrap();
    assert!(!own.to_string().contains(number) && !own.to_string().contains("EXD"), "{own}");
    // Customs sees all of what it has done, a filer of its own.
    assert!(server.get(FILER, "/v1/log/entries").expect(200)["entries"][0]["receipt"].is_object());
    let decided = json!({ "decision": "hold", "reason": "a look" });
    server
        .post(OFFICER, "/v1/consignments/OWNPARCEL1/legal-hold", &json!({ "reason": "a court asks" }))
        .expect(200);
    let _ = server.post(OFFICER, "/v1/consignments/OWNPARCEL1/decision", &decided);
    let customs = server.get(OFFICER, "/v1/log/entries").expect(200);
    let customs = customs["entries"].as_array().unwrap();
    assert!(!customs.is_empty() && customs.iter().all(|entry| entry["receipt"].is_object()));
}

/// A file on its way when its sender is frozen out ends there; so does a document.
#[test]
fn what_is_still_on_its_way_is_not_taken_in() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("FROZEN-1", "FROZENPARCEL1")).expect(200);
    let line = harmless("FROZEN-2", "FROZENPARCEL2").to_string() + "\n";
    let begin = |path: &str, kind: &str| {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {FILER}\r\n\
             Content-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{line}\r\n",
            line.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let streams = [
        begin("/v1/batches", "application/x-ndjson"),
        begin("/v1/consignments/FROZENPARCEL1/documents?type=invoice", "text/plain"),
    ];
    std::thread::sleep(Duration::from_millis(200));
    change(&server, WHO, "freeze").expect(200);
    for mut stream in streams {
        stream.write_all(format!("{:x}\r\n{line}\r\n0\r\n\r\n", line.len()).as_bytes()).unwrap();
        let mut told = String::new();
        let _ = stream.read_to_string(&mut told);
        assert!(told.starts_with("HTTP/1.1 403") && told.contains("participant_frozen_out"), "{told}");
    }
    change(&server, WHO, "readmit").expect(200);
    let own = server.get(FILER, "/v1/log/entries").expect(200).to_string();
    assert!(!own.contains("document_added") && own.contains("readmitted"), "{own}");
    replays(&server);
}

//! Certificates: issued by whoever may, checked by anybody, revoked once, and never read by who only counts numbers.

use crate::harness::{
    FILER, OFFICER, OTHER_FILER, OTHER_OFFICER, PLANT_HEALTH, Reply, Server, TAX, WILDLIFE, harmless, replays,
};
use evidence::{Certificate, SignedCertificate, SigningKey};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn phytosanitary() -> Value {
    json!({
        "kind": "phytosanitary", "holder": "Sandbox Filer", "about": "tomato seeds, 2 kg",
        "valid_from": "2026-03-02", "valid_until": "2026-06-30",
    })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn issue(server: &Server, token: &str, body: &Value) -> Reply {
    server.post(token, "/v1/certificates", body)
}

fn public(server: &Server, number: &str, query: &str) -> Reply {
    server.call("GET", &format!("/v1/certificates/{number}{query}"), &[], b"")
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field}: {value}"))
}

#[track_caller]
fn refuses(server: &Server, token: &str, body: &Value, pointer: &str) {
    let problem = issue(server, token, body).expect(400);
    let wrong = &problem["errors"][0];
    assert_eq!(wrong["pointer"], pointer, "{body}: {problem}");
    assert!(wrong["fix"].is_string(), "{problem}");
}

#[test]
fn a_certificate_is_signed_and_its_code_is_checked_without_us() {
    let server = Server::start();
    let issued = server.post_keyed(PLANT_HEALTH, "/v1/certificates", &phytosanitary(), "one").expect(201);
    assert_eq!((text(&issued, "status"), text(&issued, "issuer")), ("valid", "plant-health"));
    let code = text(&issued, "code");
    assert!(code.len() < 600, "{}", code.len());
    let (reader, seed) = store::open_for_reading(server.folder()).unwrap();
    let key = SigningKey::from_seed(&seed).unwrap().verifying_key();
    let signed = SignedCertificate::read(code).unwrap();
    let certificate = signed.verified(&key).unwrap();
    let expected = Certificate {
        kind: "phytosanitary",
        number: text(&issued, "number"),
        issuer: "plant-health",
        holder: "Sandbox Filer",
        about: "tomato seeds, 2 kg",
        consignment: None,
        origin_country: None,
        valid_from: "2026-03-02",
        valid_until: "2026-06-30",
        issued: "2026-03-02T12:00:00Z",
        record: "localhost/test",
    };
    assert_eq!(certificate, expected);
    drop(reader);

    let again = server.post_keyed(PLANT_HEALTH, "/v1/certificates", &phytosanitary(), "one");
    assert_eq!(again.header("idempotent-replayed"), Some("true"), "{again:?}");
    assert_eq!(again.expect(201), issued);
    let other = with(phytosanitary(), "about", json!("beans"));
    assert_eq!(
        server.post_keyed(PLANT_HEALTH, "/v1/certificates", &other, "one").expect(422)["code"],
        "key_used"
    );
    replays(&server);
    let server = server.restarted();
    let shown = server.get(FILER, &format!("/v1/certificates/{}", text(&issued, "number"))).expect(200);
    assert_eq!(shown, issued, "its holder sees it, signed the same after a restart");
    replays(&server);
}

#[test]
fn who_only_counts_numbers_learns_whether_it_is_good_and_nothing_else() {
    let server = Server::start();
    let issued = issue(&server, PLANT_HEALTH, &phytosanitary()).expect(201);
    let number = text(&issued, "number");
    for reply in [
        public(&server, number, ""),
        server.get(OTHER_FILER, &format!("/v1/certificates/{number}")),
        server.get(WILDLIFE, &format!("/v1/certificates/{number}")),
    ] {
        for hidden in ["Sandbox Filer", "tomato", "plant-health", "CKT1", "phyto"] {
            assert!(!reply.text.contains(hidden), "{hidden}: {reply:?}");
        }
        let told = reply.expect(200);
        assert_eq!((text(&told, "status"), text(&told, "valid_until")), ("valid", "2026-06-30"));
    }
    let with_code = public(&server, number, &format!("?code={}", text(&issued, "code"))).expect(200);
    assert_eq!(with_code, issued);
    let other =
        issue(&server, PLANT_HEALTH, &with(phytosanitary(), "holder", json!("Other Filer"))).expect(201);
    for code in [text(&other, "code"), "CKT1.x.y", ""] {
        public(&server, number, &format!("?code={code}")).expect(400);
    }
    public(&server, "cert_0000000009999", "").expect(404);
    public(&server, "cert_1", "").expect(404);
    // The number of an entry that is no certificate.
    public(&server, "cert_0000000000001", "").expect(404);
    let bad = server.get("nobody", &format!("/v1/certificates/{number}"));
    assert_eq!(bad.expect(401)["code"], "credential_unknown");

    let numbers = |token: &str| -> Vec<String> {
        let list = server.get(token, "/v1/certificates").expect(200);
        list["certificates"].as_array().unwrap().iter().map(|one| text(one, "number").to_owned()).collect()
    };
    let both = vec![text(&other, "number").to_owned(), number.to_owned()];
    assert_eq!(numbers(PLANT_HEALTH), both);
    assert_eq!(numbers(OFFICER), both);
    assert_eq!((numbers(FILER), numbers(OTHER_FILER)), (both[1..].to_vec(), both[..1].to_vec()));
    assert_eq!(numbers(WILDLIFE), Vec::<String>::new());
    let first = server.get(PLANT_HEALTH, "/v1/certificates?limit=1").expect(200);
    assert_eq!(text(&first, "next"), both[0]);
    let second = server.get(PLANT_HEALTH, &format!("/v1/certificates?limit=1&after={}", both[0])).expect(200);
    assert_eq!((text(&second["certificates"][0], "number"), &second["next"]), (number, &Value::Null));
    server.get(PLANT_HEALTH, "/v1/certificates?after=x").expect(400);
}

#[test]
fn what_cannot_stand_on_a_certificate_is_told_with_its_place() {
    let server = Server::start();
    let check = |field: &str, value: Value| {
        refuses(&server, PLANT_HEALTH, &with(phytosanitary(), field, value), &format!("/{field}"));
    };
    check("kind", json!("beauty"));
    for bad in ["", "-", "two\nlines", "nul\0", "turned\u{202e}round", &"x".repeat(101)] {
        check("holder", json!(bad));
    }
    check("about", json!("a\r\nvalid_until 2099-12-31"));
    check("about", json!("x".repeat(201)));
    for bad in ["2026-3-2", "20260302", "2026-02-30", "soon", ""] {
        check("valid_from", json!(bad));
    }
    check("valid_until", json!("2026-03-01"));
    check("valid_until", json!("2046-03-01"));
    check("consignment", json!("c_0000000000099"));
    check("origin_country", json!("QQ"));
    let over = with(phytosanitary(), "valid_from", json!("2025-01-01"));
    refuses(&server, PLANT_HEALTH, &with(over, "valid_until", json!("2026-03-01")), "/valid_until");
    let origin = with(phytosanitary(), "kind", json!("origin"));
    refuses(&server, PLANT_HEALTH, &origin, "/origin_country");
    let trusted = with(with(phytosanitary(), "kind", json!("trusted_trader")), "origin_country", json!("CN"));
    refuses(&server, OFFICER, &trusted, "/origin_country");
    let all = json!({
        "kind": "x", "holder": "", "about": "", "valid_from": "x", "valid_until": "x", "origin_country": "x",
    });
    assert_eq!(
        issue(&server, OFFICER, &all).expect(400)["errors"].as_array().unwrap().len(),
        6,
        "all at once"
    );
    issue(&server, PLANT_HEALTH, &with(phytosanitary(), "more", json!(1))).expect(400);
    let list = server.get(OFFICER, "/v1/certificates").expect(200);
    assert_eq!(list["certificates"], json!([]), "nothing of it was kept");
}

#[test]
fn each_kind_has_its_issuers_and_goods_that_they_know() {
    let server = Server::start();
    for (token, kind, status) in [
        (OFFICER, "phytosanitary", 403),
        (OTHER_OFFICER, "trusted_trader", 403),
        (PLANT_HEALTH, "trusted_trader", 403),
        (OTHER_OFFICER, "origin", 201),
        (PLANT_HEALTH, "origin", 201),
        (TAX, "trusted_trader", 201),
        (FILER, "origin", 403),
    ] {
        let mut body = with(phytosanitary(), "kind", json!(kind));
        if kind == "origin" {
            body["origin_country"] = json!("CN");
        }
        assert_eq!(issue(&server, token, &body).status, status, "{token} {kind}");
    }
    let lodged = server.post(FILER, "/v1/declarations", &harmless("C-1", "CERTPARCEL1")).expect(200);
    let id = text(&lodged, "consignment");
    let origin = with(phytosanitary(), "kind", json!("origin"));
    let origin = with(with(origin, "origin_country", json!("CN")), "consignment", json!("CERTPARCEL1"));
    assert_eq!(issue(&server, OFFICER, &origin).expect(201)["consignment"], id);
    let unknown = issue(&server, PLANT_HEALTH, &origin).expect(400);
    assert_eq!(unknown["errors"][0]["code"], "unknown_consignment", "it was not asked about it: {unknown}");
    replays(&server);
}

const REGISTER: &str = "party,name,kind,scheme,number,amount,secured_percent,valid_from,valid_to,law,key\n\
    Sandbox Filer,Bright Shop Ltd.,trusted_trader,,XA-AEO-1,,,2026-01-01,2026-04-30,XA Customs Act s.9,\n\
    Other Filer,Dim Shop Ltd.,trusted_trader,,XA-AEO-2,,,2025-01-01,2025-12-31,XA Customs Act s.9,\n";

#[test]
fn a_trusted_trader_is_one_by_the_register_and_no_longer() {
    let server = Server::with_register(REGISTER);
    let body =
        |holder: &str| with(with(phytosanitary(), "kind", json!("trusted_trader")), "holder", json!(holder));
    for holder in ["Bright Shop Ltd.", "Sandbox Filer"] {
        let issued = issue(&server, TAX, &body(holder)).expect(201);
        assert_eq!(text(&issued, "valid_until"), "2026-04-30", "no later than the register has it");
        let path = format!("/v1/certificates/{}", text(&issued, "number"));
        assert_eq!(server.get(FILER, &path).expect(200)["holder"], holder, "its holder by either name");
    }
    for holder in ["Dim Shop Ltd.", "Nobody Ltd."] {
        assert_eq!(issue(&server, TAX, &body(holder)).expect(409)["code"], "not_trusted", "{holder}");
    }
    let later = with(body("Sandbox Filer"), "valid_from", json!("2026-05-01"));
    assert_eq!(issue(&server, TAX, &later).expect(409)["code"], "not_trusted", "not on that day");
    let events = server.get(FILER, "/v1/events?limit=200").expect(200);
    let told =
        events["events"].as_array().unwrap().iter().filter(|event| event["type"] == "certificate.issued");
    assert_eq!(told.count(), 2, "{events}");
}

#[test]
fn a_certificate_is_revoked_once_by_its_issuer_or_a_supervisor() {
    let server = Server::embedded();
    let issued = issue(&server, PLANT_HEALTH, &phytosanitary()).expect(201);
    let number = text(&issued, "number");
    let path = format!("/v1/certificates/{number}/revocation");
    let reason = json!({ "reason": "a beetle was found" });
    assert_eq!(server.post(WILDLIFE, &path, &reason).status, 404, "another authority");
    assert_eq!(server.post(OTHER_OFFICER, &path, &reason).status, 403, "an officer who issued another");
    assert_eq!(server.post(FILER, &path, &reason).status, 403, "its holder");
    for bad in ["", "  ", "nul\0"] {
        assert_eq!(server.post(PLANT_HEALTH, &path, &json!({ "reason": bad })).status, 400);
    }
    assert_eq!(
        server.post(PLANT_HEALTH, "/v1/certificates/cert_0000000000001/revocation", &reason).status,
        404
    );
    server.later(SignedDuration::from_hours(24));
    let revoked = server.post_keyed(PLANT_HEALTH, &path, &reason, "gone").expect(200);
    assert_eq!((text(&revoked, "status"), text(&revoked, "reason")), ("revoked", "a beetle was found"));
    let again = server.post_keyed(PLANT_HEALTH, &path, &reason, "gone");
    assert_eq!((again.header("idempotent-replayed"), again.status), (Some("true"), 200));
    assert_eq!(server.post(OFFICER, &path, &reason).expect(409)["code"], "already_revoked");
    let told = public(&server, number, &format!("?code={}", text(&issued, "code")));
    assert!(!told.text.contains("beetle"), "why is not for everybody: {told:?}");
    let told = told.expect(200);
    assert_eq!((text(&told, "status"), text(&told, "revoked_at")), ("revoked", "2026-03-03T12:00:00Z"));
    let events = server.get(FILER, "/v1/events?limit=200").expect(200);
    let told =
        events["events"].as_array().unwrap().iter().find(|event| event["type"] == "certificate.revoked");
    assert_eq!(told.unwrap()["certificate"], number, "its holder is told");
    let second = issue(&server, PLANT_HEALTH, &phytosanitary()).expect(201);
    let by_supervisor = format!("/v1/certificates/{}/revocation", text(&second, "number"));
    assert_eq!(server.post(OFFICER, &by_supervisor, &reason).expect(200)["status"], "revoked");
    replays(&server);
    let server = server.restarted();
    assert_eq!(public(&server, number, "").expect(200)["status"], "revoked");
    replays(&server);
    // Somebody makes it good again in the table.
    let mut server = server;
    server.stop();
    let database = rusqlite::Connection::open(server.folder().join("cocket.db")).unwrap();
    database.execute("UPDATE certificate SET revoked_by = NULL", []).unwrap();
    let (reader, _) = store::open_for_reading(server.folder()).unwrap();
    let differing = reader.differing_views().unwrap();
    assert!(differing.iter().any(|one| one.starts_with("certificates")), "{differing:?}");
}

#[test]
fn a_certificate_stands_by_the_day() {
    let server = Server::start();
    let later = with(phytosanitary(), "valid_from", json!("2026-03-03"));
    let issued = issue(&server, PLANT_HEALTH, &later).expect(201);
    let status = || public(&server, text(&issued, "number"), "").expect(200)["status"].clone();
    assert_eq!(status(), "not_yet");
    server.later(SignedDuration::from_hours(24));
    assert_eq!(status(), "valid");
    server.later(SignedDuration::from_hours(24 * 120));
    assert_eq!(status(), "expired");
}

fn send(server: &Server, code: &str) -> String {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let body = format!("code={}", code.replace('#', "%23").replace('/', "%2F").replace('=', "%3D"));
    let reply = server.call("POST", "/check", &[form], body.as_bytes());
    assert!(matches!(reply.status, 200 | 400), "{reply:?}");
    reply.text
}

/// The verdict that a page shows.
fn verdict(page: &str) -> &str {
    let block = page
        .split("data-verdict=\"")
        .skip(1)
        .find(|block| block.split('>').next().is_some_and(|tag| !tag.contains("hidden")));
    block.map_or("", |block| block.split('"').next().unwrap())
}

#[test]
fn the_page_checks_without_a_script_and_knows_of_revocations() {
    let server = Server::start();
    let issued = issue(&server, PLANT_HEALTH, &phytosanitary()).expect(201);
    let code = text(&issued, "code");
    let plain = server.call("GET", "/check", &[], b"").expect_page(200);
    assert_eq!(verdict(&plain), "", "nothing was checked");
    let key = plain.split("data-key=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(evidence::VerifyingKey::parse(key).is_some(), "{key}");
    let good = send(&server, code);
    assert_eq!(verdict(&good), "valid");
    assert!(good.contains("tomato seeds, 2 kg") && good.contains("30 June 2026"), "{good}");
    assert_eq!(verdict(&send(&server, &format!("http://test/check#{code}"))), "valid");
    let changed = code.replace("CKT1.Y29", "CKT1.Y28");
    assert_eq!(verdict(&send(&server, &changed)), "unreadable", "no text begins like this");
    let (said, signature) = code.rsplit_once('.').unwrap();
    let other = issue(&server, PLANT_HEALTH, &with(phytosanitary(), "about", json!("beans"))).expect(201);
    let mixed = format!("{}.{signature}", text(&other, "code").rsplit_once('.').unwrap().0);
    let forged = send(&server, &mixed);
    assert_eq!(verdict(&forged), "forged");
    assert!(!forged.contains("beans"), "what a forged one says is not repeated as said");
    assert_eq!(verdict(&send(&server, said)), "unreadable");
    let (reader, seed) = store::open_for_reading(server.folder()).unwrap();
    let certificate =
        Certificate { number: "cert_0000000000777", ..Certificate::parse(text(&issued, "text")).unwrap() };
    let unknown = SigningKey::from_seed(&seed).unwrap().sign_certificate(&certificate).unwrap();
    drop(reader);
    assert_eq!(verdict(&send(&server, &unknown.code())), "unknown", "the record does not have it");
    for hostile in ["", "<script>alert(1)</script>", &"x".repeat(60_000)] {
        let page = send(&server, hostile);
        assert_eq!(verdict(&page), "unreadable");
        assert!(!page.contains("<script>alert"));
    }
    let path = format!("/v1/certificates/{}/revocation", text(&issued, "number"));
    server.post(PLANT_HEALTH, &path, &json!({ "reason": "a beetle was found" })).expect(200);
    let revoked = send(&server, code);
    assert_eq!(verdict(&revoked), "revoked");
    assert!(revoked.contains("Revoked 2 March 2026") && !revoked.contains("beetle"), "{revoked}");
    server.later(SignedDuration::from_hours(24 * 200));
    assert_eq!(verdict(&send(&server, text(&other, "code"))), "expired");
}

#[test]
fn what_keeps_the_page_names_files_that_are_there_and_no_person() {
    let server = Server::start();
    let worker = server.call("GET", "/check-worker.js", &[], b"");
    assert_eq!((worker.status, worker.header("cache-control")), (200, Some("no-cache")), "{worker:?}");
    assert!(worker.header("content-type").unwrap().starts_with("text/javascript"));
    assert!(!worker.text.contains("COCKET_"), "every mark is filled in: {}", worker.text);
    let files = worker.text.split("const FILES = [").nth(1).unwrap().split(']').next().unwrap();
    let files: Vec<&str> = files.split(", ").map(|file| file.trim_matches('"')).collect();
    assert_eq!(files.len(), 9, "{files:?}");
    for file in &files {
        assert_eq!(server.call("GET", file, &[], b"").status, 200, "{file}");
    }
    for language in ["en", "fr", "ar"] {
        let page = server.call("GET", &format!("/check?lang={language}"), &[], b"").expect_page(200);
        let loads = page.split("=\"").filter(|part| part.starts_with("/assets/"));
        for asset in loads.map(|part| part.split('"').next().unwrap()) {
            assert!(files.contains(&asset), "{language}: {asset} is not kept");
        }
    }
    assert!(worker.text.contains("credentials: \"omit\""), "the page is kept as nobody signed in sees it");
}

#[test]
fn pages_issue_show_and_revoke_for_those_who_may() {
    let server = Server::start();
    let agency = server.enter("agency");
    let fields = [
        ("key", "k-1"),
        ("kind", "phytosanitary"),
        ("holder", "Sandbox Filer"),
        ("about", "seeds <b>&"),
        ("origin_country", ""),
        ("consignment", ""),
        ("valid_from", "2026-03-02"),
        ("valid_until", "2026-06-30"),
    ];
    let sent = agency.post("/certificates/new", "/certificates/new", &fields);
    assert_eq!(sent.status, 303, "{sent:?}");
    let path = sent.header("location").unwrap().to_owned();
    let again = agency.post("/certificates/new", "/certificates/new", &fields);
    assert_eq!(again.header("location"), Some(path.as_str()), "the same form makes one certificate");
    let page = agency.get(&path).expect_page(200);
    assert!(page.contains("<svg") && page.contains("seeds &#60;b&#62;&#38;"), "{page}");
    assert!(page.contains("/revocation\""), "its issuer may revoke it");
    for (door, status) in [("filer", 200), ("officer", 200), ("other-filer", 404), ("other-agency", 404)] {
        let reply = server.enter(door).get(&path);
        assert_eq!(reply.status, status, "{door}");
        assert!(status == 200 || !reply.text.contains("Sandbox Filer"), "{door}");
    }
    assert!(!server.enter("filer").get(&path).text.contains("/revocation\""), "its holder may not");
    let wrong =
        agency.post("/certificates/new", "/certificates/new", &[("key", "k-2"), ("kind", "phytosanitary")]);
    let wrong = wrong.expect_page(400);
    for field in ["holder", "about", "valid_from", "valid_until"] {
        assert!(wrong.contains(&format!("<li><a href=\"#{field}\">")), "{field}: {wrong}");
    }
    let revocation = format!("{path}/revocation");
    assert_eq!(agency.post(&revocation, &path, &[("key", "r-1"), ("reason", "")]).status, 409, "no reason");
    let other = server.enter("other-agency");
    assert_eq!(other.post(&revocation, "/certificates/new", &[("key", "r"), ("reason", "x")]).status, 404);
    let sent = agency.post(&revocation, &path, &[("key", "r-2"), ("reason", "a beetle was found")]);
    assert_eq!((sent.status, sent.header("location")), (303, Some(path.as_str())), "{sent:?}");
    let page = agency.get(&path).expect_page(200);
    assert!(page.contains("a beetle was found") && !page.contains("/revocation\""), "{page}");
    let list = agency.get("/certificates").expect_page(200);
    assert!(list.contains("Revoked") && list.contains(path.rsplit('/').next().unwrap()), "{list}");
    replays(&server);
}

//! Pages as browsers and those who forge them use them.

use crate::harness::{CARRIER, FILER, OFFICER, Reply, Server, declaration, field, harmless, tracking};
use serde_json::{Value, json};
use service::pages::{Who, all};

/// The doors, and the roles behind each.
const DOORS: [(&str, &[&str]); 4] = [
    ("filer", &["filer"]),
    ("officer", &["officer", "supervisor"]),
    ("agency", &["agency"]),
    ("admin", &["administrator"]),
];

/// A path of the table with something in its variable parts.
fn concrete(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "x-1".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn every_page_is_for_those_of_the_table_only() {
    let server = Server::start();
    for page in all().filter(|page| page.path != "/demo/reset" && page.path != "/sign-out") {
        let path = concrete(page.path);
        let nobody = server.call(page.method, &path, &[], b"");
        let is_asked = |reply: &Reply| {
            reply.status == 303 && reply.header("location").is_some_and(|to| to.starts_with("/sign-in?"))
        };
        assert_eq!(is_asked(&nobody), page.who != Who::Everybody, "{} {path}: {nobody:?}", page.method);
        for (door, roles) in DOORS {
            let browser = server.enter(door);
            let reply = match page.method {
                "GET" => browser.get(&path),
                _ => browser.post_as_it_is(&path, &[], &[]),
            };
            let may = match page.who {
                Who::Everybody | Who::SignedIn => true,
                Who::Roles(wanted) => wanted.iter().any(|role| roles.contains(&role.as_str())),
            };
            let is_refused = reply.status == 403 && reply.text.contains("Your account may not see this page");
            assert_eq!(is_refused, !may, "{} {path} as {door}: {}", page.method, reply.status);
            assert!(reply.status < 500, "{} {path} as {door}: {reply:?}", page.method);
        }
    }
}

#[test]
fn pages_are_told_to_browsers_with_care() {
    let server = Server::start();
    for path in ["/", "/estimate", "/track", "/thresholds", "/sign-in", "/demo", "/no-such-page"] {
        let reply = server.call("GET", path, &[("accept", "text/html")], b"");
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!reply.text.contains("<script>") && !reply.text.contains("style="), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[test]
fn pages_speak_the_language_that_is_asked_for() {
    let server = Server::start();
    let arabic = server.call("GET", "/estimate?lang=ar", &[], b"");
    assert!(arabic.text.contains("<html lang=\"ar\" dir=\"rtl\""), "{}", arabic.text);
    assert!(arabic.text.contains("/track?lang=ar"), "the language goes along");
    let french = server.call("GET", "/estimate", &[("accept-language", "fr-CH, fr;q=0.9, en;q=0.8")], b"");
    assert!(french.text.contains("<html lang=\"fr\" dir=\"ltr\""));
    let unknown = server.call("GET", "/estimate?lang=tlh", &[], b"");
    assert!(unknown.text.contains("<html lang=\"en\""));
}

#[test]
fn an_estimate_is_one_address_and_the_same_sum_as_the_quote() {
    let server = Server::start();
    let step = server.call("GET", "/estimate?goods=t-shirt&from=CN", &[], b"");
    assert!(step.text.contains("value=\"61091010\""), "{}", step.text);
    let path = "/estimate?goods=t-shirt&from=CN&code=61091010&value=180.00&currency=USD&freight=12";
    let page = server.call("GET", path, &[], b"");
    let asked = json!({
        "from": "CN", "code": "61091010", "value": { "amount": "180.00", "currency": "USD" }, "freight": "12",
    });
    let quoted = server.post("", "/v1/estimates", &asked).expect(200);
    let payable = quoted["assessment"]["payable"].as_str().unwrap();
    assert!(page.text.contains(&format!("{payable} EXD")), "{payable}: {}", page.text);
    assert!(page.text.contains("as_of=2026-03-02"));
    for bad in [
        "/estimate?goods=t-shirt",
        "/estimate?goods=x&from=CN&code=61091010&value=abc&currency=USD",
        "/estimate?goods=x&from=CN&code=999&value=1&currency=USD",
        "/estimate?goods=x&from=CN&code=61091010&value=1&currency=ZZZ",
        "/estimate?goods=x&from=CN&code=61091010&value=-5&currency=USD",
        "/estimate?goods=x&from=QQ&code=61091010&value=5&currency=USD&as_of=yesterday",
    ] {
        let reply = server.call("GET", bad, &[], b"");
        assert_eq!(reply.status, 200, "{bad}: {reply:?}");
        assert!(reply.text.contains("govuk-error-summary"), "{bad}: {}", reply.text);
    }
}

#[test]
fn tracking_tells_phase_and_turn_and_stops_those_who_guess() {
    let server = Server::start();
    let mut parcel = harmless("T-1", &tracking(7));
    parcel["consignee"]["name"] = json!("Ana Secretperson");
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let path = format!("/track/{}", tracking(7));
    let found = server.call("GET", &path, &[], b"");
    assert_eq!(found.status, 200);
    assert!(found.text.contains("whoever brings the parcel") && !found.text.contains("Secretperson"));
    assert!(!found.text.contains("Sandbox Filer"));
    let sent = server.call("GET", "/track?number=%20lx473%20124829cn", &[], b"");
    assert_eq!((sent.status, sent.header("location")), (303, Some("/track/LX473124829CN")));
    let guesses: Vec<u16> =
        (0..25).map(|n| server.call("GET", &format!("/track/GUESS{n:04}"), &[], b"").status).collect();
    assert!(guesses[..20].iter().all(|status| *status == 404), "{guesses:?}");
    assert!(guesses[20..].iter().all(|status| *status == 429), "{guesses:?}");
    assert_eq!(server.call("GET", &path, &[], b"").status, 429, "who guesses is told nothing for a while");
}

#[test]
fn forms_from_elsewhere_forged_or_sent_again_do_nothing() {
    let server = Server::start();
    let lodged = server.post(FILER, "/v1/declarations", &harmless("F-1", &tracking(1))).expect(200);
    let id = lodged["consignment"].as_str().unwrap();
    let (page, path) = (format!("/control/{id}"), format!("/control/{id}/decision"));
    let officer = server.enter("officer");
    let shown = officer.get(&page);
    let (proof, key) = (field(&shown.text, "proof"), field(&shown.text, "key"));
    let fields = [("key", key.as_str()), ("decision", "hold"), ("words", "look again")];
    let phase = || server.get(OFFICER, &format!("/v1/consignments/{id}")).json()["phase"].clone();

    assert_eq!(officer.post_as_it_is(&path, &fields, &[]).status, 403, "without proof");
    let other = field(&server.enter("officer").get(&page).text, "proof");
    let forged = [&[("proof", other.as_str())], fields.as_slice()].concat();
    assert_eq!(officer.post_as_it_is(&path, &forged, &[]).status, 403, "with another session's proof");
    let own = [&[("proof", proof.as_str())], fields.as_slice()].concat();
    for elsewhere in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        assert_eq!(officer.post_as_it_is(&path, &own, &[elsewhere]).status, 403, "{elsewhere:?}");
    }
    assert_eq!(phase(), "accepted");
    assert_eq!(officer.post_as_it_is(&path, &own, &[("origin", "http://test")]).status, 303);
    assert_eq!(phase(), "held");
    let entries = || server.get(OFFICER, "/v1/events?limit=200").json()["events"].as_array().unwrap().len();
    let before = entries();
    assert_eq!(officer.post_as_it_is(&path, &own, &[]).status, 303, "the same form again is done already");
    assert_eq!(entries(), before);
    assert_eq!(officer.post(&path, &page, &[("decision", "hold"), ("key", "k")]).status, 409, "no reason");
    let much = "x".repeat(70_000);
    assert_eq!(officer.post(&path, &page, &[("words", &much)]).status, 400, "too large");
}

#[test]
fn a_session_is_new_each_time_and_ends() {
    let server = Server::start();
    let fixed = format!("cocket_session={}", "a".repeat(64));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let reply = server.call("POST", "/demo/enter/officer", &[form, ("cookie", &fixed)], b"");
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        !cookie.contains(&"a".repeat(64)) && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax")
    );
    assert_eq!(
        server.call("GET", "/control", &[("cookie", &fixed)], b"").header("location"),
        Some("/sign-in?next=%2Fcontrol")
    );
    let officer = server.enter("officer");
    assert_eq!(officer.post("/sign-out", "/control/lists/examination", &[]).status, 303);
    assert!(officer.get("/control").header("location").unwrap().starts_with("/sign-in"));
    let late = server.enter("officer");
    server.later(jiff::SignedDuration::from_hours(13));
    assert!(late.get("/control").header("location").unwrap().starts_with("/sign-in"));
}

#[test]
fn signing_in_leads_nowhere_else_and_is_not_tried_for_ever() {
    let server = Server::start();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let mut statuses = Vec::new();
    for _ in 0..12 {
        let body = b"name=Customs+officer&password=wrong+wrong+wrong&next=https%3A%2F%2Fevil.example";
        let reply = server.call("POST", "/sign-in", &[form], body);
        assert!(reply.header("set-cookie").is_none());
        statuses.push(reply.status);
    }
    assert_eq!((statuses[0], statuses[11]), (403, 429), "{statuses:?}");
}

#[test]
fn hostile_texts_are_shown_as_texts() {
    let server = Server::start();
    let hostile = "<script>alert(1)</script> \"onload=x 'y' {{7*7}}";
    let mut parcel = declaration("category-2-small-parcel", json!({}));
    parcel["goods_items"][0]["description"] = json!(hostile);
    parcel["consignee"]["name"] = json!("<img src=x onerror=alert(2)>");
    parcel["seller"] = json!({ "name": "=HYPERLINK(\"http://evil.example\")" });
    let lodged = server.post(CARRIER, "/v1/declarations", &parcel);
    let Value::String(id) = lodged.json()["consignment"].clone() else { panic!("{lodged:?}") };
    let page = server.enter("officer").get(&format!("/control/{id}"));
    assert_eq!(page.status, 200, "{page:?}");
    assert!(!page.text.contains("<script>alert") && !page.text.contains("<img src=x"), "{}", page.text);
    assert!(page.text.contains("&#60;script&#62;alert(1)"), "{}", page.text);
}

#[test]
fn an_estimate_guesses_at_no_amount_and_shows_what_was_typed() {
    let server = Server::start();
    let ask = |pairs: &str| {
        let path = format!("/estimate?goods=t-shirt&currency=USD&{pairs}");
        server.call("GET", &path, &[], b"").expect_page(200)
    };
    let errors = |text: &str| text.matches("<li><a href=\"#").count();
    for typed in ["1,200", "1.200", "0,500", "12,345"] {
        let page = ask(&format!("from=CN&code=61091010&value={typed}"));
        assert!(page.contains(&format!("“{typed}” can be read in two ways")), "{page}");
        assert!(
            page.contains(&format!("id=\"value\" name=\"value\" type=\"text\" value=\"{typed}\"")),
            "{page}"
        );
        let freight = ask(&format!("from=CN&code=61091010&value=5&freight={typed}"));
        assert!(freight.contains("href=\"#freight\"") && errors(&freight) == 1, "{freight}");
    }
    for typed in ["1.200,50", "1,200.50", "1,200,000", "24,9x"] {
        let page = ask(&format!("from=CN&code=61091010&value={typed}"));
        assert!(page.contains(&format!("“{typed}” is not a number")), "{page}");
        assert!(page.contains(&format!("name=\"value\" type=\"text\" value=\"{typed}\"")), "{page}");
    }
    let sum = |typed: &str| {
        let page = ask(&format!("from=CN&code=61091010&value={typed}"));
        page.split("govuk-panel__title\">").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    };
    assert_eq!(sum("180,50"), sum("180.50"));
    assert!(sum("180,50").contains("EXD"));

    let nothing = ask("from=CN&code=61091010&value=0");
    assert_eq!(errors(&nothing), 1, "said once: {nothing}");
    for unknown in ["from=ZZ", "from=ZZ&code=61091010&value=5", "from=QQ", "code=61091010&value=5", "from="] {
        let page = ask(unknown);
        assert!(page.contains("Step 1 of 3") && page.contains("href=\"#from\""), "{unknown}: {page}");
        assert_eq!(errors(&page), 1, "{unknown}");
    }
    assert!(ask("from=CN").contains("Step 2 of 3"));
}

#[test]
fn addresses_that_cannot_be_read_are_answered_as_they_were_asked() {
    let server = Server::start();
    let html = ("accept", "text/html,application/xhtml+xml");
    for path in
        ["/estimate?goods=a&goods=b", "/figures?days=1&days=2", "/track?number=1&number=2", "/track/%FF"]
    {
        let page = server.call("GET", path, &[html], b"").expect_page(400);
        assert!(page.contains("The address of this page cannot be read"), "{path}: {page}");
        let problem = server.call("GET", path, &[("accept", "*/*")], b"").expect(400);
        assert_eq!(problem["code"], "unreadable", "{path}");
    }
    let officer = server.enter("officer");
    let headers = [html, ("cookie", officer.cookie.as_str())];
    let page = server.call("GET", "/control/lists/agency?by=1&by=2", &headers, b"").expect_page(400);
    assert!(page.contains("Customs officer"), "whoever is signed in stays so: {page}");
}

#[test]
fn addresses_of_forms_lead_to_their_pages() {
    let server = Server::start();
    let html = ("accept", "text/html");
    for (form, page) in [
        ("/control/c_1/decision?lang=ar", "/control/c_1?lang=ar"),
        ("/control/c_1/examination", "/control/c_1"),
        ("/trade/files", "/trade"),
        ("/agency/c_1-1/decision?lang=fr", "/agency/c_1-1?lang=fr"),
        ("/admin/accounts/3/password", "/admin/accounts/3"),
        ("/admin/accounts/3/disable", "/admin/accounts/3"),
        ("/demo/enter/filer?lang=ar", "/demo?lang=ar"),
        ("/demo/reset", "/demo"),
        ("/sign-out?lang=ar", "/?lang=ar"),
    ] {
        let led = server.call("GET", form, &[html], b"");
        assert_eq!((led.status, led.header("location")), (303, Some(page)), "{form}");
        let problem = server.call("GET", form, &[], b"").expect(405);
        assert_eq!(problem["code"], "method_not_allowed", "{form}");
    }
    for page in all().filter(|page| page.method == "POST") {
        let reply = server.call("GET", &concrete(page.path), &[html], b"");
        assert!(reply.status != 405, "{}: {reply:?}", page.path);
    }
}

#[test]
fn tracking_tells_what_happened_in_its_order() {
    let server = Server::start();
    let number = tracking(8);
    let parcel = harmless("T-2", &number);
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    // It was here before it was declared.
    let report = json!({ "office": "XAPRT1", "arrived": "2026-03-02T09:00:00Z", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &report).expect(200);
    let page = server.call("GET", &format!("/track/{number}"), &[], b"").expect_page(200);
    let times: Vec<&str> =
        page.split("<time datetime=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(times.len(), 3, "{page}");
    assert!(times.is_sorted(), "{times:?}");
    assert!(page.find("Arrived in the country") < page.find("Declared to customs"), "{page}");
}

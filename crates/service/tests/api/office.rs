//! Figures for everybody, the pages of other authorities, and those of the administration.

use crate::harness::{
    Browser, CARRIER, FILER, OFFICER, Reply, Server, declaration, field, harmless, tracking,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A golden case under a number of its own.
fn parcel(case: &str, serial: u32) -> Value {
    let transport = json!({ "document": tracking(serial), "office": "XAPRT1" });
    let reference = format!("P-{serial}");
    declaration(
        case,
        json!({ "reference": reference, "tracking_number": tracking(serial), "ucr": null, "transport": transport }),
    )
}

/// Parcels of several kinds, some of them here after ten minutes. Gives their ids.
fn traffic(server: &Server) -> Vec<String> {
    let mut ids = Vec::new();
    let cases =
        ["category-1-letters", "category-3-tax-due-by-post", "agency-refuses-all", "refused-switchblade"];
    for (serial, case) in (1..).zip(cases) {
        let lodged = server.post(FILER, "/v1/declarations", &parcel(case, serial)).expect(200);
        ids.push(lodged["consignment"].as_str().unwrap().to_owned());
    }
    for serial in 11..=13 {
        let harmless = harmless(&format!("H-{serial}"), &tracking(serial));
        let lodged = server.post(CARRIER, "/v1/declarations", &harmless).expect(200);
        ids.push(lodged["consignment"].as_str().unwrap().to_owned());
    }
    server.post(FILER, "/v1/declarations", &json!({ "reference": "F-1" })).expect(422);
    server.later(SignedDuration::from_mins(10));
    let here = json!({ "office": "XAPRT1", "consignments": [tracking(11), tracking(12)] });
    server.post(CARRIER, "/v1/arrivals", &here).expect(200);
    ids
}

fn statistic(server: &Server, name: &str) -> Value {
    server.call("GET", &format!("/v1/statistics/{name}"), &[], b"").expect(200)
}

/// An amount in minor units.
fn minor(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[test]
fn figures_agree_with_a_recount() {
    let server = Server::start();
    let ids = traffic(&server);
    let (mut standing, mut charged) = (BTreeMap::new(), BTreeMap::new());
    for id in &ids {
        let seen = server.get(OFFICER, &format!("/v1/consignments/{id}")).expect(200);
        let decision = &seen["decision"];
        let so = [&decision["category"], &seen["phase"], &seen["outcome"]].map(Value::to_string);
        *standing.entry(so).or_insert(0) += 1;
        for line in decision["assessment"]["lines"].as_array().unwrap() {
            for charge in line["charges"].as_array().unwrap() {
                let so = [&charge["kind"], &charge["status"]].map(Value::to_string);
                *charged.entry(so).or_insert(0) += minor(&charge["amount"]);
            }
        }
    }
    charged.retain(|_, amount| *amount != 0);
    assert!(standing.len() > 3 && charged.len() > 1, "{standing:?} {charged:?}");

    let told = statistic(&server, "categories");
    assert_eq!((&told["declarations"], &told["sent_back"]), (&json!(ids.len()), &json!(1)));
    assert_eq!((&told["from"], &told["to"]), (&json!("2026-02-01"), &json!("2026-03-02")));
    let rows = told["consignments"].as_array().unwrap().iter().map(|row| {
        let so = [&row["category"], &row["phase"], &row["outcome"]].map(Value::to_string);
        (so, row["count"].as_i64().unwrap())
    });
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), standing);

    let told = statistic(&server, "charges");
    let rows = told["charged"].as_array().unwrap().iter();
    let rows = rows.map(|row| ([&row["kind"], &row["status"]].map(Value::to_string), minor(&row["amount"])));
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), charged);

    let told = statistic(&server, "time-release");
    let released = json!({ "category": null, "releases": 2, "p50": 10, "p75": 10, "p90": 10, "p95": 10 });
    assert_eq!((&told["since_filing"][0], &told["since_filing"][1]["category"]), (&released, &json!(2)));
    assert_eq!(told["since_arrival"][0]["p95"], 0);
    let text = told.to_string() + &statistic(&server, "categories").to_string();
    assert!(!text.contains("Filer") && !text.contains("Carrier"), "nobody is named: {text}");
}

#[test]
fn the_page_of_figures_says_what_the_statistics_say() {
    let server = Server::start();
    let nothing = server.call("GET", "/figures?days=1", &[], b"");
    assert_eq!(nothing.status, 200);
    assert!(
        nothing.text.contains("Nothing to show for these days.")
            && !nothing.text.contains("<svg class=\"cocket-chart\"")
    );
    traffic(&server);
    for (days, lead) in [("", "from 1 February 2026 to 2 March 2026"), ("?days=7", "from 24 February 2026")] {
        let page = server.call("GET", &format!("/figures{days}"), &[], b"");
        assert_eq!(page.status, 200);
        assert!(page.text.contains(lead), "{}", page.text);
        assert!(page.text.contains("id=\"figures\" data-live=\"5\""));
        assert!(page.text.contains("<dd><bdi>7</bdi> <small>and 1 sent back</small></dd>"), "{}", page.text);
        assert!(
            page.text.contains("<dd><bdi>28.6%</bdi> <small>2 of 7 parcels</small></dd>"),
            "{}",
            page.text
        );
        assert_eq!(page.text.matches("role=\"img\" aria-label=\"").count(), 4, "each chart is said in words");
        assert_eq!(page.text.matches("<table").count(), 4, "each chart has its table");
        assert!(page.text.contains("<td class=\"govuk-table__cell govuk-table__cell--numeric\" data-label=\"50%\"><bdi class=\"cocket-keep\">10 min</bdi></td>"));
        assert!(!page.text.contains("style=") && !page.text.contains("Sandbox"));
    }
    let arabic = server.call("GET", "/figures?days=1&lang=ar", &[], b"");
    assert!(arabic.text.contains("dir=\"rtl\"") && !arabic.text.contains("page-fi"), "{}", arabic.text);
}

#[test]
fn statistics_that_are_none_are_told_so() {
    let server = Server::start();
    let get = |path: &str| server.call("GET", path, &[], b"");
    assert_eq!(get("/v1/statistics/persons").expect(404)["code"], "not_found");
    for wrong in ["days=0", "days=367", "days=x", "days=-1", "from=2026-01-01"] {
        assert_eq!(
            get(&format!("/v1/statistics/charges?{wrong}")).expect(400)["code"],
            "unreadable",
            "{wrong}"
        );
    }
    let year = get("/v1/statistics/charges?days=366").expect(200);
    assert_eq!((&year["from"], &year["charged"]), (&json!("2025-03-02"), &json!([])));
}

/// Where a reply sends the browser.
fn target(reply: &Reply) -> &str {
    assert_eq!(reply.status, 303, "{reply:?}");
    reply.header("location").unwrap()
}

/// Answers a question with the key of its page.
fn answer(browser: &Browser<'_>, path: &str, key: &str, answer: &str, reason: &str) -> Reply {
    let fields = [("key", key), ("answer", answer), ("reason", reason)];
    browser.post(&format!("{path}/decision"), path, &fields)
}

#[test]
fn an_authority_sees_its_own_and_answers_once() {
    let server = Server::start();
    for serial in 1..=3 {
        let case = if serial == 3 { "agency-refuses-one-line" } else { "agency-refuses-all" };
        server.post(FILER, "/v1/declarations", &parcel(case, serial)).expect(200);
    }
    let (own, other) = (server.enter("agency"), server.enter("other-agency"));
    let list = own.get("/agency");
    assert_eq!(list.text.matches("data-open").count(), 3, "{}", list.text);
    for there in ["Plant Health Inspectorate", "Seeds for sowing", "XA Plant Health Act s.7"] {
        assert!(list.text.contains(there), "{there}: {}", list.text);
    }
    assert_eq!(other.get("/agency").text.matches("data-open").count(), 0);
    let mut paths: Vec<&str> =
        list.text.split("data-open href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    paths.sort_unstable();

    let page = own.get(paths[0]);
    let (proof, key) = (field(&page.text, "proof"), field(&page.text, "key"));
    for there in
        ["tomato seeds", "12099110", "phytosanitary_certificate", "PHY-1", "Shenzhen Bright Trading Co"]
    {
        assert!(page.text.contains(there), "{there}: {}", page.text);
    }
    for not_there in ["4 Harbour St", "900101-1234", "99817", "Sandbox Filer", "8 Keji Rd"] {
        assert!(!page.text.contains(not_there), "{not_there} is not for authorities");
    }
    assert!(!own.get(paths[2]).text.contains("cotton t-shirt"), "only the goods that it is asked about");
    for path in [paths[0], "/agency/c_1-99", "/agency/nothing"] {
        assert_eq!(other.get(path).status, 404, "{path}");
        let decision = format!("{path}/decision");
        let fields = [("answer", "approve"), ("key", "k")];
        assert_eq!(other.post(&decision, "/figures", &fields).status, 404, "{path}");
    }

    assert_eq!(answer(&own, paths[0], &key, "", "").status, 409, "no answer");
    let unsaid = answer(&own, paths[0], &key, "refuse", "");
    assert!(unsaid.status == 409 && unsaid.text.contains("A reason is needed"), "{unsaid:?}");
    let fields =
        [("proof", proof.as_str()), ("key", &key), ("answer", "refuse"), ("reason", "false certificate")];
    let decision = format!("{}/decision", paths[0]);
    let first = own.post_as_it_is(&decision, &fields, &[]);
    assert!(target(&first).starts_with("/agency?done=c_"), "{first:?}");
    let entries = || server.get(OFFICER, "/v1/events?limit=200").json()["events"].as_array().unwrap().len();
    let before = entries();
    target(&own.post_as_it_is(&decision, &fields, &[]));
    assert_eq!(entries(), before, "the same form again is done already");
    assert_eq!(answer(&own, paths[1], "second", "approve", "").status, 303);
    let late = own.post(
        &format!("{}/decision", paths[1]),
        "/figures",
        &[("answer", "refuse"), ("reason", "x"), ("key", "z")],
    );
    assert_eq!(late.status, 409, "answered already");
    assert_eq!(own.get("/agency").text.matches("data-open").count(), 1);
    let closed = own.get(paths[0]);
    assert!(
        closed.text.contains("You did not approve.")
            && !closed.text.contains("<form class=\"cocket-decision\"")
    );
    let phase = |serial| {
        server.get(OFFICER, &format!("/v1/consignments/{}", tracking(serial))).json()["phase"].clone()
    };
    assert_eq!((phase(1), phase(2)), (json!("refused"), json!("accepted")));
}

/// Signs in with a password.
fn sign_in(server: &Server, name: &str, password: &str) -> Reply {
    let body = format!("name={}&password={}", name.replace(' ', "+"), password.replace(' ', "+"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    server.call("POST", "/sign-in", &[form], body.as_bytes())
}

/// The page with the cookie of a reply.
fn get_with(server: &Server, signed_in: &Reply, path: &str) -> Reply {
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap();
    server.call("GET", path, &[("cookie", cookie)], b"")
}

const NEW: &str = "/admin/new-account";

#[test]
fn an_administrator_adds_an_account_that_can_sign_in_until_it_is_disabled() {
    let server = Server::start();
    let admin = server.enter("admin");
    let (first, second) = ("correct horse battery", "another long password");
    let mut fields =
        vec![("name", "Olga Officer"), ("organisation", "Customs"), ("password", first), ("role", "officer")];
    fields.push(("role", "supervisor"));
    let added = admin.post(NEW, NEW, &fields);
    let path = target(&added).split('?').next().unwrap().to_owned();
    assert_eq!(target(&admin.post(NEW, NEW, &fields)), target(&added), "the same form again is done already");
    let olga = sign_in(&server, "olga officer", first);
    assert_eq!(get_with(&server, &olga, "/control/lists/examination").status, 200);
    assert_eq!(get_with(&server, &olga, "/admin").status, 403);
    let page = admin.get(&path);
    assert!(page.text.contains("officer, supervisor") && !page.text.contains("argon2"), "{}", page.text);

    let passwords = format!("{path}/password");
    assert_eq!(admin.post(&passwords, &path, &[("password", "short")]).status, 400);
    target(&admin.post(&passwords, &path, &[("password", second)]));
    assert_eq!(get_with(&server, &olga, "/control").header("location"), Some("/sign-in?next=%2Fcontrol"));
    assert_eq!(sign_in(&server, "Olga Officer", first).status, 403);
    let olga = sign_in(&server, "Olga Officer", second);
    assert_eq!(olga.status, 303);
    for _ in 0..2 {
        target(&admin.post(&format!("{path}/disable"), NEW, &[]));
    }
    assert_eq!(get_with(&server, &olga, "/control").header("location"), Some("/sign-in?next=%2Fcontrol"));
    assert_eq!(sign_in(&server, "Olga Officer", second).status, 403);
    assert!(admin.get("/admin").text.contains("disabled</strong>"));
}

#[test]
fn what_is_wrong_with_an_account_is_said_at_once() {
    let server = Server::start();
    let admin = server.enter("admin");
    let nothing = admin.post(NEW, NEW, &[]);
    assert_eq!(nothing.status, 400);
    for field in ["#name", "#password", "#organisation", "#role-filer"] {
        assert!(nothing.text.contains(&format!("<a href=\"{field}\">")), "{field}: {}", nothing.text);
    }
    let agency =
        [("name", "A. Gent"), ("organisation", "plants"), ("password", "long enough 12"), ("role", "agency")];
    let wrong = admin.post(NEW, NEW, &agency);
    assert!(wrong.status == 400 && wrong.text.contains("plant-health"), "{}", wrong.text);
    assert!(!wrong.text.contains("long enough 12"), "a password is never written back");
    let taken =
        [("name", "CUSTOMS OFFICER"), ("organisation", "x"), ("password", "long enough 12"), ("role", "tax")];
    assert!(admin.post(NEW, NEW, &taken).text.contains("This name is taken"));
    for name in
        ["Customs\u{200b} officer", "Customs\u{202e} officer", "E\u{2028}ve", "Ｅｖｅ", "E've", "Eve\u{3164}"]
    {
        let hidden = [("name", name), ("organisation", "x"), ("password", "long enough 12"), ("role", "tax")];
        let wrong = admin.post(NEW, NEW, &hidden);
        assert_eq!(wrong.status, 400, "{name:?}");
        assert!(wrong.text.contains("Give a name of 2 to 100 letters, digits"), "{name:?}: {}", wrong.text);
    }
    let hidden =
        [("name", "Eve"), ("organisation", "Cus\u{ad}toms"), ("password", "long enough 12"), ("role", "tax")];
    assert_eq!(admin.post(NEW, NEW, &hidden).status, 400, "nor of organisations");
    let unknown = [("name", "Eve"), ("organisation", "x"), ("password", "long enough 12"), ("role", "root")];
    assert_eq!(admin.post(NEW, NEW, &unknown).status, 400);

    let shown = admin.get("/admin");
    for there in
        ["examplia", "the country does not exist", "Entries in the journal", "Other Filer", "href=\"/demo\""]
    {
        assert!(shown.text.contains(there), "{there}: {}", shown.text);
    }
    let own = shown.text.split("\"><bdi>Customs Administration admin</bdi></a>").next().unwrap();
    let own = own.rsplit("href=\"").next().unwrap();
    assert_eq!(admin.post(&format!("{own}/disable"), own, &[]).status, 400, "one's own account stays");
    assert_eq!(admin.get("/admin/accounts/999").status, 404);
    assert_eq!(admin.get("/admin/accounts/x").status, 404);
    for door in ["filer", "officer", "agency"] {
        let other = server.enter(door);
        for path in ["/admin", NEW, own] {
            assert_eq!(other.get(path).status, 403, "{door} {path}");
        }
        assert_eq!(other.post(NEW, "/figures", &agency).status, 403, "{door}");
    }
}

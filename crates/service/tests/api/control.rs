//! Officers' pages: worklists, decisions with their reasons, examinations, and what happened.

use crate::harness::{
    Browser, CARRIER, FILER, OFFICER, Reply, Server, declaration, field, harmless, tracking,
};
use serde_json::{Value, json};

/// What a form sends: names and texts.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// Parcels that an agency is asked about.
fn referred(server: &Server, count: u32) {
    for n in 0..count {
        let document = tracking(20 + n);
        let transport =
            json!({ "document": document, "arrival": "2026-03-03T06:40:00Z", "office": "XAPRT1" });
        let over = json!({
            "reference": format!("L-{n}"), "tracking_number": document, "ucr": null, "transport": transport,
        });
        server.post(FILER, "/v1/declarations", &declaration("agency-refuses-all", over)).expect(200);
    }
}

/// The path of the page of a consignment that was lodged.
fn lodge(server: &Server, reference: &str, number: &str) -> String {
    let lodged = server.post(FILER, "/v1/declarations", &harmless(reference, number)).expect(200);
    format!("/control/{}", lodged["consignment"].as_str().unwrap())
}

/// The addresses of the rows of a list, in their order.
fn rows(list: &Reply) -> Vec<String> {
    let rows = list.text.split("data-open").skip(1);
    let href =
        |row: &str| row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    rows.map(href).collect()
}

/// Sends the decision of a page.
fn decide(officer: &Browser<'_>, page: &str, fields: Fields<'_>) -> Reply {
    officer.post(&format!("{page}/decision"), page, &[&[("key", page)], fields].concat())
}

fn phase(server: &Server, page: &str) -> Value {
    let id = page.strip_prefix("/control/").unwrap();
    server.get(OFFICER, &format!("/v1/consignments/{id}")).json()["phase"].clone()
}

#[test]
fn an_officer_works_through_a_list() {
    let server = Server::start();
    referred(&server, 3);
    let officer = server.enter("officer");
    let listed = rows(&officer.get("/control/lists/agency"));
    let ids: Vec<&str> = listed
        .iter()
        .map(|href| href.strip_prefix("/control/").unwrap().split('?').next().unwrap())
        .collect();
    let [first, second, third] = ids[..] else { panic!("{listed:?}") };
    assert_eq!(listed[0], format!("/control/{first}?list=agency&next={second}"));
    assert_eq!(listed[2], format!("/control/{third}?list=agency"));
    let page = format!("/control/{first}");
    let fields = [
        ("decision", "refuse_entry"),
        ("words", "not credible"),
        ("list", "agency"),
        ("next", second),
        ("key", "one"),
    ];
    let went = officer.post(&format!("{page}/decision"), &listed[0], &fields);
    let back = format!("/control/lists/agency?done={first}&next={second}");
    assert_eq!((went.status, went.header("location")), (303, Some(back.as_str())), "{went:?}");
    let list = officer.get(&back);
    assert!(list.text.contains(&format!("data-open data-go-on href=\"/control/{second}?")), "{}", list.text);
    assert_eq!(list.text.matches("data-go-on").count(), 1);
    let gone = officer.get(&format!("/control/lists/agency?done={first}&next={first}"));
    assert!(!gone.text.contains("data-go-on"), "the row is not there any more");

    let by_risk = officer.get("/control/lists/agency?by=risk");
    assert_eq!(by_risk.text.matches("data-open").count(), 2);
    assert!(rows(&by_risk)[0].contains("?list=agency&by=risk&next="), "the order goes along");
    let timeline = officer.get(&page);
    assert!(timeline.text.contains("Decided by an officer") && timeline.text.contains("not credible"));
    assert_eq!(officer.get(&format!("/control?find={}", tracking(20))).status, 303);
    assert_eq!(officer.get("/control?find=nothing").status, 404);
    assert_eq!(officer.get("/control/lists/nothing").status, 404);
    let nowhere = [("decision", "hold"), ("words", "x"), ("list", "../../evil"), ("next", "\"><b>")];
    let went = decide(&officer, &format!("/control/{second}"), &nowhere);
    assert_eq!(went.header("location"), Some(format!("/control/{second}").as_str()));
}

#[test]
fn a_reason_belongs_to_its_decision() {
    let server = Server::start();
    let officer = server.enter("officer");
    let page = lodge(&server, "R-1", &tracking(1));
    let shown = officer.get(&page).text;
    let chosen = shown.split("<select").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(!chosen.contains("selected"), "nothing is chosen beforehand: {chosen}");
    let groups: Vec<&str> =
        chosen.split("data-of=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(groups, ["release", "hold", "examine", "refer", "refuse_entry"]);

    let wrong: [(Fields<'_>, &str, &str); 6] = [
        (&[], "decision", "Choose a decision"),
        (&[("decision", "let_in"), ("words", "x")], "decision", "Choose a decision"),
        (&[("decision", "refuse_entry")], "reason", "Choose a reason"),
        (
            &[("decision", "refuse_entry"), ("reason", "release:no_objection")],
            "reason",
            "This reason belongs to another decision. Choose one of “Refuse entry”",
        ),
        (&[("decision", "hold"), ("reason", "hold:no_objection")], "reason", "another decision"),
        (&[("decision", "hold"), ("reason", "No objection after looking at the data")], "reason", "another"),
    ];
    for (fields, field, message) in wrong {
        let told = decide(&officer, &page, fields).expect_page(409);
        let link = format!("<li><a href=\"#{field}\">");
        let said = told.split(&link).nth(1).and_then(|rest| rest.split('<').next());
        assert!(said.is_some_and(|said| said.contains(message)), "{fields:?}: {told}");
        assert!(told.contains(&format!("id=\"{field}\"")) && told.contains("govuk-error-message"), "{told}");
    }
    assert_eq!(phase(&server, &page), "accepted", "nothing was done");
    let kept = decide(&officer, &page, &[("decision", "hold"), ("reason", "refer:value")]).expect_page(409);
    assert!(kept.contains("value=\"hold\" data-key=\"h\" checked"), "{kept}");
    assert!(kept.contains("value=\"refer:value\" selected"), "{kept}");

    assert_eq!(decide(&officer, &page, &[("decision", "hold"), ("reason", "hold:document")]).status, 303);
    assert!(officer.get(&page).text.contains("<bdi>A document is missing</bdi>"));
    let own =
        [("decision", "examine"), ("reason", "release:no_objection"), ("words", "it rattles"), ("key", "2")];
    assert_eq!(officer.post(&format!("{page}/decision"), &page, &own).status, 303, "own words count");
    assert!(officer.get(&page).text.contains("<bdi>it rattles</bdi>"));
}

#[test]
fn after_a_wrong_form_the_languages_lead_to_the_page() {
    let server = Server::start();
    referred(&server, 2);
    let officer = server.enter("officer");
    let row = rows(&officer.get("/control/lists/agency"))[0].clone();
    let (page, query) = row.split_once('?').unwrap();
    let next = query.split("next=").nth(1).unwrap();
    let told = decide(&officer, page, &[("list", "agency"), ("next", next)]).expect_page(409);
    let href = format!("href=\"{page}?list=agency&#38;next={next}&#38;lang=ar\"");
    assert!(told.contains(&href), "{told}");
}

#[test]
fn what_an_examination_found_is_told() {
    let server = Server::start();
    let officer = server.enter("officer");
    let number = tracking(2);
    let page = lodge(&server, "E-1", &number);
    assert_eq!(decide(&officer, &page, &[("decision", "examine"), ("reason", "examine:look")]).status, 303);
    let report = json!({ "office": "XAPRT1", "arrived": "2026-03-02T11:00:00Z", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &report).expect(200);
    let shown = officer.get(&page).text;
    let control = shown.split("name=\"control\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let found = [
        ("control", control),
        ("line", "1"),
        ("finding-1", "differs"),
        ("note", "two <b>knives</b> in it"),
        ("key", "found"),
    ];
    assert_eq!(officer.post(&format!("{page}/examination"), &page, &found).status, 303);
    let told = officer.get(&page).text;
    let timeline = told.split("cocket-timeline\">").nth(1).unwrap();
    for said in [
        "<bdi>Customs</bdi> (officer)",
        "<strong>Goods item 1:</strong> <bdi>not as declared</bdi>",
        "<strong>Note:</strong> <bdi>two &#60;b&#62;knives&#60;/b&#62; in it</bdi>",
        "<strong>Decision:</strong> <bdi>Examine</bdi>",
        "<strong>Reason:</strong> <bdi>The goods must be seen</bdi>",
    ] {
        assert!(timeline.contains(said), "{said}: {timeline}");
    }
    let again = [("control", control), ("line", "1"), ("finding-1", "conforms"), ("key", "again")];
    let told = officer.post(&format!("{page}/examination"), &page, &again).expect_page(409);
    assert!(told.contains("No open control has this number"), "{told}");
}

#[test]
fn what_takes_no_more_decisions_asks_for_none() {
    let server = Server::start();
    let officer = server.enter("officer");
    let (number, refused) = (tracking(3), lodge(&server, "D-2", &tracking(4)));
    let released = lodge(&server, "D-1", &number);
    let report = json!({ "office": "XAPRT1", "arrived": "2026-03-02T11:00:00Z", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &report).expect(200);
    assert_eq!(phase(&server, &released), "cleared");
    let shown = officer.get(&released).expect_page(200);
    assert!(!shown.contains("data-key") && !shown.contains("name=\"decision\""), "{shown}");

    assert_eq!(decide(&officer, &refused, &[("decision", "refuse_entry"), ("words", "x")]).status, 303);
    let shown = officer.get(&refused).expect_page(200);
    let offered: Vec<&str> = shown.split("name=\"decision\" type=\"radio\" value=\"").skip(1).collect();
    assert!(offered.len() == 1 && offered[0].starts_with("release\""), "only to let in after all: {shown}");
    let let_in = [("decision", "release"), ("reason", "release:in_order"), ("key", "in")];
    assert_eq!(officer.post(&format!("{refused}/decision"), &refused, &let_in).status, 303);
}

#[test]
fn who_was_like_nobody_when_it_was_filed_hides_no_other_words() {
    let server = Server::start();
    let resembles = |lodged: &Value| {
        let path = format!("/v1/consignments/{}", lodged["consignment"].as_str().unwrap());
        server.get(OFFICER, &path).expect(200).to_string().contains("resembles_listed")
    };
    let alike = |reference: &str, number: &str| {
        let mut parcel = harmless(reference, number);
        parcel["consignee"]["name"] = json!("Ilsabet Morowick");
        parcel
    };
    let number = tracking(1);
    let lodged = server.post(FILER, "/v1/declarations", &harmless("L-1", &number)).expect(200);
    assert!(!resembles(&lodged));
    // Other words for the same declaration are searched for anew.
    let path = format!("/v1/declarations/{}/amendments", lodged["declaration"].as_str().unwrap());
    server.post(FILER, &path, &alike("L-1", &number)).expect(200);
    assert!(resembles(&lodged));
    // So are those that govern when somebody else declares the same consignment in harmless words.
    let lodged = server.post(FILER, "/v1/declarations", &alike("L-2", &tracking(2))).expect(200);
    assert!(resembles(&lodged));
    server.post(CARRIER, "/v1/declarations", &harmless("C-2", &tracking(2))).expect(200);
    assert!(resembles(&lodged));
}

/// An officer finds another price after release, in the form of the page; another signs what is waived of it.
#[test]
fn an_officer_assesses_again_on_the_page() {
    let server = Server::start();
    let number = tracking(60);
    let parcel = declaration(
        "category-3-tax-due-by-post",
        json!({
            "reference": "A-1", "tracking_number": number, "ucr": null, "order": null,
            "transport": { "document": number, "office": "XAPRT1" },
        }),
    );
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let page = format!("/control/{}", lodged["consignment"].as_str().unwrap());
    let officer = server.enter("officer");
    assert!(!officer.get(&page).text.contains("correction-reason"), "nothing to correct before release");
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &arrived).expect(200);
    let correct = |fields: Fields<'_>| {
        let entry = field(&officer.get(&page).text, "entry");
        officer.post(&format!("{page}/correction"), &page, &[&[("entry", entry.as_str())], fields].concat())
    };
    let late = [("entry", "1"), ("value-1", "900.00"), ("reason", "x"), ("key", "late")];
    let stale = officer.post(&format!("{page}/correction"), &page, &late);
    assert_eq!(stale.status, 409, "somebody was faster: {}", stale.text);
    let wrong = correct(&[("code-1", "999999"), ("reason", "x"), ("key", "0")]);
    assert!(wrong.status == 409 && wrong.text.contains("999999"), "{}", wrong.text);
    let wrong = correct(&[("value-1", "900.00"), ("reason", ""), ("key", "1")]);
    assert!(wrong.status == 409 && wrong.text.contains("value=\"900.00\""), "what was typed is kept");
    let done = correct(&[("value-1", "900.00"), ("reason", "invoice <4711>"), ("key", "2")]);
    assert_eq!((done.status, done.header("location")), (303, Some(page.as_str())), "{done:?}");
    let shown = officer.get(&page).text;
    assert!(
        shown.contains("invoice &#60;4711&#62;") && shown.contains("Assessed again after release"),
        "{shown}"
    );
    let list = officer.get("/control/lists/debts");
    assert_eq!(rows(&list).len(), 1, "{}", list.text);

    let waive = [("act", "write_off"), ("reason", "bankrupt"), ("key", "3")];
    let done = officer.post(&format!("{page}/waiver"), &page, &waive);
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(rows(&officer.get("/control/lists/signatures")).len(), 1);
    let sign = [("approved", "yes"), ("key", "4")];
    let own = officer.post(&format!("{page}/signature"), &page, &sign);
    assert!(own.status == 409 && own.text.contains("Another must sign it"), "{}", own.text);
    let id = page.strip_prefix("/control/").unwrap();
    let signed = json!({ "approved": true });
    server.post(OFFICER, &format!("/v1/consignments/{id}/signature"), &signed).expect(200);
    assert_eq!(phase(&server, &page), "cleared");
}

/// What left and is in doubt is matched, or refused, on the page.
#[test]
fn an_officer_matches_what_left() {
    let server = Server::start();
    let number = tracking(61);
    let parcel = declaration(
        "category-3-tax-due-by-post",
        json!({
            "reference": "B-1", "tracking_number": number, "ucr": null, "order": null,
            "transport": { "document": number, "office": "XAPRT1" },
        }),
    );
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &arrived).expect(200);
    let scan = |serial: u32, import: &str| {
        let body = json!({ "outbound": tracking(serial), "tracking_number": import, "condition": "changed" });
        let told = server.post(CARRIER, "/v1/returns", &body).expect(202);
        told["scan"].as_str().unwrap().to_owned()
    };
    let (one, other) = (scan(70, &number), scan(71, &tracking(99)));
    let officer = server.enter("officer");
    let shown = officer.get("/control/returns").text;
    assert!(shown.contains(&one) && shown.contains("import not known") && shown.contains(&number), "{shown}");
    let send = |scan: &str, what: &str, fields: Fields<'_>| {
        let all = [&[("key", what)], fields].concat();
        officer.post(&format!("/control/returns/{scan}/{what}"), "/control/returns", &all)
    };
    let unknown = send(&one, "match", &[("consignment", "NOWHERE"), ("reason", "x")]);
    assert!(
        unknown.status == 409 && unknown.text.contains("No consignment is called so"),
        "{}",
        unknown.text
    );
    let silent = send(&other, "refusal", &[("reason", " ")]);
    assert!(silent.status == 409 && silent.text.contains("A reason is needed"), "{}", silent.text);
    let matched = [("consignment", number.as_str()), ("condition", "defective"), ("reason", "torn seams")];
    assert_eq!(send(&one, "match", &matched).status, 303);
    assert_eq!(send(&other, "refusal", &[("reason", "no such goods came in")]).status, 303);
    assert!(officer.get("/control/returns").text.contains("Nothing waits here"));
    assert_eq!(server.get(CARRIER, &format!("/v1/returns/{one}")).json()["state"], "matched");
    assert_eq!(server.get(CARRIER, &format!("/v1/returns/{other}")).json()["state"], "refused");
    assert_eq!(send("r_1", "refusal", &[("reason", "x")]).status, 404);
}

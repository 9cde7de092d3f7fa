//! Goods that go back after their release: what is given back, on the ledger and to whom, and what is paid out of it.

use crate::harness::{
    CARRIER, FILER, OFFICER, OTHER_CARRIER, OTHER_FILER, Server, TAX, declaration, harmless, replays,
    tracking,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Five shirts by post, released, with duty of 20.00 and VAT of 28.00 to pay.
fn shirts(server: &Server, number: &str) -> Value {
    let lodged = declared(server, number, json!({}));
    arrive(server, number);
    lodged
}

fn arrive(server: &Server, number: &str) {
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
}

/// Five shirts by post, with members laid over the declaration.
fn declared(server: &Server, number: &str, more: Value) -> Value {
    let goods = json!([{
        "line": 1, "description": "cotton t-shirt, plain", "commodity_code": "61091010", "origin": "CN",
        "quantity": "5", "unit": "C62", "net_mass_kg": "1.000", "value": "166.65",
    }]);
    let mut over = json!({
        "reference": number, "tracking_number": number, "gross_mass_kg": "1.5", "goods_items": goods,
        "transport": {
            "document": number, "master_document": "160-12345675", "conveyance": "CX251",
            "arrival": "2026-03-02T06:40:00Z", "office": "XAPRT1",
        },
        "value": { "currency": "EXD", "goods": "166.65", "freight": "0.00", "insurance": "0.00" },
    });
    for (name, value) in more.as_object().unwrap() {
        over[name] = value.clone();
    }
    let parcel = declaration("category-3-tax-due-by-post", over);
    server.post(FILER, "/v1/declarations", &parcel).expect(200)
}

fn pay(server: &Server, what: &str, number: &str, amount: &str, reference: &str) -> crate::harness::Reply {
    let body = json!({ "amount": amount, "currency": "EXD", "reference": reference });
    server.post(TAX, &format!("/v1/consignments/{number}/{what}"), &body)
}

fn balance(server: &Server, account: &str) -> String {
    let accounts = server.get(TAX, "/v1/accounts").expect(200);
    let mut accounts = accounts["accounts"].as_array().unwrap().iter();
    let found = accounts.find(|known| known["account"] == account);
    found.map_or("none".to_owned(), |account| account["balance"].as_str().unwrap().to_owned())
}

/// What is repayable, as the filer is told.
fn repayable(server: &Server, number: &str) -> Value {
    server.get(FILER, &format!("/v1/consignments/{number}")).expect(200)["assessment"]["repayable"].clone()
}

#[test]
fn a_part_is_given_back_at_once_and_paid_out_once() {
    let server = Server::start();
    let number = tracking(71);
    shirts(&server, &number);
    pay(&server, "payments", &number, "48.00", "P-1").expect(200);
    let one = json!({
        "consignment": number, "outbound": tracking(72), "goods": [{ "line": 1, "quantity": "1" }],
    });
    assert_eq!(server.post(CARRIER, "/v1/returns", &one).expect(200)["may_go"], true, "four shirts stay");
    assert_eq!(repayable(&server, &number), "9.60", "a fifth of 20.00 and of 28.00");
    assert_eq!(balance(&server, "refunds/Sandbox Filer"), "-9.60");
    assert_eq!(balance(&server, "revenue/duty"), "-16.00");
    assert_eq!(balance(&server, "revenue/vat"), "-22.40");
    let again = server.post(CARRIER, "/v1/returns", &one);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(repayable(&server, &number), "9.60", "scanned twice, given back once");

    assert_eq!(pay(&server, "refunds", &number, "9.61", "R-1").expect(409)["code"], "refund_exceeds_owed");
    pay(&server, "refunds", &number, "5.00", "R-1").expect(200);
    pay(&server, "refunds", &number, "5.00", "R-1").expect(200);
    assert_eq!(pay(&server, "refunds", &number, "4.00", "R-1").expect(409)["code"], "payment_does_not_fit");
    assert_eq!(balance(&server, "refunds/Sandbox Filer"), "-4.60");
    assert_eq!(balance(&server, "received"), "43.00");
    let body = json!({ "amount": "1.00", "currency": "EXD", "reference": "R-2" });
    for token in [FILER, CARRIER, OFFICER] {
        let problem = server.post(token, &format!("/v1/consignments/{number}/refunds"), &body).expect(403);
        assert_eq!(problem["code"], "role_missing", "{token}");
    }

    let server = server.restarted();
    let rest = json!({ "consignment": number, "outbound": tracking(73) });
    assert_eq!(server.post(CARRIER, "/v1/returns", &rest).expect(200)["phase"], "returned");
    assert_eq!(repayable(&server, &number), "43.00", "all of the 48.00 but what was paid out");
    pay(&server, "refunds", &number, "43.00", "R-3").expect(200);
    assert_eq!(pay(&server, "refunds", &number, "0.01", "R-4").expect(409)["code"], "nothing_owed_back");
    assert_eq!(balance(&server, "refunds/Sandbox Filer"), "0.00");
    assert_eq!(balance(&server, "received"), "0.00");
    let events = server.get(FILER, "/v1/events?limit=100").expect(200);
    let told: Vec<&str> =
        events["events"].as_array().unwrap().iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(told.iter().filter(|told| **told == "consignment.returned").count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|told| **told == "refund.paid").count(), 2, "{told:?}");
}

#[test]
fn days_are_counted_from_the_release_and_not_from_when_it_was_paid() {
    let server = Server::start();
    let number = tracking(74);
    shirts(&server, &number);
    server.later(SignedDuration::from_hours(24 * 80));
    pay(&server, "payments", &number, "48.00", "P-1").expect(200);
    server.later(SignedDuration::from_hours(24 * 11));
    let late = json!({ "consignment": number, "outbound": tracking(75) });
    assert_eq!(server.post(CARRIER, "/v1/returns", &late).expect(200)["phase"], "returned", "they are gone");
    let told = server.get(FILER, &format!("/v1/consignments/{number}")).expect(200);
    let grounds = told["grounds"].as_array().unwrap();
    let withheld: Vec<&Value> = grounds.iter().filter(|ground| ground["code"] == "not_given_back").collect();
    assert_eq!(withheld.len(), 2, "duty and VAT: {told}");
    assert_eq!(withheld[0]["facts"]["why"], "too_late");
    assert_eq!(
        (&withheld[0]["facts"]["days"], &withheld[0]["facts"]["within"]),
        (&json!("91"), &json!("90"))
    );
    assert_eq!(withheld[0]["law"], "XA Customs Act s.68(1)");
    assert_eq!(repayable(&server, &number), Value::Null);
}

#[test]
fn what_is_wrong_with_a_return_is_said_where_it_is() {
    let server = Server::start();
    let number = tracking(76);
    shirts(&server, &number);
    let wrong = [
        (json!({ "outbound": "?" }), "/outbound"),
        (
            json!({ "outbound": tracking(77), "goods": [{ "line": 1, "quantity": "one" }] }),
            "/goods/0/quantity",
        ),
        (json!({ "outbound": tracking(77), "goods": [{ "quantity": "1" }] }), "/goods/0"),
        (json!({ "outbound": tracking(77), "goods": [{ "line": -1 }] }), "/goods/0/line"),
        (json!({ "outbound": tracking(77), "condition": "broken" }), "/condition"),
        (json!({ "outbound": tracking(77), "exported": "yesterday" }), "/exported"),
        (json!({ "outbound": tracking(77), "refund": true }), "/refund"),
        (json!({ "outbound": tracking(77), "goods": vec![json!({ "line": 1 }); 1_000] }), "/goods"),
    ];
    for (mut body, pointer) in wrong {
        body["consignment"] = json!(number);
        let problem = server.post(CARRIER, "/v1/returns", &body).expect(400);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    for (goods, code) in [
        (json!([{ "line": 2 }]), "unknown_line"),
        (json!([{ "line": 1, "quantity": "6" }]), "return_does_not_fit"),
        (json!([{ "line": 1, "quantity": "-1" }]), "return_does_not_fit"),
        (json!([{ "line": 1 }, { "line": 1 }]), "return_does_not_fit"),
    ] {
        let body = json!({ "consignment": number, "outbound": tracking(77), "goods": goods });
        assert_eq!(server.post(CARRIER, "/v1/returns", &body).expect(409)["code"], code, "{body}");
    }
    assert_eq!(repayable(&server, &number), Value::Null, "nothing went back");
}

/// Tells of a scan; gives its status, its id, its state and its reasons.
fn scan(server: &Server, token: &str, body: &Value) -> (u16, Value) {
    let reply = server.post(token, "/v1/returns", body);
    (reply.status, reply.json())
}

fn scanned(server: &Server, body: &Value) -> (u16, String) {
    let (status, told) = scan(server, CARRIER, body);
    let reasons: Vec<&str> = told["reasons"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    (status, format!("{} {}", told["state"].as_str().unwrap(), reasons.join(" ")).trim().to_owned())
}

/// Lets the service look at its waiting scans, until one has come to a state.
fn becomes(server: &Server, path: &str, state: &str) -> Value {
    for _ in 0..100 {
        server.later(SignedDuration::from_secs(75));
        let told = server.get(OFFICER, path);
        if told.json()["state"] == state {
            return told.json();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{path} does not become {state}: {:?}", server.get(OFFICER, path))
}

const PLATFORM: &str = "6CNSELLER42";

#[test]
fn a_scan_is_matched_by_number_reference_or_order() {
    let server = Server::start();
    let (one, two, three) = (tracking(80), tracking(81), tracking(82));
    shirts(&server, &one);
    declared(&server, &two, json!({ "ucr": "6CNSELLER42-81" }));
    arrive(&server, &two);
    let platform =
        json!({ "name": "Market", "identifier": { "scheme": "platform-seller", "value": PLATFORM } });
    declared(&server, &three, json!({ "platform": platform, "order": { "number": "O-82" } }));
    arrive(&server, &three);
    let goods = |quantity: &str| json!([{ "description": "Cotton T-Shirt, plain", "quantity": quantity }]);
    let by_number = json!({ "outbound": tracking(90), "tracking_number": one, "goods": goods("1") });
    assert_eq!(scanned(&server, &by_number), (200, "matched".to_owned()));
    let by_reference = json!({ "outbound": tracking(91), "ucr": "6CNSELLER42-81" });
    assert_eq!(scanned(&server, &by_reference), (200, "matched".to_owned()));
    let order = json!({ "number": "O-82", "platform": PLATFORM });
    let code = json!([{ "commodity_code": "61091010", "quantity": "2" }]);
    let by_order = json!({ "outbound": tracking(92), "order": order, "goods": code });
    assert_eq!(scanned(&server, &by_order), (200, "matched".to_owned()));
    for number in [&one, &two, &three] {
        let told = server.get(FILER, &format!("/v1/consignments/{number}")).expect(200);
        assert!(
            told["grounds"].as_array().unwrap().iter().any(|ground| ground["code"] == "given_back"),
            "{told}"
        );
    }
    // The same number again, by whomever it is handed over to, has the first answer.
    let events = |server: &Server| {
        server.get(OFFICER, "/v1/events?limit=200").expect(200)["events"].as_array().unwrap().len()
    };
    let before = events(&server);
    let (status, again) = scan(&server, OTHER_CARRIER, &by_number);
    assert_eq!((status, &again["state"]), (200, &json!("matched")));
    assert!(again.get("consignment").is_none(), "another carrier is told no more: {again}");
    assert_eq!(events(&server), before, "nothing happened");
    let server = server.restarted();
    assert_eq!(scanned(&server, &by_reference), (200, "matched".to_owned()));
    replays(&server);
}

#[test]
fn a_scan_waits_for_its_import_and_for_its_release() {
    let server = Server::start();
    let number = tracking(83);
    let early = json!({ "outbound": tracking(93), "tracking_number": number, "goods": [{ "line": 1, "quantity": "1" }] });
    let (status, told) = scan(&server, CARRIER, &early);
    assert_eq!((status, &told["state"], &told["reasons"]), (202, &json!("open"), &json!(["no_import"])));
    let path = format!("/v1/returns/{}", told["scan"].as_str().unwrap());
    assert_eq!(server.get(OTHER_CARRIER, &path).expect(404)["code"], "not_found", "another's");
    assert_eq!(server.get(CARRIER, &path).json()["state"], "open");
    declared(&server, &number, json!({}));
    server.later(SignedDuration::from_secs(90));
    let server = server.restarted();
    for _ in 0..100 {
        if server.get(CARRIER, &path).json()["reasons"] == json!(["not_released"]) {
            break;
        }
        server.later(SignedDuration::from_secs(75));
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(server.get(CARRIER, &path).json()["reasons"], json!(["not_released"]));
    arrive(&server, &number);
    let told = becomes(&server, &path, "matched");
    assert!(told["consignment"].is_string(), "{told}");
    let told = server.get(FILER, &format!("/v1/consignments/{number}")).expect(200);
    assert_eq!(told["assessment"]["payable"], "38.40", "a fifth of 48.00 is not owed any more: {told}");
    replays(&server);
}

#[test]
fn what_is_in_doubt_is_an_officers() {
    let server = Server::start();
    let (one, two) = (tracking(84), tracking(85));
    declared(&server, &one, json!({ "ucr": "6CNSELLER42-S" }));
    arrive(&server, &one);
    declared(&server, &two, json!({ "ucr": "6CNSELLER42-S" }));
    arrive(&server, &two);
    let line = |quantity: &str| json!([{ "line": 1, "quantity": quantity }]);
    let first = json!({ "outbound": "BACKPARCEL100", "tracking_number": one, "goods": line("1") });
    assert_eq!(scanned(&server, &first), (200, "matched".to_owned()));
    let doubtful = [
        (json!({ "ucr": "6CNSELLER42-S" }), "several"),
        (json!({ "tracking_number": one, "ucr": "6CNSELLER42-T" }), "disagrees"),
        (json!({ "tracking_number": one, "goods": [{ "description": "woollen socks" }] }), "other_goods"),
        (
            json!({ "tracking_number": one, "goods": [{ "line": 1, "commodity_code": "64041110" }] }),
            "other_goods",
        ),
        (json!({ "tracking_number": one, "goods": line("5") }), "too_many"),
        (json!({ "tracking_number": one, "goods": line("1") }), "same_goods"),
        (json!({ "tracking_number": one, "condition": "changed" }), "condition_changed"),
        (json!({ "tracking_number": one, "condition": "defective" }), "condition_changed"),
        (json!({ "tracking_number": one, "exchanged": true }), "exchanged"),
        (json!({ "tracking_number": one, "exported": "2026-03-03T12:00:00Z" }), "wrong_moment"),
        (json!({ "tracking_number": one, "exported": "2026-02-01T12:00:00Z" }), "wrong_moment"),
        (json!({ "consignment": one, "goods": line("2"), "condition": "defective" }), "condition_changed"),
        (json!({ "order": { "number": "nobody's", "platform": "none" } }), "no_import"),
    ];
    let mut scans = Vec::new();
    for (place, (mut body, reason)) in doubtful.into_iter().enumerate() {
        body["outbound"] = json!(format!("BACKPARCEL{}", 200 + place));
        let (status, told) = scan(&server, CARRIER, &body);
        assert_eq!((status, &told["reasons"]), (202, &json!([reason])), "{body}");
        scans.push(told["scan"].as_str().unwrap().to_owned());
    }
    assert_eq!(repayable(&server, &one), Value::Null);
    let list = server.get(OFFICER, "/v1/worklists/returns?limit=5").expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 5);
    assert_eq!(list["items"][0]["reasons"], json!(["several"]));
    assert_eq!(list["items"][0]["by"], "Sandbox Carrier");
    let next = list["next"].as_str().unwrap();
    let rest = server.get(OFFICER, &format!("/v1/worklists/returns?after={next}")).expect(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (8, &Value::Null));
    let lists = server.get(OFFICER, "/v1/worklists").expect(200);
    let returns =
        lists["worklists"].as_array().unwrap().iter().find(|list| list["name"] == "returns").unwrap();
    assert_eq!(returns["count"], 13);

    let path = |place: usize, what: &str| format!("/v1/returns/{}/{what}", scans[place]);
    let says = json!({ "consignment": two, "reason": "the label of the seller names it" });
    assert_eq!(server.post(CARRIER, &path(0, "match"), &says).expect(403)["code"], "role_missing");
    let unreasoned = json!({ "consignment": two, "reason": " " });
    assert_eq!(server.post(OFFICER, &path(0, "match"), &unreasoned).expect(409)["code"], "reason_missing");
    let told = server.post(OFFICER, &path(0, "match"), &says).expect(200);
    assert_eq!((&told["state"], told["consignment"].is_string()), (&json!("matched"), true));
    let again = server.post(OFFICER, &path(0, "match"), &says);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let two_told = server.get(FILER, &format!("/v1/consignments/{two}")).expect(200);
    assert_eq!(
        (&two_told["phase"], &two_told["assessment"]["payable"]),
        (&json!("returned"), &json!("0.00"))
    );
    // Two were damaged when they came: the officer has seen them.
    let seen =
        json!({ "consignment": one, "goods": line("2"), "condition": "defective", "reason": "torn seams" });
    assert_eq!(server.post(OFFICER, &path(11, "match"), &seen).expect(200)["state"], "matched");
    let too_many = json!({ "consignment": one, "goods": line("3"), "reason": "three more" });
    assert_eq!(server.post(OFFICER, &path(4, "match"), &too_many).expect(409)["code"], "return_does_not_fit");
    let refused = json!({ "reason": "socks never came in" });
    assert_eq!(server.post(OFFICER, &path(2, "refusal"), &refused).expect(200)["state"], "refused");
    assert_eq!(server.get(CARRIER, &format!("/v1/returns/{}", scans[2])).expect(200)["state"], "refused");
    let list = server.get(OFFICER, "/v1/worklists/returns").expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 10);
    for nowhere in ["r_0000000009999", "r_1", "x", "r_0000000000001"] {
        let problem = server.post(OFFICER, &format!("/v1/returns/{nowhere}/refusal"), &refused).expect(404);
        assert_eq!(problem["code"], "not_found", "{nowhere}");
    }
    let server = server.restarted();
    assert_eq!(
        server.get(OFFICER, "/v1/worklists/returns").expect(200)["items"].as_array().unwrap().len(),
        10
    );
    replays(&server);
}

#[test]
fn a_scan_that_cannot_be_is_told_where() {
    let server = Server::start();
    let number = tracking(86);
    let long = "x".repeat(600);
    let wrong = [
        (json!({}), "/tracking_number"),
        (json!({ "outbound": "?", "tracking_number": number }), "/outbound"),
        (json!({ "tracking_number": "?" }), "/tracking_number"),
        (json!({ "ucr": "a b" }), "/ucr"),
        (json!({ "ucr": 7 }), "/ucr"),
        (json!({ "order": { "number": "1" } }), "/order"),
        (json!({ "order": { "number": " ", "platform": "P" } }), "/order/number"),
        (json!({ "order": { "number": "1", "platform": long } }), "/order/platform"),
        (json!({ "tracking_number": number, "goods": [{ "quantity": "1" }] }), "/goods/0/line"),
        (
            json!({ "tracking_number": number, "goods": [{ "line": 1, "quantity": "1e9" }] }),
            "/goods/0/quantity",
        ),
        (
            json!({ "tracking_number": number, "goods": [{ "commodity_code": "shirt" }] }),
            "/goods/0/commodity_code",
        ),
        (json!({ "tracking_number": number, "goods": [{ "description": long }] }), "/goods/0/description"),
        (json!({ "tracking_number": number, "goods": vec![json!({ "line": 1 }); 1_000] }), "/goods"),
        (json!({ "tracking_number": number, "condition": "like new" }), "/condition"),
        (json!({ "tracking_number": number, "exchanged": "no" }), "/exchanged"),
        (json!({ "tracking_number": number, "exported": "2026-13-01" }), "/exported"),
        (json!({ "tracking_number": number, "refund_to": "me" }), "/refund_to"),
        (json!({ "consignment": 7 }), "/consignment"),
    ];
    for (mut body, pointer) in wrong {
        if body.get("outbound").is_none() {
            body["outbound"] = json!("BACKPARCEL900");
        }
        let problem = server.post(CARRIER, "/v1/returns", &body).expect(400);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body} {problem}");
    }
    let list = server.get(OFFICER, "/v1/worklists/returns").expect(200);
    assert_eq!(list["items"], json!([]), "nothing of it was kept");
    let wrong = server.get(OFFICER, "/v1/worklists/returns?after=x").expect(400);
    assert_eq!(wrong["errors"][0]["pointer"], "after");
    // A key that comes twice is carried out once, and stands for the scan.
    let body = json!({ "outbound": "BACKPARCEL901", "tracking_number": number });
    let first = server.post_keyed(CARRIER, "/v1/returns", &body, "scan-1").expect(202);
    let again = server.post_keyed(CARRIER, "/v1/returns", &body, "scan-1");
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.expect(202)["scan"], first["scan"]);
    let other = json!({ "outbound": "BACKPARCEL902", "tracking_number": number });
    assert_eq!(server.post_keyed(CARRIER, "/v1/returns", &other, "scan-1").expect(422)["code"], "key_used");
}

#[test]
fn goods_on_their_way_out_are_listed_until_they_have_left() {
    let server = Server::start();
    let number = tracking(87);
    let lodged = shirts(&server, &number);
    let consignment = lodged["consignment"].as_str().unwrap();
    let list = |server: &Server| server.get(OFFICER, "/v1/worklists/leaving").expect(200)["items"].clone();
    assert_eq!(list(&server), json!([]));
    let path = format!("/v1/consignments/{consignment}/declination");
    let declined = server.post(OFFICER, &path, &json!({ "reason": "wrong size" })).expect(200);
    assert_eq!(
        (&declined["phase"], &declined["assessment"]["payable"]),
        (&json!("returned"), &json!("0.00"))
    );
    let items = list(&server);
    assert_eq!(
        (&items[0]["consignment"], &items[0]["overdue"]),
        (&json!(consignment), &json!(false)),
        "{items}"
    );
    server.later(SignedDuration::from_hours(24 * 31));
    let server = server.restarted();
    assert_eq!(list(&server)[0]["overdue"], true);
    // A part of it does not leave alone; all of it may be named.
    let goods = |quantity: &str| json!([{ "description": "cotton t-shirt, plain", "quantity": quantity }]);
    let part = json!({ "outbound": "BACKPARCEL699", "tracking_number": number, "goods": goods("4") });
    assert_eq!(scanned(&server, &part).0, 202);
    let gone = json!({ "outbound": "BACKPARCEL700", "tracking_number": number, "goods": goods("5") });
    assert_eq!(scanned(&server, &gone), (200, "matched".to_owned()));
    assert_eq!(list(&server), json!([]));
    replays(&server);
}

#[test]
fn everybody_with_the_number_sees_what_is_given_back_and_to_whom() {
    let server = Server::start();
    let number = tracking(88);
    shirts(&server, &number);
    pay(&server, "payments", &number, "48.00", "P-1").expect(200);
    let none = server.get("", &format!("/v1/tracking/{number}")).expect(200);
    assert!(none.get("given_back").is_none(), "{none}");
    let one = json!({
        "outbound": "BACKPARCEL800", "tracking_number": number, "goods": [{ "line": 1, "quantity": "1" }],
    });
    assert_eq!(scanned(&server, &one), (200, "matched".to_owned()));
    pay(&server, "refunds", &number, "5.00", "R-1").expect(200);
    let told = server.get("", &format!("/v1/tracking/{number}")).expect(200);
    assert_eq!(told["given_back"], json!([{ "to": "consignee", "amount": "9.60 EXD" }]));
    assert_eq!((&told["owed_back"], &told["paid_out"]), (&json!("4.60 EXD"), &json!("5.00 EXD")));
    let page = server.call("GET", &format!("/track/{number}"), &[], b"").expect_page(200);
    for text in ["9.60 EXD", "4.60 EXD", "5.00 EXD", "To the recipient, by customs"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[test]
fn a_joined_consignment_goes_back_under_either_number() {
    let server = Server::start();
    let (one, two) = (tracking(89), tracking(95));
    let stays = declared(&server, &one, json!({}));
    let other = harmless("J-2", &two);
    let goes = server.post(OTHER_FILER, "/v1/declarations", &other).expect(200);
    let path = format!("/v1/consignments/{}/join", stays["consignment"].as_str().unwrap());
    let joining = json!({ "other": goes["consignment"], "reason": "one parcel with two labels" });
    server.post(OFFICER, &path, &joining).expect(200);
    arrive(&server, &one);
    // Two filers who say different things are looked at.
    let path = path.replace("/join", "/decision");
    let release = json!({ "decision": "release", "reason": "the goods are shirts" });
    server.post(OFFICER, &path, &release).expect(200);
    pay(&server, "payments", &one, "48.00", "P-1").expect(200);
    let back = json!({ "outbound": "BACKPARCEL950", "tracking_number": two, "goods": [{ "line": 1, "quantity": "1" }] });
    assert_eq!(scanned(&server, &back), (200, "matched".to_owned()));
    assert_eq!(repayable(&server, &one), "9.60");
    let back = json!({ "outbound": "BACKPARCEL951", "tracking_number": one });
    assert_eq!(scanned(&server, &back), (200, "matched".to_owned()));
    assert_eq!(repayable(&server, &one), "48.00");
    replays(&server);
}

#[test]
fn goods_without_a_quantity_go_back_whole() {
    let server = Server::start();
    let number = tracking(96);
    let mut parcel = harmless("Q-1", &number);
    for item in parcel["goods_items"].as_array_mut().unwrap() {
        item.as_object_mut().unwrap().remove("quantity");
    }
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    arrive(&server, &number);
    let half = json!([{ "line": 1, "quantity": "0.5" }]);
    let named = json!({ "consignment": number, "outbound": "BACKPARCEL960", "goods": half });
    assert_eq!(server.post(CARRIER, "/v1/returns", &named).expect(409)["code"], "return_does_not_fit");
    let half = json!({ "tracking_number": number, "outbound": "BACKPARCEL961", "goods": half });
    assert_eq!(scanned(&server, &half), (202, "open too_many".to_owned()));
    let whole = json!({ "tracking_number": number, "outbound": "BACKPARCEL962", "goods": [{ "line": 1 }] });
    assert_eq!(scanned(&server, &whole), (200, "matched".to_owned()));
    let told = server.get(FILER, &format!("/v1/consignments/{number}")).expect(200);
    assert_eq!(told["phase"], "returned");
}

#[test]
fn what_was_paid_out_and_then_bounces_is_owed_again() {
    let server = Server::start();
    // What is given back: a part that is paid out before its payment bounces, and then the rest; or all at once.
    for (place, parts) in [(101, vec!["1", "4"]), (105, vec!["5"])] {
        let number = tracking(place);
        shirts(&server, &number);
        pay(&server, "payments", &number, "48.00", &format!("P-{place}")).expect(200);
        let goes = |part: usize| {
            let body = json!({
                "consignment": number, "outbound": tracking(place + 1 + u32::try_from(part).unwrap()),
                "goods": [{ "line": 1, "quantity": parts[part] }],
            });
            server.post(CARRIER, "/v1/returns", &body).expect(200);
        };
        goes(0);
        let back = if parts.len() == 1 { "48.00" } else { "9.60" };
        pay(&server, "refunds", &number, back, &format!("R-{place}")).expect(200);
        let shown = server.get(TAX, &format!("/v1/consignments/{number}")).expect(200);
        let owed = |shown: &Value| {
            (shown["assessment"]["payable"].clone(), shown["assessment"]["repayable"].clone())
        };
        let bounced = json!({
            "reference": reference_of(&server, place), "payment": format!("P-{place}"), "reason": "no cover",
        });
        server.post(TAX, "/v1/payments/reversals", &bounced).expect(200);
        if parts.len() > 1 {
            goes(1);
        }
        let told = server.get(TAX, &format!("/v1/consignments/{number}")).expect(200);
        assert_eq!(owed(&told), (json!(back), Value::Null), "before: {shown}");
        let public = server.get("", &format!("/v1/tracking/{number}")).expect(200);
        assert!(!public.to_string().contains('-') || public["owed_back"].is_null(), "{public}");
        let reference = told["payment_reference"].as_str().unwrap().to_owned();
        let again = json!({ "reference": reference, "payment": format!("Q-{place}"), "amount": back, "currency": "EXD" });
        assert_eq!(server.post(TAX, "/v1/payments", &again).expect(200)["result"], "taken");
        let told = server.get(TAX, &format!("/v1/consignments/{number}")).expect(200);
        assert_eq!(owed(&told), (json!("0.00"), Value::Null));
    }
    assert_eq!(balance(&server, "refunds/Sandbox Filer"), "0.00");
    assert_eq!(balance(&server, "received"), "0.00");
    replays(&server);
}

/// The payment reference of a consignment, whether anything is owed on it or not.
fn reference_of(server: &Server, place: u32) -> String {
    let told = server.get(TAX, &format!("/v1/consignments/{}", tracking(place))).expect(200);
    let number = told["consignment"].as_str().unwrap().strip_prefix("c_").unwrap().parse().unwrap();
    clearance::identifier::PaymentReference::of_consignment(number).to_string()
}

#[test]
fn what_waits_for_an_officer_left_when_it_was_scanned() {
    let server = Server::start();
    let number = tracking(111);
    shirts(&server, &number);
    pay(&server, "payments", &number, "48.00", "P-1").expect(200);
    let body = json!({
        "outbound": "BACKPARCEL900", "tracking_number": number, "exchanged": true,
        "goods": [{ "line": 1, "quantity": "2" }],
    });
    let (status, told) = scan(&server, CARRIER, &body);
    assert_eq!((status, &told["reasons"]), (202, &json!(["exchanged"])));
    // The days of the law are over when an officer gets to it.
    server.later(SignedDuration::from_hours(24 * 200));
    let path = format!("/v1/returns/{}/match", told["scan"].as_str().unwrap());
    server.post(OFFICER, &path, &json!({ "consignment": number, "reason": "same goods" })).expect(200);
    assert_eq!(repayable(&server, &number), "19.20");
    replays(&server);
}

#[test]
fn goods_that_another_carrier_has_are_an_officers() {
    let server = Server::start();
    let number = tracking(121);
    let parcel = harmless("C-1", &number);
    server.post(CARRIER, "/v1/declarations", &parcel).expect(200);
    arrive(&server, &number);
    let body = json!({ "outbound": "BACKPARCEL910", "tracking_number": number });
    let (status, told) = scan(&server, OTHER_CARRIER, &body);
    assert_eq!((status, &told["reasons"]), (202, &json!(["other_carrier"])));
    // Whoever guesses at what is in it learns nothing.
    let guess = json!({
        "outbound": "BACKPARCEL911", "tracking_number": number, "goods": [{ "description": "gold" }],
    });
    assert_eq!(scan(&server, OTHER_CARRIER, &guess).1["reasons"], json!(["other_carrier"]));
    let theirs = json!({ "outbound": "BACKPARCEL912", "tracking_number": number });
    assert_eq!(scan(&server, CARRIER, &theirs).0, 200);
    replays(&server);
}

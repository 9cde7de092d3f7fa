//! Payments by the reference that a payer types, one by one and in files; and those that bounce.

use crate::harness::{CARRIER, FILER, OTHER_CARRIER, Server, TAX, declaration};
use serde_json::{Value, json};
use store::{Token, Tokens, token_hash};

/// A payment provider, who may tell of payments and nothing else.
const CASHIER: &str = "cashier";

/// A parcel of a golden case, with its reference.
fn of_case(server: &Server, case: &str, place: u32) -> (Value, String) {
    let number = crate::harness::tracking(place);
    let over = json!({
        "reference": format!("P-{place}"), "tracking_number": number, "ucr": null,
        "order": { "number": format!("P-{place}") },
        "transport": { "document": number, "conveyance": "CX251", "office": "XAPRT1" },
    });
    let tried =
        server.post(FILER, "/v1/declarations?dry_run=true", &declaration(case, over.clone())).expect(200);
    assert_eq!(tried["payment_reference"], Value::Null, "nobody can pay for what was only tried");
    let lodged = server.post(FILER, "/v1/declarations", &declaration(case, over)).expect(200);
    let reference = lodged["payment_reference"].as_str().unwrap_or_else(|| panic!("{lodged}")).to_owned();
    (lodged, reference)
}

/// A parcel on which 15.00 are owed, which the post lets go before.
fn owing(server: &Server, place: u32) -> (Value, String) {
    of_case(server, "category-3-tax-due-by-post", place)
}

fn payment(reference: &str, payment: &str, amount: &str) -> Value {
    json!({ "reference": reference, "payment": payment, "amount": amount, "currency": "EXD" })
}

fn with_cashier() -> Server {
    let server = Server::start();
    let tokens = Tokens::open(server.folder()).unwrap();
    let token = Token {
        id: 0,
        hash: token_hash(CASHIER),
        organisation: "Quickpay".to_owned(),
        roles: "cashier".to_owned(),
        note: String::new(),
        created: "2026-03-02T12:00:00Z".parse().unwrap(),
        expires: None,
        revoked: None,
    };
    tokens.add(&token).unwrap();
    server.restarted()
}

fn balance(server: &Server, account: &str) -> String {
    let path = format!("/v1/accounts/{}", account.replace('/', "%2F").replace(' ', "%20"));
    server.get(TAX, &path).expect(200)["balance"].as_str().unwrap().to_owned()
}

#[test]
fn a_payment_by_its_reference_lets_the_goods_go_and_one_that_bounces_is_owed_again() {
    let server = with_cashier();
    let (lodged, reference) = owing(&server, 1);
    let number = lodged["tracking_number"].as_str().unwrap();
    assert!(reference.starts_with("RF") && reference.contains(' '), "{reference}");
    let owed =
        |token: &str, text: &str| server.get(token, &format!("/v1/payments/{}", text.replace(' ', "%20")));
    let told = owed(CASHIER, &reference).expect(200);
    assert_eq!(told, json!({ "reference": reference, "payable": "15.00", "currency": "EXD" }));
    assert_eq!(owed(OTHER_CARRIER, &reference).status, 404, "another's");
    assert_eq!(owed(CASHIER, "RF75 C482 914").status, 400, "mistyped");
    assert_eq!(owed(FILER, &reference).status, 403);
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &arrived).expect(200);
    let told = server.post(CASHIER, "/v1/payments", &payment(&reference, "Q-1", "15.00")).expect(200);
    assert_eq!(told["result"], "taken");
    let again = server
        .post(CASHIER, "/v1/payments", &payment(&reference.replace(' ', ""), "Q-1", "15.00"))
        .expect(200);
    assert_eq!(again["result"], "repeated");
    let phase = || server.get(TAX, &format!("/v1/consignments/{number}")).expect(200)["phase"].clone();
    assert_eq!((phase(), balance(&server, "received")), (json!("cleared"), "15.00".to_owned()));
    let nothing = json!({ "reference": null, "payable": "0.00", "currency": "EXD" });
    assert_eq!(owed(TAX, &reference).expect(200), nothing);
    // It bounces: what was released is owed for; told twice it bounces once, and the payment comes no second time.
    let bounced = json!({ "reference": reference, "payment": "Q-1", "reason": "no cover" });
    for result in ["taken", "repeated"] {
        let told = server.post(CASHIER, "/v1/payments/reversals", &bounced).expect(200);
        assert_eq!(told["result"], result);
    }
    assert_eq!((phase(), balance(&server, "received")), (json!("released"), "0.00".to_owned()));
    assert_eq!(balance(&server, "receivable/consignee/Sandbox Filer"), "15.00");
    assert_eq!(
        server.post(CASHIER, "/v1/payments", &payment(&reference, "Q-1", "15.00")).expect(200)["result"],
        "repeated"
    );
    assert_eq!(balance(&server, "received"), "0.00");
    server.post(CASHIER, "/v1/payments", &payment(&reference, "Q-2", "15.00")).expect(200);
    assert_eq!((phase(), balance(&server, "received")), (json!("cleared"), "15.00".to_owned()));
    let bounced =
        |payment: &str, reason: &str| json!({ "reference": reference, "payment": payment, "reason": reason });
    assert_eq!(
        server.post(CASHIER, "/v1/payments/reversals", &bounced("Q-9", "x")).expect(409)["code"],
        "unknown_payment"
    );
    assert_eq!(
        server.post(CASHIER, "/v1/payments/reversals", &bounced("Q-2", "")).expect(409)["code"],
        "reason_missing"
    );
    let events = server.get(TAX, "/v1/events?limit=200").expect(200).to_string();
    assert!(events.contains("payment.reversed"), "{events}");
}

#[test]
fn goods_that_wait_wait_again_when_their_payment_bounces() {
    let server = with_cashier();
    let (lodged, reference) = of_case(&server, "deadline-payment-sends-back", 1);
    let (number, owed) =
        (lodged["tracking_number"].as_str().unwrap(), lodged["assessment"]["payable"].as_str().unwrap());
    let gates = || {
        let told = server.get(TAX, &format!("/v1/consignments/{number}")).expect(200);
        let gates = told["gates"].as_array().unwrap().clone();
        gates.iter().map(|gate| gate["gate"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = gates();
    assert!(before.contains(&"payment".to_owned()), "{before:?}");
    let page = || server.call("GET", &format!("/track/{number}"), &[], b"").expect_page(200);
    assert!(page().contains(&reference), "{}", page());
    server.post(TAX, "/v1/payments", &payment(&reference, "Q-1", owed)).expect(200);
    assert_eq!(gates(), ["arrival"]);
    assert!(!page().contains(&reference), "{}", page());
    let bounced = json!({ "reference": reference, "payment": "Q-1", "reason": "stolen card" });
    server.post(TAX, "/v1/payments/reversals", &bounced).expect(200);
    assert_eq!(gates(), before);
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    server.post(CARRIER, "/v1/arrivals", &arrived).expect(200);
    assert_eq!(gates(), ["payment"], "it is not let go unpaid");
}

#[test]
fn each_line_of_a_file_is_answered() {
    let server = with_cashier();
    let (_, one) = owing(&server, 1);
    let (_, two) = owing(&server, 2);
    // The last digit, one more.
    let (rest, last) = one.split_at(one.len() - 1);
    let mistyped = format!("{rest}{}", (last.parse::<u32>().unwrap() + 1) % 10);
    let unknown = clearance::identifier::PaymentReference::of_consignment(999_999);
    let lines = [
        format!("{one},B-1,5.00,EXD"),
        format!("{one},B-1,5.00,EXD"),
        format!("{one},B-1,6.00,EXD"),
        format!("{one},B-2,10.01,EXD"),
        format!("{one},B-3,10.00,USD"),
        format!("{one},B-4,10.00,EXD"),
        format!("{one},B-5,1.00,EXD"),
        format!("{mistyped},B-6,15.00,EXD"),
        format!("{unknown},B-7,15.00,EXD"),
        "RF18,B-8,15.00,EXD".to_owned(),
        format!("{two},B-9,15.005,EXD"),
        format!("{two},,15.00,EXD"),
        format!("{two},B-10,-15.00,EXD"),
        format!("{two},B-11"),
        format!("{two},B-12,15.00,EXD"),
    ];
    let file = format!("reference,payment,amount,currency\n{}\n", lines.join("\n"));
    let send = |token: &str, kind: &str, accept: &str, text: &[u8]| {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", kind), ("accept", accept)];
        server.call("POST", "/v1/payments", &headers, text)
    };
    let reply = send(CASHIER, "text/csv", "application/x-ndjson", file.as_bytes());
    assert_eq!(reply.status, 200, "{reply:?}");
    let results: Vec<String> = reply
        .text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["result"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        results,
        [
            "taken",
            "repeated",
            "payment_does_not_fit",
            "too_much",
            "other_currency",
            "taken",
            "nothing_owed",
            "mistyped_reference",
            "unknown_reference",
            "malformed_reference",
            "malformed",
            "malformed",
            "payment_does_not_fit",
            "unreadable",
            "taken",
        ],
        "{}",
        reply.text
    );
    assert_eq!(balance(&server, "received"), "30.00");
    // The same file again moves nothing.
    let again = send(CASHIER, "text/csv", "text/csv", file.as_bytes());
    assert!(!again.text.contains(",taken,"), "{}", again.text);
    assert_eq!(balance(&server, "received"), "30.00");
    assert_eq!(send(CASHIER, "application/x-ndjson", "", b"").status, 400);
    assert_eq!(send(CASHIER, "text/plain", "", b"x").status, 415);
}

#[test]
fn a_reference_tells_nothing_to_whom_it_does_not_concern() {
    let server = with_cashier();
    let (lodged, reference) = owing(&server, 1);
    let told = server.post(OTHER_CARRIER, "/v1/payments", &payment(&reference, "Q-1", "15.00")).expect(422);
    assert_eq!(told["errors"][0]["code"], "unknown_reference");
    assert_eq!(server.post(FILER, "/v1/payments", &payment(&reference, "Q-1", "15.00")).status, 403);
    for path in ["/v1/accounts", "/v1/events", "/v1/consignments/c_0000000000001", "/v1/batches/b_1"] {
        assert_eq!(server.get(CASHIER, path).status, 403, "{path}");
    }
    let exceeding = server.post(CASHIER, "/v1/payments", &payment(&reference, "Q-1", "15.01")).expect(409);
    assert_eq!(exceeding["code"], "payment_exceeds_debt");
    let code = |body: Value, status: u16| {
        let told = server.post(CASHIER, "/v1/payments", &body).expect(status);
        told["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(code(payment("RF99C1", "Q", "15.00"), 422), "mistyped_reference");
    assert_eq!(code(payment("c_0000000000001", "Q", "15.00"), 422), "malformed_reference");
    assert_eq!(
        code(json!({ "reference": reference, "amount": "1.00", "currency": "EXD" }), 400),
        "unreadable"
    );
    assert_eq!(
        code(json!({ "reference": reference, "payment": "Q", "amount": 1, "currency": "EXD" }), 400),
        "unreadable"
    );
    // Nothing is owed any more once the goods go back, and no reference is shown.
    let number = lodged["tracking_number"].as_str().unwrap();
    let path = format!("/v1/consignments/{number}/declination");
    server.post(CARRIER, &path, &json!({ "reason": "not ordered" })).expect(200);
    let told = server
        .get(FILER, &format!("/v1/declarations/{}", lodged["declaration"].as_str().unwrap()))
        .expect(200);
    assert_eq!(told["payment_reference"], Value::Null);
}

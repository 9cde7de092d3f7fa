//! After release: what was declared is corrected, disputed, waived and given up, with two signatures.

use crate::harness::{
    CARRIER, FILER, OFFICER, OTHER_FILER, OTHER_OFFICER, Reply, Server, TAX, declaration, replays, tracking,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Shirts by post worth so much.
fn shirts(number: &str, worth: &str) -> Value {
    let goods = json!([{
        "line": 1, "description": "cotton t-shirt, plain", "commodity_code": "61091010", "origin": "CN",
        "quantity": "5", "unit": "C62", "net_mass_kg": "1.000", "value": worth,
    }]);
    declaration(
        "category-3-tax-due-by-post",
        json!({
            "reference": number, "tracking_number": number, "gross_mass_kg": "1.5", "goods_items": goods,
            "ucr": null, "order": null, "transport": { "document": number, "office": "XAPRT1" },
            "value": { "currency": "EXD", "goods": worth, "freight": "0.00", "insurance": "0.00" },
        }),
    )
}

/// Five shirts, released, with 20.00 of duty and 28.00 of VAT that were paid.
fn paid(server: &Server, number: &str) -> String {
    let lodged = server.post(FILER, "/v1/declarations", &shirts(number, "166.65")).expect(200);
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
    let payment = json!({ "amount": "48.00", "currency": "EXD", "reference": "PAY-1" });
    let told = server.post(TAX, &format!("/v1/consignments/{number}/payments"), &payment).expect(200);
    assert_eq!(told["phase"], "cleared");
    lodged["declaration"].as_str().unwrap().to_owned()
}

fn correct(server: &Server, declared: &str, number: &str, worth: &str, reason: &str) -> Reply {
    let body = json!({ "declaration": shirts(number, worth), "reason": reason });
    server.post(OFFICER, &format!("/v1/declarations/{declared}/corrections"), &body)
}

fn about(server: &Server, token: &str, number: &str, what: &str, body: Value) -> Reply {
    server.post(token, &format!("/v1/consignments/{number}/{what}"), &body)
}

fn listed(server: &Server, list: &str) -> Vec<Value> {
    let told = server.get(OFFICER, &format!("/v1/worklists/{list}")).expect(200);
    told["items"].as_array().unwrap().clone()
}

fn balance(server: &Server, account: &str) -> String {
    let accounts = server.get(TAX, "/v1/accounts").expect(200);
    let mut accounts = accounts["accounts"].as_array().unwrap().iter();
    let found = accounts.find(|known| known["account"] == account);
    found.map_or("none".to_owned(), |account| account["balance"].as_str().unwrap().to_owned())
}

fn months(months: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * 30 * months)
}

#[test]
fn what_was_charged_too_little_is_assessed_with_interest_and_paid() {
    let server = Server::start();
    let number = tracking(11);
    let declared = paid(&server, &number);
    server.later(months(4));
    let told = correct(&server, &declared, &number, "966.65", "invoice 4711").expect(200);
    assert_eq!((&told["phase"], &told["assessment"]["payable"]), (&json!("released"), &json!("236.45")));
    let filer = server.get(FILER, &format!("/v1/declarations/{declared}")).expect(200);
    assert_eq!(
        filer["post_clearance"],
        json!({ "additional": { "assessed": "230.40", "open": "230.40", "due": "2026-07-15" }, "interest": "6.05" })
    );
    let grounds = filer["grounds"].as_array().unwrap();
    let why = grounds.iter().find(|ground| ground["code"] == "corrected").unwrap();
    assert_eq!(why["facts"]["explanation"], "invoice 4711", "whoever owes is told why");
    let [debt] = listed(&server, "debts").try_into().unwrap();
    assert_eq!((&debt["tracking_number"], &debt["due"]), (&json!(number), &json!("2026-07-15")));
    let events = server.get(FILER, "/v1/events?limit=50").expect(200);
    let mut told = events["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap());
    assert!(told.any(|told| told == "assessment.issued"), "{events}");
    assert_eq!(server.get(OTHER_FILER, &format!("/v1/declarations/{declared}")).status, 404);

    let server = server.restarted();
    let reference = filer["payment_reference"].as_str().unwrap();
    let payment =
        json!({ "reference": reference, "payment": "BANK-1", "amount": "236.45", "currency": "EXD" });
    server.post(TAX, "/v1/payments", &payment).expect(200);
    assert_eq!(listed(&server, "debts"), Vec::<Value>::new());
    assert_eq!(balance(&server, "interest"), "-6.05");
    assert_eq!(balance(&server, "receivable/consignee/Sandbox Filer"), "0.00");
    replays(&server);
}

#[test]
fn a_claim_is_answered_and_what_was_too_much_is_owed_back() {
    let server = Server::start();
    let number = tracking(12);
    let declared = paid(&server, &number);
    let claim = |reason: &str| about(&server, FILER, &number, "claim", json!({ "reason": reason }));
    claim("a discount was forgotten").expect(200);
    assert_eq!(claim("again").expect(409)["code"], "already_claimed");
    let other = about(&server, OTHER_FILER, &number, "claim", json!({ "reason": "mine" }));
    assert_eq!(other.status, 404, "another's");
    let [listed_claim] = listed(&server, "claims").try_into().unwrap();
    assert_eq!(listed_claim["claim"]["reason"], "a discount was forgotten");
    let refusal = json!({ "reason": "no invoice was sent" });
    about(&server, OFFICER, &number, "claim/refusal", refusal).expect(200);
    assert_eq!(listed(&server, "claims"), Vec::<Value>::new());
    claim("here is the invoice").expect(200);
    let told = correct(&server, &declared, &number, "120.00", "invoice 4712").expect(200);
    assert_eq!((&told["phase"], &told["assessment"]["repayable"]), (&json!("cleared"), &json!("30.00")));
    assert_eq!(listed(&server, "claims"), Vec::<Value>::new());
    let refund = |amount: &str| json!({ "amount": amount, "currency": "EXD", "reference": "REF-1" });
    let too_much = about(&server, TAX, &number, "refunds", refund("30.01"));
    assert_eq!(too_much.expect(409)["code"], "refund_exceeds_owed");
    about(&server, TAX, &number, "refunds", refund("30.00")).expect(200);
    assert_eq!(balance(&server, "refunds/Sandbox Filer"), "0.00");
    replays(&server);
}

#[test]
fn a_debt_is_given_up_by_two() {
    let server = Server::start();
    let number = tracking(13);
    let declared = paid(&server, &number);
    correct(&server, &declared, &number, "366.65", "invoice 4711").expect(200);
    // A little of it is waived by one.
    let waiver = json!({ "reason": "our mistake", "charge": "vat", "amount": "5.00", "currency": "EXD" });
    let told = about(&server, OFFICER, &number, "remissions", waiver).expect(200);
    assert_eq!(told["assessment"]["payable"], "52.60");
    let told = about(&server, OFFICER, &number, "write-offs", json!({ "reason": "bankrupt" })).expect(200);
    assert_eq!(told["assessment"]["payable"], "52.60", "nothing has moved yet");
    let [proposed] = listed(&server, "signatures").try_into().unwrap();
    assert_eq!(proposed["proposed"]["amount"], "52.60");
    let filer = server.get(FILER, &format!("/v1/declarations/{declared}")).expect(200);
    assert!(!filer.to_string().contains("bankrupt"), "what waits for a signature is not told: {filer}");
    let server = server.restarted();
    let sign = |token, approved: bool| {
        about(&server, token, &number, "signature", json!({ "approved": approved, "reason": "" }))
    };
    assert_eq!(sign(OFFICER, true).expect(409)["code"], "own_proposal");
    assert_eq!(sign(OTHER_OFFICER, false).expect(409)["code"], "reason_missing");
    let told = sign(OTHER_OFFICER, true).expect(200);
    assert_eq!((&told["phase"], &told["assessment"]["payable"]), (&json!("cleared"), &json!("0.00")));
    assert_eq!(sign(OTHER_OFFICER, true).expect(409)["code"], "nothing_proposed");
    assert_eq!(listed(&server, "signatures"), Vec::<Value>::new());
    assert_eq!(balance(&server, "written_off"), "52.60");
    assert_eq!(balance(&server, "receivable/consignee/Sandbox Filer"), "0.00");
    let filer = server.get(FILER, &format!("/v1/declarations/{declared}")).expect(200);
    assert!(filer.to_string().contains("bankrupt"), "whoever owed is told why: {filer}");
    replays(&server);
}

#[test]
fn what_cannot_be_is_told_and_changes_nothing() {
    let server = Server::start();
    let number = tracking(14);
    let declared = paid(&server, &number);
    let before = server.get(OFFICER, &format!("/v1/declarations/{declared}")).expect(200);
    let path = format!("/v1/declarations/{declared}/corrections");
    let corrected = |body: &str| {
        let headers = [("authorization", "Bearer sandbox-officer"), ("content-type", "application/json")];
        let reply = server.call("POST", &path, &headers, body.as_bytes());
        (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    let whole = shirts(&number, "366.65").to_string();
    for (body, status, code) in [
        ("", 400, "unreadable"),
        ("[]", 400, "unreadable"),
        (r#"{"reason":"x"}"#, 400, "unreadable"),
        (r#"{"declaration":1,"reason":"x","reason":"y"}"#, 400, "unreadable"),
        (&format!(r#"{{"declaration":{whole},"reason":"x","by":"me"}}"#), 400, "unreadable"),
        (&format!(r#"{{"declaration":{whole},"reason":" "}}"#), 409, "reason_missing"),
        (&format!(r#"{{"declaration":{whole},"reason":"{}"}}"#, "x".repeat(2001)), 400, "unreadable"),
        (r#"{"declaration":{"reference":"R"},"reason":"x"}"#, 422, "faulty"),
        (r#"{"declaration":17,"reason":"x"}"#, 422, "faulty"),
        (r#"{"declaration":{"reference":"a","reference":"b"},"reason":"x"}"#, 422, "faulty"),
        (
            &format!(r#"{{"declaration":{},"reason":"x"}}"#, shirts(&tracking(99), "366.65")),
            409,
            "identity_changed",
        ),
    ] {
        assert_eq!(corrected(body), (status, code.to_owned()), "{body:.90}");
    }
    assert_eq!(correct(&server, "26XA00000000099999", &number, "1", "x").status, 404);
    for (what, body, status, code) in [
        ("remissions", json!({}), 400, "unreadable"),
        ("remissions", json!({ "reason": "x", "charge": "gold" }), 400, "unreadable"),
        ("remissions", json!({ "reason": "x", "charge": "interest", "line": 1 }), 400, "unreadable"),
        ("remissions", json!({ "reason": "x", "amount": "1.00" }), 400, "unreadable"),
        ("remissions", json!({ "reason": "x", "amount": "1.001", "currency": "EXD" }), 400, "unreadable"),
        (
            "remissions",
            json!({ "reason": "x", "amount": "-1", "currency": "EXD" }),
            409,
            "payment_does_not_fit",
        ),
        (
            "remissions",
            json!({ "reason": "x", "amount": "48.01", "currency": "EXD" }),
            409,
            "more_than_stands",
        ),
        ("remissions", json!({ "reason": "x", "charge": "interest" }), 409, "nothing_owed"),
        ("remissions", json!({ "reason": "x", "by": "another" }), 400, "unreadable"),
        ("write-offs", json!({ "reason": "x" }), 409, "nothing_owed"),
        ("signature", json!({ "approved": true }), 409, "nothing_proposed"),
        ("signature", json!({ "approved": true, "by": "another" }), 400, "unreadable"),
        ("claim/refusal", json!({ "reason": "x" }), 409, "nothing_claimed"),
    ] {
        let reply = about(&server, OFFICER, &number, what, body.clone());
        let code_told = reply.json()["code"].as_str().unwrap_or_default().to_owned();
        assert_eq!((reply.status, code_told.as_str()), (status, code), "{what} {body}");
    }
    let after = server.get(OFFICER, &format!("/v1/declarations/{declared}")).expect(200);
    assert_eq!(before, after);
    replays(&server);
}

//! Goods that go back after their release: what is given back, on the ledger and to whom, and what is paid out of it.

use crate::harness::{CARRIER, FILER, OFFICER, Server, TAX, declaration, tracking};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Five shirts by post, released, with duty of 20.00 and VAT of 28.00 to pay.
fn shirts(server: &Server, number: &str) -> Value {
    let goods = json!([{
        "line": 1, "description": "cotton t-shirt, plain", "commodity_code": "61091010", "origin": "CN",
        "quantity": "5", "unit": "C62", "net_mass_kg": "1.000", "value": "166.65",
    }]);
    let over = json!({
        "reference": number, "tracking_number": number, "gross_mass_kg": "1.5", "goods_items": goods,
        "transport": {
            "document": number, "master_document": "160-12345675", "conveyance": "CX251",
            "arrival": "2026-03-02T06:40:00Z", "office": "XAPRT1",
        },
        "value": { "currency": "EXD", "goods": "166.65", "freight": "0.00", "insurance": "0.00" },
    });
    let parcel = declaration("category-3-tax-due-by-post", over);
    let lodged = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let arrived = json!({ "office": "XAPRT1", "consignments": [number] });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &arrived).expect(200)["taken"], 1);
    lodged
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

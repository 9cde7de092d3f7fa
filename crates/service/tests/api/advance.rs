//! Advance data, by whoever knows something before the goods are loaded.

use crate::harness::{CARRIER, FILER, OFFICER, OTHER_CARRIER, OTHER_FILER, Server, declaration, tracking};
use serde_json::{Value, json};

fn advance(over: Value) -> Value {
    declaration("pre-loading-then-declared", over)
}

#[test]
fn advance_data_is_answered_before_loading() {
    let server = Server::start();
    let unsaid = advance(json!({ "stage": null }));
    let answer = server.post(CARRIER, "/v1/advance-data", &unsaid).expect(200);
    assert_eq!((&answer["outcome"], &answer["phase"]), (&json!("assessment_complete"), &json!("received")));
    let said = advance(json!({ "stage": "pre_loading" }));
    let again = server.post(CARRIER, "/v1/advance-data", &said);
    assert_eq!(again.header("idempotent-replayed"), Some("true"), "unsaid, it is meant");
    let wrong =
        server.post(CARRIER, "/v1/advance-data", &advance(json!({ "stage": "pre_arrival" }))).expect(422);
    assert_eq!(wrong["errors"][0]["pointer"], "/stage");
    assert!(wrong["errors"][0]["fix"].as_str().unwrap().contains("/v1/declarations"));
    assert_eq!(server.post(OFFICER, "/v1/advance-data", &said).expect(403)["code"], "role_missing");
    let odd = server.post(FILER, "/v1/advance-data?role=king", &said).expect(400);
    assert_eq!(odd["errors"][0]["pointer"], "role");
    assert_eq!(server.post(FILER, "/v1/advance-data?what=x", &said).expect(400)["code"], "unreadable");
}

#[test]
fn a_dry_run_of_advance_data_keeps_nothing() {
    let server = Server::start();
    let data = advance(json!({ "tracking_number": tracking(3), "transport": { "document": tracking(3) } }));
    server.post(FILER, "/v1/advance-data?dry_run=true", &data).expect(200);
    assert_eq!(server.get(OFFICER, &format!("/v1/consignments/{}", tracking(3))).status, 404);
}

#[test]
fn the_answer_of_one_filer_is_nothing_to_another() {
    let server = Server::start();
    server.post(CARRIER, "/v1/advance-data", &advance(json!({}))).expect(200);
    let other = server
        .post(OTHER_FILER, "/v1/advance-data?role=broker", &advance(json!({ "reference": "P-1" })))
        .expect(200);
    assert!(other.get("assessment").is_none(), "{other}");
    let seen = server
        .get(OFFICER, &format!("/v1/consignments/{}", other["consignment"].as_str().unwrap()))
        .expect(200);
    let roles: Vec<&Value> =
        seen["filings"].as_array().unwrap().iter().map(|filing| &filing["role"]).collect();
    assert_eq!(roles, ["carrier", "broker"]);
}

/// What a payment provider knows.
fn payment(number: &str) -> Value {
    json!({
        "reference": "PAY-1", "tracking_number": number, "order": { "number": "99817" },
        "payment": { "provider": "pay.example", "reference": "P-55120", "amount": "27.90", "currency": "USD" },
    })
}

fn missing(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

#[test]
fn a_payment_provider_files_what_it_knows() {
    let server = Server::start();
    let path = "/v1/advance-data?role=payment_provider";
    let filed = server.post(OTHER_FILER, path, &payment(&tracking(1))).expect(200);
    assert_eq!((&filed["phase"], &filed["warnings"]), (&json!("received"), &json!([])));
    let as_declarant = server.post(FILER, "/v1/advance-data", &payment(&tracking(1))).expect(422);
    assert!(missing(&as_declarant).contains(&"/goods_items"), "{as_declarant}");
    let mut less = payment(&tracking(2));
    less["payment"] = json!({ "provider": "pay.example" });
    let returned = server.post(OTHER_FILER, path, &less).expect(422);
    assert_eq!(missing(&returned), ["/payment/reference", "/payment/amount"]);
    let number = filed["declaration"].as_str().unwrap();
    let mut more = payment(&tracking(1));
    more["payment"]["payer"] = json!("Ana Example");
    more["stage"] = json!("pre_loading");
    let amendment = format!("/v1/declarations/{number}/amendments?role=payment_provider");
    server.post(OTHER_FILER, &amendment, &more).expect(200);
}

#[test]
fn a_seller_files_the_order_and_the_goods() {
    let server = Server::start();
    let sold = json!({
        "reference": "S-1", "tracking_number": tracking(1), "order": { "number": "99817" },
        "seller": { "name": "Bright Lamps" }, "value": { "currency": "USD", "goods": "24.90" },
        "goods_items": [{ "line": 1, "description": "LED desk lamp, 5 W, USB", "commodity_code": "940521" }],
    });
    server.post(OTHER_FILER, "/v1/advance-data?role=seller", &sold).expect(200);
    let mut less = sold.clone();
    less.as_object_mut().unwrap().remove("goods_items");
    less["reference"] = json!("S-2");
    less["tracking_number"] = json!(tracking(2));
    let returned = server.post(OTHER_FILER, "/v1/advance-data?role=seller", &less).expect(422);
    assert_eq!(missing(&returned), ["/goods_items"]);
}

#[test]
fn whoever_brings_the_goods_is_answered_though_a_payment_was_told_first() {
    let server = Server::start();
    let data = advance(json!({}));
    let number = data["tracking_number"].as_str().unwrap();
    server.post(OTHER_FILER, "/v1/advance-data?role=payment_provider", &payment(number)).expect(200);
    let answer = server.post(OTHER_CARRIER, "/v1/advance-data", &data).expect(200);
    assert_eq!(answer["outcome"], "assessment_complete", "{answer}");
}

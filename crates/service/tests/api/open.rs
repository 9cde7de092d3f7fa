//! What everybody may ask: estimates and tracking.

use crate::harness::{FILER, Server, declaration, harmless, tracking};
use serde_json::{Value, json};

fn estimate(server: &Server, question: &Value) -> crate::harness::Reply {
    server.call(
        "POST",
        "/v1/estimates",
        &[("content-type", "application/json")],
        question.to_string().as_bytes(),
    )
}

#[test]
fn an_estimate_is_what_a_declaration_would_come_to() {
    let server = Server::start();
    let parcel = declaration("category-3-tax-due-by-post", json!({}));
    let declared = server.post(FILER, "/v1/declarations", &parcel).expect(200);
    let item = &parcel["goods_items"][0];
    let value = &parcel["value"];
    let question = json!({
        "from": "CN", "to": "XA", "code": item["commodity_code"], "freight": value["freight"],
        "value": { "amount": value["goods"], "currency": value["currency"] },
        "quantity": item["quantity"], "unit": item["unit"], "description": item["description"],
    });
    let answer = estimate(&server, &question).expect(200);
    assert_eq!(answer["assessment"]["payable"], declared["assessment"]["payable"], "{answer}");
    assert_eq!(answer["category"], declared["category"]);
    assert_eq!(answer["law"]["as_of"], "2026-03-02");
}

/// A parcel and the question about it, which say the same.
fn parcel_and_question(server: &Server) -> (Value, Value) {
    let parcel = declaration("category-3-tax-due-by-post", json!({}));
    let question = json!({
        "from": "CN", "code": "61091010", "value": { "amount": "100", "currency": "EXD" },
        "quantity": "1.0", "unit": "C62", "description": "a shirt",
    });
    (parcel, estimate(server, &question).expect(200))
}

fn compare(server: &Server, quote: &Value, parcel: &Value) -> crate::harness::Reply {
    let signed = &quote["signed"];
    let body =
        json!({ "statement": signed["statement"], "signature": signed["signature"], "declaration": parcel });
    server.post("", "/v1/estimates/compare", &body)
}

#[test]
fn a_quote_is_signed_and_an_assessment_that_differs_names_the_fact() {
    let server = Server::start();
    let (parcel, quote) = parcel_and_question(&server);
    let answer = compare(&server, &quote, &parcel).expect(200);
    assert_eq!((&answer["same"], &answer["differing"]), (&json!(true), &json!([])), "{answer}");
    assert_eq!(answer["now"]["payable"], "15.00 EXD");
    for (pointer, value, fact) in [
        ("/value/freight", json!("5.00"), "value.freight"),
        ("/channel", json!("express"), "channel"),
        ("/nature", json!("gift"), "nature"),
        ("/consignor/address/country", json!("VN"), "consignor.address.country"),
        ("/goods_items/0/origin", json!("VN"), "origin"),
        ("/goods_items/0/commodity_code", json!("62034210"), "commodity_code"),
        ("/goods_items/0/quantity", json!("2"), "quantity"),
        ("/goods_items/0/tax_paid", json!(false), "tax_paid"),
        ("/documents", json!([{ "type": "U162", "number": "7" }]), "documents"),
    ] {
        let mut other = parcel.clone();
        other["documents"] = json!([{ "type": "note" }]);
        other["goods_items"][0]["tax_paid"] = Value::Null;
        *other.pointer_mut(pointer).unwrap() = value;
        let answer = compare(&server, &quote, &other).expect(200);
        let facts: Vec<&str> =
            answer["differing"].as_array().unwrap().iter().map(|it| it["fact"].as_str().unwrap()).collect();
        assert_eq!(facts, [fact], "{answer}");
    }
    let mut dearer = parcel.clone();
    dearer["value"]["goods"] = json!("100.01");
    dearer["goods_items"][0]["value"] = json!("100.01");
    let answer = compare(&server, &quote, &dearer).expect(200);
    assert_eq!(
        answer["differing"],
        json!([{ "fact": "value.goods", "quoted": "100", "now": "100.01" }]),
        "{answer}"
    );
}

#[test]
fn a_quote_that_was_changed_is_nobodys() {
    let server = Server::start();
    let (parcel, quote) = parcel_and_question(&server);
    let mut cheaper = quote.clone();
    let statement = quote["signed"]["statement"].as_str().unwrap().replace("15.00", "05.00");
    assert_ne!(quote["signed"]["statement"], statement);
    cheaper["signed"]["statement"] = json!(statement);
    let mut unsigned = quote.clone();
    unsigned["signed"]["signature"] = json!("none");
    for changed in [cheaper, unsigned] {
        let problem = compare(&server, &changed, &parcel).expect(422);
        assert_eq!(problem["errors"][0]["code"], "not_our_quote", "{problem}");
    }
    let mut broken = parcel.clone();
    broken["value"]["goods"] = json!("a lot");
    let problem = compare(&server, &quote, &broken).expect(422);
    assert_eq!(problem["errors"][0]["pointer"], "/declaration/value/goods", "{problem}");
}

#[test]
fn an_estimate_that_cannot_be_made_says_why_in_words_of_the_question() {
    let server = Server::start();
    let with = |name: &str, value: Value| {
        let mut question =
            json!({ "from": "CN", "code": "61091010", "value": { "amount": "24.90", "currency": "EXD" } });
        question[name] = value;
        question
    };
    for (name, value, pointer) in [
        ("code", json!("00000000"), "/code"),
        ("from", json!("QQ"), "/from"),
        ("to", json!("CN"), "/to"),
        ("value", json!({ "amount": "a lot", "currency": "EXD" }), "/value/amount"),
        ("quantity", json!("two"), "/quantity"),
        ("freight", json!("-1"), "/freight"),
    ] {
        let problem = estimate(&server, &with(name, value)).expect(422);
        let errors = problem["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["pointer"] == pointer), "{pointer}: {problem}");
    }
    for (name, value, pointer) in [
        ("value", json!({ "amount": 24.9, "currency": "EXD" }), "/value/amount"),
        ("colour", json!("red"), "/colour"),
        ("as_of", json!("soon"), "/as_of"),
    ] {
        let problem = estimate(&server, &with(name, value)).expect(400);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(
        estimate(&server, &with("as_of", json!("1999-01-01"))).expect(422)["errors"][0]["code"],
        "outside_the_law"
    );
    let plain = server.call("POST", "/v1/estimates", &[("content-type", "text/plain")], b"{}");
    assert_eq!(plain.expect(415)["code"], "wrong_type");
}

#[test]
fn the_public_sees_where_goods_stand_and_whose_turn_it_is() {
    let server = Server::start();
    let shoes = declaration("profile-examines-cheap-shoes", json!({}));
    let lodged = server.post(FILER, "/v1/declarations", &shoes).expect(200);
    server.post(FILER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    let track = |name: &str, language: &str| {
        server.call("GET", &format!("/v1/tracking/{name}"), &[("accept-language", language)], b"")
    };
    assert_eq!(
        track(&tracking(1), "en").expect(200),
        json!({ "phase": "accepted", "text": "accepted", "turn": { "who": "carrier", "text": "carrier" } })
    );
    assert_eq!(track(&tracking(1), "fr-CH, en;q=0.5").expect(200)["turn"]["text"], "transporteur");
    let held = track(shoes["tracking_number"].as_str().unwrap(), "en").expect(200);
    assert_eq!(held["phase"], "held");
    assert!(!held.to_string().contains("exam"), "what for is not for the public: {held}");
    let unknown = track(&tracking(99), "en").expect(404);
    for name in ["declaration", "consignment"] {
        let counted_up = lodged[name].as_str().unwrap();
        assert_eq!(track(counted_up, "en").expect(404), unknown, "{name} numbers can be guessed");
    }
}

#[test]
fn the_secret_of_a_day_is_shown_once_its_lots_are_long_drawn() {
    let server = Server::real();
    let of = |day: &str| server.call("GET", &format!("/v1/lots/{day}"), &[], b"");
    let shown = of("2025-12-02").expect(200);
    let secret = shown["secret"].as_str().unwrap();
    assert!(secret.len() == 64 && secret.chars().all(|sign| sign.is_ascii_hexdigit()), "{shown}");
    assert_ne!(of("2025-12-01").expect(200)["secret"], secret);
    for day in ["2025-12-03", "2026-03-02", "2026-03-03", "9999-12-31", "today", "-1"] {
        of(day).expect(404);
    }
    // In a sandbox nothing is drawn.
    Server::start().call("GET", "/v1/lots/2025-12-02", &[], b"").expect(404);
}

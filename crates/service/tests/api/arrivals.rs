//! Arrivals, one by one and together.

use crate::harness::{CARRIER, FILER, OFFICER, OTHER_CARRIER, OTHER_FILER, Server, harmless, tracking};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn codes(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap();
    results.iter().map(|item| item["refused"]["code"].as_str().unwrap_or("-")).collect()
}

#[test]
fn each_consignment_has_its_own_answer_in_the_order_asked() {
    let server = Server::start();
    let lodged = server.post(CARRIER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    server.post(OTHER_FILER, "/v1/declarations", &harmless("B-1", &tracking(2))).expect(200);
    server.post(OTHER_CARRIER, "/v1/declarations", &harmless("C-1", &tracking(3))).expect(200);
    let report = json!({ "office": "XAPRT1", "consignments": [tracking(1), tracking(2), tracking(3), tracking(4), lodged["declaration"]] });
    let answer = server.post(CARRIER, "/v1/arrivals", &report).expect(200);
    assert_eq!(codes(&answer), ["-", "-", "unknown_consignment", "unknown_consignment", "already_arrived"]);
    assert_eq!((&answer["taken"], &answer["refused"]), (&json!(2), &json!(3)));
    assert_eq!(answer["arrived"], "2026-03-02T12:00:00Z", "unsaid, it is now");
    assert_eq!(
        answer["results"][2]["refused"], answer["results"][3]["refused"],
        "another's is as if it did not exist"
    );
    let first = &answer["results"][0];
    assert_eq!(
        (&first["ref"], &first["phase"], &first["may_go"]),
        (&json!(tracking(1)), &json!("cleared"), &json!(true))
    );
    let second = &answer["results"][1];
    assert_eq!((&second["phase"], &second["may_go"]), (&json!("cleared"), &json!(true)));
}

#[test]
fn what_travels_together_is_reported_together() {
    let server = Server::start();
    for serial in 1..=12 {
        let parcel = harmless(&format!("A-{serial}"), &tracking(serial));
        server.post(FILER, "/v1/declarations", &parcel).expect(200);
    }
    let held = json!({ "decision": "examine", "reason": "it rattles" });
    server.post(OFFICER, &format!("/v1/consignments/{}/decision", tracking(12)), &held).expect(200);
    let unknown = json!({ "office": "XAPRT1", "master_document": "160-00000000" });
    assert_eq!(server.post(CARRIER, "/v1/arrivals", &unknown).expect(404)["code"], "not_found");
    let report =
        json!({ "office": "XAPRT1", "arrived": "2026-03-02T11:00:00Z", "master_document": "160-12345675" });
    let answer = server.post_keyed(CARRIER, "/v1/arrivals", &report, "flight-1").expect(200);
    assert_eq!((&answer["taken"], &answer["refused"]), (&json!(12), &json!(0)));
    assert_eq!(answer["results"][0]["ref"], tracking(1));
    let last = &answer["results"][11];
    assert_eq!((&last["phase"], &last["may_go"]), (&json!("received"), &json!(false)), "{last}");
    assert_eq!(server.post_keyed(CARRIER, "/v1/arrivals", &report, "flight-1").expect(200), answer, "once");
    server.later(SignedDuration::from_mins(5));
    assert_eq!(codes(&server.post(CARRIER, "/v1/arrivals", &report).expect(200)), ["already_arrived"; 12]);
    let other = json!({ "office": "XAPRT1", "consignments": [tracking(99)] });
    assert_eq!(
        server.post_keyed(CARRIER, "/v1/arrivals", &other, "flight-1").expect(422)["code"],
        "key_used"
    );
}

#[test]
fn a_key_is_known_again_though_its_first_item_was_refused() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    let report = json!({ "office": "XAPRT1", "consignments": [tracking(7), tracking(1)] });
    let first = server.post_keyed(CARRIER, "/v1/arrivals", &report, "k").expect(200);
    assert_eq!(codes(&first), ["unknown_consignment", "-"]);
    assert_eq!(server.post_keyed(CARRIER, "/v1/arrivals", &report, "k").expect(200), first);
    let other = json!({ "office": "XAPRT1", "consignments": [tracking(7)] });
    assert_eq!(server.post_keyed(CARRIER, "/v1/arrivals", &other, "k").expect(422)["code"], "key_used");
}

#[test]
fn a_report_that_cannot_be_read_takes_nothing() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    let one = [tracking(1)];
    let wrong = [
        (json!({ "office": "XAPRT1" }), "/consignments"),
        (
            json!({ "office": "XAPRT1", "consignments": one, "master_document": "160-12345675" }),
            "/consignments",
        ),
        (json!({ "office": "XAPRT1", "consignments": [1] }), "/consignments/0"),
        (json!({ "office": "XAPRT1", "consignments": one, "arrived": "yesterday" }), "/arrived"),
        (json!({ "office": "XAPRT1", "consignments": one, "when": "now" }), "/when"),
        (json!({ "office": "XAPRT1", "consignments": vec!["x"; 10_001] }), "/consignments"),
    ];
    for (body, pointer) in wrong {
        let problem = server.post(CARRIER, "/v1/arrivals", &body).expect(400);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(
        server.post(FILER, "/v1/arrivals", &json!({ "office": "XAPRT1", "consignments": one })).expect(403)["code"],
        "role_missing"
    );
    let early = json!({ "office": "XAPRT1", "consignments": one, "arrived": "2026-03-09T00:00:00Z" });
    assert_eq!(codes(&server.post(CARRIER, "/v1/arrivals", &early).expect(200)), ["not_arrived"]);
    let nowhere = json!({ "office": "XAPRT9", "consignments": one });
    assert_eq!(codes(&server.post(CARRIER, "/v1/arrivals", &nowhere).expect(200)), ["unknown_office"]);
}

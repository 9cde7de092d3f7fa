//! Commands about one consignment, by whoever may give them.

use crate::harness::{
    CARRIER, FILER, OFFICER, OTHER_CARRIER, OTHER_FILER, PLANT_HEALTH, Server, TAX, WILDLIFE, declaration,
    harmless, tracking,
};
use serde_json::{Value, json};

fn lodge(server: &Server, token: &str, declaration: &Value) -> Value {
    server.post(token, "/v1/declarations", declaration).expect(200)
}

fn path(decision: &Value, rest: &str) -> String {
    format!("/v1/consignments/{}/{rest}", decision["consignment"].as_str().unwrap())
}

/// The control of a gate of a kind.
fn control<'a>(decision: &'a Value, kind: &str) -> &'a str {
    let gates = decision["gates"].as_array().unwrap();
    let gate = gates.iter().find(|gate| gate["gate"] == kind).unwrap_or_else(|| panic!("{kind}: {decision}"));
    gate["control"].as_str().unwrap()
}

#[test]
fn an_officer_decides_and_everything_wrong_with_it_is_said() {
    let server = Server::start();
    let lodged = lodge(&server, FILER, &harmless("A-1", &tracking(1)));
    let path = path(&lodged, "decision");
    let examine = json!({ "decision": "examine", "reason": "the parcel rattles" });
    assert_eq!(server.post(FILER, &path, &examine).expect(403)["code"], "role_missing");
    let wrong = [
        (json!({ "decision": "examine" }), 400, "", "missing field `reason`"),
        (json!({ "decision": "let_in", "reason": "x" }), 400, "/decision", "refuse_entry"),
        (json!({ "decision": "examine", "reason": "x", "line": 1 }), 400, "/line", "unknown field"),
        (json!({ "decision": "examine", "reason": "x", "lines": ["1"] }), 400, "/lines/0", "invalid type"),
        (json!(["examine"]), 400, "", "a JSON object"),
        (
            json!({ "decision": "examine", "reason": "x".repeat(2_001) }),
            400,
            "/reason",
            "at most 2000 characters",
        ),
    ];
    for (body, status, pointer, message) in wrong {
        let problem = server.post(OFFICER, &path, &body).expect(status);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        assert!(problem["errors"][0]["message"].as_str().unwrap().contains(message), "{problem}");
    }
    let refused =
        server.post(OFFICER, &path, &json!({ "decision": "hold", "lines": [7], "reason": "x" })).expect(409);
    assert_eq!((&refused["code"], &refused["may_retry"]), (&json!("unknown_line"), &json!(false)));
    let unreasoned = server.post(OFFICER, &path, &json!({ "decision": "hold", "reason": " " })).expect(409);
    assert_eq!(unreasoned["code"], "reason_missing");
    let decided = server.post(OFFICER, &path, &examine).expect(200);
    assert_eq!((&decided["outcome"], &decided["phase"]), (&json!("examine"), &json!("held")));
    assert!(decided["receipt"].is_object());
    let unknown = server.post(OFFICER, "/v1/consignments/c_0000000000999/decision", &examine).expect(404);
    assert_eq!(unknown["code"], "not_found");
}

#[test]
fn two_members_of_one_name_are_refused() {
    let server = Server::start();
    let lodged = lodge(&server, FILER, &harmless("A-1", &tracking(1)));
    let body = br#"{"decision":"hold","decision":"release","reason":"x"}"#;
    let bearer = format!("Bearer {OFFICER}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let problem = server.call("POST", &path(&lodged, "decision"), &headers, body).expect(400);
    assert!(problem["errors"][0]["message"].as_str().unwrap().contains("duplicate field"), "{problem}");
}

#[test]
fn a_key_that_comes_twice_is_carried_out_once() {
    let server = Server::start();
    let lodged = lodge(&server, FILER, &harmless("A-1", &tracking(1)));
    let path = path(&lodged, "decision");
    let hold = json!({ "decision": "hold", "reason": "an invoice is needed" });
    let first = server.post_keyed(OFFICER, &path, &hold, "k-1").expect(200);
    let again = server.post_keyed(OFFICER, &path, &hold, "k-1");
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let again = again.expect(200);
    assert_eq!(again["gates"], first["gates"], "not held twice");
    let other = json!({ "decision": "hold", "reason": "another reason" });
    assert_eq!(server.post_keyed(OFFICER, &path, &other, "k-1").expect(422)["code"], "key_used");
    let elsewhere = server.post_keyed(
        OFFICER,
        "/v1/returns",
        &json!({ "consignment": lodged["consignment"], "outbound": tracking(2) }),
        "k-1",
    );
    assert_eq!(elsewhere.expect(422)["code"], "key_used", "the path belongs to what was asked");
    let server = server.restarted();
    assert_eq!(server.post_keyed(OFFICER, &path, &other, "k-1").expect(422)["code"], "key_used");
}

#[test]
fn an_examination_is_reported_under_its_control() {
    let server = Server::start();
    let shoes = declaration("profile-examines-cheap-shoes", json!({}));
    let lodged = lodge(&server, FILER, &shoes);
    let control = control(
        &server
            .get(OFFICER, &format!("/v1/consignments/{}", lodged["consignment"].as_str().unwrap()))
            .expect(200)["decision"],
        "examination",
    )
    .to_owned();
    let path = format!("/v1/controls/{control}/results");
    let found = json!({ "findings": [{ "line": 1, "finding": "conforms" }], "note": "as declared" });
    assert_eq!(server.post(CARRIER, &path, &found).expect(403)["code"], "role_missing");
    assert_eq!(server.post(OFFICER, &path, &found).expect(409)["code"], "not_arrived");
    let arrival = json!({ "office": "XAPRT1", "consignments": [shoes["tracking_number"]] });
    assert_eq!(server.post(OFFICER, "/v1/arrivals", &arrival).expect(200)["taken"], 1);
    let wrong = json!({ "findings": [{ "line": 1, "finding": "fine" }] });
    assert_eq!(
        server.post(OFFICER, &path, &wrong).expect(400)["errors"][0]["pointer"],
        "/findings/0/finding"
    );
    let named_twice = json!({ "control": control, "findings": [] });
    assert_eq!(server.post(OFFICER, &path, &named_twice).expect(400)["errors"][0]["pointer"], "/control");
    let unknown = server.post(OFFICER, "/v1/controls/c_0000000000001-77/results", &found).expect(409);
    assert_eq!(unknown["code"], "unknown_control");
    for nowhere in ["c_0000000000099-1", "c_1-1", "x", "c_0000000000001"] {
        let problem = server.post(OFFICER, &format!("/v1/controls/{nowhere}/results"), &found).expect(404);
        assert_eq!(problem["code"], "not_found", "{nowhere}");
    }
    let done = server.post(OFFICER, &path, &found).expect(200);
    assert_eq!(done["outcome"], "release", "{done}");
}

#[test]
fn an_agency_answers_what_it_was_asked_and_sees_nothing_else() {
    let server = Server::start();
    let lodged = lodge(&server, FILER, &declaration("agency-refuses-all", json!({})));
    let control = control(&lodged, "agency").to_owned();
    let path = format!("/v1/referrals/{control}/decision");
    let yes = json!({ "approved": true, "reason": "certificate genuine" });
    let unknown = server.post(WILDLIFE, "/v1/referrals/c_0000000000077-1/decision", &yes).expect(404);
    assert_eq!(server.post(WILDLIFE, &path, &yes).expect(404), unknown, "another agency's");
    let arrival = format!(
        "/v1/referrals/{}/decision",
        lodged["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "arrival").unwrap()["control"]
            .as_str()
            .unwrap()
    );
    assert_eq!(server.post(PLANT_HEALTH, &arrival, &yes).expect(404), unknown, "not asked of an agency");
    assert_eq!(server.post(OFFICER, &path, &yes).expect(403)["code"], "role_missing");
    let as_other = json!({ "approved": true, "agency": "wildlife" });
    assert_eq!(server.post(PLANT_HEALTH, &path, &as_other).expect(400)["errors"][0]["pointer"], "/agency");
    assert_eq!(
        server.post(PLANT_HEALTH, &path, &json!({ "approved": "yes" })).expect(400)["errors"][0]["pointer"],
        "/approved"
    );
    assert_eq!(
        server.post(PLANT_HEALTH, &path, &json!({ "approved": false })).expect(409)["code"],
        "reason_missing"
    );
    let answered = server.post_keyed(PLANT_HEALTH, &path, &yes, "answer-1").expect(200);
    assert_eq!(answered["consignment"], lodged["consignment"]);
    assert!(answered.get("assessment").is_none() && answered.get("receipt").is_none(), "{answered}");
    assert_eq!(server.post_keyed(PLANT_HEALTH, &path, &yes, "answer-1").expect(200), answered);
    assert_eq!(server.post(PLANT_HEALTH, &path, &yes).expect(409)["code"], "unknown_control", "answered");
    assert_eq!(server.post(WILDLIFE, &path, &yes).expect(404), unknown);
    let shown = server
        .get(FILER, &format!("/v1/declarations/{}", lodged["declaration"].as_str().unwrap()))
        .expect(200);
    assert_eq!(shown["outcome"], "release", "{shown}");
}

#[test]
fn a_payment_clears_and_is_counted_once() {
    let server = Server::start();
    let parcel = declaration("category-3-tax-due-by-post", json!({}));
    let lodged = lodge(&server, FILER, &parcel);
    let path = path(&lodged, "payments");
    let pay = |amount: &str, reference: &str| json!({ "amount": amount, "currency": "EXD", "reference": reference });
    assert_eq!(server.post(OFFICER, &path, &pay("15.00", "P-1")).expect(403)["code"], "role_missing");
    assert_eq!(server.post(TAX, &path, &pay("15.005", "P-1")).expect(400)["errors"][0]["pointer"], "/amount");
    assert_eq!(
        server.post(TAX, &path, &json!({ "amount": 15, "currency": "EXD" })).expect(400)["errors"][0]["pointer"],
        "/amount"
    );
    assert_eq!(server.post(TAX, &path, &pay("99.00", "P-1")).expect(409)["code"], "payment_exceeds_debt");
    assert_eq!(server.post(TAX, &path, &pay("-1.00", "P-1")).expect(409)["code"], "payment_does_not_fit");
    let paid = server.post(TAX, &path, &pay("15.00", "P-1")).expect(200);
    assert_eq!(
        paid["assessment"]["lines"][0]["charges"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|charge| charge["status"] == "paid")
            .count(),
        1,
        "{paid}"
    );
    assert!(paid.get("risk").is_none());
    let again = server.post(TAX, &path, &pay("15.00", "P-1"));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    again.expect(200);
    assert_eq!(server.post(TAX, &path, &pay("15.00", "P-2")).expect(409)["code"], "nothing_owed");
}

#[test]
fn a_carrier_without_a_filing_is_told_whether_the_goods_may_go_and_no_more() {
    let server = Server::start();
    let number = tracking(5);
    let lodged = lodge(&server, OTHER_FILER, &harmless("A-1", &number));
    let refuse = json!({ "reason": "not ordered" });
    let unknown =
        server.post(CARRIER, &format!("/v1/consignments/{}/declination", tracking(9)), &refuse).expect(404);
    assert_eq!(
        server.post(CARRIER, &path(&lodged, "declination"), &refuse).expect(404),
        unknown,
        "ids are counted up"
    );
    let by_number = format!("/v1/consignments/{}/declination", lodged["declaration"].as_str().unwrap());
    assert_eq!(server.post(CARRIER, &by_number, &refuse).expect(404), unknown);
    let declined = server
        .post_keyed(CARRIER, &format!("/v1/consignments/{number}/declination"), &refuse, "d")
        .expect(200);
    let expected = json!({ "consignment": lodged["consignment"], "tracking_number": number, "phase": "returned", "outcome": "hold", "may_go": false });
    assert_eq!(declined, expected);
    assert_eq!(
        server
            .post_keyed(CARRIER, &format!("/v1/consignments/{number}/declination"), &refuse, "d")
            .expect(200),
        expected,
        "a repetition tells no more"
    );
    let back = json!({ "consignment": number, "outbound": tracking(6) });
    assert_eq!(
        server.post(CARRIER, "/v1/returns", &json!({ "consignment": number, "outbound": "?" })).expect(400)["errors"]
            [0]["pointer"],
        "/outbound"
    );
    assert_eq!(
        server.post(CARRIER, "/v1/returns", &json!({ "outbound": tracking(6) })).expect(400)["errors"][0]["pointer"],
        "/tracking_number"
    );
    assert_eq!(server.post(FILER, "/v1/returns", &back).expect(403)["code"], "role_missing");
    assert_eq!(server.post(CARRIER, "/v1/returns", &back).expect(200)["phase"], "returned");
    assert_eq!(server.post(CARRIER, "/v1/returns", &back).expect(200)["phase"], "returned", "as told before");
    let other = json!({ "consignment": number, "outbound": tracking(61) });
    assert_eq!(server.post(CARRIER, "/v1/returns", &other).expect(409)["code"], "already_returning");
}

#[test]
fn what_one_carrier_carries_is_nothing_to_another() {
    let server = Server::start();
    let number = tracking(5);
    lodge(&server, CARRIER, &harmless("A-1", &number));
    let path = format!("/v1/consignments/{number}/declination");
    let unknown = server
        .post(OTHER_CARRIER, &format!("/v1/consignments/{}/declination", tracking(9)), &json!({}))
        .expect(404);
    assert_eq!(server.post(OTHER_CARRIER, &path, &json!({})).expect(404), unknown);
    assert_eq!(server.post(CARRIER, &path, &json!({})).expect(200)["next_action"]["what"], "return_goods");
}

#[test]
fn nobody_invalidates_what_another_filed() {
    let server = Server::start();
    let lodged = lodge(&server, FILER, &harmless("A-1", &tracking(1)));
    let number = lodged["declaration"].as_str().unwrap();
    let reason = json!({ "reason": "typed twice" });
    let other =
        server.post(OTHER_FILER, &format!("/v1/declarations/{number}/invalidation"), &reason).expect(404);
    let unknown =
        server.post(OTHER_FILER, "/v1/declarations/26XA00000000009998/invalidation", &reason).expect(404);
    assert_eq!(other, unknown);
    assert_eq!(
        server.post(FILER, "/v1/declarations?role=carrier", &harmless("A-2", &tracking(2))).expect(403)["code"],
        "role_missing"
    );
}

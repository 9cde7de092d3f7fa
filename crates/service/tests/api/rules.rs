//! Rules of officers over HTTP: written by one, approved by another, counting for the very next parcel.

use crate::harness::{FILER, OFFICER, OTHER_OFFICER, Server, harmless};
use serde_json::{Value, json};

fn rule(id: &str, below: &str) -> Value {
    json!({
        "id": id, "title": "Anything cheap", "owner": "customs", "action": "examine", "purpose": "trial",
        "reason": "below", "public_reason": "routine_control", "law": "XA Customs Act s.70",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "criteria": [{ "field": "value_local", "below": below }],
    })
}

fn step(server: &Server, token: &str, version: u32, what: &str) -> crate::harness::Reply {
    let path = format!("/v1/rules/XA-R-0007/versions/{version}/{what}");
    server.post(token, &path, &json!({}))
}

/// The codes of the hits of a new parcel, as an officer sees them, and what its filer is told.
fn hits(server: &Server, name: &str) -> (Vec<String>, Value) {
    let lodged = server.post(FILER, "/v1/declarations", &harmless(name, name)).expect(200);
    let path = format!("/v1/consignments/{}", lodged["consignment"].as_str().unwrap());
    let seen = server.get(OFFICER, &path).expect(200);
    let codes = ["profile_hit", "shadow_hit"].into_iter().filter(|code| seen.to_string().contains(code));
    (codes.map(str::to_owned).collect(), lodged)
}

#[test]
fn a_rule_is_written_tried_approved_by_another_and_retired() {
    let server = Server::start();
    let (before, plain) = hits(&server, "RULES0001");
    assert_eq!(before, [""; 0]);
    let made = server.post(OFFICER, "/v1/rules", &rule("XA-R-0007", "100000")).expect(201);
    assert_eq!((&made["name"], &made["state"]), (&json!("XA-R-0007@1"), &json!("draft")));
    let text = made["text"].as_str().unwrap();
    let bearer = format!("Bearer {OFFICER}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/toml")];
    let again = server.call("POST", "/v1/rules", &headers, text.as_bytes()).expect(409);
    assert_eq!(again["errors"][0]["code"], "unchanged");

    step(&server, OFFICER, 1, "shadow").expect(200);
    let (tried, lodged) = hits(&server, "RULES0002");
    assert_eq!(tried, ["shadow_hit"]);
    // Trying asks for nothing, and the filer is told nothing of it.
    let gates = |lodged: &Value| -> Vec<Value> {
        lodged["gates"].as_array().unwrap().iter().map(|gate| gate["gate"].clone()).collect()
    };
    assert_eq!((&lodged["outcome"], gates(&lodged)), (&plain["outcome"], gates(&plain)));
    assert!(!lodged.to_string().contains("XA-R-0007"), "{lodged}");

    let own = step(&server, OFFICER, 1, "activation").expect(409);
    assert_eq!((&own["code"], &own["errors"][0]["code"]), (&json!("rule_refused"), &json!("own_rule")));
    let approved = step(&server, OTHER_OFFICER, 1, "activation").expect(200);
    assert_eq!(approved["state"], "active");
    let (active, lodged) = hits(&server, "RULES0003");
    assert_eq!((active, &lodged["outcome"]), (vec!["profile_hit".to_owned()], &json!("examine")));

    let path = "/v1/rules/XA-R-0007/versions/1/retirement";
    let retired = server.post(OFFICER, path, &json!({ "reason": "found nothing" })).expect(200);
    assert_eq!(
        (&retired["state"], &retired["retired"]["reason"]),
        (&json!("retired"), &json!("found nothing"))
    );
    assert_eq!(hits(&server, "RULES0004").0, [""; 0]);
    let shown = server.get(OFFICER, "/v1/rules/XA-R-0007").expect(200);
    assert_eq!(shown, server.get(OTHER_OFFICER, "/v1/rules").expect(200));
    assert_eq!(shown["rules"], json!([retired]));
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_kept() {
    let server = Server::start();
    let lint = |rule: &Value| server.post(OFFICER, "/v1/rules/lint", rule).expect(200);
    assert_eq!(lint(&rule("XA-R-0001", "5")), json!({ "errors": 0, "findings": [] }));
    let found = lint(&rule("XA-P-020", "five"));
    assert_eq!(found["errors"], 1);
    assert_eq!(found["findings"][0]["code"], "malformed_number");
    let taken = server.post(OFFICER, "/v1/rules", &rule("XA-P-020", "5")).expect(422);
    assert_eq!(taken["errors"][0]["code"], "id_taken");
    for (path, body, status) in [
        ("/v1/rules", json!([]), 400),
        ("/v1/rules", json!({ "id": {} }), 400),
        ("/v1/rules/XA-R-0001/versions/1/shadow", json!({}), 404),
        ("/v1/rules/XA-R-0001/versions/0/activation", json!({}), 404),
        ("/v1/rules/XA-R-0001/versions/x/activation", json!({}), 400),
        ("/v1/rules/X%20R/versions/1/activation", json!({}), 404),
        ("/v1/rules/XA-R-0001/versions/1/retirement", json!({ "why": "" }), 400),
    ] {
        assert_eq!(server.post(OFFICER, path, &body).status, status, "{path} {body}");
    }
    assert_eq!(server.get(OFFICER, "/v1/rules/XA-R-0001").status, 404);
    assert_eq!(server.get(OFFICER, "/v1/rules").expect(200), json!({ "rules": [] }));
    assert_eq!(server.post(FILER, "/v1/rules/lint", &rule("XA-R-0001", "5")).status, 403);
}

#[test]
fn a_step_with_a_key_is_made_once_and_told_again() {
    let server = Server::start();
    let (cheap, cheaper) = (rule("XA-R-0007", "100000"), rule("XA-R-0007", "90000"));
    let propose = |rule: &Value| server.post_keyed(OFFICER, "/v1/rules", rule, "k1");
    let made = propose(&cheap).expect(201);
    assert_eq!(propose(&cheap).expect(200), made);
    assert_eq!(propose(&cheaper).expect(422)["code"], "key_used");
    let path = "/v1/rules/XA-R-0007/versions/1/shadow";
    let shadow = || server.post_keyed(OFFICER, path, &json!({}), "k2");
    let tried = shadow().expect(200);
    let again = server.restarted();
    assert_eq!(again.post_keyed(OFFICER, path, &json!({}), "k2").expect(200), tried);
    assert_eq!(again.post_keyed(OFFICER, path, &json!({}), "k3").expect(409)["code"], "rule_refused");
    // What came of the first request is told as it stands now.
    assert_eq!(again.post_keyed(OFFICER, "/v1/rules", &cheap, "k1").expect(200)["state"], "shadow");
}

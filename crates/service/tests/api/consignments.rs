//! Consignments as they stand.

use crate::harness::{
    CARRIER, FILER, OFFICER, OTHER_FILER, PLANT_HEALTH, Server, TAX, declaration, harmless, tracking,
    without_leaf,
};
use serde_json::json;

#[test]
fn customs_sees_all_of_a_consignment_by_any_of_its_names() {
    let server = Server::start();
    let own = server.post(FILER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    let other = server.post(OTHER_FILER, "/v1/declarations", &harmless("B-1", &tracking(1))).expect(200);
    assert_eq!(own["consignment"], other["consignment"]);
    let linked = server.post(FILER, "/v1/declarations", &harmless("A-2", &tracking(2))).expect(200);
    let id = own["consignment"].as_str().unwrap();
    let seen = server.get(OFFICER, &format!("/v1/consignments/{id}")).expect(200);
    for name in [
        tracking(1),
        own["declaration"].as_str().unwrap().to_owned(),
        other["declaration"].as_str().unwrap().to_owned(),
    ] {
        assert_eq!(server.get(OFFICER, &format!("/v1/consignments/{name}")).expect(200), seen, "{name}");
    }
    assert_eq!(seen["links"], json!([linked["consignment"]]), "the same master number and order");
    let filers: Vec<&str> =
        seen["filings"].as_array().unwrap().iter().map(|filing| filing["filer"].as_str().unwrap()).collect();
    assert_eq!(filers, ["Sandbox Filer", "Other Filer"]);
    assert_eq!(seen["filings"][0]["governs"], true);
    assert_eq!(seen["gates"][0]["gate"], "arrival");
    assert_eq!(seen["decision"]["declaration"], own["declaration"]);
    assert_eq!(seen["next_action"]["what"], "present_goods");
}

#[test]
fn a_filer_sees_their_own_filing_and_others_nothing() {
    let server = Server::start();
    let own = server.post(FILER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    let path = format!("/v1/consignments/{}", tracking(1));
    assert_eq!(without_leaf(server.get(FILER, &path).expect(200)), own, "with its receipt");
    let unknown = server.get(OTHER_FILER, "/v1/consignments/c_0000000000099").expect(404);
    assert_eq!(server.get(OTHER_FILER, &path).expect(404), unknown);
    assert_eq!(server.get(CARRIER, &path).expect(404), unknown, "a carrier who filed nothing has tracking");
    assert_eq!(
        server
            .get(CARRIER, &format!("/v1/declarations/{}", own["declaration"].as_str().unwrap()))
            .expect(404),
        unknown
    );
    assert_eq!(server.get(PLANT_HEALTH, &path).expect(403)["code"], "role_missing");
    let other = server.post(OTHER_FILER, "/v1/declarations", &harmless("B-1", &tracking(1))).expect(200);
    let seen = server.get(OTHER_FILER, &path).expect(200);
    assert_eq!((&seen["declaration"], &seen["phase"]), (&other["declaration"], &json!("received")));
    assert!(seen.get("assessment").is_none());
    assert_eq!(server.get(TAX, &path).expect(200)["declaration"], own["declaration"]);
    assert_eq!(server.get("nobody", &path).expect(401)["code"], "credential_unknown");
}

#[test]
fn what_was_seen_already_is_not_sent_again() {
    let server = Server::start();
    server.post(FILER, "/v1/declarations", &harmless("A-1", &tracking(1))).expect(200);
    let path = format!("/v1/consignments/{}", tracking(1));
    let tag = server.get(OFFICER, &path).header("etag").unwrap().to_owned();
    let bearer = format!("Bearer {OFFICER}");
    let again =
        |tag: &str| server.call("GET", &path, &[("authorization", &bearer), ("if-none-match", tag)], b"");
    assert_eq!((again(&tag).status, again(&tag).text.as_str()), (304, ""));
    assert_eq!(again(&format!("\"x\", {tag}")).status, 304);
    server
        .post(OFFICER, &format!("{path}/decision"), &json!({ "decision": "hold", "reason": "x" }))
        .expect(200);
    assert_eq!(again(&tag).status, 200, "something happened");
}

#[test]
fn officers_see_what_selected_a_parcel_and_filers_do_not() {
    let server = Server::start();
    let shoes = declaration("profile-examines-cheap-shoes", json!({}));
    let lodged = server.post(FILER, "/v1/declarations", &shoes).expect(200);
    let path = format!("/v1/consignments/{}", lodged["consignment"].as_str().unwrap());
    let seen = server.get(OFFICER, &path);
    assert!(seen.text.contains("XA-P-021"), "{}", seen.text);
    for token in [FILER, TAX] {
        assert!(!server.get(token, &path).text.contains("XA-P-021"));
    }
}

//! Worklists, for officers and agencies.

use crate::harness::{FILER, OFFICER, PLANT_HEALTH, Server, WILDLIFE, declaration, harmless, tracking};
use serde_json::{Value, json};

fn count(lists: &Value, name: &str) -> u64 {
    let lists = lists["worklists"].as_array().unwrap();
    lists.iter().find(|list| list["name"] == name).unwrap_or_else(|| panic!("{name}"))["count"]
        .as_u64()
        .unwrap()
}

#[test]
fn officers_see_every_list_and_agencies_their_own() {
    let server = Server::start();
    let seeds =
        server.post(FILER, "/v1/declarations", &declaration("agency-refuses-all", json!({}))).expect(200);
    let lists = server.get(OFFICER, "/v1/worklists").expect(200);
    assert_eq!((count(&lists, "agency"), count(&lists, "agency/plant-health")), (1, 1));
    assert_eq!((count(&lists, "examination"), count(&lists, "overdue")), (0, 0));
    assert_eq!(server.get(FILER, "/v1/worklists").expect(403)["code"], "role_missing");
    let own = server.get(PLANT_HEALTH, "/v1/worklists").expect(200);
    assert_eq!(own["worklists"], json!([{ "name": "agency", "count": 1, "path": "/v1/worklists/agency" }]));
    assert_eq!(count(&server.get(WILDLIFE, "/v1/worklists").expect(200), "agency"), 0);
    let page = server.get(PLANT_HEALTH, "/v1/worklists/agency").expect(200);
    let item = &page["items"][0];
    assert_eq!((&item["consignment"], &item["gate"]), (&seeds["consignment"], &json!("agency")));
    assert_eq!(item["why"], json!(["permit_presented"]));
    assert!(item.get("weight").is_none(), "{item}");
    assert_eq!(
        server.get(OFFICER, "/v1/worklists/agency%2Fplant-health").expect(200)["items"][0]["control"],
        item["control"]
    );
    assert_eq!(server.get(WILDLIFE, "/v1/worklists/agency").expect(200)["items"], json!([]));
    for nothing in ["examination", "agency%2Fplant-health", "arrival", "x"] {
        assert_eq!(
            server.get(WILDLIFE, &format!("/v1/worklists/{nothing}")).expect(404)["code"],
            "not_found"
        );
    }
    assert_eq!(server.get(OFFICER, "/v1/worklists/arrival").expect(404)["code"], "not_found");
}

#[test]
fn a_list_is_read_page_by_page() {
    let server = Server::start();
    for serial in 1..=7 {
        let mut parcel = harmless(&format!("A-{serial}"), &tracking(serial));
        // Each for somebody else, so that none weighs more than the others.
        parcel["consignee"]["name"] = json!(format!("Person {serial}"));
        parcel["consignee"].as_object_mut().unwrap().remove("identifier");
        server.post(FILER, "/v1/declarations", &parcel).expect(200);
        let examine = json!({ "decision": "examine", "reason": "it rattles" });
        server
            .post(OFFICER, &format!("/v1/consignments/{}/decision", tracking(serial)), &examine)
            .expect(200);
    }
    let mut seen: Vec<String> = Vec::new();
    let mut path = "/v1/worklists/examination?limit=3".to_owned();
    loop {
        let page = server.get(OFFICER, &path).expect(200);
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["why"], json!(["officer_decided"]), "{item}");
            seen.push(item["tracking_number"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/worklists/examination?limit=3&after={next}");
    }
    let all = server.get(OFFICER, "/v1/worklists/examination?limit=7").expect(200);
    assert_eq!(
        (all["items"].as_array().unwrap().len(), &all["next"]),
        (7, &Value::Null),
        "nothing comes after it"
    );
    assert_eq!(seen, (1..=7).map(tracking).collect::<Vec<String>>());
    for wrong in ["limit=0", "limit=201", "limit=x", "after=zz", "after=00", "page=2"] {
        let problem = server.get(OFFICER, &format!("/v1/worklists/examination?{wrong}")).expect(400);
        assert_eq!(problem["code"], "unreadable", "{wrong}");
    }
}

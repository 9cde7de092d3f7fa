//! What happened: in order, once, and to whom it concerns.

use crate::harness::{
    CARRIER, FILER, OFFICER, OTHER_FILER, PLANT_HEALTH, Server, WILDLIFE, declaration, harmless,
};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

fn events(server: &Server, token: &str, query: &str) -> (Vec<Value>, Value) {
    let page = server.get(token, &format!("/v1/events?{query}")).expect(200);
    (page["events"].as_array().unwrap().clone(), page)
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

/// A parcel that is declared, arrives and is released, and a declaration that goes back.
fn played() -> (Server, String) {
    let server = Server::start();
    let lodged = server.post(FILER, "/v1/declarations", &harmless("E-1", "EVENTPARCEL01")).expect(200);
    server.post(FILER, "/v1/declarations", &json!({ "reference": "E-2" })).expect(422);
    let arrival = json!({ "office": "XAPRT1", "consignments": ["EVENTPARCEL01"] });
    server.post(CARRIER, "/v1/arrivals", &arrival).expect(200);
    (server, lodged["declaration"].as_str().unwrap().to_owned())
}

#[test]
fn a_filer_learns_what_concerns_them_and_nobody_elses() {
    let (server, number) = played();
    let (own, page) = events(&server, FILER, "");
    assert_eq!(
        kinds(&own)[..3],
        ["declaration.accepted", "declaration.returned", "consignment.arrived"],
        "{page}"
    );
    assert!(matches!(kinds(&own)[3], "declaration.released" | "declaration.cleared"), "{page}");
    assert_eq!(
        (&own[0]["declaration"], &own[0]["phase"], &own[0]["outcome"]),
        (&json!(number), &json!("accepted"), &json!("release"))
    );
    assert_eq!((&own[1]["reference"], &own[1]["outcome"]), (&json!("E-2"), &json!("correct")));
    assert_eq!(events(&server, OTHER_FILER, "").0, Vec::<Value>::new());
    let (all, _) = events(&server, OFFICER, "");
    assert_eq!(kinds(&all)[0], "pack.activated");
    assert_eq!(all.iter().filter(|event| own.contains(event)).count(), own.len());
    // Whoever acted learns that they did, and not whose declaration it is or what it says.
    let (carried, page) = events(&server, CARRIER, "");
    assert_eq!(kinds(&carried)[0], "consignment.arrived");
    assert!(carried.iter().all(|event| event["declaration"].is_null()), "{page}");
}

#[test]
fn pages_follow_each_other_without_gaps() {
    let (server, _) = played();
    for token in [FILER, OFFICER] {
        let (all, page) = events(&server, token, "");
        assert_eq!(page["has_more"], false);
        let (mut after, mut seen) = (String::new(), Vec::new());
        loop {
            let (some, page) = events(&server, token, &format!("limit=1&after={after}"));
            seen.extend(some);
            after = page["next"].as_str().unwrap().to_owned();
            if page["has_more"] == false {
                break;
            }
        }
        assert_eq!(seen, all);
        for (place, event) in all.iter().enumerate() {
            let (rest, _) = events(&server, token, &format!("after={}", event["id"].as_str().unwrap()));
            assert_eq!(rest, all[place + 1..]);
        }
        let next = page["next"].as_str().unwrap();
        assert_eq!(events(&server, token, &format!("after={next}")).0, Vec::<Value>::new());
        assert_eq!(events(&server, token, &format!("after={next}")).1["next"], next);
    }
    for query in ["after=17", "limit=0", "limit=201", "wait=31", "limit=x", "what=1"] {
        assert_eq!(
            server.get(FILER, &format!("/v1/events?{query}")).expect(400)["code"],
            "unreadable",
            "{query}"
        );
    }
}

#[test]
fn an_agency_learns_that_it_is_asked_and_no_more() {
    let server = Server::start();
    let asked =
        server.post(FILER, "/v1/declarations", &declaration("agency-refuses-all", json!({}))).expect(200);
    server.post(FILER, "/v1/declarations", &harmless("E-1", "EVENTPARCEL01")).expect(200);
    let (told, page) = events(&server, PLANT_HEALTH, "");
    assert_eq!(kinds(&told), ["referral.opened"], "{page}");
    assert_eq!(told[0]["consignment"], asked["consignment"]);
    assert!(told[0]["declaration"].is_null() && told[0]["outcome"].is_null(), "{page}");
    assert_eq!(events(&server, WILDLIFE, "").0, Vec::<Value>::new());
}

#[test]
fn a_second_filer_is_told_less() {
    let server = Server::start();
    let mut parcel = harmless("S-1", "SECONDPARCEL1");
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    parcel["reference"] = json!("S-2");
    let second = server.post(CARRIER, "/v1/declarations", &parcel).expect(200);
    let (first_sees, page) = events(&server, FILER, "");
    assert_eq!(kinds(&first_sees), ["declaration.accepted", "consignment.updated"], "{page}");
    assert!(!page.to_string().contains(second["declaration"].as_str().unwrap()), "{page}");
    let (second_sees, page) = events(&server, CARRIER, "");
    assert_eq!((second_sees.len(), &second_sees[0]["declaration"]), (1, &second["declaration"]), "{page}");
    assert_eq!(
        (&second_sees[0]["phase"], &second_sees[0]["outcome"]),
        (&json!("received"), &json!("hold")),
        "{page}"
    );
}

#[test]
fn whoever_waits_learns_of_it_when_it_happens() {
    let (server, _) = played();
    let next = events(&server, FILER, "").1["next"].as_str().unwrap().to_owned();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| events(&server, FILER, &format!("after={next}&wait=20")).0);
        std::thread::sleep(Duration::from_millis(300));
        server.post(FILER, "/v1/declarations", &harmless("E-3", "EVENTPARCEL03")).expect(200);
        assert_eq!(kinds(&waiting.join().unwrap()), ["declaration.accepted"]);
    });
}

#[test]
fn a_stream_goes_on_where_it_was_left() {
    let (server, _) = played();
    let (own, _) = events(&server, FILER, "");
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let request = format!(
        "GET /v1/events/stream HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {FILER}\r\nLast-Event-ID: {}\r\n\r\n",
        own[0]["id"].as_str().unwrap()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let read = read_until(&mut stream, "consignment.arrived");
    assert!(read.contains("content-type: text/event-stream"), "{read}");
    assert!(read.contains("event: declaration.returned"), "{read}");
    assert!(!read.contains("event: declaration.accepted"), "{read}");
    server.post(FILER, "/v1/declarations", &harmless("E-4", "EVENTPARCEL04")).expect(200);
    let read = read_until(&mut stream, "event: declaration.accepted");
    assert!(read.contains("id: e_"), "{read}");
}

fn read_until(stream: &mut TcpStream, sign: &str) -> String {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    while !text.contains(sign) {
        let count = stream.read(&mut buffer).unwrap();
        assert_ne!(count, 0, "the stream ended: {text}");
        text += &String::from_utf8_lossy(&buffer[..count]);
    }
    text
}

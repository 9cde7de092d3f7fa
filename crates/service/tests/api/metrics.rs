//! What operators see of a server: what it counts, and whether it is ready.

use crate::harness::*;
use jiff::SignedDuration;
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;

/// The value of a series, where there is one.
fn value(server: &Server, series: &str) -> Option<u64> {
    let metrics = server.call("GET", "/metrics", &[], b"").expect_text();
    metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

#[test]
fn every_answer_is_counted_by_its_route_and_never_by_its_path() {
    let server = Server::start();
    let count = |route: &str, status: u16| {
        value(&server, &format!("cocket_requests_total{{route=\"{route}\",status=\"{status}\"}}"))
    };
    let took = |route: &str, class: &str| {
        value(&server, &format!("cocket_answer_seconds_count{{route=\"{route}\",class=\"{class}\"}}"))
    };
    server.post(FILER, "/v1/declarations", &harmless("M-1", "METRICPARCEL01")).expect(200);
    server.post(FILER, "/v1/declarations", &json!({})).expect(422);
    server.get(FILER, "/v1/declarations/26XA000000000000A1").expect(404);
    // Pages: for everybody, for whoever is signed in, and for whoever is not.
    server.call("GET", "/", &[], b"").expect_page(200);
    let officer = server.enter("officer");
    officer.get("/control/lists/examination").expect_page(200);
    officer.get("/control/SECRETPARCEL01").expect_page(404);
    assert_eq!(server.call("GET", "/control", &[], b"").status, 303);
    // What does not exist, and a method that a path has not.
    server.call("GET", "/wp-login.php", &[], b"").expect(404);
    server.call("DELETE", "/v1/declarations", &[], b"").expect(405);
    let counted = [
        ("/v1/declarations", 200, "2xx", 1),
        ("/v1/declarations", 422, "4xx", 2),
        ("/v1/declarations", 405, "4xx", 2),
        ("/v1/declarations/{number}", 404, "4xx", 1),
        ("/", 200, "2xx", 1),
        ("/control/lists/{name}", 200, "2xx", 1),
        ("/control", 303, "3xx", 1),
        ("/control/{consignment}", 404, "4xx", 1),
        ("none", 404, "4xx", 1),
    ];
    for (route, status, class, all_of_class) in counted {
        assert_eq!(count(route, status), Some(1), "{route} {status}");
        assert_eq!(took(route, class), Some(all_of_class), "{route} {class}");
    }
    let metrics = server.call("GET", "/metrics", &[], b"").expect_text();
    for told in ["wp-login", "SECRETPARCEL", "26XA"] {
        assert!(!metrics.contains(told), "{told}");
    }
    assert!(metrics.ends_with("# EOF\n"), "{metrics}");
}

#[test]
fn turns_are_counted_where_there_are_other_nodes() {
    let embedded = Server::embedded();
    embedded.post(FILER, "/v1/declarations", &harmless("M-2", "METRICPARCEL02")).expect(200);
    assert_eq!(value(&embedded, "cocket_turns_total"), Some(0));
    let server = Server::at_server();
    let turns = || value(&server, "cocket_turns_total").unwrap();
    let before = turns();
    until("turns are taken", || turns() > before + 2);
    // The stopwatch of the tests stands.
    let metrics = server.call("GET", "/metrics", &[], b"").expect_text();
    assert!(metrics.contains("\ncocket_turn_wait_seconds_total 0.0\n"), "{metrics}");
}

#[test]
fn what_was_sequenced_is_told_with_its_moment() {
    let server = Server::start();
    server.later(SignedDuration::from_mins(3));
    server.post(FILER, "/v1/declarations", &harmless("M-3", "METRICPARCEL03")).expect(200);
    until("all is sequenced", || {
        value(&server, "cocket_journal_entries").is_some_and(|entries| entries > 1)
            && value(&server, "cocket_unsequenced_entries") == Some(0)
    });
    let at: jiff::Timestamp = "2026-03-02T12:03:00Z".parse().unwrap();
    let told = server.call("GET", "/metrics", &[], b"").expect_text();
    assert!(told.contains(&format!("cocket_checkpoint_timestamp_seconds {}\n", at.as_second())), "{told}");
    assert!(value(&server, "cocket_disk_free_bytes").unwrap() > 0);
}

#[test]
fn a_node_without_room_is_not_ready_until_there_is_some() {
    // One that has begun again knows of no number that is kept, and keeps one with its first declaration.
    let server = Server::start().restarted();
    fs::remove_file(server.folder().join("keys/numbers")).unwrap();
    let ready = || server.call("GET", "/readyz", &[], b"").status;
    // A device that is always full stands where a number is kept that no declaration was given, and where it is tried
    // whether there is room.
    let full = |name: &str| symlink("/dev/full", server.folder().join(name)).unwrap();
    full("keys/numbers.new");
    full("room");
    assert_eq!(ready(), 200);
    let parcel = harmless("M-4", "METRICPARCEL04");
    let refused = server.post(FILER, "/v1/declarations", &parcel).expect(507);
    assert_eq!(refused["code"], "disk_full");
    assert_eq!(ready(), 507);
    full("room");
    let told = server.call("GET", "/readyz", &[], b"").expect(507);
    assert_eq!(told["code"], "disk_full");
    // There is room for what is tried, and not yet for what comes.
    assert_eq!(ready(), 200);
    server.post(FILER, "/v1/declarations", &parcel).expect(507);
    fs::remove_file(server.folder().join("keys/numbers.new")).unwrap();
    assert_eq!(ready(), 200);
    server.post(FILER, "/v1/declarations", &parcel).expect(200);
    assert_eq!(ready(), 200);
    replays(&server);
}

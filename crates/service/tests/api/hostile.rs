//! Requests that nobody should send: each gets an answer that fits, or a closed connection, and the server goes on.

use crate::harness::{FILER, Server, harmless};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// What came back, if anything did: the status, and the whole as text.
fn raw(address: SocketAddr, parts: &[&[u8]], half_closed: bool) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    for part in parts {
        // A server that refuses early may close before everything is written.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    if half_closed {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1)?.parse().ok()?;
    Some((status, text))
}

fn head(method: &str, path: &str, more: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {FILER}\r\n{more}\r\n"
    )
}

fn document(body: &[u8]) -> Vec<u8> {
    let mut request = head(
        "POST",
        "/v1/declarations",
        &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()),
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// Sends it, and looks that the answer is one of these problems or none, and that the server goes on.
#[track_caller]
fn refused(server: &Server, parts: &[&[u8]], statuses: &[u16]) {
    check(server, raw(server.address, parts, false), statuses);
}

#[track_caller]
fn check(server: &Server, answer: Option<(u16, String)>, statuses: &[u16]) {
    if let Some((status, text)) = answer {
        let shown: String = text.chars().take(600).collect();
        assert!(statuses.contains(&status), "{shown}");
        let is_ours = text.contains("application/problem+json");
        // What cannot be read as HTTP at all is refused before anything of ours sees it.
        assert!(is_ours || matches!(status, 400 | 431) && text.contains("content-length: 0"), "{shown}");
    }
    assert_eq!(server.call("GET", "/healthz", &[], b"").status, 200);
}

#[test]
fn bodies() {
    let server = Server::start();
    refused(&server, &[&document("[".repeat(22 << 10).as_bytes())], &[422]);
    refused(&server, &[&document("{\"a\":".repeat(22 << 10).as_bytes())], &[422]);
    refused(&server, &[&document(&vec![b' '; 3 << 20])], &[413]);
    refused(&server, &[&document(b"{\"reference\": \"\xff\xfe\"}")], &[422]);
    refused(&server, &[&document(b"{\"reference\": \"a\", \"reference\": \"b\"}")], &[422]);
    refused(&server, &[&document(b"{\"reference\": \"\\ud800\"}")], &[422]);
    refused(
        &server,
        &[&document(b"{\"reference\": \"\\u0000\", \"packages\": 1e999, \"value\": {\"goods\": -0}}")],
        &[422],
    );
    refused(&server, &[&document(b"")], &[422]);
    refused(&server, &[&document(b"null")], &[422]);
    let batch =
        head("POST", "/v1/batches", "Content-Type: application/x-ndjson\r\nContent-Length: 22528\r\n");
    let (status, text) =
        raw(server.address, &[batch.as_bytes(), "[".repeat(22 << 10).as_bytes()], false).unwrap();
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("\"returned\":1"), "{text}");
    server.post(FILER, "/v1/declarations", &harmless("H-1", "HOSTILEPARCEL")).expect(200);
}

#[test]
fn heads() {
    let server = Server::start();
    let long = format!("X-Long: {}\r\n", "x".repeat(100 << 10));
    let many = "X-Many: y\r\n".repeat(9_000);
    let (bearer, key) = (format!("Authorization: Bearer {}\r\n", "t".repeat(8 << 10)), "k".repeat(300));
    refused(&server, &[head("GET", "/v1/events", &long).as_bytes()], &[431, 400]);
    refused(&server, &[head("GET", "/v1/events", &many).as_bytes()], &[431, 400]);
    refused(
        &server,
        &[format!("GET /v1/events HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{bearer}\r\n").as_bytes()],
        &[401],
    );
    let keyed = format!("Content-Type: application/json\r\nContent-Length: 2\r\nIdempotency-Key: {key}\r\n");
    refused(&server, &[head("POST", "/v1/declarations", &keyed).as_bytes(), b"{}"], &[400]);
    for method in ["DELETE", "PUT", "PATCH", "TRACE", "NONSENSE"] {
        refused(&server, &[head(method, "/v1/declarations", "Content-Length: 0\r\n").as_bytes()], &[405]);
    }
    refused(
        &server,
        &[
            head("POST", "/v1/declarations", "Content-Type: text/plain\r\nContent-Length: 2\r\n").as_bytes(),
            b"{}",
        ],
        &[415],
    );
    refused(&server, &[head("POST", "/v1/declarations", "Content-Length: 2\r\n").as_bytes(), b"{}"], &[415]);
    let paths = [
        "/v1/declarations/%00",
        "/v1/declarations/%ff",
        "/v1/declarations/..%2f..%2fetc",
        "/v1/batches/b_%00/results",
        "/v1/batches/b_99999999999999999999",
        "/v1/batches/b_-1",
        "/v1/batches/b_0000000001/results",
        "//",
        "/v1/",
        "/v1/events/",
    ];
    for path in paths {
        refused(&server, &[head("GET", path, "").as_bytes()], &[400, 404]);
    }
    refused(&server, &[head("GET", "/v1/events?limit=99999999999999999999", "").as_bytes()], &[400]);
    refused(&server, &[head("GET", "/v1/events?after=%00", "").as_bytes()], &[400]);
    refused(&server, &[b"\x00\x01\x02\x03\r\n\r\n"], &[400]);
    refused(&server, &[b"GET / HTTP/9.9\r\n\r\n"], &[400, 505]);
}

#[test]
fn framing() {
    let server = Server::start();
    let json = "Content-Type: application/json\r\n";
    let chunked = head("POST", "/v1/declarations", &format!("{json}Transfer-Encoding: chunked\r\n"));
    let torn = [400];
    refused(&server, &[chunked.as_bytes(), b"ZZZ\r\n{}\r\n0\r\n\r\n"], &torn);
    refused(&server, &[chunked.as_bytes(), b"ffffffffffffffffff\r\n{}"], &torn);
    refused(&server, &[chunked.as_bytes(), b"-1\r\n{}"], &torn);
    refused(
        &server,
        &[head("POST", "/v1/declarations", &format!("{json}Content-Length: -1\r\n")).as_bytes()],
        &torn,
    );
    refused(
        &server,
        &[
            head("POST", "/v1/declarations", &format!("{json}Content-Length: 2\r\nContent-Length: 3\r\n"))
                .as_bytes(),
            b"{}",
        ],
        &torn,
    );
    // Two lengths are how one request is smuggled behind another: at most one answer, and the connection is closed.
    let two = head(
        "POST",
        "/v1/declarations",
        &format!("{json}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
    );
    let smuggled = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    if let Some((_, text)) = raw(server.address, &[two.as_bytes(), smuggled], false) {
        assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "{text}");
    }
    // Half of a connection is closed in the middle of a body, or in the middle of the head.
    let promised = head("POST", "/v1/declarations", &format!("{json}Content-Length: 1000\r\n"));
    check(&server, raw(server.address, &[promised.as_bytes(), b"{\"reference\""], true), &torn);
    check(&server, raw(server.address, &[b"POST /v1/decl"], true), &torn);
    check(&server, raw(server.address, &[], true), &torn);
    let batch = head("POST", "/v1/batches", "Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n");
    check(&server, raw(server.address, &[batch.as_bytes(), b"{\"reference\""], true), &torn);
    server.post(FILER, "/v1/declarations", &json!({ "reference": "H" })).expect(422);
}

#[test]
fn a_body_that_drips_is_cut_off() {
    let server = slow::server(Duration::from_millis(400));
    let request =
        head("POST", "/v1/batches", "Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n");
    let mut stream = TcpStream::connect(server).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut dripping = stream.try_clone().unwrap();
    std::thread::spawn(move || {
        // Never still for long, and never done.
        while dripping.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let mut bytes = [0; 4096];
    let count = stream.read(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes[..count]);
    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
    assert!(text.contains("timed_out"), "{text}");
}

#[test]
fn a_head_that_drips_is_cut_off() {
    let mut stream = TcpStream::connect(slow::server(Duration::from_millis(300))).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut dripping = stream.try_clone().unwrap();
    std::thread::spawn(move || {
        let _ = dripping.write_all(b"GET /healthz HTTP/1.1\r\n");
        while dripping.write_all(b"x: y\r\n").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    assert!(!String::from_utf8_lossy(&bytes).contains(" 200 "), "{bytes:?}");
}

/// A server with little patience.
mod slow {
    use evidence::{Origin, SigningKey};
    use service::http::{Credentials, Rates, Shared};
    use service::lane::{Lane, Queue, run};
    use service::{Clocks, Country, answer};
    use std::net::SocketAddr;
    use std::num::NonZeroU32;
    use std::path::Path;
    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;
    use store::Purpose;

    pub(super) fn server(patience: Duration) -> SocketAddr {
        let folder =
            std::env::temp_dir().join(format!("cocket-slow-{}-{}", patience.as_millis(), std::process::id()));
        let store = store::open(&folder, Purpose::Sandbox).unwrap();
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
        let country = Arc::new(Country::read(&pack).unwrap_or_else(|findings| panic!("{findings:?}")));
        let now: jiff::Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let signing = SigningKey::from_seed(&store.signing).unwrap();
        let quotes = SigningKey::from_seed(&store.signing).unwrap();
        let record = (Origin::parse("localhost/test").unwrap(), quotes);
        let mut lane = Lane::new(store.writer, Arc::clone(&country), record.0.clone(), signing, now).unwrap();
        // What is open stays readable.
        std::fs::remove_dir_all(&folder).unwrap();
        let (queue, rate) = (Queue::new(100), Rates::per_second(NonZeroU32::new(1000).unwrap()));
        let clocks =
            Clocks { clock: Arc::new(move || now), stopwatch: Arc::new(|| Duration::ZERO), apart: None };
        let credentials = Credentials::new(true, Vec::new());
        let mut shared = Shared::new(
            queue.clone(),
            (country, Arc::clone(lane.registered()), Arc::clone(lane.rules())),
            store.readers,
            Arc::clone(&clocks.clock),
            credentials,
            rate,
            record,
        )
        .unwrap();
        shared.patience = patience;
        thread::spawn(move || run(&mut lane, &queue, &clocks));
        let (address, listening) = std::sync::mpsc::channel();
        thread::spawn(move || {
            tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
                let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                address.send(listener.local_addr().unwrap()).unwrap();
                answer(listener, Arc::new(shared), Default::default()).await.unwrap();
            });
        });
        listening.recv().unwrap()
    }
}

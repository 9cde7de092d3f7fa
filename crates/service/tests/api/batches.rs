//! Files of declarations: each line with its answer, whoever waits for it and whatever breaks off.

use crate::harness::{FILER, OFFICER, OTHER_FILER, Reply, Server, declaration, harmless, without_leaf};
use rehearsal::{Mix, Rehearsal, write_ndjson};
use serde_json::{Value, json};
use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::thread::sleep;
use std::time::Duration;

const NDJSON: (&str, &str) = ("content-type", "application/x-ndjson");
const CSV: (&str, &str) = ("content-type", "text/csv");
const LATER: (&str, &str) = ("prefer", "respond-async");

fn send(server: &Server, token: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let bearer = format!("Bearer {token}");
    let mut all = vec![("authorization", bearer.as_str())];
    all.extend(headers);
    server.call("POST", "/v1/batches", &all, body)
}

fn results(server: &Server, batch: &Value, from: u64) -> Vec<Value> {
    let path = format!("{}?from={from}", batch["results"].as_str().unwrap());
    let reply = server.get(FILER, &path);
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    reply.text.lines().map(|line| without_leaf(serde_json::from_str(line).unwrap())).collect()
}

/// Waits until a file is decided.
fn finished(server: &Server, path: &str) -> Value {
    for _ in 0..600 {
        let batch = server.get(FILER, path).expect(200);
        match batch["state"].as_str().unwrap() {
            "finished" | "unfinished" => return batch,
            _ => sleep(Duration::from_millis(100)),
        }
    }
    panic!("{path} is not decided in a minute");
}

/// Seven lines: taken, with faults, blank, no JSON, taken, the first again, too long.
fn mixed() -> Vec<u8> {
    let first = harmless("B-1", "BATCHPARCEL01");
    let lines = [
        first.to_string(),
        declaration(
            "category-2-small-parcel",
            json!({ "reference": "=B-2", "tracking_number": "BATCHPARCEL02", "goods_items": [] }),
        )
        .to_string(),
        String::new(),
        "{\"reference\": ".to_owned(),
        harmless("B-5", "BATCHPARCEL05").to_string(),
        first.to_string(),
        format!("{{\"reference\": \"B-7\", \"note\": \"{}\"}}", "x".repeat(1 << 20)),
    ];
    lines.join("\n").into_bytes()
}

#[test]
fn every_line_has_its_answer_in_the_order_of_the_file() {
    let server = Server::start();
    let batch = send(&server, FILER, &[NDJSON], &mixed()).expect(200);
    assert_eq!(batch["state"], "finished", "{batch}");
    assert_eq!(
        (&batch["lines"], &batch["returned"], &batch["repeated"]),
        (&json!(6), &json!(3), &json!(1)),
        "{batch}"
    );
    assert_eq!(batch["outcomes"], json!({ "correct": 3, "release": 3 }), "{batch}");
    let path = format!("/v1/batches/{}", batch["batch"].as_str().unwrap());
    assert_eq!(server.get(FILER, &path).expect(200), batch);
    assert_eq!(server.get(OFFICER, &path).expect(200), batch);
    for other in [path.clone(), format!("{path}/results")] {
        assert_eq!(server.get(OTHER_FILER, &other).status, 404);
    }
    let told = results(&server, &batch, 0);
    let lines: Vec<&Value> = told.iter().map(|line| &line["input_line"]).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6, 7]);
    let of = |name: &str| told.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("outcome"), ["release", "correct", "correct", "release", "release", "correct"]);
    assert_eq!(of("declaration")[0], of("declaration")[4]);
    assert!(told.iter().all(|line| line["receipt"]["signature"].is_string()), "every line is proven");
    assert_eq!(told[1]["reference"], "=B-2");
    assert_eq!(told[5]["faults"][0]["code"], "line_too_long", "{}", told[5]);
    assert_eq!(results(&server, &batch, 5), told[3..]);
    assert_eq!(results(&server, &batch, 8), Vec::<Value>::new());
    // What is told about a line is what is told about its declaration.
    let shown = server
        .get(FILER, &format!("/v1/declarations/{}", of("declaration")[3].as_str().unwrap()))
        .expect(200);
    let mut line = told[3].clone();
    line.as_object_mut().unwrap().remove("input_line");
    assert_eq!(without_leaf(shown), line);
}

#[test]
fn results_open_in_a_spreadsheet_without_becoming_formulas() {
    let server = Server::start();
    let batch = send(&server, FILER, &[NDJSON], &mixed()).expect(200);
    let bearer = format!("Bearer {FILER}");
    let headers = [("authorization", bearer.as_str()), ("accept", "text/csv")];
    let reply = server.call("GET", batch["results"].as_str().unwrap(), &headers, b"");
    assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
    let rows: Vec<&str> = reply.text.lines().collect();
    assert_eq!(rows[0], "line,reference,declaration,outcome,phase,code,pointer,message,fix");
    assert!(rows[1].starts_with("1,B-1,26XA"), "{}", rows[1]);
    assert!(rows[2].starts_with("2,\"'=B-2\",,correct,"), "{}", rows[2]);
}

#[test]
fn a_file_is_taken_now_and_decided_later() {
    let server = Server::start();
    let mut body = mixed();
    let many: Vec<u8> = parcels(300);
    body.push(b'\n');
    body.extend_from_slice(&many);
    let reply = send(&server, FILER, &[NDJSON, LATER, ("idempotency-key", "later")], &body);
    let location = reply.header("location").unwrap().to_owned();
    let taken = reply.expect(202);
    assert_eq!(location, format!("/v1/batches/{}", taken["batch"].as_str().unwrap()));
    let batch = finished(&server, &location);
    assert_eq!((&batch["state"], &batch["lines"]), (&json!("finished"), &json!(306)), "{batch}");
    let told = results(&server, &batch, 0);
    let lines: Vec<u64> = told.iter().map(|line| line["input_line"].as_u64().unwrap()).collect();
    let expected: Vec<u64> = [1, 2, 4, 5, 6, 7].into_iter().chain(8..308).collect();
    assert_eq!(lines, expected);
    // The same bytes with the same key are the same file, others are refused.
    let again = send(&server, FILER, &[NDJSON, LATER, ("idempotency-key", "later")], &body);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.expect(202)["batch"], taken["batch"]);
    assert_eq!(
        send(&server, FILER, &[NDJSON, LATER, ("idempotency-key", "later")], &many).expect(422)["code"],
        "key_used"
    );
}

fn parcels(count: usize) -> Vec<u8> {
    let mut body = Vec::new();
    for parcel in Rehearsal::new(7, Mix::Faulty).parcels(u64::try_from(count).unwrap()) {
        write_ndjson(&parcel, &mut body);
    }
    body
}

#[test]
fn a_file_that_was_begun_goes_on_after_a_restart_and_no_line_is_decided_twice() {
    let server = Server::start();
    let body = parcels(1500);
    let taken = send(&server, FILER, &[NDJSON, LATER], &body).expect(202);
    let path = format!("/v1/batches/{}", taken["batch"].as_str().unwrap());
    let mut server = server;
    for _ in 0..2 {
        // In the middle, as far as that can be met.
        for _ in 0..200 {
            if server.get(FILER, &path).expect(200)["lines"] != 0 {
                break;
            }
            sleep(Duration::from_millis(10));
        }
        server = server.restarted();
    }
    let batch = finished(&server, &path);
    assert_eq!(
        (&batch["state"], &batch["lines"], &batch["repeated"]),
        (&json!("finished"), &json!(1500), &json!(0)),
        "{batch}"
    );
    let lines: Vec<u64> =
        results(&server, &batch, 0).iter().map(|line| line["input_line"].as_u64().unwrap()).collect();
    assert_eq!(lines, (1..=1500).collect::<Vec<u64>>());
    let counted: u64 =
        batch["outcomes"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted, 1500);
}

#[test]
fn a_key_is_carried_out_once() {
    let server = Server::start();
    let (one, other) =
        (harmless("K-1", "KEYPARCEL0001").to_string(), harmless("K-2", "KEYPARCEL0002").to_string());
    let headers = [NDJSON, ("idempotency-key", "k-1")];
    let first = send(&server, FILER, &headers, one.as_bytes()).expect(200);
    let again = send(&server, FILER, &headers, one.as_bytes());
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.expect(200), first);
    assert_eq!(send(&server, FILER, &headers, other.as_bytes()).expect(422)["code"], "key_used");
    // The key of another organisation is another key.
    assert_eq!(send(&server, OTHER_FILER, &headers, other.as_bytes()).status, 200);
    // While a request with it is on its way, another waits.
    let mut stream = begin(&server, "Idempotency-Key: k-2\r\nContent-Length: 100000\r\n");
    stream.write_all(b"{\n").unwrap();
    let busy = (0..100).find_map(|_| {
        sleep(Duration::from_millis(20));
        let reply = send(&server, FILER, &[NDJSON, ("idempotency-key", "k-2")], b"");
        (reply.status == 409).then_some(reply)
    });
    assert_eq!(busy.unwrap().expect(409)["code"], "key_in_use");
}

/// A request for a file of which the body is still to come.
fn begin(server: &Server, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /v1/batches HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {FILER}\r\n\
         Content-Type: application/x-ndjson\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn what_was_whole_of_a_torn_file_stays_decided_and_the_file_says_that_it_is_torn() {
    let server = Server::start();
    for (headers, lines) in [("", 2), ("Prefer: respond-async\r\n", 0)] {
        let mut stream = begin(&server, &format!("{headers}Content-Length: 100000\r\n"));
        let whole =
            [harmless("C-1", "TORNPARCEL001"), harmless("C-2", "TORNPARCEL002")].map(|line| line.to_string());
        let cut = harmless("C-3", "TORNPARCEL003").to_string();
        stream.write_all(format!("{}\n{}\n{cut:.40}", whole[0], whole[1]).as_bytes()).unwrap();
        sleep(Duration::from_millis(200));
        stream.shutdown(Shutdown::Both).unwrap();
        let path = if lines == 2 { "/v1/batches/b_0000000001" } else { "/v1/batches/b_0000000002" };
        let batch = finished(&server, path);
        assert_eq!((&batch["state"], &batch["lines"]), (&json!("unfinished"), &json!(lines)), "{batch}");
        assert_eq!(batch["errors"][0]["message"], "the body ended before its end");
        assert_eq!(results(&server, &batch, 0).len(), usize::try_from(lines).unwrap());
    }
}

#[test]
fn what_is_no_file_of_declarations_is_refused_as_a_whole() {
    let server = Server::start();
    let problem = |headers: &[(&str, &str)], body: &[u8], status: u16, code: &str| {
        let reply = send(&server, FILER, headers, body);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        let problem = reply.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        problem
    };
    for body in [b"".as_slice(), b"\n\n"] {
        assert_eq!(
            problem(&[NDJSON], body, 400, "unreadable")["errors"][0]["message"],
            "the body holds no declaration"
        );
    }
    problem(&[NDJSON, LATER], b"", 400, "unreadable");
    problem(&[CSV], b"reference,value.goods\n", 400, "unreadable");
    let header = problem(&[CSV], b"reference,reference\nR-1,R-2\n", 400, "unreadable");
    assert!(header["errors"][0]["fix"].is_string(), "{header}");
    problem(&[("content-type", "application/xml")], b"<a/>", 415, "wrong_type");
    problem(&[], b"{}", 415, "wrong_type");
    problem(&[NDJSON, ("content-encoding", "gzip")], b"\x1f\x8b", 415, "wrong_type");
    // One that was taken to be decided later says what is wrong with it where it is asked about.
    let taken = send(&server, FILER, &[CSV, LATER], b"reference,reference\nR-1,R-2\n").expect(202);
    let batch = finished(&server, &format!("/v1/batches/{}", taken["batch"].as_str().unwrap()));
    assert_eq!((&batch["state"], &batch["errors"]), (&json!("unfinished"), &header["errors"]), "{batch}");
}

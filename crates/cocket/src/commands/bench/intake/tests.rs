//! The client against a small server that answers in the words of the contract and keeps nothing.

use super::batches;
use super::overload::{self, Load};
use super::request::{Maker, lines};
use super::server::Target;
use super::singles;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// How the stub answers a batch of so many lines.
type Answer = fn(u64) -> String;

/// A server on threads of its own; they end with the test.
struct Stub {
    target: Target,
    declarations: Arc<AtomicU64>,
}

impl Stub {
    /// It answers after a while, and refuses where more requests than that are with it.
    fn start(batch: Answer, after: Duration, room: u64) -> Stub {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let target = Target { address: listener.local_addr().unwrap(), process: std::process::id() };
        let declarations = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&declarations);
        let inside = Arc::new(AtomicU64::new(0));
        spawn(move || {
            for stream in listener.incoming() {
                let (counted, inside) = (Arc::clone(&counted), Arc::clone(&inside));
                spawn(move || serve(&stream.unwrap(), batch, after, room, &counted, &inside));
            }
        });
        Stub { target, declarations }
    }

    fn willing() -> Stub {
        Stub::start(decided, Duration::ZERO, u64::MAX)
    }
}

fn decided(lines: u64) -> String {
    format!(r#"{{"batch":"b_1","lines":{lines},"outcomes":{{"release":{lines}}},"returned":0}}"#)
}

fn serve(
    stream: &TcpStream,
    batch: Answer,
    after: Duration,
    room: u64,
    counted: &AtomicU64,
    inside: &AtomicU64,
) {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut path, mut length, mut is_allowed) = (String::new(), 0, false);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if path.is_empty() {
                path.clone_from(&line);
            }
            is_allowed |= line.trim_end() == "authorization: Bearer sandbox-filer";
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim_end().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let lines = body.iter().filter(|byte| **byte == b'\n').count() as u64;
        let here = inside.fetch_add(1, Ordering::SeqCst) + 1;
        sleep(after);
        let (status, more, body) = match path.split(' ').nth(1) {
            _ if !is_allowed => ("401 Unauthorized", "", String::new()),
            _ if here > room => ("503 Service Unavailable", "retry-after: 1\r\n", String::new()),
            Some("/v1/batches") => ("200 OK", "", batch(lines)),
            Some("/v1/declarations") => ("201 Created", "", "{}".to_owned()),
            _ => ("404 Not Found", "", String::new()),
        };
        inside.fetch_sub(1, Ordering::SeqCst);
        if status.starts_with('2') {
            counted.fetch_add(lines, Ordering::SeqCst);
        }
        let length = body.len();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{more}\r\n{body}");
        if (&*stream).write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

#[test]
fn every_batch_is_sent_once() {
    let stub = Stub::willing();
    let requests = Maker::new().batches(450, 100);
    let round = batches::send(&[stub.target], &requests, 2).unwrap();
    assert_eq!(round.declarations, 450);
    assert!(round.per_second > 0);
    assert_eq!(stub.declarations.load(Ordering::SeqCst), 450);
}

#[test]
fn a_batch_that_is_not_decided_whole_ends_the_measurement() {
    let short = Stub::start(|lines| decided(lines - 1), Duration::ZERO, u64::MAX);
    let requests = Maker::new().batches(10, 5);
    let failure = batches::send(&[short.target], &requests, 1).err().unwrap().to_string();
    assert!(failure.contains("of 5 lines sent the answer counts 4"), "{failure}");
    let full = Stub::start(decided, Duration::ZERO, 0);
    let failure = batches::send(&[full.target], &requests, 1).err().unwrap().to_string();
    assert!(failure.contains("answered with 503"), "{failure}");
}

#[test]
fn single_requests_keep_their_rate_and_a_slow_answer_counts() {
    let stub = Stub::start(decided, Duration::from_millis(3), u64::MAX);
    let requests = Maker::new().singles(100);
    let singles = singles::at_a_rate(stub.target, &requests, 500).unwrap();
    assert_eq!((singles.decided, singles.failed), (100, 0));
    assert!(singles.latency.p50_us >= 3000, "{:?}", singles.latency);
    assert_eq!(stub.declarations.load(Ordering::SeqCst), 100);
}

#[test]
fn waiting_for_a_free_connection_counts() {
    // 200 a second over 4 connections that carry 20 each: the last of 40 is sent long after it was due.
    let stub = Stub::start(decided, Duration::from_millis(50), u64::MAX);
    let singles = singles::at_a_rate(stub.target, &Maker::new().singles(40), 200).unwrap();
    assert!(singles.latency.max_us >= 250_000, "{:?}", singles.latency);
}

#[test]
fn overload_tells_what_was_decided_refused_and_given_up() {
    let stub = Stub::start(decided, Duration::from_millis(20), 2);
    let mut maker = Maker::new();
    let load = Load {
        target: stub.target,
        requests: maker.batches(20_000, 100),
        probes: maker.singles(40),
        best: 10_000,
        connections: 4,
        time: Duration::from_secs(2),
    };
    let overload = overload::run(&load).unwrap();
    let told = serde_json::to_value(&overload).unwrap();
    let figure = |name: &str| told[name].as_u64().unwrap();
    assert_eq!(figure("offered_per_second"), 50_000);
    assert!(figure("decided") > 0 && figure("refused") > 0 && figure("given_up") > 0, "{told}");
    assert_eq!(
        figure("decided") + figure("refused") + figure("given_up") + figure("lost") + figure("failed"),
        100_000
    );
    assert_eq!(figure("refused_without_retry_after"), 0);
    assert_eq!(told["goodput_by_second"].as_array().unwrap().len(), 2);
    assert!(figure("memory_most_resident_kib") > 0);
    assert!(lines(&load.requests) >= figure("decided"));
}

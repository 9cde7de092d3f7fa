//! Several nodes over one database at a server: they decide as one would.

use crate::harness::*;
use clearance::{Filer, FilerRole};
use evidence::{Origin, SigningKey};
use jiff::{SignedDuration, Timestamp};
use rehearsal::link::LinkFault;
use serde_json::{Value, json};
use service::lane::{Actor, Ask, Lane, LaneFailure, Queue, Told, Undone, Wish, prepare, run};
use service::{Clocks, Country};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;
use store::Purpose;

fn sequenced(server: &Server) -> u64 {
    let note = server.call("GET", "/v1/log/checkpoint", &[], b"").text;
    note.lines().nth(1).map_or(0, |size| size.parse().unwrap())
}

#[test]
fn what_comes_to_two_nodes_at_once_is_decided_once_and_in_one_order() {
    let first = Server::at_server();
    let second = first.beside();
    let nodes = [&first, &second];
    let answers: Vec<Vec<Value>> = thread::scope(|scope| {
        let send = |node: &'static str, server: &'_ Server| {
            (0..40)
                .map(|number| {
                    // Every other parcel comes to both, under the same key.
                    let name = if number % 2 == 0 { String::from("B") } else { format!("O{node}") };
                    let parcel = harmless(&format!("{name}-{number}"), &format!("{name}PARCEL{number:04}"));
                    let key = format!("key-{name}-{number}");
                    let reply = server.post_keyed(FILER, "/v1/declarations", &parcel, &key);
                    // The same request under way is told to wait, as on one node.
                    match reply.status {
                        409 => server.post_keyed(FILER, "/v1/declarations", &parcel, &key).expect(200),
                        _ => reply.expect(200),
                    }
                })
                .collect::<Vec<_>>()
        };
        let threads =
            [("X", &first), ("Y", &second)].map(|(name, server)| scope.spawn(move || send(name, server)));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let number = |answer: &Value| answer["declaration"].as_str().unwrap().to_owned();
    for place in (0..40).step_by(2) {
        assert_eq!(number(&answers[0][place]), number(&answers[1][place]));
    }
    let all: BTreeSet<String> = answers.iter().flatten().map(number).collect();
    assert_eq!(all.len(), 60);
    for answer in answers.iter().flatten() {
        let path = format!("/v1/declarations/{}", number(answer));
        let told = nodes.map(|node| without_leaf(node.get(FILER, &path).expect(200)));
        assert_eq!(told[0], told[1]);
    }
    replays(&first);
}

#[test]
fn what_one_node_is_told_the_other_goes_by() {
    let first = Server::at_server();
    let second = first.beside();
    // A consignment of one is found on the other at once, and commands go to either.
    let given = first.post(FILER, "/v1/declarations", &harmless("N-1", "NODEPARCEL0001")).expect(200);
    let path = format!("/v1/declarations/{}", given["declaration"].as_str().unwrap());
    assert_eq!(second.get(FILER, &path).expect(200)["phase"], given["phase"]);
    let reason = json!({ "reason": "sent by mistake" });
    let taken_back = second.post(FILER, &format!("{path}/invalidation"), &reason).expect(200);
    assert_eq!(first.get(FILER, &path).expect(200)["phase"], taken_back["phase"]);
    // Whoever is frozen out on one comes in at none.
    let why = json!({ "reason": "forged invoices" });
    first.post(TAX, "/v1/participants/Other%20Filer/freeze", &why).expect(200);
    let parcel = harmless("N-2", "NODEPARCEL0002");
    until("the other node knows who is frozen out", || {
        second.post(OTHER_FILER, "/v1/declarations?dry_run=true", &parcel).status == 403
    });
    // A file that came to one is decided by whichever is on duty.
    let lines: String =
        (0..50).map(|n| format!("{}\n", harmless(&format!("F-{n}"), &format!("NODEFILE{n:06}")))).collect();
    let bearer = format!("Bearer {FILER}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/x-ndjson"),
        ("prefer", "respond-async"),
    ];
    for node in [&first, &second] {
        let batch = node.call("POST", "/v1/batches", &headers, lines.as_bytes()).expect(202);
        let path = format!("/v1/batches/{}", batch["batch"].as_str().unwrap());
        until("the file is decided", || first.get(FILER, &path).expect(200)["state"] == "finished");
        assert_eq!(second.get(FILER, &path).expect(200)["lines"], 50);
    }
    replays(&first);
}

#[test]
fn another_node_takes_over_the_duty_of_one_that_ends() {
    let mut first = Server::at_server();
    let second = first.beside();
    first.post(FILER, "/v1/declarations", &harmless("D-1", "DUTYPARCEL0001")).expect(200);
    until("the first node sequences", || sequenced(&second) >= 2);
    // What was sequenced is kept beside the keys of both: neither serves a database that is older.
    let newest = second.call("GET", "/v1/log/checkpoint", &[], b"").text;
    for node in [&first, &second] {
        until("a node keeps the checkpoint", || {
            store::seen_checkpoint(node.folder()).unwrap().is_some_and(|kept| kept == newest)
        });
    }
    let is_on_duty =
        |node: &Server| node.call("GET", "/metrics", &[], b"").text.contains("\ncocket_on_duty 1\n");
    assert_eq!([&first, &second].map(is_on_duty), [true, false]);
    first.stop();
    let before = sequenced(&second);
    second.post(FILER, "/v1/declarations", &harmless("D-2", "DUTYPARCEL0002")).expect(200);
    until("the second node sequences", || sequenced(&second) > before);
    assert!(is_on_duty(&second));
    // Deadlines pass on it, too.
    let late = declaration("deadline-agency-calls-the-supervisor", json!({}));
    let held = second.post(FILER, "/v1/declarations", &late).expect(200);
    assert_eq!(held["phase"], "held", "{held}");
    let path = format!("/v1/declarations/{}", held["declaration"].as_str().unwrap());
    let before = second.get(FILER, &path).expect(200);
    second.later(SignedDuration::from_hours(24 * 60));
    until("a deadline passes", || {
        without_leaf(second.get(FILER, &path).expect(200)) != without_leaf(before.clone())
    });
    // The one that comes again catches up.
    let first = first.restarted();
    assert_eq!(first.get(FILER, &path).expect(200)["phase"], second.get(FILER, &path).expect(200)["phase"]);
    first.post(FILER, "/v1/declarations", &harmless("D-3", "DUTYPARCEL0003")).expect(200);
    drop(second);
    replays(&first);
}

#[test]
fn what_is_read_is_answered_though_every_session_that_reads_was_lost() {
    let server = Server::at_server();
    let given = server.post(FILER, "/v1/declarations", &harmless("L-1", "LOSTPARCEL0001")).expect(200);
    let path = format!("/v1/declarations/{}", given["declaration"].as_str().unwrap());
    // Several at once, so that there are several sessions to lose.
    let read = || {
        thread::scope(|scope| {
            let ask = || without_leaf(server.get(FILER, &path).expect(200));
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<Value>>()
        })
    };
    let before = read();
    for _ in 0..3 {
        assert!(server.end_readers() > 0);
        assert_eq!(read(), before);
    }
    let officer = server.enter("officer");
    officer.get("/control/lists/examination").expect_page(200);
    assert!(server.end_readers() > 0);
    officer.get("/control/lists/examination").expect_page(200);
}

#[test]
fn what_is_read_while_no_database_is_there_is_to_be_asked_again() {
    let (server, link) = Server::by_link();
    let given = server.post(FILER, "/v1/declarations", &harmless("A-1", "AWAYPARCEL0001")).expect(200);
    let path = format!("/v1/declarations/{}", given["declaration"].as_str().unwrap());
    let before = without_leaf(server.get(FILER, &path).expect(200));
    link.plan(LinkFault::CutReaders);
    assert!(server.end_readers() > 0);
    let told = server.get(FILER, &path);
    assert_eq!(told.header("retry-after"), Some("5"));
    assert_eq!(told.expect(503)["code"], "database_away");
    for (language, said) in [
        ("en", "Try again in a moment"),
        ("fr", "Réessayez dans un instant"),
        ("ar", "أعد المحاولة بعد قليل"),
    ] {
        let headers = [("accept", "text/html"), ("accept-language", language)];
        let page = server.call("GET", "/figures", &headers, b"");
        assert_eq!(page.header("retry-after"), Some("5"));
        let page = page.expect_page(503);
        assert!(page.contains(said), "{page}");
    }
    link.mend();
    assert_eq!(without_leaf(server.get(FILER, &path).expect(200)), before);
}

/// A lane at a server, whose clock is ahead of that of the server by as many seconds as are set, and whose stopwatch goes
/// on by a second each time that somebody looks at it.
fn lane_with_clock(folder: &Path, ahead: &Arc<AtomicI64>) -> (Lane, Clocks) {
    let store = store::open(folder, Purpose::Sandbox).unwrap();
    let reader = Mutex::new(store.readers.reader().unwrap());
    let (ahead, seconds) = (Arc::clone(ahead), AtomicU64::new(0));
    let clocks = Clocks {
        clock: Arc::new(move || {
            let told = reader.lock().unwrap().clock_of_server().unwrap().unwrap();
            told + SignedDuration::from_secs(ahead.load(Ordering::Relaxed))
        }),
        stopwatch: Arc::new(move || Duration::from_secs(seconds.fetch_add(1, Ordering::Relaxed))),
        apart: Some(SignedDuration::from_secs(5)),
    };
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
    let country = Arc::new(Country::read(&pack).unwrap_or_else(|findings| panic!("{findings:?}")));
    let (origin, signing) = (Origin::parse("localhost/test").unwrap(), SigningKey::from_seed(&store.signing));
    let now = (clocks.clock)();
    (Lane::new(store.writer, country, origin, signing.unwrap(), now).unwrap(), clocks)
}

#[test]
fn a_node_whose_clock_goes_wrong_decides_nothing_more() {
    let mut server = Server::at_server();
    server.stop();
    for wrong in [3_600, -3_600] {
        let ahead = Arc::new(AtomicI64::new(0));
        let (mut lane, clocks) = lane_with_clock(server.folder(), &ahead);
        let queue = Queue::new(10);
        let thread = thread::spawn({
            let queue = queue.clone();
            move || run(&mut lane, &queue, &clocks)
        });
        let taken = || queue.turns().taken.get();
        // It need not be right to the second.
        for allowed in [0, 4, -4] {
            ahead.store(allowed, Ordering::Relaxed);
            let before = taken();
            until("turns are taken", || taken() > before + 2);
        }
        assert!(!queue.is_closed());
        ahead.store(wrong, Ordering::Relaxed);
        until("the node ends", || queue.is_closed());
        let failure = thread.join().unwrap().unwrap_err();
        assert!(matches!(failure, LaneFailure::Clock(off) if off.signum() == wrong.signum()), "{failure}");
        let told = failure.to_string();
        assert!(
            told.starts_with("the clock of this node is ") && told.ends_with("put it right first"),
            "{told}"
        );
        let refused = queue.ask(Vec::new(), Box::new(|_| panic!("it is asked nothing")));
        assert!(matches!(refused, Err(Undone::Stopped)));
        // Each turn took a second of this stopwatch.
        assert_eq!(queue.turns().waited.get(), f64::from(u32::try_from(taken()).unwrap()));
    }
}

/// What comes with a parcel.
fn filing(lane: &mut Lane, reference: &str, at: Timestamp) -> Ask {
    let (secret, registered) = (lane.writer().secret().clone(), Arc::clone(lane.registered()));
    let bytes = harmless(reference, &format!("{reference}PARCEL0001")).to_string().into_bytes();
    let filer = Filer { organisation: "Sandbox".to_owned(), role: FilerRole::Declarant };
    let actor = Actor { organisation: filer.organisation.clone(), role: "filer", credential: 1 };
    let read = wire::intake::json::read(&bytes);
    let filing = prepare(read, &bytes, filer, lane.country(), &registered, &secret, at).unwrap();
    Ask { actor, at, what: Wish::File(Box::new(filing)), line: None, key: None }
}

#[test]
fn what_comes_while_another_node_has_the_turn_goes_into_one_batch() {
    let mut server = Server::at_server();
    server.stop();
    let (mut lane, clocks) = lane_with_clock(server.folder(), &Arc::default());
    let (next, now) = (lane.writer().next_entry(), (clocks.clock)());
    let [first, second] = ["FIRST", "SECOND"].map(|reference| filing(&mut lane, reference, now));
    lane.writer().give_turn().unwrap();
    let (mut other, _folder) = server.store_beside();
    let queue = Queue::new(10);
    let (answers, answer) = mpsc::channel();
    let ask = |ask| {
        let answers = answers.clone();
        let reply = Box::new(move |told: Result<Vec<Told>, Undone>| answers.send(told.is_ok()).unwrap());
        queue.ask(vec![ask], reply).unwrap();
    };
    // It is there before anybody looks: whoever does so takes it alone, and then waits for the turn.
    ask(first);
    let thread = thread::spawn({
        let queue = queue.clone();
        move || run(&mut lane, &queue, &clocks)
    });
    until("the first is taken", || queue.waiting() == 0);
    ask(second);
    other.writer.give_turn().unwrap();
    assert_eq!([(); 2].map(|()| answer.recv().unwrap()), [true, true]);
    queue.close();
    thread.join().unwrap().unwrap();
    let (reader, _) = store::open_for_reading(server.folder()).unwrap();
    let batch = reader.batch_of(next).unwrap().unwrap();
    assert_eq!((batch.first, batch.entries), (next, 2));
}

/// Otherwise the stage would pass over embedded databases, and nobody would know.
#[test]
fn the_stage_at_a_server_asks_for_one_in_the_words_of_the_tests() {
    let stages = include_str!("../../../../xtask/src/stages.rs");
    let said = format!(".env(\"{}\", place)", AT.0);
    assert!(stages.contains(&said), "{said}");
    let said = format!("Work::AtServer(arguments) => (arguments, \"{}\")", AT.1);
    assert!(stages.contains(&said), "{said}");
}

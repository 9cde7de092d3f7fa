//! A rehearsal of faults: the real core and store under made-up filers, on a disk that fails from a seed.
//!
//! `cargo test -p service --test faults` runs a fixed few seeds. `COCKET_SEEDS=FROM..TO` with the test `long` runs
//! as many as there is time for; see CONTRIBUTING.md.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at what is not as promised"
)]

mod acknowledged;
mod chance;
mod commands;
mod filers;
mod judge;
mod model;
mod nodes;
mod run;

use rehearsal::OwnServer;
use run::{Broken, Seen, run};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs a seed on a disk that fails.
fn on_a_disk(seed: u64) -> Result<Seen, String> {
    run(seed, Broken::Nothing).map_err(|flaw| again(seed, &flaw, "long"))
}

/// Runs a seed with nodes at a server.
fn at(server: &OwnServer) -> impl Fn(u64) -> Result<Seen, String> {
    |seed| nodes::run(seed, Broken::Nothing, server).map_err(|flaw| again(seed, &flaw, "nodes_long"))
}

/// What is wrong, with the way to run it again.
fn again(seed: u64, flaw: &str, test: &str) -> String {
    format!(
        "seed {seed}: {flaw}\n\nagain: COCKET_SEEDS={seed}..{seed} \
         cargo test -p service --test faults -- {test} --exact --nocapture"
    )
}

/// Runs seeds; gives what they have seen together.
fn check_all(seeds: impl IntoIterator<Item = u64>, check: impl Fn(u64) -> Result<Seen, String>) -> Seen {
    let mut all = Seen::default();
    for seed in seeds {
        match check(seed) {
            Ok(seen) => all.add(seen),
            Err(flaw) => panic!("{flaw}"),
        }
    }
    all
}

/// What must be carried out somewhere in a few seeds: what is only ever refused has been tried by nobody.
const DONE: [&str; 17] = [
    "file",
    "amend",
    "correct",
    "invalidate",
    "arrive",
    "examine",
    "decide",
    "answer",
    "pay",
    "bounce",
    "decline",
    "return",
    "refund",
    "claim",
    "refuse_claim",
    "propose",
    "sign",
];

#[test]
fn the_first_seeds_hold() {
    check_all(1..=12, on_a_disk);
}

#[test]
fn more_seeds_hold() {
    let seen = check_all((13..=22).chain([0xC0C_4E7, 1_000_003, u64::MAX]), on_a_disk);
    for kind in DONE {
        assert!(seen.done.contains_key(kind), "{kind} was never carried out: {seen:?}");
    }
    assert!(seen.crashes > 0 && seen.kept > 0 && seen.full > 0 && seen.deadlines > 0, "{seen:?}");
}

/// A model that notices nothing proves nothing.
#[test]
fn what_is_broken_on_purpose_is_noticed() {
    for broken in [Broken::Acknowledgement, Broken::Syncs] {
        let noticed = (1..=6).find_map(|seed| run(seed, broken).err());
        assert!(noticed.is_some(), "{broken:?} went unnoticed");
    }
}

/// Two nodes by turns at a server, each losing its sessions before and after what it asks.
#[test]
fn nodes_at_a_server_hold() {
    let server = OwnServer::start().unwrap();
    let seen = check_all(1..=4, at(&server));
    assert!(seen.crashes > 0 && seen.kept > 0 && seen.deadlines > 0, "{seen:?}");
}

#[test]
fn what_nodes_break_on_purpose_is_noticed() {
    let server = OwnServer::start().unwrap();
    let noticed = (1..=6).find_map(|seed| nodes::run(seed, Broken::Acknowledgement, &server).err());
    assert!(noticed.is_some(), "it went unnoticed");
}

/// As long as there are seeds, by command; without any there is nothing to do.
#[test]
fn long() {
    run_long(on_a_disk);
}

/// The same with nodes at a server.
#[test]
fn nodes_long() {
    if std::env::var_os("COCKET_SEEDS").is_some() {
        run_long(at(&OwnServer::start().unwrap()));
    }
}

fn run_long(check: impl Fn(u64) -> Result<Seen, String> + Sync) {
    let seeds = std::env::var("COCKET_SEEDS").unwrap_or_else(|_| "1..0".to_owned());
    let (from, to) = seeds.split_once("..").unwrap();
    let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
    #[expect(clippy::disallowed_methods, reason = "how many seeds a minute, and nothing else")]
    let start = std::time::Instant::now();
    let (next, done) = (AtomicU64::new(from), AtomicU64::new(0));
    let (flaws, all) = (Mutex::new(Vec::new()), Mutex::new(Seen::default()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > to {
                return;
            }
            match check(seed) {
                Ok(seen) => all.lock().unwrap().add(seen),
                Err(flaw) => {
                    eprintln!("{flaw}\n");
                    flaws.lock().unwrap().push(seed);
                }
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(100) || seed == to {
                let minutes = start.elapsed().as_millis().max(1);
                eprintln!(
                    "{done} seeds, {} a minute, {:?}",
                    u128::from(done) * 60_000 / minutes,
                    all.lock().unwrap()
                );
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| {
            scope.spawn(work);
        });
    });
    let flaws = flaws.into_inner().unwrap();
    assert!(flaws.is_empty(), "{} seeds failed: {flaws:?}", flaws.len());
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.asks += other.asks;
        self.crashes += other.crashes;
        self.kept += other.kept;
        self.full += other.full;
        self.deadlines += other.deadlines;
        for (kind, times) in other.done {
            *self.done.entry(kind).or_default() += times;
        }
    }
}

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

mod chance;
mod commands;
mod filers;
mod judge;
mod model;
mod run;

use run::{Broken, Seen, run};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs a seed; what is wrong is told with the way to run it again.
fn check(seed: u64) -> Result<Seen, String> {
    run(seed, Broken::Nothing).map_err(|flaw| {
        format!(
            "seed {seed}: {flaw}\n\nagain: COCKET_SEEDS={seed}..{seed} \
             cargo test -p service --test faults -- long --nocapture"
        )
    })
}

/// Runs seeds; gives what they have seen together.
fn check_all(seeds: impl IntoIterator<Item = u64>) -> Seen {
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
    check_all(1..=12);
}

#[test]
fn more_seeds_hold() {
    let seen = check_all((13..=22).chain([0xC0C_4E7, 1_000_003, u64::MAX]));
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

/// As long as there are seeds, by command; without any there is nothing to do.
#[test]
fn long() {
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

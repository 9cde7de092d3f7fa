//! Overload: five times what the server can carry, for a while, and how soon all is as before.
//!
//! Requests are due at five times the rate. Where no connection is free within a second of that, the client has
//! given up; it never spares the server by waiting.

use super::super::count;
use super::figure::{Latency, mean, micros};
use super::http::Connection;
use super::process::Memory;
use super::request::{Request, Verdict};
use super::schedule::{Schedule, wait_until};
use super::server::Target;
use super::threads::{connect, together};
use crate::clock;
use crate::failure::Failure;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How many times what it can carry.
const TIMES: u64 = 5;
/// How long a request waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(1);
/// As long as the project lets a single request take at the worst.
const NORMAL: Duration = Duration::from_millis(15);
/// So many answers in a row that take no longer are normal again.
const IN_A_ROW: u64 = 20;
const BETWEEN_PROBES: Duration = Duration::from_millis(10);
/// Probes to make before the clock starts: enough for the longest recovery that is waited for.
pub(super) const PROBES: u64 = 3000;

/// What is to be offered, and to whom.
pub(super) struct Load {
    pub(super) target: Target,
    /// Made before; refused ones are offered again.
    pub(super) requests: Vec<Request>,
    /// Single requests, sent one by one after the overload.
    pub(super) probes: Vec<Request>,
    /// Declarations a second that it can carry.
    pub(super) best: u64,
    pub(super) connections: usize,
    pub(super) time: Duration,
}

/// What became of it, in declarations.
#[derive(Serialize)]
pub(super) struct Overload {
    seconds: u64,
    connections: usize,
    /// What it can carry without, a second.
    pub(super) best_per_second: u64,
    offered_per_second: u64,
    /// Decided within the time, a second.
    pub(super) goodput_per_second: u64,
    goodput_by_second: Vec<u64>,
    decided: u64,
    /// Answered with 503 or 429.
    refused: u64,
    /// Of these, without a word on when to come again.
    refused_without_retry_after: u64,
    /// No connection was free in time.
    given_up: u64,
    /// The connection broke before an answer.
    lost: u64,
    /// Any other answer.
    failed: u64,
    /// Whether all that was made was decided before the time was over.
    ran_out: bool,
    /// From sending to the answer, of those that were decided.
    decided_latency: Latency,
    memory_before: Memory,
    memory_most_resident_kib: u64,
    memory_after: Memory,
    /// From the end of the load to the first of 20 normal answers in a row; none where that never came.
    recovered_after_ms: Option<u64>,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    by_second: Vec<u64>,
    micros: Vec<u32>,
    sent: u64,
    decided: u64,
    refused: u64,
    silent: u64,
    lost: u64,
    failed: u64,
    ran_out: bool,
}

/// Offers the load, and watches.
pub(super) fn run(load: &Load) -> Result<Overload, Failure> {
    let lines = load.requests.first().map_or(1, |request| request.lines);
    let rate = load.best.saturating_mul(TIMES);
    let total = Schedule::total(lines, rate, load.time);
    let connections = connect(load.target, load.connections)?;
    let before = load.target.memory();
    let start = clock::mark() + Duration::from_millis(50);
    let schedule = Schedule::new(start, lines, rate, total);
    let pool = Pool::of(&load.requests);
    let work = |connection| offer(connection, &schedule, &pool, start, load.time);
    let watch = || {
        let most = most_resident(load.target, start + load.time);
        (most, recovery(load, start + load.time))
    };
    let (seen, (most, recovered)) = together(connections, work, watch)?;
    let seen = Seen::of(seen, load.time);
    Ok(Overload {
        seconds: load.time.as_secs(),
        connections: load.connections,
        best_per_second: load.best,
        offered_per_second: total.saturating_mul(lines) / load.time.as_secs().max(1),
        goodput_per_second: mean(&seen.by_second),
        decided: seen.decided,
        refused: seen.refused,
        refused_without_retry_after: seen.silent,
        given_up: total.saturating_mul(lines).saturating_sub(seen.sent),
        lost: seen.lost,
        failed: seen.failed,
        ran_out: seen.ran_out,
        goodput_by_second: seen.by_second,
        decided_latency: Latency::of(seen.micros),
        memory_before: before,
        memory_most_resident_kib: most,
        memory_after: load.target.memory(),
        recovered_after_ms: recovered?.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
    })
}

fn offer(
    mut connection: Connection,
    schedule: &Schedule,
    pool: &Pool<'_>,
    start: Instant,
    time: Duration,
) -> Result<Seen, Failure> {
    let mut seen = Seen::default();
    while let Some((_, due)) = schedule.take() {
        let now = clock::mark();
        if now >= start + time {
            break;
        }
        if now.saturating_duration_since(due) > PATIENCE {
            continue;
        }
        wait_until(due, now);
        let Some(request) = pool.take() else {
            seen.ran_out = true;
            break;
        };
        if seen.ask(&mut connection, request, start)? {
            pool.again(request);
        }
    }
    Ok(seen)
}

impl Seen {
    /// Sends one; whether it was refused and can be offered again.
    fn ask(
        &mut self,
        connection: &mut Connection,
        request: &Request,
        start: Instant,
    ) -> Result<bool, Failure> {
        self.sent += request.lines;
        let sending = clock::mark();
        let Ok(answer) = connection.ask(request.bytes()) else {
            self.lost += request.lines;
            return Ok(false);
        };
        match request.verdict(&answer)? {
            Verdict::Decided => {
                self.micros.push(micros(sending.elapsed()));
                self.decided += request.lines;
                let second = usize::try_from(start.elapsed().as_secs()).unwrap_or(usize::MAX);
                // The last answers may come long after the time is over; they are left out below.
                if self.by_second.len() <= second {
                    self.by_second.resize(second + 1, 0);
                }
                if let Some(decided) = self.by_second.get_mut(second) {
                    *decided += request.lines;
                }
                Ok(false)
            }
            Verdict::Refused { says_when } => {
                self.refused += request.lines;
                self.silent += if says_when { 0 } else { request.lines };
                Ok(true)
            }
            Verdict::Other => {
                self.failed += request.lines;
                Ok(false)
            }
        }
    }

    /// All of them together; seconds beyond the time are cut off.
    fn of(seen: Vec<Seen>, time: Duration) -> Seen {
        let seconds = usize::try_from(time.as_secs()).unwrap_or_default();
        let mut all = Seen { by_second: vec![0; seconds], ..Seen::default() };
        for one in seen {
            all.by_second.iter_mut().zip(&one.by_second).for_each(|(all, one)| *all += one);
            all.micros.extend(one.micros);
            all.sent += one.sent;
            all.decided += one.decided;
            all.refused += one.refused;
            all.silent += one.silent;
            all.lost += one.lost;
            all.failed += one.failed;
            all.ran_out |= one.ran_out;
        }
        all
    }
}

/// What can still be offered: the refused ones after the new ones.
struct Pool<'r>(Mutex<VecDeque<&'r Request>>);

impl<'r> Pool<'r> {
    fn of(requests: &'r [Request]) -> Pool<'r> {
        Pool(Mutex::new(requests.iter().collect()))
    }

    fn take(&self) -> Option<&'r Request> {
        self.0.lock().ok()?.pop_front()
    }

    fn again(&self, request: &'r Request) {
        if let Ok(mut waiting) = self.0.lock() {
            waiting.push_back(request);
        }
    }
}

fn most_resident(target: Target, end: Instant) -> u64 {
    let mut most = 0;
    loop {
        most = most.max(target.memory().resident_kib);
        if clock::mark() >= end {
            return most;
        }
        sleep(Duration::from_millis(200));
    }
}

/// From the end of the load to the first of some normal answers in a row.
fn recovery(load: &Load, end: Instant) -> Result<Option<Duration>, Failure> {
    let mut connection = None;
    let mut first = None;
    let mut in_a_row = 0;
    for probe in &load.probes {
        let sending = clock::mark();
        let is_normal = is_decided(&mut connection, load.target, probe)? && sending.elapsed() <= NORMAL;
        if is_normal {
            in_a_row += 1;
            let first = *first.get_or_insert(sending);
            if in_a_row == IN_A_ROW {
                return Ok(Some(first.saturating_duration_since(end)));
            }
        } else {
            first = None;
            in_a_row = 0;
        }
        sleep(BETWEEN_PROBES);
    }
    Ok(None)
}

fn is_decided(connection: &mut Option<Connection>, target: Target, probe: &Request) -> Result<bool, Failure> {
    // While it recovers it may not even take a connection.
    let opened = match connection.take() {
        Some(opened) => Ok(opened),
        None => Connection::open(target.address),
    };
    let Ok(opened) = opened else { return Ok(false) };
    match connection.insert(opened).ask(probe.bytes()) {
        Ok(answer) => Ok(probe.verdict(&answer)? == Verdict::Decided),
        Err(_) => Ok(false),
    }
}

/// How many declarations to make for a load: as many as it can carry in that time, and a quarter more.
pub(super) fn enough(best: u64, time: Duration, connections: usize, lines: u64) -> u64 {
    let carried = best.saturating_mul(time.as_secs());
    carried + carried / 4 + count(connections).saturating_mul(lines)
}

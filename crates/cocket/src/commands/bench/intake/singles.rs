//! Single requests: at a fixed rate whatever the answers do, and as fast as they are answered.

use super::figure::{Latency, micros, nanos_each, per_second};
use super::http::Connection;
use super::process::processor_time;
use super::request::{Request, Verdict, lines};
use super::schedule::{Schedule, wait_until};
use super::server::Target;
use super::threads::{connect, together};
use crate::clock;
use crate::failure::Failure;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

const AFTER_FAILURE: Duration = Duration::from_millis(5);

/// How many were answered with each status; `lost` where the connection broke.
pub(super) type Statuses = BTreeMap<String, u64>;

/// Single requests at a fixed rate.
#[derive(Serialize)]
pub(super) struct Singles {
    /// As many a second as were due.
    rate: u64,
    seconds: u64,
    connections: usize,
    /// As many a second as were decided.
    achieved_per_second: u64,
    pub(super) decided: u64,
    /// Refused, wrong or lost.
    pub(super) failed: u64,
    statuses: Statuses,
    /// From the moment a request was due to its answer, whatever the answer was; a lost one counts as long as it
    /// took to be lost.
    pub(super) latency: Latency,
    server_processor_ns: u64,
    client_processor_ns: u64,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    micros: Vec<u32>,
    statuses: Statuses,
    decided: u64,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.micros.extend(other.micros);
        self.decided += other.decided;
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
    }

    fn of(seen: Vec<Seen>) -> Seen {
        seen.into_iter().fold(Seen::default(), |mut all, one| {
            all.add(one);
            all
        })
    }
}

/// Connections for a rate: enough for answers that take 20 ms, so that a slow answer alone holds up no other.
pub(super) fn connections_for(rate: u64) -> usize {
    usize::try_from(rate / 50).unwrap_or(usize::MAX).clamp(4, 256)
}

/// Sends every request when it is due. A late answer delays no other while a connection is free; where none is,
/// the wait counts.
pub(super) fn at_a_rate(target: Target, requests: &[Request], rate: u64) -> Result<Singles, Failure> {
    let connections = connections_for(rate);
    let opened = connect(target, connections)?;
    let client = std::process::id();
    let server_before = target.processor_time();
    let client_before = processor_time(client);
    let start = clock::mark() + Duration::from_millis(20);
    let schedule = Schedule::new(start, 1, rate, lines(requests));
    let work = |mut connection: Connection| {
        let mut seen = Seen::default();
        while let Some((number, due)) = schedule.take() {
            let index = usize::try_from(number).unwrap_or(usize::MAX);
            let Some(request) = requests.get(index) else { break };
            wait_until(due, clock::mark());
            ask(&mut connection, request, &mut seen)?;
            seen.micros.push(micros(due.elapsed()));
        }
        Ok(seen)
    };
    let (seen, ()) = together(opened, work, || ())?;
    let took = start.elapsed();
    let seen = Seen::of(seen);
    let sent = lines(requests);
    Ok(Singles {
        rate,
        seconds: took.as_secs(),
        connections,
        achieved_per_second: per_second(seen.decided, took),
        decided: seen.decided,
        failed: sent.saturating_sub(seen.decided),
        statuses: seen.statuses,
        latency: Latency::of(seen.micros),
        server_processor_ns: nanos_each(target.processor_time().saturating_sub(server_before), sent),
        client_processor_ns: nanos_each(processor_time(client).saturating_sub(client_before), sent),
    })
}

/// How many are decided a second when each connection sends the next as soon as it has its answer.
pub(super) fn at_most(
    target: Target,
    requests: &[Request],
    connections: usize,
    time: Duration,
) -> Result<u64, Failure> {
    let opened = connect(target, connections)?;
    let next = AtomicUsize::new(0);
    let start = clock::mark();
    let work = |mut connection: Connection| {
        let mut seen = Seen::default();
        while start.elapsed() < time
            && let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed))
        {
            if !ask(&mut connection, request, &mut seen)? {
                // Who is refused at once and asks again at once measures how fast the server refuses.
                sleep(AFTER_FAILURE);
            }
        }
        Ok(seen)
    };
    let (seen, ()) = together(opened, work, || ())?;
    let took = start.elapsed();
    Ok(per_second(Seen::of(seen).decided, took))
}

/// Sends one; whether it was decided.
fn ask(connection: &mut Connection, request: &Request, seen: &mut Seen) -> Result<bool, Failure> {
    let decided_before = seen.decided;
    let status = match connection.ask(request.bytes()) {
        Ok(answer) => {
            if request.verdict(&answer)? == Verdict::Decided {
                seen.decided += 1;
            }
            answer.status.to_string()
        }
        Err(_) => "lost".to_owned(),
    };
    *seen.statuses.entry(status).or_default() += 1;
    Ok(seen.decided > decided_before)
}

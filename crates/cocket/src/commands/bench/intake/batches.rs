//! Full batch intake: each connection sends a batch, waits for its answer, and sends the next.

use super::figure::{Spread, nanos_each, per_second};
use super::http::Connection;
use super::process::processor_time;
use super::request::{Request, Verdict, lines, wrong};
use super::server::Target;
use super::threads::{spread, together};
use crate::clock;
use crate::failure::Failure;
use serde::Serialize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Decided declarations, over some rounds.
#[derive(Serialize)]
pub(super) struct Batches {
    pub(super) declarations: u64,
    pub(super) per_second: Spread,
    /// Time of processors for each declaration, on either side of the connection.
    server_processor_ns: u64,
    client_processor_ns: u64,
}

/// One round.
pub(super) struct Round {
    pub(super) declarations: u64,
    pub(super) per_second: u64,
    server: Duration,
    client: Duration,
}

impl Batches {
    pub(super) fn of(rounds: &[Round]) -> Batches {
        let declarations = rounds.iter().map(|round| round.declarations).sum();
        Batches {
            declarations,
            per_second: Spread::of(rounds.iter().map(|round| round.per_second).collect()),
            server_processor_ns: nanos_each(rounds.iter().map(|round| round.server).sum(), declarations),
            client_processor_ns: nanos_each(rounds.iter().map(|round| round.client).sum(), declarations),
        }
    }
}

/// Sends every request once, to each of the servers in turn. Anything but an answer that every line is decided ends the measurement.
pub(super) fn send(targets: &[Target], requests: &[Request], connections: usize) -> Result<Round, Failure> {
    let connections = spread(targets, connections)?;
    let client = std::process::id();
    let next = AtomicUsize::new(0);
    let of_servers = || targets.iter().map(|target| target.processor_time()).sum::<Duration>();
    let server_before = of_servers();
    let client_before = processor_time(client);
    let start = clock::mark();
    let work = |mut connection: Connection| {
        while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
            decide(&mut connection, request)?;
        }
        Ok(())
    };
    together(connections, work, || ())?;
    let took = start.elapsed();
    let declarations = lines(requests);
    Ok(Round {
        declarations,
        per_second: per_second(declarations, took),
        server: of_servers().saturating_sub(server_before),
        client: processor_time(client).saturating_sub(client_before),
    })
}

fn decide(connection: &mut Connection, request: &Request) -> Result<(), Failure> {
    let answer = connection.ask(request.bytes()).map_err(|error| wrong(error.to_string()))?;
    match request.verdict(&answer)? {
        Verdict::Decided => Ok(()),
        Verdict::Refused { .. } | Verdict::Other => {
            let said = String::from_utf8_lossy(answer.body);
            let said: String = said.chars().take(500).collect();
            Err(wrong(format!("a batch is answered with {}: {said}", answer.status)))
        }
    }
}

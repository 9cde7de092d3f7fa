//! `cocket bench intake`: full intake over HTTP, durable, beside the floor of the same run.
//!
//! The server is a child process on the same machine, and the client shares its processors; so the client is
//! blocking sockets, a thread a connection, and requests made before the clock starts.

mod batches;
mod figure;
mod floor;
mod folder;
mod http;
mod nodes;
mod overload;
mod process;
mod report;
mod request;
mod schedule;
mod server;
mod singles;
#[cfg(test)]
mod tests;
mod threads;

use crate::failure::Failure;
use batches::Batches;
use figure::Spread;
use folder::Folder;
use overload::{Load, Overload};
use report::{Asked, Disk, Fill, MemoryAt, Overloads, Ratios, StartUp, State};
use request::Maker;
use server::{Server, Setting, Target};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) use nodes::{NodesPlan, measure as measure_nodes};
pub(super) use report::Report;

/// Declarations sent between two figures while the store is filled.
const FILL: u64 = 50_000;
/// How long single requests are sent as fast as they are answered.
const AT_MOST: Duration = Duration::from_secs(5);
/// More single requests a second than one machine answers.
const MORE_THAN_ANY: u64 = 40_000;

/// Arguments of `cocket bench intake`.
#[derive(clap::Args)]
#[command(next_help_heading = "Options of `intake`")]
#[group(skip)]
pub(super) struct Arguments {
    /// How many declarations are stored when all is measured again.
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(..=25_000_000))]
    stored: u64,
    /// Single requests a second.
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    rate: u64,
    /// How long single requests are sent at that rate.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Declarations in a batch.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=40_000))]
    batch: u64,
    /// Connections that send batches.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=1000))]
    connections: u16,
    /// For `nodes`: a PostgreSQL server where databases may be made, `host=… user=…`.
    #[arg(long, value_name = "SERVER")]
    server_url: Option<String>,
    /// For `nodes`: how many serve one database.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=50))]
    nodes: u16,
    /// How long five times the load is offered; 0 leaves it out.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(..=3600))]
    overload_seconds: u64,
    /// Connections that offer it.
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u16).range(1..=1000))]
    overload_connections: u16,
    /// A new folder for the databases, kept; a temporary one, removed at the end, without this.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The program whose `serve` is measured; this one without it.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// A short run to see that all works; its figures say little.
    #[arg(long)]
    quick: bool,
}

impl Arguments {
    /// What is to be done for `nodes`.
    pub(super) fn nodes_plan<'a>(
        &'a self,
        pack: &'a Path,
        parcels: u64,
        rounds: usize,
    ) -> Result<NodesPlan<'a>, Failure> {
        let server = self.server_url.as_deref();
        let server = server.ok_or_else(|| Failure::WrongUse("`nodes` needs `--server-url`".to_owned()))?;
        let (nodes, connections) = (usize::from(self.nodes), usize::from(self.connections));
        Ok(NodesPlan { pack, server, nodes, parcels, rounds, batch: self.batch, connections })
    }
}

/// What is to be done.
pub(super) struct Plan<'a> {
    pack: &'a Path,
    parcels: u64,
    rounds: usize,
    arguments: &'a Arguments,
}

impl<'a> Plan<'a> {
    pub(super) fn new(pack: &'a Path, parcels: u64, rounds: usize, arguments: &'a Arguments) -> Plan<'a> {
        Plan { pack, parcels, rounds, arguments }
    }

    /// No more than this in a short run.
    fn at_most(&self, asked: u64, quick: u64) -> u64 {
        if self.arguments.quick { asked.min(quick) } else { asked }
    }

    fn asked(&self) -> Asked {
        Asked {
            parcels: self.at_most(self.parcels, 5000),
            rounds: if self.arguments.quick { self.rounds.min(2) } else { self.rounds },
            batch: self.arguments.batch,
            connections: usize::from(self.arguments.connections),
            rate: self.arguments.rate,
            seconds: self.at_most(self.arguments.seconds, 3),
            stored: self.at_most(self.arguments.stored, 30_000),
            overload_seconds: self.at_most(self.arguments.overload_seconds, 5),
            overload_connections: usize::from(self.arguments.overload_connections),
        }
    }
}

/// Measures everything.
pub(super) fn run(plan: &Plan<'_>) -> Result<Report, Failure> {
    let folder = Folder::new(plan.arguments.data.as_deref())?;
    let mut bench =
        Bench { asked: plan.asked(), folder: folder.path(), maker: Maker::new(), sent: 0, bytes: 0 };
    let setting = Setting {
        program: plan.arguments.server.as_deref(),
        pack: plan.pack,
        data: folder.path().join("server"),
        log: folder.path().join("server.log"),
    };

    let server = Server::start(&setting)?;
    let target = server.target();
    let empty_ms = millis(server.start_up);
    let ready = target.memory();
    let fresh = bench.state(target)?;
    let after_fresh = target.memory();
    let fill = bench.fill(target)?;
    let stored = bench.state(target)?;
    let after_stored = target.memory();
    server.stop()?;

    let disk = Disk::of(folder::sizes(&setting.data)?, bench.sent);
    eprintln!("bench: {} bytes on disk per declaration", disk.bytes_per_declaration);
    let server = Server::start(&setting)?;
    let start_up = StartUp { empty_ms, stored_ms: millis(server.start_up) };
    let reopened = server.target().memory();
    let best = fresh.batches.per_second.median.max(stored.batches.per_second.median);
    let overload = bench.overload(server.target(), best)?;
    let at_the_end = server.target().memory();
    server.stop()?;

    let bytes = bench.bytes;
    Ok(Report {
        bench: "intake",
        asked: bench.asked,
        bytes_per_declaration: bytes,
        ratios: Ratios::of(&fresh, &stored, &disk, bytes, overload.as_ref()),
        fresh,
        fill,
        stored,
        start_up,
        disk,
        memory: MemoryAt { ready, after_fresh, after_stored, reopened, at_the_end },
        overload,
    })
}

/// A measurement under way.
struct Bench<'a> {
    asked: Asked,
    folder: &'a Path,
    maker: Maker,
    /// Declarations that the server has decided before the overload.
    sent: u64,
    /// Bytes of one on average.
    bytes: u64,
}

impl Bench<'_> {
    /// Batches, each round beside the floor of the same bytes, then single requests.
    fn state(&mut self, target: Target) -> Result<State, Failure> {
        let stored_before = self.sent;
        let (mut floors, mut rounds) = (Vec::new(), Vec::new());
        for _ in 0..self.asked.rounds {
            let requests = self.maker.batches(self.asked.parcels, self.asked.batch);
            self.bytes = request::mean_bytes(&requests);
            let floor = floor::measure(self.folder, &requests)?;
            let round = batches::send(&[target], &requests, self.asked.connections)?;
            self.sent += round.declarations;
            eprintln!(
                "bench: {stored_before} stored: floor {floor} rows/s, batches {} declarations/s",
                round.per_second
            );
            floors.push(floor);
            rounds.push(round);
        }
        let requests = self.maker.singles(self.asked.rate.saturating_mul(self.asked.seconds));
        let singles = singles::at_a_rate(target, &requests, self.asked.rate)?;
        self.sent += singles.decided;
        eprintln!(
            "bench: {stored_before} stored: single requests, p99 {} µs, {} failed",
            singles.latency.p99_us, singles.failed
        );
        Ok(State { stored_before, floor: Spread::of(floors), batches: Batches::of(&rounds), singles })
    }

    /// Batches until as many are stored as asked for.
    fn fill(&mut self, target: Target) -> Result<Fill, Failure> {
        let mut fill = Fill { declarations: 0, each: FILL, per_second: Vec::new() };
        while self.sent < self.asked.stored {
            let requests = self.maker.batches(FILL.min(self.asked.stored - self.sent), self.asked.batch);
            let round = batches::send(&[target], &requests, self.asked.connections)?;
            self.sent += round.declarations;
            fill.declarations += round.declarations;
            fill.per_second.push(round.per_second);
            eprintln!("bench: {} stored, {} declarations/s", self.sent, round.per_second);
        }
        Ok(fill)
    }

    /// Too many batches, then too many single requests.
    fn overload(&mut self, target: Target, best: u64) -> Result<Option<Overloads>, Failure> {
        let time = Duration::from_secs(self.asked.overload_seconds);
        if time.is_zero() {
            return Ok(None);
        }
        let connections = self.asked.overload_connections;
        let batch = self.asked.batch;
        let requests = self.maker.batches(overload::enough(best, time, connections, batch), batch);
        let batches = self.offer(target, requests, best, time)?;

        let time_at_most = AT_MOST.min(time);
        let requests = self.maker.singles(MORE_THAN_ANY * time_at_most.as_secs());
        let few = singles::connections_for(self.asked.rate);
        let best = singles::at_most(target, &requests, few, time_at_most)?;
        eprintln!("bench: at most {best} single requests/s");
        drop(requests);
        let requests = self.maker.singles(overload::enough(best, time, connections, 1));
        let singles = self.offer(target, requests, best, time)?;
        Ok(Some(Overloads { batches, singles }))
    }

    fn offer(
        &mut self,
        target: Target,
        requests: Vec<request::Request>,
        best: u64,
        time: Duration,
    ) -> Result<Overload, Failure> {
        let probes = self.maker.singles(overload::PROBES);
        let connections = self.asked.overload_connections;
        let offered = overload::run(&Load { target, requests, probes, best, connections, time })?;
        eprintln!("bench: overload: best {best}/s, goodput {}/s", offered.goodput_per_second);
        Ok(offered)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

//! What `cocket bench intake` prints.

use super::super::ratio;
use super::batches::Batches;
use super::figure::Spread;
use super::overload::Overload;
use super::process::Memory;
use super::singles::Singles;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that was measured.
#[derive(Serialize)]
pub(in super::super) struct Report {
    pub(super) bench: &'static str,
    pub(super) asked: Asked,
    pub(super) bytes_per_declaration: u64,
    pub(super) fresh: State,
    pub(super) fill: Fill,
    pub(super) stored: State,
    pub(super) start_up: StartUp,
    pub(super) disk: Disk,
    pub(super) memory: MemoryAt,
    pub(super) overload: Option<Overloads>,
    pub(super) ratios: Ratios,
}

/// What was asked for.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Asked {
    pub(super) parcels: u64,
    pub(super) rounds: usize,
    pub(super) batch: u64,
    pub(super) connections: usize,
    pub(super) rate: u64,
    pub(super) seconds: u64,
    pub(super) stored: u64,
    pub(super) overload_seconds: u64,
    pub(super) overload_connections: usize,
}

/// What was measured with so many stored.
#[derive(Serialize)]
pub(super) struct State {
    pub(super) stored_before: u64,
    /// Rows a second; each round just before the batches of the same bytes.
    pub(super) floor: Spread,
    pub(super) batches: Batches,
    pub(super) singles: Singles,
}

impl State {
    fn batch_to_floor(&self) -> String {
        ratio(self.batches.per_second.median, self.floor.median)
    }
}

/// How fast batches went while the store was filled.
#[derive(Serialize)]
pub(super) struct Fill {
    pub(super) declarations: u64,
    /// For so many declarations each.
    pub(super) each: u64,
    pub(super) per_second: Vec<u64>,
}

/// From the start of the process to ready.
#[derive(Serialize)]
pub(super) struct StartUp {
    pub(super) empty_ms: u64,
    pub(super) stored_ms: u64,
}

/// The data folder after the server has ended.
#[derive(Serialize)]
pub(super) struct Disk {
    declarations: u64,
    bytes: u64,
    pub(super) bytes_per_declaration: u64,
    files: BTreeMap<String, u64>,
}

impl Disk {
    pub(super) fn of(files: BTreeMap<String, u64>, declarations: u64) -> Disk {
        let bytes: u64 = files.values().sum();
        Disk { declarations, bytes, bytes_per_declaration: bytes / declarations.max(1), files }
    }
}

/// The server's memory along the way; it is started anew between `after_stored` and `reopened`.
#[derive(Serialize)]
pub(super) struct MemoryAt {
    pub(super) ready: Memory,
    pub(super) after_fresh: Memory,
    pub(super) after_stored: Memory,
    pub(super) reopened: Memory,
    pub(super) at_the_end: Memory,
}

/// Five times what it can carry.
#[derive(Serialize)]
pub(super) struct Overloads {
    pub(super) batches: Overload,
    pub(super) singles: Overload,
}

/// How many times the other; with two decimals.
#[derive(Serialize)]
pub(super) struct Ratios {
    batch_to_floor: String,
    stored_batch_to_floor: String,
    stored_to_fresh: String,
    disk_to_declaration: String,
    batch_goodput_to_best: Option<String>,
    single_goodput_to_best: Option<String>,
}

impl Ratios {
    pub(super) fn of(
        fresh: &State,
        stored: &State,
        disk: &Disk,
        bytes_per_declaration: u64,
        overload: Option<&Overloads>,
    ) -> Ratios {
        let goodput = |of: &Overload| ratio(of.goodput_per_second, of.best_per_second);
        Ratios {
            batch_to_floor: fresh.batch_to_floor(),
            stored_batch_to_floor: stored.batch_to_floor(),
            stored_to_fresh: ratio(stored.batches.per_second.median, fresh.batches.per_second.median),
            disk_to_declaration: ratio(disk.bytes_per_declaration, bytes_per_declaration),
            batch_goodput_to_best: overload.map(|overload| goodput(&overload.batches)),
            single_goodput_to_best: overload.map(|overload| goodput(&overload.singles)),
        }
    }
}

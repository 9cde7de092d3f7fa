//! What it takes to sequence batches in memory, as the lane does before it writes them: the leaf's text and hash, the
//! hashes that it completes, and what a proof from them takes.

use super::{count, median, ratio};
use crate::failure::Failure;
use evidence::{
    Checkpoint, Frontier, Hash, LogLeaf, NodeRange, Origin, SigningKey, content_hash, inclusion_path,
    leaf_hash, verify_inclusion,
};
use serde::Serialize;
use std::convert::Infallible;
use std::hint::black_box;

/// Proofs that are made of the whole log.
const PROOFS: u64 = 2_000;

/// What leaves cost, on one thread.
#[derive(Serialize)]
pub(super) struct LogReport {
    bench: &'static str,
    leaves: u64,
    rounds: usize,
    leaf_bytes: u64,
    floor_hash_ns: u64,
    leaf_ns: u64,
    leaves_per_second: u64,
    checkpoint_ns: u64,
    proof_ns: u64,
    verify_ns: u64,
    ratios: Ratios,
}

#[derive(Serialize)]
struct Ratios {
    leaf_to_hash: String,
}

/// Measures so many leaves.
pub(super) fn measure(leaves: u64, rounds: usize) -> Result<LogReport, Failure> {
    let impossible = || Failure::WrongUse("the made-up log cannot be made".to_owned());
    let numbers: Vec<u64> = (0..leaves).collect();
    let text = |number: u64| {
        let root = Hash::from_bytes([(number % 251) as u8; 32]);
        let moment = "2026-03-02T05:40:00.123Z";
        LogLeaf { batch: number + 1, size: 1, root, moment, setting: root, next: number + 2 }.write()
    };
    let texts: Vec<String> = numbers.iter().filter_map(|number| text(*number).ok()).collect();
    let floor = median(rounds, &texts, |text| {
        black_box(content_hash(text.as_bytes()));
    });
    let mut log = Frontier::new();
    let mut stored = Stored::default();
    let leaf = median(rounds, &numbers, |number| {
        if *number == 0 {
            (log, stored) = (Frontier::new(), Stored::default());
        }
        if let Ok(text) = text(*number) {
            log.push(leaf_hash(text.as_bytes()))
                .into_iter()
                .for_each(|node| stored.keep(node.level, node.hash));
        }
    });
    let key = SigningKey::from_seed(&[7; 32]).ok_or_else(impossible)?;
    let origin = Origin::parse("bench.example/log").ok_or_else(impossible)?;
    let (size, root) = (log.size(), log.root());
    let few: Vec<u64> = (0..PROOFS).map(|number| number * 7_919 % size.max(1)).collect();
    let checkpoint = median(rounds, &few, |_| {
        let checkpoint = Checkpoint { origin: origin.clone(), size, root: log.root() };
        let _ = black_box(key.sign_checkpoint(&checkpoint));
    });
    let proof = median(rounds, &few, |index| {
        drop(black_box(inclusion_path(*index, size, |range| stored.nodes(range))))
    });
    let paths: Vec<_> = few
        .iter()
        .filter_map(|index| Some((*index, inclusion_path(*index, size, |range| stored.nodes(range)).ok()?)))
        .collect();
    let leaf_of = |index: u64| stored.nodes(NodeRange { level: 0, from: index, count: 1 });
    let mut wrong = 0_u64;
    let verify = median(rounds, &paths, |(index, path)| {
        let leaf = leaf_of(*index).ok().and_then(|nodes| nodes.first().copied()).unwrap_or(root);
        wrong += u64::from(verify_inclusion(leaf, *index, size, path, root).is_err());
    });
    if wrong > 0 || paths.len() != few.len() {
        return Err(impossible());
    }
    Ok(LogReport {
        bench: "log",
        leaves: size,
        rounds,
        leaf_bytes: texts.first().map_or(0, |text| count(text.len())),
        floor_hash_ns: floor,
        leaf_ns: leaf,
        leaves_per_second: 1_000_000_000 / leaf.max(1),
        checkpoint_ns: checkpoint,
        proof_ns: proof,
        verify_ns: verify,
        ratios: Ratios { leaf_to_hash: ratio(leaf, floor) },
    })
}

/// The hashes that are stored of a log, by level.
#[derive(Default)]
struct Stored(Vec<Vec<Hash>>);

impl Stored {
    fn keep(&mut self, level: u8, hash: Hash) {
        let level = usize::from(level);
        if self.0.len() <= level {
            self.0.resize_with(level + 1, Vec::new);
        }
        if let Some(row) = self.0.get_mut(level) {
            row.push(hash);
        }
    }

    fn nodes(&self, range: NodeRange) -> Result<Vec<Hash>, Infallible> {
        let from = usize::try_from(range.from).unwrap_or(usize::MAX);
        let row = self.0.get(usize::from(range.level)).map(Vec::as_slice).unwrap_or_default();
        Ok(row.iter().skip(from).take(range.count).copied().collect())
    }
}

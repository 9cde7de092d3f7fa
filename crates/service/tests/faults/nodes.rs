//! One run from a seed at a server: two nodes by turns, each on a link that fails, and the model that judges both.

use crate::acknowledged::Acknowledged;
use crate::chance::Chance;
use crate::filers::{Filers, Sent};
use crate::judge::{ask_again, judge, keeps_requests, replay_in};
use crate::model::Model;
use crate::run::{Broken, COUNTRY, MASTER, ORIGIN, SIGNING, Seen, ask};
use evidence::{Origin, SigningKey};
use jiff::{SignedDuration, Timestamp};
use rehearsal::OwnServer;
use rehearsal::link::{Link, LinkFault};
use service::lane::Lane;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Purpose, StoreFailure};

/// Batches of a run.
const BATCHES: u64 = 16;
/// Batches after which everything is judged at both nodes.
const JUDGED: u64 = 6;
/// Openings in a row that may be planned to fail.
const OPENINGS: u64 = 3;

struct Node {
    dir: PathBuf,
    link: Link,
    lane: Lane,
    /// How often its sessions had been lost when it began.
    cuts: u64,
}

struct Run {
    broken: Broken,
    chance: Chance,
    now: Timestamp,
    nodes: [Node; 2],
    model: Model,
    filers: Filers,
    /// Sent and not acknowledged.
    unanswered: Vec<Sent>,
    acknowledged: Acknowledged,
}

/// Runs a seed at a server.
///
/// # Errors
/// What is not as the model says.
pub(crate) fn run(seed: u64, broken: Broken, server: &OwnServer) -> Result<Seen, String> {
    let now: Timestamp = "2026-02-27T20:00:00Z".parse().unwrap();
    let database = server.database().unwrap();
    let node = |name: &str| {
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("nodes-{}-{broken:?}-{seed}-{name}", std::process::id()));
        let link = Link::to(server).unwrap();
        fs::create_dir_all(dir.join("keys")).unwrap();
        fs::write(dir.join("keys/master.key"), MASTER).unwrap();
        fs::write(dir.join("keys/signing.key"), SIGNING).unwrap();
        fs::write(dir.join("database"), link.place(&database)).unwrap();
        let lane = open(&dir, now).map_err(|failure| format!("cannot be opened: {failure}"))?;
        Ok::<_, String>(Node { dir, link, lane, cuts: 0 })
    };
    let mut run = Run {
        broken,
        chance: Chance::new(seed, 1),
        now,
        nodes: [node("a")?, node("b")?],
        model: Model::new(Arc::clone(&COUNTRY)).without_lots(),
        filers: Filers::new(seed),
        unanswered: Vec::new(),
        acknowledged: Acknowledged::default(),
    };
    let whole = (0..BATCHES)
        .try_for_each(|batch| run.step(batch).map_err(|flaw| format!("batch {batch}: {flaw}")))
        .and_then(|()| run.finish().map_err(|flaw| format!("at the end: {flaw}")));
    let Run { nodes, acknowledged, .. } = run;
    for Node { dir, lane, .. } in nodes {
        drop(lane);
        fs::remove_dir_all(dir).unwrap();
    }
    server.remove(&database).unwrap();
    whole.map(|()| acknowledged.seen)
}

fn open(dir: &std::path::Path, now: Timestamp) -> Result<Lane, StoreFailure> {
    let store::Store { writer, .. } = store::open(dir, Purpose::Sandbox)?;
    let (origin, signing) = (Origin::parse(ORIGIN).unwrap(), SigningKey::from_seed(&SIGNING).unwrap());
    let mut lane = Lane::new(writer, Arc::clone(&COUNTRY), origin, signing, now)?;
    lane.writer().give_turn()?;
    Ok(lane)
}

impl Run {
    /// One batch at one of the nodes, and what goes wrong on its link.
    fn step(&mut self, batch: u64) -> Result<(), String> {
        self.now += match self.chance.below(100) {
            0..12 => -SignedDuration::from_secs(self.chance.between(1, 600).cast_signed()),
            12..28 => SignedDuration::from_mins(self.chance.between(60, 600).cast_signed()),
            28..38 => SignedDuration::from_hours(self.chance.between(24, 96).cast_signed()),
            _ => SignedDuration::from_secs(self.chance.between(1, 120).cast_signed()),
        };
        let node = usize::from(self.chance.happens(50));
        if self.chance.happens(60) {
            self.plan(node, 60);
        }
        let mut sent = std::mem::take(&mut self.unanswered);
        for _ in 0..self.chance.between(1, 12) {
            sent.push(self.filers.next(&self.model, self.now));
        }
        self.chance.shuffle(&mut sent);
        self.send(node, sent)?;
        self.pass_deadlines()?;
        if self.chance.happens(60) {
            let (duty, after) = (self.on_duty()?, self.model.clone());
            self.attempt(duty, after, Lane::sequence)?;
        }
        if (batch + 1).is_multiple_of(JUDGED) { self.judge() } else { Ok(()) }
    }

    fn plan(&mut self, node: usize, most: u64) {
        self.nodes[node].link.plan(match self.chance.below(10) {
            0..3 => LinkFault::CutBefore(self.chance.between(1, most)),
            3..6 => LinkFault::CutAfter(self.chance.between(1, most)),
            6..9 => LinkFault::UnheardCommit,
            _ => LinkFault::Slow(2),
        });
    }

    fn send(&mut self, node: usize, batch: Vec<Sent>) -> Result<(), String> {
        let mut after = self.model.clone();
        let (mut asks, mut expected) = (Vec::new(), Vec::new());
        for sent in &batch {
            let at = self.now - SignedDuration::from_millis(self.chance.below(3_000).cast_signed());
            asks.push(ask(&mut self.nodes[node].lane, sent, at)?);
            expected.push(after.take(sent, at));
        }
        let now = self.now;
        let Some(told) = self.attempt(node, after, |lane| lane.process(asks, now))? else {
            self.unanswered = batch;
            return Ok(());
        };
        for ((sent, expected), told) in batch.into_iter().zip(expected).zip(told) {
            expected.fits(&told).map_err(|flaw| format!("{flaw}\n{sent:?}"))?;
            self.acknowledged.take(sent, told)?;
        }
        Ok(())
    }

    /// The node that does what one does for all.
    fn on_duty(&mut self) -> Result<usize, String> {
        for _ in 0..20 {
            for node in 0..self.nodes.len() {
                let same = self.model.clone();
                if self.attempt(node, same, |lane| Ok(lane.writer().is_on_duty()))? == Some(true) {
                    return Ok(node);
                }
            }
        }
        Err("no node is on duty".to_owned())
    }

    fn pass_deadlines(&mut self) -> Result<(), String> {
        loop {
            let duty = self.on_duty()?;
            let mut after = self.model.clone();
            let should = after.pass_deadlines(self.now);
            let now = self.now;
            let passed = self.attempt(duty, after, |lane| lane.pass_deadlines(now, 500))?;
            if passed.map_or(Ok(false), |passed| self.acknowledged.are_all_passed(passed, should))? {
                return Ok(());
            }
        }
    }

    /// Does something that writes, in the turn of a node; `after` is what should be there once it is done.
    fn attempt<T>(
        &mut self,
        node: usize,
        after: Model,
        write: impl FnOnce(&mut Lane) -> Result<T, StoreFailure>,
    ) -> Result<Option<T>, String> {
        let lane = &mut self.nodes[node].lane;
        match lane.take_turn().and_then(|_| write(lane)) {
            Ok(done) => {
                self.model = after.clone();
                // What is answered stays answered, whatever becomes of the turn.
                if let Err(failure) = self.nodes[node].lane.writer().give_turn() {
                    self.start_again(node, after, &failure)?;
                }
                Ok(Some(done))
            }
            Err(failure) => {
                self.start_again(node, after, &failure)?;
                Ok(None)
            }
        }
    }

    /// Starts a node again. What was under way is there as a whole, or not at all.
    fn start_again(&mut self, node: usize, after: Model, failure: &StoreFailure) -> Result<(), String> {
        let cuts = self.nodes[node].link.cuts();
        if cuts == self.nodes[node].cuts {
            return Err(format!("no session was lost, but: {failure}"));
        }
        self.acknowledged.seen.crashes += 1;
        self.open_again(node)?;
        let lane = &mut self.nodes[node].lane;
        lane.take_turn().map_err(|failure| failure.to_string())?;
        let entry = lane.writer().next_entry();
        // A batch of nothing but repetitions leaves no entry, only the keys of its requests.
        let kept = keeps_requests(lane, &after)?;
        lane.writer().give_turn().map_err(|failure| failure.to_string())?;
        if self.broken == Broken::Acknowledgement {
            self.model = after;
        } else if entry == after.next_entry && kept {
            self.acknowledged.seen.kept += u64::from(entry != self.model.next_entry);
            self.model = after;
        } else if entry != self.model.next_entry {
            return Err(format!("half of a batch is there: the next entry is {entry}"));
        }
        Ok(())
    }

    /// Opens a node until nothing fails on the way.
    fn open_again(&mut self, node: usize) -> Result<(), String> {
        for opening in 0.. {
            self.nodes[node].link.mend();
            let is_planned = opening < OPENINGS && self.chance.happens(30);
            if is_planned {
                self.plan(node, 40);
            }
            let here = &mut self.nodes[node];
            match open(&here.dir, self.now) {
                Ok(lane) => {
                    here.link.mend();
                    (here.lane, here.cuts) = (lane, here.link.cuts());
                    return Ok(());
                }
                Err(_) if is_planned => {}
                Err(failure) => return Err(format!("cannot be opened again: {failure}")),
            }
        }
        Ok(())
    }

    /// Judges what each node has.
    fn judge(&mut self) -> Result<(), String> {
        let again: Vec<Sent> =
            (0..10).filter_map(|_| self.chance.pick(&self.acknowledged.sent).cloned()).collect();
        for Node { link, lane, .. } in &mut self.nodes {
            link.mend();
            lane.take_turn().map_err(|failure| failure.to_string())?;
            judge(lane, &self.model)?;
            ask_again(lane, &self.model, &again, self.now)?;
            lane.writer().give_turn().map_err(|failure| failure.to_string())?;
        }
        Ok(())
    }

    /// Everything that waits is answered, every deadline passes, and the record is replayed.
    fn finish(&mut self) -> Result<(), String> {
        self.nodes.iter().for_each(|node| node.link.mend());
        let batch = std::mem::take(&mut self.unanswered);
        self.send(0, batch)?;
        for _ in 0..4 {
            self.now += SignedDuration::from_hours(24 * 16);
            self.pass_deadlines()?;
        }
        self.judge()?;
        let duty = self.on_duty()?;
        while self.attempt(duty, self.model.clone(), Lane::sequence)?.is_some_and(|more| more) {}
        replay_in(&self.nodes[1 - duty].dir, &self.model, &self.acknowledged.receipts)
    }
}

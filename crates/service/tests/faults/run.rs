//! One run from a seed: batches through the real lane on a disk that fails, and a model that judges it.

use crate::acknowledged::Acknowledged;
use crate::chance::Chance;
use crate::filers::{Filers, Said, Sent};
use crate::judge::{ask_again, judge, keeps_requests, replay, tells_nobody};
use crate::model::Model;
use clearance::Filer;
use evidence::{Origin, SigningKey};
use jiff::{SignedDuration, Timestamp};
use rehearsal::disk::{Disk, Fault};
use rusqlite::{Connection, OpenFlags};
use service::Country;
use service::lane::{Actor, Ask, Filing, Lane, RequestKey, Wish, prepare, request_hash};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use store::{Purpose, Secret, StoreFailure};

/// The keys of every run.
pub(crate) const MASTER: [u8; 32] = [7; 32];
/// The seed of the signing key of every run.
pub(crate) const SIGNING: [u8; 32] = [9; 32];
/// Why an officer corrects what was declared.
pub(crate) const CORRECTED: &str = "the invoice says otherwise";
/// What the record is called.
pub(crate) const ORIGIN: &str = "customs.example/rehearsal";

/// Batches of a run.
const BATCHES: u64 = 40;
/// Openings in a row that may be planned to fail.
const OPENINGS: u64 = 6;

pub(crate) static COUNTRY: LazyLock<Arc<Country>> = LazyLock::new(|| {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
    Arc::new(Country::read(&pack).unwrap())
});

/// What is broken on purpose, to see that it is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Nothing.
    Nothing,
    /// What was asked is acknowledged before it is written.
    Acknowledgement,
    /// Syncs do nothing: a crash takes everything since the database was opened.
    Syncs,
}

/// What a run has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Things that were sent and answered.
    pub(crate) asks: u64,
    /// Times that the power went or the program had to end.
    pub(crate) crashes: u64,
    /// Of those, when a batch was durable though nobody had been told.
    pub(crate) kept: u64,
    /// Times that the disk was full.
    pub(crate) full: u64,
    /// Deadlines that passed.
    pub(crate) deadlines: u64,
    /// What was carried out, how often.
    pub(crate) done: BTreeMap<&'static str, u64>,
}

/// How a write went.
enum Went<T> {
    Well(T),
    /// The disk was full: nothing of it was kept.
    Full,
    /// The program ended and was started again.
    Ended,
}

struct Run {
    seed: u64,
    broken: Broken,
    chance: Chance,
    now: Timestamp,
    disk: Disk,
    /// The disk as it was opened.
    opened: Disk,
    openings: u64,
    lane: Lane,
    model: Model,
    filers: Filers,
    /// Sent and not acknowledged.
    unanswered: Vec<Sent>,
    acknowledged: Acknowledged,
    /// Whether something was planned that has not gone wrong yet.
    is_planned: bool,
}

/// Runs a seed.
///
/// # Errors
/// What is not as the model says.
pub(crate) fn run(seed: u64, broken: Broken) -> Result<Seen, String> {
    let mut chance = Chance::new(seed, 0);
    let now: Timestamp = "2026-02-27T20:00:00Z".parse().unwrap();
    let disk = Disk::new(seed);
    let mut openings = 0;
    let (disk, lane, is_planned) = open(disk, seed, &mut openings, &mut chance, now)?;
    let mut run = Run {
        seed,
        broken,
        chance,
        now,
        opened: disk.reboot(),
        disk,
        openings,
        lane,
        model: Model::new(Arc::clone(&COUNTRY)),
        filers: Filers::new(seed),
        unanswered: Vec::new(),
        acknowledged: Acknowledged::default(),
        is_planned,
    };
    for batch in 0..BATCHES {
        run.step().map_err(|flaw| format!("batch {batch}: {flaw}"))?;
    }
    run.finish().map_err(|flaw| format!("at the end: {flaw}"))?;
    Ok(run.acknowledged.seen)
}

/// Opens the database on a disk, again and again until nothing fails on the way. Says whether something is still
/// planned to go wrong.
fn open(
    mut disk: Disk,
    seed: u64,
    openings: &mut u64,
    chance: &mut Chance,
    now: Timestamp,
) -> Result<(Disk, Lane, bool), String> {
    let first = *openings;
    loop {
        *openings += 1;
        let mut salt = [0; 32];
        salt[..8].copy_from_slice(&seed.to_le_bytes());
        salt[8..16].copy_from_slice(&openings.to_le_bytes());
        let is_planned = *openings - first < OPENINGS && chance.happens(30);
        if is_planned {
            plan_for_opening(chance, &disk);
        }
        match open_once(&disk, &salt, now) {
            Ok(lane) => return Ok((disk, lane, is_planned)),
            Err(_) if is_planned => disk = disk.reboot(),
            Err(failure) => return Err(format!("cannot be opened: {failure}")),
        }
    }
}

fn open_once(disk: &Disk, salt: &[u8; 32], now: Timestamp) -> Result<Lane, StoreFailure> {
    let vfs = disk.mount().unwrap();
    let connection = Connection::open_with_flags_and_vfs("store.db", OpenFlags::default(), vfs.as_str())?;
    let writer = store::open_on(connection, Secret::rehearsed(&MASTER, salt)?, Purpose::Real)?;
    let origin = Origin::parse(ORIGIN).unwrap();
    Lane::new(writer, Arc::clone(&COUNTRY), origin, SigningKey::from_seed(&SIGNING).unwrap(), now)
}

/// Lets something go wrong while the database is opened.
fn plan_for_opening(chance: &mut Chance, disk: &Disk) {
    disk.plan(match chance.below(4) {
        0 => Fault::CrashAtWrite(chance.between(1, 40)),
        1 => Fault::CrashAtSync(chance.between(1, 8)),
        2 => Fault::FailSync(chance.between(1, 8)),
        _ => Fault::FailRead(chance.between(1, 20)),
    });
}

/// What was sent, read and sealed as it is at the door.
pub(crate) fn ask(lane: &mut Lane, sent: &Sent, at: Timestamp) -> Result<Ask, String> {
    let (secret, registered) = (lane.writer().secret().clone(), Arc::clone(lane.registered()));
    let filing = |role, bytes: &[u8]| -> Result<Box<Filing>, String> {
        let filer = Filer { organisation: sent.organisation.clone(), role };
        prepare(wire::intake::json::read(bytes), bytes, filer, &COUNTRY, &registered, &secret, at)
            .map(Box::new)
            .map_err(|failure| failure.to_string())
    };
    let what = match &sent.said {
        Said::File(role, bytes) => Wish::File(filing(*role, bytes)?),
        Said::Amend(number, role, bytes) => Wish::Amend(*number, filing(*role, bytes)?),
        Said::Correct(number, filer, bytes, is_wilful) => {
            let submission = wire::intake::json::read(bytes);
            let read = prepare(submission, bytes, filer.clone(), &COUNTRY, &registered, &secret, at);
            Wish::Correct {
                number: *number,
                filing: Box::new(read.map_err(|failure| failure.to_string())?),
                reason: CORRECTED.to_owned(),
                is_wilful: *is_wilful,
            }
        }
        Said::Command(target, command) => Wish::command(target.clone(), command.clone()),
    };
    let key = sent.key.as_ref().map(|(key, body)| RequestKey {
        hash: request_hash(&secret, &sent.organisation, key),
        fingerprint: u128::from(*body).to_be_bytes(),
    });
    let credential = if sent.role == "supervisor" { 2 } else { 1 };
    let actor = Actor { organisation: sent.organisation.clone(), role: sent.role, credential };
    Ok(Ask { actor, at, what, line: None, key })
}

impl Run {
    /// One batch, and what goes wrong around it.
    fn step(&mut self) -> Result<(), String> {
        self.turn_clock();
        if self.chance.happens(35) {
            self.plan();
        }
        let batch = self.batch();
        self.send(batch)?;
        self.pass_deadlines()?;
        if self.chance.happens(60) {
            let after = self.model.clone();
            self.attempt(after, Lane::sequence)?;
        }
        if self.chance.happens(20) {
            let after = self.model.clone();
            self.attempt(after, |lane| lane.writer().settle())?;
        }
        Ok(())
    }

    fn turn_clock(&mut self) {
        let turn = match self.chance.below(100) {
            0..12 => -SignedDuration::from_secs(self.chance.between(1, 600).cast_signed()),
            12..28 => SignedDuration::from_mins(self.chance.between(60, 600).cast_signed()),
            28..38 => SignedDuration::from_hours(self.chance.between(24, 96).cast_signed()),
            38..40 => SignedDuration::from_hours(24 * self.chance.between(10, 25).cast_signed()),
            _ => SignedDuration::from_secs(self.chance.between(1, 120).cast_signed()),
        };
        self.now += turn;
    }

    fn plan(&mut self) {
        self.disk.plan(match self.chance.below(12) {
            0..5 => Fault::CrashAtWrite(self.chance.between(1, 80)),
            5..7 => Fault::CrashAtSync(self.chance.between(1, 3)),
            7..9 => Fault::FullAtWrite(self.chance.between(1, 60)),
            9..11 => Fault::FailSync(self.chance.between(1, 3)),
            _ => Fault::FailRead(self.chance.between(1, 5)),
        });
        self.is_planned = true;
    }

    /// What was not acknowledged, in another order, and something new.
    fn batch(&mut self) -> Vec<Sent> {
        let mut batch = std::mem::take(&mut self.unanswered);
        let most = if self.chance.happens(10) { 40 } else { 12 };
        for _ in 0..self.chance.between(1, most) {
            batch.push(self.filers.next(&self.model, self.now));
        }
        self.chance.shuffle(&mut batch);
        batch
    }

    fn send(&mut self, batch: Vec<Sent>) -> Result<(), String> {
        let mut after = self.model.clone();
        let (mut asks, mut expected) = (Vec::new(), Vec::new());
        for sent in &batch {
            let at = self.now - SignedDuration::from_millis(self.chance.below(3_000).cast_signed());
            asks.push(ask(&mut self.lane, sent, at)?);
            expected.push(after.take(sent, at));
        }
        let now = self.now;
        let Went::Well(told) = self.attempt(after, |lane| lane.process(asks, now))? else {
            self.unanswered = batch;
            return Ok(());
        };
        for ((sent, expected), told) in batch.into_iter().zip(expected).zip(told) {
            expected.fits(&told).map_err(|flaw| format!("{flaw}\n{sent:?}"))?;
            self.acknowledged.take(sent, told)?;
        }
        Ok(())
    }

    fn pass_deadlines(&mut self) -> Result<(), String> {
        loop {
            let mut after = self.model.clone();
            let should = after.pass_deadlines(self.now);
            let now = self.now;
            match self.attempt(after, |lane| lane.pass_deadlines(now, 500))? {
                Went::Well(passed) if self.acknowledged.are_all_passed(passed, should)? => return Ok(()),
                Went::Well(_) | Went::Full | Went::Ended => {}
            }
        }
    }

    /// Does something that writes; `after` is what should be there once it is done.
    fn attempt<T>(
        &mut self,
        after: Model,
        write: impl FnOnce(&mut Lane) -> Result<T, StoreFailure>,
    ) -> Result<Went<T>, String> {
        match write(&mut self.lane) {
            Ok(done) => {
                self.model = after;
                Ok(Went::Well(done))
            }
            Err(failure) if !self.is_planned => Err(format!("nothing was planned to fail, but: {failure}")),
            Err(StoreFailure::Full) => {
                self.acknowledged.seen.full += 1;
                if self.chance.happens(70) {
                    self.disk.make_room();
                }
                self.judge("after a full disk")?;
                Ok(Went::Full)
            }
            Err(_) => {
                self.acknowledged.seen.crashes += 1;
                self.start_again(after)?;
                Ok(Went::Ended)
            }
        }
    }

    /// Starts the program again. What was under way is there as a whole, or not at all.
    fn start_again(&mut self, after: Model) -> Result<(), String> {
        let disk = if self.broken == Broken::Syncs { &self.opened } else { &self.disk }.reboot();
        let opened = open(disk, self.seed, &mut self.openings, &mut self.chance, self.now)?;
        (self.disk, self.lane, self.is_planned) = opened;
        self.opened = self.disk.reboot();
        let entry = self.lane.writer().next_entry();
        // A batch of nothing but repetitions leaves no entry, only the keys of its requests.
        let kept = match keeps_requests(&mut self.lane, &after) {
            Err(_) if self.is_planned => return self.start_again(after),
            kept => kept?,
        };
        if self.broken == Broken::Acknowledgement {
            self.model = after;
        } else if entry == after.next_entry && kept {
            self.acknowledged.seen.kept += u64::from(entry != self.model.next_entry);
            self.model = after;
        }
        self.judge("after a crash")
    }

    /// Judges what is there. What is still planned to go wrong may strike whoever looks: then they look again.
    fn judge(&mut self, when: &str) -> Result<(), String> {
        let judged = self.look();
        if judged.is_ok() || !self.is_planned {
            return judged.map_err(|flaw| format!("{when}: {flaw}"));
        }
        self.start_again(self.model.clone())
    }

    fn look(&mut self) -> Result<(), String> {
        judge(&mut self.lane, &self.model)?;
        let mut again = Vec::new();
        for _ in 0..10 {
            again.extend(self.chance.pick(&self.acknowledged.sent).cloned());
        }
        ask_again(&mut self.lane, &self.model, &again, self.now)
    }

    /// Puts what is durable into the log. What is still planned to go wrong may strike here, too. Says whether more is left.
    fn sequence(&mut self) -> Result<bool, String> {
        match self.lane.sequence() {
            Err(_) if self.is_planned => self.start_again(self.model.clone()).map(|()| true),
            sequenced => sequenced.map_err(|failure| failure.to_string()),
        }
    }

    /// Everything that waits is answered, every deadline passes, and the record is replayed.
    fn finish(&mut self) -> Result<(), String> {
        self.disk.make_room();
        for _ in 0..3 {
            let batch = std::mem::take(&mut self.unanswered);
            self.send(batch)?;
        }
        for _ in 0..4 {
            self.now += SignedDuration::from_hours(24 * 16);
            self.pass_deadlines()?;
        }
        judge(&mut self.lane, &self.model)?;
        for (number, case) in &self.model.cases {
            let gates = case.gates().into_iter().flat_map(|gates| gates.iter());
            if let Some(gate) = gates.into_iter().find(|gate| !gate.is_overdue && gate.due < self.now) {
                return Err(format!("the deadline of {} of consignment {number} was lost", gate.control));
            }
        }
        while self.sequence()? {}
        let disk = self.disk.reboot();
        tells_nobody(&disk, &self.filers.personal)?;
        replay(&disk, self.seed, &self.model, &self.acknowledged.receipts)
    }
}

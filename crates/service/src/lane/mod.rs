//! The straight way behind every door: gather, clear, append, answer.
//!
//! ```text
//!   doors ── prepare (their own threads) ──► queue ──► one thread: Lane::process
//!                                                       gather · clear · append once · tell
//! ```
//!
//! One thread takes what waits, up to a size, decides it in order and commits it once. What one decision changes
//! the next one sees, in the same batch too. Nothing is told before it is durable, and after a failed write
//! nothing is told at all.

mod access;
mod act;
mod ask;
mod batch;
#[cfg(test)]
mod boundaries;
mod certificate;
mod deadline;
mod document;
mod forget;
mod gather;
mod hold;
mod join;
mod lot;
mod on_account;
mod participant;
mod prepare;
mod queue;
mod record;
mod scan;
mod statement;
#[cfg(test)]
mod tests;
mod vendor;

pub use access::Access;
pub use act::{Acted, Acting};
pub use ask::{
    Actor, Ask, Done, Filing, FilingKeys, LINES, LineOf, REPEATED, RETURNED, RequestKey, Scanned, Target,
    Told, Undone, Wish,
};
pub use document::{DocumentFiling, DocumentTold};
pub use forget::{Forgetting, Forgotten, ForgottenTold, KeptFiling};
pub(crate) use forget::{data_subject, subject_word};
pub(crate) use prepare::person_hash;
pub use prepare::{declaration_hash, key_hash, prepare, request_hash};
pub use queue::{Errand, LaneFailure, Queue, Reply, Turns, run};

pub(crate) use batch::ENTERED;
pub use vendor::VendorFiling;

pub(crate) use batch::consignment_id;
pub use batch::consignment_number;
pub use certificate::Certifying;
pub(crate) use certificate::{certificate_entry, certificate_id};
pub(crate) use lot::lot;
pub(crate) use on_account::account_days;
pub(crate) use record::{background_of, spent_of};
pub(crate) use statement::statement;

use crate::capacity::Thresholds;
use crate::country::{Country, Registered, RulesInForce};
use batch::{Batch, Made};
use clearance::{Period, Register, day_number};
pub(crate) use deadline::next_deadline;
use evidence::{
    BatchHead, Checkpoint, Opening, Origin, Receipt, Signature, SignedNote, SigningKey, Tree, leaf_hash,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Ahead, StoreFailure, WaitingPlace, Writer, beside};

/// Decides and records, one batch at a time.
pub struct Lane {
    writer: Writer,
    country: Arc<Country>,
    registered: Arc<Registered>,
    rules: Arc<RulesInForce>,
    pack: i64,
    setting: i64,
    origin: Origin,
    signing: SigningKey,
    thresholds: Thresholds,
    /// Where it goes on to look again at what waits because not enough was guaranteed; none where nothing has changed.
    deferred_again: Option<WaitingPlace>,
    /// How far what is past its retention was looked for.
    retention: forget::Looked,
    /// The last period for which interest was looked at.
    interest_until: Option<Period>,
}

/// The proofs of a batch that was committed.
struct Proofs {
    first: u64,
    statements: Vec<(String, Option<[u8; 32]>)>,
    tree: Tree,
    signature: Signature,
}

impl Proofs {
    /// The receipt of an entry.
    fn receipt(&self, entry: u64) -> Option<Receipt> {
        let index = entry.checked_sub(self.first)?;
        let (statement, opening) = self.statements.get(usize::try_from(index).ok()?)?;
        Some(Receipt {
            statement: statement.clone(),
            hash: leaf_hash(statement.as_bytes()),
            index,
            size: self.tree.size(),
            path: self.tree.path(index)?,
            batch_root: self.tree.root(),
            batch: self.first,
            signature: self.signature,
            opening: opening.map(Opening::from_bytes),
            // Its batch is durable, and sequenced after.
            leaf: None,
        })
    }
}

/// What became of a vendor's return; durable when it is told.
#[derive(Debug)]
pub enum ReturnTold {
    /// It is kept.
    Kept {
        /// Its entry.
        entry: u64,
        /// The proof.
        receipt: Option<Box<Receipt>>,
    },
    /// The same key came with the same request before: what that answer is about.
    Known(String),
    /// The same key came with another request before.
    KeyUsed,
}

/// Entries from which on a batch that was written is dropped by another thread.
const DROPPED_BESIDE: usize = 256;

/// Batches put into the log at once: those of many seconds.
const SEQUENCED: usize = 10_000;

/// What the program is called in records.
pub const ENGINE: &str = concat!("cocket ", env!("CARGO_PKG_VERSION"));

impl Lane {
    /// A lane over a database for a country. The country's pack is kept with the decisions, and its activation
    /// is an entry of the journal.
    ///
    /// # Errors
    /// The store's.
    pub fn new(
        mut writer: Writer,
        country: Arc<Country>,
        origin: Origin,
        signing: SigningKey,
        now: Timestamp,
    ) -> Result<Lane, StoreFailure> {
        let pack = &country.pack;
        let label = format!("{} {}", pack.law.pack, pack.law.version);
        let fact = writer.keep_fact("pack", pack.hash, &label, &country.archive)?;
        let registered = match writer.register()? {
            Some(fact) => Registered::of(&fact)?,
            None => {
                let empty = writer.keep_fact("register", *leaf_hash(b"").as_bytes(), "empty", &[])?;
                Registered { id: empty, label: "empty".to_owned(), register: Register::default() }
            }
        };
        // Batches are signed under it: under another name none of them would fit any more.
        writer.claim("origin", origin.as_str())?;
        writer.claim("signing_key", &signing.verifying_key().to_string())?;
        let rules = RulesInForce::of(writer.rulebook()?.as_ref(), pack)?;
        let setting = store::Setting {
            pack: fact,
            register: registered.id,
            rulebook: rules.id,
            engine: ENGINE.to_owned(),
        };
        let before = writer.last_setting()?.map(|(_, setting)| setting);
        let id = writer.keep_setting(&setting)?;
        let (registered, rules) = (Arc::new(registered), Arc::new(rules));
        let thresholds = Thresholds::new();
        let mut lane = Lane {
            writer,
            country,
            registered,
            rules,
            pack: fact,
            setting: id,
            origin,
            signing,
            thresholds,
            deferred_again: Some(on_account::from_the_beginning()),
            retention: forget::Looked::default(),
            interest_until: None,
        };
        if before.as_ref().is_none_or(|before| before.pack != setting.pack) {
            lane.activate("pack", &label, now)?;
        }
        if before.as_ref().is_some_and(|before| before.register != setting.register) {
            let label = lane.registered.label.clone();
            lane.activate("register", &label, now)?;
        }
        if before.map_or(0, |before| before.rulebook) != setting.rulebook {
            let label = lane.rules.label.clone();
            lane.activate("rulebook", &label, now)?;
        }
        Ok(lane)
    }

    /// Decides by another register from here on.
    ///
    /// # Errors
    /// The store's.
    pub fn decide_by(&mut self, registered: Arc<Registered>, now: Timestamp) -> Result<(), StoreFailure> {
        self.setting = self.setting_of(registered.id, self.rules.id)?;
        self.registered = registered;
        self.deferred_again = Some(on_account::from_the_beginning());
        if self.last_setting()?.is_some_and(|last| last.register == self.registered.id) {
            // Another node has said so.
            return Ok(());
        }
        let label = self.registered.label.clone();
        self.activate("register", &label, now)
    }

    /// Decides by another rulebook from here on.
    ///
    /// # Errors
    /// The store's.
    pub fn rule_by(&mut self, rules: Arc<RulesInForce>, now: Timestamp) -> Result<(), StoreFailure> {
        self.setting = self.setting_of(self.registered.id, rules.id)?;
        self.rules = rules;
        if self.last_setting()?.is_some_and(|last| last.rulebook == self.rules.id) {
            return Ok(());
        }
        let label = self.rules.label.clone();
        self.activate("rulebook", &label, now)
    }

    /// What the last batch was decided by.
    fn last_setting(&mut self) -> Result<Option<store::Setting>, StoreFailure> {
        Ok(self.writer.last_setting()?.map(|(_, setting)| setting))
    }

    /// The number of the setting with a register and a rulebook.
    fn setting_of(&mut self, register: i64, rulebook: i64) -> Result<i64, StoreFailure> {
        let engine = ENGINE.to_owned();
        self.writer.keep_setting(&store::Setting { pack: self.pack, register, rulebook, engine })
    }

    /// Examines goods from these weights on, by office, from here on.
    pub fn examine_from(&mut self, thresholds: Thresholds) {
        self.thresholds = thresholds;
    }

    fn batch(&self) -> Batch<'_> {
        let facts = (&*self.country, &*self.registered, &*self.rules);
        Batch::new(&self.writer, facts, &self.thresholds)
    }

    /// Records that a shared fact counts from here on.
    fn activate(&mut self, kind: &str, label: &str, now: Timestamp) -> Result<(), StoreFailure> {
        let mut batch = self.batch();
        batch.record_activation(kind, label, now)?;
        let made = batch.finish();
        self.append(made, now).map(|_| ())
    }

    /// Takes the turn to write, where there are other nodes; gives the clock of the database's server then.
    ///
    /// # Errors
    /// The store's.
    pub fn take_turn(&mut self) -> Result<Option<Timestamp>, StoreFailure> {
        let others = self.writer.take_turn()?;
        if others.on_account || others.put_on_duty {
            // There may be room for what waits because not enough was guaranteed.
            self.deferred_again = Some(on_account::from_the_beginning());
        }
        Ok(others.clock)
    }

    /// Decides what was asked, in order, and commits it at once. Says what became of each.
    ///
    /// # Errors
    /// The store's: then nothing of it was kept. After [`StoreFailure::Full`] the lane can go on; after any other
    /// failure of writing it must not.
    pub fn process(&mut self, asks: Vec<Ask>, now: Timestamp) -> Result<Vec<Told>, StoreFailure> {
        self.process_given(asks, Ahead::default(), now)
    }

    /// The same, with what was found ahead of them.
    fn process_given(
        &mut self,
        asks: Vec<Ask>,
        ahead: Ahead,
        now: Timestamp,
    ) -> Result<Vec<Told>, StoreFailure> {
        let (mut told, made) = match self.decide(asks, ahead) {
            Ok(decided) => decided,
            Err(failure) => return Err(self.writer.undo(failure)),
        };
        if made.entries.is_empty() {
            if !made.requests.is_empty() || !made.parts.is_empty() {
                self.writer.keep_answers(&made.requests, &made.parts)?;
            }
            if !made.scans.is_empty() {
                self.writer.keep_scans(&made.scans)?;
            }
            return Ok(told);
        }
        let proofs = self.append(made, now)?;
        for told in &mut told {
            if let Told::Done(done) = told
                && !done.is_repeated
                && done.case.is_some()
            {
                done.receipt = proofs.receipt(done.entry);
            }
        }
        Ok(told)
    }

    /// Decides asks in order. At a server much of it is already being written when this returns.
    fn decide(&self, asks: Vec<Ask>, ahead: Ahead) -> Result<(Vec<Told>, Made), StoreFailure> {
        let mut told = Vec::with_capacity(asks.len());
        let reading = self.writer.reading(asks.iter().flat_map(Ask::keys).collect(), ahead)?;
        let mut batch = self.batch();
        for ask in asks {
            told.push(batch.take(ask)?);
            batch.write_decided()?;
        }
        let made = batch.finish();
        drop(reading);
        Ok((told, made))
    }

    /// Says what would become of asks, and keeps nothing of it.
    ///
    /// # Errors
    /// The store's.
    pub fn try_out(&self, asks: Vec<Ask>) -> Result<Vec<Told>, StoreFailure> {
        let mut batch = self.batch();
        asks.into_iter().map(|ask| batch.take(ask)).collect()
    }

    /// Commits a batch, signed as a whole.
    fn append(&mut self, made: Made, now: Timestamp) -> Result<Proofs, StoreFailure> {
        if !made.on_account.is_empty() {
            self.deferred_again = Some(on_account::from_the_beginning());
        }
        let first = self.writer.next_entry();
        let leaves = made.statements.iter().map(|(statement, _)| leaf_hash(statement.as_bytes())).collect();
        let tree = Tree::of(leaves);
        let head = BatchHead { log: &self.origin, batch: first, size: tree.size(), root: tree.root() };
        let signature = self.signing.sign(&head);
        let law = self.country.law();
        let deadline = |held: &Arc<store::Held>| Some((next_deadline(&held.case, law, now)?.0, held.number));
        let mut batch = store::Batch {
            at: now,
            day: day_number(law.day_of(now)),
            setting: self.setting,
            entries: made.entries,
            written: made.written,
            deadlines: made.consignments.iter().filter_map(deadline).collect(),
            consignments: made.consignments,
            keys: made.keys,
            on_account: made.on_account,
            next_number: made.next_number,
            root: *tree.root().as_bytes(),
            signature: *signature.as_bytes(),
            parts: made.parts,
            requests: made.requests,
            vendor_returns: made.vendor_returns,
            scans: made.scans,
            erased: made.erased,
            marks: made.marks,
        };
        self.writer.append(&mut batch)?;
        if batch.entries.len() >= DROPPED_BESIDE {
            // Giving back the memory of a thousand cases takes a twentieth of the time of deciding them.
            beside(move || drop(batch));
        }
        Ok(Proofs { first, statements: made.statements, tree, signature })
    }

    /// Puts what is durable into the log of the record, with a checkpoint over it. Says whether more is left.
    ///
    /// # Errors
    /// The store's, as of [`process`](Lane::process).
    pub fn sequence(&mut self) -> Result<bool, StoreFailure> {
        let (origin, signing) = (&self.origin, &self.signing);
        self.writer.sequence(SEQUENCED, |size, root| {
            let checkpoint = Checkpoint { origin: origin.clone(), size, root };
            let signature = signing.sign_checkpoint(&checkpoint);
            let note = SignedNote::of(checkpoint.text(), vec![signature]);
            note.map(|note| note.to_string()).map_err(|_| StoreFailure::Corrupt("a checkpoint"))
        })
    }

    /// Passes deadlines that ran out, at most so many. Gives how many there were, and how many consignments are
    /// stuck: their deadline passed and nothing came of it.
    ///
    /// # Errors
    /// The store's.
    pub fn pass_deadlines(&mut self, now: Timestamp, most: usize) -> Result<(usize, usize), StoreFailure> {
        let asks = self.overdue(now, most)?;
        if asks.is_empty() {
            self.writer.forget_deadlines(now)?;
            return Ok((0, 0));
        }
        let passed = asks.len();
        let told = self.process(asks, now)?;
        let stuck = told.iter().filter(|told| !matches!(told, Told::Done(_))).count();
        Ok((passed, stuck))
    }

    /// Looks at outbound scans again that wait for their import or its release, at most so many.
    ///
    /// # Errors
    /// The store's.
    pub fn look_again(&mut self, now: Timestamp, most: usize) -> Result<(), StoreFailure> {
        let scans = self.writer.scans_to_look_at(now, most)?;
        let ask = |scan: store::Scan| {
            let what = Wish::LookAgain(scan.number);
            Ask { actor: Actor::program(), at: now, what, line: None, key: None }
        };
        match scans.is_empty() {
            true => Ok(()),
            false => self.process(scans.into_iter().map(ask).collect(), now).map(|_| ()),
        }
    }

    /// The commands that pass the deadlines which ran out.
    fn overdue(&mut self, now: Timestamp, most: usize) -> Result<Vec<Ask>, StoreFailure> {
        let mut asks = Vec::new();
        // Each once, however often its deadline moved.
        let numbers: BTreeSet<u64> = self.writer.take_overdue(now, most)?.into_iter().collect();
        for number in numbers {
            let Some(held) = self.writer.load(number)? else { continue };
            let Some((due, control)) = next_deadline(&held.case, self.country.law(), now) else { continue };
            if due > now {
                continue;
            }
            let passed = clearance::PassedDeadline { control: control.to_owned() };
            asks.push(Ask {
                actor: Actor::program(),
                at: now,
                what: Wish::command(Target::Consignment(number), clearance::Command::PassDeadline(passed)),
                line: None,
                key: None,
            });
        }
        Ok(asks)
    }

    /// The country that decisions are made for.
    pub fn country(&self) -> &Arc<Country> {
        &self.country
    }

    /// The register that decisions are made by.
    pub fn registered(&self) -> &Arc<Registered> {
        &self.registered
    }

    /// The rules that decisions are made by.
    pub fn rules(&self) -> &Arc<RulesInForce> {
        &self.rules
    }

    /// The store, for errands that decide nothing.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }
}

//! Replay: whether the recorded facts still give the recorded decisions.
//!
//! An entry names everything that its decision was made from: what was filed, the running facts that were read,
//! the shared facts and the moment. It is decided again with exactly these, from the consignment as it was after
//! the entry before, and must reach the case that was recorded. The proofs over the batch are checked on the way.

mod all;

use crate::country::{Country, Registered, RulesInForce};
use crate::lane::{background_of, consignment_id, lot, spent_of};
use crate::receipts::root_of;
use clearance::identifier::Mrn;
use clearance::{
    Activity, AddedUp, Amendment, Answer, Case, Command, Correction, Drawn, Facts, Fault, Filer, FilerRole,
    Joining, Lodgement, clear, closed, validate,
};
use evidence::{BatchHead, Hash, Origin, Signature, VerifyingKey};
use quantity::Decimal;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use store::row::{KeptCommand, decode_command, decode_faults, decode_scan, encode_case};
use store::{BatchRow, DrawnQuota, Entry, Reader, StoreFailure, What, acts, moment, short_hash};
use tariff::{QuotaNumber, QuotaPeriod};

/// Cases kept at hand; the others are replayed again from their first entry.
const AT_HAND: usize = 100_000;

/// What a replay found.
#[derive(Debug, Default)]
pub struct Replayed {
    /// The entries that were looked at.
    pub entries: u64,
    /// Those that reached what was recorded.
    pub agreed: u64,
    /// Those whose personal texts are erased: only their proof is left.
    pub proof_only: u64,
    /// Those that another version of the program wrote.
    pub other_engine: u64,
    /// What does not agree.
    pub differences: Vec<Difference>,
}

/// An entry that does not agree with its replay.
#[derive(Debug)]
pub struct Difference {
    /// The entry.
    pub entry: u64,
    /// The consignment it is about.
    pub consignment: Option<String>,
    /// What is recorded.
    pub recorded: String,
    /// What the replay gave.
    pub replayed: String,
}

/// The shared facts that a batch names, and the program that decided by them.
struct Recorded {
    country: Country,
    registered: Registered,
    rules: RulesInForce,
    engine: String,
}

impl Recorded {
    /// The facts for one consignment.
    fn facts(&self, activity: Activity) -> Facts<'_> {
        self.country.facts_by(&self.rules, &self.registered.register, activity)
    }
}

/// How an entry fared.
enum Fared {
    Agreed,
    ProofOnly,
    Differs { recorded: String, replayed: String },
}

/// Replays a database.
pub struct Replay<'a> {
    reader: &'a Reader,
    key: VerifyingKey,
    origin: Origin,
    facts: BTreeMap<i64, Rc<Recorded>>,
    /// The cases at hand, after which entry.
    cases: HashMap<u64, (u64, Case)>,
    /// How many of them.
    at_hand: usize,
    /// The first entry of each consignment whose case cannot be made again, because texts of it are erased.
    erased: HashMap<u64, u64>,
    /// The returns of vendors that entries tell of.
    vendor_returns: u64,
}

impl<'a> Replay<'a> {
    /// A replay of a database whose batches are signed with a key.
    pub fn new(reader: &'a Reader, key: VerifyingKey, origin: Origin) -> Replay<'a> {
        let (facts, cases, erased) = (BTreeMap::new(), HashMap::new(), HashMap::new());
        Replay { reader, key, origin, facts, cases, at_hand: AT_HAND, erased, vendor_returns: 0 }
    }

    /// Replays the entries of one consignment.
    ///
    /// # Errors
    /// The store's.
    pub fn consignment(&mut self, number: u64) -> Result<Option<Replayed>, StoreFailure> {
        let Some(held) = self.reader.load(number)? else { return Ok(None) };
        let mut replayed = Replayed::default();
        for entry in self.chain(held.entry)? {
            let batch = self.reader.batch_of(entry)?.ok_or(StoreFailure::Corrupt("an entry of no batch"))?;
            self.check_proof(&batch, &self.reader.entries(&batch)?, &mut replayed);
            let bytes =
                self.reader.entry(entry)?.ok_or(StoreFailure::Corrupt("an entry that is not there"))?;
            self.entry(&batch, entry, &Entry::decode(&bytes)?, &mut replayed)?;
        }
        Ok(Some(replayed))
    }

    /// The entries of a consignment up to one, the first first.
    fn chain(&self, last: u64) -> Result<Vec<u64>, StoreFailure> {
        let mut chain = Vec::new();
        let mut next = last;
        while next != 0 {
            chain.push(next);
            let bytes =
                self.reader.entry(next)?.ok_or(StoreFailure::Corrupt("an entry that is not there"))?;
            let previous = Entry::decode(&bytes)?.previous;
            if previous >= next {
                return Err(StoreFailure::Corrupt("an entry that follows a later one"));
            }
            next = previous;
        }
        chain.reverse();
        Ok(chain)
    }

    /// Whether the entries lead to the root, and the root is signed.
    fn check_proof(&self, batch: &BatchRow, entries: &[Vec<u8>], replayed: &mut Replayed) {
        replayed.differences.extend(flaws_of(batch, entries, &self.key, &self.origin).into_iter().map(
            |flaw| Difference {
                entry: batch.first,
                consignment: None,
                recorded: "a batch with its signature".to_owned(),
                replayed: flaw,
            },
        ));
    }

    fn entry(
        &mut self,
        batch: &BatchRow,
        number: u64,
        entry: &Entry<'_>,
        replayed: &mut Replayed,
    ) -> Result<(), StoreFailure> {
        let facts = self.facts(batch.setting)?;
        replayed.entries += 1;
        replayed.other_engine += u64::from(facts.engine != crate::lane::ENGINE);
        match self.decide(&facts, number, entry)? {
            Fared::Agreed => replayed.agreed += 1,
            Fared::ProofOnly => replayed.proof_only += 1,
            Fared::Differs { recorded, replayed: given } => replayed.differences.push(Difference {
                entry: number,
                consignment: (entry.consignment != 0).then(|| consignment_id(entry.consignment)),
                recorded,
                replayed: given,
            }),
        }
        Ok(())
    }

    /// Decides an entry again.
    fn decide(
        &mut self,
        recorded_facts: &Recorded,
        number: u64,
        entry: &Entry<'_>,
    ) -> Result<Fared, StoreFailure> {
        match entry.what {
            // What stands on accounts is counted again with the ledger.
            What::Activated { .. } | What::ScanRefused { .. } | What::OnAccount { .. } | acts!() => {
                return Ok(Fared::Agreed);
            }
            // What a scan was matched to is told, and decided again, by the return that names it.
            What::Scanned { scan } => return decode_scan(scan).map(|_| Fared::Agreed).map_err(Into::into),
            What::VendorReturned { .. } => {
                self.vendor_returns += 1;
                return Ok(match self.reader.vendor_return_flaw(number, entry)? {
                    None => Fared::Agreed,
                    Some(flaw) => Fared::Differs { recorded: "a vendor's return".to_owned(), replayed: flaw },
                });
            }
            What::Lodged { .. }
            | What::Amended { .. }
            | What::Corrected { .. }
            | What::Returned { .. }
            | What::Commanded { .. } => {}
        }
        let before = self.case_after(entry.consignment, entry.previous)?;
        if self.reader.is_erased(number, entry)? || self.follows_erased(entry.consignment, entry.previous) {
            return Ok(self.by_proof_only(number, entry));
        }
        let command = match &entry.what {
            What::Commanded { command } => match self.commanded(number, command)? {
                Some(command) => command,
                None => return Ok(self.by_proof_only(number, entry)),
            },
            _ => match self.filed(recorded_facts, number, entry)? {
                Ok(command) => command,
                Err(faults) => return compare_faults(entry, &faults),
            },
        };
        let activity = activity(entry)?;
        let filed = match &command {
            Command::Lodge(lodgement) => Some(&*lodgement.declaration),
            _ => None,
        };
        let law = recorded_facts.country.law();
        let lot = lot(self.reader.secret(), law, before.as_ref(), filed, moment(entry.at)?);
        let facts = Facts { lot, ..recorded_facts.facts(activity) };
        match clear(before.as_ref(), command, &facts, moment(entry.at)?) {
            Ok(step) => match step.answer {
                Answer::Returned(faults) => compare_faults(entry, &faults),
                Answer::Taken | Answer::Repeated => self.compare(number, entry, step.case),
            },
            Err(refusal) => match &entry.what {
                What::Returned { .. } => compare_faults(entry, &[closed(refusal)]),
                _ => {
                    Ok(Fared::Differs { recorded: recorded(entry), replayed: format!("refused: {refusal}") })
                }
            },
        }
    }

    /// The command of an entry that brought a document, or the faults for which that goes back.
    fn filed(
        &self,
        facts: &Recorded,
        number: u64,
        entry: &Entry<'_>,
    ) -> Result<Result<Command, Vec<Fault>>, StoreFailure> {
        let (mrn, role) = match &entry.what {
            What::Lodged { number, role, .. }
            | What::Amended { number, role, .. }
            | What::Corrected { number, role, .. } => (Some(*number), *role),
            What::Returned { role, .. } => (None, *role),
            What::Commanded { .. }
            | What::Activated { .. }
            | What::OnAccount { .. }
            | What::VendorReturned { .. }
            | What::Scanned { .. }
            | What::ScanRefused { .. }
            | acts!() => {
                return Err(StoreFailure::Corrupt("an entry without a document"));
            }
        };
        let submission = self.reader.submission(number, entry)?;
        let submission = submission.ok_or(StoreFailure::Corrupt("a filing without its document"))?;
        if let What::Returned { is_unread: true, .. } = entry.what {
            return Ok(Err(submission.faults));
        }
        let role = FilerRole::from_name(role).ok_or(StoreFailure::Corrupt("the role of a filer"))?;
        let (law, register) = (facts.country.law(), &facts.registered.register);
        let valid = match validate(&submission, role, law, register, moment(entry.at)?) {
            Ok(valid) => valid,
            Err(faults) => return Ok(Err(faults)),
        };
        let number = match mrn {
            // What went back got no number, and nothing that is compared depends on it.
            None => Mrn::compose(0, "XX", "0000000000000"),
            Some(mrn) => Mrn::parse(mrn),
        }
        .map_err(|_| StoreFailure::Corrupt("a declaration number"))?;
        let filer = Filer { organisation: entry.actor.organisation.to_owned(), role };
        let (declaration, warnings) = (valid.declaration, valid.warnings);
        Ok(Ok(match &entry.what {
            What::Amended { .. } => Command::Amend(Amendment { number, filer, declaration, warnings }),
            What::Corrected { reason, is_wilful, .. } => {
                let (reason, is_wilful) = ((*reason).to_owned(), *is_wilful);
                Command::Correct(Correction { number, declaration, warnings, reason, is_wilful })
            }
            _ => Command::Lodge(Lodgement {
                number,
                consignment: consignment_id(entry.consignment),
                filer,
                declaration,
                warnings,
                // Decided again means reckoned again.
                assessed: None,
            }),
        }))
    }

    /// A command that brought no document. Joining brings the other case as its own entries made it; none, where
    /// texts of it are erased.
    fn commanded(&mut self, number: u64, row: &[u8]) -> Result<Option<Command>, StoreFailure> {
        match decode_command(row)? {
            KeptCommand::Whole(command) => Ok(Some(command)),
            KeptCommand::Join { other, entry, reason } if entry < number => {
                let other = self.case_after(other, entry)?;
                Ok(other.map(|other| Command::Join(Joining { other: Box::new(other), reason })))
            }
            KeptCommand::Join { .. } => Err(StoreFailure::Corrupt("an entry that joins a later one")),
        }
    }

    /// A consignment as an entry left it, 0 before its first: at hand, or replayed from its first entry.
    fn case_after(&mut self, consignment: u64, last: u64) -> Result<Option<Case>, StoreFailure> {
        if last == 0 || self.follows_erased(consignment, last) {
            return Ok(None);
        }
        if let Some((after, case)) = self.cases.get(&consignment)
            && *after == last
        {
            return Ok(Some(case.clone()));
        }
        let mut ignored = Replayed::default();
        for number in self.chain(last)? {
            let batch = self.reader.batch_of(number)?.ok_or(StoreFailure::Corrupt("an entry of no batch"))?;
            let bytes =
                self.reader.entry(number)?.ok_or(StoreFailure::Corrupt("an entry that is not there"))?;
            self.entry(&batch, number, &Entry::decode(&bytes)?, &mut ignored)?;
        }
        let found = self.cases.get(&consignment).filter(|(after, _)| *after == last);
        Ok(found.map(|(_, case)| case.clone()))
    }

    /// Whether the case that an entry of a consignment left hangs on texts that are erased.
    fn follows_erased(&self, consignment: u64, entry: u64) -> bool {
        self.erased.get(&consignment).is_some_and(|first| *first <= entry)
    }

    /// Of this entry, and of the case from here on, only the proof is left. What went back left no case.
    fn by_proof_only(&mut self, number: u64, entry: &Entry<'_>) -> Fared {
        if entry.result.is_some() {
            let first = self.erased.entry(entry.consignment).or_insert(number);
            *first = number.min(*first);
        }
        Fared::ProofOnly
    }

    fn compare(&mut self, number: u64, entry: &Entry<'_>, case: Case) -> Result<Fared, StoreFailure> {
        let given = short_hash(&encode_case(&case)?);
        let agrees = entry.result.is_some_and(|decided| decided.case == given);
        let fared = match agrees {
            true => Fared::Agreed,
            false => Fared::Differs {
                recorded: recorded(entry),
                replayed: format!(
                    "{}, {}, payable {}",
                    case.phase().as_str(),
                    case.outcome.as_str(),
                    case.assessment.payable
                ),
            },
        };
        if self.cases.len() >= self.at_hand {
            self.cases.clear();
        }
        self.cases.insert(entry.consignment, (number, case));
        Ok(fared)
    }

    /// The shared facts of a setting, and the program that decided by them.
    fn facts(&mut self, setting: i64) -> Result<Rc<Recorded>, StoreFailure> {
        if let Some(known) = self.facts.get(&setting) {
            return Ok(Rc::clone(known));
        }
        let found = self.reader.setting(setting)?.ok_or(StoreFailure::Corrupt("the setting of a batch"))?;
        let country = country_of(self.reader, found.pack)?;
        let register =
            self.reader.fact(found.register)?.ok_or(StoreFailure::Corrupt("the register of a batch"))?;
        let registered = Registered::of(&register)?;
        let rulebook = match found.rulebook {
            0 => None,
            id => Some(self.reader.fact(id)?.ok_or(StoreFailure::Corrupt("the rulebook of a batch"))?),
        };
        let rules = RulesInForce::of(rulebook.as_ref(), &country.pack)?;
        let known = Rc::new(Recorded { country, registered, rules, engine: found.engine });
        self.facts.insert(setting, Rc::clone(&known));
        Ok(known)
    }
}

/// The country whose pack is kept under a number.
pub(crate) fn country_of(reader: &Reader, pack: i64) -> Result<Country, StoreFailure> {
    let fact = reader.fact(pack)?.ok_or(StoreFailure::Corrupt("the pack of a batch"))?;
    let archive =
        pack::Archive::from_bytes(&fact.body).map_err(|_| StoreFailure::Corrupt("the files of a pack"))?;
    if archive.hash() != fact.hash {
        return Err(StoreFailure::Corrupt("the files of a pack, which are not those of its hash"));
    }
    Country::of(&archive).map_err(|_| StoreFailure::Corrupt("a pack that has faults"))
}

/// What is wrong with a batch: its entries do not lead to its root, or its root is not signed.
fn flaws_of(batch: &BatchRow, entries: &[Vec<u8>], key: &VerifyingKey, log: &Origin) -> Vec<String> {
    let mut flaws = Vec::new();
    if let Err(failure) = root_of(entries).and_then(|root| match root.as_bytes() == &batch.root {
        true => Ok(()),
        false => Err(StoreFailure::Corrupt("a batch whose entries do not lead to its root")),
    }) {
        flaws.push(failure.to_string());
    }
    let head = BatchHead { log, batch: batch.first, size: batch.entries, root: Hash::from_bytes(batch.root) };
    if !key.has_signed(&head, &Signature::from_bytes(batch.signature)) {
        flaws.push("the signature does not fit the batch, the key or the name of the record".to_owned());
    }
    flaws
}

/// What is wrong with the last batch of a database; none where there is none yet.
///
/// # Errors
/// The store's: its entries cannot be read.
pub fn flaws_of_last_batch(
    reader: &Reader,
    key: &VerifyingKey,
    log: &Origin,
) -> Result<Vec<String>, StoreFailure> {
    let Some(batch) = reader.last_batch()? else { return Ok(Vec::new()) };
    Ok(flaws_of(&batch, &reader.entries(&batch)?, key, log))
}

fn recorded(entry: &Entry<'_>) -> String {
    match &entry.result {
        Some(decided) => format!("{}, {}, payable {}", decided.phase, decided.outcome, decided.payable),
        None => "went back".to_owned(),
    }
}

/// What others had drawn of quotas.
fn drawn(entry: &Entry<'_>) -> Result<Drawn, StoreFailure> {
    let mut drawn = Drawn::NOTHING;
    for DrawnQuota { number, opened, quantity } in &entry.drawn {
        let period = QuotaNumber::parse(number).zip(opened.parse().ok());
        let (number, opened) = period.ok_or(StoreFailure::Corrupt("the period of a quota"))?;
        let quantity = Decimal::from_micro(*quantity).ok_or(StoreFailure::Corrupt("what was drawn"))?;
        drawn.add(QuotaPeriod { number, opened }, quantity);
    }
    Ok(drawn)
}

/// The running facts that an entry names.
fn activity(entry: &Entry<'_>) -> Result<Activity, StoreFailure> {
    Ok(Activity {
        consignments: entry.running.consignments,
        value: Decimal::from_micro(entry.running.value).unwrap_or(Decimal::ZERO),
        added_up: AddedUp::of_sums(
            entry.added_up.iter().map(|micro| Decimal::from_micro(*micro).unwrap_or(Decimal::ZERO)),
        ),
        drawn: drawn(entry)?,
        background: background_of(entry.background.as_ref())?,
        deferred: entry.deferred.clone(),
        threshold: entry.background.as_ref().and_then(|row| row.threshold),
        spent: spent_of(entry.tokens.as_ref()),
    })
}

fn compare_faults(entry: &Entry<'_>, faults: &[Fault]) -> Result<Fared, StoreFailure> {
    let What::Returned { faults: kept, .. } = &entry.what else {
        return Ok(Fared::Differs { recorded: recorded(entry), replayed: named(faults) });
    };
    let kept = decode_faults(kept)?;
    Ok(match kept == faults {
        true => Fared::Agreed,
        false => Fared::Differs { recorded: named(&kept), replayed: named(faults) },
    })
}

fn named(faults: &[Fault]) -> String {
    let names: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    format!("goes back: {}", names.join(", "))
}

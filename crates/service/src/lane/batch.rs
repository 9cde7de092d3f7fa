//! One batch under way: what was gathered for it, what it changed so far, and what it will write.

use crate::capacity::Thresholds;
use crate::country::{Country, Registered, RulesInForce};
use crate::lane::ask::{Actor, Ask, Done, Filing, LINES, RequestKey, Scanned, Target, Told, Wish};
use crate::lane::prepare::declaration_hash;
use crate::lane::record::{Asked, How, Recorded};
use clearance::identifier::Mrn;
use clearance::{
    Activity, Amendment, Answer, Case, Command, Correction, Facts, Fault, Lodgement, Proposal, Refusal,
    Signature, Step, Valid, clear, closed, validate,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use store::row;
use store::{
    EnteredOnAccount, Erasure, FilingPart, Held, KeyTable, KeyedRequest, LineResult, Mark, NewEntry,
    NewVendorReturn, Scan, StoreFailure, Writer, open_texts,
};
use tariff::QuotaPeriod;

/// What the answer to a request is about that entered something on an account.
pub(crate) const ENTERED: &str = "account";

/// A batch under way.
pub(super) struct Batch<'a> {
    pub(super) writer: &'a Writer,
    pub(super) country: &'a Country,
    pub(super) registered: &'a Registered,
    pub(super) rules: &'a RulesInForce,
    pub(super) thresholds: &'a Thresholds,
    /// The consignments that it read, as they are now.
    pub(super) held: BTreeMap<u64, Arc<Held>>,
    /// Those of them that it changed.
    pub(super) touched: BTreeSet<u64>,
    /// Those that it changed since something was given to be written.
    pub(super) changed: Vec<u64>,
    /// The keys that it added, to be seen before they are written.
    pub(super) fresh: KeyTable,
    fresh_requests: HashMap<u64, ([u8; 16], String)>,
    pub(super) keys: Vec<(u64, u64)>,
    /// By how much what is drawn of quotas has changed, in millionths of their units.
    pub(super) drawn: BTreeMap<QuotaPeriod, i64>,
    /// By how much what stands on the statements of parties has changed, in minor units.
    pub(super) deferred: HashMap<String, i64>,
    pub(super) on_account: Vec<EnteredOnAccount>,
    pub(super) entries: Vec<NewEntry>,
    /// How many of them are given to be written.
    written: usize,
    /// The statement about each entry, with what opens its commitment.
    pub(super) statements: Vec<(String, Option<[u8; 32]>)>,
    pub(super) lines: BTreeMap<u64, Vec<LineResult>>,
    counts: BTreeMap<(u64, &'static str), u64>,
    pub(super) requests: Vec<KeyedRequest>,
    pub(super) vendor_returns: Vec<NewVendorReturn>,
    /// The outbound scans that it touched, as they stand now.
    pub(super) scans: Vec<Scan>,
    /// Personal texts that it erases.
    pub(super) erased: Vec<Erasure>,
    /// What its entries mark beside consignments.
    pub(super) marks: Vec<Mark>,
    pub(super) next_number: u64,
    first_entry: u64,
    /// Whether the answer shows the case; whoever sends files asks for it later.
    wants_case: bool,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        writer: &'a Writer,
        (country, registered, rules): (&'a Country, &'a Registered, &'a RulesInForce),
        thresholds: &'a Thresholds,
    ) -> Batch<'a> {
        Batch {
            writer,
            country,
            registered,
            rules,
            thresholds,
            held: BTreeMap::new(),
            touched: BTreeSet::new(),
            changed: Vec::new(),
            fresh: KeyTable::default(),
            fresh_requests: HashMap::new(),
            keys: Vec::new(),
            drawn: BTreeMap::new(),
            deferred: HashMap::new(),
            on_account: Vec::new(),
            entries: Vec::new(),
            written: 0,
            statements: Vec::new(),
            lines: BTreeMap::new(),
            counts: BTreeMap::new(),
            requests: Vec::new(),
            vendor_returns: Vec::new(),
            scans: Vec::new(),
            erased: Vec::new(),
            marks: Vec::new(),
            next_number: writer.next_number(),
            first_entry: writer.next_entry(),
            wants_case: false,
        }
    }

    /// Takes one ask: gathers, clears, and notes down what will be written.
    pub(super) fn take(&mut self, ask: Ask) -> Result<Told, StoreFailure> {
        if let Some(key) = &ask.key
            && let Some((fingerprint, subject)) = self.request(key)?
        {
            return Ok(if fingerprint == key.fingerprint { Told::Known(subject) } else { Told::KeyUsed });
        }
        let Ask { actor, at, what, line, key } = ask;
        self.wants_case = line.is_none();
        let told = match what {
            Wish::File(filing) => self.file(&actor, at, filing)?,
            Wish::Amend(number, filing) => self.replace(&actor, at, number, filing, How::Amended)?,
            Wish::Correct { number, filing, reason, is_wilful } => {
                self.replace(&actor, at, number, filing, How::Corrected { reason, is_wilful })?
            }
            Wish::Command(target, command) => self.command(&actor, at, &target, *command)?,
            Wish::OnAccount(party, what) => self.enter_on_account(&actor, at, &party, *what)?,
            Wish::Join { stays, goes, reason } => self.join(&actor, at, (&stays, &goes), reason)?,
            Wish::Scan(scan) => self.scan(&actor, at, &scan)?,
            Wish::LookAgain(scan) => self.look_again(&actor, at, scan)?,
            Wish::MatchScan { scan, target, goods, condition, reason } => {
                self.match_by_officer(&actor, at, scan, &target, (goods, condition, reason))?
            }
            Wish::RefuseScan { scan, reason } => self.refuse_scan(&actor, at, scan, &reason)?,
        };
        if let (Some(line), Some(entry)) = (line, self.entry_of(&told)) {
            self.lines.entry(line.batch).or_default().push(LineResult { line: line.line, entry });
            let (outcome, more) = told.counted_as();
            for name in [LINES, outcome].into_iter().chain(more) {
                *self.counts.entry((line.batch, name)).or_default() += 1;
            }
        }
        match (key, &told) {
            (Some(key), Told::Done(done)) => {
                self.keep_request(key, format!("c/{}/{}", done.consignment, done.number.as_str()));
            }
            (Some(key), Told::Entered { .. }) => self.keep_request(key, ENTERED.to_owned()),
            (Some(key), Told::Scanned(Scanned { number: Some(number), .. })) => {
                self.keep_request(key, format!("s/{number}"));
            }
            _ => {}
        }
        Ok(told)
    }

    /// Gives to be written what is decided, where enough of it has come together for a server to write it while more
    /// is decided.
    pub(super) fn write_decided(&mut self) -> Result<(), StoreFailure> {
        let decided = self.entries.get_mut(self.written..).unwrap_or_default();
        let worth_it = self.writer.worth_writing(decided.len());
        let Some(decided) = decided.get_mut(..worth_it).filter(|decided| !decided.is_empty()) else {
            return Ok(());
        };
        let held = &mut self.held;
        let changed = self.changed.drain(..);
        let rows = changed.filter_map(|number| held.get_mut(&number).and_then(Held::first_row)).collect();
        let first = self.first_entry + u64::try_from(self.written).unwrap_or_default();
        self.writer.write_piece(first, decided, rows)?;
        self.written += worth_it;
        Ok(())
    }

    /// The entry that says what became of a line: the one just written, or the one that had taken it before.
    fn entry_of(&self, told: &Told) -> Option<u64> {
        match told {
            Told::Done(done) => Some(done.entry),
            Told::Returned(_) => Some(self.next_entry().saturating_sub(1)),
            Told::Refused(_)
            | Told::KeyUsed
            | Told::Known(_)
            | Told::Entered { .. }
            | Told::NotEntered(_)
            | Told::Scanned(_) => None,
        }
    }

    pub(super) fn request(&self, key: &RequestKey) -> Result<Option<([u8; 16], String)>, StoreFailure> {
        match self.fresh_requests.get(&key.hash) {
            Some(known) => Ok(Some(known.clone())),
            None => self.writer.request(key.hash),
        }
    }

    pub(super) fn keep_request(&mut self, key: RequestKey, subject: String) {
        self.fresh_requests.insert(key.hash, (key.fingerprint, subject.clone()));
        self.requests.push(KeyedRequest { key: key.hash, fingerprint: key.fingerprint, subject });
    }

    pub(super) fn next_entry(&self) -> u64 {
        self.first_entry + u64::try_from(self.entries.len()).unwrap_or_default()
    }

    /// A declaration comes in.
    fn file(&mut self, actor: &Actor, at: Timestamp, mut filing: Box<Filing>) -> Result<Told, StoreFailure> {
        let valid = match self.content(&mut filing, at)? {
            Ok(valid) => valid,
            Err(faults) => return self.send_back(actor, at, &filing, faults, 0),
        };
        let known = self.known(&filing.keys, &valid.declaration, &filing.filer.organisation, at)?;
        let number = self.declaration_number(at)?;
        let consignment = known.unwrap_or(self.next_number);
        let filed = Some((&*valid.declaration, &filing.keys.hashes));
        let mut activity = self.activity(known, filed, at)?;
        let asking = Some((&*valid.declaration, filing.filer.organisation.as_str()));
        activity.deferred = self.deferred_elsewhere(&Vec::from_iter(known), asking, at);
        let lot = self.lot(known, Some(&valid.declaration), at);
        let command = Command::Lodge(Lodgement {
            number,
            consignment: consignment_id(consignment),
            filer: filing.filer.clone(),
            declaration: valid.declaration,
            warnings: valid.warnings,
            assessed: Some(valid.assessment),
        });
        let unlisted = filing.unlisted_on.map(|day| (number, day));
        let facts = Facts { unlisted, ..self.facts(activity.clone(), lot) };
        let case = known.and_then(|number| self.held.get(&number)).map(|held| &held.case);
        match clear(case, command, &facts, at) {
            Ok(Step { case, number, answer: Answer::Taken }) => {
                self.add_keys(&filing.keys, consignment);
                if consignment != self.next_number {
                    self.add_key(declaration_hash(self.writer.secret(), number.as_str()), consignment);
                }
                self.next_number += 1;
                let what = Recorded::Filed { number, filing, how: How::Lodged };
                self.record(&Asked { actor, at, consignment, activity }, case, number, what)
            }
            Ok(Step { case, number, answer: Answer::Repeated }) => {
                let entry = self.held.get(&consignment).and_then(|held| held.filed_by(number));
                Ok(self.repeated(consignment, case, number, entry.unwrap_or_default()))
            }
            Ok(Step { answer: Answer::Returned(faults), .. }) => {
                self.send_back(actor, at, &filing, faults, consignment)
            }
            Err(refusal) => self.send_back(actor, at, &filing, vec![closed(refusal)], known.unwrap_or(0)),
        }
    }

    /// A declaration is replaced: by its filer, or after release by an officer.
    fn replace(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        number: Mrn,
        mut filing: Box<Filing>,
        how: How,
    ) -> Result<Told, StoreFailure> {
        let valid = match self.content(&mut filing, at)? {
            Ok(valid) => valid,
            Err(faults) => return self.send_back(actor, at, &filing, faults, 0),
        };
        let Some(consignment) = self.find(&Target::Declaration(number))? else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        let known = self.known(&filing.keys, &valid.declaration, &filing.filer.organisation, at)?;
        let is_another = known.is_some_and(|known| known != consignment && self.is_called_so(known, &filing));
        let filed = Some((&*valid.declaration, &filing.keys.hashes));
        let mut activity = self.activity(Some(consignment), filed, at)?;
        let asking = Some((&*valid.declaration, filing.filer.organisation.as_str()));
        activity.deferred = self.deferred_elsewhere(&[consignment], asking, at);
        let lot = self.lot(Some(consignment), None, at);
        let Valid { declaration, warnings, .. } = *valid;
        let command = match &how {
            How::Corrected { reason, is_wilful } => {
                let (reason, is_wilful) = (reason.clone(), *is_wilful);
                Command::Correct(Correction { number, declaration, warnings, reason, is_wilful })
            }
            How::Lodged | How::Amended => {
                Command::Amend(Amendment { number, filer: filing.filer.clone(), declaration, warnings })
            }
        };
        let unlisted = filing.unlisted_on.map(|day| (number, day));
        let facts = Facts { unlisted, ..self.facts(activity.clone(), lot) };
        let case = self.held.get(&consignment).map(|held| &held.case);
        match clear(case, command, &facts, at) {
            Ok(_) if is_another => Ok(Told::Refused(Refusal::IdentityChanged)),
            Ok(Step { case, .. }) => {
                self.add_keys(&filing.keys, consignment);
                let what = Recorded::Filed { number, filing, how };
                self.record(&Asked { actor, at, consignment, activity }, case, number, what)
            }
            Err(refusal) => Ok(Told::Refused(refusal)),
        }
    }

    /// The facts for one consignment.
    pub(super) fn facts(&self, activity: Activity, lot: Option<u64>) -> Facts<'a> {
        Facts { lot, ..self.country.facts_by(self.rules, &self.registered.register, activity) }
    }

    /// Whether the filer has called another consignment by the reference of a filing.
    fn is_called_so(&self, other: u64, filing: &Filing) -> bool {
        let filings = self.held.get(&other).into_iter().flat_map(|held| held.case.filings.iter());
        filings.filter(|called| !called.is_invalid).any(|called| {
            called.filer.organisation == filing.filer.organisation
                && called.declaration.reference == filing.reference
        })
    }

    /// What a filing says. Where it was checked by a register that counts no more it is checked again.
    fn content(
        &self,
        filing: &mut Filing,
        at: Timestamp,
    ) -> Result<Result<Box<Valid>, Vec<Fault>>, StoreFailure> {
        let content = std::mem::replace(&mut filing.content, Err(Vec::new()));
        if filing.registered == self.registered.id || filing.is_unread {
            return Ok(content);
        }
        let personal = open_texts(self.writer.secret(), &filing.salts, &filing.personal)?;
        let submission = row::decode_submission(&filing.clear, &personal)?;
        let register = &self.registered.register;
        Ok(validate(&submission, filing.filer.role, self.country.law(), register, at).map(Box::new))
    }

    /// Something else happened to a consignment.
    pub(super) fn command(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        target: &Target,
        mut command: Command,
    ) -> Result<Told, StoreFailure> {
        let Some(consignment) = self.find(target)? else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        match &mut command {
            // The case itself forgets since when goods may go once a debt is paid later.
            Command::Return(report) => {
                report.released = self.held.get(&consignment).and_then(|held| held.released);
            }
            Command::Propose(Proposal { by, .. }) | Command::Sign(Signature { by, .. }) => {
                *by = actor.signs_as()
            }
            _ => {}
        }
        let mut activity = self.activity(Some(consignment), None, at)?;
        activity.deferred = self.deferred_elsewhere(&[consignment], None, at);
        let lot = self.lot(Some(consignment), None, at);
        let facts = self.facts(activity.clone(), lot);
        let case = self.held.get(&consignment).map(|held| &held.case);
        let row = row::encode_command(&command)?.unwrap_or_default();
        match clear(case, command, &facts, at) {
            Ok(Step { case, number, answer: Answer::Taken }) => {
                let what = Recorded::Commanded { command: row };
                self.record(&Asked { actor, at, consignment, activity }, case, number, what)
            }
            Ok(Step { case, number, .. }) => {
                let entry = self.held.get(&consignment).map_or(0, |held| held.entry);
                Ok(self.repeated(consignment, case, number, entry))
            }
            Err(refusal) => Ok(Told::Refused(refusal)),
        }
    }

    /// It had been carried out before.
    fn repeated(&self, consignment: u64, case: Case, number: Mrn, entry: u64) -> Told {
        let (phase, outcome) = case.told_about(number);
        let case = self.wants_case.then_some(case);
        let done =
            Done { consignment, case, number, phase, outcome, entry, is_repeated: true, receipt: None };
        Told::Done(Box::new(done))
    }

    /// The case, for an answer that shows it.
    pub(super) fn shown(&self, case: &Case) -> Option<Case> {
        self.wants_case.then(|| case.clone())
    }

    /// The number that the next declaration gets: the year, the country and the count, with its check digit.
    fn declaration_number(&self, at: Timestamp) -> Result<Mrn, StoreFailure> {
        let law = self.country.law();
        let year = u8::try_from(law.day_of(at).year().rem_euclid(100)).unwrap_or_default();
        Mrn::compose(year, law.country.as_str(), &format!("{:013}", self.next_number))
            .map_err(|_| StoreFailure::Corrupt("the count of declarations"))
    }
}

/// A batch that is decided and not committed yet.
pub(super) struct Made {
    pub(super) entries: Vec<NewEntry>,
    pub(super) written: usize,
    pub(super) statements: Vec<(String, Option<[u8; 32]>)>,
    pub(super) consignments: Vec<Arc<Held>>,
    pub(super) keys: Vec<(u64, u64)>,
    pub(super) next_number: u64,
    pub(super) on_account: Vec<EnteredOnAccount>,
    pub(super) parts: Vec<FilingPart>,
    pub(super) requests: Vec<KeyedRequest>,
    pub(super) vendor_returns: Vec<NewVendorReturn>,
    pub(super) scans: Vec<Scan>,
    pub(super) erased: Vec<Erasure>,
    pub(super) marks: Vec<Mark>,
}

impl Batch<'_> {
    /// What is to be written.
    pub(super) fn finish(self) -> Made {
        let Batch { held, touched, lines, counts, .. } = self;
        let part = |(batch, lines): (u64, Vec<LineResult>)| {
            let counts = counts.iter().filter(|((of, _), _)| *of == batch);
            let counts = counts.map(|((_, name), lines)| (*name, *lines)).collect();
            Some(FilingPart { batch, line: lines.first()?.line, lines, counts })
        };
        Made {
            entries: self.entries,
            written: self.written,
            statements: self.statements,
            consignments: held.into_values().filter(|held| touched.contains(&held.number)).collect(),
            keys: self.keys,
            on_account: self.on_account,
            next_number: self.next_number,
            parts: lines.into_iter().filter_map(part).collect(),
            requests: self.requests,
            vendor_returns: self.vendor_returns,
            scans: self.scans,
            erased: self.erased,
            marks: self.marks,
        }
    }
}

/// The id of a consignment.
pub(crate) fn consignment_id(number: u64) -> String {
    format!("c_{number:013}")
}

/// The number in the id of a consignment.
pub fn consignment_number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("c_")?;
    (digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

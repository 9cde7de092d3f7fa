//! The naive model: consignments in a map, looked at one by one, a command at a time.
//!
//! It has no index, no batch and no file, and so nothing to lose or to mix up. What a command makes of one case is
//! left to `clear`; which case is meant, what is acknowledged, which numbers are given and when a deadline passes
//! it says by itself.

use crate::filers::{Said, Sent};
use crate::run::{CORRECTED, MASTER};
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{
    Activity, Amendment, Answer, Case, Command, Consignments, Correction, Counted, Declaration, Facts, Fault,
    FaultCode, Filer, FilerRole, Gate, GateKind, KeyHashes, KeyKind, Lodgement, PassedDeadline, Refusal,
    Register, State, Step, TokenId, Valid, clear, validate,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use service::Country;
use service::lane::{Target, Told};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use store::Secret;
use tariff::QuotaNumber;

/// What should be there, and nothing else.
#[derive(Clone)]
pub(crate) struct Model {
    country: Arc<Country>,
    register: Register,
    /// The consignments by number.
    pub(crate) cases: BTreeMap<u64, Case>,
    /// The entry that took each of them last.
    pub(crate) last: BTreeMap<u64, u64>,
    /// The entry that brought what a declaration says.
    pub(crate) filed: BTreeMap<String, u64>,
    /// Keys of requests that were carried out, by organisation: what was asked, and what the answer was about.
    pub(crate) requests: BTreeMap<(String, String), (u64, String)>,
    /// The number of the next entry.
    pub(crate) next_entry: u64,
    /// The number of the next declaration.
    pub(crate) next_number: u64,
    /// What signals compare consignments by: the consignments under each key, in the order in which they came.
    under: BTreeMap<u64, Vec<u64>>,
    /// Since when the goods of each may go.
    released: BTreeMap<u64, Timestamp>,
    /// What lots are drawn by; none with test data.
    secret: Option<Secret>,
}

/// Consignments as the model keeps them, for what they tell of each other.
impl Consignments for &Model {
    type Failure = Infallible;

    fn hash(&self, kind: KeyKind, parts: &[&str]) -> u64 {
        hash_of(kind, parts)
    }

    fn under(&mut self, hash: u64, most: usize) -> Result<Vec<u64>, Infallible> {
        let mut numbers: Vec<u64> = Vec::new();
        for number in self.under.get(&hash).into_iter().flatten().rev() {
            if numbers.len() < most && !numbers.contains(number) {
                numbers.push(*number);
            }
        }
        Ok(numbers)
    }

    fn case(&mut self, number: u64) -> Result<Option<&Case>, Infallible> {
        Ok(self.cases.get(&number))
    }

    fn counted(&mut self, number: u64) -> Result<Option<Counted>, Infallible> {
        Ok(self.cases.get(&number).map(|case| Counted::of(case, self.country.law())))
    }

    fn drawn(&mut self, _: QuotaNumber) -> Result<Vec<(Date, i64)>, Infallible> {
        Ok(Vec::new())
    }

    fn is_spent(&mut self, token: TokenId, by_others_than: &[u64]) -> Result<bool, Infallible> {
        let others = self.cases.iter().filter(|(number, _)| !by_others_than.contains(number));
        Ok(others.into_iter().any(|(_, case)| case.redeems() == Some(token)))
    }
}

fn hash_of(kind: KeyKind, parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, parts).hash(&mut hasher);
    hasher.finish()
}

/// What must become of something that was sent.
#[derive(Debug)]
pub(crate) enum Expected {
    /// Carried out, now or before.
    Done {
        /// The consignment and where it stands.
        consignment: u64,
        /// Where it stands.
        case: Box<Case>,
        /// The declaration that the answer is about.
        number: Mrn,
        /// The entry.
        entry: u64,
        /// Whether it had been carried out before.
        is_repeated: bool,
    },
    /// It goes back.
    Returned(Vec<Fault>),
    /// It does not fit.
    Refused(Refusal),
    /// The key came with something else before.
    KeyUsed,
    /// The key came with the same before.
    Known(String),
}

impl Model {
    /// Nothing but the entry that says by which law.
    pub(crate) fn new(country: Arc<Country>) -> Model {
        Model {
            country,
            register: Register::default(),
            cases: BTreeMap::new(),
            last: BTreeMap::new(),
            filed: BTreeMap::new(),
            requests: BTreeMap::new(),
            next_entry: 2,
            next_number: 1,
            under: BTreeMap::new(),
            released: BTreeMap::new(),
            secret: Some(Secret::new(&MASTER).unwrap()),
        }
    }

    /// The same of test data: nothing is drawn.
    pub(crate) fn without_lots(self) -> Model {
        Model { secret: None, ..self }
    }

    /// Takes one thing that was sent.
    pub(crate) fn take(&mut self, sent: &Sent, at: Timestamp) -> Expected {
        let key = sent.key.as_ref().map(|(key, body)| ((sent.organisation.clone(), key.clone()), *body));
        if let Some((key, body)) = &key
            && let Some((known, subject)) = self.requests.get(key)
        {
            return if known == body { Expected::Known(subject.clone()) } else { Expected::KeyUsed };
        }
        let expected = match &sent.said {
            Said::File(role, bytes) => {
                let filer = Filer { organisation: sent.organisation.clone(), role: *role };
                match self.read(bytes, *role, at) {
                    Ok(valid) => self.lodge(filer, valid, at),
                    Err(faults) => self.send_back(faults),
                }
            }
            Said::Amend(number, role, bytes) => {
                let filer = Filer { organisation: sent.organisation.clone(), role: *role };
                match self.read(bytes, *role, at) {
                    Ok(valid) => self.replace(*number, valid, at, |declaration, warnings| {
                        Command::Amend(Amendment { number: *number, filer, declaration, warnings })
                    }),
                    Err(faults) => self.send_back(faults),
                }
            }
            Said::Correct(number, filer, bytes, is_wilful) => match self.read(bytes, filer.role, at) {
                Ok(valid) => self.replace(*number, valid, at, |declaration, warnings| {
                    let (number, reason, is_wilful) = (*number, CORRECTED.to_owned(), *is_wilful);
                    Command::Correct(Correction { number, declaration, warnings, reason, is_wilful })
                }),
                Err(faults) => self.send_back(faults),
            },
            Said::Command(target, command) => self.command(target, command.clone(), at),
        };
        if let (Some((key, body)), Expected::Done { consignment, number, .. }) = (key, &expected) {
            self.requests.insert(key, (body, format!("c/{consignment}/{}", number.as_str())));
        }
        expected
    }

    fn read(&self, bytes: &[u8], role: FilerRole, at: Timestamp) -> Result<Valid, Vec<Fault>> {
        let submission = wire::intake::json::read(bytes).map_err(|fault| vec![fault])?;
        validate(&submission, role, self.country.law(), &self.register, at)
    }

    fn send_back(&mut self, faults: Vec<Fault>) -> Expected {
        self.next_entry += 1;
        Expected::Returned(faults)
    }

    fn lodge(&mut self, filer: Filer, valid: Valid, at: Timestamp) -> Expected {
        let meant = self.meant(&filer.organisation, &valid.declaration, at);
        let consignment = meant.unwrap_or(self.next_number);
        let activity = self.activity(meant, Some(&valid.declaration), at);
        let declared = valid.declaration.clone();
        let lodgement = Lodgement {
            number: self.number(at),
            consignment: format!("c_{consignment:013}"),
            filer,
            declaration: valid.declaration,
            warnings: valid.warnings,
            assessed: None,
        };
        match self.clear(meant, Command::Lodge(lodgement), activity, at) {
            Ok(Step { case, number, answer: Answer::Taken }) => {
                self.next_number += 1;
                self.filed.insert(number.as_str().to_owned(), self.next_entry);
                self.note_keys(&declared, consignment);
                self.taken(consignment, case, number)
            }
            Ok(Step { case, number, answer: Answer::Repeated }) => {
                repeated(consignment, case, number, self.filed[number.as_str()])
            }
            Ok(Step { answer: Answer::Returned(faults), .. }) => self.send_back(faults),
            Err(refusal) => self.send_back(vec![no_more(refusal)]),
        }
    }

    fn replace(
        &mut self,
        number: Mrn,
        valid: Valid,
        at: Timestamp,
        command: impl FnOnce(Box<Declaration>, Vec<Fault>) -> Command,
    ) -> Expected {
        let Some(consignment) = self.find(&Target::Declaration(number)) else {
            return Expected::Refused(Refusal::UnknownConsignment);
        };
        let activity = self.activity(Some(consignment), Some(&valid.declaration), at);
        let declared = valid.declaration.clone();
        let command = command(valid.declaration, valid.warnings);
        match self.clear(Some(consignment), command, activity, at) {
            Ok(Step { case, .. }) => {
                self.filed.insert(number.as_str().to_owned(), self.next_entry);
                self.note_keys(&declared, consignment);
                self.taken(consignment, case, number)
            }
            Err(refusal) => Expected::Refused(refusal),
        }
    }

    fn command(&mut self, target: &Target, mut command: Command, at: Timestamp) -> Expected {
        let Some(consignment) = self.find(target) else {
            return Expected::Refused(Refusal::UnknownConsignment);
        };
        if let Command::Return(report) = &mut command {
            report.released = self.released.get(&consignment).copied();
        }
        let activity = self.activity(Some(consignment), None, at);
        match self.clear(Some(consignment), command, activity, at) {
            Ok(Step { case, number, answer: Answer::Taken }) => {
                self.note_outcome(consignment, &case);
                self.taken(consignment, case, number)
            }
            Ok(Step { case, number, .. }) => repeated(consignment, case, number, self.last[&consignment]),
            Err(refusal) => Expected::Refused(refusal),
        }
    }

    fn clear(
        &self,
        known: Option<u64>,
        command: Command,
        activity: Activity,
        at: Timestamp,
    ) -> Result<Step, Refusal> {
        let command_filed = match &command {
            Command::Lodge(lodgement) => Some(lodgement.declaration.clone()),
            _ => None,
        };
        clear(
            known.and_then(|number| self.cases.get(&number)),
            command,
            &Facts {
                lot: self.lot(known, &command_filed, at),
                ..self.country.facts(&self.register, activity)
            },
            at,
        )
    }

    /// What the consignment draws, under the secret that the rehearsed store has.
    fn lot(&self, known: Option<u64>, filed: &Option<Box<Declaration>>, at: Timestamp) -> Option<u64> {
        let first = known.and_then(|number| self.cases[&number].filings.iter().next());
        let (declaration, accepted) = match first {
            Some(first) => (&*first.declaration, first.accepted),
            None => (filed.as_deref()?, at),
        };
        let number = declaration.house_number().unwrap_or(&declaration.reference);
        let day = clearance::day_number(self.country.law().day_of(accepted));
        self.secret.as_ref()?.lot(day, number)
    }

    fn keys_of(&self, declaration: &Declaration) -> KeyHashes {
        KeyHashes::of(declaration, "", self.country.law(), hash_of, |_| ())
    }

    fn note_keys(&mut self, declaration: &Declaration, consignment: u64) {
        for key in self.keys_of(declaration).found_by().into_iter().flatten() {
            self.note(key, consignment);
        }
    }

    fn note_outcome(&mut self, consignment: u64, case: &Case) {
        let Some(outcome) = clearance::examined(self.cases.get(&consignment), case) else { return };
        let keys = self.keys_of(&case.filings.governing().declaration);
        for party in [keys.seller, keys.consignor].into_iter().flatten() {
            self.note(outcome.key(party), consignment);
        }
    }

    fn note(&mut self, key: u64, consignment: u64) {
        let numbers = self.under.entry(key).or_default();
        if numbers.last() != Some(&consignment) {
            numbers.push(consignment);
        }
    }

    fn taken(&mut self, consignment: u64, case: Case, number: Mrn) -> Expected {
        let entry = self.next_entry;
        self.next_entry += 1;
        self.last.insert(consignment, entry);
        if let Some(released) = case.released_at() {
            self.released.entry(consignment).or_insert(released);
        }
        self.cases.insert(consignment, case.clone());
        Expected::Done { consignment, case: Box::new(case), number, entry, is_repeated: false }
    }

    fn number(&self, at: Timestamp) -> Mrn {
        let law = self.country.law();
        let year = u8::try_from(law.day_of(at).year() % 100).unwrap();
        Mrn::compose(year, law.country.as_str(), &format!("{:013}", self.next_number)).unwrap()
    }

    /// Which consignment a declaration is about: what its filer called so, what has its house number, or the only
    /// one of its UCR where not both have a house number.
    fn meant(&self, organisation: &str, declaration: &Declaration, at: Timestamp) -> Option<u64> {
        let newest = |is_meant: &dyn Fn(&Case) -> bool| {
            self.cases.iter().rev().find(|(_, case)| is_meant(case)).map(|(number, _)| *number)
        };
        let by_reference = newest(&|case| {
            case.filings.iter().any(|filing| {
                !filing.is_invalid
                    && filing.filer.organisation == organisation
                    && filing.declaration.reference == declaration.reference
                    && filing.declaration.is_advance() == declaration.is_advance()
            })
        });
        let year = SignedDuration::from_hours(24 * 365);
        let is_postal = matches!(declaration.tracking_number, Some(TrackingNumber::S10(_)));
        let by_house = || {
            newest(&|case| {
                case.filings.iter().any(|filing| {
                    declaration.house_number().is_some()
                        && filing.declaration.house_number() == declaration.house_number()
                        && (!is_postal || at.duration_since(filing.accepted) <= year)
                })
            })
        };
        by_reference.or_else(by_house).or_else(|| self.by_ucr(declaration))
    }

    fn by_ucr(&self, declaration: &Declaration) -> Option<u64> {
        declaration.ucr.as_ref()?;
        let has_ucr =
            |case: &Case| case.filings.iter().any(|filing| filing.declaration.ucr == declaration.ucr);
        let mut all = self.cases.iter().filter(|(_, case)| has_ucr(case));
        let (Some((number, case)), None) = (all.next(), all.next()) else { return None };
        let has_house = case.filings.iter().any(|filing| filing.declaration.house_number().is_some());
        (declaration.house_number().is_none() || !has_house).then_some(*number)
    }

    /// The consignment that a command is about.
    pub(crate) fn find(&self, target: &Target) -> Option<u64> {
        let is_meant = |number: u64, case: &Case| match target {
            Target::Consignment(wanted) => number == *wanted,
            Target::Declaration(mrn) => case.filings.find(*mrn).is_some(),
            Target::House(house) => {
                case.filings.iter().any(|filing| filing.declaration.house_number() == Some(house))
            }
        };
        self.cases.iter().rev().find(|(number, case)| is_meant(**number, case)).map(|(number, _)| *number)
    }

    /// What else was declared for the consignee on the day.
    fn activity(&self, own: Option<u64>, filed: Option<&Declaration>, at: Timestamp) -> Activity {
        let law = self.country.law();
        let governing = own.map(|number| self.cases[&number].filings.governing());
        let governing = governing.filter(|filing| !filing.is_invalid && !filing.declaration.is_advance());
        let (declaration, day) = match (governing, filed) {
            (Some(filing), _) => (&*filing.declaration, law.day_of(filing.accepted)),
            (None, Some(declaration)) => (declaration, law.day_of(at)),
            (None, None) => return Activity::NONE,
        };
        let keys = self.keys_of(declaration);
        let told = clearance::activity(&mut &*self, own, Some((declaration, &keys)), law, at);
        let Ok(Activity { background, spent, .. }) = told;
        let mut activity = Activity { background, spent, ..Activity::NONE };
        let Some(consignee) = declaration.consignee_key() else { return activity };
        for (number, case) in &self.cases {
            let filing = case.filings.governing();
            let stands = !filing.is_invalid
                && !filing.declaration.is_advance()
                && !matches!(case.state, State::Invalidated { .. });
            if Some(*number) != own
                && stands
                && law.day_of(filing.accepted) == day
                && filing.declaration.consignee_key().as_ref() == Some(&consignee)
            {
                activity = activity.and(case.assessment.intrinsic.to_decimal().unwrap_or_default());
            }
        }
        activity
    }

    /// Lets one deadline pass for every consignment that has one; says how many there were.
    pub(crate) fn pass_deadlines(&mut self, now: Timestamp) -> usize {
        let passed: Vec<(u64, String)> =
            self.cases.iter().filter_map(|(number, case)| Some((*number, self.passed(case, now)?))).collect();
        for (consignment, control) in &passed {
            let command = Command::PassDeadline(PassedDeadline { control: control.clone() });
            let expected = self.command(&Target::Consignment(*consignment), command, now);
            assert!(matches!(expected, Expected::Done { .. }), "{control}: {expected:?}");
        }
        passed.len()
    }

    /// The control whose time ran out first.
    fn passed(&self, case: &Case, now: Timestamp) -> Option<String> {
        let awaits_arrival = case.gates()?.iter().any(|gate| gate.kind == GateKind::Arrival);
        let running = case.gates()?.iter().filter(|gate| {
            // Nobody can examine goods that are not here.
            !(gate.is_overdue || gate.kind == GateKind::Examination && awaits_arrival)
        });
        let (at, control) = running.map(|gate| (self.lapse(gate, now), &gate.control)).min()?;
        (at <= now).then(|| control.clone())
    }

    /// When the time for a gate is over: for goods, what the law gives, and not the day they were expected on.
    fn lapse(&self, gate: &Gate, now: Timestamp) -> Timestamp {
        if gate.kind != GateKind::Arrival {
            return gate.due;
        }
        let law = self.country.law();
        let days = law.parameters(law.day_of(now)).unwrap().arrival_due_days.value;
        gate.opened.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap()
    }

    /// What is owed under each house number.
    pub(crate) fn debts(&self) -> BTreeMap<String, i64> {
        debts(self.cases.values())
    }
}

/// What is owed under each house number in these cases.
pub(crate) fn debts<'c>(cases: impl Iterator<Item = &'c Case>) -> BTreeMap<String, i64> {
    let mut debts = BTreeMap::new();
    for case in cases {
        let due: i64 = case.assessment.charges().map(|charge| charge.due.minor()).sum();
        let houses: BTreeSet<&str> =
            case.filings.iter().filter_map(|filing| filing.declaration.house_number()).collect();
        for house in houses {
            *debts.entry(house.to_owned()).or_default() += due;
        }
    }
    debts
}

fn repeated(consignment: u64, case: Case, number: Mrn, entry: u64) -> Expected {
    Expected::Done { consignment, case: Box::new(case), number, entry, is_repeated: true }
}

/// A consignment that takes no more declarations.
fn no_more(refusal: Refusal) -> Fault {
    let code = match refusal {
        Refusal::AlreadyRefused | Refusal::AlreadyReturning => FaultCode::ConsignmentClosed,
        _ => FaultCode::OutsideTheLaw,
    };
    Fault::new(code, "").with("reason", refusal)
}

impl Expected {
    /// Whether this is what was told.
    pub(crate) fn fits(&self, told: &Told) -> Result<(), String> {
        let fits = match (self, told) {
            (Expected::Done { consignment, case, number, entry, is_repeated }, Told::Done(done)) => {
                done.consignment == *consignment
                    && done.number == *number
                    && done.entry == *entry
                    && done.is_repeated == *is_repeated
                    && done.case.as_ref() == Some(&**case)
                    && (done.phase, done.outcome) == case.told_about(*number)
            }
            (Expected::Returned(faults), Told::Returned(told)) => faults == told,
            (Expected::Refused(refusal), Told::Refused(told)) => refusal == told,
            (Expected::KeyUsed, Told::KeyUsed) => true,
            (Expected::Known(subject), Told::Known(told)) => subject == told,
            _ => false,
        };
        if fits { Ok(()) } else { Err(format!("expected {}\nbut told {}", self.brief(), brief(told))) }
    }

    fn brief(&self) -> String {
        match self {
            Expected::Done { consignment, number, entry, is_repeated, case } => {
                format!("done {consignment} {number} entry {entry} repeated {is_repeated}: {}", state(case))
            }
            other => format!("{other:?}"),
        }
    }
}

fn brief(told: &Told) -> String {
    match told {
        Told::Done(done) => format!(
            "done {} {} entry {} repeated {}: {}",
            done.consignment,
            done.number,
            done.entry,
            done.is_repeated,
            done.case.as_ref().map_or_else(String::new, state)
        ),
        other => format!("{other:?}"),
    }
}

/// Where a case stands, in a line.
pub(crate) fn state(case: &Case) -> String {
    let filings: Vec<&str> = case.filings.iter().map(|filing| filing.filer.organisation.as_str()).collect();
    format!(
        "{}, {}, payable {}, filed by {filings:?}, {} findings, {} events, {:?}",
        case.phase().as_str(),
        case.outcome.as_str(),
        case.assessment.payable,
        case.findings.len(),
        case.events.len(),
        case.gates()
            .into_iter()
            .flat_map(|gates| gates.iter())
            .map(|gate| (gate.kind, gate.due))
            .collect::<Vec<_>>()
    )
}

//! Plays a day through the real lane, each thing at its own moment: the clock runs as fast as the machine decides.

use super::declared::declare_collected;
use super::tally::Tally;
use crate::failure::Failure;
use clearance::identifier::TrackingNumber;
use clearance::{
    AccountEntry, AccountEntryKind, AgencyAnswer, ArrivalReport, Case, Command, Declination,
    ExaminationResult, Filer, GateKind, OfficerDecision, PaymentRecord, RefundRecord, ReturnReport,
    ReturnedGoods,
};
use jiff::{SignedDuration, Timestamp};
use quantity::{Decimal, Money};
use rehearsal::day::{Day, Happening, What, begins, ends};
use service::lane::{Actor, Ask, Filing, Lane, Target, Told, Wish, prepare};
use service::{Opened, Signals};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use store::{Reader, Secret, StoreFailure};
use wire::intake::json;

/// The most that is decided and committed at once.
const BATCH: usize = 400;
/// The longest part of the day that is decided at once: deadlines pass in between.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(10);
/// Deadlines passed at once.
const OVERDUE: usize = 500;
/// Filings that are read, checked and sealed ahead of the lane.
const AHEAD: usize = 256;

/// Plays a day, and says what came of it; nothing where the process is told to end. `progress` is told how much of
/// the day is over, after every batch.
pub(super) fn play(
    day: &Day,
    opened: &mut Opened,
    credentials: &BTreeMap<String, u64>,
    signals: &Signals,
    progress: impl FnMut(usize, Timestamp, &Tally),
) -> Result<Option<Tally>, Failure> {
    let secret = opened.readers.secret().clone();
    let reader = opened.readers.reader().map_err(super::super::stored)?;
    let lane = &mut opened.lane;
    let (country, registered) = (Arc::clone(lane.country()), Arc::clone(lane.registered()));
    thread::scope(|scope| {
        let (sender, ready) = sync_channel(AHEAD);
        scope.spawn(move || make_ready(day, &sender, &country, &registered, &secret));
        let mut player = Player {
            lane,
            reader,
            credentials,
            ready,
            progress,
            asks: Vec::new(),
            about: Vec::new(),
            touched: BTreeSet::new(),
            consignments: BTreeMap::new(),
            tally: Tally::default(),
        };
        for happening in &day.before {
            if signals.were_given() {
                return Ok(None);
            }
            player.take(0, happening).map_err(super::super::stored)?;
        }
        player.decide(0, begins()).map_err(super::super::stored)?;
        // What is told is of the day.
        player.tally.forget();
        for (place, happening) in day.happenings.iter().enumerate() {
            if signals.were_given() {
                return Ok(None);
            }
            player.take(place, happening).map_err(super::super::stored)?;
        }
        player.decide(day.happenings.len(), ends()).map_err(super::super::stored)?;
        Ok(Some(player.tally))
    })
}

/// Reads, checks and seals what is filed, in the order of the day, until nobody waits for it any more.
fn make_ready(
    day: &Day,
    sender: &SyncSender<Result<Filing, StoreFailure>>,
    country: &service::Country,
    registered: &service::Registered,
    secret: &Secret,
) {
    for Happening { at, what } in day.all() {
        let (What::File { organisation, role, json, .. } | What::Amend { organisation, role, json, .. }) =
            what
        else {
            continue;
        };
        let filer = Filer { organisation: (*organisation).to_owned(), role: *role };
        let filing = prepare(json::read(json), json, filer, country, registered, secret, *at);
        if sender.send(filing).is_err() {
            return;
        }
    }
}

/// What an ask was about, to understand what became of it.
enum About {
    /// A filing, with the number that it names, and whether it is meant to be taken.
    Filing { number: Option<String>, reference: String, is_sound: bool },
    /// Something else, about the consignment of a number.
    Command(String),
    /// An account.
    Account(&'static str),
}

struct Player<'a, P> {
    lane: &'a mut Lane,
    reader: Reader,
    credentials: &'a BTreeMap<String, u64>,
    ready: Receiver<Result<Filing, StoreFailure>>,
    progress: P,
    asks: Vec<Ask>,
    about: Vec<About>,
    /// The consignments that the asks are about.
    touched: BTreeSet<String>,
    /// The consignments by the number that they travel under.
    consignments: BTreeMap<String, u64>,
    tally: Tally,
}

impl<P: FnMut(usize, Timestamp, &Tally)> Player<'_, P> {
    fn take(&mut self, place: usize, happening: &Happening) -> Result<(), StoreFailure> {
        let at = happening.at;
        if let Some(first) = self.asks.first()
            && (self.asks.len() >= BATCH || at.duration_since(first.at) > AT_ONCE)
        {
            self.decide(place, at)?;
        }
        match &happening.what {
            What::File { organisation, is_sound, .. } => {
                let filing = self.filing()?;
                let declared = filing.content.as_ref().ok().map(|valid| &valid.declaration);
                let number = declared.and_then(|declaration| declaration.house_number()).map(str::to_owned);
                self.touched.extend(number.clone());
                self.about.push(About::Filing {
                    number,
                    reference: format!("{organisation}/{}", filing.reference),
                    is_sound: *is_sound,
                });
                let actor = self.filer(organisation);
                self.asks.push(ask(actor, at, Wish::File(filing)));
            }
            What::Amend { number, organisation, .. } => {
                let filing = self.filing()?;
                let case = self.case(place, number, at)?;
                let own = case.as_ref().and_then(|case| {
                    case.filings.iter().find(|known| known.filer.organisation == *organisation)
                });
                match own.map(|own| own.number) {
                    Some(own) => {
                        let actor = self.filer(organisation);
                        self.ask_about(number, actor, at, Wish::Amend(own, filing));
                    }
                    None => self.tally.misfits.push(format!("{number} is not there to be amended")),
                }
            }
            What::PayAccount { organisation, reference, percent } => {
                self.decide(place, at)?;
                let currency = self.lane.country().law().tariff.exchange.local();
                let owed = self.lane.writer().deferred(organisation, currency);
                let amount = Money::new(owed * i64::from(*percent) / 100, currency);
                let kind = AccountEntryKind::Payment;
                if amount.minor() > 0 {
                    self.on_account((organisation, reference), kind, amount, (at, None));
                }
            }
            What::Bounce { organisation, reference, reason } => {
                self.decide(place, at)?;
                let paid =
                    self.lane.writer().on_account(organisation, AccountEntryKind::Payment, reference)?;
                let kind = AccountEntryKind::Reversal;
                if let Some(paid) = paid {
                    self.on_account((organisation, reference), kind, paid.amount, (at, Some(*reason)));
                }
            }
            What::DeclareCollected { organisation, scheme, number } => {
                self.decide(place, at)?;
                declare_collected(self.lane, &self.reader, (organisation, scheme, number), at)?;
            }
            other => {
                let (number, actor, command) = self.command(place, other, at)?;
                if let Some(command) = command {
                    let target = Target::House(number.clone());
                    self.ask_about(&number, actor, at, Wish::command(target, command));
                }
            }
        }
        Ok(())
    }

    /// Something happens on an account of deferred payment.
    fn on_account(
        &mut self,
        (organisation, reference): (&'static str, &str),
        kind: AccountEntryKind,
        amount: Money,
        (at, reason): (Timestamp, Option<&str>),
    ) {
        let (reference, reason) = (reference.to_owned(), reason.map(str::to_owned));
        let entry = AccountEntry { kind, reference, about: None, amount, reason };
        self.about.push(About::Account(organisation));
        let tax = self.actor("Customs Administration", "tax");
        self.asks.push(ask(tax, at, Wish::OnAccount(organisation.to_owned(), Box::new(entry))));
    }

    fn ask_about(&mut self, number: &str, actor: Actor, at: Timestamp, wish: Wish) {
        self.touched.insert(number.to_owned());
        self.about.push(About::Command(number.to_owned()));
        self.asks.push(ask(actor, at, wish));
    }

    /// What somebody does with a consignment: who, and the command, if there is anything to do.
    fn command(
        &mut self,
        place: usize,
        what: &What,
        at: Timestamp,
    ) -> Result<(String, Actor, Option<Command>), StoreFailure> {
        Ok(match what {
            What::Arrive { number, carrier, office, landed } => {
                let report = ArrivalReport { office: (*office).to_owned(), arrived: *landed };
                (number.clone(), self.actor(carrier, "carrier"), Some(Command::Arrive(report)))
            }
            What::Examine { number, findings, note } => {
                let control = self.control(place, number, GateKind::Examination, at)?;
                let result = control.map(|control| ExaminationResult {
                    control,
                    findings: findings.clone(),
                    note: (*note).to_owned(),
                });
                (number.clone(), self.officer(), result.map(Command::ReportExamination))
            }
            What::Decide { number, direction, reason } => {
                let decision =
                    OfficerDecision { decision: *direction, lines: Vec::new(), reason: (*reason).to_owned() };
                (number.clone(), self.officer(), Some(Command::Decide(decision)))
            }
            What::Answer { number, agency, approved, reason } => {
                let control = self.control(place, number, GateKind::Agency, at)?;
                let answer = control.map(|control| AgencyAnswer {
                    control,
                    agency: (*agency).to_owned(),
                    approved: *approved,
                    reason: (*reason).to_owned(),
                });
                (number.clone(), self.actor(agency, "agency"), answer.map(Command::AnswerReferral))
            }
            What::Pay { number, reference } => {
                let owed = self.case(place, number, at)?.map(|case| case.assessment.payable);
                let payment = owed
                    .filter(|owed| !owed.is_zero())
                    .map(|amount| PaymentRecord { amount, reference: reference.clone() });
                let tax = self.actor("Customs Administration", "tax");
                (number.clone(), tax, payment.map(Command::RecordPayment))
            }
            What::PayOut { number, reference } => {
                let owed = self.case(place, number, at)?.map(|case| case.repayable());
                let refund = owed
                    .filter(|owed| !owed.is_zero())
                    .map(|amount| RefundRecord { amount, reference: reference.clone() });
                let tax = self.actor("Customs Administration", "tax");
                (number.clone(), tax, refund.map(Command::RecordRefund))
            }
            What::Decline { number, carrier, reason } => {
                let declined = Declination { reason: (*reason).to_owned() };
                (number.clone(), self.actor(carrier, "carrier"), Some(Command::Decline(declined)))
            }
            What::Return { number, carrier, outbound, pieces } => {
                (number.clone(), self.actor(carrier, "carrier"), returned(outbound, *pieces))
            }
            What::File { .. }
            | What::Amend { .. }
            | What::PayAccount { .. }
            | What::Bounce { .. }
            | What::DeclareCollected { .. } => (String::new(), self.officer(), None),
        })
    }

    /// The control of a kind that a consignment waits for; the day means that there is one.
    fn control(
        &mut self,
        place: usize,
        number: &str,
        kind: GateKind,
        at: Timestamp,
    ) -> Result<Option<String>, StoreFailure> {
        let case = self.case(place, number, at)?;
        let gates = case.as_ref().and_then(Case::gates);
        let gate = gates.and_then(|gates| gates.iter().find(|gate| gate.kind == kind));
        let control = gate.map(|gate| gate.control.clone());
        if control.is_none() {
            self.tally.misfits.push(format!("{number} waits for no {}", kind.as_str()));
        }
        Ok(control)
    }

    /// A consignment as it stands, with all that was asked about it before.
    fn case(&mut self, place: usize, number: &str, at: Timestamp) -> Result<Option<Case>, StoreFailure> {
        if self.touched.contains(number) {
            self.decide(place, at)?;
        }
        let Some(consignment) = self.consignments.get(number).copied() else { return Ok(None) };
        Ok(self.lane.writer().load(consignment)?.map(|held| held.case))
    }

    /// Decides what was asked, lets deadlines pass, and counts what became of it.
    fn decide(&mut self, place: usize, now: Timestamp) -> Result<(), StoreFailure> {
        let (asks, about) = (std::mem::take(&mut self.asks), std::mem::take(&mut self.about));
        self.touched.clear();
        let told = self.lane.process(asks, now)?;
        for (about, told) in about.into_iter().zip(told) {
            self.count(about, &told);
        }
        while self.lane.pass_deadlines(now, OVERDUE)?.0 >= OVERDUE {}
        self.lane.writer().tidy()?;
        (self.progress)(place, now, &self.tally);
        Ok(())
    }

    fn count(&mut self, about: About, told: &Told) {
        if let Told::Done(done) = told
            && let Some(case) = &done.case
        {
            self.tally.stands(done.consignment, case);
        }
        match (about, told) {
            (About::Filing { number, reference, is_sound }, Told::Done(done)) => {
                self.tally.taken(&reference);
                self.consignments.extend(number.map(|number| (number, done.consignment)));
                if !is_sound {
                    self.tally.misfits.push(format!("{reference} is taken"));
                }
            }
            (About::Filing { reference, is_sound, .. }, told) => {
                if is_sound {
                    self.tally.misfits.push(format!("{reference}: {told:?}"));
                }
                self.tally.went_back(reference);
            }
            (About::Command(_), Told::Done(_)) | (About::Account(_), Told::Entered { .. }) => {}
            (About::Account(party), told) => self.tally.misfits.push(format!("{party}: {told:?}")),
            (About::Command(number), told) => self.tally.misfits.push(format!("{number}: {told:?}")),
        }
    }

    fn filing(&self) -> Result<Box<Filing>, StoreFailure> {
        // Whoever makes them ready makes one for each.
        let ready = self.ready.recv().map_err(|_| StoreFailure::Corrupt("a filing of the day"))?;
        ready.map(Box::new)
    }

    fn filer(&self, organisation: &str) -> Actor {
        self.actor(organisation, "filer")
    }

    fn officer(&self) -> Actor {
        self.actor("Customs", "officer")
    }

    fn actor(&self, organisation: &str, role: &'static str) -> Actor {
        let credential = self.credentials.get(organisation).copied().unwrap_or_default();
        Actor { organisation: organisation.to_owned(), role, credential }
    }
}

/// Goods that leave: some pieces of the first line, or everything.
fn returned(outbound: &str, pieces: Option<&str>) -> Option<Command> {
    let outbound = TrackingNumber::parse(outbound).ok()?;
    let pieces = pieces.and_then(|pieces| Decimal::parse(pieces).ok());
    let goods = pieces.map(|quantity| ReturnedGoods { line: 1, quantity: Some(quantity) });
    let goods = goods.into_iter().collect();
    Some(Command::Return(ReturnReport { goods, ..ReturnReport::of_all(outbound) }))
}

fn ask(actor: Actor, at: Timestamp, what: Wish) -> Ask {
    Ask { actor, at, what, line: None, key: None }
}

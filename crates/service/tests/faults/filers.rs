//! Made-up filers, carriers and officers, and what they send: often twice, often wrongly, in any order.

use crate::chance::Chance;
use crate::model::Model;
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{
    AgencyAnswer, ArrivalReport, Case, Chosen, ClaimOfFiler, ClaimRefusal, Command, Condition, Declination,
    Direction, ExaminationResult, Filer, FilerRole, Filing, Finding, GateKind, Invalidation, OfficerDecision,
    Owner, PaymentRecord, PaymentReversal, PostClearanceAct, Proposal, RefundRecord, ReturnReport,
    ReturnedGoods, Signature,
};
use jiff::{SignedDuration, Timestamp};
use quantity::{Decimal, Money};
use rehearsal::{Mix, Rehearsal, write_ndjson};
use serde_json::{Value, json};
use service::lane::Target;

/// Something that was sent, before anybody has read it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Who sends it.
    pub(crate) organisation: String,
    /// In which role.
    pub(crate) role: &'static str,
    /// What.
    pub(crate) said: Said,
    /// The key of the request, and which of all requests it is.
    pub(crate) key: Option<(String, u64)>,
}

/// What was sent.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a few hundred in a run")]
pub(crate) enum Said {
    /// A declaration, as bytes.
    File(FilerRole, Vec<u8>),
    /// Another one in its place.
    Amend(Mrn, FilerRole, Vec<u8>),
    /// What an officer says after release that this filer should have declared, and whether it was wrong on purpose.
    Correct(Mrn, Filer, Vec<u8>, bool),
    /// Something else about a consignment.
    Command(Target, Command),
}

/// The three filers.
const FILERS: [(&str, FilerRole); 3] = [
    ("Swift Express", FilerRole::Declarant),
    ("Bazaar Market", FilerRole::Platform),
    ("Honest Brokers", FilerRole::Broker),
];

/// What somebody does next.
#[derive(Clone, Copy)]
enum Act {
    FileNew,
    FileAsAnother,
    FileAgain,
    FileUnderOtherReference,
    FileOtherwise,
    ReuseReference,
    FileFaulty,
    SendNoise,
    SendAdvanceData,
    FileByUcr,
    Amend,
    Invalidate,
    Arrive,
    Examine,
    Decide,
    AnswerAgency,
    Pay,
    Decline,
    GiveBack,
    Refund,
    Bounce,
    Correct,
    Claim,
    RefuseClaim,
    Propose,
    Sign,
    ReuseKey,
}

const ACTS: [(u64, Act); 27] = [
    (22, Act::FileNew),
    (9, Act::FileAsAnother),
    (7, Act::FileAgain),
    (4, Act::FileUnderOtherReference),
    (4, Act::FileOtherwise),
    (3, Act::ReuseReference),
    (4, Act::FileFaulty),
    (2, Act::SendNoise),
    (5, Act::SendAdvanceData),
    (4, Act::FileByUcr),
    (7, Act::Amend),
    (4, Act::Invalidate),
    (16, Act::Arrive),
    (7, Act::Examine),
    (7, Act::Decide),
    (3, Act::AnswerAgency),
    (8, Act::Pay),
    (3, Act::Decline),
    (8, Act::GiveBack),
    (4, Act::Refund),
    (2, Act::Bounce),
    (6, Act::Correct),
    (3, Act::Claim),
    (1, Act::RefuseClaim),
    (4, Act::Propose),
    (4, Act::Sign),
    (5, Act::ReuseKey),
];

/// Everybody who sends.
pub(crate) struct Filers {
    chance: Chance,
    ordinary: Rehearsal,
    faulty: Rehearsal,
    /// How many parcels there are so far.
    parcels: u64,
    /// Declarations that were sent: the place of the filer, and the words.
    sent: Vec<(usize, Value)>,
    /// Requests with keys.
    keyed: Vec<Sent>,
    requests: u64,
    /// Names, streets and addresses of those who receive parcels.
    pub(crate) personal: Vec<String>,
}

impl Filers {
    /// The filers of a seed.
    pub(crate) fn new(seed: u64) -> Filers {
        Filers {
            chance: Chance::new(seed, 1),
            ordinary: Rehearsal::new(seed, Mix::Ordinary),
            faulty: Rehearsal::new(seed, Mix::Faulty),
            parcels: 0,
            sent: Vec::new(),
            keyed: Vec::new(),
            requests: 0,
            personal: Vec::new(),
        }
    }

    /// What somebody sends next, knowing what was acknowledged so far.
    pub(crate) fn next(&mut self, model: &Model, now: Timestamp) -> Sent {
        loop {
            let act = self.chance.weighed(&ACTS);
            let Some(mut sent) = self.act(act, model, now) else { continue };
            if sent.key.is_none() {
                self.requests += 1;
                if self.chance.happens(30) {
                    sent.key = Some((format!("key-{}", self.requests), self.requests));
                    self.keyed.push(sent.clone());
                }
            }
            return sent;
        }
    }

    fn act(&mut self, act: Act, model: &Model, now: Timestamp) -> Option<Sent> {
        match act {
            Act::FileNew => {
                let parcel = self.parcel();
                Some(self.file_by_any(parcel))
            }
            Act::FileAsAnother
            | Act::FileAgain
            | Act::FileUnderOtherReference
            | Act::FileOtherwise
            | Act::ReuseReference
            | Act::FileByUcr => self.file_again(act),
            Act::SendAdvanceData => {
                let mut parcel = match self.chance.happens(50) {
                    true => self.parcel(),
                    false => self.chance.pick(&self.sent)?.1.clone(),
                };
                parcel["stage"] = json!("pre_loading");
                Some(self.file_by_any(parcel))
            }
            Act::FileFaulty => {
                let bytes = line(&self.faulty, self.parcels + self.chance.below(1_000));
                let filer = self.filer();
                Some(file(filer, bytes))
            }
            Act::SendNoise => {
                let mut bytes = line(&self.ordinary, self.parcels);
                bytes.truncate(usize::try_from(self.chance.below(bytes.len() as u64)).unwrap());
                let filer = self.filer();
                Some(file(filer, bytes))
            }
            Act::Amend => self.amend(model),
            Act::Correct => self.correct(model),
            Act::ReuseKey => self.reuse_key(),
            _ => self.command(act, model, now),
        }
    }

    /// A declaration that was sent, once more in some other way.
    fn file_again(&mut self, act: Act) -> Option<Sent> {
        let (of, mut parcel) = self.chance.pick(&self.sent)?.clone();
        let mut filer = of;
        match act {
            Act::FileAsAnother => {
                filer = (of + usize::try_from(self.chance.between(1, 2)).unwrap()) % FILERS.len();
                if self.chance.happens(40) {
                    parcel["packages"] = json!(self.chance.between(1, 3));
                }
                if self.chance.happens(70) {
                    parcel["stage"] = json!("pre_arrival");
                }
            }
            Act::FileUnderOtherReference => parcel["reference"] = self.reference(),
            Act::FileOtherwise => self.reword(&mut parcel),
            Act::ReuseReference => {
                let reference = parcel["reference"].take();
                parcel = self.parcel();
                parcel["reference"] = reference;
            }
            Act::FileByUcr => {
                filer = usize::try_from(self.chance.below(3)).unwrap();
                parcel["reference"] = self.reference();
                without_house(&mut parcel);
            }
            _ => {}
        }
        Some(self.file(filer, parcel))
    }

    fn amend(&mut self, model: &Model) -> Option<Sent> {
        let (_, case) = self.case(model)?;
        let filings: Vec<_> = case.filings.iter().collect();
        let filing = *self.chance.pick(&filings)?;
        let filer = match self.chance.happens(85) {
            true => FILERS.iter().position(|(name, _)| *name == filing.filer.organisation)?,
            false => usize::try_from(self.chance.below(3)).unwrap(),
        };
        let bytes = self.reworded(filing)?;
        let (organisation, role) = FILERS[filer];
        Some(Sent {
            organisation: organisation.to_owned(),
            role: role.as_str(),
            said: Said::Amend(filing.number, role, bytes),
            key: None,
        })
    }

    /// What an officer finds after release.
    fn correct(&mut self, model: &Model) -> Option<Sent> {
        let (_, case) = self.case_fit_for(Act::Correct, model)?;
        let filings: Vec<_> = case.filings.iter().collect();
        let filing = match self.chance.happens(90) {
            true => case.filings.governing(),
            false => *self.chance.pick(&filings)?,
        };
        let bytes = self.reworded(filing)?;
        Some(Sent {
            organisation: "Customs".to_owned(),
            role: "officer",
            said: Said::Correct(filing.number, filing.filer.clone(), bytes, self.chance.happens(20)),
            key: None,
        })
    }

    /// What was declared, in other words or for another value.
    fn reworded(&mut self, filing: &Filing) -> Option<Vec<u8>> {
        let is_of_it = |(_, parcel): &&(usize, Value)| parcel["reference"] == filing.declaration.reference;
        let mut parcel = self.sent.iter().rev().find(is_of_it)?.1.clone();
        self.reword(&mut parcel);
        Some(parcel.to_string().into_bytes())
    }

    /// What is said of a debt after release, by one of two officers or by a filer.
    fn after_release(&mut self, act: Act, case: &Case) -> Option<(String, &'static str, Command)> {
        let (role, by) = *self
            .chance
            .pick(&[("officer", "Customs, credential 1"), ("supervisor", "Customs, credential 2")])?;
        let reason = "as the file shows".to_owned();
        let command = match act {
            Act::Claim => {
                let filer = case.filings.governing().filer.clone();
                let (organisation, role) = (filer.organisation.clone(), filer.role.as_str());
                return Some((organisation, role, Command::Claim(ClaimOfFiler { filer, reason })));
            }
            Act::RefuseClaim => Command::RefuseClaim(ClaimRefusal { reason }),
            Act::Propose => Command::Propose(Proposal {
                act: *self.chance.pick(&[PostClearanceAct::Remission, PostClearanceAct::WriteOff])?,
                of: Chosen { line: None, kind: None, only_interest: self.chance.happens(10) },
                amount: self.chance.happens(50).then(|| {
                    let owed = case.assessment.payable;
                    Money::new(owed.minor() / 2 + 1, owed.currency())
                }),
                reason,
                by: by.to_owned(),
            }),
            _ => Command::Sign(Signature { approved: self.chance.happens(80), reason, by: by.to_owned() }),
        };
        Some(("Customs".to_owned(), role, command))
    }

    /// The same key again: with the same request, or with another one.
    fn reuse_key(&mut self) -> Option<Sent> {
        let earlier = self.chance.pick(&self.keyed)?.clone();
        if self.chance.happens(60) {
            return Some(earlier);
        }
        let parcel = self.parcel();
        let mut other = self.file_by_any(parcel);
        self.requests += 1;
        let (key, _) = earlier.key?;
        (other.organisation, other.key) = (earlier.organisation, Some((key, self.requests)));
        Some(other)
    }

    fn command(&mut self, act: Act, model: &Model, now: Timestamp) -> Option<Sent> {
        let (consignment, case) = match self.chance.happens(80) {
            true => self.case_fit_for(act, model)?,
            false => self.case(model)?,
        };
        let target = self.target(consignment, &case);
        let command = match act {
            Act::Invalidate => return self.invalidate(&case),
            Act::Arrive => Command::Arrive(ArrivalReport {
                office: self.chance.pick(&["XAAIR1", "XAAIR2", "XAPRT1", "XAPRT1", "XXNONE"])?.to_string(),
                arrived: match self.chance.happens(90) {
                    true => now - SignedDuration::from_mins(30),
                    false => now + SignedDuration::from_mins(30),
                },
            }),
            Act::Examine => self.examine(&case)?,
            Act::Decide => self.decide(&case)?,
            Act::AnswerAgency => self.answer(&case)?,
            Act::Pay => self.pay(&case)?,
            Act::Decline => Command::Decline(Declination { reason: "not ordered".to_owned() }),
            Act::Refund => self.refund(&case)?,
            Act::Bounce => {
                let (reference, _) = self.chance.pick(&case.payments)?;
                Command::ReversePayment(PaymentReversal {
                    reference: reference.clone(),
                    reason: "the bank took it back".to_owned(),
                })
            }
            Act::Claim | Act::RefuseClaim | Act::Propose | Act::Sign => {
                let (organisation, role, command) = self.after_release(act, &case)?;
                return Some(Sent { organisation, role, said: Said::Command(target, command), key: None });
            }
            _ => Command::Return(self.give_back(&case)?),
        };
        let (organisation, role) = match act {
            Act::Arrive => ("Swift Express", "carrier"),
            Act::Pay | Act::Refund | Act::Bounce => ("Treasury", "collector"),
            _ => ("Customs", "officer"),
        };
        Some(Sent {
            organisation: organisation.to_owned(),
            role,
            said: Said::Command(target, command),
            key: None,
        })
    }

    fn invalidate(&mut self, case: &Case) -> Option<Sent> {
        let filings: Vec<_> = case.filings.iter().collect();
        let filing = *self.chance.pick(&filings)?;
        let (organisation, role) = *self.chance.pick(&FILERS)?;
        let by_officer = self.chance.happens(20);
        let organisation = match self.chance.happens(80) {
            true => filing.filer.organisation.clone(),
            false => organisation.to_owned(),
        };
        let filer = (!by_officer).then(|| Filer { organisation: organisation.clone(), role });
        let reason = self.chance.pick(&["filed twice", ""])?.to_string();
        let number = filing.number;
        Some(Sent {
            organisation: if by_officer { "Customs".to_owned() } else { organisation },
            role: if by_officer { "officer" } else { role.as_str() },
            said: Said::Command(
                Target::Declaration(number),
                Command::Invalidate(Invalidation { number, filer, reason }),
            ),
            key: None,
        })
    }

    fn examine(&mut self, case: &Case) -> Option<Command> {
        let gates = case.gates()?;
        let open: Vec<_> = gates.iter().filter(|gate| gate.kind == GateKind::Examination).collect();
        let control = self.chance.pick(&open)?.control.clone();
        let lines: Vec<u32> = case.lines().collect();
        let found = [Finding::Conforms, Finding::Differs, Finding::Refused];
        let mut findings = Vec::new();
        for line in lines {
            if self.chance.happens(40) {
                findings.push((line, *self.chance.pick(&found)?));
            }
        }
        Some(Command::ReportExamination(ExaminationResult { control, findings, note: "opened".to_owned() }))
    }

    fn decide(&mut self, case: &Case) -> Option<Command> {
        let directions = [
            Direction::Release,
            Direction::Hold,
            Direction::Examine,
            Direction::Refer,
            Direction::RefuseEntry,
        ];
        let lines: Vec<u32> = case.lines().collect();
        let lines = match self.chance.happens(30) {
            true => vec![*self.chance.pick(&lines)?],
            false => Vec::new(),
        };
        Some(Command::Decide(OfficerDecision {
            decision: *self.chance.pick(&directions)?,
            lines,
            reason: if self.chance.happens(90) { "seen".to_owned() } else { String::new() },
        }))
    }

    fn answer(&mut self, case: &Case) -> Option<Command> {
        let open: Vec<_> = case.gates()?.iter().filter(|gate| gate.kind == GateKind::Agency).collect();
        let gate = *self.chance.pick(&open)?;
        let Owner::Agency(agency) = &gate.owner else { return None };
        Some(Command::AnswerReferral(AgencyAnswer {
            control: gate.control.clone(),
            agency: agency.clone(),
            approved: self.chance.happens(60),
            reason: "as the law says".to_owned(),
        }))
    }

    /// A payment: of all, of a part, of too much; or one that was told before.
    fn pay(&mut self, case: &Case) -> Option<Command> {
        let owed = case.assessment.payable;
        if let Some((reference, amount)) = self.chance.pick(&case.payments)
            && (owed.is_zero() || self.chance.happens(50))
        {
            return Some(Command::RecordPayment(PaymentRecord {
                amount: *amount,
                reference: reference.clone(),
            }));
        }
        if owed.is_zero() {
            return None;
        }
        let minor = match self.chance.below(10) {
            0 => owed.minor() + 1,
            1..4 => owed.minor() / 2,
            _ => owed.minor(),
        };
        Some(Command::RecordPayment(PaymentRecord {
            amount: Money::new(minor, owed.currency()),
            reference: format!("PAY-{}", self.chance.below(1_000_000)),
        }))
    }

    /// Goods that go back: all, some of a line, more than there is; under a number that was told before.
    fn give_back(&mut self, case: &Case) -> Option<ReturnReport> {
        let outbound = format!("BACK1234567{}", self.chance.below(9));
        let whole = ReturnReport::of_all(TrackingNumber::parse(&outbound).ok()?);
        let lines: Vec<u32> = case.lines().collect();
        if lines.is_empty() || self.chance.happens(30) {
            return Some(whole);
        }
        let line = *self.chance.pick(&lines)?;
        let all = case.quantity_of(line)?.micro();
        let part = match self.chance.below(10) {
            0 => all + 1,
            1..6 => all / 3,
            _ => all,
        };
        let goods = vec![ReturnedGoods { line, quantity: Decimal::from_micro(part) }];
        let condition = *self.chance.pick(Condition::ALL)?;
        Some(ReturnReport { goods, condition, ..whole })
    }

    /// Money that goes out: all, a part, too much; or told before.
    fn refund(&mut self, case: &Case) -> Option<Command> {
        let owed = case.repayable();
        let minor = match self.chance.below(10) {
            0 => owed.minor() + 1,
            1..5 => owed.minor() / 2,
            _ => owed.minor(),
        };
        let (amount, reference) = match self.chance.pick(&case.paid_out) {
            Some((reference, amount)) if self.chance.happens(30) => (*amount, reference.clone()),
            _ => (Money::new(minor, owed.currency()), format!("OUT-{}", self.chance.below(1_000_000))),
        };
        Some(Command::RecordRefund(RefundRecord { amount, reference }))
    }

    /// A consignment, the newer ones more often.
    fn case(&mut self, model: &Model) -> Option<(u64, Case)> {
        let all: Vec<_> = model.cases.iter().collect();
        let late = all.len() - all.len() / 3;
        let few = if self.chance.happens(50) { all.get(late..)? } else { all.as_slice() };
        self.chance.pick(few).map(|(number, case)| (**number, (*case).clone()))
    }

    /// A consignment that is ripe for what is done seldom; any, for the rest.
    fn case_fit_for(&mut self, act: Act, model: &Model) -> Option<(u64, Case)> {
        let is_fit = |case: &Case| match act {
            Act::Bounce => !case.payments.is_empty(),
            Act::Refund => !case.repayable().is_zero(),
            Act::Correct | Act::Claim => case.may_go(),
            Act::RefuseClaim => case.post_clearance.claim.is_some(),
            Act::Propose => case.may_go() && !case.assessment.payable.is_zero(),
            Act::Sign => case.post_clearance.proposed.is_some(),
            _ => true,
        };
        let fit: Vec<_> = model.cases.iter().filter(|(_, case)| is_fit(case)).collect();
        self.chance.pick(&fit).map(|(number, case)| (**number, (*case).clone()))
    }

    fn target(&mut self, consignment: u64, case: &Case) -> Target {
        let house = case.filings.governing().declaration.house_number();
        match (self.chance.below(4), house) {
            (0, _) => Target::Consignment(consignment),
            (1, Some(house)) => Target::House(house.to_owned()),
            (2, _) if self.chance.happens(20) => Target::House("NOBODYS123".to_owned()),
            _ => {
                let numbers: Vec<Mrn> = case.filings.iter().map(|filing| filing.number).collect();
                Target::Declaration(self.chance.pick(&numbers).copied().unwrap())
            }
        }
    }

    /// A parcel that nobody has filed yet. Some go to one consignee, some share their UCR.
    fn parcel(&mut self) -> Value {
        let mut parcel: Value = serde_json::from_slice(&line(&self.ordinary, self.parcels)).unwrap();
        self.parcels += 1;
        if let Some((_, earlier)) = self.chance.pick(&self.sent).cloned() {
            if self.chance.happens(20) {
                parcel["consignee"] = earlier["consignee"].clone();
            }
            if self.chance.happens(12) {
                parcel["ucr"] = earlier["ucr"].clone();
            }
        }
        self.remember_person(&parcel);
        parcel
    }

    fn remember_person(&mut self, parcel: &Value) {
        let places = [
            "/consignee/name",
            "/consignee/email",
            "/consignee/address/lines/0",
            "/payment/payer",
            "/consignor/name",
        ];
        let texts = places.iter().filter_map(|place| parcel.pointer(place)?.as_str());
        // A shorter one may stand anywhere by chance.
        self.personal.extend(texts.filter(|text| text.len() >= 7).map(str::to_owned));
    }

    /// Other words about the same parcel.
    fn reword(&mut self, parcel: &mut Value) {
        match self.chance.below(5) {
            4 => {
                let value = format!("{}.00", self.chance.between(1, 400));
                parcel["value"]["goods"] = json!(value.clone());
                parcel["goods_items"][0]["value"] = json!(value);
            }
            0 => parcel["packages"] = json!(self.chance.between(1, 4)),
            1 => parcel["gross_mass_kg"] = json!(format!("{}.5", self.chance.between(1, 9))),
            2 => parcel["goods_items"][0]["description"] = json!("thing"),
            _ => parcel["goods_items"][0]["description"] = json!("cotton t-shirt, printed, for adults"),
        }
    }

    fn reference(&mut self) -> Value {
        json!(format!("OTHER-{}", self.chance.below(1_000_000)))
    }

    fn filer(&mut self) -> (&'static str, FilerRole) {
        *self.chance.pick(&FILERS).unwrap()
    }

    fn file_by_any(&mut self, parcel: Value) -> Sent {
        let filer = usize::try_from(self.chance.below(3)).unwrap();
        self.file(filer, parcel)
    }

    fn file(&mut self, filer: usize, parcel: Value) -> Sent {
        let bytes = parcel.to_string().into_bytes();
        self.sent.push((filer, parcel));
        file(FILERS[filer], bytes)
    }
}

fn file((organisation, role): (&str, FilerRole), bytes: Vec<u8>) -> Sent {
    Sent {
        organisation: organisation.to_owned(),
        role: role.as_str(),
        said: Said::File(role, bytes),
        key: None,
    }
}

fn line(rehearsal: &Rehearsal, index: u64) -> Vec<u8> {
    let mut line = Vec::new();
    write_ndjson(&rehearsal.parcel(index), &mut line);
    line
}

/// A consignment known by its UCR alone.
fn without_house(parcel: &mut Value) {
    if let Some(fields) = parcel.as_object_mut() {
        fields.remove("tracking_number");
    }
    if let Some(transport) = parcel["transport"].as_object_mut() {
        transport.remove("document");
    }
}

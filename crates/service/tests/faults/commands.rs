//! What is sent about a consignment that is known: arrivals, decisions, answers, money, goods that go back, and what
//! happens after release. Mostly about one that is ripe for it.

use crate::filers::{Act, FILERS, Filers, Said, Sent};
use crate::model::Model;
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{
    AgencyAnswer, ArrivalReport, Case, Chosen, ClaimOfFiler, ClaimRefusal, Command, Condition, Declination,
    Direction, ExaminationResult, Filer, Finding, Gate, GateKind, Invalidation, OfficerDecision, Owner,
    PaymentRecord, PaymentReversal, PostClearanceAct, Proposal, RefundRecord, ReturnReport, ReturnedGoods,
    Signature,
};
use jiff::{SignedDuration, Timestamp};
use quantity::{Decimal, Money};
use service::lane::Target;

impl Filers {
    /// Something about a consignment that is known.
    pub(crate) fn command(&mut self, act: Act, model: &Model, now: Timestamp) -> Option<Sent> {
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
    pub(crate) fn case(&mut self, model: &Model) -> Option<(u64, Case)> {
        let all: Vec<_> = model.cases.iter().collect();
        let late = all.len() - all.len() / 3;
        let few = if self.chance.happens(50) { all.get(late..)? } else { all.as_slice() };
        self.chance.pick(few).map(|(number, case)| (**number, (*case).clone()))
    }

    /// A consignment that is ripe for what is done seldom; any, for the rest.
    pub(crate) fn case_fit_for(&mut self, act: Act, model: &Model) -> Option<(u64, Case)> {
        let waits = |case: &Case, kind| {
            case.gates().is_some_and(|gates| gates.iter().any(|gate: &Gate| gate.kind == kind))
        };
        let is_fit = |case: &Case| match act {
            Act::Examine => waits(case, GateKind::Examination) && !waits(case, GateKind::Arrival),
            Act::AnswerAgency => waits(case, GateKind::Agency),
            Act::Pay => waits(case, GateKind::Payment),
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
}

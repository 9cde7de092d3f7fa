//! A consignment as customs, whoever brings it, a list of work and the public see it.

use crate::decision::{Decision, Next, Reader, Shown, next};
use crate::texts::Voice;
use clearance::{Answer, Case, ChargeStatus, Filing, Gate, Owner, Phase, Step};
use jiff::Timestamp;
use quantity::Money;
use serde::Serialize;

/// Everything about a consignment, for customs.
#[derive(Serialize)]
pub struct Consignment<'a> {
    consignment: &'a str,
    phase: &'static str,
    outcome: &'static str,
    may_go: bool,
    next_action: Next<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived: Option<ArrivalView<'a>>,
    filings: Vec<FilingView<'a>>,
    links: &'a [String],
    gates: Vec<OpenGate<'a>>,
    decision: Decision<'a>,
}

#[derive(Serialize)]
struct ArrivalView<'a> {
    office: &'a str,
    at: Shown<Timestamp>,
}

#[derive(Serialize)]
struct FilingView<'a> {
    declaration: &'a str,
    reference: &'a str,
    filer: &'a str,
    role: &'static str,
    stage: &'static str,
    accepted: Shown<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amended: Option<Shown<Timestamp>>,
    invalid: bool,
    governs: bool,
}

/// A gate as officers see it: with who asked for it.
#[derive(Serialize)]
struct OpenGate<'a> {
    gate: &'static str,
    control: &'a str,
    owner: &'a str,
    subject: &'a str,
    opened: Shown<Timestamp>,
    due: Shown<Timestamp>,
    overdue: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    asked_by: &'a [String],
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    lines: &'a [u32],
}

impl<'a> Consignment<'a> {
    /// The case of a step, with the consignments that share a number with it.
    pub fn of_step(step: &'a Step, links: &'a [String], voice: &'a Voice) -> Consignment<'a> {
        let case = &step.case;
        let governing = case.filings.governing().number;
        Consignment {
            consignment: &case.consignment,
            phase: case.phase().as_str(),
            outcome: case.outcome.as_str(),
            may_go: case.may_go(),
            next_action: next(case.next_action(), case.phase() == Phase::Held, voice),
            arrived: case
                .arrived
                .as_ref()
                .map(|arrival| ArrivalView { office: &arrival.office, at: Shown(arrival.at) }),
            filings: case
                .filings
                .iter()
                .map(|filing| FilingView { governs: filing.number == governing, ..filing_view(filing) })
                .collect(),
            links,
            gates: case.gates().map(|gates| gates.iter().map(open_gate).collect()).unwrap_or_default(),
            decision: Decision::of_step(step, Reader::Officer, voice).recorded(),
        }
    }
}

/// The step at which customs looks: the case as it stands, about the declaration that governs.
pub fn as_it_stands(case: Case) -> Step {
    let number = case.filings.governing().number;
    Step { case, number, answer: Answer::Taken }
}

fn filing_view(filing: &Filing) -> FilingView<'_> {
    FilingView {
        declaration: filing.number.as_str(),
        reference: &filing.declaration.reference,
        filer: &filing.filer.organisation,
        role: filing.filer.role.as_str(),
        stage: filing.declaration.stage.as_str(),
        accepted: Shown(filing.accepted),
        amended: filing.amended.map(Shown),
        invalid: filing.is_invalid,
        governs: false,
    }
}

fn open_gate(gate: &Gate) -> OpenGate<'_> {
    OpenGate {
        gate: gate.kind.as_str(),
        control: &gate.control,
        owner: gate.turn_of().as_str(),
        subject: &gate.subject,
        opened: Shown(gate.opened),
        due: Shown(gate.due),
        overdue: gate.is_overdue,
        asked_by: &gate.asked_by,
        lines: &gate.lines,
    }
}

/// A consignment for whoever has to do with it but did not file what governs: whether the goods may go, and no
/// more.
#[derive(Serialize)]
pub struct Elsewhere<'a> {
    consignment: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_number: Option<&'a str>,
    phase: &'static str,
    outcome: &'static str,
    may_go: bool,
}

impl<'a> Elsewhere<'a> {
    /// A case as others are told of it.
    pub fn of(case: &'a Case) -> Elsewhere<'a> {
        let (phase, outcome) = case.phase().told_to_others();
        Elsewhere {
            consignment: &case.consignment,
            tracking_number: tracking_number(case),
            phase: phase.as_str(),
            outcome: outcome.as_str(),
            may_go: case.may_go(),
        }
    }
}

fn tracking_number(case: &Case) -> Option<&str> {
    let numbers = case.filings.iter().filter_map(|filing| filing.declaration.tracking_number.as_ref());
    numbers.map(|number| number.as_str()).next()
}

/// A consignment for everybody who knows its number: where it stands and whose turn it is.
#[derive(Serialize)]
pub struct Tracking {
    phase: &'static str,
    text: String,
    turn: TrackingTurn,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given_back: Vec<GivenBack>,
    /// What is owed back and not paid out yet; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    owed_back: Option<Shown<Money>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_out: Option<Shown<Money>>,
}

/// What is given back for goods that went back after their release, and to whom: to whoever bore it.
#[derive(Serialize)]
pub struct GivenBack {
    /// Whoever owed it; `buyer` where a seller has collected it and gives it back.
    pub to: &'static str,
    /// How much, paid or not.
    #[serde(serialize_with = "as_text")]
    pub amount: Money,
}

fn as_text<S: serde::Serializer>(amount: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

impl GivenBack {
    /// What is given back of a case, each receiver once.
    pub fn of(case: &Case) -> Vec<GivenBack> {
        let mut all: Vec<GivenBack> = Vec::new();
        for charge in case.assessment.charges() {
            let to = match charge.status {
                ChargeStatus::GivenBack => charge.debtor.as_str(),
                ChargeStatus::GivenBackElsewhere => "buyer",
                _ => continue,
            };
            match all.iter_mut().find(|known| known.to == to) {
                Some(known) => known.amount = known.amount.checked_add(charge.amount).unwrap_or(known.amount),
                None => all.push(GivenBack { to, amount: charge.amount }),
            }
        }
        all.retain(|given| !given.amount.is_zero());
        all
    }
}

#[derive(Serialize)]
struct TrackingTurn {
    who: Option<&'static str>,
    text: String,
}

impl Tracking {
    /// A case as the public sees it. Which authority looks at it, and what for, is nobody else's business.
    pub fn of(case: &Case, voice: &Voice) -> Tracking {
        let phase = case.phase().as_str();
        let who = case.next_action().who.map(|who| match who {
            Owner::Filer => "filer",
            Owner::Carrier => "carrier",
            Owner::Consignee => "consignee",
            Owner::Customs | Owner::Supervisor => "customs",
            Owner::Agency(_) => "authority",
        });
        Tracking {
            phase,
            text: voice.say(&format!("phase-{phase}"), &[]),
            turn: TrackingTurn { who, text: voice.say(&format!("owner-{}", who.unwrap_or("nobody")), &[]) },
            given_back: GivenBack::of(case),
            owed_back: Some(case.repayable()).filter(|sum| !sum.is_zero()).map(Shown),
            paid_out: Some(case.refunded()).filter(|sum| !sum.is_zero()).map(Shown),
        }
    }
}

/// An open control on a list of work.
#[derive(Serialize)]
pub struct WorkItem<'a> {
    consignment: &'a str,
    control: &'a str,
    gate: &'static str,
    due: Shown<Timestamp>,
    overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_number: Option<&'a str>,
    category: u8,
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    lines: &'a [u32],
    why: Vec<&'static str>,
    next_action: Next<'a>,
}

impl<'a> WorkItem<'a> {
    /// The open control of a case, with its weight for officers; other authorities see public grounds only.
    pub fn of(case: &'a Case, control: &str, weight: Option<i64>, voice: &'a Voice) -> Option<WorkItem<'a>> {
        let gate = case.gates()?.find(control)?;
        let mut why: Vec<&'static str> = Vec::new();
        for ground in case.grounds_of(gate).filter(|ground| weight.is_some() || ground.is_public()) {
            if !why.contains(&ground.code()) {
                why.push(ground.code());
            }
        }
        Some(WorkItem {
            consignment: &case.consignment,
            control: &gate.control,
            gate: gate.kind.as_str(),
            due: Shown(gate.due),
            overdue: gate.is_overdue,
            weight,
            tracking_number: tracking_number(case),
            category: case.assessment.category.number(),
            lines: &gate.lines,
            why,
            next_action: next(case.next_action(), case.phase() == Phase::Held, voice),
        })
    }
}

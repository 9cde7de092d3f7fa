//! The answer to a filer, and what officers see more: the public twin of a step.

use crate::ground;
use crate::post_clearance::PostClearanceView;
use crate::receipt::ReceiptText;
use crate::texts::Voice;
use clearance::identifier::PaymentReference;
use clearance::{
    AssessedLine, Assessment, Case, Charge, Fault, Gate, Ground, Law, NextAction, Outcome, Phase, Severity,
    Step, Submission, Turn,
};
use evidence::Receipt;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::borrow::Cow;
use std::fmt::Display;

/// Who reads an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The filer: public grounds only, and why a consignment was selected only in general words.
    Filer,
    /// An officer: everything.
    Officer,
}

/// The answer about one declaration.
#[derive(Serialize)]
pub struct Decision<'a> {
    declaration: Option<&'a str>,
    consignment: Option<&'a str>,
    reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    outcome: &'static str,
    next_action: Next<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_reference: Option<String>,
    /// What payers would name, if it were recorded.
    #[serde(skip)]
    payable_as: Option<PaymentReference>,
    gates: Vec<GateView<'a>>,
    grounds: Vec<GroundView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FaultView<'a>>,
    warnings: Vec<FaultView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<AssessmentView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_clearance: Option<PostClearanceView<'a>>,
    law: LawView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    risk: Option<RiskView<'a>>,
    receipt: Option<ReceiptText>,
}

/// A value written as text.
pub(crate) struct Shown<T>(pub(crate) T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[derive(Serialize)]
pub(crate) struct Next<'a> {
    who: Option<String>,
    what: &'static str,
    by: Option<Shown<jiff::Timestamp>>,
    reason: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct GateView<'a> {
    gate: &'static str,
    owner: &'a str,
    due: Shown<jiff::Timestamp>,
    control: &'a str,
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    lines: &'a [u32],
}

#[derive(Serialize)]
pub(crate) struct GroundView<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    law: Option<&'a str>,
    facts: FactsView<'a>,
}

/// The facts of a ground; of a selection only what the filer is told.
enum FactsView<'a> {
    All(&'a Ground),
    /// What people wrote may hold what selected the consignment, or personal values; what else went to a person is
    /// nobody's to know.
    ForFilers(&'a Ground),
    PublicReason(&'a str),
}

impl Serialize for FactsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            FactsView::PublicReason(reason) => map.serialize_entry("reason", reason)?,
            FactsView::All(ground) | FactsView::ForFilers(ground) => {
                let is_filer = matches!(self, FactsView::ForFilers(_));
                let mut result = Ok(());
                ground::facts(ground, &mut |name, value| {
                    if result.is_ok() && !(is_filer && is_for_officers(name)) {
                        result = map.serialize_entry(name, &Shown(value));
                    }
                });
                result?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
pub(crate) struct FaultView<'a> {
    code: &'static str,
    severity: &'static str,
    pointer: &'a str,
    message: Cow<'a, str>,
    fix: Cow<'a, str>,
}

#[derive(Serialize)]
pub(crate) struct AssessmentView<'a> {
    currency: Shown<quantity::Currency>,
    customs_value: Shown<quantity::MoneyNumber>,
    payable: Shown<quantity::MoneyNumber>,
    /// What was paid and is owed back; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    repayable: Option<Shown<quantity::MoneyNumber>>,
    lines: Vec<LineView<'a>>,
}

#[derive(Serialize)]
pub(crate) struct LineView<'a> {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    charges: Vec<ChargeView<'a>>,
}

#[derive(Serialize)]
struct ChargeView<'a> {
    kind: &'static str,
    base: Shown<quantity::MoneyNumber>,
    rate: Shown<&'a tariff::Formula>,
    amount: Shown<quantity::MoneyNumber>,
    status: &'static str,
    debtor: &'static str,
    collector: &'static str,
    due: Shown<quantity::MoneyNumber>,
    release_waits: bool,
    law: &'a str,
    valid_on: Shown<jiff::civil::Date>,
}

#[derive(Serialize)]
struct LawView<'a> {
    pack: &'a str,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Shown<jiff::civil::Date>>,
}

#[derive(Serialize)]
struct RiskView<'a> {
    grounds: Vec<GroundView<'a>>,
}

impl<'a> Decision<'a> {
    /// The answer to a step, for the filer of the declaration it is about, or for officers.
    pub fn of_step(step: &'a Step, reader: Reader, voice: &'a Voice) -> Decision<'a> {
        let case = &step.case;
        let filing = case.filings.find(step.number).unwrap_or_else(|| case.filings.governing());
        let is_governing = filing.number == case.filings.governing().number;
        let returned: &[Fault] = match &step.answer {
            clearance::Answer::Returned(faults) => faults,
            clearance::Answer::Taken | clearance::Answer::Repeated => &[],
        };
        // What is owed is between customs and whoever filed the declaration that governs.
        let sees_all = reader == Reader::Officer || (is_governing && returned.is_empty());
        let selection: Vec<GroundView<'a>> =
            case.grounds().filter(|ground| !ground.is_public()).map(whole_ground).collect();
        Decision {
            declaration: Some(filing.number.as_str()),
            consignment: Some(&case.consignment),
            reference: &filing.declaration.reference,
            input_line: None,
            tracking_number: filing.declaration.tracking_number.as_ref().map(|number| number.as_str()),
            category: sees_all.then(|| case.assessment.category.number()),
            phase: Some(if sees_all { case.phase() } else { case.phase().told_to_others().0 }.as_str()),
            outcome: match returned {
                [] if sees_all => case.outcome,
                [] => case.phase().told_to_others().1,
                _ => Outcome::Correct,
            }
            .as_str(),
            next_action: match returned {
                [] if sees_all => next(case.next_action(), case.phase() == Phase::Held, voice),
                [] => next(NextAction { who: None, what: Turn::Nothing, by: None }, false, voice),
                _ => correction(voice),
            },
            payment_reference: None,
            payable_as: case.payment_reference().filter(|_| sees_all),
            gates: if sees_all { gates(case) } else { Vec::new() },
            grounds: if sees_all { grounds(case, reader) } else { Vec::new() },
            faults: returned.iter().map(|fault| fault_view(fault, voice)).collect(),
            warnings: filing.warnings.iter().map(|fault| fault_view(fault, voice)).collect(),
            assessment: sees_all.then(|| {
                let day = case.assessment.day;
                let repayable = Some(case.repayable()).filter(|amount| !amount.is_zero());
                let view = AssessmentView::of(&case.assessment, |line| {
                    line_view(line, Some(case.line_outcome(line.line)), day)
                });
                AssessmentView { repayable: repayable.map(|amount| Shown(amount.number())), ..view }
            }),
            post_clearance: match sees_all {
                true => PostClearanceView::of(case, reader == Reader::Officer),
                false => None,
            },
            law: LawView {
                pack: &case.law.pack,
                version: &case.law.version,
                as_of: sees_all.then_some(Shown(case.assessment.day)),
            },
            risk: (reader == Reader::Officer && !selection.is_empty())
                .then_some(RiskView { grounds: selection }),
            receipt: None,
        }
    }

    /// The answer to a submission that goes back: all faults, and nothing else.
    pub fn of_faults(
        submission: &'a Submission<'_>,
        faults: &'a [Fault],
        law: &'a Law,
        voice: &'a Voice,
    ) -> Decision<'a> {
        let text = |field| submission.text(field);
        Decision {
            declaration: None,
            consignment: None,
            reference: text(clearance::HeaderField::Reference).unwrap_or_default(),
            input_line: None,
            tracking_number: text(clearance::HeaderField::TrackingNumber),
            category: None,
            phase: None,
            outcome: Outcome::Correct.as_str(),
            next_action: correction(voice),
            payment_reference: None,
            payable_as: None,
            gates: Vec::new(),
            grounds: Vec::new(),
            faults: by_severity(faults, Severity::Error, voice),
            warnings: by_severity(faults, Severity::Warning, voice),
            assessment: None,
            post_clearance: None,
            law: LawView { pack: &law.pack, version: &law.version, as_of: None },
            risk: None,
            receipt: None,
        }
    }

    /// The same answer about what was recorded, with what payers name. What was only tried has no number yet.
    #[must_use]
    pub fn recorded(self) -> Decision<'a> {
        Decision { payment_reference: self.payable_as.map(PaymentReference::in_groups), ..self }
    }

    /// The same answer, with its proof.
    #[must_use]
    pub fn proven_by(self, receipt: &'a Receipt) -> Decision<'a> {
        Decision { receipt: Some(ReceiptText::of(receipt)), ..self }
    }

    /// The same answer, about what stood on a line of a file.
    #[must_use]
    pub fn at_line(self, line: u64) -> Decision<'a> {
        Decision { input_line: Some(line), ..self }
    }
}

fn by_severity<'a>(faults: &'a [Fault], severity: Severity, voice: &'a Voice) -> Vec<FaultView<'a>> {
    faults.iter().filter(|fault| fault.severity() == severity).map(|fault| fault_view(fault, voice)).collect()
}

pub(crate) fn fault_view<'a>(fault: &'a Fault, voice: &'a Voice) -> FaultView<'a> {
    FaultView {
        code: fault.code.as_str(),
        severity: match fault.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        pointer: &fault.pointer,
        message: voice.fault(fault),
        fix: voice.fix(fault),
    }
}

fn correction(voice: &Voice) -> Next<'_> {
    next(clearance::correction(), false, voice)
}

/// `is_held` says that bringing the goods is not enough for their release.
pub(crate) fn next(action: NextAction, is_held: bool, voice: &Voice) -> Next<'_> {
    Next {
        who: action.who.as_ref().map(|who| who.as_str().to_owned()),
        what: action.what.as_str(),
        by: action.by.map(Shown),
        reason: action.what.reason(),
        text: voice.turn(action.what, is_held),
    }
}

fn gates(case: &Case) -> Vec<GateView<'_>> {
    case.gates().map(|gates| gates.iter().map(gate).collect()).unwrap_or_default()
}

fn gate(gate: &Gate) -> GateView<'_> {
    GateView {
        gate: gate.kind.as_str(),
        owner: gate.turn_of().as_str(),
        due: Shown(gate.due),
        control: &gate.control,
        lines: &gate.lines,
    }
}

/// The public grounds. That a profile or list selected the consignment is said in general words, once, and
/// what people wrote in their own words is for officers.
fn grounds(case: &Case, reader: Reader) -> Vec<GroundView<'_>> {
    let view = |ground| match reader {
        Reader::Officer => whole_ground(ground),
        Reader::Filer => GroundView { facts: FactsView::ForFilers(ground), ..whole_ground(ground) },
    };
    let mut grounds: Vec<GroundView<'_>> =
        case.grounds().filter(|ground| ground.is_public()).map(view).collect();
    if let Some(reason) = selected_because(case) {
        let facts = FactsView::PublicReason(reason);
        grounds.push(GroundView { code: "selected_for_control", law: None, facts });
    }
    grounds
}

/// Whether a fact is for officers only: what somebody wrote in their own words, and what others have declared for the
/// same person.
pub(crate) fn is_for_officers(name: &str) -> bool {
    matches!(name, "note" | "reason" | "earlier")
}

/// What filers are told of why a consignment was selected for a control, if it was.
pub(crate) fn selected_because(case: &Case) -> Option<&str> {
    if case.outcome != Outcome::Examine && !case.grounds().any(holds_by_profile) {
        return None;
    }
    let reason = case.grounds().find_map(|ground| match ground {
        Ground::ProfileHit { public_reason, .. } if holds_by_profile(ground) => Some(public_reason.as_str()),
        _ => None,
    });
    Some(reason.unwrap_or("routine_control"))
}

fn holds_by_profile(ground: &Ground) -> bool {
    let asks = |action: &risk::Action| !matches!(action, risk::Action::AddWeight(_));
    matches!(ground, Ground::ProfileHit { action, .. } if asks(action))
}

pub(crate) fn whole_ground(ground: &Ground) -> GroundView<'_> {
    GroundView {
        code: ground.code(),
        law: ground.law().map(|law| law.as_str()),
        facts: FactsView::All(ground),
    }
}

impl<'a> AssessmentView<'a> {
    pub(crate) fn of(
        assessment: &'a Assessment,
        line: impl FnMut(&'a AssessedLine) -> LineView<'a>,
    ) -> AssessmentView<'a> {
        AssessmentView {
            currency: Shown(assessment.payable.currency()),
            customs_value: Shown(assessment.customs_value.number()),
            payable: Shown(assessment.payable.number()),
            repayable: None,
            lines: assessment.lines.iter().map(line).collect(),
        }
    }
}

/// A line with its charges; a quote has no outcome.
pub(crate) fn line_view(
    line: &AssessedLine,
    outcome: Option<Outcome>,
    day: jiff::civil::Date,
) -> LineView<'_> {
    LineView {
        line: line.line,
        outcome: outcome.map(Outcome::as_str),
        charges: line.charges.iter().map(|charge| charge_view(charge, day)).collect(),
    }
}

fn charge_view(charge: &Charge, day: jiff::civil::Date) -> ChargeView<'_> {
    ChargeView {
        kind: charge.kind.as_str(),
        base: Shown(charge.base.number()),
        rate: Shown(&charge.rate),
        amount: Shown(charge.amount.number()),
        status: charge.status.as_str(),
        debtor: charge.debtor.as_str(),
        collector: charge.collector.as_str(),
        due: Shown(charge.due.number()),
        release_waits: charge.is_waited_for(),
        law: charge.law.as_str(),
        valid_on: Shown(day),
    }
}

//! Closing gates: examinations, officers' decisions, other authorities' answers, payments.

use super::post_clearance::{charge_late, reopen};
use super::settle::{assess_again, discharge_kept_out, parameters_at, refuse, settle};
use crate::account;
use crate::case::{Case, State};
use crate::command::{
    AgencyAnswer, Direction, ExaminationResult, Finding, OfficerDecision, PaymentRecord, PaymentReversal,
};
use crate::decide;
use crate::facts::Facts;
use crate::gate::{Gate, GateKind, Gates, Owner, Wanted};
use crate::ground::Ground;
use crate::refusal::Refusal;
use crate::step::Answer;
use jiff::Timestamp;
use quantity::Money;

/// An officer examined the goods.
pub(super) fn examined(
    mut case: Case,
    result: &ExaminationResult,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    let gate = open_gate(&case, &result.control, |gate| gate.kind == GateKind::Examination)?.clone();
    if case.gates().is_some_and(Gates::await_arrival) {
        return Err(Refusal::NotArrived);
    }
    let found = |wanted: Finding| -> Vec<u32> {
        let lines = result.findings.iter().filter(|(_, finding)| *finding == wanted);
        lines.map(|(line, _)| *line).collect()
    };
    let (refused, differing, conforming) =
        (found(Finding::Refused), found(Finding::Differs), found(Finding::Conforms));
    check_lines(&case, refused.iter().chain(&differing).chain(&conforming))?;
    close(&mut case, gate.kind, &gate.subject, &gate.asked_by);
    // A line that the law keeps out by its code, but that was found to be something else, may be corrected.
    admit(&mut case, &differing, facts, now)?;
    case.refused_lines.extend(&refused);
    case.separated_lines = case.kept_out();
    if !differing.is_empty() {
        let subject = format!("discrepancy {}", result.control);
        case.directed.push(Wanted {
            kind: GateKind::Document,
            subject,
            asked_by: Vec::new(),
            owner: Owner::Filer,
            lines: differing.clone(),
        });
    }
    let note = result.note.clone();
    case.events.push(Ground::Examined { control: result.control.clone(), refused, differing, note });
    settle(case, facts, now)
}

/// An officer decides, whatever was decided before; always with a reason.
pub(super) fn directed(
    mut case: Case,
    decision: &OfficerDecision,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    match (&case.state, decision.decision) {
        // Goods that were refused and are still here may be let in after all.
        (State::Refused { .. }, Direction::Release) => {}
        _ => waiting(&case)?,
    }
    if decision.reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    check_lines(&case, decision.lines.iter())?;
    case.events.push(Ground::OfficerDecided {
        what: decision.decision.as_str(),
        lines: decision.lines.clone(),
        reason: decision.reason.clone(),
    });
    let (kind, owner) = match decision.decision {
        Direction::Release => return release(case, &decision.lines, facts, now),
        Direction::RefuseEntry => {
            return keep_out(case, &decision.lines, facts, now);
        }
        Direction::Hold => (GateKind::Document, Owner::Filer),
        Direction::Examine => (GateKind::Examination, Owner::Customs),
        Direction::Refer => (GateKind::Referral, Owner::Supervisor),
    };
    let subject = format!("directed {}", case.events.len());
    case.directed.push(Wanted { kind, subject, asked_by: Vec::new(), owner, lines: decision.lines.clone() });
    settle(case, facts, now)
}

/// Lets the goods in: all of them when they arrive, or some of those that are here before the rest.
fn release(mut case: Case, lines: &[u32], facts: &Facts<'_>, now: Timestamp) -> Result<Case, Refusal> {
    if lines.is_empty() {
        let all: Vec<u32> = case.lines().collect();
        admit(&mut case, &all, facts, now)?;
        for wanted in decide::wanted(&case) {
            if wanted.kind != GateKind::Arrival {
                close(&mut case, wanted.kind, &wanted.subject, &wanted.asked_by);
            }
        }
        return settle(case, facts, now);
    }
    if case.gates().is_some_and(Gates::await_arrival) {
        return Err(Refusal::NotArrived);
    }
    admit(&mut case, lines, facts, now)?;
    case.released_lines.extend(lines);
    // Whoever hands some lines over sets the others apart, but for those that are still to be taken out.
    let kept_out = case.kept_out();
    let apart: Vec<u32> =
        case.lines().filter(|line| !lines.contains(line) && !kept_out.contains(line)).collect();
    case.separated_lines.extend(apart);
    settle(case, facts, now)
}

/// Lets lines in that were kept out; what is owed on them is owed again.
fn admit(case: &mut Case, lines: &[u32], facts: &Facts<'_>, now: Timestamp) -> Result<(), Refusal> {
    let kept_out = case.kept_out();
    if !lines.iter().any(|line| kept_out.contains(line)) {
        return Ok(());
    }
    let by_law = case.assessment.prohibited_lines();
    case.refused_lines.retain(|line| !lines.contains(line));
    case.admitted_lines.extend(lines.iter().filter(|line| by_law.contains(line)));
    assess_again(case, facts, now)
}

/// Keeps lines out, or all that are not released; what is left goes its way.
pub(super) fn keep_out(
    mut case: Case,
    lines: &[u32],
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    if lines.is_empty() && case.released_lines.is_empty() {
        return Ok(refuse(case, parameters_at(facts, now)?, now));
    }
    let kept_out = |line: &u32| lines.is_empty() || lines.contains(line);
    let kept_out: Vec<u32> =
        case.lines().filter(|line| kept_out(line) && !case.released_lines.contains(line)).collect();
    case.refused_lines.extend(kept_out);
    settle(case, facts, now)
}

/// Another authority answers what it was asked.
pub(super) fn answered(
    mut case: Case,
    answer: &AgencyAnswer,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    let asked = |gate: &Gate| match (gate.kind, &gate.owner) {
        (GateKind::Agency, Owner::Agency(agency)) => *agency == answer.agency,
        _ => false,
    };
    let gate = open_gate(&case, &answer.control, asked)?.clone();
    if !answer.approved && answer.reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    close(&mut case, gate.kind, &gate.subject, &gate.asked_by);
    case.events.push(Ground::AgencyAnswered {
        control: answer.control.clone(),
        agency: answer.agency.clone(),
        approved: answer.approved,
        reason: answer.reason.clone(),
    });
    match answer.approved {
        true => settle(case, facts, now),
        false => keep_out(case, &gate.lines, facts, now),
    }
}

/// Money came in: charges are paid in their order, and the last one clears the case. The same payment
/// told again changes nothing.
pub(super) fn paid(
    mut case: Case,
    payment: &PaymentRecord,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<(Case, Answer), Refusal> {
    if let Some((_, amount)) = case.payments.iter().find(|(reference, _)| *reference == payment.reference) {
        return match *amount == payment.amount {
            true => Ok((case, Answer::Repeated)),
            false => Err(Refusal::PaymentDoesNotFit),
        };
    }
    let owed = account::owed(&case);
    if owed.is_zero() {
        return Err(Refusal::NothingOwed);
    }
    let fits = payment.amount.currency() == owed.currency() && payment.amount.minor() > 0;
    if !fits || payment.reference.trim().is_empty() {
        return Err(Refusal::PaymentDoesNotFit);
    }
    if payment.amount.minor() > owed.minor() {
        return Err(Refusal::PaymentExceedsDebt);
    }
    let paid = case.paid.checked_add(payment.amount).ok_or(Refusal::PaymentDoesNotFit)?;
    charge_late(&mut case, payment.amount, facts, now);
    case.paid = paid;
    case.payments.push((payment.reference.clone(), payment.amount));
    count_again(&mut case);
    let outstanding = account::owed(&case);
    case.events.push(Ground::PaymentReceived { amount: payment.amount, outstanding });
    let case = match &case.state {
        State::Waiting { .. } => settle(case, facts, now)?,
        State::Released { .. } if outstanding.is_zero() => Case { state: State::Cleared { at: now }, ..case },
        _ => case,
    };
    Ok((case, Answer::Taken))
}

/// A payment bounced: what it had paid is owed again. Goods that wait go on waiting for it, those that were let go are
/// owed for. The same told again changes nothing, and neither does the payment itself when it is told again.
pub(super) fn taken_back(
    mut case: Case,
    reversal: &PaymentReversal,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<(Case, Answer), Refusal> {
    let mut same = case.payments.iter().filter(|(reference, _)| *reference == reversal.reference);
    let (_, amount) = *same.next().ok_or(Refusal::UnknownPayment)?;
    if same.next().is_some() {
        return Ok((case, Answer::Repeated));
    }
    if reversal.reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    // What was taken back is kept beside what was paid, so that neither comes a second time.
    let less = Money::new(amount.minor().saturating_neg(), amount.currency());
    case.paid = case.paid.checked_add(less).ok_or(Refusal::PaymentDoesNotFit)?;
    case.payments.push((reversal.reference.clone(), less));
    reopen(&mut case, amount);
    count_again(&mut case);
    let outstanding = account::owed(&case);
    let reason = reversal.reason.clone();
    case.events.push(Ground::PaymentReversed { amount, outstanding, reason });
    let case = match case.state {
        State::Waiting { .. } => settle(case, facts, now)?,
        // When they were let go stands where they were let go.
        State::Cleared { at } if !outstanding.is_zero() => Case { state: State::Released { at }, ..case },
        _ => case,
    };
    Ok((case, Answer::Taken))
}

/// Counts what was paid against the charges: of goods that do not stay nothing is owed.
fn count_again(case: &mut Case) {
    match case.state {
        State::Advised | State::Waiting { .. } | State::Released { .. } | State::Cleared { .. } => {
            discharge_kept_out(case);
        }
        // What the law does not give back for goods that went back stays owed.
        State::Returned { .. } if case.has_all_gone() => discharge_kept_out(case),
        State::Refused { .. }
        | State::Invalidated { .. }
        | State::Leaving { .. }
        | State::Returned { .. }
        | State::Joined { .. } => account::balance(case, |_| true),
    }
}

/// The open gate of a control number, if it is of the kind that the command can close.
fn open_gate<'a>(case: &'a Case, control: &str, fits: impl Fn(&Gate) -> bool) -> Result<&'a Gate, Refusal> {
    waiting(case)?;
    let gate = case.gates().and_then(|gates| gates.find(control)).ok_or(Refusal::UnknownControl)?;
    if fits(gate) { Ok(gate) } else { Err(Refusal::NotYourControl) }
}

/// Only a case that waits for something can be decided.
fn waiting(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Waiting { .. } => Ok(()),
        State::Advised => Err(Refusal::NotDeclared),
        State::Released { .. } | State::Cleared { .. } => Err(Refusal::AlreadyReleased),
        State::Refused { .. } => Err(Refusal::AlreadyRefused),
        State::Invalidated { .. } | State::Joined { .. } => Err(Refusal::AlreadyInvalidated),
        State::Leaving { .. } | State::Returned { .. } => Err(Refusal::AlreadyReturning),
    }
}

/// Every line named must be one of the declaration's that is not released yet.
fn check_lines<'a>(case: &Case, mut lines: impl Iterator<Item = &'a u32>) -> Result<(), Refusal> {
    let known = |line: &u32| case.lines().any(|known| known == *line) && !case.released_lines.contains(line);
    if lines.all(known) { Ok(()) } else { Err(Refusal::UnknownLine) }
}

/// A gate is closed for good: what asked for it is answered.
fn close(case: &mut Case, kind: GateKind, subject: &str, asked_by: &[String]) {
    match asked_by {
        [] => case.resolved.extend([(kind, subject.to_owned())]),
        askers => case.resolved.extend(askers.iter().map(|asker| (kind, asker.clone()))),
    }
    case.directed.retain(|wanted| wanted.subject != subject || wanted.kind != kind);
}

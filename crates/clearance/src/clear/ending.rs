//! Ways out: the consignee declines, a deadline passes.

use super::control::keep_out;
use super::settle::{after, forget_lines, lapse, leave_by, parameters_at};
use crate::account;
use crate::case::{Case, Outcome, State};
use crate::command::{Declination, PassedDeadline};
use crate::facts::Facts;
use crate::gate::{Gate, GateKind, Gates};
use crate::ground::Ground;
use crate::post_clearance::PostClearance;
use crate::refusal::Refusal;
use jiff::Timestamp;

/// The consignee does not want the goods: nothing is owed on them, and they go back.
pub(super) fn decline(
    mut case: Case,
    declination: &Declination,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    match &case.state {
        State::Advised => Err(Refusal::NotDeclared),
        State::Refused { .. } => Err(Refusal::AlreadyRefused),
        State::Invalidated { .. } | State::Joined { .. } => Err(Refusal::AlreadyInvalidated),
        State::Leaving { .. } | State::Returned { .. } => Err(Refusal::AlreadyReturning),
        // Whoever hears of an examination cannot have the goods away before it.
        State::Waiting { gates } if gates.await_examination() => Err(Refusal::ExaminationAnnounced),
        State::Waiting { .. } | State::Released { .. } | State::Cleared { .. } => {
            case.events.push(Ground::Declined { reason: declination.reason.clone() });
            send_back(case, facts, now)
        }
    }
}

/// No declaration is valid any more: nothing is owed, and nothing may be done with the goods.
pub(super) fn undeclared(mut case: Case, now: Timestamp) -> Case {
    case.post_clearance = PostClearance::default();
    account::balance(&mut case, |_| true);
    forget_lines(&mut case);
    case.outcome = Outcome::Hold;
    case.state = State::Invalidated { at: now };
    case
}

/// The goods go back, and nothing is owed on them; lines that were released stay released, and owed for.
fn send_back(mut case: Case, facts: &Facts<'_>, now: Timestamp) -> Result<Case, Refusal> {
    if matches!(case.state, State::Waiting { .. }) && !case.released_lines.is_empty() {
        return keep_out(case, &[], facts, now);
    }
    let parameters = parameters_at(facts, now)?;
    case.post_clearance = PostClearance::default();
    account::balance(&mut case, |_| true);
    case.outcome = Outcome::Hold;
    case.state = State::Leaving { at: now, leave_by: leave_by(parameters, now) };
    Ok(case)
}

/// A deadline passed: what that means depends on what was waited for.
///
/// Nothing is ever released because somebody was slow: customs' own deadlines call a supervisor.
pub(super) fn pass_deadline(
    mut case: Case,
    passed: &PassedDeadline,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    let parameters = parameters_at(facts, now)?;
    let gate =
        case.gates().and_then(|gates| gates.find(&passed.control)).ok_or(Refusal::UnknownControl)?.clone();
    let (allowance, law) = gate.kind.allowance(parameters);
    if gate.kind == GateKind::Examination && case.gates().is_some_and(Gates::await_arrival) {
        return Err(Refusal::DeadlineNotPassed);
    }
    if now < lapse(&gate, parameters) {
        return Err(Refusal::DeadlineNotPassed);
    }
    case.events.push(Ground::DeadlinePassed { gate: gate.kind, law });
    match gate.kind {
        GateKind::Arrival => Ok(undeclared(case, now)),
        GateKind::Document => keep_out(case, &gate.lines, facts, now),
        GateKind::Payment => send_back(case, facts, now),
        GateKind::Agency | GateKind::Referral | GateKind::Examination => {
            call_supervisor(&mut case, &gate, after(now, allowance));
            Ok(case)
        }
    }
}

/// The gate stays open under a supervisor, with a new deadline.
fn call_supervisor(case: &mut Case, overdue: &Gate, due: Timestamp) {
    let Some(gates) = case.gates() else { return };
    let gates = gates.map(|gate| match gate.control == overdue.control {
        true => Gate { is_overdue: true, due, ..gate.clone() },
        false => gate.clone(),
    });
    case.state = State::Waiting { gates };
}

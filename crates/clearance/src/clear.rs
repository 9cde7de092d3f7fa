//! The one way: a case, a command and the facts give the next case, or a refusal.

mod control;
mod ending;
mod filing;
mod going_back;
mod join;
mod post_clearance;
mod settle;

use crate::case::{Arrival, Case, State};
use crate::command::{ArrivalReport, Command};
use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::step::{Answer, Step};
use jiff::Timestamp;

/// Takes a command. The same case, command, facts and moment always give the same result.
pub fn clear(
    case: Option<&Case>,
    command: Command,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Step, Refusal> {
    let known = || case.cloned().ok_or(Refusal::UnknownConsignment);
    if case.is_some_and(|case| case.joined_into().is_some()) {
        return Err(Refusal::AlreadyInvalidated);
    }
    match command {
        Command::Lodge(lodgement) => filing::lodge(case, lodgement, facts, now),
        Command::Amend(amendment) => filing::amend(known()?, amendment, facts, now),
        Command::Invalidate(invalidation) => filing::invalidate(known()?, invalidation, facts, now),
        Command::Arrive(report) => arrive(known()?, &report, facts, now).map(taken),
        Command::ReportExamination(result) => control::examined(known()?, &result, facts, now).map(taken),
        Command::Decide(decision) => control::directed(known()?, &decision, facts, now).map(taken),
        Command::AnswerReferral(answer) => control::answered(known()?, &answer, facts, now).map(taken),
        Command::RecordPayment(payment) => {
            control::paid(known()?, &payment, facts, now).map(|(case, answer)| Step { answer, ..taken(case) })
        }
        Command::ReversePayment(reversal) => {
            let taken_back = control::taken_back(known()?, &reversal, facts, now);
            taken_back.map(|(case, answer)| Step { answer, ..taken(case) })
        }
        Command::Decline(declination) => ending::decline(known()?, &declination, facts, now).map(taken),
        Command::Return(report) => going_back::give_back(known()?, &report, facts, now)
            .map(|(case, answer)| Step { answer, ..taken(case) }),
        Command::ReturnWhole(report) => going_back::leave(known()?, &report, now).map(taken),
        Command::RecordRefund(refund) => {
            going_back::refunded(known()?, &refund).map(|(case, answer)| Step { answer, ..taken(case) })
        }
        Command::PassDeadline(passed) => ending::pass_deadline(known()?, &passed, facts, now).map(taken),
        Command::Reassess => reassess(&known()?, facts, now),
        Command::Join(joining) => join::join(known()?, joining, facts, now).map(taken),
        Command::JoinInto(joined) => join::join_into(known()?, joined, now).map(taken),
        Command::Correct(correction) => post_clearance::correct(known()?, correction, facts, now).map(taken),
        Command::Claim(claim) => {
            post_clearance::claim(known()?, (&claim.filer, &claim.reason), facts, now).map(taken)
        }
        Command::RefuseClaim(refusal) => post_clearance::refuse_claim(known()?, &refusal).map(taken),
        Command::Propose(proposal) => post_clearance::propose(known()?, &proposal, facts, now).map(taken),
        Command::Sign(signature) => post_clearance::sign(known()?, &signature, facts, now).map(taken),
    }
}

/// The answer to a command that is not about one filing in particular: about the one that governs.
fn taken(case: Case) -> Step {
    let number = case.filings.governing().number;
    Step { case, number, answer: Answer::Taken }
}

/// What is still waited for is looked at again; the same as before is no change.
fn reassess(case: &Case, facts: &Facts<'_>, now: Timestamp) -> Result<Step, Refusal> {
    filing::may_still_change(case)?;
    let mut again = case.clone();
    settle::assess_again(&mut again, facts, now)?;
    let again = settle::settle(again, facts, now)?;
    let answer = if again == *case { Answer::Repeated } else { Answer::Taken };
    Ok(Step { answer, ..taken(again) })
}

/// The goods are here: assess again at the tax point, and release what was decided releasable.
fn arrive(
    mut case: Case,
    report: &ArrivalReport,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    if case.arrived.is_some() {
        return Err(Refusal::AlreadyArrived);
    }
    if report.arrived > now {
        return Err(Refusal::NotArrived);
    }
    if facts.law.procedures.offices.on(report.office.as_str(), facts.law.day_of(now)).is_none() {
        return Err(Refusal::UnknownOffice);
    }
    match &case.state {
        State::Advised | State::Waiting { .. } => {}
        State::Released { .. } | State::Cleared { .. } => return Err(Refusal::AlreadyReleased),
        State::Joined { .. } => return Err(Refusal::AlreadyInvalidated),
        State::Refused { .. }
        | State::Invalidated { .. }
        | State::Leaving { .. }
        | State::Returned { .. } => {
            case.arrived = Some(Arrival::from(report));
            return Ok(case);
        }
    }
    case.arrived = Some(Arrival::from(report));
    if case.state == State::Advised {
        return Ok(case);
    }
    settle::restart_examinations(&mut case, facts, now)?;
    settle::assess_again(&mut case, facts, now)?;
    settle::settle(case, facts, now)
}

//! Two cases turn out to be one consignment: one takes the other in, and there is one case and one debt.

use super::filing::{ask_anew_if_governed_by_another, may_still_change};
use super::settle::{assess_again, restart_examinations, settle};
use crate::account;
use crate::case::{Case, Outcome, State};
use crate::command::{JoinedInto, Joining};
use crate::facts::Facts;
use crate::gate::{GateKind, Gates, Owner, Wanted};
use crate::ground::Ground;
use crate::refusal::Refusal;
use jiff::Timestamp;
use quantity::Money;

/// Takes in another case: its filings come after those that are here, so that a declaration that governs here
/// governs on; its payments count here, and so does its arrival. What officers wait for there they wait for here,
/// and an examination that was announced in either is made. All else is asked anew of the filing that governs.
pub(super) fn join(
    mut case: Case,
    joining: Joining,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    let Joining { other, reason } = joining;
    if case.consignment == other.consignment {
        return Err(Refusal::SameConsignment);
    }
    may_still_change(&case)?;
    may_go(&other)?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    take_payments(&mut case, &other)?;
    let is_announced = [&case, &*other].iter().any(|case| awaits_examination(case));
    let subject = format!("joined {}", other.consignment);
    case.directed.extend(other.directed.iter().map(|wanted| Wanted {
        subject: format!("{subject} {}", wanted.subject),
        lines: Vec::new(),
        ..wanted.clone()
    }));
    if case.arrived.is_none() && other.arrived.is_some() {
        case.arrived = other.arrived.clone();
        restart_examinations(&mut case, facts, now)?;
    }
    let governed_by = case.filings.governing().number;
    other.filings.iter().for_each(|filing| case.filings.add(filing.clone()));
    case.events.push(Ground::Joined { consignment: other.consignment.clone(), reason });
    ask_anew_if_governed_by_another(&mut case, governed_by);
    assess_again(&mut case, facts, now)?;
    let settled = settle(case.clone(), facts, now)?;
    if !is_announced || awaits_examination(&settled) {
        return Ok(settled);
    }
    // Whoever heard of an examination cannot have it away by what another case says.
    let (kind, owner) = (GateKind::Examination, Owner::Customs);
    case.directed.push(Wanted { kind, subject, asked_by: Vec::new(), owner, lines: Vec::new() });
    settle(case, facts, now)
}

/// Ends in another case, which stands for this one from now on: nothing is owed here, and what was paid is there.
pub(super) fn join_into(mut case: Case, joined: JoinedInto, now: Timestamp) -> Result<Case, Refusal> {
    let JoinedInto { consignment, reason } = joined;
    if case.consignment == consignment {
        return Err(Refusal::SameConsignment);
    }
    may_go(&case)?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    case.payments.clear();
    case.paid_out.clear();
    case.paid = Money::zero(case.paid.currency());
    case.directed.clear();
    account::balance(&mut case, |_| true);
    case.events.push(Ground::JoinedInto { consignment: consignment.clone(), reason });
    case.outcome = Outcome::Hold;
    case.state = State::Joined { at: now, into: consignment };
    Ok(case)
}

/// Whether a case may end in another: it is still open, and nobody has decided about a line of it. Goods that were
/// refused must not come in by joining, nor goods that were released be owed for by other words: the case in
/// which they were is the one that stays, or an officer decides about all of it first.
fn may_go(case: &Case) -> Result<(), Refusal> {
    may_still_change(case)?;
    match case.settled_lines().next() {
        Some(_) => Err(Refusal::LineSettled),
        None => Ok(()),
    }
}

/// What was paid there is paid here, and what was paid out there was paid out here. A reference names one payment,
/// whichever case was told of it.
fn take_payments(case: &mut Case, other: &Case) -> Result<(), Refusal> {
    for (reference, amount) in &other.paid_out {
        match case.paid_out.iter().find(|(known, _)| known == reference) {
            Some((_, known)) if known == amount => {}
            Some(_) => return Err(Refusal::PaymentDoesNotFit),
            None => case.paid_out.push((reference.clone(), *amount)),
        }
    }
    for (reference, amount) in &other.payments {
        // What was taken back of a payment stands under its reference, too.
        let is_same = |(known, paid): &&(String, Money)| {
            known == reference && (paid.minor() < 0) == (amount.minor() < 0)
        };
        match case.payments.iter().find(is_same) {
            Some((_, known)) if known == amount => {}
            Some(_) => return Err(Refusal::PaymentDoesNotFit),
            None => {
                case.paid = case.paid.checked_add(*amount).ok_or(Refusal::PaymentDoesNotFit)?;
                case.payments.push((reference.clone(), *amount));
            }
        }
    }
    Ok(())
}

fn awaits_examination(case: &Case) -> bool {
    case.gates().is_some_and(Gates::await_examination)
}

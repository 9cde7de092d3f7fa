//! Assessing a case again and settling where it then stands: which gates are open, what is released.

use crate::account;
use crate::assess::risk::look;
use crate::assess::signal::{About, Sale, signals};
use crate::assess::{Moments, assess, tax_day};
use crate::assessment::{Assessment, ChargeStatus};
use crate::case::{Case, Filing, LawVersion, Outcome, State, outcome_of};
use crate::decide;
use crate::deferment::defer;
use crate::facts::{Facts, UsedUp};
use crate::filings::disagreements;
use crate::gate::{Gate, GateKind, Gates, Owner, Wanted};
use crate::ground::Ground;
use crate::post_clearance::{PostClearanceAct, Relinquished};
use crate::procedure::Parameters;
use crate::recall::sale_of;
use crate::refusal::Refusal;
use crate::{Declaration, Stage};
use jiff::{SignedDuration, Timestamp};
use quantity::Money;
use std::collections::BTreeSet;

/// The parameters of the law at a moment.
pub(super) fn parameters_at<'a>(facts: &Facts<'a>, now: Timestamp) -> Result<&'a Parameters, Refusal> {
    facts.law.parameters(facts.law.day_of(now)).ok_or(Refusal::CannotAssess)
}

/// What is owed on a declaration by the law of its day. What it was found to come to by itself is that, where nothing is
/// used up and the day is the same.
pub(super) fn assessed(
    declaration: &Declaration,
    ahead: Option<Box<Assessment>>,
    facts: &Facts<'_>,
    moments: Moments,
) -> Result<Assessment, Refusal> {
    let day = tax_day(facts.law, moments).ok_or(Refusal::CannotAssess)?;
    let used_up = facts.activity.used_up();
    let mut assessment = match ahead.filter(|ahead| ahead.day == day && used_up == UsedUp::NOTHING) {
        Some(ahead) => *ahead,
        None => {
            assess(declaration, facts.law, facts.register, used_up, day).map_err(|_| Refusal::CannotAssess)?
        }
    };
    if declaration.stage == Stage::PreLoading {
        without_charges(&mut assessment);
    }
    Ok(assessment)
}

/// What deserves a look, with what other filers say otherwise.
pub(super) fn looked_at(
    filing: &Filing,
    sale: Sale,
    assessment: &Assessment,
    disagreements: Vec<Ground>,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Vec<Ground>, Refusal> {
    let day = facts.law.day_of(now);
    let (declaration, filer) = (&filing.declaration, filing.filer.organisation.as_str());
    let about = About { declaration, filer, warnings: filing.warnings.len(), sale };
    let signals = signals(&about, assessment, facts, day);
    let is_unlisted = facts.unlisted == Some((filing.number, day));
    let look = look(declaration, filer, signals, assessment, facts, day, is_unlisted);
    let lot = facts.lot.filter(|_| !filing.declaration.is_advance());
    Ok(decide::findings(look, disagreements, (lot, facts.activity.threshold), parameters_at(facts, now)?))
}

/// Advance data is for a security answer: nothing is charged on it.
fn without_charges(assessment: &mut Assessment) {
    for line in &mut assessment.lines {
        line.charges.clear();
    }
    assessment.payable = Money::zero(assessment.payable.currency());
    assessment.warnings.clear();
    assessment.grounds.retain(|ground| {
        matches!(
            ground,
            Ground::Prohibited { .. } | Ground::PermitMissing { .. } | Ground::PermitPresented { .. }
        )
    });
}

/// Assesses the filing that governs by the law of the tax point, credits what was paid and notes a difference.
pub(super) fn assess_again(case: &mut Case, facts: &Facts<'_>, now: Timestamp) -> Result<(), Refusal> {
    let parameters = parameters_at(facts, now)?;
    let governing = case.filings.governing();
    let moments = Moments {
        accepted: governing.accepted,
        expected: governing.declaration.expected_arrival(),
        arrived: case.arrived.as_ref().map(|arrival| arrival.at),
        now,
    };
    let assessment = assessed(&governing.declaration, None, facts, moments)?;
    let disagreements = disagreements(case, facts.law, parameters, assessment.day);
    let sale = sale_of(case, facts.law, assessment.day);
    let findings = looked_at(governing, sale, &assessment, disagreements, facts, now)?;
    let (before, by) = (account::charged(&case.assessment), (case.assessment.day, case.law.clone()));
    case.assessment = assessment;
    case.findings = findings;
    case.law = LawVersion::of(facts.law);
    case.deferred = None;
    give_back_again(case);
    discharge_kept_out(case);
    defer_charges(case, facts, now);
    let (after, day) = (account::charged(&case.assessment), case.assessment.day);
    if case.arrived.is_some() && before != after && by != (day, case.law.clone()) {
        let law = parameters.tax_point.law.clone();
        case.events.push(Ground::ChargesChanged { before, after, day, law });
    }
    Ok(())
}

/// What went back, was waived and was given up before is so of what is charged now, in the order in which it was.
pub(super) fn give_back_again(case: &mut Case) {
    let zero = Money::zero(case.paid.currency());
    let mut parts = std::mem::take(&mut case.post_clearance.relinquished);
    let mut again = Vec::with_capacity(parts.len());
    for mut gone in std::mem::take(&mut case.returns) {
        for goods in &mut gone.goods {
            (goods.given_back, goods.by_vendor) = (zero, zero);
            let Some(of) = case.quantity_of(goods.line) else { continue };
            for kind in goods.kinds.clone() {
                let before = case.gone_of(goods.line, |earlier| earlier.kinds.contains(&kind)).min(of);
                let is_earlier =
                    |part: &mut Relinquished| part.of == Some((goods.line, kind)) && part.gone <= before;
                for part in parts.extract_if(.., is_earlier) {
                    again.push(relinquish_again(case, part));
                }
                let after = before.checked_add(goods.quantity).unwrap_or(of).min(of);
                let mut lines = case.assessment.lines.iter_mut();
                let Some(line) = lines.find(|line| line.line == goods.line) else { continue };
                for (status, _, amount) in account::give_back(line, kind, (before, after, of)) {
                    let part = match status {
                        ChargeStatus::GivenBack => &mut goods.given_back,
                        _ => &mut goods.by_vendor,
                    };
                    *part = part.checked_add(amount).unwrap_or(*part);
                }
            }
        }
        case.returns.push(gone);
    }
    again.extend(parts.into_iter().map(|part| relinquish_again(case, part)));
    again.retain(|part| !part.amount.is_zero());
    case.post_clearance.relinquished = again;
}

/// Waives or gives up as much again as there is of it: of what is given up only what nobody has paid.
fn relinquish_again(case: &mut Case, part: Relinquished) -> Relinquished {
    let Some((number, kind)) = part.of else { return part };
    let unpaid = account::charged(&case.assessment).minor().saturating_sub(case.held_money().minor()).max(0);
    let (status, most) = match part.act {
        PostClearanceAct::WriteOff => (ChargeStatus::WrittenOff, part.amount.minor().min(unpaid)),
        _ => (ChargeStatus::Remitted, part.amount.minor()),
    };
    let line = case.assessment.lines.iter_mut().find(|line| line.line == number);
    let taken = line.map_or(0, |line| account::relinquish(line, |of| of == kind, (status, false), most));
    Relinquished { amount: Money::new(taken, part.amount.currency()), ..part }
}

/// What is owed stands on a statement from here on, if that was asked for and may be.
pub(super) fn defer_charges(case: &mut Case, facts: &Facts<'_>, now: Timestamp) {
    if case.filings.governing().declaration.deferred_payment.is_some() {
        discharge_kept_out(case);
        defer(case, facts, facts.law.day_of(now));
        discharge_kept_out(case);
    }
}

/// Nothing is owed on lines that may not enter.
pub(super) fn discharge_kept_out(case: &mut Case) {
    let kept_out = case.kept_out();
    account::balance(case, |line| kept_out.contains(&line));
}

/// Finds where a declared case stands now.
pub(super) fn settle(mut case: Case, facts: &Facts<'_>, now: Timestamp) -> Result<Case, Refusal> {
    let parameters = parameters_at(facts, now)?;
    let declaration = &case.filings.governing().declaration;
    if declaration.stage == Stage::PreLoading {
        case.outcome = decide::advise(&case);
        case.state = State::Advised;
        return Ok(case);
    }
    let kept_out = case.kept_out();
    let are_settled = |mut lines: BTreeSet<u32>| {
        lines.retain(|line| !kept_out.contains(line) && !case.released_lines.contains(line));
        lines.is_empty()
    };
    let lines: BTreeSet<u32> = case.lines().collect();
    if !lines.is_empty() && lines.is_subset(&kept_out) {
        return Ok(refuse(case, parameters, now));
    }
    let are_apart = kept_out.is_subset(&case.separated_lines);
    if !case.released_lines.is_empty() && are_apart && are_settled(lines) {
        return Ok(release(case, now));
    }
    let mut wanted = decide::wanted(&case);
    wanted.retain(|wanted| {
        let is_closed = case.resolved.contains(&(wanted.kind, wanted.subject.clone()));
        let holds_nothing = !wanted.lines.is_empty() && are_settled(wanted.lines.iter().copied().collect());
        !is_closed && !holds_nothing
    });
    discharge_kept_out(&mut case);
    let gates = wanted.into_iter().map(|wanted| open(&mut case, wanted, parameters, now)).collect();
    Ok(match Gates::new(gates) {
        Some(gates) => {
            case.outcome = outcome_of(gates.iter().map(|gate| gate.kind));
            case.state = State::Waiting { gates };
            case
        }
        None => release(case, now),
    })
}

/// The gate that is open already, or a new one with its number and deadline.
fn open(case: &mut Case, wanted: Wanted, parameters: &Parameters, now: Timestamp) -> Gate {
    let present = case
        .gates()
        .and_then(|gates| {
            gates.iter().find(|gate| gate.kind == wanted.kind && gate.subject == wanted.subject)
        })
        .cloned();
    if let Some(gate) = present {
        // A corrected date of arrival moves the day the goods are waited for; other deadlines stand.
        let expected =
            case.filings.governing().declaration.expected_arrival().filter(|expected| *expected > now);
        let due = match (gate.kind, expected) {
            (GateKind::Arrival, Some(expected)) => expected.min(lapse(&gate, parameters)),
            _ => gate.due,
        };
        return Gate { lines: wanted.lines, asked_by: wanted.asked_by, due, ..gate };
    }
    case.controls = case.controls.saturating_add(1);
    Gate {
        kind: wanted.kind,
        subject: wanted.subject,
        asked_by: wanted.asked_by,
        control: format!("{}-{}", case.consignment, case.controls),
        owner: wanted.owner,
        is_overdue: false,
        opened: now,
        due: due(case, wanted.kind, parameters, now),
        lines: wanted.lines,
    }
}

/// By when a gate that opens now should close.
fn due(case: &Case, kind: GateKind, parameters: &Parameters, now: Timestamp) -> Timestamp {
    let (allowance, _) = kind.allowance(parameters);
    let expected = case.filings.governing().declaration.expected_arrival();
    match (kind, expected.filter(|expected| case.arrived.is_none() && *expected > now)) {
        (GateKind::Arrival, Some(expected)) => expected.min(after(now, allowance)),
        // Nobody can examine goods that are not here.
        (GateKind::Examination, Some(expected)) => after(expected, allowance),
        _ => after(now, allowance),
    }
}

/// When the time that the law gives for a gate is over.
pub(super) fn lapse(gate: &Gate, parameters: &Parameters) -> Timestamp {
    match gate.kind {
        GateKind::Arrival => after(gate.opened, gate.kind.allowance(parameters).0),
        _ => gate.due,
    }
}

/// Customs' time to examine begins when the goods are here.
pub(super) fn restart_examinations(
    case: &mut Case,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (allowance, _) = GateKind::Examination.allowance(parameters_at(facts, now)?);
    if let State::Waiting { gates } = &case.state {
        let gates = gates.map(|gate| match gate.kind {
            GateKind::Examination => Gate { opened: now, due: after(now, allowance), ..gate.clone() },
            _ => gate.clone(),
        });
        case.state = State::Waiting { gates };
    }
    Ok(())
}

/// What was decided line by line says nothing about the lines of other words: an officer decides anew.
pub(super) fn forget_lines(case: &mut Case) {
    if case.settled_lines().next().is_some() {
        case.directed.push(Wanted {
            kind: GateKind::Referral,
            subject: format!("lines decided before {}", case.events.len()),
            asked_by: Vec::new(),
            owner: Owner::Customs,
            lines: Vec::new(),
        });
    }
    case.directed.iter_mut().for_each(|wanted| wanted.lines.clear());
    case.refused_lines.clear();
    case.admitted_lines.clear();
    case.separated_lines.clear();
    case.released_lines.clear();
}

/// A moment later; the end of time where that is out of range.
pub(super) fn after(now: Timestamp, allowance: SignedDuration) -> Timestamp {
    now.checked_add(allowance).unwrap_or(Timestamp::MAX)
}

/// By when goods that may not stay must leave.
pub(super) fn leave_by(parameters: &Parameters, now: Timestamp) -> Timestamp {
    after(now, SignedDuration::from_hours(24 * i64::from(parameters.return_due_days.value)))
}

fn release(mut case: Case, now: Timestamp) -> Case {
    case.outcome = Outcome::Release;
    discharge_kept_out(&mut case);
    let kept_out = case.kept_out();
    case.released_lines = case.lines().filter(|line| !kept_out.contains(line)).collect();
    case.state = match account::owed(&case).is_zero() {
        true => State::Cleared { at: now },
        false => State::Released { at: now },
    };
    case
}

/// Entry is refused: nothing is owed, and the goods must leave.
pub(super) fn refuse(mut case: Case, parameters: &Parameters, now: Timestamp) -> Case {
    case.outcome = Outcome::RefuseEntry;
    case.refused_lines = case.lines().collect();
    account::balance(&mut case, |_| true);
    case.state = State::Refused { at: now, leave_by: leave_by(parameters, now) };
    case
}

//! Lodging, amending and invalidating: what filers say, and what stands of it.

use super::ending::undeclared;
use super::settle::{assess_again, assessed, defer_charges, forget_lines, looked_at, settle};
use crate::assess::Moments;
use crate::case::{Case, Filing, Filings, LawVersion, Outcome, State};
use crate::command::{Amendment, Invalidation, Lodgement};
use crate::facts::Facts;
use crate::fault::{Fault, FaultCode};
use crate::filer::Filer;
use crate::gate::{GateKind, Gates, Owner, Wanted};
use crate::ground::Ground;
use crate::identifier::Mrn;
use crate::post_clearance::PostClearance;
use crate::refusal::Refusal;
use crate::step::{Answer, Step};
use crate::{Declaration, decide};
use jiff::Timestamp;
use quantity::Money;
use std::collections::BTreeSet;

/// A filer declares a consignment: a new case, the same answer again, a fault, or another view of a known case.
pub(super) fn lodge(
    case: Option<&Case>,
    lodgement: Lodgement,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Step, Refusal> {
    let Some(case) = case else { return open(lodgement, facts, now) };
    if let Some(earlier) = declared_before(case, &lodgement) {
        let number = earlier.number;
        let answer = match earlier.declaration.says_the_same(&lodgement.declaration) {
            true => Answer::Repeated,
            false => Answer::Returned(vec![declared_otherwise(earlier, &lodgement)]),
        };
        return Ok(Step { case: case.clone(), number, answer });
    }
    let mut case = case.clone();
    let governed_by = case.filings.governing().number;
    let number = lodgement.number;
    case.filings.add(filing(lodgement, now));
    match &case.state {
        State::Refused { .. } => return Err(Refusal::AlreadyRefused),
        State::Leaving { .. } | State::Returned { .. } => return Err(Refusal::AlreadyReturning),
        State::Joined { .. } => return Err(Refusal::AlreadyInvalidated),
        State::Released { .. } | State::Cleared { .. } => {}
        State::Advised | State::Waiting { .. } | State::Invalidated { .. } => {
            ask_anew_if_governed_by_another(&mut case, governed_by);
            assess_again(&mut case, facts, now)?;
            case = settle(case, facts, now)?;
        }
    }
    Ok(Step { case, number, answer: Answer::Taken })
}

/// The filer has said something else before: about this consignment, or under this reference about another.
fn declared_otherwise(earlier: &Filing, lodgement: &Lodgement) -> Fault {
    let is_other = earlier.declaration.identity() != lodgement.declaration.identity()
        && earlier.declaration.reference == lodgement.declaration.reference;
    let (code, pointer) = match is_other {
        true => (FaultCode::ReferenceAlreadyUsed, "/reference"),
        false => (FaultCode::ConsignmentAlreadyDeclared, "/tracking_number"),
    };
    Fault::new(code, pointer).with("declaration", earlier.number)
}

/// What was closed for the filing that governed before is open for the one that governs now.
pub(super) fn ask_anew_if_governed_by_another(case: &mut Case, governed_by: Mrn) {
    if case.filings.governing().number != governed_by {
        case.resolved.clear();
        forget_lines(case);
    }
}

/// The valid filing by which this filer has already said as much: advance data, or a declaration.
fn declared_before<'a>(case: &'a Case, lodgement: &Lodgement) -> Option<&'a Filing> {
    case.filings.iter().find(|filing| {
        !filing.is_invalid
            && filing.filer.organisation == lodgement.filer.organisation
            && filing.declaration.is_advance() == lodgement.declaration.is_advance()
    })
}

fn filing(lodgement: Lodgement, now: Timestamp) -> Filing {
    Filing {
        number: lodgement.number,
        filer: lodgement.filer,
        accepted: now,
        amended: None,
        is_invalid: false,
        declaration: lodgement.declaration,
        warnings: lodgement.warnings,
    }
}

fn open(mut lodgement: Lodgement, facts: &Facts<'_>, now: Timestamp) -> Result<Step, Refusal> {
    let moments =
        Moments { accepted: now, expected: lodgement.declaration.expected_arrival(), arrived: None, now };
    let ahead = lodgement.assessed.take();
    let assessment = assessed(&lodgement.declaration, ahead, facts, moments)?;
    let number = lodgement.number;
    let consignment = lodgement.consignment.clone();
    let first = filing(lodgement, now);
    let findings = looked_at(&first, (None, None), &assessment, Vec::new(), facts, now)?;
    let mut case = Case {
        consignment,
        filings: Filings::new(first),
        arrived: None,
        paid: Money::zero(assessment.payable.currency()),
        deferred: None,
        payments: Vec::new(),
        assessment,
        findings,
        events: Vec::new(),
        outcome: Outcome::Hold,
        state: State::Advised,
        law: LawVersion::of(facts.law),
        directed: Vec::new(),
        resolved: BTreeSet::new(),
        refused_lines: BTreeSet::new(),
        admitted_lines: BTreeSet::new(),
        separated_lines: BTreeSet::new(),
        released_lines: BTreeSet::new(),
        controls: 0,
        returns: Vec::new(),
        paid_out: Vec::new(),
        post_clearance: PostClearance::default(),
    };
    defer_charges(&mut case, facts, now);
    let case = settle(case, facts, now)?;
    Ok(Step { case, number, answer: Answer::Taken })
}

/// A filer replaces what they declared, until release or until an examination is announced.
pub(super) fn amend(
    mut case: Case,
    amendment: Amendment,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Step, Refusal> {
    let earlier = own_filing(&case, amendment.number, Some(&amendment.filer))?;
    may_still_change(&case)?;
    if case.gates().is_some_and(Gates::await_examination) {
        return Err(Refusal::ExaminationAnnounced);
    }
    if earlier.declaration.identity() != amendment.declaration.identity() {
        return Err(Refusal::IdentityChanged);
    }
    if case.filings.governing().number == amendment.number
        && changes_settled_line(&case, &amendment.declaration)
    {
        return Err(Refusal::LineSettled);
    }
    if let Some(filing) = case.filings.find_mut(amendment.number) {
        filing.declaration = amendment.declaration;
        filing.warnings = amendment.warnings;
        filing.amended = Some(now);
    }
    if case.filings.governing().number == amendment.number {
        reopen(&mut case);
    }
    assess_again(&mut case, facts, now)?;
    let case = settle(case, facts, now)?;
    Ok(Step { case, number: amendment.number, answer: Answer::Taken })
}

/// What was closed for the earlier words is open for the new ones, but goods that were examined stay examined
/// and what was refused stays refused. Documents that an officer or a profile waited for go to an officer.
fn reopen(case: &mut Case) {
    let to_judge = decide::documents_to_judge(case);
    match case.arrived {
        Some(_) => case.resolved.retain(|(kind, _)| *kind == GateKind::Examination),
        None => {
            case.resolved.clear();
            case.admitted_lines.clear();
        }
    }
    case.directed.retain(|wanted| wanted.kind != GateKind::Document);
    case.directed.extend(to_judge.into_iter().map(|document| Wanted {
        kind: GateKind::Referral,
        owner: Owner::Customs,
        ..document
    }));
    let referred = case.directed.iter().filter(|wanted| wanted.kind == GateKind::Referral);
    case.resolved.extend(referred.map(|wanted| (GateKind::Document, wanted.subject.clone())));
}

/// Whether an amendment changes or drops a goods item that was released or refused.
fn changes_settled_line(case: &Case, amended: &Declaration) -> bool {
    let item = |declaration: &Declaration, line: u32| {
        declaration.items.iter().find(|item| item.line == line).cloned()
    };
    let now = &case.filings.governing().declaration;
    let settled = case.released_lines.union(&case.refused_lines);
    settled.into_iter().any(|line| item(now, *line) != item(amended, *line))
}

/// A declaration is made invalid; if no other stands, nothing is owed and nothing is declared.
pub(super) fn invalidate(
    mut case: Case,
    invalidation: Invalidation,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Step, Refusal> {
    own_filing(&case, invalidation.number, invalidation.filer.as_ref())?;
    let by_officer = invalidation.filer.is_none();
    match may_still_change(&case) {
        Err(Refusal::AlreadyReleased) if by_officer => {}
        other => other?,
    }
    if !by_officer && case.gates().is_some_and(Gates::await_examination) {
        return Err(Refusal::ExaminationAnnounced);
    }
    if !by_officer && !case.released_lines.is_empty() {
        return Err(Refusal::AlreadyReleased);
    }
    if invalidation.reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    let governed_by = case.filings.governing().number;
    let has_another = case.filings.iter().any(|filing| !filing.is_invalid && filing.number != governed_by);
    let is_released = matches!(case.state, State::Released { .. } | State::Cleared { .. });
    if is_released && has_another && invalidation.number == governed_by {
        // Other words would govern than those by which the goods went and are charged: those are corrected instead.
        return Err(Refusal::AlreadyReleased);
    }
    if let Some(filing) = case.filings.find_mut(invalidation.number) {
        filing.is_invalid = true;
    }
    case.events.push(Ground::Invalidated { reason: invalidation.reason });
    let number = invalidation.number;
    if case.filings.iter().all(|filing| filing.is_invalid) {
        return Ok(Step { case: undeclared(case, now), number, answer: Answer::Taken });
    }
    if is_released {
        return Ok(Step { case, number, answer: Answer::Taken });
    }
    ask_anew_if_governed_by_another(&mut case, governed_by);
    assess_again(&mut case, facts, now)?;
    let case = settle(case, facts, now)?;
    Ok(Step { case, number, answer: Answer::Taken })
}

/// The filing of a number, if it is valid and this filer's; officers may take any.
fn own_filing<'a>(case: &'a Case, number: Mrn, filer: Option<&Filer>) -> Result<&'a Filing, Refusal> {
    let filing = case.filings.find(number).ok_or(Refusal::UnknownFiling)?;
    if filer.is_some_and(|filer| filer.organisation != filing.filer.organisation) {
        return Err(Refusal::UnknownFiling);
    }
    match filing.is_invalid {
        true => Err(Refusal::AlreadyInvalidated),
        false => Ok(filing),
    }
}

/// What was said can change, and cases can be joined, until the goods are released or refused.
pub(super) fn may_still_change(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Advised | State::Waiting { .. } => Ok(()),
        State::Released { .. } | State::Cleared { .. } => Err(Refusal::AlreadyReleased),
        State::Refused { .. } => Err(Refusal::AlreadyRefused),
        State::Invalidated { .. } | State::Joined { .. } => Err(Refusal::AlreadyInvalidated),
        State::Leaving { .. } | State::Returned { .. } => Err(Refusal::AlreadyReturning),
    }
}

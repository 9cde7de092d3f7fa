//! After release: what was charged is assessed anew, claimed back, remitted or written off.
//!
//! ```text
//!   Correct ──► assessed by the law of the same day ──► more: additional assessment, with interest
//!                                                    └─► less: owed back
//!   Propose ──► carried out at once, or waits for another's signature ──► Sign
//!   Claim   ──► an officer corrects, proposes, or refuses
//! ```

use super::settle::give_back_again;
use crate::account;
use crate::assess::assess;
use crate::assessment::ChargeStatus;
use crate::case::{Case, LawVersion, State};
use crate::command::{ClaimRefusal, Correction, Proposal, Signature};
use crate::facts::Facts;
use crate::ground::Ground;
use crate::interest::simple_interest;
use crate::post_clearance::{
    Additional, Claim, PostClearanceAct, PostClearanceTerms, Proposed, Relinquished,
};
use crate::post_clearance_ground::PostClearanceGround;
use crate::refusal::Refusal;
use crate::{Declaration, Filer};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Decimal, Money};
use tariff::{ChargeKind, Dated};

/// What the law of today says of an act.
fn terms<'f>(
    facts: &Facts<'f>,
    act: PostClearanceAct,
    now: Timestamp,
) -> Option<&'f Dated<PostClearanceTerms>> {
    facts.law.procedures.post_clearance.on(&act, facts.law.day_of(now))
}

/// Only goods that were released, and that have not all gone back.
fn released(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Released { .. } | State::Cleared { .. } => Ok(()),
        State::Advised => Err(Refusal::NotDeclared),
        State::Waiting { .. } => Err(Refusal::NotReleased),
        State::Refused { .. } => Err(Refusal::AlreadyRefused),
        State::Invalidated { .. } | State::Joined { .. } => Err(Refusal::AlreadyInvalidated),
        State::Leaving { .. } | State::Returned { .. } => Err(Refusal::AlreadyReturning),
    }
}

/// Only goods that were released, whether they went back since or not: what is owed on them may be looked at.
fn owed_for(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Returned { .. } if case.has_all_gone() => Ok(()),
        _ => released(case),
    }
}

fn reasoned(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { Err(Refusal::ReasonMissing) } else { Ok(()) }
}

/// The filer says that something else should have been charged.
pub(super) fn claim(
    mut case: Case,
    (filer, reason): (&Filer, &str),
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    if case.filings.governing().filer.organisation != filer.organisation {
        return Err(Refusal::UnknownFiling);
    }
    released(&case)?;
    reasoned(reason)?;
    if case.post_clearance.claim.is_some() {
        return Err(Refusal::AlreadyClaimed);
    }
    let terms = terms(facts, PostClearanceAct::Repayment, now).ok_or(Refusal::NotByLaw)?;
    if !terms.value.is_in_time(case.assessment.day, facts.law.day_of(now), false) {
        return Err(Refusal::LimitationPassed);
    }
    let (organisation, reason) = (filer.organisation.clone(), reason.to_owned());
    case.post_clearance.claim = Some(Claim { organisation, at: now, reason: reason.clone() });
    tell(&mut case, PostClearanceGround::Claimed { reason });
    Ok(case)
}

/// An officer finds that what was charged stands.
pub(super) fn refuse_claim(mut case: Case, refusal: &ClaimRefusal) -> Result<Case, Refusal> {
    if case.post_clearance.claim.is_none() {
        return Err(Refusal::NothingClaimed);
    }
    reasoned(&refusal.reason)?;
    case.post_clearance.claim = None;
    tell(&mut case, PostClearanceGround::ClaimRefused { reason: refusal.reason.clone() });
    Ok(case)
}

/// An officer corrects what was declared: it is assessed anew by the law of the day that counted at release.
pub(super) fn correct(
    mut case: Case,
    correction: Correction,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    released(&case)?;
    let governing = case.filings.governing();
    if governing.number != correction.number {
        return Err(Refusal::UnknownFiling);
    }
    reasoned(&correction.reason)?;
    if governing.declaration.identity() != correction.declaration.identity() {
        return Err(Refusal::IdentityChanged);
    }
    if changes_what_is_settled(&case, &correction.declaration) {
        return Err(Refusal::LineSettled);
    }
    let kept_out = case.kept_out();
    let before = account::charged(&case.assessment);
    let day = case.assessment.day;
    let anew = assess(&correction.declaration, facts.law, facts.register, facts.activity.used_up(), day)
        .map_err(|_| Refusal::CannotAssess)?;
    let Correction { number, declaration, warnings, reason, is_wilful } = correction;
    if let Some(filing) = case.filings.find_mut(number) {
        (filing.declaration, filing.warnings, filing.amended) = (declaration, warnings, Some(now));
    }
    let held_beyond = case.repayable();
    case.assessment = anew;
    case.law = LawVersion::of(facts.law);
    // Goods that the law keeps out by what is known now were let in; those that were kept out stay so.
    let prohibited = case.assessment.prohibited_lines();
    case.admitted_lines.extend(prohibited.difference(&kept_out));
    let kept_out = case.kept_out();
    case.released_lines = case.lines().filter(|line| !kept_out.contains(line)).collect();
    give_back_again(&mut case);
    rebalance(&mut case);
    tell(&mut case, PostClearanceGround::Corrected { reason, is_wilful });
    let after = account::charged(&case.assessment);
    change(&mut case, (before, after), (held_beyond, is_wilful), facts, now)?;
    case.post_clearance.claim = None;
    rebalance(&mut case);
    stand(&mut case);
    Ok(case)
}

/// What the difference comes to by the law.
fn change(
    case: &mut Case,
    (before, after): (Money, Money),
    (held_beyond, is_wilful): (Money, bool),
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (day, today) = (case.assessment.day, facts.law.day_of(now));
    let difference = Money::new(after.minor().saturating_sub(before.minor()), after.currency());
    if difference.is_zero() {
        return Ok(());
    }
    let is_more = difference.minor() > 0;
    let act = if is_more { PostClearanceAct::AdditionalAssessment } else { PostClearanceAct::Repayment };
    let terms = terms(facts, act, now).ok_or(Refusal::NotByLaw)?;
    let (value, law) = (&terms.value, terms.law.clone());
    // Whoever has claimed in time loses nothing by waiting for the answer.
    let claimed = case.post_clearance.claim.as_ref().map(|claim| facts.law.day_of(claim.at));
    let asked = claimed.filter(|_| !is_more).unwrap_or(today);
    if !value.is_in_time(day, asked, is_wilful) {
        return Err(Refusal::LimitationPassed);
    }
    if value.is_too_small(Money::new(difference.minor().saturating_abs(), difference.currency())) {
        return Err(Refusal::TooSmall);
    }
    if !is_more {
        take_off(case, difference);
        tell(case, PostClearanceGround::AssessedLess { before, after, law });
        return Ok(());
    }
    let due = due_day(case, value, facts, today);
    let zero = Money::zero(difference.currency());
    let earlier = case.post_clearance.additional;
    let earlier = earlier.unwrap_or(Additional { assessed: zero, open: zero, due, late_minor_days: 0 });
    let (assessed, open) = (sum(earlier.assessed, difference), sum(earlier.open, difference));
    case.post_clearance.additional = Some(Additional { assessed, open, due, ..earlier });
    tell(case, PostClearanceGround::AssessedMore { before, after, due, law });
    // What customs held all the time was not late.
    let late = difference.minor().saturating_sub(held_beyond.minor()).max(0);
    let minor_days = i128::from(late) * i128::from(days_between(day, today));
    charge_interest(case, Money::new(late, difference.currency()), minor_days, facts, now);
    Ok(())
}

/// Less is owed: what was assessed after release falls first, and interest with it.
fn take_off(case: &mut Case, difference: Money) {
    let post = &mut case.post_clearance;
    let Some(additional) = &mut post.additional else { return };
    let before = additional.assessed.minor();
    let after = before.saturating_add(difference.minor()).max(0);
    additional.assessed = Money::new(after, difference.currency());
    additional.open = Money::new(additional.open.minor().min(after), difference.currency());
    let share = |interest: Money| {
        let left = quantity::share(interest.minor(), &[after, before - after]).first().copied().unwrap_or(0);
        Some(Money::new(left, interest.currency())).filter(|left| !left.is_zero())
    };
    post.interest = post.interest.and_then(share);
    post.interest_written_off = post.interest_written_off.and_then(share);
}

fn days_between(from: Date, to: Date) -> i64 {
    (to.duration_since(from).as_hours() / 24).max(0)
}

fn tell(case: &mut Case, ground: PostClearanceGround) {
    case.events.push(Ground::PostClearance(ground));
}

fn sum(one: Money, other: Money) -> Money {
    one.checked_add(other).unwrap_or(one)
}

/// By when more must be paid: with the statement that it stands on, or by itself.
fn due_day(case: &Case, terms: &PostClearanceTerms, facts: &Facts<'_>, today: Date) -> Date {
    let deferment = facts.law.procedures.deferment.on(&(), today).filter(|_| case.deferred.is_some());
    match deferment {
        Some(deferment) => deferment.value.period.holding(today).due(deferment.value.due_days),
        None => today.checked_add(jiff::Span::new().days(i64::from(terms.due_days))).unwrap_or(Date::MAX),
    }
}

/// Charges interest on an amount for what it was late, in minor units times days, if the law asks for it. Whether it was
/// charged, or never will be.
fn charge_interest(
    case: &mut Case,
    base: Money,
    minor_days: i128,
    facts: &Facts<'_>,
    now: Timestamp,
) -> bool {
    let Some(terms) = terms(facts, PostClearanceAct::Interest, now) else { return true };
    let Some(rate) = terms.value.rate else { return true };
    let amount = Money::new(simple_interest(minor_days, rate), base.currency());
    if amount.is_zero() || terms.value.is_too_small(amount) {
        return false;
    }
    let days = minor_days.checked_div(i128::from(base.minor())).and_then(|days| u32::try_from(days).ok());
    let days = days.unwrap_or(0);
    let known = case.post_clearance.interest.unwrap_or(Money::zero(base.currency()));
    case.post_clearance.interest = Some(sum(known, amount));
    tell(case, PostClearanceGround::InterestCharged { amount, base, days, rate, law: terms.law.clone() });
    true
}

/// A payment comes: what was assessed after release and is paid late bears interest until today.
pub(super) fn charge_late(case: &mut Case, paying: Money, facts: &Facts<'_>, now: Timestamp) {
    let Some(additional) = case.post_clearance.additional.filter(|_| owed_for(case).is_ok()) else { return };
    // What was charged at release is paid first.
    let owed = account::outstanding(&case.assessment).minor();
    let open = additional.open.minor().min(owed);
    let late = paying.minor().saturating_sub(owed - open).clamp(0, open);
    let late = Money::new(late, paying.currency());
    let left = Money::new(open - late.minor(), paying.currency());
    let days = match case.deferred {
        None => days_between(additional.due, facts.law.day_of(now)),
        // Its lateness is that of the statement.
        Some(_) => 0,
    };
    // What is too little by itself is not too little for good.
    let minor_days = i128::from(late.minor()) * i128::from(days) + i128::from(additional.late_minor_days);
    let is_charged = charge_interest(case, late, minor_days, facts, now);
    let late_minor_days = if is_charged { 0 } else { u64::try_from(minor_days).unwrap_or(u64::MAX) };
    case.post_clearance.additional = Some(Additional { open: left, late_minor_days, ..additional });
}

/// A payment bounced: as much of what was assessed after release is open again.
pub(super) fn reopen(case: &mut Case, bounced: Money) {
    if let Some(additional) = &mut case.post_clearance.additional {
        let open = additional.open.minor().saturating_add(bounced.minor());
        additional.open = Money::new(open.min(additional.assessed.minor()), bounced.currency());
    }
}

/// Whether corrected words change goods that were refused or went back.
fn changes_what_is_settled(case: &Case, corrected: &Declaration) -> bool {
    let declared = &case.filings.governing().declaration;
    let item = |declaration: &Declaration, line: u32| {
        declaration.items.iter().find(|item| item.line == line).cloned()
    };
    let kept_out = case.kept_out();
    let changes_refused = kept_out.iter().any(|line| item(declared, *line) != item(corrected, *line));
    let quantity =
        |declaration: &Declaration, line: u32| item(declaration, line).map(|item| (item.quantity, item.unit));
    let gone = case.returns.iter().flat_map(|gone| &gone.goods);
    let mut gone = gone.map(|goods| goods.line);
    changes_refused || gone.any(|line| quantity(declared, line) != quantity(corrected, line))
}

fn rebalance(case: &mut Case) {
    let kept_out = case.kept_out();
    account::balance(case, |line| kept_out.contains(&line));
}

/// Released while something is owed, cleared once nothing is: since when the goods may go stands.
fn stand(case: &mut Case) {
    let owed = account::outstanding(&case.assessment);
    let is_paid = account::owed(case).is_zero();
    if let Some(additional) = &mut case.post_clearance.additional {
        additional.open = Money::new(additional.open.minor().min(owed.minor()), owed.currency());
    }
    case.state = match (case.state.clone(), is_paid) {
        (State::Cleared { at }, false) => State::Released { at },
        (State::Released { at }, true) => State::Cleared { at },
        (state, _) => state,
    };
}

/// An officer proposes to waive a debt or to give it up; where one signature is enough that is done at once.
pub(super) fn propose(
    mut case: Case,
    proposal: &Proposal,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    owed_for(&case)?;
    let Proposal { act, of, amount, reason, by } = proposal;
    reasoned(reason)?;
    if case.post_clearance.proposed.is_some() {
        return Err(Refusal::AlreadyProposed);
    }
    if of.line.is_some_and(|line| !case.lines().any(|known| known == line)) {
        return Err(Refusal::UnknownLine);
    }
    let terms = waiver(*act, facts, now)?;
    let most = available(&case, *act, |line, kind| of.holds(line, kind), of.holds_interest());
    let wished = amount.unwrap_or(Money::new(most, case.paid.currency()));
    let (by, reason) = (by.clone(), reason.clone());
    let proposed = Proposed { act: *act, of: *of, amount: wished, reason, by, at: now };
    // Whoever waives it bit by bit signs for all of it.
    let before = case.post_clearance.relinquished_by(*act);
    let together = Money::new(wished.minor().saturating_add(before), wished.currency());
    if !terms.value.needs_second(together) {
        return carry_out(case, &proposed, facts, now);
    }
    may(&case, &proposed, facts, now)?;
    tell(
        &mut case,
        PostClearanceGround::Proposed { act: *act, amount: wished, reason: proposed.reason.clone() },
    );
    case.post_clearance.proposed = Some(proposed);
    Ok(case)
}

/// Another signs what was proposed, or does not.
pub(super) fn sign(
    mut case: Case,
    signature: &Signature,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    let proposed = case.post_clearance.proposed.take().ok_or(Refusal::NothingProposed)?;
    if !signature.approved {
        reasoned(&signature.reason)?;
        let Proposed { act, amount, .. } = proposed;
        tell(&mut case, PostClearanceGround::NotSigned { act, amount, reason: signature.reason.clone() });
        return Ok(case);
    }
    if proposed.by == signature.by {
        return Err(Refusal::OwnProposal);
    }
    owed_for(&case)?;
    carry_out(case, &proposed, facts, now)
}

/// The terms of remission or of writing off; nothing else is proposed.
fn waiver<'f>(
    act: PostClearanceAct,
    facts: &Facts<'f>,
    now: Timestamp,
) -> Result<&'f Dated<PostClearanceTerms>, Refusal> {
    match act {
        PostClearanceAct::Remission | PostClearanceAct::WriteOff => {
            terms(facts, act, now).ok_or(Refusal::NotByLaw)
        }
        PostClearanceAct::AdditionalAssessment | PostClearanceAct::Repayment | PostClearanceAct::Interest => {
            Err(Refusal::NotByLaw)
        }
    }
}

/// How much can be waived of what is meant, paid or not, or given up: only what is owed.
fn available(
    case: &Case,
    act: PostClearanceAct,
    holds: impl Fn(u32, ChargeKind) -> bool,
    holds_interest: bool,
) -> i64 {
    let is_waived = act == PostClearanceAct::Remission;
    if !is_waived && case.deferred.is_some() {
        // What stands on a statement is owed there, and given up there.
        return 0;
    }
    let mut minor = 0_i64;
    for line in &case.assessment.lines {
        for charge in line.charges.iter().filter(|charge| charge.stands() && holds(line.line, charge.kind)) {
            let of = if is_waived { charge.amount } else { charge.due };
            minor = minor.saturating_add(of.minor());
        }
    }
    if holds_interest {
        let interest = case.post_clearance.interest_to_pay();
        let interest = if is_waived { interest } else { interest - case.interest_covered() };
        minor = minor.saturating_add(interest);
    }
    minor
}

/// Whether what is proposed may be done now; gives its terms.
fn may<'f>(
    case: &Case,
    proposed: &Proposed,
    facts: &Facts<'f>,
    now: Timestamp,
) -> Result<&'f Dated<PostClearanceTerms>, Refusal> {
    let Proposed { act, of, amount, .. } = proposed;
    let terms = waiver(*act, facts, now)?;
    let most = available(case, *act, |line, kind| of.holds(line, kind), of.holds_interest());
    if most == 0 {
        return Err(Refusal::NothingOwed);
    }
    if amount.currency() != case.paid.currency() || amount.minor() <= 0 {
        return Err(Refusal::PaymentDoesNotFit);
    }
    if amount.minor() > most {
        return Err(Refusal::MoreThanStands);
    }
    if terms.value.is_too_small(*amount) {
        return Err(Refusal::TooSmall);
    }
    // Whoever has claimed in time loses nothing by waiting for the answer.
    let claimed = case.post_clearance.claim.as_ref().map_or(now, |claim| claim.at);
    match terms.value.is_in_time(case.assessment.day, facts.law.day_of(claimed), false) {
        true => Ok(terms),
        false => Err(Refusal::LimitationPassed),
    }
}

/// Sets apart what is waived or given up: charges in their order, interest last.
fn carry_out(
    mut case: Case,
    proposed: &Proposed,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Case, Refusal> {
    let law = may(&case, proposed, facts, now)?.law.clone();
    let Proposed { act, of, amount, reason, .. } = proposed;
    let only_owed = *act == PostClearanceAct::WriteOff;
    let status = if only_owed { ChargeStatus::WrittenOff } else { ChargeStatus::Remitted };
    let mut left = amount.minor();
    let mut parts = Vec::new();
    for place in 0..case.assessment.lines.len() {
        for kind in ChargeKind::ALL.iter().copied() {
            let Some(line) = case.assessment.lines.get_mut(place) else { continue };
            let number = line.line;
            if !of.holds(number, kind) {
                continue;
            }
            let taken = account::relinquish(line, |charge| charge == kind, (status, only_owed), left);
            if taken > 0 {
                left -= taken;
                let gone = case.gone_of(number, |gone| gone.kinds.contains(&kind));
                parts.push((Some((number, kind)), taken, gone));
            }
        }
    }
    let post = &mut case.post_clearance;
    let interest = Money::new(left.min(post.interest_minor()), amount.currency());
    if !interest.is_zero() {
        parts.push((None, interest.minor(), Decimal::ZERO));
    }
    if !interest.is_zero() && only_owed {
        let known = post.interest_written_off.unwrap_or(Money::zero(amount.currency()));
        post.interest_written_off = Some(sum(known, interest));
    } else if !interest.is_zero() {
        let left = Money::new(post.interest_minor() - interest.minor(), amount.currency());
        post.interest = Some(left).filter(|left| !left.is_zero());
    }
    post.relinquished.extend(parts.into_iter().map(|(of, minor, gone)| Relinquished {
        of,
        act: *act,
        amount: Money::new(minor, amount.currency()),
        gone,
    }));
    let (amount, reason) = (*amount, reason.clone());
    let told = match only_owed {
        true => PostClearanceGround::WrittenOff { amount, reason, law },
        false => PostClearanceGround::Remitted { amount, reason, law },
    };
    tell(&mut case, told);
    if !only_owed {
        case.post_clearance.claim = None;
    }
    rebalance(&mut case);
    stand(&mut case);
    Ok(case)
}

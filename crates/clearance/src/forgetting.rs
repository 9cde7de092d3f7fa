//! Forgetting: whether personal texts of a filing may be erased, by the law of retention of today.

use crate::assessment::{Charge, ChargeStatus};
use crate::case::{Case, Outcome, State};
use crate::day_number::day_number;
use crate::law::Law;
use crate::retention::{DataSubject, RetentionFrom, RetentionPurpose, RetentionRule, WhyKept};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use tariff::{Dated, LawRef};

/// Whether texts in a filing of a consignment may be forgotten: by which law, or why not. `released` is when the goods
/// were let go the first time, `last` when the last thing happened to the consignment.
///
/// # Errors
/// Why they are kept.
pub fn may_forget(
    case: &Case,
    (released, last): (Option<Timestamp>, Timestamp),
    subject: DataSubject,
    law: &Law,
    now: Timestamp,
) -> Result<LawRef, WhyKept> {
    if !is_over(case) {
        return Err(WhyKept::Open);
    }
    if has_open_money(case) {
        return Err(WhyKept::MoneyOpen);
    }
    let mut purposes = vec![RetentionPurpose::Control];
    // What the law relieves was never anybody's debt.
    let was_owed = |charge: &Charge| charge.status != ChargeStatus::Relieved && !charge.amount.is_zero();
    if case.assessment.charges().any(was_owed) {
        purposes.push(RetentionPurpose::Debt);
    }
    if case.outcome == Outcome::RefuseEntry {
        purposes.push(RetentionPurpose::Enforcement);
    }
    past(&purposes, (released.unwrap_or(last), last), subject, law, now)
}

/// The same for what went back to its filer at a moment.
///
/// # Errors
/// Why it is kept.
pub fn may_forget_sent_back(
    at: Timestamp,
    subject: DataSubject,
    law: &Law,
    now: Timestamp,
) -> Result<LawRef, WhyKept> {
    past(&[RetentionPurpose::SentBack], (at, at), subject, law, now)
}

/// The fewest months for which anything is kept by the law of a day; none where it says nothing.
pub fn shortest_retention(law: &Law, today: Date) -> Option<u32> {
    let rows = law.procedures.retention.rows().map(|(_, row)| row);
    rows.filter(|row| row.validity.covers(today)).map(|row| row.value.months).min()
}

/// The most months for which what went back is kept by the law of a day; none where it says nothing.
pub fn longest_of_sent_back(law: &Law, today: Date) -> Option<u32> {
    let rows = law.procedures.retention.rows();
    let rows = rows
        .filter(|((_, purpose), row)| *purpose == RetentionPurpose::SentBack && row.validity.covers(today));
    rows.map(|(_, row)| row.value.months).max()
}

/// Whether the time of every purpose is over, by the law of today.
fn past(
    purposes: &[RetentionPurpose],
    (released, ended): (Timestamp, Timestamp),
    subject: DataSubject,
    law: &Law,
    now: Timestamp,
) -> Result<LawRef, WhyKept> {
    let today = law.day_of(now);
    let until = |purpose: RetentionPurpose| {
        let rule = rule(law, subject, purpose, today)?;
        let from = match rule.value.counted_from {
            RetentionFrom::Release => released,
            RetentionFrom::End => ended,
        };
        let last = law.day_of(from).checked_add(Span::new().months(i64::from(rule.value.months)));
        // A time that no calendar holds is one that does not end.
        Some((last.unwrap_or(Date::MAX), purpose, rule.law.clone()))
    };
    let last =
        purposes.iter().filter_map(|purpose| until(*purpose)).max_by_key(|(last, ..)| day_number(*last));
    match last {
        None => Err(WhyKept::NoLaw),
        Some((until, purpose, law)) if today <= until => Err(WhyKept::Retention { purpose, until, law }),
        Some((_, _, law)) => Ok(law),
    }
}

/// The row for a subject, else the one for any.
fn rule(
    law: &Law,
    subject: DataSubject,
    purpose: RetentionPurpose,
    day: Date,
) -> Option<&Dated<RetentionRule>> {
    let rules = &law.procedures.retention;
    rules.on(&(Some(subject), purpose), day).or_else(|| rules.on(&(None, purpose), day))
}

/// Whether nothing more is waited for.
fn is_over(case: &Case) -> bool {
    match case.state {
        State::Waiting { .. } | State::Refused { .. } | State::Leaving { .. } => false,
        // Advance data that nothing followed ends with the last that was told.
        State::Advised
        | State::Released { .. }
        | State::Cleared { .. }
        | State::Invalidated { .. }
        | State::Returned { .. }
        | State::Joined { .. } => true,
    }
}

/// Whether anything is owed in either direction, or somebody has to say so yet.
fn has_open_money(case: &Case) -> bool {
    let post = &case.post_clearance;
    let is_owed = matches!(case.state, State::Released { .. })
        || (!matches!(case.state, State::Advised | State::Invalidated { .. })
            && !case.assessment.payable.is_zero());
    is_owed || case.beyond_charges() != 0 || post.claim.is_some() || post.proposed.is_some()
}

//! Retention: for how long the law has personal texts of a filing kept, and why they may not be forgotten yet.
//!
//! Each purpose for which texts are kept has its own time; the one that ends last counts. Where the law says nothing,
//! nothing may be forgotten: what was kept too long can still be erased, what was erased cannot come back.

use crate::assessment::{Charge, ChargeStatus};
use crate::case::{Case, Outcome, State};
use crate::day_number::day_number;
use crate::law::Law;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use quantity::words;
use tariff::{Dated, LawRef};

words! {
    /// Whose personal texts a filing holds.
    DataSubject {
        /// Who sends the goods.
        Consignor = "consignor",
        /// Who receives them.
        Consignee = "consignee",
        /// Who sold them.
        Seller = "seller",
        /// Who paid.
        Payer = "payer",
    }
}

words! {
    /// What personal texts are kept for.
    RetentionPurpose {
        /// To look again at what was declared.
        Control = "control",
        /// To prove what was charged.
        Debt = "debt",
        /// To prove why goods were not let in.
        Enforcement = "enforcement",
        /// To answer for what went back to its filer.
        SentBack = "sent_back",
    }
}

words! {
    /// The day from which the time of retention counts.
    RetentionFrom {
        /// The day of release; of the end, where nothing was released.
        Release = "release",
        /// The day on which the last thing happened.
        End = "end",
    }
}

words! {
    /// Why somebody's texts are erased.
    ErasureReason {
        /// The person asks for it.
        Request = "request",
        /// They should not have been kept.
        Unlawful = "unlawful",
        /// A court or another authority orders it.
        Order = "order",
        /// The time for which they are kept is over.
        Retention = "retention",
    }
}

/// What a row of retention is about; no subject stands for any.
pub type RetentionKey = (Option<DataSubject>, RetentionPurpose);

/// For how long texts are kept for a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionRule {
    /// How many months.
    pub months: u32,
    /// From when on.
    pub counted_from: RetentionFrom,
}

/// Why texts of a filing may not be forgotten yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyKept {
    /// The consignment is not over: something is waited for, or goods that may not stay are not known to have left.
    Open,
    /// Money is owed, or owed back, or disputed.
    MoneyOpen,
    /// The consignment is under legal hold.
    LegalHold,
    /// The time of a purpose is not over.
    Retention {
        /// The purpose whose time ends last.
        purpose: RetentionPurpose,
        /// The last day.
        until: Date,
        /// The law.
        law: LawRef,
    },
    /// The pack knows no law of retention for them.
    NoLaw,
}

impl WhyKept {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            WhyKept::Open => "not_over",
            WhyKept::MoneyOpen => "money_open",
            WhyKept::LegalHold => "legal_hold",
            WhyKept::Retention { .. } => "within_retention",
            WhyKept::NoLaw => "no_retention_law",
        }
    }
}

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

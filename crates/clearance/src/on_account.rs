//! What happens on an account of deferred payment beside what consignments put there: payments, payments that bounced,
//! guarantees that are called, interest.
//!
//! ```text
//!   payment             received ─► deferred      reversal        deferred ─► received
//!   call                called   ─► deferred      interest        deferred ─► interest
//!   guarantor_payment   received ─► called     write_off       written off ─► deferred
//! ```
//!
//! Each is one transfer and stays as it is: a payment that bounced is taken back by another entry. What is to be written
//! off is proposed by one person, which moves nothing, and written off by another.

use crate::account_name::AccountName;
use crate::post_clearance::PostClearanceTerms;
use ledger::{Phase, Transfer};
use quantity::{Currency, Money, words};

words! {
    /// What happens on an account.
    AccountEntryKind {
        /// Money came in.
        Payment = "payment",
        /// Money that was told to have come in did not.
        Reversal = "reversal",
        /// A guarantor is called for what was not paid.
        Call = "call",
        /// A guarantor paid.
        GuarantorPayment = "guarantor_payment",
        /// Interest on what was paid late.
        Interest = "interest",
        /// What is overdue is to be given up.
        ProposedWriteOff = "proposed_write_off",
        /// It is given up.
        WriteOff = "write_off",
    }
}

/// One thing that happened on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEntry {
    /// What.
    pub kind: AccountEntryKind,
    /// What it is called by whoever tells of it: no two of a kind and party are called the same. A payment is taken back
    /// under its own.
    pub reference: String,
    /// The guarantee that is called; who proposes that a debt is written off, or signs it.
    pub about: Option<String>,
    /// How much.
    pub amount: Money,
    /// Why, where that needs to be said.
    pub reason: Option<String>,
}

/// What is known of an account before something happens on it.
#[derive(Clone, Debug)]
pub struct AccountStanding {
    /// Its currency.
    pub currency: Currency,
    /// Whether the party may pay later, or something was put on its account.
    pub is_known: bool,
    /// What was told before under the same kind and reference.
    pub same: Option<AccountEntry>,
    /// The payment that is to be taken back.
    pub payment: Option<AccountEntry>,
    /// How much is unpaid for so long that a guarantor may be called.
    pub callable: i64,
    /// How much of the guarantee named is left to be called; none where the party has no such guarantee.
    pub left_of_guarantee: Option<i64>,
    /// What guarantors owe.
    pub called: i64,
    /// What the law says of writing off; none where it provides for none.
    pub write_off: Option<PostClearanceTerms>,
    /// What was proposed to be written off under the same reference.
    pub proposed: Option<AccountEntry>,
    /// How much of what is owed is overdue.
    pub overdue: i64,
}

/// Why something cannot happen on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// There is no such account.
    #[error("no such account")]
    UnknownAccount,
    /// It is not in the currency of the account, or not above zero.
    #[error("the amount is not in the currency of the account, or not above zero")]
    AmountDoesNotFit,
    /// The same was told before with other content.
    #[error("the reference was used before with other content")]
    ReferenceUsed,
    /// There is no such payment.
    #[error("there is no such payment")]
    UnknownPayment,
    /// It was taken back before.
    #[error("the payment was taken back already")]
    AlreadyReversed,
    /// A reason is needed.
    #[error("a reason is needed")]
    ReasonMissing,
    /// The party has no such guarantee.
    #[error("the party has no such guarantee")]
    UnknownGuarantee,
    /// More than is unpaid for long enough, or than the guarantee reaches to.
    #[error("more than is unpaid for long enough, or than the guarantee reaches to")]
    MoreThanCallable,
    /// More than guarantors owe.
    #[error("more than guarantors owe")]
    MoreThanCalled,
    /// The law in force provides for no such thing.
    #[error("the law in force provides for no such thing")]
    NotByLaw,
    /// More than is overdue.
    #[error("more than is overdue")]
    MoreThanOverdue,
}

impl AccountRefusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            AccountRefusal::UnknownAccount => "unknown_account",
            AccountRefusal::AmountDoesNotFit => "amount_does_not_fit",
            AccountRefusal::ReferenceUsed => "reference_used",
            AccountRefusal::UnknownPayment => "unknown_payment",
            AccountRefusal::AlreadyReversed => "already_reversed",
            AccountRefusal::ReasonMissing => "reason_missing",
            AccountRefusal::UnknownGuarantee => "unknown_guarantee",
            AccountRefusal::MoreThanCallable => "more_than_callable",
            AccountRefusal::MoreThanCalled => "more_than_called",
            AccountRefusal::NotByLaw => "not_by_law",
            AccountRefusal::MoreThanOverdue => "more_than_overdue",
        }
    }
}

impl AccountEntry {
    /// The transfer that it makes on the accounts of a party; none where it moves nothing.
    pub fn transfer<O: Copy>(&self, party: O) -> Option<Transfer<AccountName<O>>> {
        let deferred = AccountName::Deferred { organisation: party };
        let called = AccountName::Called { organisation: party };
        let (debit, credit) = match self.kind {
            AccountEntryKind::Payment => (AccountName::Received, deferred),
            AccountEntryKind::Reversal => (deferred, AccountName::Received),
            AccountEntryKind::Call => (called, deferred),
            AccountEntryKind::GuarantorPayment => (AccountName::Received, called),
            AccountEntryKind::Interest => (deferred, AccountName::Interest),
            AccountEntryKind::WriteOff => (AccountName::WrittenOff, deferred),
            AccountEntryKind::ProposedWriteOff => return None,
        };
        Some(Transfer { debit, credit, amount: self.amount, phase: Phase::Post })
    }

    /// By how much it changes what a party owes on its statements.
    pub fn on_statements(&self) -> i64 {
        let minor = self.amount.minor();
        match self.kind {
            AccountEntryKind::Payment | AccountEntryKind::Call | AccountEntryKind::WriteOff => {
                minor.saturating_neg()
            }
            AccountEntryKind::Reversal | AccountEntryKind::Interest => minor,
            AccountEntryKind::GuarantorPayment | AccountEntryKind::ProposedWriteOff => 0,
        }
    }

    /// By how much it changes what guarantors owe.
    pub fn on_guarantors(&self) -> i64 {
        match self.kind {
            AccountEntryKind::Call => self.amount.minor(),
            AccountEntryKind::GuarantorPayment => self.amount.minor().saturating_neg(),
            AccountEntryKind::Payment
            | AccountEntryKind::Reversal
            | AccountEntryKind::Interest
            | AccountEntryKind::ProposedWriteOff
            | AccountEntryKind::WriteOff => 0,
        }
    }

    /// By how much it changes what a party has on its statements and what guarantors owe for it: what counts against
    /// its security.
    pub fn change(&self) -> i64 {
        self.on_statements().saturating_add(self.on_guarantors())
    }
}

/// What is told to be written off is only proposed where the law asks for a second signature and nobody else has
/// proposed the same.
pub fn as_signed(entry: AccountEntry, standing: &AccountStanding) -> AccountEntry {
    let is_alone = match (&standing.write_off, &standing.proposed) {
        (Some(terms), None) => terms.needs_second(entry.amount),
        (Some(_), Some(proposed)) => {
            let AccountEntry { amount, reason, about, .. } = proposed;
            (amount, reason) != (&entry.amount, &entry.reason) || *about == entry.about
        }
        (None, _) => false,
    };
    let kind = match entry.kind {
        AccountEntryKind::WriteOff if is_alone => AccountEntryKind::ProposedWriteOff,
        kind => kind,
    };
    AccountEntry { kind, ..entry }
}

/// Whether something may happen on an account: true where it does, false where it was told before.
///
/// # Errors
/// Why it cannot.
pub fn enter(entry: &AccountEntry, standing: &AccountStanding) -> Result<bool, AccountRefusal> {
    let AccountEntry { kind, amount, reason, .. } = entry;
    if !standing.is_known {
        return Err(AccountRefusal::UnknownAccount);
    }
    if let Some(same) = &standing.same {
        return match (same == entry, kind) {
            (true, _) => Ok(false),
            (false, AccountEntryKind::Reversal) => Err(AccountRefusal::AlreadyReversed),
            (false, _) => Err(AccountRefusal::ReferenceUsed),
        };
    }
    if amount.currency() != standing.currency || amount.minor() <= 0 {
        return Err(AccountRefusal::AmountDoesNotFit);
    }
    let needs_reason = matches!(
        kind,
        AccountEntryKind::Reversal
            | AccountEntryKind::Call
            | AccountEntryKind::ProposedWriteOff
            | AccountEntryKind::WriteOff
    );
    if needs_reason && reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(AccountRefusal::ReasonMissing);
    }
    match kind {
        AccountEntryKind::Payment | AccountEntryKind::Interest => {}
        AccountEntryKind::Reversal => {
            let payment = standing.payment.as_ref().ok_or(AccountRefusal::UnknownPayment)?;
            if payment.amount != *amount {
                return Err(AccountRefusal::AmountDoesNotFit);
            }
        }
        AccountEntryKind::Call => {
            let left = standing.left_of_guarantee.ok_or(AccountRefusal::UnknownGuarantee)?;
            if amount.minor() > left.min(standing.callable) {
                return Err(AccountRefusal::MoreThanCallable);
            }
        }
        AccountEntryKind::GuarantorPayment => {
            if amount.minor() > standing.called {
                return Err(AccountRefusal::MoreThanCalled);
            }
        }
        AccountEntryKind::ProposedWriteOff | AccountEntryKind::WriteOff => {
            standing.write_off.ok_or(AccountRefusal::NotByLaw)?;
            if amount.minor() > standing.overdue {
                return Err(AccountRefusal::MoreThanOverdue);
            }
        }
    }
    Ok(true)
}

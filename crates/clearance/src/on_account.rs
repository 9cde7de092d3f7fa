//! What happens on an account of deferred payment beside what consignments put there: payments, payments that bounced,
//! guarantees that are called, interest.
//!
//! ```text
//!   payment             received ─► deferred      reversal        deferred ─► received
//!   call                called   ─► deferred      interest        deferred ─► interest
//!   guarantor_payment   received ─► called
//! ```
//!
//! Each is one transfer and stays as it is: a payment that bounced is taken back by another entry.

use crate::account_name::AccountName;
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
    /// The guarantee that is called.
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
        }
    }
}

impl AccountEntry {
    /// The transfer that it makes on the accounts of a party.
    pub fn transfer<O: Copy>(&self, party: O) -> Transfer<AccountName<O>> {
        let deferred = AccountName::Deferred { organisation: party };
        let called = AccountName::Called { organisation: party };
        let (debit, credit) = match self.kind {
            AccountEntryKind::Payment => (AccountName::Received, deferred),
            AccountEntryKind::Reversal => (deferred, AccountName::Received),
            AccountEntryKind::Call => (called, deferred),
            AccountEntryKind::GuarantorPayment => (AccountName::Received, called),
            AccountEntryKind::Interest => (deferred, AccountName::Interest),
        };
        Transfer { debit, credit, amount: self.amount, phase: Phase::Post }
    }

    /// By how much it changes what a party owes on its statements.
    pub fn on_statements(&self) -> i64 {
        let minor = self.amount.minor();
        match self.kind {
            AccountEntryKind::Payment | AccountEntryKind::Call => minor.saturating_neg(),
            AccountEntryKind::Reversal | AccountEntryKind::Interest => minor,
            AccountEntryKind::GuarantorPayment => 0,
        }
    }

    /// By how much it changes what guarantors owe.
    pub fn on_guarantors(&self) -> i64 {
        match self.kind {
            AccountEntryKind::Call => self.amount.minor(),
            AccountEntryKind::GuarantorPayment => self.amount.minor().saturating_neg(),
            AccountEntryKind::Payment | AccountEntryKind::Reversal | AccountEntryKind::Interest => 0,
        }
    }

    /// By how much it changes what a party has on its statements and what guarantors owe for it: what counts against
    /// its security.
    pub fn change(&self) -> i64 {
        self.on_statements().saturating_add(self.on_guarantors())
    }
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
    let needs_reason = matches!(kind, AccountEntryKind::Reversal | AccountEntryKind::Call);
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
    }
    Ok(true)
}

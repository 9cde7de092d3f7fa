//! What an account comes to.

use crate::transfer::{Phase, TransferRefusal};

/// What was debited and credited to an account, and what is reserved of either, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Everything that was debited.
    pub debits: i64,
    /// Everything that was credited.
    pub credits: i64,
    /// Debits that are expected.
    pub reserved_debits: i64,
    /// Credits that are expected.
    pub reserved_credits: i64,
}

impl Sums {
    /// What is on the account: above zero where more was debited.
    pub fn balance(self) -> i64 {
        self.debits.saturating_sub(self.credits)
    }

    /// What it would be on the account if everything expected came.
    pub fn expected(self) -> i64 {
        self.balance().saturating_add(self.reserved_debits).saturating_sub(self.reserved_credits)
    }

    /// The same with more of everything; what leaves the range of numbers stays at its end.
    #[must_use]
    pub fn and(self, more: Sums) -> Sums {
        Sums {
            debits: self.debits.saturating_add(more.debits),
            credits: self.credits.saturating_add(more.credits),
            reserved_debits: self.reserved_debits.saturating_add(more.reserved_debits),
            reserved_credits: self.reserved_credits.saturating_add(more.reserved_credits),
        }
    }

    /// What has come since earlier sums of the same account.
    #[must_use]
    pub fn since(self, earlier: Sums) -> Sums {
        Sums {
            debits: self.debits.saturating_sub(earlier.debits),
            credits: self.credits.saturating_sub(earlier.credits),
            reserved_debits: self.reserved_debits.saturating_sub(earlier.reserved_debits),
            reserved_credits: self.reserved_credits.saturating_sub(earlier.reserved_credits),
        }
    }

    pub(crate) fn debited(self, amount: i64, phase: Phase) -> Result<Sums, TransferRefusal> {
        let (debits, reserved_debits) = moved((self.debits, self.reserved_debits), amount, phase)?;
        Ok(Sums { debits, reserved_debits, ..self })
    }

    pub(crate) fn credited(self, amount: i64, phase: Phase) -> Result<Sums, TransferRefusal> {
        let (credits, reserved_credits) = moved((self.credits, self.reserved_credits), amount, phase)?;
        Ok(Sums { credits, reserved_credits, ..self })
    }
}

/// Posted and reserved after an amount.
fn moved((posted, reserved): (i64, i64), amount: i64, phase: Phase) -> Result<(i64, i64), TransferRefusal> {
    let more = |sum: i64| sum.checked_add(amount).ok_or(TransferRefusal::OutOfRange);
    let less =
        |sum: i64| sum.checked_sub(amount).filter(|left| *left >= 0).ok_or(TransferRefusal::NotReserved);
    Ok(match phase {
        Phase::Post => (more(posted)?, reserved),
        Phase::Reserve => (posted, more(reserved)?),
        Phase::Settle => (more(posted)?, less(reserved)?),
        Phase::Free => (posted, less(reserved)?),
    })
}

//! The book: every account with its sums.

use crate::sums::Sums;
use crate::transfer::{Refused, Transfer, TransferRefusal};
use quantity::Currency;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash, RandomState};

/// How far an account may go, with what is reserved of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limit {
    /// As far as anybody likes.
    #[default]
    None,
    /// Its debits, also those expected, pass its credits by so much at most.
    DebitsBeyondCredits(i64),
    /// Its credits, also those expected, pass its debits by so much at most.
    CreditsBeyondDebits(i64),
}

/// An account: one currency, its limit, its sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The currency of everything on it.
    pub currency: Currency,
    /// How far it may go.
    pub limit: Limit,
    /// What it comes to.
    pub sums: Sums,
}

/// Accounts by their names.
#[derive(Clone, Debug)]
pub struct Book<A, S = RandomState> {
    accounts: HashMap<A, Account, S>,
    /// Accounts as they were before the set under way.
    before: Vec<(A, Option<Account>)>,
}

impl<A, S: Default> Default for Book<A, S> {
    fn default() -> Self {
        Book { accounts: HashMap::default(), before: Vec::new() }
    }
}

impl Limit {
    /// How much sums leave of it, below zero where they are beyond it; none where nothing limits.
    fn room(self, sums: Sums) -> Option<i64> {
        // What is expected on the other side may never come: it gives no room.
        let (most, used) = match self {
            Limit::None => return None,
            Limit::DebitsBeyondCredits(most) => (most, sums.balance().saturating_add(sums.reserved_debits)),
            Limit::CreditsBeyondDebits(most) => (most, sums.reserved_credits.saturating_sub(sums.balance())),
        };
        Some(most.saturating_sub(used))
    }
}

impl Account {
    /// An account with nothing on it.
    pub fn new(currency: Currency) -> Account {
        Account { currency, limit: Limit::None, sums: Sums::default() }
    }

    /// How much may still go on its limited side; none where nothing limits it.
    pub fn room(&self) -> Option<i64> {
        self.limit.room(self.sums)
    }
}

impl<A: Copy + Eq + Hash, S: BuildHasher> Book<A, S> {
    /// Puts an account into the book as it was kept, instead of whatever has its name.
    pub fn put(&mut self, name: A, account: Account) {
        self.accounts.insert(name, account);
    }

    /// An account, if anything was ever on it or it was put there.
    pub fn account(&self, name: &A) -> Option<&Account> {
        self.accounts.get(name)
    }

    /// Every account, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = (&A, &Account)> {
        self.accounts.iter()
    }

    /// Makes a set of transfers, or nothing of it. An account that is new is opened by the first transfer, in its
    /// currency and without a limit. Limits are those of the whole set: within it an account may pass its limit and
    /// come back.
    ///
    /// # Errors
    /// The first transfer that cannot be made, and why.
    pub fn apply(&mut self, set: &[Transfer<A>]) -> Result<(), Refused> {
        self.before.clear();
        let made = set
            .iter()
            .enumerate()
            .try_for_each(|(place, transfer)| self.make(transfer).map_err(|why| Refused { place, why }));
        let kept = made.and_then(|()| self.within_limits(set));
        if kept.is_err() {
            self.take_back();
        }
        kept
    }

    fn make(&mut self, transfer: &Transfer<A>) -> Result<(), TransferRefusal> {
        let Transfer { debit, credit, amount, phase } = *transfer;
        if amount.minor() <= 0 {
            return Err(TransferRefusal::NoAmount);
        }
        if debit == credit {
            return Err(TransferRefusal::OneAccount);
        }
        self.change(debit, amount.currency(), |sums| sums.debited(amount.minor(), phase))?;
        self.change(credit, amount.currency(), |sums| sums.credited(amount.minor(), phase))
    }

    fn change(
        &mut self,
        name: A,
        currency: Currency,
        change: impl FnOnce(Sums) -> Result<Sums, TransferRefusal>,
    ) -> Result<(), TransferRefusal> {
        match self.accounts.entry(name) {
            Entry::Occupied(mut known) => {
                let account = known.get_mut();
                if account.currency != currency {
                    return Err(TransferRefusal::OtherCurrency);
                }
                let sums = change(account.sums)?;
                self.before.push((name, Some(*account)));
                account.sums = sums;
            }
            Entry::Vacant(new) => {
                let sums = change(Sums::default())?;
                self.before.push((name, None));
                new.insert(Account { sums, ..Account::new(currency) });
            }
        }
        Ok(())
    }

    fn within_limits(&self, set: &[Transfer<A>]) -> Result<(), Refused> {
        let is_within = |name: &A| {
            let room = self.accounts.get(name).and_then(Account::room);
            room.is_none_or(|room| room >= 0 || self.room_before(name).is_some_and(|before| room >= before))
        };
        match set.iter().position(|transfer| !is_within(&transfer.debit) || !is_within(&transfer.credit)) {
            Some(place) => Err(Refused { place, why: TransferRefusal::BeyondLimit }),
            None => Ok(()),
        }
    }

    /// What an account had left before the set, if it was there. Beyond a limit that was lowered later it may come back.
    fn room_before(&self, name: &A) -> Option<i64> {
        let first = self.before.iter().find(|(changed, _)| changed == name);
        first.and_then(|(_, before)| before.as_ref()?.room())
    }

    /// Accounts are as they were before the set.
    fn take_back(&mut self) {
        while let Some((name, before)) = self.before.pop() {
            match before {
                Some(account) => self.accounts.insert(name, account),
                None => self.accounts.remove(&name),
            };
        }
    }
}

#[cfg(test)]
mod tests;

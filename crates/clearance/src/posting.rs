//! What a consignment moves on the ledger, and the transfers that a step makes of it.
//!
//! ```text
//!   expected      receivable ─► revenue     while it waits
//!   charged       receivable ─► revenue     once its goods are released
//!   paid          received ─► receivable    as far as charges are covered
//!   to be repaid  received ─► refunds       the rest of what was paid
//!   by a vendor   vendor ─► collected       what was collected at the sale, expected and charged in the same way
//!   paid out      refunds ─► received       of that
//!   interest      receivable ─► interest    on what was assessed after release
//!   given up      written off ─► receivable of what was charged, and of the interest
//! ```
//!
//! A step posts the difference between what the case came to before it and after it, so that whatever happens to a
//! case, its transfers add up to where it stands; what is less than before is posted the other way.

use crate::account_name::AccountName;
use crate::assessment::{Charge, ChargeStatus};
use crate::case::{Case, State};
use crate::procedure::Debtor;
use ledger::{Phase, Transfer};
use quantity::{Currency, Money};
use std::ops::Deref;

/// What a consignment has between two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<O> {
    /// The account that is debited.
    pub debit: AccountName<O>,
    /// The account that is credited.
    pub credit: AccountName<O>,
    /// The currency of both amounts.
    pub currency: Currency,
    /// How much counts, in minor units.
    pub posted: i64,
    /// How much is expected, in minor units.
    pub expected: i64,
}

impl<O> Position<O> {
    /// The same, borrowed.
    pub fn as_deref(&self) -> Position<&O::Target>
    where
        O: Deref,
    {
        let Position { debit, credit, currency, posted, expected } = self;
        let (currency, posted, expected) = (*currency, *posted, *expected);
        Position { debit: debit.as_deref(), credit: credit.as_deref(), currency, posted, expected }
    }

    /// Whether it is about what somebody collected at the sale, of which nothing comes in here.
    pub fn is_collected_at_sale(&self) -> bool {
        self.debit.is_collected_at_sale()
    }

    /// The same with what accounts are named by named in another way.
    pub fn map<P>(self, mut name: impl FnMut(O) -> P) -> Position<P> {
        let Position { debit, credit, currency, posted, expected } = self;
        Position { debit: debit.map(&mut name), credit: credit.map(&mut name), currency, posted, expected }
    }
}

/// What a case has between accounts, each pair once; nothing where another case stands for it.
pub fn positions(case: &Case) -> Vec<Position<&str>> {
    let mut positions = Positions { currency: case.paid.currency(), all: Vec::new() };
    if case.joined_into().is_some() {
        return positions.all;
    }
    let organisation = case.filings.governing().filer.organisation.as_str();
    let is_let_go = matches!(case.state, State::Released { .. } | State::Cleared { .. });
    for line in &case.assessment.lines {
        let counts = is_let_go || case.released_lines.contains(&line.line);
        for charge in &line.charges {
            let is_given_up = charge.status == ChargeStatus::WrittenOff && case.goods_stay();
            if !charge.stands() && !is_given_up {
                continue;
            }
            let Charge { kind, debtor, amount, .. } = *charge;
            let receivable = match &case.deferred {
                Some(deferred) if charge.is_deferred() => {
                    AccountName::Deferred { organisation: &*deferred.party }
                }
                _ => AccountName::Receivable { debtor, organisation },
            };
            let minor = amount.minor();
            let (posted, expected) = if counts { (minor, 0) } else { (0, minor) };
            positions.add(receivable, AccountName::Revenue { kind }, posted, expected);
            positions.add(AccountName::Received, receivable, charge.covered(), 0);
            if is_given_up {
                positions.add(AccountName::WrittenOff, receivable, posted, expected);
            }
        }
    }
    positions.add_interest(case);
    let refunds = AccountName::Refunds { organisation };
    let (owed_back, paid_out) = (case.beyond_charges(), case.refunded().minor());
    positions.add(AccountName::Received, refunds, owed_back.saturating_add(paid_out), 0);
    positions.add(refunds, AccountName::Received, paid_out, 0);
    positions.add_collected(case);
    positions.all
}

struct Positions<'c> {
    currency: Currency,
    all: Vec<Position<&'c str>>,
}

impl<'c> Positions<'c> {
    fn add(&mut self, debit: AccountName<&'c str>, credit: AccountName<&'c str>, posted: i64, expected: i64) {
        if posted == 0 && expected == 0 {
            return;
        }
        let is_known = |known: &&mut Position<&str>| known.debit == debit && known.credit == credit;
        match self.all.iter_mut().find(is_known) {
            Some(known) => {
                known.posted = known.posted.saturating_add(posted);
                known.expected = known.expected.saturating_add(expected);
            }
            None => {
                self.all.push(Position { debit, credit, currency: self.currency, posted, expected });
            }
        }
    }

    /// Adds interest on what was assessed after release, owed by whoever owes the charges.
    fn add_interest(&mut self, case: &'c Case) {
        let interest = case.post_clearance.interest_minor();
        if interest == 0 {
            return;
        }
        let debtor = case.assessment.charges().next().map_or(Debtor::Declarant, |charge| charge.debtor);
        let receivable = match &case.deferred {
            Some(deferred) => AccountName::Deferred { organisation: &*deferred.party },
            None => {
                let organisation = case.filings.governing().filer.organisation.as_str();
                AccountName::Receivable { debtor, organisation }
            }
        };
        let given_up = interest.saturating_sub(case.post_clearance.interest_to_pay());
        self.add(receivable, AccountName::Interest, interest, 0);
        self.add(AccountName::Received, receivable, case.interest_covered(), 0);
        self.add(AccountName::WrittenOff, receivable, given_up, 0);
    }

    /// Adds what was collected at the sale under a number, as long as the goods stay.
    fn add_collected(&mut self, case: &'c Case) {
        let declared = case.filings.governing().declaration.tax_scheme.as_ref();
        let Some(declared) = declared.filter(|_| case.goods_stay()) else { return };
        let vendor = AccountName::Vendor { scheme: &*declared.scheme, number: &*declared.number };
        let (is_let_go, kept_out) = (case.may_go(), case.kept_out());
        for line in case.assessment.lines.iter().filter(|line| !kept_out.contains(&line.line)) {
            let counts = is_let_go || case.released_lines.contains(&line.line);
            let collected = |charge: &&Charge| charge.status == ChargeStatus::CollectedElsewhere;
            for Charge { kind, amount, .. } in line.charges.iter().filter(collected) {
                let minor = amount.minor();
                let (posted, expected) = if counts { (minor, 0) } else { (0, minor) };
                self.add(vendor, AccountName::Collected { kind: *kind }, posted, expected);
            }
        }
    }
}

/// The transfers from one state of a consignment to the next.
pub fn transfers<O: Copy + Eq>(
    before: &[Position<O>],
    after: &[Position<O>],
) -> Vec<Transfer<AccountName<O>>> {
    let mut transfers = Vec::with_capacity(after.len());
    for position in after {
        let earlier = before.iter().find(|earlier| is_between_the_same(earlier, position));
        let (posted, expected) = earlier.map_or((0, 0), |earlier| (earlier.posted, earlier.expected));
        step(
            position,
            position.posted.saturating_sub(posted),
            position.expected.saturating_sub(expected),
            &mut transfers,
        );
    }
    for position in before {
        if !after.iter().any(|later| is_between_the_same(later, position)) {
            step(
                position,
                0_i64.saturating_sub(position.posted),
                0_i64.saturating_sub(position.expected),
                &mut transfers,
            );
        }
    }
    transfers
}

fn is_between_the_same<O: Eq>(one: &Position<O>, other: &Position<O>) -> bool {
    one.debit == other.debit && one.credit == other.credit && one.currency == other.currency
}

/// The transfers by which so much more counts and so much more is expected between two accounts.
fn step<O: Copy>(
    between: &Position<O>,
    posted: i64,
    expected: i64,
    transfers: &mut Vec<Transfer<AccountName<O>>>,
) {
    let Position { debit, credit, currency, .. } = *between;
    let mut make = |debit, credit, minor: i64, phase| {
        if minor > 0 {
            transfers.push(Transfer { debit, credit, amount: Money::new(minor, currency), phase });
        }
    };
    // What was expected and counts now is settled; only the rest is new, or expected no longer.
    let settled = posted.min(expected.saturating_neg()).max(0);
    let (posted, expected) = (posted - settled, expected + settled);
    make(debit, credit, settled, Phase::Settle);
    make(debit, credit, expected.saturating_neg(), Phase::Free);
    make(debit, credit, expected, Phase::Reserve);
    make(debit, credit, posted, Phase::Post);
    make(credit, debit, posted.saturating_neg(), Phase::Post);
}

#[cfg(test)]
mod tests {
    use super::*;
    use tariff::ChargeKind;

    type Position = super::Position<u8>;

    fn position(posted: i64, expected: i64) -> Position {
        let currency = Currency::new("EXD", 2).unwrap();
        let debit = AccountName::Receivable { debtor: Debtor::Declarant, organisation: 1 };
        let credit = AccountName::Revenue { kind: ChargeKind::Vat };
        Position { debit, credit, currency, posted, expected }
    }

    fn told(before: &[Position], after: &[Position]) -> Vec<(Phase, i64, bool)> {
        let told = |transfer: Transfer<AccountName<u8>>| {
            (transfer.phase, transfer.amount.minor(), transfer.debit == position(0, 0).debit)
        };
        transfers(before, after).into_iter().map(told).collect()
    }

    #[test]
    fn a_step_moves_the_difference() {
        use Phase::{Free, Post, Reserve, Settle};
        assert_eq!(told(&[], &[position(0, 7)]), [(Reserve, 7, true)]);
        assert_eq!(told(&[position(0, 7)], &[position(7, 0)]), [(Settle, 7, true)]);
        assert_eq!(told(&[position(0, 7)], &[position(5, 0)]), [(Settle, 5, true), (Free, 2, true)]);
        assert_eq!(told(&[position(0, 7)], &[position(9, 0)]), [(Settle, 7, true), (Post, 2, true)]);
        assert_eq!(told(&[position(0, 7)], &[position(0, 4)]), [(Free, 3, true)]);
        assert_eq!(told(&[position(9, 0)], &[position(4, 0)]), [(Post, 5, false)]);
        assert_eq!(told(&[position(9, 2)], &[]), [(Free, 2, true), (Post, 9, false)]);
        assert_eq!(told(&[position(9, 2)], &[position(9, 2)]), []);
    }
}

//! What a transfer costs in memory, by the book that the store keeps: expected, settled and posted by turns, a third of
//! all by one organisation.

use super::{count, median, ratio};
use crate::failure::Failure;
use clearance::AccountName;
use ledger::{Book, Phase, Transfer};
use quantity::{Currency, Money};
use serde::Serialize;
use std::hash::BuildHasherDefault;
use std::hint::black_box;
use store::Mixing;
use tariff::ChargeKind;

/// Organisations with accounts.
const ORGANISATIONS: usize = 10_000;
/// The most that a transfer moves, in minor units.
const MOST: u64 = 10_000;

/// What transfers cost, on one thread.
#[derive(Serialize)]
pub(super) struct LedgerReport {
    bench: &'static str,
    transfers: u64,
    accounts: u64,
    rounds: usize,
    floor_two_additions_ns: u64,
    transfer_ns: u64,
    transfers_per_second: u64,
    hot_transfer_ns: u64,
    ratios: Ratios,
}

#[derive(Serialize)]
struct Ratios {
    transfer_to_floor: String,
    hot_to_mixed: String,
}

type Set = [Transfer<(AccountName<i64>, Currency)>; 2];

/// Measures so many sets of two transfers.
pub(super) fn measure(sets: u64, rounds: usize) -> Result<LedgerReport, Failure> {
    let impossible = || Failure::WrongUse("the made-up transfers cannot be made".to_owned());
    let currency = Currency::new("EXD", 2).ok_or_else(impossible)?;
    let mixed: Vec<Set> = made_up(sets, currency, |dice| match dice % 3 {
        0 => 0,
        _ => 1 + dice / 3 % count(ORGANISATIONS),
    });
    let hot: Vec<Set> = made_up(sets, currency, |_| 0);
    let mut sums = vec![0_i64; 2 * ORGANISATIONS];
    let floor = median(rounds, &mixed, |set| set.iter().for_each(|transfer| add(transfer, &mut sums)));
    black_box(&sums);
    let mut book: Book<_, BuildHasherDefault<Mixing>> = Book::default();
    let mut refused = 0;
    let mut apply = |set: &Set| refused += u64::from(book.apply(set).is_err());
    let transfer = median(rounds, &mixed, &mut apply) / 2;
    let hot = median(rounds, &hot, &mut apply) / 2;
    if refused > 0 {
        return Err(impossible());
    }
    let accounts = count(book.accounts().count());
    let floor = floor / 2;
    Ok(LedgerReport {
        bench: "ledger",
        transfers: 2 * sets,
        accounts,
        rounds,
        floor_two_additions_ns: floor,
        transfer_ns: transfer,
        transfers_per_second: 1_000_000_000 / transfer.max(1),
        hot_transfer_ns: hot,
        ratios: Ratios { transfer_to_floor: ratio(transfer, floor), hot_to_mixed: ratio(hot, transfer) },
    })
}

/// The least that it takes: two sums in an array, by organisation.
fn add(transfer: &Transfer<(AccountName<i64>, Currency)>, sums: &mut [i64]) {
    let organisation = transfer.debit.0.organisation().or(transfer.credit.0.organisation());
    let place = organisation.and_then(|id| usize::try_from(*id).ok()).unwrap_or_default();
    for (side, sign) in [(0, 1), (1, -1)] {
        if let Some(sum) = sums.get_mut(2 * place + side) {
            *sum = sum.saturating_add(sign * transfer.amount.minor());
        }
    }
}

/// Sets of two: what a parcel's charge is expected to come to, and what another one's has come to.
fn made_up(sets: u64, currency: Currency, organisation: impl Fn(u64) -> u64) -> Vec<Set> {
    let set = |number: u64| {
        // One step of SplitMix64: the same sets on every machine.
        let dice = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let dice = dice ^ (dice >> 27);
        let organisation = i64::try_from(organisation(dice)).unwrap_or_default();
        let debit = AccountName::Receivable { debtor: clearance::Debtor::Consignee, organisation };
        let kind = if dice.is_multiple_of(2) { ChargeKind::Vat } else { ChargeKind::Duty };
        let minor = i64::try_from(1 + dice % MOST).unwrap_or(1);
        let transfer = |phase| Transfer {
            debit: (debit, currency),
            credit: (AccountName::Revenue { kind }, currency),
            amount: Money::new(minor, currency),
            phase,
        };
        [transfer(Phase::Reserve), transfer(if dice.is_multiple_of(3) { Phase::Post } else { Phase::Settle })]
    };
    (1..=sets).map(set).collect()
}

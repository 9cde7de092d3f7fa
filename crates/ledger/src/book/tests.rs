//! The book over long random histories, against a naive one that keeps every transfer.

use super::*;
use crate::transfer::Phase;
use quantity::Money;

/// A sequence that looks random.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % end
    }
}

fn currency(letters: &str) -> Currency {
    Currency::new(letters, 2).unwrap()
}

const ACCOUNTS: u64 = 24;

/// Accounts hold one of two currencies; some have limits.
fn book() -> Book<u64> {
    let mut book = Book::default();
    for name in 0..ACCOUNTS {
        let account = Account::new(currency(if name % 2 == 0 { "EXD" } else { "EUR" }));
        let limit = match name % 6 {
            0 => Limit::DebitsBeyondCredits(50_000),
            3 => Limit::CreditsBeyondDebits(20_000),
            _ => Limit::None,
        };
        book.put(name, Account { limit, ..account });
    }
    book
}

/// A set of one to three transfers; now and then one that cannot be.
fn set(dice: &mut Dice) -> Vec<Transfer<u64>> {
    const PHASES: [Phase; 5] = [Phase::Post, Phase::Post, Phase::Reserve, Phase::Settle, Phase::Free];
    let side = dice.below(2);
    let transfer = |dice: &mut Dice| {
        let account = |dice: &mut Dice| 2 * dice.below(ACCOUNTS / 2) + side;
        let stray = if dice.below(50) == 0 { 1 } else { 0 };
        let currency =
            currency(if (side + u64::from(dice.below(50) == 0)).is_multiple_of(2) { "EXD" } else { "EUR" });
        Transfer {
            debit: account(dice),
            credit: (account(dice) + stray) % ACCOUNTS,
            amount: Money::new(i64::try_from(dice.below(3_000)).unwrap() - 5, currency),
            phase: PHASES[usize::try_from(dice.below(5)).unwrap()],
        }
    };
    (0..=dice.below(3)).map(|_| transfer(dice)).collect()
}

/// Whether a set can be made, by adding everything up from the beginning on.
#[derive(Default)]
struct Naive {
    made: Vec<Transfer<u64>>,
}

impl Naive {
    fn sums(&self, name: u64) -> Sums {
        let mut sums = Sums::default();
        for Transfer { debit, credit, amount, phase } in &self.made {
            let (posted, reserved) = match phase {
                Phase::Post => (amount.minor(), 0),
                Phase::Reserve => (0, amount.minor()),
                Phase::Settle => (amount.minor(), -amount.minor()),
                Phase::Free => (0, -amount.minor()),
            };
            if *debit == name {
                sums.debits += posted;
                sums.reserved_debits += reserved;
            }
            if *credit == name {
                sums.credits += posted;
                sums.reserved_credits += reserved;
            }
        }
        sums
    }

    fn take(&mut self, set: &[Transfer<u64>], book: &Book<u64>) -> bool {
        let length = self.made.len();
        for transfer in set {
            let Transfer { debit, credit, amount, .. } = *transfer;
            let currency = |name: u64| book.account(&name).unwrap().currency;
            let is_sound = amount.minor() > 0
                && debit != credit
                && [debit, credit].into_iter().all(|name| currency(name) == amount.currency());
            self.made.push(*transfer);
            let never_negative = |name: u64| {
                let sums = self.sums(name);
                sums.reserved_debits >= 0 && sums.reserved_credits >= 0
            };
            if !is_sound || !never_negative(debit) || !never_negative(credit) {
                self.made.truncate(length);
                return false;
            }
        }
        let within = |name: &u64| {
            let sums = self.sums(*name);
            match book.account(name).unwrap().limit {
                Limit::None => true,
                Limit::DebitsBeyondCredits(most) => sums.debits - sums.credits + sums.reserved_debits <= most,
                Limit::CreditsBeyondDebits(most) => {
                    sums.credits - sums.debits + sums.reserved_credits <= most
                }
            }
        };
        let is_within =
            set.iter().flat_map(|transfer| [transfer.debit, transfer.credit]).all(|name| within(&name));
        if !is_within {
            self.made.truncate(length);
        }
        is_within
    }
}

#[test]
fn a_set_is_made_or_refused_as_adding_everything_up_says() {
    for seed in 0..20 {
        let (mut dice, mut book, mut naive) = (Dice(seed), book(), Naive::default());
        let (mut made, mut refused) = (0, 0);
        for _ in 0..400 {
            let set = set(&mut dice);
            let is_made = book.apply(&set).is_ok();
            assert_eq!(is_made, naive.take(&set, &book), "{set:?}");
            if is_made {
                made += 1
            } else {
                refused += 1
            }
            for name in 0..ACCOUNTS {
                assert_eq!(book.account(&name).unwrap().sums, naive.sums(name));
            }
        }
        assert!(made > 50 && refused > 50, "{made} made, {refused} refused");
    }
}

#[test]
fn over_a_million_sets_every_currency_sums_to_zero_and_no_limit_is_passed() {
    let (mut dice, mut book) = (Dice(7), book());
    let mut kept = Vec::new();
    let mut touched: Vec<(u64, Sums)> = Vec::new();
    for number in 0..1_000_000 {
        let set = set(&mut dice);
        touched.clear();
        let names = set.iter().flat_map(|transfer| [transfer.debit, transfer.credit]);
        touched.extend(names.map(|name| (name, book.account(&name).unwrap().sums)));
        if book.apply(&set).is_ok() {
            kept.extend(set);
            for (name, before) in &touched {
                let account = book.account(name).unwrap();
                assert!(account.room().is_none_or(|room| room >= 0));
                // What was posted stays.
                assert!(account.sums.debits >= before.debits && account.sums.credits >= before.credits);
            }
        } else {
            assert!(touched.iter().all(|(name, before)| book.account(name).unwrap().sums == *before));
        }
        if number % 1_000 == 0 {
            for letters in ["EXD", "EUR"] {
                let of = |account: &&Account| account.currency == currency(letters);
                let sums =
                    || book.accounts().map(|(_, account)| account).filter(of).map(|account| account.sums);
                assert_eq!(sums().map(Sums::balance).sum::<i64>(), 0);
                let reserved = |sums: Sums| sums.reserved_debits - sums.reserved_credits;
                assert_eq!(sums().map(reserved).sum::<i64>(), 0);
            }
        }
    }
    // The same transfers make the same book.
    let mut again = self::book();
    again.accounts.values_mut().for_each(|account| account.limit = Limit::None);
    kept.iter().for_each(|transfer| again.apply(std::slice::from_ref(transfer)).unwrap());
    assert!(
        (0..ACCOUNTS).all(|name| book.account(&name).unwrap().sums == again.account(&name).unwrap().sums)
    );
    assert!(kept.len() > 100_000, "{}", kept.len());
}

#[test]
fn what_cannot_be_is_refused_with_its_place_and_leaves_no_account() {
    let (exd, eur) = (currency("EXD"), currency("EUR"));
    let transfer = |debit, credit, minor, currency, phase| Transfer {
        debit,
        credit,
        amount: Money::new(minor, currency),
        phase,
    };
    let mut book: Book<u8> = Book::default();
    let good = transfer(1, 2, 100, exd, Phase::Post);
    for (bad, why) in [
        (transfer(1, 2, 0, exd, Phase::Post), TransferRefusal::NoAmount),
        (transfer(1, 2, -1, exd, Phase::Post), TransferRefusal::NoAmount),
        (transfer(3, 3, 1, exd, Phase::Post), TransferRefusal::OneAccount),
        (transfer(1, 2, 1, eur, Phase::Post), TransferRefusal::OtherCurrency),
        (transfer(1, 2, 1, exd, Phase::Settle), TransferRefusal::NotReserved),
        (transfer(1, 2, 1, exd, Phase::Free), TransferRefusal::NotReserved),
        (transfer(1, 2, i64::MAX, exd, Phase::Post), TransferRefusal::OutOfRange),
    ] {
        assert_eq!(book.apply(&[good, bad]), Err(Refused { place: 1, why }));
        assert_eq!(book.accounts().count(), 0);
    }
    book.put(1, Account { limit: Limit::DebitsBeyondCredits(150), ..Account::new(exd) });
    book.apply(&[good, transfer(1, 2, 50, exd, Phase::Reserve)]).unwrap();
    assert_eq!(book.account(&1).unwrap().room(), Some(0));
    let beyond = Err(Refused { place: 0, why: TransferRefusal::BeyondLimit });
    assert_eq!(book.apply(&[transfer(1, 2, 1, exd, Phase::Post)]), beyond);
    // What was reserved may count, and within a set an account may come back from beyond its limit.
    book.apply(&[transfer(1, 2, 50, exd, Phase::Settle)]).unwrap();
    book.apply(&[transfer(1, 3, 70, exd, Phase::Post), transfer(3, 1, 70, exd, Phase::Post)]).unwrap();
    assert_eq!(book.account(&1).unwrap().sums.balance(), 150);
    // Beyond a limit that is lower now, it may come nearer and no further away.
    let now = *book.account(&1).unwrap();
    book.put(1, Account { limit: Limit::DebitsBeyondCredits(20), ..now });
    assert_eq!(book.account(&1).unwrap().room(), Some(-130));
    assert_eq!(book.apply(&[transfer(1, 2, 1, exd, Phase::Post)]), beyond);
    book.apply(&[transfer(2, 1, 30, exd, Phase::Post)]).unwrap();
    assert_eq!(book.account(&1).unwrap().room(), Some(-100));
}

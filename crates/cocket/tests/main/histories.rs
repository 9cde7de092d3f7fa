//! Several consignments of one carrier that pays later, with everything that can happen to them and to its account in
//! any order: what is in the books is what they come to, at every moment.

use crate::laws::{check, command, facts, start};
use clearance::{
    AccountDays, AccountEntry, AccountEntryKind, AccountName, Activity, Case, Command, Facts, Lodgement,
    Position, Register, clear, deferred, positions, transfers,
};
use jiff::{SignedDuration, Timestamp};
use ledger::{Book, Transfer};
use proptest::prelude::*;
use quantity::{Currency, Money};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How much the carrier may owe, in minor units.
const MOST: i64 = 9_000;

fn register() -> &'static Register {
    static REGISTER: OnceLock<Register> = OnceLock::new();
    REGISTER.get_or_init(|| {
        let csv = "party,name,kind,scheme,number,valid_from,valid_to,law,amount,secured_percent\n\
             filer-0,Filer,deferment,,XADEF1,2025-01-01,,XA Decision 1,,\n\
             filer-0,Filer,guarantee,,26XA0000000000016,2025-01-01,,XA Decision 2,90.00 EXD,\n";
        pack::register(csv.as_bytes()).unwrap()
    })
}

/// The books of a history.
#[derive(Default)]
struct Books {
    names: Vec<String>,
    cases: BTreeMap<usize, Case>,
    book: Book<AccountName<usize>>,
    /// What consignments and entries did to the account of the carrier, by day.
    days: AccountDays,
}

impl Books {
    fn number(&mut self, name: &str) -> usize {
        let known = self.names.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    fn named(&mut self, of: &[Position<&str>]) -> Vec<Position<usize>> {
        of.iter().map(|position| position.map(|name| self.number(name))).collect()
    }

    /// What stands on the statements of the carrier: owed, and with what is expected.
    fn on_statements(&mut self) -> (i64, i64) {
        let organisation = self.number("filer-0");
        let account = self.book.account(&AccountName::Deferred { organisation });
        account.map_or((0, 0), |account| (account.sums.balance(), account.sums.expected()))
    }

    fn make(&mut self, set: &[Transfer<AccountName<usize>>], now: Timestamp) {
        let (before, _) = self.on_statements();
        self.book.apply(set).expect("the books take every step");
        let (after, _) = self.on_statements();
        self.days.charge(facts().law.day_of(now), after - before);
    }

    /// Every currency comes to nothing, and every account to what the consignments have on it.
    fn balance(&mut self, entered: &BTreeMap<AccountName<usize>, i64>) -> Result<(), TestCaseError> {
        let mut wanted: BTreeMap<AccountName<usize>, (i64, i64)> =
            entered.iter().map(|(name, minor)| (*name, (*minor, 0))).collect();
        let cases: Vec<Case> = self.cases.values().cloned().collect();
        for case in &cases {
            for position in self.named(&positions(case)) {
                let Position { debit, credit, posted, expected, .. } = position;
                for (account, sign) in [(debit, 1), (credit, -1)] {
                    let of = wanted.entry(account).or_default();
                    *of = (of.0 + sign * posted, of.1 + sign * expected);
                }
            }
        }
        let (mut sum, mut all) = (0, 0);
        for (name, account) in self.book.accounts() {
            let (posted, expected) = wanted.remove(name).unwrap_or_default();
            let reserved = account.sums.reserved_debits - account.sums.reserved_credits;
            prop_assert!(account.sums.reserved_debits >= 0 && account.sums.reserved_credits >= 0);
            prop_assert_eq!((account.sums.balance(), reserved), (posted, expected), "{:?}", name);
            (sum, all) = (sum + posted, all + expected);
        }
        prop_assert!(wanted.values().all(|sums| *sums == (0, 0)), "{:?}", wanted);
        prop_assert_eq!((sum, all), (0, 0));
        Ok(())
    }
}

/// What happens on the account of the carrier itself: money comes, and bounces.
fn entry(chance: u8, place: usize, currency: Currency) -> AccountEntry {
    let kind = [AccountEntryKind::Payment, AccountEntryKind::Reversal][usize::from(chance) % 2];
    AccountEntry {
        kind,
        reference: format!("B-{place}"),
        about: None,
        amount: Money::new(i64::from(chance) * 20 + 1, currency),
        reason: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to several consignments, the books balance at every moment, nothing expected is left of what is
    /// over, only what is assessed later or bounces takes the carrier beyond its security, the statements come to what
    /// stands on its account, and decided again from the commands everything is the same.
    #[test]
    fn the_books_balance_whatever_happens(
        parcels in proptest::collection::vec(0_usize..3000, 2..5),
        play in proptest::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), 0_i64..200), 1..40),
    ) {
        let mut books = Books::default();
        let mut entered: BTreeMap<AccountName<usize>, i64> = BTreeMap::new();
        let mut now = start();
        let currency = facts().law.tariff.exchange.local();
        let lodge = (0..parcels.len()).map(|which| (u8::try_from(which).unwrap(), 0, 0, 0));
        for (place, (which, kind, chance, hours)) in lodge.chain(play).enumerate() {
            now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
            let which = usize::from(which) % parcels.len();
            if kind >= 250 {
                let organisation = books.number("filer-0");
                let transfer = entry(chance, place, currency).transfer(organisation).unwrap();
                *entered.entry(transfer.debit).or_default() += transfer.amount.minor();
                *entered.entry(transfer.credit).or_default() -= transfer.amount.minor();
                books.make(&[transfer], now);
                continue;
            }
            let case = books.cases.get(&which).cloned();
            let Some(mut command) = command(kind, chance, case.as_ref(), parcels[which], now) else { continue };
            if let Command::Lodge(Lodgement { declaration, consignment, .. }) = &mut command {
                *consignment = format!("c_{which}");
                declaration.deferred_payment = (which % 3 < 2).then(|| "XADEF1".to_owned());
            }
            let own = case.as_ref().and_then(deferred).map_or(0, |(_, minor)| minor);
            let (_, used) = books.on_statements();
            let activity = Activity { deferred: vec![("filer-0".to_owned(), used - own)], ..Activity::NONE };
            let facts = Facts { register: register(), activity, ..facts() };
            let is_later = matches!(command, Command::Correct(_));
            let taken = clear(case.as_ref(), command.clone(), &facts, now);
            prop_assert_eq!(&taken, &clear(case.as_ref(), command, &facts, now));
            let Ok(step) = taken else { continue };
            check(&step.case)?;
            let before = case.as_ref().map(positions).unwrap_or_default();
            let (before, after) = (books.named(&before), books.named(&positions(&step.case)));
            books.make(&transfers(&before, &after), now);
            books.cases.insert(which, step.case);
            books.balance(&entered)?;
            let (_, later) = books.on_statements();
            prop_assert!(later <= MOST.max(used) || is_later, "{} of {}", later, MOST);
        }
        let terms = facts().law.procedures.deferment.on(&(), facts().law.day_of(now)).unwrap().value;
        let statements = books.days.statements(&terms, facts().law.day_of(now));
        let (owed, _) = books.on_statements();
        prop_assert_eq!(statements.last().map_or(0, |last| last.closing), owed);
        for two in statements.windows(2) {
            prop_assert_eq!(two[0].closing, two[1].opening);
        }
        let is_over = |case: &Case| case.gates().is_none();
        if books.cases.values().all(is_over) {
            let reserved = books.book.accounts().map(|(_, account)| account.sums.reserved_debits);
            prop_assert_eq!(reserved.sum::<i64>(), 0, "nothing is expected of what is over");
        }
    }
}

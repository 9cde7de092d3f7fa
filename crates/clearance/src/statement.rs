//! Periodic statements of an account of deferred payment: what was charged in each period, what was paid of it, what is
//! late, and the interest on that.
//!
//! What is paid goes to the oldest statement first, and beyond what is owed to the next that is made. A period in which
//! more was taken off than put on counts as paid by that much. What is paid on its last day is paid in time. Interest is
//! simple: it is on what was charged, not on interest.

use crate::interest::simple_interest;
use crate::on_account::AccountEntryKind;
use crate::period::Period;
use crate::procedure::DefermentTerms;
use jiff::civil::Date;
use quantity::words;
use std::collections::BTreeMap;

/// What happened on an account on a day, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountDay {
    /// What consignments put on it, less what they took off.
    pub charged: i64,
    /// Interest.
    pub interest: i64,
    /// What came in, less what bounced.
    pub paid: i64,
    /// What guarantors were called for.
    pub called: i64,
    /// What was given up.
    pub written_off: i64,
}

words! {
    /// Where a statement stands.
    StatementState {
        /// Its period is not over.
        Open = "open",
        /// It is to be paid.
        Due = "due",
        /// It is paid.
        Paid = "paid",
        /// It was not paid in time.
        Overdue = "overdue",
    }
}

/// A statement, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it is made for.
    pub period: Period,
    /// By when it must be paid.
    pub due: Date,
    /// What was owed before its first day.
    pub opening: i64,
    /// What consignments put on it, less what they took off.
    pub charged: i64,
    /// Interest that was charged in its period, on what was late before.
    pub interest: i64,
    /// What came in in its period, less what bounced.
    pub paid: i64,
    /// What guarantors were called for in its period.
    pub called: i64,
    /// What was given up in its period.
    pub written_off: i64,
    /// What was owed after its last day.
    pub closing: i64,
    /// What is left to be paid of what it charges.
    pub left: i64,
    /// Where it stands.
    pub state: StatementState,
}

/// What happens on an account, by day.
#[derive(Clone, Debug, Default)]
pub struct AccountDays(BTreeMap<Date, AccountDay>);

impl AccountDay {
    /// What is taken off what is owed.
    fn covered(self) -> i64 {
        self.paid.saturating_add(self.called).saturating_add(self.written_off)
    }

    /// What is put on what is owed.
    fn owed(self) -> i64 {
        self.charged.saturating_add(self.interest)
    }

    fn and(self, more: AccountDay) -> AccountDay {
        AccountDay {
            charged: self.charged.saturating_add(more.charged),
            interest: self.interest.saturating_add(more.interest),
            paid: self.paid.saturating_add(more.paid),
            called: self.called.saturating_add(more.called),
            written_off: self.written_off.saturating_add(more.written_off),
        }
    }
}

impl AccountDays {
    /// Adds what consignments put on the account on a day, or took off.
    pub fn charge(&mut self, day: Date, minor: i64) {
        let of = self.0.entry(day).or_default();
        of.charged = of.charged.saturating_add(minor);
    }

    /// Adds what else happened on the account on a day.
    pub fn enter(&mut self, day: Date, kind: AccountEntryKind, minor: i64) {
        let of = self.0.entry(day).or_default();
        match kind {
            AccountEntryKind::Payment => of.paid = of.paid.saturating_add(minor),
            AccountEntryKind::Reversal => of.paid = of.paid.saturating_sub(minor),
            AccountEntryKind::Call => of.called = of.called.saturating_add(minor),
            AccountEntryKind::Interest => of.interest = of.interest.saturating_add(minor),
            // It comes in for the guarantor, whose account is another one; what is proposed moves nothing.
            AccountEntryKind::GuarantorPayment | AccountEntryKind::ProposedWriteOff => {}
            AccountEntryKind::WriteOff => of.written_off = of.written_off.saturating_add(minor),
        }
    }

    /// Everything up to a day, that day with it.
    fn until(&self, day: Date) -> AccountDay {
        self.0.range(..=day).fold(AccountDay::default(), |sum, (_, of)| sum.and(*of))
    }

    fn within(&self, period: Period) -> AccountDay {
        self.0.range(period.from..=period.to()).fold(AccountDay::default(), |sum, (_, of)| sum.and(*of))
    }

    /// The statements as they stand on a day, the oldest first, from the first period with anything in it on.
    pub fn statements(&self, terms: &DefermentTerms, today: Date) -> Vec<Statement> {
        let Some(first) = self.0.keys().next().copied() else { return Vec::new() };
        let mut statements: Vec<Statement> = Vec::new();
        let mut opening = 0_i64;
        let mut period = terms.period.holding(first);
        while period.from <= today {
            let within = self.within(period);
            let due = period.due(terms.due_days);
            let closing = opening.saturating_add(within.owed()).saturating_sub(within.covered());
            statements.push(Statement {
                period,
                due,
                opening,
                charged: within.charged,
                interest: within.interest,
                paid: within.paid,
                called: within.called,
                written_off: within.written_off,
                closing,
                left: 0,
                state: StatementState::Open,
            });
            opening = closing;
            period = period.next();
        }
        settle(&mut statements, self.until(today).covered(), today);
        statements
    }

    /// How much of what is owed should have been paid so many days ago and is not.
    pub fn unpaid_since(&self, terms: &DefermentTerms, days: u32, today: Date) -> i64 {
        let is_late = |statement: &&Statement| {
            let late = statement.due.checked_add(jiff::Span::new().days(i64::from(days)));
            late.is_ok_and(|late| late < today)
        };
        let late = self.statements(terms, today);
        late.iter().filter(is_late).map(|statement| statement.left).fold(0, i64::saturating_add)
    }

    /// The interest on what was late in a period, rounded down once to whole minor units: each day's late amount, for
    /// the share of the year that a day is of 365. Days for which it was reckoned already, in periods of another length
    /// perhaps, are left out.
    pub fn interest(&self, terms: &DefermentTerms, period: Period, reckoned_until: Option<Date>) -> i64 {
        let mut charged = Vec::new();
        let first = self.0.keys().next().copied().unwrap_or(period.from);
        let mut earlier = terms.period.holding(first);
        while earlier.to() < period.to() {
            // What was taken off counts from the end of its period on.
            let of = self.within(earlier).charged;
            charged.push((if of < 0 { earlier.to() } else { earlier.due(terms.due_days) }, of));
            earlier = earlier.next();
        }
        let first_left = reckoned_until.and_then(|last| last.tomorrow().ok());
        let (mut sum, mut day) = (0_i128, first_left.unwrap_or(period.from).max(period.from));
        while day <= period.to() {
            let due = charged.iter().filter(|(due, _)| *due < day).map(|(_, charged)| i128::from(*charged));
            let late = due.sum::<i128>() - i128::from(self.until(day).covered());
            sum += late.max(0);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        simple_interest(sum, terms.late_interest)
    }
}

/// What is left of each statement, and where it stands: what was covered goes to the oldest first.
fn settle(statements: &mut [Statement], covered: i64, today: Date) {
    let owed = |statement: &Statement| statement.charged.saturating_add(statement.interest);
    let taken_off = statements.iter().map(|statement| owed(statement).min(0));
    let mut covered = covered.saturating_sub(taken_off.fold(0, i64::saturating_add));
    for statement in statements {
        let owed = owed(statement).max(0);
        statement.left = owed.saturating_sub(covered.max(0)).max(0);
        covered = covered.saturating_sub(owed - statement.left);
        statement.state = match (today > statement.period.to(), statement.left, today > statement.due) {
            (false, _, _) => StatementState::Open,
            (true, 0, _) => StatementState::Paid,
            (true, _, true) => StatementState::Overdue,
            (true, _, false) => StatementState::Due,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::PeriodLength;
    use jiff::civil::date;
    use proptest::prelude::*;
    use quantity::Rate;

    fn terms() -> DefermentTerms {
        DefermentTerms {
            period: PeriodLength::Month,
            due_days: 15,
            late_interest: Rate::parse("8 %").unwrap(),
            alert_percent: 80,
            call_days: 30,
        }
    }

    fn pay(days: &mut AccountDays, day: Date, minor: i64) {
        days.enter(day, AccountEntryKind::Payment, minor);
    }

    fn stands(days: &AccountDays, today: Date) -> Vec<(String, i64, StatementState)> {
        let told = |one: &Statement| (one.period.to_string(), one.left, one.state);
        days.statements(&terms(), today).iter().map(told).collect()
    }

    #[test]
    fn payments_go_to_the_oldest_statement_first() {
        use StatementState::{Due, Open, Overdue, Paid};
        let mut days = AccountDays::default();
        days.charge(date(2026, 1, 20), 1000);
        days.charge(date(2026, 2, 10), 500);
        let told = |days: &AccountDays, day| -> Vec<(i64, StatementState)> {
            stands(days, day).into_iter().map(|(_, left, state)| (left, state)).collect()
        };
        assert_eq!(told(&days, date(2026, 1, 31)), [(1000, Open)]);
        assert_eq!(told(&days, date(2026, 2, 15)), [(1000, Due), (500, Open)]);
        assert_eq!(told(&days, date(2026, 2, 16)), [(1000, Overdue), (500, Open)]);
        pay(&mut days, date(2026, 2, 15), 1000);
        assert_eq!(told(&days, date(2026, 2, 16)), [(0, Paid), (500, Open)]);
        pay(&mut days, date(2026, 3, 2), 700);
        assert_eq!(told(&days, date(2026, 3, 3)), [(0, Paid), (0, Paid), (0, Open)]);
        // The 200 that are too much go to what comes.
        days.charge(date(2026, 3, 4), 300);
        assert_eq!(told(&days, date(2026, 4, 1)), [(0, Paid), (0, Paid), (100, Due), (0, Open)]);
        // The first payment bounced.
        days.enter(date(2026, 4, 2), AccountEntryKind::Reversal, 1000);
        assert_eq!(told(&days, date(2026, 4, 2)), [(300, Overdue), (500, Overdue), (300, Due), (0, Open)]);
        let march = days.statements(&terms(), date(2026, 4, 2))[2];
        assert_eq!((march.opening, march.charged, march.paid, march.closing), (500, 300, 700, 100));
        assert_eq!(days.unpaid_since(&terms(), 30, date(2026, 4, 15)), 800);
        assert_eq!(days.unpaid_since(&terms(), 30, date(2026, 4, 14)), 300);
        assert_eq!(days.unpaid_since(&terms(), 30, date(2026, 3, 17)), 0);
    }

    #[test]
    fn interest_is_on_what_is_late_day_by_day() {
        let mut days = AccountDays::default();
        days.charge(date(2026, 1, 20), 100_000);
        let month = |month| PeriodLength::Month.holding(date(2026, month, 1));
        // Due on 15 February: late on 13 days of it. 1,000.00 at 8 % for 13 days of 365 is 2.849.
        assert_eq!(days.interest(&terms(), month(1), None), 0);
        assert_eq!(days.interest(&terms(), month(2), None), 284);
        // 600.00 came on 11 March: ten days of 1,000.00 and 21 of 400.00 are 2.191 and 1.841.
        pay(&mut days, date(2026, 3, 11), 60_000);
        assert_eq!(days.interest(&terms(), month(3), None), 403);
        // No interest on interest.
        days.enter(date(2026, 3, 1), AccountEntryKind::Interest, 284);
        assert_eq!(days.interest(&terms(), month(3), None), 403);
        pay(&mut days, date(2026, 4, 1), 40_000);
        assert_eq!(days.interest(&terms(), month(4), None), 0);
    }

    proptest! {
        /// Whatever happens, statements add up to the account, and what is left of them to what is owed.
        #[test]
        fn statements_add_up(happened in proptest::collection::vec((0_i64..400, 0_u8..6, 1_i64..9_000), 1..60)) {
            let (mut days, today) = (AccountDays::default(), date(2027, 2, 10));
            let mut balance = 0;
            for (after, what, minor) in happened {
                let day = date(2026, 1, 1).checked_add(jiff::Span::new().days(after)).unwrap();
                match what {
                    0 | 1 => days.charge(day, minor),
                    2 => days.charge(day, -minor),
                    3 => pay(&mut days, day, minor),
                    4 => days.enter(day, AccountEntryKind::Call, minor),
                    _ => days.enter(day, AccountEntryKind::Interest, minor),
                }
                balance += match what { 0 | 1 | 5 => minor, _ => -minor };
            }
            let statements = days.statements(&terms(), today);
            prop_assert_eq!(statements.last().unwrap().closing, balance);
            for pair in statements.windows(2) {
                prop_assert_eq!(pair[0].closing, pair[1].opening);
            }
            for one in &statements {
                prop_assert_eq!(one.opening + one.charged + one.interest - one.paid - one.called, one.closing);
                prop_assert!(one.left >= 0 && one.left <= (one.charged + one.interest).max(0));
            }
            let left: i64 = statements.iter().map(|one| one.left).sum();
            prop_assert_eq!(left, balance.max(0));
        }
    }
}

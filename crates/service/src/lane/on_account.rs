//! What happens on accounts of deferred payment: entered like everything else, in its place among what is decided.

use super::Lane;
use super::batch::Batch;
use crate::lane::ask::{Actor, Ask, Target, Told, Wish};
use clearance::{
    AccountDays, AccountEntry, AccountEntryKind, AccountStanding, Authorisation, AuthorisationKind, Command,
    Ground, NotDeferred, Period, PostClearanceAct, allowance, as_signed, day_number, day_of_number,
    deferring_party, enter,
};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;
use store::{EnteredOnAccount, Entry, StoreFailure, WaitingPlace, What, row};

/// Consignments that are looked at again at once.
const AT_ONCE: usize = 500;

impl Batch<'_> {
    /// Something happens on the account of a party.
    pub(super) fn enter_on_account(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        party: &str,
        mut what: AccountEntry,
    ) -> Result<Told, StoreFailure> {
        if what.kind == AccountEntryKind::WriteOff {
            what.about = Some(actor.signs_as());
        }
        let mut standing = self.account_standing(party, &what, at)?;
        if what.kind == AccountEntryKind::WriteOff
            && let Some(same) = &standing.same
            && (same.amount, &same.reason) == (what.amount, &what.reason)
        {
            // Whoever tells it again, it is written off.
            return Ok(Told::Entered { is_repeated: true, is_proposed: false });
        }
        let signed = as_signed(what, &standing);
        let (is_proposed, proposed) = (signed.kind == AccountEntryKind::ProposedWriteOff, &standing.proposed);
        if is_proposed {
            standing.same = proposed.clone();
        }
        let what = signed;
        match enter(&what, &standing) {
            Err(refusal) => return Ok(Told::NotEntered(refusal)),
            Ok(false) => return Ok(Told::Entered { is_repeated: true, is_proposed }),
            Ok(true) => {}
        }
        let row = row::encode_account_entry(&what)?;
        let entry = Entry {
            concerns: Vec::from_iter(BTreeSet::from([party, actor.organisation.as_str()])),
            ..Entry::bare(at.as_microsecond(), actor.stored(), What::OnAccount { party, what: &row })
        };
        let entry = self.put(&entry, &[], None)?;
        let changed = self.deferred.entry(party.to_owned()).or_default();
        *changed = changed.saturating_add(what.change());
        let day = day_number(self.country.law().day_of(at));
        self.on_account.push(EnteredOnAccount { entry, party: party.to_owned(), day, what });
        Ok(Told::Entered { is_repeated: false, is_proposed })
    }

    /// What is known of the account of a party, with what this batch has done to it.
    fn account_standing(
        &self,
        party: &str,
        what: &AccountEntry,
        at: Timestamp,
    ) -> Result<AccountStanding, StoreFailure> {
        let (law, register) = (self.country.law(), &self.registered.register);
        let today = law.day_of(at);
        let currency = law.tariff.exchange.local();
        let fresh = || self.on_account.iter().filter(|entered| entered.party == party);
        let told = |kind: AccountEntryKind, reference: &str| {
            let is_it = |entry: &&AccountEntry| entry.kind == kind && entry.reference == reference;
            match fresh().map(|entered| &entered.what).find(is_it) {
                Some(entry) => Ok(Some(entry.clone())),
                None => self.writer.on_account(party, kind, reference),
            }
        };
        let same = told(what.kind, &what.reference)?;
        let mut standing = AccountStanding {
            currency,
            is_known: allowance(party, law, register, today).is_some(),
            same,
            payment: None,
            callable: 0,
            left_of_guarantee: None,
            called: 0,
            write_off: law
                .procedures
                .post_clearance
                .on(&PostClearanceAct::WriteOff, today)
                .map(|row| row.value),
            proposed: None,
            overdue: 0,
        };
        let is_write_off = what.kind == AccountEntryKind::WriteOff;
        if is_write_off {
            standing.proposed = told(AccountEntryKind::ProposedWriteOff, &what.reference)?;
        }
        if what.kind == AccountEntryKind::Reversal {
            standing.payment = told(AccountEntryKind::Payment, &what.reference)?;
        }
        let is_guarantee = matches!(what.kind, AccountEntryKind::Call | AccountEntryKind::GuarantorPayment);
        if standing.is_known && !is_guarantee && !is_write_off {
            return Ok(standing);
        }
        let net = self.writer.deferred_days(party)?;
        let mut entered = self.writer.all_on_account(party)?;
        entered.extend(fresh().cloned());
        standing.is_known |= !net.is_empty();
        standing.called = entered.iter().map(|entered| entered.what.on_guarantors()).sum();
        if let Some(terms) = law.procedures.deferment.on(&(), today) {
            let days = account_days(&net, &entered);
            standing.callable = days.unpaid_since(&terms.value, terms.value.call_days, today);
            standing.overdue = days.unpaid_since(&terms.value, 0, today);
        }
        let guarantee = register.authorisations_of(party, today).find(|row| {
            row.kind == AuthorisationKind::Guarantee && row.number.as_deref() == what.about.as_deref()
        });
        let reaches = guarantee.and_then(|row| clearance::guaranteed(row, law, today));
        let called = |entered: &&EnteredOnAccount| {
            entered.what.kind == AccountEntryKind::Call && entered.what.about == what.about
        };
        let called: i64 = entered.iter().filter(called).map(|entered| entered.what.amount.minor()).sum();
        standing.left_of_guarantee = reaches.map(|reaches| reaches.saturating_sub(called));
        Ok(standing)
    }
}

/// What happened on the account of a party, day by day: what changed on each day, and of that what consignments did not
/// do.
pub(crate) fn account_days(net: &[(i64, i64)], entered: &[EnteredOnAccount]) -> AccountDays {
    let mut days = AccountDays::default();
    for (day, minor) in net {
        days.charge(day_of_number(*day), *minor);
    }
    for EnteredOnAccount { day, what, .. } in entered {
        let day = day_of_number(*day);
        days.enter(day, what.kind, what.amount.minor());
        days.charge(day, what.on_statements().saturating_neg());
    }
    days
}

impl Lane {
    /// What accounts of deferred payment ask for as time goes by: some of it, if anything.
    ///
    /// # Errors
    /// The store's.
    pub fn see_to_accounts(&mut self, now: Timestamp) -> Result<(), StoreFailure> {
        if self.country.law().procedures.deferment.is_empty() {
            return Ok(());
        }
        self.charge_interest(now)?;
        self.look_again_at_deferred(now)
    }

    /// Looks again at consignments that wait because not enough was guaranteed, some at a time.
    fn look_again_at_deferred(&mut self, now: Timestamp) -> Result<(), StoreFailure> {
        let Some(after) = self.deferred_again else { return Ok(()) };
        let (country, registered) = (Arc::clone(&self.country), Arc::clone(&self.registered));
        // Where nobody may defer, nobody waits for that; a register that lets somebody has them looked at again.
        let may_defer = |row: &Authorisation| row.kind == AuthorisationKind::Deferment;
        if !registered.register.rows().iter().any(may_defer) {
            self.deferred_again = None;
            return Ok(());
        }
        let (numbers, next) = self.writer.waiting_for(PAYMENT, after, AT_ONCE)?;
        let day = country.law().day_of(now);
        let mut asks = Vec::new();
        for number in numbers {
            let Some(held) = self.writer.load(number)? else { continue };
            let is_short = |ground: &Ground| {
                matches!(ground, Ground::NotDeferred { why: NotDeferred::BeyondSecurity, .. })
            };
            let governing = held.case.filings.governing();
            let (declaration, filer) = (&governing.declaration, &governing.filer.organisation);
            let party = deferring_party(declaration, filer, country.law(), &registered.register, day);
            if held.case.assessment.grounds.iter().any(is_short) && party.is_some() {
                asks.push(Ask {
                    actor: Actor::program(),
                    at: now,
                    what: Wish::command(Target::Consignment(number), Command::Reassess),
                    line: None,
                    key: None,
                });
            }
        }
        if !asks.is_empty() {
            self.process(asks, now)?;
        }
        // What was not kept is looked at again.
        self.deferred_again = next;
        Ok(())
    }

    /// Charges interest for the last period that is over, on every account that was late in it, once.
    fn charge_interest(&mut self, now: Timestamp) -> Result<(), StoreFailure> {
        let country = Arc::clone(&self.country);
        let law = country.law();
        let today = law.day_of(now);
        let Some(terms) = law.procedures.deferment.on(&(), today) else { return Ok(()) };
        let over = terms.value.period.holding(today).before();
        if self.interest_until.is_some_and(|until| until >= over) {
            return Ok(());
        }
        let mut asks = Vec::new();
        for party in self.writer.deferring_parties()? {
            let entered = self.writer.all_on_account(&party)?;
            let days = account_days(&self.writer.deferred_days(&party)?, &entered);
            let reckoned = entered.iter().filter(|entered| entered.what.kind == AccountEntryKind::Interest);
            let reckoned = reckoned.filter_map(|entered| Period::parse(&entered.what.reference));
            let reckoned = reckoned.map(Period::to).max();
            // Periods in which nobody was here are made up for, those of a year.
            let year_before = over.from.checked_sub(1.year()).unwrap_or(over.from);
            let periods =
                iter::successors(Some(over.length.holding(year_before)), |period| Some(period.next()));
            for period in periods.take_while(|period| *period <= over) {
                // By the terms of its own time: what a later law says changes no earlier period.
                let Some(terms) = law.procedures.deferment.on(&(), period.to()) else { continue };
                let interest = days.interest(&terms.value, period, reckoned);
                if interest <= 0 {
                    continue;
                }
                let reference = period.to_string();
                let amount = quantity::Money::new(interest, law.tariff.exchange.local());
                let what = AccountEntry {
                    kind: AccountEntryKind::Interest,
                    reference,
                    about: None,
                    amount,
                    reason: Some(terms.law.as_str().to_owned()),
                };
                asks.push(Ask {
                    actor: Actor::program(),
                    at: now,
                    what: Wish::OnAccount(party.clone(), Box::new(what)),
                    line: None,
                    key: None,
                });
            }
        }
        if !asks.is_empty() {
            self.process(asks, now)?;
        }
        self.interest_until = Some(over);
        Ok(())
    }
}

/// The worklist of what waits for money.
const PAYMENT: &str = "payment";

/// Where the worklist begins.
pub(super) fn from_the_beginning() -> WaitingPlace {
    (i64::MIN, i64::MIN, 0)
}

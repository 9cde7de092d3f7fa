//! Deferred payment: who may pay later, how much of that somebody answers for, and whether a consignment's charges fit.
//!
//! ```text
//!   number declared ──► register: in force? the filer's, or of whom the filer acts for?
//!                          └─► guaranteed in all, less what is owed and expected ──► room ──► deferred, or paid before
//! ```
//!
//! What is deferred is reserved on the account while the goods wait, and owed on its statement once they are released.
//! Goods whose charges are not deferred though it was asked wait until they are paid.

use crate::Declaration;
use crate::account;
use crate::assessment::Assessment;
use crate::case::{Case, DeferredTo};
use crate::facts::Facts;
use crate::ground::{Ground, NotDeferred};
use crate::law::Law;
use crate::register::{Authorisation, AuthorisationKind, Register};
use jiff::civil::Date;
use quantity::Money;
use tariff::LawRef;

/// What a party may owe on its statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How much, in the local currency; none where nothing need be guaranteed.
    pub most: Option<Money>,
    /// What is guaranteed.
    pub guaranteed: Money,
    /// How much of what is owed must be guaranteed, in percent.
    pub secured_percent: u32,
}

impl Allowance {
    /// How much more may be owed, in minor units; none where nothing need be guaranteed.
    pub fn room(&self, used: i64) -> Option<i64> {
        self.most.map(|most| most.minor().saturating_sub(used).max(0))
    }

    /// Whether so much of what may be owed is used that it is told.
    pub fn runs_short(&self, used: i64, alert_percent: u32) -> bool {
        let is_told =
            |most: Money| i128::from(used) * 100 >= i128::from(most.minor()) * i128::from(alert_percent);
        self.most.is_some_and(is_told)
    }
}

/// The party on whose statement the charges of a declaration would stand, if the register lets it.
pub fn deferring_party<'r>(
    declaration: &Declaration,
    filer: &str,
    law: &Law,
    register: &'r Register,
    day: Date,
) -> Option<&'r str> {
    let number = declaration.deferred_payment.as_deref().filter(|_| !declaration.is_advance())?;
    law.procedures.deferment.on(&(), day)?;
    granted(number, filer, register, day).ok().map(|row| row.party.as_str())
}

/// The row under which a filer may defer to a number.
fn granted<'r>(
    number: &str,
    filer: &str,
    register: &'r Register,
    day: Date,
) -> Result<&'r Authorisation, NotDeferred> {
    let kind = AuthorisationKind::Deferment;
    let Some(row) = register.known_by_number(kind, number, day) else {
        let is_known = register.has_number(kind, number);
        return Err(if is_known { NotDeferred::NotInForce } else { NotDeferred::Unknown });
    };
    let acts_for = |mandate: &Authorisation| {
        mandate.kind == AuthorisationKind::Mandate && mandate.scheme.as_deref() == Some(&row.party)
    };
    let is_theirs = row.party == filer || register.authorisations_of(filer, day).any(acts_for);
    if is_theirs { Ok(row) } else { Err(NotDeferred::NotTheFilers) }
}

/// What a party may owe on a day, if it may pay later at all. Guarantees in a currency without a rate count for nothing.
pub fn allowance(party: &str, law: &Law, register: &Register, day: Date) -> Option<Allowance> {
    let rows = || register.authorisations_of(party, day);
    let deferment = rows().find(|row| row.kind == AuthorisationKind::Deferment)?;
    let local = law.tariff.exchange.local();
    let secured_percent = deferment.secured_percent.unwrap_or(100);
    let sum: i64 = rows()
        .filter(|row| row.kind == AuthorisationKind::Guarantee)
        .filter_map(|row| guaranteed(row, law, day))
        .fold(0, i64::saturating_add);
    let most = (secured_percent > 0).then(|| {
        let most = i128::from(sum) * 100 / i128::from(secured_percent.max(1));
        Money::new(i64::try_from(most).unwrap_or(i64::MAX), local)
    });
    Some(Allowance { most, guaranteed: Money::new(sum, local), secured_percent })
}

/// What a guarantee reaches to in the local currency, rounded down.
pub fn guaranteed(guarantee: &Authorisation, law: &Law, day: Date) -> Option<i64> {
    let amount = guarantee.amount?;
    let local = law.tariff.exchange.local();
    let value = law.tariff.exchange.on(amount.currency, day)?.convert(amount.value);
    let down = quantity::Rounding::new(quantity::RoundingMode::Down, 1)?;
    value.round(down, local).map(Money::minor)
}

/// Defers what is owed on a case, if that is asked for and may be; else what is open must be paid before release.
pub(crate) fn defer(case: &mut Case, facts: &Facts<'_>, day: Date) {
    case.deferred = None;
    let owed = account::outstanding(&case.assessment);
    let governing = case.filings.governing();
    let declaration = &governing.declaration;
    let Some(number) = declaration.deferred_payment.clone().filter(|_| !declaration.is_advance()) else {
        return;
    };
    if owed.is_zero() {
        return;
    }
    let asked = Asked { number: &number, filer: &governing.filer.organisation, owed };
    match asked.answer(!case.paid.is_zero(), facts, day) {
        Ok((party, grounds)) => {
            case.deferred = Some(DeferredTo { number, party });
            case.assessment.grounds.extend(grounds);
        }
        Err(ground) => {
            case.assessment.grounds.push(*ground);
            wait_for_payment(&mut case.assessment);
        }
    }
}

/// A wish to pay later.
struct Asked<'a> {
    number: &'a str,
    filer: &'a str,
    owed: Money,
}

impl Asked<'_> {
    /// The party on whose statement the charges stand and the grounds, or the ground why not.
    fn answer(
        &self,
        is_paid_in_part: bool,
        facts: &Facts<'_>,
        day: Date,
    ) -> Result<(String, Vec<Ground>), Box<Ground>> {
        let refused = |why, room: Option<Money>, law: Option<LawRef>| {
            let number = self.number.to_owned();
            Box::new(Ground::NotDeferred { number, why, owed: self.owed, room, law })
        };
        let Some(terms) = facts.law.procedures.deferment.on(&(), day) else {
            return Err(refused(NotDeferred::NotOffered, None, None));
        };
        let law = Some(terms.law.clone());
        if is_paid_in_part {
            return Err(refused(NotDeferred::PaidInPart, None, law));
        }
        let row = granted(self.number, self.filer, facts.register, day)
            .map_err(|why| refused(why, None, law.clone()))?;
        let allowance = allowance(&row.party, facts.law, facts.register, day);
        let Some(allowance) = allowance else {
            return Err(refused(NotDeferred::NotInForce, None, law));
        };
        let deferred = Ground::Deferred {
            number: self.number.to_owned(),
            amount: self.owed,
            due: terms.value.period.holding(day).due(terms.value.due_days),
            law: row.law.clone(),
        };
        let Some(most) = allowance.most else {
            return Ok((row.party.clone(), vec![deferred]));
        };
        let used = facts.activity.deferred.iter().find(|(party, _)| *party == row.party);
        // What nobody has looked up may be anything.
        let used = used.map_or(i64::MAX, |(_, used)| (*used).max(0));
        let room = allowance.room(used).map(|room| Money::new(room, most.currency()));
        if room.is_some_and(|room| self.owed.minor() > room.minor()) {
            return Err(refused(NotDeferred::BeyondSecurity, room, law));
        }
        let after = used.saturating_add(self.owed.minor());
        let mut grounds = vec![deferred];
        if allowance.runs_short(after, terms.value.alert_percent) {
            let used = Money::new(after, most.currency());
            grounds.push(Ground::SecurityRunsShort { used, most, law: terms.law.clone() });
        }
        Ok((row.party.clone(), grounds))
    }
}

/// Goods whose charges are not deferred though it was asked go only once they are paid.
fn wait_for_payment(assessment: &mut Assessment) {
    let charges = assessment.lines.iter_mut().flat_map(|line| &mut line.charges);
    for charge in charges.filter(|charge| !charge.due.is_zero()) {
        charge.release_waits = true;
    }
}

/// What a case has on the statements of a party: the part that is owed, and the part that is only expected, counts
/// alike.
pub fn deferred(case: &Case) -> Option<(&str, i64)> {
    let deferred = case.deferred.as_ref().filter(|_| case.joined_into().is_none())?;
    let charges = case.assessment.charges().filter(|charge| charge.is_deferred());
    let interest = case.post_clearance.interest_to_pay();
    let sum = charges.map(|charge| charge.amount.minor()).fold(interest, i64::saturating_add);
    (sum != 0).then_some((deferred.party.as_str(), sum))
}

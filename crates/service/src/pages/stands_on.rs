//! Where the charges of a consignment stand beside its own page: the statement of whoever pays later, and the period of
//! the number under which tax was collected at the sale.

use super::frame::Frame;
use super::person::Person;
use super::{statements, vendors};
use crate::http::Shared;
use crate::http::vendors::may_see;
use clearance::identifier::canonical;
use clearance::{Case, ChargeStatus, Period};
use jiff::civil::Date;
use store::Held;

/// A page on which charges stand.
pub(super) struct StandsOn {
    /// What it is.
    pub(super) what: String,
    /// Whose it is, or its number.
    pub(super) whose: String,
    /// The period.
    pub(super) period: String,
    pub(super) address: String,
}

/// The pages on which the charges of a consignment stand since its release, as far as a person may see them.
pub(super) fn stands_on(f: &Frame, person: &Person, held: &Held) -> Vec<StandsOn> {
    let Some(released) = held.released else { return Vec::new() };
    let day = f.shared().country.law().day_of(released);
    [statement(f, person, &held.case, day), vendor(f, person, &held.case, day)]
        .into_iter()
        .flatten()
        .collect()
}

fn statement(f: &Frame, person: &Person, case: &Case, day: Date) -> Option<StandsOn> {
    let party = &case.deferred.as_ref()?.party;
    if !statements::may_see(person, party) {
        return None;
    }
    let terms = f.shared().country.law().procedures.deferment.on(&(), day)?;
    let period = terms.value.period.holding(day).to_string();
    Some(StandsOn {
        what: f.say("page-stands-on-statement"),
        address: statements::address(f, &period, party),
        whose: party.clone(),
        period,
    })
}

fn vendor(f: &Frame, person: &Person, case: &Case, day: Date) -> Option<StandsOn> {
    let scheme = case.filings.governing().declaration.tax_scheme.as_ref()?;
    let is_of_it = |status: ChargeStatus| {
        matches!(status, ChargeStatus::CollectedElsewhere | ChargeStatus::GivenBackElsewhere)
    };
    if !case.assessment.charges().any(|charge| is_of_it(charge.status)) {
        return None;
    }
    let number = canonical(&scheme.number);
    let period = period_of(f.shared(), &scheme.scheme, day)?;
    let of = (&*scheme.scheme, &*number);
    may_see(f.shared(), &person.caller, of, period).then(|| StandsOn {
        what: f.say("page-stands-on-vendor"),
        address: vendors::address(f, of, period),
        whose: number.to_string(),
        period: period.to_string(),
    })
}

fn period_of(shared: &Shared, scheme: &str, day: Date) -> Option<Period> {
    Some(shared.country.law().procedures.schemes.on(scheme, day)?.value.period?.holding(day))
}

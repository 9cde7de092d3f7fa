//! What vendors declare in their returns, and what it comes to beside the parcels that used their numbers.

mod accounts;
mod compared;
mod differences;
mod lines;
mod taking;

pub(super) use accounts::{ACCOUNT, ACCOUNTS, account, accounts};
pub(crate) use accounts::{UsedNumber, Which, used_numbers};
pub(crate) use compared::{Differing, compared};
pub(super) use differences::{SHOW, show};
pub(super) use taking::{TAKE, take};

use crate::http::{Caller, Code, Problem, Role, Shared, Wrong};
use crate::vendors::TaxNumber;
use clearance::{Period, PeriodLength};
use jiff::civil::Date;

/// The id of a return.
pub(super) fn return_id(entry: u64) -> String {
    format!("v_{entry:013}")
}

/// The entry in the id of a return.
fn return_entry(id: &str) -> Option<u64> {
    let entry: u64 = id.strip_prefix("v_")?.parse().ok()?;
    (return_id(entry) == id).then_some(entry)
}

/// Something that is wrong with what was asked, with its stable code.
fn wrong(code: &'static str, pointer: &str, message: String, fix: Option<&str>) -> Problem {
    let fix = fix.map(str::to_owned);
    Problem::of(Code::Faulty).because(vec![Wrong {
        code: code.into(),
        pointer: pointer.to_owned(),
        message,
        fix,
    }])
}

/// The number and the period that are meant, by the law of the period's last day.
fn meant(shared: &Shared, scheme: &str, number: &str, period: &str) -> Result<(TaxNumber, Period), Problem> {
    let (day, period) = scheme_period(shared, scheme, period)?;
    let law = shared.country.law();
    let not_in_force = || {
        let message = "the scheme was not in force in this period".to_owned();
        wrong("scheme_not_in_force", "/period", message, None)
    };
    let found = law.procedures.schemes.on(scheme, day).ok_or_else(not_in_force)?;
    if !found.value.pattern.matches(number) {
        let message = format!("numbers of this scheme are written as {}", found.value.pattern.as_str());
        return Err(wrong("malformed_number", "/number", message, None));
    }
    let of = TaxNumber::new(law, scheme, number, day).ok_or_else(not_in_force)?;
    Ok((of, period))
}

/// The period that is meant, with the day of it whose law counts: its last, or that of the scheme.
fn scheme_period(shared: &Shared, scheme: &str, period: &str) -> Result<(Date, Period), Problem> {
    let schemes = &shared.country.law().procedures.schemes;
    let last = schemes.rows().filter(|(name, _)| *name == scheme).map(|(_, row)| row).last();
    let last = last
        .ok_or_else(|| wrong("unknown_scheme", "/scheme", "the pack has no such scheme".to_owned(), None))?;
    let kind = last.value.period.ok_or_else(|| {
        wrong("no_returns", "/scheme", "the pack says nothing of returns under this scheme".to_owned(), None)
    })?;
    let period = Period::parse(period).filter(|period| period.length == kind).ok_or_else(|| {
        let form = match kind {
            PeriodLength::Week => "a week, such as 2026-W09",
            PeriodLength::Month => "a month, such as 2026-03",
            PeriodLength::Quarter => "a quarter, such as 2026-Q1",
        };
        wrong(
            "malformed_period",
            "/period",
            format!("the periods of this scheme are written as {form}"),
            None,
        )
    })?;
    let day = last.validity.to.map_or(period.to(), |to| to.min(period.to()));
    Ok((day, period))
}

/// Today, as the law counts days.
fn today(shared: &Shared) -> Date {
    shared.country.law().day_of((shared.clock)())
}

/// Whether a caller may see what became of a number in a period.
pub(crate) fn may_see(shared: &Shared, caller: &Caller, of: (&str, &str), period: Period) -> bool {
    let registered = shared.registered();
    sees_all(caller) || registered.register.answers_for(&caller.organisation, of, period, today(shared))
}

/// Whether a caller sees the numbers of everybody, and who filed what came under them.
fn sees_all(caller: &Caller) -> bool {
    caller.is(Role::Tax) || caller.is_customs()
}

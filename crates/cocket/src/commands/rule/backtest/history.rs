//! A rule against what a database has decided.

use super::sums::{History, Looked, Sums};
use crate::commands::ended::ended;
use crate::commands::{progress, stored};
use crate::failure::Failure;
use clearance::{Activity, Facts, Register, State};
use pack::Pack;
use quantity::Decimal;
use risk::Profiles;
use std::collections::HashSet;
use std::path::Path;
use store::{Entry, Held, Reader, StoreFailure};

/// Consignments that are read at once.
const PAGE: usize = 1_000;

/// Adds up what the consignments of a database come to, by the declarations that govern them.
pub(super) fn sums(history: &History<'_>, pack: &Pack, data: &Path) -> Result<Sums, Failure> {
    let (reader, _) = store::open_for_reading(data).map_err(stored)?;
    let register = match reader.register().map_err(stored)? {
        Some(fact) if !fact.body.is_empty() => pack::register(&fact.body).unwrap_or_default(),
        _ => Register::default(),
    };
    let facts = Facts {
        law: &pack.law,
        profiles: Profiles::none(),
        shadow: Profiles::none(),
        lists: &pack.lists,
        register: &register,
        prices: &pack.prices,
        activity: Activity::NONE,
        lot: None,
        unlisted: None,
    };
    let progress = progress();
    let (mut sums, mut seen, mut from) = (Sums::default(), HashSet::new(), 0);
    loop {
        let numbers = reader.consignments_from(from, PAGE).map_err(stored)?;
        let Some(last) = numbers.last() else { break };
        from = last + 1;
        let mut page = Sums::default();
        for number in numbers {
            if let Some(held) = reader.load(number).map_err(stored)? {
                look_at(&held, &reader, &facts, history, &mut page).map_err(stored)?;
            }
            progress.inc(1);
        }
        sums.add(page, &mut seen, history.samples);
    }
    progress.finish_and_clear();
    Ok(sums)
}

fn look_at(
    held: &Held,
    reader: &Reader,
    facts: &Facts<'_>,
    history: &History<'_>,
    sums: &mut Sums,
) -> Result<(), StoreFailure> {
    let case = &held.case;
    // What another case stands for is counted there, and what was taken back is no parcel.
    if matches!(case.state, State::Joined { .. } | State::Invalidated { .. }) {
        sums.left_out += 1;
        return Ok(());
    }
    let filing = case.filings.governing();
    let activity = match history.tested.asks_for_activity {
        true => activity(held, reader)?,
        false => Activity::NONE,
    };
    let facts = Facts { activity, ..facts.clone() };
    let (filer, day) = (filing.filer.organisation.as_str(), facts.law.day_of(filing.accepted));
    let (trial, given) = (&history.tested.trial, case.signals());
    let hits = trial.assessed(&filing.declaration, filer, &case.assessment, &given, &facts, day);
    let looked = Looked {
        declaration: &filing.declaration,
        filer,
        day,
        value: case.assessment.intrinsic,
        payable: case.assessment.payable.minor(),
        ended: Some(ended(case)),
        hits: &hits,
    };
    history.count(&looked, sums);
    Ok(())
}

/// What else went to the consignee when the declaration that governs was filed.
fn activity(held: &Held, reader: &Reader) -> Result<Activity, StoreFailure> {
    let number = held.case.filings.governing().number;
    let Some(bytes) = held.filed_by(number).map(|entry| reader.entry(entry)).transpose()?.flatten() else {
        return Ok(Activity::NONE);
    };
    let running = Entry::decode(&bytes)?.running;
    let value = Decimal::from_micro(running.value).unwrap_or(Decimal::ZERO);
    Ok(Activity { consignments: running.consignments, value, ..Activity::NONE })
}

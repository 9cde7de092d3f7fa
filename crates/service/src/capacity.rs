//! What offices can still examine: the worker counts what waits, and the lane decides by it from then on.

use crate::http::Shared;
use clearance::{Case, Law};
use jiff::Timestamp;
use risk::threshold;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Reader, StoreFailure};

/// How often it is counted.
pub(crate) const COUNT: std::time::Duration = std::time::Duration::from_secs(30);
/// Examinations that are counted at most: offices with more waiting are full anyway.
const MOST: usize = 5_000;

/// The weights from which goods are examined, by office; none where it is the usual one.
pub type Thresholds = BTreeMap<String, u32>;

/// The office at which goods are, or will be.
pub(crate) fn office(case: &Case) -> Option<&str> {
    let expected = case.filings.governing().declaration.transport.office.as_deref();
    case.arrived.as_ref().map(|arrival| arrival.office.as_str()).or(expected)
}

/// Counts what waits to be examined, and lets the lane decide by it.
pub(crate) async fn count(shared: &Arc<Shared>) {
    let (country, now) = (Arc::clone(&shared.country), (shared.clock)());
    if !has_limits(country.law(), now) {
        return;
    }
    let counted = shared.read(move |reader| thresholds(reader, country.law(), now)).await;
    let Ok(thresholds) = counted else { return };
    // Whoever has stopped needs no thresholds any more.
    let _ = shared
        .errand_lane(move |lane| {
            lane.examine_from(thresholds);
            Ok(())
        })
        .await;
}

/// Whether any office says how much it can examine.
fn has_limits(law: &Law, now: Timestamp) -> bool {
    let day = law.day_of(now);
    let mut offices = law.procedures.offices.rows();
    offices.any(|(_, row)| row.validity.covers(day) && row.value.examinations_a_day.is_some())
}

/// The thresholds of all offices.
///
/// # Errors
/// The store's.
fn thresholds(reader: &Reader, law: &Law, now: Timestamp) -> Result<Thresholds, StoreFailure> {
    let day = law.day_of(now);
    let Some(parameters) = law.parameters(day) else { return Ok(Thresholds::new()) };
    let usual = parameters.examine_at_weight.value;
    let mut waiting: BTreeMap<String, u32> = BTreeMap::new();
    for row in reader.worklist("examination", None, MOST)? {
        if let Some(held) = reader.load(row.consignment)?
            && let Some(office) = office(&held.case)
        {
            *waiting.entry(office.to_owned()).or_default() += 1;
        }
    }
    let of = |(office, waiting): (String, u32)| {
        let row = law.procedures.offices.on(&office, day)?;
        let threshold = threshold(usual, row.value.examinations_a_day, waiting);
        (threshold > usual).then_some((office, threshold))
    };
    Ok(waiting.into_iter().filter_map(of).collect())
}

//! Consignments of which a deadline has passed and that nothing has come of yet.

use crate::lane::{consignment_id, next_deadline};
use crate::replay::country_of;
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Reader, StoreFailure};

/// A consignment that waits for something whose deadline has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Its id.
    pub consignment: String,
    /// The deadline.
    pub due: Timestamp,
}

/// The consignments whose deadline has passed, the longest ago first, as the law of the last batch counts. At most so
/// many deadlines are looked at.
///
/// # Errors
/// The store's.
pub fn overdue(reader: &Reader, now: Timestamp, most: usize) -> Result<Vec<Overdue>, StoreFailure> {
    let Some(batch) = reader.last_batch()? else { return Ok(Vec::new()) };
    let setting = reader.setting(batch.setting)?.ok_or(StoreFailure::Corrupt("the setting of a batch"))?;
    let country = country_of(reader, setting.pack)?;
    let numbers: BTreeSet<u64> = reader.passed_deadlines(now, most)?.into_iter().collect();
    let mut found = Vec::new();
    for number in numbers {
        // It may have moved, or been passed, since it was kept.
        let Some(held) = reader.load(number)? else { continue };
        let next = next_deadline(&held.case, country.law(), now);
        let passed = next.filter(|(due, _)| *due <= now);
        found.extend(passed.map(|(due, _)| Overdue { consignment: consignment_id(number), due }));
    }
    found.sort_by_key(|overdue| overdue.due);
    Ok(found)
}

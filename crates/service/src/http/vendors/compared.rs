//! A return beside the parcels of its number, as a page shows it.

use super::accounts::last_over;
use super::{may_see, meant, today};
use crate::http::{Caller, Code, Problem, Shared};
use crate::lane::consignment_id;
use crate::vendors::{Reconciled, counting, reconciled};
use clearance::{Difference, DifferenceKind, Period};
use quantity::Currency;
use std::sync::Arc;
use store::{DeclaredNumber, Reader, StoreFailure, VendorReturn};

/// What a period of a number comes to.
pub(crate) struct Compared {
    pub(crate) number: String,
    pub(crate) period: Period,
    pub(crate) currency: Currency,
    /// The return that counts.
    pub(crate) filed: Option<VendorReturn>,
    /// How many parcels used the number, and how many lines agree with theirs.
    pub(crate) parcels: u64,
    pub(crate) agreed: u64,
    /// Sums in minor units.
    pub(crate) collected: i64,
    pub(crate) declared: i64,
    /// The first of what differs, and how many there are.
    pub(crate) first: Vec<Differing>,
    pub(crate) differing: usize,
}

/// A line or a parcel that differs.
pub(crate) struct Differing {
    pub(crate) kind: DifferenceKind,
    /// The number of the parcel, or of the order.
    pub(crate) about: String,
    pub(crate) consignment: Option<String>,
    /// In minor units.
    pub(crate) collected: i64,
    pub(crate) declared: i64,
}

/// Compares the return that counts with the parcels of a number, as far as a caller may see it: in the period that is
/// said, or in the last that is over.
pub(crate) async fn compared(
    shared: &Arc<Shared>,
    caller: &Caller,
    (scheme, number, period): (&str, &str, &str),
    most: usize,
) -> Result<Compared, Problem> {
    let last = || last_over(shared, scheme, today(shared)).unwrap_or_default();
    let said = if period.is_empty() { last() } else { period.to_owned() };
    let (of, period) = meant(shared, scheme, number, &said)?;
    if !may_see(shared, caller, (&of.scheme, &of.number), period) {
        return Err(Problem::of(Code::NotFound));
    }
    // Each takes the memory of a whole return.
    let room = shared.reconciling.clone().try_acquire_owned().map_err(|_| Problem::of(Code::Busy))?;
    let read = move |reader: &Reader| {
        let all = reader.vendor_returns_of(&of.scheme, &of.number)?;
        let filed = counting(&all, period).cloned();
        let made = reconciled(reader, &of, period, filed.as_ref())?;
        let first = made.found.differences.iter().take(most);
        let first = first.map(|found| differing(reader, &made, found)).collect::<Result<_, _>>()?;
        Ok(Compared {
            period,
            currency: of.currency,
            number: of.number,
            filed,
            parcels: made.found.parcels,
            agreed: made.found.agreed,
            collected: made.found.used,
            declared: made.found.declared,
            differing: made.found.differences.len(),
            first,
        })
    };
    let compared = shared.read(read).await;
    drop(room);
    compared
}

fn differing(reader: &Reader, made: &Reconciled, found: &Difference) -> Result<Differing, StoreFailure> {
    let line = found.line.and_then(|place| made.lines.get(place));
    let held = match found.parcels.first() {
        Some(number) if line.is_none() => reader.load(*number)?,
        _ => None,
    };
    let told = held.as_ref().and_then(|held| held.case.filings.governing().declaration.house_number());
    let about = match line.map(|line| &line.about) {
        Some(DeclaredNumber::Tracking(number) | DeclaredNumber::Order { number, .. }) => number.clone(),
        None => told.map(str::to_owned).unwrap_or_default(),
    };
    Ok(Differing {
        kind: found.kind,
        about,
        consignment: found.parcels.first().map(|number| consignment_id(*number)),
        collected: found.used,
        declared: found.declared,
    })
}

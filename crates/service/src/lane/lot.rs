//! The lot that a consignment draws: for the control sample, and for profiles that select a share of their hits.

use clearance::{Case, Declaration, Law, day_number};
use jiff::Timestamp;
use store::Secret;

/// The lot of a consignment: by the house number of its first filing, else its reference, under the secret of the day
/// on which that was accepted. Lodging again under the same number does not draw again. In a
/// sandbox nothing is drawn.
pub(crate) fn lot(
    secret: &Secret,
    law: &Law,
    case: Option<&Case>,
    filed: Option<&Declaration>,
    now: Timestamp,
) -> Option<u64> {
    let first = case.and_then(|case| case.filings.iter().next());
    let (declaration, accepted) = match first {
        Some(first) => (&*first.declaration, first.accepted),
        None => (filed?, now),
    };
    let number = declaration.house_number().unwrap_or(&declaration.reference);
    secret.lot(day_number(law.day_of(accepted)), number)
}

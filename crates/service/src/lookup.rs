//! Looking consignments up by what they are known by, in what was committed.

use crate::lane::{consignment_number, declaration_hash};
use clearance::identifier::Mrn;
use store::{Held, Reader, StoreFailure};

/// Declarations that share a hash, at the most.
const COLLISIONS: usize = 4;
/// Joinings that are followed, one after the other.
const JOININGS: usize = 16;

/// The consignment of a declaration. The one that opened it has its number, the others are found by a key; where
/// it was joined to another, that one is found.
///
/// # Errors
/// The store's.
pub fn find_declaration(reader: &Reader, number: Mrn) -> Result<Option<Held>, StoreFailure> {
    let mut candidates: Vec<u64> = number.serial().parse().ok().into_iter().collect();
    candidates.extend(reader.find(declaration_hash(reader.secret(), number.as_str()), COLLISIONS)?);
    for candidate in candidates {
        let held = reader.load(candidate)?;
        if let Some(held) = held.filter(|held| held.case.filings.find(number).is_some()) {
            return follow(reader, held).map(Some);
        }
    }
    Ok(None)
}

/// The consignment that stands for one: itself, or the one it was joined to.
///
/// # Errors
/// The store's.
pub fn follow(reader: &Reader, held: Held) -> Result<Held, StoreFailure> {
    let into = |number| {
        let held = reader.load(number)?;
        Ok::<_, StoreFailure>(held.and_then(|held| held.case.joined_into().and_then(consignment_number)))
    };
    match held.case.joined_into().and_then(consignment_number) {
        None => Ok(held),
        Some(number) => Ok(reader.load(standing(number, into)?)?.unwrap_or(held)),
    }
}

/// The number of the consignment that stands for another; `into` says which one that was joined to, if it was.
pub(crate) fn standing<E>(
    mut number: u64,
    mut into: impl FnMut(u64) -> Result<Option<u64>, E>,
) -> Result<u64, E> {
    for _ in 0..JOININGS {
        match into(number)? {
            Some(next) => number = next,
            None => break,
        }
    }
    Ok(number)
}

//! Finding a consignment by whatever it is called, as far as whoever asks may see it.

use crate::http::{Caller, Code, Problem, Role, Shared};
use crate::lane::{consignment_number, key_hash};
use crate::lookup::{find_declaration, follow};
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{Case, KeyKind};
use std::sync::Arc;
use store::{Held, Reader, StoreFailure};

/// Consignments asked for under one number: the newest counts, unless hashes collide or a number was used again.
const MATCHES: usize = 4;

/// How a consignment was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// By its id or the number of a declaration: counted up, so that knowing one proves nothing.
    Count,
    /// By the number that it travels under.
    Transport,
}

/// The consignment that a text names, for whoever may see it; everything else is as if it did not exist.
pub(crate) async fn find(
    shared: &Arc<Shared>,
    name: String,
    may_see: impl Fn(&Case, By) -> bool + Send + 'static,
) -> Result<Held, Problem> {
    let found = shared.read(move |reader| search(reader, &name, &may_see)).await?;
    found.ok_or_else(|| Problem::of(Code::NotFound))
}

/// The same, on a thread that may wait.
pub(crate) fn search(
    reader: &Reader,
    name: &str,
    may_see: &dyn Fn(&Case, By) -> bool,
) -> Result<Option<Held>, StoreFailure> {
    if let Some(number) = consignment_number(name) {
        let held = reader.load(number)?.map(|held| follow(reader, held)).transpose()?;
        return Ok(held.filter(|held| may_see(&held.case, By::Count)));
    }
    if let Ok(number) = Mrn::parse(name)
        && let Some(held) = find_declaration(reader, number)?
    {
        return Ok(Some(held).filter(|held| may_see(&held.case, By::Count)));
    }
    let normal = TrackingNumber::parse(name).map(|number| number.as_str().to_owned());
    let house = normal.as_deref().unwrap_or(name);
    for candidate in reader.find(key_hash(reader.secret(), KeyKind::HouseNumber, &[house]), MATCHES)? {
        let held = reader.load(candidate)?.filter(|held| has_house_number(&held.case, house));
        let Some(held) = held.map(|held| follow(reader, held)).transpose()? else { continue };
        if may_see(&held.case, By::Transport) {
            return Ok(Some(held));
        }
    }
    Ok(None)
}

fn has_house_number(case: &Case, text: &str) -> bool {
    case.filings.iter().any(|filing| filing.declaration.house_number() == Some(text))
}

/// The declaration through which a caller sees a consignment: customs and the tax office the one that governs,
/// a filer their own, a valid one before others.
pub(crate) fn seen_through(caller: &Caller, case: &Case) -> Option<Mrn> {
    let governing = case.filings.governing();
    let is_own = |organisation: &str| *organisation == *caller.organisation;
    if caller.is_customs() || caller.is(Role::Tax) || is_own(&governing.filer.organisation) {
        return Some(governing.number);
    }
    let own = || case.filings.iter().filter(|filing| is_own(&filing.filer.organisation));
    own().filter(|filing| !filing.is_invalid).last().or_else(|| own().last()).map(|filing| filing.number)
}

/// Whether a caller may act on a consignment that they filed nothing about: as a carrier who knows the number
/// that it travels under, unless another organisation says that it is the carrier.
pub(crate) fn may_handle(caller: &Caller, case: &Case, by: By) -> bool {
    if seen_through(caller, case).is_some() {
        return true;
    }
    caller.is(Role::Carrier) && by == By::Transport && case.may_be_carried_by(&caller.organisation)
}

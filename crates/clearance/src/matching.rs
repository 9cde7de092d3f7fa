//! Which consignment a declaration is about, and what else goes to its consignee: asked in one way of whoever
//! keeps consignments.

use crate::added_up::{Own, added_up, seller};
use crate::case::State;
use crate::consignments::{Consignments, Counted};
use crate::day_number::day_number;
use crate::drawn::{Drawn, draws};
use crate::facts::Activity;
use crate::fault::{Fault, FaultCode};
use crate::key_hashes::KeyHashes;
use crate::known::{Key, KeyKind};
use crate::law::Law;
use crate::recall::{ExaminationOutcome, Sought, background};
use crate::refusal::Refusal;
use crate::tax_token::TokenId;
use crate::{Case, Declaration};
use jiff::Timestamp;
use quantity::{Decimal, LocalValue};
use std::borrow::Cow;
use std::collections::BTreeSet;
use tariff::{QuotaNumber, QuotaPeriod};

/// Consignments that one number is asked for: the newest counts, unless hashes collide. Those that were joined to
/// another are found beside it and do not count.
const NUMBER_MATCHES: usize = 8;

/// The consignment that a declaration is about, if it is known: by what its filer called it before, by its house
/// number, or by its UCR where only one of them has a number yet.
pub fn known<C: Consignments>(
    consignments: &mut C,
    keys: &KeyHashes,
    declaration: &Declaration,
    organisation: &str,
    now: Timestamp,
) -> Result<Option<u64>, C::Failure> {
    for number in consignments.under(keys.reference, NUMBER_MATCHES)? {
        if consignments.case(number)?.is_some_and(|case| has_reference(case, declaration, organisation)) {
            return Ok(Some(number));
        }
    }
    for number in under_some(consignments, keys.house, NUMBER_MATCHES)? {
        if consignments.case(number)?.is_some_and(|case| has_number(case, declaration, now)) {
            return Ok(Some(number));
        }
    }
    only_under_ucr(consignments, keys.ucr, declaration)
}

/// The keys that [`known`] and [`activity`] ask for when a declaration is lodged, so that whoever keeps consignments can
/// look for those of many at once: its own, and those of what examinations of the party behind it came to. Whether its
/// token is spent they find out in their own way.
pub fn asked_for(keys: &KeyHashes) -> impl Iterator<Item = u64> + use<> {
    let KeyHashes { reference, house, ucr, consignee, order, payment, phone, email, person, words, .. } =
        *keys;
    let own = [Some(reference), house, ucr, consignee, order, payment, phone, email, person, words];
    let party = keys.seller.or(keys.consignor);
    let outcomes = ExaminationOutcome::ALL.map(|outcome| party.map(|party| outcome.key(party)));
    own.into_iter().chain(outcomes).flatten()
}

/// The one consignment of a UCR: with more than one it tells nothing, nor where there may be more than were found.
fn only_under_ucr<C: Consignments>(
    consignments: &mut C,
    hash: Option<u64>,
    declaration: &Declaration,
) -> Result<Option<u64>, C::Failure> {
    let found = under_some(consignments, hash, NUMBER_MATCHES)?;
    if found.len() >= NUMBER_MATCHES {
        return Ok(None);
    }
    let mut linked = Vec::new();
    for number in found {
        if let Some(case) = consignments.case(number)?
            && case.joined_into().is_none()
        {
            linked.push((number, has_ucr(case, declaration)));
        }
        if linked.len() > 1 {
            return Ok(None);
        }
    }
    Ok(linked.first().filter(|(_, is_meant)| *is_meant).map(|(number, _)| *number))
}

/// What else goes to the consignee on the day, and what was used up before. A declaration that opens a consignment, with
/// the hash of its consignee, speaks for it; later the one that governs does.
pub fn activity<C: Consignments>(
    consignments: &mut C,
    own: Option<u64>,
    filed: Option<(&Declaration, &KeyHashes)>,
    law: &Law,
    now: Timestamp,
) -> Result<Activity, C::Failure> {
    let spent = spent(consignments, own.as_slice(), filed.map(|(declaration, _)| declaration))?;
    let Some(speaking) = speaking(consignments, own, filed, law, now)? else {
        return Ok(Activity { spent, ..Activity::NONE });
    };
    let most = usize::try_from(Activity::MOST).unwrap_or(usize::MAX).saturating_add(1);
    let to_the_consignee = under_some(consignments, speaking.sought.keys.consignee, most)?;
    let mut activity = of_the_day(consignments, &speaking, &to_the_consignee, law)?;
    if !law.tariff.quotas.is_empty() {
        activity.drawn = drawn(consignments, own, filed.map(|(declaration, _)| declaration))?;
    }
    if !law.signals.is_empty() {
        activity.background = background(consignments, &speaking.sought, &to_the_consignee, law)?;
    }
    Ok(Activity { spent, ..activity })
}

/// The tokens of filings about some consignments, which are one or come to be, that another has used. Any of the filings
/// may come to govern.
pub fn spent<C: Consignments>(
    consignments: &mut C,
    own: &[u64],
    filed: Option<&Declaration>,
) -> Result<Vec<TokenId>, C::Failure> {
    let mut tokens = BTreeSet::new();
    let good = |declaration: &Declaration| {
        let declared = declaration.tax_token.as_ref().filter(|declared| declared.flaw.is_none());
        declared.map(|declared| declared.token.id())
    };
    for number in own {
        let case = consignments.case(*number)?;
        let filings = case.into_iter().flat_map(|case| case.filings.iter());
        tokens.extend(filings.filter_map(|filing| good(&filing.declaration)));
    }
    tokens.extend(filed.and_then(good));
    let mut spent = Vec::new();
    for token in tokens {
        if consignments.is_spent(token, own)? {
            spent.push(token);
        }
    }
    Ok(spent)
}

/// What speaks for a consignment: the declaration that governs, or the one that opens it.
struct Speaking {
    sought: Sought,
    /// Who sold the goods.
    seller: Option<String>,
}

fn speaking<C: Consignments>(
    consignments: &mut C,
    own: Option<u64>,
    filed: Option<(&Declaration, &KeyHashes)>,
    law: &Law,
    now: Timestamp,
) -> Result<Option<Speaking>, C::Failure> {
    let owned = |seller: Option<Cow<'_, str>>| seller.map(Cow::into_owned);
    let case = own.map_or(Ok(None), |number| consignments.case(number))?;
    let governing = case
        .map(|case| case.filings.governing())
        .filter(|filing| !filing.declaration.is_advance() && !filing.is_invalid);
    let Some(governing) = governing else {
        return Ok(filed.map(|(declaration, keys)| Speaking {
            sought: Sought { own, keys: *keys, accepted: now },
            seller: owned(seller(declaration)),
        }));
    };
    let (accepted, seller) = (governing.accepted, owned(seller(&governing.declaration)));
    let parts = |(kind, parts): Key<'_>| (kind, parts.into_iter().map(Cow::into_owned).collect());
    let declaration = &governing.declaration;
    let found_by: Vec<(KeyKind, Vec<String>)> = match law.signals.is_empty() {
        true => declaration.consignee_key().map(|key| parts((KeyKind::Consignee, key))).into_iter().collect(),
        false => {
            let keys = declaration.keys("").into_iter().chain(declaration.signal_keys());
            keys.filter(|(kind, _)| kind.is_recalled()).map(parts).collect()
        }
    };
    let mut keys = KeyHashes::default();
    for (kind, parts) in &found_by {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        keys.take(*kind, consignments.hash(*kind, &parts));
    }
    Ok(Some(Speaking { sought: Sought { own, keys, accepted }, seller }))
}

/// What others have drawn of the quotas that any filing about a consignment asks for.
fn drawn<C: Consignments>(
    consignments: &mut C,
    own: Option<u64>,
    filed: Option<&Declaration>,
) -> Result<Drawn, C::Failure> {
    let case = own.map_or(Ok(None), |number| consignments.case(number))?;
    let declared = case.into_iter().flat_map(|case| case.filings.iter().map(|filing| &*filing.declaration));
    let asked: BTreeSet<QuotaNumber> = declared.chain(filed).flat_map(Declaration::quotas).collect();
    let mut drawn = Drawn::NOTHING;
    if asked.is_empty() {
        return Ok(drawn);
    }
    let own = case.map(draws).unwrap_or_default();
    for number in asked {
        for (opened, all) in consignments.drawn(number)? {
            let period = QuotaPeriod { number, opened };
            // What no number holds leaves nothing.
            let others = all.saturating_sub(own.of(period).micro());
            drawn.add(period, Decimal::from_micro(others).unwrap_or(Drawn::MOST));
        }
    }
    Ok(drawn)
}

fn of_the_day<C: Consignments>(
    consignments: &mut C,
    speaking: &Speaking,
    to_the_consignee: &[u64],
    law: &Law,
) -> Result<Activity, C::Failure> {
    let Speaking { sought: Sought { own, keys, accepted }, seller } = speaking;
    let Some(consignee) = keys.consignee else { return Ok(Activity::NONE) };
    let accepted = law.day_of(*accepted);
    let day = day_number(accepted);
    let mut activity = Activity::NONE;
    for number in to_the_consignee {
        if Some(*number) == *own {
            continue;
        }
        if let Some(counted) = consignments.counted(*number)?
            && counted.day == Some(day)
        {
            activity = activity.and(counted.value);
        }
    }
    if law.tariff.adds_up(accepted) {
        let seller = seller.as_deref().map(Cow::Borrowed);
        let own = Own { number: *own, day: accepted, seller };
        activity.added_up = added_up(consignments, consignee, &own, law)?;
    }
    Ok(activity)
}

/// A consignment that takes no more declarations says so as a fault, for lodging is answered by faults.
pub fn closed(refusal: Refusal) -> Fault {
    let code = match refusal {
        Refusal::AlreadyRefused | Refusal::AlreadyReturning | Refusal::AlreadyInvalidated => {
            FaultCode::ConsignmentClosed
        }
        _ => FaultCode::OutsideTheLaw,
    };
    Fault::new(code, "").with("reason", refusal)
}

fn under_some<C: Consignments>(
    consignments: &mut C,
    hash: Option<u64>,
    most: usize,
) -> Result<Vec<u64>, C::Failure> {
    hash.map_or(Ok(Vec::new()), |hash| consignments.under(hash, most))
}

/// Whether the organisation has filed about the consignment under this reference, and it still stands.
fn has_reference(case: &Case, declaration: &Declaration, organisation: &str) -> bool {
    let mut filings = case.filings.iter().filter(|_| case.joined_into().is_none());
    filings.any(|filing| {
        !filing.is_invalid
            && filing.filer.organisation == organisation
            && filing.declaration.reference == declaration.reference
            && filing.declaration.is_advance() == declaration.is_advance()
    })
}

/// Whether a filing about the consignment has the same house number.
fn has_number(case: &Case, declaration: &Declaration, now: Timestamp) -> bool {
    let mut filings = case.filings.iter().filter(|_| case.joined_into().is_none());
    filings.any(|filing| declaration.identifies_as(&filing.declaration, filing.accepted, now))
}

/// Whether the consignment has this UCR and one of the two has no house number: with two numbers they are two
/// consignments of one UCR.
fn has_ucr(case: &Case, declaration: &Declaration) -> bool {
    let has_no_number = declaration.house_number().is_none()
        || case.filings.iter().all(|filing| filing.declaration.house_number().is_none());
    has_no_number && case.filings.iter().any(|filing| filing.declaration.ucr == declaration.ucr)
}

impl Counted {
    /// What a case counts for: a declaration that stands, on the day on which it was accepted.
    pub fn of(case: &Case, law: &Law) -> Counted {
        let governing = case.filings.governing();
        let stands = !governing.is_invalid
            && !governing.declaration.is_advance()
            && !matches!(case.state, State::Invalidated { .. } | State::Joined { .. });
        let day = stands.then(|| day_number(law.day_of(governing.accepted)));
        Counted { day, value: worth(case.assessment.intrinsic) }
    }

    /// What a declaration will count for that opens a case, before it is cleared.
    pub fn of_first(declaration: &Declaration, intrinsic: LocalValue, law: &Law, now: Timestamp) -> Counted {
        let day = (!declaration.is_advance()).then(|| day_number(law.day_of(now)));
        Counted { day, value: worth(intrinsic) }
    }
}

fn worth(intrinsic: LocalValue) -> Decimal {
    intrinsic.to_decimal().unwrap_or(Decimal::ZERO)
}

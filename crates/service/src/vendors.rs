//! What vendors declare, against the parcels that used their numbers: gathered from the ledger, the returns and the
//! consignments.

use crate::lane::{consignment_number, key_hash};
use clearance::identifier::{TrackingNumber, canonical};
use clearance::{
    DeclaredTax, KeyKind, Law, ParcelUse, Period, Reconciliation, Standing, day_number, reconcile, standing,
};
use jiff::civil::Date;
use quantity::Currency;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{DeclaredNumber, Reader, StoreFailure, VendorLine, VendorReturn};
use tariff::ChargeKind;

/// How long before a period parcels are still looked for that go back in it, or were declared late.
const LOOK_BACK_DAYS: i64 = 400;
/// How many periods before and after one are looked through for what its return is silent about.
const NEIGHBOURS: i32 = 3;
/// Consignments under one tracking number or one order.
const OF_A_NUMBER: usize = 4;
const OF_AN_ORDER: usize = 200;

/// A number under a scheme, with what the pack says of the scheme.
#[derive(Clone, Debug)]
pub(crate) struct TaxNumber {
    pub(crate) scheme: String,
    pub(crate) number: String,
    pub(crate) collects: Vec<ChargeKind>,
    pub(crate) currency: Currency,
}

impl TaxNumber {
    /// A number with what the pack says of its scheme on a day; none where it has no such scheme.
    pub(crate) fn new(law: &Law, scheme: &str, number: &str, day: Date) -> Option<TaxNumber> {
        let found = law.procedures.schemes.on(scheme, day)?;
        Some(TaxNumber {
            scheme: scheme.to_owned(),
            number: canonical(number).into_owned(),
            collects: found.value.collects.clone(),
            currency: law.tariff.exchange.local(),
        })
    }
}

/// A return, or that there is none, beside the parcels that used the number.
pub(crate) struct Reconciled {
    /// The lines of the return.
    pub(crate) lines: Vec<VendorLine>,
    /// What it comes to.
    pub(crate) found: Reconciliation,
}

/// The return that counts for a period: the last one that was filed.
pub(crate) fn counting(returns: &[VendorReturn], period: Period) -> Option<&VendorReturn> {
    let period = period.to_string();
    returns.iter().filter(|filed| filed.period == period).max_by_key(|filed| filed.entry)
}

/// Compares a return with the parcels of its number and period.
///
/// # Errors
/// The store's.
pub(crate) fn reconciled(
    reader: &Reader,
    of: &TaxNumber,
    period: Period,
    filed: Option<&VendorReturn>,
) -> Result<Reconciled, StoreFailure> {
    let mut uses = Uses::read(reader, of, period)?;
    let lines = match filed {
        Some(filed) => reader.vendor_lines(filed.entry)?,
        None => Vec::new(),
    };
    let mut declared = Vec::with_capacity(lines.len());
    let mut named = HashSet::new();
    for line in &lines {
        let parcels = uses.parcels_of(&line.about, true)?;
        named.extend(parcels.iter().copied());
        declared.push(DeclaredTax { amount: line.amount, parcels });
    }
    let is_silent = |number: &u64| !named.contains(number);
    let elsewhere = match uses.in_period.keys().any(is_silent) {
        true => uses.declared_elsewhere(period)?,
        false => HashSet::new(),
    };
    let parcel = |number: u64| {
        let sum = |sums: &HashMap<u64, i64>| sums.get(&number).copied().unwrap_or_default();
        ParcelUse {
            in_period: sum(&uses.in_period),
            in_all: sum(&uses.in_all),
            // What was collected and comes to nothing has gone back.
            standing: match uses.in_all.get(&number) {
                Some(0) => Standing::Gone,
                Some(_) => Standing::Collected,
                None => uses.standings.get(&number).copied().flatten().unwrap_or(Standing::Nothing),
            },
            is_declared_elsewhere: elsewhere.contains(&number),
        }
    };
    let numbers = uses.in_period.keys().chain(&named);
    let parcels: BTreeMap<u64, ParcelUse> = numbers.map(|number| (*number, parcel(*number))).collect();
    Ok(Reconciled { lines, found: reconcile(&declared, &parcels) })
}

/// By how much what was collected and what is declared may differ because they were rounded in other places: a
/// hundredth, and a minor unit at least.
fn rounded(collected: i64) -> i64 {
    (collected / 100).max(1)
}

/// Which parcels used a number, and for how much.
struct Uses<'a> {
    reader: &'a Reader,
    of: &'a TaxNumber,
    in_period: HashMap<u64, i64>,
    in_all: HashMap<u64, i64>,
    /// Where parcels stand on which nothing was collected; none for those that never named the number.
    standings: HashMap<u64, Option<Standing>>,
}

impl<'a> Uses<'a> {
    fn read(reader: &'a Reader, of: &'a TaxNumber, period: Period) -> Result<Uses<'a>, StoreFailure> {
        let (first, last) = (day_number(period.from), day_number(period.to()));
        let mut uses =
            Uses { reader, of, in_period: HashMap::new(), in_all: HashMap::new(), standings: HashMap::new() };
        let is_theirs = |name: &clearance::AccountName<String>| {
            name.scheme_number().is_some_and(|(scheme, number)| *scheme == of.scheme && *number == of.number)
        };
        let accounts = reader.ledger_accounts()?;
        let account =
            accounts.iter().find(|account| is_theirs(&account.name) && account.currency == of.currency);
        if let Some(account) = account {
            reader.each_posting(account.id, (first - LOOK_BACK_DAYS, i64::MAX), |day, parcel, amount| {
                let add = |sums: &mut HashMap<u64, i64>| {
                    let sum = sums.entry(parcel).or_default();
                    *sum = sum.saturating_add(amount);
                };
                add(&mut uses.in_all);
                if (first..=last).contains(&day) {
                    add(&mut uses.in_period);
                }
            })?;
        }
        Ok(uses)
    }

    /// The parcels that a line is about: those that used the number, else, where it is asked for, those that name it.
    fn parcels_of(&mut self, about: &DeclaredNumber, looks: bool) -> Result<Vec<u64>, StoreFailure> {
        let found = self.under(about)?;
        let is_used = |number: &&u64| self.in_all.contains_key(number);
        let used: Vec<u64> = match about {
            // A number of the post comes again after a year: the one of the period is meant, else the newest.
            DeclaredNumber::Tracking(_) => {
                let of_period = found.iter().find(|number| self.in_period.contains_key(number));
                of_period.or_else(|| found.iter().find(is_used)).into_iter().copied().collect()
            }
            DeclaredNumber::Order { .. } => found.iter().filter(is_used).copied().collect(),
        };
        if !used.is_empty() || !looks {
            return Ok(used);
        }
        let mut naming = Vec::new();
        for number in found.into_iter().take(OF_A_NUMBER) {
            if let Some(number) = self.naming(number)? {
                naming.push(number);
            }
        }
        naming.dedup();
        Ok(naming)
    }

    /// The consignments under what a line is about, in either spelling, the newest first.
    fn under(&self, about: &DeclaredNumber) -> Result<Vec<u64>, StoreFailure> {
        let secret = self.reader.secret();
        match about {
            DeclaredNumber::Tracking(text) => {
                let find = |text: &str| {
                    self.reader.find(key_hash(secret, KeyKind::HouseNumber, &[text]), OF_A_NUMBER)
                };
                let spelled = TrackingNumber::parse(text).ok();
                let found = find(spelled.as_ref().map_or(text, |number| number.as_str()))?;
                let is_other = spelled.is_some_and(|number| number.as_str() != text);
                if found.is_empty() && is_other { find(text) } else { Ok(found) }
            }
            DeclaredNumber::Order { market_place, number } => {
                let find = |place: &str| {
                    self.reader.find(key_hash(secret, KeyKind::Order, &[place, number]), OF_AN_ORDER)
                };
                let found = find(&canonical(market_place))?;
                if found.is_empty() { find(market_place) } else { Ok(found) }
            }
        }
    }

    /// The consignment that stands for one, if it names the number.
    fn naming(&mut self, number: u64) -> Result<Option<u64>, StoreFailure> {
        let Some(held) = self.reader.load(number)? else { return Ok(None) };
        let into = |number| {
            let held = self.reader.load(number)?;
            Ok::<_, StoreFailure>(held.and_then(|held| held.case.joined_into().and_then(consignment_number)))
        };
        let stands = match held.case.joined_into() {
            None => held,
            Some(_) => match self.reader.load(crate::lookup::standing(number, into)?)? {
                Some(held) => held,
                None => return Ok(None),
            },
        };
        let TaxNumber { scheme, number, collects, .. } = self.of;
        let found = match self.standings.entry(stands.number) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => *place.insert(standing(&stands.case, scheme, number, collects)),
        };
        let is_used = self.in_all.contains_key(&stands.number);
        Ok((found.is_some() || is_used).then_some(stands.number))
    }

    /// The parcels of the number that the returns of neighbouring periods declare, for what was collected on them in
    /// this one or more.
    fn declared_elsewhere(&mut self, period: Period) -> Result<HashSet<u64>, StoreFailure> {
        let returns = self.reader.vendor_returns_of(&self.of.scheme, &self.of.number)?;
        let mut declared = HashSet::new();
        for other in (-NEIGHBOURS..=NEIGHBOURS).filter(|other| *other != 0) {
            let Some(filed) = counting(&returns, period.moved(other)) else { continue };
            for line in self.reader.vendor_lines(filed.entry)? {
                let parcels = self.parcels_of(&line.about, false)?;
                let used = parcels.iter().filter_map(|parcel| self.in_period.get(parcel));
                let used = used.fold(0, |sum: i64, used| sum.saturating_add(*used));
                if line.amount > 0 && line.amount.saturating_add(rounded(used)) >= used {
                    declared.extend(parcels);
                }
            }
        }
        Ok(declared)
    }
}

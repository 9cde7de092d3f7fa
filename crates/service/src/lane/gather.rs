//! Gathering: which consignment is meant, and what else goes to its consignee.

use super::batch::Batch;
use super::lot::lot;
use crate::capacity::office;
use crate::lane::ask::{FilingKeys, Target};
use crate::lane::prepare::{declaration_hash, key_hash, token_hash};
use crate::lookup::standing;
use clearance::identifier::Mrn;
use clearance::{
    Activity, Case, Consignments, Counted, Declaration, KeyHashes, KeyKind, TokenId, deferring_party,
};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Held, StoreFailure};
use tariff::QuotaNumber;

/// Consignments that one number is asked for: the newest counts, unless hashes collide.
const NUMBER_MATCHES: usize = 4;

/// Consignments that may use one token one after the other, each once the one before has given it back.
const USES: usize = 8;

impl Batch<'_> {
    /// The consignment that a declaration is about, if it is known.
    pub(super) fn known(
        &mut self,
        keys: &FilingKeys,
        declaration: &Declaration,
        organisation: &str,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreFailure> {
        clearance::known(self, &keys.hashes, declaration, organisation, now)
    }

    /// The consignment that a command is about. By a number of its own it is found even where another stands for
    /// it; by the numbers of what was filed, the one that stands is found.
    pub(super) fn find(&mut self, target: &Target) -> Result<Option<u64>, StoreFailure> {
        let found = match target {
            Target::Consignment(number) => return Ok(self.loaded(*number)?.map(|held| held.number)),
            Target::Declaration(mrn) => self.find_declaration(*mrn)?,
            Target::House(text) => self.find_house(text)?,
        };
        found.map(|number| standing(number, |number| self.joined_into(number))).transpose()
    }

    fn find_house(&mut self, text: &str) -> Result<Option<u64>, StoreFailure> {
        let hash = key_hash(self.writer.secret(), KeyKind::HouseNumber, &[text]);
        for number in self.under(hash, NUMBER_MATCHES)? {
            let held = self.loaded(number)?;
            let is_meant = |held: &&Held| {
                held.case.filings.iter().any(|filing| filing.declaration.house_number() == Some(text))
            };
            if held.filter(is_meant).is_some() {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    fn find_declaration(&mut self, mrn: Mrn) -> Result<Option<u64>, StoreFailure> {
        let hash = declaration_hash(self.writer.secret(), mrn.as_str());
        let mut candidates: Vec<u64> = mrn.serial().parse().ok().into_iter().collect();
        candidates.extend(self.under(hash, NUMBER_MATCHES)?);
        for number in candidates {
            if self.loaded(number)?.is_some_and(|held| held.case.filings.find(mrn).is_some()) {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// The consignment that a joined one ended in.
    fn joined_into(&mut self, number: u64) -> Result<Option<u64>, StoreFailure> {
        let held = self.loaded(number)?;
        Ok(held.and_then(|held| held.case.joined_into()).and_then(super::consignment_number))
    }

    /// What else goes to the consignee on the day, and what other consignments tell. A declaration that opens a
    /// consignment, with the hashes of its keys, speaks for it; later the one that governs does.
    pub(super) fn activity(
        &mut self,
        own: Option<u64>,
        filed: Option<(&Declaration, &KeyHashes)>,
        now: Timestamp,
    ) -> Result<Activity, StoreFailure> {
        let country = self.country;
        let mut activity = clearance::activity(self, own, filed, country.law(), now)?;
        if !self.thresholds.is_empty() {
            let case = own.and_then(|number| self.held.get(&number)).map(|held| &held.case);
            let declared = || filed.and_then(|(declaration, _)| declaration.transport.office.as_deref());
            let office = case.map_or_else(declared, office);
            activity.threshold = office.and_then(|office| self.thresholds.get(office)).copied();
        }
        Ok(activity)
    }

    /// What stands on the statements of the parties to whom charges may be deferred, but for those of the consignments
    /// themselves: the parties of what was filed about them, and of what is filed now.
    pub(super) fn deferred_elsewhere(
        &self,
        own: &[u64],
        filed: Option<(&Declaration, &str)>,
        now: Timestamp,
    ) -> Vec<(String, i64)> {
        let law = self.country.law();
        if law.procedures.deferment.is_empty() {
            return Vec::new();
        }
        let (register, day) = (&self.registered.register, law.day_of(now));
        let cases = || own.iter().filter_map(|number| self.held.get(number)).map(|held| &held.case);
        let known = cases().flat_map(|case| case.filings.iter());
        let known = known.map(|filing| (&*filing.declaration, filing.filer.organisation.as_str()));
        let parties: BTreeSet<&str> = known
            .chain(filed)
            .filter_map(|(declaration, filer)| deferring_party(declaration, filer, law, register, day))
            .collect();
        let elsewhere = |party: &str| {
            let fresh = self.deferred.get(party).copied().unwrap_or_default();
            let own = cases().filter_map(clearance::deferred).filter(|(of, _)| *of == party);
            let own = own.map(|(_, minor)| minor).fold(0, i64::saturating_add);
            self.writer.deferred(party, law.tariff.exchange.local()).saturating_add(fresh).saturating_sub(own)
        };
        parties.into_iter().map(|party| (party.to_owned(), elsewhere(party))).collect()
    }

    /// The lot of a consignment, or of the declaration that opens one.
    pub(super) fn lot(&self, own: Option<u64>, filed: Option<&Declaration>, now: Timestamp) -> Option<u64> {
        let case = own.and_then(|number| self.held.get(&number)).map(|held| &held.case);
        lot(self.writer.secret(), self.country.law(), case, filed, now)
    }

    /// The consignments under a key, each once, the newest first, with those of this batch.
    fn under(&self, hash: u64, most: usize) -> Result<Vec<u64>, StoreFailure> {
        let fresh = self.fresh.under(hash).iter().rev().copied();
        let mut numbers = Vec::new();
        for number in fresh.chain(self.writer.find(hash, most)?) {
            if numbers.len() < most && !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        Ok(numbers)
    }

    /// A consignment as it is in this batch.
    pub(super) fn loaded(&mut self, number: u64) -> Result<Option<&Held>, StoreFailure> {
        if !self.held.contains_key(&number)
            && let Some(held) = self.writer.load(number)?
        {
            self.held.insert(number, Arc::new(held));
        }
        Ok(self.held.get(&number).map(AsRef::as_ref))
    }
}

impl Consignments for Batch<'_> {
    type Failure = StoreFailure;

    fn hash(&self, kind: KeyKind, parts: &[&str]) -> u64 {
        key_hash(self.writer.secret(), kind, parts)
    }

    fn under(&mut self, hash: u64, most: usize) -> Result<Vec<u64>, StoreFailure> {
        Batch::under(self, hash, most)
    }

    fn case(&mut self, number: u64) -> Result<Option<&Case>, StoreFailure> {
        Ok(self.loaded(number)?.map(|held| &held.case))
    }

    fn counted(&mut self, number: u64) -> Result<Option<Counted>, StoreFailure> {
        let worth = match self.held.get(&number) {
            Some(held) => Some((held.day, held.value)),
            None => self.writer.worth(number)?,
        };
        Ok(worth
            .map(|(day, value)| Counted { day, value: Decimal::from_micro(value).unwrap_or(Decimal::ZERO) }))
    }

    fn drawn(&mut self, quota: QuotaNumber) -> Result<Vec<(Date, i64)>, StoreFailure> {
        let mut drawn: BTreeMap<Date, i64> = self.writer.drawn(quota)?.into_iter().collect();
        for (period, micro) in self.drawn.iter().filter(|(period, _)| period.number == quota) {
            let sum = drawn.entry(period.opened).or_default();
            *sum = sum.saturating_add(*micro);
        }
        Ok(drawn.into_iter().collect())
    }

    fn is_spent(&mut self, token: TokenId, by_others_than: &[u64]) -> Result<bool, StoreFailure> {
        let hash = token_hash(self.writer.secret(), token);
        let found = self.under(hash, USES)?;
        // Only with a token that was given back again and again there are so many: then it is used up.
        if found.len() >= USES {
            return Ok(true);
        }
        for number in found.into_iter().filter(|number| !by_others_than.contains(number)) {
            if self.loaded(number)?.is_some_and(|held| held.case.redeems() == Some(token)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

//! Joining: two consignments that were recorded as two are one from here on, in one batch.

use super::batch::{Batch, consignment_id};
use super::prepare::{declaration_hash, key_hash};
use super::record::{Asked, Recorded};
use crate::lane::ask::{Actor, Target, Told};
use clearance::{Activity, Case, Command, JoinedInto, Joining, KeyHashes, Refusal, Step, clear};
use jiff::Timestamp;
use std::sync::Arc;
use store::{StoreFailure, row};

impl Batch<'_> {
    /// Joins a consignment to another. The entry of the one that goes comes first; that of the one that stays
    /// names the entry by which the other is found as it was.
    pub(super) fn join(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        (stays, goes): (&Target, &Target),
        reason: String,
    ) -> Result<Told, StoreFailure> {
        let (Some(stays), Some(goes)) = (self.find(stays)?, self.find(goes)?) else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        let mut activity = self.activity_of_joined(stays, goes, at)?;
        activity.deferred = self.deferred_elsewhere(&[stays, goes], None, at);
        let (Some(staying), Some(going)) = (self.held.get(&stays), self.held.get(&goes)) else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        let other = Box::new(going.case.clone());
        let kept = row::encode_join(goes, going.entry, &reason)?;
        let into =
            Command::JoinInto(JoinedInto { consignment: consignment_id(stays), reason: reason.clone() });
        let kept_into = row::encode_command(&into)?.unwrap_or_default();
        let facts = self.facts(activity.clone(), self.lot(Some(stays), None, at));
        let joined = clear(Some(&staying.case), Command::Join(Joining { other, reason }), &facts, at);
        let ended = clear(Some(&going.case), into, &self.facts(Activity::NONE, None), at);
        match joined.and_then(|joined| Ok((joined, ended?))) {
            Ok((joined, ended)) => {
                self.add_keys_of(&ended.case, stays);
                let asked = Asked { actor, at, consignment: goes, activity: Activity::NONE };
                let Step { case, number, .. } = ended;
                self.record(&asked, case, number, Recorded::Commanded { command: kept_into })?;
                let asked = Asked { actor, at, consignment: stays, activity };
                let Step { case, number, .. } = joined;
                let told = self.record(&asked, case, number, Recorded::Commanded { command: kept })?;
                self.move_texts(goes, stays);
                Ok(told)
            }
            Err(refusal) => Ok(Told::Refused(refusal)),
        }
    }

    /// What else goes to the consignee of two consignments that are one: neither counts beside the other. While
    /// only advance data is in the one that stays, what was declared in the other speaks.
    fn activity_of_joined(&mut self, stays: u64, goes: u64, at: Timestamp) -> Result<Activity, StoreFailure> {
        let is_advance =
            self.loaded(stays)?.is_some_and(|held| held.case.filings.governing().declaration.is_advance());
        let day = self.held.get_mut(&goes).and_then(|held| Arc::make_mut(held).day.take());
        let activity = self.activity(Some(if is_advance { goes } else { stays }), None, at);
        if let Some(held) = self.held.get_mut(&goes) {
            Arc::make_mut(held).day = day;
        }
        // A token that either has used is used by neither of them before the other.
        let spent = clearance::spent(self, &[stays, goes], None)?;
        Ok(Activity { spent, ..activity? })
    }

    /// Every number of what was filed about a consignment leads to another from here on.
    fn add_keys_of(&mut self, case: &Case, consignment: u64) {
        for filing in case.filings.iter() {
            let secret = self.writer.secret();
            let hash = |kind, parts: &[&str]| key_hash(secret, kind, parts);
            let (declaration, organisation) = (&filing.declaration, &filing.filer.organisation);
            let mut keys = Vec::new();
            let hashes =
                KeyHashes::of(declaration, organisation, self.country.law(), hash, |link| keys.push(link));
            keys.extend(hashes.found_by().into_iter().flatten());
            let own = declaration_hash(secret, filing.number.as_str());
            for hash in keys.into_iter().chain([own]) {
                self.add_key(hash, consignment);
            }
        }
    }

    /// The sealed texts of what was filed about a consignment are another's too.
    fn move_texts(&mut self, from: u64, to: u64) {
        let Some(from) = self.held.get(&from).cloned() else { return };
        if let Some(to) = self.held.get_mut(&to) {
            Arc::make_mut(to).take_all_filed(&from);
        }
    }
}

//! Who looked at what the record has of people and firms: noted down before anything is shown, and told to superiors
//! and to those whom it is about.

use crate::http::{Caller, Problem, Role, Shared};
use crate::lane::{Access, Acting, Actor, consignment_id};
use clearance::{AccessPurpose, AccessTold, Case, State};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{AccessesAsked, Entry, Reader, StoreFailure, What, moment};

/// Credentials of tokens are counted from here; those of a sandbox come first.
pub(crate) const TOKENS: u64 = 100;
/// Credentials of persons are counted from here, so that they meet no token's.
pub(crate) const PERSONS: u64 = 1 << 32;

/// Who looked, at what, and what for.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    /// The entry that tells of it.
    pub(crate) entry: u64,
    pub(crate) at: Timestamp,
    pub(crate) organisation: String,
    pub(crate) role: String,
    pub(crate) credential: u64,
    pub(crate) purpose: AccessPurpose,
    /// The case that they worked on, in their own words; empty for none.
    pub(crate) note: String,
    /// The names of the fields that they saw.
    pub(crate) fields: Vec<String>,
    /// The consignments, by their ids.
    pub(crate) consignments: Vec<String>,
}

/// Notes down who is about to look, durable when this returns. Where it fails nothing may be shown.
pub(crate) async fn note(shared: &Shared, actor: Actor, access: Access) -> Result<(), Problem> {
    // What is their own they read on; what the record has of others is not theirs.
    shared.frozen.admit(&actor.organisation)?;
    let acting = Acting { actor, at: (shared.clock)(), key: None };
    shared.errand_lane(move |lane| lane.note_access(acting, access)).await.map(drop)
}

/// Those who looked, the newest first.
pub(crate) fn looked(reader: &Reader, asked: &AccessesAsked) -> Result<Vec<Looked>, StoreFailure> {
    reader.accesses(asked)?.into_iter().map(|number| Looked::read(reader, number)).collect()
}

/// The most that somebody is told at once about who looked at a consignment.
pub(crate) const TOLD: usize = 100;

/// Those who looked at a consignment before an entry, the newest first, as far as somebody is told. How many they are not
/// told of shows in nothing.
pub(crate) fn told_of(
    reader: &Reader,
    consignment: u64,
    whom: AccessTold,
    (before, most): (Option<u64>, usize),
) -> Result<Vec<Looked>, StoreFailure> {
    let mut told = Vec::new();
    let mut asked = AccessesAsked { consignment: Some(consignment), credential: None, before, most: TOLD };
    loop {
        let page = looked(reader, &asked)?;
        let Some(last) = page.last().map(|last| last.entry) else { return Ok(told) };
        for looked in page.into_iter().filter(|looked| looked.purpose.told_to() >= whom) {
            if told.len() >= most {
                return Ok(told);
            }
            told.push(looked);
        }
        asked.before = Some(last);
    }
}

impl Looked {
    /// Which office it was, as those concerned are told: which authority is asked is nobody else's business.
    pub(crate) fn office(&self) -> Option<&str> {
        (self.purpose != AccessPurpose::Referral).then_some(&self.organisation)
    }

    fn read(reader: &Reader, number: u64) -> Result<Looked, StoreFailure> {
        let corrupt = || StoreFailure::Corrupt("the list of who looked");
        let bytes = reader.entry(number)?.ok_or_else(corrupt)?;
        let entry = Entry::decode(&bytes)?;
        let What::Accessed { purpose, note, fields, consignments } = &entry.what else {
            return Err(corrupt());
        };
        let own = (entry.consignment != 0).then_some(entry.consignment);
        Ok(Looked {
            entry: number,
            at: moment(entry.at)?,
            organisation: entry.actor.organisation.to_owned(),
            role: entry.actor.role.to_owned(),
            credential: entry.actor.credential,
            purpose: AccessPurpose::from_name(purpose).ok_or_else(corrupt)?,
            note: (*note).to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            consignments: own.iter().chain(consignments).copied().map(consignment_id).collect(),
        })
    }
}

/// What credentials are called: persons by their names, tokens by what was noted of them.
pub(crate) fn users(reader: &Reader) -> Result<BTreeMap<u64, String>, StoreFailure> {
    let persons = reader.accounts()?.into_iter().map(|account| (PERSONS + account.id, account.name));
    let tokens = reader.tokens()?.into_iter().map(|token| (TOKENS + token.id, token.note));
    Ok(persons.chain(tokens).collect())
}

/// Whether somebody sees who looked, whoever it was and whatever for.
pub(crate) fn sees_all(caller: &Caller) -> bool {
    caller.is(Role::Supervisor) || caller.is(Role::Administrator)
}

/// What an officer looks at a consignment for who has it before them because something is to be done about it; none
/// where nothing is, so that they must say.
pub(crate) fn implied(case: &Case) -> Option<AccessPurpose> {
    if case.post_clearance.claim.is_some() || case.post_clearance.proposed.is_some() {
        return Some(AccessPurpose::PostClearance);
    }
    match case.state {
        // What was refused has to leave, or may be let in after all.
        State::Waiting { .. } | State::Advised | State::Refused { .. } | State::Leaving { .. } => {
            Some(AccessPurpose::Clearance)
        }
        State::Released { .. }
        | State::Cleared { .. }
        | State::Invalidated { .. }
        | State::Returned { .. }
        | State::Joined { .. } => None,
    }
}

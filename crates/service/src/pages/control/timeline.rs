//! What happened to a consignment, the newest first: read from the journal.

use crate::http::events::kind_of;
use jiff::Timestamp;
use store::{Entry, Reader, StoreFailure, moment};

/// The most that is shown of what happened.
const MOST: usize = 40;

/// Something that happened.
pub(super) struct Happened {
    pub(super) at: Timestamp,
    /// Who did it.
    pub(super) who: String,
    /// The role in which they did it.
    pub(super) role: String,
    /// What: the end of a message's id.
    pub(super) what: String,
    pub(super) entry: u64,
}

/// What happened, from an entry back.
pub(super) fn happened(reader: &Reader, last: u64) -> Result<Vec<Happened>, StoreFailure> {
    let mut all = Vec::new();
    let mut number = last;
    while number != 0 && all.len() < MOST {
        let Some(bytes) = reader.entry(number)? else { break };
        let entry = Entry::decode(&bytes)?;
        let what = match &entry.result {
            Some(decided) => kind_of(&entry, decided)?,
            None => "declaration.returned",
        };
        all.push(Happened {
            at: moment(entry.at)?,
            who: entry.actor.organisation.to_owned(),
            role: entry.actor.role.to_owned(),
            what: what.replace('.', "_"),
            entry: number,
        });
        number = entry.previous;
    }
    Ok(all)
}

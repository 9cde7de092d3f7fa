//! For each profile a broader one that makes it needless, found without comparing all with all.
//!
//! A broader profile waits under each text of its shortest set. Whatever it makes needless has, in the same
//! field, a set of which every text lies within that one; so the first text of each set is enough to find it.
//! Profiles without any set wait under their first field.

use super::asks::{Asks, Texts};
use crate::dictionary::Manner;
use crate::field::Field;
use crate::profile::{Action, Profile};
use std::collections::BTreeMap;

/// A profile with what it asks of each field.
pub(super) struct Asking<'p> {
    /// Its place among all profiles.
    pub(super) place: usize,
    pub(super) profile: &'p Profile,
    pub(super) asks: Vec<Asks>,
}

/// The profiles by what a narrower one must have.
pub(super) struct Broader<'a, 'p> {
    by_text: BTreeMap<(Field, Manner, &'a str), Vec<&'a Asking<'p>>>,
    by_field: BTreeMap<Field, Vec<&'a Asking<'p>>>,
}

impl<'a, 'p> Broader<'a, 'p> {
    pub(super) fn new(all: &'a [Asking<'p>]) -> Broader<'a, 'p> {
        let mut broader = Broader { by_text: BTreeMap::new(), by_field: BTreeMap::new() };
        for asking in all.iter().filter(|asking| may_make_needless(asking.profile)) {
            let sets = asking.asks.iter().flat_map(|asks| asks.some().iter().map(|set| (asks.field, set)));
            match sets.min_by_key(|(_, set)| set.texts.len()) {
                Some((field, set)) => {
                    for text in &set.texts {
                        broader.by_text.entry((field, set.manner, text)).or_default().push(asking);
                    }
                }
                None => {
                    let first = asking.asks.first().map(|asks| asks.field);
                    first.iter().for_each(|field| {
                        broader.by_field.entry(*field).or_default().push(asking);
                    });
                }
            }
        }
        broader
    }

    /// The first profile that makes another needless.
    pub(super) fn than(&self, narrow: &'a Asking<'p>) -> Option<&'a Asking<'p>> {
        let by_text = narrow
            .asks
            .iter()
            .flat_map(|asks| asks.some().iter().flat_map(|set| self.under(asks.field, set)));
        let by_field = narrow.asks.iter().filter_map(|asks| self.by_field.get(&asks.field)).flatten();
        by_text
            .chain(by_field)
            .filter(|broad| broad.place != narrow.place && makes_needless(broad, narrow))
            // Of two that make each other needless the first stays.
            .filter(|broad| broad.place < narrow.place || !makes_needless(narrow, broad))
            .min_by_key(|broad| broad.place)
            .copied()
    }

    /// The profiles that wait under a text within which the first of a set lies.
    fn under(&self, field: Field, set: &'a Texts) -> impl Iterator<Item = &&'a Asking<'p>> {
        let first = set.texts.first().map(String::as_str).unwrap_or_default();
        let beginnings = first.char_indices().map(|(at, char)| first.get(..at + char.len_utf8()));
        let beginnings = beginnings.flatten().map(|start| (Manner::Beginning, start));
        let keys = [(Manner::Whole, first)].into_iter().chain(beginnings).chain(phrases(first));
        keys.filter_map(move |(manner, text)| self.by_text.get(&(field, manner, text))).flatten()
    }
}

/// Every row of words of a text.
fn phrases(text: &str) -> impl Iterator<Item = (Manner, &str)> {
    let starts = text.match_indices(' ').map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts).flat_map(move |start| {
        let rest = text.get(start..).unwrap_or_default();
        let ends = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]);
        ends.filter_map(move |end| Some((Manner::Words, rest.get(..end)?)))
    })
}

/// Whether a profile selects all that meet its criteria.
fn may_make_needless(profile: &Profile) -> bool {
    profile.share_per_million == Profile::EVERY_HIT
}

/// Whether whatever the narrower profile selects is selected by the broader one for the same or more.
fn makes_needless(broad: &Asking<'_>, narrow: &Asking<'_>) -> bool {
    let (period, other) = (broad.profile.period, narrow.profile.period);
    may_make_needless(broad.profile)
        && period.covers(other.from())
        && period.covers(other.to())
        && asks_for_as_much(broad.profile, narrow.profile)
        && broad.profile.expression.iter().all(|asked| narrow.profile.expression.as_ref() == Some(asked))
        && broad
            .asks
            .iter()
            .all(|asks| narrow.asks.iter().any(|own| own.field == asks.field && own.implies(asks)))
}

fn asks_for_as_much(broad: &Profile, narrow: &Profile) -> bool {
    use Action::*;
    match (broad.action, narrow.action) {
        (Refer, Refer) => broad.owner == narrow.owner,
        // Weights are added up: only one and the same weight for one and the same thing is a mistake.
        (AddWeight(one), AddWeight(other)) => one == other && broad.criteria == narrow.criteria,
        (DoNotLoad, DoNotLoad | RequestScreening | Examine | AddWeight(_)) => true,
        (RequestScreening | Examine, RequestScreening | Examine | AddWeight(_)) => true,
        (RequestInformation | HoldDocuments, RequestInformation | HoldDocuments) => true,
        _ => false,
    }
}

/// Whether two profiles are the same but for their words.
pub(super) fn are_alike(one: &Asking<'_>, other: &Asking<'_>) -> bool {
    one.profile.action == other.profile.action && makes_needless(one, other) && makes_needless(other, one)
}

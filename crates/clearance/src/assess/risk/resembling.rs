//! Parties and addresses that are like entries of the watch lists, where the pack has a floor for it.

use crate::Declaration;
use crate::declaration::Party;
use crate::ground::Ground;
use crate::law::Law;
use crate::procedure::Screening;
use jiff::civil::Date;
use risk::screening::Evidence;
use risk::{EntryKind, Field, Resembling, WatchLists};
use tariff::LawRef;

/// What was found so far.
pub(super) struct Resemblances<'f> {
    watch: &'f WatchLists,
    screening: Option<Screening>,
    day: Date,
    pub(super) grounds: Vec<Ground>,
    /// The names of the lists, each once and in order.
    pub(super) lists: Vec<&'f str>,
    /// What the resemblances weigh together.
    pub(super) weight: u32,
}

impl<'f> Resemblances<'f> {
    pub(super) fn new(watch: &'f WatchLists, law: &Law, day: Date) -> Resemblances<'f> {
        Resemblances {
            watch,
            screening: law.parameters(day).and_then(|parameters| parameters.screening),
            day,
            grounds: Vec::new(),
            lists: Vec::new(),
            weight: 0,
        }
    }

    /// Searches for what a field says.
    pub(super) fn look(&mut self, field: Field, kind: EntryKind, text: &str) {
        let Some(Screening { floor_per_mille, weight }) = self.screening else { return };
        let found = self.watch.resembling(kind, text, self.day, floor_per_mille);
        for (place, found) in found.into_iter().enumerate() {
            // The surest of a party weighs, and no entry twice: a consignor often is the seller.
            let added = if place == 0 && !self.has_weighed(&found) { weight } else { 0 };
            self.weight = self.weight.saturating_add(added);
            if let Err(new) = self.lists.binary_search(&found.list) {
                self.lists.insert(new, found.list);
            }
            self.grounds.push(ground(&found, field, added));
        }
    }

    fn has_weighed(&self, found: &Resembling<'_>) -> bool {
        self.grounds.iter().any(|ground| match ground {
            Ground::ResemblesListed { list, entry, weight, .. } => {
                *weight > 0 && *list == found.list && *entry == found.entry.id
            }
            _ => false,
        })
    }
}

/// The addresses of consignor and consignee, if any address is listed.
pub(super) fn addresses(declaration: &Declaration, watch: &WatchLists) -> [(Field, Option<String>); 2] {
    let parties = [
        (Field::ConsignorAddress, &declaration.consignor),
        (Field::ConsigneeAddress, &declaration.consignee),
    ];
    let has_any = watch.has_names(EntryKind::Address);
    parties.map(|(field, party)| (field, has_any.then(|| address(party)).flatten()))
}

/// Street, house, town and postcode; a town by itself is no address.
fn address(party: &Party) -> Option<String> {
    let lines = party.address_lines.as_deref()?;
    let parts = [Some(lines), party.city.as_deref(), party.postcode.as_deref()];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn ground(found: &Resembling<'_>, field: Field, weight: u32) -> Ground {
    let Evidence { aligned, only_asked, only_listed, .. } = &found.evidence;
    let words: Vec<&str> = aligned.iter().map(|aligned| aligned.listed.as_str()).collect();
    Ground::ResemblesListed {
        list: found.list.to_owned(),
        entry: found.entry.id.clone(),
        field,
        score_per_mille: found.score_per_mille,
        aligned: words.join(" "),
        only_listed: only_listed.join(" "),
        only_declared: u32::try_from(only_asked.len()).unwrap_or(u32::MAX),
        weight,
        law: LawRef::new(&found.entry.law),
    }
}

//! Rows that are about the same goods on the same day and say different things.

use crate::dated::{Entry, Table};
use crate::finding::Finding;
use crate::inherit::Source;
use crate::tariff_files::DutyKey;
use std::collections::{BTreeMap, BTreeSet};
use tariff::{CommodityCode, Country, Duty, Measure, Origin, Relief, Traffic, Treatment};

/// A duty for a group of countries of origin.
type OfGroup<'t> = (&'t str, &'t Entry<Duty>);

/// Tells of two duties of one measure for one code whose groups of origins share a country.
pub(crate) fn duties(source: &Source, duties: &Table<DutyKey, Duty>, groups: &Table<(String, Country), ()>) {
    let mut by_goods: BTreeMap<(CommodityCode, Measure), Vec<OfGroup<'_>>> = BTreeMap::new();
    for ((code, origin, measure, _), entry) in duties.iter() {
        // Of preferences and the like the lowest is taken, so they may overlap.
        if let (Origin::Group(group), false) = (origin, measure.is_chosen_by_amount()) {
            by_goods.entry((*code, *measure)).or_default().push((group, entry));
        }
    }
    let members = |group: &str| -> BTreeSet<Country> {
        groups.keys().filter(|(of, _)| of == group).map(|(_, country)| *country).collect()
    };
    for ((code, measure), rows) in by_goods {
        for (place, (group, entry)) in rows.iter().enumerate() {
            let earlier = rows.iter().take(place).find(|(other, earlier)| {
                other != group
                    && earlier.row.validity.meets(&entry.row.validity)
                    && earlier.row.value.rate != entry.row.value.rate
                    && !members(other).is_disjoint(&members(group))
            });
            let Some((other, earlier)) = earlier else { continue };
            let reason = format!(
                "`{}` of {code} is {} for `{group}` and {} for `{other}` ({}:{}), which share a country",
                measure.as_str(),
                entry.row.value.rate,
                earlier.row.value.rate,
                earlier.file,
                earlier.line,
            );
            let finding = Finding::error("contradictory_measures", reason).file(&*entry.file).row(entry.line);
            source
                .findings
                .add(finding.column("origin_group").fix("name the shared countries in rows of their own"));
        }
    }
}

/// Tells of two low-value regimes that charge the same goods differently and are limited alike, so that neither is
/// closer to the goods than the other.
pub(crate) fn regimes(source: &Source, reliefs: &Table<String, Relief>) {
    let entries: Vec<&Entry<Relief>> = reliefs.iter().map(|(_, entry)| entry).collect();
    for (place, entry) in entries.iter().enumerate() {
        let earlier = entries.iter().take(place).find(|earlier| {
            earlier.row.validity.meets(&entry.row.validity)
                && contradict(&earlier.row.value, &entry.row.value)
        });
        let Some(earlier) = earlier else { continue };
        let reason = format!(
            "`{}` and `{}` ({}:{}) are about the same goods and charge them differently",
            entry.row.value.id, earlier.row.value.id, earlier.file, earlier.line
        );
        let finding = Finding::error("contradictory_regimes", reason).file(&*entry.file).row(entry.line);
        source.findings.add(finding.column("id").fix("limit one of them further, or take it out"));
    }
}

fn contradict(one: &Relief, other: &Relief) -> bool {
    one.relieves.iter().any(|kind| other.relieves.contains(kind))
        && treats_otherwise(&one.treatment, &other.treatment)
        && (one.amount, one.above, one.basis) == (other.amount, other.above, other.basis)
        && conditions(one) == conditions(other)
        && one.aggregation.is_none() == other.aggregation.is_none()
}

fn treats_otherwise(one: &Treatment, other: &Treatment) -> bool {
    match (one, other) {
        // A whole relief wins over any other.
        (Treatment::Free, _) | (_, Treatment::Free) => false,
        (Treatment::Flat(one), Treatment::Flat(other)) => one != other,
        (Treatment::Reduced(one), Treatment::Reduced(other)) => one != other,
        (Treatment::Flat(_), Treatment::Reduced(_)) | (Treatment::Reduced(_), Treatment::Flat(_)) => true,
    }
}

/// What a regime is limited to.
fn conditions(relief: &Relief) -> impl PartialEq + '_ {
    let Traffic { channels, natures, dispatched_from } = &relief.traffic;
    (
        (channels, natures, dispatched_from),
        (&relief.schemes, &relief.not_schemes),
        (&relief.origins, &relief.not_origins),
        (&relief.only_codes, &relief.except_codes),
    )
}

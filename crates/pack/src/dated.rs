//! Dated rows by key: two about one thing never meet, and an heir's take the place of the inherited ones.

use crate::cell::Dating;
use crate::finding::Finding;
use crate::inherit::{Layer, Source};
use crate::names::Names;
use crate::table::{Row, Shape};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::rc::Rc;
use tariff::{Dated, Validity};

/// One row with its place.
#[derive(Debug)]
pub(crate) struct Entry<V> {
    pub(crate) file: Rc<str>,
    pub(crate) line: u64,
    pub(crate) is_unverified: bool,
    published: Option<Date>,
    pub(crate) row: Dated<V>,
}

/// Every row of one sort by key, those of the ancestors included.
#[derive(Debug)]
pub(crate) struct Table<K, V> {
    rows: BTreeMap<K, Vec<Entry<V>>>,
    /// What the rows go by, those with faults included.
    pub(crate) names: Names,
    /// Whether no row was left out for its faults.
    pub(crate) is_whole: bool,
}

impl Source<'_> {
    /// Reads the rows of one sort in every layer. `name_column` holds what other rows refer to.
    pub(crate) fn table<K: Ord + Clone, V>(
        &self,
        shape: &Shape,
        what: &'static str,
        name_column: &str,
        mut read: impl FnMut(&Row<'_>) -> Option<(K, V)>,
    ) -> Table<K, V> {
        let mut table = Table { rows: BTreeMap::new(), names: Names::new(what, shape.path), is_whole: true };
        if !self.has_ancestors {
            table.names.mark_incomplete();
            table.is_whole = false;
        }
        for layer in self.layers() {
            let own = self.layer_table(layer, shape, name_column, &mut read, &mut table);
            table.rows.extend(own);
        }
        table
    }

    fn layer_table<K: Ord + Clone, V>(
        &self,
        layer: &Layer<'_>,
        shape: &Shape,
        name_column: &str,
        read: &mut impl FnMut(&Row<'_>) -> Option<(K, V)>,
        table: &mut Table<K, V>,
    ) -> BTreeMap<K, Vec<Entry<V>>> {
        let mut own: BTreeMap<K, Vec<Entry<V>>> = BTreeMap::new();
        let complete = self.rows(layer, shape, |row| {
            if let Some(name) = row.cell(name_column) {
                table.names.add(&name);
            }
            let (dating, read) = if row.is_whole { (row.dating(), read(row)) } else { (None, None) };
            let (Some(dating), Some((key, value))) = (dating, read) else {
                table.is_whole = false;
                return;
            };
            let Dating { validity, law, is_unverified, published } = dating;
            // What was not public yet is not law that anybody knew.
            if self.known.zip(published).is_some_and(|(known, published)| published > known) {
                return;
            }
            let (file, line) = (row.file.clone(), row.line);
            let row = Dated { validity, law, value };
            own.entry(key).or_default().push(Entry { file, line, is_unverified, published, row });
        });
        if complete.is_err() {
            table.names.mark_incomplete();
            table.is_whole = false;
        }
        for rows in own.values_mut() {
            self.keep_apart(rows);
        }
        own
    }

    /// Cuts a row where one that was made public later begins. Tells of others that are in force on the same day, and
    /// leaves the first of them.
    fn keep_apart<V>(&self, rows: &mut Vec<Entry<V>>) {
        if rows.len() < 2 {
            return;
        }
        rows.sort_by_key(|entry| (entry.row.validity.from, entry.published));
        let mut kept: Vec<Entry<V>> = Vec::with_capacity(rows.len());
        for entry in rows.drain(..) {
            if let Some(last) = kept.last_mut().filter(|last| last.row.validity.meets(&entry.row.validity))
                && entry.published > last.published
            {
                match entry.row.validity.from.yesterday().ok().filter(|end| *end >= last.row.validity.from) {
                    Some(end) => last.row.validity.to = Some(end),
                    None => {
                        kept.pop();
                    }
                }
            }
            match kept.last().filter(|last| last.row.validity.meets(&entry.row.validity)) {
                None => kept.push(entry),
                Some(last) => self.findings.add(clash(last, &entry)),
            }
        }
        *rows = kept;
    }
}

fn clash<V>(one: &Entry<V>, other: &Entry<V>) -> Finding {
    let (first, second) =
        if (&one.file, one.line) <= (&other.file, other.line) { (one, other) } else { (other, one) };
    let same_file = first.file == second.file;
    let place =
        if same_file { format!("row {}", first.line) } else { format!("{}:{}", first.file, first.line) };
    let finding = if one.row.validity.from == other.row.validity.from {
        Finding::error("duplicate_key", format!("{place} says the same thing from the same day on"))
            .fix("take one of them out")
    } else {
        Finding::error("overlap", format!("{place} is about the same thing and in force on the same days"))
            .fix("end the earlier one with `valid_to` on the day before the later one begins")
    };
    finding.file(&*second.file).row(second.line).column("valid_from")
}

impl<K: Ord, V> Table<K, V> {
    /// What is said of a key, earliest first.
    pub(crate) fn of(&self, key: &K) -> &[Entry<V>] {
        self.rows.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is in force for a key on a day.
    pub(crate) fn on(&self, key: &K, day: Date) -> Option<&Entry<V>> {
        self.of(key).iter().find(|entry| entry.row.validity.covers(day))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.rows.keys()
    }

    /// Every row with its key, by key and day.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &Entry<V>)> {
        self.rows.iter().flat_map(|(key, rows)| rows.iter().map(move |entry| (key, entry)))
    }
}

impl<K: Clone, V> Table<K, V> {
    /// Hands every row over, by key and day; those that nobody checked are noted.
    pub(crate) fn into_rows(
        self,
        unverified: &mut Vec<(String, u64)>,
    ) -> impl Iterator<Item = (K, Dated<V>)> {
        let mut all = Vec::with_capacity(self.rows.len());
        for (key, rows) in self.rows {
            for entry in rows {
                if entry.is_unverified {
                    unverified.push((entry.file.to_string(), entry.line));
                }
                all.push((key.clone(), entry.row));
            }
        }
        all.into_iter()
    }
}

/// The first days without a value, each with the row before or after it.
pub(crate) fn gaps<V>(rows: &[Entry<V>], first: Date) -> Vec<(Date, &Entry<V>)> {
    let mut gaps = Vec::new();
    let mut expected = Some(first);
    for (place, entry) in rows.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| rows.get(before)).unwrap_or(entry);
        gaps.extend(expected.filter(|day| *day < entry.row.validity.from).map(|day| (day, before)));
        let next = entry.row.validity.to.and_then(|to| to.tomorrow().ok());
        expected = next.map(|next| next.max(first));
    }
    gaps.extend(expected.zip(rows.last()));
    gaps
}

/// The days on which something changes: each piece is from one of them to the day before the next.
pub(crate) fn pieces(validities: impl Iterator<Item = Validity>) -> Vec<Validity> {
    let mut changes: Vec<Date> = validities
        .flat_map(|validity| [Some(validity.from), validity.to.and_then(|to| to.tomorrow().ok())])
        .flatten()
        .collect();
    changes.sort_unstable();
    changes.dedup();
    let next = changes.iter().skip(1).map(|next| next.yesterday().ok()).chain([None]);
    changes.iter().zip(next).map(|(from, to)| Validity { from: *from, to }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn time_is_cut_at_every_change() {
        let of = |from, to| Validity { from, to };
        let rows = [
            of(date(2020, 1, 1), None),
            of(date(2020, 1, 1), Some(date(2025, 12, 31))),
            of(date(2026, 7, 1), None),
        ];
        let expected = [
            of(date(2020, 1, 1), Some(date(2025, 12, 31))),
            of(date(2026, 1, 1), Some(date(2026, 6, 30))),
            of(date(2026, 7, 1), None),
        ];
        assert_eq!(pieces(rows.into_iter()), expected);
        assert!(pieces([].into_iter()).is_empty());
        assert_eq!(pieces([of(Date::MAX, Some(Date::MAX))].into_iter()), [of(Date::MAX, None)]);
    }
}

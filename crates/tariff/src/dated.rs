//! Facts of law with the days they hold and the reference they stand on.

use jiff::civil::Date;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A legal reference as an officer would cite it. Cloning it copies a pointer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LawRef(Arc<str>);

impl LawRef {
    /// A reference such as `XA Customs Act s.31(1)`.
    pub fn new(citation: &str) -> LawRef {
        LawRef(Arc::from(citation))
    }

    /// The citation.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The days on which something is in force, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first day in force.
    pub from: Date,
    /// The last day in force; `None` while no end is known.
    pub to: Option<Date>,
}

impl Validity {
    /// Whether it is in force on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether some day is covered by both.
    pub fn meets(&self, other: &Validity) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

/// A value in force on certain days, under a law.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    /// When it is in force.
    pub validity: Validity,
    /// The law that says so.
    pub law: LawRef,
    /// What the law says.
    pub value: T,
}

/// What the law said about one thing over time: at most one value a day.
#[derive(Clone, Debug)]
pub struct Timeline<T>(Vec<Dated<T>>);

/// Two entries about the same thing are in force on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// When the earlier entry is in force.
    pub first: Validity,
    /// When the entry that was to be added is in force.
    pub second: Validity,
}

impl<T> Default for Timeline<T> {
    fn default() -> Timeline<T> {
        Timeline(Vec::new())
    }
}

impl<T> Timeline<T> {
    /// Adds an entry; refuses one that is in force on a day that already has one.
    pub fn insert(&mut self, entry: Dated<T>) -> Result<(), Overlap> {
        match self.0.iter().find(|present| present.validity.meets(&entry.validity)) {
            Some(present) => Err(Overlap { first: present.validity, second: entry.validity }),
            None => {
                let place = self.0.partition_point(|present| present.validity.from < entry.validity.from);
                self.0.insert(place, entry);
                Ok(())
            }
        }
    }

    /// What is in force on a day.
    pub fn on(&self, day: Date) -> Option<&Dated<T>> {
        // No two meet, so only the last that has begun can cover the day.
        let begun = self.0.partition_point(|entry| entry.validity.from <= day);
        self.0.get(begun.checked_sub(1)?).filter(|entry| entry.validity.covers(day))
    }

    /// All entries, earliest first.
    pub fn entries(&self) -> &[Dated<T>] {
        &self.0
    }
}

/// Timelines by key: what the law says of each office, unit, scheme and the like.
#[derive(Clone, Debug)]
pub struct DatedTable<K, V>(BTreeMap<K, Timeline<V>>);

impl<K, V> Default for DatedTable<K, V> {
    fn default() -> DatedTable<K, V> {
        DatedTable(BTreeMap::new())
    }
}

impl<K: Ord, V> DatedTable<K, V> {
    /// Adds an entry; two about one key may not meet.
    pub fn insert(&mut self, key: K, entry: Dated<V>) -> Result<(), Overlap> {
        self.0.entry(key).or_default().insert(entry)
    }

    /// What is in force for a key on a day.
    pub fn on<Q: Ord + ?Sized>(&self, key: &Q, day: Date) -> Option<&Dated<V>>
    where
        K: Borrow<Q>,
    {
        self.0.get(key)?.on(day)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every key, whenever in force.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.keys()
    }

    /// Every entry, by key.
    pub fn rows(&self) -> impl Iterator<Item = (&K, &Dated<V>)> {
        self.0.iter().flat_map(|(key, timeline)| timeline.entries().iter().map(move |entry| (key, entry)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn entry(from: Date, to: Option<Date>, value: u8) -> Dated<u8> {
        Dated { validity: Validity { from, to }, law: LawRef::new("s.1"), value }
    }

    #[test]
    fn one_value_a_day_and_both_ends_included() {
        let mut line = Timeline::default();
        line.insert(entry(date(2026, 7, 1), None, 2)).unwrap();
        line.insert(entry(date(2020, 1, 1), Some(date(2026, 6, 30)), 1)).unwrap();
        let on = |day| line.on(day).map(|found| found.value);
        assert_eq!(on(date(2019, 12, 31)), None);
        assert_eq!(on(date(2026, 6, 30)), Some(1));
        assert_eq!(on(date(2026, 7, 1)), Some(2));
        assert!(line.clone().insert(entry(date(2026, 6, 30), Some(date(2026, 6, 30)), 3)).is_err());
    }
}

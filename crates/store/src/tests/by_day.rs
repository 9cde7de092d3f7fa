//! Consignments by day: each once, under its day, in order, however days and numbers lie among each other.

use super::naive::Naive;
use super::{CASES, Desk};
use crate::{Reader, StoreFailure};
use std::collections::BTreeMap;

/// The numbers of each day.
fn by_day(reader: &Reader) -> BTreeMap<i64, Vec<u64>> {
    let mut days = BTreeMap::new();
    for filed in reader.filed_days().unwrap() {
        let mut numbers = Vec::new();
        let given = reader.each_filed_on(&filed, |held| -> Result<(), StoreFailure> {
            assert_eq!(held.first_day, filed.day);
            numbers.push(held.number);
            Ok(())
        });
        given.unwrap();
        assert_eq!((numbers.first(), numbers.last()), (Some(&filed.first), Some(&filed.last)));
        assert!(days.insert(filed.day, numbers).is_none());
    }
    days
}

#[test]
fn every_consignment_is_given_once_under_its_day() {
    for mut desk in Desk::both("by-day") {
        let steps = (1..).zip(CASES.iter().cloned()).collect();
        desk.append(steps, Vec::new(), &mut Naive::default());
        let reader = desk.reader();
        let mut known: BTreeMap<i64, Vec<u64>> = BTreeMap::new();
        for number in reader.consignments_from(0, CASES.len()).unwrap() {
            let day = reader.load(number).unwrap().unwrap().first_day;
            known.entry(day).or_default().push(number);
        }
        assert!(known.len() > 3 && known.values().flatten().count() == CASES.len());
        assert_eq!(by_day(&reader), known);
        // Rows from before there was a column for it tell their day, too.
        let forget = "UPDATE consignment SET first_day = NULL WHERE number % 3 = 1";
        desk.writer().connection().execute(forget, ()).unwrap();
        assert_eq!(by_day(&desk.reader()), known);
    }
}

//! What is found ahead of a batch, and what consignments are worth, looked up for many at once: as their rows say, in
//! either database.

use super::naive::Naive;
use super::{CASES, Desk};
use crate::Ahead;
use crate::worth::Worths;

#[test]
fn what_many_are_worth_is_looked_up_at_once() {
    for mut desk in Desk::both("worth") {
        let most = u64::try_from(CASES.len()).unwrap();
        let steps = (1..).zip(CASES.iter().cloned()).collect();
        desk.append(steps, Vec::new(), &mut Naive::default());
        let mut worths = Worths::new();
        worths.set(2, (Some(5), 5));
        let writer = desk.writer();
        let asked = (0..most + 3).rev().chain([1, 1, u64::MAX]);
        worths.look_up(writer.reads(), asked).unwrap();
        assert_eq!(worths.get(2), Some((Some(5), 5)), "what is known is not asked again");
        for number in (0..most + 3).filter(|number| *number != 2) {
            let row = writer.load(number).unwrap().map(|held| (held.day, held.value));
            assert_eq!(worths.get(number), row, "{number}");
        }
    }
}

#[test]
fn what_was_found_ahead_is_believed_for_one_batch() {
    let mut desk = Desk::open("ahead");
    let writer = desk.writer();
    let reading = writer.reading(vec![7, 8], Ahead::of(7, vec![3, 2])).unwrap();
    assert_eq!(writer.find(7, 2).unwrap(), [3, 2], "nobody looks for it again");
    assert!(writer.find(8, 2).unwrap().is_empty());
    drop(reading);
    assert!(writer.find(7, 2).unwrap().is_empty());
}

//! What is written at a server while the rest of its batch is decided: there with the batch, or not at all.

use super::naive::Naive;
use super::{CASES, Desk, entry_of};
use crate::*;
use clearance::Case;
use std::sync::Arc;

/// Consignments of a batch, and how many of them are touched twice.
const NEW: usize = 400;
const TWICE: usize = 150;

fn case_of(number: usize) -> Case {
    CASES.iter().cycle().nth(number).unwrap().clone()
}

/// A batch of new consignments that was given to be written as far as that is worth it, and then touched some again.
fn given(desk: &mut Desk, naive: &mut Naive) -> Batch {
    let steps = (0..NEW).map(|number| (number as u64 + 1, case_of(number))).collect();
    let mut batch = desk.batch(steps, Vec::new(), naive);
    let writer = desk.writer();
    let first = writer.next_entry();
    for (entry, held) in (first..).zip(&mut batch.consignments) {
        Arc::make_mut(held).entry = entry;
    }
    batch.written = writer.worth_writing(batch.entries.len());
    assert_eq!(batch.written, NEW - NEW % 64, "whole blocks");
    let rows = batch.consignments.iter_mut().take(batch.written).filter_map(Held::first_row).collect();
    writer.write_piece(first, &mut batch.entries[..batch.written], rows).unwrap();
    for place in 0..TWICE {
        let (before, case) = (Arc::clone(&batch.consignments[place]), case_of(place + 1));
        let clear = row::encode_case(&case).unwrap();
        let accepted = case.filings.iter().next().unwrap().accepted;
        let entry = first + (NEW + place) as u64;
        let mut held = Held::after(Some(Arc::unwrap_or_clone(before)), place as u64 + 1, entry, case, clear);
        held.first_day = accepted.as_second() / 86_400;
        naive.put(&held);
        batch.consignments[place] = Arc::new(held);
        let (bytes, salts) = (entry_of(batch.at, None), vec![7; 16]);
        batch.entries.push(NewEntry { bytes, salts, concerns: Vec::new(), sent_back: None });
    }
    batch
}

fn count(desk: &Desk, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    desk.connection().query_row(&sql, (), |row| row.get(0)).unwrap()
}

#[test]
fn what_is_written_beside_the_lane_is_there_with_its_batch() {
    let (mut desk, mut naive) = (Desk::at_server("pen"), Naive::default());
    let first = desk.writer().next_entry();
    let mut batch = given(&mut desk, &mut naive);
    assert_eq!(
        (count(&desk, "entry_block"), count(&desk, "consignment")),
        (0, 0),
        "nobody else sees it before"
    );
    desk.writer().append(&mut batch).unwrap();
    desk.agrees(&naive);
    let (reader, all) = (desk.reader(), first + (NEW + TWICE) as u64);
    for entry in first..all {
        assert_eq!(reader.entry(entry).unwrap(), Some(entry_of(batch.at, None)), "{entry}");
    }
    assert_eq!((reader.entry(all).unwrap(), count(&desk, "sealing")), (None, TWICE as i64));
    for place in 0..NEW {
        let held = desk.writer().load(place as u64 + 1).unwrap().unwrap();
        let (entry, case) = if place < TWICE { (NEW + place, place + 1) } else { (place, place) };
        let row = row::encode_case(&case_of(case)).unwrap();
        assert_eq!((held.entry, held.row_hash()), (first + entry as u64, short_hash(&row)), "{place}");
    }
}

#[test]
fn what_is_undone_leaves_nothing_and_the_lane_goes_on() {
    let (mut desk, mut naive) = (Desk::at_server("undone"), Naive::default());
    let mut before = desk.batch(vec![(9_999, case_of(0))], Vec::new(), &mut naive);
    before.deadlines = vec![(before.at, 9_999)];
    desk.writer().append(&mut before).unwrap();
    assert_eq!(desk.writer().take_overdue(before.at, 5).unwrap(), [9_999]);
    given(&mut desk, &mut Naive::default());
    // The second time there is nothing to undo, and what was taken is given again all the same.
    for _ in 0..2 {
        let failure = desk.writer().undo(StoreFailure::Corrupt("a consignment"));
        assert_eq!(failure.to_string(), "stored data cannot be read: a consignment");
    }
    assert_eq!((count(&desk, "entry_block"), count(&desk, "consignment")), (1, 1));
    assert_eq!(desk.writer().take_overdue(before.at, 5).unwrap(), [9_999], "it has not passed");
    let mut batch = given(&mut desk, &mut naive);
    desk.writer().append(&mut batch).unwrap();
    desk.agrees(&naive);
}

#[test]
fn a_batch_fails_for_what_failed_beside_the_lane() {
    let mut desk = Desk::at_server("failing");
    let others = desk.connection();
    others.execute("INSERT INTO entry_block (first, entries, body) VALUES (1, 1, 'x')", ()).unwrap();
    let before = desk.writer().next_entry();
    assert_eq!(before, 1);
    let mut batch = given(&mut desk, &mut Naive::default());
    let failure = desk.writer().append(&mut batch).unwrap_err().to_string();
    assert!(failure.contains("duplicate key"), "not that the transaction is over: {failure}");
    assert_eq!((count(&desk, "entry_block"), count(&desk, "consignment")), (1, 0));
    // The same where it is the lane that finds out.
    given(&mut desk, &mut Naive::default());
    let read = loop {
        if let Err(failure) = desk.writer().load(1) {
            break failure;
        }
    };
    assert!(read.to_string().contains("current transaction is aborted"), "{read}");
    let failure = desk.writer().undo(read).to_string();
    assert!(failure.contains("duplicate key"), "{failure}");
    // And once the reason is gone, so is what it did.
    others.execute("DELETE FROM entry_block", ()).unwrap();
    let mut naive = Naive::default();
    let mut batch = given(&mut desk, &mut naive);
    desk.writer().append(&mut batch).unwrap();
    desk.agrees(&naive);
}

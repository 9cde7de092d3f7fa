//! What consignments are worth after a start: as their rows say, of those that the last batches wrote.

use super::naive::Naive;
use super::{CASES, Desk, play};
use crate::sql::params;
use crate::worth::{PLACES, Worths};
use crate::{Purpose, Writer, name_server, open};
use std::fs;

/// How many of the consignments are in memory; those that are are as their rows say.
fn known(writer: &Writer) -> usize {
    let mut known = 0;
    for number in 1..=60 {
        let Some(worth) = writer.worths.borrow().get(number) else { continue };
        known += 1;
        let row = writer.load(number).unwrap().map(|held| (held.day, held.value));
        assert_eq!(Some(worth), row, "{number}");
    }
    known
}

fn consignments(writer: &Writer) -> usize {
    (1..=60).filter(|number| writer.load(*number).unwrap().is_some()).count()
}

fn rows(writer: &Writer) -> i64 {
    writer.reads().query_row("SELECT count(*) FROM worth", (), |row| row.get(0)).unwrap()
}

#[test]
fn a_start_knows_what_was_written_before() {
    for mut desk in Desk::both("start") {
        let mut naive = Naive::default();
        for round in 0..4 {
            play(&mut desk, &mut naive, 40 + round, 6);
            desk.again();
            let writer = desk.writer();
            assert_eq!(known(writer), consignments(writer));
        }
        desk.agrees(&naive);
    }
}

/// Another node on the same database; neither has the turn.
fn beside(desk: &mut Desk, name: &str) -> Desk {
    let dir = Desk::folder(name);
    let place = fs::read_to_string(desk.dir.join("database")).unwrap();
    desk.writer().give_turn().unwrap();
    name_server(&dir, place.trim()).unwrap();
    fs::create_dir_all(dir.join("keys")).unwrap();
    for entry in fs::read_dir(desk.dir.join("keys")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), dir.join("keys").join(entry.file_name())).unwrap();
    }
    let mut other = Desk { store: Some(open(&dir, Purpose::Sandbox).unwrap()), dir };
    other.writer().give_turn().unwrap();
    other
}

#[test]
fn what_nodes_write_in_turn_is_known_to_whoever_starts() {
    let mut desk = Desk::at_server("in-turn");
    let mut other = beside(&mut desk, "in-turn-other");
    let mut naive = Naive::default();
    for round in 0..5 {
        for node in [&mut desk, &mut other] {
            node.writer().take_turn().unwrap();
            play(node, &mut naive, 60 + round, 2);
            assert_eq!(known(node.writer()), consignments(node.writer()));
            node.writer().give_turn().unwrap();
        }
    }
    desk.again();
    assert_eq!(known(desk.writer()), consignments(desk.writer()));
}

#[test]
fn what_another_node_wrote_is_known_in_the_next_turn_whether_or_not_it_left_rows() {
    let mut desk = Desk::at_server("left-rows");
    let mut other = beside(&mut desk, "left-rows-other");
    let mut naive = Naive::default();
    let mut write = |node: &mut Desk, numbers: &[u64], case: usize| {
        node.writer().take_turn().unwrap();
        for number in numbers {
            node.append(vec![(*number, CASES[case].clone())], vec![], &mut naive);
        }
        node.writer().give_turn().unwrap();
    };
    write(&mut desk, &[1, 2, 3], 0);
    // All are there; or as a version writes that leaves none, all along or in the end.
    let newest = "WHERE first = (SELECT max(first) FROM worth)";
    for (missing, lost) in ["WHERE first < 0", "", newest].into_iter().zip(1..) {
        write(&mut other, &[2, 10 * lost], 1);
        write(&mut desk, &[3], 1);
        write(&mut other, &[1, 10 * lost + 1], 2);
        other.writer().reads().execute(&format!("DELETE FROM worth {missing}"), ()).unwrap();
        desk.writer().take_turn().unwrap();
        assert_eq!(known(desk.writer()), consignments(desk.writer()), "{missing}");
        desk.writer().give_turn().unwrap();
    }
    desk.agrees(&naive);
}

#[test]
fn what_came_before_batches_without_rows_is_not_believed() {
    for mut desk in Desk::both("gap") {
        let mut naive = Naive::default();
        for number in 1..=30 {
            desk.append(
                vec![(number, CASES[0].clone()), (number + 30, CASES[1].clone())],
                vec![],
                &mut naive,
            );
            // Rows are not shared across a start.
            desk.again();
        }
        assert_eq!((known(desk.writer()), rows(desk.writer())), (60, 30));
        // As if a version without them had written: each batch has two entries.
        let batch = |batch: i64| 2 * batch - 1;
        let forget = |desk: &mut Desk, number| {
            let sql = "DELETE FROM worth WHERE first = ?1";
            assert_eq!(desk.writer().reads().execute(sql, [batch(number)]).unwrap(), 1);
            desk.again();
        };
        forget(&mut desk, 10);
        assert_eq!(known(desk.writer()), 40);
        assert!(desk.writer().worths.borrow().get(9).is_none());
        forget(&mut desk, 1);
        assert_eq!(known(desk.writer()), 40);
        forget(&mut desk, 30);
        assert_eq!(known(desk.writer()), 0);
        desk.append(vec![(7, CASES[0].clone())], vec![], &mut naive);
        desk.again();
        assert_eq!(known(desk.writer()), 1);
        desk.agrees(&naive);
    }
}

#[test]
fn short_batches_share_a_row_and_long_ones_have_their_own() {
    for mut desk in Desk::both("shared") {
        let mut naive = Naive::default();
        for number in 1..=60 {
            desk.append(vec![(number, CASES[0].clone())], vec![], &mut naive);
        }
        // 600 bytes are 25 consignments.
        assert_eq!(rows(desk.writer()), 3);
        let long = (1..=60).map(|number| (number, CASES[1].clone())).collect();
        desk.append(long, vec![], &mut naive);
        assert_eq!(rows(desk.writer()), 4);
        desk.again();
        assert_eq!(known(desk.writer()), 60);
    }
}

#[test]
fn a_batch_that_is_not_kept_leaves_no_row() {
    let mut desk = Desk::open("not-kept");
    let mut naive = Naive::default();
    desk.append(vec![(1, CASES[0].clone())], vec![], &mut naive);
    let fails = "CREATE TRIGGER fails BEFORE INSERT ON recent BEGIN SELECT raise(ABORT, 'no'); END";
    desk.writer().reads().execute_batch(fails).unwrap();
    let mut batch = desk.batch(vec![(1, CASES[1].clone())], vec![], &mut Naive::default());
    desk.writer().append(&mut batch).unwrap_err();
    assert_eq!(known(desk.writer()), 1);
    desk.writer().reads().execute_batch("DROP TRIGGER fails").unwrap();
    desk.append(vec![(2, CASES[1].clone())], vec![], &mut naive);
    desk.again();
    assert_eq!((known(desk.writer()), rows(desk.writer())), (2, 1));
    desk.agrees(&naive);
}

#[test]
fn rows_that_memory_has_no_place_for_go() {
    for mut desk in Desk::both("too-old") {
        desk.append(vec![(1, CASES[0].clone())], vec![], &mut Naive::default());
        let reads = desk.writer().reads();
        let first = i64::try_from(PLACES).unwrap() + 7;
        for old in 1..=9 {
            let sql = "INSERT INTO worth (first, entries, body) VALUES (?1, 1, ?2) ON CONFLICT DO NOTHING";
            reads.execute(sql, params![old, &[0_u8; 24][..]]).unwrap();
        }
        let batch = desk.batch(vec![(2, CASES[1].clone())], vec![], &mut Naive::default());
        let mut left = Vec::new();
        for _ in 0..3 {
            Worths::new().write(desk.writer().reads(), first.cast_unsigned(), &batch).unwrap();
            left.push(rows(desk.writer()));
        }
        // Those from 7 on are as young as memory reaches; the new one came with the first.
        assert_eq!(left, [6, 4, 4]);
    }
}

#[test]
fn a_row_that_says_something_else_is_told_and_a_torn_one_refused() {
    for mut desk in Desk::both("else") {
        let mut naive = Naive::default();
        desk.append(vec![(1, CASES[0].clone())], vec![], &mut naive);
        let held = desk.writer().load(1).unwrap().unwrap();
        let words = [1, held.day.unwrap_or(i64::MIN), held.value + 1];
        let wrong: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let set = |desk: &mut Desk, body: &[u8]| {
            desk.writer().reads().execute("UPDATE worth SET body = ?1", params![body]).unwrap();
        };
        set(&mut desk, &wrong);
        let told = desk.reader().differing_views().unwrap();
        assert_eq!(told, ["`worth` has another value of consignment 1"]);
        set(&mut desk, &wrong[..23]);
        assert!(desk.reader().differing_views().is_err());
        desk.store = None;
        assert!(open(&desk.dir, Purpose::Sandbox).is_err());
    }
}

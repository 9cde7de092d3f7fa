//! Keys are found in memory, in runs and in longer runs, whatever happened to the process.

use super::*;
use std::thread::yield_now;

fn database() -> Connection {
    let connection = Connection::in_memory();
    connection.execute_batch(include_str!("../schema.sql")).unwrap();
    connection.execute_batch(include_str!("../schema-4.sql")).unwrap();
    connection
}

fn put(writer: &mut KeyWriter, connection: &Connection, keys: Vec<Key>) {
    let change = writer.insert(connection, keys, &[]).unwrap();
    writer.committed(change).unwrap();
}

fn hash(n: u64) -> u64 {
    let x = n.wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^ (x >> 31)
}

fn runs(writer: &KeyWriter) -> Vec<i64> {
    writer.index.held.read().unwrap().runs.iter().map(|run| run.level()).collect()
}

fn count(connection: &Connection, table: &str) -> u64 {
    connection.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0)).unwrap()
}

/// Puts so many batches, each with keys of its own and one that all have.
fn fill(writer: &mut KeyWriter, connection: &Connection, batches: u64) {
    const KEYS: u64 = 10_000;
    for batch in 0..batches {
        let mut keys: Vec<Key> = (0..KEYS).map(|n| (hash(batch * KEYS + n), batch)).collect();
        keys.push((7, batch));
        put(writer, connection, keys);
        // Whoever sorts them is given the time.
        while writer.settling.as_ref().is_some_and(|settling| settling.sorted.get().is_none()) {
            yield_now();
        }
    }
}

fn check(index: &Index, connection: &Connection, batches: u64) {
    for n in (0..batches * 10_000).step_by(9_973) {
        assert_eq!(index.find(connection, hash(n), 3).unwrap(), [n / 10_000]);
    }
    assert!(index.find(connection, 8, 3).unwrap().is_empty());
    let newest: Vec<u64> = (0..batches).rev().collect();
    assert_eq!(index.find(connection, 7, usize::MAX).unwrap(), newest);
    assert_eq!(index.find(connection, 7, 2).unwrap(), newest[..2]);
}

#[test]
fn every_key_is_found_newest_first_in_memory_in_runs_and_after_opening_again() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    let batches = 120;
    fill(&mut writer, &connection, batches);
    assert_eq!(runs(&writer), [0, 0]);
    check(&writer.index, &connection, batches);
    check(&Index::load_apart(&connection).unwrap(), &connection, batches);
    // What a run stands for goes bit by bit.
    while count(&connection, "recent") > 30 {
        put(&mut writer, &connection, Vec::new());
    }
    check(KeyWriter::load(&connection).unwrap().index(), &connection, batches);
}

#[test]
fn runs_become_longer_ones_and_what_they_stand_for_goes() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    let before = 8 * 50 + 20;
    fill(&mut writer, &connection, before);
    assert_eq!(runs(&writer), [0; 8]);
    assert_eq!(writer.merging.len(), 1);
    let apart = Index::load_apart(&connection).unwrap();

    // Closed in the middle: what was written of the longer run goes, and it is begun anew.
    let mut writer = KeyWriter::load(&connection).unwrap();
    assert_eq!(writer.remains.len(), 1);
    check(&writer.index, &connection, before);
    while runs(&writer) != [1] || !writer.remains.is_empty() {
        put(&mut writer, &connection, vec![(11, 1)]);
    }
    assert_eq!(count(&connection, "key_run"), 1);
    let filter = writer.index.filter_bytes().div_ceil(32_768);
    assert_eq!(count(&connection, "key_filter"), u64::try_from(filter).unwrap());
    let pages = writer.index.held.read().unwrap().runs[0].pages();
    assert_eq!(count(&connection, "key_page"), u64::try_from(pages).unwrap());
    check(&writer.index, &connection, before);
    // Whoever had read of the runs that are gone reads again.
    check(&apart, &connection, before);
}

#[test]
fn runs_from_memory_are_longer_where_there_are_more_keys() {
    for (in_runs, enough) in
        [(0, 500_000), (16_000_000, 500_000), (50_000_000, 1_562_500), (1 << 40, 4_000_000)]
    {
        assert_eq!(enough_for_run(in_runs), enough);
    }
}

#[test]
fn after_a_batch_that_was_not_kept_everything_is_as_before_it() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    let keys = RUN_KEYS as u64;
    put(&mut writer, &connection, (0..keys - 1).map(|n| (hash(n), n)).collect());
    let transaction = connection.moment().unwrap();
    let change = writer.insert(&transaction, vec![(3, 3)], &[]).unwrap();
    assert!(change.begins_run());
    drop(transaction);
    writer.reload(&connection).unwrap();
    assert!(writer.settling.is_none());
    assert!(writer.index.find(&connection, 3, 1).unwrap().is_empty());
    put(&mut writer, &connection, vec![(4, 4)]);
    assert_eq!(writer.index.find(&connection, 4, 1).unwrap(), [4]);
    assert_eq!(writer.index.find(&connection, hash(5), 1).unwrap(), [5]);
}

#[test]
fn a_key_with_more_places_than_a_page_is_found_whole() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    let many = 3 * PAGE_KEYS as u64;
    let mut keys: Vec<Key> = (0..RUN_KEYS as u64).map(|n| (hash(n), n)).collect();
    keys.extend((0..many).map(|place| (9, place)));
    put(&mut writer, &connection, keys);
    while runs(&writer).is_empty() {
        put(&mut writer, &connection, vec![(1, 1)]);
    }
    assert_eq!(runs(&writer), [0]);
    let newest: Vec<u64> = (0..many).rev().collect();
    assert_eq!(writer.index.find(&connection, 9, usize::MAX).unwrap(), newest);
}

#[test]
fn a_place_that_comes_often_hides_no_other() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    for place in [3, 7, 7, 7] {
        put(&mut writer, &connection, vec![(9, place)]);
    }
    assert_eq!(writer.index.find(&connection, 9, 2).unwrap(), [7, 3]);
}

#[test]
fn runs_of_earlier_layouts_are_found() {
    let connection = Connection::in_memory();
    connection.execute_batch(include_str!("../schema.sql")).unwrap();
    let mut keys: Vec<Key> = (0..2_000).map(|n| (hash(n), n)).collect();
    keys.sort_unstable();
    let mut filter = filter::Filter::for_keys(keys.len());
    keys.iter().for_each(|(hash, _)| filter.insert(*hash));
    let mut fences = Vec::new();
    for (page, keys) in keys.chunks(512).enumerate() {
        fences.extend(keys[0].0.to_le_bytes());
        let body = run::body_of(keys);
        let row = params![page, body];
        connection.execute("INSERT INTO key_page (run, page, body) VALUES (3, ?1, ?2)", row).unwrap();
    }
    let whole = filter.part(0, filter.byte_len());
    let row = params![whole, fences];
    connection.execute("INSERT INTO key_run (run, filter, fences) VALUES (3, ?1, ?2)", row).unwrap();
    connection.execute_batch(include_str!("../schema-4.sql")).unwrap();
    let writer = KeyWriter::load(&connection).unwrap();
    for n in 0..2_000 {
        assert_eq!(writer.index.find(&connection, hash(n), 2).unwrap(), [n]);
    }
}

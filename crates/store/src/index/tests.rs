//! Keys are found in memory, in runs and in longer runs, whatever happened to the process.

mod near;

use super::*;
use crate::tests::Desk;
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
    let some = (0..batches * 10_000).step_by(9_973).map(hash).chain([7, 8]);
    let ahead = index.find_ahead(connection, some.collect()).unwrap();
    for n in (0..batches * 10_000).step_by(9_973) {
        assert_eq!(index.find(connection, hash(n), 3).unwrap(), [n / 10_000]);
        assert_eq!(index.find_given(connection, &ahead, hash(n), 3).unwrap(), [n / 10_000]);
    }
    for (hash, most) in [(7, 0), (7, 1), (7, 100), (7, usize::MAX), (8, 3), (9, 3)] {
        let given = index.find_given(connection, &ahead, hash, most).unwrap();
        assert_eq!(given, index.find(connection, hash, most).unwrap(), "{hash} {most}");
    }
    assert!(index.find(connection, 8, 3).unwrap().is_empty());
    let newest: Vec<u64> = (0..batches).rev().collect();
    assert_eq!(index.find(connection, 7, usize::MAX).unwrap(), newest);
    assert_eq!(index.find(connection, 7, 2).unwrap(), newest[..2]);
}

#[test]
fn every_key_is_found_newest_first_in_memory_in_runs_and_after_opening_again() {
    found_newest_first(&database(), 120);
}

#[test]
fn every_key_is_found_at_a_server() {
    found_newest_first(&Desk::at_server("found").connection(), 70);
}

fn found_newest_first(connection: &Connection, batches: u64) {
    let mut writer = KeyWriter::load(connection).unwrap();
    fill(&mut writer, connection, batches);
    assert_eq!(runs(&writer), vec![0; batches as usize / 50]);
    check(&writer.index, connection, batches);
    check(&Index::load_apart(connection).unwrap(), connection, batches);
    // What a run stands for goes bit by bit.
    while count(connection, "recent") > 30 {
        put(&mut writer, connection, Vec::new());
    }
    check(KeyWriter::load(connection).unwrap().index(), connection, batches);
}

#[test]
fn runs_become_longer_ones_and_what_they_stand_for_goes() {
    let connection = &database();
    let mut writer = KeyWriter::load(connection).unwrap();
    let before = 8 * 50 + 20;
    fill(&mut writer, connection, before);
    assert_eq!(runs(&writer), [0; 8]);
    assert_eq!(writer.merging.len(), 1);
    let apart = Index::load_apart(connection).unwrap();

    // Closed in the middle: what was written of the longer run goes, and it is begun anew.
    let mut writer = KeyWriter::load(connection).unwrap();
    assert_eq!(writer.remains.len(), 1);
    check(&writer.index, connection, before);
    while runs(&writer) != [1] || !writer.remains.is_empty() {
        put(&mut writer, connection, vec![(11, 1)]);
    }
    assert_eq!(count(connection, "key_run"), 1);
    let filter = writer.index.filter_bytes().div_ceil(32_768);
    assert_eq!(count(connection, "key_filter"), u64::try_from(filter).unwrap());
    let pages = writer.index.held.read().unwrap().runs[0].pages();
    assert_eq!(count(connection, "key_page"), u64::try_from(pages).unwrap());
    check(&writer.index, connection, before);
    // Whoever had read of the runs that are gone reads again.
    check(&apart, connection, before);
}

/// A run of keys, written at once.
fn written(connection: &Connection, mut keys: Vec<Key>) -> Run {
    keys.sort_unstable();
    let mut growing = Growing::begin(connection, 0, keys.len()).unwrap();
    let mut left = keys.chunks(PAGE_KEYS);
    let mut next = |page: &mut Vec<Key>| {
        page.extend_from_slice(left.next().unwrap_or_default());
        Ok(())
    };
    while !growing.write(connection, 3, &mut next).unwrap() {}
    while !growing.write_filter(connection, 3).unwrap() {}
    growing.end(connection).unwrap()
}

#[test]
fn short_runs_become_a_longer_one_in_either_database() {
    let desk = Desk::at_server("longer");
    for connection in [database(), desk.connection()] {
        let keys_of_run = |run: u64| (0..20 * PAGE_KEYS as u64 + run).map(move |n| (hash(n * 8 + run), run));
        let short = |run| {
            let keys = keys_of_run(run).chain([(7, run), (7, 99)]).collect();
            Arc::new(written(&connection, keys))
        };
        let sources: Vec<Arc<Run>> = (0..merging::RUNS as u64).map(short).collect();
        let mut merging = Merging::begin(&connection, 0, sources).unwrap();
        while !merging.write_some(&connection, 7).unwrap() {}
        let (run, gone) = merging.end(&connection).unwrap();
        assert_eq!((run.level(), gone.len()), (1, merging::RUNS));
        let index = Index::load_apart(&connection).unwrap();
        let ahead = index.find_ahead(&connection, (0..1_000).map(hash).chain([7]).collect()).unwrap();
        for key in (0..merging::RUNS as u64).flat_map(keys_of_run) {
            assert_eq!(index.find(&connection, key.0, 3).unwrap(), [key.1]);
        }
        for n in 0..1_000 {
            assert_eq!(ahead.get(0, hash(n), 3).unwrap(), [n % 8]);
        }
        assert_eq!(ahead.get(0, 7, 20).unwrap(), [99, 7, 6, 5, 4, 3, 2, 1, 0]);
        // What is no longer there is not passed over.
        let run = index.held.read().unwrap().runs[0].number();
        connection.execute("DELETE FROM key_page WHERE place = ?1", [(run << 32) + 3]).unwrap();
        assert!(index.find_ahead(&connection, (0..1_000).map(hash).collect()).is_err());
    }
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
    let ahead = writer.index.find_ahead(&connection, vec![9, hash(5), 9]).unwrap();
    let through = in_runs(&connection).unwrap();
    assert_eq!(ahead.get(through, 9, 1), None, "so many pages are left to whoever asks");
    assert_eq!(ahead.get(through, 10, 1), None, "nobody looked for it");
    assert_eq!(ahead.get(through - 1, hash(5), 1), None, "other keys are in runs by now");
    assert_eq!(ahead.get(through, hash(5), 1).unwrap(), [5]);
    assert_eq!(writer.index.find_given(&connection, &ahead, 9, usize::MAX).unwrap(), newest);
}

#[test]
fn what_is_told_while_keys_are_read_again_is_not_forgotten() {
    let desk = Desk::at_server("told");
    let (connection, reader) = (desk.connection(), desk.connection());
    let mut writer = KeyWriter::load(&connection).unwrap();
    put(&mut writer, &connection, vec![(1, 1)]);
    let moment = reader.moment().unwrap();
    assert_eq!(count(&reader, "recent"), 1);
    put(&mut writer, &connection, vec![(2, 2)]);
    // Read as it was a moment ago.
    writer.index.reload(&reader).unwrap();
    drop(moment);
    for key in [1, 2] {
        assert_eq!(writer.index.find(&connection, key, 3).unwrap(), [key]);
    }
    // What others wrote is taken over.
    let other = Index::load_apart(&reader).unwrap();
    put(&mut writer, &connection, vec![(3, 3)]);
    assert!(other.find(&reader, 3, 3).unwrap().is_empty());
    other.reload(&reader).unwrap();
    assert_eq!(other.find(&reader, 3, 3).unwrap(), [3]);
}

#[test]
fn what_a_reader_has_read_before_it_is_told_is_there_once() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    put(&mut writer, &connection, (0..RUN_KEYS as u64).map(|n| (hash(n), n)).collect());
    let under = |writer: &KeyWriter| writer.index.held.read().unwrap().fresh.under(7).len();
    while runs(&writer).is_empty() {
        let change = writer.insert(&connection, vec![(7, 1)], &[]).unwrap();
        if change.settled.is_none() {
            writer.committed(change).unwrap();
            continue;
        }
        writer.index.reload(&connection).unwrap();
        let before = under(&writer);
        writer.committed(change).unwrap();
        assert_eq!(under(&writer), before);
    }
    assert_eq!(runs(&writer), [0]);
    assert_eq!(writer.index.find(&connection, 7, 3).unwrap(), [1]);
}

#[test]
fn what_was_found_ahead_counts_no_more_once_other_keys_are_in_runs() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    let fill = |writer: &mut KeyWriter, from: u64| {
        let mut keys: Vec<Key> = (from..from + RUN_KEYS as u64).map(|n| (hash(n), n)).collect();
        keys.push((7, from));
        put(writer, &connection, keys);
        let before = runs(writer).len();
        while runs(writer).len() == before {
            put(writer, &connection, Vec::new());
        }
    };
    fill(&mut writer, 1);
    let hashes = || vec![7, hash(600_000)];
    let before = writer.index.find_ahead(&connection, hashes()).unwrap();
    fill(&mut writer, 500_001);
    for hash in hashes() {
        let newest = writer.index.find(&connection, hash, 5).unwrap();
        assert_eq!(newest.first(), Some(if hash == 7 { &500_001 } else { &600_000 }));
        assert_eq!(writer.index.find_given(&connection, &before, hash, 5).unwrap(), newest);
    }
    // In whatever order they come, the newer one counts.
    for is_first in [true, false] {
        let mut older = writer.index.find_ahead(&connection, hashes()).unwrap();
        older.through = 0;
        let mut newer = writer.index.find_ahead(&connection, vec![7]).unwrap();
        if is_first {
            newer.add(older);
        } else {
            older.add(newer);
            newer = older;
        }
        assert_eq!(newer.numbers().collect::<Vec<u64>>(), [500_001, 1]);
    }
    let completed = writer.index.complete(&connection, before, hashes()).unwrap();
    let through = in_runs(&connection).unwrap();
    assert_eq!(completed.get(through, hash(600_000), 1).unwrap(), [600_000]);
    assert_eq!(completed.get(through, 7, 2).unwrap(), [500_001, 1]);
}

#[test]
fn what_stands_on_two_pages_is_found_ahead_newest_first() {
    let connection = database();
    let mut writer = KeyWriter::load(&connection).unwrap();
    let mut keys: Vec<Key> = (0..RUN_KEYS as u64).map(|n| (hash(n), n)).collect();
    // The least of all, so that the first page is full of one and begins another, which goes on on the second.
    keys.extend((0..PAGE_KEYS as u64 - 3).map(|place| (0, place)));
    keys.extend((0..9).map(|place| (1, place)));
    put(&mut writer, &connection, keys);
    while runs(&writer).is_empty() {
        put(&mut writer, &connection, vec![(1, 3), (2, 5)]);
    }
    let ahead = writer.index.find_ahead(&connection, vec![2, 1]).unwrap();
    let through = in_runs(&connection).unwrap();
    assert_eq!(ahead.get(through, 1, 20).unwrap(), [8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert!(ahead.get(through, 2, 20).unwrap().is_empty());
    for ahead in [ahead, Ahead::default()] {
        let found = |hash| writer.index.find_given(&connection, &ahead, hash, 20).unwrap();
        assert_eq!((found(1), found(2)), (vec![3, 8, 7, 6, 5, 4, 2, 1, 0], vec![5]));
    }
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

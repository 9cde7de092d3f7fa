//! Runs at a server are read from copies on the own disk, once there are such.

use super::*;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// A database at a server with two runs, and a folder for copies.
struct Stage {
    desk: Desk,
    dir: PathBuf,
    goes_on: Option<Sender<()>>,
    ends: Receiver<()>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

const KEYS: u64 = 3 * PAGE_KEYS as u64 + 9;

impl Stage {
    fn new(name: &str) -> Stage {
        let desk = Desk::at_server(name);
        let dir = std::env::temp_dir().join(format!("cocket-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        for run in 0..2 {
            written(&desk.connection(), (0..KEYS).map(|n| (hash(n), 10 * n + run)).collect());
        }
        let (goes_on, ends) = channel();
        Stage { desk, dir, goes_on: Some(goes_on), ends }
    }

    fn index(&self) -> Index {
        Index::load_apart(&self.desk.connection()).unwrap()
    }

    fn copy(&self, index: &Index, reserve: u64) {
        index.copy_runs(|| Ok(self.desk.connection()), (&self.dir, reserve), &self.ends).unwrap();
    }

    fn change(&self, sql: &str) {
        assert!(self.desk.connection().execute(sql, ()).unwrap() > 0, "{sql}");
    }
}

fn is_found(index: &Index, connection: &Connection) {
    let ahead = index.find_ahead(connection, (0..KEYS).map(hash).collect()).unwrap();
    for n in 0..KEYS {
        assert_eq!(index.find(connection, hash(n), 3).unwrap(), [10 * n + 1, 10 * n]);
        assert_eq!(index.find_given(connection, &ahead, hash(n), 3).unwrap(), [10 * n + 1, 10 * n]);
    }
    assert!(index.find(connection, hash(KEYS), 3).unwrap().is_empty());
}

#[test]
fn what_is_copied_is_not_asked_of_the_server() {
    let stage = Stage::new("copied");
    let (index, connection) = (stage.index(), stage.desk.connection());
    assert_eq!(index.pages_afar(), 8);
    stage.copy(&index, 0);
    assert_eq!(index.pages_afar(), 0);
    assert_eq!(fs::read_dir(&stage.dir).unwrap().count(), 0, "copies have no name");
    stage.change("DELETE FROM key_page");
    is_found(&index, &connection);
    // They become a longer run as well.
    let runs = index.held.read().unwrap().runs.clone();
    let mut merging = Merging::begin(&connection, 0, runs).unwrap();
    while !merging.write_some(&connection, 7).unwrap() {}
    merging.end(&connection).unwrap();
    let longer = stage.index();
    assert_eq!(longer.pages_afar(), 7);
    is_found(&longer, &connection);
    // What comes is copied, too, and what went needs no room any more.
    stage.copy(&longer, 0);
    stage.change("DELETE FROM key_page");
    is_found(&longer, &connection);
}

#[test]
fn what_cannot_be_copied_is_asked_of_the_server() {
    let stage = Stage::new("afar");
    let connection = stage.desk.connection();
    let index = stage.index();
    stage.copy(&index, u64::MAX);
    assert_eq!(index.pages_afar(), 8, "there is no room");
    is_found(&index, &connection);
    stage.copy(&index, 0);
    assert_eq!(index.pages_afar(), 0, "once there is, it is copied");

    // Pages that are longer than today's, in the first run.
    let longer = stage.index();
    let run = longer.held.read().unwrap().runs[0].number();
    let joined = format!(
        "UPDATE key_page SET body = body || (SELECT body FROM key_page WHERE place = {}) WHERE place = {}",
        (run << 32) + 1,
        run << 32
    );
    stage.change(&joined);
    stage.copy(&longer, 0);
    assert_eq!(longer.pages_afar(), 4);
    is_found(&longer, &connection);
    // Another page in its place, and one that is gone.
    for spoilt in
        ["UPDATE key_page SET body = '\\x01' WHERE place = {}", "DELETE FROM key_page WHERE place = {}"]
    {
        stage.change(&spoilt.replace("{}", &((run << 32) + 2).to_string()));
        let index = stage.index();
        stage.copy(&index, 0);
        assert_eq!(index.pages_afar(), 4, "{spoilt}");
    }
}

#[test]
fn a_program_that_ends_waits_for_no_copy() {
    let mut stage = Stage::new("ends");
    let index = stage.index();
    stage.goes_on = None;
    stage.copy(&index, 0);
    assert_eq!(index.pages_afar(), 8);
}

#[test]
fn a_node_copies_runs_by_itself() {
    let mut stage = Stage::new("itself");
    // As if a node had been killed before it took the name of its copy away.
    let (_, dir) = stage.desk.readers();
    fs::write(dir.join("keys-copy"), "torn").unwrap();
    stage.desk.again();
    let (readers, _) = stage.desk.readers();
    while readers.pages_afar() > 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!dir.join("keys-copy").exists());
    stage.change("DELETE FROM key_page");
    let found = readers.reader().unwrap().find_ahead((0..KEYS).map(hash).collect()).unwrap();
    assert_eq!(found.get(0, hash(5), 3).unwrap(), [51, 50]);
}

//! Runs at a server are read from copies on the own disk, once there are such.

use super::super::near::{Copied, Near};
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
}

#[test]
fn a_longer_run_is_made_of_what_the_server_has_and_copied_too() {
    let stage = Stage::new("longer-near");
    let (index, connection) = (stage.index(), stage.desk.connection());
    stage.copy(&index, 0);
    let runs = index.held.read().unwrap().runs.clone();
    let mut merging = Merging::begin(&connection, 0, runs).unwrap();
    while !merging.write_some(&connection, 7).unwrap() {}
    merging.end(&connection).unwrap();
    let longer = stage.index();
    assert_eq!(longer.pages_afar(), 7);
    is_found(&longer, &connection);
    stage.copy(&longer, 0);
    stage.change("DELETE FROM key_page");
    is_found(&longer, &connection);
    // A copy is nothing to make a run of.
    let runs = longer.held.read().unwrap().runs.clone();
    assert!(Merging::begin(&connection, 1, runs).is_err());
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
}

#[test]
fn a_run_whose_pages_are_others_is_not_copied() {
    let stage = Stage::new("others");
    let (index, connection) = (stage.index(), stage.desk.connection());
    let runs = index.held.read().unwrap().runs.clone();
    let place = |page: usize| (runs[0].number() << 32) + page as i64;
    let body = format!("(SELECT body FROM key_page WHERE place = {})", place(0));
    let spoilt = [
        // Longer than today's: layout 3 wrote such.
        format!("UPDATE key_page SET body = body || {body} WHERE place = {}", place(0)),
        // As long, but another page; and one that is gone.
        format!("UPDATE key_page SET body = {body} WHERE place = {}", place(2)),
        format!("DELETE FROM key_page WHERE place = {}", place(2)),
    ];
    for spoilt in spoilt {
        connection.execute_batch("BEGIN").unwrap();
        assert_eq!(connection.execute(&spoilt, ()).unwrap(), 1);
        let file = fs::File::create(stage.dir.join("copy")).unwrap();
        let copied = Near::copy(&connection, &runs[0], file, || true).unwrap();
        assert!(matches!(copied, Copied::Never), "{spoilt}");
        connection.execute_batch("ROLLBACK").unwrap();
    }
    stage.copy(&index, 0);
    assert_eq!(index.pages_afar(), 0);
}

#[test]
fn what_a_disk_gives_instead_of_a_copy_is_not_believed() {
    let stage = Stage::new("instead");
    let (index, connection) = (stage.index(), stage.desk.connection());
    let runs = index.held.read().unwrap().runs.clone();
    for run in &runs {
        let (path, bytes) = (stage.dir.join("copy"), vec![0; 3 * PAGE_KEYS * 16 + 9 * 16]);
        fs::write(&path, &bytes).unwrap();
        let file = fs::File::open(&path).unwrap();
        run.come_near(Some(Near { file, bytes: bytes.len() as u64 }));
    }
    assert_eq!(index.pages_afar(), 0);
    is_found(&index, &connection);
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
    // It looks once a second, and leaves 1 GiB of the disk free.
    for _ in 0..3_000 {
        if readers.pages_afar() == 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(readers.pages_afar(), 0);
    assert!(!dir.join("keys-copy").exists());
    stage.change("DELETE FROM key_page");
    let found = readers.reader().unwrap().find_ahead((0..KEYS).map(hash).collect()).unwrap();
    assert_eq!(found.get(0, hash(5), 3).unwrap(), [51, 50]);
}

//! Steps to layouts that are not there yet, at either database: who goes on beside them, and what a step that fails
//! leaves.

use super::*;
use crate::open::{Purpose, open};
use crate::place::name_server;
use crate::sql;
use rehearsal::OwnServer;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

static SERVER: LazyLock<OwnServer> = LazyLock::new(|| OwnServer::start().unwrap());

/// A step that only adds: versions before it read and write on.
const ADDS: Step = step("CREATE TABLE notes (day BIGINT PRIMARY KEY, words TEXT NOT NULL)", true);
/// One that takes away what the version before reads.
const TAKES: Step = step("DROP TABLE notes", false);
/// One that fails when half of it is done.
const FAILS: Step = step("DROP TABLE notes; DROP TABLE what_is_not_there", true);

const fn step(statements: &'static str, suits_before: bool) -> Step {
    Step { embedded: statements, at_server: statements, fill: None, suits_before }
}

/// What a later version knows, with these steps after those of today.
fn later(steps: &[Step]) -> Layouts {
    Layouts([KNOWN.0, steps].concat().leak())
}

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn new(name: &str) -> Folder {
        let dir = std::env::temp_dir().join(format!("cocket-schema-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Folder(dir)
    }
}

/// A database of each kind, with nothing in it.
fn both(name: &str) -> [(Folder, Connection); 2] {
    let folder = Folder::new(name);
    let file = Connection::Sqlite(rusqlite::Connection::open(folder.0.join("cocket.db")).unwrap());
    let place = sql::Place::parse(&SERVER.database().unwrap()).unwrap();
    [
        (folder, file),
        (Folder::new(&format!("{name}-server")), Connection::Postgres(Arc::new(place.connect().unwrap()))),
    ]
}

fn secret() -> Secret {
    Secret::new(&[7; 32]).unwrap()
}

fn has_notes(connection: &Connection) -> bool {
    connection.execute("DELETE FROM notes", ()).is_ok()
}

#[track_caller]
fn is_newer(found: Result<i64, StoreFailure>, layouts: (i64, i64)) {
    let failure = found.unwrap_err();
    assert!(
        matches!(failure, StoreFailure::Newer { found, known } if (found, known) == layouts),
        "{failure}"
    );
}

#[test]
fn a_version_goes_on_beside_what_only_adds_and_no_further() {
    for (_folder, connection) in both("beside") {
        let (adds, takes) = (later(&[ADDS]), later(&[ADDS, TAKES]));
        let today = KNOWN.newest();
        KNOWN.bring_up(&connection, &secret(), None).unwrap();
        assert_eq!(takes.found(&connection).unwrap(), today);
        adds.bring_up(&connection, &secret(), None).unwrap();
        assert!(has_notes(&connection));
        assert_eq!(KNOWN.found(&connection).unwrap(), today + 1);
        assert!(is_suited(about(&connection, SUITS).unwrap().as_deref()));
        // It changes nothing, and what must know all there is refuses.
        KNOWN.bring_up(&connection, &secret(), None).unwrap();
        assert_eq!(noted(&connection).unwrap(), today + 1);
        let refused = check_is_newest(&connection).unwrap_err();
        assert!(matches!(refused, StoreFailure::Newer { .. }), "{refused}");

        takes.bring_up(&connection, &secret(), None).unwrap();
        assert!(!has_notes(&connection));
        is_newer(KNOWN.found(&connection), (today + 2, today));
        is_newer(adds.found(&connection), (today + 2, today + 1));
        assert!(!is_suited(about(&connection, SUITS).unwrap().as_deref()));
        assert_eq!(takes.found(&connection).unwrap(), today + 2);
    }
}

#[test]
fn what_is_noted_of_another_layout_lets_nobody_in() {
    for (_folder, connection) in both("stale") {
        later(&[ADDS]).bring_up(&connection, &secret(), None).unwrap();
        let (today, right) = (KNOWN.newest(), about(&connection, SUITS).unwrap().unwrap());
        let next = today + 1;
        // Layout 12 suits version 11, and so does what only adds to it.
        assert_eq!(right, format!("11-{next}"));
        for wrong in ["", "1", "-1-N", "1-1", "99-N", "1-99", "0-N", "a-N", "1-N-99"] {
            set_about(&connection, SUITS, &wrong.replace('N', &next.to_string())).unwrap();
            is_newer(KNOWN.found(&connection), (today + 1, today));
        }
        set_about(&connection, SUITS, &right).unwrap();
        assert_eq!(KNOWN.found(&connection).unwrap(), today + 1);
        note(&connection, today + 7).unwrap();
        is_newer(KNOWN.found(&connection), (today + 7, today));
    }
}

#[test]
fn a_step_that_fails_leaves_what_was_there() {
    for (_folder, connection) in both("fails") {
        later(&[ADDS]).bring_up(&connection, &secret(), None).unwrap();
        let (found, suits) = (noted(&connection).unwrap(), about(&connection, SUITS).unwrap());
        assert!(later(&[ADDS, FAILS]).bring_up(&connection, &secret(), None).is_err());
        assert!(has_notes(&connection));
        assert_eq!((noted(&connection).unwrap(), about(&connection, SUITS).unwrap()), (found, suits));
        later(&[ADDS, TAKES]).bring_up(&connection, &secret(), None).unwrap();
    }
}

#[test]
fn a_step_does_not_wait_long_for_whoever_reads() {
    let url = SERVER.database().unwrap();
    let connect = || Connection::Postgres(Arc::new(sql::Place::parse(&url).unwrap().connect().unwrap()));
    let (connection, other) = (connect(), connect());
    later(&[ADDS]).bring_up(&connection, &secret(), None).unwrap();
    let before = about(&connection, SUITS).unwrap();
    let reading = other.moment().unwrap();
    reading.query_row("SELECT count(*) FROM notes", (), |row| row.get::<i64>(0)).unwrap();
    let refused = later(&[ADDS, TAKES]).bring_up(&connection, &secret(), None).unwrap_err();
    let told = refused.to_string();
    assert!(told.contains("end session ") && told.contains("(cocket)"), "{told}");
    assert_eq!(about(&connection, SUITS).unwrap(), before);
    drop(reading);
    later(&[ADDS, TAKES]).bring_up(&connection, &secret(), None).unwrap();
}

#[test]
fn a_layout_that_cannot_be_is_refused() {
    for (_folder, connection) in both("cannot-be") {
        KNOWN.bring_up(&connection, &secret(), None).unwrap();
        let refused = |connection: &Connection| {
            for failure in [
                KNOWN.found(connection).unwrap_err(),
                KNOWN.bring_up(connection, &secret(), None).unwrap_err(),
                check_is_newest(connection).unwrap_err(),
            ] {
                assert!(matches!(failure, StoreFailure::NoLayout(_)), "{failure}");
            }
        };
        if let Some(sqlite) = connection.sqlite() {
            sqlite.pragma_update(None, "user_version", -1).unwrap();
            refused(&connection);
            continue;
        }
        for wrong in ["-1", "0", "10", "", " 11", "junk", "99999999999999999999"] {
            set_about(&connection, LAYOUT, wrong).unwrap();
            refused(&connection);
        }
        connection.execute("DELETE FROM about WHERE name = ?1", [LAYOUT]).unwrap();
        refused(&connection);
    }
}

#[test]
fn a_new_database_is_as_one_that_was_brought_up() {
    let tables = |connection: &Connection| {
        let sql = "SELECT table_name, column_name, data_type FROM information_schema.columns \
                   WHERE table_schema = current_schema() ORDER BY 1, 2";
        let mut statement = connection.prepare_cached(sql).unwrap();
        let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.collect::<Result<Vec<(String, String, String)>, sql::Failure>>().unwrap()
    };
    let [_, (_folder, one)] = both("new");
    let [_, (_folder, other)] = both("brought-up");
    let all = later(&[ADDS, TAKES, ADDS]);
    all.bring_up(&one, &secret(), None).unwrap();
    KNOWN.bring_up(&other, &secret(), None).unwrap();
    all.bring_up(&other, &secret(), None).unwrap();
    assert_eq!(tables(&one), tables(&other));
    let today = KNOWN.newest();
    let suits = format!("{}-{}", today + 2, today + 3);
    assert_eq!(about(&one, SUITS).unwrap(), Some(suits));
    assert_eq!(about(&other, SUITS).unwrap(), about(&one, SUITS).unwrap());
}

#[test]
fn a_node_goes_on_beside_a_newer_one_until_its_turn_finds_what_it_does_not_know() {
    let folder = Folder::new("turn");
    let url = SERVER.database().unwrap();
    name_server(&folder.0, &url).unwrap();
    let mut store = open(&folder.0, Purpose::Sandbox).unwrap();
    store.writer.give_turn().unwrap();
    let newer = Connection::Postgres(Arc::new(sql::Place::parse(&url).unwrap().connect().unwrap()));
    later(&[ADDS]).bring_up(&newer, &secret(), None).unwrap();
    store.writer.take_turn().unwrap();
    store.writer.give_turn().unwrap();
    // Begun again it is the same: the way back.
    drop(store);
    let mut store = open(&folder.0, Purpose::Sandbox).unwrap();
    store.writer.give_turn().unwrap();
    later(&[ADDS, TAKES]).bring_up(&newer, &secret(), None).unwrap();
    let ended = store.writer.take_turn().unwrap_err();
    assert!(matches!(ended, StoreFailure::Newer { .. }), "{ended}");
    drop(store);
    let refused = open(&folder.0, Purpose::Sandbox).err().unwrap();
    assert!(matches!(refused, StoreFailure::Newer { .. }), "{refused}");
}

//! `cocket doctor` finds each kind of trouble that it claims to find, and goes on after each.

use crate::backup::Place;
use crate::command::cocket;
use crate::served::Server;
use evidence::{Origin, SigningKey, Stated, StatedHead};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What the doctor finds, and its exit code.
fn doctor(place: &Place, data: &str, backups: Option<&str>) -> (Vec<Value>, i32) {
    let (data, backups) = (place.path(data), backups.map(|name| place.path(name)));
    let mut ask = vec!["doctor", "--json", "--data", data.to_str().unwrap()];
    if let Some(backups) = &backups {
        ask.extend(["--backups", backups.to_str().unwrap()]);
    }
    let output = cocket(&ask, b"");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = told["findings"].as_array().unwrap().clone();
    for finding in &findings {
        assert_eq!(finding["remedy"] == "", finding["state"] == "ok", "{finding}");
    }
    (findings, output.status.code().unwrap())
}

/// Whether something is found in a state.
fn has(findings: &[Value], about: &str, state: &str) -> bool {
    findings.iter().any(|finding| finding["about"] == about && finding["state"] == state)
}

/// A copy of the folder with some trouble, which must be found, and the folder then looked at to the end.
fn check(place: &Place, trouble: impl FnOnce(&Path), about: &str, state: &str) {
    place.copy("well", "ill");
    trouble(&place.path("ill"));
    let (findings, code) = doctor(place, "ill", None);
    assert!(has(&findings, about, state), "{about} is not {state}: {findings:#?}");
    assert_eq!(code, i32::from(findings.iter().any(|finding| finding["state"] == "bad")), "{findings:#?}");
    assert!(has(&findings, "server", "ok") && findings.len() >= 6, "{findings:#?}");
}

fn sql(dir: &Path, statement: &str) {
    Connection::open(dir.join("cocket.db")).unwrap().execute_batch(statement).unwrap();
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn each_kind_of_trouble_is_found() {
    let place = Place::with_parcels("doctor", "60");
    place.copy("data", "well");
    check(&place, |_| (), "write-ahead", "warning");
    sql(&place.path("well"), "PRAGMA wal_checkpoint(TRUNCATE)");
    let (findings, code) = doctor(&place, "well", None);
    assert_eq!(code, 0, "{findings:#?}");
    for about in
        ["modes", "server", "write-ahead", "layout", "purpose", "pages", "keys", "last batch", "clock"]
    {
        assert!(has(&findings, about, "ok"), "{about}: {findings:#?}");
    }
    check(&place, |dir| mode(dir, 0o750), "modes", "warning");
    check(&place, |dir| mode(dir, 0o777), "modes", "bad");
    check(&place, |dir| mode(&dir.join("keys"), 0o755), "modes", "bad");
    check(&place, |dir| mode(&dir.join("keys/master.key"), 0o640), "modes", "bad");
    check(&place, |dir| fs::remove_file(dir.join("keys/signing.key")).unwrap(), "modes", "bad");
    check(&place, |dir| fs::write(dir.join("keys/master.key"), [7; 32]).unwrap(), "keys", "bad");
    check(&place, |dir| fs::write(dir.join("keys/signing.key"), [7; 32]).unwrap(), "keys", "bad");
    check(&place, |dir| sql(dir, "PRAGMA user_version = 7"), "layout", "warning");
    check(&place, |dir| sql(dir, "PRAGMA user_version = 99"), "layout", "bad");
    check(&place, |dir| sql(dir, "DELETE FROM about WHERE name = 'purpose'"), "purpose", "bad");
    check(&place, |dir| sql(dir, "UPDATE journal SET root = zeroblob(32)"), "last batch", "bad");
    check(&place, |dir| sql(dir, "UPDATE journal SET signature = zeroblob(64)"), "last batch", "bad");
    check(&place, |dir| sql(dir, "UPDATE entry_block SET body = zeroblob(99)"), "last batch", "bad");
    let later = "UPDATE journal SET at = 4102444800000000";
    check(&place, |dir| sql(dir, later), "clock", "warning");
    let real = "UPDATE about SET value = 'real data' WHERE name = 'purpose'";
    check(&place, |dir| sql(dir, &format!("{later}; {real}")), "clock", "bad");
    let waits = "INSERT INTO filing_batch (organisation, received, format, role, acting, credential, is_whole) \
                 VALUES ('a', 1000000, 'batch.csv', 'declarant', 'filer', 1, 1)";
    check(&place, |dir| sql(dir, waits), "files", "warning");
}

#[test]
fn a_damaged_file_is_told_of_to_the_end() {
    let place = Place::with_parcels("doctor-damage", "60");
    sql(&place.path("data"), "PRAGMA wal_checkpoint(TRUNCATE)");
    place.copy("data", "well");
    let bytes = fs::read(place.path("well/cocket.db")).unwrap();
    let write = |dir: &Path, bytes: &[u8]| fs::write(dir.join("cocket.db"), bytes).unwrap();
    let half = &bytes[..bytes.len() / 2];
    let mut zeroed = bytes.clone();
    zeroed[bytes.len() / 4..bytes.len() / 2].fill(0);
    for (damaged, about) in [
        (half, "pages"),
        (zeroed.as_slice(), "pages"),
        (b"this is no database at all, whoever says so, and it is longer than a header of a hundred bytes ....", "pages"),
        (b"".as_slice(), "purpose"),
    ] {
        check(&place, |dir| write(dir, damaged), about, "bad");
    }
    check(&place, |dir| fs::remove_file(dir.join("cocket.db")).unwrap(), "database", "bad");
    let nowhere = place.path("nowhere");
    assert_eq!(cocket(&["doctor", "--data", nowhere.to_str().unwrap()], b"").status.code(), Some(3));
    assert!(!nowhere.exists());
}

#[test]
fn beside_a_server_it_knows_what_is_stuck() {
    let place = Place::with_parcels("doctor-served", "60");
    let server = Server::start(&place.path("data"));
    let (findings, code) = doctor(&place, "data", None);
    let held = findings.iter().find(|finding| finding["about"] == "server").unwrap();
    assert_eq!((held["found"].as_str(), code), (Some("a process holds the folder"), 0), "{findings:#?}");
    drop(server);
    // As if a server did not get on: the deadlines of March have long passed.
    sql(&place.path("data"), "UPDATE about SET value = 'real data' WHERE name = 'purpose'");
    let (findings, _) = doctor(&place, "data", None);
    assert!(has(&findings, "deadlines", "warning"), "{findings:#?}");
    let lock = File::options().write(true).open(place.path("data/lock")).unwrap();
    lock.try_lock().unwrap();
    let (findings, code) = doctor(&place, "data", None);
    assert!(has(&findings, "deadlines", "bad") && code == 1, "{findings:#?}");
}

fn manifest(place: &Place, backup: &str) -> Value {
    let signed = fs::read(place.path(backup).join("backup.json")).unwrap();
    let signed: Value = serde_json::from_slice(&signed).unwrap();
    serde_json::from_str(signed["statement"].as_str().unwrap()).unwrap()
}

/// The manifest of a backup as if it were made at another time.
fn made_at(place: &Place, backup: &str, made: &str) {
    let path = place.path(backup).join("backup.json");
    let signed: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let statement = signed["statement"].as_str().unwrap();
    let statement = statement.replace(manifest(place, backup)["made"].as_str().unwrap(), made);
    let seed = fs::read(place.path("data/keys/signing.key")).unwrap().try_into().unwrap();
    let log = Origin::parse(signed["record"].as_str().unwrap()).unwrap();
    let head = StatedHead { stated: Stated::Backup, log: &log, statement: &statement };
    let signature = SigningKey::from_seed(&seed).unwrap().sign_statement(&head).to_string();
    let record = serde_json::to_string(log.as_str()).unwrap();
    let (statement, signature) = (json!(statement), json!(signature));
    let text = format!("{{\"record\":{record},\"statement\":{statement},\"signature\":{signature}}}\n");
    fs::write(path, text).unwrap();
}

#[test]
fn backups_are_known_by_their_age_and_what_they_hold() {
    let place = Place::with_parcels("doctor-backups", "30");
    fs::create_dir(place.path("backups")).unwrap();
    let (findings, code) = doctor(&place, "data", Some("backups"));
    assert!(has(&findings, "backups", "bad") && code == 1, "{findings:#?}");
    assert_eq!(place.backup("backups/monday").status.code(), Some(0));
    place.copy("data", "monday");
    let (findings, code) = doctor(&place, "data", Some("backups"));
    assert!(has(&findings, "backups", "ok") && has(&findings, "lost entries", "ok"), "{findings:#?}");
    assert_eq!(code, 0);
    let now: jiff::Timestamp = manifest(&place, "backups/monday")["made"].as_str().unwrap().parse().unwrap();
    for (hours, state) in [(25, "ok"), (30, "warning"), (200, "bad")] {
        let made = now.checked_sub(jiff::SignedDuration::from_hours(hours)).unwrap().to_string();
        made_at(&place, "backups/monday", &made);
        let (findings, _) = doctor(&place, "data", Some("backups"));
        assert!(has(&findings, "backups", state), "{hours}: {findings:#?}");
    }
    fs::create_dir(place.path("backups/.tuesday.partial")).unwrap();
    let (findings, _) = doctor(&place, "data", Some("backups"));
    assert!(has(&findings, "backups", "warning"), "{findings:#?}");
    // More comes and is backed up; then the database of Monday is there again.
    let server = Server::start(&place.path("data"));
    place.file(&server, "30", "12");
    drop(server);
    assert_eq!(place.backup("backups/tuesday").status.code(), Some(0));
    let (findings, _) = doctor(&place, "monday", Some("backups"));
    assert!(has(&findings, "lost entries", "bad"), "{findings:#?}");
    let database = place.path("backups/tuesday/cocket.db");
    let bytes = fs::read(&database).unwrap();
    fs::write(&database, &bytes[..bytes.len() - 4_096]).unwrap();
    let (findings, _) = doctor(&place, "data", Some("backups"));
    assert!(has(&findings, "backups", "bad"), "{findings:#?}");
}

//! Backups: made beside a server that writes, refused for any byte that is another, and brought back whole or not at
//! all.

use crate::command::cocket;
use crate::served::{Server, folder};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A data folder with some parcels, and a folder for everything else; both are removed at the end.
pub(crate) struct Place {
    pub(crate) dir: PathBuf,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

impl Place {
    /// A place where a server has decided parcels and was killed.
    pub(crate) fn with_parcels(name: &str, parcels: &str) -> Place {
        let place = Place { dir: folder(name) };
        fs::create_dir_all(&place.dir).unwrap();
        let server = Server::start(&place.path("data"));
        place.file(&server, parcels, "11");
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Files made-up parcels.
    pub(crate) fn file(&self, server: &Server, parcels: &str, seed: &str) {
        let lines = cocket(&["rehearse", "--parcels", parcels, "--seed", seed], b"").stdout;
        let (status, _) = server.send("POST", "/v1/batches", "application/x-ndjson", &lines).unwrap();
        assert_eq!(status, 200);
    }

    pub(crate) fn backup(&self, to: &str) -> Output {
        let (data, to) = (self.path("data"), self.path(to));
        cocket(&["backup", "--data", data.to_str().unwrap(), to.to_str().unwrap()], b"")
    }

    pub(crate) fn restore(&self, from: &str, keys: &str, to: &str) -> Output {
        let (from, keys, to) = (self.path(from), self.path(keys), self.path(to));
        let [from, keys, to] = [&from, &keys, &to].map(|path| path.to_str().unwrap());
        cocket(&["restore", from, "--keys", keys, "--data", to], b"")
    }

    /// Restores, which must be refused in these words and leave nothing.
    fn refuses(&self, from: &str, keys: &str, code: i32, said: &str) {
        let output = self.restore(from, keys, "refused");
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}: {words}");
        assert!(words.contains(said), "`{said}` is not in {words}");
        assert!(!self.path("refused").exists(), "{said}: something is left");
    }

    pub(crate) fn copy(&self, from: &str, to: &str) {
        let _ = fs::remove_dir_all(self.path(to));
        let copied = Command::new("cp").arg("-rp").arg(self.path(from)).arg(self.path(to)).status().unwrap();
        assert!(copied.success());
    }

    pub(crate) fn replay(&self, data: &str) -> Value {
        let data = self.path(data);
        let output = cocket(&["replay", "--all", "--json", "--data", data.to_str().unwrap()], b"");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_backup_made_while_a_server_writes_comes_back_whole() {
    let place = Place { dir: folder("backup-load") };
    fs::create_dir_all(&place.dir).unwrap();
    let server = Server::start(&place.path("data"));
    place.file(&server, "50", "1");
    let (is_over, seeds) = (AtomicBool::new(false), 2..);
    thread::scope(|scope| {
        scope.spawn(|| {
            for seed in seeds {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                place.file(&server, "60", &seed.to_string());
            }
        });
        for to in ["first", "second", "third"] {
            done(&place.backup(to));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!((mode(&place.path("first")), mode(&place.path("first/cocket.db"))), (0o700, 0o600));
    assert!(!place.path("first/keys").exists());
    let mut before = 0;
    for from in ["first", "second", "third"] {
        let to = format!("{from}-back");
        done(&place.restore(from, "data/keys", &to));
        let entries = place.replay(&to)["entries"].as_u64().unwrap();
        assert!(entries >= before.max(50), "{entries}");
        before = entries;
    }
    let back = place.path("third-back");
    assert_eq!((mode(&back), mode(&back.join("keys")), mode(&back.join("cocket.db"))), (0o700, 0o700, 0o600));
    assert_eq!(mode(&back.join("keys/master.key")), 0o600);
    let mut left: Vec<_> = fs::read_dir(&back).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.retain(|name| !["-wal", "-shm"].iter().any(|end| name.to_string_lossy().ends_with(end)));
    left.sort();
    assert_eq!(left, ["cocket.db", "keys", "lock"]);
    // What was written after the backup is lost, and seen beside the keys: no server begins on it unawares.
    let back_text = back.to_str().unwrap();
    let serve =
        ["serve", "--sandbox", "--pack", "packs/examplia", "--listen", "127.0.0.1:0", "--data", back_text];
    let refused = crate::command::cocket(&serve, b"");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(3) && said.contains("older than its record"), "{said}");
    fs::remove_file(back.join("keys/checkpoint")).unwrap();
    // Then it goes on where it was, and gives no number again.
    let none_given = fs::read(place.path("data").join("keys/numbers")).unwrap();
    assert_eq!(fs::read(back.join("keys/numbers")).unwrap(), none_given);
    // Older copies of what was seen take nothing from it.
    let older = place.path("older-keys");
    fs::create_dir(&older).unwrap();
    fs::write(older.join("numbers"), "7").unwrap();
    let manifest = fs::read(place.path("third").join("backup.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let stated: serde_json::Value = serde_json::from_str(manifest["statement"].as_str().unwrap()).unwrap();
    fs::write(older.join("checkpoint"), stated["checkpoint"].as_str().unwrap()).unwrap();
    fs::copy(place.path("data").join("keys/checkpoint"), back.join("keys/checkpoint")).unwrap();
    let note = fs::read_to_string(back.join("keys/checkpoint")).unwrap();
    store::merge_seen(&back.join("keys"), &older).unwrap();
    assert_eq!(fs::read(back.join("keys/numbers")).unwrap(), none_given);
    assert_eq!(fs::read_to_string(back.join("keys/checkpoint")).unwrap(), note);
    fs::remove_file(back.join("keys/checkpoint")).unwrap();
    let again = Server::start(&back);
    place.file(&again, "40", "999");
    drop(again);
    let (reader, _) = store::open_for_reading(&back).unwrap();
    let first = String::from_utf8(none_given).unwrap().parse().unwrap();
    assert!(reader.load(first).unwrap().is_some());
    drop(reader);
    assert!(place.replay("third-back")["entries"].as_u64().unwrap() >= before + 40);
}

#[test]
fn a_byte_that_is_another_is_found_in_either_file() {
    let place = Place::with_parcels("backup-bytes", "60");
    done(&place.backup("whole"));
    place.copy("whole", "altered");
    for (file, step) in [("backup.json", 41), ("cocket.db", 60_013)] {
        let path = place.path("altered").join(file);
        let bytes = fs::read(&path).unwrap();
        // Every so many, some that differ from run to run, the first and the last.
        let chance = usize::try_from(std::process::id()).unwrap();
        let random = (1..8).map(|turn| turn * chance * 7_919 % bytes.len());
        for at in (0..bytes.len()).step_by(step).chain(random).chain([bytes.len() - 1]) {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            fs::write(&path, altered).unwrap();
            place.refuses("altered", "data/keys", 1, "nothing is restored");
        }
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        place.refuses("altered", "data/keys", 1, "altered");
        fs::write(&path, [&bytes[..], b"\n"].concat()).unwrap();
        place.refuses("altered", "data/keys", 1, "altered");
        fs::write(&path, b"").unwrap();
        place.refuses("altered", "data/keys", 1, "nothing is restored");
        fs::remove_file(&path).unwrap();
        place.refuses("altered", "data/keys", 3, file);
        fs::write(&path, bytes).unwrap();
    }
    done(&place.restore("altered", "data/keys", "back"));
}

#[test]
fn keys_of_another_database_open_nothing() {
    let place = Place::with_parcels("backup-keys", "20");
    done(&place.backup("whole"));
    place.copy("data/keys", "others");
    fs::write(place.path("others/signing.key"), [7; 32]).unwrap();
    place.refuses("whole", "others", 1, "another database's");
    place.copy("data/keys", "others");
    fs::write(place.path("others/master.key"), [7; 32]).unwrap();
    place.refuses("whole", "others", 1, "the master key is another database's");
    fs::write(place.path("others/master.key"), [7; 31]).unwrap();
    place.refuses("whole", "others", 3, "a key has 32 bytes");
    fs::remove_file(place.path("others/master.key")).unwrap();
    place.refuses("whole", "others", 3, "master.key");
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let place = Place::with_parcels("backup-there", "20");
    done(&place.backup("whole"));
    let code = |output: &Output| output.status.code().unwrap();
    assert_eq!(code(&place.backup("whole")), 2);
    fs::write(place.path("a-file"), b"mine").unwrap();
    assert_eq!(code(&place.backup("a-file")), 2);
    fs::create_dir(place.path("empty")).unwrap();
    done(&place.backup("empty"));
    let before = fs::read(place.path("data/cocket.db")).unwrap();
    assert_eq!(code(&place.restore("whole", "data/keys", "data")), 2);
    assert_eq!(fs::read(place.path("data/cocket.db")).unwrap(), before);
    // What belonged to a database that is gone must not be taken for a part of this one.
    for left in ["cocket.db", "cocket.db-wal"] {
        fs::create_dir_all(place.path("left")).unwrap();
        fs::write(place.path("left").join(left), b"something").unwrap();
        assert_eq!(code(&place.restore("whole", "data/keys", "left")), 2);
        assert_eq!(fs::read_dir(place.path("left")).unwrap().count(), 1);
        fs::remove_dir_all(place.path("left")).unwrap();
    }
    fs::create_dir_all(place.path("left/keys")).unwrap();
    fs::write(place.path("left/keys/master.key"), [1; 32]).unwrap();
    assert_eq!(code(&place.restore("whole", "data/keys", "left")), 2);
    assert_eq!(fs::read(place.path("left/keys/master.key")).unwrap(), [1; 32]);
    // The keys may be there already.
    fs::remove_file(place.path("data/cocket.db")).unwrap();
    let _ = fs::remove_file(place.path("data/cocket.db-wal"));
    let _ = fs::remove_file(place.path("data/cocket.db-shm"));
    done(&place.restore("whole", "data/keys", "data"));
    place.replay("data");
}

#[test]
fn what_was_killed_in_the_middle_is_in_nobodys_way() {
    let place = Place::with_parcels("backup-killed", "20");
    fs::create_dir(place.path(".whole.partial")).unwrap();
    fs::write(place.path(".whole.partial/cocket.db"), b"half").unwrap();
    done(&place.backup("whole"));
    assert!(!place.path(".whole.partial").exists());
    fs::create_dir_all(place.path("back/.restoring/keys")).unwrap();
    fs::write(place.path("back/.restoring/cocket.db"), b"half").unwrap();
    // It was killed after the keys came to their place: a server serves nothing there.
    place.copy("data/keys", "back/keys");
    let data = place.path("back");
    let serve = ["serve", "--sandbox", "--pack", "packs/examplia", "--data", data.to_str().unwrap()];
    assert_eq!(cocket(&serve, b"").status.code(), Some(3));
    done(&place.restore("whole", "data/keys", "back"));
    assert!(!place.path("back/.restoring").exists());
    place.replay("back");
}

#[test]
fn a_database_that_was_wrong_when_it_was_backed_up_is_not_restored() {
    let place = Place::with_parcels("backup-wrong", "40");
    place.copy("data", "as-it-was");
    let wrong = [
        ("UPDATE ledger_account SET debits = debits + 1 WHERE id = 1", "differ from their replay"),
        ("UPDATE journal SET root = zeroblob(32) WHERE first = 1", "entry 1 does not fit"),
        ("DELETE FROM log_node WHERE number = 0", "the log, which lacks hashes"),
        ("DELETE FROM consignment WHERE number = (SELECT max(number) FROM consignment)", "differ"),
        ("DELETE FROM standing", "differ from their replay"),
    ];
    for (turn, (statement, said)) in wrong.iter().enumerate() {
        place.copy("as-it-was", "data");
        let database = rusqlite::Connection::open(place.path("data/cocket.db")).unwrap();
        database.execute_batch(statement).unwrap();
        drop(database);
        let to = format!("wrong-{turn}");
        done(&place.backup(&to));
        place.refuses(&to, "data/keys", 1, said);
    }
    let database = rusqlite::Connection::open(place.path("data/cocket.db")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    assert_eq!(place.backup("newer").status.code(), Some(2));
}

/// What went back is kept for a year: a server of a later day erases it, and a backup from before is told.
#[test]
fn a_restore_erases_again_what_was_erased_since() {
    let place = Place { dir: folder("backup-erased") };
    fs::create_dir_all(&place.dir).unwrap();
    let server = Server::start(&place.path("data"));
    let lines = cocket(&["rehearse", "--parcels", "60", "--seed", "5", "--mix", "faulty"], b"").stdout;
    let (status, _) = server.send("POST", "/v1/batches", "application/x-ndjson", &lines).unwrap();
    assert_eq!(status, 200);
    done(&place.backup("old"));
    drop(server);
    place.copy("data/keys", "keys-before");
    let server = Server::start_with(&place.path("data"), "packs/examplia", "2028-03-02", &[]);
    let told = place.path("data/keys/erasures");
    for _ in 0..200 {
        if told.exists() {
            break;
        }
        thread::sleep(std::time::Duration::from_millis(50));
    }
    // What went back is found in one turn or a few.
    thread::sleep(std::time::Duration::from_secs(2));
    done(&place.backup("new"));
    drop(server);
    let erased = fs::read_to_string(&told).unwrap().lines().count();
    assert!(erased > 10, "{erased} texts are erased");

    let salts = |data: &str| {
        let database = rusqlite::Connection::open(place.path(data).join("cocket.db")).unwrap();
        let mut statement = database.prepare("SELECT entry, salts FROM sealing ORDER BY entry").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)));
        rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    };
    let expected = salts("new");
    done(&place.restore("old", "data/keys", "back"));
    assert_eq!(salts("back"), expected, "the older backup has what the newer has, and no more");
    assert!(place.replay("back")["proof_only"].as_u64().unwrap() > 5);
    assert_eq!(fs::read(place.path("back/keys/erasures")).unwrap(), fs::read(&told).unwrap());
    // Keys from before know nothing of it: whoever keeps a copy of the keys keeps the file with it.
    done(&place.restore("old", "keys-before", "unaware"));
    assert_eq!(place.replay("unaware")["proof_only"], 0);
}

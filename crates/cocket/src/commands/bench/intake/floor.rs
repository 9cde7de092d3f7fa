//! The floor: what SQLite takes to store the very same bytes, and nothing else.

use super::figure::per_second;
use super::request::Request;
use crate::clock;
use crate::failure::Failure;
use rusqlite::{Connection, params};
use std::io;
use std::path::Path;

/// Rows of one commit.
pub(super) const COMMIT: usize = 1000;

/// Rows a second into a new database in this folder: each a declaration and a unique random key of 16 bytes,
/// 1,000 a commit, each commit on the disk before the next begins.
pub(super) fn measure(folder: &Path, requests: &[Request]) -> Result<u64, Failure> {
    let path = folder.join("floor.db");
    remove(&path);
    let rate = insert(&path, requests).map_err(|error| Failure::World {
        what: format!("`{}`", path.display()),
        source: io::Error::other(error),
    });
    remove(&path);
    rate
}

fn insert(path: &Path, requests: &[Request]) -> rusqlite::Result<u64> {
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "CREATE TABLE declaration (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, body BLOB NOT NULL)",
    )?;
    let bodies: Vec<&[u8]> = requests.iter().flat_map(Request::declarations).collect();
    let mut keys = Keys(1);
    let start = clock::mark();
    for commit in bodies.chunks(COMMIT) {
        let transaction = connection.transaction()?;
        {
            let mut statement =
                transaction.prepare_cached("INSERT INTO declaration (key, body) VALUES (?1, ?2)")?;
            for body in commit {
                statement.execute(params![keys.draw(), body])?;
            }
        }
        transaction.commit()?;
    }
    Ok(per_second(super::super::count(bodies.len()), start.elapsed()))
}

fn remove(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        // Mostly there is nothing to remove.
        let _ = std::fs::remove_file(name);
    }
}

/// Keys that fall all over the index, the same in every run (SplitMix64).
pub(super) struct Keys(pub(super) u64);

impl Keys {
    pub(super) fn draw(&mut self) -> [u8; 16] {
        let high = u128::from(self.word());
        (high << 64 | u128::from(self.word())).to_be_bytes()
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let word = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ word >> 31
    }
}

#[cfg(test)]
mod tests {
    use super::super::folder::Folder;
    use super::super::request::Maker;
    use super::*;

    #[test]
    fn the_floor_leaves_nothing_behind() {
        let folder = Folder::new(None).unwrap();
        let rate = measure(folder.path(), &Maker::new().batches(1500, 100)).unwrap();
        assert!(rate > 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn keys_differ() {
        let mut keys = Keys(1);
        let mut drawn: Vec<_> = (0..1000).map(|_| keys.draw()).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 1000);
    }
}

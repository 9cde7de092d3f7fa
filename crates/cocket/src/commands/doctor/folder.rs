//! The folder: who may read and write it, and how much room is left.

use super::Findings;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Room below which the disk may be full within hours.
const LEAST_ROOM: u64 = 1 << 30;

/// Looks at modes and owners, and at the room on the disk.
pub(super) fn look(dir: &Path, findings: &mut Findings) {
    let before = findings.0.len();
    let owner = fs::metadata(dir).map(|found| found.uid()).unwrap_or_default();
    look_at(dir, owner, false, findings);
    look_at(&dir.join("keys"), owner, true, findings);
    for key in ["keys/master.key", "keys/signing.key"] {
        look_at(&dir.join(key), owner, true, findings);
    }
    for name in ["cocket.db", "cocket.db-wal", "cocket.db-shm", "database", "lock"] {
        let path = dir.join(name);
        let Ok(found) = fs::metadata(&path) else { continue };
        look_at_owner(&path, &found, owner, findings);
    }
    if findings.0.len() == before {
        findings.ok("modes", "only the owner reads and writes the folder and its keys");
    }
    look_at_room(dir, findings);
}

/// Looks at a folder or file that nobody but its owner should reach.
fn look_at(path: &Path, owner: u32, is_secret: bool, findings: &mut Findings) {
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) => {
            let remedy =
                "bring the keys back from where they are kept apart: without them nothing can be read";
            return findings.bad("modes", format!("`{}`: {error}", path.display()), remedy);
        }
    };
    let (mode, meant) = (found.mode() & 0o777, if found.is_dir() { 0o700 } else { 0o600 });
    let remedy = format!("chmod {meant:o} '{}'", path.display());
    let what = format!("`{}` has the mode {mode:o}: others reach it", path.display());
    if mode & 0o077 != 0 && (is_secret || mode & 0o022 != 0) {
        findings.bad("modes", what, &remedy);
    } else if mode & 0o077 != 0 {
        findings.warn("modes", what, &remedy);
    }
    look_at_owner(path, &found, owner, findings);
}

fn look_at_owner(path: &Path, found: &Metadata, owner: u32, findings: &mut Findings) {
    if found.uid() != owner {
        let what = format!("`{}` is owned by user {}, the folder by {owner}", path.display(), found.uid());
        let remedy = format!("chown {owner} '{}': the server cannot write it", path.display());
        findings.bad("modes", what, &remedy);
    }
}

fn look_at_room(dir: &Path, findings: &mut Findings) {
    let free = match store::free_bytes(dir) {
        Ok(free) => free,
        Err(error) => return findings.bad("disk", error.to_string(), "look at the disk"),
    };
    let size = fs::metadata(dir.join("cocket.db")).map(|found| found.len()).unwrap_or_default();
    let mut found = format!("{} free", megabytes(free));
    if size > 0 {
        found = format!("{found}, the database has {}", megabytes(size));
    }
    let remedy = "make room: at the end of it declarations are refused, nothing is lost";
    if free < LEAST_ROOM.min(size / 10).max(64 << 20) {
        findings.bad("disk", found, remedy);
    } else if free < size.max(LEAST_ROOM) {
        // A change of layout keeps a copy of the database beside it.
        findings.warn("disk", found, "make room for a copy of the database, which a new layout takes first");
    } else {
        findings.ok("disk", found);
    }
}

pub(super) fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

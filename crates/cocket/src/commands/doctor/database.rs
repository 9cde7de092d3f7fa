//! The file of the database, without its keys: layout, purpose, what is written ahead, and whether its pages are whole.

use super::folder::megabytes;
use super::{Findings, RESTORE, unread};
use std::fs;
use std::path::Path;
use store::{Examined, StoreFailure};

/// Bytes written ahead from which on something holds them back.
const MUCH_AHEAD: u64 = 1 << 30;

/// Looks at the database as a file.
pub(super) fn look(dir: &Path, is_served: bool, findings: &mut Findings) {
    let is_embedded = Examined::is_embedded(dir);
    if is_embedded {
        look_ahead(dir, is_served, findings);
    }
    let examined = match Examined::open(dir) {
        Ok(examined) => examined,
        Err(failure) => return unread(findings, "database", &failure),
    };
    if !is_embedded {
        match examined.size() {
            Ok(bytes) => findings.ok("database", format!("it is at a server and has {}", megabytes(bytes))),
            Err(failure) => unread(findings, "database", &failure),
        }
    }
    match examined.layout() {
        Ok((found, newest)) if found == newest => findings.ok("layout", format!("{found}")),
        Ok((found, newest)) if found > newest => findings.ok(
            "layout",
            format!("{found}, by a newer version; this one knows {newest} and goes on beside it: back up and move with the newer"),
        ),
        Ok((found, newest)) => findings.warn(
            "layout",
            format!("{found}, this version writes {newest}"),
            match is_embedded {
                true => "the next start of `cocket serve` brings it up; it keeps a copy first",
                false => "the next node of this version that begins brings it up",
            },
        ),
        Err(failure @ StoreFailure::Newer { .. }) => {
            findings.bad("layout", failure.to_string(), "use the version that wrote it");
        }
        Err(failure) => unread(findings, "layout", &failure),
    }
    match examined.about("purpose") {
        Ok(Some(purpose)) => findings.ok("purpose", purpose),
        Ok(None) => findings.bad("purpose", "the database does not say what it is for", RESTORE),
        Err(failure) => unread(findings, "purpose", &failure),
    }
    if !is_embedded {
        return;
    }
    match examined.flaws() {
        Ok(flaws) if flaws.is_empty() => findings.ok("pages", "SQLite's quick check finds nothing"),
        Ok(flaws) => flaws.into_iter().for_each(|flaw| findings.bad("pages", flaw, RESTORE)),
        Err(failure) => unread(findings, "pages", &failure),
    }
}

/// Looks at what was written ahead and is not copied to its place yet.
fn look_ahead(dir: &Path, is_served: bool, findings: &mut Findings) {
    let ahead = fs::metadata(dir.join("cocket.db-wal")).map(|found| found.len()).unwrap_or_default();
    let found = format!("{} are written ahead and not in their place yet", megabytes(ahead));
    if ahead > MUCH_AHEAD {
        let remedy =
            "look for what reads for hours (a replay, a backup to a slow disk), and how slow the disk is";
        findings.warn("write-ahead", found, remedy);
    } else if ahead > 0 && !is_served {
        let remedy = "the server did not end in order: keep `cocket.db-wal`, the next start takes it up";
        findings.warn("write-ahead", found, remedy);
    } else {
        findings.ok("write-ahead", found);
    }
}

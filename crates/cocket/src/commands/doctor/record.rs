//! What the database records, with its keys: whether they fit, the last batch, the clock, and what waits.

use super::{Findings, RESTORE, unread};
use evidence::{NoteKey, NoteKeyKind, Origin, SigningKey, VerifyingKey};
use jiff::{SignedDuration, Timestamp};
use service::{Audit, AuditDepth, Seen, flaws_of_last_batch, overdue};
use std::path::Path;
use store::{Purpose, Reader, StoreFailure, moment};

/// How long a deadline that passed, and a file that waits, may take a server that is well.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Deadlines that are looked at.
const LOOKED_AT: usize = 10_000;

/// A record with its key, as far as it could be read.
pub(super) struct Known {
    pub(super) reader: Reader,
    pub(super) origin: Origin,
    pub(super) key: VerifyingKey,
}

/// Looks at the record. None where it cannot be read.
pub(super) fn look(dir: &Path, is_served: bool, now: Timestamp, findings: &mut Findings) -> Option<Known> {
    let (reader, seed) = match store::open_for_reading(dir) {
        Ok(opened) => opened,
        Err(failure) => {
            could_not_open(&failure, findings);
            return None;
        }
    };
    let key = SigningKey::from_seed(&seed)?.verifying_key();
    match reader.about("signing_key") {
        Ok(Some(known)) if known != key.to_string() => findings.bad(
            "keys",
            "the signing key is not the one this database is signed with",
            "bring `signing.key` back from where it is kept apart",
        ),
        Ok(_) => findings.ok("keys", "they fit the database"),
        Err(failure) => unread(findings, "keys", &failure),
    }
    look_at_what_waits(&reader, is_served, now, findings);
    let origin = match reader.about("origin") {
        Ok(origin) => origin.as_deref().and_then(Origin::parse),
        Err(failure) => {
            unread(findings, "record", &failure);
            return None;
        }
    };
    let Some(origin) = origin else {
        findings.warn("record", "it has no name yet: nothing was served from it", "serve it once");
        return None;
    };
    let known = Known { reader, origin, key };
    look_at_last_batch(&known, now, findings);
    look_at_log(&known, dir, findings);
    Some(known)
}

fn could_not_open(failure: &StoreFailure, findings: &mut Findings) {
    match failure {
        StoreFailure::OtherKeys(_) => {
            let remedy = "bring `master.key` back from where it is kept apart: no other opens this database";
            findings.bad("keys", failure.to_string(), remedy);
        }
        StoreFailure::Older { .. } | StoreFailure::Newer { .. } => {
            let remedy = "what it records can be looked at by the version of its layout";
            findings.warn("record", failure.to_string(), remedy);
        }
        failure => unread(findings, "record", failure),
    }
}

/// Whether the batches are the leaves of the log, and lead to every checkpoint that was kept.
fn look_at_log(known: &Known, dir: &Path, findings: &mut Findings) {
    let seen = match store::seen_checkpoint(dir) {
        Ok(seen) => Seen { checkpoints: seen.into_iter().collect(), ..Seen::default() },
        Err(failure) => return unread(findings, "log", &failure),
    };
    let key = NoteKey { name: known.origin.clone(), kind: NoteKeyKind::Log, key: known.key };
    let audited = Audit::new(&known.reader, key, seen, AuditDepth::Log).run(|_| ());
    match audited.flaw {
        None => {
            findings.ok("log", format!("{} leaves lead to every checkpoint that was kept", audited.leaves))
        }
        Some(flaw) => findings.bad("log", format!("entry {}: {}", flaw.entry, flaw.what), RESTORE),
    }
}

fn look_at_last_batch(known: &Known, now: Timestamp, findings: &mut Findings) {
    let Known { reader, origin, key } = known;
    let last = match reader.last_batch() {
        Ok(Some(last)) => last,
        Ok(None) => return findings.ok("last batch", "there is none yet"),
        Err(failure) => return unread(findings, "last batch", &failure),
    };
    match flaws_of_last_batch(reader, key, origin) {
        Ok(flaws) if flaws.is_empty() => {
            let (batch, end) = (last.first, last.first + last.entries - 1);
            findings
                .ok("last batch", format!("{batch}, to entry {end}: it leads to its root, which is signed"));
        }
        Ok(flaws) => flaws.into_iter().for_each(|flaw| findings.bad("last batch", flaw, RESTORE)),
        Err(failure) => unread(findings, "last batch", &failure),
    }
    match moment(last.at) {
        Ok(at) if at > now => {
            let what = format!("it shows {now}, the last batch was decided at {at}");
            let remedy = "set the clock before anything is decided: entries would go back in time";
            // In a sandbox the clock may stand at any day.
            match reader.about("purpose") {
                Ok(Some(purpose)) if purpose == Purpose::Sandbox.as_str() => {
                    findings.warn("clock", what, remedy);
                }
                _ => findings.bad("clock", what, remedy),
            }
        }
        Ok(at) => findings.ok("clock", format!("the last batch was decided at {at}")),
        Err(failure) => unread(findings, "clock", &failure),
    }
}

/// Looks at files that are not decided yet, and at deadlines of which nothing came.
fn look_at_what_waits(reader: &Reader, is_served: bool, now: Timestamp, findings: &mut Findings) {
    let is_stuck = |since: Timestamp| is_served && now.duration_since(since) > PATIENCE;
    match reader.unfinished_batches() {
        Ok(files) if files.is_empty() => findings.ok("files", "none waits"),
        Ok(files) => {
            let stuck = files.iter().filter(|file| is_stuck(file.received)).count();
            let found = format!(
                "{} wait, the first since {}",
                files.len(),
                files.first().map_or(now, |f| f.received)
            );
            let remedy =
                "look at what the server says of them; a start takes them up after their last decided line";
            match (stuck, is_served) {
                (0, true) => findings.ok("files", found),
                _ => findings.warn("files", format!("{found}; {stuck} are stuck"), remedy),
            }
        }
        Err(failure) => unread(findings, "files", &failure),
    }
    match overdue(reader, now, LOOKED_AT) {
        Ok(all) if all.is_empty() => findings.ok("deadlines", "none has passed without its end"),
        Ok(all) => {
            let first =
                all.first().map_or_else(String::new, |o| format!("{} since {}", o.consignment, o.due));
            let stuck = all.iter().filter(|overdue| is_stuck(overdue.due)).count();
            let found = format!("{} have passed and nothing came of it, the first {first}", all.len());
            let purpose = reader.about("purpose").ok().flatten();
            match (stuck, is_served) {
                (0, true) => findings.ok("deadlines", found),
                _ if purpose.as_deref() == Some(Purpose::Sandbox.as_str()) => {
                    findings.warn("deadlines", found, "nothing, where the clock of the sandbox stands still");
                }
                (0, false) => findings.warn("deadlines", found, "serve: what passed meanwhile is ended at once"),
                (stuck, _) => findings.bad(
                    "deadlines",
                    format!("{found}; {stuck} are stuck"),
                    "it is a fault of the program: the goods wait; tell us, with the entries of the consignment",
                ),
            }
        }
        Err(failure) => unread(findings, "deadlines", &failure),
    }
}

//! Backups: which is the newest, how old it is, and whether the database still holds what it held.

use super::record::Known;
use super::{Findings, RESTORE};
use crate::backup::{DATABASE, LastBatch, MANIFEST, Manifest, Signed, Unfit};
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::{Path, PathBuf};

/// A nightly backup that is older was missed.
const MISSED: SignedDuration = SignedDuration::from_hours(26);
/// Who has none that is newer would lose days.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Looks at the backups in the folders under a folder, or in itself.
pub(super) fn look(dir: &Path, known: Option<&Known>, now: Timestamp, findings: &mut Findings) {
    let Some(known) = known else {
        let remedy = "mend what is bad first: a backup is known by the record's key";
        return findings.warn("backups", "they cannot be looked at without the record", remedy);
    };
    let folders = match fs::read_dir(dir) {
        Ok(folders) => folders.filter_map(Result::ok).map(|folder| folder.path()).chain([dir.to_owned()]),
        Err(error) => {
            return findings.bad("backups", format!("`{}`: {error}", dir.display()), "name another folder");
        }
    };
    let mut newest: Option<(Timestamp, PathBuf, Manifest)> = None;
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') && name.ends_with(".partial") {
            let what = format!("`{}` is of a backup that is being made or was broken off", folder.display());
            findings.warn("backups", what, "remove it, unless one is being made");
        }
        if !folder.join(MANIFEST).exists() {
            continue;
        }
        match backup(&folder, known) {
            Ok((made, manifest)) if newest.as_ref().is_none_or(|(newer, ..)| *newer < made) => {
                newest = Some((made, folder, manifest));
            }
            Ok(_) => {}
            Err(why) => {
                let remedy = "keep it apart until it is known why, and make another";
                findings.bad("backups", format!("`{}`: {why}", folder.display()), remedy);
            }
        }
    }
    match newest {
        None => {
            findings.bad("backups", format!("none is in `{}`", dir.display()), "make one: `cocket backup`")
        }
        Some((made, folder, manifest)) => {
            look_at_age(made, &folder, now, findings);
            compare(&folder, &manifest, known, findings);
        }
    }
}

/// When a backup was made, and its manifest. Whether each byte is as it was, restoring says.
fn backup(folder: &Path, known: &Known) -> Result<(Timestamp, Manifest), String> {
    let signed = Signed::read(folder).map_err(|unfit| match unfit {
        Unfit::Refused(why) => why,
        Unfit::Failed(failure) => failure.to_string(),
    })?;
    let manifest = signed.checked(known.key)?;
    let made = manifest.made.parse().map_err(|_| "the manifest does not say when it was made".to_owned())?;
    let place = folder.join(DATABASE);
    let bytes = fs::metadata(&place).map_err(|error| format!("`{}`: {error}", place.display()))?.len();
    match bytes == manifest.database.bytes {
        true => Ok((made, manifest)),
        false => Err(format!("its database has {bytes} bytes, not {}", manifest.database.bytes)),
    }
}

fn look_at_age(made: Timestamp, folder: &Path, now: Timestamp, findings: &mut Findings) {
    let age = now.duration_since(made);
    let found = format!("the newest is `{}`, made at {made}, {} hours ago", folder.display(), age.as_hours());
    let remedy = "look why none was made since, and make one: `cocket backup`";
    if age > TOO_OLD {
        findings.bad("backups", found, remedy);
    } else if age > MISSED {
        findings.warn("backups", found, remedy);
    } else {
        findings.ok("backups", found);
    }
}

/// Whether the database still has the batch that was the last one then: a record only grows.
fn compare(folder: &Path, manifest: &Manifest, known: &Known, findings: &mut Findings) {
    let Some(last) = &manifest.last_batch else { return };
    match known.reader.batch_of(last.batch) {
        Ok(Some(batch)) if LastBatch::of(&batch) == *last => {
            findings.ok("lost entries", "the database has all that its newest backup has");
        }
        Ok(_) => {
            let what = format!(
                "the database does not have batch {} as `{}` has it: it lost entries, or is another one",
                last.batch,
                folder.display()
            );
            findings.bad("lost entries", what, RESTORE);
        }
        Err(failure) => super::unread(findings, "lost entries", &failure),
    }
}

//! `cocket restore`: a backup brought back to an empty folder, once everything in it was decided again and agrees.
//!
//! ```text
//!   manifest: signed by the keys? ──► copied to DIR/.restoring: size and hash? ──► opened: keys, layout, last batch?
//!   ──► what `keys/erasures` tells erased again ──► replayed: decisions, views, accounts? ──► renamed to its place
//! ```
//!
//! Until the last of these a server finds no database there, and cannot make one: the folder is held.

mod destination;

use crate::backup::{DATABASE, LastBatch, Manifest, Signed, Unfit, hash_of, new_file, regular_file};
use crate::failure::{Answer, Failure};
use destination::Destination;
use evidence::{Checkpoint, NoteKey, NoteKeyKind, Origin, SignedNote, SigningKey, VerifyingKey};
use serde_json::json;
use service::{Audit, AuditDepth, Replay, Replayed, Seen};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Purpose, StoreFailure};

/// Arguments of `cocket restore`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The backup.
    #[arg(value_name = "FROM")]
    from: PathBuf,
    /// The folder with `master.key`, `signing.key` and `erasures`, which are in no backup.
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// Where the data will be; no database may be there.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Differences that are told.
const TOLD: usize = 20;

/// Restores. The answer is no where the backup is not what was backed up, or its decisions do not agree; then
/// nothing is left of it.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    match restored(arguments) {
        Ok((manifest, replayed)) => {
            tell(arguments, &manifest, &replayed)?;
            Ok(Answer::Yes)
        }
        Err(Unfit::Refused(why)) => {
            eprintln!("cocket: nothing is restored: {why}");
            Ok(Answer::No)
        }
        Err(Unfit::Failed(failure)) => Err(failure),
    }
}

fn restored(arguments: &Arguments) -> Result<(Manifest, Replayed), Unfit> {
    let signed = Signed::read(&arguments.from)?;
    let seed = store::signing_seed(&arguments.keys).map_err(super::stored)?;
    let key =
        SigningKey::from_seed(&seed).ok_or_else(|| Unfit::Refused("the signing key is none".to_owned()))?;
    let key = key.verifying_key();
    let manifest = signed.checked(key).map_err(Unfit::Refused)?;
    if manifest.layout > store::newest_layout() {
        let (found, known) = (manifest.layout, store::newest_layout());
        return Err(super::stored(StoreFailure::Newer { found, known }).into());
    }
    let purpose = Purpose::from_name(&manifest.purpose);
    let purpose = purpose.ok_or_else(|| Unfit::Refused("the backup is for something unknown".to_owned()))?;
    let origin = Origin::parse(&signed.record);
    let origin = origin.ok_or_else(|| Unfit::Refused("the manifest names no record".to_owned()))?;
    let destination = Destination::take(&arguments.data, &arguments.keys)?;
    copy(arguments, &manifest, &destination)?;
    let replayed = verify(&manifest, purpose, (key, origin), &destination)?;
    warn_of_what_is_lost(&manifest, &arguments.keys)?;
    destination.finish()?;
    Ok((manifest, replayed))
}

/// Says so where the record went on after the backup, as the last checkpoint beside the keys tells.
fn warn_of_what_is_lost(manifest: &Manifest, keys: &Path) -> Result<(), Failure> {
    let size = |note: &str| {
        let note = SignedNote::parse(note).ok()?;
        Checkpoint::parse(note.text()).ok().map(|checkpoint| checkpoint.size)
    };
    let seen = store::seen_checkpoint_in(keys).map_err(super::stored)?.and_then(|note| size(&note));
    let has = manifest.checkpoint.as_deref().and_then(size).unwrap_or(0);
    let lost = seen.unwrap_or(0).saturating_sub(has);
    if lost > 0 {
        eprintln!(
            "cocket: the record went on after this backup: {lost} batches are LOST unless a newer copy is found. \
             Its witnesses have seen them. It is not served before `keys/checkpoint` is removed: say first what is lost"
        );
    }
    Ok(())
}

/// Copies the database, and looks whether it is the one that was backed up.
fn copy(arguments: &Arguments, manifest: &Manifest, destination: &Destination) -> Result<(), Unfit> {
    let from = arguments.from.join(DATABASE);
    let to = destination.place(DATABASE);
    let mut source = regular_file(&from)?;
    let bytes = source.metadata().map_err(Failure::file(&from))?.len();
    let expected = &manifest.database;
    let refused = |why: String| Err(Unfit::Refused(format!("`{}` {why}", from.display())));
    if bytes != expected.bytes {
        return refused(format!(
            "has {bytes} bytes, the manifest says {}: it was cut or altered",
            expected.bytes
        ));
    }
    let mut file = new_file(&to)?;
    let progress = super::progress_of_bytes();
    progress.set_message("copying");
    progress.set_length(bytes);
    let found = hash_of(&mut source, |block| {
        progress.inc(u64::try_from(block.len()).unwrap_or_default());
        file.write_all(block)
    });
    let found = found.and_then(|found| file.sync_all().map(|()| found));
    let found = found.map_err(|source| Failure::World {
        what: format!("`{}` to `{}`", from.display(), to.display()),
        source,
    })?;
    progress.finish_and_clear();
    match found == *expected {
        true => Ok(()),
        false => refused("has another hash than the manifest says: it was altered".to_owned()),
    }
}

/// Opens the copy as a server does, and replays all of it.
fn verify(
    manifest: &Manifest,
    purpose: Purpose,
    (key, origin): (VerifyingKey, Origin),
    destination: &Destination,
) -> Result<Replayed, Unfit> {
    let mut store = store::open(destination.staging(), purpose).map_err(unfit)?;
    let replayed = {
        let reader = store.readers.reader().map_err(unfit)?;
        let last = reader.last_batch().map_err(unfit)?;
        if last.as_ref().map(LastBatch::of) != manifest.last_batch {
            return Err(Unfit::Refused("its last batch is another one than the manifest says".to_owned()));
        }
        let progress = super::progress();
        progress.set_message("auditing");
        let log_key = NoteKey { name: origin.clone(), kind: NoteKeyKind::Log, key };
        let checkpoints = manifest.checkpoint.iter().cloned().collect();
        let seen = Seen { checkpoints, ..Seen::default() };
        let audited =
            Audit::new(&reader, log_key, seen, AuditDepth::Log).run(|entries| progress.set_position(entries));
        if let Some(flaw) = audited.flaw {
            return Err(Unfit::Refused(format!("entry {} does not fit: {}", flaw.entry, flaw.what)));
        }
        progress.set_message("replaying");
        let replayed = Replay::new(&reader, key, origin).all(|entries| progress.set_position(entries));
        progress.finish_and_clear();
        replayed.map_err(unfit)?
    };
    for found in replayed.differences.iter().take(TOLD) {
        eprintln!(
            "entry {} ({}): recorded {}; replayed {}",
            found.entry,
            found.consignment.as_deref().unwrap_or("-"),
            found.recorded,
            found.replayed
        );
    }
    if !replayed.differences.is_empty() {
        let count = replayed.differences.len();
        return Err(Unfit::Refused(format!("{count} of its entries or sums differ from their replay")));
    }
    if replayed.entries != manifest.entries {
        let (found, expected) = (replayed.entries, manifest.entries);
        return Err(Unfit::Refused(format!("it has {found} entries, the manifest says {expected}")));
    }
    store.writer.end().map_err(unfit)?;
    Ok(replayed)
}

/// What was copied is what was backed up: where it cannot be read, the backup itself is not fit.
fn unfit(failure: StoreFailure) -> Unfit {
    match failure {
        StoreFailure::OtherKeys(_) => Unfit::Refused("the master key is another database's".to_owned()),
        StoreFailure::Corrupt(_)
        | StoreFailure::Row(_)
        | StoreFailure::Database(_)
        | StoreFailure::Changed(_)
        | StoreFailure::OtherUse { .. } => Unfit::Refused(failure.to_string()),
        other => super::stored(other).into(),
    }
}

fn tell(arguments: &Arguments, manifest: &Manifest, replayed: &Replayed) -> Result<(), Failure> {
    let told = match arguments.json {
        true => json!({
            "data": arguments.data,
            "manifest": manifest,
            "entries": replayed.entries,
            "agreed": replayed.agreed,
            "proof_only": replayed.proof_only,
            "other_engine": replayed.other_engine,
        })
        .to_string(),
        false => format!(
            "{}: as of {}; {} entries: {} agree, {} only by their proof; accounts and views add up",
            arguments.data.display(),
            manifest.made,
            replayed.entries,
            replayed.agreed,
            replayed.proof_only
        ),
    };
    writeln!(std::io::stdout().lock(), "{told}").map_err(Failure::output)
}

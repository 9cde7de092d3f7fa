//! `cocket database`: taking the database of a folder to a server, and back.

use crate::failure::{Answer, Failure};
use clap::Subcommand;
use evidence::{NoteKey, NoteKeyKind};
use serde_json::json;
use service::{Audit, AuditDepth, Replay, Seen};
use std::io::Write;
use std::path::PathBuf;
use store::{BatchRow, Moving, Reader};

/// Arguments of `cocket database`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Take the database of a folder to a PostgreSQL server, or back into the folder, and prove that all of it is there.
    Move(MoveArguments),
}

#[derive(clap::Args)]
struct MoveArguments {
    /// The folder with the keys.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The empty database to take it to, `postgres://user@host/name`, or `embedded` for the folder.
    #[arg(long, value_name = "URL")]
    to: String,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Moves. The answer is no where what arrived does not replay to the same record; then nothing was moved.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let What::Move(arguments) = &arguments.what;
    let progress = super::progress();
    progress.set_message("rows");
    let moving = match arguments.to.as_str() {
        "embedded" => Moving::to_file(&arguments.data, |rows| progress.set_position(rows)),
        url => Moving::to_server(&arguments.data, url, |rows| progress.set_position(rows)),
    };
    let moving = moving.map_err(super::stored)?;
    let proved = prove(&moving, &progress);
    progress.finish_and_clear();
    let entries = match proved {
        Ok(entries) => entries,
        Err(Unproved::Failed(failure)) => {
            moving.give_up().map_err(super::stored)?;
            return Err(failure);
        }
        Err(Unproved::Differs(why)) => {
            moving.give_up().map_err(super::stored)?;
            eprintln!("cocket: nothing was moved: {why}");
            return Ok(Answer::No);
        }
    };
    moving.settle().map_err(super::stored)?;
    let data = &arguments.data;
    let told = match arguments.json {
        true => {
            json!({ "data": data, "entries": entries, "is_embedded": arguments.to == "embedded" }).to_string()
        }
        false => format!(
            "{}: {entries} entries are at their new place, replay, and lead to the same root; what was left is named \
             `moved-…` in the folder, or stays at the server out of use",
            data.display()
        ),
    };
    writeln!(std::io::stdout().lock(), "{told}").map_err(Failure::output)?;
    Ok(Answer::Yes)
}

/// Why what arrived is not taken.
enum Unproved {
    Failed(Failure),
    Differs(String),
}

impl From<store::StoreFailure> for Unproved {
    fn from(failure: store::StoreFailure) -> Unproved {
        Unproved::Failed(super::stored(failure))
    }
}

/// Audits and replays what arrived, and compares its end with that of what it was taken from. Gives how many entries
/// there are.
fn prove(moving: &Moving, progress: &indicatif::ProgressBar) -> Result<u64, Unproved> {
    let (reader, seed) = moving.reader()?;
    let (origin, signing) = super::record_of(&reader, &seed).map_err(Unproved::Failed)?;
    let key = signing.verifying_key();
    let end = |reader: &Reader| {
        reader
            .last_batch()
            .map(|last| last.map(|BatchRow { first, entries, root, .. }| (first, entries, root)))
    };
    if end(&reader)? != end(&moving.source()?)? {
        return Err(Unproved::Differs("its last batch is another one".to_owned()));
    }
    progress.set_message("auditing");
    let log_key = NoteKey { name: origin.clone(), kind: NoteKeyKind::Log, key };
    let audit = Audit::new(&reader, log_key, Seen::default(), AuditDepth::Log);
    if let Some(flaw) = audit.run(|entries| progress.set_position(entries)).flaw {
        return Err(Unproved::Differs(format!("entry {} does not fit: {}", flaw.entry, flaw.what)));
    }
    progress.set_message("replaying");
    let replayed = Replay::new(&reader, key, origin).all(|entries| progress.set_position(entries))?;
    match replayed.differences.first() {
        None => Ok(replayed.entries),
        Some(found) => {
            let (count, entry) = (replayed.differences.len(), found.entry);
            Err(Unproved::Differs(format!(
                "{count} entries or sums differ from their replay, the first is {entry}"
            )))
        }
    }
}

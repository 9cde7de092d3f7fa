//! `cocket replay`: whether the recorded facts still give the recorded decisions.

use crate::failure::{Answer, Failure};
use clearance::identifier::Mrn;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde_json::json;
use service::{Replay, Replayed, consignment_number, find_declaration};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// Arguments of `cocket replay`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A consignment (`c_…`) or the number of a declaration.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// Everything that was ever decided, in order, with the proofs over it.
    #[arg(long)]
    all: bool,
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Differences that are told.
const TOLD: usize = 100;

/// Replays. The answer is no if anything differs.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let (reader, signing) = store::open_for_reading(&arguments.data).map_err(super::stored)?;
    let (origin, signing) = super::record_of(&reader, &signing)?;
    let mut replay = Replay::new(&reader, signing.verifying_key(), origin);
    let replayed = match &arguments.id {
        None => {
            let progress = ProgressBar::with_draw_target(None, target());
            let replayed = replay.all(|entries| progress.set_position(entries)).map_err(super::stored)?;
            progress.finish_and_clear();
            replayed
        }
        Some(id) => {
            let number = match Mrn::parse(id) {
                Ok(number) => {
                    find_declaration(&reader, number).map_err(super::stored)?.map(|held| held.number)
                }
                Err(_) => consignment_number(id),
            };
            let replayed = number.map(|number| replay.consignment(number)).transpose();
            let replayed = replayed.map_err(super::stored)?.flatten();
            replayed
                .ok_or_else(|| Failure::WrongUse(format!("there is no consignment or declaration `{id}`")))?
        }
    };
    tell(&replayed, arguments.json)?;
    Ok(Answer::yes_if(replayed.differences.is_empty()))
}

fn target() -> ProgressDrawTarget {
    if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}

fn tell(replayed: &Replayed, as_json: bool) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if as_json {
        let differences: Vec<_> = replayed
            .differences
            .iter()
            .map(|found| {
                json!({
                    "entry": found.entry,
                    "consignment": found.consignment,
                    "recorded": found.recorded,
                    "replayed": found.replayed,
                })
            })
            .collect();
        let told = json!({
            "entries": replayed.entries,
            "agreed": replayed.agreed,
            "proof_only": replayed.proof_only,
            "other_engine": replayed.other_engine,
            "differences": differences,
        });
        return writeln!(out, "{told}").map_err(Failure::output);
    }
    for found in replayed.differences.iter().take(TOLD) {
        let about = found.consignment.as_deref().unwrap_or("-");
        writeln!(
            out,
            "entry {} ({about}): recorded {}; replayed {}",
            found.entry, found.recorded, found.replayed
        )
        .map_err(Failure::output)?;
    }
    let more = replayed.differences.len().saturating_sub(TOLD);
    if more > 0 {
        writeln!(out, "… and {more} more").map_err(Failure::output)?;
    }
    writeln!(
        out,
        "{} entries: {} agree, {} only by their proof, {} differ; {} were decided by another version",
        replayed.entries,
        replayed.agreed,
        replayed.proof_only,
        replayed.differences.len(),
        replayed.other_engine
    )
    .map_err(Failure::output)
}

//! `cocket log`: what anybody can check of a record: a receipt, the whole of it, and on and on as a witness.

mod audit;
mod entries;
mod remote;
mod verify;
mod witness;

pub(super) use remote::{Remote, Unread};

use crate::failure::{Answer, Failure};
use clap::Subcommand;
use evidence::{NoteKey, NoteKeyKind};

/// Arguments of `cocket log`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What a receipt proves, offline. The answer is no if it proves nothing.
    Verify(verify::Arguments),
    /// Whether a record is what was signed, all of it. The answer is no if anything does not fit.
    Audit(audit::Arguments),
    /// Copy your own entries, verify each, and hold them against your earlier copy. The answer is no if one does not fit.
    Entries(entries::Arguments),
    /// Watch a record: sign its checkpoints while it only grows, and say so loudly if it does not.
    Witness(witness::Arguments),
}

/// Verifies, audits or witnesses.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    match &arguments.what {
        What::Verify(arguments) => verify::run(arguments),
        What::Audit(arguments) => audit::run(arguments),
        What::Entries(arguments) => entries::run(arguments),
        What::Witness(arguments) => witness::run(arguments),
    }
}

/// The key of a record, as it publishes it.
pub(super) fn log_key(text: &str) -> Result<NoteKey, String> {
    let key = NoteKey::parse(text).filter(|key| key.kind == NoteKeyKind::Log);
    key.ok_or_else(|| "the key of a record is `name+id+key`, as its server says it".to_owned())
}

/// The key of a witness, as it says it.
pub(super) fn witness_key(text: &str) -> Result<NoteKey, String> {
    let key = NoteKey::parse(text).filter(|key| key.kind == NoteKeyKind::Witness);
    key.ok_or_else(|| "the key of a witness is `name+id+key`, as `cocket log witness` says it".to_owned())
}

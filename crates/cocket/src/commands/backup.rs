//! `cocket backup`: a copy of the database that a server may write meanwhile, with a signed manifest.

mod making;

use crate::backup::{DATABASE, MANIFEST, Manifest, hash_of, regular_file};
use crate::clock;
use crate::failure::{Answer, Failure};
use making::Making;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `cocket backup`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// The folder to make; one that is there must be empty.
    #[arg(value_name = "TO")]
    to: PathBuf,
}

/// Makes a backup. Until all of it is there and synced it has another name, by which nobody takes it for one.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let (reader, seed) = store::open_for_reading(&arguments.data).map_err(super::stored)?;
    let (origin, signing) = super::record_of(&reader, &seed)?;
    let key = signing.verifying_key();
    if reader.about("signing_key").map_err(super::stored)?.is_some_and(|known| known != key.to_string()) {
        let keys = arguments.data.join("keys/signing.key");
        return Err(Failure::WrongUse(format!(
            "`{}` is not the key that this database is signed with",
            keys.display()
        )));
    }
    let making = Making::begin(&arguments.to)?;
    let place = making.place(DATABASE);
    let progress = super::progress_of_bytes();
    progress.set_message("copying");
    let copied = reader.copy_to(&place, |bytes, all| {
        progress.set_length(all);
        progress.set_position(bytes);
    });
    let copied = copied.map_err(super::stored)?;
    progress.set_message("hashing");
    progress.set_position(0);
    let inc = |bytes: &[u8]| {
        progress.inc(u64::try_from(bytes.len()).unwrap_or_default());
        Ok(())
    };
    let database = hash_of(&mut regular_file(&place)?, inc).map_err(Failure::file(&place))?;
    progress.finish_and_clear();
    let made = clock::now_to_the_millisecond().to_string();
    let manifest = Manifest::new(made, key, &copied, database);
    manifest.sign(&origin, &signing).write(&making.place(MANIFEST))?;
    making.finish()?;
    let mut out = std::io::stdout().lock();
    let told = match arguments.json {
        true => {
            json!({ "backup": arguments.to, "record": origin.as_str(), "manifest": manifest }).to_string()
        }
        false => format!(
            "{}: {} entries of `{origin}`, {} bytes; the keys are not in it",
            arguments.to.display(),
            manifest.entries,
            manifest.database.bytes
        ),
    };
    writeln!(out, "{told}").map_err(Failure::output)?;
    Ok(Answer::Yes)
}

//! `cocket rehearse`: made-up declarations, the same for the same seed.

use crate::failure::{Answer, Failure};
use rehearsal::{Mix, Rehearsal, write_ndjson};
use std::io::Write;

/// Arguments of `cocket rehearse`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many parcels.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    parcels: u64,
    /// The seed; the same seed gives the same bytes on every machine.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// What kind of parcels: `ordinary`, `one_item` or `faulty`.
    #[arg(long, value_name = "NAME", default_value = "ordinary")]
    mix: String,
}

/// Writes the parcels as NDJSON.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let mix = Mix::from_name(&arguments.mix).ok_or_else(|| {
        let names: Vec<&str> = Mix::names().collect();
        Failure::WrongUse(format!("no mix is called `{}`; there are {}", arguments.mix, names.join(", ")))
    })?;
    let rehearsal = Rehearsal::new(arguments.seed, mix);
    let mut stdout = std::io::stdout().lock();
    let mut lines = Vec::with_capacity(1 << 20);
    for parcel in rehearsal.parcels(arguments.parcels) {
        write_ndjson(&parcel, &mut lines);
        if lines.len() > (1 << 20) - (1 << 14) {
            stdout.write_all(&lines).map_err(Failure::output)?;
            lines.clear();
        }
    }
    stdout.write_all(&lines).and_then(|()| stdout.flush()).map_err(Failure::output)?;
    Ok(Answer::Yes)
}

//! `cocket export`: consignments, goods items and charges as Parquet files by day, for analysis.

use crate::failure::{Answer, Failure};
use export::{Days, ExportFailure, Exported};
use jiff::civil::Date;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `cocket export`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Where the files go: a new folder, an empty one, or that of an earlier export of the same database.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Only consignments first filed on this day or later.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Only consignments first filed on this day or earlier.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Exports, also while a server writes.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let days = Days { from: arguments.from, until: arguments.until };
    if days.from.zip(days.until).is_some_and(|(from, until)| from > until) {
        return Err(Failure::WrongUse("`--from` is after `--until`".to_owned()));
    }
    let (reader, _) = store::open_for_reading(&arguments.data).map_err(super::stored)?;
    let progress = super::progress();
    let exported = export::export(&reader, &arguments.to, days, || progress.inc(1)).map_err(failed)?;
    progress.finish_and_clear();
    tell(&exported, arguments.json)?;
    Ok(Answer::Yes)
}

fn tell(exported: &Exported, as_json: bool) -> Result<(), Failure> {
    let Exported { days, consignments, items, charges, bytes } = exported;
    let mut out = std::io::stdout().lock();
    if as_json {
        let told = json!({
            "days": days, "consignments": consignments, "items": items, "charges": charges, "bytes": bytes,
        });
        return writeln!(out, "{told}").map_err(Failure::output);
    }
    writeln!(
        out,
        "{days} days: {consignments} consignments, {items} goods items, {charges} charges in {bytes} bytes"
    )
    .map_err(Failure::output)
}

fn failed(failure: ExportFailure) -> Failure {
    match failure {
        ExportFailure::Place { .. } => Failure::WrongUse(failure.to_string()),
        ExportFailure::File { path, source } => {
            Failure::World { what: format!("`{}`", path.display()), source }
        }
        ExportFailure::Store(failure) => super::stored(failure),
    }
}

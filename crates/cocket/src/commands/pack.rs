//! `cocket pack`: check, test, show and compare country packs.

mod differ;
mod worked;

use crate::country::Country;
use crate::failure::{Answer, Failure};
use jiff::civil::Date;
use pack::{Finding, Severity};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `cocket pack`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Every fault of a pack at once, with file, row, reason and fix.
    Validate {
        /// The pack.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// As JSON, one finding a line.
        #[arg(long)]
        json: bool,
        /// Also what is only worth knowing.
        #[arg(long)]
        all: bool,
    },
    /// Run the pack's worked examples.
    Test {
        /// The pack.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// As JSON, one example a line.
        #[arg(long)]
        json: bool,
    },
    /// The law in force on a day.
    Show {
        /// The pack.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The day.
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// As it was known on this day: what was made public later is left out.
        #[arg(long, value_name = "DATE")]
        known: Option<Date>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// What another pack says otherwise, and which worked examples of the two it answers otherwise.
    Diff {
        /// The pack as it is.
        #[arg(value_name = "DIR")]
        before: PathBuf,
        /// The pack that is compared with it.
        #[arg(value_name = "DIR")]
        after: PathBuf,
        /// All changes, also where one part of the law has very many.
        #[arg(long)]
        all: bool,
        /// As JSON, one change a line.
        #[arg(long)]
        json: bool,
    },
}

/// Carries out the part that was asked for.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    match &arguments.what {
        What::Validate { dir, json, all } => {
            let findings = pack::validate(dir);
            validate(&findings, *json, *all)
        }
        What::Test { dir, json } => worked::test(&Country::load(dir)?, *json),
        What::Diff { before, after, all, json } => {
            differ::run(&Country::load(before)?, &Country::load(after)?, *all, *json)
        }
        What::Show { dir, as_of, known, json } => {
            let country = Country::load_known(dir, *known)?;
            let day = as_of.unwrap_or_else(|| country.law().day_of(crate::clock::now()));
            let shown = pack::show(&country.pack, day);
            let text = match json {
                true => serde_json::to_string_pretty(&shown).unwrap_or_default() + "\n",
                false => shown.to_string(),
            };
            std::io::stdout().write_all(text.as_bytes()).map_err(Failure::output)?;
            Ok(Answer::Yes)
        }
    }
}

/// Prints findings. The answer is no if one of them refuses the pack.
fn validate(findings: &[Finding], json: bool, all: bool) -> Result<Answer, Failure> {
    let mut out = std::io::stdout().lock();
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    for finding in findings.iter().filter(|finding| all || finding.severity != Severity::Info) {
        match json {
            true => writeln!(out, "{}", serde_json::to_string(finding).unwrap_or_default()),
            false => writeln!(out, "{}: {finding}", finding.severity.as_str()),
        }
        .map_err(Failure::output)?;
    }
    let (errors, warnings, infos) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    eprintln!("{errors} errors, {warnings} warnings, {infos} notes");
    Ok(Answer::yes_if(errors == 0))
}

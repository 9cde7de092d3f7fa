//! `cocket rule`: the life of the rules that officers make, from the first draft to its score.

mod backtest;
mod book;
mod lint;
mod scorecard;
mod words;

use crate::failure::{Answer, Failure};
use clap::Subcommand;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The most bytes of a file of rules.
const MOST_BYTES: u64 = 64 << 20;

/// Arguments of `cocket rule`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// As JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// Every fault of rules: what cannot be read, what nobody knows, what has no end.
    Lint(lint::Asked),
    /// What a rule looks for, criterion by criterion, in words.
    Explain(words::Asked),
    /// What a rule would have done: hits, overlap, examinations, findings, what it is lopsided by.
    Backtest(backtest::Asked),
    /// Whether rules found anything: hits, examinations, findings, and what to do.
    Scorecard(scorecard::Asked),
    /// Write down a rule, or the next version of one.
    Propose(book::Proposed),
    /// Let a draft look at everything and ask for nothing.
    Shadow(book::Step),
    /// Approve a version: it counts from here on. Whoever wrote it cannot.
    Activate(book::Step),
    /// Take a version out.
    Retire(book::Step),
    /// Every version of every rule, and where it stands.
    List(book::Listed),
    /// A rule with every version of it, as it was written.
    Show(book::Shown),
}

/// Carries one of them out.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let as_json = arguments.json;
    match &arguments.what {
        What::Lint(asked) => lint::run(asked, as_json),
        What::Explain(asked) => words::run(asked, as_json),
        What::Backtest(asked) => backtest::run(asked, as_json),
        What::Scorecard(asked) => scorecard::run(asked, as_json),
        What::Propose(asked) => book::propose(asked, as_json),
        What::Shadow(asked) => book::shadow(asked, as_json),
        What::Activate(asked) => book::activate(asked, as_json),
        What::Retire(asked) => book::retire(asked, as_json),
        What::List(asked) => book::list(asked, as_json),
        What::Show(asked) => book::show(asked, as_json),
    }
}

/// Prints an answer, as JSON where that was asked.
fn print(as_json: bool, json: &Value, text: &str) -> Result<(), Failure> {
    let text = if as_json { json.to_string() } else { text.trim_end().to_owned() };
    writeln!(std::io::stdout(), "{text}").map_err(Failure::output)
}

/// The bytes of a file, or of standard input for `-`.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    super::read_whole(file, MOST_BYTES)
}

/// Texts with their names.
fn read_all(files: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    files.iter().map(|file| Ok((file.to_string_lossy().into_owned(), read(file)?))).collect()
}

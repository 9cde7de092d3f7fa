//! `cocket doctor`: what is well with a data folder and what is not, and what to do about it.
//!
//! Every look is taken, whatever the ones before it found: on a damaged database it says what is damaged.

mod backups;
mod database;
mod folder;
mod record;

use crate::clock;
use crate::failure::{Answer, Failure};
use jiff::Timestamp;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use store::{Examined, StoreFailure};

/// Arguments of `cocket doctor`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Where backups are, each in a folder of its own.
    #[arg(long, value_name = "DIR")]
    backups: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// How well something is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    /// It works, and will not for ever, or could be better.
    Warning,
    /// It does not work, or data or secrets are in danger.
    Bad,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Bad => "bad",
        }
    }
}

/// What a look found.
struct Line {
    about: &'static str,
    state: State,
    found: String,
    /// What to do about it; nothing where it is well.
    remedy: String,
}

/// All that was found.
#[derive(Default)]
struct Findings(Vec<Line>);

impl Findings {
    fn ok(&mut self, about: &'static str, found: impl Into<String>) {
        self.0.push(Line { about, state: State::Ok, found: found.into(), remedy: String::new() });
    }

    fn warn(&mut self, about: &'static str, found: impl Into<String>, remedy: &str) {
        self.0.push(Line { about, state: State::Warning, found: found.into(), remedy: remedy.to_owned() });
    }

    fn bad(&mut self, about: &'static str, found: impl Into<String>, remedy: &str) {
        self.0.push(Line { about, state: State::Bad, found: found.into(), remedy: remedy.to_owned() });
    }
}

/// What is to be done about a database that cannot be read.
const RESTORE: &str = "stop the server, keep a copy of the folder as it is, and restore the newest backup";

/// The same where the database is at a server.
const LOOK_AT_SERVER: &str = "look at the server, the network between, and the name in `database`: nothing says that the record is damaged";

/// Looks after everything. The answer is no if anything is bad.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let dir = &arguments.data;
    // A folder that is not there is no patient.
    std::fs::read_dir(dir).map_err(Failure::file(dir))?;
    let mut findings = Findings::default();
    let now = clock::now();
    folder::look(dir, &mut findings);
    let is_served = match Examined::is_held(dir) {
        Ok(true) => {
            findings.ok("server", "a process holds the folder");
            true
        }
        Ok(false) => {
            findings.ok("server", "no process holds the folder");
            false
        }
        Err(failure) => {
            findings.bad("server", failure.to_string(), "run this as the user that serves");
            false
        }
    };
    database::look(dir, is_served, &mut findings);
    let known = record::look(dir, is_served, now, &mut findings);
    if let Some(backups) = &arguments.backups {
        backups::look(backups, known.as_ref(), now, &mut findings);
    }
    tell(dir, now, &findings, arguments.json)?;
    Ok(Answer::yes_if(findings.0.iter().all(|line| line.state != State::Bad)))
}

fn tell(dir: &Path, now: Timestamp, findings: &Findings, as_json: bool) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if as_json {
        let line = |line: &Line| json!({ "about": line.about, "state": line.state.as_str(), "found": line.found, "remedy": line.remedy });
        let lines: Vec<_> = findings.0.iter().map(line).collect();
        let told = json!({ "data": dir, "at": now.to_string(), "findings": lines });
        return writeln!(out, "{told}").map_err(Failure::output);
    }
    for Line { about, state, found, remedy } in &findings.0 {
        writeln!(out, "{:8} {about:14} {found}", state.as_str()).map_err(Failure::output)?;
        if !remedy.is_empty() {
            writeln!(out, "{:23} → {remedy}", "").map_err(Failure::output)?;
        }
    }
    Ok(())
}

/// What a failure of the store says, where a look could not be taken.
fn unread(findings: &mut Findings, about: &'static str, failure: &StoreFailure) {
    let remedy = if failure.is_of_server() { LOOK_AT_SERVER } else { RESTORE };
    findings.bad(about, failure.to_string(), remedy);
}

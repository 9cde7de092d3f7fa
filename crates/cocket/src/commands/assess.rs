//! `cocket assess`: decisions for a file of declarations, with no server and no database.

use super::{Asked, open, progress};
use crate::answer::{self, Form};
use crate::failure::{Answer, Failure};
use crate::pipeline;
use std::io::{IsTerminal, Write};

/// Arguments of `cocket assess`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// One decision a line as JSON; the summary goes to standard error.
    #[arg(long)]
    json: bool,
    /// Only the summary.
    #[arg(long)]
    summary: bool,
}

/// Decides every declaration of the file. The answer is no if any of them goes back.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = &arguments.asked;
    let country = asked.country()?;
    let voice = country.voice(&asked.lang)?;
    let intake = open(&asked.file, asked.map.as_deref())?;
    for note in intake.reader.notes() {
        eprintln!("{}: {} {}", asked.file.display(), note.pointer, voice.fault(note));
    }
    let desk = asked.desk(&country)?;
    let stdout = std::io::stdout();
    let reader = asked.reader();
    let has_colours = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let form = if arguments.json { Form::Json(reader) } else { Form::Line { reader, has_colours } };
    let progress = progress();
    // Blocks of decisions are written as they are made, so nothing is gained by copying them once more.
    let mut output: Box<dyn Write> =
        if arguments.summary { Box::new(std::io::sink()) } else { Box::new(stdout.lock()) };
    if !arguments.json {
        answer::heading(&mut output).map_err(Failure::output)?;
    }
    let tally = pipeline::run(intake, &desk, form, voice, &mut output, &progress)?;
    drop(output);
    progress.finish_and_clear();
    let currency = country.law().tariff.exchange.local();
    match (arguments.json, arguments.summary) {
        (false, _) => {
            writeln!(std::io::stdout(), "\n{}", tally.table(&currency).trim_end()).map_err(Failure::output)?
        }
        (true, true) => {
            let summary = serde_json::to_string(&tally.summary(&currency)).unwrap_or_default();
            writeln!(std::io::stdout(), "{summary}").map_err(Failure::output)?;
        }
        (true, false) => eprintln!("{}", tally.table(&currency).trim_end()),
    }
    Ok(Answer::yes_if(tally.sent_back() == 0))
}

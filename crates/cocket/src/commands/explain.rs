//! `cocket explain`: why one declaration of a file is decided as it is.

use super::open;
use crate::answer::{self, Form};
use crate::clock;
use crate::country::Country;
use crate::desk::{Decided, Desk};
use crate::failure::{Answer, Failure};
use clearance::HeaderField;
use jiff::civil::Date;
use std::io::Write;
use std::path::PathBuf;
use wire::Reader;

/// Arguments of `cocket explain`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The country pack.
    #[arg(long, value_name = "DIR")]
    pack: PathBuf,
    /// How the columns of a CSV become fields.
    #[arg(long, value_name = "FILE.toml")]
    map: Option<PathBuf>,
    /// Answer as of the start of this day instead of now.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// The whole decision as JSON.
    #[arg(long)]
    json: bool,
    /// Only what a filer is told: no profiles, no lists.
    #[arg(long)]
    as_filer: bool,
    /// The organisation that files.
    #[arg(long, default_value = "filer")]
    filer: String,
    /// The language of the words.
    #[arg(long, default_value = "en")]
    lang: String,
    /// Declarations: JSON, NDJSON or CSV; `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The reference or tracking number of the declaration.
    #[arg(value_name = "REFERENCE")]
    reference: String,
}

/// Explains the first declaration with the reference. The answer is no if it goes back, or is not there.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let country = Country::load(&arguments.pack)?;
    let voice = country.voice(&arguments.lang)?;
    let intake = open(&arguments.file, arguments.map.as_deref())?;
    let desk = Desk {
        facts: country.facts(),
        filer: arguments.filer.clone(),
        now: clock::moment(arguments.as_of, country.law())?,
    };
    let reader = if arguments.as_filer { Reader::Filer } else { Reader::Officer };
    let mut number = 0;
    for block in intake.blocks {
        let block = block.map_err(Failure::file(&arguments.file))?;
        for document in block.documents() {
            number += 1;
            let is_sought = intake.reader.read(&document).is_ok_and(|reading| {
                [HeaderField::Reference, HeaderField::TrackingNumber]
                    .iter()
                    .any(|field| reading.submission.text(*field) == Some(&arguments.reference))
            });
            if is_sought {
                let decided = desk.decide(intake.reader.read(&document), number);
                let mut text = Vec::new();
                match (&decided, arguments.json) {
                    (_, true) => answer::write(
                        &decided,
                        document.line,
                        Form::Json(reader),
                        country.law(),
                        voice,
                        &mut text,
                    ),
                    (Decided::Step(step), false) => {
                        text.extend(wire::explain(&step.case, reader, voice).bytes())
                    }
                    (Decided::Faults { faults, .. }, false) => {
                        text.extend(wire::explain_faults(&arguments.reference, faults, voice).bytes());
                    }
                }
                std::io::stdout().write_all(&text).map_err(Failure::output)?;
                return Ok(Answer::yes_if(matches!(decided, Decided::Step(_))));
            }
        }
    }
    eprintln!("no declaration in `{}` has the reference `{}`", arguments.file.display(), arguments.reference);
    Ok(Answer::No)
}

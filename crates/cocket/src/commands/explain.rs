//! `cocket explain`: why one declaration of a file is decided as it is.

use super::{Asked, open};
use crate::answer::{self, Form};
use crate::desk::Decided;
use crate::earlier::Earlier;
use crate::failure::{Answer, Failure};
use clearance::HeaderField;
use std::io::Write;

/// Arguments of `cocket explain`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// The whole decision as JSON.
    #[arg(long)]
    json: bool,
    /// The reference or tracking number of the declaration.
    #[arg(value_name = "REFERENCE")]
    reference: String,
}

/// Explains the first declaration with the reference. The answer is no if it goes back, or is not there.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = &arguments.asked;
    let country = asked.country()?;
    let voice = country.voice(&asked.lang)?;
    let intake = open(&asked.file, asked.map.as_deref())?;
    let desk = asked.desk(&country)?;
    let reader = asked.reader();
    // What was declared before says what this one is about.
    let mut earlier = Earlier::new(&desk);
    let mut number = 0;
    for block in intake.blocks {
        let block = block.map_err(Failure::file(&asked.file))?;
        for document in block.documents() {
            number += 1;
            let reading = intake.reader.read(&document);
            let is_sought = reading.as_ref().is_ok_and(|reading| {
                [HeaderField::Reference, HeaderField::TrackingNumber]
                    .iter()
                    .any(|field| reading.submission.text(*field) == Some(&arguments.reference))
            });
            let line = earlier.place(desk.read(reading, number)).map_err(Failure::file(&asked.file))?;
            if is_sought {
                let again = || intake.reader.read(&document).map(|reading| reading.submission);
                let decided = desk.settle(line, || again().unwrap_or_default());
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
    eprintln!("no declaration in `{}` has the reference `{}`", asked.file.display(), arguments.reference);
    Ok(Answer::No)
}

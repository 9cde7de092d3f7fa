//! One file: how much of it was taken, and each line that goes back with its faults and their fixes.

use super::lines::{Became, Line, Lines, Which};
use super::{ROWS, governs, not_there, told};
use crate::http::batches::{batch_number, state_of};
use crate::http::{Problem, Wrong};
use crate::lane::{LINES, REPEATED, RETURNED};
use crate::lookup::find_declaration;
use crate::pages::frame::Frame;
use crate::pages::office::number::count;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::response::Response;
use clearance::{Case, Fault, HeaderField, Severity};
use serde::Deserialize;
use store::{FilingBatch, Reader, StoreFailure};
use wire::field_name;

/// Lines that are looked at for one page: in a long file those that go back may lie far from each other.
const LOOK_AT: usize = 20_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The first line.
    from: String,
    /// Whether all lines are shown, also those that were taken.
    all: String,
}

#[derive(Template)]
#[template(path = "trade/file.html")]
struct Shown {
    f: Frame,
    id: String,
    received: jiff::Timestamp,
    tally: LineTally,
    state: &'static str,
    flaws: Vec<Wrong>,
    rows: Vec<Row>,
    from: u64,
    next: Option<u64>,
    wants_all: bool,
}

/// How many lines of a file there are by what became of them.
pub(super) struct LineTally {
    pub(super) all: i64,
    pub(super) back: i64,
    pub(super) known: i64,
}

impl LineTally {
    pub(super) fn read(reader: &Reader, batch: u64) -> Result<LineTally, StoreFailure> {
        let counts = reader.line_counts(batch)?;
        let of = |name: &str| {
            let found = counts.iter().find(|(counted, _)| counted == name);
            found.and_then(|(_, lines)| i64::try_from(*lines).ok()).unwrap_or_default()
        };
        Ok(LineTally { all: of(LINES), back: of(RETURNED), known: of(REPEATED) })
    }

    fn taken(&self) -> i64 {
        self.all - self.back - self.known
    }
}

/// A line as it is shown.
struct Row {
    line: u64,
    reference: String,
    /// Of what was taken.
    outcome: Option<String>,
    consignment: String,
    payable: String,
    wrong: Vec<InWords>,
}

/// A fault in words.
struct InWords {
    field: String,
    message: String,
    fix: String,
    is_error: bool,
}

/// What became of a file.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    // Asked first: where it is over by now, how it ended is written.
    let is_arriving = batch_number(&id).is_some_and(|number| f.shared().is_arriving(number));
    let batch = match own(&f, &person, &id).await {
        Ok(Some(batch)) => batch,
        Ok(None) => return not_there(f),
        Err(problem) => return Told::of(f, &problem),
    };
    let wants_all = !asked.all.is_empty();
    let from = asked.from.parse().unwrap_or_default();
    let which = if wants_all { Which::All } else { Which::Back };
    let (number, mut lines) = (batch.number, Lines::new(batch.number, from, which));
    let read = f.shared().read(move |reader| {
        let tally = LineTally::read(reader, number)?;
        if which == Which::Back && tally.back == 0 {
            return Ok((tally, Vec::new(), None));
        }
        // One more than is shown says whether there is a next page.
        let mut found = lines.read(reader, ROWS + 1, LOOK_AT)?;
        let next = found.get(ROWS).map(|line| line.number).or(lines.next);
        found.truncate(ROWS);
        let with_case = |line: Line| Ok((case_of(reader, &line)?, line));
        Ok((tally, found.into_iter().map(with_case).collect::<Result<Vec<_>, StoreFailure>>()?, next))
    });
    let (tally, found, next) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    page(&Shown {
        id,
        received: batch.received,
        state: state_of(&batch, tally.all.unsigned_abs(), is_arriving),
        flaws: flaws(&batch),
        rows: found.iter().map(|(case, line)| row(&f, line, case.as_ref())).collect(),
        tally,
        from,
        next,
        wants_all,
        f,
    })
}

/// A file of the person's organisation.
pub(super) async fn own(f: &Frame, person: &Person, id: &str) -> Result<Option<FilingBatch>, Problem> {
    let Some(number) = batch_number(id) else { return Ok(None) };
    let batch = f.shared().read(move |reader| reader.filing_batch(number)).await?;
    Ok(batch.filter(|batch| *batch.organisation == *person.caller.organisation))
}

/// Why a file was not decided to its end.
fn flaws(batch: &FilingBatch) -> Vec<Wrong> {
    batch.flaw.as_deref().and_then(|flaw| serde_json::from_str(flaw).ok()).unwrap_or_default()
}

/// The consignment of a line that was taken.
fn case_of(reader: &Reader, line: &Line) -> Result<Option<Case>, StoreFailure> {
    match &line.became {
        Became::Back(_) => Ok(None),
        Became::Taken(number) => Ok(find_declaration(reader, *number)?.map(|held| held.case)),
    }
}

fn row(f: &Frame, line: &Line, case: Option<&Case>) -> Row {
    let row = Row {
        line: line.number,
        reference: line.submission.text(HeaderField::Reference).unwrap_or_default().to_owned(),
        outcome: None,
        consignment: String::new(),
        payable: String::new(),
        wrong: Vec::new(),
    };
    match (&line.became, case) {
        (Became::Back(faults), _) => Row { wrong: in_words(f, faults), ..row },
        (Became::Taken(number), Some(case)) => match case.filings.find(*number) {
            Some(filing) => Row {
                outcome: Some(f.word("outcome", told(case, filing).1.as_str())),
                consignment: case.consignment.clone(),
                payable: match governs(case, filing) {
                    true => case.assessment.payable.to_string(),
                    false => String::new(),
                },
                wrong: in_words(f, &filing.warnings),
                ..row
            },
            None => row,
        },
        (Became::Taken(_), None) => row,
    }
}

/// Faults in words, those that send a line back first.
fn in_words(f: &Frame, faults: &[Fault]) -> Vec<InWords> {
    let voice = f.voice();
    let word = |fault: &Fault| InWords {
        field: field_name(&fault.pointer),
        message: voice.fault(fault).into_owned(),
        fix: voice.fix(fault).into_owned(),
        is_error: fault.severity() == Severity::Error,
    };
    let of = |severity| faults.iter().filter(move |fault| fault.severity() == severity);
    of(Severity::Error).chain(of(Severity::Warning)).map(word).collect()
}

impl Shown {
    /// The numbers on top, by the end of a message's id.
    fn numbers(&self) -> [(&'static str, String); 4] {
        let LineTally { all, back, known } = self.tally;
        let number = |number: i64| count(&self.f, number);
        [
            ("lines", number(all)),
            ("taken", number(self.tally.taken())),
            ("back", number(back)),
            ("known", number(known)),
        ]
    }

    fn is_under_way(&self) -> bool {
        matches!(self.state, "received" | "deciding" | "receiving")
    }

    /// Whether every line was taken.
    fn is_sound(&self) -> bool {
        self.state == "finished" && self.tally.back == 0
    }

    /// The address of this file's lines from one on.
    fn lines_from(&self, from: &u64) -> String {
        let all = if self.wants_all { "all=1&" } else { "" };
        self.f.href(&format!("/trade/files/{}?{all}from={from}", self.id))
    }
}

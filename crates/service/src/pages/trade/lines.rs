//! What became of the lines of a file, as its sender reads it.

use crate::lookup::find_declaration;
use clearance::identifier::Mrn;
use clearance::{Case, Fault, Submission};
use store::row::decode_faults;
use store::{Entry, Reader, StoreFailure, What};

/// What became of a line.
pub(super) enum Became {
    /// It goes back.
    Back {
        /// What was filed.
        submission: Box<Submission<'static>>,
        /// What is wrong with it.
        faults: Vec<Fault>,
    },
    /// It was taken: the case, and the declaration that the line made.
    Taken(Box<Case>, Mrn),
}

/// A line with what became of it.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) became: Became,
}

/// Lines of a file from one on: those that go back, or all.
pub(super) fn lines(
    reader: &Reader,
    batch: u64,
    from: u64,
    most: usize,
    wants_all: bool,
) -> Result<Vec<Line>, StoreFailure> {
    let (mut found, mut next) = (Vec::new(), from);
    while found.len() < most {
        let page = reader.lines(batch, next, PAGE)?;
        let Some(last) = page.last() else { break };
        next = last.line + 1;
        for result in &page {
            let Some(became) = became(reader, result.entry, wants_all)? else { continue };
            found.push(Line { number: result.line, became });
            if found.len() >= most {
                break;
            }
        }
    }
    Ok(found)
}

/// Lines read at once.
const PAGE: usize = 200;

fn became(reader: &Reader, number: u64, wants_all: bool) -> Result<Option<Became>, StoreFailure> {
    let bytes = reader.entry(number)?.ok_or(StoreFailure::Corrupt("a line without an entry"))?;
    let entry = Entry::decode(&bytes)?;
    if let What::Returned { faults, .. } = &entry.what {
        let submission = Box::new(reader.submission(number, &entry)?.unwrap_or_default());
        return Ok(Some(Became::Back { submission, faults: decode_faults(faults)? }));
    }
    if !wants_all {
        return Ok(None);
    }
    let declaration = entry.result.and_then(|decided| Mrn::parse(decided.number).ok());
    let Some(declaration) = declaration else { return Ok(None) };
    let held = find_declaration(reader, declaration)?;
    Ok(held.map(|held| Became::Taken(Box::new(held.case), declaration)))
}

//! The lines of a file with what was filed and what became of it, read in their order.

use clearance::identifier::Mrn;
use clearance::{Fault, Submission};
use store::row::decode_faults;
use store::{Block, Entry, Reader, StoreFailure, What};

/// Lines asked for at once.
const PAGE: usize = 200;
/// Blocks of the journal that are held: lines that had been declared before lie anywhere.
const HELD: usize = 4;

/// Which lines are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Those that go back.
    Back,
    /// All.
    All,
}

/// A line.
pub(super) struct Line {
    /// Its number in the file.
    pub(super) number: u64,
    /// What was filed, as far as it could be read.
    pub(super) submission: Submission<'static>,
    /// Whether it could not be read at all: then nothing of it is kept but why.
    pub(super) is_unread: bool,
    pub(super) became: Became,
}

/// What became of a line.
pub(super) enum Became {
    /// It goes back, for these faults.
    Back(Vec<Fault>),
    /// It was taken, now or before, as this declaration.
    Taken(Mrn),
}

/// How far a file is read.
pub(super) struct Lines {
    batch: u64,
    /// The line to go on with; none at the end.
    pub(super) next: Option<u64>,
    which: Which,
    held: Vec<Block>,
}

impl Lines {
    /// From a line on.
    pub(super) fn new(batch: u64, from: u64, which: Which) -> Lines {
        Lines { batch, next: Some(from), which, held: Vec::new() }
    }

    /// Reads on until so many lines are found, so many are looked at, or the file ends.
    pub(super) fn read(
        &mut self,
        reader: &Reader,
        most: usize,
        look_at: usize,
    ) -> Result<Vec<Line>, StoreFailure> {
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while let Some(next) = self.next.filter(|_| found.len() < most && looked_at < look_at) {
            let page = reader.lines(self.batch, next, PAGE.min(look_at - looked_at))?;
            self.next = page.last().map(|last| last.line + 1);
            looked_at += page.len();
            for result in page {
                found.extend(self.line(reader, result.line, result.entry)?);
                if found.len() >= most {
                    self.next = Some(result.line + 1);
                    break;
                }
            }
        }
        Ok(found)
    }

    /// A line by its entry, if it is wanted.
    fn line(&mut self, reader: &Reader, line: u64, number: u64) -> Result<Option<Line>, StoreFailure> {
        let which = self.which;
        let entry = Entry::decode(self.entry(reader, number)?)?;
        let became = match &entry.what {
            What::Returned { faults, .. } => Became::Back(decode_faults(faults)?),
            _ if which == Which::Back => return Ok(None),
            _ => {
                let declaration = entry.result.and_then(|decided| Mrn::parse(decided.number).ok());
                Became::Taken(declaration.ok_or(StoreFailure::Corrupt("a line without its declaration"))?)
            }
        };
        let is_unread = matches!(entry.what, What::Returned { is_unread: true, .. });
        let submission = reader.submission(number, &entry)?.unwrap_or_default();
        Ok(Some(Line { number: line, submission, is_unread, became }))
    }

    /// The bytes of an entry. Lines of a file mostly lie beside each other, and so do their entries.
    fn entry(&mut self, reader: &Reader, number: u64) -> Result<&[u8], StoreFailure> {
        let lost = || StoreFailure::Corrupt("a line without an entry");
        match self.held.iter().position(|block| block.entry(number).is_some()) {
            Some(place) => {
                let block = self.held.remove(place);
                self.held.push(block);
            }
            None => {
                let block = reader.block_of(number)?.ok_or_else(lost)?;
                if self.held.len() >= HELD {
                    self.held.remove(0);
                }
                self.held.push(block);
            }
        }
        self.held.last().and_then(|block| block.entry(number)).ok_or_else(lost)
    }
}

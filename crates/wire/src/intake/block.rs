//! A portion of input: whole documents with their lines, ready for a worker.

use clearance::{Fault, FaultCode};

/// Whole documents in the order of the input, with bytes of their own.
#[derive(Debug, Default)]
pub struct Block {
    bytes: Vec<u8>,
    /// Where the cells of CSV records end, each counted from the start of its record.
    ends: Vec<u32>,
    entries: Vec<Entry>,
}

/// One document of an input.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// What it says, or why it could not be cut out of the input.
    pub content: Result<Content<'a>, Fault>,
}

/// What a document says.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// The bytes of a JSON document.
    Json(&'a [u8]),
    /// A record of a CSV.
    Record(Record<'a>),
}

/// A record of a CSV: its cells one after the other without quotes, and where each ends.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) ends: &'a [u32],
}

impl<'a> Record<'a> {
    /// Its cells one after the other.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

#[derive(Debug)]
struct Entry {
    line: u64,
    extent: Result<Extent, Cut>,
}

#[derive(Debug)]
enum Extent {
    Json { from: usize, to: usize },
    Record { from: usize, to: usize, first_end: usize, last_end: usize },
}

/// Why a document could not be cut out of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    TooLong { limit: usize },
    Malformed { reason: &'static str },
    Ragged { expected: usize, found: usize },
}

impl Block {
    /// The documents, in the order of the input.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = Document<'_>> {
        self.entries.iter().map(|entry| Document { line: entry.line, content: self.content(entry) })
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many bytes the documents take.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the block holds so many bytes; what could not be cut out counts a little as well.
    pub(super) fn is_full(&self, size: usize) -> bool {
        self.bytes.len().saturating_add(self.entries.len().saturating_mul(16)) >= size
    }

    pub(super) fn push_json(&mut self, line: u64, document: &[u8]) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(document);
        let extent = Extent::Json { from, to: self.bytes.len() };
        self.entries.push(Entry { line, extent: Ok(extent) });
    }

    pub(super) fn push_record(&mut self, line: u64, cells: &[u8], ends: &[usize]) {
        let (from, first_end) = (self.bytes.len(), self.ends.len());
        self.bytes.extend_from_slice(cells);
        self.ends.extend(ends.iter().map(|end| u32::try_from(*end).unwrap_or(u32::MAX)));
        let extent = Extent::Record { from, to: self.bytes.len(), first_end, last_end: self.ends.len() };
        self.entries.push(Entry { line, extent: Ok(extent) });
    }

    pub(super) fn push_cut(&mut self, line: u64, cut: Cut) {
        self.entries.push(Entry { line, extent: Err(cut) });
    }

    fn content(&self, entry: &Entry) -> Result<Content<'_>, Fault> {
        match &entry.extent {
            Err(cut) => Err(cut.fault()),
            Ok(Extent::Json { from, to }) => {
                Ok(Content::Json(self.bytes.get(*from..*to).unwrap_or_default()))
            }
            Ok(Extent::Record { from, to, first_end, last_end }) => Ok(Content::Record(Record {
                bytes: self.bytes.get(*from..*to).unwrap_or_default(),
                ends: self.ends.get(*first_end..*last_end).unwrap_or_default(),
            })),
        }
    }
}

impl Cut {
    fn fault(self) -> Fault {
        match self {
            Cut::TooLong { limit } => Fault::new(FaultCode::LineTooLong, "").with("limit", limit),
            Cut::Malformed { reason } => {
                Fault::new(FaultCode::MalformedJson, "").with("at", 1).with("reason", reason)
            }
            Cut::Ragged { expected, found } => {
                Fault::new(FaultCode::RaggedRow, "").with("expected", expected).with("found", found)
            }
        }
    }
}

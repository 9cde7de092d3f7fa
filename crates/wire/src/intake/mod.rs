//! Bytes to submissions: JSON and CSV from anyone, any size, in constant memory.
//!
//! ```text
//!             one thread                               as many as there are
//!   bytes ── open ──► Intake: blocks of documents ──► Reader::read ──► Reading { submission, lodged }
//!               │                                        │
//!               └─ flaws of the file as a whole          └─ one fault, or a submission with all its faults
//! ```
//!
//! A flaw of the file, such as a column that its mapping misses, refuses the file before its first record. What is
//! wrong with one document costs that document only.

mod block;
mod columns;
mod csv;
mod date;
mod documents;
mod door;
pub mod json;
mod lines;
mod mapping;
mod nearest;
mod number;
mod rule;
mod text;
mod tree;
mod window;

pub use block::{Block, Content, Document, Record};
pub use columns::{Columns, Reading};
pub use csv::Header;
pub use lines::{Blocks, Format, Limits};
pub use mapping::Mapping;

use clearance::Fault;
use std::fmt;
use std::io::{self, Read};
use window::Window;

#[cfg(test)]
mod tests;

/// How many bytes show the format of an input, if no line ends before.
const FIRST_BYTES: usize = 64 << 10;

/// An input whose format, header and mapping are known.
#[derive(Debug)]
pub struct Intake<R> {
    /// What is left to read.
    pub blocks: Blocks<R>,
    /// Reads the documents of the blocks; on any thread.
    pub reader: Reader,
}

/// Reads documents of one input.
#[derive(Debug)]
pub struct Reader {
    /// Of a CSV; JSON needs none.
    columns: Option<Columns>,
}

/// Why an input cannot be read at all.
#[derive(Debug)]
pub enum Unreadable {
    /// The stream failed.
    Stream(io::Error),
    /// The header or the mapping does not fit; every flaw.
    Flaws(Vec<Flaw>),
}

/// What is wrong with a mapping, or with a header for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The key of the mapping, or the column.
    pub key: String,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub fix: String,
}

/// Opens an input: finds out its format by name and first bytes, reads the header of a CSV and binds the mapping.
///
/// # Errors
/// The stream's; flaws where the header cannot be read or does not fit the mapping.
///
/// ```
/// # use wire::intake::{self, Limits, Unreadable};
/// let csv = "reference,value.goods\nR-1,24.90\n";
/// let intake = intake::open("parcels.csv", csv.as_bytes(), None, Limits::default())?;
/// for block in intake.blocks {
///     for document in block.map_err(Unreadable::Stream)?.documents() {
///         let reading = intake.reader.read(&document).map_err(|fault| format!("{fault:?}"));
///         assert_eq!(reading.map(|reading| reading.submission.faults.len()), Ok(0));
///     }
/// }
/// # Ok::<(), Unreadable>(())
/// ```
pub fn open<R: Read>(
    name: &str,
    read: R,
    mapping: Option<&Mapping>,
    limits: Limits,
) -> Result<Intake<R>, Unreadable> {
    let mut window = Window::new(read, limits.block);
    let shows_format = |first: &[u8]| memchr::memchr(b'\n', first.trim_ascii_start()).is_some();
    while window.rest().len() < FIRST_BYTES && !shows_format(window.rest()) && window.more()? {}
    let format = Format::of(name, window.rest());
    let mut blocks = Blocks::over(window, format, limits);
    let columns = match (blocks.header()?, mapping) {
        (None, None) => None,
        (None, Some(_)) => {
            let fix = "leave the mapping out, for JSON names the fields itself";
            return Err(Unreadable::Flaws(vec![Flaw::new("mapping", "the input is JSON and not CSV", fix)]));
        }
        (Some(header), mapping) => {
            let header = header.map_err(|fault| Unreadable::Flaws(vec![unreadable_header(&fault)]))?;
            let columns = match mapping {
                Some(mapping) => mapping.bind(&header),
                None => Columns::of_header(&header),
            };
            Some(columns.map_err(Unreadable::Flaws)?)
        }
    };
    Ok(Intake { blocks, reader: Reader { columns } })
}

fn unreadable_header(fault: &Fault) -> Flaw {
    let details: Vec<String> = fault.details.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let reason = format!("{} ({})", fault.code.as_str(), details.join(", "));
    Flaw::new("header", reason, "send UTF-8 text whose first record names the columns")
}

impl Reader {
    /// Reads one document of the input.
    ///
    /// # Errors
    /// The fault of a document that cannot be read as one.
    pub fn read<'a>(&'a self, document: &Document<'a>) -> Result<Reading<'a>, Fault> {
        let bytes = match (&self.columns, document.content.clone()?) {
            (Some(columns), Content::Record(record)) => return columns.read(record),
            // A record of another input: without its header it is nothing but bytes.
            (None, Content::Record(record)) => record.bytes,
            (_, Content::Json(bytes)) => bytes,
        };
        json::read(bytes).map(|submission| Reading { submission, lodged: None })
    }

    /// What is to be said about the file as a whole: warnings about columns that are not used.
    pub fn notes(&self) -> &[Fault] {
        self.columns.as_ref().map(Columns::notes).unwrap_or_default()
    }
}

impl Flaw {
    fn new(key: impl Into<String>, reason: impl Into<String>, fix: impl Into<String>) -> Flaw {
        Flaw { key: key.into(), reason: reason.into(), fix: fix.into() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}; {}", self.key, self.reason, self.fix)
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        Unreadable::Stream(error)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Stream(error) => write!(f, "{error}"),
            Unreadable::Flaws(flaws) => {
                let lines: Vec<String> = flaws.iter().map(Flaw::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
        }
    }
}

impl std::error::Error for Unreadable {}

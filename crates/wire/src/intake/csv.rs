//! Records of a CSV, cut out of a byte stream in constant memory.
//!
//! A record over the limit is one fault, and reading starts again after the next line end, whether or not a
//! quote is open there: a quote that is never closed costs one record and what follows it up to the limit,
//! not the rest of the file. A record that the end of the file cuts off inside a quote is ragged.

use super::block::{Block, Cut};
use super::text::utf8_from_start;
use super::window::Window;
use clearance::{Fault, FaultCode};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2};
use std::io::{self, Read};

#[cfg(test)]
mod tests;

/// The most columns that a header may have: as many as spreadsheets have, and more than a declaration has fields.
pub(crate) const MAX_COLUMNS: usize = 16_384;

/// The names of the columns, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
}

impl Header {
    /// The names of the columns.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The place of a column.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|column| column == name)
    }
}

/// Cuts records out of a stream.
#[derive(Debug)]
pub(super) struct Records {
    limit: usize,
    /// Chosen when the header is read, for its line shows the delimiter.
    reader: Option<Reader>,
    width: Option<usize>,
    line: u64,
    is_skipping: bool,
    row: Row,
}

/// The record that is being read.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// Bytes of `cells` that are used.
    used: usize,
    /// Cells that ended so far, those that no longer fit into `ends` too.
    ended: usize,
    /// Raw bytes that were taken in.
    taken: usize,
    line: u64,
    quotes: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Record {
        is_unclosed: bool,
    },
    TooLong,
    /// The window holds no whole record.
    Starved,
}

impl Records {
    pub(super) fn new(limit: usize) -> Records {
        Records { limit, reader: None, width: None, line: 1, is_skipping: false, row: Row::default() }
    }

    /// Reads the header.
    pub(super) fn header<R: Read>(&mut self, window: &mut Window<R>) -> io::Result<Result<Header, Fault>> {
        while line_end(window.rest()).is_none() && window.rest().len() <= self.limit && window.more()? {}
        let first = window.rest().get(..self.limit.saturating_add(1)).unwrap_or(window.rest());
        let mut reader = ReaderBuilder::new().delimiter(delimiter(first)).build();
        self.row.cells = vec![0; self.limit.saturating_add(2)];
        self.row.ends = vec![0; MAX_COLUMNS];
        let step = loop {
            match self.step(&mut reader, window) {
                Step::Starved if window.has_ended() => break Step::Starved,
                Step::Starved => {
                    window.more()?;
                }
                step => break step,
            }
        };
        self.reader = Some(reader);
        Ok(self.header_of(&step))
    }

    /// Reads the header if nobody did, and leaves it.
    pub(super) fn pass_header<R: Read>(&mut self, window: &mut Window<R>) -> io::Result<()> {
        if self.reader.is_none() {
            // A header that cannot be read leaves a width that no record has, so every record says so.
            let _: Result<Header, Fault> = self.header(window)?;
        }
        Ok(())
    }

    /// Cuts records until the block is full or the window holds no whole one.
    pub(super) fn cut<R: Read>(&mut self, window: &mut Window<R>, block: &mut Block, size: usize) {
        let Some(mut reader) = self.reader.take() else { return };
        while !block.is_full(size) {
            match self.step(&mut reader, window) {
                Step::Record { is_unclosed } => {
                    self.push(is_unclosed, block);
                    self.row.begin();
                }
                Step::TooLong => {
                    block.push_cut(self.row.line, Cut::TooLong { limit: self.limit });
                    self.row.begin();
                }
                Step::Starved => break,
            }
        }
        self.reader = Some(reader);
    }

    fn push(&self, is_unclosed: bool, block: &mut Block) {
        let expected = self.width.unwrap_or_default();
        // A cell whose quote is never closed is not a cell.
        let found = self.row.ended - usize::from(is_unclosed).min(self.row.ended);
        let (cells, ends) = (self.row.cells.get(..self.row.used), self.row.ends.get(..found));
        match (cells, ends) {
            (Some(cells), Some(ends)) if found == expected => block.push_record(self.row.line, cells, ends),
            _ => block.push_cut(self.row.line, Cut::Ragged { expected, found }),
        }
    }

    /// Reads on in the record until it ends or the window is used up.
    fn step<R: Read>(&mut self, reader: &mut Reader, window: &mut Window<R>) -> Step {
        if self.is_skipping && !self.skip_line(window) {
            return Step::Starved;
        }
        if self.row.taken == 0 {
            self.skip_blank(window);
            self.row.line = self.line;
        }
        loop {
            let is_last = window.rest().is_empty();
            if is_last && !(window.has_ended() && self.row.taken > 0) {
                return Step::Starved;
            }
            let room = self.limit.saturating_add(1).saturating_sub(self.row.taken);
            let input = window.rest().get(..room).unwrap_or(window.rest());
            let (result, taken) = self.row.read(reader, input);
            self.line += u64::try_from(memchr_iter(b'\n', input.get(..taken).unwrap_or_default()).count())
                .unwrap_or_default();
            window.pass(taken);
            match result {
                ReadRecordResult::Record => {
                    let is_unclosed = is_last && self.row.quotes % 2 == 1 && self.line > self.row.line;
                    return Step::Record { is_unclosed };
                }
                ReadRecordResult::End => return Step::Starved,
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputEndsFull
                    if self.row.taken <= self.limit => {}
                ReadRecordResult::InputEmpty
                | ReadRecordResult::OutputEndsFull
                | ReadRecordResult::OutputFull => {
                    reader.reset();
                    self.is_skipping = true;
                    return Step::TooLong;
                }
            }
        }
    }

    /// Passes the rest of a line that was given up. Whether its end was found.
    fn skip_line<R: Read>(&mut self, window: &mut Window<R>) -> bool {
        let end = memchr(b'\n', window.rest());
        window.pass(end.map_or(window.rest().len(), |end| end + 1));
        self.line += u64::from(end.is_some());
        self.is_skipping = end.is_none();
        end.is_some()
    }

    fn skip_blank<R: Read>(&mut self, window: &mut Window<R>) {
        let blank = window.rest().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let (mut count, mut lines) = (0, 0);
        for byte in blank {
            count += 1;
            lines += u64::from(*byte == b'\n');
        }
        self.line += lines;
        window.pass(count);
    }

    fn header_of(&mut self, step: &Step) -> Result<Header, Fault> {
        let found = self.row.ended;
        let result = match step {
            Step::TooLong => Err(Fault::new(FaultCode::LineTooLong, "").with("limit", self.limit)),
            Step::Record { .. } if found > MAX_COLUMNS => {
                Err(Fault::new(FaultCode::TooManyEntries, "").with("limit", MAX_COLUMNS).with("found", found))
            }
            Step::Record { .. } => self.row.names().map(|names| Header { names }),
            Step::Starved => Ok(Header { names: Vec::new() }),
        };
        self.width = result.as_ref().ok().map(|header| header.names.len());
        self.row.begin();
        result
    }
}

impl Row {
    fn begin(&mut self) {
        (self.used, self.ended, self.taken, self.quotes) = (0, 0, 0, 0);
    }

    /// Takes in bytes of the record: what came of it, and how many.
    fn read(&mut self, reader: &mut Reader, input: &[u8]) -> (ReadRecordResult, usize) {
        // Cells beyond the most that a header may have are counted, not kept.
        let place = self.ended % self.ends.len().max(1);
        let cells = self.cells.get_mut(self.used..).unwrap_or_default();
        let ends = self.ends.get_mut(place..).unwrap_or_default();
        let (result, taken, written, ended) = reader.read_record(input, cells, ends);
        self.used += written;
        self.ended += ended;
        self.taken += taken;
        self.quotes += memchr_iter(b'"', input.get(..taken).unwrap_or_default()).count();
        (result, taken)
    }

    /// The cells as names.
    fn names(&self) -> Result<Vec<String>, Fault> {
        let text = utf8_from_start(self.cells.get(..self.used).unwrap_or_default())?;
        let mut from = 0;
        let ends = self.ends.iter().take(self.ended);
        Ok(ends
            .map(|end| {
                let name = text.get(from..*end).unwrap_or_default();
                from = *end;
                name.trim().to_owned()
            })
            .collect())
    }
}

/// What stands between the cells: a comma, unless the first line has none but a tab or a semicolon.
fn delimiter(first_bytes: &[u8]) -> u8 {
    let line = line_end(first_bytes).and_then(|end| first_bytes.get(..end)).unwrap_or(first_bytes);
    let delimiters = [b',', b'\t', b';'];
    delimiters.into_iter().find(|delimiter| memchr(*delimiter, line).is_some()).unwrap_or(b',')
}

/// Where the first line with something on it ends.
fn line_end(bytes: &[u8]) -> Option<usize> {
    let start = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    memchr2(b'\r', b'\n', bytes.get(start..)?).map(|end| start + end)
}

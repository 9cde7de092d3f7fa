//! Cuts a byte stream into blocks of whole documents, in constant memory.

use super::block::{Block, Cut};
use super::csv::{Header, Records};
use super::documents::Documents;
use super::window::Window;
use clearance::Fault;
use memchr::memchr;
use serde::de::IgnoredAny;
use std::io::{self, Read};

#[cfg(test)]
pub(super) mod tests;

/// How documents follow each other in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// One JSON object, several, or a list of them, written over as many lines as they like.
    JsonDocuments,
    /// A header and records.
    Csv,
}

impl Format {
    /// The format of an input, by the ending of its name, else by its first bytes.
    pub fn of(name: &str, first_bytes: &[u8]) -> Format {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("ndjson" | "jsonl") => Format::Ndjson,
            Some("csv" | "tsv" | "tab") => Format::Csv,
            Some("json") => Format::of_json(first_bytes),
            _ => match without_mark(first_bytes).trim_ascii_start().first() {
                Some(b'{' | b'[') => Format::of_json(first_bytes),
                _ => Format::Csv,
            },
        }
    }

    /// A first line that is an object by itself makes lines of documents.
    fn of_json(first_bytes: &[u8]) -> Format {
        let text = without_mark(first_bytes).trim_ascii_start();
        let line = memchr(b'\n', text).and_then(|end| text.get(..end)).unwrap_or(text);
        let is_object = line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
        if is_object { Format::Ndjson } else { Format::JsonDocuments }
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// How much is held at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// About how many bytes a block holds.
    pub block: usize,
    /// The most bytes of one document; a longer one is a fault and is not stored.
    pub document: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { block: 256 << 10, document: 1 << 20 }
    }
}

/// The blocks of an input.
///
/// Holds at most one document and two blocks. A block is handed out before reading could have to wait, so
/// that a slow stream is answered as it comes.
#[derive(Debug)]
pub struct Blocks<R> {
    window: Window<R>,
    cutter: Cutter,
    size: usize,
}

#[derive(Debug)]
enum Cutter {
    Lines(Lines),
    Documents(Documents),
    Records(Box<Records>),
}

impl<R: Read> Blocks<R> {
    /// The blocks of a stream.
    pub fn new(read: R, format: Format, limits: Limits) -> Blocks<R> {
        Blocks::over(Window::new(read, limits.block), format, limits)
    }

    pub(super) fn over(window: Window<R>, format: Format, limits: Limits) -> Blocks<R> {
        let cutter = match format {
            Format::Ndjson => Cutter::Lines(Lines::new(limits.document)),
            Format::JsonDocuments => Cutter::Documents(Documents::new(limits.document)),
            Format::Csv => Cutter::Records(Box::new(Records::new(limits.document))),
        };
        Blocks { window, cutter, size: limits.block.max(1) }
    }

    /// The header of a CSV, which stands before the first block; `None` for the other formats.
    ///
    /// # Errors
    /// The stream's, and a fault where the header cannot be read.
    pub fn header(&mut self) -> io::Result<Option<Result<Header, Fault>>> {
        match &mut self.cutter {
            Cutter::Records(records) => records.header(&mut self.window).map(Some),
            Cutter::Lines(_) | Cutter::Documents(_) => Ok(None),
        }
    }

    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.window.capacity()
    }

    /// Cuts what the window holds; reads on only while there is nothing to hand out.
    fn cut(&mut self) -> io::Result<Option<Block>> {
        if let Cutter::Records(records) = &mut self.cutter {
            records.pass_header(&mut self.window)?;
        }
        let mut block = Block::default();
        loop {
            match &mut self.cutter {
                Cutter::Lines(lines) => lines.cut(&mut self.window, &mut block, self.size),
                Cutter::Documents(documents) => documents.cut(&mut self.window, &mut block, self.size),
                Cutter::Records(records) => records.cut(&mut self.window, &mut block, self.size),
            }
            if !block.is_empty() {
                return Ok(Some(block));
            }
            if self.window.has_ended() {
                return Ok(None);
            }
            self.window.more()?;
        }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<io::Result<Block>> {
        self.cut().transpose()
    }
}

/// Documents that each stand on one line.
#[derive(Debug)]
struct Lines {
    limit: usize,
    line: u64,
    /// How much of the window holds no line end.
    searched: usize,
    is_skipping: bool,
}

impl Lines {
    fn new(limit: usize) -> Lines {
        Lines { limit, line: 1, searched: 0, is_skipping: false }
    }

    /// Cuts lines until the block is full or the window holds no whole line.
    fn cut<R: Read>(&mut self, window: &mut Window<R>, block: &mut Block, size: usize) {
        while !block.is_full(size) {
            let rest = window.rest();
            match memchr(b'\n', rest.get(self.searched..).unwrap_or_default()) {
                Some(at) => {
                    let end = self.searched + at;
                    self.push(rest.get(..end).unwrap_or_default(), block);
                    window.pass(end + 1);
                    self.searched = 0;
                    self.line += 1;
                    self.is_skipping = false;
                }
                None if window.has_ended() => {
                    self.push(rest, block);
                    window.pass(rest.len());
                    self.searched = 0;
                    return;
                }
                None => return self.search_on(window, block),
            }
        }
    }

    /// The line goes on: nothing of one that is too long is kept.
    fn search_on<R: Read>(&mut self, window: &mut Window<R>, block: &mut Block) {
        let seen = window.rest().len();
        self.searched = seen;
        // One more than the limit, for the carriage return before a line end.
        if !self.is_skipping && seen > self.limit + 1 {
            block.push_cut(self.line, Cut::TooLong { limit: self.limit });
            self.is_skipping = true;
        }
        if self.is_skipping {
            window.pass(seen);
            self.searched = 0;
        }
    }

    fn push(&self, line: &[u8], block: &mut Block) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.is_skipping || line.trim_ascii().is_empty() {
            return;
        }
        if line.len() > self.limit {
            block.push_cut(self.line, Cut::TooLong { limit: self.limit });
        } else {
            block.push_json(self.line, line);
        }
    }
}

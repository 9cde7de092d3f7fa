//! JSON documents that follow each other in any way: alone, one after the other, or in a list.
//!
//! Only braces and texts are followed; whether a document is JSON is for its reader to say. What stands
//! between documents and does not belong there is one fault, and reading goes on at the next line that
//! begins with `{`.

use super::block::{Block, Cut};
use super::window::Window;
use memchr::memchr3;
use std::io::Read;

/// Cuts documents out of a stream.
#[derive(Debug)]
pub(super) struct Documents {
    limit: usize,
    state: State,
    /// How much of the window was looked at.
    seen: usize,
    line: u64,
    /// How far into its line the next byte stands, in bytes.
    column: usize,
    /// Whether a list is open.
    is_listed: bool,
    /// Whether a document came since the last comma or bracket.
    has_document: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Between,
    Within(Within),
    /// Something that does not belong here was met; a line that begins with `{`, no further in, ends it.
    Lost {
        indent: usize,
        at_line_start: bool,
    },
}

/// Within a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Within {
    line: u64,
    indent: usize,
    depth: usize,
    text: Text,
    /// Whether the document is over the limit, so that it is passed and not kept.
    is_over: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Outside,
    Inside,
    AfterBackslash,
}

enum Turn {
    GoesOn,
    Ends,
    /// No text of JSON holds a line break.
    Breaks,
}

impl Documents {
    pub(super) fn new(limit: usize) -> Documents {
        Documents {
            limit,
            state: State::Between,
            seen: 0,
            line: 1,
            column: 0,
            is_listed: false,
            has_document: false,
        }
    }

    /// Cuts documents until the block is full or the window is used up.
    pub(super) fn cut<R: Read>(&mut self, window: &mut Window<R>, block: &mut Block, size: usize) {
        while !block.is_full(size) {
            let is_kept = self.is_kept();
            let Some(byte) = window.rest().get(self.seen).copied() else {
                return self.pause(window, block);
            };
            if let State::Within(within) = self.state {
                self.state = self.within(within, window.rest(), block);
            } else {
                self.state = self.outside(byte, block);
                self.count(byte);
            }
            // Within a document the window keeps it from its first byte on.
            if is_kept && !self.is_kept() {
                window.pass(self.seen);
                self.seen = 0;
            } else if !is_kept && self.is_kept() {
                window.pass(self.seen - 1);
                self.seen = 1;
            }
        }
    }

    /// Takes note of a byte.
    fn count(&mut self, byte: u8) {
        self.seen += 1;
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        } else {
            self.column += 1;
        }
    }

    /// Whether the window must keep what was seen.
    fn is_kept(&self) -> bool {
        matches!(self.state, State::Within(Within { is_over: false, .. }))
    }

    /// The window is used up: it need not keep what no document is made of, nor one that is too long.
    fn pause<R: Read>(&mut self, window: &mut Window<R>, block: &mut Block) {
        if let State::Within(within) = self.state
            && !within.is_over
            && self.seen > self.limit
        {
            block.push_cut(within.line, Cut::TooLong { limit: self.limit });
            self.state = State::Within(Within { is_over: true, ..within });
        }
        if window.has_ended() {
            self.end(window.rest(), block);
        }
        if !self.is_kept() {
            window.pass(self.seen);
            self.seen = 0;
        }
    }

    /// A document that is cut off goes to its reader, who says so.
    fn end(&mut self, rest: &[u8], block: &mut Block) {
        match self.state {
            State::Within(within) if !within.is_over => block.push_json(within.line, rest),
            State::Between if self.is_listed => {
                block.push_cut(self.line, Cut::Malformed { reason: "the list is not closed" });
            }
            State::Within(_) | State::Between | State::Lost { .. } => {}
        }
        self.state = State::Between;
        self.is_listed = false;
    }

    fn outside(&mut self, byte: u8, block: &mut Block) -> State {
        let State::Lost { indent, at_line_start } = self.state else { return self.between(byte, block) };
        match byte {
            b'{' if at_line_start && self.column <= indent => self.open(),
            b'\n' => State::Lost { indent, at_line_start: true },
            b' ' | b'\t' | b'\r' => State::Lost { indent, at_line_start },
            _ => State::Lost { indent, at_line_start: false },
        }
    }

    fn between(&mut self, byte: u8, block: &mut Block) -> State {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'{' => return self.open(),
            b'[' if !self.is_listed => {
                self.is_listed = true;
                self.has_document = false;
            }
            b']' if self.is_listed => self.is_listed = false,
            b',' if self.has_document => self.has_document = false,
            _ => {
                block.push_cut(self.line, Cut::Malformed { reason: "expected `{`" });
                return State::Lost { indent: usize::MAX, at_line_start: false };
            }
        }
        State::Between
    }

    fn open(&self) -> State {
        State::Within(Within {
            line: self.line,
            indent: self.column,
            depth: 1,
            text: Text::Outside,
            is_over: false,
        })
    }

    /// Reads on to the end of the document, to what breaks it, or to the end of the window.
    fn within(&mut self, mut within: Within, rest: &[u8], block: &mut Block) -> State {
        self.pass_text(within, rest);
        for byte in rest.get(self.seen..).unwrap_or_default() {
            let turn = within.turn(*byte);
            self.count(*byte);
            match turn {
                Turn::GoesOn => {}
                Turn::Ends => {
                    self.has_document = true;
                    self.close(within, rest, block);
                    return State::Between;
                }
                Turn::Breaks => {
                    let cut = match self.seen > self.limit + 1 {
                        true => Cut::TooLong { limit: self.limit },
                        false => Cut::Malformed { reason: "line break in a text" },
                    };
                    if !within.is_over {
                        block.push_cut(within.line, cut);
                    }
                    return State::Lost { indent: within.indent, at_line_start: true };
                }
            }
        }
        State::Within(within)
    }

    /// Passes what can neither end nor break a long text.
    fn pass_text(&mut self, within: Within, rest: &[u8]) {
        if within.text == Text::Inside {
            let ahead = rest.get(self.seen..).unwrap_or_default();
            let count = memchr3(b'"', b'\\', b'\n', ahead).unwrap_or(ahead.len());
            self.seen += count;
            self.column += count;
        }
    }

    fn close(&self, within: Within, rest: &[u8], block: &mut Block) {
        let document = rest.get(..self.seen).unwrap_or(rest);
        if within.is_over {
            return;
        }
        if document.len() > self.limit {
            block.push_cut(within.line, Cut::TooLong { limit: self.limit });
        } else {
            block.push_json(within.line, document);
        }
    }
}

impl Within {
    /// What a byte does to the document.
    fn turn(&mut self, byte: u8) -> Turn {
        match (self.text, byte) {
            (Text::Outside, b'"') => self.text = Text::Inside,
            (Text::Outside, b'{' | b'[') => self.depth += 1,
            (Text::Outside, b'}' | b']') => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Turn::Ends;
                }
            }
            (Text::Inside | Text::AfterBackslash, b'\n') => return Turn::Breaks,
            (Text::Inside, b'"') => self.text = Text::Outside,
            (Text::Inside, b'\\') => self.text = Text::AfterBackslash,
            (Text::AfterBackslash, _) => self.text = Text::Inside,
            (Text::Outside | Text::Inside, _) => {}
        }
        Turn::GoesOn
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::{OneByte, told};
    use super::super::lines::{Blocks, Format, Limits};

    /// Documents and faults with their lines, whether the bytes come at once or one by one.
    #[track_caller]
    fn check(input: &str, expected: &[&str]) {
        let limits = Limits { block: 64, document: 40 };
        let whole = told(Blocks::new(input.as_bytes(), Format::JsonDocuments, limits));
        assert_eq!(whole, expected, "{input}");
        let slow = told(Blocks::new(OneByte(input.as_bytes()), Format::JsonDocuments, limits));
        assert_eq!(slow, expected, "byte by byte: {input}");
    }

    #[test]
    fn cuts_documents_however_they_are_written() {
        check("", &[]);
        check(" \n ", &[]);
        check("{}", &["1 {}"]);
        check("\u{feff}{}", &["1 {}"]);
        check("{\n \"a\": [1, {}]\n}\n", &["1 {\n \"a\": [1, {}]\n}"]);
        check("{\"a\":\"}\\\"{\"}{}\n\n{}", &["1 {\"a\":\"}\\\"{\"}", "1 {}", "3 {}"]);
        check("[\n{\"a\":1},\n{\"a\":2}\n]\n", &["2 {\"a\":1}", "3 {\"a\":2}"]);
        check("{},\n{}", &["1 {}", "2 {}"]);
        check("[]", &[]);
    }

    #[test]
    fn goes_on_after_what_is_wrong() {
        let garbage = "malformed_json 1 expected `{`";
        check("{}\noops {}\n{}", &["1 {}", &format!("2 {garbage}"), "3 {}"]);
        check("[\n  oops,\n  {\"a\":1}\n]", &[&format!("2 {garbage}"), "3 {\"a\":1}"]);
        check("[1,2,3]", &[&format!("1 {garbage}")]);
        check("{}}\n{}", &["1 {}", &format!("1 {garbage}"), "2 {}"]);
        check("[{}", &["1 {}", "1 malformed_json 1 the list is not closed"]);
        check("{\"a\":", &["1 {\"a\":"]);
        let broken = "malformed_json 1 line break in a text";
        check("{\"a\": \"x\n}\n{}", &[&format!("1 {broken}"), "3 {}"]);
        check("[\n {\"a\": \"x\n  {\"b\":1}\n },\n {\"c\":1}\n]", &[&format!("2 {broken}"), "5 {\"c\":1}"]);
    }

    #[test]
    fn passes_what_is_too_long() {
        let long = format!("{{\n\"a\": \"{}\"}}", "x".repeat(300));
        check(&format!("{{}}\n{long}\n{{}}"), &["1 {}", "2 line_too_long 40", "4 {}"]);
        check(&format!("{long}{long}"), &["1 line_too_long 40", "2 line_too_long 40"]);
        check(
            &format!("{{\"a\": \"{}\"}}", "x".repeat(31)),
            &[&format!("1 {{\"a\": \"{}\"}}", "x".repeat(31))],
        );
        check(&format!("{{\"a\": \"{}\"}}", "x".repeat(32)), &["1 line_too_long 40"]);
        check(&"{".repeat(500), &["1 line_too_long 40"]);
    }
}

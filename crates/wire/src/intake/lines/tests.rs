//! Tests of cutting: lines, portions of any size and endless lines. Streams and words for the other tests.

use super::*;
use crate::intake::block::Content;
use proptest::prelude::*;

/// Gives one byte at a time, as a slow line does.
pub(in crate::intake) struct OneByte<'a>(pub(in crate::intake) &'a [u8]);

impl Read for OneByte<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(room.len()).min(1);
        self.0.read(&mut room[..count])
    }
}

/// Gives a head, then a filling of so many bytes, then a tail, without ever holding them.
pub(in crate::intake) struct Filled<'a> {
    pub(in crate::intake) head: &'a [u8],
    pub(in crate::intake) filling: (u8, u64),
    pub(in crate::intake) tail: &'a [u8],
}

impl Read for Filled<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(room);
        }
        if self.filling.1 == 0 {
            return self.tail.read(room);
        }
        let count = room.len().min(usize::try_from(self.filling.1).unwrap_or(usize::MAX));
        room[..count].fill(self.filling.0);
        self.filling.1 -= count as u64;
        Ok(count)
    }
}

/// Each document as its line with its text, its cells, or its fault.
pub(in crate::intake) fn told(blocks: impl Iterator<Item = io::Result<Block>>) -> Vec<String> {
    let blocks: Vec<Block> = blocks.collect::<io::Result<_>>().unwrap();
    let documents = blocks.iter().flat_map(Block::documents);
    documents
        .map(|document| {
            let content = match document.content {
                Ok(Content::Json(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
                Ok(Content::Record(record)) => {
                    let mut from = 0;
                    let cells = record.ends.iter().map(|end| {
                        let to = *end as usize;
                        let cell = String::from_utf8_lossy(&record.bytes[from..to]).into_owned();
                        from = to;
                        cell
                    });
                    cells.collect::<Vec<_>>().join("|")
                }
                Err(fault) => {
                    let details = fault.details.iter().map(|(_, value)| value.as_str());
                    [fault.code.as_str()].into_iter().chain(details).collect::<Vec<_>>().join(" ")
                }
            };
            format!("{} {content}", document.line)
        })
        .collect()
}

#[track_caller]
fn check(input: &str, expected: &[&str]) {
    let limits = Limits { block: 16, document: 12 };
    let whole = told(Blocks::new(input.as_bytes(), Format::Ndjson, limits));
    assert_eq!(whole, expected, "{input}");
    let slow = told(Blocks::new(OneByte(input.as_bytes()), Format::Ndjson, limits));
    assert_eq!(slow, expected, "byte by byte: {input}");
}

#[test]
fn cuts_lines() {
    check("", &[]);
    check("\n \n\r\n", &[]);
    check("{}", &["1 {}"]);
    check("{\"a\":1}\n{\"a\":2}\n", &["1 {\"a\":1}", "2 {\"a\":2}"]);
    check("{\"a\":1}\r\n\r\n{\"a\":2}", &["1 {\"a\":1}", "3 {\"a\":2}"]);
    check("\u{feff}{}\n\u{feff}{}", &["1 {}", "2 \u{feff}{}"]);
    check("123456789012\n1234567890123\n1", &["1 123456789012", "2 line_too_long 12", "3 1"]);
    check("123456789012\r\n1234567890123\r\n1", &["1 123456789012", "2 line_too_long 12", "3 1"]);
    check(
        &format!("{}\n1\n{}", "x".repeat(1_000), "x".repeat(13)),
        &["1 line_too_long 12", "2 1", "3 line_too_long 12"],
    );
}

#[test]
fn holds_no_more_than_a_document_of_an_endless_line() {
    for format in [Format::Ndjson, Format::JsonDocuments] {
        let limits = Limits::default();
        let read = Filled { head: b"{}\n{\"a\":\"", filling: (b'x', 1 << 30), tail: b"\"}\n{}\n" };
        let mut blocks = Blocks::new(read, format, limits);
        let told = told(&mut blocks);
        assert_eq!(told, ["1 {}", "2 line_too_long 1048576", "3 {}"]);
        assert!(blocks.capacity() <= limits.document + 2 * limits.block, "{}", blocks.capacity());
    }
}

#[test]
fn hands_out_what_there_is_before_it_waits() {
    struct Broken<'a>(&'a [u8]);
    impl Read for Broken<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(io::Error::other("gone")) } else { self.0.read(room) }
        }
    }
    let mut blocks = Blocks::new(Broken(b"{}\n{\"a\""), Format::Ndjson, Limits::default());
    assert_eq!(blocks.next().unwrap().unwrap().len(), 1);
    assert_eq!(blocks.next().unwrap().unwrap_err().to_string(), "gone");
}

#[test]
fn knows_formats() {
    let rows = [
        ("a.ndjson", "{\n", Format::Ndjson),
        ("a.JSONL", "", Format::Ndjson),
        ("a.csv", "{}", Format::Csv),
        ("a.json", "{\n\"a\": 1}", Format::JsonDocuments),
        ("a.json", "\u{feff}\n{\"a\": 1}\n{", Format::Ndjson),
        ("a.json", "[{\"a\": 1}]", Format::JsonDocuments),
        ("-", "{\"a\": 1}", Format::Ndjson),
        ("-", "{\"a\": 1}{\"a\": 1}", Format::JsonDocuments),
        ("-", "{\"a\": 1", Format::JsonDocuments),
        ("-", "  [\n", Format::JsonDocuments),
        ("-", "\u{feff}reference,a", Format::Csv),
        ("-", "", Format::Csv),
        ("dir.json/file", "a", Format::Csv),
    ];
    for (name, first, expected) in rows {
        assert_eq!(Format::of(name, first.as_bytes()), expected, "{name} {first}");
    }
}

proptest! {
    #[test]
    fn cuts_the_same_whatever_the_portions(input in "[{}\\[\\]\"\\\\,\\n\\r ax;]{0,80}", block in 0_usize..40) {
        for format in [Format::Ndjson, Format::JsonDocuments, Format::Csv] {
            let limits = Limits { block, document: 12 };
            let whole = told(Blocks::new(input.as_bytes(), format, Limits { block: 1 << 16, document: 12 }));
            let slow = told(Blocks::new(OneByte(input.as_bytes()), format, limits));
            prop_assert_eq!(&whole, &slow, "{:?}", format);
            let in_steps = told(Blocks::new(input.as_bytes(), format, limits));
            prop_assert_eq!(&whole, &in_steps, "{:?}", format);
        }
    }
}

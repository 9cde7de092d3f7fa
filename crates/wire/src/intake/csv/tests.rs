//! Tests of records and headers: ragged, endless, unclosed, and what columns named as fields make of them.

use super::super::lines::tests::{Filled, OneByte, told};
use super::super::lines::{Blocks, Format, Limits};
use super::super::{Intake, Unreadable, open};
use super::*;

const SMALL: Limits = Limits { block: 16, document: 24 };

/// Records after the header `a,b`, as their cells or their fault.
#[track_caller]
fn check(records: &str, expected: &[&str]) {
    let input = format!("a,b\n{records}");
    let whole = told(Blocks::new(input.as_bytes(), Format::Csv, SMALL));
    assert_eq!(whole, expected, "{records}");
    let slow = told(Blocks::new(OneByte(input.as_bytes()), Format::Csv, SMALL));
    assert_eq!(slow, expected, "byte by byte: {records}");
}

#[test]
fn cuts_records() {
    check("", &[]);
    check("1,2", &["2 1|2"]);
    check("1,2\r\n\r\n\n3,4\r\n", &["2 1|2", "5 3|4"]);
    check("\"1,\"\"x\"\"\n\",2\n3,\n", &["2 1,\"x\"\n|2", "4 3|"]);
    check("5\" pipe,2\n3,4\n", &["2 5\" pipe|2", "3 3|4"]);
}

#[test]
fn names_ragged_records() {
    check("1\n1,2,3\n1,2", &["2 ragged_row 2 1", "3 ragged_row 2 3", "4 1|2"]);
    check("1,\"2\n3,4\n", &["2 ragged_row 2 1"]);
    check(&format!("{}\n1,2", ",".repeat(20)), &["2 ragged_row 2 21", "3 1|2"]);
    let limits = Limits::default();
    let commas = format!("a,b\n{}\n1,2", ",".repeat(2 * MAX_COLUMNS + 1));
    let many = told(Blocks::new(commas.as_bytes(), Format::Csv, limits));
    assert_eq!(many, ["2 ragged_row 2 32770", "3 1|2"]);
}

#[test]
fn gives_up_long_records_and_goes_on_at_the_next_line() {
    check(&format!("{}\n1,2", "x".repeat(300)), &["2 line_too_long 24", "3 1|2"]);
    check(
        "1,\"an open quote\nwith more\nand more\n1,2\n3,4",
        &["2 line_too_long 24", "4 ragged_row 2 1", "5 1|2", "6 3|4"],
    );
}

#[test]
fn holds_no_more_than_a_record_of_an_endless_quote() {
    let read = Filled { head: b"a,b\n1,2\n\"", filling: (b'x', 1 << 30), tail: b"\"\n3,4\n" };
    let mut blocks = Blocks::new(read, Format::Csv, Limits::default());
    assert_eq!(told(&mut blocks), ["2 1|2", "3 line_too_long 1048576", "4 3|4"]);
    assert!(blocks.capacity() <= 2 * Limits::default().block, "{}", blocks.capacity());
}

/// The header's names, or why there are none.
#[track_caller]
fn check_header(input: &[u8], expected: Result<&[&str], &str>) {
    let header = Blocks::new(OneByte(input), Format::Csv, SMALL).header().unwrap().unwrap();
    let names = header.as_ref().map(|header| header.names().collect::<Vec<_>>());
    assert_eq!(names.as_deref().map_err(|fault| fault.code.as_str()), expected);
}

#[test]
fn reads_headers() {
    check_header(b"", Ok(&[]));
    check_header(b"\xef\xbb\xbfa, b ,\n1", Ok(&["a", "b", ""]));
    check_header(b"a;b\n1,2", Ok(&["a", "b"]));
    check_header(b"a\tb;c\r\n", Ok(&["a", "b;c"]));
    check_header(b"\"a,x\",b", Ok(&["a,x", "b"]));
    check_header(b"a\xe9,b", Err("not_utf8"));
    check_header(b"\xff\xfea\0,\0b\0", Err("not_utf8"));
    check_header(b"a,b,c,d,e,f,g,h,i,j,k,l,m,n", Err("line_too_long"));
}

/// The fields of the records, their faults and the notes on the file; or its flaws.
#[track_caller]
fn check_read(input: &[u8], expected: &[&str]) {
    let Intake { blocks, reader } = match open("a.csv", input, None, Limits::default()) {
        Ok(intake) => intake,
        Err(Unreadable::Flaws(flaws)) => {
            assert_eq!(flaws.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
            return;
        }
        Err(Unreadable::Stream(error)) => panic!("{error}"),
    };
    let mut lines: Vec<String> = reader.notes().iter().map(|fault| format!("{fault:?}")).collect();
    for block in blocks {
        for document in block.unwrap().documents() {
            match reader.read(&document) {
                Ok(reading) => lines.extend(super::super::tests::fields(&reading.submission)),
                Err(fault) => lines.push(format!("{fault:?}")),
            }
        }
    }
    assert_eq!(lines, expected);
}

#[test]
fn reads_columns_named_as_fields() {
    check_read(
        b"reference,value.goods,goods_items.0.origin\nR,24.90, CN \n,,\n",
        &["reference = R", "value.goods = 24.90", "goods_items.0.origin = CN"],
    );
    check_read(
        b"consignor.address.lines.1,consignor.address.lines.0,consignee.address.lines\nb,a,\"x\ny\"\n",
        &["consignor.address.lines = a\nb", "consignee.address.lines = x\ny"],
    );
    check_read(b"documents.0.type,documents.1.type\n,invoice\n", &["documents.1.type = invoice"]);
}

#[test]
fn notes_columns_that_are_not_used() {
    check_read(
        b"reference,Vale.goods,\nR,1,2\n",
        &[
            "unknown_field /Vale.goods [(\"suggestion\", \"value.goods\")]",
            "unknown_field / []",
            "reference = R",
        ],
    );
}

#[test]
fn refuses_headers_that_fit_nothing() {
    check_read(b"", &["`header`: the file is empty; send a header and records"]);
    check_read(
        b"reference,a,reference,a\n",
        &[
            "`a`: two columns have this name; rename or remove one of them",
            "`reference`: two columns have this name; rename or remove one of them",
        ],
    );
    check_read(
        b"goods_items.998.line,goods_items.0.line\n",
        &["`goods_items.998`: there is no `goods_items.997`; count from 0 without gaps"],
    );
    check_read(
        b"x,y\n",
        &[
            "`header`: no column is a field of a declaration; name the columns by our fields, or name a mapping",
        ],
    );
    check_read(
        b"a\xe9\n",
        &[
            "`header`: not_utf8 (encoding windows-1252, at 2); send UTF-8 text whose first record names the columns",
        ],
    );
}

#[test]
fn names_what_is_wrong_in_cells() {
    check_read(
        b"reference,consignee.name,packages,consignee.address.lines\nR,=1+1,12345678901234567,\"1\n2\n3\n4\n5\n6\"\n",
        &[
            "reference = R",
            "consignee.name = =1+1",
            "consignee.address.lines = 1\n2\n3\n4\n5",
            "too_long /packages [(\"limit\", \"16\"), (\"found\", \"17\")]",
            "formula_like /consignee/name []",
            "too_many_entries /consignee/address/lines [(\"limit\", \"5\"), (\"found\", \"6\")]",
        ],
    );
    check_read(b"reference,ucr\nR\0,1\n", &["ucr = 1", "control_character /reference []"]);
    check_read(
        b"reference,ucr\ncaf\xe9,1\nR,2\n",
        &["not_utf8  [(\"encoding\", \"windows-1252\"), (\"at\", \"4\")]", "reference = R", "ucr = 2"],
    );
    check_read(
        b"reference,ucr\n\xc3,\xa9\n",
        &["not_utf8  [(\"encoding\", \"windows-1252\"), (\"at\", \"2\")]"],
    );
}

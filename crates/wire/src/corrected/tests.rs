//! Tests of tables to correct: what goes out comes in again, and nothing in it is run.

use super::*;
use crate::intake::{Limits, open};
use crate::texts::Texts;
use clearance::{DocumentText, FaultCode, ItemText, MAX_DOCUMENTS, MAX_GOODS_ITEMS};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::new(&BTreeMap::new()).0);

/// The table of declarations, each with the same faults.
fn table(submissions: &[Submission<'_>], faults: &[Fault]) -> String {
    let voice = TEXTS.voice("en").unwrap();
    let (mut corrections, mut out) = (Corrections::default(), Vec::new());
    submissions.iter().for_each(|submission| corrections.make_room(submission));
    corrections.write_header(&mut out);
    submissions.iter().for_each(|submission| corrections.write(submission, faults, voice, &mut out));
    String::from_utf8(out).unwrap()
}

/// Every field of a submission with its text, and how many goods items and documents there are.
fn fields_of(submission: &Submission<'_>) -> (Vec<(String, String)>, [usize; 2]) {
    let mut room = Corrections::default();
    room.make_room(submission);
    let field = |column: &Column| Some((column.name(), column.text(submission)?.to_owned()));
    let lists = [submission.items.len(), submission.documents.len()];
    (room.columns.iter().filter_map(field).collect(), lists)
}

/// What the intake reads in a table; its notes on the file must be none.
fn read_again(csv: &str) -> Vec<Submission<'static>> {
    let intake =
        open("batch.csv", csv.as_bytes(), None, Limits::default()).map_err(|flaws| flaws.to_string());
    let intake = intake.unwrap();
    assert_eq!(intake.reader.notes(), []);
    let blocks: Vec<_> = intake.blocks.map(Result::unwrap).collect();
    let mut read = Vec::new();
    for document in blocks.iter().flat_map(|block| block.documents()) {
        let submission = intake.reader.read(&document).unwrap().submission;
        read.push(owned(&submission));
    }
    read
}

fn owned(submission: &Submission<'_>) -> Submission<'static> {
    let own = |text: &str| Cow::Owned(text.to_owned());
    let mut copy = Submission::default();
    copy.faults.clone_from(&submission.faults);
    for field in HeaderField::ALL {
        submission.text(*field).into_iter().for_each(|text| copy.set(*field, own(text)));
    }
    for item in &submission.items {
        let mut into = ItemText::default();
        for field in ItemField::ALL {
            item.text(*field).into_iter().for_each(|text| into.set(*field, own(text)));
        }
        copy.items.push(into);
    }
    for document in &submission.documents {
        let mut into = DocumentText::default();
        for field in DocumentField::ALL {
            document.text(*field).into_iter().for_each(|text| into.set(*field, own(text)));
        }
        copy.documents.push(into);
    }
    copy
}

fn with(fields: &[(HeaderField, &str)]) -> Submission<'static> {
    let mut submission = Submission::default();
    fields.iter().for_each(|(field, text)| submission.set(*field, Cow::Owned((*text).to_owned())));
    submission
}

#[test]
fn a_table_says_what_to_fix_and_has_the_columns_that_are_used() {
    let mut submission = with(&[(HeaderField::Reference, "R-1"), (HeaderField::ConsigneePhone, "+49 30 12")]);
    submission.items.push(ItemText::default());
    submission.items[0].set(ItemField::Origin, Cow::Borrowed("QQ"));
    let faults = [
        Fault::new(FaultCode::DescriptionVague, "/goods_items/0/description").with("words", "gift"),
        Fault::new(FaultCode::UnknownCountry, "/goods_items/0/origin").with("found", "QQ"),
        Fault::new(FaultCode::Missing, "/value/currency"),
    ];
    let table = table(&[submission], &faults);
    let (header, row) = table.split_once("\r\n").unwrap();
    assert_eq!(
        header,
        "\u{feff}fix,fault_fields,reference,consignee.phone,goods_items.0.line,goods_items.0.origin"
    );
    assert!(row.starts_with("\"goods_items.0.origin: “QQ” is not a country code"), "{row}");
    assert!(row.contains(" | value.currency: "), "{row}");
    assert!(row.contains("(What could be better) goods_items.0.description"), "{row}");
    assert!(row.ends_with(",goods_items.0.origin | value.currency,R-1,\"'+49 30 12\",,QQ\r\n"), "{row}");
}

#[test]
fn a_line_that_could_not_be_read_has_its_faults_and_nothing_else() {
    let faults = [Fault::new(FaultCode::RaggedRow, "").with("found", 3).with("expected", 4)];
    let table = table(&[Submission::default()], &faults);
    let row = table.split("\r\n").nth(1).unwrap();
    assert!(row.starts_with("\"The row has 3 cells, the header has 4. ") && row.ends_with("\",,"), "{row}");
    let (mut unread, voice) = (Vec::new(), TEXTS.voice("en").unwrap());
    Corrections::default().write_unread("Line 7.", &faults, voice, &mut unread);
    let unread = String::from_utf8(unread).unwrap();
    assert!(unread.starts_with("\"Line 7. | The row has 3 cells, the header has 4. "), "{unread}");
}

#[test]
fn declarations_without_a_field_come_in_again() {
    let csv = table(&[Submission::default(), Submission::default()], &[Fault::new(FaultCode::RaggedRow, "")]);
    let read = read_again(&csv);
    assert_eq!(read.iter().map(fields_of).collect::<Vec<_>>(), vec![(Vec::new(), [0, 0]); 2]);
}

#[test]
fn fields_are_named_as_their_columns() {
    let rows = [
        ("", ""),
        ("/value/goods", "value.goods"),
        ("/goods_items/12/origin", "goods_items.12.origin"),
        ("/consignee/address/lines/2", "consignee.address.lines"),
        ("/documents", "documents"),
        ("/a~1b~0c", "a/b~c"),
    ];
    for (pointer, name) in rows {
        assert_eq!(field_name(pointer), name);
    }
}

#[test]
fn the_longest_declaration_has_a_table() {
    let mut submission = with(&[(HeaderField::Reference, "R-1")]);
    for field in HeaderField::ALL {
        submission.set(*field, Cow::Borrowed("x"));
    }
    let mut item = ItemText::default();
    ItemField::ALL.iter().for_each(|field| item.set(*field, Cow::Borrowed("x")));
    submission.items = vec![item; MAX_GOODS_ITEMS];
    let mut document = DocumentText::default();
    DocumentField::ALL.iter().for_each(|field| document.set(*field, Cow::Borrowed("x")));
    submission.documents = vec![document; MAX_DOCUMENTS];
    let read = read_again(&table(std::slice::from_ref(&submission), &[]));
    assert_eq!(read.len(), 1);
    assert_eq!(fields_of(&read[0]), fields_of(&submission));
}

/// A text of the kinds that tables break on.
fn text() -> impl Strategy<Value = String> {
    let signs = "[=+\\-@',;\"| a0.é語\u{645}\u{feff}]{1,6}";
    let usual = "[ -~]{1,12}";
    prop_oneof![signs.prop_map(String::from), usual.prop_map(String::from), "-?[0-9]{1,3}([.][0-9])?"]
}

/// Whether the intake takes a text as it is: not one with a mark that it calls a control character.
fn is_taken(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains('\u{feff}')
}

fn submission() -> impl Strategy<Value = Submission<'static>> {
    let header = vec((select(HeaderField::ALL), text()), 1..12);
    let items = vec(vec((select(ItemField::ALL), text()), 0..5), 0..4);
    let documents = vec(vec((select(DocumentField::ALL), text()), 0..3), 0..3);
    let lines = vec(text(), 0..5);
    (header, items, documents, lines).prop_map(|(header, items, documents, lines)| {
        let mut submission = Submission::default();
        let fits = |text: &str, limit: usize| is_taken(text) && text.chars().count() <= limit;
        for (field, text) in header {
            // Lines of addresses are made below.
            if fits(&text, field.limit()) && !field.as_str().ends_with("lines") {
                submission.set(field, Cow::Owned(text));
            }
        }
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| is_taken(line)).collect();
        submission.set(HeaderField::ConsigneeAddressLines, Cow::Owned(lines.join("\n")));
        for fields in items {
            let mut item = ItemText::default();
            let fields = fields.into_iter().filter(|(field, text)| fits(text, field.limit()));
            fields.for_each(|(field, text)| item.set(field, Cow::Owned(text)));
            submission.items.push(item);
        }
        for fields in documents {
            let mut document = DocumentText::default();
            let fields = fields.into_iter().filter(|(field, text)| fits(text, field.limit()));
            fields.for_each(|(field, text)| document.set(field, Cow::Owned(text)));
            submission.documents.push(document);
        }
        // Those without a field at the end are as if they were not there.
        let is_empty = |item: &ItemText<'_>| ItemField::ALL.iter().all(|field| item.text(*field).is_none());
        while submission.items.last().is_some_and(is_empty) {
            submission.items.pop();
        }
        let is_empty = |document: &DocumentText<'_>| {
            DocumentField::ALL.iter().all(|field| document.text(*field).is_none())
        };
        while submission.documents.last().is_some_and(is_empty) {
            submission.documents.pop();
        }
        submission
    })
}

proptest! {
    #[test]
    fn what_goes_out_comes_in_again(submissions in vec(submission(), 1..4)) {
        let faults = [Fault::new(FaultCode::UnknownField, "/=cmd, \"x\"").with("suggestion", "=1+1")];
        let csv = table(&submissions, &faults);
        let read = read_again(&csv);
        prop_assert_eq!(
            read.iter().map(fields_of).collect::<Vec<_>>(),
            submissions.iter().map(fields_of).collect::<Vec<_>>(),
            "{}", csv
        );
        // Going out once more changes nothing.
        prop_assert_eq!(table(&read, &faults), csv);
    }
}

//! Tests of the whole way in: the same from every format, and nothing stops it.

use super::*;
use clearance::{DocumentField, DocumentText, HeaderField, ItemField, ItemText, Submission};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Every field of a submission as `name = text`, then every fault.
pub(super) fn fields(submission: &Submission<'_>) -> Vec<String> {
    let faults = submission.faults.iter().map(|fault| format!("{fault:?}"));
    named(submission).into_iter().map(|(name, text)| format!("{name} = {text}")).chain(faults).collect()
}

fn named(submission: &Submission<'_>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut push = |name: String, text: Option<&str>| fields.extend(text.map(|text| (name, text.to_owned())));
    for field in HeaderField::ALL {
        push(field.as_str().to_owned(), submission.text(*field));
    }
    for (place, item) in submission.items.iter().enumerate() {
        for field in ItemField::ALL {
            push(format!("goods_items.{place}.{}", field.as_str()), item.text(*field));
        }
    }
    for (place, document) in submission.documents.iter().enumerate() {
        for field in DocumentField::ALL {
            push(format!("documents.{place}.{}", field.as_str()), document.text(*field));
        }
    }
    fields
}

/// A submission with texts of every kind in some of its fields.
fn submission() -> impl Strategy<Value = Submission<'static>> {
    let text = || "[a-zA-Zäß語🙂0-9\"\\\\,;'/.]{1,2}";
    let header = vec((select(HeaderField::ALL), text()), 1..20);
    let items = vec(vec((select(ItemField::ALL), text()), 1..6), 0..4);
    let documents = vec(vec((select(DocumentField::ALL), text()), 1..3), 0..3);
    (header, items, documents).prop_map(|(header, items, documents)| {
        let mut submission = Submission::default();
        for (field, text) in header {
            submission.set(field, Cow::Owned(text));
        }
        let lines = Cow::Borrowed("4 Harbour St\n\"Flat\", 2");
        submission.set(HeaderField::ConsigneeAddressLines, lines);
        for fields in items {
            let mut item = ItemText::default();
            fields.into_iter().for_each(|(field, text)| item.set(field, Cow::Owned(text)));
            submission.items.push(item);
        }
        for fields in documents {
            let mut document = DocumentText::default();
            fields.into_iter().for_each(|(field, text)| document.set(field, Cow::Owned(text)));
            submission.documents.push(document);
        }
        submission
    })
}

fn as_json(submission: &Submission<'_>) -> String {
    let mut top = Value::Object(Map::new());
    for (name, text) in named(submission) {
        let mut place = &mut top;
        for part in name.split('.') {
            place = match part.parse::<usize>() {
                Ok(at) => {
                    if place.is_null() {
                        *place = Value::Array(Vec::new());
                    }
                    let list = place.as_array_mut().unwrap();
                    list.resize(list.len().max(at + 1), Value::Null);
                    &mut list[at]
                }
                Err(_) => {
                    if place.is_null() {
                        *place = Value::Object(Map::new());
                    }
                    place.as_object_mut().unwrap().entry(part).or_insert(Value::Null)
                }
            };
        }
        *place = match name.ends_with(".lines") {
            true => text.split('\n').map(|line| Value::String(line.to_owned())).collect(),
            false => Value::String(text),
        };
    }
    top.to_string()
}

fn as_csv(submission: &Submission<'_>, delimiter: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (names, texts): (Vec<_>, Vec<_>) = named(submission).into_iter().unzip();
    let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("{}\r\n{}\r\n", names.join(delimiter), texts.join(delimiter))
}

/// Reads everything there is in an input.
fn read_all(name: &str, input: &[u8], limits: Limits) -> Option<Vec<Vec<String>>> {
    let intake = open(name, input, None, limits).ok()?;
    let blocks: Vec<_> = intake.blocks.map(Result::unwrap).collect();
    let documents = blocks.iter().flat_map(Block::documents);
    Some(
        documents
            .map(|document| {
                intake
                    .reader
                    .read(&document)
                    .map_or_else(|fault| vec![format!("{fault:?}")], |reading| fields(&reading.submission))
            })
            .collect(),
    )
}

#[test]
fn reads_the_same_from_every_format() {
    let pretty = "{\n  \"reference\": \"A\"\n}\n";
    for input in [
        "{\"reference\":\"A\"}\n",
        pretty,
        "[{\"reference\":\"A\"}]",
        "reference\nA\n",
        "reference;ucr\nA;\n",
    ] {
        assert_eq!(
            read_all("-", input.as_bytes(), Limits::default()).unwrap(),
            [["reference = A"]],
            "{input}"
        );
    }
}

#[test]
fn a_hostile_line_costs_that_line() {
    let hostile: [(&[u8], &str); 6] = [
        (b"{\"reference\": \"B", "malformed_json"),
        (b"{\"reference\": \"caf\xe9\"}", "not_utf8"),
        (b"{\"packages\": 1e400}", "malformed_json"),
        (b"\0\0\0", "not_utf8"),
        (b"reference,B", "malformed_json"),
        (b"\xff\xfe{\0}\0", "not_utf8"),
    ];
    for (line, code) in hostile {
        let input = [b"{\"reference\":\"A\"}\n", line, b"\n{\"reference\":\"C\"}\n"].concat();
        let told = read_all("-", &input, Limits::default()).unwrap();
        assert_eq!(told.len(), 3);
        assert_eq!(
            (&told[0], &told[2]),
            (&vec!["reference = A".to_owned()], &vec!["reference = C".to_owned()])
        );
        assert!(told[1][0].starts_with(code), "{:?}", told[1]);
    }
}

proptest! {
    #[test]
    fn a_submission_reads_back_equal(submission in submission()) {
        let limits = Limits::default();
        let expected = vec![fields(&submission)];
        let json = as_json(&submission);
        prop_assert_eq!(read_all("a.ndjson", json.as_bytes(), limits).unwrap(), expected.clone(), "{}", json);
        prop_assert_eq!(read_all("a.json", json.as_bytes(), limits).unwrap(), expected.clone(), "{}", json);
        for delimiter in [",", ";", "\t"] {
            let csv = as_csv(&submission, delimiter);
            prop_assert_eq!(read_all("a.csv", csv.as_bytes(), limits).unwrap(), expected.clone(), "{}", csv);
        }
    }

    #[test]
    fn no_bytes_stop_it(input in vec(any::<u8>(), 0..300), name in select(vec!["-", "a.ndjson", "a.json", "a.csv"])) {
        read_all(name, &input, Limits { block: 32, document: 64 });
        let _ = json::read(&input).is_ok();
    }

    #[test]
    fn no_damage_stops_it(submission in submission(), at: usize, byte: u8, cut: usize) {
        for mut input in [as_json(&submission).into_bytes(), as_csv(&submission, ",").into_bytes()] {
            let len = input.len();
            input[at % len] = byte;
            input.truncate(cut % len);
            for name in ["a.ndjson", "a.json", "a.csv"] {
                read_all(name, &input, Limits::default());
            }
        }
    }

    #[test]
    fn it_refuses_exactly_what_no_json_reader_takes(input in "[{}\\[\\]\":,u0-9e.\\\\ \\-a-f]{0,40}", wrap: bool) {
        let input = if wrap { format!("{{\"a\":{input}}}") } else { input };
        let is_object = serde_json::from_str::<Map<String, Value>>(&input).is_ok();
        prop_assert_eq!(json::read(input.as_bytes()).is_ok(), is_object, "{}", input);
    }
}

//! Tests of one object: what is read, what is a fault and what is refused.

use super::super::tests::fields;
use super::*;
use std::fmt::Write;

/// The fields that were read and the faults, or the fault that refuses all of it.
#[track_caller]
fn check(input: impl AsRef<[u8]>, expected: &[&str]) {
    let input = input.as_ref();
    let told = match read(input) {
        Ok(submission) => fields(&submission),
        Err(fault) => vec![format!("refused: {fault:?}")],
    };
    let shown = String::from_utf8_lossy(&input[..input.len().min(200)]);
    assert_eq!(told, expected, "{shown}");
}

#[test]
fn reads_an_object_by_field() {
    let example = r#"{ "reference": "LRN-1", "transport": { "document": "LX1", "office": "XAPRT1" }, "packages": 1,
        "consignor": { "name": "Bright", "address": { "lines": ["8 Keji Rd"], "city": "Shenzhen" },
            "identifier": { "scheme": "a", "value": "b" } },
        "goods_items": [ { "line": 1, "value": "14.90" }, { "line": 12, "tax_paid": true } ],
        "documents": [ { "type": "invoice" } ] }"#;
    check(
        example,
        &[
            "reference = LRN-1",
            "transport.document = LX1",
            "transport.office = XAPRT1",
            "packages = 1",
            "consignor.name = Bright",
            "consignor.address.lines = 8 Keji Rd",
            "consignor.address.city = Shenzhen",
            "consignor.identifier.scheme = a",
            "consignor.identifier.value = b",
            "goods_items.0.line = 1",
            "goods_items.0.value = 14.90",
            "goods_items.1.line = 12",
            "goods_items.1.tax_paid = true",
            "documents.0.type = invoice",
        ],
    );
}

#[test]
fn borrows_texts_from_the_bytes() {
    let input = r#"{"reference":" R-1 ","ucr":"a\u0062"}"#;
    let submission = read(input.as_bytes()).unwrap();
    let is_borrowed =
        |field| input.as_bytes().as_ptr_range().contains(&submission.text(field).unwrap().as_ptr());
    assert!(is_borrowed(HeaderField::Reference));
    assert_eq!((submission.text(HeaderField::Ucr), is_borrowed(HeaderField::Ucr)), (Some("ab"), false));
}

#[test]
fn takes_numbers_and_truth_values_as_texts() {
    check(
        r#"{"packages":2,"gross_mass_kg":0.45,"value":{"goods":-3,"freight":1e3}}"#,
        &["packages = 2", "gross_mass_kg = 0.45", "value.goods = -3", "value.freight = 1000"],
    );
    check(r#"{"reference":null,"consignor":null,"goods_items":null,"ucr":"  "}"#, &[]);
    check(r#"{"tracking_number":12345678901234567}"#, &["tracking_number = 12345678901234567"]);
    check(
        r#"{"tracking_number":123456789012345678901}"#,
        &[r#"wrong_type /tracking_number [("expected", "text"), ("found", "number")]"#],
    );
}

#[test]
fn refuses_what_is_not_one_object() {
    let malformed = |at: usize, reason: &str| {
        format!(r#"refused: malformed_json  [("at", "{at}"), ("reason", "{reason}")]"#)
    };
    let rows: [(&str, usize, &str); 19] = [
        ("", 1, "the text ends too early"),
        ("{\"reference\": \"A", 16, "the text ends too early"),
        ("{\"reference\": ", 14, "the text ends too early"),
        ("{\n\"ucr\": x}", 10, "expected value"),
        ("[]", 1, "expected `{`"),
        ("  \"text\"", 3, "expected `{`"),
        ("\u{feff}[", 4, "expected `{`"),
        ("{} {}", 4, "something follows the object"),
        ("{\"a\":1,}", 8, "trailing comma"),
        ("{a:1}", 2, "key must be a string"),
        ("{\"a\":1e400}", 10, "number out of range"),
        ("{\"ucr\":1e400}", 12, "number out of range"),
        ("{\"ucr\":\"\\ud800\"}", 15, "half of a surrogate pair"),
        ("{\"a\":\"\\ud800\"}", 13, "half of a surrogate pair"),
        ("{\"ucr\":\"a\nb\"}", 10, "control character in a text"),
        ("{\"ucr\":tru}", 11, "expected `true`, `false` or `null`"),
        ("{\"ucr\" 1}", 8, "expected `:`"),
        ("{\"ucr\":\"\\x\"}", 10, "invalid escape"),
        ("\0", 1, "expected `{`"),
    ];
    for (input, at, reason) in rows {
        check(input, &[&malformed(at, reason)]);
    }
    check("[".repeat(22_000), &[&malformed(1, "expected `{`")]);
    check(format!("{{\"a\":{}", "[".repeat(22_000)), &[&malformed(132, "nested too deeply")]);
    check(
        format!("{{\"ucr\":{}1{}}}", "[".repeat(200), "]".repeat(200)),
        &[&malformed(134, "nested too deeply")],
    );
    check(b"{\"ucr\": \"caf\xe9\"}", &[r#"refused: not_utf8  [("encoding", "windows-1252"), ("at", "13")]"#]);
    check(b"\xff\xfe{\0}\0", &[r#"refused: not_utf8  [("encoding", "utf-16"), ("at", "1")]"#]);
}

#[test]
fn reads_on_after_members_that_are_wrong() {
    check(
        "\u{feff}{\"ucr\":{\"a\":[1]},\"transport\":\"LX\",\"value\":[1],\"reference\":\"R\"}",
        &[
            "reference = R",
            r#"wrong_type /ucr [("expected", "text"), ("found", "object")]"#,
            r#"wrong_type /transport [("expected", "object"), ("found", "text")]"#,
            r#"wrong_type /value [("expected", "object"), ("found", "list")]"#,
        ],
    );
    check(
        r#"{"goods_items":{"line":1},"documents":[null,"x",{"type":[]}],"packages":[1]}"#,
        &[
            r#"wrong_type /goods_items [("expected", "list"), ("found", "object")]"#,
            r#"wrong_type /documents/0 [("expected", "object"), ("found", "null")]"#,
            r#"wrong_type /documents/1 [("expected", "object"), ("found", "text")]"#,
            r#"wrong_type /documents/2/type [("expected", "text"), ("found", "list")]"#,
            r#"wrong_type /packages [("expected", "text"), ("found", "list")]"#,
        ],
    );
    check(
        r#"{"ucr":"1","ucr":"2","ucr":[],"goods_items":[{"line":1,"line":2}],"goods_items":[]}"#,
        &[
            "ucr = 1",
            "goods_items.0.line = 1",
            "duplicate_key /ucr []",
            "duplicate_key /goods_items/0/line []",
            "duplicate_key /goods_items []",
        ],
    );
}

#[test]
fn names_unknown_members_and_what_was_meant() {
    check(
        r#"{"trackingNumber":1,"a/b~c":{"d":[1e5,"\n",null,false,-1]},"goods_items":[{"orign":"CN"}]}"#,
        &[
            r#"unknown_field /trackingNumber [("suggestion", "tracking_number")]"#,
            "unknown_field /a~1b~0c []",
            r#"unknown_field /goods_items/0/orign [("suggestion", "origin")]"#,
        ],
    );
    check(
        r#"{"consignee_name":"A","consignor":{"adress":{}}}"#,
        &[
            r#"unknown_field /consignee_name [("suggestion", "consignee.name")]"#,
            r#"unknown_field /consignor/adress [("suggestion", "address")]"#,
        ],
    );
    let odd = format!(r#"{{"{}":1,"\u0000\u202e":1}}"#, "é".repeat(70));
    let shown = format!("unknown_field /{} []", "é".repeat(64));
    check(odd, &[&shown, "unknown_field /\u{fffd}\u{fffd} []"]);

    let mut many = String::from("{");
    for member in 0..1_000 {
        let _ = write!(many, "\"x{member:04}\":1,");
    }
    many.push_str("\"ucr\":\"1\"}");
    let faults = read(many.as_bytes()).unwrap().faults;
    assert_eq!(faults.len(), 21);
    assert_eq!(faults.last().unwrap().details, [("more", "980".to_owned())]);
}

#[test]
fn keeps_no_text_that_a_field_may_not_hold() {
    check(
        format!(r#"{{"ucr":"{}","reference":"{}"}}"#, "x".repeat(36), "ä".repeat(35)),
        &[&format!("reference = {}", "ä".repeat(35)), r#"too_long /ucr [("limit", "35"), ("found", "36")]"#],
    );
    check(
        r#"{"ucr":"a\u0000","reference":"a\u202eb","order":{"number":"\u0085a\u009b"}}"#,
        &[
            "control_character /ucr []",
            "control_character /reference []",
            "control_character /order/number []",
        ],
    );
    check(
        r#"{"consignee":{"name":"=HYPERLINK()","phone":"+49 1","address":{"city":"\tX","lines":["@a"]}}}"#,
        &[
            "consignee.name = =HYPERLINK()",
            "consignee.address.lines = @a",
            "consignee.address.city = X",
            "consignee.phone = +49 1",
            "formula_like /consignee/name []",
            "formula_like /consignee/address/city []",
            "formula_like /consignee/address/lines/0 []",
        ],
    );
}

#[test]
fn joins_the_lines_of_an_address() {
    let lines = |lines: &str| format!(r#"{{"consignee":{{"address":{{"lines":{lines}}}}}}}"#);
    check(lines(r#"["a"," ","b ",null,3]"#), &["consignee.address.lines = a\nb\n3"]);
    check(
        lines(r#""a""#),
        &[r#"wrong_type /consignee/address/lines [("expected", "list"), ("found", "text")]"#],
    );
    check(
        lines(r#"["a",["b"],"c\nd","e","f","g","h"]"#),
        &[
            "consignee.address.lines = a\ne\nf",
            r#"wrong_type /consignee/address/lines/1 [("expected", "text"), ("found", "list")]"#,
            "control_character /consignee/address/lines/2 []",
            r#"too_many_entries /consignee/address/lines [("limit", "5"), ("found", "7")]"#,
        ],
    );
    let long = "x".repeat(200);
    check(
        lines(&format!(r#"["{long}","{long}"]"#)),
        &[r#"too_long /consignee/address/lines [("limit", "350"), ("found", "401")]"#],
    );
}

#[test]
fn keeps_no_more_entries_than_a_declaration_may_have() {
    let items = vec![r#"{"line":1}"#; 100_000].join(",");
    let documents = vec![r#"{"type":"invoice"}"#; 100].join(",");
    let input = format!(r#"{{"goods_items":[{items}],"documents":[{documents}]}}"#);
    let submission = read(input.as_bytes()).unwrap();
    assert_eq!((submission.items.len(), submission.documents.len()), (999, 99));
    assert!(submission.items.capacity() <= 2_048);
    let faults: Vec<String> = submission.faults.iter().map(|fault| format!("{fault:?}")).collect();
    assert_eq!(
        faults,
        [
            r#"too_many_goods_items /goods_items [("limit", "999"), ("found", "100000")]"#,
            r#"too_many_entries /documents [("limit", "99"), ("found", "100")]"#,
        ]
    );
}

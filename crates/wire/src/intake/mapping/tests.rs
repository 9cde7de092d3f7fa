//! Tests of mappings: what they make of a file, and every flaw by its key.

use super::super::{Limits, Unreadable, open, tests::fields};
use super::*;

/// What a file says under a mapping: notes, fields, faults and moments of lodging; or every flaw.
#[track_caller]
fn check(mapping: &str, file: &str, expected: &[&str]) {
    assert_eq!(
        told(mapping, file).unwrap_or_else(|flaws| flaws.iter().map(Flaw::to_string).collect()),
        expected
    );
}

fn told(mapping: &str, file: &str) -> Result<Vec<String>, Vec<Flaw>> {
    let mapping = Mapping::parse(mapping)?;
    let intake =
        open("-", file.as_bytes(), Some(&mapping), Limits::default()).map_err(|error| match error {
            Unreadable::Flaws(flaws) => flaws,
            Unreadable::Stream(error) => panic!("{error}"),
        })?;
    let mut lines: Vec<String> = intake.reader.notes().iter().map(|fault| format!("{fault:?}")).collect();
    for block in intake.blocks {
        for document in block.unwrap().documents() {
            let reading = intake.reader.read(&document).unwrap();
            lines.extend(fields(&reading.submission));
            lines.extend(reading.lodged.map(|lodged| format!("lodged {lodged}")));
        }
    }
    Ok(lines)
}

#[test]
fn maps_columns_to_fields() {
    let mapping = r#"
        [lodged]
        column = "Date"
        suffix = "T00:00:00Z"
        [fields.reference]
        column = "No"
        prefix = "KR-"
        [fields.channel]
        columns = ["Mode", "Courier"]
        join = "/"
        codes = { "50" = "post" }
        otherwise = "cargo"
        [fields."value.currency"]
        constant = "KRW"
        [fields."goods_items.0.net_mass_kg"]
        column = "Grams"
        multiply = "0.001"
        decimals = 3
        [fields."goods_items.0.origin"]
        column = "Origin"
        empty = "ZZ"
        [ignored]
        columns = ["Fraud", "Not there"]
    "#;
    check(
        mapping,
        "No,Date,Mode,Courier,Grams,Origin,Fraud\n7,2020-01-01,50,,241580.00000000004,ZZ,1\n",
        &[
            "reference = KR-7",
            "channel = post",
            "value.currency = KRW",
            "goods_items.0.net_mass_kg = 241.58",
            "lodged 2020-01-01T00:00:00Z",
        ],
    );
    check(
        mapping,
        "No,Date,Mode,Courier,Grams,Origin,Extra\n,,50,X,heavy,CN,1\n",
        &[
            "unknown_field /Extra []",
            "channel = cargo",
            "value.currency = KRW",
            "goods_items.0.origin = CN",
            "goods_items.0.net_mass_kg = heavy",
        ],
    );
    check(
        mapping,
        "No,Mode,Curier,grams,Origin,Origin\n",
        &[
            "`Origin`: two columns have this name; rename or remove one of them",
            "`fields.channel`: the file has no column `Courier`; did you mean `Curier`?",
            "`fields.\"goods_items.0.net_mass_kg\"`: the file has no column `Grams`; did you mean `grams`?",
            "`lodged`: the file has no column `Date`; name a column of the file's header",
        ],
    );
    check(
        mapping,
        "{}\n",
        &[
            "`mapping`: the input is JSON and not CSV; leave the mapping out, for JSON names the fields itself",
        ],
    );
}

#[test]
fn reads_what_a_european_excel_saves() {
    let mapping = r#"
        [lodged]
        column = "Datum"
        date = "%d.%m.%Y %H:%M"
        suffix = "Z"
        [fields.reference]
        column = "Nr"
        [fields."transport.arrival"]
        column = "Ankunft"
        date = "%d.%m.%Y"
        suffix = "T00:00:00Z"
        [fields."value.goods"]
        column = "Wert"
        decimal_comma = true
        [fields."goods_items.0.net_mass_kg"]
        column = "Gramm"
        decimal_comma = true
        multiply = "0.001"
    "#;
    let expected = [
        "reference = 7",
        "transport.arrival = 2026-03-04T00:00:00Z",
        "value.goods = 1234.56",
        "goods_items.0.net_mass_kg = 1.0505",
        "lodged 2026-03-02T14:30:00Z",
    ];
    check(
        mapping,
        "\u{feff}Nr;Datum;Ankunft;Wert;Gramm\r\n7;02.03.2026 14:30;4.3.2026;1.234,56;1 050,5\r\n",
        &expected,
    );
    check(
        mapping,
        "\u{feff}Nr\tDatum\tAnkunft\tWert\tGramm\r\n7\t02.03.2026 14:30\t04.03.2026\t1 234,56\t1050,5\r\n",
        &expected,
    );
    check(
        mapping,
        "Nr;Datum;Ankunft;Wert;Gramm\n7;heute;31.02.2026;1,234.56;viel\n",
        &[
            "reference = 7",
            "transport.arrival = 31.02.2026T00:00:00Z",
            "value.goods = 1,234.56",
            "goods_items.0.net_mass_kg = viel",
            "lodged heuteZ",
        ],
    );
}

#[test]
fn names_every_flaw_at_once() {
    let mapping = r#"
        other = 1
        [lodged]
        column = "l"
        date = 1
        [fields.refrence]
        column = "a"
        [fields.reference]
        colum = "a"
        [fields.stage]
        column = "a"
        constant = "b"
        [fields.channel]
        columns = []
        codes = { "1" = 2 }
        [fields.ucr]
        constant = "a"
        suffix = "b"
        [fields."value.goods"]
        column = 3
        multiply = 0.001
        decimals = 7
        [fields."value.freight"]
        column = "c"
        multiply = "1e3"
        decimal_comma = "yes"
        date = "dd/mm/yyyy"
        [fields."goods_items.1.line"]
        constant = "2"
        [fields."order.number"]
        column = "d"
        [ignored]
        columns = ["d"]
    "#;
    check(
        mapping,
        "",
        &[
            "`other`: no such key; leave it out; the keys here are lodged, fields, ignored",
            "`lodged.date`: not a text; put it in quotes",
            "`fields.channel.columns`: not a list of texts; write it as [\"one\", \"another\"]",
            "`fields.channel.codes.\"1\"`: not a text; put it in quotes",
            "`fields.reference.colum`: no such key; did you mean `column`?",
            "`fields.reference`: nothing says where the text comes from; give one of `column`, `columns` and `constant`",
            "`fields.refrence`: a declaration has no such field; did you mean `reference`?",
            "`fields.stage`: two sources; give one of `column`, `columns` and `constant`",
            "`fields.ucr.constant`: nothing becomes of a constant; write the text itself, and no key beside it",
            "`fields.\"value.freight\".decimal_comma`: neither true nor false; write `decimal_comma = true`",
            "`fields.\"value.freight\".date`: no date can be read by this format; write day, month and year once each, such as \"%d/%m/%Y\" or \"%d/%m/%Y %H:%M\"",
            "`fields.\"value.freight\".multiply`: not a decimal number; write digits with a point, such as \"0.001\"",
            "`fields.\"value.goods\".column`: not a text; put it in quotes",
            "`fields.\"value.goods\".multiply`: not a text; put it in quotes",
            "`fields.\"value.goods\".decimals`: not a whole number from 0 to 6; write how many decimals to keep",
            "`goods_items.1`: there is no `goods_items.0`; count from 0 without gaps",
            "`ignored`: `d` is mapped as well; leave it out of one",
        ],
    );
    let flaws = Mapping::parse("[fields\n").unwrap_err();
    assert_eq!((flaws.len(), flaws[0].key.as_str()), (1, "line 1"));
}

#[test]
fn borrows_what_passes_unchanged() {
    let mapping = Mapping::parse("[fields.reference]\ncolumn = \"a\"\n[lodged]\ncolumn = \"b\"").unwrap();
    let intake = open("a.csv", b"a,b\n1,2\n".as_slice(), Some(&mapping), Limits::default()).unwrap();
    let blocks: Vec<_> = intake.blocks.map(Result::unwrap).collect();
    let document = blocks[0].documents().next().unwrap();
    let reading = intake.reader.read(&document).unwrap();
    assert!(matches!(reading.lodged, Some(std::borrow::Cow::Borrowed("2"))));
}

#[test]
fn reads_the_sample_of_korea_customs() {
    let mapping = include_str!("../../../../../maps/kr.toml");
    let file = "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,\
        Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,\
        Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud\n\
        97061800,2020-01-01,30,B,11,21,11,10,ZZR1LT6,QLRUBN9,0VKY2BR,,440890,BE,BE,0.0,FEU1,G,108.0,372254.4,0,0\n";
    let told = told(mapping, file).unwrap();
    assert!(told.iter().any(|line| line == "reference = 97061800"), "{told:?}");
    assert!(told.iter().any(|line| line == "lodged 2020-01-01T00:00:00Z"), "{told:?}");
    assert!(!told.iter().any(|line| line.starts_with("unknown_field")), "{told:?}");
}

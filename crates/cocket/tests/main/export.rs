//! `cocket export`: what was filed stands in the files, nobody's name does, and a half file is never taken for one.

use crate::backup::Place;
use crate::command::cocket;
use crate::served::{Server, folder};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rehearsal::OwnServer;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

const TABLES: [&str; 3] = ["consignments", "items", "charges"];

fn export(place: &Place, to: &str, more: &[&str]) -> Output {
    let (data, to) = (place.path("data"), place.path(to));
    let export = ["export", "--json", "--data", data.to_str().unwrap(), "--to", to.to_str().unwrap()];
    cocket(&[&export, more].concat(), b"")
}

fn exported(place: &Place, to: &str, more: &[&str]) -> Value {
    let output = export(place, to, more);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every file of an export with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for found in fs::read_dir(dir).unwrap().map(|found| found.unwrap().path()) {
        match found.is_dir() {
            true => files.extend(files_of(&found)),
            false => drop(files.insert(found.clone(), fs::read(&found).unwrap())),
        }
    }
    let without = |path: PathBuf| path.strip_prefix(dir).unwrap().to_owned();
    files.into_iter().map(|(path, bytes)| (without(path), bytes)).collect()
}

fn files_of(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(dir).into_iter().map(|(path, bytes)| (dir.join(path), bytes)).collect()
}

type Row = BTreeMap<String, Value>;

/// The rows of a table, with the day of their folder.
fn rows(dir: &Path, table: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut days: Vec<_> = fs::read_dir(dir.join(table)).unwrap().map(|day| day.unwrap().path()).collect();
    days.sort();
    for day in days {
        let file = File::open(day.join("part-0.parquet")).unwrap();
        let name = day.file_name().unwrap().to_str().unwrap().strip_prefix("day=").unwrap().to_owned();
        for row in SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap() {
            let row = row.unwrap();
            let cells = row.get_column_iter().map(|(column, field)| (column.clone(), value(field)));
            rows.push(cells.chain([("day".to_owned(), json!(name))]).collect());
        }
    }
    rows
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(flag) => json!(flag),
        Field::Long(number) => json!(number),
        Field::Date(days) => json!(days),
        Field::TimestampMicros(micros) => json!(micros),
        Field::Str(text) => json!(text),
        Field::Decimal(decimal) => {
            let scale = usize::try_from(decimal.scale()).unwrap();
            let sign = if decimal.data()[0] >= 0x80 { -1_i128 } else { 0 };
            let number = decimal.data().iter().fold(sign, |sum, byte| (sum << 8) | i128::from(*byte));
            let digits = format!("{:0>width$}", number.abs(), width = scale + 1);
            let (whole, part) = digits.split_at(digits.len() - scale);
            let minus = if number < 0 { "-" } else { "" };
            // With the two decimals that amounts are filed and told with.
            json!(format!("{minus}{whole}.{:0<2}", part.trim_end_matches('0')))
        }
        other => panic!("{other:?}"),
    }
}

fn parcel(number: u32) -> Value {
    let mut parcel: Value = serde_json::from_slice(
        fs::read(crate::golden::root().join("samples/parcels.ndjson"))
            .unwrap()
            .split(|byte| *byte == b'\n')
            .nth(1)
            .unwrap(),
    )
    .unwrap();
    parcel["reference"] = json!(format!("EXPORT-{number}"));
    parcel["tracking_number"] = json!(format!("EXPORTPARCEL{number}"));
    parcel["transport"]["document"] = json!(format!("EXPORTPARCEL{number}"));
    parcel["ucr"] = json!(format!("6CN-EXPORT-{number}"));
    parcel["order"]["number"] = json!(format!("ORDER-{number}"));
    parcel["payment"]["reference"] = json!(format!("PAY-{number}"));
    parcel["consignor"]["name"] = json!("Quixotic Trading of Quillby");
    parcel["consignor"]["address"] = json!({
        "lines": ["8 Quarrel Rd"], "city": "Quillby", "postcode": "518057", "country": "CN",
    });
    parcel["consignee"] = json!({
        "name": "Ottoline Quixwold", "email": "ottoline@quix.example", "phone": "+88 5550147",
        "identifier": { "scheme": "XA-ID", "value": "710101-4711" },
        "address": { "lines": ["77 Quagga Crescent"], "city": "Port Quince", "postcode": "90217", "country": "XA" },
    });
    parcel["payment"]["payer"] = json!("Ottoline Quixwold");
    parcel["goods_items"][0]["description"] = json!("reading lamp engraved for Ottoline, of steel");
    parcel
}

/// What nobody may find in a file.
const PERSONAL: [&str; 14] = [
    "Ottoline",
    "OTTOLINE",
    "Quixwold",
    "quix.example",
    "5550147",
    "710101",
    "Quagga",
    "Quince",
    "90217",
    "Quixotic",
    "Quarrel",
    "reading lamp",
    "EXPORTPARCEL",
    "518057",
];

fn lodge(server: &Server, parcel: &Value) -> Value {
    let body = serde_json::to_vec(parcel).unwrap();
    let (status, answer) = server.send_as("sandbox-filer", "/v1/declarations", &body).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    serde_json::from_slice(&answer).unwrap()
}

fn new_place(name: &str) -> Place {
    let place = Place { dir: folder(name) };
    fs::create_dir_all(&place.dir).unwrap();
    place
}

/// The text of a number in JSON, with two decimals at least.
fn number(text: &Value) -> String {
    let text = text.as_str().unwrap();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}.{:0<2}", part.trim_end_matches('0'))
}

#[test]
fn what_was_filed_and_decided_stands_in_the_files() {
    let place = new_place("export-filed");
    let server = Server::start(&place.path("data"));
    let (filed, answer) = (parcel(1), lodge(&server, &parcel(1)));
    place.file(&server, "60", "3");
    let told = exported(&place, "history", &[]);
    let to = place.path("history");
    let (consignments, items, charges) =
        (rows(&to, "consignments"), rows(&to, "items"), rows(&to, "charges"));
    assert_eq!(told["days"], 1);
    for (table, rows) in TABLES.iter().zip([&consignments, &items, &charges]) {
        assert_eq!(told[table], rows.len(), "{table}");
    }
    let ours = |row: &&Row| row["consignment"] == answer["consignment"];
    let row = consignments.iter().find(ours).unwrap();
    for column in ["declaration", "category", "outcome", "phase"] {
        assert_eq!(row[column], answer[column], "{column}");
    }
    for column in ["stage", "channel", "nature"] {
        assert_eq!(row[column], filed[column], "{column}");
    }
    assert_eq!(
        (&row["day"], &row["filer"], &row["role"]),
        (&json!("2026-03-02"), &json!("Sandbox Filer"), &json!("declarant"))
    );
    for (column, of) in [("value_goods", "goods"), ("value_freight", "freight")] {
        assert_eq!(row[column], number(&filed["value"][of]), "{column}");
    }
    for column in ["customs_value", "payable"] {
        assert_eq!(row[column], number(&answer["assessment"][column]), "{column}");
    }
    assert_eq!(row["gross_mass_kg"], number(&filed["gross_mass_kg"]));
    // The clock of the server stands at the beginning of the day.
    assert_eq!(row["accepted_at"], json!(1_772_409_600_000_000_i64));
    let row = items.iter().find(ours).unwrap();
    let item = &filed["goods_items"][0];
    for column in ["line", "commodity_code", "origin", "unit"] {
        assert_eq!(row[column], item[column], "{column}");
    }
    assert_eq!(
        (&row["value"], &row["quantity"]),
        (&json!(number(&item["value"])), &json!(number(&item["quantity"])))
    );
    let charged = answer["assessment"]["lines"][0]["charges"].as_array().unwrap();
    let rows: Vec<&Row> = charges.iter().filter(ours).collect();
    assert!(!charged.is_empty() && charged.len() == rows.len());
    for (row, charge) in rows.iter().zip(charged) {
        for column in ["kind", "status", "debtor", "collector", "rate", "release_waits", "law"] {
            assert_eq!(row[column], charge[column], "{column}");
        }
        for column in ["base", "amount", "due"] {
            assert_eq!(row[column], number(&charge[column]), "{column}");
        }
    }
    let mode = |path: &str| fs::metadata(to.join(path)).unwrap().permissions().mode() & 0o777;
    let file = "charges/day=2026-03-02/part-0.parquet";
    assert_eq!((mode("charges"), mode("charges/day=2026-03-02"), mode(file)), (0o700, 0o700, 0o600));
}

#[test]
fn nobody_is_named_and_who_is_forgotten_has_no_token() {
    let place = new_place("export-nobody");
    {
        let server = Server::start(&place.path("data"));
        lodge(&server, &parcel(1));
        lodge(&server, &parcel(2));
        let mut other = parcel(3);
        other["consignee"]["identifier"]["value"] = json!("720202-4712");
        lodge(&server, &other);
        let arrival = json!({
            "office": "XAPRT1", "consignments": ["EXPORTPARCEL1", "EXPORTPARCEL2", "EXPORTPARCEL3"],
        });
        let (status, answer) =
            server.send_as("sandbox-carrier", "/v1/arrivals", arrival.to_string().as_bytes()).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        // What a court asks for is not forgotten by itself.
        let hold = "/v1/consignments/EXPORTPARCEL3/legal-hold";
        let (status, answer) =
            server.send_as("sandbox-officer", hold, br#"{"reason":"a court asks for it"}"#).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
    }
    exported(&place, "history", &[]);
    // Compressed bytes tell nothing: the values themselves are looked at, too.
    let told = |to: &str| {
        let rows: Vec<Vec<Row>> = TABLES.iter().map(|table| rows(&place.path(to), table)).collect();
        let bytes = files(&place.path(to));
        let bytes = bytes.values().map(|bytes| String::from_utf8_lossy(bytes)).collect::<Vec<_>>();
        format!("{rows:?}\n{bytes:?}")
    };
    let found: Vec<_> = PERSONAL.into_iter().filter(|text| told("history").contains(text)).collect();
    assert_eq!(found, Vec::<&str>::new());
    let tokens = |to: &str, of: &str| -> Vec<Value> {
        rows(&place.path(to), "consignments").iter().map(|row| row[&format!("{of}_token")].clone()).collect()
    };
    let consignees = tokens("history", "consignee");
    assert!(consignees[0].is_string() && consignees[0] == consignees[1] && consignees[0] != consignees[2]);
    let senders: BTreeSet<String> = ["consignor", "seller"]
        .iter()
        .flat_map(|of| tokens("history", of))
        .map(|token| token.to_string())
        .collect();
    assert_eq!(senders.len(), 2, "{senders:?}");

    // Years later the consignee of two of them is forgotten.
    {
        let server = Server::start_with(&place.path("data"), "packs/examplia", "2048-03-02", &[]);
        let request = json!({
            "person": { "identifier": { "scheme": "XA-ID", "value": "710101-4711" } }, "subject": "consignee",
            "reason": "request", "legal_basis": "XA Privacy Act s.17",
        });
        let (status, answer) =
            server.send_as("sandbox-admin", "/v1/erasures", request.to_string().as_bytes()).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!((status, &answer["kept"]), (200, &json!([])), "{answer}");
    }
    exported(&place, "history", &[]);
    let after = tokens("history", "consignee");
    assert_eq!(after, [Value::Null, Value::Null, consignees[2].clone()]);
    assert!(!told("history").contains(consignees[0].as_str().unwrap()));
}

#[test]
fn the_same_database_gives_the_same_bytes_day_by_day_and_at_a_server() {
    let place = new_place("export-same");
    for (day, seed) in [("2026-03-02", "1"), ("2026-03-03", "2"), ("2026-03-05", "3")] {
        let server = Server::start_with(&place.path("data"), "packs/examplia", day, &[]);
        place.file(&server, "40", seed);
    }
    assert_eq!(exported(&place, "history", &[])["days"], 3);
    let whole = files(&place.path("history"));
    assert_eq!(whole.len(), 1 + 9);
    exported(&place, "history", &[]);
    assert_eq!(files(&place.path("history")), whole);
    // A part of the days, and then the rest.
    let days = exported(&place, "parts", &["--from", "2026-03-03", "--until", "2026-03-04"])["days"].clone();
    assert_eq!(days, 1);
    assert_eq!(exported(&place, "parts", &["--until", "2026-03-02"])["days"], 1);
    assert_eq!(exported(&place, "parts", &["--from", "2026-03-05"])["days"], 1);
    assert_eq!(files(&place.path("parts")), whole);
    // A day that the database does not have goes where that day is asked for.
    for table in ["consignments", "items", "charges"] {
        let table = place.path("parts").join(table);
        std::fs::create_dir(table.join("day=2026-03-04")).unwrap();
        let there = table.join("day=2026-03-03/part-0.parquet");
        std::fs::copy(there, table.join("day=2026-03-04/part-0.parquet")).unwrap();
    }
    exported(&place, "parts", &["--until", "2026-03-03"]);
    assert_eq!(files(&place.path("parts")).len(), whole.len() + 3);
    exported(&place, "parts", &[]);
    assert_eq!(files(&place.path("parts")), whole);
    let server = OwnServer::start().unwrap();
    let data = place.path("data");
    let moved = ["database", "move", "--data", data.to_str().unwrap(), "--to", &server.database().unwrap()];
    assert_eq!(cocket(&moved, b"").status.code(), Some(0));
    exported(&place, "at-a-server", &[]);
    assert_eq!(files(&place.path("at-a-server")), whole);
}

#[test]
fn what_is_killed_takes_no_more_or_is_asked_wrongly_leaves_nothing_half() {
    let place = Place::with_parcels("export-half", "600");
    exported(&place, "whole", &[]);
    let whole = files(&place.path("whole"));
    is_killed(&place, &whole);
    takes_no_more(&place);
    is_asked_wrongly(&place);
}

fn is_killed(place: &Place, whole: &BTreeMap<PathBuf, Vec<u8>>) {
    for wait in 0..12 {
        let (data, to) = (place.path("data"), place.path("killed"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_cocket"))
            .args(["export", "--data", data.to_str().unwrap(), "--to", to.to_str().unwrap()])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(wait * 20));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = if to.exists() { files(&to) } else { BTreeMap::new() };
        let is_read = |path: &Path| path.extension().is_some_and(|of| of == "parquet");
        for (path, bytes) in left.iter().filter(|(path, _)| is_read(path)) {
            assert_eq!(Some(bytes), whole.get(path), "{}", path.display());
        }
    }
    exported(place, "killed", &[]);
    assert_eq!(&files(&place.path("killed")), whole);
}

fn takes_no_more(place: &Place) {
    // Before the first day, so that there is a folder and nothing in it.
    exported(place, "full", &["--until", "2020-01-01"]);
    let before = files(&place.path("full"));
    // No file may have more than 40 KiB; what the shell ignores the export does, so that the write fails.
    let output = Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 40; exec \"$@\"",
            "bash",
            env!("CARGO_BIN_EXE_cocket"),
            "export",
        ])
        .args(["--data", place.path("data").to_str().unwrap()])
        .args(["--to", place.path("full").to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(".partial`: File too large"), "{said}");
    assert_eq!(files(&place.path("full")), before);
}

fn is_asked_wrongly(place: &Place) {
    let refused = |output: Output, said: &str| {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(words.contains(said), "`{said}` is not in {words}");
    };
    refused(export(place, "history", &["--from", "2026-03-03", "--until", "2026-03-02"]), "after");
    refused(export(place, "data", &[]), "neither empty nor an earlier export");
    let mark = place.path("whole/_cocket_export");
    let text = fs::read_to_string(&mark).unwrap();
    fs::write(&mark, text.replace("columns 1", "columns 2")).unwrap();
    refused(export(place, "whole", &[]), "by other columns");
    fs::write(&mark, "an export of cocket, columns 1, of the database of somebody else\n").unwrap();
    refused(export(place, "whole", &[]), "an export of another database");
}

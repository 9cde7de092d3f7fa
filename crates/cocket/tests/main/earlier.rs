//! A file is decided as a server decides it line by line: what an earlier line declared says what a later one is
//! about.

use crate::golden::root;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn declaration() -> Value {
    let text = fs::read_to_string(root().join("cases/same-filer-other-content/declaration.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A declaration of its own: the same parcel but for reference, house number and consignee.
fn other(reference: &str, house: &str) -> Value {
    let mut other = declaration();
    other["reference"] = json!(reference);
    other["tracking_number"] = json!(house);
    other["transport"]["document"] = json!(house);
    other
}

fn advance(mut declaration: Value) -> Value {
    declaration["stage"] = json!("pre_loading");
    for member in ["value", "order", "nature"] {
        declaration.as_object_mut().unwrap().remove(member);
    }
    let item = declaration["goods_items"][0].as_object_mut().unwrap();
    item.retain(|member, _| member == "line" || member == "description");
    declaration
}

fn directory(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("cocket-earlier-{name}-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cocket")).args(arguments).current_dir(root()).output().unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    let answers: Vec<Value> = text
        .lines()
        .map(|answer| {
            let mut answer: Value = serde_json::from_str(answer).unwrap();
            // The same answer again stands on another line.
            assert!(answer.as_object_mut().unwrap().remove("input_line").is_some_and(|line| line.is_u64()));
            answer
        })
        .collect();
    assert!(!answers.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    answers
}

fn assess_under(pack: &str, name: &str, lines: &[Value]) -> Vec<Value> {
    let dir = directory(name);
    let file = dir.join("input.ndjson");
    fs::write(&file, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let file = file.to_str().unwrap();
    let said = answers(&run(&["assess", "--json", "--as-of", "2026-03-01", "--pack", pack, file]));
    assert_eq!(said.len(), lines.len());
    fs::remove_dir_all(dir).unwrap();
    said
}

fn assess(name: &str, lines: &[Value]) -> Vec<Value> {
    assess_under("packs/examplia", name, lines)
}

fn faults(answer: &Value) -> Vec<&str> {
    let faults = answer["faults"].as_array();
    faults.into_iter().flatten().map(|fault| fault["code"].as_str().unwrap()).collect()
}

#[test]
fn the_same_again_has_the_first_answer() {
    let mut again = declaration();
    // Content is what is meant and not how it is written.
    again["gross_mass_kg"] = json!("0.45");
    let said = assess("again", &[declaration(), other("LRN-2", "RR123456785CN"), again]);
    assert_eq!(said[2], said[0]);
    assert_ne!(said[1]["declaration"], said[0]["declaration"]);
}

#[test]
fn other_content_goes_back_and_leaves_no_trace() {
    let mut otherwise = declaration();
    otherwise["reference"] = json!("LRN-9");
    otherwise["packages"] = json!(2);
    let mut reused = other("LRN-1", "RR123456785CN");
    reused["packages"] = json!(3);
    let free = other("LRN-9", "RR123456785CN");
    let said = assess("otherwise", &[declaration(), otherwise, reused, free]);
    assert_eq!(faults(&said[1]), ["consignment_already_declared"]);
    assert_eq!(said[1]["declaration"], Value::Null);
    assert_eq!(faults(&said[2]), ["reference_already_used"]);
    assert_eq!(said[3]["outcome"], "release", "{}", said[3]);
}

#[test]
fn advance_data_and_the_declaration_are_one_consignment_in_either_order() {
    let first = advance(declaration());
    let said = assess("advance", &[first.clone(), declaration(), first.clone(), declaration()]);
    assert_eq!(said[0]["phase"], "received");
    assert_eq!(said[1]["consignment"], said[0]["consignment"]);
    assert_ne!(said[1]["declaration"], said[0]["declaration"]);
    assert_eq!(said[3], said[1]);
    assert_eq!(said[2]["declaration"], said[0]["declaration"]);
    let said = assess("reverse", &[declaration(), first]);
    assert_eq!(said[1]["consignment"], said[0]["consignment"]);
    assert_ne!(said[1]["declaration"], said[0]["declaration"]);
    assert_eq!(said[1]["assessment"], said[0]["assessment"]);
}

/// A copy of `examplia` where advance data may leave out the house transport document.
fn pack_without_house_documents(dir: &Path) -> String {
    let copied = Command::new("cp").arg("-r").arg(root().join("packs")).arg(dir).status().unwrap();
    assert!(copied.success());
    let requirements = dir.join("packs/examplia/procedures/data-requirements.csv");
    let text = fs::read_to_string(&requirements).unwrap();
    let mended = text.replace("*,*,transport.document,required", "*,*,transport.document,advised");
    assert_ne!(mended, text);
    fs::write(&requirements, mended).unwrap();
    dir.join("packs/examplia").to_str().unwrap().to_owned()
}

#[test]
fn a_ucr_joins_where_only_one_has_a_number() {
    let dir = directory("ucr-pack");
    let pack = pack_without_house_documents(&dir);
    let mut early = advance(declaration());
    early["ucr"] = json!("6CNS0095-603384472");
    early.as_object_mut().unwrap().remove("tracking_number");
    early["transport"].as_object_mut().unwrap().remove("document");
    let mut declared = declaration();
    declared["ucr"] = early["ucr"].clone();
    let mut second = other("LRN-2", "RR123456785CN");
    second["ucr"] = early["ucr"].clone();
    let said = assess_under(&pack, "ucr", &[early, declared, second]);
    fs::remove_dir_all(dir).unwrap();
    assert_eq!(said[0]["phase"], "received", "{}", said[0]);
    assert_eq!(said[1]["consignment"], said[0]["consignment"]);
    assert_ne!(said[2]["consignment"], said[0]["consignment"], "two numbers are two consignments");
}

/// A pack that examines the parcels of whoever gets many on one day.
fn pack_that_counts(dir: &Path) -> String {
    fs::create_dir_all(dir.join("risk/profiles")).unwrap();
    let manifest = fs::read_to_string(root().join("packs/examplia/pack.toml"))
        .unwrap()
        .replace("id = \"examplia\"", "id = \"counting\"")
        .replace("[\"../world\"]", &format!("[{:?}]", root().join("packs/examplia")));
    fs::write(dir.join("pack.toml"), manifest).unwrap();
    let profile = "[[profile]]\nid = \"COUNT-1\"\ntitle = \"many\"\nowner = \"customs\"\naction = \"examine\"\n\
        purpose = \"test\"\nreason = \"many\"\npublic_reason = \"routine_control\"\nlaw = \"none\"\n\
        valid_from = 2020-01-01\nvalid_to = 2099-12-31\n\
        [[profile.criteria]]\nfield = \"consignee.consignments_today\"\nfrom = \"3\"\n";
    fs::write(dir.join("risk/profiles/count.toml"), profile).unwrap();
    dir.to_str().unwrap().to_owned()
}

#[test]
fn what_goes_to_one_consignee_on_a_day_is_counted() {
    let dir = directory("counting");
    let pack = pack_that_counts(&dir);
    let numbers = ["RR123456785CN", "RR473124829CN", "LX473124829CN", "HCG2053307572", "HCG2053307573"];
    let mut lines: Vec<Value> = (1..)
        .zip(numbers)
        .map(|(reference, number)| {
            let mut line = other(&format!("LRN-{reference}"), number);
            if number.starts_with("HCG") {
                line["channel"] = json!("cargo");
            }
            line
        })
        .collect();
    // What is sent twice or goes back counts once or not at all, and advance data does not count.
    lines.insert(1, lines[0].clone());
    lines.insert(2, advance(other("LRN-0", "HCG2053307570")));
    let said = assess_under(&pack, "counted", &lines);
    let outcomes: Vec<&str> = said.iter().map(|answer| answer["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes[0], "release");
    assert_eq!(said[1], said[0]);
    assert_eq!(outcomes[3..], ["release", "release", "examine", "examine"], "{said:#?}");
    fs::remove_dir_all(dir).unwrap();
}

/// An S10 number stands for a parcel for twelve months; the moments come with the lines.
#[test]
fn an_s10_number_may_come_again_after_a_year() {
    let dir = directory("s10");
    let case = root().join("cases/spreadsheet-with-a-mapping");
    let mapping = fs::read_to_string(case.join("map.toml")).unwrap();
    let mapping = format!("[lodged]\ncolumn = \"Day\"\nsuffix = \"T09:00:00Z\"\n{mapping}")
        .replace("[fields.\"reference\"]\ncolumn = \"Parcel\"", "[fields.\"reference\"]\ncolumn = \"Own\"");
    fs::write(dir.join("map.toml"), mapping).unwrap();
    let input = "Own,Day,Parcel,Weight g,Sender,From,To,Street,Town,Worth,What,Code,Made in,Pieces\n\
        A,2025-01-05,LX473124829CN,300,Bright Shop,CN,Ana Example,4 Harbour St,Port Example,20.00,cotton shirt,61091010,CN,1\n\
        B,2025-12-05,LX473124829CN,310,Bright Shop,CN,Ana Example,4 Harbour St,Port Example,20.00,cotton shirt,61091010,CN,1\n\
        C,2026-02-10,LX473124829CN,320,Bright Shop,CN,Ana Example,4 Harbour St,Port Example,20.00,cotton shirt,61091010,CN,1\n";
    fs::write(dir.join("input.csv"), input).unwrap();
    let (map, file) = (dir.join("map.toml"), dir.join("input.csv"));
    let (map, file) = (map.to_str().unwrap(), file.to_str().unwrap());
    let said = answers(&run(&["assess", "--json", "--pack", "packs/examplia", "--map", map, file]));
    assert!(said[0]["declaration"].is_string(), "{}", said[0]);
    assert_eq!(faults(&said[1]), ["consignment_already_declared"], "{}", said[1]);
    assert!(said[2]["declaration"].is_string() && said[2]["consignment"] != said[0]["consignment"]);
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn what_is_explained_is_what_was_decided() {
    let dir = directory("explain");
    let file = dir.join("input.ndjson");
    let lines = [declaration(), other("LRN-1", "RR123456785CN")];
    fs::write(&file, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let file = file.to_str().unwrap();
    let ask =
        ["explain", "--json", "--as-of", "2026-03-01", "--pack", "packs/examplia", file, "RR123456785CN"];
    assert_eq!(faults(&answers(&run(&ask))[0]), ["reference_already_used"]);
    fs::remove_dir_all(dir).unwrap();
}

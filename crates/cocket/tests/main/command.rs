//! The program from outside: answers, exit codes, and what it says to bad input.

use crate::golden::root;
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

pub(crate) fn cocket(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cocket"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output
}

const ASSESS: [&str; 7] = ["assess", "--pack", "packs/examplia", "--as-of", "2026-03-01", "--json", "-"];

/// The answers to an input, and the exit code.
fn assess(input: &[u8]) -> (Vec<Value>, i32) {
    let output = cocket(&ASSESS, input);
    let text = String::from_utf8(output.stdout).unwrap();
    let answers = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (answers, output.status.code().unwrap())
}

fn sample() -> Vec<u8> {
    std::fs::read(root().join("samples/parcels.ndjson")).unwrap()
}

#[test]
fn every_line_has_its_answer_in_order() {
    let lines = cocket(&["rehearse", "--parcels", "3000", "--seed", "3"], b"").stdout;
    let references: Vec<String> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice::<Value>(line).unwrap()["reference"].as_str().unwrap().to_owned())
        .collect();
    let (answers, _) = assess(&lines);
    let answered: Vec<&str> = answers.iter().map(|answer| answer["reference"].as_str().unwrap()).collect();
    assert_eq!(answered, references);
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let rehearse = ["rehearse", "--parcels", "200", "--seed", "9", "--mix", "faulty"];
    let lines = cocket(&rehearse, b"").stdout;
    assert_eq!(lines, cocket(&rehearse, b"").stdout);
    assert_eq!(assess(&lines), assess(&lines));
}

#[test]
fn exit_codes_say_how_it_went() {
    let code = |arguments: &[&str]| cocket(arguments, b"").status.code().unwrap();
    let clean = sample();
    let clean: Vec<u8> = clean.split_inclusive(|byte| *byte == b'\n').nth(1).unwrap().to_vec();
    assert_eq!(assess(&clean).1, 0);
    assert_eq!(assess(&sample()).1, 1, "the sample has faults");
    assert_eq!(code(&["assess"]), 2);
    assert_eq!(code(&["assess", "--pack", "packs/none", "samples/parcels.ndjson"]), 2);
    assert_eq!(code(&["assess", "--pack", "packs/examplia", "samples/none.ndjson"]), 3);
    assert_eq!(code(&["pack", "validate", "packs/examplia"]), 0);
    assert_eq!(code(&["pack", "validate", "packs/none"]), 1);
    assert_eq!(code(&["--help"]), 0);
}

#[test]
fn worked_examples_of_the_packs_hold() {
    let mut hold = 0;
    for entry in std::fs::read_dir(root().join("packs")).unwrap() {
        let dir = entry.unwrap().path();
        let manifest = std::fs::read_to_string(dir.join("pack.toml")).unwrap_or_default();
        if !manifest.lines().any(|line| line.starts_with("country = ")) {
            continue;
        }
        let output = cocket(&["pack", "test", dir.to_str().unwrap()], b"");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{}: {said}{}",
            dir.display(),
            String::from_utf8_lossy(&output.stdout)
        );
        let count: usize = said.split(' ').next().unwrap().parse().unwrap();
        hold += count;
    }
    assert!(hold > 1000, "{hold}");
}

#[test]
fn a_worked_example_that_does_not_hold_fails() {
    let dir = tempdir("pack-that-fails");
    let copy = Command::new("cp").arg("-r").arg(root().join("packs")).arg(&dir).status().unwrap();
    assert!(copy.success());
    let thresholds = dir.join("packs/examplia/thresholds.toml");
    let text = std::fs::read_to_string(&thresholds).unwrap().replace("\"150.00\"", "\"140.00\"");
    std::fs::write(&thresholds, text).unwrap();
    let output = cocket(&["pack", "test", dir.join("packs/examplia").to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("expected"));
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_rule_with_names_finds_those_that_are_written_otherwise() {
    const RULE: &str = "[[profile]]\nid = \"XA-R-0008\"\ntitle = \"Shops of the notice\"\nowner = \"customs\"\n\
        action = \"examine\"\npurpose = \"trade marks\"\nreason = \"they sold counterfeits\"\n\
        public_reason = \"routine_control\"\nlaw = \"XA Trade Marks Act s.80\"\nvalid_from = 2026-01-01\n\
        valid_to = 2099-12-31\n[[profile.criteria]]\nfield = \"seller.name\"\n\
        resembles = [\"Best Shop 24\", \"Fashion Kestrelin Ltd\", \"Sillverfen Garmets\"]\n";
    let dir = tempdir("names");
    let file = dir.join("names.toml");
    let lines = sample();
    let tested = |rule: &str| -> Value {
        std::fs::write(&file, rule).unwrap();
        let path = file.to_str().unwrap();
        let output = cocket(&["rule", "backtest", "--pack", "packs/examplia", "--json", path, "-"], &lines);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let in_these_words = RULE.replace("resembles", "in");
    assert_eq!(tested(&in_these_words)["hits"], 0);
    let as_declared = in_these_words
        .replace("Fashion Kestrelin Ltd", "Kestrelin Fashion")
        .replace("Sillverfen Garmets", "Silverfen Garments");
    let found = tested(RULE);
    assert_eq!((&found["hits"], &tested(&as_declared)["hits"]), (&Value::from(8), &Value::from(8)));
    let met = found["samples"].as_array().unwrap().iter().map(|sample| sample["met"].as_str().unwrap());
    let mut met: Vec<&str> = met.collect();
    met.sort_unstable();
    met.dedup();
    assert_eq!(met, ["seller.name=#2 0.900", "seller.name=#3 0.830"]);
    std::fs::write(&file, RULE).unwrap();
    let explained = cocket(&["rule", "explain", file.to_str().unwrap()], b"").stdout;
    let words = "seller.name is, or is like with a score of 0.650 or more, #1 Best Shop 24, #2 Fashion Kestrelin Ltd or \
        #3 Sillverfen Garmets";
    assert!(String::from_utf8(explained).unwrap().contains(words));
    std::fs::remove_dir_all(dir).unwrap();
}

fn tempdir(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("cocket-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

#[test]
fn bad_documents_cost_only_themselves() {
    let good = sample();
    let good: Vec<u8> = good.split_inclusive(|byte| *byte == b'\n').nth(1).unwrap().to_vec();
    let bad: [(&[u8], &str); 8] = [
        (b"{\"reference\": \"R-1\"", "malformed_json"),
        (b"{\"reference\": 1e400}", "malformed_json"),
        (b"{\"reference\": \"\\ud800\"}", "malformed_json"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        (b"[[[[", "malformed_json"),
        (b"{\"reference\":\"R\\u0000\"}", "control_character"),
        (b"{\"reference\":\"R-1\",\"reference\":\"R-2\"}", "duplicate_key"),
        (b"{\"reference\":{\"a\":1}}", "wrong_type"),
    ];
    let mut input = good.clone();
    for (document, _) in bad {
        input.extend_from_slice(document);
        input.push(b'\n');
    }
    input.extend_from_slice(&"[".repeat(22_000).into_bytes());
    input.push(b'\n');
    input.extend_from_slice(&good);
    let (answers, code) = assess(&input);
    assert_eq!((answers.len(), code), (bad.len() + 3, 1));
    for (answer, (document, wanted)) in answers[1..].iter().zip(bad) {
        let found = answer["faults"].as_array().unwrap().iter().any(|fault| fault["code"] == wanted);
        assert!(found, "{}: {answer}", String::from_utf8_lossy(document));
    }
    assert_eq!(answers.first().unwrap()["outcome"], "release");
    assert_eq!(answers.last().unwrap()["outcome"], "release");
}

#[test]
fn limits_are_told() {
    let items = vec!["{\"description\":\"cotton shirt\"}"; 1200].join(",");
    let many = format!("{{\"reference\":\"R-1\",\"goods_items\":[{items}]}}\n");
    let long = format!("{{\"reference\":\"{}\"}}\n", "x".repeat(3 << 20));
    let (answers, _) = assess((many + &long).as_bytes());
    let has = |answer: &Value, code: &str| {
        answer["faults"].as_array().unwrap().iter().any(|fault| fault["code"] == code)
    };
    assert!(has(&answers[0], "too_many_goods_items"));
    assert!(has(&answers[1], "line_too_long"));
}

#[test]
fn unknown_fields_are_named_and_the_rest_is_read() {
    let line = sample().split(|byte| *byte == b'\n').nth(1).unwrap().to_vec();
    let mut document: Value = serde_json::from_slice(&line).unwrap();
    document["trackingnumber"] = Value::from("LX473124829CN");
    let (answers, code) = assess(document.to_string().as_bytes());
    assert_eq!(code, 0);
    let warnings = answers[0]["warnings"].as_array().unwrap();
    let named = warnings.iter().find(|warning| warning["code"] == "unknown_field").unwrap();
    assert_eq!(named["pointer"], "/trackingnumber");
    assert!(named["fix"].as_str().unwrap().contains("tracking_number"));
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_whole() {
    let dir = tempdir("mapping");
    let map = dir.join("map.toml");
    std::fs::write(
        &map,
        "[fields.reference]\ncolumn = \"Nummer\"\n[fields.\"value.gods\"]\nconstant = \"1\"\n",
    )
    .unwrap();
    let csv = dir.join("parcels.csv");
    std::fs::write(&csv, "Number,Value\n1,2\n").unwrap();
    let arguments =
        ["assess", "--pack", "packs/examplia", "--map", map.to_str().unwrap(), csv.to_str().unwrap()];
    let output = cocket(&arguments, b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("value.gods"));
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn an_estimate_shows_the_sum() {
    let ask = [
        "estimate",
        "--pack",
        "packs/examplia",
        "--from",
        "CN",
        "--code",
        "610910",
        "--value",
        "180.00EXD",
        "--freight",
        "20.00EXD",
        "--as-of",
        "2026-03-02",
    ];
    let said = String::from_utf8(cocket(&ask, b"").stdout).unwrap();
    // 200.00 x 12 % = 24.00; (200.00 + 24.00) x 15 % = 33.60.
    for part in ["200.00 × 12 % = 24.00", "224.00 × 15 % = 33.60", "57.60 EXD"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert_eq!(
        cocket(&["estimate", "--pack", "packs/examplia", "--from", "CN", "--value", "12"], b"").status.code(),
        Some(2)
    );
    let wrong = ["estimate", "--pack", "packs/examplia", "--from", "cn", "--code", "1", "--value", "12EXD"];
    assert_eq!(cocket(&wrong, b"").status.code(), Some(1));
}

#[test]
fn explanations_are_there_in_every_language() {
    for language in ["en", "fr", "ar"] {
        let ask = ["explain", "--pack", "packs/examplia", "--as-of", "2026-03-01", "--lang", language];
        let output = cocket(&[&ask[..], &["samples/parcels.ndjson", "DAY-0018"]].concat(), b"");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && said.contains("DAY-0018"), "{language}: {said}");
        for gap in ["ground-", "turn-", "explain-", "{$"] {
            assert!(!said.contains(gap), "{language} lacks a text: {said}");
        }
    }
}

/// Profiles and lists are for officers, in every form of answer.
#[test]
fn a_filer_is_not_told_what_selected_the_parcel() {
    let selected = ["assess", "--pack", "packs/examplia", "--as-of", "2026-03-01", "samples/parcels.ndjson"];
    let explained = [
        "explain",
        "--pack",
        "packs/examplia",
        "--as-of",
        "2026-03-01",
        "samples/parcels.ndjson",
        "DAY-0022",
    ];
    for (ask, form) in [
        (&selected[..], "--json"),
        (&selected, "--lang=en"),
        (&explained, "--json"),
        (&explained, "--lang=en"),
    ] {
        let said = |arguments: Vec<&str>| String::from_utf8(cocket(&arguments, b"").stdout).unwrap();
        let officer = said([ask, &[form]].concat());
        let filer = said([ask, &[form, "--as-filer"]].concat());
        assert!(officer.contains("xa-denied"), "{form}: {officer}");
        assert!(
            filer.contains("DAY-0022") && !filer.contains("xa-denied") && !filer.contains("XA-P-"),
            "{form}: {filer}"
        );
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cocket"))
        .args(["rehearse", "--parcels", "2000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

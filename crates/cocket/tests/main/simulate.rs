//! The same traffic under two laws: the sums are those of `cocket assess` under each, and bad input is refused.

use crate::golden::root;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LAW: &str = "packs/examplia";
const INSTEAD: &str = "packs/examplia-2027";
const DAYS: [&str; 4] = ["--as-of", "2026-12-31", "--instead-as-of", "2027-01-02"];

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cocket")).args(arguments).current_dir(root()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A directory that is there as long as the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let dir = std::env::temp_dir().join(format!("cocket-simulate-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Folder(dir)
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Parcels in the currency of the country: value and channel.
fn parcels(of: &[(&str, &str)]) -> String {
    let text = fs::read_to_string(root().join("cases/same-filer-other-content/declaration.json")).unwrap();
    let base: Value = serde_json::from_str(&text).unwrap();
    let parcel = |(number, (value, channel)): (usize, &(&str, &str))| {
        let mut parcel = base.clone();
        parcel["reference"] = json!(format!("R-{number}"));
        parcel["tracking_number"] = json!(format!("TRACK{number:08}"));
        parcel["transport"]["document"] = json!(format!("TRACK{number:08}"));
        parcel["channel"] = json!(channel);
        parcel["value"]["goods"] = json!(value);
        parcel["goods_items"][0]["value"] = json!(value);
        format!("{parcel}\n")
    };
    of.iter().enumerate().map(parcel).collect()
}

const MADE: [(&str, &str); 6] = [
    ("10.00", "post"),
    ("20.00", "express"),
    ("100.00", "post"),
    ("150.00", "post"),
    ("150.01", "post"),
    ("300.00", "cargo"),
];

fn simulated(laws: [&str; 2], more: &[&str], file: &str) -> (Value, Option<i32>) {
    let asked = ["simulate", "--law", laws[0], "--instead", laws[1], "--json"];
    let output = run(&[&asked[..], &DAYS, more, &[file]].concat());
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    (report, output.status.code())
}

/// The answers of `cocket assess`, in order.
fn assessed(pack: &str, day: &str, file: &str) -> Vec<Value> {
    let output = run(&["assess", "--json", "--pack", pack, "--as-of", day, file]);
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn minor(amount: &Value) -> i64 {
    let text = amount.as_str().unwrap();
    let (whole, decimals) = text.split_once('.').unwrap();
    assert_eq!(decimals.len(), 2, "{text}");
    format!("{whole}{decimals}").parse().unwrap()
}

/// What is taken on answered declarations, by a word of their charges; what vendors took is no longer due.
fn taken(answers: &[&Value], word: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    let charges = |answer: &&Value| {
        let lines = answer["assessment"]["lines"].as_array().unwrap().clone();
        lines.into_iter().flat_map(|line| line["charges"].as_array().unwrap().clone()).collect::<Vec<Value>>()
    };
    for charge in answers.iter().flat_map(charges) {
        let amount = match charge["status"].as_str().unwrap() {
            "due" => minor(&charge["due"]),
            "collected_elsewhere" => minor(&charge["amount"]),
            _ => 0,
        };
        *sums.entry(charge[word].as_str().unwrap().to_owned()).or_default() += amount;
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

fn told(report: &Value, side: &str) -> BTreeMap<String, i64> {
    let rows = report.as_object().unwrap().iter();
    rows.map(|(name, row)| (name.clone(), minor(&row[side]))).filter(|(_, sum)| *sum != 0).collect()
}

#[test]
fn sums_are_those_of_assess_under_each_law() {
    let folder = Folder::new("sums");
    let made = run(&["rehearse", "--parcels", "1500", "--seed", "5"]).stdout;
    let file = folder.file("parcels.ndjson", &String::from_utf8(made).unwrap());
    let (report, code) = simulated([LAW, INSTEAD], &[], &file);
    let answers = [assessed(LAW, "2026-12-31", &file), assessed(INSTEAD, "2027-01-02", &file)];
    let is_taken = |place: &usize| answers.iter().all(|answers| answers[*place]["outcome"] != "correct");
    let places: Vec<usize> = (0..1500).filter(is_taken).collect();
    assert!(places.len() > 1400 && places.len() < 1500, "some of them have faults");
    assert_eq!(report["all"]["parcels"], json!(places.len()));
    assert_eq!(report["left_out"]["declarations"], json!(1500 - places.len()));
    assert_eq!(code, Some(1), "the answer is no where some are left out");
    for (side, answers) in ["law", "instead"].into_iter().zip(&answers) {
        let answers: Vec<&Value> = places.iter().map(|place| &answers[*place]).collect();
        let payable: Vec<i64> =
            answers.iter().map(|answer| minor(&answer["assessment"]["payable"])).collect();
        assert_eq!(minor(&report["all"]["at_the_border"][side]), payable.iter().sum::<i64>(), "{side}");
        let dutiable = payable.iter().filter(|payable| **payable > 0).count();
        assert_eq!(report["all"]["dutiable"][side], json!(dutiable), "{side}");
        assert_eq!(report["all"]["nothing_due"][side], json!(places.len() - dutiable), "{side}");
        assert_eq!(told(&report["revenue_by_charge"], side), taken(&answers, "kind"), "{side}");
        let by_collector = taken(&answers, "collector");
        assert_eq!(told(&report["revenue_by_collector"], side), by_collector, "{side}");
        assert!(by_collector["vendor"] > 0 && by_collector["customs"] > 0);
    }
}

#[test]
fn parts_of_the_report_add_up() {
    let folder = Folder::new("parts");
    let made = run(&["rehearse", "--parcels", "1200", "--seed", "8"]).stdout;
    let file = folder.file("parcels.ndjson", &String::from_utf8(made).unwrap());
    let (report, _) = simulated([LAW, INSTEAD], &["--cost-of-collection", "3.50"], &file);
    let all = &report["all"];
    let sum = |rows: &Value, of: &dyn Fn(&Value) -> i64| rows.as_array().unwrap().iter().map(of).sum::<i64>();
    let (bands, channels) = (&report["bands"], &report["by_channel"]);
    assert_eq!(sum(bands, &|band| band["parcels"].as_i64().unwrap()), all["parcels"].as_i64().unwrap());
    for side in ["law", "instead", "difference"] {
        for amount in ["revenue", "at_the_border", "cost", "net"] {
            assert_eq!(sum(bands, &|band| minor(&band[amount][side])), minor(&all[amount][side]), "{amount}");
        }
        let revenue = minor(&all["revenue"][side]);
        assert_eq!(minor(&all["net"][side]), revenue - minor(&all["cost"][side]));
        assert_eq!(minor(&all["cost"][side]), 350 * all["dutiable"][side].as_i64().unwrap());
        assert_eq!(sum(channels, &|channel| minor(&channel["revenue"][side])), revenue);
        let others = &report["other_origins"]["revenue"][side];
        let by_origin = sum(&report["by_origin"], &|origin| minor(&origin["revenue"][side]));
        assert_eq!(by_origin + minor(others), revenue);
    }
    let payers = &report["payers"];
    let count = |of: &Value| of.as_i64().unwrap();
    let parcels =
        count(&payers["more"]["parcels"]) + count(&payers["less"]["parcels"]) + count(&payers["same"]);
    assert_eq!(parcels, count(&all["parcels"]));
    let difference = minor(&payers["more"]["sum"]) - minor(&payers["less"]["sum"]);
    assert_eq!(difference, minor(&all["revenue"]["difference"]));
}

#[test]
fn a_made_file_is_told_parcel_by_parcel() {
    let folder = Folder::new("made");
    let file = folder.file("parcels.ndjson", &parcels(&MADE));
    let (report, code) = simulated([LAW, INSTEAD], &["--cost-of-collection", "4"], &file);
    assert_eq!(code, Some(0));
    let payable = |pack, day| -> Vec<i64> {
        let answers = assessed(pack, day, &file);
        answers.iter().map(|answer| minor(&answer["assessment"]["payable"])).collect()
    };
    let (law, instead) = (payable(LAW, "2026-12-31"), payable(INSTEAD, "2027-01-02"));
    // 15 % of 10.00; of 150.00; 12 % duty on 150.01 first.
    assert_eq!([law[0], law[3], law[4]], [150, 2250, 4320]);
    // A value on an edge is in the band below it.
    for (place, parcels) in [(0, &[0][..]), (1, &[1]), (2, &[]), (3, &[2]), (4, &[3]), (5, &[4]), (6, &[5])] {
        let band = &report["bands"][place];
        let sum = |of: &[i64]| parcels.iter().map(|parcel: &usize| of[*parcel]).sum::<i64>();
        assert_eq!(band["parcels"], json!(parcels.len()), "{place}");
        assert_eq!(minor(&band["revenue"]["law"]), sum(&law), "{place}");
        assert_eq!(minor(&band["revenue"]["instead"]), sum(&instead), "{place}");
    }
    let mut increases: Vec<i64> =
        law.iter().zip(&instead).map(|(law, instead)| instead - law).filter(|more| *more > 0).collect();
    increases.sort_unstable();
    let more = &report["payers"]["more"];
    assert_eq!(more["parcels"], json!(increases.len()));
    assert_eq!(minor(&more["sum"]), increases.iter().sum::<i64>());
    assert_eq!(minor(&more["largest"]), *increases.last().unwrap());
    assert_eq!(minor(&more["median"]), increases[increases.len().div_ceil(2) - 1]);
    // 1.50 and 3.00 are less than 4.00, and nothing lies between 22 and 50; the reform takes 5.80 instead of 3.00.
    assert_eq!(report["break_even_above"], json!({"law": "50.00", "instead": "10.00"}));
    let (report, _) = simulated([LAW, INSTEAD], &["--cost-of-collection", "1000"], &file);
    assert_eq!(report["break_even_above"], json!({"law": null, "instead": null}));
}

#[test]
fn the_same_law_makes_no_difference() {
    let folder = Folder::new("same");
    let made = run(&["rehearse", "--parcels", "300"]).stdout;
    let file = folder.file("parcels.ndjson", &String::from_utf8(made).unwrap());
    let asked = ["simulate", "--json", "--as-of", "2026-03-01", "--law", LAW, "--instead", LAW, &file];
    let report: Value = serde_json::from_slice(&run(&asked).stdout).unwrap();
    for amount in ["revenue", "at_the_border", "cost", "net"] {
        assert_eq!(report["all"][amount]["difference"], "0.00", "{amount}");
    }
    assert_ne!(report["all"]["revenue"]["law"], "0.00");
    assert_eq!(report["payers"]["same"], report["all"]["parcels"]);
    assert_eq!(report["payers"]["more"]["median"], Value::Null);
    assert_eq!(report["notes"], json!([]));
}

#[test]
fn what_goes_back_is_counted_with_its_fault_and_in_no_sum() {
    let folder = Folder::new("faults");
    let good = parcels(&MADE[..2]);
    let bad = parcels(&[("1,50", "post"), ("7.00", "pigeon")]) + "{\"reference\"\n";
    let file = folder.file("parcels.ndjson", &(good.clone() + &bad));
    let (report, code) = simulated([LAW, INSTEAD], &[], &file);
    assert_eq!(code, Some(1));
    assert_eq!(report["declarations"], 5);
    assert_eq!(report["left_out"]["declarations"], 3);
    let fault = |code: &str, line| json!({"code": code, "law": 1, "instead": 1, "first_line": line});
    let faults = report["left_out"]["faults"].as_array().unwrap();
    let named = [("malformed_amount", 3), ("unknown_channel", 4), ("malformed_json", 5)];
    for (code, line) in named {
        assert!(faults.contains(&fault(code, line)), "{code}: {faults:?}");
    }
    let (of_good, _) = simulated([LAW, INSTEAD], &[], &folder.file("good.ndjson", &good));
    assert_eq!(report["all"], of_good["all"]);
    // The law of the reform is older than the file's other day: only one of the two cannot assess it.
    let early = ["simulate", "--json", "--law", LAW, "--instead", INSTEAD, "--as-of", "2026-03-01"];
    let output = run(&[&early[..], &["--instead-as-of", "1999-01-01", &file]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let faults = report["left_out"]["faults"].as_array().unwrap();
    let outside = faults.iter().find(|fault| fault["code"] == "outside_the_law").unwrap();
    assert_eq!((&outside["law"], &outside["first_line"]), (&json!(0), &json!(1)));
    assert_eq!(report["all"]["parcels"], 0);
}

#[test]
fn advance_data_is_no_parcel() {
    let folder = Folder::new("advance");
    let text = parcels(&MADE[..2]);
    let advance = text.lines().next().unwrap().replace("pre_arrival", "pre_loading");
    let (report, _) = simulated([LAW, INSTEAD], &[], &folder.file("a.ndjson", &(text.clone() + &advance)));
    let counted = [&report["declarations"], &report["advance_data"], &report["all"]["parcels"]];
    assert_eq!(counted, [3, 1, 2]);
    let (alone, _) = simulated([LAW, INSTEAD], &[], &folder.file("b.ndjson", &text));
    assert_eq!(report["all"], alone["all"]);
}

#[test]
fn a_csv_with_its_own_columns_and_days_is_read() {
    let folder = Folder::new("csv");
    let declaration: Value = serde_json::from_str(parcels(&MADE[2..3]).trim()).unwrap();
    let mut map = "[lodged]\ncolumn = \"Day\"\nsuffix = \"T00:00:00Z\"\n".to_owned();
    map += "[fields.\"value.goods\"]\ncolumn = \"Worth\"\n[fields.\"goods_items.0.value\"]\ncolumn = \"Worth\"\n";
    let mut constant = |field: &str, value: &Value| {
        if let Some(text) = value.as_str().filter(|_| !map.contains(field)) {
            map += &format!("[fields.\"{field}\"]\nconstant = {text:?}\n");
        }
    };
    for (name, value) in declaration.as_object().unwrap() {
        constant(name, value);
        for (inner, value) in value.as_object().into_iter().flatten() {
            constant(&format!("{name}.{inner}"), value);
            for (last, value) in value.as_object().into_iter().flatten() {
                constant(&format!("{name}.{inner}.{last}"), value);
            }
        }
    }
    for (name, value) in declaration["goods_items"][0].as_object().unwrap() {
        constant(&format!("goods_items.0.{name}"), value);
    }
    constant("consignee.address.lines", &json!("4 Harbour St"));
    constant("consignor.address.lines", &json!("8 Keji Rd"));
    constant("packages", &json!("1"));
    let map = folder.file("map.toml", &map);
    // The file names a day before the reform; --instead-as-of goes before it.
    let csv = folder.file("parcels.csv", "Day,Worth\n2026-03-01,100.00\n");
    let (report, code) = simulated([LAW, INSTEAD], &["--map", &map], &csv);
    assert_eq!(code, Some(0), "{report}");
    assert_eq!((&report["law"]["as_of"], &report["instead"]["as_of"]), (&json!(null), &json!("2027-01-02")));
    let (same, _) = simulated([LAW, INSTEAD], &[], &folder.file("p.ndjson", &parcels(&MADE[2..3])));
    assert_eq!(report["all"], same["all"]);
    assert_ne!(report["all"]["revenue"]["difference"], "0.00");
}

#[test]
fn the_table_and_the_plot_show_the_same() {
    let folder = Folder::new("shown");
    let file = folder.file("parcels.ndjson", &parcels(&MADE));
    let plot = folder.path("net.svg");
    let asked = ["simulate", "--law", LAW, "--instead", INSTEAD, "--cost-of-collection", "4"];
    let output = run(&[&asked[..], &DAYS, &["--plot", &plot, &file]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = String::from_utf8_lossy(&output.stdout);
    for part in
        ["examplia 2026.1 on 2026-12-31", "6 parcels", "net revenue", "break-even threshold: law 50 EXD"]
    {
        assert!(table.contains(part), "{part} is not in\n{table}");
    }
    assert!(table.lines().all(|line| line.len() <= 120), "{table}");
    assert!(said(&output).contains("adds up what goes to one consignee"), "gifts of a month");
    let drawn = fs::read_to_string(&plot).unwrap();
    let (report, _) = simulated([LAW, INSTEAD], &["--cost-of-collection", "4"], &file);
    for band in report["bands"].as_array().unwrap() {
        for side in ["law", "instead"] {
            let net = band["net"][side].as_str().unwrap();
            assert!(drawn.contains(&format!(": {net}</title>")), "{net} is not in\n{drawn}");
            assert!(table.contains(net));
        }
    }
    for part in [
        "<title id=",
        "<desc id=",
        "value of the goods, EXD</text>",
        "net revenue, EXD</text>",
        "url(#hatching)",
    ] {
        assert!(drawn.contains(part), "{part} is not in\n{drawn}");
    }
    // Drawn anew over what was there, and nothing of it is left.
    fs::write(&plot, format!("{drawn}{drawn}")).unwrap();
    run(&[&asked[..], &DAYS, &["--plot", &plot, &file]].concat());
    assert_eq!(fs::read_to_string(&plot).unwrap(), drawn);
}

#[test]
fn what_cannot_be_compared_is_refused_in_a_sentence() {
    let folder = Folder::new("refused");
    let file = folder.file("parcels.ndjson", &parcels(&MADE));
    let empty = folder.file("empty.ndjson", "");
    let blank = folder.file("blank.ndjson", "\n\n");
    let plot = folder.path("plot.svg");
    let nowhere = folder.path("nowhere/plot.svg");
    let laws = ["--law", LAW, "--instead", INSTEAD];
    let with = |more: &[&str], file: &str| run(&[&["simulate"], &laws[..], more, &[file]].concat());
    for (output, code, reason) in [
        (run(&["simulate", "--law", LAW, "--instead", "packs/kr-sample", &file]), 2, "of one country"),
        (run(&["simulate", "--law", LAW, "--instead", "packs/none", &file]), 2, "no country pack"),
        (run(&["simulate", "--law", LAW, &file]), 2, "--instead"),
        (with(&[], &folder.path("none.ndjson")), 3, "none.ndjson"),
        (with(&["--cost-of-collection", "-1"], &file), 2, "below zero"),
        (with(&["--cost-of-collection=1.005"], &file), 2, "more decimals than EXD"),
        (with(&["--cost-of-collection", "4EXD"], &file), 2, "not an amount"),
        (with(&["--cost-of-collection", "999999999999"], &empty), 2, "holds no declaration"),
        (with(&["--plot", &file], &file), 2, "does not end in .svg"),
        (with(&["--plot", &nowhere], &file), 3, "nowhere"),
        (with(&["--plot", &plot], &empty), 2, "holds no declaration"),
        (with(&[], &blank), 2, "holds no declaration"),
        (with(&["--as-of", "2026-02-30"], &file), 2, "2026-02-30"),
    ] {
        assert_eq!(output.status.code(), Some(code), "{reason}: {}", said(&output));
        assert!(said(&output).contains(reason), "{reason}: {}", said(&output));
        assert!(output.stdout.is_empty(), "{reason}");
    }
    assert!(!Path::new(&plot).exists(), "a run that fails leaves nothing");
    assert_eq!(fs::read_to_string(&file).unwrap(), parcels(&MADE));
}

#[test]
fn packs_of_two_currencies_are_refused() {
    let folder = Folder::new("currencies");
    let copied = Command::new("cp").arg("-r").arg(root().join("packs")).arg(&folder.0).status().unwrap();
    assert!(copied.success());
    let manifest = folder.0.join("packs/kr-sample/pack.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let other = text.replace("currency = \"KRW\"", "currency = \"CHF\"");
    let other = other.replace("currency_minor_units = 0", "currency_minor_units = 2");
    assert_ne!(text, other);
    fs::write(&manifest, other).unwrap();
    let file = folder.file("parcels.ndjson", &parcels(&MADE));
    let instead = folder.path("packs/kr-sample");
    let output = run(&["simulate", "--law", "packs/kr-sample", "--instead", &instead, &file]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("the sums cannot be compared"), "{}", said(&output));
}

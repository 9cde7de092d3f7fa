//! `cocket screen` from outside.

use crate::golden::root;
use serde_json::Value;
use std::process::{Command, Output};

fn screen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cocket"))
        .arg("screen")
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap()
}

fn answers(arguments: &[&str]) -> Vec<Value> {
    let output = screen(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const DENIED: &str = "packs/examplia/risk/lists/xa-denied.csv";

#[test]
fn a_name_is_found_in_other_words_with_its_evidence() {
    for asked in ["Quorvane Baltasar", "Baltazar QUORVAINE", "Балтазар Кворване", "Baltazar A. Quorvane"]
    {
        let found = answers(&["--json", "--list", DENIED, asked]);
        let best = &found[0]["matches"][0];
        assert_eq!(
            (&best["list"], &best["id"]),
            (&"xa-denied".into(), &"XD-001".into()),
            "{asked}: {found:?}"
        );
        let score = best["score"].as_f64().unwrap();
        assert!(score > 0.5 && score < 1.0, "{asked}: {score}");
        assert_eq!(best["evidence"]["aligned"].as_array().unwrap().len(), 2, "{asked}: {best}");
    }
    let exact = answers(&["--json", "--list", DENIED, "Baltazar Quorvane"])[0]["matches"][0]["score"].clone();
    let other = answers(&["--json", "--list", DENIED, "Baltasar Quorvain"])[0]["matches"][0]["score"].clone();
    assert!(exact.as_f64() > other.as_f64());
    assert_eq!(answers(&["--json", "--list", DENIED, "Baltazar Lima"])[0]["matches"], serde_json::json!([]));
}

#[test]
fn names_of_a_file_are_answered_in_order() {
    let dir = std::env::temp_dir().join(format!("cocket-screen-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let names = dir.join("names.csv");
    std::fs::write(&names, "id,name,kind\n7,Nobody Inparticular,person\n8,Ilsabet Morowick,person\n")
        .unwrap();
    let found = answers(&["--json", "--list", DENIED, "--file", names.to_str().unwrap()]);
    assert_eq!((&found[0]["id"], &found[1]["id"]), (&"7".into(), &"8".into()));
    assert_eq!(found[0]["matches"].as_array().unwrap().len(), 0);
    assert_eq!(found[1]["matches"][0]["id"], "XD-002");
    let bad = dir.join("bad.csv");
    std::fs::write(&bad, "id,name,kind\n1,A Name,person\n2,B Name,ghost\n").unwrap();
    for (arguments, told) in [
        (vec!["--list", bad.to_str().unwrap(), "A Name"], "line 3: `ghost` is no kind"),
        (vec!["--list", DENIED, "--floor", "1", "A Name"], "above 0 and below 1"),
        (vec!["--list", DENIED], "name what to look for"),
        (vec!["--list", DENIED, "--kind", "ghost", "A Name"], "there are person"),
    ] {
        let output = screen(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(told), "{arguments:?}: {said}");
    }
    // The very name is shown however common it is, and marks that turn around what is read are not.
    let common = dir.join("common.csv");
    let many: String = (0..2_000).map(|id| format!("{id},Ali Mohammed Khan,person\n")).collect();
    std::fs::write(&common, format!("id,name,kind\n{many}")).unwrap();
    let found = answers(&["--json", "--list", common.to_str().unwrap(), "Mohammed Khan Ali"]);
    assert!(!found[0]["matches"].as_array().unwrap().is_empty(), "{found:?}");
    let said = screen(&["--list", DENIED, "\u{202e}Baltazar\u{1b}[2J Quorvane"]).stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("XD-001") && !said.contains(['\u{202e}', '\u{1b}']), "{said}");
    std::fs::remove_dir_all(&dir).unwrap();
}

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

#[test]
fn a_hashed_list_answers_and_shows_no_name() {
    let dir = std::env::temp_dir().join(format!("cocket-hashed-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let hashed = dir.join("denied.hashes");
    let hashed = hashed.to_str().unwrap();
    let make = |to: &str, salt: &str| screen(&["--list", DENIED, "--hash-to", to, "--salt", salt]);
    assert_eq!(make(hashed, "north-2026").status.code(), Some(0));
    let text = std::fs::read_to_string(hashed).unwrap();
    assert!(
        text.starts_with("cocket-hashed-list 1 argon2id memory_kib=1024 passes=1 salt=north-2026 hashes=")
    );
    assert!(!text.to_lowercase().contains("quorvane") && !text.contains("XD-"));
    for (kind, asked, class) in [
        ("person", "quorvane, BALTÁZAR", "member"),
        ("organisation", "Ltd. Forwarding Grey Heron", "member"),
        ("person", "Зелковар Дмитар", "member"),
        ("person", "Baltasar Quorvain", "sounds_like_a_member"),
        ("vessel", "mv ashen petrel", "member"),
        ("url", "http://www.cheap-ivory.example/shop", "member"),
        ("identifier", "s 66013", "member"),
    ] {
        let found = answers(&["--json", "--hashed", hashed, "--kind", kind, asked]);
        let found = &found[0]["matches"][0];
        assert_eq!((&found["list"], &found["class"]), (&"denied".into(), &class.into()), "{asked}: {found}");
        let id = found["id"].as_str().unwrap();
        assert!(id.len() == 32 && text.contains(id) && found.get("name").is_none());
    }
    // Another kind, a misspelled name or one word of two is not answered.
    for (kind, asked) in
        [("vessel", "Baltazar Quorvane"), ("person", "Baltazar Quorvond"), ("person", "Quorvane")]
    {
        let found = answers(&["--json", "--hashed", hashed, "--kind", kind, asked]);
        assert_eq!(found[0]["matches"], serde_json::json!([]), "{asked}");
    }
    // The same salt makes the same list, another one hides which names two lists share.
    let other = dir.join("other.hashes");
    let other = other.to_str().unwrap();
    assert_eq!(make(other, "north-2026").status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(other).unwrap(), text);
    assert_eq!(screen(&["--list", DENIED, "--hash-to", other]).status.code(), Some(0));
    let fresh = std::fs::read_to_string(other).unwrap();
    assert!(text.lines().skip(1).all(|line| !fresh.contains(line)));
    let cut: Vec<&str> = text.lines().take(5).collect();
    std::fs::write(other, cut.join("\n")).unwrap();
    for (arguments, told) in [
        (vec!["--hashed", other, "A Name"], "a part is missing"),
        (vec!["--hashed", DENIED, "A Name"], "line 1: it does not begin"),
        (vec!["--hashed", hashed], "name what to look for"),
        (vec!["--list", DENIED, "--hash-to", other, "--salt", "a b"], "without spaces"),
        (vec!["--hash-to", other], "--list"),
    ] {
        let output = screen(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(told), "{arguments:?}: {said}");
    }
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn what_is_wrong_or_doubtful_in_a_list_is_told_with_file_and_line() {
    let dir = std::env::temp_dir().join(format!("cocket-doubt-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let list = dir.join("own.csv");
    let list = list.to_str().unwrap();
    for (bytes, code, told) in [
        (
            b"id,name,kind\n1,A B,person\n1,A B,person\n".as_slice(),
            0,
            "own.csv`: line 3: the id `1` has this name",
        ),
        (
            b"id,name,kind\n1,A B,person\n1,A B,vessel\n",
            0,
            "own.csv`: line 3: the id `1` is a party and a vessel",
        ),
        (b"id,name,kind\n1,\xc3\x89mile,person\n2,\xc9mile,person\n", 2, "own.csv`: line 3: neither UTF-8"),
        (b"\xff\xfei\0d\0", 2, "own.csv`: line 1: the file is in UTF-16"),
        (
            b"id,name,kind\n1,A B,person\n2,...,person\n",
            2,
            "own.csv`: line 3: the name has no letter or digit",
        ),
    ] {
        std::fs::write(list, bytes).unwrap();
        for arguments in [vec!["--list", list, "A B"], vec!["--list", list, "--hash-to", "/dev/null"]] {
            let output = screen(&arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(code) && said.contains(told), "{arguments:?}: {said}");
        }
    }
    // A name of any length is answered.
    for name in ["Ilsabet Morrowick ".repeat(600), "\u{202e}".repeat(9_000), "Ж".repeat(10_000)] {
        assert_eq!(screen(&["--list", DENIED, &name]).status.code(), Some(0));
    }
    std::fs::remove_dir_all(&dir).unwrap();
}

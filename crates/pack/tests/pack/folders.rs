//! Folders with odd things in them: findings, never a stop.

use crate::tiny::Folder;
use std::fs;

fn has(folder: &Folder, expected: &str) {
    let found = folder.findings();
    assert!(found.iter().any(|finding| finding == expected), "`{expected}` is not in {found:#?}");
}

#[test]
fn no_pack_at_all() {
    let folder = Folder::new();
    has(&folder, "error pack.toml missing_file");
    assert!(!pack::validate(&folder.path("nowhere")).is_empty());
    assert!(pack::load(&folder.path("nowhere")).is_err());
    folder.write("file", "");
    assert!(!pack::validate(&folder.path("file")).is_empty());
}

#[test]
fn a_directory_in_place_of_a_file_and_the_other_way_round() {
    let folder = Folder::tiny();
    folder.remove("tariff/taxes.csv");
    fs::create_dir(folder.path("tariff/taxes.csv")).unwrap();
    has(&folder, "error tariff/taxes.csv not_a_file");
    let folder = Folder::tiny();
    fs::remove_dir_all(folder.path("controls")).unwrap();
    folder.write("controls", "");
    has(&folder, "error controls not_a_file");
    fs::create_dir(folder.path("other")).unwrap();
    has(&folder, "warning other unknown_file");
}

#[test]
fn a_file_that_is_too_large() {
    let folder = Folder::tiny();
    let file = fs::File::create(folder.path("tariff/taxes.csv")).unwrap();
    file.set_len(64 * 1024 * 1024 + 1).unwrap();
    has(&folder, "error tariff/taxes.csv too_large");
}

#[test]
fn too_many_columns() {
    let folder = Folder::tiny();
    folder.write("tariff/taxes.csv", ",".repeat(1_000_000));
    has(&folder, "error tariff/taxes.csv:1 too_many_columns");
}

#[test]
fn too_many_files() {
    let folder = Folder::tiny();
    for number in 0..10_001 {
        folder.write(&format!("tests/{number}.txt"), "");
    }
    let found = folder.findings();
    assert!(found.iter().any(|finding| finding.ends_with("too_many_files")), "{}", found.len());
}

#[cfg(unix)]
#[test]
fn links_and_names_that_are_not_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let folder = Folder::tiny();
    symlink(".", folder.path("loop")).unwrap();
    symlink("nowhere", folder.path("tests/gone.yaml")).unwrap();
    folder.remove("tariff/taxes.csv");
    symlink("../pack.toml", folder.path("tariff/taxes.csv")).unwrap();
    fs::write(folder.dir().join(OsStr::from_bytes(b"\xff.csv")), "").unwrap();
    for expected in [
        "warning loop unknown_file",
        "error tests/gone.yaml not_a_file",
        "error tariff/taxes.csv not_a_file",
        "warning \u{fffd}.csv unknown_file",
    ] {
        has(&folder, expected);
    }
    let folder = Folder::tiny();
    fs::remove_dir_all(folder.path("text")).unwrap();
    symlink(".", folder.path("text")).unwrap();
    has(&folder, "error text not_a_file");
}

#[test]
fn a_byte_order_mark_and_windows_lines_are_read() {
    let folder = Folder::tiny();
    let text = fs::read_to_string(folder.path("tariff/duties.csv")).unwrap();
    let expected = folder.findings();
    folder.write("tariff/duties.csv", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert_eq!(folder.findings(), expected);
    folder.replace("tariff/duties.csv", "1 %", "1");
    has(&folder, "error tariff/duties.csv:4 malformed_rate");
}

#[test]
fn nonsense_of_any_kind_is_no_stop() {
    const NONSENSE: [&str; 8] = [
        "\"",
        "a = [[[[[[",
        "[[relief]]\n[[relief.id]]\n",
        "\n\n\n,,,\n",
        "base: &a [*a]\nexamples: [*a]\n",
        "examples:\n  - null\n  - [1]\n  - {expect: {charges: 1}}\n",
        "key = {\n",
        "relief = 1\nparameter = [1, {}]\nprofile = {}\nsource = \"a\"\n",
    ];
    let paths =
        ["pack.toml", "thresholds.toml", "sources.toml", "parameters/all.toml", "risk/profiles/some.toml"];
    let more = ["tests/some.yaml", "text/en.ftl", "tariff/duties.csv", "risk/lists/denied.csv"];
    for path in paths.into_iter().chain(more) {
        for nonsense in NONSENSE {
            let folder = Folder::tiny();
            folder.write(path, nonsense);
            assert!(!folder.findings().is_empty(), "{path}: {nonsense}");
        }
        for deep in ["[", "{", "a = {", "a: [", "- "] {
            let folder = Folder::tiny();
            folder.write(path, format!("a = {}", deep.repeat(100_000)));
            assert!(!folder.findings().is_empty(), "{path} {deep}");
        }
    }
}

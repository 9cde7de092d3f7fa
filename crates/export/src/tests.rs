//! The guide lists the columns there are, and an export goes nowhere where something else is.

use crate::column::Table;
use crate::failure::ExportFailure;
use crate::folder::Folder;
use crate::tables::{Charges, Consignments, Items};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// The tables of the guide: name and type of each column.
fn told(table: &str) -> Vec<(String, String)> {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/analysis.md");
    let guide = fs::read_to_string(guide).unwrap();
    let begin = format!("### `{table}`");
    let lines = guide.lines().skip_while(|line| *line != begin).skip(1);
    let rows = lines.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2)
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            assert!(!cells[4].is_empty() && !cells[5].is_empty(), "{row} says too little");
            (cells[1].trim_matches('`').to_owned(), cells[2].to_owned())
        })
        .collect()
}

fn check_guide<T: Table>() {
    let there = T::columns().iter().map(|column| {
        let empty = if column.may_be_empty { "?" } else { "" };
        (column.name.to_owned(), format!("{}{empty}", column.kind.in_sql()))
    });
    assert_eq!(told(T::NAME), there.collect::<Vec<_>>(), "{}", T::NAME);
}

#[test]
fn the_guide_tells_every_column_and_its_type() {
    check_guide::<Consignments>();
    check_guide::<Items>();
    check_guide::<Charges>();
}

struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Temporary {
        let dir = std::env::temp_dir().join(format!("cocket-export-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Temporary(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn refused(to: &Path, said: &str) {
    match Folder::open(to, "ours").map(drop) {
        Err(failure @ ExportFailure::Place { .. }) => {
            assert!(failure.to_string().contains(said), "{failure}");
        }
        other => panic!("{said}: {other:?}"),
    }
}

#[test]
fn an_export_goes_to_a_new_folder_an_empty_one_or_its_own() {
    let place = Temporary::new("own");
    let to = place.path("history");
    Folder::open(&to, "ours").unwrap();
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o700);
    // What a killed one left is gone with the next.
    fs::write(to.join(".making/items.partial"), b"half").unwrap();
    let held = Folder::open(&to, "ours").unwrap();
    assert_eq!(fs::read_dir(to.join(".making")).unwrap().count(), 0);
    refused(&to, "by another process");
    drop(held);
    // It was killed while it wrote the mark.
    for kept in [0, 20] {
        let mark = fs::read(to.join("_cocket_export")).unwrap();
        let cut = place.path(&format!("cut-{kept}"));
        fs::create_dir(&cut).unwrap();
        fs::write(cut.join("_cocket_export"), &mark[..kept]).unwrap();
        Folder::open(&cut, "ours").unwrap();
        assert_eq!(fs::read(cut.join("_cocket_export")).unwrap(), mark);
    }
    fs::create_dir(place.path("empty")).unwrap();
    Folder::open(&place.path("empty"), "ours").unwrap();
}

#[test]
fn an_export_goes_nowhere_else() {
    let place = Temporary::new("else");
    let other = place.path("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letters.txt"), b"dear").unwrap();
    refused(&other, "neither empty nor an earlier export");
    refused(&other.join("letters.txt"), "no folder");
    symlink(place.path("nowhere"), place.path("dangling")).unwrap();
    fs::create_dir(place.path("empty")).unwrap();
    symlink(place.path("empty"), place.path("link")).unwrap();
    refused(&place.path("dangling"), "no folder");
    refused(&place.path("link"), "no folder");
    assert_eq!(fs::read_dir(place.path("empty")).unwrap().count(), 0);
    Folder::open(&place.path("theirs"), "theirs").unwrap();
    refused(&place.path("theirs"), "of another database");
    // A link in the place of one of its own folders or of its mark leads nowhere.
    for name in ["items", ".making", "_cocket_export"] {
        let to = place.path(&format!("linked{name}"));
        Folder::open(&to, "ours").unwrap();
        let _ = fs::remove_dir_all(to.join(name));
        let _ = fs::remove_file(to.join(name));
        symlink(&other, to.join(name)).unwrap();
        refused(&to, "is no f");
        assert_eq!(fs::read_dir(&other).unwrap().count(), 1);
    }
}

#[test]
fn days_that_are_gone_are_removed_and_nothing_behind_a_link() {
    let place = Temporary::new("gone");
    let folder = Folder::open(&place.path("to"), "database").unwrap();
    let (items, elsewhere) = (place.path("to/items"), place.path("elsewhere"));
    for dir in [items.join("day=2026-03-01"), items.join("day=2026-03-02"), elsewhere.clone()] {
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("part-0.parquet"), "rows").unwrap();
    }
    let gone = jiff::civil::date(2026, 3, 2);
    folder.remove_days(|day| day == gone).unwrap();
    assert!(items.join("day=2026-03-01/part-0.parquet").exists() && !items.join("day=2026-03-02").exists());
    symlink(&elsewhere, items.join("day=2026-03-02")).unwrap();
    assert!(matches!(folder.remove_days(|day| day == gone), Err(ExportFailure::Place { .. })));
    assert!(elsewhere.join("part-0.parquet").exists());
}

//! A pack as one value: the same wherever it lies, another with any byte, and loaded without its directory.

use crate::tiny::{Folder, brief};
use jiff::civil::date;
use pack::Archive;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The tiny pack as `heir` with a file of its own, on top of itself as `parent`.
fn family() -> Folder {
    let folder = Folder::new();
    let tiny = Folder::tiny();
    fs::rename(tiny.dir(), folder.path("parent")).unwrap();
    let manifest = fs::read_to_string(folder.path("parent/pack.toml")).unwrap();
    let manifest = manifest.replace("[name]", "inherits = [\"../parent\"]\n[name]");
    folder.write("heir/pack.toml", manifest.replace("\"law\"", "\"sample\""));
    folder.write("heir/text/fr.ftl", "public-reason-routine = Un contrôle.\n");
    folder
}

fn read(dir: &Path) -> Archive {
    Archive::read(dir).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn hash(folder: &Folder) -> [u8; 32] {
    read(&folder.path("heir")).hash()
}

/// Every file below a directory, in order.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn real(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(name)
}

#[test]
fn place_time_and_order_make_no_difference() {
    let folder = family();
    let other = Folder::new();
    for path in files(folder.dir()).iter().rev() {
        let below = path.strip_prefix(folder.dir()).unwrap();
        let copy = Path::new("deep/below").join(below).to_str().unwrap().to_owned();
        other.write(&copy, fs::read(path).unwrap());
        let file = File::options().append(true).open(other.path(&copy)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    }
    // Nothing reads these.
    other.write("deep/below/heir/notes.txt", "a");
    other.write("deep/below/parent/.git/config", "b");
    fs::rename(other.path("deep/below/heir"), other.path("deep/below/other")).unwrap();
    let moved = other.path("deep/below/other");
    assert_eq!(read(&moved).hash(), hash(&folder));
    assert_eq!(read(&moved).to_bytes(), read(&folder.path("heir")).to_bytes());
    assert_eq!(read(&other.path("deep/../deep/below/other/")).hash(), hash(&folder));
    assert_eq!(pack::load(&moved).unwrap().pack.hash, hash(&folder));
}

#[test]
fn any_byte_of_any_file_makes_a_difference() {
    let folder = family();
    let before = hash(&folder);
    let paths = files(folder.dir());
    assert_eq!(paths.len(), 27);
    for path in &paths {
        let bytes = fs::read(path).unwrap();
        // A comment is no law, but it is in the file.
        for changed in [[&bytes[..], b"\n"].concat(), bytes[..bytes.len() - 1].to_vec()] {
            fs::write(path, changed).unwrap();
            assert_ne!(hash(&folder), before, "{}", path.display());
        }
        fs::write(path, bytes).unwrap();
    }
    for at in 0..fs::read(folder.path("parent/tariff/duties.csv")).unwrap().len() {
        let mut bytes = fs::read(folder.path("parent/tariff/duties.csv")).unwrap();
        bytes[at] ^= 1;
        folder.write("parent/tariff/duties.csv", &bytes);
        assert_ne!(hash(&folder), before, "{at}");
        bytes[at] ^= 1;
        folder.write("parent/tariff/duties.csv", &bytes);
    }
    assert_eq!(hash(&folder), before);
    for (from, to) in [
        ("parent/tests/some.yaml", "parent/tests/others.yaml"),
        ("parent/text/en.ftl", "heir/text/en.ftl"),
        ("parent", "elder"),
    ] {
        let folder = family();
        fs::rename(folder.path(from), folder.path(to)).unwrap();
        if to == "elder" {
            folder.replace("heir/pack.toml", "../parent", "../elder");
        }
        assert_ne!(hash(&folder), before, "{from} to {to}");
    }
}

#[test]
fn bytes_that_are_cut_or_changed_are_no_archive_or_another_one() {
    let bytes = read(&family().path("heir")).to_bytes();
    assert_eq!(Archive::from_bytes(&bytes).unwrap().to_bytes(), bytes);
    for length in 0..bytes.len() {
        assert!(Archive::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            if let Ok(archive) = Archive::from_bytes(&changed) {
                assert_eq!(archive.to_bytes(), changed, "{at} {change}");
            }
        }
    }
}

#[test]
fn a_pack_is_loaded_without_its_directory() {
    let folder = family();
    let dir = folder.path("heir");
    let expected = pack::load(&dir).unwrap();
    let bytes = read(&dir).to_bytes();
    drop(folder);
    assert!(!dir.exists());
    let archive = Archive::from_bytes(&bytes).unwrap();
    let loaded = pack::load_archive(&archive).unwrap();
    assert_eq!(format!("{:?}", loaded.pack), format!("{:?}", expected.pack));
    assert_eq!(loaded.notes, expected.notes);
    assert_eq!(loaded.pack.hash, archive.hash());
    assert_eq!(loaded.pack.unverified[0].file, "../parent/tariff/taxes.csv");
}

#[test]
fn the_real_packs_are_the_same_from_their_bytes() {
    for name in ["examplia", "kr-sample"] {
        let expected = pack::load(&real(name)).unwrap();
        let archive = Archive::from_bytes(&read(&real(name)).to_bytes()).unwrap();
        let loaded = pack::load_archive(&archive).unwrap();
        // Law, profiles, lists, texts and worked examples, to the last field.
        assert!(format!("{:?}", loaded.pack) == format!("{:?}", expected.pack), "{name}");
        assert_eq!(loaded.notes, expected.notes, "{name}");
        for day in [date(2021, 6, 1), date(2024, 1, 1), date(2026, 3, 2)] {
            let shown = |pack| serde_json::to_value(pack::show(pack, day)).unwrap();
            assert_eq!(shown(&loaded.pack), shown(&expected.pack), "{name} {day}");
        }
    }
}

#[test]
fn an_ancestor_of_two_heirs_is_there_once() {
    let folder = family();
    let manifest = fs::read_to_string(folder.path("heir/pack.toml")).unwrap();
    let inherits = |from: &str| manifest.replace("\"../parent\"", from);
    folder.write("a/pack.toml", &manifest);
    folder.write("b/pack.toml", &manifest);
    folder.write("heir/pack.toml", inherits("\"../a\", \"../b\""));
    let bytes = read(&folder.path("heir")).to_bytes();
    let times = |text: &str| bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count();
    assert_eq!(times("../a/../parent/"), 1);
    assert_eq!(times("../b/../parent/"), 0);
    let loaded = pack::load_archive(&Archive::from_bytes(&bytes).unwrap()).unwrap();
    assert_eq!(format!("{:?}", loaded.pack), format!("{:?}", pack::load(&folder.path("heir")).unwrap().pack));
}

#[test]
fn flaws_of_the_files_are_told_from_the_archive_too() {
    let folder = family();
    folder.replace("parent/tariff/duties.csv", "5 %", "5");
    folder.write("heir/tariff/units.csv", b"unit\n\xff");
    folder.write("heir/tariff/dutys.csv", "");
    let archive = read(&folder.path("heir"));
    let expected = pack::load(&folder.path("heir")).unwrap_err();
    assert_eq!(pack::load_archive(&archive).unwrap_err(), expected);
    // What nothing reads is not in the bytes.
    let again = Archive::from_bytes(&archive.to_bytes()).unwrap();
    let without: Vec<_> = expected.into_iter().filter(|finding| finding.code != "unknown_file").collect();
    assert_eq!(pack::load_archive(&again).unwrap_err(), without);
}

/// What `Archive::read` says of the family after a change.
fn refused(change: impl Fn(&Folder)) -> Vec<String> {
    let folder = family();
    change(&folder);
    let found = Archive::read(&folder.path("heir")).map(|_| ()).unwrap_err();
    found.iter().map(brief).filter(|finding| finding.starts_with("error")).collect()
}

#[test]
fn what_cannot_be_read_whole_is_no_archive() {
    let missing = refused(|folder| fs::remove_dir_all(folder.path("parent")).unwrap());
    assert_eq!(missing, ["error pack.toml missing_parent"]);
    let empty = refused(|folder| fs::remove_file(folder.path("parent/pack.toml")).unwrap());
    assert_eq!(empty, ["error ../parent/pack.toml missing_file"]);
    let unreadable = refused(|folder| folder.write("parent/pack.toml", "= 1"));
    assert_eq!(unreadable, ["error ../parent/pack.toml:1 malformed_toml"]);
    let not_text = refused(|folder| folder.write("heir/pack.toml", b"\xff"));
    assert_eq!(not_text, ["error pack.toml:1 not_utf8"]);
    let circle =
        refused(|folder| folder.replace("parent/pack.toml", "[name]", "inherits = [\"../heir\"]\n[name]"));
    assert_eq!(circle, ["error ../parent/pack.toml inheritance_cycle"]);
    assert!(Archive::read(&Folder::new().path("nowhere")).is_err());
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_a_pack() {
    use std::os::unix::fs::symlink;
    let secret = Folder::new();
    secret.write("secret.csv", "not for the record");
    let link = |at: &'static str, is_dir: bool| {
        let target = if is_dir { secret.path("") } else { secret.path("secret.csv") };
        refused(move |folder| {
            fs::create_dir_all(folder.path(at).parent().unwrap()).unwrap();
            symlink(&target, folder.path(at)).unwrap();
        })
    };
    assert_eq!(link("heir/risk/lists/a.csv", false), ["error risk/lists/a.csv not_a_file"]);
    assert_eq!(link("parent/risk/lists/a.csv", false), ["error ../parent/risk/lists/a.csv not_a_file"]);
    assert_eq!(link("heir/tests", true), ["error tests not_a_file"]);
}

#[test]
fn an_archive_that_holds_no_pack_toml_is_told() {
    let mut bytes = b"cocket pack archive\x01".to_vec();
    bytes.extend([1_u64, 0, 0].iter().flat_map(|number| number.to_be_bytes()));
    let found = pack::load_archive(&Archive::from_bytes(&bytes).unwrap()).unwrap_err();
    assert_eq!(found.iter().map(brief).collect::<Vec<_>>(), ["error pack.toml missing_file"]);
}

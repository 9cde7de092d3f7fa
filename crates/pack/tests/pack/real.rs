//! The packs of the project load without error.

use jiff::civil::date;
use pack::Severity;
use quantity::Currency;
use std::path::PathBuf;

fn packs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(name)
}

fn errors(name: &str) -> Vec<String> {
    let found = pack::validate(&packs(name));
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(ToString::to_string).collect()
}

#[test]
fn no_pack_has_errors() {
    let mut names: Vec<String> = std::fs::read_dir(packs(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        assert_eq!(errors(&name), [""; 0], "{name}");
    }
}

#[test]
fn examplia_answers_and_shows_its_law() {
    let pack = pack::load(&packs("examplia")).unwrap().pack;
    let day = date(2026, 3, 2);
    assert!(pack.law.parameters(day).is_some());
    let shown = pack::show(&pack, day);
    assert!(shown.can_answer);
    assert_eq!(shown.parameters.len(), 21);
    assert!(shown.counts["declarable commodity codes"] > 5_000);
    let text = shown.to_string();
    for part in ["examplia", "tax_point", "XA Low Value Order s.4(2)", "Third-country duties by chapter"] {
        assert!(text.contains(part), "{part}");
    }
    let json = serde_json::to_value(&shown).unwrap();
    assert_eq!(json["as_of"], "2026-03-02");
    assert!(!pack::show(&pack, date(2019, 12, 31)).can_answer);
}

#[test]
fn examples_are_whole_declarations() {
    for name in ["examplia", "kr-sample"] {
        let pack = pack::load(&packs(name)).unwrap().pack;
        let examples = pack.examples.iter().flat_map(|file| file.examples.iter().map(move |one| (file, one)));
        for (file, example) in examples {
            let declaration = example.declaration(&file.base);
            assert!(declaration.get("stage").is_some(), "{}:{}", file.file, example.row);
        }
    }
}

#[test]
fn kr_sample_marks_what_nobody_checked() {
    let pack = pack::load(&packs("kr-sample")).unwrap().pack;
    assert!(pack.unverified.len() > 1_000);
    assert!(pack.unverified.iter().any(|row| row.file == "tariff/duties.csv" && row.row == 2));
}

#[test]
fn the_world_has_the_minor_units_of_iso_4217() {
    let pack = pack::load(&packs("kr-sample")).unwrap().pack;
    for (code, row) in pack.law.procedures.currencies.rows() {
        let Some(iso) = iso_currency::Currency::from_code(code) else { continue };
        let units = iso.exponent().and_then(|units| u8::try_from(units).ok()).unwrap_or_default();
        assert_eq!(Some(row.value), Currency::new(code, units), "{code}");
    }
}

#[test]
fn a_pack_can_be_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<pack::Pack>();
}

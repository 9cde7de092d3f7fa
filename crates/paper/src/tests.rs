//! Runs of letters, and pages that are full.

use super::*;
use crate::face::{Faces, Hand, sum};

const HAND: Hand = Hand { is_bold: false, size: 180 };

fn table(rows: usize) -> Table {
    let row = |place: usize| vec![format!("day {place}"), format!("{place} postings"), format!("{place}.00")];
    Table {
        title: "Day by day".to_owned(),
        columns: ["Day", "What", "EXD"].map(str::to_owned).to_vec(),
        rows: (0..rows).map(row).collect(),
        total: Some(["Sum", "", "1234.00"].map(str::to_owned).to_vec()),
    }
}

#[test]
fn a_text_that_is_read_from_the_right_stands_in_parts() {
    let faces = Faces::new().unwrap();
    let runs = faces.runs("كشف 2026-02 Swift", true, HAND);
    let said: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(said.first().map(|text| text.contains("Swift")), Some(true), "{said:?}");
    assert_eq!(said.last().map(|text| text.contains("كشف")), Some(true), "{said:?}");
    assert!(runs.iter().all(|run| run.width > 0));
    assert!(faces.runs("", false, HAND).is_empty());
}

#[test]
fn what_is_too_long_is_cut_and_what_steers_is_not_there() {
    let faces = Faces::new().unwrap();
    let long = "w".repeat(400);
    let cut = faces.fitted(&long, false, HAND, 3_000);
    assert!(sum(&cut) <= 3_000 && cut[0].text.ends_with('…'), "{cut:?}");
    let hostile = faces.runs("a\u{202e}b\nc", false, HAND);
    assert_eq!(hostile.iter().map(|run| run.text.as_str()).collect::<String>(), "a b c");
}

#[test]
fn a_long_table_takes_pages_with_their_heads_and_numbers() {
    let faces = Faces::new().unwrap();
    let sheet = Sheet { title: "Statement".to_owned(), tables: vec![table(120)], ..Sheet::default() };
    let pages = layout::pages(&sheet, &faces);
    assert_eq!(pages.len(), 3);
    for page in &pages {
        let said: Vec<&str> = page
            .iter()
            .filter_map(|mark| match mark {
                layout::Mark::Letters { run, .. } => Some(run.text.as_str()),
                layout::Mark::Rule { .. } => None,
            })
            .collect();
        assert!(said.contains(&"Day") && said.last().is_some_and(|last| last.ends_with("/ 3")), "{said:?}");
        for mark in page {
            if let layout::Mark::Letters { left, base, run, .. } = mark {
                assert!(
                    *left >= 0 && left + run.width <= layout::WIDTH && *base < layout::HEIGHT,
                    "{mark:?}"
                );
            }
        }
    }
    let bytes = sheet.to_pdf().unwrap();
    assert!(bytes.len() < 100_000, "only the letters that are used are in it: {} bytes", bytes.len());
}

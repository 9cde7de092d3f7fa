//! Screening on labelled pairs of names, across scripts and kinds of party.

use risk::EntryKind;
use risk::screening::Screen;
use std::collections::{BTreeMap, BTreeSet};

/// A pair of names that are one party's, or not.
struct Pair {
    kind: EntryKind,
    asked: String,
    listed: String,
    is_same: bool,
}

/// The pairs of a CSV file `kind,query,listed,same,how`.
fn pairs(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for line in text.lines().skip(1) {
        let fields = fields(line);
        pairs.push(Pair {
            kind: EntryKind::from_name(&fields[0]).unwrap(),
            asked: fields[1].clone(),
            listed: fields[2].clone(),
            is_same: fields[3] == "1",
        });
    }
    pairs
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut is_quoted) = (vec![String::new()], false);
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                fields.last_mut().unwrap().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(sign),
        }
    }
    fields
}

/// The score of each pair among all the names that are listed in any.
fn scored(pairs: &[Pair]) -> Vec<(u32, bool)> {
    let mut places = BTreeMap::new();
    let mut names: Vec<(EntryKind, &str)> = Vec::new();
    for pair in pairs {
        places.entry((pair.kind, pair.listed.as_str())).or_insert_with(|| {
            names.push((pair.kind, pair.listed.as_str()));
            u32::try_from(names.len() - 1).unwrap()
        });
    }
    let screen = Screen::new(names.iter().copied());
    let score = |pair: &Pair| {
        let place = places[&(pair.kind, pair.listed.as_str())];
        let found = screen.search(pair.kind, &pair.asked, 1);
        (found.iter().find(|found| found.place == place).map_or(0, |found| found.score), pair.is_same)
    };
    pairs.iter().map(score).collect()
}

/// The best F1 over all thresholds in thousandths, and the threshold.
fn best_f1(scored: &[(u32, bool)]) -> (usize, u32) {
    let same = scored.iter().filter(|(_, is_same)| *is_same).count();
    let mut sorted = scored.to_vec();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    let (mut right, mut best) = (0, (0, 0));
    for (taken, (score, is_same)) in (1..).zip(&sorted) {
        right += usize::from(*is_same);
        let is_last_of_score = sorted.get(taken).is_none_or(|(next, _)| next != score);
        if is_last_of_score && *score > 0 {
            best = best.max((2000 * right / (taken + same), *score));
        }
    }
    best
}

fn check(text: &str) {
    let pairs = pairs(text);
    let all = scored(&pairs);
    for kind in EntryKind::ALL {
        let of_kind: Vec<(u32, bool)> = all
            .iter()
            .zip(&pairs)
            .filter(|(_, pair)| pair.kind == *kind)
            .map(|(scored, _)| *scored)
            .collect();
        println!("{:<13} {:?} of {}", kind.as_str(), best_f1(&of_kind), of_kind.len());
    }
    let (f1, threshold) = best_f1(&all);
    let false_scores: BTreeSet<u32> = all.iter().filter(|(_, same)| !same).map(|(score, _)| *score).collect();
    let same: Vec<u32> = all.iter().filter(|(_, same)| *same).map(|(score, _)| *score).collect();
    let untied = same.iter().filter(|score| !false_scores.contains(score)).count();
    println!("F1 0.{f1:03} at {threshold}; {untied} of {} true pairs tied with no false one", same.len());
    assert!(f1 >= 830, "F1 0.{f1:03}");
    assert!(2 * untied >= same.len(), "scores do not order: {untied} of {}", same.len());
    assert!(all.iter().all(|(score, _)| *score < 1_000_000));
}

#[test]
fn labelled_pairs_are_told_apart() {
    check(include_str!("pairs.csv"));
}

//! One vocabulary: a type of the pure crates is a word of `GLOSSARY.md`, and the other way round.
//!
//! A back-ticked word in the column «in code» that begins with a capital letter is a type (`Money`), with
//! its variant after `::` (`Outcome::Release`); anything else there is a module or a field.

use super::PURE;
use crate::finding::Finding;
use crate::rust::{Kind, Rust, paths};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const GLOSSARY: &str = "GLOSSARY.md";
const COLUMN: &str = "in code";

/// Checks the glossary against the code in both directions.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let text = tree.file(GLOSSARY).and_then(|file| file.text.as_deref()).unwrap_or_default();
    let words = words(text);
    if words.is_empty() {
        let what = format!("no table with a column «{COLUMN}» that names a type is found, write one");
        return vec![Finding::new(GLOSSARY, 1, what)];
    }
    let mut findings = missing_in_code(&words, tree);
    findings.extend(missing_in_glossary(&words, tree));
    findings
}

/// A type that the glossary names, with a variant of it perhaps.
#[derive(Debug, PartialEq, Eq)]
struct Word<'t> {
    name: &'t str,
    variant: Option<&'t str>,
    line: usize,
}

/// The types in the column «in code» of every table.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut column = None;
    for (at, line) in text.lines().enumerate() {
        let Some(row) = line.trim().strip_prefix('|') else {
            column = None;
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let Some(column) = column else {
            column = cells.iter().position(|cell| *cell == COLUMN);
            continue;
        };
        let cell: &str = cells.get(column).copied().unwrap_or_default();
        words.extend(cell.split('`').skip(1).step_by(2).filter_map(|code| word(code, at + 1)));
    }
    words
}

fn word(code: &str, line: usize) -> Option<Word<'_>> {
    let mut names = code.split("::").skip_while(|name| !name.starts_with(char::is_uppercase));
    let name = names.next()?;
    Some(Word { name, variant: names.next(), line })
}

fn missing_in_code(words: &[Word<'_>], tree: &Tree) -> Vec<Finding> {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, rust) in tree.rust().filter(|(file, _)| file.path.starts_with("crates/")) {
        let defined = types(&rust, &["struct", "enum", "trait", "type"], false);
        for (name, _) in defined.into_iter().chain(handed_on(&rust)) {
            let beside = rust.tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.text);
            known.entry(name).or_default().extend(beside);
        }
    }
    let mut findings = Vec::new();
    for word in words {
        let what = match (known.get(word.name), word.variant) {
            (None, _) => format!("the code has no type `{}`, correct the column «{COLUMN}»", word.name),
            (Some(beside), Some(variant)) if !beside.contains(variant) => {
                format!("`{}` has no `{variant}`, correct the column «{COLUMN}»", word.name)
            }
            _ => continue,
        };
        findings.push(Finding::new(GLOSSARY, word.line, what));
    }
    findings
}

fn missing_in_glossary(words: &[Word<'_>], tree: &Tree) -> Vec<Finding> {
    let listed: BTreeSet<&str> =
        words.iter().flat_map(|word| std::iter::once(word.name).chain(word.variant)).collect();
    PURE.iter().flat_map(|name| missing_of_crate(name, &listed, tree)).collect()
}

fn missing_of_crate(name: &str, listed: &BTreeSet<&str>, tree: &Tree) -> Vec<Finding> {
    let own = tree.rust().filter(|(file, _)| file.crate_name() == Some(name) && !file.is_test());
    let files: Vec<_> = own.collect();
    let defined: BTreeSet<&str> = files
        .iter()
        .flat_map(|(_, rust)| types(rust, &["struct", "enum", "trait", "type"], false))
        .map(|(name, _)| name)
        .collect();
    let mut findings = Vec::new();
    for (file, rust) in &files {
        // What no keyword defines and the crate hands on is a type that a macro makes.
        let made = handed_on(rust).into_iter().filter(|(name, _)| !defined.contains(name));
        for (name, line) in types(rust, &["struct", "enum"], true).into_iter().chain(made) {
            if !listed.contains(name) && !rust.is_test_line(line) {
                let what =
                    format!("`{name}` is not in {GLOSSARY}, give it its line there or a name that has one");
                findings.push(Finding::new(&file.path, line, what));
            }
        }
    }
    findings
}

/// The type names in the file's `pub use`: a capital, then not only capitals.
fn handed_on<'t>(rust: &Rust<'t>) -> Vec<(&'t str, usize)> {
    let is_type = |name: &str| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    let paths = paths(&rust.tokens).into_iter();
    paths
        .filter_map(|path| path.handed_on.filter(|name| is_type(name)).map(|name| (name, path.line)))
        .collect()
}

/// The types that a file defines by these keywords, all or only the public ones.
fn types<'t>(rust: &Rust<'t>, keywords: &[&str], public: bool) -> Vec<(&'t str, usize)> {
    let mut found = Vec::new();
    for (at, token) in rust.tokens.iter().enumerate() {
        let keyword = token.kind == Kind::Word && keywords.contains(&token.text);
        let is_public = at.checked_sub(1).and_then(|at| rust.tokens.get(at)).is_some_and(|t| t.is("pub"));
        if keyword && (is_public || !public) {
            let name = rust.tokens.get(at + 1).filter(|name| name.kind == Kind::Word);
            found.extend(name.map(|name| (name.text, name.line)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# Words\n\n| term | in code | source |\n|---|---|---|\n";

    fn check_row(row: &str, code: &str, expected: &[&str]) {
        let glossary = format!("{TABLE}{row}\n");
        let tree = Tree::of(&[(GLOSSARY, &glossary), ("crates/risk/src/a.rs", code)]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    }

    #[test]
    fn both_sides_agree() {
        check_row("| hit | `Hit`, `risk::Hit::Name`, `hits` | `Other` |", "pub enum Hit { Name }", &[]);
        check_row("| hit | `Hit` |", "pub struct Hit;\nstruct Inner;\npub(crate) enum Crate {}\n", &[]);
    }

    #[test]
    fn a_word_without_code_is_found() {
        check_row("| hit | `Hit` |", "// Hit", &["GLOSSARY.md:5: the code has no type `Hit`"]);
        check_row("| hit | `Hit::Gone` |", "pub enum Hit { Name }", &["GLOSSARY.md:5: `Hit` has no `Gone`"]);
    }

    #[test]
    fn code_without_a_word_is_found() {
        check_row(
            "| hit | `Hit` | `Match` |",
            "struct Hit;\npub enum Match {}\n",
            &["crates/risk/src/a.rs:2: `Match` is not in GLOSSARY.md"],
        );
    }

    #[test]
    fn a_type_that_a_macro_makes_counts_where_it_is_handed_on() {
        let code = "words! { Hit { Name = \"name\" } }\npub use hit::{Hit, MAX, screen};\n";
        check_row("| hit | `Hit` |", code, &[]);
        check_row(
            "| other | `Other` |",
            &format!("{code}struct Other;\n"),
            &["crates/risk/src/a.rs:2: `Hit` is not in GLOSSARY.md"],
        );
    }

    #[test]
    fn a_missing_or_empty_glossary_is_found() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
        assert_eq!(check(&Tree::of(&[(GLOSSARY, TABLE)])).len(), 1);
    }
}

//! The pure crates read no clock, no file, no network and no environment, and print nothing.

use super::PURE;
use crate::finding::Finding;
use crate::rust::{Kind, Token, paths};
use crate::tree::Tree;

/// What a pure crate does without.
const OUTSIDE: [&[&str]; 6] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
];

const PRINTING: [&str; 4] = ["print", "println", "eprint", "eprintln"];

/// Checks the sources of the pure crates, without their tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let pure = |name: Option<&str>| name.is_some_and(|name| PURE.contains(&name));
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| pure(file.crate_name()) && !file.is_test()) {
        let tokens = rust.shipped();
        for path in paths(&tokens) {
            if let Some(outside) = OUTSIDE.iter().find(|outside| reaches(&path.names, outside)) {
                let what =
                    format!("`{}` in a pure crate, pass the value in from the edge", outside.join("::"));
                findings.push(Finding::new(&file.path, path.line, what));
            }
        }
        for line in printing(&tokens) {
            findings.push(Finding::new(&file.path, line, "a pure crate prints, return the text to the edge"));
        }
    }
    findings
}

/// Whether a path goes to or through what is outside, or brings in all of a module that holds it.
fn reaches(names: &[&str], outside: &[&str]) -> bool {
    let common = names.iter().zip(outside).take_while(|(name, part)| name == part).count();
    let whole_module = common == names.len() || names.get(common) == Some(&"*");
    common == outside.len() || (common > 0 && whole_module)
}

fn printing(tokens: &[Token<'_>]) -> Vec<usize> {
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter(|(word, sign)| word.kind == Kind::Word && PRINTING.contains(&word.text) && sign.is("!"))
        .map(|(word, _)| word.line)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)])).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn each_way_outside_is_found() {
        let text = "use std::fs;\nuse std::{fmt, net::TcpStream};\nfn f() {\n    std::env::var(\"A\");\n\
                    println!(\"\");\n}\nuse std::time::{Duration, SystemTime};\nuse std::fmt;\n";
        assert_eq!(lines("crates/risk/src/a.rs", text), [1, 2, 4, 7, 5]);
        for whole in
            ["use std::*;", "use std::time::*;", "use std::time::{self, Duration};", "use ::std as s;"]
        {
            assert!(!lines("crates/risk/src/a.rs", whole).is_empty(), "{whole}");
        }
    }

    #[test]
    fn words_tests_and_other_crates_pass() {
        let text = "// std::fs\nconst A: &str = \"std::fs println!\";\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        assert!(lines("crates/risk/src/a.rs", text).is_empty());
        assert!(lines("crates/risk/tests/a.rs", "use std::fs;").is_empty());
        assert!(lines("crates/pack/src/a.rs", "use std::fs;").is_empty());
    }
}

//! `cargo xtask tidy`: what the project promises about its own text and the compiler does not check.

pub mod circles;
pub mod edges;
pub mod glossary;
pub mod heads;
pub mod leftovers;
pub mod links;
pub mod purity;
pub mod sizes;

use crate::finding::Finding;
use crate::tree::Tree;
use std::path::Path;
use std::process::ExitCode;

/// The crates that decide and compute: no files, no network, no clock, no wire formats.
pub const PURE: [&str; 6] = ["quantity", "tariff", "ledger", "risk", "clearance", "evidence"];

/// Every check, in the order their findings are told.
const CHECKS: [fn(&Tree) -> Vec<Finding>; 8] = [
    edges::check,
    purity::check,
    circles::check,
    sizes::check,
    heads::check,
    glossary::check,
    leftovers::check,
    links::check,
];

/// Checks the project under `top` and prints what it finds.
#[must_use]
pub fn run(top: &Path) -> ExitCode {
    let tree = match Tree::read(top) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: the files cannot be read: {error}");
            return ExitCode::from(3);
        }
    };
    let findings = findings(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    eprintln!("tidy: {} files, {} findings", tree.files.len(), findings.len());
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What every check finds.
#[must_use]
pub fn findings(tree: &Tree) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(tree)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_tree_is_not_tidy() {
        assert!(!findings(&Tree::of(&[])).is_empty());
    }
}

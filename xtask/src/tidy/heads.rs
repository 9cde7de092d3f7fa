//! Every Rust file says in its first line what it is; a crate does so in one line.

use crate::finding::Finding;
use crate::tree::{File, Tree};

/// Checks the first lines of every Rust file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree.files.iter().filter(|file| file.extension() == "rs");
    files.filter_map(|file| head(file).map(|what| Finding::new(&file.path, 1, what))).collect()
}

fn head(file: &File) -> Option<&'static str> {
    let mut lines = file.text.as_deref()?.lines();
    let first = lines.next().and_then(|line| line.strip_prefix("//! ")).map(str::trim).unwrap_or_default();
    if first.is_empty() {
        return Some("the file does not begin with `//! `, say in one sentence what it is");
    }
    if !is_crate_root(&file.path) {
        return None;
    }
    let goes_on = lines.next().is_some_and(|line| line.starts_with("//! "));
    if goes_on {
        return Some("the first paragraph of a crate has more than one line, shorten it to one");
    }
    (first.split_whitespace().count() < 3).then_some("the crate's name is no sentence, say what the crate is")
}

fn is_crate_root(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["crates", _, "src", "lib.rs" | "main.rs"] | ["xtask", "src", "lib.rs" | "main.rs"]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(path: &str, text: &str, expected: Option<&str>) {
        let found = check(&Tree::of(&[(path, text)]));
        match expected {
            None => assert!(found.is_empty(), "{found:?}"),
            Some(part) => assert!(found.iter().any(|finding| finding.what.contains(part)), "{found:?}"),
        }
    }

    #[test]
    fn a_file_without_its_sentence_is_found() {
        check_text("a/b.rs", "//! What a parcel owes.\nfn f() {}\n", None);
        for text in ["", "use a::B;\n", "\n//! Late.\n", "// Not a doc.\n", "//!\n", "/// Of an item.\n"] {
            check_text("a/b.rs", text, Some("does not begin"));
        }
    }

    #[test]
    fn a_crate_says_it_in_one_line() {
        check_text("crates/risk/src/lib.rs", "//! What deserves a look.\n//!\n//! More.\n", None);
        check_text("crates/risk/src/lib.rs", "//! What deserves\n//! a look.\n", Some("more than one line"));
        check_text("crates/risk/src/lib.rs", "//! risk\n", Some("no sentence"));
        check_text("crates/risk/src/other.rs", "//! What deserves\n//! a look.\n", None);
    }
}

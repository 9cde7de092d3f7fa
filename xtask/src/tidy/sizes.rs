//! A file is read in one sitting, a function on one screen.

use crate::finding::Finding;
use crate::tree::Tree;

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;

/// Checks the length of every Rust file and function, without the tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| !file.is_test()) {
        let all = file.text.as_deref().map_or(0, |text| text.lines().count());
        let lines = (1..=all).filter(|line| !rust.is_test_line(*line)).count();
        if lines > FILE_LINES {
            let what = format!(
                "the file has {lines} lines without its tests (limit {FILE_LINES}), split it by subject"
            );
            findings.push(Finding::new(&file.path, 1, what));
        }
        for function in rust.functions().iter().filter(|function| !rust.is_test_line(function.line)) {
            let lines = function.last_line + 1 - function.line;
            if lines > FUNCTION_LINES {
                let name = function.name;
                let what =
                    format!("`{name}` has {lines} lines (limit {FUNCTION_LINES}), give its parts names");
                findings.push(Finding::new(&file.path, function.line, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str, expected: &[usize]) {
        let found: Vec<_> = check(&Tree::of(&[("a.rs", text)])).iter().map(|finding| finding.line).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_limits_are_exact() {
        let function = |lines: usize| format!("\nfn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2));
        check_text(&function(70), &[]);
        check_text(&function(71), &[2]);
        check_text(&"const A: u8 = 1;\n".repeat(600), &[]);
        check_text(&"const A: u8 = 1;\n".repeat(601), &[1]);
    }

    #[test]
    fn tests_do_not_count() {
        let tests =
            format!("#[cfg(test)]\nmod tests {{\n    fn f() {{\n{}    }}\n}}\n", "g();\n".repeat(700));
        check_text(&tests, &[]);
        let whole = format!("//! Tests.\n{tests}");
        assert!(check(&Tree::of(&[("crates/a/tests/b.rs", &whole)])).is_empty());
    }
}

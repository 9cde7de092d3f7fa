//! The project itself is tidy: every check of `cargo xtask tidy` as an ordinary test.

use xtask::{tidy, tree::Tree};

#[test]
fn the_project_is_tidy() {
    let tree = Tree::read(xtask::top()).unwrap();
    let findings: Vec<String> = tidy::findings(&tree).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

//! No circle among the files of a pure crate: each can be understood from those below it.
//!
//! Best effort by the paths that a file writes: `crate::`, `self::`, `super::` and its own child modules.
//! A name that a module only hands on (`pub use`) is followed to the file it comes from.

use super::PURE;
use crate::finding::Finding;
use crate::rust::{Path, paths};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A module by its names from the crate's root; the root is empty.
type Module = Vec<String>;

/// Checks every pure crate.
pub fn check(tree: &Tree) -> Vec<Finding> {
    PURE.iter().flat_map(|name| check_crate(tree, name)).collect()
}

fn check_crate(tree: &Tree, name: &str) -> Vec<Finding> {
    let modules = Modules::read(tree, name);
    let edges = modules.edges();
    let mut findings = Vec::new();
    for (start, targets) in &edges {
        let Some(circle) = shortest_circle(start, &edges) else { continue };
        // Told once, at the circle's first file.
        if circle.iter().any(|module| module < start) {
            continue;
        }
        let line = circle.get(1).and_then(|next| targets.get(next)).copied().unwrap_or(1);
        let files: Vec<&str> = circle.iter().map(|module| modules.path(module)).collect();
        let what = format!("a circle: {}, move what both need to a file below them", files.join(" -> "));
        findings.push(Finding::new(modules.path(start), line, what));
    }
    findings
}

/// The files of one crate as modules.
struct Modules<'t> {
    files: BTreeMap<Module, (&'t str, Vec<Path<'t>>)>,
}

type Edges = BTreeMap<Module, BTreeMap<Module, usize>>;

impl<'t> Modules<'t> {
    fn read(tree: &'t Tree, name: &str) -> Self {
        let source = format!("crates/{name}/src/");
        let mut files = BTreeMap::new();
        for (file, rust) in tree.rust().filter(|(file, _)| !file.is_test()) {
            if let Some(inner) = file.path.strip_prefix(&source) {
                files.insert(module(inner), (file.path.as_str(), paths(&rust.shipped())));
            }
        }
        Modules { files }
    }

    fn path(&self, module: &Module) -> &'t str {
        self.files.get(module).map_or("", |(path, _)| path)
    }

    /// For each module, those it uses, with the line of the first use.
    fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (module, (_, paths)) in &self.files {
            let targets = edges.entry(module.clone()).or_default();
            for path in paths.iter().filter(|path| path.handed_on.is_none()) {
                if let Some(target) = self.target(module, path, 0).filter(|target| target != module) {
                    targets.entry(target).or_insert(path.line);
                }
            }
        }
        edges
    }

    /// The module that a path written in `from` leads to; none where it leaves the crate.
    fn target(&self, from: &Module, path: &Path<'_>, hops: usize) -> Option<Module> {
        let mut names = path.names.iter().copied().peekable();
        let mut at = match names.peek().copied()? {
            "crate" => Module::new(),
            "self" | "super" => from.clone(),
            child if self.files.contains_key(&below(from, child)) => from.clone(),
            _ => return None,
        };
        for name in names {
            match name {
                "crate" | "self" => continue,
                "super" => {
                    at.pop();
                    continue;
                }
                _ => {}
            }
            let child = below(&at, name);
            if self.files.contains_key(&child) {
                at = child;
            } else {
                return Some(self.handed_on(&at, name, hops).unwrap_or(at));
            }
        }
        Some(at)
    }

    /// Where a name comes from that a module hands on; a chain of more than eight is given up.
    fn handed_on(&self, module: &Module, name: &str, hops: usize) -> Option<Module> {
        let (_, paths) = self.files.get(module)?;
        let path = paths.iter().find(|path| path.handed_on == Some(name))?;
        if hops > 8 { None } else { self.target(module, path, hops + 1) }
    }
}

fn below(module: &Module, name: &str) -> Module {
    let mut below = module.clone();
    below.push(name.to_owned());
    below
}

/// `a/b.rs` and `a/b/mod.rs` are the module `a::b`.
fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let mut names: Module = path.split('/').map(str::to_owned).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        names.pop();
    }
    names
}

/// The shortest way from a module back to itself, both ends named.
fn shortest_circle(start: &Module, edges: &Edges) -> Option<Vec<Module>> {
    let mut ways = VecDeque::from([vec![start.clone()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in edges.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
            let mut longer = way.clone();
            longer.push(next.clone());
            if next == start {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                ways.push_back(longer);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_files(files: &[(&str, &str)], expected: &[&str]) {
        let paths: Vec<_> = files.iter().map(|(path, _)| format!("crates/risk/src/{path}")).collect();
        let files: Vec<_> =
            paths.iter().map(String::as_str).zip(files.iter().map(|(_, text)| *text)).collect();
        let found: Vec<_> = check(&Tree::of(&files)).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            let expected = expected.replace('@', "crates/risk/src/");
            assert!(found.starts_with(&expected), "{found}");
        }
    }

    #[test]
    fn a_straight_crate_passes() {
        check_files(
            &[
                ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;\n"),
                ("a.rs", "use crate::B;\n#[cfg(test)]\nmod tests { use super::*; }\n"),
                ("b.rs", "#[cfg(test)]\nmod tests { use crate::a::A; }\n"),
            ],
            &[],
        );
    }

    #[test]
    fn a_circle_is_found_through_what_the_root_hands_on() {
        check_files(
            &[
                ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;\n"),
                ("a.rs", "\nuse crate::B;\n"),
                ("b.rs", "use super::{a::A, b};\n"),
            ],
            &["@a.rs:2: a circle: @a.rs -> @b.rs -> @a.rs"],
        );
    }

    #[test]
    fn a_circle_of_three_is_told_once() {
        check_files(
            &[("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c;"), ("c.rs", "fn f() { crate::a::g() }")],
            &["@a.rs:1: a circle: @a.rs -> @b.rs -> @c.rs -> @a.rs"],
        );
    }

    #[test]
    fn a_parent_that_uses_a_child_that_uses_it_is_a_circle() {
        check_files(
            &[("a.rs", "mod b;\nuse b::B;\n"), ("a/b.rs", "use super::A;\n")],
            &["@a.rs:2: a circle: @a.rs -> @a/b.rs -> @a.rs"],
        );
        check_files(&[("a.rs", "mod b;\npub use b::B;\n"), ("a/b.rs", "use super::A;\n")], &[]);
    }
}

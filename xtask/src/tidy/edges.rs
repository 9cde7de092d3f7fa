//! Who may use whom among the crates, which outside crates the pure ones do without, and one set of lints.

use super::PURE;
use crate::finding::Finding;
use crate::tree::{File, Tree};
use toml::{Table, Value};

/// The crates at the edge that turn files and bytes into the pure crates' types and back.
const EDGE: [&str; 5] = ["pack", "paper", "wire", "store", "rehearsal"];

/// Outside crates that bring formats, files, network, a runtime or chance.
const NOT_IN_PURE: [&str; 13] = [
    "axum",
    "csv",
    "csv-core",
    "rand",
    "reqwest",
    "rusqlite",
    "serde",
    "serde-saphyr",
    "serde_json",
    "tokio",
    "tokio-postgres",
    "toml",
    "tracing",
];

/// Checks every `crates/*/Cargo.toml`. Dependencies of tests alone are free.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let manifests: Vec<&File> = tree.files.iter().filter(|file| is_manifest(&file.path)).collect();
    if manifests.is_empty() {
        return vec![Finding::new(
            "Cargo.toml",
            1,
            "no crates/*/Cargo.toml is found, look where the crates went",
        )];
    }
    let names: Vec<&str> = manifests.iter().filter_map(|file| file.crate_name()).collect();
    manifests.iter().flat_map(|file| check_manifest(file, &names)).collect()
}

fn is_manifest(path: &str) -> bool {
    path.starts_with("crates/") && path.ends_with("/Cargo.toml") && path.split('/').count() == 3
}

fn check_manifest(file: &File, crates: &[&str]) -> Vec<Finding> {
    let (Some(name), Some(text)) = (file.crate_name(), file.text.as_deref()) else { return Vec::new() };
    let Ok(manifest) = text.parse::<Table>() else {
        return vec![Finding::new(&file.path, 1, "this is not TOML, mend it")];
    };
    let Some(allowed) = allowed(name) else {
        let what =
            format!("crate `{name}` has no place in the graph, give it one in xtask/src/tidy/edges.rs");
        return vec![Finding::new(&file.path, 1, what)];
    };
    let pure = PURE.contains(&name);
    let mut findings = Vec::new();
    if !inherits_lints(&manifest) {
        let what = "the crate does not hold to the project's lints, write `[lints]` and `workspace = true`";
        findings.push(Finding::new(&file.path, 1, what));
    }
    for dependency in dependencies(&manifest) {
        let line = line_of(text, &dependency);
        if crates.contains(&dependency.as_str()) || place(&dependency) {
            if !allowed.contains(&dependency.as_str()) {
                let what =
                    format!("`{name}` may not use `{dependency}`, turn the edge round or pass a value in");
                findings.push(Finding::new(&file.path, line, what));
            }
        } else if pure && NOT_IN_PURE.contains(&dependency.as_str()) {
            let what =
                format!("`{name}` is pure and may not use `{dependency}`, move that to a crate at the edge");
            findings.push(Finding::new(&file.path, line, what));
        }
    }
    findings
}

/// The crates that a crate may use; none for a crate without a place.
fn allowed(name: &str) -> Option<Vec<&'static str>> {
    let both = |first: &[&'static str], then: &[&'static str]| [first, then].concat();
    Some(match name {
        "quantity" | "evidence" => vec![],
        "tariff" | "ledger" | "risk" => vec!["quantity"],
        "clearance" => vec!["quantity", "tariff", "ledger", "risk", "evidence"],
        name if EDGE.contains(&name) => PURE.to_vec(),
        "service" => both(&PURE, &EDGE),
        "export" => both(&PURE, &["store"]),
        "cocket" => both(&both(&PURE, &EDGE), &["export", "service"]),
        _ => return None,
    })
}

/// Without this line a crate may hold unsafe code, floating point and clocks unseen.
fn inherits_lints(manifest: &Table) -> bool {
    let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
    lints.and_then(Value::as_bool) == Some(true)
}

fn place(name: &str) -> bool {
    allowed(name).is_some() || name == "xtask"
}

/// The true names of what a manifest depends on, for every target, without those of its tests.
fn dependencies(manifest: &Table) -> Vec<String> {
    let own = std::iter::once(manifest);
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(|table| table.values()).filter_map(Value::as_table);
    let mut names = Vec::new();
    for table in own.chain(targets) {
        for section in ["dependencies", "build-dependencies"] {
            let entries = table.get(section).and_then(Value::as_table);
            names.extend(entries.into_iter().flatten().map(|(key, value)| true_name(key, value)));
        }
    }
    names
}

fn true_name(key: &str, value: &Value) -> String {
    value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned()
}

fn line_of(text: &str, dependency: &str) -> usize {
    let at = text.lines().position(|line| {
        let line = line.trim_start();
        line.strip_prefix(dependency).is_some_and(|rest| rest.starts_with([' ', '.', '=']))
            || line.contains(&format!("package = \"{dependency}\""))
    });
    at.map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(name: &str, manifest: &str, expected: &[&str]) {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = &format!("{manifest}[lints]\nworkspace = true\n");
        let found: Vec<_> = check(&Tree::of(&[(&path, manifest)])).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn the_allowed_graph_passes() {
        check_one(
            "clearance",
            "[dependencies]\nquantity.workspace = true\nrisk.workspace = true\njiff = '1'\n",
            &[],
        );
        check_one("cocket", "[dependencies]\nservice.workspace = true\nserde = '1'\n", &[]);
        check_one("tariff", "[dev-dependencies]\npack.workspace = true\n", &[]);
        check_one("export", "[dependencies]\nstore.workspace = true\n", &[]);
    }

    #[test]
    fn an_edge_that_points_back_is_found() {
        check_one(
            "quantity",
            "[dependencies]\n\ntariff.workspace = true\n",
            &["crates/quantity/Cargo.toml:3: `quantity` may not use `tariff`"],
        );
        check_one("wire", "[target.'cfg(unix)'.dependencies]\nstore = { path = '../store' }\n", &["`store`"]);
        check_one("service", "[dependencies]\nexport.workspace = true\n", &["`export`"]);
        check_one(
            "risk",
            "[dependencies]\nfriend = { package = \"clearance\", path = '../clearance' }\n",
            &[":2: `risk` may not use `clearance`"],
        );
    }

    #[test]
    fn formats_in_a_pure_crate_are_found() {
        check_one(
            "risk",
            "[dependencies]\nserde = { version = '1' }\n",
            &["`risk` is pure and may not use `serde`"],
        );
        check_one("pack", "[dependencies]\nserde = '1'\n", &[]);
    }

    #[test]
    fn a_crate_without_a_place_and_a_missing_subject_are_found() {
        check_one("common", "[dependencies]\n", &["`common` has no place"]);
        check_one("risk", "[dependencies\n", &["not TOML"]);
        let bare = Tree::of(&[("crates/risk/Cargo.toml", "[dependencies]\n")]);
        assert!(check(&bare).iter().any(|finding| finding.what.contains("lints")));
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}

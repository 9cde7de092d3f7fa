//! `sources.toml`: where each file comes from and whether somebody checked it.

use crate::finding::Finding;
use crate::inherit::Source;
use crate::table::Shape;
use serde::Serialize;

/// Where a file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The file, from the pack's directory.
    pub file: String,
    /// Who published it, or how it was made.
    pub origin: String,
    /// Where it can be found.
    pub address: Option<String>,
    /// The day it was fetched.
    pub retrieved: Option<String>,
    /// How far it was checked.
    pub status: Status,
}

/// How far a file was checked against the official text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Somebody compared it.
    Verified,
    /// Nobody did.
    Unverified,
    /// There is no official text.
    Fictional,
}

const SHAPE: Shape =
    Shape::toml("sources.toml", "source", &["file", "origin", "status"], &["address", "retrieved"]).undated();
const STATUSES: [(&str, Status); 3] =
    [("verified", Status::Verified), ("unverified", Status::Unverified), ("fictional", Status::Fictional)];
/// Files that say nothing of the law, or say where they come from themselves.
const WITHOUT_SOURCE: [&str; 3] = ["pack.toml", "sources.toml", "README.md"];

/// Reads the sources of the pack's own files and compares them with the files that are there.
pub(crate) fn read(source: &Source) -> Vec<Provenance> {
    let folder = &source.heir.folder;
    if !folder.has(SHAPE.path) {
        let finding = Finding::warning("missing_file", "nothing says where the pack's rows come from");
        source.findings.add(finding.file(SHAPE.path).fix("write a `[[source]]` for each file"));
        return Vec::new();
    }
    let mut origins = Vec::new();
    let read = source.rows(&source.heir, &SHAPE, |row| {
        let file = row.text("file");
        let origin = row.text("origin");
        let status = row.word("status", &STATUSES);
        let retrieved = row.optional_text("retrieved").and_then(|_| row.date("retrieved"));
        let Some(file) = file else { return };
        if !folder.paths().any(|path| path == file) && !folder.is_broken(&file) {
            let reason = format!("the pack has no file `{file}`");
            row.tell("file", Finding::warning("unknown_reference", reason));
        }
        let (address, retrieved) = (row.optional_text("address"), retrieved.map(|day| day.to_string()));
        if let (Some(origin), Some(status)) = (origin, status) {
            origins.push(Provenance { file, origin, address, retrieved, status });
        }
    });
    if read.is_ok() {
        let is_told = |path: &str| WITHOUT_SOURCE.contains(&path) || origins.iter().any(|of| of.file == path);
        for path in folder.paths().filter(|path| !is_told(path)) {
            let finding = Finding::info("no_source", "nothing says where this file comes from").file(path);
            source.findings.add(finding.fix("add a `[[source]]` to sources.toml"));
        }
    }
    origins
}

//! The files of one pack: as bytes, and as the texts that the other modules read.

use crate::finding::{Finding, Findings};
use std::collections::{BTreeMap, BTreeSet};

/// Every file that a pack may have; `*` stands for a name.
pub(crate) const KNOWN: [&str; 35] = [
    "pack.toml",
    "thresholds.toml",
    "sources.toml",
    "parameters/*.toml",
    "tariff/commodities.csv",
    "tariff/duties.csv",
    "tariff/quotas.csv",
    "tariff/taxes.csv",
    "tariff/exchange-rates.csv",
    "tariff/geo-groups.csv",
    "tariff/countries.csv",
    "tariff/currencies.csv",
    "tariff/units.csv",
    "controls/prohibitions.csv",
    "controls/permits.csv",
    "controls/agencies.csv",
    "procedures/categories.csv",
    "procedures/data-requirements.csv",
    "procedures/offices.csv",
    "procedures/identifiers.csv",
    "procedures/schemes.csv",
    "procedures/collection.csv",
    "procedures/accounts.csv",
    "procedures/deferment.csv",
    "procedures/returns.csv",
    "procedures/post-clearance.csv",
    "procedures/retention.csv",
    "procedures/vague-terms.csv",
    "risk/signals.csv",
    "risk/prices.csv",
    "risk/lists/*.csv",
    "risk/profiles/*.toml",
    "text/*.ftl",
    "tests/*.yaml",
    "README.md",
];

/// The most bytes a file may have.
pub(crate) const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// The most entries that the directories of a pack may have together.
pub(crate) const MAX_FILES: usize = 10_000;

/// The known files of one pack, byte for byte.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// What stands before its paths in findings: nothing for the pack itself, `../world/` for an ancestor.
    pub(crate) prefix: String,
    /// The bytes by path from the pack's directory.
    pub(crate) by_path: BTreeMap<String, Vec<u8>>,
    /// Known files that could not be read, which has been told. An archive has none.
    pub(crate) unread: BTreeSet<String>,
}

/// The texts of a pack by their path from its directory.
#[derive(Debug)]
pub(crate) struct Folder<'f> {
    texts: BTreeMap<&'f str, &'f str>,
    /// Known files that could not be read, which has been told.
    broken: BTreeSet<&'f str>,
}

impl<'f> Folder<'f> {
    /// The files that are text; those that are not are told.
    pub(crate) fn of(files: &'f Files, findings: &Findings) -> Folder<'f> {
        let broken = files.unread.iter().map(String::as_str).collect();
        let mut folder = Folder { texts: BTreeMap::new(), broken };
        for (path, bytes) in &files.by_path {
            match text(bytes) {
                Ok(text) => drop(folder.texts.insert(path, text)),
                Err(finding) => {
                    folder.broken.insert(path);
                    findings.add((*finding).file(format!("{}{path}", files.prefix)));
                }
            }
        }
        folder
    }

    /// The files that a path with `*` stands for, in order of their names.
    pub(crate) fn matching(&self, pattern: &str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.texts.iter().filter(move |(path, _)| matches(pattern, path)).map(|(path, text)| (*path, *text))
    }

    /// Whether a file that a path with `*` stands for could not be read.
    pub(crate) fn is_broken(&self, pattern: &str) -> bool {
        self.broken.iter().any(|path| matches(pattern, path))
    }

    /// Whether there is, or should have been, a file that a path with `*` stands for.
    pub(crate) fn has(&self, pattern: &str) -> bool {
        self.matching(pattern).next().is_some() || self.is_broken(pattern)
    }

    /// Every path that was read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().copied()
    }
}

/// The text of a file without its byte order mark.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Box<Finding>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count() as u64;
        let finding = Finding::error("not_utf8", "from here on the file is not UTF-8");
        Box::new(finding.row(line).fix("save it as UTF-8"))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Whether a path is one of a file that a pack may have.
pub(crate) fn is_known(path: &str) -> bool {
    KNOWN.iter().any(|pattern| matches(pattern, path))
}

/// Whether a directory is on the way to files that a pack may have.
pub(crate) fn leads_to_known(directory: &str) -> bool {
    KNOWN.iter().any(|pattern| leads_to(directory, pattern))
}

/// Whether a path is one that a pattern stands for.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => path
            .strip_prefix(start)
            .and_then(|rest| rest.strip_suffix(end))
            .is_some_and(|name| !name.is_empty() && !name.contains('/')),
    }
}

/// Whether a directory is on the way to files of a pattern.
fn leads_to(directory: &str, pattern: &str) -> bool {
    pattern.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_a_name_and_no_path() {
        for (pattern, path, expected) in [
            ("tests/*.yaml", "tests/a.yaml", true),
            ("tests/*.yaml", "tests/a/b.yaml", false),
            ("tests/*.yaml", "tests/.yaml", false),
            ("pack.toml", "pack.toml", true),
            ("pack.toml", "pack.tom", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        assert!(leads_to("risk", "risk/lists/*.csv") && leads_to("risk/lists", "risk/lists/*.csv"));
        assert!(!leads_to("ris", "risk/lists/*.csv"));
    }
}

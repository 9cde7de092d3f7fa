//! The files of one pack directory, read with limits: whatever lies there, it is text or a finding.

use crate::finding::{Finding, Findings};
use crate::names::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io::{self, Read};
use std::path::Path;

/// Every file that a pack may have; `*` stands for a name.
const KNOWN: [&str; 27] = [
    "pack.toml",
    "thresholds.toml",
    "sources.toml",
    "parameters/*.toml",
    "tariff/commodities.csv",
    "tariff/duties.csv",
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
    "procedures/vague-terms.csv",
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

/// The texts of a pack by their path from its directory.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    texts: BTreeMap<String, String>,
    /// Known files that could not be read, which has been told.
    broken: BTreeSet<String>,
}

impl Folder {
    /// Reads every known file below a directory; `prefix` stands before the paths in findings.
    pub(crate) fn read(dir: &Path, prefix: &str, findings: &Findings) -> Folder {
        let mut folder = Folder::default();
        let mut waiting = vec![String::new()];
        let mut seen = 0;
        while let Some(below) = waiting.pop() {
            for (path, kind) in entries(dir, &below, prefix, findings) {
                seen += 1;
                if seen > MAX_FILES {
                    let reason = format!("the pack has more than {MAX_FILES} files");
                    findings.add(Finding::error("too_many_files", reason).file(format!("{prefix}{path}")));
                    return folder;
                }
                match folder.take(dir, &path, kind) {
                    Ok(Taken::File) => {}
                    Ok(Taken::Directory) => waiting.push(format!("{path}/")),
                    Err(finding) => findings.add((*finding).file(format!("{prefix}{path}"))),
                }
            }
        }
        folder
    }

    /// The files that a path with `*` stands for, in order of their names.
    pub(crate) fn matching<'f>(&'f self, pattern: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.texts
            .iter()
            .filter(move |(path, _)| matches(pattern, path))
            .map(|(path, text)| (path.as_str(), text.as_str()))
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
        self.texts.keys().map(String::as_str)
    }

    fn take(&mut self, dir: &Path, path: &str, kind: FileType) -> Result<Taken, Box<Finding>> {
        let is_known = KNOWN.iter().any(|pattern| matches(pattern, path));
        let leads_to_known = KNOWN.iter().any(|pattern| leads_to(path, pattern));
        let read = match () {
            () if kind.is_dir() && leads_to_known => return Ok(Taken::Directory),
            () if kind.is_file() && is_known => read_text(&dir.join(path)),
            () if is_known || leads_to_known => Err(Box::new(not_in_place(kind, is_known))),
            () => {
                let fix = nearest(path, KNOWN).map(|near| format!("did you mean `{near}`?"));
                let finding = Finding::warning("unknown_file", "nothing reads this file");
                return Err(Box::new(finding.perhaps_fix(fix)));
            }
        };
        match read {
            Ok(text) => drop(self.texts.insert(path.to_owned(), text)),
            Err(finding) => {
                self.broken.insert(path.to_owned());
                return Err(finding);
            }
        }
        Ok(Taken::File)
    }
}

enum Taken {
    File,
    Directory,
}

/// What lies in one directory of the pack, by path from the pack's directory, in order of names.
fn entries(dir: &Path, below: &str, prefix: &str, findings: &Findings) -> Vec<(String, FileType)> {
    let unreadable = |error: io::Error| {
        let at = if below.is_empty() { "pack.toml" } else { below.trim_end_matches('/') };
        let finding = match error.kind() {
            io::ErrorKind::NotFound => Finding::error("missing_file", "there is no such directory"),
            _ => Finding::error("unreadable", format!("the directory cannot be read: {error}")),
        };
        findings.add(finding.file(format!("{prefix}{at}")));
    };
    let listed = match fs::read_dir(dir.join(below)) {
        Ok(listed) => listed,
        Err(error) => {
            unreadable(error);
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for entry in listed.take(MAX_FILES + 1) {
        match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
            Ok((name, kind)) => match name.to_str() {
                Some(name) if name.starts_with('.') => {}
                Some(name) => found.push((format!("{below}{name}"), kind)),
                None => findings.add(
                    Finding::warning("unknown_file", "the name of this file is not UTF-8")
                        .file(format!("{prefix}{below}{}", name.to_string_lossy())),
                ),
            },
            Err(error) => unreadable(error),
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

fn not_in_place(kind: FileType, is_known: bool) -> Finding {
    let what = match () {
        () if kind.is_symlink() => "a symbolic link, which is not followed",
        () if kind.is_dir() => "a directory",
        () if kind.is_file() => "a file",
        () => "neither a file nor a directory",
    };
    let fix = if is_known { "put the file itself here" } else { "put the directory itself here" };
    Finding::error("not_a_file", format!("this is {what}")).fix(fix)
}

/// The text of a file without its byte order mark.
fn read_text(path: &Path) -> Result<String, Box<Finding>> {
    let unreadable = |error: io::Error| {
        Box::new(Finding::error("unreadable", format!("the file cannot be read: {error}")))
    };
    let file = fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Box::new(Finding::error(
            "too_large",
            format!("the file has more than {MAX_BYTES} bytes"),
        )));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count() as u64;
        let finding = Finding::error("not_utf8", "from here on the file is not UTF-8");
        Box::new(finding.row(line).fix("save it as UTF-8"))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
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

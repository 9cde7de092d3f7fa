//! Reads the directory of a pack and those it inherits from, with limits: known files as bytes, or findings.

use crate::finding::{Finding, Findings};
use crate::folder::{self, Files, KNOWN, MAX_BYTES, MAX_FILES};
use crate::manifest;
use crate::names::nearest;
use std::fs::{self, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most bytes that a pack and its ancestors may have together: a row of a database still takes them.
pub(crate) const MAX_TOTAL_BYTES: u64 = 512 * 1024 * 1024;
/// The most packs that may be read for one, itself included: a longer chain is a mistake.
pub(crate) const MAX_PACKS: usize = 17;

/// What lies in the directories of a pack and its ancestors.
#[derive(Debug)]
pub(crate) struct Gathered {
    /// The packs in the order in which one's rows replace another's, the pack that was asked for last.
    pub(crate) packs: Vec<Files>,
    pub(crate) missed: Missed,
}

/// What is not among the files that were read.
#[derive(Debug, Default)]
pub(crate) struct Missed {
    /// What could not be read and why, and what nothing reads.
    pub(crate) findings: Findings,
    /// Whether a pack is missing that another one inherits from, or may be.
    pub(crate) lacks_packs: bool,
}

impl Missed {
    /// Whether what was read is less than the pack.
    pub(crate) fn is_some(&self) -> bool {
        self.lacks_packs || self.findings.refuse()
    }
}

/// Reads the files of a pack and of its ancestors.
pub(crate) fn gather(dir: &Path) -> Gathered {
    gather_within(dir, MAX_TOTAL_BYTES)
}

fn gather_within(dir: &Path, most_bytes: u64) -> Gathered {
    let mut way = Way {
        path: Vec::new(),
        done: Vec::new(),
        packs: Vec::new(),
        missed: Missed::default(),
        bytes_left: most_bytes,
    };
    way.take(dir, "");
    Gathered { packs: way.packs, missed: way.missed }
}

/// The way up through the ancestors.
struct Way {
    /// The packs from the heir to the one being read: none may come again.
    path: Vec<PathBuf>,
    /// The packs that are read: two heirs of one ancestor read it once.
    done: Vec<PathBuf>,
    packs: Vec<Files>,
    missed: Missed,
    bytes_left: u64,
}

impl Way {
    /// Reads one pack after those it inherits from.
    fn take(&mut self, dir: &Path, prefix: &str) {
        let canonical = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let files = self.read(dir, prefix);
        match parents(&files) {
            Some(parents) => {
                self.path.push(canonical.clone());
                for parent in &parents {
                    self.take_parent(dir, prefix, parent);
                }
                self.path.pop();
                self.done.push(canonical);
            }
            // Whoever parses `pack.toml` again tells why.
            None => self.missed.lacks_packs = true,
        }
        self.packs.push(files);
    }

    fn take_parent(&mut self, dir: &Path, prefix: &str, parent: &str) {
        let at = dir.join(parent);
        let findings = &self.missed.findings;
        let tell = |finding: Finding| {
            findings.add(finding.file(format!("{prefix}{}", manifest::FILE)).column("inherits"));
        };
        let Ok(canonical) = at.canonicalize() else {
            let finding = Finding::error("missing_parent", format!("there is no pack `{parent}`"));
            tell(finding.fix("write the path from this directory to the other pack"));
            self.missed.lacks_packs = true;
            return;
        };
        if self.path.contains(&canonical) {
            return tell(Finding::error("inheritance_cycle", format!("`{parent}` inherits from this pack")));
        }
        if self.packs.len() + self.path.len() >= MAX_PACKS {
            let reason = format!("the pack has more than {} ancestors", MAX_PACKS - 1);
            return tell(Finding::error("inheritance_cycle", reason));
        }
        if !self.done.contains(&canonical) {
            let below = parent.trim_end_matches('/');
            self.take(&at, &format!("{prefix}{below}/"));
        }
    }

    /// Reads every known file below a directory; `prefix` stands before the paths in findings.
    fn read(&mut self, dir: &Path, prefix: &str) -> Files {
        let mut files = Files { prefix: prefix.to_owned(), ..Files::default() };
        let findings = &self.missed.findings;
        let mut waiting = vec![String::new()];
        let mut seen = 0;
        while let Some(below) = waiting.pop() {
            for (path, kind) in entries(dir, &below, prefix, findings) {
                let tell = |finding: Finding| findings.add(finding.file(format!("{prefix}{path}")));
                seen += 1;
                if seen > MAX_FILES {
                    let reason = format!("the pack has more than {MAX_FILES} files");
                    tell(Finding::error("too_many_files", reason));
                    return files;
                }
                match entry(&path, kind) {
                    Entry::File => match read_file(&dir.join(&path), &mut self.bytes_left) {
                        Ok(bytes) => drop(files.by_path.insert(path, bytes)),
                        Err(finding) => {
                            tell(*finding);
                            files.unread.insert(path);
                        }
                    },
                    Entry::Directory => waiting.push(format!("{path}/")),
                    Entry::NotInPlace(finding) => {
                        tell(*finding);
                        files.unread.insert(path);
                    }
                    Entry::Unknown(finding) => tell(*finding),
                }
            }
        }
        files
    }
}

/// What a pack inherits from; `None` if its `pack.toml` does not tell.
fn parents(files: &Files) -> Option<Vec<String>> {
    let text = folder::text(files.by_path.get(manifest::FILE)?).ok()?;
    Some(manifest::read(manifest::FILE, text, &Findings::default())?.inherits)
}

/// What lies at a path.
enum Entry {
    File,
    Directory,
    /// Something else than the pack should have there.
    NotInPlace(Box<Finding>),
    /// Nothing that a pack has.
    Unknown(Box<Finding>),
}

fn entry(path: &str, kind: FileType) -> Entry {
    let is_known = folder::is_known(path);
    let leads_to_known = folder::leads_to_known(path);
    match () {
        () if kind.is_dir() && leads_to_known => Entry::Directory,
        () if kind.is_file() && is_known => Entry::File,
        () if is_known || leads_to_known => Entry::NotInPlace(Box::new(not_in_place(kind, is_known))),
        () => {
            let fix = nearest(path, KNOWN).map(|near| format!("did you mean `{near}`?"));
            let finding = Finding::warning("unknown_file", "nothing reads this file");
            Entry::Unknown(Box::new(finding.perhaps_fix(fix)))
        }
    }
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

/// The bytes of a file, which are taken from those that may still be read.
fn read_file(path: &Path, bytes_left: &mut u64) -> Result<Vec<u8>, Box<Finding>> {
    let unreadable = |error: io::Error| {
        Box::new(Finding::error("unreadable", format!("the file cannot be read: {error}")))
    };
    let too_large = |reason: String| Err(Box::new(Finding::error("too_large", reason)));
    let file = fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES.min(*bytes_left) + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let count = bytes.len() as u64;
    let has_room = count <= *bytes_left;
    // What is too large was read all the same, so that many such files soon come to an end.
    *bytes_left = bytes_left.saturating_sub(count);
    match () {
        () if count > MAX_BYTES => too_large(format!("the file has more than {MAX_BYTES} bytes")),
        () if has_room => Ok(bytes),
        () => too_large(format!("the pack and its ancestors have more than {MAX_TOTAL_BYTES} bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_end_to_bytes() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/world");
        let Gathered { packs, missed } = gather(&dir);
        let total: u64 = packs.iter().flat_map(|pack| pack.by_path.values()).map(|b| b.len() as u64).sum();
        assert!(!missed.is_some() && !gather_within(&dir, total).missed.is_some());
        let findings = gather_within(&dir, total - 1).missed.findings.take();
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["too_large"], "{findings:#?}");
    }
}

//! The files of the project, read once and handed to every check.

use crate::rust::Rust;
use std::fs;
use std::io;
use std::path::Path;

/// Directories that are never the project's own text, wherever they stand.
const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];

/// Every file of the project, in the order of their paths.
#[derive(Debug)]
pub struct Tree {
    /// The files.
    pub files: Vec<File>,
}

/// One file.
#[derive(Debug)]
pub struct File {
    /// Its path from the top of the project, with `/` between the parts.
    pub path: String,
    /// Its text; none where it is not UTF-8.
    pub text: Option<String>,
    /// Its size in bytes.
    pub size: u64,
}

impl Tree {
    /// Reads every file under `top` but those that version control leaves out.
    ///
    /// # Errors
    /// A directory or a file that cannot be read.
    pub fn read(top: &Path) -> io::Result<Tree> {
        let ignored = match fs::read_to_string(top.join(".gitignore")) {
            Ok(text) => plain_entries(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        walk(top, "", &ignored, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree { files })
    }

    /// The file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether the path is a file, or a directory with a file in it.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let directory = format!("{path}/");
        self.files.iter().any(|file| file.path == path || file.path.starts_with(&directory))
    }

    /// The Rust files, each with its text read as Rust.
    pub fn rust(&self) -> impl Iterator<Item = (&File, Rust<'_>)> {
        self.files
            .iter()
            .filter(|file| file.extension() == "rs")
            .filter_map(|file| file.text.as_deref().map(|text| (file, Rust::read(text))))
    }

    /// A tree of made-up files, to show what a check finds.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: Some((*text).to_owned()),
            size: text.len() as u64,
        };
        Tree { files: files.iter().map(file).collect() }
    }
}

impl File {
    /// What follows the last point of the name; empty where there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The crate that the file belongs to: the directory under `crates/`, or `xtask`.
    #[must_use]
    pub fn crate_name(&self) -> Option<&str> {
        let mut parts = self.path.split('/');
        match parts.next()? {
            "crates" => parts.next(),
            "xtask" => Some("xtask"),
            _ => None,
        }
    }

    /// Whether the whole file is a test: `tests.rs`, or anything in `tests/` or `benches/`.
    #[must_use]
    pub fn is_test(&self) -> bool {
        let mut parts = self.path.split('/').rev();
        parts.next() == Some("tests.rs") || parts.any(|part| matches!(part, "tests" | "benches"))
    }
}

/// The entries of a `.gitignore` that name one file or directory from the top; patterns are left out.
fn plain_entries(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.strip_prefix('/'))
        .map(|line| line.trim_end_matches('/').to_owned())
        .filter(|line| !line.is_empty() && !line.contains(['*', '?', '[', '!']))
        .collect()
}

fn walk(directory: &Path, at: &str, ignored: &[String], files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
        let kind = entry.file_type()?;
        if SKIPPED.contains(&name.as_str()) || ignored.contains(&path) {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), &path, ignored, files)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path())?;
            let size = bytes.len() as u64;
            files.push(File { path, text: String::from_utf8(bytes).ok(), size });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_this_very_file_and_skips_what_is_built() {
        let tree = Tree::read(crate::top()).unwrap();
        assert!(tree.file("xtask/src/tree.rs").is_some());
        assert!(tree.has("xtask/src") && !tree.has("xtask/sr") && !tree.has("target"));
    }

    #[test]
    fn knows_crates_and_tests() {
        let tree = Tree::of(&[("crates/risk/src/lib.rs", ""), ("xtask/tests/a.rs", ""), ("README.md", "")]);
        let crates: Vec<_> = tree.files.iter().map(File::crate_name).collect();
        assert_eq!(crates, [Some("risk"), Some("xtask"), None]);
        let tests: Vec<_> = tree.files.iter().map(File::is_test).collect();
        assert_eq!(tests, [false, true, false]);
    }

    #[test]
    fn ignores_plain_entries_only() {
        assert_eq!(plain_entries("/target\n# /not\n/data/\n*.log\n/a*\n"), ["target", "data"]);
    }
}

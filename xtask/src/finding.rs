//! One thing that a check found: where, what, and what to do about it.

use std::fmt;

/// A finding, written as `file:line: what, and what to do`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, from the top of the project.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found, and what to do about it.
    pub what: String,
}

impl Finding {
    /// A finding at a line of a file.
    pub fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Finding { file: file.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_file_line_what() {
        let finding = Finding::new("a/b.rs", 3, "too long, split it");
        assert_eq!(finding.to_string(), "a/b.rs:3: too long, split it");
    }
}

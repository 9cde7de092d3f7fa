//! What is wrong in a pack, or worth knowing: where, what, and what to do about it.

use crate::signs::printable;
use serde::Serialize;
use std::cell::RefCell;
use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack is refused.
    Error,
    /// The pack can be used, but somebody should look.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// One thing that was found while reading a pack, written as `tariff/duties.csv:14 rate: …; fix: …`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// The file, from the pack's directory; `../world/…` for an inherited one.
    pub file: String,
    /// The line of the file, from 1.
    pub row: Option<u64>,
    /// The column or key.
    pub column: Option<String>,
    /// What it is, in a word that stays the same.
    pub code: &'static str,
    /// What it is, for people.
    pub reason: String,
    /// What to do about it, where that is known.
    pub fix: Option<String>,
}

impl Finding {
    /// About a place that holds a sign that nobody sees.
    pub(crate) fn unseen_sign(place: &str) -> Finding {
        let reason = format!(
            "{place} holds a line break, another control character, or a sign that turns the text's direction"
        );
        Finding::error("control_character", reason).fix("take it out; is a quotation mark not closed?")
    }

    pub(crate) fn error(code: &'static str, reason: impl Into<String>) -> Finding {
        Finding::new(Severity::Error, code, reason.into())
    }

    pub(crate) fn warning(code: &'static str, reason: impl Into<String>) -> Finding {
        Finding::new(Severity::Warning, code, reason.into())
    }

    pub(crate) fn info(code: &'static str, reason: impl Into<String>) -> Finding {
        Finding::new(Severity::Info, code, reason.into())
    }

    fn new(severity: Severity, code: &'static str, reason: String) -> Finding {
        Finding { severity, file: String::new(), row: None, column: None, code, reason, fix: None }
    }

    pub(crate) fn file(mut self, file: impl Into<String>) -> Finding {
        self.file = file.into();
        self
    }

    pub(crate) fn row(mut self, row: u64) -> Finding {
        self.row = Some(row);
        self
    }

    pub(crate) fn column(mut self, column: &str) -> Finding {
        self.column = Some(column.to_owned());
        self
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Finding {
        self.fix = Some(fix.into());
        self
    }

    /// What it repeats of the pack may hold anything, and is printed on somebody's terminal.
    fn printable(self) -> Finding {
        Finding {
            file: printable(&self.file),
            column: self.column.as_deref().map(printable),
            reason: printable(&self.reason),
            fix: self.fix.as_deref().map(printable),
            ..self
        }
    }

    /// With the fix if there is one.
    pub(crate) fn perhaps_fix(mut self, fix: Option<String>) -> Finding {
        self.fix = fix;
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " {column}")?;
        }
        write!(f, ": {}", self.reason)?;
        match &self.fix {
            Some(fix) => write!(f, "; fix: {fix}"),
            None => Ok(()),
        }
    }
}

/// Where readers lay down what they find.
#[derive(Debug, Default)]
pub(crate) struct Findings(RefCell<Vec<Finding>>);

/// Beyond this many nobody reads on, and a hostile pack would fill the memory.
const MOST_FINDINGS: usize = 10_000;

impl Findings {
    /// What was found before, to be added to.
    pub(crate) fn of(findings: Vec<Finding>) -> Findings {
        Findings(RefCell::new(findings))
    }

    pub(crate) fn add(&self, finding: Finding) {
        let finding = finding.printable();
        let mut findings = self.0.borrow_mut();
        match findings.len() {
            0..MOST_FINDINGS => findings.push(finding),
            MOST_FINDINGS => findings.push(
                Finding::error("too_many_findings", "there are more findings than are shown")
                    .file("pack.toml"),
            ),
            _ => {}
        }
    }

    /// Whether the pack is refused by what was found so far.
    pub(crate) fn refuse(&self) -> bool {
        self.0.borrow().iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Everything found, by file and line.
    pub(crate) fn take(&self) -> Vec<Finding> {
        let mut findings = self.0.take();
        findings.sort_by(|one, other| {
            let place = |of: &Finding| (of.file.clone(), of.row, of.column.clone(), of.severity);
            place(one).cmp(&place(other))
        });
        // Two readers of one file tell the same.
        findings.dedup();
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_file_line_column() {
        let finding =
            Finding::error("malformed_rate", "`12` is not a rate").file("tariff/duties.csv").row(14);
        let finding = finding.column("rate").fix("write `12 %` or `free`");
        let text = "tariff/duties.csv:14 rate: `12` is not a rate; fix: write `12 %` or `free`";
        assert_eq!(finding.to_string(), text);
        assert_eq!(Finding::warning("no_examples", "a").file("tests").to_string(), "tests: a");
    }

    #[test]
    fn there_is_an_end_to_findings() {
        let findings = Findings::default();
        for number in 0..MOST_FINDINGS + 5 {
            findings.add(Finding::info("a", number.to_string()));
        }
        assert!(findings.refuse());
        assert_eq!(findings.take().len(), MOST_FINDINGS + 1);
    }
}

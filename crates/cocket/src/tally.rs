//! Counting decisions: by category and outcome, what is payable, which faults occur.

use crate::desk::Decided;
use clearance::{Answer, Category, Fault, FaultCode, Outcome, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Counts of many decisions. Two of them add up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    decided: BTreeMap<(Option<Category>, Outcome), u64>,
    payable_minor: i128,
    errors: BTreeMap<FaultCode, u64>,
    warnings: BTreeMap<FaultCode, u64>,
}

/// The counts for programs.
#[derive(Serialize)]
pub(crate) struct Summary<'a> {
    declarations: u64,
    payable: String,
    currency: &'a str,
    outcomes: BTreeMap<&'static str, u64>,
    categories: BTreeMap<String, BTreeMap<&'static str, u64>>,
    faults: BTreeMap<&'static str, u64>,
    warnings: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(crate) fn count(&mut self, decided: &Decided<'_>) {
        let category = match decided {
            Decided::Step(step) => {
                let filings = &step.case.filings;
                let governs = filings.governing().number == step.number;
                // What was declared twice is owed once.
                if governs && step.answer == Answer::Taken {
                    self.payable_minor += i128::from(step.case.assessment.payable.minor());
                }
                let filing = filings.find(step.number).unwrap_or_else(|| filings.governing());
                self.count_faults(&filing.warnings);
                Some(step.case.assessment.category)
            }
            Decided::Faults { faults, .. } => {
                self.count_faults(faults);
                None
            }
        };
        *self.decided.entry((category, decided.outcome())).or_default() += 1;
    }

    /// Counts every place where a code occurs.
    fn count_faults(&mut self, faults: &[Fault]) {
        for fault in faults {
            let codes = match fault.severity() {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
            };
            *codes.entry(fault.code).or_default() += 1;
        }
    }

    pub(crate) fn add(&mut self, other: Tally) {
        for (kind, count) in other.decided {
            *self.decided.entry(kind).or_default() += count;
        }
        self.payable_minor += other.payable_minor;
        for (mine, theirs) in [(&mut self.errors, other.errors), (&mut self.warnings, other.warnings)] {
            for (code, count) in theirs {
                *mine.entry(code).or_default() += count;
            }
        }
    }

    /// How many declarations were decided.
    pub(crate) fn total(&self) -> u64 {
        self.decided.values().sum()
    }

    /// How many go back to their filers.
    pub(crate) fn sent_back(&self) -> u64 {
        self.decided
            .iter()
            .filter(|((_, outcome), _)| *outcome == Outcome::Correct)
            .map(|(_, count)| count)
            .sum()
    }

    /// The counts for programs.
    pub(crate) fn summary<'a>(&self, currency: &'a quantity::Currency) -> Summary<'a> {
        let mut outcomes = BTreeMap::new();
        let mut categories: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
        for ((category, outcome), count) in &self.decided {
            *outcomes.entry(outcome.as_str()).or_default() += count;
            let name = category.map_or("none".to_owned(), |category| category.number().to_string());
            *categories.entry(name).or_default().entry(outcome.as_str()).or_default() += count;
        }
        let named = |codes: &BTreeMap<FaultCode, u64>| {
            codes.iter().map(|(code, count)| (code.as_str(), *count)).collect()
        };
        Summary {
            declarations: self.total(),
            payable: self.payable(currency),
            currency: currency.code(),
            outcomes,
            categories,
            faults: named(&self.errors),
            warnings: named(&self.warnings),
        }
    }

    /// The counts for people: a table of categories and outcomes, then the most frequent faults.
    pub(crate) fn table(&self, currency: &quantity::Currency) -> String {
        let outcomes: Vec<Outcome> = Outcome::ALL
            .iter()
            .copied()
            .filter(|outcome| self.decided.keys().any(|(_, of)| of == outcome))
            .collect();
        let mut out = format!("{:<28}", "category");
        for outcome in &outcomes {
            let _ = write!(out, "{:>20}", outcome.as_str());
        }
        out.push('\n');
        for category in Category::ALL.iter().copied().map(Some).chain([None]) {
            if !self.decided.keys().any(|(of, _)| *of == category) {
                continue;
            }
            let _ = write!(out, "{:<28}", name_of(category));
            for outcome in &outcomes {
                let count = self.decided.get(&(category, *outcome)).copied().unwrap_or_default();
                let _ = write!(out, "{:>20}", thousands(count));
            }
            out.push('\n');
        }
        let _ = writeln!(
            out,
            "\n{} declarations, {} {currency} payable",
            thousands(self.total()),
            self.payable(currency)
        );
        for (title, codes) in [("faults", &self.errors), ("warnings", &self.warnings)] {
            if !codes.is_empty() {
                let _ = writeln!(out, "{title}: {}", most_frequent(codes));
            }
        }
        out
    }

    fn payable(&self, currency: &quantity::Currency) -> String {
        match i64::try_from(self.payable_minor) {
            Ok(minor) => quantity::Money::new(minor, *currency).number().to_string(),
            Err(_) => format!("{}e-{}", self.payable_minor, currency.minor_units()),
        }
    }
}

fn name_of(category: Option<Category>) -> &'static str {
    match category {
        Some(Category::Documents) => "1 documents",
        Some(Category::LowValueNothingDue) => "2 low value, nothing due",
        Some(Category::LowValueDutiable) => "3 low value, dutiable",
        Some(Category::HighValue) => "4 high value or controlled",
        None => "- not declared",
    }
}

fn most_frequent(codes: &BTreeMap<FaultCode, u64>) -> String {
    let mut by_count: Vec<(&FaultCode, &u64)> = codes.iter().collect();
    by_count.sort_by(|one, other| other.1.cmp(one.1));
    let named: Vec<String> =
        by_count.iter().map(|(code, count)| format!("{} {}", code.as_str(), thousands(**count))).collect();
    named.join(", ")
}

/// A count with a comma after each three digits.
pub(crate) fn thousands(count: u64) -> String {
    grouped(&count.to_string())
}

/// Digits with a comma after each three, counted from their end.
pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn counts_are_readable() {
        let said: Vec<String> = [0, 999, 1000, 45_519, 1_000_000].map(thousands).into();
        assert_eq!(said, ["0", "999", "1,000", "45,519", "1,000,000"]);
    }
}

//! What the signature of a quote covers.

use crate::batch::Origin;

/// A quote: what was asked and answered, as text, by the keeper of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuoteHead<'l> {
    /// The record whose key signs.
    pub log: &'l Origin,
    /// What was asked and answered, on one line.
    pub statement: &'l str,
}

impl QuoteHead<'_> {
    /// The bytes that are signed: three lines, each with its end. The first keeps a quote from ever being a batch.
    ///
    /// ```
    /// # use evidence::{Origin, QuoteHead};
    /// let log = Origin::parse("customs.example/log").unwrap();
    /// let head = QuoteHead { log: &log, statement: "{}" };
    /// assert_eq!(head.text(), "cocket-quote-v1\ncustoms.example/log\n{}\n");
    /// ```
    pub fn text(&self) -> String {
        format!("cocket-quote-v1\n{}\n{}\n", self.log, self.statement)
    }
}

//! What the signature of something that is stated covers: a quote, a list that is published, a backup.

use crate::batch::Origin;

/// What a statement is. The first line that is signed says it, so that none is ever taken for a batch or for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// What was asked and answered about charges.
    Quote,
    /// Sellers and web sites whose goods were found to be other than declared, or refused.
    SellerList,
    /// What a copy of the database holds, and how far the record had come in it.
    Backup,
}

/// A statement by the keeper of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedHead<'l> {
    /// What it is.
    pub stated: Stated,
    /// The record whose key signs.
    pub log: &'l Origin,
    /// What is stated, on one line.
    pub statement: &'l str,
}

impl StatedHead<'_> {
    /// The bytes that are signed: three lines, each with its end.
    ///
    /// ```
    /// # use evidence::{Origin, Stated, StatedHead};
    /// let log = Origin::parse("customs.example/log").unwrap();
    /// let head = StatedHead { stated: Stated::Quote, log: &log, statement: "{}" };
    /// assert_eq!(head.text(), "cocket-quote-v1\ncustoms.example/log\n{}\n");
    /// ```
    pub fn text(&self) -> String {
        let stated = match self.stated {
            Stated::Quote => "cocket-quote-v1",
            Stated::SellerList => "cocket-seller-list-v1",
            Stated::Backup => "cocket-backup-v1",
        };
        format!("{stated}\n{}\n{}\n", self.log, self.statement)
    }
}

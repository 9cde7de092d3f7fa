//! Sheets of paper as PDF: a heading, facts, tables with their sums, read from either side.
//!
//! The letters are Latin, Greek, Cyrillic and Arabic ones.
//!
//! ```
//! # use paper::{Sheet, Table};
//! let table = Table {
//!     title: "The sum".to_owned(),
//!     columns: vec!["What".to_owned(), "EXD".to_owned()],
//!     rows: vec![vec!["VAT".to_owned(), "45.00".to_owned()]],
//!     total: Some(vec!["Owed at the end".to_owned(), "45.00".to_owned()]),
//! };
//! let sheet = Sheet { title: "Statement".to_owned(), tables: vec![table], ..Sheet::default() };
//! assert!(sheet.to_pdf().unwrap().starts_with(b"%PDF-"));
//! ```
//!
//! Lengths are twentieths of a point, whole ones.

mod face;
mod layout;
mod pdf;

/// What stands on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its language (BCP 47).
    pub language: String,
    /// Whether it is read from the right.
    pub is_from_right: bool,
    /// What it is.
    pub title: String,
    /// Whose it is.
    pub subtitle: String,
    /// What is said first: words, and what they say.
    pub facts: Vec<(String, String)>,
    /// What follows.
    pub tables: Vec<Table>,
    /// At the foot of every page.
    pub foot: String,
}

/// A table. The last column holds amounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it is about.
    pub title: String,
    /// The heads of its columns.
    pub columns: Vec<String>,
    /// Its rows, a text for each column.
    pub rows: Vec<Vec<String>>,
    /// What it comes to.
    pub total: Option<Vec<String>>,
}

/// A sheet could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sheet could not be made")]
pub struct Unmade;

impl Sheet {
    /// The sheet as PDF.
    ///
    /// # Errors
    /// [`Unmade`], which would be a fault of this program.
    pub fn to_pdf(&self) -> Result<Vec<u8>, Unmade> {
        let faces = face::Faces::new()?;
        pdf::draw(self, &layout::pages(self, &faces))
    }
}

#[cfg(test)]
mod tests;

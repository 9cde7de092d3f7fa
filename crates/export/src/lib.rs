//! History for analysis: consignments, goods items and charges as Parquet files, a folder for each day.
//!
//! ```text
//!   store::Reader ──► a day's consignments, a page at a time ──► rows of three tables ──► Parquet, a row group at a time
//!   DIR/consignments/day=2026-03-02/part-0.parquet
//!   DIR/items/day=2026-03-02/part-0.parquet
//!   DIR/charges/day=2026-03-02/part-0.parquet
//! ```
//!
//! Nobody's name, address or number leaves: [`Tokens`](tokens::Tokens) stand for them, made under a key of their own. The
//! columns are data ([`column::Column`]) that the guide `docs/guide/analysis.md` lists and a test compares.

mod column;
mod day;
mod failure;
mod folder;
mod tables;
#[cfg(test)]
mod tests;
mod tokens;
mod writing;

pub use day::{Days, Exported, export};
pub use failure::ExportFailure;

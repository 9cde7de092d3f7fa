//! `cocket sellers`: sellers and web sites ranked by what was found, and the list of them that is published.
//!
//! ```text
//!   rank ──► candidates.csv ──► a person decides each row ──► publish ──► a signed list, over HTTP too
//!                                                              verify ──► hosts to block, names to screen
//! ```

mod publish;
mod rank;
mod verify;

use crate::failure::{Answer, Failure};
use clap::Subcommand;

/// Arguments of `cocket sellers`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Rank sellers and web sites by what examinations of their goods have shown, for a person to review.
    Rank(rank::Asked),
    /// Publish the rows of a reviewed ranking that say so, as a signed list. A running server shows it at once.
    Publish(publish::Asked),
    /// Check a published list, without the database, and print it, or the hosts and names on it.
    Verify(verify::Asked),
}

/// Carries the command out.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    match &arguments.what {
        What::Rank(asked) => rank::run(asked),
        What::Publish(asked) => publish::run(asked),
        What::Verify(asked) => verify::run(asked),
    }
}

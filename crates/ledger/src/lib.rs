//! Double entry: accounts, and transfers between them in sets that are made whole or not at all.
//!
//! ```text
//!   set of transfers ──► Book::apply ──► sums of accounts, which only grow, and what is reserved of them
//!                             └──► Refused: nothing of the set is made
//! ```
//!
//! Nothing that was posted is changed or taken away: it is corrected by another transfer, the other way. What is only
//! expected is reserved, and later settled or freed; it moves no balance, and counts against limits. Accounts are
//! named by whoever uses the book, and nothing here knows customs, a clock or chance.

mod book;
mod sums;
mod transfer;

pub use book::{Account, Book, Limit};
pub use sums::Sums;
pub use transfer::{Phase, Refused, Transfer, TransferRefusal};

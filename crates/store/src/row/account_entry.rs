//! Rows of what happens on accounts.

use super::flaw::RowFlaw;
use super::frame;
use super::kept::{Kept, twins};
use clearance::{AccountEntry, AccountEntryKind};
use quantity::Money;

/// The row of an entry on an account.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_account_entry(entry: &AccountEntry) -> Result<Vec<u8>, RowFlaw> {
    frame::write(&entry.twin(), 64)
}

/// The entry on an account of a row.
///
/// # Errors
/// Any [`RowFlaw`] of reading.
pub fn decode_account_entry(row: &[u8]) -> Result<AccountEntry, RowFlaw> {
    AccountEntry::of_twin(frame::read(row)?)
}

twins! {
    /// What happened on an account.
    struct AccountEntryV1 of AccountEntry {
        kind: AccountEntryKind,
        reference: String,
        about: Option<String>,
        amount: Money,
        reason: Option<String>,
    }
}

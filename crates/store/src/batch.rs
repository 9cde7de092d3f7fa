//! What is appended at once, or not at all.

use crate::account_entry::EnteredOnAccount;
use crate::erasure::Erasure;
use crate::held::Held;
use crate::mark::Mark;
use crate::outbound::Scan;
use crate::vendor_return::NewVendorReturn;
use crate::views::SentBack;
use jiff::Timestamp;
use std::sync::Arc;

/// What is appended at once, or not at all.
pub struct Batch {
    /// When it was decided.
    pub at: Timestamp,
    /// The day of that, as the law counts days.
    pub day: i64,
    /// The shared facts and the engine it was decided by.
    pub setting: i64,
    /// The entries, from [`Writer::next_entry`] on.
    pub entries: Vec<NewEntry>,
    /// How many of them are given to be written before the rest: the first ones.
    pub written: usize,
    /// Every consignment that it touched, as it is after the last of its entries.
    pub consignments: Vec<Arc<Held>>,
    /// When a deadline of a consignment passes next. One that was kept before may come again.
    pub deadlines: Vec<(Timestamp, u64)>,
    /// What happened on accounts of deferred payment.
    pub on_account: Vec<EnteredOnAccount>,
    /// What the consignments are found by from now on: hashes and numbers of consignments.
    pub keys: Vec<(u64, u64)>,
    /// The number that the next declaration gets.
    pub next_number: u64,
    /// The root of the tree of its entries.
    pub root: [u8; 32],
    /// The signature over it.
    pub signature: [u8; 64],
    /// What became of lines of files.
    pub parts: Vec<FilingPart>,
    /// Requests that carried keys of their own.
    pub requests: Vec<KeyedRequest>,
    /// The returns that its entries took in.
    pub vendor_returns: Vec<NewVendorReturn>,
    /// Outbound scans that it touched, as they stand after it.
    pub scans: Vec<Scan>,
    /// Personal texts that it erases.
    pub erased: Vec<Erasure>,
    /// What its entries mark beside consignments.
    pub marks: Vec<Mark>,
}

impl Batch {
    /// The consignments whose rows are not written as they are now.
    pub(crate) fn unwritten(&self) -> impl Iterator<Item = &Held> {
        self.consignments.iter().map(Arc::as_ref).filter(|held| !held.is_written())
    }
}

/// An entry to append.
pub struct NewEntry {
    /// The entry as bytes.
    pub bytes: Vec<u8>,
    /// The salts that open its personal texts; empty if it has none.
    pub salts: Vec<u8>,
    /// The organisations that it concerns.
    pub concerns: Vec<String>,
    /// The document that it sends back, if it does.
    pub sent_back: Option<SentBack>,
}

/// What became of lines of a file: for each the entry that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingPart {
    /// The file.
    pub batch: u64,
    /// The number of the first line.
    pub line: u64,
    /// What became of each.
    pub lines: Vec<LineResult>,
    /// How many of them there are by what became of them.
    pub counts: Vec<(&'static str, u64)>,
}

/// What became of a line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// The line in the file.
    pub line: u64,
    /// The entry that took it or sent it back, or the one that had taken it before.
    pub entry: u64,
}

/// A request that carried a key of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    /// The hash of the key and the organisation.
    pub key: u64,
    /// The first bytes of the hash of what was asked.
    pub fingerprint: [u8; 16],
    /// What the answer is about: the path it is found at.
    pub subject: String,
}

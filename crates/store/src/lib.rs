//! The only SQL: what happened is written once, sealed where it is personal, and read again.
//!
//! ```text
//!            find(keys), load(numbers)                       one transaction
//!   Writer ────────────────────────────► Held ──► … ──► append(Batch): journal, consignments, keys, lists
//!   Reader ── what was committed: consignments, entries, worklists, files, credentials
//! ```
//!
//! The journal is the truth: a row a batch, its entries in compressed and sealed blocks. Everything else but
//! salts, credentials, accounts and files that wait is a view of it. [`open`] gives the one writer and any number
//! of readers. All of it blocks: it is called from threads, not from tasks.

mod about;
mod access;
mod account;
mod account_entry;
mod anchor;
mod batch;
mod beside;
mod by_day;
mod certificate;
mod copy;
mod counting;
mod deadline;
mod document;
mod entry;
mod erasure;
mod erasure_file;
mod examined;
mod fact;
mod failure;
mod filing_batch;
mod fill;
mod held;
mod index;
mod journal;
mod ledger;
mod legal_hold;
mod log;
mod mark;
mod mixing;
mod moving;
mod names;
mod open;
mod organisation;
mod outbound;
mod participant;
mod pen;
mod place;
mod published;
mod reader;
mod register;
mod room;
pub mod row;
mod rulebook;
mod salts;
mod schema;
mod secret;
mod settle;
mod sql;
mod tally;
#[cfg(test)]
mod tests;
mod token;
mod turn;
mod vendor_return;
mod views;
mod worth;
mod writer;

pub use access::{AccessesAsked, NewAccess};
pub use account::{Account, NewAccount};
pub use account_entry::{EnteredOnAccount, WaitingPlace};
pub use anchor::{merge_seen, seen_checkpoint, seen_checkpoint_in};
pub use batch::{Batch, FilingPart, KeyedRequest, LineResult, NewEntry};
pub use beside::beside;
pub use by_day::FiledDay;
pub use certificate::CertificateRow;
pub use copy::Copied;
pub use document::{DocumentBytes, DocumentRow, NewDocument, SealedDocument, sha256};
pub use entry::{
    Actor, BackgroundRow, Decided, Document, DrawnQuota, Entry, RefusedToken, Running, TokenRow, What,
};
pub use erasure::{Erasure, erased_beside};
pub use erasure_file::merge_erasures;
pub use examined::Examined;
pub use fact::{Setting, SharedFact};
pub use failure::StoreFailure;
pub use filing_batch::{FilingBatch, Waiting};
pub use held::{CLAIMS, DEBTS, Filed, Held, LEAVING, SIGNATURES};
pub use index::{Ahead, KeyTable};
pub use journal::{BatchRow, Block};
pub use ledger::{LedgerAccount, LedgerDay, LedgerLine, LinePlace};
pub use legal_hold::HoldChange;
pub use log::KeptCheckpoint;
pub use mark::Mark;
pub use mixing::Mixing;
pub use moving::Moving;
pub use open::{Purpose, Readers, Store, hold, open, open_for_reading, open_on, signing_seed};
pub use outbound::{NEVER, Scan, ScanState};
pub use participant::ParticipantChange;
pub use place::name_server;
pub use published::SellerLists;
pub use reader::{After, Listed, Order, Reader};
pub use register::Registers;
pub use room::{free_bytes, try_room};
pub use rulebook::Rulebooks;
pub use salts::{SealedTexts, open_texts, seal_texts};
pub use schema::newest as newest_layout;
pub use secret::{SALT_LEN, Secret};
pub use sql::Failure;
pub use tally::Tally;
pub use token::{TOKEN_PREFIX, Token, Tokens, moment, new_token_text, token_hash};
pub use turn::Others;
pub use vendor_return::{DeclaredNumber, NewVendorReturn, VendorLine, VendorReturn};
pub use views::SentBack;
pub use writer::{Reading, Writer, short_hash};

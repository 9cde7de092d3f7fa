//! What is stored, as versioned rows of bytes: twins of the domain's types and the way there and back.
//!
//! A row is one version byte and then its twin in `postcard`. A twin names every field of the type it stands
//! for, so that a new field breaks the build here and not the rows on disk: fields and variants of a twin are
//! never moved or removed. A change makes a twin of the next version, and the old one stays to be read.
//!
//! Personal texts leave as rows of their own, one for each [`Subject`] of a filing, so that each can be sealed
//! under its own key. Where a key is gone, its texts are not given back, and their fields are empty.
//!
//! Reading believes nothing: what is cut off, garbled or refused by the domain's own makers is a [`RowFlaw`].

mod account_entry;
mod assessment;
mod case;
mod code;
mod command;
mod declaration;
mod fault;
mod field;
mod flaw;
mod frame;
mod gate;
mod ground;
mod kept;
mod measure;
mod personal;
mod scan;
mod submission;
#[cfg(test)]
pub(crate) mod tests;

pub use account_entry::{decode_account_entry, encode_account_entry};
pub use case::{decode_case, encode_case};
pub use command::{KeptCommand, decode_command, encode_command, encode_join};
pub use fault::{decode_faults, encode_faults};
pub use field::subject_of;
pub use flaw::RowFlaw;
pub use personal::{PersonalTexts, Subject};
pub use scan::{decode_scan, encode_scan};
pub use submission::{SubmissionRow, decode_submission, encode_submission};

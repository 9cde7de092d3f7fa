//! Public formats: bytes become submissions and commands, decisions become JSON and words.
//!
//! The inside may change every week, what is written and read here may not: every public type of the
//! pure crates has its twin here, converted by hand.

mod cell;
mod command;
mod consignment;
mod corrected;
mod decision;
mod estimate;
mod explain;
mod ground;
pub mod intake;
pub mod listed;
mod post_clearance;
mod quote;
mod quoted;
mod receipt;
mod rows;
mod scan;
mod seller_list;
mod texts;

pub use cell::{without_guard, write_cell, write_line};
pub use command::{
    AnswerText, ArrivalText, CommandFlaw, CommandText, DeadlineText, DecisionText, DeclinationText,
    ExaminationText, FREE_TEXT_CHARS, FilerText, FindingText, InvalidationText, PaymentText, ReturnText,
    ReturnedText, ReversalText, free_text, money, one_line, returned_goods,
};
pub use consignment::{Consignment, Elsewhere, GivenBack, Tracking, WorkItem, as_it_stands};
pub use corrected::{Corrections, field_name};
pub use decision::{Decision, Reader};
pub use estimate::{AmountText, EstimateText};
pub use explain::{
    explain, explain_faults, ground_for_filer, ground_in_words, grounds_for_filer, selection_for_filer,
};
pub use post_clearance::{ClaimText, PostClearanceText, ReasonText, SignatureText, WaiverText};
pub use quote::{Signed, faults_json, quote_in_words, quote_json, signed_quote_json};
pub use quoted::{Differing, QuoteStatement};
pub use receipt::{ReceiptUnread, placed_receipt_json, read_receipt, receipt_json};
pub use rows::{PaymentLineText, ReversalLineText, RowFormat, VendorLineText, each_row};
pub use scan::{OrderText, ScanText, ScannedText, condition_text};
pub use seller_list::{ListedSeller, SellerList, SignedSellerList};
pub use texts::{TextFlaw, Texts, Voice};

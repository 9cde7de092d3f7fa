//! The heart: what a filer says becomes a declaration, and a declaration with the facts becomes a step.
//!
//! ```text
//! Submission ── validate ──► Declaration ── clear(case, command, facts, now) ──► Step
//!     │ every fault at once                    assess · decide · account · notify
//!     ▼
//!  Correct
//! ```
//!
//! [`clear()`] is pure: no clock, no input or output, no chance. Time and identity are arguments, and the
//! same case, command and facts always give the same step.

mod account;
mod assess;
mod assessment;
mod case;
mod category;
mod clear;
mod command;
mod decide;
mod declaration;
mod facts;
mod fault;
mod filings;
mod gate;
mod ground;
pub mod identifier;
mod law;
mod notify;
mod procedure;
mod quality;
mod refusal;
mod requirement;
mod step;
mod submission;
mod validate;

pub use assess::assess;
pub use assessment::{AssessedLine, Assessment, Charge, ChargeStatus};
pub use case::{Arrival, Case, Filing, Filings, LawVersion, Outcome, Phase, State};
pub use category::Category;
pub use clear::clear;
pub use command::*;
pub use declaration::*;
pub use facts::Facts;
pub use fault::{Fault, FaultCode, Severity};
pub use gate::{Gate, GateKind, Gates, Owner};
pub use ground::Ground;
pub use law::Law;
pub use notify::{NextAction, Turn, correction};
pub use procedure::*;
pub use refusal::Refusal;
pub use requirement::{Level, Requirement, Requirements};
pub use step::{Answer, Step};
pub use submission::*;
pub use validate::{Valid, quote, validate};

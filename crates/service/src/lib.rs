//! The HTTP API and the lane behind it.

mod accesses;
mod audit;
mod capacity;
mod certificates;
mod country;
mod doors;
pub mod http;
mod intake;
pub mod lane;
mod lookup;
mod noticeboard;
mod overdue;
pub mod pages;
mod receipts;
mod replay;
mod rules;
mod server;
mod signals;
mod statements;
mod vendors;
mod waiting;
mod witnesses;

pub use audit::{Audit, AuditDepth, AuditFlaw, Audited, Seen};
pub use capacity::Thresholds;
pub use country::{Country, Registered, RulesInForce};
pub use lane::consignment_number;
pub use lookup::{find_declaration, follow};
pub use noticeboard::show_note;
pub use overdue::{Overdue, overdue};
pub use receipts::{place_of, receipt_of};
pub use replay::{Difference, Replay, Replayed, flaws_of_last_batch};
pub use rules::{Bench, NotStepped, RuleStep, Stepped, rule_json};
pub use server::{Opened, ServerFailure, Settings, answer, serve, serve_opened, serve_until};
pub use signals::Signals;
pub use waiting::decide_waiting;
pub use witnesses::{Witness, WitnessFlaw, best_checkpoint};

//! What deserves a look, and why: officers' profiles and watch lists, over one consignment at a time.
//!
//! [`Profiles`] holds any number of officers' rules behind an index, so that thousands cost little more
//! than a handful; [`WatchLists`] finds listed names and identifiers. Both read texts in the same normal
//! form ([`normalise`]) and answer the same whenever they are asked: no clock, no chance, no I/O.
//!
//! ```
//! # use risk::*;
//! # use jiff::civil::date;
//! let drones = Criterion::new(Field::CommodityCode, vec![Test::StartsWith(vec!["8806".into()])]).unwrap();
//! let profiles = Profiles::new(vec![Profile {
//!     id: "XA-P-014".into(),
//!     title: "Drones".into(),
//!     owner: "customs".into(),
//!     action: Action::Examine,
//!     purpose: "aviation safety".into(),
//!     reason: "drones need a permit".into(),
//!     public_reason: "routine_control".into(),
//!     law: "XA Customs Act s.70".into(),
//!     period: Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap(),
//!     share_per_million: Profile::EVERY_HIT,
//!     criteria: Criteria::new(vec![drones]).unwrap(),
//!     expression: None,
//! }]);
//! let mut parcel = Observed::new();
//! parcel.push_item();
//! parcel.set(Field::CommodityCode, Value::Digits { digits: 8_806_221_000, length: 10 });
//! let hits = profiles.matches(&parcel, date(2026, 3, 2));
//! assert_eq!(hits[0].profile.id, "XA-P-014");
//! assert_eq!(hits[0].lines, [0]);
//! assert!(profiles.matches(&parcel, date(2027, 3, 2)).is_empty());
//! ```

#[cfg(test)]
mod brute_force;
mod capacity;
mod check;
mod criterion;
mod dictionary;
mod expression;
mod field;
mod hit;
mod kind;
mod lint;
mod normal;
mod observed;
mod period;
mod profile;
mod profiles;
mod queue;
mod quick;
mod rulebook;
pub mod screening;
pub mod signals;
mod unlisted;
mod watch;

pub use capacity::threshold;
pub use criterion::{Criterion, CriterionFlaw, SoughtNames, Test};
pub use expression::{Expression, ExpressionFault, ExpressionFlaw};
pub use field::{Field, FieldKind};
pub use hit::{Hit, Met, Shown};
pub use kind::EntryKind;
pub use lint::{Flaw, FlawKind, FlawSeverity, lint};
pub use normal::{host, normalise};
pub use observed::{Observed, Value};
pub use period::Period;
pub use profile::{Action, Criteria, Profile};
pub use profiles::Profiles;
pub use rulebook::{
    Mark, Retirement, RuleRefusal, RuleState, RuleVersion, Rulebook, RulebookFlaw, is_rule_name,
    parse_version_name, version_name,
};
pub use watch::{ListEntry, Listed, Resembling, WatchList, WatchLists};

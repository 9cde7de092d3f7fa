//! What other authorities are asked, and what they answer. Each sees what was referred to it, and nothing else.

pub(super) mod answer;
pub(super) mod list;
pub(super) mod referral;

//! Signals: what a consignment looks like beside others, each in a file of its own with its example.
//!
//! A signal is no verdict. It has a weight, from a pack, which is added to that of the others; a weight below zero
//! speaks for the parties. That somebody is new is no signal: what is not known weighs nothing.
//!
//! | signal | what is compared |
//! |---|---|
//! | [`splitting`] | several consignments to one person, each below a limit, together above it |
//! | [`split_order`] | the same, under one order or payment |
//! | [`undervaluation`] | what a piece or a kilogram is declared at, with what half of all sellers declare |
//! | [`three_way`] | order and payment, as others filed them, with the declaration |
//! | [`repeated`] | the same words and value from one sender, over and over |
//! | [`data_quality`] | what was found wanting in the declaration |
//! | [`history`] | what examinations found with the same parties, or did not find |
//! | [`identity`] | how well the consignee's identity is assured |
//! | [`standing`] | how long the tax administration has had nothing against a party, or customs has trusted it |
//! | [`payment`] | who paid |

pub mod data_quality;
pub mod history;
pub mod identity;
pub mod payment;
pub mod repeated;
mod sign;
pub mod split_order;
pub mod splitting;
pub mod standing;
pub mod three_way;
pub mod undervaluation;

pub use identity::Assurance;
pub use sign::{Sign, SignFact, Signal, SignalRule};

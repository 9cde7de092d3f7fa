//! Whoever keeps consignments, as matching asks them.

use crate::case::Case;
use crate::known::KeyKind;
use crate::tax_token::TokenId;
use jiff::civil::Date;
use quantity::Decimal;
use tariff::QuotaNumber;

/// Consignments by number, with the hashes that they are found under.
pub trait Consignments {
    /// Why they cannot be asked.
    type Failure;

    /// The hash of a key.
    fn hash(&self, kind: KeyKind, parts: &[&str]) -> u64;

    /// The consignments under a hash, each once, the newest first; no more than asked for.
    fn under(&mut self, hash: u64, most: usize) -> Result<Vec<u64>, Self::Failure>;

    /// A consignment as it is now.
    fn case(&mut self, number: u64) -> Result<Option<&Case>, Self::Failure>;

    /// What a consignment counts for.
    fn counted(&mut self, number: u64) -> Result<Option<Counted>, Self::Failure>;

    /// What all consignments have drawn of a quota, by the first day of each period, in millionths of its unit.
    fn drawn(&mut self, quota: QuotaNumber) -> Result<Vec<(Date, i64)>, Self::Failure>;

    /// Whether a consignment other than these has used a tax token.
    fn is_spent(&mut self, token: TokenId, by_others_than: &[u64]) -> Result<bool, Self::Failure>;
}

/// What a consignment counts for in the activity of its consignee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The day, counted from 1970-01-01; none while no valid declaration of it stands.
    pub day: Option<i64>,
    /// What the goods are worth, in local currency.
    pub value: Decimal,
}

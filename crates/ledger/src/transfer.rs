//! Transfers, and why a set of them is refused.

use quantity::Money;

/// Money from one account to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer<A> {
    /// The account that is debited.
    pub debit: A,
    /// The account that is credited.
    pub credit: A,
    /// How much; more than nothing.
    pub amount: Money,
    /// Whether it counts, or is only expected.
    pub phase: Phase,
}

/// Whether a transfer counts, or is only expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It counts.
    Post,
    /// It is expected: so much is reserved for it.
    Reserve,
    /// What was reserved counts from here on.
    Settle,
    /// What was reserved is expected no longer.
    Free,
}

/// Why a transfer cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferRefusal {
    /// It moves nothing, or less.
    NoAmount,
    /// It leads from an account to itself.
    OneAccount,
    /// An account holds another currency.
    OtherCurrency,
    /// More would be settled or freed than is reserved.
    NotReserved,
    /// An account would pass its limit.
    BeyondLimit,
    /// A sum would leave the range of numbers.
    OutOfRange,
}

/// A set of transfers that was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The place of the transfer in the set, from 0.
    pub place: usize,
    /// Why.
    pub why: TransferRefusal,
}

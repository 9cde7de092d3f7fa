//! The law of goods that go back after their release: which charges are given back for what, and within which days.

use quantity::words;
use tariff::{Channel, ChargeKind, Dated, DatedTable, Nature};

words! {
    /// What the goods are like that go back.
    Condition {
        /// As they came in.
        Unchanged = "unchanged",
        /// Not as they were ordered, or damaged when they came.
        Defective = "defective",
        /// Used, changed or damaged since.
        Changed = "changed",
    }
}

words! {
    /// The day from which the law counts.
    CountedFrom {
        /// The day of release.
        Release = "release",
        /// The day of arrival.
        Arrival = "arrival",
    }
}

words! {
    /// Why a charge is not given back for goods that go back.
    Withheld {
        /// No law gives it back.
        NoRule = "no_rule",
        /// The goods left too late.
        TooLate = "too_late",
        /// It was asked for too late.
        AskedTooLate = "asked_too_late",
    }
}

/// What a rule is about: carriage and nature of the consignment (`None` for any), condition of the goods, charge.
pub type ReturnKey = (Option<Channel>, Option<Nature>, Condition, Option<ChargeKind>);

/// A charge is given back for goods that go back in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnRule {
    /// The day from which days are counted.
    pub counted_from: CountedFrom,
    /// Within how many days the goods must have left.
    pub within_days: u32,
    /// Within how many days the return must have been asked for; none where nobody need ask.
    pub ask_within_days: Option<u32>,
    /// Whether the goods count no longer in what their recipient has used up of quotas and sums.
    pub restores: bool,
}

/// The rule for a charge of a consignment: the row that names more of carriage, nature and charge, in this order.
pub(crate) fn rule(
    rules: &DatedTable<ReturnKey, ReturnRule>,
    (channel, nature): (Channel, Nature),
    condition: Condition,
    kind: ChargeKind,
    day: jiff::civil::Date,
) -> Option<&Dated<ReturnRule>> {
    for channel in [Some(channel), None] {
        for nature in [Some(nature), None] {
            for kind in [Some(kind), None] {
                let found = rules.on(&(channel, nature, condition, kind), day);
                if found.is_some() {
                    return found;
                }
            }
        }
    }
    None
}

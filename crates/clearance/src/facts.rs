//! What the world says, gathered before a step: what a whole batch shares, and what is known of one consignment.

use crate::{Law, Register};
use quantity::Decimal;
use risk::{Profiles, WatchLists};

/// The facts a step is made from, beside the case and the command.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The law in its version.
    pub law: &'a Law,
    /// The officers' profiles.
    pub profiles: &'a Profiles,
    /// The lists that parties are screened against.
    pub lists: &'a WatchLists,
    /// Parties and their authorisations.
    pub register: &'a Register,
    /// What else goes to the same consignee.
    pub activity: Activity,
}

/// The other consignments accepted for the same consignee on the day on which this one was. A running fact: it
/// is read with the consignment, recorded with its decision, and changes with every consignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// How many; counting ends at [`Activity::MOST`].
    pub consignments: u32,
    /// What their goods are worth, in local currency.
    pub value: Decimal,
}

impl Activity {
    /// Nothing else.
    pub const NONE: Activity = Activity { consignments: 0, value: Decimal::ZERO };

    /// How many consignments of one consignee and day are counted: nobody asks about more, and one consignee
    /// with thousands must not cost more than the others.
    pub const MOST: u32 = 100;

    /// With one more.
    #[must_use]
    pub fn and(self, value: Decimal) -> Activity {
        if self.consignments >= Activity::MOST {
            return self;
        }
        Activity {
            consignments: self.consignments + 1,
            value: self.value.checked_add(value).unwrap_or(self.value),
        }
    }
}

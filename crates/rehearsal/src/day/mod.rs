//! A day at the customs of Examplia, from a seed: who files what, what arrives, and what officers, agencies, payers
//! and consignees do, in order.
//!
//! The day is Monday, 2 March 2026, until four in the afternoon: most parcels are released by then, and officers
//! have enough left to do. A month of few parcels lies before it. Between the ordinary parcels stand stories that somebody who looks can find. The same
//! seed gives the same day, byte for byte.
//!
//! ```
//! use rehearsal::day::{Day, What};
//!
//! let day = Day::new(1, 300);
//! assert!(day.happenings.is_sorted_by_key(|happening| happening.at));
//! let filings = day.happenings.iter().filter(|happening| matches!(happening.what, What::File { .. }));
//! assert!(filings.count() >= 300);
//! ```

mod february;
mod filers;
mod hours;
mod maker;
mod mass;
mod quickship;
mod sample;
mod stories;
#[cfg(test)]
mod tests;
mod wares;

pub use filers::{DEFERMENTS, Deferment, FILERS, Filer};
pub use hours::{begins, ends};
pub use sample::{Sample, sample_csv};

use crate::{Mix, Rehearsal};
use clearance::{Direction, FilerRole, Finding};
use jiff::Timestamp;
use maker::Maker;

/// The fewest parcels that a day has room for all its stories with.
pub const FEWEST: u64 = 200;

/// A day: everything that happens in it, in order.
#[derive(Debug)]
pub struct Day {
    /// What happened in the month before.
    pub before: Vec<Happening>,
    /// What happens.
    pub happenings: Vec<Happening>,
    /// Consignments to begin with.
    pub shown: Shown,
}

/// Consignments to show a newcomer, by the number that they travel under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// One that is released.
    pub released: String,
    /// One whose consignee has still to pay.
    pub unpaid: String,
    /// One that waits for a document.
    pub held: String,
    /// One that may not enter.
    pub refused: String,
}

/// Something that happens at a moment.
#[derive(Debug)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What happens. Consignments are named by the number that they travel under.
#[derive(Debug)]
pub enum What {
    /// Somebody files a declaration, or data in advance.
    File {
        /// Who.
        organisation: &'static str,
        /// In which role.
        role: FilerRole,
        /// What they say, as one JSON object.
        json: Vec<u8>,
        /// Whether it is meant to be taken; the others go back.
        is_sound: bool,
    },
    /// A filer replaces what they said about a consignment.
    Amend {
        /// The consignment.
        number: String,
        /// Who.
        organisation: &'static str,
        /// In which role.
        role: FilerRole,
        /// What they say now.
        json: Vec<u8>,
    },
    /// A carrier reports that a consignment is here.
    Arrive {
        /// The consignment.
        number: String,
        /// Who reports it.
        carrier: &'static str,
        /// The office.
        office: &'static str,
        /// When it landed.
        landed: Timestamp,
    },
    /// An officer examines the goods.
    Examine {
        /// The consignment.
        number: String,
        /// What was found about lines.
        findings: Vec<(u32, Finding)>,
        /// What the officer writes.
        note: &'static str,
    },
    /// An officer decides.
    Decide {
        /// The consignment.
        number: String,
        /// What.
        direction: Direction,
        /// Why.
        reason: &'static str,
    },
    /// An agency answers.
    Answer {
        /// The consignment.
        number: String,
        /// The agency.
        agency: &'static str,
        /// Whether the goods may enter.
        approved: bool,
        /// Why.
        reason: &'static str,
    },
    /// What is owed on a consignment is paid, if anything is.
    Pay {
        /// The consignment.
        number: String,
        /// The reference of the payment.
        reference: String,
    },
    /// The consignee does not want the goods.
    Decline {
        /// The consignment.
        number: String,
        /// The carrier who was told so.
        carrier: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// The goods leave the country.
    Return {
        /// The consignment.
        number: String,
        /// Who takes them.
        carrier: &'static str,
        /// The number under which they travel back.
        outbound: String,
        /// How many pieces of the first line; none for everything.
        pieces: Option<&'static str>,
    },
    /// What is owed back on a consignment is paid out, if anything is.
    PayOut {
        /// The consignment.
        number: String,
        /// The reference of the payment.
        reference: String,
    },
    /// Somebody who pays later pays a part of what they owe.
    PayAccount {
        /// Who.
        organisation: &'static str,
        /// The reference of the payment.
        reference: &'static str,
        /// How much of it, in percent.
        percent: u32,
    },
    /// That payment bounces.
    Bounce {
        /// Whose it was.
        organisation: &'static str,
        /// Its reference.
        reference: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// A vendor declares what it has collected in February, with some slips.
    DeclareCollected {
        /// Who.
        organisation: &'static str,
        /// The scheme.
        scheme: &'static str,
        /// Its number.
        number: &'static str,
    },
}

impl Day {
    /// Everything in its order: the month before, and the day.
    pub fn all(&self) -> impl Iterator<Item = &Happening> {
        self.before.iter().chain(&self.happenings)
    }

    /// The day of a seed with so many parcels, and no fewer than [`FEWEST`].
    pub fn new(seed: u64, parcels: u64) -> Day {
        let rehearsal = Rehearsal::new(seed, Mix::Ordinary);
        let mut maker = Maker::new(seed, &rehearsal, parcels.max(FEWEST));
        stories::tell(&mut maker);
        quickship::send(&mut maker);
        mass::send(&mut maker);
        february::send(&mut maker);
        maker.day()
    }
}

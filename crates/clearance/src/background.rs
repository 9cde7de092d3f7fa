//! What other consignments tell about the people and the sale behind one: running facts for the signals.

use quantity::Decimal;
use risk::signals::history::History;

/// What other consignments tell about the people and the sale behind one. It is recorded with each decision that it
/// was read for, and is nothing where the pack has no signals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Background {
    /// What other consignments to the same person are worth, in local currency, within the days of the law's rule; the
    /// newest first, at most [`Background::MOST`].
    pub to_the_person: Vec<Decimal>,
    /// What other consignments of the same order or payment are worth, likewise.
    pub of_the_sale: Vec<Decimal>,
    /// What the order costs, as whoever sold it or runs the market place has filed about it alone.
    pub ordered: Option<Decimal>,
    /// What was paid for it, as the payment provider has filed.
    pub paid: Option<Decimal>,
    /// What examinations of the same seller or consignor came to.
    pub history: History,
    /// How many others of the same sender, words and value there are; counting ends at the number of the law's rule.
    pub repeated: u32,
}

impl Background {
    /// Nothing is known.
    pub const NONE: Background = Background {
        to_the_person: Vec::new(),
        of_the_sale: Vec::new(),
        ordered: None,
        paid: None,
        history: History { findings: 0, no_findings: 0 },
        repeated: 0,
    };

    /// How many consignments are looked at under one key: one person or seller with thousands must not cost more than
    /// the others.
    pub const MOST: usize = 20;
}

//! Tariff quotas as declarations draw on them: what a declaration asks for, and what a case has drawn.

use crate::Declaration;
use crate::case::Case;
use crate::ground::Ground;
use quantity::Decimal;
use tariff::{QuotaNumber, QuotaPeriod};

/// The type of the documents by which a declaration asks to draw on a quota; their number is the order number.
pub const QUOTA_DOCUMENT: &str = "quota";

/// What others have drawn of the quotas that a declaration asks for, in every period: a running fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn(Vec<(QuotaPeriod, Decimal)>);

impl Drawn {
    /// Nobody has drawn anything.
    pub const NOTHING: Drawn = Drawn(Vec::new());

    /// More than any quota holds.
    pub(crate) const MOST: Decimal = match Decimal::from_micro(Decimal::MOST_MICRO) {
        Some(most) => most,
        None => Decimal::ZERO,
    };

    /// How much of a quota in a period.
    pub fn of(&self, period: QuotaPeriod) -> Decimal {
        self.iter().find(|(of, _)| *of == period).map_or(Decimal::ZERO, |(_, drawn)| drawn)
    }

    /// With so much more of a quota. What leaves the range of numbers stays the largest of them.
    pub fn add(&mut self, period: QuotaPeriod, quantity: Decimal) {
        match self.0.iter_mut().find(|(of, _)| *of == period) {
            Some((_, drawn)) => *drawn = drawn.checked_add(quantity).unwrap_or(Drawn::MOST),
            None if quantity.is_zero() => {}
            None => self.0.push((period, quantity)),
        }
    }

    /// Every quota that something was drawn of.
    pub fn iter(&self) -> impl Iterator<Item = (QuotaPeriod, Decimal)> {
        self.0.iter().copied()
    }
}

impl Declaration {
    /// The quotas that the goods shall draw on.
    pub(crate) fn quotas(&self) -> impl Iterator<Item = QuotaNumber> {
        let asking = self.documents.iter().filter(|document| document.kind == QUOTA_DOCUMENT);
        asking.filter_map(|document| QuotaNumber::parse(document.number.as_deref()?))
    }

    /// Whether the goods shall draw on any quota.
    pub fn asks_for_quotas(&self) -> bool {
        self.quotas().next().is_some()
    }
}

/// What a case has drawn of quotas, for the lines whose goods stay.
pub fn draws(case: &Case) -> Drawn {
    let mut drawn = Drawn::NOTHING;
    for (line, period, quantity) in case.assessment.grounds.iter().filter_map(draw) {
        if case.goods_stay() && !case.kept_out().contains(&line) {
            let counts = case.still_counting(line, quantity.micro());
            drawn.add(period, Decimal::from_micro(counts).unwrap_or(quantity));
        }
    }
    drawn
}

/// What a ground says was drawn, by which line.
pub(crate) fn draw(ground: &Ground) -> Option<(u32, QuotaPeriod, Decimal)> {
    match ground {
        Ground::QuotaDrawn { line, period, quantity, .. } => Some((*line, *period, *quantity)),
        _ => None,
    }
}

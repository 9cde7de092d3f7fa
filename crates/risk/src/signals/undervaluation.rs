//! Undervaluation: a piece or a kilogram is declared far below what sellers of such goods declare.
//!
//! Peers are goods of one subheading from one country. Each seller has one vote, its own median, so that a seller
//! with many parcels cannot move what it is compared with. A price is held against a share of the lower quartile of
//! these votes, as the European Anti-Fraud Office holds one against a share of a cleaned average: cheap sellers stay
//! far above it.

use super::sign::{Sign, SignFact, Signal, SignalRule, is_below_percent};
use crate::period::Period;
use jiff::civil::Date;
use quantity::{Decimal, words};
use std::collections::BTreeMap;

words! {
    /// What a price is for.
    Per {
        /// One piece.
        Piece = "piece",
        /// One kilogram of net mass.
        Kilogram = "kilogram",
    }
}

/// Goods that are compared with each other: the first six digits of their code, and where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peers {
    /// The subheading of the Harmonized System, as a number of six digits.
    pub subheading: u32,
    /// The country of origin, ISO 3166-1.
    pub origin: [u8; 2],
    /// What the price is for.
    pub per: Per,
}

/// What sellers declare for such goods, in local currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// How many sellers are compared.
    pub sellers: u32,
    /// What a quarter of them stay below.
    pub lower_quartile: Decimal,
    /// What half of them stay below.
    pub median: Decimal,
}

/// The prices that declarations are compared with, in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices(BTreeMap<Peers, Vec<(Period, Price)>>);

/// The fewest sellers that a price can be made of.
pub const FEWEST_SELLERS: usize = 5;

impl Prices {
    /// None at all.
    pub fn none() -> &'static Prices {
        static NONE: Prices = Prices(BTreeMap::new());
        &NONE
    }

    /// Prices with the days on which they are compared with.
    pub fn of(prices: impl IntoIterator<Item = (Peers, Period, Price)>) -> Prices {
        let mut made = Prices::default();
        for (peers, period, price) in prices {
            made.0.entry(peers).or_default().push((period, price));
        }
        made
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Peers, &Period, &Price)> {
        self.0
            .iter()
            .flat_map(|(peers, prices)| prices.iter().map(move |(period, price)| (peers, period, price)))
    }

    /// The price of goods on a day.
    pub fn on(&self, peers: &Peers, day: Date) -> Option<&Price> {
        let prices = self.0.get(peers)?;
        prices.iter().find(|(period, _)| period.covers(day)).map(|(_, price)| price)
    }

    /// Prices from what each seller declared for pieces and kilograms; a seller is any number that stands for one.
    /// Where fewer than [`FEWEST_SELLERS`] declare, there is no price.
    pub fn made_of(declared: impl IntoIterator<Item = (Peers, u64, Decimal)>, period: Period) -> Prices {
        let mut by_seller: BTreeMap<(Peers, u64), Vec<Decimal>> = BTreeMap::new();
        for (peers, seller, value) in declared {
            by_seller.entry((peers, seller)).or_default().push(value);
        }
        let mut votes: BTreeMap<Peers, Vec<Decimal>> = BTreeMap::new();
        for ((peers, _), mut values) in by_seller {
            votes.entry(peers).or_default().extend(at_share(&mut values, 2));
        }
        let priced = votes.into_iter().filter(|(_, votes)| votes.len() >= FEWEST_SELLERS);
        Prices::of(priced.filter_map(|(peers, mut votes)| {
            let price = Price {
                sellers: u32::try_from(votes.len()).unwrap_or(u32::MAX),
                lower_quartile: at_share(&mut votes, 4)?,
                median: at_share(&mut votes, 2)?,
            };
            Some((peers, period, price))
        }))
    }
}

/// The value that one part in so many stays below.
fn at_share(values: &mut [Decimal], parts: usize) -> Option<Decimal> {
    values.sort_unstable();
    values.get(values.len() / parts).copied()
}

/// The signal, if the declared price is below [`SignalRule::at`] percent of the lower quartile of the peers' price. A piece
/// below a third of that weighs twice as much: nobody sells at such a price. Masses are often wrong, pieces seldom.
///
/// ```
/// use jiff::civil::date;
/// use quantity::Decimal;
/// use risk::Period;
/// use risk::signals::SignalRule;
/// use risk::signals::undervaluation::{Peers, Per, Prices, undervaluation};
/// let euro = |number: i64| Decimal::from_micro(number * 1_000_000).unwrap();
/// let watches = Peers { subheading: 910221, origin: *b"CN", per: Per::Piece };
/// // Seven honest sellers, and one with a thousand watches at 24.
/// let honest = (0..7).map(|seller| (watches, seller, euro(180 + 20 * i64::try_from(seller).unwrap())));
/// let ring = (0..1000).map(|_| (watches, 99, euro(24)));
/// let year = Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap();
/// let prices = Prices::made_of(honest.chain(ring), year);
/// let price = prices.on(&watches, date(2026, 3, 2)).unwrap();
/// let rule = SignalRule { weight: 60, at: 40, days: 0 };
/// assert!(undervaluation(rule, Per::Piece, price, euro(24)).unwrap().is_double);
/// assert!(!undervaluation(rule, Per::Piece, price, euro(60)).unwrap().is_double);
/// assert!(undervaluation(rule, Per::Piece, price, euro(110)).is_none());
/// ```
pub fn undervaluation(rule: SignalRule, per: Per, price: &Price, declared: Decimal) -> Option<Sign> {
    is_below_percent(declared, rule.at, price.lower_quartile).then(|| {
        let sign = Sign::new(
            Signal::Undervaluation,
            [
                (SignFact::Per, &per.as_str()),
                (SignFact::Declared, &declared),
                (SignFact::LowerQuartile, &price.lower_quartile),
                (SignFact::Median, &price.median),
                (SignFact::Sellers, &price.sellers),
            ],
        );
        let is_gross = is_below_percent(declared, rule.at / 3, price.lower_quartile);
        Sign { is_double: is_gross && per == Per::Piece, ..sign }
    })
}

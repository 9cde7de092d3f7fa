//! Bands of the goods' value, with edges where laws on parcels draw their lines.

use clearance::Law;
use jiff::civil::Date;
use quantity::{Currency, LocalValue, Money, Rounding, RoundingMode};

/// The upper edges but for a power of ten: 10 and 22 were, 150 is a limit of many laws, 1,000 asks for a full declaration.
const EDGES: [i64; 8] = [10, 22, 50, 100, 150, 250, 500, 1_000];

/// How many bands there are: the last has no upper edge.
pub(in crate::commands) const BANDS: usize = EDGES.len() + 1;

/// The bands in a currency. A value on an edge is in the band below it, as a limit that includes its amount has it.
pub(in crate::commands) struct Bands {
    edges: [Money; EDGES.len()],
    exact: [LocalValue; EDGES.len()],
}

impl Bands {
    /// The bands for a law on a day: their last edge is 1,000 times that power of ten which brings it nearest to the
    /// value above which the law asks for a full declaration, so that they fit a currency of large numbers as well.
    pub(in crate::commands) fn of(law: &Law, day: Date) -> Bands {
        let currency = law.tariff.exchange.local();
        let unit = full_declaration_above(law, day).map_or(currency.minor_per_unit(), unit_for);
        Bands::in_units(unit, currency)
    }

    /// The bands where the edge 10 is ten times so many minor units.
    fn in_units(unit: i64, currency: Currency) -> Bands {
        let edges = EDGES.map(|edge| Money::new(edge.saturating_mul(unit), currency));
        Bands { edges, exact: edges.map(LocalValue::of_money) }
    }

    /// The band of a value.
    pub(in crate::commands) fn place(&self, value: LocalValue) -> usize {
        self.exact.partition_point(|edge| *edge < value)
    }

    /// The value above which a band begins; nothing for the first.
    pub(in crate::commands) fn above(&self, place: usize) -> Money {
        let first = Money::zero(self.currency());
        place.checked_sub(1).and_then(|before| self.edges.get(before)).copied().unwrap_or(first)
    }

    /// The value up to which a band reaches; none for the last.
    pub(in crate::commands) fn up_to(&self, place: usize) -> Option<Money> {
        self.edges.get(place).copied()
    }

    fn currency(&self) -> Currency {
        let [first, ..] = self.edges;
        first.currency()
    }
}

/// The value above which a law asks for a full declaration, in minor units of its currency.
fn full_declaration_above(law: &Law, day: Date) -> Option<i64> {
    let limit = law.parameters(day)?.full_declaration_above.value;
    let exchange = &law.tariff.exchange;
    let value = exchange.on(limit.currency, day)?.convert(limit.value);
    let down = Rounding::new(RoundingMode::Down, 1)?;
    value.round(down, exchange.local()).map(Money::minor)
}

/// The power of ten that brings the last edge nearest to a limit: neither is as much as the root of ten times the other.
fn unit_for(limit: i64) -> i64 {
    let [.., last] = EDGES;
    let mut unit: i64 = 1;
    let times = |unit: i64| i128::from(limit / unit);
    while times(unit) * times(unit) >= 10 * i128::from(last) * i128::from(last) {
        unit *= 10;
    }
    unit
}

/// The lowest band from which on every band in which something is collected brings in more than its collection costs;
/// `bands` says of each from the lowest up what is collected, and what that costs.
pub(in crate::commands) fn break_even(bands: &[(i128, i128)]) -> Option<usize> {
    let mut lowest = None;
    for (place, (collected, cost)) in bands.iter().enumerate().rev() {
        if *collected == 0 {
            continue;
        }
        if collected <= cost {
            break;
        }
        lowest = Some(place);
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;
    use quantity::{Decimal, ExchangeRate};

    #[test]
    fn a_value_on_an_edge_is_in_the_band_below() {
        let bands = Bands::in_units(100, Currency::new("EXD", 2).unwrap());
        let place = |text: &str| bands.place(ExchangeRate::PAR.convert(Decimal::parse(text).unwrap()));
        let places = ["0", "10", "10.000001", "22", "150", "150.01", "1000", "1000.01"].map(place);
        assert_eq!(places, [0, 0, 1, 1, 4, 5, 7, BANDS - 1]);
        assert_eq!(bands.above(4).to_string(), "100.00 EXD");
        assert_eq!(bands.up_to(4).unwrap().to_string(), "150.00 EXD");
        assert_eq!((bands.above(0).minor(), bands.up_to(8)), (0, None));
    }

    #[test]
    fn the_bands_fit_the_numbers_of_a_currency() {
        // Minor units of a limit, and of what one step is.
        for (limit, unit) in [
            (100_000, 100),             // 1,000.00 of euros
            (50_000, 100),              // 500.00 of ringgit
            (200_000, 100),             // 200,000 yen
            (2_300_000, 1_000),         // 2,300,000 won
            (2_250_000_000, 1_000_000), // 22,500,000.00 rupiah
            (0, 1),
            (i64::MAX, 10_000_000_000_000_000),
        ] {
            assert_eq!(unit_for(limit), unit, "{limit}");
        }
    }

    #[test]
    fn break_even_is_counted_from_above() {
        let place = |bands: &[(i128, i128)]| break_even(bands);
        assert_eq!(
            place(&[(5, 1), (1, 5), (0, 0), (9, 5), (7, 5)]),
            Some(3),
            "a band that costs more ends it"
        );
        assert_eq!(place(&[(0, 0), (9, 5), (0, 0), (7, 5)]), Some(1), "bands without collection say nothing");
        assert_eq!(place(&[(9, 5), (5, 5)]), None, "as much is not more");
        assert_eq!(place(&[(0, 0), (0, 0)]), None, "where nothing is collected nothing pays");
        assert_eq!(place(&[(1, 0)]), Some(0));
    }
}

//! Low-value regimes: up to which value, for whom and how far a charge is not collected.
//!
//! A new kind of threshold is a new word of [`Basis`], [`ReliefUnit`], [`Bound`] or [`Shape`] and its arm in
//! [`Relief::reach`]; the pack's reader and `cocket pack show` know the words from here.

use crate::{Channel, ChargeKind, CommodityCode, Country, Nature};
use quantity::{Amount, LocalValue, words};

words! {
    /// Which value a threshold is compared with.
    Basis {
        /// The goods alone.
        Intrinsic = "intrinsic",
        /// Free on board: the goods as they leave (freight and insurance to the border left out).
        Fob = "fob",
        /// The goods with freight and insurance to the border.
        Cif = "cif",
    }
}

words! {
    /// What the threshold is measured over.
    ReliefUnit {
        /// The whole consignment.
        Consignment = "consignment",
        /// Each goods item by itself.
        Item = "item",
    }
}

impl ReliefUnit {
    /// Whether each goods item is measured by itself, by its own value without carriage.
    pub fn is_by_item(self) -> bool {
        match self {
            ReliefUnit::Consignment => false,
            ReliefUnit::Item => true,
        }
    }
}

words! {
    /// Whether goods worth exactly the threshold are relieved.
    Bound {
        /// They are.
        Inclusive = "inclusive",
        /// They are not.
        Exclusive = "exclusive",
    }
}

words! {
    /// What happens above the threshold.
    Shape {
        /// Everything is charged.
        Cliff = "cliff",
        /// Only what exceeds the threshold is charged.
        Excess = "excess",
    }
}

/// A threshold below which a charge is not collected.
#[derive(Clone, Debug)]
pub struct Relief {
    /// Its name in the pack.
    pub id: String,
    /// The charges it relieves.
    pub relieves: Vec<ChargeKind>,
    /// The threshold, in any currency that has a rate.
    pub amount: Amount,
    /// Which value is compared.
    pub basis: Basis,
    /// Over what.
    pub unit: ReliefUnit,
    /// Whether the threshold itself is relieved.
    pub bound: Bound,
    /// What happens above.
    pub shape: Shape,
    /// Only for these channels; empty for all.
    pub channels: Vec<Channel>,
    /// Only for goods sent for these reasons; empty for all.
    pub natures: Vec<Nature>,
    /// Only for goods sent from these countries; empty for all.
    pub dispatched_from: Vec<Country>,
    /// Never for these codes.
    pub except_codes: Vec<CommodityCode>,
}

/// The values of a consignment on each basis: exact in local currency, or as declared.
#[derive(Clone, Copy, Debug)]
pub struct Values<T> {
    /// The goods alone.
    pub intrinsic: T,
    /// The goods as they leave.
    pub fob: T,
    /// The goods with freight and insurance.
    pub cif: T,
}

impl<T: Copy> Values<T> {
    /// The value of one basis.
    pub fn on(&self, basis: Basis) -> T {
        match basis {
            Basis::Intrinsic => self.intrinsic,
            Basis::Fob => self.fob,
            Basis::Cif => self.cif,
        }
    }
}

/// A goods item as thresholds measure it.
#[derive(Clone, Copy, Debug)]
pub struct Measured<T> {
    /// The consignment it belongs to.
    pub consignment: Values<T>,
    /// The item alone, without carriage.
    pub item: T,
}

/// How far a relief reaches a goods item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// Nothing is collected.
    Whole,
    /// So much of the value is free, shared by what the threshold is measured over.
    Part {
        /// The free value.
        free: LocalValue,
        /// Over what it is shared.
        over: ReliefUnit,
    },
}

impl Relief {
    /// Whether the relief is open to goods of this traffic at all, whatever their value.
    pub fn is_open_to(&self, channel: Channel, nature: Nature, dispatch: Option<Country>) -> bool {
        (self.channels.is_empty() || self.channels.contains(&channel))
            && (self.natures.is_empty() || self.natures.contains(&nature))
            && (self.dispatched_from.is_empty()
                || dispatch.is_some_and(|country| self.dispatched_from.contains(&country)))
    }

    /// Whether goods of this code can never have it.
    pub fn excludes(&self, code: CommodityCode) -> bool {
        self.except_codes.iter().any(|except| code.is_within(*except))
    }

    /// The value of goods that the threshold is compared with.
    pub fn measured<T: Copy>(&self, goods: &Measured<T>) -> T {
        match self.unit {
            ReliefUnit::Consignment => goods.consignment.on(self.basis),
            ReliefUnit::Item => goods.item,
        }
    }

    /// How far it reaches goods of a value, given the threshold, both exact in local currency.
    pub fn reach(&self, value: LocalValue, threshold: LocalValue) -> Reach {
        let holds = match self.bound {
            Bound::Inclusive => value <= threshold,
            Bound::Exclusive => value < threshold,
        };
        match (holds, self.shape) {
            (true, _) => Reach::Whole,
            (false, Shape::Cliff) => Reach::Nothing,
            (false, Shape::Excess) => Reach::Part { free: threshold, over: self.unit },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quantity::{Currency, Decimal, ExchangeRate};

    fn local(text: &str) -> LocalValue {
        ExchangeRate::PAR.convert(Decimal::parse(text).unwrap())
    }

    fn relief(unit: ReliefUnit, bound: Bound, shape: Shape) -> Relief {
        Relief {
            id: "low-value".to_owned(),
            relieves: vec![ChargeKind::Duty],
            amount: Amount {
                value: Decimal::parse("150").unwrap(),
                currency: Currency::new("EXD", 2).unwrap(),
            },
            basis: Basis::Cif,
            unit,
            bound,
            shape,
            channels: vec![Channel::Post],
            natures: Vec::new(),
            dispatched_from: Vec::new(),
            except_codes: CommodityCode::parse("2203").into_iter().collect(),
        }
    }

    #[test]
    fn a_threshold_reaches_as_its_words_say() {
        let part = |over| Reach::Part { free: local("150"), over };
        let rows = [
            (ReliefUnit::Consignment, Bound::Inclusive, Shape::Cliff, "150", Reach::Whole),
            (ReliefUnit::Consignment, Bound::Exclusive, Shape::Cliff, "150", Reach::Nothing),
            (ReliefUnit::Consignment, Bound::Exclusive, Shape::Cliff, "149.999999", Reach::Whole),
            (ReliefUnit::Consignment, Bound::Inclusive, Shape::Cliff, "150.000001", Reach::Nothing),
            (
                ReliefUnit::Consignment,
                Bound::Inclusive,
                Shape::Excess,
                "150.000001",
                part(ReliefUnit::Consignment),
            ),
            (ReliefUnit::Item, Bound::Inclusive, Shape::Cliff, "900", Reach::Whole),
        ];
        for (unit, bound, shape, cif, expected) in rows {
            let consignment = Values { intrinsic: local("1"), fob: local("1"), cif: local(cif) };
            let goods = Measured { consignment, item: local("10") };
            let relief = relief(unit, bound, shape);
            assert_eq!(
                relief.reach(relief.measured(&goods), local("150")),
                expected,
                "{unit:?} {bound:?} {cif}"
            );
        }
    }

    #[test]
    fn a_relief_is_open_to_its_traffic_only() {
        let relief = relief(ReliefUnit::Consignment, Bound::Inclusive, Shape::Cliff);
        assert!(relief.is_open_to(Channel::Post, Nature::Gift, None));
        assert!(!relief.is_open_to(Channel::Express, Nature::Gift, None));
        assert!(relief.excludes(CommodityCode::parse("220300").unwrap()));
        assert!(!relief.excludes(CommodityCode::parse("610910").unwrap()));
    }
}

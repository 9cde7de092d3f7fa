//! Low-value regimes: up to which value, for whom and how far a charge is not collected.
//!
//! A new kind of threshold is a new word of [`Basis`], [`ReliefUnit`], [`Bound`] or [`Shape`] and its arm in
//! [`Relief::reach`]; the pack's reader and `cocket pack show` know the words from here.

use crate::{ChargeKind, CommodityCode, Country, Formula, GeoGroups, Origin, Traffic};
use jiff::civil::Date;
use quantity::{Amount, Decimal, LocalValue, Rate, words};

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

impl Bound {
    /// Whether a value keeps to a limit.
    pub fn holds(self, value: LocalValue, limit: LocalValue) -> bool {
        match self {
            Bound::Inclusive => value <= limit,
            Bound::Exclusive => value < limit,
        }
    }
}

words! {
    /// With which earlier consignments a consignment is added up before it is compared.
    Aggregate {
        /// Those of the consignee on the day.
        ConsigneeDay = "consignee_day",
        /// Those of the consignee in the calendar month.
        ConsigneeMonth = "consignee_month",
        /// Those of the consignee in the calendar year.
        ConsigneeYear = "consignee_year",
        /// Those from one seller to the consignee on the day.
        ConsigneeSellerDay = "consignee_seller_day",
    }
}

/// What is added up, and up to which sum.
#[derive(Clone, Copy, Debug)]
pub struct Aggregation {
    /// What.
    pub over: Aggregate,
    /// Up to which sum of those that had the relief, in the relief's currency; none where the sum of all takes the
    /// place of the consignment's own value.
    pub amount: Option<Decimal>,
}

/// What becomes of a charge within a threshold.
#[derive(Clone, Debug)]
pub enum Treatment {
    /// It is not collected.
    Free,
    /// It is charged at this rate, in place of the tariff's.
    Flat(Formula),
    /// So much of it is collected.
    Reduced(Rate),
}

/// A low-value regime: a threshold within which a charge is not collected, or is charged otherwise.
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
    /// Only above this, in the currency of the amount.
    pub above: Option<Decimal>,
    /// What becomes of the charge.
    pub treatment: Treatment,
    /// What else counts towards the threshold.
    pub aggregation: Option<Aggregation>,
    /// Only for such goods.
    pub traffic: Traffic,
    /// Only where one of these tax schemes counts; empty for all.
    pub schemes: Vec<String>,
    /// Never where one of these tax schemes counts.
    pub not_schemes: Vec<String>,
    /// Only for goods of these origins; empty for all.
    pub origins: Vec<Origin>,
    /// Never for goods of these origins.
    pub not_origins: Vec<Origin>,
    /// Whether a preference that is proven and comes to less is taken in place of the flat rate.
    pub yields_to_preference: bool,
    /// Only for these codes; empty for all.
    pub only_codes: Vec<CommodityCode>,
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
    /// How many of its conditions are left open: of two regimes that reach the same goods, the one with fewer is meant.
    pub fn open_conditions(&self) -> usize {
        let Traffic { channels, natures, dispatched_from } = &self.traffic;
        let open = [
            channels.is_empty(),
            natures.is_empty(),
            dispatched_from.is_empty(),
            self.schemes.is_empty() && self.not_schemes.is_empty(),
            self.origins.is_empty() && self.not_origins.is_empty(),
            self.only_codes.is_empty(),
        ];
        open.into_iter().filter(|is_open| *is_open).count()
    }

    /// Whether it is open where this tax scheme counts, or none does.
    pub fn is_open_under(&self, scheme: Option<&str>) -> bool {
        let names =
            |schemes: &[String]| scheme.is_some_and(|scheme| schemes.iter().any(|name| name == scheme));
        (self.schemes.is_empty() || names(&self.schemes)) && !names(&self.not_schemes)
    }

    /// Whether goods of this origin may have it. Goods of unknown origin may be of any that is excepted.
    pub fn is_open_to_origin(&self, origin: Option<Country>, groups: &GeoGroups, day: Date) -> bool {
        let is_of = |origins: &[Origin]| origins.iter().any(|of| groups.covers(of, origin, day));
        (self.origins.is_empty() || is_of(&self.origins))
            && (self.not_origins.is_empty() || (origin.is_some() && !is_of(&self.not_origins)))
    }

    /// Whether goods of this code may have it. Without a code nobody knows whether they are among those that it is
    /// limited to or that are excepted.
    pub fn is_open_to(&self, code: Option<CommodityCode>) -> bool {
        let is_among =
            |codes: &[CommodityCode], code: CommodityCode| codes.iter().any(|of| code.is_within(*of));
        match code {
            Some(code) => {
                (self.only_codes.is_empty() || is_among(&self.only_codes, code))
                    && !is_among(&self.except_codes, code)
            }
            None => self.only_codes.is_empty() && self.except_codes.is_empty(),
        }
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
        match (self.bound.holds(value, threshold), self.shape) {
            (true, _) => Reach::Whole,
            (false, Shape::Cliff) => Reach::Nothing,
            (false, Shape::Excess) => Reach::Part { free: threshold, over: self.unit },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Channel, Nature};
    use quantity::{Currency, ExchangeRate};

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
            above: None,
            treatment: Treatment::Free,
            aggregation: None,
            traffic: Traffic { channels: vec![Channel::Post], ..Traffic::default() },
            schemes: Vec::new(),
            not_schemes: vec!["vendor".to_owned()],
            origins: Vec::new(),
            not_origins: Vec::new(),
            yields_to_preference: false,
            only_codes: Vec::new(),
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
        assert!(relief.traffic.holds(Channel::Post, Nature::Gift, None));
        assert!(!relief.traffic.holds(Channel::Express, Nature::Gift, None));
        assert!(!relief.is_open_to(CommodityCode::parse("220300")));
        assert!(relief.is_open_to(CommodityCode::parse("610910")));
        assert!(!relief.is_open_to(None));
        assert!(relief.is_open_under(None) && relief.is_open_under(Some("other")));
        assert!(!relief.is_open_under(Some("vendor")));
        let only = Relief { schemes: vec!["vendor".to_owned()], not_schemes: Vec::new(), ..relief };
        assert!(only.is_open_under(Some("vendor")) && !only.is_open_under(None));
    }
}

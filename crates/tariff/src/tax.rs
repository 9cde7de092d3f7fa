//! Taxes and fees on importation, by kind, commodity code and channel.

use crate::{Channel, ChargeKind, CodeTable, CommodityCode, Dated, Formula, Overlap, Timeline};
use jiff::civil::Date;
use quantity::{Rate, words};
use std::collections::BTreeMap;

/// A tax as the law states it.
#[derive(Clone, Debug)]
pub struct Tax {
    /// The rate.
    pub rate: Formula,
    /// What it is taken of.
    pub base: TaxBase,
}

words! {
    /// Parts of a base that are no charges.
    ValuePart {
        /// The customs value.
        CustomsValue = "customs_value",
        /// Freight and insurance that are not in the customs value.
        Carriage = "carriage",
        /// The goods with freight and insurance, whatever the customs value holds.
        Cif = "cif",
    }
}

/// What a tax is taken of: parts of the value and charges that are reckoned before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxBase {
    /// Parts of the value, each with how much of it counts.
    pub values: Vec<(ValuePart, Rate)>,
    /// Charges.
    pub charges: Vec<ChargeKind>,
}

impl TaxBase {
    /// The customs value and nothing else.
    pub fn of_customs_value() -> TaxBase {
        TaxBase { values: vec![(ValuePart::CustomsValue, Rate::WHOLE)], charges: Vec::new() }
    }

    /// Reads `customs_value+duty` for a tax: each part once, charges only of kinds that are reckoned before. A part of
    /// the value may stand with a percentage before it: `110 % customs_value+duty`.
    pub fn parse(text: &str, of: ChargeKind) -> Option<TaxBase> {
        let mut base = TaxBase::default();
        for part in text.split('+').map(str::trim) {
            let (share, word) = match part.split_once('%') {
                Some((percent, word)) => (Rate::parse(&format!("{percent}%"))?, word.trim()),
                None => (Rate::WHOLE, part),
            };
            match (ValuePart::from_name(word), ChargeKind::from_name(word)) {
                (Some(part), _) if !base.has(part) => base.values.push((part, share)),
                (None, Some(kind)) if kind < of && !base.charges.contains(&kind) && share == Rate::WHOLE => {
                    base.charges.push(kind);
                }
                _ => return None,
            }
        }
        let is_twice = base.has(ValuePart::Cif) && base.values.len() > 1;
        (!base.values.is_empty() || !base.charges.is_empty()).then_some(base).filter(|_| !is_twice)
    }

    fn has(&self, part: ValuePart) -> bool {
        self.values.iter().any(|(there, _)| *there == part)
    }
}

impl std::fmt::Display for TaxBase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let values = self.values.iter().map(|(part, share)| match *share == Rate::WHOLE {
            true => part.as_str().to_owned(),
            false => format!("{share} {}", part.as_str()),
        });
        let parts: Vec<String> =
            values.chain(self.charges.iter().map(|kind| kind.as_str().to_owned())).collect();
        f.write_str(&parts.join("+"))
    }
}

/// The rows about one code, by channel; none for any.
type ByChannel = BTreeMap<Option<Channel>, Timeline<Tax>>;

/// The rows of one kind of tax.
#[derive(Clone, Debug, Default)]
struct OfKind {
    rows: CodeTable<ByChannel>,
    /// Whether any row is about one channel only.
    tells_channels: bool,
}

/// The taxes of a tariff.
#[derive(Clone, Debug, Default)]
pub struct Taxes(BTreeMap<ChargeKind, OfKind>);

impl Taxes {
    /// Adds a row; two rows about one kind, code and channel may not meet.
    pub fn add(
        &mut self,
        kind: ChargeKind,
        code: CommodityCode,
        channel: Option<Channel>,
        tax: Dated<Tax>,
    ) -> Result<(), Overlap> {
        let of_kind = self.0.entry(kind).or_default();
        of_kind.tells_channels |= channel.is_some();
        of_kind.rows.entry(code).entry(channel).or_default().insert(tax)
    }

    /// Whether there is any such tax at all.
    pub fn has(&self, kind: ChargeKind) -> bool {
        self.0.contains_key(&kind)
    }

    /// The tax on a code: a row about the channel before one about any, then the longest code that fits.
    pub fn on(
        &self,
        kind: ChargeKind,
        code: CommodityCode,
        channel: Channel,
        day: Date,
    ) -> Option<&Dated<Tax>> {
        let OfKind { rows, tells_channels } = self.0.get(&kind)?;
        let on = |channel: &Option<Channel>| {
            rows.fitting(code).find_map(|rows| rows.get(channel).and_then(|timeline| timeline.on(day)))
        };
        let of_channel = if *tells_channels { on(&Some(channel)) } else { None };
        of_channel.or_else(|| on(&None))
    }

    /// Every row, by kind and code.
    pub fn rows(&self) -> impl Iterator<Item = (ChargeKind, CommodityCode, Option<Channel>, &Dated<Tax>)> {
        self.0.iter().flat_map(|(kind, of_kind)| {
            of_kind.rows.rows().flat_map(move |(code, rows)| {
                rows.iter().flat_map(move |(channel, timeline)| {
                    timeline.entries().iter().map(move |tax| (*kind, code, *channel, tax))
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_names_what_comes_before() {
        let base = TaxBase::parse("customs_value + carriage+duty", ChargeKind::Vat).unwrap();
        let parts: Vec<ValuePart> = base.values.iter().map(|(part, _)| *part).collect();
        assert_eq!(parts, [ValuePart::CustomsValue, ValuePart::Carriage]);
        let raised = TaxBase::parse("110 % customs_value+duty", ChargeKind::Vat).unwrap();
        assert_eq!(raised.to_string(), "110 % customs_value+duty");
        assert_eq!(base.charges, [ChargeKind::Duty]);
        for text in [
            "",
            "customs_value+vat",
            "duty+duty",
            "cif+customs_value",
            "cif+carriage",
            "price",
            "sales_tax",
            "10 % duty",
        ] {
            assert_eq!(TaxBase::parse(text, ChargeKind::Vat), None, "{text}");
        }
        assert!(TaxBase::parse("vat", ChargeKind::IncomeTax).is_some());
    }
}

//! Data quality: what can be taken but not relied on, told to the filer and counted.

use crate::fault::{Fault, FaultCode};
use crate::law::Law;
use crate::submission::{ItemField, item_pointer};
use crate::{Declaration, GoodsItem};
use jiff::civil::Date;
use quantity::Decimal;
use tariff::Nature;

/// Adds a warning for each weakness of the goods items.
pub(crate) fn check(declaration: &Declaration, law: &Law, day: Date, faults: &mut Vec<Fault>) {
    for (place, item) in declaration.items.iter().enumerate() {
        if let Some(description) = &item.description {
            faults.extend(describe(place, description, law, day));
        }
        if declaration.nature == Nature::Sale && item.value == Decimal::ONE {
            faults.push(Fault::new(FaultCode::OneUnitValue, item_pointer(place, ItemField::Value)));
        }
        faults.extend(weigh(place, item, law, day));
    }
}

/// A description that says too little, or nothing.
fn describe(place: usize, description: &str, law: &Law, day: Date) -> Option<Fault> {
    let pointer = || item_pointer(place, ItemField::Description);
    if description.chars().filter(|sign| sign.is_alphabetic()).count() < 3 {
        return Some(Fault::new(FaultCode::DescriptionShort, pointer()));
    }
    let is_vague = |words: &str| law.procedures.vague_terms.on(words, day).is_some();
    let words = risk::normalise(description);
    (is_vague(&words) || words.split(' ').all(is_vague))
        .then(|| Fault::new(FaultCode::DescriptionVague, pointer()).with("words", words))
}

/// A net mass per piece that goods can hardly have. Without a quantity the line counts as one piece.
fn weigh(place: usize, item: &GoodsItem, law: &Law, day: Date) -> Option<Fault> {
    let mass = item.net_mass_kg?;
    let counts_pieces =
        |unit: &str| law.procedures.units.on(unit, day).is_some_and(|unit| unit.value.is_piece);
    let pieces = match (&item.unit, item.quantity) {
        (Some(unit), Some(quantity)) if counts_pieces(unit) && !quantity.is_zero() => quantity,
        (Some(_), Some(_)) => return None,
        _ => Decimal::ONE,
    };
    let (least, most) = law.parameters(day)?.plausible_unit_mass_kg;
    // Compared without dividing: mass < least * pieces, mass > most * pieces.
    let times_pieces = |bound: Decimal| i128::from(bound.micro()) * i128::from(pieces.micro());
    let scaled = i128::from(mass.micro()) * i128::from(Decimal::ONE.micro());
    (scaled < times_pieces(least) || scaled > times_pieces(most)).then(|| {
        Fault::new(FaultCode::ImplausibleMass, item_pointer(place, ItemField::NetMassKg))
            .with("found", mass)
            .with("pieces", pieces)
    })
}

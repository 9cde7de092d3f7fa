//! Several filers about one consignment: where they disagree is a signal, never a second debt.

use crate::Declaration;
use crate::case::{Case, Filing};
use crate::ground::Ground;
use crate::law::Law;
use crate::procedure::Parameters;
use crate::submission::HeaderField;
use jiff::civil::Date;
use quantity::{Decimal, LocalValue};
use std::collections::BTreeSet;

/// Where the other filings contradict the one that governs. Each field counts once, however many contradict it.
pub(crate) fn disagreements(case: &Case, law: &Law, parameters: &Parameters, day: Date) -> Vec<Ground> {
    let governing = case.filings.governing();
    let others = case
        .filings
        .iter()
        .filter(|filing| !filing.is_invalid && filing.filer.organisation != governing.filer.organisation);
    let fields: BTreeSet<HeaderField> =
        others.flat_map(|other| contradictions(governing, other, law, parameters, day)).collect();
    let weight = parameters.disagreement_weight.value;
    fields.into_iter().map(|field| Ground::FilingsDisagree { field, weight }).collect()
}

fn contradictions(
    governing: &Filing,
    other: &Filing,
    law: &Law,
    parameters: &Parameters,
    day: Date,
) -> Vec<HeaderField> {
    let (ours, theirs) = (&governing.declaration, &other.declaration);
    let tolerance = parameters.disagreement_tolerance_percent;
    let mut fields = Vec::new();
    let both_differ = |ours: Option<LocalValue>, theirs: Option<LocalValue>| {
        ours.zip(theirs).is_some_and(|(ours, theirs)| ours.differs_by_more_than(theirs, tolerance))
    };
    if both_differ(goods_in_local(ours, law, day), goods_in_local(theirs, law, day)) {
        fields.push(HeaderField::ValueGoods);
    }
    let mass = |mass: Option<Decimal>| mass.map(|mass| quantity::ExchangeRate::PAR.convert(mass));
    if both_differ(mass(ours.gross_mass_kg), mass(theirs.gross_mass_kg)) {
        fields.push(HeaderField::GrossMassKg);
    }
    if ours.packages.zip(theirs.packages).is_some_and(|(ours, theirs)| ours != theirs) {
        fields.push(HeaderField::Packages);
    }
    if both_differ(paid_in_local(ours, law, day), paid_in_local(theirs, law, day)) {
        fields.push(HeaderField::PaymentAmount);
    }
    fields
}

pub(crate) fn goods_in_local(declaration: &Declaration, law: &Law, day: Date) -> Option<LocalValue> {
    let value = declaration.value?;
    Some(law.tariff.exchange.on(value.currency, day)?.convert(value.goods))
}

pub(crate) fn paid_in_local(declaration: &Declaration, law: &Law, day: Date) -> Option<LocalValue> {
    let amount = declaration.payment.amount?;
    Some(law.tariff.exchange.on(amount.currency, day)?.convert(amount.value))
}

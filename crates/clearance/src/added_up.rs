//! What of earlier consignments to one consignee counts towards thresholds: those of the day, the month, the year.

use crate::Declaration;
use crate::case::Case;
use crate::consignments::Consignments;
use crate::facts::AddedUp;
use crate::ground::Ground;
use crate::law::Law;
use jiff::civil::Date;
use quantity::{Decimal, LocalValue};
use std::borrow::Cow;
use tariff::{Aggregate, Basis, Relief};

/// How many earlier consignments are looked at. A consignee who has more of them is taken to have used up everything.
const MOST: usize = 1_000;

/// The consignment that is decided.
pub(crate) struct Own<'a> {
    /// Its number, if it has one already.
    pub(crate) number: Option<u64>,
    /// When it was accepted.
    pub(crate) day: Date,
    /// Who sold the goods.
    pub(crate) seller: Option<Cow<'a, str>>,
}

/// What counts for a consignment, of those that are found under the consignee.
pub(crate) fn added_up<C: Consignments>(
    consignments: &mut C,
    consignee: u64,
    own: &Own<'_>,
    law: &Law,
) -> Result<AddedUp, C::Failure> {
    let mut sums = AddedUp::NOTHING;
    let reliefs = law.tariff.reliefs.iter().filter(|relief| relief.validity.covers(own.day));
    let adding: Vec<(&Relief, Aggregate, bool)> = reliefs
        .filter_map(|relief| {
            let aggregation = relief.value.aggregation?;
            Some((&relief.value, aggregation.over, aggregation.amount.is_some()))
        })
        .collect();
    if adding.is_empty() {
        return Ok(sums);
    }
    let numbers = consignments.under(consignee, MOST + 1)?;
    if numbers.len() > MOST {
        let most = Decimal::from_micro(Decimal::MOST_MICRO).unwrap_or(Decimal::ZERO);
        return Ok(AddedUp::of_sums(Aggregate::ALL.iter().map(|_| most)));
    }
    for number in numbers.into_iter().filter(|number| Some(*number) != own.number) {
        let Some(case) = consignments.case(number)? else { continue };
        for over in Aggregate::ALL {
            let value = adding
                .iter()
                .find(|(relief, of, only_relieved)| {
                    of == over && is_open_to(relief, case) && (!only_relieved || has_had(case, &relief.id))
                })
                .and_then(|(relief, ..)| worth(case, relief.basis));
            if let Some(value) = value.filter(|_| counts(case, *over, own, law)) {
                sums.add(*over, value);
            }
        }
    }
    Ok(sums)
}

/// Whether a case is of the period, and its goods stay.
fn counts(case: &Case, over: Aggregate, own: &Own<'_>, law: &Law) -> bool {
    let governing = case.filings.governing();
    let day = law.day_of(governing.accepted);
    let is_same_year = day.year() == own.day.year();
    case.goods_stay()
        && match over {
            Aggregate::ConsigneeDay => day == own.day,
            Aggregate::ConsigneeMonth => is_same_year && day.month() == own.day.month(),
            Aggregate::ConsigneeYear => is_same_year,
            Aggregate::ConsigneeSellerDay => {
                // Whoever does not say who sold the goods may have bought them from anybody of the day.
                let seller = seller(&governing.declaration);
                day == own.day && (own.seller.is_none() || seller.is_none() || seller == own.seller)
            }
        }
}

/// Who sold the goods: the number that names them, or their name.
pub(crate) fn seller(declaration: &Declaration) -> Option<Cow<'_, str>> {
    let seller = &declaration.seller;
    match &seller.identifier {
        Some(identifier) => Some(Cow::Borrowed(&identifier.value)),
        None => seller.name.as_deref().map(risk::normalise).map(Cow::Owned),
    }
}

/// Whether a relief is for such traffic as a case is.
fn is_open_to(relief: &Relief, case: &Case) -> bool {
    let Declaration { channel, nature, consignor, .. } = &*case.filings.governing().declaration;
    relief.traffic.holds(*channel, *nature, consignor.country)
}

/// Whether a case has had a relief.
fn has_had(case: &Case, wanted: &str) -> bool {
    case.assessment.grounds.iter().any(|ground| match ground {
        Ground::LowValueRelief { relief, .. }
        | Ground::FlatRate { relief, .. }
        | Ground::PartCollected { relief, .. }
        | Ground::ExcessCharged { relief, .. } => relief == wanted,
        _ => false,
    })
}

/// What the goods of a case are worth on a basis.
fn worth(case: &Case, basis: Basis) -> Option<Decimal> {
    let worth = match basis {
        Basis::Intrinsic | Basis::Fob => case.assessment.intrinsic.to_decimal(),
        Basis::Cif => LocalValue::of_money(case.assessment.customs_value).to_decimal(),
    }?;
    if case.returns.is_empty() {
        return Some(worth);
    }
    // Of goods that went back what the law restores counts no longer.
    let items = &case.filings.governing().declaration.items;
    let all: i128 = items.iter().map(|item| i128::from(item.value.micro())).sum();
    let counting: i128 =
        items.iter().map(|item| i128::from(case.still_counting(item.line, item.value.micro()))).sum();
    match all {
        0 => Some(worth),
        all => i64::try_from(i128::from(worth.micro()) * counting / all).ok().and_then(Decimal::from_micro),
    }
}

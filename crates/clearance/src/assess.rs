//! What is owed and what the law says of the goods, by the law of one day: the same sum for a quote and a declaration.

mod applicable;
mod charge;
mod desk;
mod measure;
pub(crate) mod permit;
mod quota;
mod reckon;
mod relief;
mod remarks;
pub(crate) mod risk;
mod scheme;
pub(crate) mod signal;
mod worth;

use crate::Declaration;
use crate::assessment::Assessment;
use crate::category::Category;
use crate::facts::UsedUp;
use crate::fault::{Fault, FaultCode};
use crate::ground::Ground;
use crate::law::Law;
use crate::procedure::{Parameters, TaxPoint};
use crate::register::Register;
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{LocalValue, Money};
use remarks::Remarks;
use tariff::Nature;
use worth::{Worth, in_local, out_of_range};

/// The day whose law counts: the tax point, as far as it is known.
///
/// With a tax point on arrival, an expected arrival that is still to come counts; once the goods are here,
/// their actual arrival does. Source: the pack's `tax_point`.
pub(crate) fn tax_day(law: &Law, moments: Moments) -> Option<Date> {
    let Moments { accepted, expected, arrived, now } = moments;
    let moment = match law.parameters(law.day_of(now))?.tax_point.value {
        TaxPoint::Acceptance => accepted,
        TaxPoint::Arrival => arrived.or(expected.filter(|expected| *expected > now)).unwrap_or(now),
    };
    Some(law.day_of(moment))
}

/// The moments that the day of the law is taken from.
#[derive(Clone, Copy)]
pub(crate) struct Moments {
    /// When the declaration was accepted.
    pub(crate) accepted: Timestamp,
    /// When the goods are expected.
    pub(crate) expected: Option<Timestamp>,
    /// When they arrived.
    pub(crate) arrived: Option<Timestamp>,
    /// Now.
    pub(crate) now: Timestamp,
}

/// Assesses a declaration by the law and the register of a day, with what is used up of reliefs, quotas and tax tokens.
///
/// Errors: the law of the pack does not reach to the day (`outside_the_law`), a currency has no official rate on it
/// (`no_exchange_rate`), goods are not measured in the unit of their rate (`quantity_needed`), or the value leaves the
/// range of money (`out_of_range`).
pub fn assess(
    declaration: &Declaration,
    law: &Law,
    register: &Register,
    used_up: UsedUp<'_>,
    day: Date,
) -> Result<Assessment, Fault> {
    let parameters = law
        .parameters(day)
        .ok_or_else(|| Fault::new(FaultCode::OutsideTheLaw, "").with("day", day).with("pack", &law.pack))?;
    let worth = Worth::of(declaration, law, parameters, day)?;
    let mut remarks = Remarks::default();
    let restricted = permit::controls(declaration, law, day, &mut remarks.grounds);
    let scheme = scheme::that_counts(declaration, law, register, &worth, day, used_up, &mut remarks);
    let desk = desk::Desk { declaration, law, parameters, worth: &worth, day, scheme, used_up };
    let lines = charge::charge(&desk, &mut remarks)?;
    let payable = lines
        .iter()
        .flat_map(|line| &line.charges)
        .try_fold(Money::zero(law.tariff.exchange.local()), |sum, charge| sum.checked_add(charge.due))
        .ok_or_else(out_of_range)?;
    let limit = parameters.full_declaration_above.value;
    let limit = in_local(limit, &law.tariff.exchange, day)?;
    let simplified = Simplified { limit, parameters, restricted };
    let category = categorise(declaration, &simplified, &worth, payable, &mut remarks.grounds)?;
    Ok(Assessment {
        day,
        category,
        customs_value: worth.customs_value,
        payable,
        intrinsic: worth.values.intrinsic,
        lines,
        grounds: remarks.grounds,
        warnings: remarks.warnings,
    })
}

/// The category of the WCO Immediate Release Guidelines; goods that need a permit are always in the fourth.
fn categorise(
    declaration: &Declaration,
    simplified: &Simplified<'_>,
    worth: &Worth,
    payable: Money,
    grounds: &mut Vec<Ground>,
) -> Result<Category, Fault> {
    let Simplified { limit, parameters, restricted } = simplified;
    let valuation = &parameters.valuation;
    if worth.values.on(valuation.basis) > *limit {
        let rounded = limit.round(valuation.customs_value_rounding, payable.currency());
        grounds.push(Ground::HighValue {
            customs_value: worth.customs_value,
            limit: rounded.ok_or_else(out_of_range)?,
            law: parameters.full_declaration_above.law.clone(),
        });
        return Ok(Category::HighValue);
    }
    if *restricted {
        return Ok(Category::HighValue);
    }
    if !payable.is_zero() {
        return Ok(Category::LowValueDutiable);
    }
    if is_documents(declaration) {
        grounds.push(Ground::DocumentsOnly);
        return Ok(Category::Documents);
    }
    Ok(Category::LowValueNothingDue)
}

/// What keeps a consignment out of the simplified procedures.
struct Simplified<'a> {
    /// The value above which a full declaration is due, in local currency.
    limit: LocalValue,
    parameters: &'a Parameters,
    /// Whether its goods need a permit.
    restricted: bool,
}

/// Correspondence: sent as documents, without a code of anything but printed matter (chapter 49), and
/// without a value unless it is coded so.
fn is_documents(declaration: &Declaration) -> bool {
    let printed = tariff::CommodityCode::parse("49");
    let mut codes =
        declaration.items.iter().map(|item| item.commodity_code.map(|code| Some(code.prefix(2)) == printed));
    let is_paid = declaration.payment.amount.is_some_and(|amount| !amount.value.is_zero());
    let worthless = declaration.value.is_none_or(|value| value.goods.is_zero()) && !is_paid;
    let is_correspondence = if worthless {
        codes.all(|printed| printed != Some(false))
    } else {
        codes.all(|printed| printed == Some(true))
    };
    declaration.nature == Nature::Documents && is_correspondence
}

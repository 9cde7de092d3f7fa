//! How far goods are from the limits up to which nothing is charged.

use clearance::{Assessment, Law};
use quantity::{ExchangeRate, LocalValue, Money, Rounding, RoundingMode};
use tariff::{Basis, Channel, ChargeKind, Country, Nature, Relief, Shape, Treatment};
use wire::EstimateText;

/// A limit, and the value that is compared with it.
pub(in crate::pages) struct Distance {
    /// The charge that the limit is about.
    pub(in crate::pages) kind: ChargeKind,
    /// The limit.
    pub(in crate::pages) limit: Money,
    /// What is compared.
    pub(in crate::pages) value: Money,
    /// How much lies between.
    pub(in crate::pages) between: Money,
    /// Whether the value is within the limit.
    pub(in crate::pages) is_within: bool,
    /// How far the value reaches, in hundredths of twice the limit, at most a hundred.
    pub(in crate::pages) reach: i64,
}

/// The limits that goods like these have, one a charge: the highest that is open to them.
pub(in crate::pages) fn distances(assessment: &Assessment, law: &Law, asked: &EstimateText) -> Vec<Distance> {
    ChargeKind::ALL.iter().filter_map(|kind| distance(assessment, law, asked, *kind)).collect()
}

fn distance(assessment: &Assessment, law: &Law, asked: &EstimateText, kind: ChargeKind) -> Option<Distance> {
    let channel = Channel::from_name(asked.channel.as_deref().unwrap_or("post"))?;
    let nature = Nature::from_name(asked.nature.as_deref().unwrap_or("sale"))?;
    let dispatch = Country::parse(&asked.from);
    let code = asked.code.as_deref().and_then(tariff::CommodityCode::parse);
    let scheme = asked.scheme_number.as_ref().map(|_| asked.scheme.as_deref().unwrap_or("vendor"));
    let local = law.tariff.exchange.local();
    let is_open = |relief: &Relief| {
        relief.basis == Basis::Intrinsic
            && relief.shape == Shape::Cliff
            && relief.amount.currency == local
            && matches!(relief.treatment, Treatment::Free)
            && relief.traffic.holds(channel, nature, dispatch)
            && relief.is_open_under(scheme)
            && (code.is_none() || relief.is_open_to(code))
    };
    let exact = Rounding::new(RoundingMode::HalfUp, 1)?;
    let limits = law.tariff.reliefs(kind, assessment.day).filter(|relief| is_open(&relief.value));
    let highest = limits.map(|relief| ExchangeRate::PAR.convert(relief.value.amount.value)).max()?;
    let limit = highest.round(exact, local)?;
    let value = assessment.intrinsic.round(exact, local)?;
    let is_within = assessment.intrinsic <= LocalValue::of_money(limit);
    let reach = (50 * value.minor()).checked_div(limit.minor())?.clamp(0, 100);
    let between = Money::new((value.minor() - limit.minor()).abs(), local);
    Some(Distance { kind, limit, value, between, is_within, reach })
}

//! What is left of the tariff quotas of a day.

use crate::http::{Problem, Shared};
use jiff::civil::Date;
use quantity::Decimal;
use std::sync::Arc;
use tariff::{Dated, Quota, QuotaNumber};

/// A quota in its period, with how much of it is drawn.
pub(crate) struct Balance {
    /// The order number.
    pub(crate) number: QuotaNumber,
    /// What the law says.
    pub(crate) quota: Dated<Quota>,
    /// How much is drawn.
    pub(crate) drawn: Decimal,
    /// How much is left.
    pub(crate) left: Decimal,
}

/// The quotas that are open on a day.
pub(crate) async fn balances(shared: &Arc<Shared>, day: Date) -> Result<Vec<Balance>, Problem> {
    let quotas = &shared.country.law().tariff.quotas;
    let open: Vec<(QuotaNumber, Dated<Quota>)> = quotas
        .rows()
        .filter(|(_, quota)| quota.validity.covers(day))
        .map(|(number, quota)| (*number, quota.clone()))
        .collect();
    if open.is_empty() {
        return Ok(Vec::new());
    }
    shared
        .read(move |reader| {
            let balance = |(number, quota): (QuotaNumber, Dated<Quota>)| {
                let periods = reader.drawn(number)?;
                let drawn = periods.into_iter().find(|(opened, _)| *opened == quota.validity.from);
                let drawn = drawn.and_then(|(_, micro)| Decimal::from_micro(micro)).unwrap_or(Decimal::ZERO);
                let left = quota.value.volume.checked_sub(drawn).filter(|left| !left.is_negative());
                Ok(Balance { number, quota, drawn, left: left.unwrap_or(Decimal::ZERO) })
            };
            open.into_iter().map(balance).collect()
        })
        .await
}

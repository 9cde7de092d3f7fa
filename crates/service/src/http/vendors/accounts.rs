//! The numbers under which taxes are collected at the sale: how they are used in a period, and whether a return says so.

use super::differences::{Page, amount, answer, return_json};
use super::{may_see, meant, today};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{self, Parameters, path_part};
use crate::http::{Caller, Code, Problem, Shared};
use crate::vendors::{TaxNumber, counting};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{Period, Register, day_number};
use jiff::civil::Date;
use quantity::Currency;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use store::{Reader, StoreFailure, VendorReturn};

/// How many numbers are told where nothing is said, and the most.
const USUAL: usize = 200;
const MOST: usize = 1_000;

pub(in crate::http) const ACCOUNTS: Operation = Operation {
    summary: "The numbers that were used in a period, what was collected under each, and the return that counts; with `missing`, only those of a period that is over and has none.",
    query: &[
        Parameter { name: "scheme", kind: "string", text: "the scheme" },
        Parameter {
            name: "period",
            kind: "string",
            text: "`2026-03` or `2026-Q1`; the last that is over where unsaid",
        },
        Parameter { name: "missing", kind: "boolean", text: "only those without a return" },
        Parameter { name: "after", kind: "string", text: "`next` of the page before" },
        Parameter { name: "limit", kind: "integer", text: "how many, up to 1000; 200 where unsaid" },
    ],
    gives: &[(200, "application/json", "VendorAccounts")],
    problems: &[400, 422],
    ..Operation::NONE
};

pub(in crate::http) const ACCOUNT: Operation = Operation {
    summary: "How a number was used in a period beside the return that counts, or beside none.",
    query: &[
        Parameter {
            name: "period",
            kind: "string",
            text: "`2026-03` or `2026-Q1`; the last that is over where unsaid",
        },
        Parameter { name: "kind", kind: "string", text: "only differences of this kind" },
        Parameter { name: "after", kind: "integer", text: "`next` of the page before" },
        Parameter { name: "limit", kind: "integer", text: "how many, up to 200; 50 where unsaid" },
    ],
    gives: &[(200, "application/json", "Reconciliation"), (200, "text/csv", "Lines")],
    problems: &[400, 404, 422, 503],
    ..Operation::NONE
};

/// Which numbers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Asked {
    scheme: String,
    period: Option<String>,
    #[serde(default)]
    missing: bool,
    after: Option<String>,
    limit: Option<usize>,
}

/// The last period of a scheme that is over, as it is written.
pub(super) fn last_over(shared: &Shared, scheme: &str, today: Date) -> Option<String> {
    let found = shared.country.law().procedures.schemes.on(scheme, today)?;
    Some(found.value.period?.holding(today).moved(-1).to_string())
}

/// The numbers of a scheme that a caller may see.
pub(in crate::http) async fn accounts(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(asked): Parameters<Asked>,
) -> Result<Response, Problem> {
    let today = today(&shared);
    let Asked { scheme, period, missing, after, limit } = asked;
    let limit = query::limit(limit, USUAL, MOST)?;
    let period = period.or_else(|| last_over(&shared, &scheme, today)).unwrap_or_default();
    let (_, period) = super::scheme_period(&shared, &scheme, &period)?;
    let which = Which { scheme: scheme.clone(), period, only_missing: missing, after };
    let (used, next) = used_numbers(&shared, &caller, which, limit).await?;
    let currency = shared.country.law().tariff.exchange.local();
    let told = |used| told_number(used, (&scheme, currency), period);
    let numbers: Vec<Value> = used.iter().map(told).collect();
    let is_over = period.is_over(today);
    let told = json!({ "period": period.to_string(), "is_over": is_over, "numbers": numbers, "next": next });
    Ok(Json(told).into_response())
}

/// Which numbers are meant.
pub(crate) struct Which {
    pub(crate) scheme: String,
    pub(crate) period: Period,
    /// Only those without a return.
    pub(crate) only_missing: bool,
    /// Only those behind this one.
    pub(crate) after: Option<String>,
}

/// How a number was used in a period.
pub(crate) struct UsedNumber {
    pub(crate) number: String,
    /// Who answers for it, and what they are called.
    pub(crate) party: Option<(String, String)>,
    /// What was collected, in minor units.
    pub(crate) collected: i64,
    /// The return that counts, with all that were filed.
    pub(crate) filed: Option<VendorReturn>,
    returns: Vec<VendorReturn>,
}

/// The numbers of a scheme that were used in a period, or for which a return is filed, as far as a caller may see them:
/// so many, in their order, and the last of them where there are more.
pub(crate) async fn used_numbers(
    shared: &Arc<Shared>,
    caller: &Caller,
    which: Which,
    most: usize,
) -> Result<(Vec<UsedNumber>, Option<String>), Problem> {
    let (seer, caller) = (Arc::clone(shared), caller.clone());
    let read = move |reader: &Reader| {
        let Which { scheme, period, only_missing, after } = which;
        let mut all: Vec<UsedNumber> = Vec::new();
        let registered = seer.registered();
        let currency = seer.country.law().tariff.exchange.local();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        for (number, account) in
            numbers_of(reader, &scheme, currency, period)?.range((from, Bound::Unbounded))
        {
            let of = (&*scheme, &**number);
            if !may_see(&seer, &caller, of, period) {
                continue;
            }
            let used = used_number(reader, of, *account, period, &registered.register)?;
            let Some(used) = used.filter(|used| !only_missing || used.filed.is_none()) else { continue };
            if all.len() == most {
                let next = all.last().map(|last| last.number.clone());
                return Ok((all, next));
            }
            all.push(used);
        }
        Ok((all, None))
    };
    shared.read(read).await
}

/// The numbers of a scheme that were ever used, each with its account, and those for which a return of a period is filed.
fn numbers_of(
    reader: &Reader,
    scheme: &str,
    currency: Currency,
    period: Period,
) -> Result<BTreeMap<String, Option<i64>>, StoreFailure> {
    let mut numbers = BTreeMap::new();
    for number in reader.vendor_numbers_of(scheme, &period.to_string())? {
        numbers.insert(number, None);
    }
    for account in reader.ledger_accounts()?.iter().filter(|account| account.currency == currency) {
        if let Some((of, number)) = account.name.scheme_number()
            && *of == scheme
        {
            numbers.insert(number.clone(), Some(account.id));
        }
    }
    Ok(numbers)
}

/// How a number was used; none where nothing happened under it.
fn used_number(
    reader: &Reader,
    (scheme, number): (&str, &str),
    account: Option<i64>,
    period: Period,
    register: &Register,
) -> Result<Option<UsedNumber>, StoreFailure> {
    let days = match account {
        Some(account) => reader.ledger_days(account, day_number(period.from), day_number(period.to()))?,
        None => Vec::new(),
    };
    let returns = reader.vendor_returns_of(scheme, number)?;
    let filed = counting(&returns, period).cloned();
    if days.is_empty() && filed.is_none() {
        return Ok(None);
    }
    let of_period = register.rows_in(scheme, number, period).last();
    Ok(Some(UsedNumber {
        number: number.to_owned(),
        party: of_period.map(|row| (row.party.clone(), row.name.clone())),
        collected: days.iter().map(|day| day.debits - day.credits).sum(),
        filed,
        returns,
    }))
}

/// A number as it is told.
fn told_number(used: &UsedNumber, (scheme, currency): (&str, Currency), period: Period) -> Value {
    let UsedNumber { number, party, collected, filed, returns } = used;
    let filed = filed.as_ref();
    json!({
        "scheme": scheme,
        "number": number,
        "party": party.as_ref().map(|(party, _)| party),
        "name": party.as_ref().map(|(_, name)| name),
        "currency": currency.code(),
        "collected": amount(*collected, currency),
        "declared": filed.map(|filed| amount(filed.total, filed.currency)),
        "difference": amount(collected.saturating_sub(filed.map_or(0, |filed| filed.total)), currency),
        "return": filed.map(|filed| return_json(filed, returns)),
        "path": format!("/v1/vendor-accounts/{}/{}?period={period}", path_part(scheme), path_part(number)),
    })
}

/// One number in a period.
pub(in crate::http) async fn account(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((scheme, number)): Path<(String, String)>,
    Parameters(page): Parameters<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let period = page.period.clone().or_else(|| last_over(&shared, &scheme, today(&shared)));
    let (of, period) = meant(&shared, &scheme, &number, &period.unwrap_or_default())?;
    if !may_see(&shared, &caller, (&of.scheme, &of.number), period) {
        return Err(Problem::of(Code::NotFound));
    }
    let TaxNumber { scheme, number, .. } = of.clone();
    let filed = shared
        .read(move |reader| {
            let returns = reader.vendor_returns_of(&scheme, &number)?;
            Ok(counting(&returns, period).cloned())
        })
        .await?;
    answer(&shared, &caller, &headers, (of, period, filed), page).await
}

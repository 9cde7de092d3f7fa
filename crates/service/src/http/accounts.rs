//! The accounts of the ledger: what is on them, what was posted on each day, and line by line what for.

use crate::country::Registered;
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, limit, path_part};
use crate::http::statements::amount;
use crate::http::{Caller, Code, Problem, Role, Shared};
use crate::lane::consignment_id;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{AccountName, Case, Procedures, Register, day_number, day_of_number};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{LedgerAccount, LedgerDay, LedgerLine, LinePlace, Reader, StoreFailure};

/// How many transfers are told where nothing is said, and the most.
const USUAL: usize = 50;
const MOST: usize = 200;
/// The same of a table, which programs take.
const MOST_ROWS: usize = 10_000;
/// How many days are told where nothing is said, and the most.
const USUAL_DAYS: i64 = 31;
const MOST_DAYS: i64 = 366;

pub(super) const LIST: Operation = Operation {
    summary: "The accounts of the ledger and what is on them: all of them for the tax authority, officers and supervisors, their own for filers.",
    gives: &[(200, "application/json", "Accounts")],
    ..Operation::NONE
};

pub(super) const SHOW: Operation = Operation {
    summary: "An account with what was posted to it on each day.",
    query: &[
        CURRENCY,
        Parameter {
            name: "from",
            kind: "string",
            text: "the first day; a month before the last where unsaid",
        },
        Parameter { name: "to", kind: "string", text: "the last day; today where unsaid" },
    ],
    gives: &[(200, "application/json", "Account")],
    problems: &[400, 404],
    ..Operation::NONE
};

pub(super) const TRANSFERS: Operation = Operation {
    summary: "The transfers of an account in the order in which they were posted, each with its consignment, declaration and law; with the days of a month, its statement.",
    query: &[
        CURRENCY,
        Parameter { name: "from", kind: "string", text: "the first day" },
        Parameter { name: "to", kind: "string", text: "the last day" },
        Parameter { name: "after", kind: "string", text: "`next` of the page before" },
        Parameter {
            name: "limit",
            kind: "integer",
            text: "how many, up to 200, or 10,000 in a table; 50 where unsaid",
        },
    ],
    gives: &[(200, "application/json", "Transfers"), (200, "text/csv", "Lines")],
    problems: &[400, 404],
    ..Operation::NONE
};

const CURRENCY: Parameter = Parameter {
    name: "currency",
    kind: "string",
    text: "the account in this currency, where there are several",
};

/// Which account, and which days or lines of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    currency: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
}

/// A page of transfers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    currency: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    after: Option<String>,
    limit: Option<usize>,
}

/// Every account that the caller may see.
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let accounts = shared.read(|reader| reader.ledger_accounts()).await?;
    let seer = Seer::new(&shared, caller);
    let accounts = accounts.iter().filter(|account| seer.may_see(&account.name));
    let law = shared.country.law();
    let (procedures, today) = (&law.procedures, law.day_of((shared.clock)()));
    let accounts = accounts.map(|account| told(account, procedures, today));
    Ok(Json(json!({ "accounts": accounts.collect::<Vec<Value>>() })).into_response())
}

/// One account, day by day.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Parameters(asked): Parameters<Asked>,
) -> Result<Response, Problem> {
    let today = shared.country.law().day_of((shared.clock)());
    let to = asked.to.unwrap_or(today);
    let from = asked.from.unwrap_or_else(|| to.saturating_sub(Span::new().days(USUAL_DAYS - 1)));
    if day_number(to) - day_number(from) >= MOST_DAYS || from > to {
        return Err(Problem::unreadable("from", format!("from one day to a later one, {MOST_DAYS} at most")));
    }
    let seer = Seer::new(&shared, caller);
    let (account, before, days) = shared
        .read(move |reader| {
            let Some(account) = find(reader, &seer, &name, asked.currency.as_deref())? else {
                return Ok(None);
            };
            let before = reader.ledger_days(account.id, i64::MIN, day_number(from) - 1)?;
            let days = reader.ledger_days(account.id, day_number(from), day_number(to))?;
            Ok(Some((account, before, days)))
        })
        .await?
        .ok_or_else(|| Problem::of(Code::NotFound))?;
    let money = |minor| amount(minor, account.currency);
    let mut balance: i64 = before.iter().map(|day| day.debits - day.credits).sum();
    let opening = money(balance);
    let mut rows = Vec::with_capacity(days.len());
    for LedgerDay { day, debits, credits } in days {
        balance += debits - credits;
        rows.push(json!({
            "day": date_of(day), "debits": money(debits), "credits": money(credits), "balance": money(balance),
        }));
    }
    let mut answer = told(&account, &shared.country.law().procedures, today);
    if let Some(members) = answer.as_object_mut() {
        members.insert("from".to_owned(), json!(from.to_string()));
        members.insert("to".to_owned(), json!(to.to_string()));
        members.insert("opening".to_owned(), json!(opening));
        members.insert("days".to_owned(), json!(rows));
        members.insert("closing".to_owned(), json!(money(balance)));
    }
    Ok(Json(answer).into_response())
}

/// The transfers of one account, as JSON or as a table.
pub(super) async fn transfers(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Parameters(page): Parameters<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let unread = || Problem::unreadable("after", "this is no `next` of a page of this account");
    let after =
        page.after.as_deref().map(|text| text.parse::<LinePlace>().map_err(|_| unread())).transpose()?;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_table = accept.contains("text/csv");
    let limit = limit(page.limit, USUAL, if is_table { MOST_ROWS } else { MOST })?;
    let days = (page.from.map_or(i64::MIN, day_number), page.to.map_or(i64::MAX, day_number));
    let seer = Seer::new(&shared, caller);
    let found = shared
        .read(move |reader| {
            let Some(account) = find(reader, &seer, &name, page.currency.as_deref())? else {
                return Ok(None);
            };
            // One more than is shown says whether there is a next page.
            let mut lines = reader.ledger_lines(account.id, days, after, limit + 1)?;
            let has_more = lines.len() > limit;
            lines.truncate(limit);
            let next = lines.last().filter(|_| has_more).map(|line| line.place.to_string());
            let rows = lines.iter().map(|line| row(reader, &account, line));
            Ok(Some((rows.collect::<Result<Vec<Row>, StoreFailure>>()?, next)))
        })
        .await?;
    let (transfers, next) = found.ok_or_else(|| Problem::of(Code::NotFound))?;
    if !is_table {
        return Ok(Json(json!({ "transfers": transfers, "next": next })).into_response());
    }
    let mut response = ([(CONTENT_TYPE, "text/csv; charset=utf-8")], table(&transfers)).into_response();
    // Where the next page begins stands beside the table.
    if let Some(next) = next.and_then(|next| HeaderValue::from_str(&next).ok()) {
        response.headers_mut().insert(NEXT, next);
    }
    Ok(response)
}

/// Says where the next page of a table begins.
const NEXT: HeaderName = HeaderName::from_static("cocket-next");

/// A transfer, as it is told.
#[derive(Serialize)]
struct Row {
    day: String,
    side: &'static str,
    amount: String,
    other: String,
    consignment: Option<String>,
    declaration: Option<String>,
    entry: u64,
    law: Option<String>,
    what: Option<&'static str>,
    reference: Option<String>,
}

/// Transfers as CSV.
fn table(rows: &[Row]) -> Vec<u8> {
    let mut csv = b"day,side,amount,other,consignment,declaration,entry,law,what,reference\n".to_vec();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    for Row { day, side, amount, other, consignment, declaration, entry, law, what, reference } in rows {
        let entry = entry.to_string();
        let (consignment, declaration, law) = (text(consignment), text(declaration), text(law));
        let (what, reference) = (what.unwrap_or_default(), text(reference));
        let cells =
            [day.as_str(), side, amount, other, &consignment, &declaration, &entry, &law, what, &reference];
        wire::write_line(&cells, &mut csv);
    }
    csv
}

/// Whoever looks, with what says which numbers are theirs.
struct Seer {
    caller: Caller,
    registered: Arc<Registered>,
    today: Date,
}

impl Seer {
    fn new(shared: &Shared, caller: Caller) -> Seer {
        let today = shared.country.law().day_of((shared.clock)());
        Seer { caller, registered: shared.registered(), today }
    }

    /// Whether they may see an account: filers those of goods that they have declared, and of numbers that they answer
    /// for.
    fn may_see(&self, name: &AccountName<String>) -> bool {
        let Seer { caller, registered, today } = self;
        let register: &Register = &registered.register;
        caller.is_customs()
            || caller.is(Role::Tax)
            || name.organisation().is_some_and(|theirs| **theirs == *caller.organisation)
            || name.scheme_number().is_some_and(|(scheme, number)| {
                register.answers_for_all(&caller.organisation, scheme, number, *today)
            })
    }
}

/// The account of a name that the caller may see: of several currencies that which is asked for, else the first.
fn find(
    reader: &Reader,
    seer: &Seer,
    name: &str,
    currency: Option<&str>,
) -> Result<Option<LedgerAccount>, StoreFailure> {
    let is_meant = |account: &LedgerAccount| {
        account.name.to_string() == name
            && currency.is_none_or(|code| account.currency.code() == code)
            && seer.may_see(&account.name)
    };
    Ok(reader.ledger_accounts()?.into_iter().find(is_meant))
}

fn told(account: &LedgerAccount, procedures: &Procedures, today: Date) -> Value {
    let chart = procedures.chart_account(&account.name, today).map(|row| &row.value);
    let LedgerAccount { name, currency, sums, .. } = account;
    let money = |minor| amount(minor, *currency);
    let path = format!("/v1/accounts/{}", path_part(&name.to_string()));
    json!({
        "account": name.to_string(),
        "kind": name.kind().as_str(),
        "code": chart.map(|chart| &chart.code),
        "title": chart.map(|chart| &chart.name),
        "organisation": name.organisation(),
        "scheme": name.scheme_number().map(|(scheme, _)| scheme),
        "scheme_number": name.scheme_number().map(|(_, number)| number),
        "currency": currency.code(),
        "debits": money(sums.debits),
        "credits": money(sums.credits),
        "balance": money(sums.balance()),
        "expected": money(sums.expected()),
        "path": path,
    })
}

/// A transfer, with the declaration that governs its consignment and the law of what is charged.
fn row(reader: &Reader, account: &LedgerAccount, line: &LedgerLine) -> Result<Row, StoreFailure> {
    let held = if line.consignment == 0 { None } else { reader.load(line.consignment)? };
    // What no consignment asked for was told of the account itself.
    let entered = if line.consignment == 0 { reader.on_account_by(line.entry)? } else { None };
    let case = held.as_ref().map(|held| &held.case);
    Ok(Row {
        day: date_of(line.place.day),
        side: if line.amount > 0 { "debit" } else { "credit" },
        amount: amount(line.amount.saturating_abs(), account.currency),
        other: line.other.to_string(),
        consignment: (line.consignment != 0).then(|| consignment_id(line.consignment)),
        declaration: case.and_then(|case| declaration(case, [&account.name, &line.other])),
        entry: line.entry,
        law: case.and_then(|case| law(case, [&account.name, &line.other])),
        what: entered.as_ref().map(|entered| entered.what.kind.as_str()),
        reference: entered.map(|entered| entered.what.reference),
    })
}

/// The declaration of the organisation whose account it is. Another's may govern by now, and is not for it to see.
fn declaration(case: &Case, accounts: [&AccountName<String>; 2]) -> Option<String> {
    let organisation = accounts.into_iter().find_map(AccountName::organisation)?;
    let mut theirs = case.filings.iter().filter(|filing| filing.filer.organisation == *organisation);
    theirs.find(|filing| !filing.declaration.is_advance()).map(|filing| filing.number.as_str().to_owned())
}

/// The law of the charge that a transfer is about, where the consignment still has one of the kind.
fn law(case: &Case, accounts: [&AccountName<String>; 2]) -> Option<String> {
    let kind = accounts.into_iter().find_map(|name| match name {
        AccountName::Revenue { kind } | AccountName::Collected { kind } => Some(*kind),
        _ => None,
    })?;
    case.assessment.charges().find(|charge| charge.kind == kind).map(|charge| charge.law.as_str().to_owned())
}

fn date_of(day: i64) -> String {
    day_of_number(day).to_string()
}

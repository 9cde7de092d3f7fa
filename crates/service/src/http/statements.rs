//! Periodic statements of deferred payment, from the total to the parcel.

use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, path_part};
use crate::http::{Caller, Code, Problem, Role, Shared, answer};
use crate::lane::account_days;
use crate::statements::{days, sheet};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{
    AccountEntryKind, AccountName, Allowance, AuthorisationKind, DefermentTerms, Law, Period, Register,
    Statement, allowance, day_number, guaranteed,
};
use jiff::civil::Date;
use quantity::{Currency, Money};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{EnteredOnAccount, Reader, StoreFailure};

const PARTY: Parameter = Parameter {
    name: "organisation",
    kind: "string",
    text: "whose, for the tax authority and customs; a filer's own where unsaid",
};

pub(super) const LIST: Operation = Operation {
    summary: "The periodic statements of deferred payment of an organisation, the newest first.",
    query: &[PARTY],
    gives: &[(200, "application/json", "Statements")],
    problems: &[400, 404],
    ..Operation::NONE
};

pub(super) const SHOW: Operation = Operation {
    summary: "One statement, with what it is made of by kind of charge, and what was paid; as a table one line a kind and payment.",
    query: &[PARTY],
    gives: &[
        (200, "application/json", "Statement"),
        (200, "text/csv", "Lines"),
        (200, "application/pdf", "Paper"),
    ],
    problems: &[400, 404],
    ..Operation::NONE
};

pub(super) const GUARANTEES: Operation = Operation {
    summary: "What is guaranteed for an organisation that pays later, how much of it is used, and how much room is left.",
    query: &[PARTY],
    gives: &[(200, "application/json", "Guarantees")],
    problems: &[400, 404],
    ..Operation::NONE
};

/// Whose is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    organisation: Option<String>,
}

impl Whose {
    /// The organisation, if the caller may see its accounts.
    fn party(self, caller: &Caller) -> Result<String, Problem> {
        let sees_all = caller.is_customs() || caller.is(Role::Tax);
        match self.organisation {
            Some(party) if sees_all || *party == *caller.organisation => Ok(party),
            Some(_) => Err(Problem::of(Code::NotFound)),
            None => Ok(caller.organisation.to_string()),
        }
    }
}

/// The statements of a party, with all that they are made of.
pub(crate) struct Account {
    pub(crate) party: String,
    pub(crate) currency: Currency,
    pub(crate) entered: Vec<EnteredOnAccount>,
    /// The oldest first.
    pub(crate) statements: Vec<Statement>,
}

impl Account {
    /// As it stands on a day.
    pub(crate) fn read(
        reader: &Reader,
        party: &str,
        terms: &DefermentTerms,
        (currency, today): (Currency, Date),
    ) -> Result<Account, StoreFailure> {
        let entered = reader.all_on_account(party)?;
        let days = account_days(&reader.deferred_days(party)?, &entered);
        Ok(Account { party: party.to_owned(), currency, entered, statements: days.statements(terms, today) })
    }

    /// What is to be paid of statements whose period is over.
    pub(crate) fn payable(&self) -> i64 {
        let over = self.statements.iter().filter(|one| one.state != clearance::StatementState::Open);
        over.map(|one| one.left).sum()
    }
}

/// What interest on what was assessed after release is called beside the kinds of charges.
const INTEREST: &str = "interest";

/// What a statement charges by the account on the other side, with the number of postings.
pub(crate) type ByKind = BTreeMap<String, (i64, u64)>;

/// Everything of a statement that stands on the accounts.
pub(crate) fn by_kind(reader: &Reader, party: &str, period: Period) -> Result<ByKind, StoreFailure> {
    let name = AccountName::Deferred { organisation: party.to_owned() };
    let mut sums = ByKind::new();
    for account in reader.ledger_accounts()?.into_iter().filter(|account| account.name == name) {
        let days = (day_number(period.from), day_number(period.to()));
        for (other, minor, count) in reader.ledger_by_other(account.id, days)? {
            let kind = match other {
                AccountName::Revenue { kind } => kind.as_str(),
                AccountName::Interest => INTEREST,
                _ => continue,
            };
            let sum = sums.entry(kind.to_owned()).or_default();
            *sum = (sum.0 + minor, sum.1 + count);
        }
    }
    // Interest on statements is an entry of its own; what is left is on what was assessed after release.
    let days = day_number(period.from)..=day_number(period.to());
    for entered in reader.all_on_account(party)? {
        if entered.what.kind == AccountEntryKind::Interest
            && days.contains(&entered.day)
            && let Some(sum) = sums.get_mut(INTEREST)
        {
            *sum = (sum.0 - entered.what.amount.minor(), sum.1.saturating_sub(1));
        }
    }
    sums.retain(|_, sum| *sum != (0, 0));
    Ok(sums)
}

/// The terms of the day; nothing to be seen where the law knows none.
fn terms(law: &Law, today: Date) -> Result<DefermentTerms, Problem> {
    let terms = law.procedures.deferment.on(&(), today);
    terms.map(|terms| terms.value).ok_or_else(|| Problem::of(Code::NotFound))
}

/// Every statement of a party.
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(whose): Parameters<Whose>,
) -> Result<Response, Problem> {
    let party = whose.party(&caller)?;
    let account = read(&shared, party).await?;
    let money = |minor| amount(minor, account.currency);
    let statements: Vec<Value> = account.statements.iter().rev().map(|one| told(&account, one)).collect();
    Ok(Json(json!({
        "organisation": account.party, "currency": account.currency.code(),
        "payable": money(account.payable()), "statements": statements,
    }))
    .into_response())
}

async fn read(shared: &Arc<Shared>, party: String) -> Result<Account, Problem> {
    let law = shared.country.law();
    let today = law.day_of((shared.clock)());
    let (terms, currency) = (terms(law, today)?, law.tariff.exchange.local());
    shared.read(move |reader| Account::read(reader, &party, &terms, (currency, today))).await
}

/// One statement.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(period): Path<String>,
    Parameters(whose): Parameters<Whose>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let party = whose.party(&caller)?;
    let missing = || Problem::of(Code::NotFound);
    let period = Period::parse(&period).ok_or_else(missing)?;
    let account = read(&shared, party.clone()).await?;
    let statement = account.statements.iter().find(|one| one.period == period).ok_or_else(missing)?;
    let of = party.clone();
    let kinds = shared.read(move |reader| by_kind(reader, &of, period)).await?;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains("text/csv") {
        let table = table(&account, statement, &kinds);
        return Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8")], table).into_response());
    }
    if accept.contains(PDF) {
        let days = shared.read(move |reader| days(reader, &party, period)).await?;
        let (law, voice) = (shared.country.law(), answer::voice(&shared, &headers)?);
        let today = law.day_of((shared.clock)());
        return pdf(sheet((voice, law, today), &account, statement, &kinds, &days), &period.to_string())
            .await;
    }
    let money = |minor| amount(minor, account.currency);
    let mut said = told(&account, statement);
    let kinds = kinds
        .iter()
        .map(|(kind, (minor, count))| json!({ "kind": kind, "amount": money(*minor), "postings": count }));
    // What only is proposed is between those who sign.
    let sees_all = caller.is_customs() || caller.is(Role::Tax);
    let is_told =
        |entered: &&EnteredOnAccount| sees_all || entered.what.kind != AccountEntryKind::ProposedWriteOff;
    let entries = within(&account, period).filter(is_told).map(|entered| {
        json!({
            "kind": entered.what.kind.as_str(), "day": clearance::day_of_number(entered.day).to_string(),
            "reference": entered.what.reference, "amount": money(entered.what.amount.minor()),
            "reason": entered.what.reason,
        })
    });
    if let Some(members) = said.as_object_mut() {
        members.insert("by_kind".to_owned(), kinds.collect());
        members.insert("entries".to_owned(), entries.collect());
    }
    Ok(Json(said).into_response())
}

const PDF: &str = "application/pdf";

/// A sheet as an answer, made on a thread that may take its time.
pub(crate) async fn pdf(sheet: paper::Sheet, name: &str) -> Result<Response, Problem> {
    let made = tokio::task::spawn_blocking(move || sheet.to_pdf()).await;
    let bytes = made.ok().and_then(Result::ok).ok_or_else(|| Problem::of(Code::Failed))?;
    let name = format!("inline; filename=\"statement-{name}.pdf\"");
    Ok(([(CONTENT_TYPE, PDF.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// What was entered on the account in a period.
pub(crate) fn within(account: &Account, period: Period) -> impl Iterator<Item = &EnteredOnAccount> {
    let days = day_number(period.from)..=day_number(period.to());
    account.entered.iter().filter(move |entered| days.contains(&entered.day))
}

fn told(account: &Account, statement: &Statement) -> Value {
    let Statement {
        period,
        due,
        opening,
        charged,
        interest,
        paid,
        called,
        written_off,
        closing,
        left,
        state,
    } = statement;
    let money = |minor: &i64| amount(*minor, account.currency);
    let name = path_part(&AccountName::Deferred { organisation: account.party.as_str() }.to_string());
    let (from, to) = (period.from, period.to());
    json!({
        "statement": period.to_string(), "organisation": account.party, "currency": account.currency.code(),
        "from": from.to_string(), "to": to.to_string(), "due": due.to_string(), "state": state.as_str(),
        "opening": money(opening), "charged": money(charged), "interest": money(interest), "paid": money(paid),
        "called": money(called), "written_off": money(written_off), "closing": money(closing), "left": money(left),
        "path": format!("/v1/statements/{period}?organisation={}", path_part(&account.party)),
        "lines": format!("/v1/accounts/{name}/transfers?from={from}&to={to}"),
    })
}

/// A statement as CSV: a line for what was owed before, for each kind of charge and each entry, and for what is owed.
fn table(account: &Account, statement: &Statement, kinds: &ByKind) -> Vec<u8> {
    let money = |minor: i64| amount(minor, account.currency);
    let mut rows = vec![[
        statement.period.from.to_string(),
        "opening".to_owned(),
        String::new(),
        money(statement.opening),
    ]];
    rows.extend(kinds.iter().map(|(kind, (minor, _))| {
        [statement.period.to().to_string(), kind.clone(), String::new(), money(*minor)]
    }));
    rows.extend(within(account, statement.period).filter(|entered| entered.what.on_statements() != 0).map(
        |entered| {
            [
                clearance::day_of_number(entered.day).to_string(),
                entered.what.kind.as_str().to_owned(),
                entered.what.reference.clone(),
                money(entered.what.on_statements()),
            ]
        },
    ));
    let closing = statement.period.to().to_string();
    rows.push([closing, "closing".to_owned(), String::new(), money(statement.closing)]);
    let mut csv = b"day,what,reference,amount\n".to_vec();
    for row in &rows {
        wire::write_line(row, &mut csv);
    }
    csv
}

/// What is guaranteed for a party and how much of it is used.
pub(super) async fn guarantees(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(whose): Parameters<Whose>,
) -> Result<Response, Problem> {
    let party = whose.party(&caller)?;
    let law = shared.country.law();
    let today = law.day_of((shared.clock)());
    let terms = terms(law, today)?;
    let registered = shared.registered();
    let register = &registered.register;
    let allowance = allowance(&party, law, register, today).ok_or_else(|| Problem::of(Code::NotFound))?;
    let (currency, of) = (law.tariff.exchange.local(), party.clone());
    let sums = shared.read(move |reader| used(reader, &of, currency)).await?;
    let mut answer = security(&party, &allowance, &sums, &terms);
    if let Some(members) = answer.as_object_mut() {
        members.insert("guarantees".to_owned(), named(&party, law, register, today));
    }
    Ok(Json(answer).into_response())
}

/// What a party owes on its statements, what is expected there, and what guarantors owe for it.
pub(crate) struct Used {
    pub(crate) owed: i64,
    pub(crate) expected: i64,
    pub(crate) called: i64,
}

impl Used {
    /// What counts against the security.
    pub(crate) fn sum(&self) -> i64 {
        self.owed.saturating_add(self.expected).saturating_add(self.called.max(0)).max(0)
    }
}

/// What of the security of a party is used.
pub(crate) fn used(reader: &Reader, party: &str, currency: Currency) -> Result<Used, StoreFailure> {
    let mut used = Used { owed: 0, expected: 0, called: 0 };
    for account in reader.ledger_accounts()?.into_iter().filter(|account| account.currency == currency) {
        match &account.name {
            AccountName::Deferred { organisation } if *organisation == party => {
                (used.owed, used.expected) = (account.sums.balance(), account.sums.reserved_debits);
            }
            AccountName::Called { organisation } if *organisation == party => {
                used.called = account.sums.balance()
            }
            _ => {}
        }
    }
    Ok(used)
}

fn security(party: &str, allowance: &Allowance, used: &Used, terms: &DefermentTerms) -> Value {
    let currency = allowance.guaranteed.currency();
    let money = |minor| amount(minor, currency);
    json!({
        "organisation": party, "currency": currency.code(), "guaranteed": money(allowance.guaranteed.minor()),
        "secured_percent": allowance.secured_percent, "most": allowance.most.map(|most| money(most.minor())), "owed": money(used.owed),
        "expected": money(used.expected), "called": money(used.called),
        "room": allowance.room(used.sum()).map(money),
        "runs_short": allowance.runs_short(used.sum(), terms.alert_percent),
    })
}

/// The guarantees of a party that are in force.
fn named(party: &str, law: &Law, register: &Register, today: Date) -> Value {
    let currency = law.tariff.exchange.local();
    let rows =
        register.authorisations_of(party, today).filter(|row| row.kind == AuthorisationKind::Guarantee);
    rows.map(|row| {
        json!({
            "reference": row.number, "amount": row.amount.map(|amount| amount.to_string()),
            "in_local": guaranteed(row, law, today).map(|minor| amount(minor, currency)),
            "valid_from": row.validity.from.to_string(), "valid_to": row.validity.to.map(|day| day.to_string()),
            "law": row.law.as_str(),
        })
    })
    .collect()
}

pub(crate) fn amount(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).number().to_string()
}

//! One statement: what it charges by kind, what was paid, and every parcel behind it.

use super::{Asked, address, colour, day, not_there, party};
use crate::http::Role;
use crate::http::statements::pdf;
use crate::http::statements::{Account, amount, by_kind};
use crate::lane::consignment_id;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use crate::statements::{days, sheet, sum};
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::response::Response;
use clearance::{AccountName, Period, StatementState, day_number, day_of_number};
use quantity::Currency;
use store::{LedgerLine, LinePlace, Reader, StoreFailure};

/// Parcels of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "statements/one.html")]
struct One {
    f: Frame,
    party: String,
    /// Where the list is.
    list: String,
    /// Where it is to be had on paper.
    paper: String,
    currency: String,
    period: String,
    from: String,
    to: String,
    due: String,
    left: String,
    state: StatementState,
    colour: &'static str,
    /// What it is made of: the words, what is said beside them, the amount.
    sum: Vec<(String, String, String)>,
    closing: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    day: String,
    consignment: String,
    address: Option<String>,
    what: String,
    amount: String,
}

/// A statement of an organisation.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(period): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(party) = party(&person, &asked) else { return not_there(f) };
    let (today, law) = (f.today(), f.shared().country.law());
    let terms = law.procedures.deferment.on(&(), today).map(|terms| terms.value);
    let (Some(terms), Some(period)) = (terms, Period::parse(&period)) else { return not_there(f) };
    let currency = law.tariff.exchange.local();
    let (of, after) = (party.clone(), asked.after.parse::<LinePlace>().ok());
    let read = f.shared().read(move |reader| {
        let account = Account::read(reader, &of, &terms, (currency, today))?;
        let kinds = by_kind(reader, &of, period)?;
        Ok((account, kinds, lines(reader, &of, period, after)?))
    });
    let (account, kinds, mut lines) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let Some(statement) = account.statements.iter().find(|one| one.period == period).copied() else {
        return not_there(f);
    };
    let has_more = lines.len() > ROWS;
    lines.truncate(ROWS);
    let place = lines.last().filter(|_| has_more).map(|line| line.place.to_string());
    let next = place.map(|place| format!("{}&after={place}", address(&f, &period.to_string(), &party)));
    let way = consignments(&person);
    let lines = lines.iter().map(|line| told(&f, line, way, currency)).collect();
    let list = f.href(&format!("/statements?organisation={}", crate::http::path_part(&party)));
    page(&One {
        list,
        currency: currency.code().to_owned(),
        period: period.to_string(),
        from: day(&f, period.from),
        to: day(&f, period.to()),
        due: day(&f, statement.due),
        left: amount(statement.left, currency),
        state: statement.state,
        colour: colour(statement.state),
        paper: f.href(&format!("/statements/{period}/paper?organisation={}", crate::http::path_part(&party))),
        sum: sum(f.voice(), &account, &statement, &kinds, |of| day(&f, of)),
        closing: amount(statement.closing, currency),
        lines,
        next,
        party,
        f,
    })
}

/// The same on paper.
pub(super) async fn paper(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(period): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(party) = party(&person, &asked) else { return not_there(f) };
    let (today, law) = (f.today(), f.shared().country.law());
    let terms = law.procedures.deferment.on(&(), today).map(|terms| terms.value);
    let (Some(terms), Some(period)) = (terms, Period::parse(&period)) else { return not_there(f) };
    let currency = law.tariff.exchange.local();
    let of = party.clone();
    let read = f.shared().read(move |reader| {
        let account = Account::read(reader, &of, &terms, (currency, today))?;
        Ok((account, by_kind(reader, &of, period)?, days(reader, &of, period)?))
    });
    let (account, kinds, days) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let Some(statement) = account.statements.iter().find(|one| one.period == period) else {
        return not_there(f);
    };
    let sheet = sheet((f.voice(), law, today), &account, statement, &kinds, &days);
    match pdf(sheet, &period.to_string()).await {
        Ok(response) => response,
        Err(problem) => Told::of(f, &problem),
    }
}

/// Where consignments are for a person.
fn consignments(person: &Person) -> Option<&'static str> {
    if person.caller.is_customs() {
        return Some("/control/");
    }
    let is_filer = person.caller.is(Role::Filer) || person.caller.is(Role::Carrier);
    is_filer.then_some("/trade/consignments/")
}

/// One more line than is shown.
fn lines(
    reader: &Reader,
    party: &str,
    period: Period,
    after: Option<LinePlace>,
) -> Result<Vec<LedgerLine>, StoreFailure> {
    let name = AccountName::Deferred { organisation: party.to_owned() };
    let account = reader.ledger_accounts()?.into_iter().find(|account| account.name == name);
    let days = (day_number(period.from), day_number(period.to()));
    account.map_or(Ok(Vec::new()), |account| reader.ledger_lines(account.id, days, after, ROWS + 1))
}

fn told(f: &Frame, line: &LedgerLine, way: Option<&str>, currency: Currency) -> Line {
    let what = match &line.other {
        AccountName::Revenue { kind } => f.word("kind", kind.as_str()),
        AccountName::Received => {
            f.word("page-statement-entry", if line.amount < 0 { "payment" } else { "reversal" })
        }
        AccountName::Interest => f.word("page-statement-entry", "interest"),
        AccountName::Called { .. } => f.word("page-statement-entry", "call"),
        AccountName::WrittenOff => f.word("page-statement-entry", "write_off"),
        other => other.to_string(),
    };
    Line {
        day: day(f, day_of_number(line.place.day)),
        address: way.filter(|_| line.consignment != 0).map(|way| f.to(way, consignment_id(line.consignment))),
        consignment: if line.consignment == 0 { String::new() } else { consignment_id(line.consignment) },
        what,
        amount: amount(line.amount, currency),
    }
}

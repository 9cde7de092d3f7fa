//! One statement: what it charges by kind, what was paid, and every parcel behind it.

use super::{Asked, address, colour, day, not_there, party};
use crate::http::statements::{Account, amount, by_kind, pdf};
use crate::pages::account_lines::{Line, consignments, cut, lines};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use crate::statements::{days, sheet, sum};
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query};
use axum::response::Response;
use clearance::{AccountName, DefermentTerms, Period, StatementState};
use store::LinePlace;

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

/// Whose statement is meant, by which terms, of which period; none where there is none, or none for this person.
fn meant(
    f: &Frame,
    person: &Person,
    asked: &Asked,
    period: &str,
) -> Option<(String, DefermentTerms, Period)> {
    let terms = f.shared().country.law().procedures.deferment.on(&(), f.today())?;
    Some((party(person, asked)?, terms.value, Period::parse(period)?))
}

/// A statement of an organisation.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(period): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some((party, terms, period)) = meant(&f, &person, &asked, &period) else { return not_there(f) };
    let (today, law) = (f.today(), f.shared().country.law());
    let currency = law.tariff.exchange.local();
    let (of, after) = (party.clone(), asked.after.parse::<LinePlace>().ok());
    let name = AccountName::Deferred { organisation: party.clone() };
    let read = f.shared().read(move |reader| {
        let account = Account::read(reader, &of, &terms, (currency, today))?;
        let kinds = by_kind(reader, &of, period)?;
        Ok((account, kinds, lines(reader, &name, period, after)?))
    });
    let (account, kinds, mut lines) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let Some(statement) = account.statements.iter().find(|one| one.period == period).copied() else {
        return not_there(f);
    };
    let next =
        cut(&mut lines).map(|place| format!("{}&after={place}", address(&f, &period.to_string(), &party)));
    let way = consignments(&person);
    let lines = lines.iter().map(|line| Line::of(&f, line, way, currency)).collect();
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
    let Some((party, terms, period)) = meant(&f, &person, &asked, &period) else { return not_there(f) };
    let (today, law) = (f.today(), f.shared().country.law());
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

//! What an organisation owes on its statements, and how much of its security is used.

use super::{Asked, address, colour, day, not_there, party, sees_all};
use crate::http::statements::{Account, Used, amount, used};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::response::Response;
use clearance::{Allowance, Statement, StatementState, allowance};
use quantity::Money;

#[derive(Template)]
#[template(path = "statements/list.html")]
struct List {
    f: Frame,
    party: String,
    currency: String,
    payable: String,
    security: Option<Security>,
    rows: Vec<Row>,
    /// Whose statements there are, for who sees all: the address and the name.
    parties: Vec<(String, String)>,
}

/// What is guaranteed and used.
struct Security {
    /// The numbers on top, by the end of a message's id.
    numbers: Vec<(&'static str, String)>,
    /// How much of it is used, in a hundred; none where nothing need be guaranteed.
    percent: Option<i64>,
    runs_short: bool,
}

struct Row {
    address: String,
    period: String,
    charged: String,
    due: String,
    left: String,
    state: StatementState,
    colour: &'static str,
}

/// The statements of an organisation.
pub(super) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(party) = party(&person, &asked) else { return not_there(f) };
    let (today, law) = (f.today(), f.shared().country.law());
    let Some(terms) = law.procedures.deferment.on(&(), today).map(|terms| terms.value) else {
        return not_there(f);
    };
    let currency = law.tariff.exchange.local();
    let (of, all) = (party.clone(), sees_all(&person));
    let read = f.shared().read(move |reader| {
        let account = Account::read(reader, &of, &terms, (currency, today))?;
        let parties = if all { reader.deferring_parties()? } else { Vec::new() };
        Ok((account, used(reader, &of, currency)?, parties))
    });
    let (account, used, parties) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let registered = f.shared().registered();
    let allowance = allowance(&party, law, &registered.register, today);
    let security = allowance.map(|allowance| security(&used, &allowance, terms.alert_percent));
    let rows = account.statements.iter().rev().map(|one| row(&f, &account, one)).collect();
    let link = |party: String| {
        (f.href(&format!("/statements?organisation={}", crate::http::path_part(&party))), party)
    };
    let parties = parties.into_iter().map(link).collect();
    let payable = amount(account.payable(), currency);
    page(&List { party, currency: currency.code().to_owned(), payable, security, rows, parties, f })
}

fn security(used: &Used, allowance: &Allowance, alert_percent: u32) -> Security {
    let guaranteed = allowance.guaranteed;
    let money = |minor| amount(minor, guaranteed.currency());
    let mut numbers = vec![("guaranteed", money(guaranteed.minor())), ("owed", money(used.owed))];
    numbers.push(("expected", money(used.expected)));
    if used.called != 0 {
        numbers.push(("called", money(used.called)));
    }
    numbers.extend(allowance.room(used.sum()).map(|room| ("room", money(room))));
    let share =
        |most: Money| used.sum().saturating_mul(100).checked_div(most.minor()).unwrap_or(100).clamp(0, 100);
    Security {
        numbers,
        percent: allowance.most.map(share),
        runs_short: allowance.runs_short(used.sum(), alert_percent),
    }
}

fn row(f: &Frame, account: &Account, statement: &Statement) -> Row {
    let period = statement.period.to_string();
    Row {
        address: address(f, &period, &account.party),
        charged: amount(statement.charged.saturating_add(statement.interest), account.currency),
        due: day(f, statement.due),
        left: amount(statement.left, account.currency),
        state: statement.state,
        colour: colour(statement.state),
        period,
    }
}

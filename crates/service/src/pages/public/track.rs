//! Where is it, and whose turn is it: by the number that goods travel under.

use crate::accesses::{Looked, told_of};
use crate::http::find::{By, find};
use crate::http::query::path_part;
use crate::http::{Code, Problem};
use crate::pages::frame::Frame;
use crate::pages::guesses::Guesser;
use crate::pages::shown::{page, with_status};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use clearance::identifier::PaymentReference;
use clearance::{AccessTold, Case, Owner, Phase, Turn};
use jiff::Timestamp;
use quantity::Money;
use serde::Deserialize;
use wire::GivenBack;

/// How many are shown who have looked at the names in it.
const LOOKED: usize = 10;
/// The most signs of a number that are looked at.
const MOST: usize = 60;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    number: Option<String>,
}

#[derive(Template)]
#[template(path = "track/ask.html")]
struct Ask {
    f: Frame,
    number: String,
    /// What is wrong with what was asked.
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "track/show.html")]
struct Show {
    f: Frame,
    number: String,
    phase: Phase,
    /// Whose turn it is, as the public is told.
    who: &'static str,
    /// What a payer names, where the consignee's turn is to pay.
    payment: Option<String>,
    steps: Vec<Step>,
    /// What is given back for goods that went back, and to whom.
    given_back: Vec<GivenBack>,
    /// What is still owed back, and what was paid out.
    owed_back: Option<Money>,
    paid_out: Option<Money>,
    /// Who has looked at the names in it.
    looked: Vec<Looked>,
}

/// A step on the way, done or not.
struct Step {
    name: &'static str,
    is_done: bool,
    is_current: bool,
    at: Option<Timestamp>,
}

/// Asks for the number, or goes to what is known about it.
pub(in crate::pages) async fn ask(f: Frame, Query(asked): Query<Asked>) -> Response {
    let number: Option<String> = asked.number.map(|number| {
        number.chars().filter(|sign| !sign.is_whitespace()).take(MOST).collect::<String>().to_uppercase()
    });
    match number.as_deref() {
        None => page(&Ask { f, number: String::new(), wrong: None }),
        Some("") => {
            let wrong = Some(f.say("page-track-missing"));
            with_status(StatusCode::BAD_REQUEST, &Ask { f, number: String::new(), wrong })
        }
        Some(number) => {
            let name = path_part(number);
            Redirect::to(&f.href(&format!("/track/{name}"))).into_response()
        }
    }
}

/// What is known about a number: phase and turn, and no more.
pub(in crate::pages) async fn show(f: Frame, guesser: Guesser, Path(number): Path<String>) -> Response {
    let number: String = number.chars().take(MOST).collect();
    if guesser.has_guessed_too_often() {
        let wrong = Some(f.say("page-track-too_often"));
        return with_status(StatusCode::TOO_MANY_REQUESTS, &Ask { f, number, wrong });
    }
    match find(f.shared(), number.clone(), |_, by| by == By::Transport).await {
        Ok(held) => {
            let consignment = held.number;
            let looked = f
                .shared()
                .read(move |reader| told_of(reader, consignment, AccessTold::Concerned, (None, LOOKED)))
                .await;
            let Ok(looked) = looked else { return Problem::of(Code::Failed).into_response() };
            let who = turn_of(&held.case);
            let (phase, steps) = (held.case.phase(), steps(&held.case));
            let sum = |sum: Money| Some(sum).filter(|sum| !sum.is_zero());
            let (owed_back, paid_out) = (sum(held.case.repayable()), sum(held.case.refunded()));
            let given_back = GivenBack::of(&held.case);
            let payment = payment(&held.case);
            page(&Show { f, number, phase, who, payment, steps, given_back, owed_back, paid_out, looked })
        }
        Err(problem) if problem.is(Code::NotFound) => {
            guesser.has_guessed();
            let wrong = Some(f.say("page-track-unknown"));
            with_status(StatusCode::NOT_FOUND, &Ask { f, number, wrong })
        }
        Err(problem) => problem.into_response(),
    }
}

/// What a payer names, where the consignee's turn is to pay.
fn payment(case: &Case) -> Option<String> {
    let next = case.next_action();
    let is_theirs = next.what == Turn::Pay && next.who == Some(Owner::Consignee);
    case.payment_reference().filter(|_| is_theirs).map(PaymentReference::in_groups)
}

/// Whose turn it is. Which authority looks at it is nobody else's business.
fn turn_of(case: &Case) -> &'static str {
    match case.next_action().who {
        None => "nobody",
        Some(Owner::Filer) => "filer",
        Some(Owner::Carrier) => "carrier",
        Some(Owner::Consignee) => "consignee",
        Some(Owner::Customs | Owner::Supervisor) => "customs",
        Some(Owner::Agency(_)) => "authority",
    }
}

/// The way of goods: declared, here, decided, free to go; in the order in which it happened, what is open last.
fn steps(case: &Case) -> Vec<Step> {
    let phase = case.phase();
    let is_over = matches!(
        phase,
        Phase::Released | Phase::Cleared | Phase::Refused | Phase::Returned | Phase::Invalidated
    );
    let last = match phase {
        Phase::Refused => "refused",
        Phase::Returned => "returned",
        Phase::Invalidated => "invalidated",
        _ => "released",
    };
    let first = case.filings.iter().map(|filing| filing.accepted).min();
    let arrived = case.arrived.as_ref().map(|arrival| arrival.at);
    let mut steps = vec![
        Step { name: "declared", is_done: true, is_current: !is_over && arrived.is_none(), at: first },
        Step {
            name: "arrived",
            is_done: arrived.is_some(),
            is_current: !is_over && arrived.is_some(),
            at: arrived,
        },
        Step { name: last, is_done: is_over, is_current: is_over, at: case.settled_at() },
    ];
    steps.sort_by_key(|step| (!step.is_done, step.at.is_none(), step.at));
    steps
}

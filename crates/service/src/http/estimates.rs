//! What goods would cost: the same sum as a declaration's, for everybody, bound to nothing.

use crate::http::body::json;
use crate::http::openapi::Operation;
use crate::http::{Code, Problem, Shared, Wrong, answer};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use clearance::{Activity, Assessment, Fault, quote};
use evidence::{Origin, Signature, Stated, StatedHead};
use jiff::Timestamp;
use serde::Deserialize;
use std::sync::Arc;
use wire::{EstimateText, QuoteStatement, Signed, Voice};

pub(super) const ESTIMATE: Operation = Operation {
    summary: "What goods would cost, with the sum shown. It binds nobody.",
    takes: &[("application/json", "Estimate")],
    gives: &[(200, "application/json", "Quote")],
    problems: &[400, 408, 413, 415, 422, 429],
    ..Operation::NONE
};

/// What goods would cost.
pub(super) async fn estimate(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (question, _): (EstimateText, _) = json(&headers, body).await?;
    let voice = answer::voice(&shared, &headers)?;
    let moment = moment(&shared, &question)?;
    let law = shared.country.law();
    if let Some(to) = question.to.as_deref().filter(|to| *to != law.country.as_str()) {
        return Err(elsewhere(to, law.country.as_str()));
    }
    let registered = shared.registered();
    let facts = shared.country.facts(&registered.register, Activity::NONE);
    match quote(&question.submission(), law, facts.register, moment) {
        Ok(assessment) => {
            let body = signed(&shared, &question, &assessment, moment, voice);
            Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
        }
        Err(faults) => {
            let wrong = faults.iter().map(|fault| Wrong {
                code: fault.code.as_str().into(),
                pointer: EstimateText::pointer(&fault.pointer).to_owned(),
                message: voice.fault(fault).into_owned(),
                fix: Some(voice.fix(fault).into_owned()),
            });
            Err(Problem::of(Code::Faulty).because(wrong.collect()))
        }
    }
}

/// The answer, with what is signed of it.
fn signed(
    shared: &Shared,
    question: &EstimateText,
    assessment: &Assessment,
    moment: Timestamp,
    voice: &Voice,
) -> String {
    let (law, (origin, key)) = (shared.country.law(), &shared.record);
    let statement = QuoteStatement::of(question, assessment, law, &shared.country.pack.hash, moment).text();
    let signature = key.sign_statement(&quoted(origin, &statement)).to_string();
    let signed = Signed { record: origin.as_str(), statement: &statement, signature: &signature };
    wire::signed_quote_json(assessment, law, voice, signed)
}

/// What is signed of a quote.
fn quoted<'l>(log: &'l Origin, statement: &'l str) -> StatedHead<'l> {
    StatedHead { stated: Stated::Quote, log, statement }
}

/// A quote and the declaration that it is held against.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Compared {
    statement: String,
    signature: String,
    declaration: serde_json::Value,
}

pub(super) const COMPARE: Operation = Operation {
    summary: "Which fact of a declaration is another than it was for a signed quote. Nothing is declared by it.",
    takes: &[("application/json", "ComparedQuote")],
    gives: &[(200, "application/json", "QuoteComparison")],
    problems: &[400, 408, 413, 415, 422, 429],
    ..Operation::NONE
};

/// Which fact is another than it was for a quote.
pub(super) async fn compare(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (Compared { statement, signature, declaration }, _) = json(&headers, body).await?;
    let voice = answer::voice(&shared, &headers)?;
    let (origin, key) = &shared.record;
    let head = quoted(origin, &statement);
    let is_ours = Signature::parse(&signature)
        .is_some_and(|signed| key.verifying_key().has_signed_statement(&head, &signed));
    let quoted = is_ours.then(|| serde_json::from_str::<QuoteStatement>(&statement).ok()).flatten();
    let Some(quoted) = quoted else { return Err(not_ours()) };
    let bytes = declaration.to_string();
    let submission = wire::intake::json::read(bytes.as_bytes())
        .map_err(|fault| Problem::of(Code::Faulty).because(vec![wrong(&fault, voice)]))?;
    let (law, registered) = (shared.country.law(), shared.registered());
    let assessment = quote(&submission, law, &registered.register, (shared.clock)()).map_err(|faults| {
        Problem::of(Code::Faulty).because(faults.iter().map(|fault| wrong(fault, voice)).collect())
    })?;
    let differing = quoted.differing(&submission, &assessment, law, &shared.country.pack.hash);
    let payable = assessment.payable.to_string();
    let answer = serde_json::json!({
        "same": payable == quoted.payable,
        "quoted": { "payable": quoted.payable, "charges": quoted.charges, "day": quoted.day },
        "now": { "payable": payable, "day": assessment.day.to_string() },
        "differing": differing,
    });
    Ok(axum::Json(answer).into_response())
}

fn wrong(fault: &Fault, voice: &Voice) -> Wrong {
    Wrong {
        code: fault.code.as_str().into(),
        pointer: format!("/declaration{}", fault.pointer),
        message: voice.fault(fault).into_owned(),
        fix: Some(voice.fix(fault).into_owned()),
    }
}

/// What was not signed here, or was changed since, proves nothing.
fn not_ours() -> Problem {
    Problem::of(Code::Faulty).because(vec![Wrong {
        code: "not_our_quote".into(),
        pointer: "/signature".to_owned(),
        message: "the signature is not one of this record over this statement".to_owned(),
        fix: Some("send `statement` and `signature` exactly as the quote gave them".to_owned()),
    }])
}

/// The moment that is asked about: the start of a day by the law's clock, else now.
fn moment(shared: &Shared, question: &EstimateText) -> Result<Timestamp, Problem> {
    let Some(day) = question.as_of else { return Ok((shared.clock)()) };
    let zoned = day.to_zoned(shared.country.law().time_zone.clone());
    let too_far = |_| Problem::unreadable("/as_of", format!("`{day}` is too far away to answer for"));
    zoned.map(|zoned| zoned.timestamp()).map_err(too_far)
}

/// Goods for another country are no business of this one.
fn elsewhere(to: &str, here: &str) -> Problem {
    Problem::of(Code::Faulty).because(vec![Wrong {
        code: "other_country".into(),
        pointer: "/to".to_owned(),
        message: format!("`{to}` is not the country that answers here"),
        fix: Some(format!("write `{here}` or leave it out")),
    }])
}

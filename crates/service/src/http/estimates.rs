//! What goods would cost: the same sum as a declaration's, for everybody, bound to nothing.

use crate::http::body::json;
use crate::http::openapi::Operation;
use crate::http::{Code, Problem, Shared, Wrong, answer};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use clearance::{Activity, quote};
use jiff::Timestamp;
use std::sync::Arc;
use wire::EstimateText;

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
            let body = wire::quote_json(&assessment, law, voice);
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

//! Answers: decisions in the caller's language, as far as the caller may see.

use crate::http::{Caller, Code, Problem, Shared, Wrong};
use crate::lane::Done;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use clearance::identifier::Mrn;
use clearance::{Answer, Case, Fault, Severity, Step};
use evidence::Receipt;
use serde_json::json;
use wire::{Decision, Reader, Voice};

/// The voice of the language that the caller prefers, of those that the country has.
pub(super) fn voice<'a>(shared: &'a Shared, headers: &HeaderMap) -> Result<&'a Voice, Problem> {
    let texts = &shared.country.texts;
    let found = preferred(headers).into_iter().find_map(|language| texts.voice(language));
    found.or_else(|| texts.voice("en")).ok_or_else(|| Problem::of(Code::Failed))
}

/// The languages of an `Accept-Language`, the dearest first.
pub(crate) fn preferred(headers: &HeaderMap) -> Vec<&str> {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(u32, &str)> = wanted.split(',').filter_map(preference).collect();
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, language)| language).collect()
}

/// A language of an `Accept-Language` with its weight in thousandths.
fn preference(part: &str) -> Option<(u32, &str)> {
    let mut parts = part.trim().split(';');
    let language = parts.next()?.trim().split('-').next()?;
    let quality = parts.find_map(|parameter| parameter.trim().strip_prefix("q="));
    let weight = match quality {
        None => 1000,
        Some(text) => match text.trim().split_once('.') {
            None => 1000 * text.trim().parse::<u32>().ok()?.min(1),
            Some((whole, part)) => {
                let digits = format!("{part:0<3}");
                1000 * whole.parse::<u32>().ok()?.min(1) + digits.get(..3)?.parse::<u32>().ok()?
            }
        },
    };
    (weight > 0 && !language.is_empty()).then_some((weight.min(1000), language))
}

/// The decision about a declaration, for a caller.
pub(super) fn decision(
    case: Case,
    number: Mrn,
    receipt: Option<&Receipt>,
    caller: &Caller,
    voice: &Voice,
) -> Vec<u8> {
    let step = Step { case, number, answer: Answer::Taken };
    let decision = Decision::of_step(&step, reader(caller), voice).recorded();
    let decision = match receipt {
        Some(receipt) => decision.proven_by(receipt),
        None => decision,
    };
    serde_json::to_vec(&decision).unwrap_or_default()
}

/// The decision about a declaration that was only tried out.
fn tried(case: Case, number: Mrn, caller: &Caller, voice: &Voice) -> Vec<u8> {
    let step = Step { case, number, answer: Answer::Taken };
    serde_json::to_vec(&Decision::of_step(&step, reader(caller), voice)).unwrap_or_default()
}

fn reader(caller: &Caller) -> Reader {
    if caller.is_customs() { Reader::Officer } else { Reader::Filer }
}

/// The answer to something that was carried out.
pub(super) fn done(
    shared: &Shared,
    done: Done,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let voice = voice(shared, headers)?;
    let number = done.number;
    let is_repeated = done.is_repeated;
    shared.metrics.decided(done.outcome.as_str());
    let case = done.case.ok_or_else(|| Problem::of(Code::Failed))?;
    // What was recorded has its proof, unless it was told before.
    let body = match (&done.receipt, is_repeated) {
        (None, false) => tried(case, number, caller, voice),
        (receipt, _) => decision(case, number, receipt.as_ref(), caller, voice),
    };
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("application/json"));
    if let Ok(location) = format!("/v1/declarations/{}", number.as_str()).parse() {
        headers.insert(LOCATION, location);
    }
    if is_repeated {
        headers.insert(REPLAYED, axum::http::HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Says that it had been carried out before.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The answer to what goes back.
pub(super) fn faulty(faults: &[Fault], reference: &str, voice: &Voice) -> Problem {
    let wrong = |fault: &Fault| Wrong {
        code: fault.code.as_str().into(),
        pointer: fault.pointer.clone(),
        message: voice.fault(fault).into_owned(),
        fix: Some(voice.fix(fault).into_owned()),
    };
    let of = |severity| {
        let faults = faults.iter().filter(move |fault| fault.severity() == severity);
        faults.map(wrong).collect::<Vec<Wrong>>()
    };
    let warnings = of(Severity::Warning);
    let more = json!({ "outcome": "correct", "reference": reference, "warnings": warnings });
    Problem::of(Code::Faulty).because(of(Severity::Error)).with(more)
}

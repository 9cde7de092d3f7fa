//! Rules that officers make: proposed, tried, approved by another caller, retired. What counts is taken by the lane
//! before it is answered.

use crate::http::body::{document, media_type, members, text};
use crate::http::commands::flawed;
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Shared, Wrong, answer, keys};
use crate::lane::RequestKey;
use crate::rules::{Bench, NotStepped, RuleStep, Stepped, rule_json};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use pack::{Archive, Finding, Severity};
use risk::{Mark, RuleRefusal, Rulebook, is_rule_name, parse_version_name, version_name};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{KeyedRequest, StoreFailure};

/// How often a step is made again where somebody else changed the rulebook meanwhile.
const TRIES: usize = 4;

pub(super) const LIST: Operation = Operation {
    summary: "Every version of every rule that officers made, and where it stands.",
    gives: &[(200, "application/json", "Rules")],
    ..Operation::NONE
};

pub(super) const SHOW: Operation = Operation {
    summary: "A rule with every version of it, as it was written.",
    gives: &[(200, "application/json", "Rules")],
    ..Operation::NONE
};

pub(super) const PROPOSE: Operation = Operation {
    summary: "Writes down a rule, or the next version of one: one profile, as in a pack.",
    takes: &[("application/toml", "RuleText"), ("application/json", "RuleProfile")],
    gives: &[(201, "application/json", "RuleVersion")],
    problems: &[400, 408, 409, 413, 415, 422, 507],
    ..Operation::NONE
};

pub(super) const LINT: Operation = Operation {
    summary: "Everything that is to be said about a rule, without keeping it.",
    takes: &[("application/toml", "RuleText"), ("application/json", "RuleProfile")],
    gives: &[(200, "application/json", "RuleFindings")],
    problems: &[400, 408, 413, 415],
    ..Operation::NONE
};

/// A step that a version is taken.
const STEP: Operation = Operation {
    takes: &[("application/json", "RuleReason")],
    gives: &[(200, "application/json", "RuleVersion")],
    problems: &[400, 404, 408, 409, 413, 415, 422, 507],
    ..Operation::NONE
};

pub(super) const SHADOW: Operation =
    Operation { summary: "Lets a draft look at everything and ask for nothing.", ..STEP };

pub(super) const ACTIVATE: Operation =
    Operation { summary: "Approves a version: it counts from here on. Whoever wrote it cannot.", ..STEP };

pub(super) const RETIRE: Operation = Operation { summary: "Takes a version out, with the reason.", ..STEP };

/// Every version of every rule.
pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Response {
    let rules = shared.rules();
    let versions = rules.rulebook.versions();
    let versions: Vec<Value> = versions.map(|(id, number, version)| rule_json(id, number, version)).collect();
    Json(json!({ "rules": versions })).into_response()
}

/// Every version of one rule.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let rules = shared.rules();
    let versions: Vec<Value> = (1..)
        .zip(rules.rulebook.rule(&id))
        .map(|(number, version)| rule_json(&id, number, version))
        .collect();
    match versions.is_empty() {
        true => Err(Problem::of(Code::NotFound)),
        false => Ok(Json(json!({ "rules": versions })).into_response()),
    }
}

/// Everything that is to be said about a rule.
pub(super) async fn lint(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let text = rule_text(&headers, body).await?;
    let rules = shared.rules();
    let findings =
        on_bench(&shared, move |bench| bench.lint(&rules.rulebook, &[(NAME.to_owned(), text)])).await?;
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    Ok(Json(json!({ "errors": errors, "findings": findings })).into_response())
}

/// Writes a rule down.
pub(super) async fn propose(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let key = keys::begin(&shared, &caller, &headers)?;
    let text = rule_text(&headers, body).await?;
    let key = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, "/v1/rules", &text));
    let step = RuleStep::Propose { file: NAME.to_owned(), text };
    once(&shared, &caller, None, step, key, StatusCode::CREATED).await
}

/// Lets a draft be tried.
pub(super) async fn shadow(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(of): Path<(String, u32)>,
    request: Request,
) -> Result<Response, Problem> {
    stepped(&shared, &caller, of, request, |_| RuleStep::Shadow).await
}

/// Approves a version.
pub(super) async fn activate(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(of): Path<(String, u32)>,
    request: Request,
) -> Result<Response, Problem> {
    stepped(&shared, &caller, of, request, |_| RuleStep::Activate).await
}

/// Takes a version out.
pub(super) async fn retire(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(of): Path<(String, u32)>,
    request: Request,
) -> Result<Response, Problem> {
    stepped(&shared, &caller, of, request, |reason| RuleStep::Retire { reason }).await
}

/// Makes a step with a version; only taking it out keeps the reason.
async fn stepped(
    shared: &Arc<Shared>,
    caller: &Caller,
    of: (String, u32),
    request: Request,
    step: impl FnOnce(String) -> RuleStep,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let key = keys::begin(shared, caller, &parts.headers)?;
    let reason = reason(&parts.headers, body).await?;
    let key = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, parts.uri.path(), reason.as_bytes()));
    once(shared, caller, Some(of), step(reason), key, StatusCode::OK).await
}

/// Makes a step, unless a request with the same key has made it: then the version is told again as it stands now.
async fn once(
    shared: &Arc<Shared>,
    caller: &Caller,
    of: Option<(String, u32)>,
    step: RuleStep,
    key: Option<RequestKey>,
    made: StatusCode,
) -> Result<Response, Problem> {
    if let Some(RequestKey { hash, fingerprint }) = key
        && let Some((known, subject)) = shared.read(move |reader| reader.request(hash)).await?
    {
        let version = subject.strip_prefix(SUBJECT).and_then(parse_version_name);
        let Some((id, number)) = version.filter(|_| known == fingerprint) else {
            return Err(Problem::of(Code::KeyUsed));
        };
        let rules = shared.rules();
        let version = rules.rulebook.version(id, number).ok_or_else(|| Problem::of(Code::Failed))?;
        let again = [(answer::REPLAYED, "true")];
        return Ok((again, Json(rule_json(id, number, version))).into_response());
    }
    let stepped = make(shared, caller, of, step).await?;
    if let Some(RequestKey { hash, fingerprint }) = key {
        let subject = format!("{SUBJECT}{}", version_name(&stepped.id, stepped.version));
        let request = KeyedRequest { key: hash, fingerprint, subject };
        shared.errand(move |writer| writer.keep_answers(&[request], &[])).await?;
    }
    Ok((made, Json(shown(&stepped))).into_response())
}

/// How the subject of a request about a rule begins.
const SUBJECT: &str = "rule/";

/// What findings call the text of a request.
const NAME: &str = "rule";

/// The text of a rule: as it is, or from JSON of the same shape.
async fn rule_text(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    if media_type(headers).is_some_and(|kind| kind == "application/toml" || kind == "text/plain") {
        return Ok(text(headers, body).await?.to_vec());
    }
    let bytes = document(headers, body).await?;
    let profile: Value =
        serde_json::from_slice(&bytes).map_err(|error| Problem::unreadable("", error.to_string()))?;
    let text = pack::rule_of_json(&profile).map_err(|pointer| {
        Problem::unreadable(
            pointer,
            "a profile has texts, numbers, lists of texts, and `criteria` of the same",
        )
    })?;
    Ok(text.into_bytes())
}

/// A step, and why.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    #[serde(default)]
    reason: String,
}

async fn reason(headers: &HeaderMap, body: Body) -> Result<String, Problem> {
    let (members, _) = members(headers, body).await?;
    let Reason { reason } = members.read()?;
    wire::free_text("/reason", &reason).map_err(flawed)
}

/// Does something with the pack at hand, on a thread that may wait: checking a rule reads the whole pack.
async fn on_bench<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Bench<'_>) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (country, now) = (Arc::clone(&shared.country), (shared.clock)());
    let done = tokio::task::spawn_blocking(move || {
        let archive = Archive::from_bytes(&country.archive).ok()?;
        let today = country.law().day_of(now);
        Some(work(&Bench { archive: &archive, pack: &country.pack, today }))
    });
    done.await.ok().flatten().ok_or_else(|| Problem::of(Code::Failed))
}

/// Makes a step, keeps it and lets it count.
async fn make(
    shared: &Arc<Shared>,
    caller: &Caller,
    of: Option<(String, u32)>,
    step: RuleStep,
) -> Result<Stepped, Problem> {
    if of.as_ref().is_some_and(|(id, _)| !is_rule_name(id)) {
        return Err(Problem::of(Code::NotFound));
    }
    // A credential is one caller: two officers of one organisation have two.
    let by = format!("{}, credential {}", caller.organisation, caller.credential);
    for _ in 0..TRIES {
        let fact = shared.read(|reader| reader.rulebook()).await?;
        let made_from = fact.as_ref().map(|fact| fact.id);
        let book = match &fact {
            Some(fact) => pack::rulebook(&fact.body)
                .map_err(|_| crate::http::failed(StoreFailure::Corrupt("the rulebook")))?,
            None => Rulebook::default(),
        };
        let (of, step) = (of.clone(), step.clone());
        let mark = Mark { by: by.clone(), at: (shared.clock)() };
        let stepped = on_bench(shared, move |bench| {
            let of = of.as_ref().map(|(id, version)| (id.as_str(), *version));
            bench.step(&book, of, &step, mark)
        });
        let stepped = stepped.await?.map_err(|not| refused(&not))?;
        let kept = stepped.clone();
        if shared.errand(move |writer| kept.keep(writer, made_from)).await? {
            shared.take_rules().await?;
            return Ok(stepped);
        }
    }
    Err(refused(&NotStepped::Overtaken))
}

fn shown(stepped: &Stepped) -> Value {
    let Stepped { rulebook, id, version, .. } = stepped;
    rulebook.version(id, *version).map_or(Value::Null, |kept| rule_json(id, *version, kept))
}

/// Why no step was made.
fn refused(not: &NotStepped) -> Problem {
    let wrong = |code: &'static str, message: String| {
        vec![Wrong { code: code.into(), pointer: String::new(), message, fix: None }]
    };
    match not {
        NotStepped::Refused(RuleRefusal::Unknown) => Problem::of(Code::NotFound),
        NotStepped::Refused(refusal) => {
            Problem::of(Code::RuleRefused).because(wrong(refusal.code(), refusal.reason()))
        }
        NotStepped::Faulty(findings) => Problem::of(Code::Faulty).because(errors(findings)),
        NotStepped::Overtaken => {
            let message = "somebody else changed the rulebook meanwhile: ask again".to_owned();
            Problem::of(Code::RuleRefused).because(wrong("overtaken", message))
        }
    }
}

fn errors(findings: &[Finding]) -> Vec<Wrong> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| Wrong {
            code: finding.code.into(),
            pointer: finding.column.clone().unwrap_or_default(),
            message: finding.reason.clone(),
            fix: finding.fix.clone(),
        })
        .collect()
}

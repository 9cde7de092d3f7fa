//! Declarations: lodged, tried out, amended, invalidated, shown.

use crate::http::body::{document, json};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::Parameters;
use crate::http::{Caller, Code, Problem, Role, Shared, Wrong, answer, keys};
use crate::lane::{Actor, Ask, Filing, Target, Told, Wish, prepare};
use crate::receipts::receipt_of;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use clearance::identifier::Mrn;
use clearance::{Command, Filer, FilerRole, HeaderField, Invalidation, Stage, Submission};
use jiff::Timestamp;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) const ROLE: Parameter =
    Parameter { name: "role", kind: "string", text: "the role that is filed in, one of `FilerRole`" };
pub(super) const KEY: Parameter = Parameter {
    name: "Idempotency-Key",
    kind: "string",
    text: "1 to 255 visible ASCII signs: a request that comes twice with it is carried out once",
};

pub(super) const LODGE: Operation = Operation {
    summary: "Lodges a declaration, or tries one out.",
    query: &[Parameter { name: "dry_run", kind: "boolean", text: "nothing is kept of it" }, ROLE],
    headers: &[KEY],
    takes: &[("application/json", "Declaration")],
    gives: &[(200, "application/json", "Decision")],
    problems: &[400, 408, 409, 413, 415, 422, 507],
};

pub(super) const ADVISE: Operation = Operation {
    summary: "Files what is known before the goods are loaded; the stage is `pre_loading`, also where it is unsaid.",
    ..LODGE
};

pub(super) const AMEND: Operation = Operation {
    summary: "Replaces what a declaration says.",
    query: &[ROLE],
    headers: &[KEY],
    takes: &[("application/json", "Declaration")],
    ..LODGE_LIKE
};

pub(super) const INVALIDATE: Operation = Operation {
    summary: "Makes a declaration invalid.",
    headers: &[KEY],
    takes: &[("application/json", "Invalidation")],
    ..LODGE_LIKE
};

/// What carries out a command about a declaration.
const LODGE_LIKE: Operation = Operation { query: &[], ..LODGE };

pub(super) const SHOW: Operation = Operation {
    summary: "A declaration as it stands.",
    gives: &[(200, "application/json", "Decision")],
    ..Operation::NONE
};

/// How a declaration is lodged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lodging {
    /// Whether nothing is kept of it.
    #[serde(default)]
    dry_run: bool,
    /// The role that it is filed in.
    role: Option<String>,
}

/// A declaration is lodged, or tried out.
pub(super) async fn lodge(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(lodging): Parameters<Lodging>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    take(&shared, &caller, Door::Declarations, lodging, &headers, body).await
}

/// What is known before the goods are loaded is filed: for a security answer only, by whoever knows it.
pub(super) async fn advise(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(lodging): Parameters<Lodging>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    take(&shared, &caller, Door::AdvanceData, lodging, &headers, body).await
}

/// Where a filing comes in.
#[derive(Clone, Copy)]
enum Door {
    Declarations,
    /// What stands for no declaration and says so, or says nothing of its stage.
    AdvanceData,
}

impl Door {
    fn path(self) -> &'static str {
        match self {
            Door::Declarations => "/v1/declarations",
            Door::AdvanceData => "/v1/advance-data",
        }
    }
}

async fn take(
    shared: &Arc<Shared>,
    caller: &Caller,
    door: Door,
    lodging: Lodging,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(shared)?;
    let key = keys::begin(shared, caller, headers)?;
    let bytes = document(headers, body).await?;
    let (filing, at) = filing(shared, caller, door, lodging.role.as_deref(), &bytes)?;
    let reference = filing.reference.clone();
    let key_of = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, door.path(), &bytes));
    let ask = Ask { actor: actor(caller), at, what: Wish::File(Box::new(filing)), line: None, key: key_of };
    if lodging.dry_run {
        let told = shared.errand_lane(move |lane| lane.try_out(vec![ask])).await?;
        return tell(shared, caller, headers, &reference, told).await;
    }
    let told = shared.ask(vec![ask]).await?;
    tell(shared, caller, headers, &reference, told).await
}

/// How a declaration is amended.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amending {
    /// The role that it is filed in.
    role: Option<String>,
}

/// A declaration is replaced.
pub(super) async fn amend(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(number): Path<String>,
    Parameters(amending): Parameters<Amending>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let number = mrn(&number)?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let bytes = document(&headers, body).await?;
    let (filing, at) = filing(&shared, &caller, Door::Declarations, amending.role.as_deref(), &bytes)?;
    let reference = filing.reference.clone();
    let path = format!("/v1/declarations/{number}/amendments");
    let key_of = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &bytes));
    let what = Wish::Amend(number, Box::new(filing));
    let told = shared.ask(vec![Ask { actor: actor(&caller), at, what, line: None, key: key_of }]).await?;
    tell(&shared, &caller, &headers, &reference, told).await
}

/// Why a declaration is made invalid.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    #[serde(default)]
    reason: String,
}

/// A declaration is made invalid: by its filer, or by an officer.
pub(super) async fn invalidate(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let number = mrn(&number)?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let (Reason { reason }, bytes) = json(&headers, body).await?;
    let filer = match caller.is_customs() {
        true => None,
        false => Some(filer_of(&caller, None)?),
    };
    let command = Command::Invalidate(Invalidation { number, filer, reason });
    let path = format!("/v1/declarations/{number}/invalidation");
    let key_of = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &bytes));
    let what = Wish::command(Target::Declaration(number), command);
    let at = (shared.clock)();
    let told = shared.ask(vec![Ask { actor: actor(&caller), at, what, line: None, key: key_of }]).await?;
    tell(&shared, &caller, &headers, "", told).await
}

/// A declaration as it stands, for its filer or for customs.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let number = mrn(&number)?;
    let found = shared.find_declaration(number).await?.ok_or_else(|| Problem::of(Code::NotFound))?;
    if !may_see(&caller, &found, number) {
        return Err(Problem::of(Code::NotFound));
    }
    let receipt = shared.receipt_of(&found, number).await?;
    let voice = answer::voice(&shared, &headers)?;
    let body = answer::decision(found.case, number, receipt.as_ref(), &caller, voice);
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

/// Whether a caller may see a declaration: their own, or any as customs.
pub(super) fn may_see(caller: &Caller, held: &store::Held, number: Mrn) -> bool {
    let is_own = held
        .case
        .filings
        .find(number)
        .is_some_and(|filing| *filing.filer.organisation == *caller.organisation);
    is_own || caller.is_customs() || caller.is(Role::Tax)
}

/// The answer to what the lane told.
pub(super) async fn tell(
    shared: &Arc<Shared>,
    caller: &Caller,
    headers: &HeaderMap,
    reference: &str,
    told: Vec<Told>,
) -> Result<Response, Problem> {
    match told.into_iter().next() {
        None | Some(Told::Entered { .. } | Told::NotEntered(_) | Told::Scanned(_)) => {
            Err(Problem::of(Code::Failed))
        }
        Some(Told::Done(mut done)) => {
            if done.is_repeated {
                let entry = done.entry;
                done.receipt = shared.read(move |reader| receipt_of(reader, entry)).await?;
            }
            answer::done(shared, *done, caller, headers)
        }
        Some(Told::Returned(faults)) => {
            shared.metrics.decided("correct");
            Err(answer::faulty(&faults, reference, answer::voice(shared, headers)?))
        }
        Some(Told::Refused(refusal)) => Err(Problem::refused(refusal)),
        Some(Told::KeyUsed) => Err(Problem::of(Code::KeyUsed)),
        Some(Told::Known(subject)) => known(shared, caller, headers, &subject).await,
    }
}

/// The answer to a request that was carried out before: where what it was about stands now.
async fn known(
    shared: &Arc<Shared>,
    caller: &Caller,
    headers: &HeaderMap,
    subject: &str,
) -> Result<Response, Problem> {
    let number = subject.rsplit('/').next().and_then(|text| Mrn::parse(text).ok());
    let number = number.ok_or_else(|| Problem::of(Code::Failed))?;
    let held = shared.find_declaration(number).await?.ok_or_else(|| Problem::of(Code::NotFound))?;
    let receipt = shared.receipt_of(&held, number).await?;
    let body = answer::decision(held.case, number, receipt.as_ref(), caller, answer::voice(shared, headers)?);
    let headers = [(CONTENT_TYPE, "application/json"), (answer::REPLAYED, "true")];
    Ok((headers, body).into_response())
}

/// Refuses before anything is read, where too much waits.
pub(crate) fn early(shared: &Shared) -> Result<(), Problem> {
    match shared.queue.has_room() {
        true => Ok(()),
        false => Err(Problem::of(Code::Busy)),
    }
}

/// A body as a filing, read, checked and sealed.
fn filing(
    shared: &Shared,
    caller: &Caller,
    door: Door,
    role: Option<&str>,
    bytes: &Bytes,
) -> Result<(Filing, Timestamp), Problem> {
    let at = (shared.clock)();
    let mut read = wire::intake::json::read(bytes);
    if let (Door::AdvanceData, Ok(submission)) = (door, &mut read) {
        before_loading(submission)?;
    }
    let filer = filer_of(caller, role)?;
    let filing = prepare(read, bytes, filer, &shared.country, &shared.registered(), &shared.secret, at);
    Ok((filing.map_err(super::state::failed)?, at))
}

/// Advance data is of one stage; unsaid, it is meant.
fn before_loading(submission: &mut Submission<'_>) -> Result<(), Problem> {
    let stage = Stage::PreLoading.as_str();
    match submission.text(HeaderField::Stage) {
        None => submission.set(HeaderField::Stage, Cow::Borrowed(stage)),
        Some(said) if said == stage => {}
        Some(_) => {
            return Err(Problem::of(Code::Faulty).because(vec![Wrong {
                code: "wrong_stage".into(),
                pointer: "/stage".to_owned(),
                message: format!("advance data is of the stage `{stage}`"),
                fix: Some(format!("write `{stage}` or leave it out, or lodge it at /v1/declarations")),
            }]));
        }
    }
    Ok(())
}

/// Who files: the caller's organisation, in the role they say or the one their credential has.
pub(crate) fn filer_of(caller: &Caller, role: Option<&str>) -> Result<Filer, Problem> {
    let role = match role {
        Some(name) => FilerRole::from_name(name).ok_or_else(|| {
            let roles: Vec<&str> = FilerRole::ALL.iter().map(|role| role.as_str()).collect();
            Problem::unreadable("role", format!("the role must be one of {}", roles.join(", ")))
        })?,
        None if caller.is(Role::Carrier) => FilerRole::Carrier,
        None => FilerRole::Declarant,
    };
    // Whoever files as the carrier keeps other carriers away from the consignment.
    if role == FilerRole::Carrier && !caller.is(Role::Carrier) {
        return Err(Problem::of(Code::RoleMissing));
    }
    Ok(Filer { organisation: caller.organisation.to_string(), role })
}

/// Who acts, as it is recorded.
pub(crate) fn actor(caller: &Caller) -> Actor {
    let role = caller.roles.first().map_or("none", |role| role.as_str());
    Actor { organisation: caller.organisation.to_string(), role, credential: caller.credential }
}

/// A declaration number in a path. One that cannot be is one that is not there.
pub(super) fn mrn(text: &str) -> Result<Mrn, Problem> {
    Mrn::parse(text).map_err(|_| Problem::of(Code::NotFound))
}

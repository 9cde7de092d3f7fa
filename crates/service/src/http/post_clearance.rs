//! After release: what was declared is corrected, claims are made and refused, debts are waived or given up with the
//! signatures that the law asks for.

use crate::http::body::document;
use crate::http::commands::{COMMAND, Opened};
use crate::http::declarations::{KEY, actor, early, filer_of, tell};
use crate::http::find::find;
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Shared, failed, keys};
use crate::lane::{Ask, Wish, prepare};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use clearance::Command;
use clearance::identifier::Mrn;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use wire::{CommandText, PostClearanceText, free_text};

pub(super) const CORRECT: Operation = Operation {
    summary: "An officer corrects a declaration after release: it is assessed anew by the law of its day.",
    headers: &[KEY],
    takes: &[("application/json", "Correction")],
    gives: &[(200, "application/json", "Decision")],
    problems: &[400, 404, 408, 409, 413, 415, 422, 507],
    ..Operation::NONE
};

pub(super) const CLAIM: Operation = Operation {
    summary: "The filer says after release that something else should have been charged.",
    takes: &[("application/json", "Claim")],
    ..COMMAND
};

pub(super) const REFUSE_CLAIM: Operation = Operation {
    summary: "An officer finds that what was charged stands.",
    takes: &[("application/json", "Claim")],
    ..COMMAND
};

pub(super) const REMIT: Operation = Operation {
    summary: "Proposes to waive a debt, paid or not; with one signature where the law asks for no second.",
    takes: &[("application/json", "Waiver")],
    ..COMMAND
};

pub(super) const WRITE_OFF: Operation = Operation {
    summary: "Proposes to give up a debt that nobody will pay.",
    takes: &[("application/json", "Waiver")],
    ..COMMAND
};

pub(super) const SIGN: Operation = Operation {
    summary: "Signs what another proposed, or does not.",
    takes: &[("application/json", "Approval")],
    ..COMMAND
};

/// What should have been declared, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionBody<'a> {
    #[serde(borrow)]
    declaration: &'a RawValue,
    reason: String,
    #[serde(default)]
    wilful: bool,
}

/// An officer corrects a declaration after release.
pub(super) async fn correct(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let number = Mrn::parse(&number).map_err(|_| Problem::of(Code::NotFound))?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let bytes = document(&headers, body).await?;
    let read: CorrectionBody<'_> =
        serde_json::from_slice(&bytes).map_err(|error| Problem::unreadable("", error.to_string()))?;
    let reason = free_text("/reason", &read.reason).map_err(super::commands::flawed)?;
    let held = shared.find_declaration(number).await?.ok_or_else(|| Problem::of(Code::NotFound))?;
    let filing = held.case.filings.find(number).ok_or_else(|| Problem::of(Code::NotFound))?;
    // It goes on being what its filer has declared, and is asked for what was asked of them.
    let (filer, declaration) = (filing.filer.clone(), read.declaration.get().as_bytes());
    let at = (shared.clock)();
    let submission = wire::intake::json::read(declaration);
    let registered = shared.registered();
    let filing = prepare(submission, declaration, filer, &shared.country, &registered, &shared.secret, at);
    let filing = Box::new(filing.map_err(failed)?);
    let reference = filing.reference.clone();
    let path = format!("/v1/declarations/{number}/corrections");
    let key = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &bytes));
    let what = Wish::Correct { number, filing, reason, is_wilful: read.wilful };
    let told = shared.ask(vec![Ask { actor: actor(&caller), at, what, line: None, key }]).await?;
    tell(&shared, &caller, &headers, &reference, told).await
}

/// A text of a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

/// The filer of the declaration that governs disputes what is charged.
pub(super) async fn claim(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let Reason { reason } = members.read()?;
    let reason = free_text("/reason", &reason).map_err(super::commands::flawed)?;
    let organisation = Arc::clone(&request.caller.organisation);
    let held = find(&request.shared, name.clone(), move |case, _| {
        case.filings.governing().filer.organisation == *organisation
    })
    .await?;
    let command = Command::Claim(clearance::ClaimOfFiler { filer: filer_of(&request.caller, None)?, reason });
    request.carry_out(held.number, &format!("/v1/consignments/{name}/claim"), command).await
}

/// An officer refuses a claim.
pub(super) async fn refuse_claim(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/claim/refusal");
    let text = PostClearanceText::RefuseClaim(members.read()?);
    request.about(name, &path, CommandText::PostClearance(text)).await
}

/// A debt is to be waived.
pub(super) async fn remit(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/remissions");
    let text = PostClearanceText::Remit(members.read()?);
    request.about(name, &path, CommandText::PostClearance(text)).await
}

/// A debt is to be given up.
pub(super) async fn write_off(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/write-offs");
    let text = PostClearanceText::WriteOff(members.read()?);
    request.about(name, &path, CommandText::PostClearance(text)).await
}

/// What another proposed is signed, or not.
pub(super) async fn sign(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/signature");
    let text = PostClearanceText::Sign(members.read()?);
    request.about(name, &path, CommandText::PostClearance(text)).await
}

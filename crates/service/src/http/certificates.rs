//! Certificates over HTTP: issued and revoked by whoever may, looked at by everybody as far as they may.
//!
//! Numbers follow each other, so that knowing one proves nothing: without the code of the certificate, which stands on
//! the paper, everybody is told whether it is good and until when, and nothing of whom or what it is about.

use crate::certificates::{CertificateText, Issued, Kept, find, list, number_of};
use crate::http::access::caller_of;
use crate::http::answer::REPLAYED;
use crate::http::commands::{COMMAND, Opened};
use crate::http::declarations::actor;
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, limit};
use crate::http::{Caller, Code, Problem, Shared, keys};
use crate::lane::{Acting, certificate_entry};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use evidence::SignedCertificate;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const ISSUE: Operation = Operation {
    summary: "Issues a certificate: a signed text and its code, which anybody checks offline.",
    takes: &[("application/json", "CertificateText")],
    gives: &[(201, "application/json", "Certificate")],
    problems: &[400, 408, 409, 413, 415, 422, 507],
    ..COMMAND
};

pub(super) const SHOW: Operation = Operation {
    summary: "Whether a certificate is good; with its code, or for its issuer, its holder and customs, what it says.",
    query: &[Parameter { name: "code", kind: "string", text: "the code of the certificate" }],
    gives: &[(200, "application/json", "Certificate")],
    problems: &[400, 401, 404, 429],
    ..Operation::NONE
};

pub(super) const REVOKE: Operation = Operation {
    summary: "Whoever issued a certificate, or a supervisor, revokes it for good.",
    takes: &[("application/json", "Revocation")],
    gives: &[(200, "application/json", "Certificate")],
    ..COMMAND
};

pub(super) const LIST: Operation = Operation {
    summary: "Certificates, the newest first: all for customs, for others those that they issued or hold.",
    query: &[
        Parameter { name: "after", kind: "string", text: "`next` of the page before" },
        Parameter { name: "limit", kind: "integer", text: "1 to 200, 50 if absent" },
    ],
    gives: &[(200, "application/json", "Certificates")],
    problems: &[400],
    ..Operation::NONE
};

/// The path, as it is part of what a key stands for.
const PATH: &str = "/v1/certificates";
/// Certificates of a page, and the most.
const PAGE: usize = 50;
const MOST: usize = 200;

/// A certificate is issued.
pub(super) async fn issue(Opened(members, request): Opened) -> Result<Response, Problem> {
    let text: CertificateText = members.read()?;
    let (shared, caller) = (&request.shared, &request.caller);
    let key = request.key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, PATH, &request.bytes));
    let acting = Acting { actor: actor(caller), at: (shared.clock)(), key };
    let Issued { entry, is_repeated } = text.issue(shared, caller, acting).await?;
    let number = crate::lane::certificate_id(entry);
    let kept = find(shared, &number).await?.ok_or_else(|| Problem::of(Code::Failed))?;
    let body = whole(shared, &kept, true)?;
    Ok(replayed((StatusCode::CREATED, Json(body)).into_response(), is_repeated))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shown {
    #[serde(default)]
    code: Option<String>,
}

/// Where a certificate stands, and what it says as far as whoever asks may know.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<String>,
    Parameters(Shown { code }): Parameters<Shown>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = caller_of(&shared, &headers)?;
    let kept = find(&shared, &number).await?.ok_or_else(|| Problem::of(Code::NotFound))?;
    if caller.is_some_and(|caller| kept.is_seen_by(&shared, &caller)) {
        return Ok(Json(whole(&shared, &kept, true)?).into_response());
    }
    let Some(code) = code else { return Ok(Json(outside(&shared, &kept)?).into_response()) };
    let signed = SignedCertificate::read(&code).ok();
    let is_its = signed.is_some_and(|signed| {
        signed.text == kept.text && signed.verified(&shared.record.1.verifying_key()).is_ok()
    });
    match is_its {
        true => Ok(Json(whole(&shared, &kept, false)?).into_response()),
        false => Err(Problem::unreadable("code", "this is not the code of this certificate")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    reason: String,
}

/// A certificate is revoked.
pub(super) async fn revoke(
    Path(number): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let Revocation { reason } = members.read()?;
    let (shared, caller) = (&request.shared, &request.caller);
    let kept = find(shared, &number).await?.filter(|kept| kept.is_seen_by(shared, caller));
    let kept = kept.ok_or_else(|| Problem::of(Code::NotFound))?;
    if !kept.is_revoked_by(caller) {
        return Err(Problem::of(Code::RoleMissing));
    }
    let path = format!("{PATH}/{number}/revocation");
    let key = request.key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &request.bytes));
    let acting = Acting { actor: actor(caller), at: (shared.clock)(), key };
    let is_repeated = kept.revoke(shared, acting, &reason).await?;
    let kept = find(shared, &number).await?.ok_or_else(|| Problem::of(Code::Failed))?;
    Ok(replayed(Json(whole(shared, &kept, true)?).into_response(), is_repeated))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listing {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<usize>,
}

/// The certificates that a caller sees.
pub(super) async fn index(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(Listing { after, limit: asked }): Parameters<Listing>,
) -> Result<Response, Problem> {
    let limit = limit(asked, PAGE, MOST)?;
    let unread = || Problem::unreadable("after", "this is no `next` of a page of this list");
    let before = after.map(|after| certificate_entry(&after).ok_or_else(unread)).transpose()?;
    let mut found = list(&shared, &caller, before, limit + 1).await?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| has_more).map(number_of);
    let certificates: Vec<Value> =
        found.iter().map(|kept| whole(&shared, kept, true)).collect::<Result<_, _>>()?;
    Ok(Json(json!({ "certificates": certificates, "next": next })).into_response())
}

fn replayed(mut response: Response, is_repeated: bool) -> Response {
    if is_repeated {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// What everybody is told.
fn outside(shared: &Shared, kept: &Kept) -> Result<Value, Problem> {
    let certificate = kept.certificate()?;
    let today = shared.country.law().day_of((shared.clock)());
    Ok(json!({
        "number": certificate.number,
        "status": kept.standing(today)?.as_str(),
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
        "revoked_at": kept.revoked.as_ref().map(|(at, _)| at.to_string()),
    }))
}

/// What whoever has the code, or a part in it, is told; why it was revoked is for the latter.
fn whole(shared: &Shared, kept: &Kept, with_reason: bool) -> Result<Value, Problem> {
    let (certificate, signed) = (kept.certificate()?, kept.signed(shared)?);
    let mut told = outside(shared, kept)?;
    let more = json!({
        "kind": certificate.kind,
        "issuer": certificate.issuer,
        "holder": certificate.holder,
        "about": certificate.about,
        "consignment": certificate.consignment,
        "origin_country": certificate.origin_country,
        "issued": certificate.issued,
        "record": certificate.record,
        "text": signed.text,
        "signature": signed.signature.to_string(),
        "code": signed.code(),
    });
    if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
        told.extend(more);
        if let Some((_, reason)) = kept.revoked.as_ref().filter(|_| with_reason) {
            told.insert("reason".to_owned(), json!(reason));
        }
    }
    Ok(told)
}

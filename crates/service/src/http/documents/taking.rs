//! A document comes in: its bytes as they are, or as JSON where it is held and what its hash is.

use super::bytes::{are_of, known};
use super::{MOST, View, item};
use crate::documents::{BroughtDocument, declared, document_id, documents_of};
use crate::http::answer::REPLAYED;
use crate::http::batches::{Arrival, room};
use crate::http::body::{Members, media_type, members, plain};
use crate::http::commands::flawed;
use crate::http::declarations::{KEY, actor, early};
use crate::http::find::find;
use crate::http::keys::{self, UnderWay};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::Parameters;
use crate::http::{Caller, Code, Problem, Role, Shared, Wrong, failed};
use crate::lane::{Acting, DocumentFiling, DocumentTold, RequestKey};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LENGTH, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{Case, DocumentField, GateKind, Owner};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Held, SealedDocument, sha256};
use wire::{CommandFlaw, one_line};

pub(in crate::http) const BRING: Operation = Operation {
    summary: "Brings a document of a consignment: its bytes, at most 10 MiB, with its type and number in the query; \
              or as JSON where it is held and what its hash is. The same bytes of the same type are taken in once.",
    query: &[
        Parameter { name: "type", kind: "string", text: "the type of the document, for bytes" },
        Parameter { name: "number", kind: "string", text: "its number, for bytes" },
    ],
    headers: &[KEY],
    takes: &[
        ("application/pdf", "Bytes"),
        ("image/jpeg", "Bytes"),
        ("image/png", "Bytes"),
        ("image/tiff", "Bytes"),
        ("text/plain", "Bytes"),
        ("text/csv", "Bytes"),
        ("application/xml", "Bytes"),
        ("application/json", "DocumentElsewhere"),
    ],
    gives: &[(201, "application/json", "BroughtDocument")],
    problems: &[400, 408, 409, 413, 415, 422, 507],
};

/// The most bytes that a document held elsewhere may be said to have.
const MOST_ELSEWHERE: u64 = 1 << 40;
/// The most signs of the address of a document.
const ADDRESS: usize = 2_000;
/// What is still read of a body that is too large, so that whoever sends it comes to read why.
const COURTESY: u64 = 1 << 20;

/// What a document is called.
pub(crate) struct Named {
    /// Its type.
    pub(crate) kind: String,
    /// Its number; empty for none.
    pub(crate) number: String,
}

/// The bytes of a document.
pub(crate) struct Bytes {
    /// Of which type they are.
    pub(crate) media_type: &'static str,
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Asked {
    #[serde(rename = "type")]
    kind: Option<String>,
    number: Option<String>,
}

/// A document that is held elsewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ElsewhereText {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    number: Option<String>,
    sha256: String,
    #[serde(default)]
    size: Option<u64>,
    location: String,
}

/// A document comes in.
pub(in crate::http) async fn bring(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Parameters(asked): Parameters<Asked>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let seeing = caller.clone();
    let held = find(&shared, name.clone(), move |case, _| View::of(&seeing, case).is_some()).await?;
    let path = format!("/v1/consignments/{name}/documents");
    plain(&headers)?;
    let media = media_type(&headers);
    let told = if media.as_deref() == Some("application/json") {
        let (members, bytes) = members(&headers, body).await?;
        let key = key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, &path, &bytes));
        let filing = elsewhere(members, held.number)?;
        note_down(&shared, acting(&shared, &caller, key), filing).await?
    } else {
        let kind = asked.kind.ok_or_else(|| Problem::unreadable("type", "bytes need their `type`"))?;
        let named = Named::of(("type", &kind), ("number", asked.number.as_deref().unwrap_or_default()))?;
        let media = media.as_deref().and_then(known).ok_or_else(wrong_type)?;
        let (bytes, key) =
            arrived((&shared, &caller), &headers, body, (&path, media, &named), key.as_ref()).await?;
        let bytes = Bytes { media_type: media, bytes };
        keep(&shared, acting(&shared, &caller, key), held.number, named, bytes).await?
    };
    tell(&shared, &caller, held, told).await
}

fn acting(shared: &Shared, caller: &Caller, key: Option<RequestKey>) -> Acting {
    Acting { actor: actor(caller), at: (shared.clock)(), key }
}

impl Named {
    /// A type and a number with what they are called where they stand.
    pub(crate) fn of(
        (kind_of, kind): (&'static str, &str),
        (number_of, number): (&'static str, &str),
    ) -> Result<Named, Problem> {
        let text = |pointer: &'static str, text: &str, field: DocumentField| {
            let text = one_line(pointer, text.trim()).map_err(flawed)?;
            match text.chars().count() <= field.limit() {
                true => Ok(text),
                false => Err(Problem::unreadable(pointer, format!("at most {} characters", field.limit()))),
            }
        };
        let kind = text(kind_of, kind, DocumentField::Type)?;
        match kind.is_empty() {
            true => Err(Problem::unreadable(kind_of, "a document has a type, as declarations name it")),
            false => Ok(Named { kind, number: text(number_of, number, DocumentField::Number)? }),
        }
    }
}

/// The body, as long as it may be, and the key with the fingerprint of it all.
async fn arrived(
    (shared, caller): (&Arc<Shared>, &Caller),
    headers: &HeaderMap,
    body: Body,
    (path, media, Named { kind, number }): (&str, &str, &Named),
    key: Option<&(u64, UnderWay)>,
) -> Result<(Vec<u8>, Option<RequestKey>), Problem> {
    let _room = room(shared)?;
    let path = format!("{path}\0{kind}\0{number}\0{media}");
    let mut arrival = Arrival::new(shared, caller, &path, body);
    let told: Option<usize> = headers.get(CONTENT_LENGTH).and_then(|told| told.to_str().ok()?.parse().ok());
    if told.is_some_and(|told| told > MOST) {
        arrival.pass_over(COURTESY).await?;
        return Err(Problem::of(Code::TooLarge));
    }
    let mut bytes = Vec::new();
    loop {
        let part = arrival.part().await?;
        if part.is_empty() {
            break;
        }
        if bytes.len() + part.len() > MOST {
            arrival.pass_over(COURTESY).await?;
            return Err(Problem::of(Code::TooLarge));
        }
        bytes.extend_from_slice(&part);
    }
    let fingerprint = arrival.fingerprint();
    Ok((bytes, key.map(|(hash, _)| RequestKey { hash: *hash, fingerprint })))
}

fn wrong_type() -> Problem {
    unfit("Content-Type", "documents of this type are not taken in")
}

fn unfit(pointer: &str, message: &str) -> Problem {
    Problem::of(Code::WrongType).because(vec![Wrong {
        code: "document_type".into(),
        pointer: pointer.to_owned(),
        message: message.to_owned(),
        fix: Some(
            "send PDF, JPEG, PNG, TIFF, plain text, CSV or XML under its own `Content-Type`; or JSON that tells where \
             it is held"
                .to_owned(),
        ),
    }])
}

/// Keeps the bytes of a document, durable when this returns. They are hashed and sealed on a thread that may wait.
pub(crate) async fn keep(
    shared: &Arc<Shared>,
    acting: Acting,
    consignment: u64,
    Named { kind, number }: Named,
    Bytes { media_type, bytes }: Bytes,
) -> Result<DocumentTold, Problem> {
    if bytes.is_empty() {
        return Err(Problem::unreadable("", "the document is empty"));
    }
    if !are_of(media_type, &bytes) {
        return Err(unfit("", "the bytes are not of the type that they are said to be"));
    }
    let secret = shared.secret.clone();
    let sealing = tokio::task::spawn_blocking(move || {
        let (hash, size) = (sha256(&bytes), bytes.len());
        SealedDocument::seal(&secret, bytes).map(|sealed| (hash, size, sealed))
    });
    let (sha256, size, sealed) = sealing.await.map_err(|_| Problem::of(Code::Failed))?.map_err(failed)?;
    let filing = DocumentFiling {
        consignment,
        kind,
        number,
        sha256,
        size: u64::try_from(size).unwrap_or(u64::MAX),
        media_type: media_type.to_owned(),
        location: String::new(),
        sealed: Some(sealed),
    };
    note_down(shared, acting, filing).await
}

/// Takes in a document, durable when this returns.
async fn note_down(
    shared: &Arc<Shared>,
    acting: Acting,
    filing: DocumentFiling,
) -> Result<DocumentTold, Problem> {
    shared.frozen.admit(&acting.actor.organisation)?;
    match shared.errand_lane(move |lane| lane.add_document(acting, filing)).await? {
        DocumentTold::KeyUsed => Err(Problem::of(Code::KeyUsed)),
        DocumentTold::TooMany => Err(Problem::of(Code::TooManyDocuments)),
        DocumentTold::TooLarge => Err(Problem::of(Code::DocumentsTooLarge)),
        told @ (DocumentTold::Added(_) | DocumentTold::Known(_)) => Ok(told),
    }
}

/// A document that is held elsewhere.
fn elsewhere(members: Members, consignment: u64) -> Result<DocumentFiling, Problem> {
    let ElsewhereText { kind, number, sha256, size, location } = members.read()?;
    let Named { kind, number } =
        Named::of(("/type", &kind), ("/number", number.as_deref().unwrap_or_default()))?;
    if size.is_some_and(|size| size == 0 || size > MOST_ELSEWHERE) {
        return Err(Problem::unreadable("/size", format!("from 1 to {MOST_ELSEWHERE} bytes")));
    }
    Ok(DocumentFiling {
        consignment,
        kind,
        number,
        sha256: hash_of(&sha256)
            .ok_or_else(|| Problem::unreadable("/sha256", "a SHA-256 has 64 hexadecimal digits"))?,
        size: size.unwrap_or_default(),
        media_type: String::new(),
        location: address(&location).map_err(flawed)?,
        sealed: None,
    })
}

fn hash_of(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != hash.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        let digit = |sign: u8| char::from(sign).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = 16 * digit(*high)? + digit(*low)?;
    }
    Some(hash)
}

/// An address that others can be led to: it carries no secrets, and no scripts.
fn address(text: &str) -> Result<String, CommandFlaw> {
    let is_plain = text.len() <= ADDRESS && text.bytes().all(|byte| byte.is_ascii_graphic());
    let uri: Option<Uri> = text.parse().ok().filter(|_| is_plain);
    let host = uri.as_ref().filter(|uri| uri.scheme_str() == Some("https")).and_then(Uri::authority);
    match host.is_some_and(|host| !host.host().is_empty() && !host.as_str().contains('@')) {
        true => Ok(text.to_owned()),
        false => Err(CommandFlaw {
            pointer: "/location".into(),
            expected: format!("an https address of at most {ADDRESS} signs, without a name or password"),
        }),
    }
}

async fn tell(
    shared: &Arc<Shared>,
    caller: &Caller,
    held: Held,
    told: DocumentTold,
) -> Result<Response, Problem> {
    let (entry, is_repeated) = match told {
        DocumentTold::Added(entry) => (entry, false),
        DocumentTold::Known(entry) => (entry, true),
        DocumentTold::KeyUsed | DocumentTold::TooMany | DocumentTold::TooLarge => {
            return Err(Problem::of(Code::Failed));
        }
    };
    let (documents, case) = shared.read(move |reader| Ok((documents_of(reader, &held)?, held.case))).await?;
    let document = documents.iter().find(|document| document.entry == entry);
    let document = document.ok_or_else(|| Problem::of(Code::Failed))?;
    let view = View::of(caller, &case).unwrap_or(View::Own);
    let named = declared(&case, view.whose(&caller.organisation));
    let mut body = item(document, &named);
    if let Some(members) = body.as_object_mut() {
        members.insert("consignment".to_owned(), json!(case.consignment));
        members.insert("next".to_owned(), next(caller, &case, document));
    }
    let place = format!("/v1/documents/{}", document_id(entry));
    let mut response = (StatusCode::CREATED, [(LOCATION, place)], Json(body)).into_response();
    if is_repeated {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// What its filer does next, where a document is waited for: only an amendment that names it goes on.
fn next(caller: &Caller, case: &Case, document: &BroughtDocument) -> Value {
    let governing = case.filings.governing();
    let is_theirs = (caller.is(Role::Filer) || caller.is(Role::Carrier))
        && governing.filer.organisation == *caller.organisation;
    let mut gates = case.gates().into_iter().flat_map(|gates| gates.iter());
    let is_awaited = gates.any(|gate| gate.kind == GateKind::Document && *gate.turn_of() == Owner::Filer);
    if !is_theirs || !is_awaited {
        return Value::Null;
    }
    let number = (!document.number.is_empty()).then_some(&document.number);
    json!({
        "amend": format!("/v1/declarations/{}/amendments", governing.number.as_str()),
        "documents": [{ "type": document.kind, "number": number, "sha256": document.hash() }],
    })
}

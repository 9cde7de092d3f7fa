//! The bytes of a document, for whoever may see them, once they are hashed again.

use super::View;
use crate::accesses;
use crate::documents::{BroughtDocument, DocumentState, document_entry};
use crate::http::consignments::has_seen;
use crate::http::declarations::actor;
use crate::http::openapi::{Operation, Parameter};
use crate::http::records::{self, Stated};
use crate::http::{Caller, Code, Problem, Shared};
use crate::lane::{Access, Actor};
use crate::lookup::follow;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use clearance::AccessPurpose;
use evidence::Hash;
use serde_json::json;
use std::sync::Arc;
use store::{DocumentBytes, Entry, Reader, StoreFailure};

pub(in crate::http) const GIVE: Operation = Operation {
    summary: "The bytes of a document, hashed again: what is not what came is never shown.",
    headers: &[
        Parameter {
            name: "If-None-Match",
            kind: "string",
            text: "the `ETag` that was given before: 304 where the document is still there",
        },
        records::PURPOSE_STATED,
        records::NOTE_STATED,
    ],
    gives: &[(200, "application/octet-stream", "Bytes")],
    problems: &[400, 409, 410, 500, 507],
    ..Operation::NONE
};

/// The bytes of a document.
pub(in crate::http) async fn give(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let stated = Stated::of(&headers)?;
    let (document, bytes) = whole(&shared, &caller, actor(&caller), &id, stated).await?;
    let tag = format!("\"{}\"", document.hash());
    let digest = Hash::from_bytes(document.sha256);
    let proven = [("etag", tag.clone()), ("repr-digest", format!("sha-256=:{digest}:"))];
    if has_seen(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    Ok((proven, attachment(&document, bytes)).into_response())
}

/// A document that a caller may see with its bytes, which are what came. Where somebody else brought it, that they look
/// is noted down first, with what for: what they say, or what follows from the work that lies before them.
pub(crate) async fn whole(
    shared: &Arc<Shared>,
    caller: &Caller,
    actor: Actor,
    id: &str,
    stated: Option<Stated>,
) -> Result<(BroughtDocument, Vec<u8>), Problem> {
    let missing = || Problem::of(Code::NotFound);
    let entry = document_entry(id).ok_or_else(missing)?;
    let seeing = caller.clone();
    let found = shared.read(move |reader| seen(reader, &seeing, entry)).await?;
    let Seen { document, bytes, consignment, implied } = found.ok_or_else(missing)?;
    let bytes = match bytes {
        DocumentBytes::Whole(bytes) => bytes,
        DocumentBytes::Erased => return Err(Problem::of(Code::DocumentErased)),
        DocumentBytes::Elsewhere => {
            let (sha256, location) = (document.hash(), &document.location);
            return Err(
                Problem::of(Code::HeldElsewhere).with(json!({ "location": location, "sha256": sha256 }))
            );
        }
        DocumentBytes::Altered => {
            shared.metrics.altered_document();
            eprintln!("cocket: document {} is not what came: run `cocket log audit`", document.id());
            return Err(Problem::of(Code::DocumentAltered));
        }
    };
    if document.organisation != *caller.organisation {
        let Stated { purpose, note } = records::for_work(stated, implied)?;
        let access = Access { purpose, note, fields: vec![FIELD], consignments: vec![consignment] };
        accesses::note(shared, actor, access).await?;
    }
    Ok((document, bytes))
}

/// What a document is called among the fields that somebody looked at.
const FIELD: &str = "document";

/// A document as it was found.
struct Seen {
    document: BroughtDocument,
    bytes: DocumentBytes,
    consignment: u64,
    /// What for somebody looks at it whose work it is; none where they must say.
    implied: Option<AccessPurpose>,
}

/// A document for a caller; none where it is not there for them.
fn seen(reader: &Reader, caller: &Caller, number: u64) -> Result<Option<Seen>, StoreFailure> {
    let Some(row) = reader.document(number)? else { return Ok(None) };
    let (Some(held), Some(bytes)) = (reader.load(row.consignment)?, reader.entry(number)?) else {
        return Err(StoreFailure::Corrupt("a document of nothing"));
    };
    let held = follow(reader, held)?;
    let (consignment, case) = (held.number, held.case);
    let mut document = BroughtDocument::read(row, &bytes)?;
    let view = View::of(caller, &case);
    if !view.is_some_and(|view| view.shows(&caller.organisation, &document)) {
        return Ok(None);
    }
    let found = reader.document_bytes(number, &Entry::decode(&bytes)?)?;
    if found == DocumentBytes::Erased {
        document.state = DocumentState::Erased;
    }
    let implied = match caller.is_customs() {
        true => accesses::implied(&case),
        // Another authority sees what it is asked about.
        false => Some(AccessPurpose::Referral),
    };
    Ok(Some(Seen { document, bytes: found, consignment, implied }))
}

/// What no browser runs or shows within a page.
pub(crate) fn attachment(document: &BroughtDocument, bytes: Vec<u8>) -> Response {
    let ending = match document.media_type.as_str() {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/tiff" => "tiff",
        "text/csv" => "csv",
        "application/xml" => "xml",
        _ => "txt",
    };
    let name = format!("attachment; filename=\"{}.{ending}\"", document.id());
    let headers = [
        (CONTENT_TYPE, document.media_type.clone()),
        (CONTENT_DISPOSITION, name),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

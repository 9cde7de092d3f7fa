//! Documents of consignments: brought as bytes or by where they are held, listed, and shown after they are hashed again.

mod bytes;
mod giving;
mod taking;

pub(crate) use bytes::{MOST, media_type_of};
pub(in crate::http) use giving::{GIVE, give};
pub(crate) use giving::{attachment, whole};
pub(in crate::http) use taking::{BRING, bring};
pub(crate) use taking::{Bytes, Named, keep};

use crate::documents::{BroughtDocument, DeclaredDocument, declared, documents_of, lacking};
use crate::http::controls::was_referred;
use crate::http::find::find;
use crate::http::openapi::Operation;
use crate::http::{Caller, Problem, Role, Shared};
use axum::extract::{Path, State};
use axum::{Extension, Json};
use clearance::Case;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const LIST: Operation = Operation {
    summary: "The documents of a consignment: for a filer what their own organisation brought and declared, for \
              customs and an authority that was asked all of it.",
    gives: &[(200, "application/json", "Documents")],
    ..Operation::NONE
};

/// How much of the documents of a consignment somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// All of them.
    All,
    /// Those of their own organisation.
    Own,
}

impl View {
    /// How much a caller sees; none where the consignment is nothing of theirs.
    pub(crate) fn of(caller: &Caller, case: &Case) -> Option<View> {
        let organisation = &*caller.organisation;
        if caller.is_customs() || (caller.is(Role::Agency) && was_referred(case, organisation)) {
            return Some(View::All);
        }
        let files = caller.is(Role::Filer) || caller.is(Role::Carrier);
        let has_filed = files && case.filings.iter().any(|filing| filing.filer.organisation == organisation);
        has_filed.then_some(View::Own)
    }

    /// Whose filings are looked at: those of one organisation, or all.
    pub(crate) fn whose(self, organisation: &str) -> Option<&str> {
        match self {
            View::All => None,
            View::Own => Some(organisation),
        }
    }

    /// Whether a document is for whoever looks.
    pub(crate) fn shows(self, organisation: &str, document: &BroughtDocument) -> bool {
        self.whose(organisation).is_none_or(|own| document.organisation == own)
    }
}

/// The documents of a consignment.
pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Problem> {
    let seeing = caller.clone();
    let held = find(&shared, name, move |case, _| View::of(&seeing, case).is_some()).await?;
    let view = View::of(&caller, &held.case).unwrap_or(View::Own);
    let (mut documents, case) =
        shared.read(move |reader| Ok((documents_of(reader, &held)?, held.case))).await?;
    documents.retain(|document| view.shows(&caller.organisation, document));
    let named = declared(&case, view.whose(&caller.organisation));
    let items: Vec<Value> = documents.iter().map(|document| item(document, &named)).collect();
    let declared: Vec<Value> = lacking(named, &documents).iter().map(declared_item).collect();
    Ok(Json(json!({ "consignment": case.consignment, "documents": items, "declared": declared })))
}

/// A document as it is told.
fn item(document: &BroughtDocument, named: &[DeclaredDocument]) -> Value {
    let hash = document.hash();
    let by: Vec<Value> = named.iter().filter(|declared| declared.is_of(&hash)).map(declared_item).collect();
    json!({
        "id": document.id(),
        "type": document.kind,
        "number": said(&document.number),
        "sha256": hash,
        "size": (document.size > 0).then_some(document.size),
        "media_type": said(&document.media_type),
        "location": said(&document.location),
        "state": document.state.as_str(),
        "by": document.organisation,
        "at": document.at.to_string(),
        "likeness": document.likeness(named).as_str(),
        "declared": by,
    })
}

fn declared_item(declared: &DeclaredDocument) -> Value {
    let DeclaredDocument { declaration, kind, number, sha256 } = declared;
    json!({ "declaration": declaration, "type": kind, "number": number, "sha256": sha256 })
}

fn said(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

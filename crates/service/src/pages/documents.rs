//! Documents on pages: what was brought for a consignment, what declarations name beside it, and the way to the bytes.

use super::control::looked::Stated;
use super::frame::Frame;
use super::person::Person;
use super::told::Told;
use crate::documents::{
    BroughtDocument, DeclaredDocument, DocumentState, Likeness, declared, documents_of, lacking,
};
use crate::http::documents::{View, attachment, whole};
use crate::http::{Code, Problem};
use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use clearance::{Case, Gate, GateKind, Ground};
use std::sync::Arc;
use store::Held;

/// The documents of a consignment, as far as somebody sees them.
pub(super) struct Papers {
    pub(super) brought: Vec<Paper>,
    /// What declarations name and is not kept here.
    pub(super) lacking: Vec<DeclaredDocument>,
    /// What the addresses of documents say of what somebody looks for.
    pub(super) query: String,
}

/// A document that was brought.
pub(super) struct Paper {
    pub(super) document: BroughtDocument,
    pub(super) likeness: Likeness,
    /// The gates that it may answer, by their controls.
    pub(super) answers: Vec<String>,
}

/// The documents of a consignment for a person who sees this much.
pub(super) async fn papers(
    f: &Frame,
    person: &Person,
    view: View,
    held: &Arc<Held>,
) -> Result<Papers, Problem> {
    let read = Arc::clone(held);
    let mut brought = f.shared().read(move |reader| documents_of(reader, &read)).await?;
    let organisation = &*person.caller.organisation;
    brought.retain(|document| view.shows(organisation, document));
    let case = &held.case;
    let named = declared(case, view.whose(organisation));
    let lacking = lacking(named.clone(), &brought);
    let paper = |document: BroughtDocument| Paper {
        likeness: document.likeness(&named),
        answers: awaiting(case)
            .filter(|(_, kind)| *kind == document.kind)
            .map(|(gate, _)| gate.control.clone())
            .collect(),
        document,
    };
    Ok(Papers { brought: brought.into_iter().map(paper).collect(), lacking, query: String::new() })
}

/// The gates that wait for a document of a type that the law names.
pub(super) fn awaiting(case: &Case) -> impl Iterator<Item = (&Gate, &str)> {
    let gates = case.gates().into_iter().flat_map(|gates| gates.iter());
    gates.filter(|gate| gate.kind == GateKind::Document).flat_map(|gate| {
        case.grounds_of(gate).filter_map(move |ground| match ground {
            Ground::PermitMissing { document_type, .. } => Some((gate, document_type.as_str())),
            _ => None,
        })
    })
}

impl Paper {
    /// Whether its bytes can be shown.
    pub(super) fn is_here(&self) -> bool {
        self.document.state == DocumentState::Kept
    }

    /// The colour of the word on what declarations say.
    pub(super) fn colour(&self) -> &'static str {
        match self.likeness {
            Likeness::Matches => "green",
            Likeness::Differs => "red",
            Likeness::Undeclared => "grey",
        }
    }
}

/// The bytes of a document, to be saved.
pub(super) async fn give(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(id): Path<String>,
    Query(stated): Query<Stated>,
) -> Response {
    let stated = match stated.said() {
        Ok(stated) => stated,
        Err(problem) => return Told::of(f, &problem),
    };
    let why = match whole(f.shared(), &person.caller, person.actor(), &id, stated).await {
        Ok((document, bytes)) => return attachment(&document, bytes),
        Err(problem) if problem.is(Code::DocumentErased) => "page-document-gone",
        Err(problem) if problem.is(Code::DocumentAltered) => "page-document-altered",
        Err(problem) if problem.is(Code::HeldElsewhere) => "page-document-elsewhere",
        Err(problem) if problem.is(Code::PurposeMissing) => "page-document-what-for",
        Err(problem) => return Told::of(f, &problem),
    };
    let status = match why {
        "page-document-what-for" => StatusCode::BAD_REQUEST,
        "page-document-gone" => StatusCode::GONE,
        "page-document-elsewhere" => StatusCode::CONFLICT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let text = f.say(why);
    Told::page(f, status, text)
}

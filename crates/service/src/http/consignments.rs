//! A consignment as it stands: all of it for customs, their own filing for a filer.

use crate::http::find::{By, find, seen_through};
use crate::http::openapi::{Operation, Parameter};
use crate::http::{Caller, Problem, Shared, answer};
use crate::lane::key_hash;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use clearance::{Case, KeyKind};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Held, Reader, StoreFailure};
use wire::Consignment;

/// Consignments shown that share one number with another.
const LINKS: usize = 100;

pub(super) const SHOW: Operation = Operation {
    summary: "A consignment by its id, its number of transport or the number of a declaration: all of it for \
              customs, the decision about their own filing for a filer.",
    headers: &[Parameter {
        name: "If-None-Match",
        kind: "string",
        text: "the `ETag` that was given before: 304 where nothing happened since",
    }],
    gives: &[(200, "application/json", "ConsignmentOrDecision")],
    ..Operation::NONE
};

/// A consignment by its id, its number of transport or the number of a declaration.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seeing = caller.clone();
    let held = find(&shared, name, move |case, _: By| seen_through(&seeing, case).is_some()).await?;
    let (held, links) = match caller.is_customs() {
        true => shared.read(move |reader| links(reader, &held).map(|links| (held, links))).await?,
        false => (held, Vec::new()),
    };
    let number = seen_through(&caller, &held.case).filter(|_| !caller.is_customs());
    let receipt = match number {
        Some(number) => shared.receipt_of(&held, number).await?,
        None => None,
    };
    // Links only grow, and a receipt gains its leaf once. The words are in one of several languages, so that the tag is
    // a weak one.
    let leaf = receipt.as_ref().and_then(|receipt| receipt.leaf).map(|leaf| format!(".{leaf}"));
    let tag = format!("W/\"{}.{}{}\"", held.entry, links.len(), leaf.unwrap_or_default());
    let tags = [(ETAG, tag.clone()), (VARY, "Authorization, Accept-Language".to_owned())];
    if has_seen(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, tags).into_response());
    }
    let voice = answer::voice(&shared, &headers)?;
    let body = match number {
        Some(number) => answer::decision(held.case, number, receipt.as_ref(), &caller, voice),
        None => {
            let step = wire::as_it_stands(held.case);
            serde_json::to_vec(&Consignment::of_step(&step, &links, voice)).unwrap_or_default()
        }
    };
    Ok((tags, [(CONTENT_TYPE, "application/json")], body).into_response())
}

pub(super) fn has_seen(headers: &HeaderMap, tag: &str) -> bool {
    let seen = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_same = |one: &str| one == "*" || one.trim_start_matches("W/") == tag.trim_start_matches("W/");
    seen.flat_map(|value| value.split(',')).any(|one| is_same(one.trim()))
}

/// The ids of the consignments that share a UCR, an order, a payment or a master number with this one.
fn links(reader: &Reader, held: &Held) -> Result<Vec<String>, StoreFailure> {
    let mut numbers = BTreeSet::new();
    for (kind, parts) in linking(&held.case) {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        numbers.extend(reader.find(key_hash(reader.secret(), kind, &parts), LINKS)?);
    }
    numbers.remove(&held.number);
    let mut links = Vec::new();
    for number in numbers.into_iter().take(LINKS) {
        let Some(other) = reader.load(number)?.filter(|held| held.case.joined_into().is_none()) else {
            continue;
        };
        // Hashes may collide; what is shared is looked at.
        if !linking(&other.case).is_disjoint(&linking(&held.case)) {
            links.push(other.case.consignment);
        }
    }
    Ok(links)
}

/// The numbers of a consignment that link it with others.
fn linking(case: &Case) -> BTreeSet<(KeyKind, Vec<String>)> {
    let keys = case.filings.iter().flat_map(|filing| filing.declaration.keys(&filing.filer.organisation));
    const LINKING: [KeyKind; 4] = [KeyKind::Ucr, KeyKind::Order, KeyKind::Payment, KeyKind::MasterDocument];
    keys.filter(|(kind, _)| LINKING.contains(kind))
        .map(|(kind, parts)| (kind, parts.into_iter().map(std::borrow::Cow::into_owned).collect()))
        .collect()
}

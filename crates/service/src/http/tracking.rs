//! What everybody may know who knows the number that goods travel under: where they are, and whose turn it is.

use crate::http::find::{By, find};
use crate::http::openapi::Operation;
use crate::http::{Problem, Shared, answer};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use wire::Tracking;

pub(super) const SHOW: Operation = Operation {
    summary: "Where goods stand and whose turn it is, by the number that they travel under.",
    gives: &[(200, "application/json", "Tracking")],
    problems: &[429],
    ..Operation::NONE
};

/// Where goods stand. Ids and declaration numbers are counted up, so that only numbers of transport are answered.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let voice = answer::voice(&shared, &headers)?;
    let held = find(&shared, name, |_, by| by == By::Transport).await?;
    let body = serde_json::to_vec(&Tracking::of(&held.case, voice)).unwrap_or_default();
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

//! The list of sellers and web sites that is published, for platforms and internet providers: signed, so that whoever
//! passes it on cannot change it.

use crate::http::openapi::Operation;
use crate::http::{Code, Problem, Shared};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

pub(super) const SELLERS: Operation = Operation {
    summary: "Sellers and web sites whose goods were found to be other than declared, reviewed and signed.",
    gives: &[(200, "application/json", "SignedSellerList")],
    problems: &[404, 429],
    ..Operation::NONE
};

/// The list that is published, as it was signed.
pub(super) async fn sellers(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let list = shared.read(|reader| reader.seller_list()).await?;
    let list = list.ok_or_else(|| Problem::of(Code::NotFound))?;
    Ok(([(CONTENT_TYPE, "application/json")], list.body).into_response())
}

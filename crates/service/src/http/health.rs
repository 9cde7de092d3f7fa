//! Whether the service is alive, takes in, and what it counts.

use crate::http::openapi::Operation;
use crate::http::{Code, Problem, Shared};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

pub(super) const ALIVE: Operation = Operation {
    summary: "Whether the process answers.",
    gives: &[(200, "text/plain", "Lines")],
    ..Operation::NONE
};

pub(super) const READY: Operation = Operation {
    summary: "Whether declarations are taken in.",
    gives: &[(200, "text/plain", "Lines")],
    problems: &[503, 507],
    ..Operation::NONE
};

pub(super) const METRICS: Operation = Operation {
    summary: "What is counted, in the text that Prometheus reads.",
    gives: &[(200, "application/openmetrics-text", "Lines")],
    ..Operation::NONE
};

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// Declarations are taken in.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    if !shared.queue.has_room() {
        return Problem::of(Code::Busy).into_response();
    }
    let on_disk = Arc::clone(&shared);
    match tokio::task::spawn_blocking(move || on_disk.room.is_there()).await {
        Ok(true) => "ready\n".into_response(),
        Ok(false) | Err(_) => Problem::of(Code::DiskFull).into_response(),
    }
}

/// What is counted.
pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    shared.metrics.of_queue(shared.queue.waiting(), shared.queue.is_on_duty());
    let on_disk = Arc::clone(&shared);
    let free = tokio::task::spawn_blocking(move || on_disk.room.free_bytes()).await;
    shared.metrics.of_disk(free.unwrap_or_default());
    let text = shared.metrics.text();
    ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
}

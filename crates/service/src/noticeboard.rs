//! A witness's own door: the last checkpoint that it has signed, for other witnesses and for the record at its start.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::rt::TokioTimer;
use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long the head of a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers `GET /checkpoint` with the note, for as long as the process runs.
///
/// # Errors
/// The door cannot be used.
pub fn show_note(listener: TcpListener, note: Arc<Mutex<Option<String>>>) -> io::Result<()> {
    let router = Router::new().route("/checkpoint", get(move || std::future::ready(shown(&note))));
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut server = axum_server::from_tcp(listener)?;
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        server.serve(router.into_make_service()).await
    })
}

fn shown(note: &Mutex<Option<String>>) -> Response {
    match note.lock().ok().and_then(|note| note.clone()) {
        Some(note) => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

//! What pages load: style sheets and a script, under a name that changes with them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use ring::digest;
use std::fmt::Write;
use std::sync::LazyLock;

/// The files: what they are called, what they are, what is in them.
const FILES: [(&str, &str, &str); 5] = [
    ("cocket.css", "text/css; charset=utf-8", include_str!("../../assets/cocket.css")),
    ("cocket.rtl.css", "text/css; charset=utf-8", include_str!("../../assets/cocket.rtl.css")),
    ("cocket.svg", "image/svg+xml", include_str!("../../assets/cocket.svg")),
    ("cocket.js", "text/javascript; charset=utf-8", include_str!("../../assets/cocket.js")),
    ("check.js", "text/javascript; charset=utf-8", include_str!("../../assets/check.js")),
];

/// The version in the paths of the files: the first bytes of the hash over all of them.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = digest::Context::new(&digest::SHA256);
    FILES.iter().for_each(|(_, _, text)| hash.update(text.as_bytes()));
    hash.finish().as_ref().iter().take(6).fold(String::new(), |mut version, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(version, "{byte:02x}");
        version
    })
});

/// The path of a file.
pub(super) fn path(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// A file. It never changes under its name, so that it may be kept for good.
pub(super) async fn give(Path((version, name)): Path<(String, String)>) -> Response {
    let found = FILES.iter().find(|(known, _, _)| *known == name && version == *VERSION);
    match found {
        Some((_, kind, text)) => {
            ([(CONTENT_TYPE, *kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")], *text)
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

//! A file is uploaded from a page and decided to its end.

use crate::http::batches::{batch_id, decide_whole, room};
use crate::http::{Code, Problem};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::told::Told;
use axum::Extension;
use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// The most bytes of a file from a page; larger ones come over the API.
pub(super) const MOST: usize = 16 << 20;

/// What a form with a file held.
struct Uploaded {
    name: String,
    bytes: Vec<u8>,
}

/// Takes a file, and leads to what became of its lines.
pub(super) async fn take(f: Frame, Extension(person): Extension<Person>, form: Multipart) -> Response {
    let uploaded = match uploaded(form, &person.proof).await {
        Ok(uploaded) => uploaded,
        Err(why) => {
            let text = f.say(why);
            let status =
                if why == "page-form-stale" { StatusCode::FORBIDDEN } else { StatusCode::BAD_REQUEST };
            return Told::page(f, status, text);
        }
    };
    let format = format_of(&uploaded);
    let room = match room(f.shared()) {
        Ok(room) => room,
        Err(problem) => return Told::of(f, &problem),
    };
    match decide_whole(f.shared(), &person.caller, format, uploaded.bytes, room).await {
        Ok(number) => Redirect::to(&f.to("/trade/files/", batch_id(number))).into_response(),
        Err(problem) => Told::of(f, &problem),
    }
}

/// The file of a form. Its proof comes first, so that nothing is read for a forged one.
async fn uploaded(mut form: Multipart, proof: &str) -> Result<Uploaded, &'static str> {
    let unreadable = |_| "page-form-unreadable";
    let mut is_proven = false;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("proof") => is_proven = field.text().await.map_err(unreadable)? == proof,
            Some("file") if is_proven => {
                let name = field.file_name().unwrap_or_default().to_lowercase();
                let bytes = field.bytes().await.map_err(|_| "page-trade-too_large")?.to_vec();
                return if bytes.is_empty() {
                    Err("page-trade-no_file")
                } else {
                    Ok(Uploaded { name, bytes })
                };
            }
            Some("file") => return Err("page-form-stale"),
            _ => {}
        }
    }
    Err(if is_proven { "page-trade-no_file" } else { "page-form-stale" })
}

/// The format of a file, by its name or its first sign.
fn format_of(file: &Uploaded) -> &'static str {
    let first = file.bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match (file.name.rsplit('.').next(), first) {
        (Some("csv" | "txt" | "tsv"), _) => "batch.csv",
        (Some("ndjson" | "jsonl" | "json"), _) | (_, Some(b'{' | b'[')) => "batch.ndjson",
        _ => "batch.csv",
    }
}

/// What is not theirs is not there.
pub(super) fn not_there(f: Frame) -> Response {
    Told::of(f, &Problem::of(Code::NotFound))
}

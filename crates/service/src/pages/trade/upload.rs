//! A file is uploaded from a page and decided to its end.

use super::home;
use crate::http::batches::{Pace, Room, batch_id, decide_whole, room};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::told::Told;
use axum::Extension;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// The most bytes of a file from a page; larger ones come over the API.
const MOST: usize = 16 << 20;
/// How much of a larger one is still read, so that the browser comes to show why it is not taken.
pub(super) const READ_TO_THE_END: usize = 4 * MOST;
/// The most bytes of any other field.
pub(super) const SMALL: usize = 1 << 10;

/// A file that was uploaded.
struct File {
    format: &'static str,
    bytes: Vec<u8>,
}

/// Why nothing is done with a form.
pub(super) enum Unfit {
    /// The form is not of this session.
    Forged,
    /// It cannot be read, or not all of it came.
    Unreadable,
    /// The file is none of ours; the end of a message's id.
    File(&'static str),
}

/// Takes a file, and leads to what became of its lines.
pub(super) async fn take(
    f: Frame,
    Extension(person): Extension<Person>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let taken = match (room(f.shared()), form) {
        (Err(problem), _) => return Told::of(f, &problem),
        (Ok(_), Err(_)) => Err(Unfit::Unreadable),
        (Ok(room), Ok(form)) => file_of(&f, &person, form).await.map(|file| (file, room)),
    };
    match taken {
        Ok((file, room)) => decide(f, &person, file, room).await,
        Err(Unfit::Forged) => {
            let text = f.say("page-form-stale");
            Told::page(f, StatusCode::FORBIDDEN, text)
        }
        Err(Unfit::Unreadable) => {
            let text = f.say("page-form-unreadable");
            Told::page(f, StatusCode::BAD_REQUEST, text)
        }
        Err(Unfit::File(why)) => {
            let wrong = vec![("file".to_owned(), f.word("page-trade-file-wrong", why))];
            home::shown(f, &person, wrong).await
        }
    }
}

async fn decide(f: Frame, person: &Person, file: File, room: Room) -> Response {
    match decide_whole(f.shared(), &person.caller, file.format, file.bytes, room).await {
        Ok(number) => Redirect::to(&f.to("/trade/files/", batch_id(number))).into_response(),
        Err(problem) => Told::of(f, &problem),
    }
}

/// The file of a form. The proof comes first, so that nothing is kept of a forged one.
async fn file_of(f: &Frame, person: &Person, mut form: Multipart) -> Result<File, Unfit> {
    let mut pace = Pace::new(f.shared().patience);
    let mut is_proven = false;
    loop {
        let next = pace.wait(form.next_field()).await.map_err(|_| Unfit::Unreadable)?;
        let Some(field) = next.map_err(|_| Unfit::Unreadable)? else { break };
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "proof" => {
                let proof = bytes_of(field, SMALL, &mut pace).await?.ok_or(Unfit::Forged)?;
                is_proven = proof == person.proof.as_bytes();
            }
            "file" if is_proven => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = bytes_of(field, MOST, &mut pace).await?.ok_or(Unfit::File("large"))?;
                return Ok(File { format: format_of(&name, &bytes).map_err(Unfit::File)?, bytes });
            }
            "file" => return Err(Unfit::Forged),
            _ => drop(bytes_of(field, SMALL, &mut pace).await?),
        }
    }
    Err(if is_proven { Unfit::File("none") } else { Unfit::Forged })
}

/// The bytes of a field; none where they are too many, of which no more is kept.
pub(super) async fn bytes_of(
    mut field: Field<'_>,
    most: usize,
    pace: &mut Pace,
) -> Result<Option<Vec<u8>>, Unfit> {
    let mut bytes = Some(Vec::new());
    loop {
        let chunk = match pace.wait(field.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return Ok(bytes),
            Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Ok(None),
            Ok(Err(_)) | Err(_) => return Err(Unfit::Unreadable),
        };
        pace.came(chunk.len());
        match &mut bytes {
            Some(kept) if kept.len() + chunk.len() <= most => kept.extend_from_slice(&chunk),
            _ => bytes = None,
        }
    }
}

/// The name that tells the format of a file, by the ending of its own name, else by its first sign.
fn format_of(name: &str, bytes: &[u8]) -> Result<&'static str, &'static str> {
    if bytes.is_empty() {
        return Err("none");
    }
    let name = name.to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    // What spreadsheets keep for themselves: an archive, or a compound file.
    let is_packed = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
    if is_packed || matches!(ending, "xlsx" | "xls" | "ods" | "numbers") {
        return Err("spreadsheet");
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match (ending, text.first()) {
        ("csv" | "tsv" | "tab", _) => Ok("batch.csv"),
        ("ndjson" | "jsonl", _) => Ok("batch.ndjson"),
        ("json", _) | (_, Some(b'{' | b'[')) => Ok("batch.json"),
        _ => Ok("batch.csv"),
    }
}

#[cfg(test)]
mod tests {
    use super::format_of;

    #[test]
    fn formats_are_told_by_name_or_first_sign() {
        let rows: [(&str, &[u8], Result<&str, &str>); 11] = [
            ("Parcels.CSV", b"reference\n", Ok("batch.csv")),
            ("parcels.ndjson", b"{}\n", Ok("batch.ndjson")),
            ("parcels.jsonl", b"{}\n", Ok("batch.ndjson")),
            ("parcels.json", b"[{}]", Ok("batch.json")),
            ("parcels", b"\xef\xbb\xbf \n{}", Ok("batch.json")),
            ("parcels.txt", b"reference\n", Ok("batch.csv")),
            ("", b"reference", Ok("batch.csv")),
            ("parcels.csv", b"", Err("none")),
            ("parcels.xlsx", b"whatever", Err("spreadsheet")),
            ("parcels.csv", b"PK\x03\x04\0\0", Err("spreadsheet")),
            ("parcels", b"\xd0\xcf\x11\xe0\xa1", Err("spreadsheet")),
        ];
        for (name, bytes, expected) in rows {
            assert_eq!(format_of(name, bytes), expected, "{name}");
        }
    }
}

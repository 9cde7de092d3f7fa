//! The record as anybody may see it: its name and key, how far it goes, and who else has signed.

use crate::pages::frame::Frame;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::response::Response;
use evidence::{SignedBy, SignedNote};
use jiff::Timestamp;

#[derive(Template)]
#[template(path = "record.html")]
struct Record {
    f: Frame,
    origin: String,
    key: String,
    /// How many batches are in the log.
    leaves: u64,
    /// The newest checkpoint; none before the first batch is sequenced.
    checkpoint: Option<String>,
    witnesses: Vec<Seen>,
}

/// What a witness has signed.
struct Seen {
    name: String,
    leaves: Option<u64>,
    at: Option<Timestamp>,
}

/// The record.
pub(in crate::pages) async fn show(f: Frame) -> Response {
    let kept = match f.shared().read(|reader| reader.checkpoints()).await {
        Ok(kept) => kept,
        Err(problem) => return Told::of(f, &problem),
    };
    let of = |name: &str| kept.iter().find(|kept| kept.signer == name);
    let own = of("");
    let witnesses = f.shared().witnesses.iter().map(|witness| {
        let kept = of(witness.key.name.as_str());
        let at = kept.and_then(|kept| SignedNote::parse(&kept.note).ok()).and_then(|note| {
            match witness.key.checked(&note) {
                Ok(SignedBy::Witness { seconds }) => {
                    Timestamp::from_second(i64::try_from(seconds).ok()?).ok()
                }
                _ => None,
            }
        });
        Seen { name: witness.key.name.as_str().to_owned(), leaves: kept.map(|kept| kept.size), at }
    });
    let record = Record {
        origin: f.shared().record.0.as_str().to_owned(),
        key: f.shared().log_key().to_string(),
        leaves: own.map_or(0, |kept| kept.size),
        checkpoint: own.map(|kept| kept.note.clone()),
        witnesses: witnesses.collect(),
        f,
    };
    page(&record)
}

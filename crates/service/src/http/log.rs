//! The log of the record as anybody reads it: checkpoint, tiles (C2SP tlog-tiles), what witnesses have signed, and the
//! place of a receipt.

use crate::http::declarations::may_see;
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Shared};
use crate::receipts::{place_of, receipt_of};
use crate::witnesses::{Cosigned, best_checkpoint, look_at};
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::identifier::Mrn;
use evidence::{TileKind, TilePath, write_entries, write_hashes};
use serde_json::json;
use std::sync::Arc;
use store::StoreFailure;

/// The most bytes of a checkpoint with the signatures of witnesses.
const NOTE_LIMIT: usize = 64 << 10;

pub(super) const STATUS: Operation = Operation {
    summary: "The log of the record: its name and key, how far it goes, and what each witness has signed.",
    gives: &[(200, "application/json", "Log")],
    problems: &[429],
    ..Operation::NONE
};

pub(super) const CHECKPOINT: Operation = Operation {
    summary: "The newest checkpoint, a signed note (C2SP tlog-checkpoint).",
    gives: &[(200, "text/plain", "Lines")],
    problems: &[404, 429],
    ..Operation::NONE
};

pub(super) const WITNESSED: Operation = Operation {
    summary: "The newest of the checkpoints that most witnesses have signed, with their signatures (C2SP tlog-cosignature).",
    ..CHECKPOINT
};

pub(super) const TILE: Operation = Operation {
    summary: "A tile of hashes or of leaves (C2SP tlog-tiles): `0/x001/067`, `1/000.p/5`, `entries/000.p/17`.",
    gives: &[(200, "application/octet-stream", "Bytes")],
    problems: &[404, 429],
    ..Operation::NONE
};

pub(super) const COSIGN: Operation = Operation {
    summary: "A witness brings a checkpoint of this record that it has signed too.",
    takes: &[("text/plain", "Lines")],
    gives: &[(200, "text/plain", "Lines")],
    problems: &[400, 403, 409, 413, 429],
    ..Operation::NONE
};

pub(super) const RECEIPT: Operation = Operation {
    summary: "The receipt of what a declaration says now, with its place in the log once it is sequenced.",
    gives: &[(200, "application/json", "PlacedReceipt")],
    ..Operation::NONE
};

/// The log and its witnesses.
pub(super) async fn status(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let kept = shared.read(|reader| reader.checkpoints()).await?;
    let of = |name: &str| kept.iter().find(|kept| kept.signer == name);
    let witnesses: Vec<_> = shared
        .witnesses
        .iter()
        .map(|witness| {
            let name = witness.key.name.as_str();
            json!({
                "name": name,
                "key": witness.key.to_string(),
                "size": of(name).map(|kept| kept.size),
            })
        })
        .collect();
    let told = json!({
        "origin": shared.record.0.as_str(),
        "key": shared.log_key().to_string(),
        "size": of("").map_or(0, |kept| kept.size),
        "checkpoint": of("").map(|kept| &kept.note),
        "witnesses": witnesses,
    });
    Ok(Json(told).into_response())
}

/// The newest checkpoint.
pub(super) async fn checkpoint(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let kept = shared.read(|reader| reader.checkpoint()).await?;
    kept.map(|kept| plain(kept.note)).ok_or_else(|| Problem::of(Code::NotFound))
}

/// The checkpoint that most witnesses have signed.
pub(super) async fn witnessed(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let best = shared.read(|reader| best_checkpoint(reader, 0)).await?;
    best.map(|(_, note)| plain(note.to_string())).ok_or_else(|| Problem::of(Code::NotFound))
}

/// A checkpoint changes with every batch.
fn plain(note: String) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, note).into_response()
}

/// A tile. One that is there never changes.
pub(super) async fn tile(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let path = TilePath::parse(&format!("tile/{path}")).ok_or_else(|| Problem::of(Code::NotFound))?;
    let bytes = shared
        .read(move |reader| {
            let size = reader.checkpoint()?.map_or(0, |kept| kept.size);
            if !path.is_of(size) {
                return Ok(None);
            }
            let nodes = path.nodes();
            let bytes = match path.kind() {
                TileKind::Hashes { .. } => write_hashes(&reader.log_nodes(nodes)?),
                TileKind::Entries => {
                    let leaves = reader.leaves(nodes.from, nodes.count)?;
                    write_entries(leaves.iter().map(String::as_bytes))
                        .map_err(|_| StoreFailure::Corrupt("a leaf that is too long"))?
                }
            };
            Ok(Some(bytes))
        })
        .await?;
    let bytes = bytes.ok_or_else(|| Problem::of(Code::NotFound))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, bytes).into_response())
}

/// A checkpoint with the signature of a witness is kept, if it is of this history. If it is of another, the key of this
/// record has signed two: that is said to all who look.
pub(super) async fn cosign(State(shared): State<Arc<Shared>>, body: Body) -> Result<Response, Problem> {
    let bytes = to_bytes(body, NOTE_LIMIT).await.map_err(|_| Problem::of(Code::TooLarge))?;
    let note = String::from_utf8(bytes.to_vec()).map_err(|_| Problem::of(Code::Unreadable))?;
    let (key, witnesses) = (shared.log_key(), Arc::clone(&shared.witnesses));
    let found = shared.read(move |reader| look_at(reader, &key, &witnesses, &note)).await?;
    let by = match found {
        Cosigned::NotOurs => return Err(Problem::of(Code::Unreadable)),
        Cosigned::ByNobody => return Err(Problem::of(Code::WitnessUnknown)),
        Cosigned::AnotherHistory { size, root } => {
            eprintln!(
                "cocket: THE KEY OF THIS RECORD HAS SIGNED ANOTHER HISTORY: {size} leaves with the root {root}"
            );
            shared.metrics.split_view();
            return Err(Problem::of(Code::SplitView));
        }
        Cosigned::By(by) => by,
    };
    shared.errand(move |writer| by.iter().try_for_each(|kept| writer.keep_cosigned(kept))).await?;
    Ok("kept\n".into_response())
}

/// A receipt with its place.
pub(super) async fn receipt(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let not_found = || Problem::of(Code::NotFound);
    let number = Mrn::parse(&number).map_err(|_| not_found())?;
    let held = shared.find_declaration(number).await?.ok_or_else(not_found)?;
    if !may_see(&caller, &held, number) {
        return Err(not_found());
    }
    let entry = held.filed_by(number).ok_or_else(not_found)?;
    let found = shared.read(move |reader| Ok((receipt_of(reader, entry)?, place_of(reader, entry)?))).await?;
    let (Some(receipt), place) = found else { return Err(not_found()) };
    Ok(Json(wire::placed_receipt_json(&receipt, place.as_ref())).into_response())
}

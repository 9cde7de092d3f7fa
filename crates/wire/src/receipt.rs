//! Receipts as they are told, and read again by whoever checks them.

use evidence::{Hash, Opening, Place, Receipt, Signature};
use serde::{Deserialize, Serialize};

/// A receipt on the wire. The leaf is known once its batch is sequenced in the log.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReceiptText {
    hash: String,
    path: Vec<String>,
    batch_root: String,
    signature: String,
    leaf: Option<u64>,
    statement: String,
    index: u64,
    size: u64,
    batch: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opening: Option<String>,
    /// What proves that the batch is in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceText>,
}

/// The place of a batch in the log.
#[derive(Serialize, Deserialize)]
struct PlaceText {
    /// What the leaf says.
    text: String,
    leaf: u64,
    path: Vec<String>,
    /// The signed note.
    checkpoint: String,
}

impl ReceiptText {
    pub(crate) fn of(receipt: &Receipt) -> ReceiptText {
        ReceiptText {
            hash: receipt.hash.to_string(),
            path: receipt.path.iter().map(Hash::to_string).collect(),
            batch_root: receipt.batch_root.to_string(),
            signature: receipt.signature.to_string(),
            leaf: receipt.leaf,
            statement: receipt.statement.clone(),
            index: receipt.index,
            size: receipt.size,
            batch: receipt.batch,
            opening: receipt.opening.as_ref().map(Opening::to_string),
            place: None,
        }
    }
}

/// A receipt as it is told.
pub fn receipt_json(receipt: &Receipt) -> serde_json::Value {
    serde_json::to_value(ReceiptText::of(receipt)).unwrap_or_default()
}

/// A receipt as it is told, with its place in the log.
pub fn placed_receipt_json(receipt: &Receipt, place: Option<&Place>) -> serde_json::Value {
    let place = place.map(|place| PlaceText {
        text: place.text.clone(),
        leaf: place.leaf,
        path: place.path.iter().map(Hash::to_string).collect(),
        checkpoint: place.checkpoint.clone(),
    });
    serde_json::to_value(ReceiptText { place, ..ReceiptText::of(receipt) }).unwrap_or_default()
}

/// Why bytes are no receipt.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptUnread {
    /// It is no JSON, or not that of a receipt or of an answer that holds one.
    #[error("this is neither a receipt nor an answer with one: {0}")]
    Json(#[from] serde_json::Error),
    /// A hash, a signature or an opening is not written as such are.
    #[error("`{0}` is not written as such a value is")]
    Value(&'static str),
}

/// Reads a receipt, or the one of an answer, with its place if that is there.
///
/// # Errors
/// The first flaw from the top.
pub fn read_receipt(bytes: &[u8]) -> Result<(Receipt, Option<Place>), ReceiptUnread> {
    /// An answer that holds a receipt.
    #[derive(Deserialize)]
    struct Answer {
        receipt: Box<serde_json::value::RawValue>,
    }
    let text: ReceiptText = match serde_json::from_slice::<Answer>(bytes) {
        Ok(answer) => serde_json::from_str(answer.receipt.get())?,
        Err(_) => serde_json::from_slice(bytes)?,
    };
    let hash = |text: &str, name| Hash::parse(text).ok_or(ReceiptUnread::Value(name));
    let path = |path: &[String]| path.iter().map(|text| hash(text, "path")).collect::<Result<_, _>>();
    let opening = match &text.opening {
        Some(text) => Some(Opening::parse(text).ok_or(ReceiptUnread::Value("opening"))?),
        None => None,
    };
    let receipt = Receipt {
        hash: hash(&text.hash, "hash")?,
        path: path(&text.path)?,
        batch_root: hash(&text.batch_root, "batch_root")?,
        signature: Signature::parse(&text.signature).ok_or(ReceiptUnread::Value("signature"))?,
        statement: text.statement,
        index: text.index,
        size: text.size,
        batch: text.batch,
        opening,
        leaf: text.leaf,
    };
    let place = match text.place {
        Some(place) => Some(Place {
            leaf: place.leaf,
            text: place.text,
            path: path(&place.path)?,
            checkpoint: place.checkpoint,
        }),
        None => None,
    };
    Ok((receipt, place))
}

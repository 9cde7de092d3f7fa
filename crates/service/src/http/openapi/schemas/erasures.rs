//! The schemas of requests for erasure, of what is answered, and of legal holds.

use super::{maybe, names, object, text};
use clearance::{DataSubject, ErasureReason, RetentionPurpose};
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let asked: Vec<&str> = ErasureReason::ALL
        .iter()
        .filter(|reason| **reason != ErasureReason::Retention)
        .map(|reason| reason.as_str())
        .collect();
    json!({
        "ErasureRequest": object(&["person", "reason", "legal_basis"], json!({
            "person": person(),
            "subject": subject(),
            "reason": { "type": "string", "enum": asked },
            "legal_basis": { "type": "string", "description": "is kept, and must not say who it is" },
        })),
        "ErasureAnswer": object(&["dry_run", "erased", "filings", "kept", "has_more"], json!({
            "dry_run": { "type": "boolean" },
            "entry": maybe(json!({ "type": "integer", "description": "the entry of the journal that tells of it" })),
            "erased": { "type": "integer" },
            "filings": { "type": "array", "items": object(&["entry", "subject"], json!({
                "entry": { "type": "integer" }, "subject": erased(),
            })) },
            "kept": { "type": "array", "items": object(&["entry", "subject", "why"], json!({
                "entry": { "type": "integer" }, "subject": erased(), "consignment": maybe(text()),
                "why": { "type": "string", "enum": [
                    "not_over", "money_open", "legal_hold", "within_retention", "no_retention_law",
                ] },
                "purpose": maybe(json!({
                    "type": "string", "enum": names(RetentionPurpose::ALL, |purpose| purpose.as_str()),
                })),
                "until": maybe(json!({ "type": "string", "format": "date" })), "law": maybe(text()),
            })) },
            "has_more": { "type": "boolean", "description": "ask again: there are more filings of the person" },
        })),
        "HoldReason": object(&["reason"], json!({ "reason": text() })),
        "LegalHold": object(&["consignment", "legal_hold"], json!({
            "consignment": text(), "legal_hold": { "type": "boolean" },
        })),
    })
}

pub(super) fn subject() -> Value {
    json!({ "type": "string", "enum": names(DataSubject::ALL, |subject| subject.as_str()) })
}

/// A person or firm, by exactly one of the two.
pub(super) fn person() -> Value {
    object(
        &[],
        json!({
            "identifier": object(&["value"], json!({ "scheme": text(), "value": text() })),
            "name": { "type": "string", "description": "for filings that have no identifier of the person" },
        }),
    )
}

/// Whose texts, or the document that goes with them.
fn erased() -> Value {
    let words: Vec<&str> =
        DataSubject::ALL.iter().map(|subject| subject.as_str()).chain(["document"]).collect();
    json!({ "type": "string", "enum": words })
}

//! The schemas of what the record has of people: what is shown and to whom, erased, held.

use super::{maybe, moment, names, object, text};
use clearance::{AccessPurpose, DataSubject, ErasureReason, RetentionPurpose};
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
                "entry": { "type": "integer" }, "subject": subject(),
            })) },
            "kept": { "type": "array", "items": object(&["entry", "subject", "why"], json!({
                "entry": { "type": "integer" }, "subject": subject(), "consignment": maybe(text()),
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
        "PersonRecordRequest": object(&["person"], json!({
            "person": person(), "subject": subject(),
        })),
        "PersonRecord": object(&["filings", "has_more", "accesses"], json!({
            "filings": { "type": "array", "items": texts() },
            "has_more": { "type": "boolean", "description": "only the newest filings are shown" },
            "accesses": { "type": "array", "items": access(), "description": "to answer the person: who else has looked" },
        })),
        "Parties": object(&["consignment", "filings"], json!({
            "consignment": text(), "filings": { "type": "array", "items": texts() },
        })),
        "AccessLog": object(&["accesses", "next"], json!({
            "accesses": { "type": "array", "items": access() },
            "next": maybe(json!({ "type": "integer", "description": "what to ask for with `before`" })),
        })),
        "HoldReason": object(&["reason"], json!({ "reason": text() })),
        "LegalHold": object(&["consignment", "legal_hold"], json!({
            "consignment": text(), "legal_hold": { "type": "boolean" },
        })),
    })
}

fn subject() -> Value {
    json!({ "type": "string", "enum": names(DataSubject::ALL, |subject| subject.as_str()) })
}

/// A person or firm, by exactly one of the two.
fn person() -> Value {
    object(
        &[],
        json!({
            "identifier": object(&["value"], json!({ "scheme": text(), "value": text() })),
            "name": { "type": "string", "description": "for filings that have no identifier of the person" },
        }),
    )
}

/// Somebody's texts in a filing.
fn texts() -> Value {
    object(
        &["entry", "subject", "filer", "fields"],
        json!({
            "entry": { "type": "integer" }, "at": moment(), "subject": subject(), "consignment": maybe(text()),
            "declaration": maybe(text()), "filer": text(),
            "fields": { "type": "object", "additionalProperties": text() },
        }),
    )
}

/// Who looked.
fn access() -> Value {
    object(
        &["entry", "at", "organisation", "role", "purpose", "fields"],
        json!({
            "entry": { "type": "integer" }, "at": moment(), "organisation": text(), "role": text(),
            "purpose": { "type": "string", "enum": names(AccessPurpose::ALL, |purpose| purpose.as_str()) },
            "fields": { "type": "array", "items": text() },
            "credential": { "type": "integer", "description": "for superiors, as the next three" },
            "user": text(), "note": text(), "consignments": { "type": "array", "items": text() },
        }),
    )
}

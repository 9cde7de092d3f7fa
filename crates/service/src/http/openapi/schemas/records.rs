//! The schemas of what the record has of people and who has looked at it, and of its participants.

use super::erasures::{person, subject};
use super::{maybe, moment, names, object, text};
use clearance::AccessPurpose;
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    json!({
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
        "Participants": object(&["participants"], json!({
            "participants": { "type": "array", "items": { "$ref": "#/components/schemas/Participant" } },
        })),
        "Participant": object(&["organisation", "frozen_out"], json!({
            "organisation": text(),
            "frozen_out": maybe(object(&["entry", "at", "reason"], json!({
                "entry": { "type": "integer" }, "at": moment(), "reason": text(),
            }))),
        })),
        "OwnEntries": object(&["entries", "next", "has_more"], json!({
            "entries": { "type": "array", "items": object(&["entry", "kind", "at", "receipt"], json!({
                "entry": { "type": "integer" }, "kind": text(), "at": moment(), "consignment": maybe(text()),
                "declaration": maybe(text()),
                "reason": maybe(text()),
                "corrects": maybe(json!({ "type": "integer", "description": "the entry that it amends or corrects" })),
                "receipt": maybe(json!({ "$ref": "#/components/schemas/PlacedReceipt" })),
            })) },
            "next": { "type": "integer" }, "has_more": { "type": "boolean" },
        })),
    })
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
            "entry": { "type": "integer" }, "at": moment(), "organisation": maybe(text()), "role": text(),
            "purpose": { "type": "string", "enum": names(AccessPurpose::ALL, |purpose| purpose.as_str()) },
            "fields": { "type": "array", "items": text() },
            "credential": { "type": "integer", "description": "for superiors, as the next three" },
            "user": text(), "note": text(), "consignments": { "type": "array", "items": text() },
        }),
    )
}

//! The schemas of documents that are brought, listed and told of.

use super::{list, maybe, names, object, text};
use crate::documents::{DocumentState, Likeness};
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let hash = || json!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" });
    let declared = object(
        &["declaration", "type"],
        json!({
            "declaration": text(), "type": text(), "number": maybe(text()), "sha256": maybe(hash()),
        }),
    );
    let brought = json!({
        "id": text(), "consignment": text(), "type": text(), "number": maybe(text()), "sha256": hash(),
        "size": maybe(json!({ "type": "integer" })), "media_type": maybe(text()), "location": maybe(text()),
        "state": { "type": "string", "enum": names(DocumentState::ALL, |state| state.as_str()) },
        "by": { "type": "string", "description": "the organisation that brought it" },
        "at": { "type": "string", "format": "date-time" },
        "likeness": {
            "type": "string", "enum": names(Likeness::ALL, |likeness| likeness.as_str()),
            "description": "`matches` where a declaration names this hash, `differs` where one names another for \
                            this type and number",
        },
        "declared": list("DeclaredDocument"),
        "next": maybe(object(&["amend", "documents"], json!({
            "amend": { "type": "string", "description": "where to amend the declaration: only that goes on" },
            "documents": list("Document"),
        }))),
    });
    json!({
        "DocumentElsewhere": object(&["type", "sha256", "location"], json!({
            "type": text(), "number": text(), "sha256": hash(), "size": { "type": "integer", "minimum": 1 },
            "location": { "type": "string", "format": "uri", "pattern": "^https://" },
        })),
        "DeclaredDocument": declared,
        "BroughtDocument": object(&["id", "type", "sha256", "state", "by", "at", "likeness", "declared"], brought),
        "Documents": object(&["consignment", "documents", "declared"], json!({
            "consignment": text(),
            "documents": list("BroughtDocument"),
            "declared": {
                "type": "array", "items": { "$ref": "#/components/schemas/DeclaredDocument" },
                "description": "what declarations name and is not kept here",
            },
        })),
    })
}

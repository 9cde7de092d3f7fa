//! The schemas of what is done about a debt after release, and of what is told of it.

use super::{amount, maybe, moment, names, object, phase, text};
use clearance::PostClearanceAct;
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    json!({
        "Correction": object(&["declaration", "reason"], json!({
            "declaration": { "$ref": "#/components/schemas/Declaration" }, "reason": text(),
            "wilful": { "type": "boolean" },
        })),
        "Claim": object(&["reason"], json!({ "reason": text() })),
        "Waiver": object(&["reason"], json!({
            "reason": text(), "line": { "type": "integer" }, "amount": amount(), "currency": text(),
            "charge": { "type": "string", "description": "a kind of charge, or `interest`; unsaid, all" },
        })),
        "Approval": object(&["approved"], json!({ "approved": { "type": "boolean" }, "reason": text() })),
        "PostClearance": object(&[], json!({
            "claim": object(&["at", "reason"], json!({ "at": moment(), "reason": text() })),
            "proposed": object(&["act", "amount", "reason", "by", "at"], json!({
                "act": act(), "line": { "type": "integer" }, "charge": text(), "amount": amount(),
                "reason": text(), "by": text(), "at": moment(),
            })),
            "additional": object(&["assessed", "open", "due"], json!({
                "assessed": amount(), "open": amount(), "due": { "type": "string", "format": "date" },
            })),
            "interest": amount(),
        })),
        "DebtItem": object(&["consignment", "phase", "payable"], json!({
            "consignment": text(), "tracking_number": maybe(text()), "phase": phase(), "payable": amount(),
            "claim": maybe(object(&["at", "organisation", "reason"], json!({
                "at": moment(), "organisation": text(), "reason": text(),
            }))),
            "proposed": maybe(object(&["act", "amount", "reason", "by", "at"], json!({
                "act": act(), "amount": amount(), "reason": text(), "by": text(), "at": moment(),
            }))),
            "due": maybe(json!({ "type": "string", "format": "date" })),
        })),
    })
}

fn act() -> Value {
    json!({ "type": "string", "enum": names(PostClearanceAct::ALL, |act| act.as_str()) })
}

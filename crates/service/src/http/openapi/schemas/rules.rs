//! The schemas of the rules that officers make.

use super::{list, maybe, moment, names, object, text};
use risk::RuleState;
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let mark = || object(&["by", "at"], json!({ "by": text(), "at": moment() }));
    let retired = object(&["by", "at", "reason"], json!({ "by": text(), "at": moment(), "reason": text() }));
    json!({
        "RuleText": { "type": "string", "description": "TOML with one `[[profile]]`, as in a pack" },
        "RuleProfile": {
            "type": "object",
            "description": "a profile as in a pack: its keys, and its criteria as a list of objects",
            "required": ["id"],
            "properties": {
                "id": text(),
                "criteria": { "type": "array", "items": { "type": "object" } },
            },
        },
        "RuleReason": object(&[], json!({ "reason": text() })),
        "RuleVersion": object(&["id", "version", "name", "state", "proposed", "text"], json!({
            "id": text(),
            "version": { "type": "integer" },
            "name": text(),
            "state": { "type": "string", "enum": names(RuleState::ALL, |state| state.as_str()) },
            "title": maybe(text()),
            "valid_to": maybe(text()),
            "proposed": mark(),
            "shadowed": maybe(mark()),
            "approved": maybe(mark()),
            "retired": maybe(retired),
            "text": text(),
        })),
        "Rules": object(&["rules"], json!({ "rules": list("RuleVersion") })),
        "RuleFinding": object(&["severity", "code", "reason"], json!({
            "severity": { "type": "string", "enum": ["error", "warning", "info"] },
            "file": text(),
            "row": maybe(json!({ "type": "integer" })),
            "column": maybe(text()),
            "code": text(),
            "reason": text(),
            "fix": maybe(text()),
        })),
        "RuleFindings": object(&["errors", "findings"], json!({
            "errors": { "type": "integer" },
            "findings": list("RuleFinding"),
        })),
    })
}

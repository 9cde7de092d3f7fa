//! The schemas of figures for everybody.

use super::{amount, list, names, object, outcome, phase, text};
use clearance::ChargeStatus;
use serde_json::{Value, json};
use tariff::ChargeKind;

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let which = ["CategoryStatistics", "TimeStatistics", "ChargeStatistics", "QuotaStatistics"];
    let which = which.map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }));
    json!({
        "Statistics": { "oneOf": which },
        "CategoryStatistics": statistic("categories", &["declarations", "sent_back", "consignments"], json!({
            "declarations": { "type": "integer", "description": "declarations and advance data that were taken" },
            "sent_back": { "type": "integer", "description": "those that went back to be corrected" },
            "consignments": { "type": "array", "items": object(&["category", "phase", "outcome", "count"], json!({
                "category": { "type": "integer" }, "phase": phase(), "outcome": outcome(),
                "count": { "type": "integer" },
            })) },
        })),
        "TimeStatistics": statistic("time-release", &["unit", "since_filing", "since_arrival"], json!({
            "unit": { "type": "string", "enum": ["minutes"] },
            "since_filing": list("TimePercentiles"),
            "since_arrival": list("TimePercentiles"),
        })),
        "TimePercentiles": object(&["category", "releases", "p50", "p75", "p90", "p95"], json!({
            "category": { "type": ["integer", "null"], "description": "null for all together" },
            "releases": { "type": "integer" },
            "p50": within(), "p75": within(), "p90": within(), "p95": within(),
        })),
        "ChargeStatistics": statistic("charges", &["currency", "charged", "totals"], json!({
            "currency": text(),
            "charged": { "type": "array", "items": object(&["kind", "status", "amount"], json!({
                "kind": kind(),
                "status": { "type": "string", "enum": names(ChargeStatus::ALL, |status| status.as_str()) },
                "amount": amount(),
            })) },
            "totals": { "type": "array", "items": object(&["kind", "charged", "collected", "due"], json!({
                "kind": kind(), "charged": amount(), "collected": amount(), "due": amount(),
            })) },
        })),
        "QuotaStatistics": statistic("quotas", &["quotas"], json!({ "quotas": list("QuotaBalance") })),
        "QuotaBalance": object(
            &["quota", "unit", "volume", "drawn", "left", "valid_from", "valid_to", "law"],
            json!({
                "quota": text(), "unit": text(), "volume": amount(), "drawn": amount(), "left": amount(),
                "valid_from": { "type": "string", "format": "date" },
                "valid_to": { "type": ["string", "null"], "format": "date" },
                "law": text(),
            }),
        ),
    })
}

fn statistic(name: &str, required: &[&str], mut properties: Value) -> Value {
    if let Some(members) = properties.as_object_mut() {
        members.insert("name".to_owned(), json!({ "type": "string", "enum": [name] }));
        for day in ["from", "to"] {
            members.insert(day.to_owned(), json!({ "type": "string", "format": "date" }));
        }
    }
    object(&[&["name", "from", "to"], required].concat(), properties)
}

/// Minutes that so many of a hundred did not exceed.
fn within() -> Value {
    json!({ "type": "integer", "description": "minutes, to within an eighth, that so many of a hundred took at most" })
}

fn kind() -> Value {
    json!({ "type": "string", "enum": names(ChargeKind::ALL, |kind| kind.as_str()) })
}

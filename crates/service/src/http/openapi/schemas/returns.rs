//! The schemas of goods that leave: what carriers scan, how a scan stands, what officers say of it.

use super::handling::either;
use super::{amount, maybe, moment, names, object, phase, text};
use clearance::{Condition, Doubt};
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    json!({
        "Return": returned(),
        "ScanStanding": object(&["scan", "state", "reasons"], json!({
            "scan": maybe(text()),
            "state": { "type": "string", "enum": ["open", "matched", "refused"] },
            "reasons": reasons(),
            "consignment": text(),
        })),
        "StandingOrScan": either(&["Decision", "Elsewhere", "ScanStanding"]),
        "ScanMatch": object(&["consignment", "reason"], json!({
            "consignment": text(), "goods": returned_goods(), "condition": condition(), "reason": text(),
        })),
        "ScanItem": scan_item(),
        "LeavingItem": object(&["consignment", "phase", "leave_by", "overdue"], json!({
            "consignment": text(), "tracking_number": maybe(text()), "phase": phase(), "leave_by": maybe(moment()),
            "overdue": { "type": "boolean" }, "office": maybe(text()),
        })),
    })
}

fn returned() -> Value {
    let known = "one of `consignment`, `tracking_number`, `ucr` and `order` must be said";
    let goods = object(
        &[],
        json!({
            "line": { "type": "integer" }, "commodity_code": text(), "description": text(), "quantity": amount(),
        }),
    );
    object(
        &["outbound"],
        json!({
            "outbound": text(),
            "consignment": {
                "type": "string", "description": format!("an id, a number of transport or of a declaration; {known}"),
            },
            "tracking_number": { "type": "string", "description": "under which the goods came" },
            "ucr": text(),
            "order": object(&["number", "platform"], json!({ "number": text(), "platform": text() })),
            "goods": {
                "type": "array", "maxItems": 999, "items": goods,
                "description": "nothing named means all that are left; with `consignment` by line and quantity only",
            },
            "condition": condition(),
            "exchanged": { "type": "boolean", "description": "whether other goods leave than came; not with `consignment`" },
            "exported": moment(),
            "asked": moment(),
        }),
    )
}

fn condition() -> Value {
    json!({ "type": "string", "enum": names(Condition::ALL, |condition| condition.as_str()) })
}

fn reasons() -> Value {
    json!({ "type": "array", "items": { "type": "string", "enum": names(Doubt::ALL, |doubt| doubt.as_str()) } })
}

fn returned_goods() -> Value {
    let goods = object(&["line"], json!({ "line": { "type": "integer" }, "quantity": amount() }));
    json!({ "type": "array", "maxItems": 999, "items": goods })
}

/// An outbound scan as officers see it on their list.
fn scan_item() -> Value {
    let goods = object(
        &["line", "commodity_code", "description", "quantity"],
        json!({
            "line": maybe(json!({ "type": "integer" })), "commodity_code": maybe(text()),
            "description": maybe(text()), "quantity": maybe(text()),
        }),
    );
    let order = object(&["number", "platform"], json!({ "number": text(), "platform": text() }));
    object(
        &["scan", "scanned", "by", "reasons", "outbound", "goods", "condition", "exchanged"],
        json!({
            "scan": text(), "scanned": maybe(moment()), "by": text(), "reasons": reasons(), "outbound": text(),
            "tracking_number": maybe(text()), "ucr": maybe(text()), "order": maybe(order),
            "goods": { "type": "array", "items": goods }, "condition": condition(),
            "exchanged": { "type": "boolean" }, "exported": maybe(moment()), "asked": maybe(moment()),
        }),
    )
}

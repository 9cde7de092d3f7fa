//! The schemas of what vendors declare.

use super::{amount, list, maybe, moment, names, object, text};
use clearance::DifferenceKind;
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let count = || json!({ "type": "integer" });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    json!({
        "VendorReturnText": object(&["scheme", "number", "period", "lines"], json!({
            "scheme": text(), "number": text(), "period": text(), "lines": list("VendorLine"),
        })),
        "VendorLine": object(&["tax_amount", "currency"], json!({
            "tracking_number": maybe(text()),
            "order_number": maybe(text()),
            "market_place": maybe(text()),
            "tax_amount": { "type": "string", "description": "decimal text; below nothing where tax is taken off" },
            "currency": text(),
        })),
        "VendorReturn": object(
            &["return", "scheme", "number", "period", "filed_by", "received", "lines", "declared", "currency", "path"],
            json!({
                "return": text(), "scheme": text(), "number": text(), "period": text(), "filed_by": text(),
                "received": moment(), "lines": count(), "declared": amount(), "currency": text(),
                "replaced_by": maybe(text()), "path": text(), "receipt": reference("Receipt"),
            }),
        ),
        "Reconciliation": object(
            &["scheme", "number", "period", "collected", "declared", "difference", "agreed", "differing", "differences"],
            json!({
                "scheme": text(), "number": text(), "period": text(), "from": text(), "to": text(),
                "currency": text(), "return": maybe(reference("VendorReturn")),
                "counts": maybe(json!({ "type": "boolean" })),
                "parcels": count(), "collected": amount(), "declared": amount(), "difference": amount(),
                "agreed": count(), "differing": list("DifferingKind"),
                "not_declared_by_filer": maybe(reference("NotDeclared")),
                "differences": list("VendorDifference"), "next": maybe(count()),
            }),
        ),
        "DifferingKind": object(&["kind", "count", "collected", "declared", "difference"], json!({
            "kind": kind(), "count": count(), "collected": amount(), "declared": amount(), "difference": amount(),
        })),
        "VendorDifference": object(&["kind", "consignments", "collected", "declared", "difference"], json!({
            "kind": kind(), "line": maybe(count()), "tracking_number": maybe(text()), "order_number": maybe(text()),
            "market_place": maybe(text()), "consignments": { "type": "array", "items": text() },
            "collected": amount(), "declared": amount(), "difference": amount(), "filer": maybe(text()),
        })),
        "NotDeclared": object(&["looked_up", "filers"], json!({
            "looked_up": count(),
            "filers": { "type": "array", "items": object(&["filer", "parcels", "collected"], json!({
                "filer": text(), "parcels": count(), "collected": amount(),
            })) },
        })),
        "VendorAccounts": object(&["period", "is_over", "numbers"], json!({
            "period": text(), "is_over": { "type": "boolean" }, "numbers": list("VendorAccount"),
            "next": maybe(text()),
        })),
        "VendorAccount": object(&["scheme", "number", "currency", "collected", "difference", "path"], json!({
            "scheme": text(), "number": text(), "party": maybe(text()), "name": maybe(text()), "currency": text(),
            "collected": amount(), "declared": maybe(amount()), "difference": amount(),
            "return": maybe(reference("VendorReturn")), "path": text(),
        })),
    })
}

fn kind() -> Value {
    json!({ "type": "string", "enum": names(DifferenceKind::ALL, |kind| kind.as_str()) })
}

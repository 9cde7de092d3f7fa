//! The schemas of what is done with consignments after they were filed, and of what is asked without filing.

use super::{amount, list, maybe, moment, names, object, outcome, phase, text};
use clearance::{Direction, Finding, GateKind};
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    json!({
        "Arrivals": arrivals(),
        "ArrivalsTaken": arrivals_taken(),
        "OfficerDecision": object(&["decision", "reason"], json!({
            "decision": { "type": "string", "enum": names(Direction::ALL, |direction| direction.as_str()) },
            "lines": lines(),
            "reason": text(),
        })),
        "Joining": object(&["other", "reason"], json!({ "other": text(), "reason": text() })),
        "ExaminationResult": examination_result(),
        "AgencyAnswer": object(&["approved"], json!({ "approved": { "type": "boolean" }, "reason": text() })),
        "Payment": object(&["amount", "currency", "reference"], json!({
            "amount": amount(), "currency": text(), "reference": text(),
        })),
        "Declination": object(&[], json!({ "reason": text() })),
        "Elsewhere": elsewhere(),
        "Standing": either(&["Decision", "Elsewhere"]),
        "Consignment": consignment(),
        "ConsignmentOrDecision": either(&["Consignment", "Decision"]),
        "Worklists": object(&["worklists"], json!({
            "worklists": { "type": "array", "items": object(&["name", "count", "path"], json!({
                "name": text(), "count": { "type": "integer" }, "path": text(),
            })) },
        })),
        "Worklist": object(&["name", "items", "next"], json!({
            "name": text(),
            "items": { "type": "array", "items": either(&["WorkItem", "ScanItem", "LeavingItem", "DebtItem"]) },
            "next": maybe(text()),
        })),
        "WorkItem": work_item(),
        "Estimate": estimate(),
        "Quote": object(&["category", "assessment", "grounds", "warnings", "law"], json!({
            "category": { "type": "integer" },
            "assessment": { "$ref": "#/components/schemas/Assessment" },
            "grounds": list("Ground"),
            "warnings": list("Fault"),
            "law": object(&["pack", "version", "as_of"], json!({
                "pack": text(), "version": text(), "as_of": day(),
            })),
            "signed": object(&["record", "statement", "signature"], json!({
                "record": text(), "statement": text(), "signature": text(),
            })),
        })),
        "ComparedQuote": object(&["statement", "signature", "declaration"], json!({
            "statement": text(), "signature": text(), "declaration": { "$ref": "#/components/schemas/Declaration" },
        })),
        "QuoteComparison": object(&["same", "quoted", "now", "differing"], json!({
            "same": { "type": "boolean" },
            "quoted": object(&["payable", "charges", "day"], json!({
                "payable": text(), "day": day(),
                "charges": { "type": "array", "items": { "type": "array", "items": text() } },
            })),
            "now": object(&["payable", "day"], json!({ "payable": text(), "day": day() })),
            "differing": { "type": "array", "items": object(&["fact"], json!({
                "fact": text(), "quoted": maybe(text()), "now": maybe(text()),
            })) },
        })),
        "SignedSellerList": seller_list(),
        "LotSecret": object(&["day", "secret"], json!({ "day": text(), "secret": text() })),
        "Tracking": object(&["phase", "text", "turn"], json!({
            "phase": phase(),
            "text": text(),
            "turn": object(&["who", "text"], json!({ "who": maybe(text()), "text": text() })),
            "given_back": { "type": "array", "items": given_back() },
            "owed_back": text(),
            "paid_out": text(),
        })),
    })
}

fn given_back() -> Value {
    let to = ["consignee", "declarant", "carrier", "seller", "buyer"];
    object(&["to", "amount"], json!({ "to": { "type": "string", "enum": to }, "amount": text() }))
}

fn arrivals() -> Value {
    let mut arrivals = object(
        &["office"],
        json!({
            "office": text(),
            "arrived": moment(),
            "consignments": {
                "type": "array", "items": text(), "maxItems": 10_000,
                "description": "ids, numbers of transport or numbers of declarations",
            },
            "master_document": { "type": "string", "description": "instead of `consignments`: all that travel under it" },
        }),
    );
    if let Some(members) = arrivals.as_object_mut() {
        let either = json!([{ "required": ["consignments"] }, { "required": ["master_document"] }]);
        members.insert("oneOf".to_owned(), either);
    }
    arrivals
}

fn arrivals_taken() -> Value {
    let refused = object(
        &["code", "detail", "may_retry"],
        json!({
            "code": text(), "detail": text(), "may_retry": { "type": "boolean" },
        }),
    );
    object(
        &["office", "arrived", "taken", "refused", "results"],
        json!({
            "office": text(),
            "arrived": moment(),
            "taken": { "type": "integer" },
            "refused": { "type": "integer" },
            "results": { "type": "array", "items": object(&["ref", "may_go"], json!({
                "ref": text(), "consignment": text(), "phase": phase(), "may_go": { "type": "boolean" },
                "refused": refused,
            })) },
        }),
    )
}

fn elsewhere() -> Value {
    object(
        &["consignment", "phase", "outcome", "may_go"],
        json!({
            "consignment": text(), "tracking_number": text(), "phase": phase(), "outcome": outcome(),
            "may_go": { "type": "boolean" },
        }),
    )
}

fn consignment() -> Value {
    let filing = object(
        &["declaration", "reference", "filer", "role", "stage", "accepted", "invalid", "governs"],
        json!({
            "declaration": text(), "reference": text(), "filer": text(),
            "role": { "$ref": "#/components/schemas/FilerRole" },
            "stage": text(), "accepted": moment(), "amended": moment(),
            "invalid": { "type": "boolean" }, "governs": { "type": "boolean" },
        }),
    );
    let gate = object(
        &["gate", "control", "owner", "subject", "opened", "due", "overdue"],
        json!({
            "gate": gate(), "control": text(), "owner": text(), "subject": text(), "opened": moment(), "due": moment(),
            "overdue": { "type": "boolean" }, "asked_by": { "type": "array", "items": text() }, "lines": lines(),
        }),
    );
    object(
        &[
            "consignment",
            "phase",
            "outcome",
            "may_go",
            "next_action",
            "filings",
            "links",
            "gates",
            "decision",
        ],
        json!({
            "consignment": text(), "phase": phase(), "outcome": outcome(), "may_go": { "type": "boolean" },
            "next_action": { "$ref": "#/components/schemas/NextAction" },
            "arrived": object(&["office", "at"], json!({ "office": text(), "at": moment() })),
            "filings": { "type": "array", "items": filing },
            "links": {
                "type": "array", "items": text(),
                "description": "ids of consignments with the same UCR, order, payment or master number",
            },
            "gates": { "type": "array", "items": gate },
            "decision": { "$ref": "#/components/schemas/Decision" },
        }),
    )
}

fn work_item() -> Value {
    object(
        &["consignment", "control", "gate", "due", "overdue", "category", "why", "next_action"],
        json!({
            "consignment": text(), "control": text(), "gate": gate(), "due": moment(),
            "overdue": { "type": "boolean" },
            "weight": { "type": "integer", "description": "how much speaks for a look; for customs only" },
            "tracking_number": text(), "category": { "type": "integer" }, "lines": lines(),
            "why": { "type": "array", "items": text(), "description": "codes of the grounds that hold it" },
            "next_action": { "$ref": "#/components/schemas/NextAction" },
        }),
    )
}

fn estimate() -> Value {
    object(
        &["from", "value"],
        json!({
            "from": text(),
            "to": { "type": "string", "description": "the country that answers; another is a fault" },
            "origin": text(), "code": text(),
            "value": object(&["amount", "currency"], json!({ "amount": amount(), "currency": text() })),
            "freight": amount(), "insurance": amount(), "quantity": amount(), "unit": text(),
            "mass_kg": amount(),
            "channel": text(), "nature": text(), "description": text(), "scheme": text(), "scheme_number": text(),
            "documents": { "type": "array", "items": text(), "description": "types of documents that will be presented; TYPE:NUMBER where the number counts, as that of a tariff quota" },
            "as_of": day(),
        }),
    )
}

pub(super) fn either(schemas: &[&str]) -> Value {
    let schemas = schemas.iter().map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }));
    json!({ "oneOf": schemas.collect::<Vec<Value>>() })
}

fn gate() -> Value {
    json!({ "type": "string", "enum": names(GateKind::ALL, |kind| kind.as_str()) })
}

fn lines() -> Value {
    json!({ "type": "array", "items": { "type": "integer" } })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn seller_list() -> Value {
    object(
        &["record", "statement", "signature"],
        json!({
            "record": text(),
            "statement": {
                "type": "string",
                "description": "JSON on one line: `list` (its number), `issued`, `valid_to`, and `sellers` with `kind` (seller or site), `id`, `name`, `examined`, `with_finding`, `last_finding`, `reason`",
            },
            "signature": text(),
        }),
    )
}

fn examination_result() -> Value {
    object(
        &[],
        json!({
            "findings": { "type": "array", "items": object(&["line", "finding"], json!({
                "line": { "type": "integer" },
                "finding": { "type": "string", "enum": names(Finding::ALL, |finding| finding.as_str()) },
            })) },
            "note": text(),
        }),
    )
}

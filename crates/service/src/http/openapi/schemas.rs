//! The schemas of what is sent and answered. That of a declaration is made from its fields, closed lists from
//! their words.

mod certificates;
mod documents;
mod erasures;
mod handling;
mod money;
mod post_clearance;
mod records;
mod returns;
mod rules;
mod statistics;
mod vendors;

use clearance::{
    DocumentField, FilerRole, HeaderField, ItemField, MAX_DOCUMENTS, MAX_GOODS_ITEMS, Outcome, Phase,
    TokenFlaw,
};
use serde_json::{Map, Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let mut all = filing();
    let parts = [
        handling::all(),
        money::all(),
        post_clearance::all(),
        documents::all(),
        erasures::all(),
        records::all(),
        certificates::all(),
        returns::all(),
        rules::all(),
        statistics::all(),
        vendors::all(),
    ];
    for more in parts {
        if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
            all.extend(more);
        }
    }
    all
}

/// The schemas of what is filed and answered.
fn filing() -> Value {
    json!({
        "Declaration": declaration(),
        "GoodsItem": flat(ItemField::ALL.iter().map(|field| (field.as_str(), field.limit()))),
        "Document": flat(DocumentField::ALL.iter().map(|field| (field.as_str(), field.limit()))),
        "Invalidation": object(&[], json!({ "reason": { "type": "string" } })),
        "Decision": decision(),
        "NextAction": next_action(),
        "Ground": ground(),
        "Fault": fault(),
        "Assessment": assessment(),
        "Receipt": receipt(),
        "PlacedReceipt": placed_receipt(),
        "Log": log(),
        "Decisions": {
            "type": "string",
            "description": "one `Decision` a line, with `input_line`",
            "x-line-schema": { "$ref": "#/components/schemas/Decision" },
        },
        "Lines": { "type": "string", "description": "lines of text" },
        "Bytes": { "type": "string", "format": "binary", "description": "bytes" },
        "Paper": { "type": "string", "format": "binary", "description": "a document to print" },
        "Object": { "type": "object" },
        "Batch": batch(),
        "Event": event(),
        "Events": object(&["events", "next", "has_more"], json!({
            "events": list("Event"),
            "next": { "type": "string", "description": "where to go on: `after` of the next page" },
            "has_more": { "type": "boolean" },
        })),
        "Problem": problem(),
        "Wrong": object(&["code", "pointer", "message"], json!({
            "code": text(), "pointer": text(), "message": text(), "fix": text(),
        })),
        "FilerRole": { "type": "string", "enum": names(FilerRole::ALL, |role| role.as_str()) },
    })
}

/// A declaration as its fields say: dotted names are levels.
fn declaration() -> Value {
    let mut top = json!({ "type": "object", "required": ["reference"], "properties": {} });
    for field in HeaderField::ALL {
        let parts: Vec<&str> = field.as_str().split('.').collect();
        insert(&mut top, &parts, leaf(field.as_str(), field.limit()));
    }
    if let Some(fields) = properties(&mut top) {
        let items = json!({ "$ref": "#/components/schemas/GoodsItem" });
        let documents = json!({ "$ref": "#/components/schemas/Document" });
        fields.insert("goods_items".to_owned(), many(items, MAX_GOODS_ITEMS));
        fields.insert("documents".to_owned(), many(documents, MAX_DOCUMENTS));
    }
    top
}

fn many(items: Value, most: usize) -> Value {
    json!({ "type": "array", "items": items, "maxItems": most })
}

fn properties(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    schema.get_mut("properties")?.as_object_mut()
}

fn insert(schema: &mut Value, path: &[&str], leaf: Value) {
    let Some(fields) = properties(schema) else { return };
    match path {
        [] => {}
        [name] => {
            fields.insert((*name).to_owned(), leaf);
        }
        [name, rest @ ..] => {
            let level = fields.entry(*name).or_insert_with(|| json!({ "type": "object", "properties": {} }));
            insert(level, rest, leaf);
        }
    }
}

/// Text is best; numbers and yes or no are taken, too, and nothing is a field that is not there.
fn leaf(name: &str, limit: usize) -> Value {
    match name.ends_with(".address.lines") {
        true => json!({
            "type": ["array", "null"],
            "items": { "type": "string" },
            "description": format!("together at most {limit} characters"),
        }),
        false => json!({ "type": ["string", "number", "boolean", "null"], "maxLength": limit }),
    }
}

fn flat<'a>(fields: impl Iterator<Item = (&'a str, usize)>) -> Value {
    let properties: Map<String, Value> =
        fields.map(|(name, limit)| (name.to_owned(), leaf(name, limit))).collect();
    json!({ "type": "object", "properties": properties })
}

fn decision() -> Value {
    object(
        &[
            "declaration",
            "consignment",
            "reference",
            "outcome",
            "next_action",
            "gates",
            "grounds",
            "warnings",
            "law",
            "receipt",
        ],
        json!({
            "declaration": maybe(text()),
            "consignment": maybe(text()),
            "reference": text(),
            "input_line": { "type": "integer" },
            "tracking_number": text(),
            "category": { "type": "integer" },
            "phase": phase(),
            "outcome": outcome(),
            "next_action": { "$ref": "#/components/schemas/NextAction" },
            "payment_reference": maybe(text()),
            "gates": { "type": "array", "items": object(&["gate", "owner", "due"], json!({
                "gate": text(), "owner": text(), "due": moment(), "control": text(),
                "lines": { "type": "array", "items": { "type": "integer" } },
            })) },
            "grounds": list("Ground"),
            "faults": list("Fault"),
            "warnings": list("Fault"),
            "assessment": { "$ref": "#/components/schemas/Assessment" },
            "post_clearance": { "$ref": "#/components/schemas/PostClearance" },
            "law": object(&["pack", "version"], json!({
                "pack": text(), "version": text(), "as_of": { "type": "string", "format": "date" },
            })),
            "risk": object(&["grounds"], json!({ "grounds": list("Ground") })),
            "receipt": { "oneOf": [{ "$ref": "#/components/schemas/Receipt" }, { "type": "null" }] },
        }),
    )
}

fn next_action() -> Value {
    object(
        &["who", "what", "by", "reason", "text"],
        json!({
            "who": maybe(text()), "what": text(), "by": maybe(text()), "reason": text(), "text": text(),
        }),
    )
}

fn ground() -> Value {
    object(
        &["code", "facts"],
        json!({
            "code": text(),
            "law": text(),
            "facts": { "type": "object", "additionalProperties": { "type": "string" } },
        }),
    )
}

fn fault() -> Value {
    object(
        &["code", "severity", "pointer", "message", "fix"],
        json!({
            "code": text(),
            "severity": { "type": "string", "enum": ["error", "warning"] },
            "pointer": text(), "message": text(), "fix": text(),
        }),
    )
}

fn assessment() -> Value {
    let charge = object(
        &["kind", "base", "rate", "amount", "status", "debtor", "collector", "due", "law", "valid_on"],
        json!({
            "kind": text(), "base": amount(), "rate": text(), "amount": amount(), "status": text(), "debtor": text(),
            "collector": text(), "due": amount(), "release_waits": { "type": "boolean" }, "law": text(),
            "valid_on": { "type": "string", "format": "date" },
        }),
    );
    object(
        &["currency", "customs_value", "payable", "lines"],
        json!({
            "currency": text(), "customs_value": amount(), "payable": amount(), "repayable": amount(),
            "lines": { "type": "array", "items": object(&["line", "charges"], json!({
                "line": { "type": "integer" },
                "outcome": outcome(),
                "charges": { "type": "array", "items": charge },
            })) },
        }),
    )
}

fn receipt() -> Value {
    object(
        &["hash", "path", "batch_root", "signature", "leaf"],
        json!({
            "hash": text(), "path": { "type": "array", "items": text() }, "batch_root": text(), "signature": text(),
            "leaf": { "type": ["integer", "null"] }, "statement": text(), "index": { "type": "integer" },
            "size": { "type": "integer" }, "batch": { "type": "integer" }, "opening": text(),
        }),
    )
}

/// A receipt with what proves its place in the log.
fn placed_receipt() -> Value {
    let place = object(
        &["leaf", "text", "path", "checkpoint"],
        json!({
            "leaf": { "type": "integer" }, "text": text(), "path": { "type": "array", "items": text() },
            "checkpoint": text(),
        }),
    );
    json!({ "allOf": [{ "$ref": "#/components/schemas/Receipt" }, object(&[], json!({ "place": place }))] })
}

fn log() -> Value {
    let witness = object(
        &["name", "key"],
        json!({ "name": text(), "key": text(), "size": { "type": ["integer", "null"] } }),
    );
    object(
        &["origin", "key", "size", "witnesses"],
        json!({
            "origin": text(), "key": text(), "size": { "type": "integer" },
            "checkpoint": { "type": ["string", "null"] },
            "witnesses": { "type": "array", "items": witness },
        }),
    )
}

fn batch() -> Value {
    object(
        &[
            "batch", "state", "received", "finished", "lines", "returned", "repeated", "outcomes", "errors",
            "results",
        ],
        json!({
            "batch": text(),
            "state": {
                "type": "string",
                "enum": ["receiving", "received", "deciding", "finished", "unfinished"],
                "description": "`unfinished`: its end never came, or `errors` says why it cannot be read; what was \
                                decided stays so",
            },
            "received": moment(),
            "finished": maybe(moment()),
            "lines": { "type": "integer", "description": "lines that are decided" },
            "returned": { "type": "integer", "description": "those of them that went back" },
            "repeated": { "type": "integer", "description": "those of them that had been declared before" },
            "outcomes": { "type": "object", "additionalProperties": { "type": "integer" } },
            "errors": list("Wrong"),
            "results": text(),
        }),
    )
}

fn event() -> Value {
    let (phases, outcomes) =
        (names(Phase::ALL, |phase| phase.as_str()), names(Outcome::ALL, |outcome| outcome.as_str()));
    let or_null = |mut words: Vec<Value>| {
        words.push(Value::Null);
        json!({ "type": ["string", "null"], "enum": words })
    };
    object(
        &["id", "type", "at", "consignment", "declaration", "reference", "phase", "outcome"],
        json!({
            "id": text(), "type": text(), "at": moment(), "consignment": maybe(text()), "declaration": maybe(text()),
            "reference": maybe(text()), "phase": or_null(phases), "outcome": or_null(outcomes),
            "certificate": { "type": "string", "description": "the number of the certificate" },
            "tax_token": object(&["scheme_number", "order", "flaw"], json!({
                "scheme_number": text(), "order": text(),
                "flaw": { "type": "string", "enum": names(TokenFlaw::ALL, |flaw| flaw.as_str()) },
            })),
        }),
    )
}

fn problem() -> Value {
    object(
        &["type", "title", "status", "code"],
        json!({
            "type": { "type": "string", "format": "uri" },
            "title": text(),
            "status": { "type": "integer" },
            "code": text(),
            "detail": text(),
            "errors": list("Wrong"),
            "warnings": list("Wrong"),
            "may_retry": { "type": "boolean" },
            "outcome": text(),
            "reference": text(),
            "batch": text(),
            "results": text(),
        }),
    )
}

pub(super) fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

pub(super) fn list(name: &str) -> Value {
    json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{name}") } })
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

pub(super) fn amount() -> Value {
    json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })
}

pub(super) fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// A schema or nothing.
pub(super) fn maybe(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

pub(super) fn phase() -> Value {
    json!({ "type": "string", "enum": names(Phase::ALL, |phase| phase.as_str()) })
}

pub(super) fn outcome() -> Value {
    json!({ "type": "string", "enum": names(Outcome::ALL, |outcome| outcome.as_str()) })
}

pub(super) fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<Value> {
    all.iter().map(|word| Value::from(name(*word))).collect()
}

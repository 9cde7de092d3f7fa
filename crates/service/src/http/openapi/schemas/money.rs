//! The schemas of the ledger.

use super::{amount, list, maybe, object, text};
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    json!({
        "ReferencedPayment": object(&["reference", "payment", "amount", "currency"], json!({
            "reference": { "type": "string", "description": "what the payer was given: ISO 11649, with or without spaces" },
            "payment": { "type": "string", "description": "the reference of whoever took the money; counted once" },
            "amount": amount(),
            "currency": text(),
        })),
        "ReversedPayment": object(&["reference", "payment", "reason"], json!({
            "reference": text(), "payment": text(), "reason": text(),
        })),
        "PaymentAnswer": object(&["reference", "result"], json!({
            "line": maybe(json!({ "type": "integer" })),
            "reference": text(), "result": text(), "message": maybe(text()), "consignment": maybe(text()),
        })),
        "Owed": object(&["reference", "payable", "currency"], json!({
            "reference": maybe(text()), "payable": amount(), "currency": text(),
        })),
        "Accounts": object(&["accounts"], json!({ "accounts": list("AccountSums") })),
        "AccountSums": object(SUMS, sums()),
        "Account": account(),
        "Transfers": object(&["transfers"], json!({ "transfers": list("Transfer"), "next": maybe(text()) })),
        "Transfer": object(&["day", "side", "amount", "other", "consignment", "entry"], json!({
            "day": text(),
            "side": { "type": "string", "enum": ["debit", "credit"] },
            "amount": amount(),
            "other": { "type": "string", "description": "the account on the other side" },
            "consignment": maybe(text()),
            "declaration": maybe(text()),
            "entry": { "type": "integer", "description": "the entry of the journal by which it was posted" },
            "law": maybe(text()),
            "what": { "type": ["string", "null"], "description": "what was told of the account itself: a payment, interest" },
            "reference": maybe(text()),
        })),
        "Statements": object(&["organisation", "currency", "payable", "statements"], json!({
            "organisation": text(), "currency": text(), "payable": amount(), "statements": list("StatementSums"),
        })),
        "StatementSums": object(STATEMENT, statement()),
        "Statement": one_statement(),
        "Guarantees": guarantees(),
        "AccountEntry": object(&["kind", "reference", "amount", "currency"], json!({
            "kind": { "type": "string", "enum": ["payment", "reversal", "call", "guarantor_payment", "write_off"] },
            "reference": { "type": "string", "description": "what whoever tells of it calls it; a payment that bounced is taken back under its own" },
            "amount": amount(), "currency": text(),
            "guarantee": { "type": ["string", "null"], "description": "the guarantee that is called" },
            "reason": { "type": "string", "description": "why; needed for a reversal, a call and what is given up" },
        })),
        "Entered": object(&["account", "kind", "reference", "amount", "currency"], json!({
            "account": text(), "kind": text(), "reference": text(), "amount": amount(), "currency": text(),
        })),
    })
}

const STATEMENT: &[&str] = &[
    "statement",
    "organisation",
    "currency",
    "from",
    "to",
    "due",
    "state",
    "opening",
    "charged",
    "interest",
    "paid",
    "called",
    "closing",
    "left",
    "path",
    "lines",
];

fn statement() -> Value {
    json!({
        "statement": { "type": "string", "description": "its period: `2026-03`, `2026-W09`, `2026-Q1`" },
        "organisation": text(), "currency": text(), "from": text(), "to": text(), "due": text(),
        "state": { "type": "string", "enum": ["open", "due", "paid", "overdue"] },
        "opening": amount(), "charged": amount(), "interest": amount(), "paid": amount(), "called": amount(),
        "closing": amount(), "left": amount(), "path": text(), "lines": text(),
    })
}

fn one_statement() -> Value {
    let mut members = statement();
    let kind = object(
        &["kind", "amount", "postings"],
        json!({
            "kind": text(), "amount": amount(), "postings": { "type": "integer" },
        }),
    );
    let entry = object(
        &["kind", "day", "reference", "amount"],
        json!({
            "kind": text(), "day": text(), "reference": text(), "amount": amount(), "reason": maybe(text()),
        }),
    );
    if let Some(members) = members.as_object_mut() {
        members.insert("by_kind".to_owned(), json!({ "type": "array", "items": kind }));
        members.insert("entries".to_owned(), json!({ "type": "array", "items": entry }));
    }
    object(&[STATEMENT, &["by_kind", "entries"]].concat(), members)
}

fn guarantees() -> Value {
    let one = object(
        &["valid_from", "law"],
        json!({
            "reference": maybe(text()), "amount": maybe(text()), "in_local": maybe(amount()), "valid_from": text(),
            "valid_to": maybe(text()), "law": text(),
        }),
    );
    object(
        &["organisation", "currency", "guaranteed", "owed", "expected", "called", "runs_short", "guarantees"],
        json!({
            "organisation": text(), "currency": text(), "guaranteed": amount(),
            "secured_percent": { "type": "integer", "description": "how much of what is owed must be guaranteed" },
            "most": maybe(amount()), "owed": amount(), "expected": amount(), "called": amount(), "room": maybe(amount()),
            "runs_short": { "type": "boolean" }, "guarantees": { "type": "array", "items": one },
        }),
    )
}

const SUMS: &[&str] = &["account", "kind", "currency", "debits", "credits", "balance", "expected", "path"];

fn sums() -> Value {
    json!({
        "account": text(),
        "kind": text(),
        "code": { "type": ["string", "null"], "description": "its number in the administration's chart of accounts" },
        "title": { "type": ["object", "null"], "description": "its name there, by language", "additionalProperties": text() },
        "organisation": maybe(text()),
        "scheme": maybe(text()),
        "scheme_number": maybe(text()),
        "currency": text(),
        "debits": amount(),
        "credits": amount(),
        "balance": amount(),
        "expected": amount(),
        "path": text(),
    })
}

fn account() -> Value {
    let mut members = sums();
    let day = object(
        &["day", "debits", "credits", "balance"],
        json!({ "day": text(), "debits": amount(), "credits": amount(), "balance": amount() }),
    );
    if let Some(members) = members.as_object_mut() {
        for name in ["from", "to"] {
            members.insert(name.to_owned(), text());
        }
        for name in ["opening", "closing"] {
            members.insert(name.to_owned(), amount());
        }
        members.insert("days".to_owned(), json!({ "type": "array", "items": day }));
    }
    object(&[SUMS, &["from", "to", "opening", "days", "closing"]].concat(), members)
}

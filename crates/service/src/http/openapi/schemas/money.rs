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
        "Accounts": object(&["accounts"], json!({ "accounts": list("AccountSums") })),
        "AccountSums": object(SUMS, sums()),
        "Account": account(),
        "Transfers": object(&["transfers"], json!({ "transfers": list("Transfer"), "next": maybe(text()) })),
        "Transfer": object(&["day", "side", "amount", "other", "consignment", "entry"], json!({
            "day": text(),
            "side": { "type": "string", "enum": ["debit", "credit"] },
            "amount": amount(),
            "other": { "type": "string", "description": "the account on the other side" },
            "consignment": text(),
            "declaration": maybe(text()),
            "entry": { "type": "integer", "description": "the entry of the journal by which it was posted" },
            "law": maybe(text()),
        })),
    })
}

const SUMS: &[&str] = &["account", "kind", "currency", "debits", "credits", "balance", "expected", "path"];

fn sums() -> Value {
    json!({
        "account": text(),
        "kind": text(),
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

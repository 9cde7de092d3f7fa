//! The schemas of certificates.

use super::{maybe, names, object, text};
use clearance::{CertificateKind, CertificateStanding};
use serde_json::{Value, json};

/// Every schema, by its name.
pub(super) fn all() -> Value {
    let day = || json!({ "type": "string", "format": "date" });
    let kind = || json!({ "type": "string", "enum": names(CertificateKind::ALL, |kind| kind.as_str()) });
    let standing = names(CertificateStanding::ALL, |standing| standing.as_str());
    json!({
        "CertificateText": object(&["kind", "holder", "about", "valid_from", "valid_until"], json!({
            "kind": kind(),
            "holder": {
                "type": "string",
                "description": "a firm or a registered party, at most 100 bytes; never a person: it is kept for good",
            },
            "about": { "type": "string", "description": "the goods or the authorisation, at most 200 bytes" },
            "consignment": maybe(text()), "origin_country": maybe(text()),
            "valid_from": day(), "valid_until": day(),
        })),
        "Certificate": object(&["number", "status", "valid_from", "valid_until", "revoked_at"], json!({
            "number": text(),
            "status": { "type": "string", "enum": standing },
            "valid_from": day(), "valid_until": day(),
            "revoked_at": maybe(json!({ "type": "string", "format": "date-time" })),
            "kind": kind(), "issuer": text(), "holder": text(), "about": text(),
            "consignment": maybe(text()), "origin_country": maybe(text()),
            "issued": { "type": "string", "format": "date-time" }, "record": text(),
            "text": { "type": "string", "description": "what is signed" },
            "signature": text(),
            "code": { "type": "string", "description": "the text and the signature, for a QR code" },
            "reason": { "type": "string", "description": "why it was revoked" },
        })),
        "Certificates": object(&["certificates", "next"], json!({
            "certificates": { "type": "array", "items": { "$ref": "#/components/schemas/Certificate" } },
            "next": maybe(text()),
        })),
        "Revocation": object(&["reason"], json!({ "reason": text() })),
    })
}

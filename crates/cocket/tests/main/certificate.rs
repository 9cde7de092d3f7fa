//! `cocket certificate verify` from outside: what is good, and each way not to be.

use crate::command::cocket;
use evidence::{Certificate, SigningKey};
use serde_json::{Value, json};
use std::process::Output;

fn signed(seed: u8) -> (String, String) {
    let key = SigningKey::from_seed(&[seed; 32]).unwrap();
    let certificate = Certificate {
        kind: "origin",
        number: "cert_0000000000042",
        issuer: "plant-health",
        holder: "Bright Shop Ltd.",
        about: "coffee, 60 kg",
        consignment: None,
        origin_country: Some("ET"),
        valid_from: "2026-03-02",
        valid_until: "2026-06-30",
        issued: "2026-03-02T12:00:00Z",
        record: "customs.example/log",
    };
    (key.sign_certificate(&certificate).unwrap().code(), key.verifying_key().to_string())
}

fn verify(certificate: &str, key: &str, as_of: &str, input: &str) -> Output {
    let arguments = ["certificate", "verify", certificate, "--key", key, "--as-of", as_of, "--json"];
    cocket(&arguments, input.as_bytes())
}

#[track_caller]
fn check(output: &Output, flaw: Option<&str>) -> Value {
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_eq!(told["flaw"].as_str(), flaw, "{told}");
    assert_eq!(
        (told["good"] == true, output.status.code()),
        (flaw.is_none(), Some(i32::from(flaw.is_some())))
    );
    told
}

#[test]
fn a_certificate_is_checked_offline_however_it_comes() {
    let (code, key) = signed(7);
    let told = check(&verify(&code, &key, "2026-06-30", ""), None);
    assert_eq!((&told["holder"], &told["origin_country"]), (&json!("Bright Shop Ltd."), &json!("ET")));
    let address = format!("https://customs.example/check#{code}");
    check(&verify(&address, &key, "2026-03-02", ""), None);
    check(&verify("-", &key, "2026-03-02", &format!("{address}\n")), None);
    check(&verify("-", &key, "2026-03-02", &json!({ "code": code, "status": "valid" }).to_string()), None);
    check(&verify(&code, &key, "2026-03-01", ""), Some("not_yet"));
    check(&verify(&code, &key, "2026-07-01", ""), Some("expired"));
    let (other, other_key) = signed(8);
    check(&verify(&code, &other_key, "2026-03-02", ""), Some("wrong_signature"));
    let (text, _) = code.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    check(&verify(&format!("{text}.{signature}"), &key, "2026-03-02", ""), Some("wrong_signature"));
    for bad in ["CKT1.", "CKT1.AAAA.AAAA", &format!("{code}A"), "CKT2.AAAA.AAAA"] {
        check(&verify(bad, &key, "2026-03-02", ""), Some("unreadable"));
    }
    check(&verify("-", &key, "2026-03-02", "nonsense"), Some("unreadable"));
    let shown = cocket(&["certificate", "verify", &code, "--key", &key, "--as-of", "2026-03-02"], b"");
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("revoked is only known online") && shown.contains("Bright Shop Ltd."), "{shown}");
    assert_eq!(verify("/no/such/file", &key, "2026-03-02", "").status.code(), Some(3));
}

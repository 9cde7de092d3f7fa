//! `cocket certificate`: a certificate, checked by whoever is shown it, without the database and without a network.

use crate::clock;
use crate::failure::{Answer, Failure};
use clap::Subcommand;
use clearance::{CertificateDays, CertificateStanding};
use evidence::{Certificate, Signature, SignedCertificate, VerifyingKey};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

/// Arguments of `cocket certificate`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Check a certificate by the record's key. The answer is no where it is not good on the day. Whether it was revoked
    /// is only known online.
    Verify(Verify),
}

#[derive(clap::Args)]
struct Verify {
    /// The code, the address of a QR code with it, or a file with one of them or with the answer of the API; `-` for
    /// standard input.
    #[arg(value_name = "FILE|CODE")]
    certificate: String,
    /// The published key of the record: `name+id+key`, or the key alone, 44 signs of base64.
    #[arg(long, value_name = "KEY", value_parser = record_key)]
    key: VerifyingKey,
    /// Check as of this day instead of today by universal time.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// The most bytes of a file with a certificate.
const MOST_BYTES: u64 = 64 << 10;
/// How codes begin.
const MARK: &str = "CKT";

/// Checks a certificate.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let What::Verify(asked) = &arguments.what;
    let text = given(&asked.certificate)?;
    let today = asked.as_of.unwrap_or_else(|| clock::now().to_zoned(TimeZone::UTC).date());
    let told = match found(&text) {
        Some(signed) => judged(&signed, &asked.key, today),
        None => json!({ "good": false, "flaw": "unreadable" }),
    };
    tell(&told, asked.json)
}

/// What was given: the code itself, or what stands in a file.
fn given(argument: &str) -> Result<String, Failure> {
    if argument.starts_with(MARK) || argument.contains(&format!("#{MARK}")) {
        return Ok(argument.to_owned());
    }
    let bytes = super::read_whole(Path::new(argument), MOST_BYTES)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The certificate in an address, a code, or the answer of the API.
fn found(text: &str) -> Option<SignedCertificate> {
    let text = text.trim();
    if let Ok(answer) = serde_json::from_str::<Value>(text) {
        let member = |name: &str| answer.get(name).and_then(Value::as_str);
        if let Some(code) = member("code") {
            return SignedCertificate::read(code).ok();
        }
        let signature = Signature::parse(member("signature")?)?;
        return Some(SignedCertificate { text: member("text")?.to_owned(), signature });
    }
    let code = text.rsplit_once('#').map_or(text, |(_, code)| code);
    SignedCertificate::read(code).ok()
}

/// The key of a record in either way in which it is published.
fn record_key(text: &str) -> Result<VerifyingKey, String> {
    match super::log::log_key(text) {
        Ok(named) => Ok(named.key),
        Err(_) => super::tax_token::public_key(text),
    }
}

fn judged(signed: &SignedCertificate, key: &VerifyingKey, today: Date) -> Value {
    let Ok(certificate) = signed.verified(key) else {
        return json!({ "good": false, "flaw": "wrong_signature" });
    };
    let standing = CertificateDays::of(&certificate).map(|days| days.standing(today, false));
    let is_good = standing == Some(CertificateStanding::Valid);
    let flaw = match (is_good, standing) {
        (true, _) => None,
        (false, standing) => Some(standing.map_or("unreadable", CertificateStanding::as_str)),
    };
    let Certificate { kind, number, issuer, holder, about, issued, record, .. } = certificate;
    json!({
        "good": is_good,
        "flaw": flaw,
        "as_of": today.to_string(),
        "kind": kind,
        "number": number,
        "issuer": issuer,
        "holder": holder,
        "about": about,
        "consignment": certificate.consignment,
        "origin_country": certificate.origin_country,
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
        "issued": issued,
        "record": record,
    })
}

fn tell(told: &Value, as_json: bool) -> Result<Answer, Failure> {
    let is_good = told.get("good") == Some(&Value::Bool(true));
    let mut out = std::io::stdout().lock();
    let written = match as_json {
        true => writeln!(out, "{told}"),
        false => {
            let verdict = match is_good {
                true => "the certificate is good; whether it was revoked is only known online",
                false => "the certificate is NOT good",
            };
            let members = told.as_object().into_iter().flatten();
            let mut members = members.filter_map(|(name, value)| Some((name, value.as_str()?)));
            writeln!(out, "{verdict}")
                .and_then(|()| members.try_for_each(|(name, value)| writeln!(out, "  {name:14} {value}")))
        }
    };
    written.map_err(Failure::output)?;
    Ok(Answer::yes_if(is_good))
}

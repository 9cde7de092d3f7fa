//! The page that checks a certificate: by the server without a script, by the browser itself with one, and without a
//! network once it was opened.

use crate::certificates::{Checked, Kept, check as checked};
use crate::lane::ENGINE;
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::shown::{page, with_status};
use crate::pages::told::Told;
use crate::pages::{TEXTS, assets};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use clearance::{CertificateKind, CertificateStanding};
use evidence::Certificate;
use jiff::Timestamp;
use ring::digest;
use std::sync::Arc;

/// Where the script is that keeps the page for when there is no network. Its scope begins at its own path.
pub(super) const WORKER: &str = "/check-worker.js";

/// What can be found, by the end of a message's id.
const VERDICTS: [&str; 8] =
    ["valid", "not_yet", "expired", "revoked", "unknown", "forged", "unreadable", "unable"];
/// How sure it is.
const NOTES: [&str; 3] = ["asked", "offline", "unasked"];
/// What a certificate says, in the order of the page.
const FIELDS: [&str; 10] = [
    "kind",
    "holder",
    "about",
    "origin_country",
    "consignment",
    "issuer",
    "valid_from",
    "valid_until",
    "issued",
    "number",
];

#[derive(Template)]
#[template(path = "certificates/check.html")]
struct Check {
    f: Frame,
    key: String,
    code: String,
    verdict: &'static str,
    note: &'static str,
    /// What the certificate says, by field.
    said: Vec<(&'static str, String)>,
    revoked: Option<Timestamp>,
}

impl Check {
    fn of(f: Frame, code: String) -> Check {
        let key = f.shared().record.1.verifying_key().to_string();
        Check { f, key, code, verdict: "", note: "", said: Vec::new(), revoked: None }
    }

    fn said(&self, field: &str) -> &str {
        self.said.iter().find(|(name, _)| *name == field).map_or("", |(_, text)| text)
    }

    fn is_good(&self, verdict: &str) -> bool {
        verdict == CertificateStanding::Valid.as_str()
    }

    fn is_found(&self, verdict: &str) -> bool {
        self.verdict == verdict
    }

    fn is_noted(&self, note: &str) -> bool {
        self.note == note
    }

    fn is_kind(&self, field: &str) -> bool {
        field == "kind"
    }

    fn is_of_kind(&self, kind: &str) -> bool {
        self.said("kind") == kind
    }

    fn kinds(&self) -> impl Iterator<Item = &'static str> {
        CertificateKind::ALL.iter().map(|kind| kind.as_str())
    }

    fn say(&mut self, certificate: &Certificate<'_>) {
        let day =
            |text: &str| clearance::plain_day(text).map_or_else(|| text.to_owned(), |day| self.f.day(day));
        let issued = certificate.issued.parse::<Timestamp>();
        self.said = vec![
            ("kind", certificate.kind.to_owned()),
            ("holder", certificate.holder.to_owned()),
            ("about", certificate.about.to_owned()),
            ("origin_country", certificate.origin_country.unwrap_or_default().to_owned()),
            ("consignment", certificate.consignment.unwrap_or_default().to_owned()),
            ("issuer", certificate.issuer.to_owned()),
            ("valid_from", day(certificate.valid_from)),
            ("valid_until", day(certificate.valid_until)),
            ("issued", issued.map_or_else(|_| certificate.issued.to_owned(), |at| self.f.moment(at))),
            ("number", certificate.number.to_owned()),
        ];
    }
}

/// Asks for a code; a browser with a script takes it out of the address.
pub(in crate::pages) async fn ask(f: Frame) -> Response {
    page(&Check::of(f, String::new()))
}

/// Checks a code that was typed or pasted.
pub(in crate::pages) async fn check(form: Form) -> Response {
    let found = match checked(form.f.shared(), form.text("code")).await {
        Ok(found) => found,
        Err(problem) => return Told::of(form.f, &problem),
    };
    let code = form.text("code").chars().take(2_000).collect();
    let mut page = Check::of(form.f, code);
    page.note = "asked";
    match found {
        Checked::NoCode => (page.verdict, page.note) = ("unreadable", ""),
        Checked::Forged => (page.verdict, page.note) = ("forged", ""),
        Checked::Unknown(signed) => {
            page.verdict = "unknown";
            if let Ok(certificate) = Certificate::parse(&signed.text) {
                page.say(&certificate);
            }
        }
        Checked::Kept(kept, standing) => tell(&mut page, &kept, standing),
    }
    let status = if page.verdict == "unreadable" { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    with_status(status, &page)
}

fn tell(page: &mut Check, kept: &Kept, standing: CertificateStanding) {
    page.verdict = standing.as_str();
    page.revoked = kept.revoked.as_ref().map(|(at, _)| *at);
    if let Ok(certificate) = kept.certificate() {
        page.say(&certificate);
    }
}

/// The script that keeps the page, in every language, as nobody signed in sees it.
pub(in crate::pages) async fn worker(State(shared): State<Arc<crate::http::Shared>>) -> Response {
    let mut files: Vec<String> = vec!["/check".to_owned()];
    files.extend(TEXTS.iter().map(|(language, _)| format!("/check?lang={language}")));
    let names = ["cocket.css", "cocket.rtl.css", "cocket.svg", "cocket.js", "check.js"];
    files.extend(names.map(assets::path));
    let mut hash = digest::Context::new(&digest::SHA256);
    let law = shared.country.law();
    let key = shared.record.1.verifying_key().to_string();
    let version = law.version.to_string();
    let parts = files.iter().map(String::as_str).chain([ENGINE, key.as_str(), version.as_str()]);
    let texts = TEXTS.iter().flat_map(|(_, texts)| texts.iter().copied());
    parts.chain(texts).for_each(|part| hash.update(part.as_bytes()));
    let version: String = hash.finish().as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    // Paths are plain: they need no more than their marks.
    let files: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
    let script = include_str!("../../../assets/check-worker.js")
        .replace("COCKET_VERSION", &version)
        .replace("\"COCKET_FILES\"", &files.join(", "));
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")], script).into_response()
}

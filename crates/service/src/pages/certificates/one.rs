//! One certificate, to print for its holder with its code; and its revocation.

use super::qr::Qr;
use crate::certificates::{Kept, find};
use crate::http::declarations::actor;
use crate::http::keys::fingerprinted;
use crate::http::{Code, Problem};
use crate::lane::{Acting, request_hash};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use clearance::{CertificateDays, CertificateStanding};
use jiff::Timestamp;
use tariff::Country;

/// The longest name of a host that an address is made for: with it every code fits.
const LONGEST_HOST: usize = 80;

#[derive(Template)]
#[template(path = "certificates/one.html")]
struct One {
    f: Frame,
    proof: String,
    key: String,
    number: String,
    kind: String,
    /// The end of a message's id, and the text.
    rows: Vec<(&'static str, String)>,
    standing: CertificateStanding,
    revoked: Option<(Timestamp, String)>,
    code: String,
    qr: Option<Qr>,
    may_revoke: bool,
    reason: String,
    wrong: Vec<(String, String)>,
}

/// One certificate.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    match seen(&f, &person, &number).await {
        Ok(kept) => shown(f, &person, &kept, base(&headers), String::new(), Vec::new()),
        Err(problem) => Told::of(f, &problem),
    }
}

/// The certificate of a number, for whoever may see it; as if it did not exist, for others.
async fn seen(f: &Frame, person: &Person, number: &str) -> Result<Kept, Problem> {
    let kept = find(f.shared(), number).await?;
    let kept = kept.filter(|kept| kept.is_seen_by(f.shared(), &person.caller));
    kept.ok_or_else(|| Problem::of(Code::NotFound))
}

fn shown(
    f: Frame,
    person: &Person,
    kept: &Kept,
    base: Option<String>,
    reason: String,
    wrong: Vec<(String, String)>,
) -> Response {
    let told = kept.certificate().and_then(|certificate| {
        let days = CertificateDays::of(&certificate).ok_or_else(|| Problem::of(Code::Failed))?;
        Ok((certificate, days, kept.standing(f.today())?, kept.signed(f.shared())?))
    });
    let (certificate, days, standing, signed) = match told {
        Ok(told) => told,
        Err(problem) => return Told::of(f, &problem),
    };
    let issued = certificate.issued.parse::<Timestamp>();
    let mut rows = vec![
        ("holder", certificate.holder.to_owned()),
        ("about", certificate.about.to_owned()),
        ("origin_country", certificate.origin_country.map(|code| country(&f, code)).unwrap_or_default()),
        ("consignment", certificate.consignment.unwrap_or_default().to_owned()),
        ("issuer", f.agency(certificate.issuer)),
        ("valid_from", f.day(days.from())),
        ("valid_until", f.day(days.until())),
        ("issued", issued.map_or_else(|_| certificate.issued.to_owned(), |at| f.moment(at))),
        ("record", certificate.record.to_owned()),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    let code = signed.code();
    let address = base.map_or_else(|| code.clone(), |base| format!("{base}/check#{code}"));
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let page = One {
        proof: person.proof.clone(),
        key: f.new_key(),
        number: certificate.number.to_owned(),
        kind: f.word("page-certificate-kind", certificate.kind),
        rows,
        standing,
        revoked: kept.revoked.clone(),
        qr: Qr::of(&address),
        code,
        may_revoke: kept.revoked.is_none() && kept.is_revoked_by(&person.caller),
        reason,
        wrong,
        f,
    };
    with_status(status, &page)
}

/// A country by its name in the language, with its code.
fn country(f: &Frame, code: &str) -> String {
    let countries = &f.shared().country.law().procedures.countries;
    let row = Country::parse(code).and_then(|country| countries.on(&country, f.today()));
    let name = row.and_then(|row| f.name_in(&row.value.name));
    name.map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
}

/// Where the pages are, as whoever looks at them calls it; none where that is no name of a host.
fn base(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'.' | b'-' | b':' | b'[' | b']');
    if host.is_empty() || host.len() > LONGEST_HOST || !host.bytes().all(is_sign) {
        return None;
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_this_machine = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    Some(format!("{}://{host}", if is_this_machine { "http" } else { "https" }))
}

/// Revokes a certificate, once, and leads back to it.
pub(in crate::pages) async fn revoke(Path(number): Path<String>, headers: HeaderMap, form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let kept = match seen(&form.f, &person, &number).await {
        Ok(kept) if kept.is_revoked_by(&person.caller) => kept,
        Ok(_) => return Told::of(form.f, &Problem::of(Code::RoleMissing)),
        Err(problem) => return Told::of(form.f, &problem),
    };
    let shared = form.f.shared();
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let key = Some(fingerprinted(hash, &format!("/certificates/{number}/revocation"), &form.bytes));
    let acting = Acting { actor: actor(&person.caller), at: form.f.now(), key };
    let message = match kept.revoke(shared, acting, form.text("reason")).await {
        Ok(_) => return Redirect::to(&form.f.to("/certificates/", number)).into_response(),
        Err(problem) if problem.is(Code::Unreadable) => "page-certificate-wrong-reason",
        Err(problem) if problem.is(Code::AlreadyRevoked) => "page-certificate-revoked-already",
        Err(problem) if problem.is(Code::KeyUsed) => "page-form-stale",
        Err(problem) => return Told::of(form.f, &problem),
    };
    let (reason, wrong) = (form.text("reason").to_owned(), form.f.say(message));
    let f = form.f.at(format!("/certificates/{number}"));
    shown(f, &person, &kept, base(&headers), reason, vec![("reason".to_owned(), wrong)])
}

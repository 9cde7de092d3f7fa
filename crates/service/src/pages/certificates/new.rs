//! A certificate is issued: of what, to whom, for which days.

use crate::certificates::{CertificateText, may_issue};
use crate::http::declarations::actor;
use crate::http::keys::fingerprinted;
use crate::http::{Code, Problem};
use crate::lane::{Acting, certificate_id, request_hash};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::public::estimate::Choice;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use clearance::CertificateKind;

/// The address of the form.
const PATH: &str = "/certificates/new";

#[derive(Template)]
#[template(path = "certificates/new.html")]
struct New {
    f: Frame,
    proof: String,
    key: String,
    text: CertificateText,
    kinds: Vec<Choice>,
    countries: Vec<Choice>,
    wrong: Vec<(String, String)>,
}

/// Asks what to certify.
pub(in crate::pages) async fn ask(f: Frame, Extension(person): Extension<Person>) -> Response {
    let text = CertificateText { valid_from: f.today().to_string(), ..CertificateText::default() };
    shown(f, &person, text, Vec::new())
}

fn shown(f: Frame, person: &Person, text: CertificateText, wrong: Vec<(String, String)>) -> Response {
    let theirs = CertificateKind::ALL.iter().filter(|kind| may_issue(&person.caller, **kind));
    let kinds = theirs.map(|kind| Choice {
        code: kind.as_str().to_owned(),
        name: f.word("page-certificate-kind", kind.as_str()),
        is_chosen: text.kind == kind.as_str(),
    });
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let page = New {
        proof: person.proof.clone(),
        key: f.new_key(),
        kinds: kinds.collect(),
        countries: countries(&f, text.origin_country.as_deref().unwrap_or_default()),
        text,
        wrong,
        f,
    };
    with_status(status, &page)
}

/// The countries of the day by name; goods may come from this one, too.
fn countries(f: &Frame, chosen: &str) -> Vec<Choice> {
    let (law, today) = (f.shared().country.law(), f.today());
    let rows = law.procedures.countries.rows().filter(|(_, row)| row.validity.covers(today));
    let mut all: Vec<Choice> = rows
        .map(|(country, row)| Choice {
            is_chosen: country.as_str() == chosen,
            code: country.to_string(),
            name: f.name_in(&row.value.name).unwrap_or(country.as_str()).to_owned(),
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// Issues it, and leads to its page.
pub(in crate::pages) async fn issue(form: Form) -> Response {
    let Some(person) = form.person.clone() else { return Told::of(form.f, &Problem::of(Code::Failed)) };
    let optional = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    let text = CertificateText {
        kind: form.text("kind").to_owned(),
        holder: form.text("holder").to_owned(),
        about: form.text("about").to_owned(),
        consignment: optional("consignment"),
        origin_country: optional("origin_country"),
        valid_from: form.text("valid_from").to_owned(),
        valid_until: form.text("valid_until").to_owned(),
    };
    let shared = form.f.shared();
    let hash = request_hash(&shared.secret, &person.caller.organisation, form.text("key"));
    let key = Some(fingerprinted(hash, PATH, &form.bytes));
    let acting = Acting { actor: actor(&person.caller), at: form.f.now(), key };
    let wrong = match text.clone().issue(shared, &person.caller, acting).await {
        Ok(issued) => {
            let to = form.f.to("/certificates/", certificate_id(issued.entry));
            return Redirect::to(&to).into_response();
        }
        Err(problem) if problem.is(Code::NotTrusted) => {
            vec![("holder".to_owned(), form.f.say("page-certificate-not-trusted"))]
        }
        Err(problem) if problem.is(Code::KeyUsed) => {
            vec![("kind".to_owned(), form.f.say("page-form-stale"))]
        }
        Err(problem) if problem.is(Code::Unreadable) => wrong_fields(&form.f, &problem),
        Err(problem) => return Told::of(form.f, &problem),
    };
    shown(form.f, &person, text, wrong)
}

/// What is wrong, field by field, in the language of the page.
fn wrong_fields(f: &Frame, problem: &Problem) -> Vec<(String, String)> {
    let field = |pointer: &str| match pointer.trim_start_matches('/') {
        // The name of whoever issues is no field of the form.
        "issuer" => "about".to_owned(),
        field => field.to_owned(),
    };
    let wrong = problem.wrong().into_iter().map(|wrong| field(&wrong.pointer));
    wrong.map(|field| (field.clone(), f.word("page-certificate-wrong", &field))).collect()
}

//! Somebody who asks to be forgotten, for whoever answers them: tried out first, then done.

use crate::http::Problem;
use crate::http::declarations::actor;
use crate::http::erasures::{Answered, ErasureText, carry_out, try_out};
use crate::http::persons::{IdentifierText, PersonText};
use crate::lane::{Acting, KeptFiling, consignment_id, subject_word};
use crate::pages::form::Form;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use clearance::{ErasureReason, WhyKept};
use jiff::civil::Date;

/// What was typed.
#[derive(Default)]
struct Typed {
    scheme: String,
    identifier: String,
    name: String,
    reason: String,
    legal_basis: String,
}

#[derive(Template)]
#[template(path = "office/forget.html")]
struct Forget {
    f: Frame,
    proof: String,
    typed: Typed,
    wrong: Vec<(String, String)>,
    /// What became of it, or would.
    answered: Option<Answered>,
    /// Whether it was done.
    is_done: bool,
}

/// Asks who it is.
pub(in crate::pages) async fn ask(f: Frame, Extension(person): Extension<Person>) -> Response {
    shown(f, &person, Typed::default(), Vec::new(), None)
}

fn shown(
    f: Frame,
    person: &Person,
    typed: Typed,
    wrong: Vec<(String, String)>,
    answered: Option<(Answered, bool)>,
) -> Response {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let (answered, is_done) = answered.map_or((None, false), |(answered, is_done)| (Some(answered), is_done));
    with_status(status, &Forget { proof: person.proof.clone(), typed, wrong, answered, is_done, f })
}

/// Tries it out, or does it. Done twice it changes nothing more.
pub(in crate::pages) async fn forget(form: Form) -> Response {
    let Some(person) = form.person.clone() else {
        return Told::of(form.f, &Problem::of(crate::http::Code::Failed));
    };
    let text = |name: &str| form.text(name).to_owned();
    let typed = Typed {
        scheme: text("scheme"),
        identifier: text("identifier"),
        name: text("name"),
        reason: text("reason"),
        legal_basis: text("legal_basis"),
    };
    let wrong = missing(&form.f, &typed);
    if !wrong.is_empty() {
        return shown(form.f, &person, typed, wrong, None);
    }
    let is_done = form.text("what") == "erase";
    let shared = form.f.shared();
    let acting = Acting { actor: actor(&person.caller), at: form.f.now(), key: None };
    let answered = match is_done {
        true => carry_out(shared, acting, typed.asked()).await,
        false => try_out(shared, typed.asked()).await,
    };
    match answered {
        Ok(answered) => shown(form.f, &person, typed, Vec::new(), Some((answered, is_done))),
        Err(problem) if problem.wrong().iter().any(|wrong| wrong.pointer == "/legal_basis") => {
            let wrong = vec![("legal_basis".to_owned(), form.f.say("page-forget-basis-names"))];
            shown(form.f, &person, typed, wrong, None)
        }
        Err(problem) => Told::of(form.f, &problem),
    }
}

/// What is missing of what was typed, field by field.
fn missing(f: &Frame, typed: &Typed) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut lacks = |field: &str, message: &str| wrong.push((field.to_owned(), f.say(message)));
    if typed.identifier.is_empty() == typed.name.is_empty() {
        lacks("identifier", "page-forget-who-missing");
    }
    if !Typed::REASONS.iter().any(|reason| reason.as_str() == typed.reason) {
        lacks("reason", "page-forget-reason-missing");
    }
    if typed.legal_basis.is_empty() {
        lacks("legal_basis", "page-forget-basis-missing");
    }
    wrong
}

impl Typed {
    /// Why somebody can ask for it.
    const REASONS: [ErasureReason; 3] =
        [ErasureReason::Request, ErasureReason::Unlawful, ErasureReason::Order];

    fn asked(&self) -> ErasureText {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let identifier =
            said(&self.identifier).map(|value| IdentifierText { scheme: said(&self.scheme), value });
        ErasureText {
            person: PersonText { identifier, name: said(&self.name) },
            subject: None,
            reason: self.reason.clone(),
            legal_basis: self.legal_basis.clone(),
        }
    }
}

impl Forget {
    /// The reasons, by the end of a message's id.
    fn reasons(&self) -> [&'static str; 3] {
        Typed::REASONS.map(|reason| reason.as_str())
    }

    fn whose(&self, kept: &KeptFiling) -> &'static str {
        subject_word(kept.filing.subject)
    }

    fn consignment(&self, kept: &KeptFiling) -> String {
        if kept.consignment == 0 { String::new() } else { consignment_id(kept.consignment) }
    }

    /// Until when something is kept, and by which law.
    fn until(&self, kept: &KeptFiling) -> Option<(Date, String)> {
        match &kept.why {
            WhyKept::Retention { until, law, .. } => Some((*until, law.as_str().to_owned())),
            WhyKept::Open | WhyKept::MoneyOpen | WhyKept::LegalHold | WhyKept::NoLaw => None,
        }
    }
}

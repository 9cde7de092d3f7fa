//! A document is uploaded from the page of a consignment.

use super::consignment::{Tried, shown};
use super::upload::{SMALL, Unfit, bytes_of};
use super::{as_filer, not_there};
use crate::http::batches::{Pace, room};
use crate::http::documents::{Bytes, MOST, Named, View, keep, media_type_of};
use crate::http::find::find;
use crate::http::{Code, Problem, path_part};
use crate::lane::{Acting, DocumentTold};
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::told::Told;
use axum::Extension;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// How much of a larger one is still read, so that the browser comes to show why it is not taken.
pub(super) const READ_TO_THE_END: usize = 4 * MOST;

/// What a form says, as far as it can be read.
#[derive(Default)]
struct Form {
    kind: String,
    number: String,
    bytes: Option<Bytes>,
    /// Why the file is not taken; the end of a message's id.
    unfit: Option<&'static str>,
}

/// Takes a document, and leads back to the page of its consignment.
pub(super) async fn bring(
    f: Frame,
    Extension(person): Extension<Person>,
    Path(name): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let read = match (room(f.shared()), form) {
        (Err(problem), _) => return Told::of(f, &problem),
        (Ok(_), Err(_)) => Err(Unfit::Unreadable),
        // The room is held until all of it is here.
        (Ok(_room), Ok(form)) => read(&f, &person, form).await,
    };
    let form = match read {
        Ok(form) => form,
        Err(Unfit::Forged) => {
            let text = f.say("page-form-stale");
            return Told::page(f, StatusCode::FORBIDDEN, text);
        }
        Err(Unfit::Unreadable | Unfit::File(_)) => {
            let text = f.say("page-form-unreadable");
            return Told::page(f, StatusCode::BAD_REQUEST, text);
        }
    };
    let mut tried = Tried { kind: form.kind.clone(), number: form.number.clone(), ..Tried::default() };
    let problem = match taken(&f, &person, &name, form).await {
        Ok(id) => {
            let place = format!("/trade/consignments/{}?brought={id}", path_part(&name));
            return Redirect::to(&f.href(&place)).into_response();
        }
        Err(Refused::Field(field, why)) => (field, f.word("page-document-wrong", why)),
        Err(Refused::Problem(problem)) if problem.is(Code::NotFound) => return not_there(f),
        Err(Refused::Problem(problem)) => return Told::of(f, &problem),
    };
    tried.wrong = vec![(problem.0.to_owned(), problem.1)];
    shown(f, &person, name, tried).await
}

/// Why a document is not taken in.
enum Refused {
    /// A field with the end of a message's id.
    Field(&'static str, &'static str),
    /// Something else.
    Problem(Problem),
}

/// Takes in a document; gives its id.
async fn taken(f: &Frame, person: &Person, name: &str, form: Form) -> Result<String, Refused> {
    let filer = as_filer(person);
    let seeing = filer.clone();
    let held = find(f.shared(), name.to_owned(), move |case, _| View::of(&seeing, case).is_some()).await;
    let held = held.map_err(Refused::Problem)?;
    let field = match form.kind.trim().is_empty() {
        true => "none",
        false => "long",
    };
    let named =
        Named::of(("type", &form.kind), ("number", &form.number)).map_err(|problem| {
            match problem.wrong().first().map(|wrong| wrong.pointer.as_str()) {
                Some("number") => Refused::Field("number", "long"),
                _ => Refused::Field("type", field),
            }
        })?;
    if let Some(why) = form.unfit {
        return Err(Refused::Field("file", why));
    }
    let bytes = form.bytes.ok_or(Refused::Field("file", "none"))?;
    let acting = Acting { actor: crate::http::declarations::actor(&filer), at: f.now(), key: None };
    match keep(f.shared(), acting, held.number, named, bytes).await {
        Ok(DocumentTold::Added(entry) | DocumentTold::Known(entry)) => {
            Ok(crate::documents::document_id(entry))
        }
        Ok(DocumentTold::KeyUsed | DocumentTold::TooMany | DocumentTold::TooLarge) => {
            Err(Refused::Problem(Problem::of(Code::Failed)))
        }
        Err(problem) if problem.is(Code::TooManyDocuments) => Err(Refused::Field("file", "many")),
        Err(problem) if problem.is(Code::DocumentsTooLarge) => Err(Refused::Field("file", "full")),
        Err(problem) => Err(Refused::Problem(problem)),
    }
}

/// What a form says. The proof comes first, so that nothing is kept of a forged one.
async fn read(f: &Frame, person: &Person, mut form: Multipart) -> Result<Form, Unfit> {
    let mut pace = Pace::new(f.shared().patience);
    let (mut said, mut is_proven) = (Form::default(), false);
    loop {
        let next = pace.wait(form.next_field()).await.map_err(|_| Unfit::Unreadable)?;
        let Some(field) = next.map_err(|_| Unfit::Unreadable)? else { break };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if !is_proven {
                return Err(Unfit::Forged);
            }
            let called = field.file_name().unwrap_or_default().to_owned();
            match bytes_of(field, MOST, &mut pace).await? {
                None => said.unfit = Some("large"),
                Some(bytes) if bytes.is_empty() => said.unfit = Some("none"),
                Some(bytes) => match media_type_of(&called, &bytes) {
                    Some(media_type) => said.bytes = Some(Bytes { media_type, bytes }),
                    None => said.unfit = Some("other"),
                },
            }
            continue;
        }
        let text = bytes_of(field, SMALL, &mut pace).await?.ok_or(Unfit::Unreadable)?;
        let text = String::from_utf8(text).map_err(|_| Unfit::Unreadable)?;
        match name.as_str() {
            "proof" => is_proven = text == person.proof,
            "type" => said.kind = text,
            "number" => said.number = text,
            _ => {}
        }
    }
    if is_proven { Ok(said) } else { Err(Unfit::Forged) }
}

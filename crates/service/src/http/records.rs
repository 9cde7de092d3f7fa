//! What the record has of a person or firm, for whoever states what for; and who has looked.

use crate::accesses::{self, Looked, TOLD, looked, sees_all, told_of, users};
use crate::http::body::members;
use crate::http::declarations::actor;
use crate::http::find::{find, seen_through};
use crate::http::openapi::{Operation, Parameter};
use crate::http::persons::{First, Person, PersonText, filings_of};
use crate::http::query::{Parameters, limit};
use crate::http::{Caller, Code, Problem, Shared, Wrong};
use crate::lane::{Access, consignment_id, consignment_number, subject_word};
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{AccessPurpose, AccessTold, DataSubject, HeaderField};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::row::{Subject, subject_of};
use store::{AccessesAsked, Entry, Erasure, Reader, StoreFailure, What};
use wire::free_text;

/// The header that says what for.
const PURPOSE: &str = "x-access-purpose";
/// The header that says for which case.
const NOTE: &str = "x-access-note";
/// The most signs of that.
pub(crate) const NOTE_SIGNS: usize = 200;
/// Filings shown at once.
const MOST: usize = 200;
/// Accesses told at once.
const ACCESSES: usize = 100;

pub(super) const PURPOSE_STATED: Parameter = Parameter {
    name: "X-Access-Purpose",
    kind: "string",
    text: "what for: `post_clearance`, `investigation`, `appeal`, `audit` or `data_subject`; about a \
           consignment that is still to be decided also `clearance`",
};

pub(super) const NOTE_STATED: Parameter = Parameter {
    name: "X-Access-Note",
    kind: "string",
    text: "the case that you work on, at most 200 signs, without names",
};

const STATED: &[Parameter] = &[PURPOSE_STATED, NOTE_STATED];

pub(super) const SEARCH: Operation = Operation {
    summary: "What the record has of a person or firm in every filing. What for is stated, and the access is an entry of the record.",
    headers: STATED,
    takes: &[("application/json", "PersonRecordRequest")],
    gives: &[(200, "application/json", "PersonRecord")],
    problems: &[400, 408, 413, 415, 507],
    ..Operation::NONE
};

pub(super) const PARTIES: Operation = Operation {
    summary: "The people and firms of a consignment, as each filing names them. What for is stated or follows from the work, and the access is an entry of the record.",
    headers: STATED,
    gives: &[(200, "application/json", "Parties")],
    problems: &[400, 404, 507],
    ..Operation::NONE
};

pub(super) const ACCESS_LOG: Operation = Operation {
    summary: "Who has looked at what the record has of people and firms, the newest first: all of it for supervisors, what concerns their own consignments for filers.",
    query: &[
        Parameter {
            name: "consignment",
            kind: "string",
            text: "about one consignment only; filers must say which",
        },
        Parameter { name: "credential", kind: "integer", text: "by one credential only; for supervisors" },
        Parameter {
            name: "before",
            kind: "integer",
            text: "older than an entry: the `next` of the page before",
        },
        Parameter { name: "limit", kind: "integer", text: "at most so many: from 1 to 100" },
    ],
    gives: &[(200, "application/json", "AccessLog")],
    problems: &[400, 404],
    ..Operation::NONE
};

/// What somebody says that they look for.
pub(crate) struct Stated {
    pub(crate) purpose: AccessPurpose,
    pub(crate) note: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Stated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Stated, Problem> {
        Stated::of(&parts.headers)?.ok_or_else(unstated)
    }
}

impl Stated {
    /// What the headers of a request say; none where they say nothing of it.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Stated>, Problem> {
        let text = |name: &'static str| match headers.get(name) {
            None => Ok(None),
            Some(value) => match std::str::from_utf8(value.as_bytes()) {
                Ok(text) => Ok(Some(text.trim())),
                Err(_) => Err(Problem::unreadable(name, "this is no text")),
            },
        };
        let Some(purpose) = text(PURPOSE)? else { return Ok(None) };
        let purpose = AccessPurpose::from_name(purpose).filter(|purpose| {
            AccessPurpose::STATED.contains(purpose) || *purpose == AccessPurpose::Clearance
        });
        let purpose = purpose.ok_or_else(unstated)?;
        let note = text(NOTE)?.unwrap_or_default();
        if note.chars().count() > NOTE_SIGNS {
            return Err(Problem::unreadable(NOTE, "at most 200 signs"));
        }
        let note = match note {
            "" => String::new(),
            note => free_text(NOTE, note).map_err(crate::http::commands::flawed)?,
        };
        Ok(Some(Stated { purpose, note }))
    }
}

/// What is said, else what follows from the work; nobody says of work that it waits where it does not.
pub(super) fn for_work(stated: Option<Stated>, implied: Option<AccessPurpose>) -> Result<Stated, Problem> {
    let is_true =
        |stated: &Stated| stated.purpose != AccessPurpose::Clearance || implied == Some(stated.purpose);
    let follows = implied.map(|purpose| Stated { purpose, note: String::new() });
    stated.filter(is_true).or(follows).ok_or_else(unstated)
}

/// Nobody said what for.
fn unstated() -> Problem {
    let purposes: Vec<&str> = AccessPurpose::STATED.iter().map(|purpose| purpose.as_str()).collect();
    Problem::of(Code::PurposeMissing).because(vec![Wrong {
        code: "purpose_missing".into(),
        pointer: "X-Access-Purpose".to_owned(),
        message: "what for must be stated, in one of the words for it".to_owned(),
        fix: Some(format!("send `X-Access-Purpose` with one of {}", purposes.join(", "))),
    }])
}

/// Whose record is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordText {
    person: PersonText,
    #[serde(default)]
    subject: Option<String>,
}

/// What the record has of somebody.
pub(super) async fn search(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Stated { purpose, note }: Stated,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    if purpose == AccessPurpose::Clearance {
        return Err(unstated());
    }
    let (members, _) = members(&headers, body).await?;
    let RecordText { person, subject } = members.read()?;
    let person = Person::of(person)?;
    let none = || Problem::unreadable("/subject", "this is none of its words");
    let subject = subject.map(|name| DataSubject::from_name(&name).ok_or_else(none)).transpose()?;
    let found = shared.read(move |reader| {
        let (filings, has_more) = filings_of(reader, &person, subject, First::Newest)?;
        let is_cut = filings.len() > MOST;
        let filings = filings.into_iter().take(MOST);
        let texts: Vec<Texts> = filings.map(|filing| texts_of(reader, filing)).collect::<Result<_, _>>()?;
        Ok((texts, has_more || is_cut))
    });
    let (texts, has_more) = found.await?;
    let consignments: BTreeSet<u64> =
        texts.iter().map(|texts| texts.consignment).filter(|number| *number != 0).collect();
    let shown = consignments.clone();
    accesses::note(&shared, actor(&caller), access(purpose, note, &texts, consignments)).await?;
    let looked = shared.read(move |reader| {
        let told = shown.into_iter().map(|number| told_of(reader, number, AccessTold::Person, (None, TOLD)));
        told.collect::<Result<Vec<_>, _>>()
    });
    // For the answer to the person: who else has looked.
    let looked = match purpose {
        AccessPurpose::DataSubject => looked.await?.concat(),
        _ => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    let looked: Vec<Value> = looked
        .iter()
        .filter(|looked| seen.insert(looked.entry))
        .map(|looked| looked_item(looked, Some(&looked.organisation), None))
        .collect();
    let filings: Vec<Value> = texts.iter().map(Texts::item).collect();
    Ok(Json(json!({ "filings": filings, "has_more": has_more, "accesses": looked })).into_response())
}

/// The people and firms of a consignment.
pub(super) async fn parties(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = find(&shared, name, |_, _| true).await?;
    let Stated { purpose, note } = for_work(Stated::of(&headers)?, accesses::implied(&held.case))?;
    let number = held.number;
    let entries: Vec<u64> =
        held.case.filings.iter().filter_map(|filing| held.filed_by(filing.number)).collect();
    let texts = shared.read(move |reader| {
        let filings = entries
            .into_iter()
            .flat_map(|entry| Subject::OF_FILINGS.into_iter().map(move |subject| Erasure { entry, subject }));
        filings.map(|filing| texts_of(reader, filing)).collect::<Result<Vec<_>, _>>()
    });
    let texts: Vec<Texts> = texts.await?.into_iter().filter(|texts| !texts.fields.is_empty()).collect();
    accesses::note(&shared, actor(&caller), access(purpose, note, &texts, BTreeSet::from([number]))).await?;
    let filings: Vec<Value> = texts.iter().map(Texts::item).collect();
    Ok(Json(json!({ "consignment": consignment_id(number), "filings": filings })).into_response())
}

fn access(purpose: AccessPurpose, note: String, texts: &[Texts], consignments: BTreeSet<u64>) -> Access {
    let fields: BTreeSet<&str> =
        texts.iter().flat_map(|texts| texts.fields.iter().map(|(field, _)| *field)).collect();
    Access {
        purpose,
        note,
        fields: fields.into_iter().collect(),
        consignments: consignments.into_iter().collect(),
    }
}

/// Somebody's texts in a filing.
struct Texts {
    filing: Erasure,
    consignment: u64,
    declaration: Option<String>,
    filer: String,
    at: i64,
    fields: Vec<(&'static str, String)>,
}

fn texts_of(reader: &Reader, filing: Erasure) -> Result<Texts, StoreFailure> {
    let bytes = reader.entry(filing.entry)?.ok_or(StoreFailure::Corrupt("a filing that is not there"))?;
    let entry = Entry::decode(&bytes)?;
    let declaration = match &entry.what {
        What::Lodged { number, .. } | What::Amended { number, .. } | What::Corrected { number, .. } => {
            Some((*number).to_owned())
        }
        _ => None,
    };
    let submission = reader.submission(filing.entry, &entry)?;
    let text = |field: &HeaderField| {
        let text = submission.as_ref()?.text(*field)?;
        // The salt of a token says nothing of anybody, and opens what they bought.
        let is_theirs = subject_of(*field) == Some(filing.subject) && *field != HeaderField::TaxSchemeSalt;
        is_theirs.then(|| (field.as_str(), text.to_owned()))
    };
    Ok(Texts {
        filing,
        consignment: entry.consignment,
        declaration,
        filer: entry.actor.organisation.to_owned(),
        at: entry.at,
        fields: HeaderField::ALL.iter().filter_map(text).collect(),
    })
}

impl Texts {
    fn item(&self) -> Value {
        let Texts { filing, consignment, declaration, filer, at, fields } = self;
        let fields: Map<String, Value> =
            fields.iter().map(|(name, text)| ((*name).to_owned(), Value::from(text.as_str()))).collect();
        json!({
            "entry": filing.entry,
            "at": store::moment(*at).ok().map(|at| at.to_string()),
            "subject": subject_word(filing.subject),
            "consignment": (*consignment != 0).then(|| consignment_id(*consignment)),
            "declaration": declaration,
            "filer": filer,
            "fields": fields,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessesText {
    #[serde(default)]
    consignment: Option<String>,
    #[serde(default)]
    credential: Option<u64>,
    #[serde(default)]
    before: Option<u64>,
    #[serde(default)]
    limit: Option<usize>,
}

/// Who has looked.
pub(super) async fn access_log(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(asked): Parameters<AccessesText>,
) -> Result<Response, Problem> {
    let AccessesText { consignment, credential, before, limit: most } = asked;
    let most = limit(most, ACCESSES, ACCESSES)?;
    let is_superior = sees_all(&caller);
    if !is_superior && (consignment.is_none() || credential.is_some()) {
        let pointer = if consignment.is_none() { "consignment" } else { "credential" };
        return Err(Problem::of(Code::Unreadable).because(vec![Wrong {
            code: "unreadable".into(),
            pointer: pointer.to_owned(),
            message: "only superiors see who looked at consignments that are not their own".to_owned(),
            fix: Some("say the `consignment`, one of your own".to_owned()),
        }]));
    }
    let consignment = match consignment {
        None => None,
        // One that was joined into another has its own list.
        Some(id) if is_superior && consignment_number(&id).is_some() => consignment_number(&id),
        Some(name) => {
            let seeing = caller.clone();
            let may_see = move |case: &_, _| sees_all(&seeing) || seen_through(&seeing, case).is_some();
            Some(find(&shared, name, may_see).await?.number)
        }
    };
    let (looked, users) = shared
        .read(move |reader| {
            let asked = AccessesAsked { consignment, credential, before, most };
            Ok(match consignment.filter(|_| !is_superior) {
                None => (looked(reader, &asked)?, users(reader)?),
                Some(own) => {
                    let told = told_of(reader, own, AccessTold::Concerned, (before, most))?;
                    (told, Default::default())
                }
            })
        })
        .await?;
    let next = (looked.len() == most).then(|| looked.last().map(|last| last.entry)).flatten();
    let user = |looked: &Looked| users.get(&looked.credential).map_or("", String::as_str);
    let item = |looked: &Looked| match is_superior {
        true => looked_item(looked, Some(&looked.organisation), Some(user(looked))),
        false => looked_item(looked, looked.office(), None),
    };
    let items: Vec<Value> = looked.iter().map(item).collect();
    Ok(Json(json!({ "accesses": items, "next": next })).into_response())
}

/// Who looked; by name and with their own words where `user` is given.
fn looked_item(looked: &Looked, office: Option<&str>, user: Option<&str>) -> Value {
    let mut item = json!({
        "entry": looked.entry,
        "at": looked.at.to_string(),
        "organisation": office,
        "role": looked.role,
        "purpose": looked.purpose.as_str(),
        "fields": looked.fields,
    });
    if let (Some(user), Some(item)) = (user, item.as_object_mut()) {
        item.insert("credential".to_owned(), looked.credential.into());
        item.insert("user".to_owned(), user.into());
        item.insert("note".to_owned(), looked.note.as_str().into());
        item.insert("consignments".to_owned(), looked.consignments.clone().into());
    }
    item
}

//! Whom a request is about: a person or firm, found by the keyed hash of their identifier or name, in every filing.

use crate::http::Problem;
use crate::lane::{data_subject, person_hash};
use clearance::{DataSubject, HeaderField, Submission};
use serde::Deserialize;
use store::row::Subject;
use store::{Entry, Erasure, Reader, StoreFailure};

/// Filings that are looked at for one request.
const MOST: usize = 2_000;

/// The person, by exactly one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonText {
    #[serde(default)]
    pub(crate) identifier: Option<IdentifierText>,
    #[serde(default)]
    pub(crate) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentifierText {
    #[serde(default)]
    pub(crate) scheme: Option<String>,
    pub(crate) value: String,
}

/// Whom a request is about: never shown, for what is debugged is logged.
pub(super) enum Person {
    Identifier { scheme: Option<String>, value: String },
    Name(String),
}

impl Person {
    pub(super) fn of(text: PersonText) -> Result<Person, Problem> {
        let person = match text {
            PersonText { identifier: Some(IdentifierText { scheme, value }), name: None } => {
                Person::Identifier { scheme, value }
            }
            PersonText { identifier: None, name: Some(name) } => Person::Name(name),
            _ => {
                return Err(Problem::unreadable(
                    "/person",
                    "either an `identifier` or a `name` says who it is",
                ));
            }
        };
        match person.text().trim().is_empty() {
            false => Ok(person),
            true => Err(Problem::unreadable("/person", "an empty text names nobody")),
        }
    }

    /// What filings are found by.
    pub(super) fn text(&self) -> &str {
        match self {
            Person::Identifier { value, .. } => value,
            Person::Name(name) => name,
        }
    }

    /// Whether they are who a filing names as a subject.
    fn is_in(&self, submission: &Submission<'_>, subject: Subject) -> bool {
        use HeaderField::*;
        let (scheme, identifier, name) = match subject {
            Subject::Consignor => (Some(ConsignorIdentifierScheme), Some(ConsignorIdentifier), ConsignorName),
            Subject::Consignee => (Some(ConsigneeIdentifierScheme), Some(ConsigneeIdentifier), ConsigneeName),
            Subject::Seller => (Some(SellerIdentifierScheme), Some(SellerIdentifier), SellerName),
            Subject::Payer => (None, None, PaymentPayer),
            Subject::Document => return false,
        };
        let text = |field: Option<HeaderField>| field.and_then(|field| submission.text(field));
        match self {
            Person::Identifier { scheme: wanted, value } => {
                text(identifier) == Some(value)
                    && wanted.as_deref().is_none_or(|wanted| text(scheme) == Some(wanted))
            }
            Person::Name(wanted) => text(identifier).is_none() && submission.text(name) == Some(wanted),
        }
    }
}

/// Which filings of a person come first, where there are more than are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// The oldest: once they are erased, the next ones come.
    Oldest,
    /// The newest.
    Newest,
}

/// The filings of a person that can still be read, at most so many, and whether there are more.
pub(super) fn filings_of(
    reader: &Reader,
    person: &Person,
    subject: Option<DataSubject>,
    first: First,
) -> Result<(Vec<Erasure>, bool), StoreFailure> {
    let mut found = reader.sealed_under(person_hash(reader.secret(), person.text()))?;
    found.retain(|filing| subject.is_none_or(|subject| data_subject(filing.subject) == Some(subject)));
    if first == First::Newest {
        found.reverse();
    }
    let has_more = found.len() > MOST;
    found.truncate(MOST);
    let mut theirs = Vec::with_capacity(found.len());
    for filing in found {
        let bytes = reader.entry(filing.entry)?;
        let bytes = bytes.ok_or(StoreFailure::Corrupt("salts of an entry that is not there"))?;
        // Hashes may collide, and numbers of two schemes be the same.
        let submission = reader.submission(filing.entry, &Entry::decode(&bytes)?)?;
        if submission.is_some_and(|submission| person.is_in(&submission, filing.subject)) {
            theirs.push(filing);
        }
    }
    Ok((theirs, has_more))
}

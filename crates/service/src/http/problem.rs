//! What went wrong, told the way every program reads it (RFC 9457), and what can be done about it.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use clearance::{AccountRefusal, Refusal};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Defines the codes of problems with their status and title in one place.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal $status:ident $title:literal),+ $(,)?) => {
        /// The closed list of problems. Codes are stable: other programs hold on to them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The code on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text),+ }
            }

            /// The status of the answer.
            pub fn status(self) -> StatusCode {
                match self { $(Code::$variant => StatusCode::$status),+ }
            }

            /// What it means, in English.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title),+ }
            }
        }
    };
}

codes! {
    /// No credential.
    CredentialMissing = "credential_missing" UNAUTHORIZED "a credential is needed: `Authorization: Bearer …`",
    /// A credential that is unknown, expired or revoked.
    CredentialUnknown = "credential_unknown" UNAUTHORIZED "the credential is unknown, expired or revoked",
    /// A credential without the role.
    RoleMissing = "role_missing" FORBIDDEN "the credential has no role that may do this",
    /// Nothing there, or not for whoever asks.
    NotFound = "not_found" NOT_FOUND "there is nothing here",
    /// A method that the path has not.
    MethodNotAllowed = "method_not_allowed" METHOD_NOT_ALLOWED "the path does not take this method",
    /// What was filed has faults.
    Faulty = "faulty" UNPROCESSABLE_ENTITY "what was filed has faults and goes back",
    /// The body or a parameter cannot be read.
    Unreadable = "unreadable" BAD_REQUEST "the request cannot be read",
    /// The body is too large.
    TooLarge = "too_large" PAYLOAD_TOO_LARGE "the body is too large",
    /// The head is too large.
    HeadTooLarge = "head_too_large" REQUEST_HEADER_FIELDS_TOO_LARGE "the headers are too large",
    /// The body is of another type.
    WrongType = "wrong_type" UNSUPPORTED_MEDIA_TYPE "the body is not of a type that is read here",
    /// The command does not fit the case.
    Refused = "refused" CONFLICT "the command does not fit where the consignment stands",
    /// What is told does not fit the account.
    NotEntered = "not_entered" CONFLICT "what is told does not fit where the account stands",
    /// The step does not fit the rule.
    RuleRefused = "rule_refused" CONFLICT "the step does not fit where the rule stands",
    /// Nothing is known of how long texts are kept.
    NoRetentionLaw = "no_retention_law" CONFLICT "the country pack knows no law of retention: nothing may be erased",
    /// Under legal hold.
    AlreadyHeld = "already_held" CONFLICT "the consignment is under legal hold already",
    /// Under none.
    NotHeld = "not_held" CONFLICT "the consignment is under no legal hold",
    /// The organisation is frozen out.
    FrozenOut = "participant_frozen_out" FORBIDDEN "the organisation is frozen out: nothing is taken in from it until it is readmitted",
    /// It is already.
    AlreadyFrozen = "already_frozen_out" CONFLICT "the organisation is frozen out already",
    /// It is not.
    NotFrozen = "not_frozen_out" CONFLICT "the organisation is not frozen out",
    /// Whoever asks is of it.
    OwnParticipant = "own_participant" CONFLICT "nobody freezes out or readmits their own organisation",
    /// Nobody said what for.
    PurposeMissing = "purpose_missing" BAD_REQUEST "whoever looks at what the record has of people or firms states what for",
    /// The register does not know the holder.
    NotTrusted = "not_trusted" CONFLICT "the register knows no such trusted trader on that day",
    /// Revoked before.
    AlreadyRevoked = "already_revoked" CONFLICT "the certificate is revoked already",
    /// As many documents as there may be.
    TooManyDocuments = "too_many_documents" CONFLICT "there are as many documents of yours as one consignment may have",
    /// As many bytes of documents as there may be.
    DocumentsTooLarge = "documents_too_large" CONFLICT "your documents of this consignment are too large together",
    /// Whose bytes never were here.
    HeldElsewhere = "held_elsewhere" CONFLICT "the document is held elsewhere: only its hash and its place are here",
    /// Whose bytes are erased.
    DocumentErased = "document_erased" GONE "the document is erased; what it was is still told",
    /// The record's key has signed two histories.
    SplitView = "split_view" CONFLICT "the key of this record has signed another history than this one",
    /// No witness of this record has signed.
    WitnessUnknown = "witness_unknown" FORBIDDEN "no witness that this record counts with has signed this",
    /// The same key is under way.
    KeyInUse = "key_in_use" CONFLICT "a request with this `Idempotency-Key` is under way",
    /// The same key came with another request.
    KeyUsed = "key_used" UNPROCESSABLE_ENTITY "this `Idempotency-Key` came with another request before",
    /// Too many requests of one credential.
    TooManyRequests = "too_many_requests" TOO_MANY_REQUESTS "too many requests with this credential",
    /// Too much waits.
    Busy = "busy" SERVICE_UNAVAILABLE "too much is waiting, nothing was taken in",
    /// The disk is full.
    DiskFull = "disk_full" INSUFFICIENT_STORAGE "the disk is full: what is not answered was not taken in",
    /// It took too long.
    TimedOut = "timed_out" REQUEST_TIMEOUT "the request took too long to arrive",
    /// Nothing is taken in any more.
    Stopped = "stopped" SERVICE_UNAVAILABLE "the service has stopped taking in, nothing was taken in",
    /// The database's server cannot be asked.
    DatabaseAway = "database_away" SERVICE_UNAVAILABLE "the database could not be asked just now: ask again, and what changes something under the same `Idempotency-Key`",
    /// What is kept has not the hash of what came.
    DocumentAltered = "document_altered" INTERNAL_SERVER_ERROR "what is kept is not the document that came, and is not shown",
    /// The service failed.
    Failed = "failed" INTERNAL_SERVER_ERROR "the service failed; what was asked may be asked again",
}

/// One thing that is wrong, with its place and its fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The stable code.
    pub code: Cow<'static, str>,
    /// Where, as a JSON pointer or the name of a parameter.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// The body of an answer that says no.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: Box<str>,
    title: &'static str,
    status: u16,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Wrong>,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_retry: Option<bool>,
    #[serde(skip)]
    retry_after: Option<u32>,
    /// More members, for problems that say more than why not.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    more: Option<Box<serde_json::Value>>,
}

impl Problem {
    /// The status that it is answered with.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What is said first about what is wrong.
    pub(crate) fn first_message(&self) -> Option<String> {
        self.errors.first().map(|wrong| wrong.message.clone())
    }

    /// Whether it is of a code.
    pub(crate) fn is(&self, code: Code) -> bool {
        self.code == code.as_str()
    }

    /// The problem of a code.
    pub fn of(code: Code) -> Problem {
        Problem {
            kind: format!("https://cocket.example/problems/{}", code.as_str()).into(),
            title: code.title(),
            status: code.status().as_u16(),
            code: code.as_str(),
            detail: None,
            errors: Vec::new(),
            may_retry: None,
            retry_after: match code {
                Code::Busy => Some(1),
                // Until another server takes over it takes some seconds at least.
                Code::DatabaseAway => Some(5),
                _ => None,
            },
            more: None,
        }
    }

    /// The problem of a command that does not fit.
    pub fn refused(refusal: Refusal) -> Problem {
        // What is another's is as if it did not exist.
        if matches!(refusal, Refusal::UnknownConsignment | Refusal::UnknownFiling) {
            return Problem::of(Code::NotFound);
        }
        Problem {
            code: refusal.code(),
            detail: Some(refusal.to_string()),
            may_retry: Some(refusal.may_retry()),
            ..Problem::of(Code::Refused)
        }
    }

    /// The problem of something that cannot happen on an account.
    pub fn not_entered(refusal: AccountRefusal) -> Problem {
        Problem {
            code: refusal.code(),
            detail: Some(refusal.to_string()),
            may_retry: Some(false),
            ..Problem::of(Code::NotEntered)
        }
    }

    /// The problem of a body or parameter that cannot be read.
    pub fn unreadable(pointer: impl Into<String>, message: impl Into<String>) -> Problem {
        let wrong = Wrong {
            code: Cow::Borrowed("unreadable"),
            pointer: pointer.into(),
            message: message.into(),
            fix: None,
        };
        Problem::of(Code::Unreadable).because(vec![wrong])
    }

    /// With everything that is wrong.
    #[must_use]
    pub fn because(self, errors: Vec<Wrong>) -> Problem {
        Problem { errors, ..self }
    }

    /// What it means, in English.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// Everything that is wrong; the problem itself, where it says nothing more.
    pub fn wrong(&self) -> Vec<Wrong> {
        if !self.errors.is_empty() {
            return self.errors.clone();
        }
        let (code, message) = (Cow::Borrowed(self.code), self.title.to_owned());
        vec![Wrong { code, pointer: String::new(), message, fix: None }]
    }

    /// With the seconds after which to try again.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Problem {
        Problem { retry_after: Some(u32::try_from(seconds).unwrap_or(u32::MAX)), ..self }
    }

    /// The header that says when to try again, where it is said.
    pub(crate) fn again(&self) -> Option<(HeaderName, HeaderValue)> {
        self.retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds)))
    }

    /// With more members.
    #[must_use]
    pub fn with(self, more: serde_json::Value) -> Problem {
        Problem { more: Some(Box::new(more)), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.again());
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

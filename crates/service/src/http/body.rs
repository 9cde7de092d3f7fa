//! Reading bodies: of the right type, not too large, not too slow.

use crate::http::{Code, Problem, Wrong};
use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use std::fmt::Formatter;
use std::time::Duration;

/// The most bytes of a body that is one document.
pub(super) const DOCUMENT_LIMIT: usize = 2 << 20;
/// How long a body that is one document may take to arrive.
const DOCUMENT_TIME: Duration = Duration::from_secs(20);

/// The media type of a body, without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(|kind| kind.trim().to_ascii_lowercase())
}

/// Refuses bodies that are packed: they may be much larger than they look.
pub(super) fn plain(headers: &HeaderMap) -> Result<(), Problem> {
    let encoding = headers.get(CONTENT_ENCODING).map(|value| value.as_bytes());
    match encoding.is_none_or(|encoding| encoding.eq_ignore_ascii_case(b"identity")) {
        true => Ok(()),
        false => Err(Problem::of(Code::WrongType).because(vec![Wrong {
            code: "encoded".into(),
            pointer: "Content-Encoding".to_owned(),
            message: "bodies are read as they are, without an encoding".to_owned(),
            fix: Some("send the body without compression".to_owned()),
        }])),
    }
}

/// A body that is one JSON document, as bytes.
pub(super) async fn document(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let is_json =
        media_type(headers).is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"));
    if !is_json {
        plain(headers)?;
        return Err(Problem::of(Code::WrongType));
    }
    text(headers, body).await
}

/// A body that is one text, as bytes.
pub(super) async fn text(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    plain(headers)?;
    let read = axum::body::to_bytes(body, DOCUMENT_LIMIT);
    match tokio::time::timeout(DOCUMENT_TIME, read).await {
        Err(_) => Err(Problem::of(Code::TimedOut)),
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(match is_too_large(&error) {
            true => Problem::of(Code::TooLarge),
            false => Problem::unreadable("", "the body ended before its end"),
        }),
    }
}

/// A body that is a JSON document of a shape.
pub(super) async fn json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<(T, Bytes), Problem> {
    let (members, bytes) = members(headers, body).await?;
    Ok((members.read()?, bytes))
}

/// A body that is a JSON object, as its members.
pub(super) async fn members(headers: &HeaderMap, body: Body) -> Result<(Members, Bytes), Problem> {
    let bytes = document(headers, body).await?;
    match serde_json::from_slice(&bytes) {
        Ok(members) => Ok((members, bytes)),
        Err(error) => Err(Problem::unreadable("", error.to_string())),
    }
}

/// The members of a JSON object, each named once.
pub(super) struct Members(Map<String, Value>);

impl Members {
    /// With a member that the path or the credential says; the body must not say it too.
    pub(super) fn with(mut self, name: &str, text: &str) -> Result<Members, Problem> {
        match self.0.insert(name.to_owned(), Value::String(text.to_owned())) {
            None => Ok(self),
            Some(_) => Err(Problem::unreadable(format!("/{name}"), format!("unknown field `{name}`"))),
        }
    }

    /// Takes a text out.
    pub(super) fn take(&mut self, name: &str) -> Result<String, Problem> {
        match self.0.remove(name) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Problem::unreadable(format!("/{name}"), "this must be text")),
            None => Err(Problem::unreadable(format!("/{name}"), format!("missing field `{name}`"))),
        }
    }

    /// Takes a text out that may be said.
    pub(super) fn take_if_said(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.0.contains_key(name) {
            true => self.take(name).map(Some),
            false => Ok(None),
        }
    }

    /// What they say.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, Problem> {
        serde_path_to_error::deserialize(Value::Object(self.0)).map_err(|error| {
            let pointer = pointer(error.path());
            Problem::unreadable(pointer, error.into_inner().to_string())
        })
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if members.contains_key(&name) {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
            members.insert(name, value);
        }
        Ok(Members(members))
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{key}"),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(part).collect()
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

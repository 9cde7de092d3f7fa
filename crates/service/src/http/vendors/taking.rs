//! A return comes in: as JSON, or as a file of lines that is read as it arrives. Kept as a whole, or not at all.

use super::lines::Lines;
use super::{differences, meant, return_id, today, wrong};
use crate::http::batches::{Arrival, Pieces, room};
use crate::http::body::{document, media_type, plain};
use crate::http::declarations::{KEY, actor, early};
use crate::http::keys::{self, UnderWay};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::Parameters;
use crate::http::{Caller, Code, Problem, Role, Shared, answer, failed};
use crate::lane::{RequestKey, ReturnTold, VendorFiling};
use crate::vendors::TaxNumber;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use clearance::Period;
use ring::digest;
use serde::Deserialize;
use std::io::{self, Read};
use std::sync::Arc;
use store::{NewVendorReturn, VendorReturn};
use wire::{RowFormat, VendorLineText, each_row};

/// The most bytes of a file.
const FILE_LIMIT: usize = 128 << 20;

pub(in crate::http) const TAKE: Operation = Operation {
    summary: "Files what a vendor has collected under its number in a period: JSON, or a file of lines with the head in the query. A later return of the same period counts instead; both are kept.",
    query: &[
        Parameter { name: "scheme", kind: "string", text: "the scheme of the number, for a file" },
        Parameter { name: "number", kind: "string", text: "the number, for a file" },
        Parameter { name: "period", kind: "string", text: "`2026-03` or `2026-Q1`, for a file" },
    ],
    headers: &[KEY],
    takes: &[
        ("application/json", "VendorReturnText"),
        ("application/x-ndjson", "Lines"),
        ("text/csv", "Lines"),
    ],
    gives: &[(201, "application/json", "VendorReturn")],
    problems: &[400, 408, 409, 413, 415, 422, 507],
};

/// The head of a return, in the query or in the document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Head {
    scheme: Option<String>,
    number: Option<String>,
    period: Option<String>,
}

/// A return as one document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReturnText {
    scheme: String,
    number: String,
    period: String,
    lines: Vec<VendorLineText>,
}

/// A return comes in.
pub(in crate::http) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Parameters(head): Parameters<Head>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    early(&shared)?;
    let key = keys::begin(&shared, &caller, &headers)?;
    let taken = match format_of(&headers)? {
        None => one_document(&shared, &caller, &headers, body, key.as_ref()).await?,
        Some(format) => file(&shared, &caller, head, format, body, key.as_ref()).await?,
    };
    let told = shared.errand_lane(move |lane| lane.keep_vendor_return(taken)).await?;
    tell(&shared, told).await
}

/// How the lines are written; none in one document.
fn format_of(headers: &HeaderMap) -> Result<Option<RowFormat>, Problem> {
    plain(headers)?;
    match media_type(headers).as_deref() {
        Some("application/x-ndjson" | "application/jsonl") => Ok(Some(RowFormat::Lines)),
        Some("text/csv") => Ok(Some(RowFormat::Csv)),
        Some("application/json") => Ok(None),
        _ => Err(Problem::of(Code::WrongType)),
    }
}

/// What a return is about, once whoever files it may.
struct Admitted {
    of: TaxNumber,
    period: Period,
    party: Option<String>,
}

fn admit(
    shared: &Shared,
    caller: &Caller,
    scheme: &str,
    number: &str,
    period: &str,
) -> Result<Admitted, Problem> {
    let (of, period) = meant(shared, scheme, number, period)?;
    let (registered, today) = (shared.registered(), today(shared));
    let of_period: Vec<_> = registered.register.rows_in(&of.scheme, &of.number, period).collect();
    let is_theirs =
        of_period.iter().any(|row| registered.register.acts_for(&caller.organisation, &row.party, today));
    let keeps_none = registered.register.keeps_no_numbers(&of.scheme);
    if !is_theirs && !(caller.is(Role::Tax) && (keeps_none || !of_period.is_empty())) {
        // Another's number is as one that nobody has.
        let message = "the register has no such number of yours in this period".to_owned();
        return Err(wrong(
            "unknown_number",
            "/number",
            message,
            Some("see the register of the tax authority"),
        ));
    }
    if !period.is_over(today) {
        let message = format!("the period ends on {}, and can be declared from the day after", period.to());
        return Err(wrong("period_open", "/period", message, None));
    }
    let party = of_period.last().map(|row| row.party.clone());
    Ok(Admitted { of, period, party })
}

async fn one_document(
    shared: &Arc<Shared>,
    caller: &Caller,
    headers: &HeaderMap,
    body: Body,
    key: Option<&(u64, UnderWay)>,
) -> Result<VendorFiling, Problem> {
    let bytes = document(headers, body).await?;
    let mut reading = serde_json::Deserializer::from_slice(&bytes);
    let text: ReturnText = serde_path_to_error::deserialize(&mut reading).map_err(|error| {
        let pointer = format!("/{}", error.path().to_string().replace(['.', '['], "/").replace(']', ""));
        Problem::unreadable(pointer, error.into_inner().to_string())
    })?;
    reading.end().map_err(|error| Problem::unreadable("", error.to_string()))?;
    let admitted = admit(shared, caller, &text.scheme, &text.number, &text.period)?;
    let mut lines = Lines::new(admitted.of.currency);
    for (line, row) in (1..).zip(text.lines) {
        if !lines.take(line, Ok(row)) {
            break;
        }
    }
    let hash = digest::digest(&digest::SHA256, &bytes);
    let key = key.map(|(hash, _)| keys::fingerprinted(*hash, PATH, &bytes));
    filing(shared, caller, admitted, lines, hash, key)
}

/// The path, as it is part of what a key stands for.
const PATH: &str = "/v1/vendor-returns";

async fn file(
    shared: &Arc<Shared>,
    caller: &Caller,
    head: Head,
    format: RowFormat,
    body: Body,
    key: Option<&(u64, UnderWay)>,
) -> Result<VendorFiling, Problem> {
    let said = |text: Option<String>, name: &str| {
        text.ok_or_else(|| Problem::unreadable(name, format!("a file needs `{name}` in the query")))
    };
    let (scheme, number) = (said(head.scheme, "scheme")?, said(head.number, "number")?);
    let period = said(head.period, "period")?;
    let admitted = admit(shared, caller, &scheme, &number, &period)?;
    let _room = room(shared)?;
    let path = format!("{PATH}/{scheme}/{number}/{period}");
    let mut arrival = Arrival::new(shared, caller, &path, body);
    let (sender, pieces) = Pieces::new();
    let mut lines = Lines::new(admitted.of.currency);
    let reading = shared.behind(move || {
        let mut measured = Measured { read: pieces, left: FILE_LIMIT, hash: new_hash() };
        let read = each_row(format, &mut measured, |line, row| lines.take(line, row));
        (read, lines, measured)
    });
    let arrived = arrival.forward(sender).await;
    let (read, lines, measured) = reading.await?;
    // What is wrong with the lines is told before that there are no more of them.
    if lines.wrong.is_empty() {
        if measured.left == 0 {
            return Err(Problem::of(Code::TooLarge));
        }
        arrived?;
        read.map_err(|_| Problem::unreadable("", "the body ended before its end"))?;
        if measured.left == FILE_LIMIT {
            let form = "a line of names at least: a return without lines is one that says so";
            return Err(Problem::unreadable("", form));
        }
    }
    let fingerprint = arrival.fingerprint();
    let key = key.map(|(hash, _)| RequestKey { hash: *hash, fingerprint });
    filing(shared, caller, admitted, lines, measured.hash.finish(), key)
}

fn new_hash() -> digest::Context {
    digest::Context::new(&digest::SHA256)
}

/// A stream with the hash of what was read of it, and an end.
struct Measured<R> {
    read: R,
    left: usize,
    hash: digest::Context,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let length = self.read.read(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        self.left = self.left.saturating_sub(length);
        Ok(length)
    }
}

/// The return, sealed, where all of it is right.
fn filing(
    shared: &Shared,
    caller: &Caller,
    admitted: Admitted,
    lines: Lines,
    document: digest::Digest,
    key: Option<RequestKey>,
) -> Result<VendorFiling, Problem> {
    if !lines.wrong.is_empty() {
        return Err(Problem::of(Code::Faulty).because(lines.wrong));
    }
    let Admitted { of, period, party } = admitted;
    let at = (shared.clock)();
    let filed = VendorReturn {
        entry: 0,
        scheme: of.scheme,
        number: of.number,
        period: period.to_string(),
        organisation: caller.organisation.to_string(),
        received: at,
        currency: of.currency,
        lines: u64::try_from(lines.lines.len()).unwrap_or(u64::MAX),
        total: lines.total,
    };
    let sealed = NewVendorReturn::seal(&shared.secret, filed, &lines.lines).map_err(failed)?;
    let document = document.as_ref().first_chunk::<32>().copied().unwrap_or_default();
    Ok(VendorFiling { actor: actor(caller), at, party, sealed, document, key })
}

async fn tell(shared: &Arc<Shared>, told: ReturnTold) -> Result<Response, Problem> {
    let (entry, receipt, is_repeated) = match told {
        ReturnTold::Kept { entry, receipt } => (entry, receipt, false),
        ReturnTold::Known(subject) => {
            let entry = subject.strip_prefix("v/").and_then(|entry| entry.parse().ok());
            (entry.ok_or_else(|| Problem::of(Code::KeyUsed))?, None, true)
        }
        ReturnTold::KeyUsed => return Err(Problem::of(Code::KeyUsed)),
    };
    let body = differences::filed(shared, entry, receipt.as_deref()).await?;
    let place = format!("{PATH}/{}", return_id(entry));
    let mut response = (StatusCode::CREATED, [(LOCATION, place)], axum::Json(body)).into_response();
    if is_repeated {
        response.headers_mut().insert(answer::REPLAYED, axum::http::HeaderValue::from_static("true"));
    }
    Ok(response)
}

//! Payments by their reference, one or a file of them: carriers and whoever takes money for customs tell of them. What
//! is told again changes nothing, so that a file can be sent again whenever its answer was lost.

use crate::http::batches::{Arrival, Pieces, room};
use crate::http::body::{json as document, media_type, plain};
use crate::http::declarations::{actor, early};
use crate::http::find::{By, may_handle};
use crate::http::keys;
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Role, Shared, Wrong};
use crate::lane::{Ask, Target, Told, Wish, consignment_id};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::identifier::{Flaw, PaymentReference};
use clearance::{Command, PaymentRecord, PaymentReversal, Refusal};
use quantity::Currency;
use serde::Serialize;
use serde_json::json;
use std::io::Read;
use std::sync::Arc;
use store::{Held, Reader, StoreFailure};
use wire::{PaymentLineText, ReversalLineText, RowFormat, each_row, free_text, money, one_line};

/// The most lines and bytes of a file: it is read as a whole before any of it is taken.
const MOST: usize = 100_000;
const FILE_LIMIT: u64 = 32 << 20;
/// Lines asked at once.
const GROUP: usize = 500;

pub(super) const PAY: Operation = Operation {
    summary: "Records payments by their references: one, or a file of which each line is answered. What is told again is answered so and changes nothing.",
    takes: &[
        ("application/json", "ReferencedPayment"),
        ("application/x-ndjson", "Lines"),
        ("text/csv", "Lines"),
    ],
    gives: &[
        (200, "application/json", "PaymentAnswer"),
        (200, "application/x-ndjson", "Lines"),
        (200, "text/csv", "Lines"),
    ],
    problems: &[400, 404, 408, 409, 413, 415, 422, 507],
    ..Operation::NONE
};

pub(super) const OWED: Operation = Operation {
    summary: "What is to be paid under a reference; the reference is none where nothing is.",
    gives: &[(200, "application/json", "Owed")],
    problems: &[400, 404],
    ..Operation::NONE
};

pub(super) const REVERSE: Operation = Operation {
    summary: "Takes back payments that bounced, by their references: what they had paid is owed again.",
    takes: &[
        ("application/json", "ReversedPayment"),
        ("application/x-ndjson", "Lines"),
        ("text/csv", "Lines"),
    ],
    ..PAY
};

/// A line of either kind.
trait Line: serde::de::DeserializeOwned + Send + 'static {
    /// What is paid for.
    fn reference(&self) -> &str;

    /// The command that it says; else what is wrong, with its place.
    fn command(&self, local: Currency) -> Result<Command, (&'static str, String)>;
}

impl Line for PaymentLineText {
    fn reference(&self) -> &str {
        &self.reference
    }

    fn command(&self, local: Currency) -> Result<Command, (&'static str, String)> {
        let amount = money(self.amount.trim(), self.currency.trim(), local);
        let amount =
            amount.map_err(|flaw| (MALFORMED, format!("expected in {}: {}", flaw.pointer, flaw.expected)))?;
        if amount.currency() != local {
            return Err(("other_currency", format!("what is owed here is owed in {}", local.code())));
        }
        Ok(Command::RecordPayment(PaymentRecord { amount, reference: provider(&self.payment)? }))
    }
}

impl Line for ReversalLineText {
    fn reference(&self) -> &str {
        &self.reference
    }

    fn command(&self, _local: Currency) -> Result<Command, (&'static str, String)> {
        let reason = free_text("/reason", &self.reason)
            .map_err(|flaw| (MALFORMED, format!("expected in /reason: {}", flaw.expected)))?;
        Ok(Command::ReversePayment(PaymentReversal { reference: provider(&self.payment)?, reason }))
    }
}

/// A line of a file with where it stands, or what is wrong with it.
type Numbered<L> = (u64, Result<L, String>);

const MALFORMED: &str = "malformed";
/// The most signs of a provider's reference.
const LONGEST: usize = 100;

/// The reference that whoever took the money gave the payment, under which it counts once.
fn provider(text: &str) -> Result<String, (&'static str, String)> {
    let text = one_line("/payment", text.trim())
        .map_err(|flaw| (MALFORMED, format!("expected in /payment: {}", flaw.expected)))?;
    match text.is_empty() || text.chars().count() > LONGEST {
        true => Err((MALFORMED, format!("expected in /payment: 1 to {LONGEST} signs"))),
        false => Ok(text),
    }
}

/// What became of a line.
#[derive(Clone, Debug, Serialize)]
struct Became {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    reference: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consignment: Option<String>,
}

/// Why a single line is answered with a problem.
enum No {
    Said(&'static str, String),
    Refused(Refusal),
}

/// Money came in.
pub(super) async fn pay(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    take::<PaymentLineText>(&shared, &caller, &headers, body, "/v1/payments").await
}

/// Money that had come in bounced.
pub(super) async fn reverse(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    take::<ReversalLineText>(&shared, &caller, &headers, body, "/v1/payments/reversals").await
}

async fn take<L: Line>(
    shared: &Arc<Shared>,
    caller: &Caller,
    headers: &HeaderMap,
    body: Body,
    path: &str,
) -> Result<Response, Problem> {
    early(shared)?;
    let _key = keys::begin(shared, caller, headers)?;
    plain(headers)?;
    let format = match media_type(headers).as_deref() {
        Some("application/x-ndjson" | "application/jsonl") => RowFormat::Lines,
        Some("text/csv") => RowFormat::Csv,
        _ => {
            let (line, _) = document::<L>(headers, body).await?;
            return one(shared, caller, line).await;
        }
    };
    let _room = room(shared)?;
    let mut arrival = Arrival::new(shared, caller, path, body);
    let (sender, pieces) = Pieces::new();
    let reading = shared.behind(move || read::<L>(format, pieces));
    let arrived = arrival.forward(sender).await;
    let lines = reading.await??;
    arrived?;
    let told = all(shared, caller, lines).await;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(match accept.contains("text/csv") {
        true => ([(CONTENT_TYPE, "text/csv; charset=utf-8")], table(&told)).into_response(),
        false => {
            let mut body = Vec::new();
            for became in &told {
                body.extend(serde_json::to_vec(became).unwrap_or_default());
                body.push(b'\n');
            }
            ([(CONTENT_TYPE, "application/x-ndjson")], body).into_response()
        }
    })
}

/// Reads a file as a whole: of half a file nothing is taken.
fn read<L: Line>(format: RowFormat, pieces: Pieces) -> Result<Vec<Numbered<L>>, Problem> {
    let mut lines = Vec::new();
    let mut limited = pieces.take(FILE_LIMIT);
    let read = each_row(format, &mut limited, |line, row| {
        lines.push((line, row));
        lines.len() <= MOST
    });
    if limited.limit() == 0 || lines.len() > MOST {
        return Err(Problem::of(Code::TooLarge));
    }
    read.map_err(|_| Problem::unreadable("", "the body ended before its end; nothing of it was taken"))?;
    match lines.is_empty() {
        true => Err(Problem::unreadable("", "the body holds no line")),
        false => Ok(lines),
    }
}

/// One payment, answered as one request.
async fn one<L: Line>(shared: &Arc<Shared>, caller: &Caller, line: L) -> Result<Response, Problem> {
    let mut became = group(shared, caller, vec![(None, Ok(line))]).await?;
    match became.pop() {
        Some((became, None)) => Ok(Json(became).into_response()),
        Some((_, Some(No::Refused(refusal)))) => Err(Problem::refused(refusal)),
        Some((became, Some(No::Said(code, message)))) => {
            let pointer = if became.result.ends_with("_reference") { "/reference" } else { "" };
            let wrong = Wrong { code: code.into(), pointer: pointer.to_owned(), message, fix: None };
            Err(Problem::of(Code::Faulty).because(vec![wrong]))
        }
        None => Err(Problem::of(Code::Failed)),
    }
}

/// Every line of a file, some at once. Where the lane takes no more, the rest is told so.
async fn all<L: Line>(shared: &Arc<Shared>, caller: &Caller, lines: Vec<Numbered<L>>) -> Vec<Became> {
    let mut told = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().map(|(line, row)| (Some(line), row)).peekable();
    let mut has_stopped = false;
    while lines.peek().is_some() {
        let some: Vec<_> = lines.by_ref().take(GROUP).collect();
        let places: Vec<Option<u64>> = some.iter().map(|(line, _)| *line).collect();
        while let Some(wait) = shared.rates.wait_for(caller.credential, some.len()) {
            tokio::time::sleep(wait).await;
        }
        let answered = if has_stopped { None } else { group(shared, caller, some).await.ok() };
        match answered {
            Some(answered) => told.extend(answered.into_iter().map(|(became, no)| Became {
                message: no.map(|no| match no {
                    No::Said(_, message) => message,
                    No::Refused(refusal) => refusal.to_string(),
                }),
                ..became
            })),
            None => {
                has_stopped = true;
                let undone = |line| Became {
                    line,
                    reference: String::new(),
                    result: "undone",
                    message: Some("nothing was taken in: send the line again".to_owned()),
                    consignment: None,
                };
                told.extend(places.into_iter().map(undone));
            }
        }
    }
    told
}

/// A line that is looked at.
enum Looked {
    No(&'static str, String),
    Yes(u64, Box<Command>),
}

/// Some lines, in their order.
async fn group<L: Line>(
    shared: &Arc<Shared>,
    caller: &Caller,
    lines: Vec<(Option<u64>, Result<L, String>)>,
) -> Result<Vec<(Became, Option<No>)>, Problem> {
    let (seer, local) = (caller.clone(), shared.country.law().tariff.exchange.local());
    let looked = shared
        .read(move |reader| {
            let look = |(line, row): (Option<u64>, Result<L, String>)| {
                let (reference, looked) = match row {
                    Err(reason) => (String::new(), Looked::No("unreadable", reason)),
                    Ok(row) => {
                        (row.reference().chars().take(60).collect(), look(reader, &seer, &row, local)?)
                    }
                };
                Ok((line, reference, looked))
            };
            lines.into_iter().map(look).collect::<Result<Vec<_>, StoreFailure>>()
        })
        .await?;
    let at = (shared.clock)();
    let mut asks = Vec::new();
    for (_, _, looked) in &looked {
        if let Looked::Yes(number, command) = looked {
            let what = Wish::command(Target::Consignment(*number), (**command).clone());
            asks.push(Ask { actor: actor(caller), at, what, line: None, key: None });
        }
    }
    let mut told = if asks.is_empty() { Vec::new() } else { shared.ask(asks).await? }.into_iter();
    let became = looked.into_iter().map(|(line, reference, looked)| {
        let became = |result| Became { line, reference, result, message: None, consignment: None };
        match looked {
            Looked::No(code, message) => (became(code), Some(No::Said(code, message))),
            Looked::Yes(number, _) => {
                let (result, no) = result_of(told.next());
                let consignment = no.is_none().then(|| consignment_id(number));
                (Became { consignment, ..became(result) }, no)
            }
        }
    });
    Ok(became.collect())
}

/// The consignment that a line is about, and the command; or why there is none.
fn look<L: Line>(reader: &Reader, caller: &Caller, row: &L, local: Currency) -> Result<Looked, StoreFailure> {
    let held = match referenced(reader, caller, row.reference())? {
        Ok(held) => held,
        Err((code, message)) => return Ok(Looked::No(code, message)),
    };
    Ok(match row.command(local) {
        Ok(command) => Looked::Yes(held.number, Box::new(command)),
        Err((code, message)) => Looked::No(code, message),
    })
}

/// The consignment that is paid for under a reference, if the caller may pay for it; else why there is none.
fn referenced(
    reader: &Reader,
    caller: &Caller,
    text: &str,
) -> Result<Result<Held, (&'static str, String)>, StoreFailure> {
    let reference = match PaymentReference::parse(text) {
        Ok(reference) => reference,
        Err(Flaw::CheckDigit { .. }) => {
            let message = "the check digits do not fit: a sign is mistyped".to_owned();
            return Ok(Err(("mistyped_reference", message)));
        }
        Err(flaw) => return Ok(Err(("malformed_reference", flaw.to_string()))),
    };
    let unknown = || Err(("unknown_reference", "nothing is paid under this reference".to_owned()));
    let Some(number) = reference.consignment() else { return Ok(unknown()) };
    let Some(held) = reader.load(number)? else { return Ok(unknown()) };
    let held = crate::lookup::follow(reader, held)?;
    // References are counted up, so that knowing one proves nothing.
    let may = caller.is(Role::Tax) || caller.is(Role::Cashier) || may_handle(caller, &held.case, By::Count);
    Ok(if may { Ok(held) } else { unknown() })
}

/// What is to be paid under a reference: all that whoever takes the money need know.
pub(super) async fn owed(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    let (seer, asked) = (caller, text.clone());
    let found = shared.read(move |reader| referenced(reader, &seer, &asked)).await?;
    let held = found.map_err(|(code, message)| {
        let wrong = Wrong { code: code.into(), pointer: "reference".to_owned(), message, fix: None };
        Problem::of(if code == "unknown_reference" { Code::NotFound } else { Code::Unreadable })
            .because(vec![wrong])
    })?;
    let payable = held.case.assessment.payable;
    let reference = held.case.payment_reference().map(PaymentReference::in_groups);
    let body = json!({
        "reference": reference, "payable": payable.number().to_string(), "currency": payable.currency().code(),
    });
    Ok(Json(body).into_response())
}

/// What became of a line that was asked for.
fn result_of(told: Option<Told>) -> (&'static str, Option<No>) {
    match told {
        Some(Told::Done(done)) if done.is_repeated => ("repeated", None),
        Some(Told::Done(_)) => ("taken", None),
        Some(Told::Refused(refusal)) => {
            let word = match refusal {
                Refusal::PaymentExceedsDebt => "too_much",
                other => other.code(),
            };
            (word, Some(No::Refused(refusal)))
        }
        _ => ("undone", Some(No::Said("undone", "nothing was taken in: send the line again".to_owned()))),
    }
}

/// What became of lines, as CSV.
fn table(told: &[Became]) -> Vec<u8> {
    let mut csv = b"line,reference,result,message,consignment\n".to_vec();
    for Became { line, reference, result, message, consignment } in told {
        let line = line.map(|line| line.to_string()).unwrap_or_default();
        let cells = [
            line.as_str(),
            reference,
            result,
            message.as_deref().unwrap_or_default(),
            consignment.as_deref().unwrap_or_default(),
        ];
        wire::write_line(&cells, &mut csv);
    }
    csv
}

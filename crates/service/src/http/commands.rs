//! Commands about one consignment: an officer's decision, a payment, a declination, a return.

use crate::http::body::{Members, members};
use crate::http::declarations::{KEY, actor, early};
use crate::http::find::{By, find, may_handle, seen_through};
use crate::http::keys::{self, UnderWay};
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Shared, answer, returns};
use crate::lane::{Ask, RequestKey, Target, Told, Wish, consignment_number};
use axum::body::Bytes;
use axum::extract::{FromRequest, Path};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use clearance::{Case, Command};
use evidence::Receipt;
use std::sync::Arc;
use wire::{CommandFlaw, CommandText, Voice, free_text};

/// What carries out a command about a consignment: the decision for whoever filed or judges, and for whoever only
/// brings the goods whether they may go.
pub(super) const COMMAND: Operation = Operation {
    summary: "",
    query: &[],
    headers: &[KEY],
    takes: &[],
    gives: &[(200, "application/json", "Standing")],
    problems: &[400, 404, 408, 409, 413, 415, 422, 507],
};

pub(super) const DECIDE: Operation = Operation {
    summary: "An officer decides about a consignment, whatever was decided before.",
    takes: &[("application/json", "OfficerDecision")],
    ..COMMAND
};

pub(super) const JOIN: Operation = Operation {
    summary: "An officer joins another consignment to this one: they are one, with one debt.",
    takes: &[("application/json", "Joining")],
    ..COMMAND
};

pub(super) const PAY: Operation = Operation {
    summary: "Records a payment. The same reference is counted once.",
    takes: &[("application/json", "Payment")],
    ..COMMAND
};

pub(super) const REFUND: Operation = Operation {
    summary: "Records that money went out for what is owed back. The same reference is counted once.",
    takes: &[("application/json", "Payment")],
    ..COMMAND
};

pub(super) const DECLINE: Operation = Operation {
    summary: "Reports that the consignee does not want the goods.",
    takes: &[("application/json", "Declination")],
    ..COMMAND
};

/// An officer decides, whatever was decided before.
pub(super) async fn decide(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/decision");
    request.about(name, &path, CommandText::Decide(members.read()?)).await
}

/// What is joined to a consignment, and why.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Joining {
    other: String,
    #[serde(default)]
    reason: String,
}

/// Two consignments turned out to be one.
pub(super) async fn join(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/join");
    let Joining { other, reason } = members.read()?;
    let reason = free_text("/reason", &reason).map_err(flawed)?;
    let stays = find(&request.shared, name, |_, _| true).await?;
    let goes = find(&request.shared, other, |_, _| true).await?;
    let by_number = |held: &store::Held| Target::Consignment(held.number);
    let wish = Wish::Join { stays: by_number(&stays), goes: by_number(&goes), reason };
    request.carry_out_wish(&path, wish).await
}

/// Money came in: at the tax office, or with a carrier who collected it.
pub(super) async fn pay(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/payments");
    request.about(name, &path, CommandText::RecordPayment(members.read()?)).await
}

/// The consignee does not want the goods.
pub(super) async fn decline(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/declination");
    request.about(name, &path, CommandText::Decline(members.read()?)).await
}

/// Money went out for what is owed back on a consignment.
pub(super) async fn refund(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let path = format!("/v1/consignments/{name}/refunds");
    request.about(name, &path, CommandText::RecordRefund(members.read()?)).await
}

/// A request that carries a command, with its key marked as under way.
pub(super) struct Request {
    pub(super) shared: Arc<Shared>,
    pub(super) caller: Caller,
    pub(super) headers: HeaderMap,
    pub(super) key: Option<(u64, UnderWay)>,
    pub(super) bytes: Bytes,
}

/// What a request says, and the request: read unless too much waits.
pub(super) struct Opened(pub(super) Members, pub(super) Request);

impl FromRequest<Arc<Shared>> for Opened {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, shared: &Arc<Shared>) -> Result<Opened, Problem> {
        let (Parts { headers, extensions, .. }, body) = request.into_parts();
        let caller: &Caller = extensions.get().ok_or_else(|| Problem::of(Code::Failed))?;
        early(shared)?;
        let key = keys::begin(shared, caller, &headers)?;
        let (members, bytes) = members(&headers, body).await?;
        let (shared, caller) = (Arc::clone(shared), caller.clone());
        Ok(Opened(members, Request { shared, caller, headers, key, bytes }))
    }
}

impl Request {
    /// Carries out a command about a consignment that the caller may act on.
    pub(super) async fn about(
        self,
        name: String,
        path: &str,
        text: CommandText,
    ) -> Result<Response, Problem> {
        let command = self.command(&text)?;
        let caller = self.caller.clone();
        let held = find(&self.shared, name, move |case, by: By| may_handle(&caller, case, by)).await?;
        self.carry_out(held.number, path, command).await
    }

    /// The command that a text says.
    pub(super) fn command(&self, text: &CommandText) -> Result<Command, Problem> {
        text.read(self.shared.country.law().tariff.exchange.local()).map_err(flawed)
    }

    /// Carries out a command about a consignment.
    pub(super) async fn carry_out(
        self,
        number: u64,
        path: &str,
        command: Command,
    ) -> Result<Response, Problem> {
        self.carry_out_wish(path, Wish::command(Target::Consignment(number), command)).await
    }

    /// Carries out what is wished for.
    pub(super) async fn carry_out_wish(self, path: &str, what: Wish) -> Result<Response, Problem> {
        let told = self.told(path, what).await?;
        self.tell(told).await
    }

    /// What became of a wish.
    pub(super) async fn told(&self, path: &str, what: Wish) -> Result<Told, Problem> {
        let key: Option<RequestKey> =
            self.key.as_ref().map(|(hash, _)| keys::fingerprinted(*hash, path, &self.bytes));
        let at = (self.shared.clock)();
        let ask = Ask { actor: actor(&self.caller), at, what, line: None, key };
        let told = self.shared.ask(vec![ask]).await?.into_iter().next();
        told.ok_or_else(|| Problem::of(Code::Failed))
    }

    async fn tell(&self, told: Told) -> Result<Response, Problem> {
        let voice = answer::voice(&self.shared, &self.headers)?;
        let (case, receipt, is_repeated) = match told {
            Told::Done(done) => {
                self.shared.metrics.decided(done.outcome.as_str());
                (done.case.ok_or_else(|| Problem::of(Code::Failed))?, done.receipt, done.is_repeated)
            }
            Told::Known(subject) => match returns::known(&self.shared, &self.caller, &subject).await? {
                Some(response) => return Ok(response),
                None => (known(&self.shared, &subject).await?, None, true),
            },
            Told::Scanned(scanned) => return returns::standing(&self.shared, &self.caller, scanned).await,
            Told::Refused(refusal) => return Err(Problem::refused(refusal)),
            Told::KeyUsed => return Err(Problem::of(Code::KeyUsed)),
            Told::Returned(_) | Told::Entered { .. } | Told::NotEntered(_) => {
                return Err(Problem::of(Code::Failed));
            }
        };
        let body = standing(case, receipt.as_ref(), &self.caller, voice);
        let mut response = ([(CONTENT_TYPE, "application/json")], body).into_response();
        if is_repeated {
            response.headers_mut().insert(answer::REPLAYED, HeaderValue::from_static("true"));
        }
        Ok(response)
    }
}

/// The consignment that a request with the same key was about, as it stands now.
pub(super) async fn known(shared: &Arc<Shared>, subject: &str) -> Result<Case, Problem> {
    let number = known_number(subject).ok_or_else(|| Problem::of(Code::Failed))?;
    let held = shared.read(move |reader| reader.load(number)).await?;
    held.map(|held| held.case).ok_or_else(|| Problem::of(Code::NotFound))
}

/// The number of the consignment in `c/NUMBER/DECLARATION`, which the lane keeps with a key.
fn known_number(subject: &str) -> Option<u64> {
    subject.strip_prefix("c/")?.split('/').next()?.parse().ok()
}

/// Where a consignment stands, as far as the caller is told.
fn standing(case: Case, receipt: Option<&Receipt>, caller: &Caller, voice: &Voice) -> Vec<u8> {
    match seen_through(caller, &case) {
        Some(number) => {
            // What is proven about the declaration that governs is not for the others.
            let receipt = receipt.filter(|_| case.filings.governing().number == number);
            answer::decision(case, number, receipt, caller, voice)
        }
        None => serde_json::to_vec(&wire::Elsewhere::of(&case)).unwrap_or_default(),
    }
}

/// A member that is not what belongs there.
pub(crate) fn flawed(flaw: CommandFlaw) -> Problem {
    Problem::unreadable(flaw.pointer.into_owned(), format!("expected here: {}", flaw.expected))
}

/// Why something is done that nobody does without a reason.
pub(crate) fn reason(text: &str) -> Result<String, Problem> {
    match text.trim() {
        "" => Err(Problem::unreadable("/reason", "without a reason it is not done")),
        text => free_text("/reason", text).map_err(flawed),
    }
}

/// The consignment that a control belongs to, and the control as it is called.
pub(super) fn consignment_of(control: &str) -> Result<u64, Problem> {
    let consignment = control.rsplit_once('-').and_then(|(id, _)| consignment_number(id));
    consignment.ok_or_else(|| Problem::of(Code::NotFound))
}

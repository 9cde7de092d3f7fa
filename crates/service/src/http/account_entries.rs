//! What happens on accounts of deferred payment: payments, payments that bounced, calls of guarantees.

use crate::http::commands::{Opened, flawed};
use crate::http::declarations::KEY;
use crate::http::openapi::Operation;
use crate::http::{Code, Problem, answer};
use crate::lane::{ENTERED, Told, Wish};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::HeaderValue;
use axum::response::{IntoResponse, Response};
use clearance::{AccountEntry, AccountEntryKind, AccountName, AccountRefusal};
use quantity::{Decimal, Money};
use serde::Deserialize;
use serde_json::json;
use wire::{free_text, one_line};

pub(super) const ENTER: Operation = Operation {
    summary: "Enters a payment, a payment that bounced, the call of a guarantee, the payment of a guarantor, or what is given up on an account of deferred payment. The same reference is counted once. 202: another must send the same before anything moves.",
    headers: &[KEY],
    takes: &[("application/json", "AccountEntry")],
    gives: &[(200, "application/json", "Entered"), (202, "application/json", "Entered")],
    problems: &[400, 404, 408, 409, 413, 415, 422, 507],
    ..Operation::NONE
};

/// The longest reference.
const LONGEST: usize = 70;

/// What is entered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entered {
    kind: String,
    reference: String,
    amount: String,
    currency: String,
    guarantee: Option<String>,
    #[serde(default)]
    reason: String,
}

impl Entered {
    fn read(&self, local: quantity::Currency) -> Result<AccountEntry, Problem> {
        let kind = AccountEntryKind::from_name(&self.kind);
        // Interest is reckoned, never told; what is told to be written off is proposed where another must sign.
        let is_told = |kind: &AccountEntryKind| {
            !matches!(kind, AccountEntryKind::Interest | AccountEntryKind::ProposedWriteOff)
        };
        let kind = kind.filter(is_told);
        let kind = kind.ok_or_else(|| {
            Problem::unreadable(
                "/kind",
                "one of `payment`, `reversal`, `call`, `guarantor_payment`, `write_off`",
            )
        })?;
        let reference = one_line("/reference", self.reference.trim()).map_err(flawed)?;
        if reference.is_empty() || reference.chars().count() > LONGEST {
            return Err(Problem::unreadable("/reference", "1 to 70 characters"));
        }
        let amount = Decimal::parse(&self.amount).ok().and_then(|amount| whole(amount, local));
        let amount = amount.ok_or_else(|| Problem::unreadable("/amount", "an amount such as `120.50`"))?;
        if self.currency != local.code() {
            return Err(not_entered(AccountRefusal::AmountDoesNotFit));
        }
        let reason = free_text("/reason", &self.reason).map_err(flawed)?;
        if self.guarantee.as_ref().is_some_and(|guarantee| guarantee.chars().count() > 35) {
            return Err(Problem::unreadable("/guarantee", "the reference of a guarantee"));
        }
        Ok(AccountEntry {
            kind,
            reference,
            about: self.guarantee.as_ref().map(|guarantee| guarantee.trim().to_ascii_uppercase()),
            amount,
            reason: (!reason.trim().is_empty()).then_some(reason),
        })
    }
}

/// An amount in whole minor units.
fn whole(amount: Decimal, currency: quantity::Currency) -> Option<Money> {
    let micro_per_minor = 1_000_000 / currency.minor_per_unit();
    let is_whole = amount.micro() % micro_per_minor == 0 && amount.micro() > 0;
    is_whole.then(|| Money::new(amount.micro() / micro_per_minor, currency))
}

/// Something happened on an account.
pub(super) async fn enter(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let Some(AccountName::Deferred { organisation: party }) = AccountName::read(&name) else {
        return Err(Problem::of(Code::NotFound));
    };
    let entered: Entered = members.read()?;
    let entry = entered.read(request.shared.country.law().tariff.exchange.local())?;
    let path = format!("/v1/accounts/{name}/entries");
    let wish = Wish::OnAccount(party.to_owned(), Box::new(entry.clone()));
    let (is_repeated, is_proposed) = match request.told(&path, wish).await? {
        Told::Entered { is_repeated, is_proposed } => (is_repeated, is_proposed),
        Told::Known(subject) if subject == ENTERED => (true, false),
        Told::NotEntered(refusal) => return Err(not_entered(refusal)),
        Told::KeyUsed => return Err(Problem::of(Code::KeyUsed)),
        _ => return Err(Problem::of(Code::Failed)),
    };
    let body = json!({
        "account": name, "kind": entry.kind.as_str(), "reference": entry.reference,
        "amount": entry.amount.number().to_string(), "currency": entry.amount.currency().code(),
    });
    let status = if is_proposed { StatusCode::ACCEPTED } else { StatusCode::OK };
    let mut response = (status, Json(body)).into_response();
    if is_repeated {
        response.headers_mut().insert(answer::REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// The problem of something that cannot happen on an account.
fn not_entered(refusal: AccountRefusal) -> Problem {
    match refusal {
        AccountRefusal::UnknownAccount => Problem::of(Code::NotFound),
        refusal => Problem::not_entered(refusal),
    }
}

//! Returns: what carriers scan that leaves, and what officers say of scans that are in doubt.

use crate::http::commands::{COMMAND, Opened, flawed};
use crate::http::find::{By, find, may_handle, seen_through};
use crate::http::openapi::Operation;
use crate::http::{Caller, Code, Problem, Shared};
use crate::lane::{Scanned, Target, Wish, consignment_id};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{Condition, OutboundScan};
use serde_json::{Value, json};
use std::sync::Arc;
use store::row::decode_scan;
use store::{Entry, Reader, Scan, ScanState, StoreFailure, What, moment};
use wire::{CommandText, ReturnText, ReturnedText, ScanText, ScannedText, condition_text, free_text};

pub(super) const TAKE: Operation = Operation {
    summary: "Reports goods that leave: of a consignment, or as they were scanned, to be matched to their import.",
    takes: &[("application/json", "Return")],
    gives: &[(200, "application/json", "StandingOrScan"), (202, "application/json", "ScanStanding")],
    ..COMMAND
};

pub(super) const SHOW: Operation = Operation {
    summary: "How a scan of goods that leave stands: open, matched to its import, or refused.",
    gives: &[(200, "application/json", "ScanStanding")],
    problems: &[404],
    ..Operation::NONE
};

pub(super) const MATCH: Operation = Operation {
    summary: "An officer says of which import a scan is.",
    takes: &[("application/json", "ScanMatch")],
    gives: &[(200, "application/json", "ScanStanding")],
    ..COMMAND
};

pub(super) const REFUSE: Operation = Operation {
    summary: "An officer says that a scan is of no import that is known here.",
    takes: &[("application/json", "Declination")],
    gives: &[(200, "application/json", "ScanStanding")],
    ..COMMAND
};

/// What leaves: of a consignment that is named, or as it was scanned.
pub(super) async fn take(Opened(mut members, request): Opened) -> Result<Response, Problem> {
    let scan = match members.take_if_said("consignment")? {
        None => members.read::<ScanText>()?,
        Some(name) => {
            let text: ReturnText = members.read()?;
            let condition = condition_text(text.condition.as_deref()).map_err(flawed)?;
            let is_as_it_came = condition.unwrap_or(Condition::Unchanged) == Condition::Unchanged;
            if is_as_it_came || request.caller.is_customs() {
                return request.about(name, "/v1/returns", CommandText::Return(text)).await;
            }
            // What is not as it came is for an officer to judge, whoever is sure of the import.
            of_a_consignment(&request.shared, &request.caller, name, text).await?
        }
    };
    let scan = scan.read().map_err(flawed)?;
    request.carry_out_wish("/v1/returns", Wish::Scan(Box::new(scan))).await
}

/// A return of a consignment that is named, as a scan of it.
async fn of_a_consignment(
    shared: &Arc<Shared>,
    caller: &Caller,
    name: String,
    text: ReturnText,
) -> Result<ScanText, Problem> {
    let caller = caller.clone();
    let held = find(shared, name, move |case, by: By| may_handle(&caller, case, by)).await?;
    let goods = text.goods.into_iter().map(|ReturnedText { line, quantity }| ScannedText {
        line: Some(line),
        quantity,
        ..ScannedText::default()
    });
    Ok(ScanText {
        outbound: text.outbound,
        tracking_number: held.case.filings.governing().declaration.house_number().map(str::to_owned),
        ucr: held.case.filings.governing().declaration.ucr.as_ref().map(|ucr| ucr.as_str().to_owned()),
        goods: goods.collect(),
        condition: text.condition,
        exported: text.exported,
        asked: text.asked,
        ..ScanText::default()
    })
}

/// How a scan stands, for customs and whoever told of it.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let number = scan_number(&name)?;
    let found = shared.read(move |reader| load(reader, number)).await?;
    let is_theirs = |told: &ScanTold| caller.is_customs() || told.organisation == *caller.organisation;
    let told = found.filter(is_theirs).ok_or_else(|| Problem::of(Code::NotFound))?;
    let Scan { number, state, reasons, .. } = told.scan;
    standing(&shared, &caller, Scanned { number: Some(number), state, reasons, is_repeated: false }).await
}

/// What an officer says of the import of a scan.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ScanMatch {
    consignment: String,
    #[serde(default)]
    goods: Vec<ReturnedText>,
    #[serde(default)]
    condition: Option<String>,
    #[serde(default)]
    reason: String,
}

/// An officer says of which import a scan is.
pub(super) async fn match_to(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let scan = open_scan(&request.shared, &name).await?;
    let ScanMatch { consignment, goods, condition, reason } = members.read()?;
    let condition = condition_text(condition.as_deref()).map_err(flawed)?;
    let goods = wire::returned_goods(&goods).map_err(flawed)?;
    let reason = free_text("/reason", &reason).map_err(flawed)?;
    let held = find(&request.shared, consignment, |_, _| true).await?;
    let target = Target::Consignment(held.number);
    let path = format!("/v1/returns/{name}/match");
    request.carry_out_wish(&path, Wish::MatchScan { scan, target, goods, condition, reason }).await
}

/// Why an officer refuses.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    #[serde(default)]
    reason: String,
}

/// An officer says that a scan is of no import that is known here.
pub(super) async fn refuse(
    Path(name): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let scan = open_scan(&request.shared, &name).await?;
    let Refused { reason } = members.read()?;
    let reason = free_text("/reason", &reason).map_err(flawed)?;
    request.carry_out_wish(&format!("/v1/returns/{name}/refusal"), Wish::RefuseScan { scan, reason }).await
}

/// The number of a scan that is there.
async fn open_scan(shared: &Arc<Shared>, name: &str) -> Result<u64, Problem> {
    let number = scan_number(name)?;
    let found = shared.read(move |reader| reader.scan(number)).await?;
    found.map(|scan| scan.number).ok_or_else(|| Problem::of(Code::NotFound))
}

/// How a scan stands, told to whoever may know it.
pub(super) async fn standing(
    shared: &Arc<Shared>,
    caller: &Caller,
    scanned: Scanned,
) -> Result<Response, Problem> {
    let Scanned { number, state, reasons, is_repeated } = scanned;
    let mut told = json!({
        "scan": number.map(scan_id),
        "state": state_name(state),
        "reasons": reasons.split_whitespace().collect::<Vec<_>>(),
    });
    if let ScanState::Matched(consignment) = state {
        let held = shared.read(move |reader| reader.load(consignment)).await?;
        if held.is_some_and(|held| seen_through(caller, &held.case).is_some())
            && let Some(members) = told.as_object_mut()
        {
            members.insert("consignment".to_owned(), json!(consignment_id(consignment)));
        }
    }
    let status = if state == ScanState::Open { StatusCode::ACCEPTED } else { StatusCode::OK };
    let mut response = (status, Json(told)).into_response();
    if is_repeated {
        let yes = axum::http::HeaderValue::from_static("true");
        response.headers_mut().insert(crate::http::answer::REPLAYED, yes);
    }
    Ok(response)
}

/// A scan as an earlier request with the same key told it, as it stands now.
pub(super) async fn known(
    shared: &Arc<Shared>,
    caller: &Caller,
    subject: &str,
) -> Result<Option<Response>, Problem> {
    let Some(number) = subject.strip_prefix("s/").and_then(|number| number.parse().ok()) else {
        return Ok(None);
    };
    let found = shared.read(move |reader| reader.scan(number)).await?;
    let Scan { number, state, reasons, .. } = found.ok_or_else(|| Problem::of(Code::Failed))?;
    let scanned = Scanned { number: Some(number), state, reasons, is_repeated: true };
    standing(shared, caller, scanned).await.map(Some)
}

/// A scan with what its entry tells.
pub(crate) struct ScanTold {
    scan: Scan,
    organisation: String,
    what: OutboundScan,
}

fn load(reader: &Reader, number: u64) -> Result<Option<ScanTold>, StoreFailure> {
    reader.scan(number)?.map(|scan| with_entry(reader, scan)).transpose()
}

fn with_entry(reader: &Reader, scan: Scan) -> Result<ScanTold, StoreFailure> {
    let bytes = reader.entry(scan.number)?.ok_or(StoreFailure::Corrupt("a scan whose entry is not there"))?;
    let entry = Entry::decode(&bytes)?;
    match entry.what {
        What::Scanned { scan: row } => {
            Ok(ScanTold { scan, organisation: entry.actor.organisation.to_owned(), what: decode_scan(row)? })
        }
        _ => Err(StoreFailure::Corrupt("a scan whose entry tells of something else")),
    }
}

/// The open scans after one, with what was scanned: the worklist of returns.
pub(crate) fn open_scans(reader: &Reader, after: u64, most: usize) -> Result<Vec<ScanTold>, StoreFailure> {
    reader.open_scans(after, most)?.into_iter().map(|scan| with_entry(reader, scan)).collect()
}

impl ScanTold {
    /// What was scanned.
    pub(crate) fn scan(&self) -> &OutboundScan {
        &self.what
    }

    /// What it is called.
    pub(crate) fn id(&self) -> String {
        scan_id(self.scan.number)
    }

    /// Who scanned it.
    pub(crate) fn by(&self) -> &str {
        &self.organisation
    }

    /// Why it is open.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = &str> {
        self.scan.reasons.split_whitespace()
    }

    /// The number under which it is kept.
    pub(super) fn number(&self) -> u64 {
        self.scan.number
    }

    /// As officers see it on their list.
    pub(super) fn item(&self) -> Value {
        let OutboundScan {
            outbound,
            tracking_number,
            ucr,
            order,
            goods,
            condition,
            is_exchanged,
            exported,
            asked,
        } = &self.what;
        let goods: Vec<Value> = goods
            .iter()
            .map(|goods| {
                json!({
                    "line": goods.line,
                    "commodity_code": goods.commodity_code.map(|code| code.to_string()),
                    "description": goods.description,
                    "quantity": goods.quantity.map(|quantity| quantity.to_string()),
                })
            })
            .collect();
        json!({
            "scan": scan_id(self.scan.number),
            "scanned": moment(self.scan.at).map(|at| at.to_string()).ok(),
            "by": self.organisation,
            "reasons": self.scan.reasons.split_whitespace().collect::<Vec<_>>(),
            "outbound": outbound.as_str(),
            "tracking_number": tracking_number.as_ref().map(|number| number.as_str()),
            "ucr": ucr.as_ref().map(|ucr| ucr.as_str()),
            "order": order.as_ref().map(|order| json!({ "number": order.number, "platform": order.platform })),
            "goods": goods,
            "condition": condition.as_str(),
            "exchanged": is_exchanged,
            "exported": exported.map(|at| at.to_string()),
            "asked": asked.map(|at| at.to_string()),
        })
    }
}

fn state_name(state: ScanState) -> &'static str {
    match state {
        ScanState::Open => "open",
        ScanState::Matched(_) => "matched",
        ScanState::Refused => "refused",
    }
}

/// The id of a scan.
fn scan_id(number: u64) -> String {
    format!("r_{number:013}")
}

/// The number in the id of a scan. One that cannot be is one that is not there.
pub(crate) fn scan_number(id: &str) -> Result<u64, Problem> {
    let digits = id.strip_prefix("r_").filter(|digits| digits.len() == 13);
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| Problem::of(Code::NotFound))
}

//! Worklists: what waits for officers and other authorities, the most urgent first.

use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, limit};
use crate::http::returns::{ScanTold, open_scans};
use crate::http::{Caller, Code, Problem, Role, Shared, answer};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{Case, GateKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{After, CLAIMS, DEBTS, Held, LEAVING, Listed, Reader, SIGNATURES, StoreFailure};
use wire::WorkItem;

/// The most items of a page, and how many where nothing is said.
const MOST: usize = 200;
const USUAL: usize = 50;

/// The name under which an agency sees its own list.
const AGENCY: &str = "agency";

/// The list of outbound scans that officers match.
const RETURNS: &str = "returns";

pub(super) const NAMES: Operation = Operation {
    summary: "The lists of what waits for the caller, with how much stands on each.",
    gives: &[(200, "application/json", "Worklists")],
    ..Operation::NONE
};

pub(super) const SHOW: Operation = Operation {
    summary: "A list of what waits, what is due first before the rest.",
    query: &[
        Parameter { name: "after", kind: "string", text: "`next` of the page before" },
        Parameter {
            name: "limit",
            kind: "integer",
            text: "at most so many items, up to 200; 50 where unsaid",
        },
    ],
    gives: &[(200, "application/json", "Worklist")],
    problems: &[400],
    ..Operation::NONE
};

/// Which part of a list is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// Where the part before ended.
    after: Option<String>,
    /// How many items at most.
    limit: Option<usize>,
}

/// Which lists there are for the caller, and how much stands on each.
pub(super) async fn names(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let counts: BTreeMap<String, u64> = shared.read(|reader| reader.worklists()).await?.into_iter().collect();
    let lists: Vec<serde_json::Value> = lists(&shared, &caller)
        .into_iter()
        .map(|(name, list)| {
            let path = format!("/v1/worklists/{}", name.replace('/', "%2F"));
            json!({ "name": name, "count": counts.get(&list).copied().unwrap_or_default(), "path": path })
        })
        .collect();
    let mut lists = lists;
    if caller.is_customs() {
        let count = shared.read(|reader| reader.open_scan_count()).await?;
        lists.push(json!({ "name": RETURNS, "count": count, "path": format!("/v1/worklists/{RETURNS}") }));
    }
    Ok(Json(json!({ "worklists": lists })).into_response())
}

/// One list, page by page.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Parameters(page): Parameters<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if name == RETURNS && caller.is_customs() {
        return show_returns(&shared, &page).await;
    }
    let lists = lists(&shared, &caller);
    let list = lists.into_iter().find(|(known, _)| *known == name).map(|(_, list)| list);
    let list = list.ok_or_else(|| Problem::of(Code::NotFound))?;
    let after = page.after.as_deref().map(after).transpose()?;
    let limit = limit(page.limit, USUAL, MOST)?;
    // One more than is shown says whether there is a next page.
    let (mut rows, held) = shared.read(move |reader| read(reader, &list, after.as_ref(), limit + 1)).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(cursor);
    if let LEAVING | CLAIMS | SIGNATURES | DEBTS = name.as_str() {
        let now = (shared.clock)();
        let item = |row: &Listed| {
            let case = &held.get(&row.consignment)?.case;
            Some(if name == LEAVING { leaving(case, now) } else { after_release(case) })
        };
        let items: Vec<serde_json::Value> = rows.iter().filter_map(item).collect();
        return Ok(Json(json!({ "name": name, "items": items, "next": next })).into_response());
    }
    let voice = answer::voice(&shared, &headers)?;
    let items = rows.iter().filter_map(|row| {
        let weight = caller.is_customs().then_some(row.weight);
        WorkItem::of(&held.get(&row.consignment)?.case, &row.control, weight, voice)
    });
    let body = serde_json::to_vec(&Answer { name: &name, items: items.collect(), next }).unwrap_or_default();
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

/// Outbound scans that are in doubt or wait, the oldest first.
async fn show_returns(shared: &Arc<Shared>, page: &Page) -> Result<Response, Problem> {
    let after = match page.after.as_deref() {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| Problem::unreadable("after", "this is no `next` of a page of this list"))?,
    };
    let limit = limit(page.limit, USUAL, MOST)?;
    let mut scans = shared.read(move |reader| open_scans(reader, after, limit + 1)).await?;
    let has_more = scans.len() > limit;
    scans.truncate(limit);
    let next = scans.last().filter(|_| has_more).map(|scan| scan.number().to_string());
    let items: Vec<serde_json::Value> = scans.iter().map(ScanTold::item).collect();
    Ok(Json(json!({ "name": RETURNS, "items": items, "next": next })).into_response())
}

/// A debt that somebody must look at after release.
fn after_release(case: &Case) -> serde_json::Value {
    let declaration = &case.filings.governing().declaration;
    let post = &case.post_clearance;
    json!({
        "consignment": case.consignment,
        "tracking_number": declaration.tracking_number.as_ref().map(|number| number.as_str()),
        "phase": case.phase().as_str(),
        "payable": case.assessment.payable.number().to_string(),
        "claim": post.claim.as_ref().map(|claim| json!({
            "at": claim.at.to_string(), "organisation": claim.organisation, "reason": claim.reason,
        })),
        "proposed": post.proposed.as_ref().map(|proposed| json!({
            "act": proposed.act.as_str(), "amount": proposed.amount.number().to_string(),
            "reason": proposed.reason, "by": proposed.by, "at": proposed.at.to_string(),
        })),
        "due": post.additional.map(|additional| additional.due.to_string()),
    })
}

/// Goods that may not stay and are not known to have left.
fn leaving(case: &Case, now: Timestamp) -> serde_json::Value {
    let leave_by = match &case.state {
        clearance::State::Refused { leave_by, .. } | clearance::State::Leaving { leave_by, .. } => {
            Some(*leave_by)
        }
        _ => None,
    };
    let declaration = &case.filings.governing().declaration;
    json!({
        "consignment": case.consignment,
        "tracking_number": declaration.tracking_number.as_ref().map(|number| number.as_str()),
        "phase": case.phase().as_str(),
        "leave_by": leave_by.map(|leave_by| leave_by.to_string()),
        "overdue": leave_by.is_some_and(|leave_by| leave_by <= now),
        "office": case.arrived.as_ref().map(|arrival| arrival.office.as_str()),
    })
}

/// A page of a list.
#[derive(Serialize)]
struct Answer<'a> {
    name: &'a str,
    items: Vec<WorkItem<'a>>,
    next: Option<String>,
}

/// The lists that a caller may see, by the names they have for them, with the names that the store has.
fn lists(shared: &Shared, caller: &Caller) -> Vec<(String, String)> {
    if !caller.is_customs() {
        let own = caller.is(Role::Agency).then(|| format!("{AGENCY}/{}", caller.organisation));
        let own = own.into_iter().map(|list| (AGENCY.to_owned(), list));
        // The tax authority signs as well, and collects.
        let debts = [CLAIMS, SIGNATURES, DEBTS].into_iter().filter(|_| caller.is(Role::Tax));
        return own.chain(debts.map(|list| (list.to_owned(), list.to_owned()))).collect();
    }
    let kinds = GateKind::ALL.iter().filter(|kind| **kind != GateKind::Arrival);
    let agencies = shared.country.law().procedures.agencies.keys();
    let names = kinds.map(|kind| kind.as_str().to_owned());
    let names = names
        .chain(["overdue", LEAVING, CLAIMS, SIGNATURES, DEBTS].map(str::to_owned))
        .chain(agencies.map(|id| format!("{AGENCY}/{id}")));
    names.map(|name| (name.clone(), name)).collect()
}

/// The rows of a page with the consignments they are about.
fn read(
    reader: &Reader,
    list: &str,
    after: Option<&After>,
    limit: usize,
) -> Result<(Vec<Listed>, BTreeMap<u64, Held>), StoreFailure> {
    let rows = reader.worklist(list, after, limit)?;
    let mut held = BTreeMap::new();
    for row in &rows {
        if let std::collections::btree_map::Entry::Vacant(place) = held.entry(row.consignment)
            && let Some(found) = reader.load(row.consignment)?
        {
            place.insert(found);
        }
    }
    Ok((rows, held))
}

/// Where a page ended, in a form that nobody should read.
fn cursor(row: &Listed) -> String {
    let text = format!("{} {} {} {}", row.due, row.weight, row.consignment, row.control);
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn after(text: &str) -> Result<After, Problem> {
    read_cursor(text).ok_or_else(|| Problem::unreadable("after", "this is no `next` of a page of this list"))
}

fn read_cursor(text: &str) -> Option<After> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let text = String::from_utf8(pairs.iter().map(byte).collect::<Option<Vec<u8>>>()?).ok()?;
    let mut parts = text.splitn(4, ' ');
    let (due, weight, consignment) = (parts.next()?, parts.next()?, parts.next()?);
    Some(After {
        due: due.parse().ok()?,
        weight: weight.parse().ok()?,
        consignment: consignment.parse().ok()?,
        control: parts.next()?.to_owned(),
    })
}

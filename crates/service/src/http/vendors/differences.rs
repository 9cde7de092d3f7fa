//! What a return comes to beside the parcels of its number: totals, and what differs, parcel by parcel.

use super::{may_see, meant, return_entry, return_id, sees_all};
use crate::http::openapi::{Operation, Parameter};
use crate::http::query::{Parameters, limit};
use crate::http::stream::Sent;
use crate::http::{Caller, Code, Problem, Shared};
use crate::lane::consignment_id;
use crate::vendors::{Reconciled, TaxNumber, counting, reconciled};
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use clearance::{Difference, DifferenceKind, Period};
use evidence::Receipt;
use quantity::{Currency, Money};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use store::{DeclaredNumber, Reader, StoreFailure, VendorLine, VendorReturn};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, timeout};

/// How many differences are told where nothing is said, and the most.
const USUAL: usize = 50;
const MOST: usize = 200;
/// How long a table may take on its way to whoever asked for it.
const WHOLE_TABLE: Duration = Duration::from_secs(600);
/// Rows of a table that are made at once.
const TOGETHER: usize = 500;
/// Parcels that no return declares, of which it is looked up who filed them.
const LOOKED_UP: usize = 5_000;

pub(in crate::http) const SHOW: Operation = Operation {
    summary: "A return with its totals beside the parcels that used the number in the period, and a page of what differs; as a table, all of it.",
    query: &[
        Parameter { name: "kind", kind: "string", text: "only differences of this kind" },
        Parameter { name: "after", kind: "integer", text: "`next` of the page before" },
        Parameter { name: "limit", kind: "integer", text: "how many, up to 200; 50 where unsaid" },
    ],
    gives: &[(200, "application/json", "Reconciliation"), (200, "text/csv", "Lines")],
    problems: &[400, 404, 503],
    ..Operation::NONE
};

/// Which differences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Page {
    pub(super) period: Option<String>,
    kind: Option<String>,
    after: Option<usize>,
    limit: Option<usize>,
}

/// A return beside the parcels of its number.
pub(in crate::http) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Parameters(page): Parameters<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::of(Code::NotFound);
    let entry = return_entry(&id).ok_or_else(missing)?;
    let filed = shared.read(move |reader| reader.vendor_return(entry)).await?.ok_or_else(missing)?;
    let (of, period) = meant(&shared, &filed.scheme, &filed.number, &filed.period)?;
    if !may_see(&shared, &caller, (&of.scheme, &of.number), period) {
        // Who answers for the number no more, or never did, is told of what it filed and not of the parcels.
        return match filed.organisation == *caller.organisation {
            true => Ok(Json(self::filed(&shared, entry, None).await?).into_response()),
            false => Err(missing()),
        };
    }
    answer(&shared, &caller, &headers, (of, period, Some(filed)), page).await
}

/// What a period of a number comes to, with a return or without one.
pub(super) async fn answer(
    shared: &Arc<Shared>,
    caller: &Caller,
    headers: &HeaderMap,
    (of, period, filed): (TaxNumber, Period, Option<VendorReturn>),
    page: Page,
) -> Result<Response, Problem> {
    let kind = match page.kind.as_deref() {
        None => None,
        Some(name) => Some(DifferenceKind::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = DifferenceKind::ALL.iter().map(|kind| kind.as_str()).collect();
            Problem::unreadable("kind", format!("one of {}", names.join(", ")))
        })?),
    };
    let limit = limit(page.limit, USUAL, MOST)?;
    // Each takes the memory of a whole return.
    let room = shared.reconciling.clone().try_acquire_owned().map_err(|_| Problem::of(Code::Busy))?;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_table = accept.contains("text/csv");
    let names_filers = sees_all(caller);
    let (period_of, number) = (period, of.clone());
    let (filed, made) = shared
        .read(move |reader| {
            let made = reconciled(reader, &number, period_of, filed.as_ref())?;
            Ok((filed, made))
        })
        .await?;
    let telling = Telling { of, period, filed, made, kind, names_filers };
    if is_table {
        let (sender, receiver) = mpsc::channel(1);
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            tell_all(shared, telling, sender, room).await;
        });
        let body = Body::from_stream(Sent(receiver));
        return Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response());
    }
    let after = page.after.unwrap_or_default();
    let told = shared.read(move |reader| telling.page(reader, after, limit)).await?;
    drop(room);
    Ok(Json(told).into_response())
}

/// A return as it was filed, with its proof.
pub(super) async fn filed(
    shared: &Arc<Shared>,
    entry: u64,
    receipt: Option<&Receipt>,
) -> Result<Value, Problem> {
    let (filed, counts) = shared
        .read(move |reader| {
            let Some(filed) = reader.vendor_return(entry)? else { return Ok(None) };
            let all = reader.vendor_returns_of(&filed.scheme, &filed.number)?;
            Ok(Some((filed, all)))
        })
        .await?
        .ok_or_else(|| Problem::of(Code::Failed))?;
    let mut told = return_json(&filed, &counts);
    if let Some((members, receipt)) = told.as_object_mut().zip(receipt) {
        members.insert("receipt".to_owned(), wire::receipt_json(receipt));
    }
    Ok(told)
}

/// A return, with the one that counts instead, if there is one.
pub(super) fn return_json(filed: &VendorReturn, all: &[VendorReturn]) -> Value {
    let later = all.iter().filter(|other| other.period == filed.period && other.entry > filed.entry);
    let id = return_id(filed.entry);
    json!({
        "return": id,
        "scheme": filed.scheme,
        "number": filed.number,
        "period": filed.period,
        "filed_by": filed.organisation,
        "received": filed.received.to_string(),
        "lines": filed.lines,
        "declared": amount(filed.total, filed.currency),
        "currency": filed.currency.code(),
        "replaced_by": later.map(|other| other.entry).max().map(return_id),
        "path": format!("/v1/vendor-returns/{id}"),
    })
}

/// What is told about a reconciliation.
struct Telling {
    of: TaxNumber,
    period: Period,
    filed: Option<VendorReturn>,
    made: Reconciled,
    kind: Option<DifferenceKind>,
    names_filers: bool,
}

/// A difference, as it is told.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    line: Option<u64>,
    tracking_number: Option<String>,
    order_number: Option<String>,
    market_place: Option<String>,
    consignments: Vec<String>,
    collected: String,
    declared: String,
    difference: String,
    filer: Option<String>,
}

impl Telling {
    fn money(&self, minor: i64) -> String {
        amount(minor, self.of.currency)
    }

    fn differences(&self) -> impl Iterator<Item = &Difference> {
        let is_meant = |difference: &&Difference| self.kind.is_none_or(|kind| difference.kind == kind);
        self.made.found.differences.iter().filter(is_meant)
    }

    fn page(&self, reader: &Reader, after: usize, limit: usize) -> Result<Value, StoreFailure> {
        let found = &self.made.found;
        let mut kinds: BTreeMap<&str, (u64, i64, i64)> = BTreeMap::new();
        for difference in &found.differences {
            let sums = kinds.entry(difference.kind.as_str()).or_default();
            sums.0 += 1;
            sums.1 = sums.1.saturating_add(difference.used);
            sums.2 = sums.2.saturating_add(difference.declared);
        }
        let kinds: Vec<Value> = kinds
            .into_iter()
            .map(|(kind, (count, used, declared))| {
                json!({
                    "kind": kind, "count": count, "collected": self.money(used), "declared": self.money(declared),
                    "difference": self.money(used.saturating_sub(declared)),
                })
            })
            .collect();
        let rows = self.differences().skip(after).take(limit).map(|found| self.row(reader, found));
        let rows = rows.collect::<Result<Vec<Row>, StoreFailure>>()?;
        let next = after.saturating_add(rows.len());
        let all = reader.vendor_returns_of(&self.of.scheme, &self.of.number)?;
        let counts = counting(&all, self.period).map(|filed| filed.entry);
        Ok(json!({
            "scheme": self.of.scheme,
            "number": self.of.number,
            "period": self.period.to_string(),
            "from": self.period.from.to_string(),
            "to": self.period.to().to_string(),
            "currency": self.of.currency.code(),
            "return": self.filed.as_ref().map(|filed| return_json(filed, &all)),
            "counts": self.filed.as_ref().map(|filed| Some(filed.entry) == counts),
            "parcels": found.parcels,
            "collected": self.money(found.used),
            "declared": self.money(found.declared),
            "difference": self.money(found.used.saturating_sub(found.declared)),
            "agreed": found.agreed,
            "differing": kinds,
            "not_declared_by_filer": self.by_filer(reader)?,
            "differences": rows,
            "next": self.differences().nth(next).is_some().then_some(next),
        }))
    }

    /// Who filed the parcels that no return declares, for whoever may know: a number that is used without its owner
    /// shows here.
    fn by_filer(&self, reader: &Reader) -> Result<Option<Value>, StoreFailure> {
        if !self.names_filers {
            return Ok(None);
        }
        let mut filers: BTreeMap<String, (u64, i64)> = BTreeMap::new();
        let is_silent = |found: &&Difference| found.kind == DifferenceKind::NotDeclared;
        let mut looked_up = 0;
        for found in self.made.found.differences.iter().filter(is_silent).take(LOOKED_UP) {
            looked_up += 1;
            for number in &found.parcels {
                let Some(held) = reader.load(*number)? else { continue };
                let filer = held.case.filings.governing().filer.organisation.clone();
                let sums = filers.entry(filer).or_default();
                *sums = (sums.0 + 1, sums.1.saturating_add(found.used));
            }
        }
        let filers: Vec<Value> = filers
            .into_iter()
            .map(|(filer, (parcels, collected))| {
                json!({ "filer": filer, "parcels": parcels, "collected": self.money(collected) })
            })
            .collect();
        Ok(Some(json!({ "looked_up": looked_up, "filers": filers })))
    }

    fn row(&self, reader: &Reader, found: &Difference) -> Result<Row, StoreFailure> {
        let line = found.line.and_then(|place| self.made.lines.get(place));
        let held = match found.parcels.first() {
            Some(number) => reader.load(*number)?,
            None => None,
        };
        let governing = held.as_ref().map(|held| held.case.filings.governing());
        let declaration = governing.map(|filing| &filing.declaration);
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (tracking_number, order_number, market_place) = match line {
            Some(VendorLine { about: DeclaredNumber::Tracking(text), .. }) => {
                (Some(text.clone()), None, None)
            }
            Some(VendorLine { about: DeclaredNumber::Order { market_place, number }, .. }) => {
                (None, Some(number.clone()), Some(market_place.clone()))
            }
            None => (
                owned(declaration.and_then(|declaration| declaration.house_number())),
                owned(declaration.and_then(|declaration| declaration.order.number.as_deref())),
                declaration
                    .and_then(|declaration| declaration.platform.as_ref())
                    .map(|place| place.value.clone()),
            ),
        };
        let filer = governing.filter(|_| self.names_filers).map(|filing| filing.filer.organisation.clone());
        Ok(Row {
            kind: found.kind.as_str(),
            line: line.map(|line| line.line),
            tracking_number,
            order_number,
            market_place,
            consignments: found.parcels.iter().map(|number| consignment_id(*number)).collect(),
            collected: self.money(found.used),
            declared: self.money(found.declared),
            difference: self.money(found.used.saturating_sub(found.declared)),
            filer,
        })
    }

    /// Some rows of the table.
    fn rows(&self, reader: &Reader, after: usize) -> Result<(Vec<u8>, usize), StoreFailure> {
        let (mut csv, mut rows) = (Vec::new(), 0);
        for found in self.differences().skip(after).take(TOGETHER) {
            rows += 1;
            let row = self.row(reader, found)?;
            let or_empty = Option::unwrap_or_default;
            let cells = [
                row.kind.to_owned(),
                row.line.map(|line| line.to_string()).unwrap_or_default(),
                or_empty(row.tracking_number),
                or_empty(row.order_number),
                or_empty(row.market_place),
                row.consignments.join(" "),
                row.collected,
                row.declared,
                row.difference,
                or_empty(row.filer),
            ];
            wire::write_line(&cells, &mut csv);
        }
        Ok((csv, rows))
    }
}

const HEADER: &[u8] =
    b"kind,line,tracking_number,order_number,market_place,consignments,collected,declared,difference,filer\n";

/// Sends the table, as fast as it is taken. A failure cuts it off, so that nobody takes it for whole. Who takes it too
/// slowly gives its room up to others.
async fn tell_all(
    shared: Arc<Shared>,
    telling: Telling,
    sender: mpsc::Sender<io::Result<Bytes>>,
    room: OwnedSemaphorePermit,
) {
    let end = Instant::now() + WHOLE_TABLE;
    if sender.send(Ok(Bytes::from_static(HEADER))).await.is_err() {
        return;
    }
    let (mut telling, mut after) = (telling, 0);
    loop {
        let read = shared.read(move |reader| {
            let rows = telling.rows(reader, after)?;
            Ok((telling, rows))
        });
        let Ok((told, (rows, count))) = read.await else {
            let _ = sender.send(Err(io::ErrorKind::Other.into())).await;
            return;
        };
        (telling, after) = (told, after + count);
        if count == 0 {
            return;
        }
        let patience = shared.patience.min(end.saturating_duration_since(Instant::now()));
        match timeout(patience, sender.send(Ok(rows.into()))).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => {
                drop((telling, room));
                let _ = sender.send(Err(io::ErrorKind::TimedOut.into())).await;
                return;
            }
        }
    }
}

pub(super) fn amount(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).number().to_string()
}

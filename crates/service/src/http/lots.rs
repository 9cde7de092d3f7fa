//! The secrets of days whose lots are long drawn: with one anybody can draw the lots of that day again.

use crate::http::openapi::Operation;
use crate::http::{Code, Problem, Shared};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use clearance::day_number;
use jiff::civil::Date;
use serde_json::json;
use std::sync::Arc;

/// Days after which a secret is shown. By then goods of that day are examined or have gone: nobody hears from it that
/// theirs will be looked at.
const DAYS: i64 = 90;

pub(super) const SHOW: Operation = Operation {
    summary: "The secret under which the lots of a day were drawn, ninety days after it: whoever has a house number can draw again.",
    gives: &[(200, "application/json", "LotSecret")],
    problems: &[404, 429],
    ..Operation::NONE
};

/// The secret of a day. Of days that are not long past, and where nothing is drawn, there is none.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(day): Path<String>,
) -> Result<Response, Problem> {
    let today = day_number(shared.country.law().day_of((shared.clock)()));
    let day: Option<Date> = day.parse().ok();
    let number = day.map(day_number).filter(|number| number.saturating_add(DAYS) <= today);
    let secret = number.and_then(|number| shared.secret.of_day(number));
    let (Some(day), Some(secret)) = (day, secret) else { return Err(Problem::of(Code::NotFound)) };
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Json(json!({ "day": day.to_string(), "secret": secret })).into_response())
}

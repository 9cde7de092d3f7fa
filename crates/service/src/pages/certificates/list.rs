//! The certificates that somebody issued or holds; all of them for customs.

use crate::certificates::{ISSUERS, Kept, list, number_of};
use crate::http::Problem;
use crate::lane::certificate_entry;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::response::Response;
use clearance::CertificateStanding;
use serde::Deserialize;

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    /// The last certificate of the page before.
    after: String,
}

#[derive(Template)]
#[template(path = "certificates/list.html")]
struct List {
    f: Frame,
    may_issue: bool,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    number: String,
    kind: String,
    holder: String,
    about: String,
    until: String,
    standing: CertificateStanding,
}

/// The list.
pub(in crate::pages) async fn show(
    f: Frame,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = list(f.shared(), &person.caller, certificate_entry(&asked.after), ROWS + 1).await;
    let rows = found.and_then(|found| found.iter().map(|kept| row(&f, kept)).collect::<Result<Vec<_>, _>>());
    let mut rows = match rows {
        Ok(rows) => rows,
        Err(problem) => return Told::of(f, &problem),
    };
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| has_more).map(|row| row.number.clone());
    let may_issue = ISSUERS.iter().any(|role| person.caller.is(*role));
    page(&List { f, may_issue, rows, next })
}

fn row(f: &Frame, kept: &Kept) -> Result<Row, Problem> {
    let certificate = kept.certificate()?;
    Ok(Row {
        number: number_of(kept),
        kind: f.word("page-certificate-kind", certificate.kind),
        holder: certificate.holder.to_owned(),
        about: certificate.about.to_owned(),
        until: certificate.valid_until.to_owned(),
        standing: kept.standing(f.today())?,
    })
}

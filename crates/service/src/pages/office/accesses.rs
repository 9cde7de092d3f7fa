//! Who has looked at what the record has of people and firms, for their superiors.

use crate::accesses::{Looked, looked, users};
use crate::lane::consignment_number;
use crate::pages::frame::Frame;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::AccessesAsked;

/// Rows of a page.
const ROWS: usize = 50;

/// Which of them are asked for. What is no number asks for nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Asked {
    consignment: String,
    by: String,
    before: String,
}

#[derive(Template)]
#[template(path = "office/accesses.html")]
struct Accesses {
    f: Frame,
    /// The consignment that is asked for; empty for all.
    consignment: String,
    /// Whether it is none.
    is_unknown: bool,
    /// The credential that is asked for.
    by: Option<u64>,
    rows: Vec<Looked>,
    users: BTreeMap<u64, String>,
    /// The address of what is older.
    older: Option<String>,
}

/// Who has looked, the newest first.
pub(in crate::pages) async fn show(f: Frame, Query(asked): Query<Asked>) -> Response {
    let typed: String = asked.consignment.trim().chars().take(40).collect();
    let consignment = consignment_number(&typed);
    let is_unknown = !typed.is_empty() && consignment.is_none();
    let by = asked.by.parse().ok();
    let wanted = AccessesAsked { consignment, credential: by, before: asked.before.parse().ok(), most: ROWS };
    let read = f.shared().read(move |reader| {
        let rows = if is_unknown { Vec::new() } else { looked(reader, &wanted)? };
        Ok((rows, users(reader)?))
    });
    let (rows, users) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let last = rows.last().filter(|_| rows.len() == ROWS).map(|last| last.entry);
    let older = last.map(|last| {
        let by = by.map(|by: u64| by.to_string()).unwrap_or_default();
        let mut pairs = vec![("consignment", typed.clone()), ("by", by), ("before", last.to_string())];
        pairs.retain(|(_, text)| !text.is_empty());
        f.href(&format!("/accesses?{}", serde_urlencoded::to_string(pairs).unwrap_or_default()))
    });
    page(&Accesses { f, consignment: typed, is_unknown, by, rows, users, older })
}

impl Accesses {
    /// Who it was, by name where they have one.
    fn user(&self, looked: &Looked) -> String {
        self.users.get(&looked.credential).cloned().unwrap_or_else(|| looked.credential.to_string())
    }
}

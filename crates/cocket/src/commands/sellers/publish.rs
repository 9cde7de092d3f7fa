//! A reviewed ranking as a signed list.

use super::rank::{Of, Seen, ranked};
use crate::clock;
use crate::commands::stored;
use crate::failure::{Answer, Failure};
use evidence::{Origin, SigningKey, Stated, StatedHead, content_hash};
use jiff::Span;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use store::SellerLists;
use wire::{ListedSeller, SellerList, SignedSellerList};

/// Arguments of `cocket sellers publish`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Who reviewed it and answers for it.
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    /// For how many days anybody may act on it.
    #[arg(long, value_name = "N", default_value = "90", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    #[command(flatten)]
    of: Of,
    /// The ranking, with `publish` or `leave` in each row's `decision` and a `reason` where it is `publish`.
    file: PathBuf,
}

/// The longest reason.
const REASON_CHARS: usize = 200;
/// The most rows.
const ROWS: usize = 100_000;

/// A row of a reviewed ranking, as far as it is read: figures are counted again.
#[derive(Deserialize)]
struct Row {
    kind: String,
    id: String,
    decision: String,
    reason: String,
}

/// Publishes. The answer is no where a row was not reviewed or nothing speaks for it: then nothing is published.
pub(super) fn run(asked: &Asked) -> Result<Answer, Failure> {
    let by = asked.by.trim();
    if by.is_empty() {
        return Err(Failure::WrongUse("nobody says who reviewed the list: give a name".to_owned()));
    }
    let (reader, seed) = store::open_for_reading(&asked.data).map_err(stored)?;
    let origin = reader.about("origin").map_err(stored)?.as_deref().and_then(Origin::parse);
    let Some((origin, key)) = origin.zip(SigningKey::from_seed(&seed)) else {
        return Err(Failure::WrongUse("the database has no record yet: serve it once".to_owned()));
    };
    let seen: BTreeMap<_, _> = ranked(&asked.data, &asked.of)?.into_iter().collect();
    let (sellers, wrong) = reviewed(asked, &seen)?;
    if !wrong.is_empty() {
        wrong.iter().for_each(|wrong| eprintln!("{}: {wrong}", asked.file.display()));
        return Ok(Answer::No);
    }
    let mut lists = SellerLists::open(&asked.data).map_err(stored)?;
    let before = lists.current().map_err(stored)?;
    let number = before.as_ref().map_or(Ok(1), |fact| following(&fact.body))?;
    let now = clock::now_to_the_millisecond();
    let today = now.to_zoned(TimeZone::UTC).date();
    let statement = SellerList {
        list: number,
        issued: now.to_string(),
        valid_to: today.saturating_add(Span::new().days(asked.days)).to_string(),
        sellers,
    };
    let (count, statement) = (statement.sellers.len(), statement.text());
    let head = StatedHead { stated: Stated::SellerList, log: &origin, statement: &statement };
    let signature = key.sign_statement(&head).to_string();
    let signed = SignedSellerList { record: origin.as_str().to_owned(), statement, signature };
    let body = serde_json::to_vec(&signed).unwrap_or_default();
    let label = format!("list {number} by {by}");
    let hash = *content_hash(&body).as_bytes();
    let follows = before.map(|fact| fact.id);
    if lists.replace(follows, (hash, &label, &body)).map_err(stored)?.is_none() {
        eprintln!("cocket: somebody else has published a list meanwhile");
        return Ok(Answer::No);
    }
    eprintln!("list {number} is published: {count} sellers and sites; its key is {}", key.verifying_key());
    let mut out = std::io::stdout();
    out.write_all(&body).and_then(|()| out.write_all(b"\n")).map_err(Failure::output)?;
    Ok(Answer::Yes)
}

/// The number that follows that of a list.
fn following(body: &[u8]) -> Result<u64, Failure> {
    let statement = serde_json::from_slice::<SignedSellerList>(body).map(|signed| signed.statement);
    let list = statement.and_then(|statement| serde_json::from_str::<SellerList>(&statement));
    let corrupt = |error: serde_json::Error| Failure::World {
        what: "the list that is published".to_owned(),
        source: error.into(),
    };
    list.map(|list| list.list + 1).map_err(corrupt)
}

/// What is to be published, and what is wrong with rows.
fn reviewed(
    asked: &Asked,
    seen: &BTreeMap<(&'static str, String), Seen>,
) -> Result<(Vec<ListedSeller>, Vec<String>), Failure> {
    let file = File::open(&asked.file).map_err(Failure::file(&asked.file))?;
    let mut reader = csv::Reader::from_reader(file);
    let (mut sellers, mut wrong, mut subjects) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (row, line) in reader.deserialize::<Row>().zip(2..) {
        if line > ROWS {
            return Err(Failure::WrongUse(format!("`{}` has more than {ROWS} rows", asked.file.display())));
        }
        let mut row = row.map_err(|error| {
            Failure::WrongUse(format!("`{}` cannot be read: {error}", asked.file.display()))
        })?;
        row.id = wire::without_guard(&row.id).to_owned();
        if !subjects.insert((row.kind.clone(), row.id.clone())) {
            wrong.push(format!("row {line}: `{}` stands there twice", row.id));
            continue;
        }
        match listed(row, seen) {
            Ok(listed) => sellers.extend(listed),
            Err(reason) => wrong.push(format!("row {line}: {reason}")),
        }
    }
    // A file of something else must not take the list away that is published.
    if subjects.is_empty() {
        wrong.push("it has no rows: a ranking has the columns `kind`, `id`, `decision`, `reason`".to_owned());
    }
    Ok((sellers, wrong))
}

/// The entry that a row asks for; none where it is to be left.
fn listed(row: Row, seen: &BTreeMap<(&'static str, String), Seen>) -> Result<Option<ListedSeller>, String> {
    match row.decision.trim() {
        "publish" => {}
        "leave" => return Ok(None),
        "" => return Err(format!("nobody has decided about `{}`: say `publish` or `leave`", row.id)),
        other => return Err(format!("`{other}` is no decision: say `publish` or `leave`")),
    }
    let reason = row.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS || reason.chars().any(char::is_control) {
        return Err(format!("`{}` needs a reason of 1 to {REASON_CHARS} characters", row.id));
    }
    let found = seen.iter().find(|((kind, id), _)| *kind == row.kind && *id == row.id);
    let Some(((kind, id), seen)) = found else {
        return Err(format!("too little was found with the {} `{}` to publish it", row.kind, row.id));
    };
    Ok(Some(ListedSeller {
        kind: (*kind).to_owned(),
        id: id.clone(),
        name: seen.name.clone(),
        examined: seen.examined,
        with_finding: seen.with_finding,
        last_finding: seen.last_finding.map_or_else(String::new, |day| day.to_string()),
        reason: reason.to_owned(),
    }))
}

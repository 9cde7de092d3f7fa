//! Sellers and web sites, by how surely their goods are other than declared.

use crate::commands::ended::{Ended, ended};
use crate::commands::share::Interval;
use crate::commands::{each_consignment, stored};
use crate::failure::{Answer, Failure};
use clearance::{Case, State};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `cocket sellers rank`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    of: Of,
    /// JSON instead of CSV.
    #[arg(long)]
    json: bool,
}

/// What counts.
#[derive(clap::Args)]
pub(super) struct Of {
    /// Only what was declared on this day or later, in universal time.
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only sellers and sites with so many findings.
    #[arg(long, value_name = "N", default_value = "3", value_parser = clap::value_parser!(u64).range(1..))]
    at_least: u64,
}

/// What is ranked: its kind and what it is known by.
pub(super) type Subject = (&'static str, String);

/// What was seen of a seller or a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its name, as it was declared last.
    pub(super) name: String,
    pub(super) consignments: u64,
    pub(super) examined: u64,
    pub(super) with_finding: u64,
    /// Whoever declared the goods that something was found in: one filer can name anybody as the seller.
    pub(super) filers: BTreeSet<String>,
    /// The day on which the last of them was declared.
    pub(super) last_finding: Option<Date>,
}

impl Seen {
    /// The share of examinations that found something, with its least and most.
    fn found(&self) -> Option<Interval> {
        Interval::of(self.with_finding, self.examined)
    }

    fn count(&mut self, name: &str, filer: &str, day: Date, ended: Ended) {
        name.clone_into(&mut self.name);
        self.consignments += 1;
        self.examined += u64::from(matches!(ended, Ended::Found | Ended::Conforms));
        if ended == Ended::Found {
            self.with_finding += 1;
            self.filers.insert(filer.to_owned());
            self.last_finding = self.last_finding.max(Some(day));
        }
    }
}

/// The columns of a ranking, and of a ranking that was reviewed.
const COLUMNS: [&str; 11] = [
    "kind",
    "id",
    "name",
    "consignments",
    "examined",
    "with_finding",
    "least_percent",
    "filers",
    "last_finding",
    "decision",
    "reason",
];

/// Prints the ranking.
pub(super) fn run(asked: &Asked) -> Result<Answer, Failure> {
    let ranked = ranked(&asked.data, &asked.of)?;
    let mut out = std::io::stdout().lock();
    if asked.json {
        let rows: Vec<serde_json::Value> = ranked.iter().map(json).collect();
        let text = serde_json::json!({ "sellers": rows });
        return writeln!(out, "{text}").map(|()| Answer::Yes).map_err(Failure::output);
    }
    let mut csv = COLUMNS.join(",").into_bytes();
    csv.push(b'\n');
    ranked.iter().for_each(|(subject, seen)| write_row(subject, seen, &mut csv));
    out.write_all(&csv).map(|()| Answer::Yes).map_err(Failure::output)
}

fn write_row((kind, id): &Subject, seen: &Seen, csv: &mut Vec<u8>) {
    let least = seen.found().map_or_else(String::new, |found| found.least.percent(1));
    let [consignments, examined, with_finding] =
        [seen.consignments, seen.examined, seen.with_finding].map(|number| number.to_string());
    let filers = seen.filers.len().to_string();
    let last = seen.last_finding.map_or_else(String::new, |day| day.to_string());
    let cells = [
        *kind,
        id.as_str(),
        &seen.name,
        &consignments,
        &examined,
        &with_finding,
        &least,
        &filers,
        &last,
        "",
        "",
    ];
    wire::write_line(&cells, csv);
}

fn json(((kind, id), seen): &(Subject, Seen)) -> serde_json::Value {
    let found = seen.found().map(|Interval { share, least, most }| {
        serde_json::json!({ "share": share.json(), "least": least.json(), "most": most.json() })
    });
    serde_json::json!({
        "kind": kind,
        "id": id,
        "name": seen.name,
        "consignments": seen.consignments,
        "examined": seen.examined,
        "with_finding": seen.with_finding,
        "found": found,
        "filers": seen.filers.len(),
        "last_finding": seen.last_finding.map(|day| day.to_string()),
    })
}

/// Sellers and sites with enough findings, the surest first.
pub(super) fn ranked(data: &Path, of: &Of) -> Result<Vec<(Subject, Seen)>, Failure> {
    let (reader, _) = store::open_for_reading(data).map_err(stored)?;
    let mut all: BTreeMap<Subject, Seen> = BTreeMap::new();
    each_consignment(&reader, |held| {
        count(&held.case, of.since, &mut all);
        Ok(())
    })?;
    let mut ranked: Vec<(Subject, Seen)> =
        all.into_iter().filter(|(_, seen)| seen.with_finding >= of.at_least).collect();
    ranked
        .sort_by_cached_key(|(_, seen)| Reverse((seen.found().map(|found| found.least), seen.with_finding)));
    Ok(ranked)
}

fn count(case: &Case, since: Option<Date>, all: &mut BTreeMap<Subject, Seen>) {
    // What another case stands for is counted there, and what was taken back is no parcel.
    if matches!(case.state, State::Joined { .. } | State::Invalidated { .. }) {
        return;
    }
    let filing = case.filings.governing();
    let day = filing.accepted.to_zoned(TimeZone::UTC).date();
    if since.is_some_and(|since| day < since) {
        return;
    }
    let (seller, filer, ended) =
        (&filing.declaration.seller, filing.filer.organisation.as_str(), ended(case));
    let name = seller.name.as_deref().unwrap_or_default();
    let known_by = match &seller.identifier {
        Some(number) => Some(format!("{}:{}", number.scheme, number.value)),
        None => Some(risk::normalise(name)).filter(|name| !name.is_empty()),
    };
    if let Some(id) = known_by {
        all.entry(("seller", id)).or_default().count(name, filer, day, ended);
    }
    let host = seller.url.as_deref().map(|url| risk::host(url).to_lowercase());
    if let Some(host) = host.filter(|host| host.contains('.')) {
        all.entry(("site", host.clone())).or_default().count(&host, filer, day, ended);
    }
}

//! Where filers begin: send a file, see what waits for them, how their consignments stand, what became of files.

use super::file::LineTally;
use crate::http::batches::batch_id;
use crate::pages::frame::Frame;
use crate::pages::office::number::count;
use crate::pages::person::Person;
use crate::pages::shown::with_status;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use clearance::{Case, Gate, GateKind, Phase, Turn};
use jiff::Timestamp;
use store::{FilingBatch, Reader, StoreFailure};
use wire::{ground_for_filer, selection_for_filer};

/// Rows of what waits.
const WAITING: usize = 20;
/// Files that are shown.
const FILES: usize = 8;

#[derive(Template)]
#[template(path = "trade/home.html")]
struct Home {
    f: Frame,
    proof: String,
    wrong: Vec<(String, String)>,
    phases: Vec<(Phase, String)>,
    waiting: Vec<Waits>,
    more: u64,
    files: Vec<File>,
}

/// Something that waits for the filer.
struct Waits {
    consignment: String,
    reference: String,
    goods: String,
    due: Timestamp,
    left: String,
    is_late: bool,
    what: String,
    why: Vec<String>,
}

/// A file that was sent.
struct File {
    id: String,
    received: Timestamp,
    lines: String,
    back: i64,
    is_whole: bool,
}

/// What the first page shows, as it is read.
struct Read {
    standing: Vec<(Phase, u64)>,
    waiting: Vec<(String, Case)>,
    all_waiting: u64,
    files: Vec<(FilingBatch, LineTally)>,
}

/// The first page of filers.
pub(super) async fn show(f: Frame, Extension(person): Extension<Person>) -> Response {
    shown(f, &person, Vec::new()).await
}

/// The same, with what was wrong with a form of it.
pub(super) async fn shown(f: Frame, person: &Person, wrong: Vec<(String, String)>) -> Response {
    let organisation = person.caller.organisation.to_string();
    let read = match f.shared().read(move |reader| read(reader, &organisation)).await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let waiting: Vec<Waits> =
        read.waiting.iter().filter_map(|(control, case)| waits(&f, case, control)).collect();
    let more = read.all_waiting.saturating_sub(u64::try_from(waiting.len()).unwrap_or_default());
    let home = Home {
        proof: person.proof.clone(),
        wrong,
        phases: phases(&f, &read.standing),
        waiting,
        more,
        files: read.files.iter().map(|(batch, tally)| file(&f, batch, tally)).collect(),
        f,
    };
    with_status(status, &home)
}

fn read(reader: &Reader, organisation: &str) -> Result<Read, StoreFailure> {
    let list = format!("filer/{organisation}");
    let mut waiting = Vec::new();
    for listed in reader.worklist(&list, None, WAITING)? {
        if let Some(held) = reader.load(listed.consignment)? {
            waiting.push((listed.control, held.case));
        }
    }
    let mut files = Vec::new();
    for batch in reader.filing_batches_of(organisation, FILES)? {
        let tally = LineTally::read(reader, batch.number)?;
        files.push((batch, tally));
    }
    Ok(Read {
        standing: reader.standing_counts(organisation)?,
        waiting,
        all_waiting: reader.worklist_count(&list)?,
        files,
    })
}

/// Every phase, with how many consignments stand in it.
pub(super) fn phases(f: &Frame, standing: &[(Phase, u64)]) -> Vec<(Phase, String)> {
    let of = |phase: &Phase| standing.iter().find(|(known, _)| known == phase).map_or(0, |(_, count)| *count);
    let counted = |phase: &Phase| (*phase, count(f, i64::try_from(of(phase)).unwrap_or(i64::MAX)));
    Phase::ALL.iter().map(counted).collect()
}

fn waits(f: &Frame, case: &Case, control: &str) -> Option<Waits> {
    let gate = case.gates()?.find(control)?;
    let declaration = &case.filings.governing().declaration;
    let mut why: Vec<String> =
        case.grounds_of(gate).filter_map(|ground| ground_for_filer(ground, f.voice())).collect();
    if why.is_empty() {
        why.extend(selection_for_filer(case, f.voice()));
    }
    Some(Waits {
        consignment: case.consignment.clone(),
        reference: declaration.reference.clone(),
        goods: declaration.items.first().and_then(|item| item.description.clone()).unwrap_or_default(),
        due: gate.due,
        left: f.left(gate.due),
        is_late: gate.due < f.now(),
        what: f.voice().turn(turn(gate), true).to_owned(),
        why,
    })
}

/// What closes a gate.
fn turn(gate: &Gate) -> Turn {
    match gate.kind {
        GateKind::Document => Turn::ProvideDocument,
        GateKind::Payment => Turn::Pay,
        GateKind::Agency => Turn::Answer,
        GateKind::Referral => Turn::Decide,
        GateKind::Arrival => Turn::PresentGoods,
        GateKind::Examination => Turn::Examine,
    }
}

fn file(f: &Frame, batch: &FilingBatch, tally: &LineTally) -> File {
    File {
        id: batch_id(batch.number),
        received: batch.received,
        lines: count(f, tally.all),
        back: tally.back,
        is_whole: batch.finished.is_some(),
    }
}

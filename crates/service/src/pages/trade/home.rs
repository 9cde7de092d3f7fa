//! Where filers begin: upload a file, see what waits for them and how their consignments stand.

use crate::pages::frame::Frame;
use crate::pages::person::Person;
use crate::pages::shown::page;
use crate::pages::told::Told;
use askama::Template;
use axum::Extension;
use axum::response::Response;
use clearance::{Case, Phase};
use jiff::Timestamp;

/// Rows of what waits.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "trade/home.html")]
struct Home {
    f: Frame,
    proof: String,
    counts: Vec<(Phase, u64)>,
    waiting: Vec<Waits>,
    more: u64,
}

/// Something that waits for the filer.
struct Waits {
    consignment: String,
    reference: String,
    goods: String,
    due: Timestamp,
    left: String,
    what: String,
}

/// The first page of filers.
pub(super) async fn show(f: Frame, Extension(person): Extension<Person>) -> Response {
    let organisation = person.caller.organisation.to_string();
    let read = f.shared().read(move |reader| {
        let list = format!("filer/{organisation}");
        let counts = reader.standing_counts(&organisation)?;
        let all = reader.worklist_count(&list)?;
        let mut waiting = Vec::new();
        for listed in reader.worklist(&list, None, ROWS)? {
            if let Some(held) = reader.load(listed.consignment)? {
                waiting.push((listed, held.case));
            }
        }
        Ok((counts, all, waiting))
    });
    let (counts, all, waiting) = match read.await {
        Ok(read) => read,
        Err(problem) => return Told::of(f, &problem),
    };
    let waiting: Vec<Waits> =
        waiting.iter().filter_map(|(listed, case)| waits(&f, case, &listed.control)).collect();
    let more = all.saturating_sub(u64::try_from(waiting.len()).unwrap_or_default());
    page(&Home { proof: person.proof.clone(), counts, waiting, more, f })
}

fn waits(f: &Frame, case: &Case, control: &str) -> Option<Waits> {
    let gate = case.gates()?.find(control)?;
    let declaration = &case.filings.governing().declaration;
    let next = case.next_action();
    Some(Waits {
        consignment: case.consignment.clone(),
        reference: declaration.reference.clone(),
        goods: declaration.items.first().and_then(|item| item.description.clone()).unwrap_or_default(),
        due: gate.due,
        left: f.left(gate.due),
        what: f.voice().turn(next.what, case.phase() == Phase::Held).to_owned(),
    })
}

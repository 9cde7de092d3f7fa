//! What is stated about an entry of the journal to whoever acted, and proven by their receipt.

use super::batch::consignment_id;
use clearance::{Outcome, Phase};
use evidence::{Hash, Statement, content_hash};
use store::{Decided, Entry, StoreFailure, moment};

/// The statement about an entry; `bytes` are the entry as it is stored. The same at any time.
pub(crate) fn statement(entry: &Entry<'_>, bytes: &[u8]) -> Result<String, StoreFailure> {
    let at = moment(entry.at)?.to_string();
    let consignment = consignment_id(entry.consignment);
    let (phase, outcome, payable) = match &entry.result {
        Some(decided) => told(decided),
        None => (None, entry.document().map(|_| Outcome::Correct.as_str()), None),
    };
    Statement {
        declaration: entry.result.as_ref().map(|decided| decided.number),
        consignment: (entry.consignment != 0).then_some(consignment.as_str()),
        moment: &at,
        organisation: Some(entry.actor.organisation),
        outcome,
        phase,
        payable,
        document: entry.document().map(|document| Hash::from_bytes(document.commitment)),
        record: content_hash(bytes),
    }
    .write()
    .map_err(|_| StoreFailure::Corrupt("a statement that cannot be written"))
}

/// What is told about a decision: less, where the declaration does not govern.
fn told<'a>(decided: &Decided<'a>) -> (Option<&'a str>, Option<&'a str>, Option<&'a str>) {
    if decided.governs {
        return (Some(decided.phase), Some(decided.outcome), Some(decided.payable));
    }
    let told = Phase::from_name(decided.phase).map(Phase::told_to_others);
    (told.map(|(phase, _)| phase.as_str()), told.map(|(_, outcome)| Outcome::as_str(outcome)), None)
}

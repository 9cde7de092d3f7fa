//! Judging: whether the store holds what the model says, and nothing else.

use crate::filers::Sent;
use crate::model::{Model, debts, state};
use crate::run::{MASTER, ORIGIN, SIGNING, ask};
use clearance::Case;
use evidence::{NoteKeyKind, Origin, Receipt, SigningKey};
use jiff::Timestamp;
use rehearsal::disk::Disk;
use service::lane::{Lane, key_hash, request_hash};
use service::{Audit, AuditDepth, Replay, Seen, receipt_of};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Numbers looked at beyond the last one given.
const BEYOND: u64 = 20;

/// Compares everything that the lane can be asked with the model.
pub(crate) fn judge(lane: &mut Lane, model: &Model) -> Result<(), String> {
    let (entry, number) = (lane.writer().next_entry(), lane.writer().next_number());
    if (entry, number) != (model.next_entry, model.next_number) {
        return Err(format!(
            "the next entry and number are {entry} and {number}, not {} and {}",
            model.next_entry, model.next_number
        ));
    }
    let mut found = Vec::new();
    for number in 0..model.next_number + BEYOND {
        let held = lane.writer().load(number).map_err(|failure| failure.to_string())?;
        match (held, model.cases.get(&number)) {
            (None, None) => {}
            (Some(held), Some(case)) if held.case == *case && held.entry == model.last[&number] => {
                found.push(held.case);
            }
            (held, case) => {
                return Err(format!(
                    "consignment {number} should be {:?} and is {:?}",
                    case.map(state),
                    held.map(|held| state(&held.case))
                ));
            }
        }
    }
    if debts(found.iter()) != model.debts() {
        return Err("the debts are others".to_owned());
    }
    one_consignment_a_parcel(&found)?;
    are_found(lane, model)
}

/// One parcel never has two debts.
fn one_consignment_a_parcel(cases: &[Case]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for case in cases {
        let houses: BTreeSet<&str> =
            case.filings.iter().filter_map(|filing| filing.declaration.house_number()).collect();
        for house in houses {
            if !seen.insert(house) {
                return Err(format!("`{house}` is two consignments"));
            }
        }
    }
    Ok(())
}

/// Every key leads to its consignment, and every key of a request to its answer.
fn are_found(lane: &mut Lane, model: &Model) -> Result<(), String> {
    let secret = lane.writer().secret().clone();
    for (number, case) in &model.cases {
        for filing in case.filings.iter() {
            for (kind, parts) in filing.declaration.keys(&filing.filer.organisation) {
                let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
                let hash = key_hash(&secret, kind, &parts);
                let found = lane.writer().find(hash, 10_000).map_err(|failure| failure.to_string())?;
                if !found.contains(number) {
                    return Err(format!("consignment {number} is not found by its {}", kind.as_str()));
                }
            }
        }
    }
    match keeps_requests(lane, model)? {
        true => Ok(()),
        false => Err("a request is not known by its key".to_owned()),
    }
}

/// Whether every request that was carried out is known by its key.
pub(crate) fn keeps_requests(lane: &mut Lane, model: &Model) -> Result<bool, String> {
    for ((organisation, key), (body, subject)) in &model.requests {
        let hash = request_hash(lane.writer().secret(), organisation, key);
        let found = lane.writer().request(hash).map_err(|failure| failure.to_string())?;
        if found != Some((u128::from(*body).to_be_bytes(), subject.clone())) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What was acknowledged is answered the same when it is sent again, and nothing comes of that.
pub(crate) fn ask_again(lane: &mut Lane, model: &Model, sent: &[Sent], now: Timestamp) -> Result<(), String> {
    for sent in sent {
        let ask = ask(lane, sent, now)?;
        let expected = model.clone().take(sent, now);
        let told = lane.try_out(vec![ask]).map_err(|failure| failure.to_string())?;
        expected.fits(&told[0]).map_err(|flaw| format!("asked again: {flaw}\n{sent:?}"))?;
    }
    Ok(())
}

/// Replays the whole record as somebody else would, from the files alone, and makes the receipts again.
pub(crate) fn replay(
    disk: &Disk,
    seed: u64,
    model: &Model,
    receipts: &[(u64, Receipt)],
) -> Result<(), String> {
    let dir =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{}-{seed}", std::process::id()));
    let judged = copy(disk, &dir).map_err(|error| error.to_string());
    let judged = judged.and_then(|()| replay_in(&dir, model, receipts));
    fs::remove_dir_all(&dir).map_err(|error| error.to_string())?;
    judged
}

/// The same of the database of a folder.
pub(crate) fn replay_in(dir: &Path, model: &Model, receipts: &[(u64, Receipt)]) -> Result<(), String> {
    let (reader, seed) = store::open_for_reading(dir).map_err(|failure| failure.to_string())?;
    let signing = SigningKey::from_seed(&seed).ok_or("the signing key")?;
    let origin = Origin::parse(ORIGIN).ok_or("the name of the record")?;
    let replayed = Replay::new(&reader, signing.verifying_key(), origin.clone())
        .all(|_| ())
        .map_err(|failure| failure.to_string())?;
    if !replayed.differences.is_empty() || replayed.agreed != model.next_entry - 1 {
        return Err(format!("replayed otherwise: {replayed:?}"));
    }
    if let Some(difference) = reader.differing_views().map_err(|failure| failure.to_string())?.first() {
        return Err(format!("a view is wrong: {difference}"));
    }
    for (entry, receipt) in receipts {
        let again = receipt_of(&reader, *entry).map_err(|failure| failure.to_string())?;
        // Its batch has been sequenced since.
        let again = again.map(|again| Receipt { leaf: receipt.leaf, ..again });
        if again.as_ref() != Some(receipt) {
            return Err(format!("the receipt of entry {entry} is another one"));
        }
    }
    let key = signing.note_key(origin, NoteKeyKind::Log);
    let audited = Audit::new(&reader, key, Seen::default(), AuditDepth::Entries).run(|_| ());
    let is_whole = audited.entries == model.next_entry - 1 && audited.leaves == audited.batches;
    if audited.flaw.is_some() || !is_whole {
        return Err(format!("the record does not fit: {audited:?}"));
    }
    Ok(())
}

fn copy(disk: &Disk, dir: &Path) -> std::io::Result<()> {
    fs::create_dir_all(dir.join("keys"))?;
    fs::write(dir.join("keys/master.key"), MASTER)?;
    fs::write(dir.join("keys/signing.key"), SIGNING)?;
    for file in disk.files() {
        fs::write(dir.join(file.replace("store.db", "cocket.db")), disk.bytes(&file).unwrap_or_default())?;
    }
    Ok(())
}

/// No text of a person is anywhere on the disk.
pub(crate) fn tells_nobody(disk: &Disk, personal: &[String]) -> Result<(), String> {
    let mut starts = vec![Vec::new(); 1 << 16];
    for text in personal {
        starts[start(text.as_bytes())].push(text.as_str());
    }
    for file in disk.files() {
        let bytes = disk.bytes(&file).unwrap_or_default();
        for (at, two) in bytes.windows(2).enumerate() {
            for text in &starts[start(two)] {
                if bytes[at..].starts_with(text.as_bytes()) {
                    return Err(format!("`{file}` holds `{text}`"));
                }
            }
        }
    }
    Ok(())
}

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

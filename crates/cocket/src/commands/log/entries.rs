//! `cocket log entries`: a participant copies its own entries, verifies each, and holds them against its earlier copy.

use super::log_key;
use super::remote::{Remote, Unread};
use crate::commands::{progress, read_whole};
use crate::failure::{Answer, Failure};
use evidence::{NoteKey, Statement};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `cocket log entries`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The URL of the server.
    #[arg(value_name = "URL")]
    url: String,
    /// The key of the record, `name+id+key`.
    #[arg(long, value_parser = log_key)]
    key: NoteKey,
    /// The file that holds your credential.
    #[arg(long, value_name = "FILE")]
    credential: PathBuf,
    /// The folder of the copies: a file for each entry.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only what came after the last copy; what was copied before is not held against what is told now.
    #[arg(long)]
    new: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// The most bytes of a copy or a credential.
const MOST_BYTES: u64 = 1 << 20;
/// Entries that are asked for at once.
const PAGE: usize = 200;
/// The words by which two tellings of an entry are compared: a place grows with the log, an entry does not.
const LASTING: [&str; 7] = ["statement", "hash", "index", "size", "batch", "batch_root", "signature"];

/// The words beside a receipt that last, too.
const BESIDE: [&str; 4] = ["kind", "at", "consignment", "corrects"];

/// Copies and verifies. The answer is no if anything does not fit.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let Arguments { url, key, credential, out, new, json } = arguments;
    let remote =
        Remote::at(url).ok_or_else(|| Failure::WrongUse(format!("`{url}` is no URL of a server")))?;
    let credential = String::from_utf8(read_whole(credential, MOST_BYTES)?)
        .map_err(|_| Failure::WrongUse(format!("`{}` holds no credential", credential.display())))?;
    fs::create_dir_all(out).map_err(Failure::file(out))?;
    let known = copied(out)?;
    let last = known.last().copied().unwrap_or(0);
    let mut copying =
        Copying { key, out, known, told: 0, added: 0, unplaced: 0, unproven: 0, flaws: Vec::new() };
    let from = if *new { last } else { 0 };
    if let Err(why) = copying.copy(&remote, credential.trim(), from) {
        match why {
            Stopped::Unread(Unread::Unfit(why)) => copying.flaws.push(why),
            Stopped::Unread(Unread::Unreachable(why)) => {
                let source = std::io::Error::other(why);
                return Err(Failure::World { what: "the entries cannot be read".to_owned(), source });
            }
            Stopped::Failed(failure) => return Err(failure),
        }
    } else if !new {
        let gone = std::mem::take(&mut copying.known);
        copying.flaws.extend(
            gone.iter().map(|entry| format!("entry {entry} was copied before, and is NOT TOLD OF any more")),
        );
    }
    tell(&copying, *json)?;
    Ok(Answer::yes_if(copying.flaws.is_empty()))
}

/// Why nothing more is copied.
enum Stopped {
    Unread(Unread),
    Failed(Failure),
}

impl From<Unread> for Stopped {
    fn from(unread: Unread) -> Stopped {
        Stopped::Unread(unread)
    }
}

/// The entries of which there is a copy.
fn copied(out: &Path) -> Result<BTreeSet<u64>, Failure> {
    let mut known = BTreeSet::new();
    for file in fs::read_dir(out).map_err(Failure::file(out))? {
        let name = file.map_err(Failure::file(out))?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("entry-")?.strip_suffix(".json"));
        known.extend(number.and_then(|number| number.parse::<u64>().ok()));
    }
    Ok(known)
}

/// A page of entries as it is told.
#[derive(serde::Deserialize)]
struct Page {
    entries: Vec<Value>,
    next: u64,
    has_more: bool,
}

struct Copying<'a> {
    key: &'a NoteKey,
    out: &'a Path,
    /// Copies of before that were not told of yet.
    known: BTreeSet<u64>,
    told: u64,
    added: u64,
    /// Those that are not in the log yet.
    unplaced: u64,
    /// Those that are told without a receipt, which would tell what became of another's declaration.
    unproven: u64,
    flaws: Vec<String>,
}

impl Copying<'_> {
    fn copy(&mut self, remote: &Remote, credential: &str, from: u64) -> Result<(), Stopped> {
        let progress = progress();
        let mut after = from;
        loop {
            let page = remote.own(&format!("/v1/log/entries?after={after}&limit={PAGE}"), credential)?;
            let begun = after;
            let unfit = |why: &str| Unread::Unfit(format!("the entries after {begun}: {why}"));
            let page: Page = serde_json::from_slice(&page).map_err(|error| unfit(&error.to_string()))?;
            for entry in &page.entries {
                let number = entry.get("entry").and_then(Value::as_u64);
                let number = number.filter(|number| *number > after);
                let number = number.ok_or_else(|| unfit("their numbers do not follow each other"))?;
                self.take(number, entry)?;
                after = number;
                progress.set_position(self.told);
            }
            if !page.has_more {
                break;
            }
            if page.next < after || (page.next == after && page.entries.is_empty()) {
                return Err(unfit("they do not go on").into());
            }
            after = page.next;
        }
        progress.finish_and_clear();
        Ok(())
    }

    /// Takes an entry: verifies it, holds it against the copy of before, or copies it.
    fn take(&mut self, number: u64, entry: &Value) -> Result<(), Stopped> {
        self.told += 1;
        let bytes = entry.to_string();
        let is_unproven = entry.get("receipt") == Some(&Value::Null);
        self.unproven += u64::from(is_unproven);
        match verified(number, bytes.as_bytes(), self.key) {
            Err(_) if is_unproven => {}
            Ok(is_placed) => self.unplaced += u64::from(!is_placed),
            Err(flaw) => {
                self.flaws.push(format!("entry {number}: {flaw}"));
                return Ok(());
            }
        }
        let path = self.out.join(format!("entry-{number:013}.json"));
        if self.known.remove(&number) {
            let before = read_whole(&path, MOST_BYTES).map_err(Stopped::Failed)?;
            let before: Value = serde_json::from_slice(&before).unwrap_or_default();
            let receipt = |told: &Value, name: &str| told.get("receipt")?.get(name).cloned();
            let same = |name: &&str| receipt(&before, name) == receipt(entry, name);
            // What is told without a receipt now may have been with one before, and the other way about.
            let are_both = [&before, entry].iter().all(|told| told.get("receipt") != Some(&Value::Null));
            let other = LASTING.iter().find(|name| are_both && !same(name));
            if let Some(name) =
                other.or_else(|| BESIDE.iter().find(|name| before.get(**name) != entry.get(**name)))
            {
                self.flaws.push(format!("entry {number} is told OTHERWISE than before: its {name}"));
                return Ok(());
            }
            // What has gained its place meanwhile proves more.
            if receipt(&before, "place").is_some() {
                return Ok(());
            }
        } else {
            self.added += 1;
        }
        fs::write(&path, bytes).map_err(Failure::file(&path)).map_err(Stopped::Failed)
    }
}

/// Whether an entry is what the record has signed, and whether it is in the log already.
fn verified(number: u64, bytes: &[u8], key: &NoteKey) -> Result<bool, String> {
    let (receipt, place) = wire::read_receipt(bytes).map_err(|unread| unread.to_string())?;
    let _: Statement<'_> = receipt.verify(&key.key, &key.name).map_err(|flaw| flaw.to_string())?;
    if receipt.batch.checked_add(receipt.index) != Some(number) {
        return Err("its receipt is that of another entry".to_owned());
    }
    let Some(place) = place else { return Ok(false) };
    place.verify(&receipt, key, &[], 0).map_err(|flaw| flaw.to_string())?;
    Ok(true)
}

fn tell(copying: &Copying<'_>, as_json: bool) -> Result<(), Failure> {
    let Copying { told, added, unplaced, unproven, flaws, .. } = copying;
    let mut out = std::io::stdout().lock();
    if as_json {
        let told = json!({
            "good": flaws.is_empty(), "entries": told, "added": added, "not_in_the_log_yet": unplaced,
            "without_receipt": unproven, "flaws": flaws,
        });
        return writeln!(out, "{told}").map_err(Failure::output);
    }
    for flaw in flaws {
        writeln!(out, "{flaw}").map_err(Failure::output)?;
    }
    let fit = if flaws.is_empty() { "each fits" } else { "they do NOT all fit" };
    let yet = if *unplaced > 0 { format!(", {unplaced} not in the log yet") } else { String::new() };
    let bare = if *unproven > 0 { format!(", {unproven} without a receipt") } else { String::new() };
    writeln!(out, "{told} entries were told, {fit}; {added} copied{yet}{bare}").map_err(Failure::output)
}

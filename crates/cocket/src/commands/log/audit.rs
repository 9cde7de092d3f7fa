//! `cocket log audit`: whether a record is what was signed, from its tiles or from its database.

use super::remote::{Remote, Unread};
use super::{log_key, witness_key};
use crate::failure::{Answer, Failure};
use evidence::{
    Checkpoint, Frontier, Hash, LogLeaf, NoteKey, NoteKeyKind, Origin, SignedBy, SignedNote, SigningKey,
    StoredNode, TileKind, TilePath, bundles_of, leaf_hash, read_entries, tiles_of,
};
use serde_json::{Value, json};
use service::{Audit, AuditDepth, Seen};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use store::StoreFailure;

/// Arguments of `cocket log audit`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The URL of a server, or the folder of a database.
    #[arg(value_name = "URL or DIR")]
    place: String,
    /// The key of the record, `name+id+key`; needed for a URL. A database is held against its own key without it.
    #[arg(long, value_parser = log_key)]
    key: Option<NoteKey>,
    /// A checkpoint that was seen before: the record must go on from it.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// The key of a witness: says what it has signed of this record; as often as there are such.
    #[arg(long, value_name = "KEY", value_parser = witness_key)]
    witness: Vec<NoteKey>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Looks at everything. The answer is no if anything does not fit.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let since = arguments.since.as_deref().map(read_note).transpose()?;
    let told = match Remote::at(&arguments.place) {
        Some(remote) => {
            let key = arguments.key.as_ref().ok_or_else(|| {
                Failure::WrongUse("a record at a URL is held against its key: `--key NAME+ID+KEY`".to_owned())
            })?;
            match published(&remote, key, since.as_ref(), &arguments.witness) {
                Ok(told) => told,
                Err(Unread::Unfit(why)) => json!({ "good": false, "flaw": why }),
                Err(Unread::Unreachable(why)) => {
                    let source = std::io::Error::other(why);
                    return Err(Failure::World { what: "the record cannot be read".to_owned(), source });
                }
            }
        }
        None => kept(Path::new(&arguments.place), arguments.key.as_ref(), since.as_ref())?,
    };
    tell(&told, arguments.json)?;
    Ok(Answer::yes_if(told.get("good") == Some(&Value::Bool(true))))
}

fn read_note(path: &Path) -> Result<SignedNote, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    SignedNote::parse(&text).map_err(|flaw| Failure::WrongUse(format!("`{}`: {flaw}", path.display())))
}

/// A record as its server publishes it: every tile, every leaf, and the roots that were signed.
fn published(
    remote: &Remote,
    key: &NoteKey,
    since: Option<&SignedNote>,
    witnesses: &[NoteKey],
) -> Result<Value, Unread> {
    let Some(note) = remote.checkpoint()? else {
        return Err(match since {
            Some(_) => Unread::Unfit("it shows no checkpoint, and one was seen before".to_owned()),
            None => Unread::Unreachable("there is no record at this address, or none yet".to_owned()),
        });
    };
    let newest = signed(&note, key, "the checkpoint of the server")?;
    let since = since.map(|note| signed(note, key, "the checkpoint that was seen before")).transpose()?;
    let witnessed = remote.note("/v1/log/witnessed")?;
    let mut copied = Copied { log: Frontier::new(), above: BTreeMap::new(), next: 1 };
    // A size that is signed may be any number: each tile is asked for, and the first that is missing ends it.
    for bundle in bundles_of(newest.size) {
        let tile = TilePath::of(TileKind::Hashes { level: 0 }, bundle.number(), bundle.width());
        let hashes = tile.map(|tile| remote.hashes(tile)).transpose()?.unwrap_or_default();
        copied.take(&remote.tile(bundle)?, bundle.width(), &hashes, since.as_ref())?;
    }
    for tile in tiles_of(newest.size).filter(|tile| tile.nodes().level > 0) {
        let nodes = tile.nodes();
        let computed =
            (nodes.from..).take(nodes.count).map(|number| copied.above.get(&(nodes.level, number)));
        if !remote.hashes(tile)?.iter().map(Some).eq(computed) {
            return Err(Unread::Unfit(format!("`{tile}` is not what its leaves lead to")));
        }
    }
    if copied.log.root() != newest.root {
        return Err(Unread::Unfit(format!(
            "the {} leaves do not lead to the root that is signed",
            newest.size
        )));
    }
    if let Some(since) = since.filter(|since| since.size > newest.size) {
        return Err(Unread::Unfit(format!(
            "the record has {} leaves, {} were seen before: it was put back",
            newest.size, since.size
        )));
    }
    let seen = witnessed.as_ref().map(|note| cosigned(note, witnesses)).unwrap_or_default();
    Ok(json!({
        "good": true, "leaves": newest.size, "entries": copied.next - 1, "root": newest.root.to_string(),
        "witnesses": seen,
    }))
}

fn signed(note: &SignedNote, key: &NoteKey, what: &str) -> Result<Checkpoint, Unread> {
    Checkpoint::signed(note, key).map_err(|flaw| Unread::Unfit(format!("{what}: {flaw}")))
}

fn cosigned(note: &SignedNote, witnesses: &[NoteKey]) -> Vec<Value> {
    let size = Checkpoint::parse(note.text()).map_or(0, |checkpoint| checkpoint.size);
    let by = witnesses.iter().filter_map(|witness| match witness.checked(note) {
        Ok(SignedBy::Witness { seconds }) => {
            Some(json!({ "name": witness.name.as_str(), "size": size, "seconds": seconds }))
        }
        _ => None,
    });
    by.collect()
}

/// What was copied of a record so far.
struct Copied {
    log: Frontier,
    /// The hashes above the leaves, by level and number.
    above: BTreeMap<(u8, u64), Hash>,
    /// The number that the first entry of the next batch must have.
    next: u64,
}

impl Copied {
    /// Takes a bundle of leaves with the tile of their hashes.
    fn take(
        &mut self,
        bundle: &[u8],
        width: u16,
        hashes: &[Hash],
        since: Option<&Checkpoint>,
    ) -> Result<(), Unread> {
        let first = self.log.size();
        let leaves = read_entries(bundle, width)
            .map_err(|flaw| Unread::Unfit(format!("the leaves from {first} on: {flaw}")))?;
        for (bytes, hash) in leaves.into_iter().zip(hashes) {
            let (number, entry) = (self.log.size(), self.next);
            let unfit = |why: &str| Unread::Unfit(format!("leaf {number}, entry {entry}: {why}"));
            if leaf_hash(bytes) != *hash {
                return Err(unfit("the leaf has another hash in its tile"));
            }
            let leaf = std::str::from_utf8(bytes).ok().and_then(|text| LogLeaf::parse(text).ok());
            let leaf = leaf.ok_or_else(|| unfit("this is no leaf"))?;
            if leaf.batch != entry {
                return Err(unfit(&format!("the next batch begins with {}", leaf.batch)));
            }
            self.next = leaf.batch.saturating_add(leaf.size);
            for StoredNode { level, number, hash } in self.log.push(*hash) {
                if level > 0 {
                    self.above.insert((level, number), hash);
                }
            }
            if since.is_some_and(|since| since.size == self.log.size() && since.root != self.log.root()) {
                return Err(unfit("up to here the record is another one than was seen before: REWRITTEN"));
            }
        }
        Ok(())
    }
}

/// A record as it is kept: every entry, its batch, and the log over it.
fn kept(dir: &Path, key: Option<&NoteKey>, since: Option<&SignedNote>) -> Result<Value, Failure> {
    let damaged = |failure: &StoreFailure| json!({ "good": false, "entry": 1, "flaw": failure.to_string() });
    let (reader, signing) = match store::open_for_reading(dir) {
        Ok(opened) => opened,
        Err(failure @ (StoreFailure::Database(_) | StoreFailure::Corrupt(_) | StoreFailure::Row(_)))
            if !failure.is_of_server() =>
        {
            return Ok(damaged(&failure));
        }
        Err(failure) => return Err(super::super::stored(failure)),
    };
    let origin = match reader.about("origin") {
        Ok(origin) => origin.and_then(|text| Origin::parse(&text)),
        Err(failure) => return Ok(damaged(&failure)),
    };
    let own = origin
        .zip(SigningKey::from_seed(&signing))
        .map(|(origin, signing)| signing.note_key(origin, NoteKeyKind::Log));
    let Some(key) = key.cloned().or(own) else {
        return Err(Failure::WrongUse(
            "the database has no record yet: nothing was served from it".to_owned(),
        ));
    };
    let kept = store::seen_checkpoint(dir).map_err(super::super::stored)?;
    let erased = store::erased_beside(dir).map_err(super::super::stored)?;
    let checkpoints = kept.into_iter().chain(since.map(SignedNote::to_string)).collect();
    let seen = Seen { checkpoints, erased };
    let progress = super::super::progress();
    let audited =
        Audit::new(&reader, key, seen, AuditDepth::Entries).run(|entries| progress.set_position(entries));
    progress.finish_and_clear();
    let witnesses: Vec<Value> =
        audited.cosigned.iter().map(|(name, size)| json!({ "name": name, "size": size })).collect();
    Ok(json!({
        "good": audited.flaw.is_none(),
        "entry": audited.flaw.as_ref().map(|flaw| flaw.entry),
        "flaw": audited.flaw.as_ref().map(|flaw| &flaw.what),
        "leaves": audited.leaves,
        "entries": audited.entries,
        "root": audited.root.map(|root| root.to_string()),
        "witnesses": witnesses,
    }))
}

fn tell(told: &Value, as_json: bool) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if as_json {
        return writeln!(out, "{told}").map_err(Failure::output);
    }
    let mut lines = Vec::new();
    match (told["flaw"].as_str(), told["entry"].as_u64()) {
        (Some(flaw), Some(entry)) => lines.push(format!("the record does NOT fit at entry {entry}: {flaw}")),
        (Some(flaw), None) => lines.push(format!("the record does NOT fit: {flaw}")),
        (None, _) => lines.push(format!(
            "the record fits: {} entries in {} leaves, root {}",
            told["entries"],
            told["leaves"],
            told["root"].as_str().unwrap_or("-")
        )),
    }
    for witness in told["witnesses"].as_array().into_iter().flatten() {
        lines.push(format!(
            "{} has signed {} leaves",
            witness["name"].as_str().unwrap_or("-"),
            witness["size"]
        ));
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}")).map_err(Failure::output)
}

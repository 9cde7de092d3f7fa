//! A backup: a folder with a copy of the database and a signed manifest of it.
//!
//! ```text
//! TO/cocket.db      the database as it was at one moment; useless without the master key, which is not here
//! TO/backup.json    record, statement and signature; the statement is the manifest, on one line
//! ```

use crate::failure::Failure;
use evidence::{Hash, Origin, Signature, SigningKey, Stated, StatedHead, VerifyingKey};
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// The file with the database.
pub(crate) const DATABASE: &str = "cocket.db";
/// The file with the manifest.
pub(crate) const MANIFEST: &str = "backup.json";
/// The format of manifests that is written and read.
const FORMAT: u32 = 1;
/// The most bytes of a manifest.
const MOST_BYTES: u64 = 1 << 20;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// The version of the program that made it.
    pub(crate) program: String,
    /// When it was made.
    pub(crate) made: String,
    /// The layout of the database.
    pub(crate) layout: i64,
    /// What the database is for.
    pub(crate) purpose: String,
    /// The published key of the record.
    pub(crate) key: String,
    /// The number of entries.
    pub(crate) entries: u64,
    /// The last batch; none before the first.
    pub(crate) last_batch: Option<LastBatch>,
    /// The last checkpoint over the log of all batches.
    #[serde(default)]
    pub(crate) checkpoint: Option<String>,
    /// The file with the database.
    pub(crate) database: DatabaseFile,
}

/// The last batch of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LastBatch {
    /// The number of its first entry, which is that of the batch.
    pub(crate) batch: u64,
    pub(crate) entries: u64,
    pub(crate) root: String,
}

/// The file with the database.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatabaseFile {
    pub(crate) bytes: u64,
    /// The SHA-256 of them, in base64.
    pub(crate) sha256: String,
}

/// A manifest as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signed {
    pub(crate) record: String,
    /// The manifest.
    pub(crate) statement: String,
    /// The signature over both.
    pub(crate) signature: String,
}

/// What every format of a manifest says.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

/// Why a backup is not taken.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// Something in it is not as it was made.
    Refused(String),
    /// It cannot be read, or was asked for wrongly.
    Failed(Failure),
}

impl From<Failure> for Unfit {
    fn from(failure: Failure) -> Unfit {
        Unfit::Failed(failure)
    }
}

impl Manifest {
    /// The manifest of a copy by this program.
    pub(crate) fn new(
        made: String,
        key: VerifyingKey,
        copied: &store::Copied,
        database: DatabaseFile,
    ) -> Manifest {
        let last = copied.last.as_ref();
        Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made,
            layout: copied.layout,
            purpose: copied.purpose.as_str().to_owned(),
            key: key.to_string(),
            entries: last.map_or(0, |batch| batch.first + batch.entries - 1),
            last_batch: last.map(LastBatch::of),
            checkpoint: copied.checkpoint.clone(),
            database,
        }
    }

    /// Signs it for a record.
    pub(crate) fn sign(&self, record: &Origin, key: &SigningKey) -> Signed {
        // Texts and numbers can always be written.
        let statement = serde_json::to_string(self).unwrap_or_default();
        let head = StatedHead { stated: Stated::Backup, log: record, statement: &statement };
        let signature = key.sign_statement(&head).to_string();
        Signed { record: record.as_str().to_owned(), statement, signature }
    }
}

impl LastBatch {
    pub(crate) fn of(batch: &store::BatchRow) -> LastBatch {
        let root = Hash::from_bytes(batch.root).to_string();
        LastBatch { batch: batch.first, entries: batch.entries, root }
    }
}

impl Signed {
    /// The bytes of its file: there is one text for each.
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Writes it to a new file that only its owner can read, durable when this returns.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut file = new_file(path)?;
        file.write_all(self.text().as_bytes()).and_then(|()| file.sync_all()).map_err(Failure::file(path))
    }

    /// Reads the one of a backup.
    pub(crate) fn read(backup: &Path) -> Result<Signed, Unfit> {
        let path = backup.join(MANIFEST);
        let mut bytes = Vec::new();
        regular_file(&path)?.take(MOST_BYTES).read_to_end(&mut bytes).map_err(Failure::file(&path))?;
        let no_manifest = |why: &str| Unfit::Refused(format!("`{}` {why}", path.display()));
        let signed: Signed = serde_json::from_slice(&bytes).map_err(|error| {
            // It repeats what stands there, which nobody has signed: signs that steer a terminal stay out.
            let why: String = error.to_string().chars().filter(|sign| !sign.is_control()).collect();
            no_manifest(&format!("is no manifest of a backup: {why}"))
        })?;
        // What is not signed must not differ either: whoever altered a file is found by any byte of it.
        match signed.text().as_bytes() == bytes {
            true => Ok(signed),
            false => Err(no_manifest("is not written as `cocket backup` writes it: it was altered")),
        }
    }

    /// The manifest, if the record of a key has stated it.
    pub(crate) fn checked(&self, key: VerifyingKey) -> Result<Manifest, String> {
        let origin = Origin::parse(&self.record).ok_or("the manifest names no record: it was altered")?;
        let signature =
            Signature::parse(&self.signature).ok_or("the manifest's signature is none: it was altered")?;
        let head = StatedHead { stated: Stated::Backup, log: &origin, statement: &self.statement };
        if !key.has_signed_statement(&head, &signature) {
            let named = serde_json::from_str::<Manifest>(&self.statement).ok();
            let named = named.and_then(|manifest| VerifyingKey::parse(&manifest.key));
            return Err(match named.filter(|named| named.has_signed_statement(&head, &signature)) {
                Some(other) => {
                    format!(
                        "the backup is signed with {other}, the keys are of {key}: they are another database's"
                    )
                }
                None => "the signature does not fit the manifest: it was altered, or the keys are another \
                         database's"
                    .to_owned(),
            });
        }
        let no_manifest = |error| format!("the manifest cannot be read: {error}");
        let AnyFormat { format } = serde_json::from_str(&self.statement).map_err(no_manifest)?;
        if format != FORMAT {
            return Err(format!("the backup has format {format}, this version reads {FORMAT}"));
        }
        let manifest: Manifest = serde_json::from_str(&self.statement).map_err(no_manifest)?;
        match manifest.key == key.to_string() {
            true => Ok(manifest),
            false => Err("the manifest names another key than the one that signed it".to_owned()),
        }
    }
}

/// A new file that only its owner can read.
pub(crate) fn new_file(path: &Path) -> Result<File, Failure> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path).map_err(Failure::file(path))
}

/// A file to read from; whatever else stands there would never end, or is none.
pub(crate) fn regular_file(path: &Path) -> Result<File, Failure> {
    let found = std::fs::metadata(path).map_err(Failure::file(path))?;
    match found.is_file() {
        true => File::open(path).map_err(Failure::file(path)),
        false => Err(Failure::WrongUse(format!("`{}` is no file", path.display()))),
    }
}

/// Reads a file to its end, gives its bytes on, and says how many there were and their SHA-256.
pub(crate) fn hash_of(
    from: &mut impl Read,
    mut give: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<DatabaseFile> {
    let (mut context, mut bytes) = (Context::new(&SHA256), 0);
    let mut block = vec![0; 1 << 20];
    loop {
        let read = from.read(&mut block)?;
        let Some(block) = block.get(..read).filter(|block| !block.is_empty()) else { break };
        give(block)?;
        context.update(block);
        bytes += u64::try_from(read).unwrap_or_default();
    }
    let hash = context.finish().as_ref().first_chunk().copied().unwrap_or_default();
    Ok(DatabaseFile { bytes, sha256: Hash::from_bytes(hash).to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn manifest(key: &SigningKey) -> Manifest {
        let last = LastBatch { batch: 7, entries: 3, root: Hash::from_bytes([5; 32]).to_string() };
        Manifest {
            format: FORMAT,
            program: "0.1.0".to_owned(),
            made: "2026-03-02T01:00:00Z".to_owned(),
            layout: 8,
            purpose: "real data".to_owned(),
            key: key.verifying_key().to_string(),
            entries: 9,
            last_batch: Some(last),
            checkpoint: Some("customs.example/cocket\n2\n".to_owned()),
            database: hash_of(&mut &b"a database"[..], |_| Ok(())).unwrap(),
        }
    }

    /// The manifest of a backup whose file has these bytes.
    fn read(dir: &Path, bytes: &[u8], key: VerifyingKey) -> Result<Manifest, String> {
        std::fs::write(dir.join(MANIFEST), bytes).unwrap();
        match Signed::read(dir) {
            Ok(signed) => signed.checked(key),
            Err(Unfit::Refused(why)) => Err(why),
            Err(Unfit::Failed(failure)) => Err(failure.to_string()),
        }
    }

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("cocket-manifest-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn every_altered_byte_of_a_manifest_is_found() {
        let key = SigningKey::from_seed(&[7; 32]).unwrap();
        let record = Origin::parse("customs.example/cocket").unwrap();
        let dir = folder("bytes");
        let text = manifest(&key).sign(&record, &key).text();
        assert_eq!(read(&dir, text.as_bytes(), key.verifying_key()).unwrap(), manifest(&key));
        for at in 0..text.len() {
            for change in [0x01, 0x20, 0x80] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= change;
                assert!(read(&dir, &bytes, key.verifying_key()).is_err(), "byte {at} by {change}");
            }
            let mut bytes = text.clone().into_bytes();
            bytes.remove(at);
            assert!(read(&dir, &bytes, key.verifying_key()).is_err(), "without byte {at}");
            bytes.insert(at, b' ');
            assert!(read(&dir, &bytes, key.verifying_key()).is_err() || bytes == text.as_bytes(), "{at}");
        }
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn each_kind_of_other_manifest_is_told_apart() {
        let (key, other) =
            (SigningKey::from_seed(&[7; 32]).unwrap(), SigningKey::from_seed(&[8; 32]).unwrap());
        let record = Origin::parse("customs.example/cocket").unwrap();
        let dir = folder("kinds");
        let check = |signed: Signed, said: &str| {
            let why = read(&dir, signed.text().as_bytes(), key.verifying_key()).unwrap_err();
            assert!(why.contains(said), "{why}");
        };
        check(manifest(&other).sign(&record, &other), "another database's");
        check(manifest(&other).sign(&record, &key), "names another key");
        check(Manifest { format: 2, ..manifest(&key) }.sign(&record, &key), "has format 2");
        let signed = manifest(&key).sign(&record, &key);
        check(Signed { record: "customs.example/other".to_owned(), ..signed.clone() }, "was altered");
        check(Signed { signature: "x".to_owned(), ..signed }, "signature is none");
        let steering = read(&dir, b"{\"\\u001b[2J\":1}", key.verifying_key()).unwrap_err();
        assert!(steering.contains("is no manifest") && !steering.contains('\u{1b}'), "{steering}");
        let endless = vec![b' '; 3 << 20];
        assert!(read(&dir, &endless, key.verifying_key()).is_err());
        std::fs::remove_dir_all(dir).unwrap();
    }
}

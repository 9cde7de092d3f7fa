//! A pack as one value: what a decision names by its hash, and what is loaded again when its directory is gone.

use crate::directory::{self, Gathered, MAX_PACKS, MAX_TOTAL_BYTES, Missed};
use crate::finding::{Finding, Findings};
use crate::folder::{self, Files, MAX_BYTES, MAX_FILES};
use crate::inherit::Source;
use crate::signs::printable;
use ring::digest::{Context, SHA256};
use std::path::Path;

/// The files of a pack and of every pack it inherits from, byte for byte.
///
/// Only what the pack format knows is in it, under paths that begin at the pack's directory
/// (`tariff/duties.csv`, `../world/tariff/units.csv`): where the directory lies, when its files were written
/// and in which order it lists them makes no difference.
#[derive(Clone, Debug)]
pub struct Archive {
    /// In the order in which one's rows replace another's, the pack itself last.
    packs: Vec<Files>,
    /// About files that nothing reads. They are no part of the pack, so that the bytes do not carry this.
    notes: Vec<Finding>,
}

impl Archive {
    /// Reads a pack's directory and those it inherits from.
    ///
    /// What the files say is not checked beyond the `inherits` of each `pack.toml`;
    /// [`load_archive`](crate::load_archive) does that. Symbolic links in a pack are not followed; the
    /// directory that `inherits` names may itself be reached by one.
    ///
    /// # Errors
    /// Everything that was found, by file, if a file or an inherited pack could not be read or there is too
    /// much of them.
    pub fn read(dir: &Path) -> Result<Archive, Vec<Finding>> {
        let Gathered { packs, missed } = directory::gather(dir);
        if missed.is_some() {
            // Parses each `pack.toml` again, for what is wrong with it.
            return Err(
                Source::of(&packs, missed, None).map_or_else(|found| found, |source| source.findings.take())
            );
        }
        Ok(Archive { packs, notes: missed.findings.take() })
    }

    /// The archive as bytes: equal archives give equal bytes. They are not compressed.
    ///
    /// The name and version of the form; the number of packs; for each its path and its number of files; for
    /// each of these, in order of paths, its path and its bytes. A number has eight bytes, the highest first,
    /// and stands before every path and every file for its length.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&self.packs, |part| bytes.extend_from_slice(part));
        bytes
    }

    /// The archive that [`Archive::to_bytes`] gave these bytes for. No other bytes give it.
    ///
    /// Whether it is the one that a decision names is told by its hash alone: compare it.
    ///
    /// # Errors
    /// The first flaw. Nothing larger than the bytes themselves is ever held in memory.
    pub fn from_bytes(bytes: &[u8]) -> Result<Archive, ArchiveFlaw> {
        let mut reader = Reader { rest: bytes, bytes_left: MAX_TOTAL_BYTES };
        reader.head()?;
        let count = reader.count(MAX_PACKS)?;
        let packs = (1..=count).map(|number| reader.pack(number == count)).collect::<Result<Vec<_>, _>>()?;
        match reader.rest {
            [] if packs.is_empty() => Err(ArchiveFlaw::Empty),
            [] => Ok(Archive { packs, notes: Vec::new() }),
            _ => Err(ArchiveFlaw::TooLong),
        }
    }

    /// SHA-256 of [`Archive::to_bytes`].
    pub fn hash(&self) -> [u8; 32] {
        hash(&self.packs)
    }

    /// The same with one more file of profiles in the pack itself, and the path of that file.
    pub(crate) fn with_profile(&self, text: &[u8]) -> (Archive, String) {
        let mut archive = Archive { packs: self.packs.clone(), notes: Vec::new() };
        let path = "risk/profiles/~rule.toml".to_owned();
        if let Some(own) = archive.packs.last_mut() {
            own.by_path.insert(path.clone(), text.to_vec());
        }
        (archive, path)
    }

    pub(crate) fn packs(&self) -> &[Files] {
        &self.packs
    }

    pub(crate) fn missed(&self) -> Missed {
        Missed { findings: Findings::of(self.notes.clone()), lacks_packs: false }
    }
}

/// Why bytes are no archive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFlaw {
    /// They do not begin as one.
    #[error("this is no archive of a pack")]
    NotAnArchive,
    /// They are of a form that this version does not know.
    #[error("the archive has form {0}, and only form {VERSION} is known")]
    UnknownVersion(u8),
    /// They end too early.
    #[error("the archive ends too early")]
    TooShort,
    /// They go on after the end.
    #[error("the archive goes on after its end")]
    TooLong,
    /// No pack is in it.
    #[error("the archive holds no pack")]
    Empty,
    /// There is more in it than a pack may have.
    #[error("the archive holds more packs, files or bytes than a pack may have")]
    TooLarge,
    /// A path is not UTF-8.
    #[error("the archive holds a path that is not UTF-8")]
    NotUtf8,
    /// The packs are not those that the last one inherits from and itself.
    #[error("the archive holds a pack at `{0}`, out of place")]
    Misplaced(String),
    /// No pack has such a file.
    #[error("the archive holds `{0}`, which is no file of a pack")]
    UnknownFile(String),
    /// The files are not in order, or one comes twice.
    #[error("the archive holds `{0}` out of order")]
    OutOfOrder(String),
}

const NAME: &[u8] = b"cocket pack archive";
/// To be raised with any change of the form, and when the format of packs loses a file: what was decided by a
/// pack that had it must not be replayed without.
const VERSION: u8 = 1;

/// SHA-256 of the archive of a pack and its ancestors, without making it.
pub(crate) fn hash(packs: &[Files]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    write(packs, |part| context.update(part));
    let mut hash = [0; 32];
    hash.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

fn write(packs: &[Files], mut put: impl FnMut(&[u8])) {
    let number = |count: usize| (count as u64).to_be_bytes();
    put(NAME);
    put(&[VERSION]);
    put(&number(packs.len()));
    for pack in packs {
        put(&number(pack.prefix.len()));
        put(pack.prefix.as_bytes());
        put(&number(pack.by_path.len()));
        for (path, bytes) in &pack.by_path {
            put(&number(path.len()));
            put(path.as_bytes());
            put(&number(bytes.len()));
            put(bytes);
        }
    }
}

/// Reads what [`write`] wrote, believing no number: nothing is set aside before it is there.
struct Reader<'b> {
    rest: &'b [u8],
    /// How many bytes the files may still have.
    bytes_left: u64,
}

impl<'b> Reader<'b> {
    fn head(&mut self) -> Result<(), ArchiveFlaw> {
        self.rest = self.rest.strip_prefix(NAME).ok_or(ArchiveFlaw::NotAnArchive)?;
        let (version, rest) = self.rest.split_first().ok_or(ArchiveFlaw::TooShort)?;
        self.rest = rest;
        if *version == VERSION { Ok(()) } else { Err(ArchiveFlaw::UnknownVersion(*version)) }
    }

    fn pack(&mut self, is_last: bool) -> Result<Files, ArchiveFlaw> {
        let mut pack = Files { prefix: self.path()?, ..Files::default() };
        let is_own = pack.prefix.is_empty();
        if is_own != is_last || !(is_own || pack.prefix.ends_with('/')) {
            return Err(ArchiveFlaw::Misplaced(printable(&pack.prefix)));
        }
        for _ in 0..self.count(MAX_FILES)? {
            let path = self.path()?;
            if !folder::is_known(&path) {
                return Err(ArchiveFlaw::UnknownFile(printable(&path)));
            }
            if pack.by_path.last_key_value().is_some_and(|(last, _)| *last >= path) {
                return Err(ArchiveFlaw::OutOfOrder(printable(&path)));
            }
            let bytes = self.file()?.to_vec();
            pack.by_path.insert(path, bytes);
        }
        Ok(pack)
    }

    fn file(&mut self) -> Result<&'b [u8], ArchiveFlaw> {
        let length = self.number()?;
        self.bytes_left = self.bytes_left.checked_sub(length).ok_or(ArchiveFlaw::TooLarge)?;
        if length > MAX_BYTES { Err(ArchiveFlaw::TooLarge) } else { self.take(length) }
    }

    fn path(&mut self) -> Result<String, ArchiveFlaw> {
        let length = self.number()?;
        let path = std::str::from_utf8(self.take(length)?).map_err(|_| ArchiveFlaw::NotUtf8)?;
        Ok(path.to_owned())
    }

    /// A number of things of which there may be so many.
    fn count(&mut self, most: usize) -> Result<usize, ArchiveFlaw> {
        let count = usize::try_from(self.number()?).map_err(|_| ArchiveFlaw::TooLarge)?;
        if count > most { Err(ArchiveFlaw::TooLarge) } else { Ok(count) }
    }

    fn number(&mut self) -> Result<u64, ArchiveFlaw> {
        let (number, rest) = self.rest.split_first_chunk().ok_or(ArchiveFlaw::TooShort)?;
        self.rest = rest;
        Ok(u64::from_be_bytes(*number))
    }

    fn take(&mut self, length: u64) -> Result<&'b [u8], ArchiveFlaw> {
        let length = usize::try_from(length).map_err(|_| ArchiveFlaw::TooShort)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ArchiveFlaw::TooShort)?;
        self.rest = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers by one byte in angle brackets, the rest as it is.
    fn bytes(text: &str) -> Vec<u8> {
        let mut bytes = b"cocket pack archive\x01".to_vec();
        for part in text.split_inclusive(['<', '>']) {
            match part.strip_suffix('>') {
                Some(number) => bytes.extend(number.parse::<u64>().unwrap().to_be_bytes()),
                None => bytes.extend(part.trim_end_matches('<').as_bytes()),
            }
        }
        bytes
    }

    #[test]
    fn the_form_stays_as_it_is() {
        let files = |prefix: &str, files: &[(&str, &str)]| Files {
            prefix: prefix.to_owned(),
            by_path: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
                .collect(),
            ..Files::default()
        };
        let packs = vec![
            files("../a/", &[("pack.toml", "b")]),
            files("", &[("text/en.ftl", ""), ("README.md", "\u{feff}c")]),
        ];
        let archive = Archive { packs, notes: Vec::new() };
        let text = "<2><5>../a/<1><9>pack.toml<1>b<0><2><9>README.md<4>\u{feff}c<11>text/en.ftl<0>";
        assert_eq!(archive.to_bytes(), bytes(text));
        assert_eq!(Archive::from_bytes(&bytes(text)).unwrap().to_bytes(), bytes(text));
        assert_eq!(archive.hash(), ring::digest::digest(&SHA256, &bytes(text)).as_ref());
    }

    #[test]
    fn flaws() {
        use ArchiveFlaw::*;
        let named = |flaw: fn(String) -> ArchiveFlaw, name: &str| flaw(name.to_owned());
        for (text, flaw) in [
            ("", TooShort),
            ("<0>", Empty),
            ("<18>", TooLarge),
            ("<18446744073709551615>", TooLarge),
            ("<1>", TooShort),
            ("<1><0><0>", TooLong),
            ("<1><18446744073709551615>", TooShort),
            ("<1><5>../a/<0>", named(Misplaced, "../a/")),
            ("<2><4>../a<0><0><0>", named(Misplaced, "../a")),
            ("<2><0><0><0><0>", named(Misplaced, "")),
            ("<1><0><10001>", TooLarge),
            ("<1><0><10000>", TooShort),
            ("<1><0><1><9>pack.toml<5>abcd", TooShort),
            ("<1><0><1><9>pack.toml<67108864>", TooShort),
            ("<1><0><1><9>pack.toml<67108865>", TooLarge),
            ("<1><0><1><9>pack.toml<18446744073709551615>", TooLarge),
            ("<1><0><1><8>pack.tom<0>", named(UnknownFile, "pack.tom")),
            ("<1><0><1><12>../pack.toml<0>", named(UnknownFile, "../pack.toml")),
            ("<1><0><1><10>/pack.toml<0>", named(UnknownFile, "/pack.toml")),
            ("<1><0><1><4>a\u{1b}[m<0>", named(UnknownFile, "a\u{fffd}[m")),
            ("<1><0><2><9>pack.toml<0><9>pack.toml<0>", named(OutOfOrder, "pack.toml")),
            ("<1><0><2><9>pack.toml<0><9>README.md<0>", named(OutOfOrder, "README.md")),
        ] {
            // `TooLong` needs a byte more; to the others it makes no difference.
            let more = if flaw == TooLong { "x" } else { "" };
            assert_eq!(Archive::from_bytes(&bytes(&format!("{text}{more}"))).unwrap_err(), flaw, "{text}");
        }
        let mut other = bytes("<1><1>a");
        *other.last_mut().unwrap() = 0xff;
        assert_eq!(Archive::from_bytes(&other).unwrap_err(), NotUtf8);
        other[NAME.len()] = 2;
        assert_eq!(Archive::from_bytes(&other).unwrap_err(), UnknownVersion(2));
        assert_eq!(Archive::from_bytes(&other[1..]).unwrap_err(), NotAnArchive);
        assert_eq!(Archive::from_bytes(NAME).unwrap_err(), TooShort);
    }

    #[test]
    fn there_is_an_end_to_what_the_files_hold_together() {
        let mut reader = Reader { rest: &bytes("<2>ab<2>cd")[NAME.len() + 1..], bytes_left: 3 };
        assert_eq!(reader.file(), Ok(&b"ab"[..]));
        assert_eq!(reader.file(), Err(ArchiveFlaw::TooLarge));
    }
}

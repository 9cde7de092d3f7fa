//! Signed notes: a text with signatures of several keys, and the keys by which they are checked (C2SP signed-note).

use crate::base64;
use crate::batch::Origin;
use crate::hash::content_hash;
use crate::key::{Signature, VerifyingKey};
use std::fmt;

/// The largest note that is read.
const MOST_BYTES: usize = 1 << 20;
/// The most signatures of a note.
const MOST_SIGNATURES: usize = 64;
/// What a signature line begins with.
const DASH: &str = "\u{2014} ";

/// Whose signatures a key makes: each kind signs another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKeyKind {
    /// A log, which signs its own checkpoints (C2SP signed-note, type 0x01).
    Log,
    /// A witness, which has seen checkpoints of a log and says when (C2SP tlog-cosignature, type 0x04).
    Witness,
}

impl NoteKeyKind {
    fn byte(self) -> u8 {
        match self {
            NoteKeyKind::Log => 0x01,
            NoteKeyKind::Witness => 0x04,
        }
    }
}

/// A published key by which signatures of notes are checked, with the name of its keeper.
///
/// As text a verifier key: the name, the key's id and the key, with `+` between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteKey {
    /// The name: of a log, the first line of its checkpoints.
    pub name: Origin,
    /// Whose key it is.
    pub kind: NoteKeyKind,
    /// The key.
    pub key: VerifyingKey,
}

impl NoteKey {
    /// Reads the text of a key; `None` for any other text, and for an id that is not the key's.
    ///
    /// ```
    /// # use evidence::NoteKey;
    /// let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    /// assert_eq!(NoteKey::parse(text).unwrap().to_string(), text);
    /// ```
    pub fn parse(text: &str) -> Option<NoteKey> {
        let (name, rest) = text.split_once('+')?;
        let (_, key) = rest.split_once('+')?;
        let bytes: [u8; 33] = base64::read(key)?;
        let (kind, key) = bytes.split_first()?;
        let kind =
            [NoteKeyKind::Log, NoteKeyKind::Witness].into_iter().find(|known| known.byte() == *kind)?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?);
        let key = NoteKey { name: Origin::parse(name)?, kind, key };
        // The id is told once, by the writer.
        (key.to_string() == text).then_some(key)
    }

    /// The id of the key in signatures, which is no proof: other keys of the name may have the same.
    pub fn id(&self) -> [u8; 4] {
        let name = self.name.as_str().as_bytes();
        let hash = content_hash(&[name, b"\n", &self.typed()].concat());
        let [first, second, third, fourth, ..] = *hash.as_bytes();
        [first, second, third, fourth]
    }

    /// Checks that this key signed this note.
    ///
    /// A line that names the key does not do harm beside one that verifies, as ids of keys may be the same.
    ///
    /// # Errors
    /// [`SignatureFlaw`].
    pub fn checked(&self, note: &SignedNote) -> Result<SignedBy, SignatureFlaw> {
        let id = self.id();
        let named = note.signatures.iter().filter(|signature| signature.name == self.name.as_str());
        let mut flaw = SignatureFlaw::Missing;
        for bytes in named.filter_map(|signature| signature.bytes.strip_prefix(&id)) {
            if let Some(by) = self.signed(bytes, &note.text) {
                return Ok(by);
            }
            flaw = SignatureFlaw::Wrong;
        }
        Err(flaw)
    }

    fn signed(&self, bytes: &[u8], text: &str) -> Option<SignedBy> {
        let (by, signature, text) = match self.kind {
            NoteKeyKind::Log => (SignedBy::Log, bytes, text.to_owned()),
            NoteKeyKind::Witness => {
                let (seconds, signature) = bytes.split_first_chunk()?;
                let seconds = u64::from_be_bytes(*seconds);
                (SignedBy::Witness { seconds }, signature, cosigned_text(seconds, text))
            }
        };
        let signature = Signature::from_bytes(signature.try_into().ok()?);
        self.key.is_over(&text, &signature).then_some(by)
    }

    /// What is told of the key after its kind.
    fn typed(&self) -> Vec<u8> {
        [&[self.kind.byte()], self.key.as_bytes().as_slice()].concat()
    }
}

impl fmt::Display for NoteKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = String::new();
        base64::write(&self.typed(), &mut key);
        write!(out, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id()))
    }
}

/// Who signed a note, as its key tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedBy {
    /// The log that it is of.
    Log,
    /// A witness.
    Witness {
        /// When, in seconds since 1970 (UTC), by its own clock.
        seconds: u64,
    },
}

/// Why a note is not signed by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum SignatureFlaw {
    /// No signature of the note names the key.
    #[error("no signature of the note names the key")]
    Missing,
    /// The signature that names the key is another's or over another text.
    #[error("the key did not sign this note")]
    Wrong,
}

/// What a witness signs of a note: when, and the note's text.
pub(crate) fn cosigned_text(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// A signature line of a note, of a key that is known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    /// The key's id, then what the key's kind asks for.
    bytes: Vec<u8>,
}

impl NoteSignature {
    pub(crate) fn of(key: &NoteKey, parts: &[&[u8]]) -> NoteSignature {
        let bytes = [key.id().as_slice(), &parts.concat()].concat();
        NoteSignature { name: key.name.as_str().to_owned(), bytes }
    }

    /// Reads a line, without its end; `None` for any other text.
    pub fn parse(line: &str) -> Option<NoteSignature> {
        let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
        // Names of other keepers may hold any sign that cannot be taken for what stands between the parts.
        let clear = |sign: char| !sign.is_whitespace() && !sign.is_control() && sign != '+';
        let bytes = base64::read_any(bytes).filter(|bytes| bytes.len() > 4)?;
        let named = !name.is_empty() && name.chars().all(clear);
        named.then(|| NoteSignature { name: name.to_owned(), bytes })
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for NoteSignature {
    /// The line without its end.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = String::new();
        base64::write(&self.bytes, &mut bytes);
        write!(out, "{DASH}{} {bytes}", self.name)
    }
}

/// A text and who signed it. Nothing is believed of it before [`NoteKey::checked`].
///
/// There is one text for each signed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// The note of a text and its signatures.
    ///
    /// # Errors
    /// The first [`NoteFlaw`] in the order of its variants.
    pub fn of(text: String, signatures: Vec<NoteSignature>) -> Result<SignedNote, NoteFlaw> {
        let note = SignedNote { text, signatures };
        if note.to_string().len() > MOST_BYTES {
            return Err(NoteFlaw::TooLong);
        }
        if note.text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return Err(NoteFlaw::ControlSign);
        }
        if !note.text.ends_with('\n') {
            return Err(NoteFlaw::TextEnd);
        }
        match note.signatures.len() {
            0 => Err(NoteFlaw::NoSignature),
            1..=MOST_SIGNATURES => Ok(note),
            _ => Err(NoteFlaw::TooManySignatures),
        }
    }

    /// Reads a note as it is written: the text, an empty line, and a line for each signature.
    ///
    /// # Errors
    /// The first [`NoteFlaw`] found.
    pub fn parse(note: &str) -> Result<SignedNote, NoteFlaw> {
        if note.len() > MOST_BYTES {
            return Err(NoteFlaw::TooLong);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteFlaw::NoSignature)?;
        if lines.is_empty() {
            return Err(NoteFlaw::NoSignature);
        }
        let lines = lines.strip_suffix('\n').ok_or(NoteFlaw::SignatureLine)?;
        if lines.split('\n').nth(MOST_SIGNATURES).is_some() {
            return Err(NoteFlaw::TooManySignatures);
        }
        let signatures: Option<Vec<_>> = lines.split('\n').map(NoteSignature::parse).collect();
        SignedNote::of(format!("{text}\n"), signatures.ok_or(NoteFlaw::SignatureLine)?)
    }

    /// The note with one more signature after the others, such as a witness's.
    ///
    /// # Errors
    /// [`NoteFlaw::TooLong`] or [`NoteFlaw::TooManySignatures`].
    pub fn and_signed(mut self, signature: NoteSignature) -> Result<SignedNote, NoteFlaw> {
        self.signatures.push(signature);
        SignedNote::of(self.text, self.signatures)
    }

    /// What is signed, with the end of its last line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order, from 1 to 64.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(out, "{signature}"))
    }
}

/// Why a text is no signed note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum NoteFlaw {
    /// It is larger than any that is read.
    #[error("the note has more than {MOST_BYTES} bytes")]
    TooLong,
    /// The text holds a sign that is not to be shown.
    #[error("the text of the note holds a control character")]
    ControlSign,
    /// The text does not end with a line's end.
    #[error("the text of the note ends within a line")]
    TextEnd,
    /// Nobody signed it.
    #[error("the note has no signatures after an empty line")]
    NoSignature,
    /// More signed it than are read.
    #[error("the note has more than {MOST_SIGNATURES} signatures")]
    TooManySignatures,
    /// A line after the text is no signature.
    #[error("a line after the text of the note is no signature")]
    SignatureLine,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of the reference implementation (golang.org/x/mod/sumdb/note).
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\
        \n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    const LINE: &str = "\u{2014} a AAAAAAA=";

    fn check(note: &str, expected: NoteFlaw) {
        assert_eq!(SignedNote::parse(note), Err(expected), "{note:?}");
    }

    #[test]
    fn the_reference_note() {
        let key = NoteKey::parse(KEY).unwrap();
        assert_eq!((key.name.as_str(), key.kind), ("PeterNeumann", NoteKeyKind::Log));
        assert_eq!(key.id(), [0xc7, 0x4f, 0x20, 0xa3]);
        let note = SignedNote::parse(NOTE).unwrap();
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(note.signatures()[0].name(), "PeterNeumann");
        assert_eq!(key.checked(&note), Ok(SignedBy::Log));
        let other = NoteKey { kind: NoteKeyKind::Witness, ..key.clone() };
        assert_eq!(other.checked(&note), Err(SignatureFlaw::Missing));
        let changed = SignedNote::parse(&NOTE.replace("don't", "do")).unwrap();
        assert_eq!(key.checked(&changed), Err(SignatureFlaw::Wrong));
    }

    #[test]
    fn a_key_of_the_public_record_of_go_modules() {
        let text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
        assert_eq!(NoteKey::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
    }

    #[test]
    fn no_other_text_is_a_key() {
        for (from, to) in [
            ("c74f20a3", "c74f20a4"),
            ("c74f20a3", "C74F20A3"),
            ("c74f20a3", "c74f20a"),
            ("c74f20a3", ""),
            ("PeterNeumann", "PeterNeuman"),
            ("PeterNeumann", ""),
            ("PeterNeumann", "Peter Neumann"),
            ("+AR", "+AB"),
            ("+AR", "+BR"),
            ("10TW", "10TX"),
            ("10TW", "10TW\n"),
            ("10TW", "10T="),
            ("10TW", ""),
            ("+c7", "c7"),
        ] {
            assert_eq!(NoteKey::parse(&KEY.replace(from, to)), None, "{from} to {to}");
        }
        assert_eq!(NoteKey::parse(""), None);
    }

    #[test]
    fn flaws_of_notes() {
        check("", NoteFlaw::NoSignature);
        check("text\n", NoteFlaw::NoSignature);
        check("text\n\n", NoteFlaw::NoSignature);
        check(&format!("text\n{LINE}\n"), NoteFlaw::NoSignature);
        check(&format!("text\n\n{LINE}"), NoteFlaw::SignatureLine);
        check(&format!("text\n\n{LINE}\r\n"), NoteFlaw::SignatureLine);
        check(&format!("text\r\n\n{LINE}\n"), NoteFlaw::ControlSign);
        check(&format!("te\txt\n\n{LINE}\n"), NoteFlaw::ControlSign);
        check(&format!("text\n\n{LINE}\nmore\n"), NoteFlaw::SignatureLine);
        check(&format!("text\n\n{}", format!("{LINE}\n").repeat(65)), NoteFlaw::TooManySignatures);
        check(&"\n".repeat(MOST_BYTES + 1), NoteFlaw::TooLong);
        let signature = NoteSignature::parse(LINE).unwrap();
        assert_eq!(SignedNote::of("text".to_owned(), vec![signature.clone()]), Err(NoteFlaw::TextEnd));
        assert_eq!(SignedNote::of("text\n".to_owned(), vec![]), Err(NoteFlaw::NoSignature));
        let full = SignedNote::parse(&format!("text\n\n{}", format!("{LINE}\n").repeat(64))).unwrap();
        assert_eq!(full.and_signed(signature.clone()), Err(NoteFlaw::TooManySignatures));
        let long = "\n".repeat(MOST_BYTES - LINE.len() - 1);
        assert_eq!(SignedNote::of(long, vec![signature]), Err(NoteFlaw::TooLong));
    }

    #[test]
    fn signature_lines() {
        for good in [LINE, "\u{2014} zoll.österreich/1 AAAAAAA="] {
            assert_eq!(NoteSignature::parse(good).map(|line| line.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "",
            "- a AAAAAAA=",
            "\u{2014}a AAAAAAA=",
            "\u{2014}  AAAAAAA=",
            "\u{2014} a  AAAAAAA=",
            "\u{2014} a",
            "\u{2014} a ",
            "\u{2014} a AAAAAAA",
            "\u{2014} a AAAAAAB=",
            "\u{2014} a AAAA",
            "\u{2014} a AAAAAA==",
            "\u{2014} a+b AAAAAAA=",
            "\u{2014} a\u{a0}b AAAAAAA=",
        ] {
            assert_eq!(NoteSignature::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_wrong_line_does_not_hide_the_right_one() {
        let key = NoteKey::parse(KEY).unwrap();
        let note = SignedNote::parse(NOTE).unwrap();
        let [right] = note.signatures() else { panic!("{note}") };
        let wrong = NoteSignature::of(&key, &[&[0; 64]]);
        let short = NoteSignature::of(&key, &[&[0; 3]]);
        let lines = vec![NoteSignature::parse(LINE).unwrap(), wrong.clone(), short.clone(), right.clone()];
        let of = |lines| SignedNote::of(note.text().to_owned(), lines).unwrap();
        assert_eq!(key.checked(&of(lines)), Ok(SignedBy::Log));
        assert_eq!(key.checked(&of(vec![wrong])), Err(SignatureFlaw::Wrong));
        assert_eq!(key.checked(&of(vec![short])), Err(SignatureFlaw::Wrong));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let key = NoteKey::parse(KEY).unwrap();
        for at in 0..NOTE.len() {
            for bit in 0..8 {
                let mut bytes = NOTE.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                let note = String::from_utf8(bytes).ok().and_then(|note| SignedNote::parse(&note).ok());
                assert!(note.is_none_or(|note| key.checked(&note).is_err()), "bit {bit} of {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(
            text in "[a-z\n\u{2014} ]{0,12}\n", lines in "(\n|\u{2014} [a-zé]{1,3} AAAAA[A-Z]{2}[=A]\n){0,5}",
        ) {
            let note = format!("{text}\n{lines}");
            if let Ok(read) = SignedNote::parse(&note) {
                prop_assert_eq!(read.to_string(), note);
            }
        }

        #[test]
        fn what_is_made_is_read(text in "[a-z\n\u{2014} é]{0,20}\n", seeds in prop::collection::vec(any::<[u8; 16]>(), 1..5)) {
            let key = NoteKey::parse(KEY).unwrap();
            let signatures = seeds.iter().map(|seed| NoteSignature::of(&key, &[seed])).collect();
            let note = SignedNote::of(text, signatures).unwrap();
            prop_assert_eq!(SignedNote::parse(&note.to_string()), Ok(note));
        }

        #[test]
        fn any_text_is_answered(text: String) {
            prop_assert!(SignedNote::parse(&text).is_err());
            prop_assert_eq!(NoteKey::parse(&text), None);
        }
    }
}

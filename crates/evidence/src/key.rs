//! The keys of a record: Ed25519 (RFC 8032), which signs without chance.

use crate::base64::text_of_bytes;
use crate::batch::BatchHead;
use crate::hash::{Hash, content_hash};
use crate::line::SignedLine;
use crate::stated::StatedHead;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;

/// A signature over a batch or a statement; as text, 88 signs of base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; 64]);

text_of_bytes!(Signature, 64);

impl fmt::Debug for Signature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The key that signs batches. It never leaves its process and is never shown.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The key of a seed (RFC 8032 section 5.1.5): 32 bytes of chance, made once at the edge and kept secret.
    ///
    /// `None` where `ring` refuses the seed, which it does for none of 32 bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Option<SigningKey> {
        Ed25519KeyPair::from_seed_unchecked(seed).ok().map(SigningKey)
    }

    /// The key of a seed as text, 44 signs of base64; `None` for any other text.
    pub fn parse(text: &str) -> Option<SigningKey> {
        SigningKey::from_seed(&crate::base64::read(text)?)
    }

    /// The signature over a batch; the same each time.
    ///
    /// Costs as much as deciding a parcel or two: one for each committed batch, never one for each entry.
    pub fn sign(&self, head: &BatchHead<'_>) -> Signature {
        self.over(&head.text())
    }

    /// The signature over a statement; the same each time.
    pub fn sign_statement(&self, head: &StatedHead<'_>) -> Signature {
        self.over(&head.text())
    }

    /// The signature over a line; the same each time.
    pub fn sign_line(&self, line: &SignedLine<'_>) -> Signature {
        self.over(line.text())
    }

    /// The signature over a text, whose first line says what it is of.
    pub(crate) fn over(&self, text: &str) -> Signature {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.0.sign(text.as_bytes()).as_ref());
        Signature(bytes)
    }

    /// The key to publish.
    pub fn verifying_key(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        VerifyingKey(bytes)
    }
}

impl fmt::Debug for SigningKey {
    /// The published half only.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("SigningKey").field(&self.verifying_key()).finish()
    }
}

/// The published key of a record, by which anybody checks its signatures; as text, 44 signs of base64.
///
/// Only reading its text is checked here; bytes that are no point of the curve verify nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifyingKey([u8; 32]);

text_of_bytes!(VerifyingKey, 32);

impl VerifyingKey {
    /// The hash of the key, by which people compare and name it.
    pub fn fingerprint(&self) -> Hash {
        content_hash(&self.0)
    }

    /// Whether this key made the signature over this batch (RFC 8032 section 5.1.7).
    #[must_use]
    pub fn has_signed(&self, head: &BatchHead<'_>, signature: &Signature) -> bool {
        self.is_over(&head.text(), signature)
    }

    /// Whether this key made the signature over this statement.
    #[must_use]
    pub fn has_signed_statement(&self, head: &StatedHead<'_>, signature: &Signature) -> bool {
        self.is_over(&head.text(), signature)
    }

    /// Whether this key made the signature over this line.
    #[must_use]
    pub fn has_signed_line(&self, line: &SignedLine<'_>, signature: &Signature) -> bool {
        self.is_over(line.text(), signature)
    }

    pub(crate) fn is_over(&self, text: &str, signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(text.as_bytes(), &signature.0).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Origin;
    use proptest::prelude::*;

    /// RFC 8032 section 7.1, test 1.
    const SEED: [u8; 32] = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44,
        0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ];
    const PUBLISHED: [u8; 32] = [
        0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e,
        0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
    ];

    fn log() -> Origin {
        Origin::parse("customs.example/log").unwrap()
    }

    fn head(log: &Origin) -> BatchHead<'_> {
        BatchHead { log, batch: 7, size: 3, root: content_hash(b"root") }
    }

    #[test]
    fn the_standards_key() {
        let key = SigningKey::from_seed(&SEED).unwrap();
        assert_eq!(key.verifying_key().as_bytes(), &PUBLISHED);
        let text = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        assert_eq!(key.verifying_key().to_string(), text);
        assert_eq!(VerifyingKey::parse(text), Some(key.verifying_key()));
        assert_eq!(key.verifying_key().fingerprint(), content_hash(&PUBLISHED));
        let of_text = SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
        assert_eq!(of_text.verifying_key(), key.verifying_key());
        assert!(SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").is_none());
    }

    #[test]
    fn the_secret_is_not_shown() {
        let shown = format!("{:?}", SigningKey::from_seed(&SEED).unwrap());
        assert_eq!(shown, "SigningKey(11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=)");
    }

    #[test]
    fn signs_every_line_of_the_head() {
        let (log, other) = (log(), Origin::parse("customs.example/other").unwrap());
        let key = SigningKey::from_seed(&SEED).unwrap();
        let (head, published) = (head(&log), key.verifying_key());
        let signature = key.sign(&head);
        assert_eq!(key.sign(&head), signature);
        assert!(published.has_signed(&head, &signature));
        for changed in [
            BatchHead { log: &other, ..head },
            BatchHead { batch: 8, ..head },
            BatchHead { size: 4, ..head },
            BatchHead { root: content_hash(b"other"), ..head },
        ] {
            assert!(!published.has_signed(&changed, &signature), "{changed:?}");
        }
        assert!(!SigningKey::from_seed(&[1; 32]).unwrap().verifying_key().has_signed(&head, &signature));
    }

    proptest! {
        #[test]
        fn no_other_signature_or_key_passes(at in 0..96_usize, change in 1..=255_u8) {
            let log = log();
            let key = SigningKey::from_seed(&SEED).unwrap();
            let head = head(&log);
            let (mut signature, mut published) = (key.sign(&head), key.verifying_key());
            match signature.0.get_mut(at) {
                Some(byte) => *byte ^= change,
                None => published.0[at - 64] ^= change,
            }
            prop_assert!(!published.has_signed(&head, &signature));
        }
    }
}

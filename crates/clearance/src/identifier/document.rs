//! The fingerprint of a document.

use std::fmt;

use super::Flaw;
use super::arithmetic::value_of;

/// The SHA-256 digest of a document's bytes (FIPS 180-4), written as 64 hexadecimal digits.
///
/// Shown in small letters, as tools that compute it do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Reads the 64 digits.
    ///
    /// # Errors
    /// [`Flaw::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let malformed = Flaw::Malformed { expected: "64 hexadecimal digits" };
        if text.len() != 64 || !text.bytes().all(|sign| sign.is_ascii_hexdigit()) {
            return Err(malformed);
        }
        let mut digits = text.bytes().map(|sign| u8::try_from(value_of(sign)).unwrap_or(0));
        let mut pair = || Some(digits.next()? << 4 | digits.next()?);
        Ok(Self(std::array::from_fn(|_| pair().unwrap_or(0))))
    }

    /// The digest of these 32 bytes, as a hash function returns them.
    pub const fn from_bytes(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest itself.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        // The digest of the empty text, FIPS 180-4.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let read = Sha256::parse(&empty.to_uppercase()).unwrap();
        assert_eq!(read.to_string(), empty);
        assert_eq!(read.as_bytes()[..3], [0xe3, 0xb0, 0xc4]);
        assert_eq!(Sha256::from_bytes(*read.as_bytes()), read);
    }

    #[test]
    fn refuses_what_is_not_64_hexadecimal_digits() {
        for text in [&"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"é".repeat(32)] {
            assert!(matches!(Sha256::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }
}

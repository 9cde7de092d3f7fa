//! What a statement says of a document: a commitment that can be opened to whoever holds the document.

use crate::base64::text_of_bytes;
use crate::hash::Hash;
use ring::hmac::{HMAC_SHA256, Key, sign};
use std::fmt;

/// The secret of one document's commitment: 32 bytes of chance, made at the edge and used for nothing else.
///
/// Of one length always, since HMAC takes a short key and the same with zeros behind it for one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Opening([u8; 32]);

text_of_bytes!(Opening, 32);

impl fmt::Debug for Opening {
    /// Hidden: an opening in a log would open the commitment to all who read it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Opening")
    }
}

/// The commitment to a document: HMAC-SHA256 (RFC 2104) of its bytes, keyed by the opening.
///
/// Without the opening it says nothing of the document, not even to who can guess every word of it; with it, it
/// fits these bytes and no others. To erase the opening is to erase what the commitment says.
///
/// ```
/// # use evidence::{Opening, document_commitment};
/// let opening = Opening::from_bytes([7; 32]);
/// assert_eq!(document_commitment(&opening, b"{}"), document_commitment(&opening, b"{}"));
/// assert_ne!(document_commitment(&opening, b"{}"), document_commitment(&opening, b"{ }"));
/// ```
pub fn document_commitment(opening: &Opening, document: &[u8]) -> Hash {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(sign(&Key::new(HMAC_SHA256, &opening.0), document).as_ref());
    Hash::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::content_hash;
    use proptest::prelude::*;

    /// RFC 2104 section 2, word for word, for a key of half a block.
    fn hmac(opening: &Opening, document: &[u8]) -> Hash {
        let padded = |pad: u8| {
            let key = opening.0.iter().copied().chain([0; 32]);
            key.map(|byte| byte ^ pad).collect::<Vec<u8>>()
        };
        let inner = content_hash(&[&padded(0x36), document].concat());
        content_hash(&[padded(0x5c).as_slice(), inner.as_bytes()].concat())
    }

    #[test]
    fn an_opening_is_not_shown_by_accident() {
        let opening = Opening::from_bytes([0xab; 32]);
        assert_eq!(format!("{opening:?}"), "Opening");
        assert_eq!(Opening::parse(&opening.to_string()), Some(opening));
    }

    proptest! {
        #[test]
        fn is_the_standard_code(opening: [u8; 32], document: Vec<u8>) {
            let opening = Opening::from_bytes(opening);
            prop_assert_eq!(document_commitment(&opening, &document), hmac(&opening, &document));
        }

        #[test]
        fn depends_on_both(opening: [u8; 32], document: Vec<u8>, place: prop::sample::Index, bit in 0..8_u8) {
            let commitment = document_commitment(&Opening::from_bytes(opening), &document);
            let mut other = opening;
            other[place.index(32)] ^= 1_u8 << bit;
            prop_assert_ne!(document_commitment(&Opening::from_bytes(other), &document), commitment);
            let longer = [document.as_slice(), &[0]].concat();
            prop_assert_ne!(document_commitment(&Opening::from_bytes(opening), &longer), commitment);
        }
    }
}

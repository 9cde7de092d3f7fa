//! Hashes: SHA-256 (FIPS 180-4), with the prefixes that keep leaves and nodes of a tree apart (RFC 6962).

use crate::base64::text_of_bytes;
use ring::digest::{Context, SHA256};
use std::fmt;

/// A SHA-256 hash; as text, 44 signs of base64.
///
/// ```
/// # use evidence::{Hash, content_hash};
/// let text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
/// assert_eq!(content_hash(b"").to_string(), text);
/// assert_eq!(Hash::parse(text), Some(content_hash(b"")));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

text_of_bytes!(Hash, 32);

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The hash of some bytes, nothing before or after them: what `sha256sum` computes.
pub fn content_hash(bytes: &[u8]) -> Hash {
    hash_of([bytes])
}

/// The hash of a leaf: of 0x00 and its bytes (RFC 6962 section 2.1).
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    hash_of([&[0], bytes])
}

/// The hash of a node: of 0x01 and the hashes below it (RFC 6962 section 2.1).
///
/// With other first bytes than a leaf, no node can be passed off as a leaf.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash_of([&[1], left.0.as_slice(), right.0.as_slice()])
}

fn hash_of<const N: usize>(parts: [&[u8]; N]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    Hash(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: Hash) -> String {
        hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn known_hashes() {
        // FIPS 180-4's example, and the empty leaf of the reference implementation of RFC 6962.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(content_hash(b"abc")), abc);
        let empty_leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(hex(leaf_hash(b"")), empty_leaf);
        assert_eq!(leaf_hash(b"abc"), content_hash(b"\0abc"));
        let (left, right) = (leaf_hash(b"left"), leaf_hash(b"right"));
        let joined = [&[1], left.as_bytes().as_slice(), right.as_bytes()].concat();
        assert_eq!(node_hash(&left, &right), content_hash(&joined));
        assert_ne!(node_hash(&left, &right), node_hash(&right, &left));
    }

    #[test]
    fn text_is_one_for_each_hash() {
        let hash = content_hash(b"abc");
        assert_eq!(hash.to_string().len(), 44);
        assert_eq!(format!("{hash:?}"), hash.to_string());
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
        assert_eq!(Hash::from_bytes(*hash.as_bytes()), hash);
        // The last sign before the padding carries two bits that belong to no byte.
        let zeros = "A".repeat(42);
        assert_eq!(Hash::parse(&format!("{zeros}A=")), Some(Hash([0; 32])));
        assert_eq!(Hash::parse(&format!("{zeros}B=")), None);
    }
}

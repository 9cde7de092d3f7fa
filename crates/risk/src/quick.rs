//! A hash table for short texts: quick, and the same on every run.
//!
//! Only officers' texts are ever put in; what filers send is only looked up, so nobody outside can make
//! the chains long, and the protection (and price) of the standard hash is not needed.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table by text that is filled once and then only asked.
pub(crate) type QuickMap<T> = HashMap<Box<str>, T, BuildHasherDefault<Quick>>;

/// Multiply and rotate, eight bytes at a time.
#[derive(Default)]
pub(crate) struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0xf135_7aea_2e62_a9c5);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        self.mix(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    /// The table takes its place from the low bits; multiplying has left the best ones on top.
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

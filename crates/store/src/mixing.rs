//! A hash of a few small numbers of our own.

use std::hash::Hasher;

/// Mixes a few small numbers of our own: ten times as fast as a hash that strangers cannot foresee.
#[derive(Default)]
pub struct Mixing(u64);

impl Mixing {
    fn mix(&mut self, number: u64) {
        // An odd number near 2^64 divided by the golden ratio spreads neighbours (Knuth, TAOCP 6.4).
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mixing {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.mix(u64::from(*byte)));
    }

    fn write_u8(&mut self, number: u8) {
        self.mix(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(u64::try_from(number).unwrap_or(u64::MAX));
    }

    fn finish(&self) -> u64 {
        // The high bits are the best mixed, the low ones are looked at first.
        self.0.rotate_left(26)
    }
}

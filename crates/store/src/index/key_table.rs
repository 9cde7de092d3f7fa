//! Keys in memory, and what each of them leads to.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

/// Places under keys, in the order they came.
#[derive(Default)]
pub struct KeyTable {
    places: HashMap<u64, Places, BuildHasherDefault<AsItIs>>,
    len: usize,
}

/// What a key leads to: mostly one place, which then takes no memory of its own.
enum Places {
    One(u64),
    Many(Vec<u64>),
}

/// Keys are hashes already, made with a secret: they are taken as they are.
#[derive(Default)]
pub(super) struct AsItIs(u64);

impl KeyTable {
    /// Adds a place under a key.
    pub fn add(&mut self, key: u64, place: u64) {
        self.len += 1;
        match self.places.entry(key) {
            Entry::Vacant(new) => {
                new.insert(Places::One(place));
            }
            Entry::Occupied(known) => known.into_mut().add(place),
        }
    }

    /// The places under a key, the oldest first.
    pub fn under(&self, key: u64) -> &[u64] {
        self.places.get(&key).map_or(&[], Places::as_slice)
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Every key with its place, in no order.
    pub(crate) fn to_keys(&self) -> Vec<(u64, u64)> {
        let mut keys = Vec::with_capacity(self.len);
        #[expect(clippy::iter_over_hash_type, reason = "whoever takes them sorts them")]
        for (key, places) in &self.places {
            keys.extend(places.as_slice().iter().map(|place| (*key, *place)));
        }
        keys
    }
}

impl Places {
    fn add(&mut self, place: u64) {
        match self {
            Places::One(first) => *self = Places::Many(vec![*first, place]),
            Places::Many(places) => places.push(place),
        }
    }

    fn as_slice(&self) -> &[u64] {
        match self {
            Places::One(place) => std::slice::from_ref(place),
            Places::Many(places) => places,
        }
    }
}

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        // Only keys come here; anything else would be spread badly, and found all the same.
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

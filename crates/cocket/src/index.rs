//! A table from hashes to the newest link under each: eight bytes an entry, and it grows a little at a time.

use std::num::NonZeroU32;

/// How many bits of a hash choose its shard. Each shard grows by itself, so that never two large tables are there.
const SHARD_BITS: u32 = 12;

/// A link for each hash.
pub(crate) struct Index {
    shards: Vec<Shard>,
}

#[derive(Clone, Default)]
struct Shard {
    slots: Vec<Option<Slot>>,
    count: usize,
}

#[derive(Clone, Copy)]
struct Slot {
    tag: u32,
    link: NonZeroU32,
}

impl Default for Index {
    fn default() -> Index {
        Index { shards: vec![Shard::default(); 1 << SHARD_BITS] }
    }
}

impl Index {
    /// The link under a hash. It tells hashes apart by 44 bits; whoever follows the link sees to the rest.
    pub(crate) fn get(&self, hash: u64) -> Option<NonZeroU32> {
        let shard = self.shards.get(shard_of(hash))?;
        let slot = shard.slots.get(shard.find(tag_of(hash)))?;
        slot.map(|slot| slot.link)
    }

    /// Something of the place where the link under a hash stands, if there is one.
    pub(crate) fn glance(&self, hash: u64) -> u32 {
        let shard = self.shards.get(shard_of(hash));
        let slot = shard.and_then(|shard| shard.slots.get(shard.home(tag_of(hash))));
        slot.copied().flatten().map_or(0, |slot| slot.tag)
    }

    /// Puts a link under a hash and gives the one that was there.
    pub(crate) fn put(&mut self, hash: u64, link: NonZeroU32) -> Option<NonZeroU32> {
        let shard = self.shards.get_mut(shard_of(hash))?;
        if shard.count * 5 >= shard.slots.len() * 4 {
            shard.grow();
        }
        shard.put(Slot { tag: tag_of(hash), link })
    }
}

impl Shard {
    fn put(&mut self, new: Slot) -> Option<NonZeroU32> {
        let at = self.find(new.tag);
        let before = self.slots.get_mut(at)?.replace(new);
        self.count += usize::from(before.is_none());
        before.map(|slot| slot.link)
    }

    /// The slot of a tag, or the free one that it would take. At least one in five is free.
    fn find(&self, tag: u32) -> usize {
        let home = self.home(tag);
        let is_its = |slot: &Option<Slot>| slot.is_none_or(|slot| slot.tag == tag);
        let (wrapped, first) = self.slots.split_at_checked(home).unwrap_or_default();
        match first.iter().position(is_its) {
            Some(after) => home + after,
            None => wrapped.iter().position(is_its).unwrap_or_default(),
        }
    }

    /// Where the search for a tag begins.
    fn home(&self, tag: u32) -> usize {
        let home = (u64::from(tag) * u64::try_from(self.slots.len()).unwrap_or_default()) >> u32::BITS;
        usize::try_from(home).unwrap_or_default()
    }

    fn grow(&mut self) {
        let room = self.slots.len() + self.slots.len() / 4 + 8;
        let slots = std::mem::replace(&mut self.slots, vec![None; room]);
        self.count = 0;
        for slot in slots.into_iter().flatten() {
            self.put(slot);
        }
    }
}

fn shard_of(hash: u64) -> usize {
    usize::try_from(hash >> (u64::BITS - SHARD_BITS)).unwrap_or_default()
}

/// The bits after those of the shard.
fn tag_of(hash: u64) -> u32 {
    u32::try_from((hash << SHARD_BITS) >> u32::BITS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Index;
    use std::collections::BTreeMap;
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::num::NonZeroU32;

    #[test]
    fn it_answers_as_a_map_does() {
        let mut index = Index::default();
        let mut map = BTreeMap::new();
        for number in 1..=200_000_u32 {
            let mut hasher = DefaultHasher::new();
            (number % 150_000).hash(&mut hasher);
            let (hash, link) = (hasher.finish(), NonZeroU32::new(number).unwrap());
            assert_eq!(index.get(hash), map.get(&hash).copied());
            assert_eq!(index.put(hash, link), map.insert(hash, link));
        }
        assert!(map.iter().all(|(hash, link)| index.get(*hash) == Some(*link)));
    }
}

//! A small filter in front of a table of keys: says for certain that a key is not there.

/// Bits for each key of a short run: about one absent key in 500 is looked up for nothing. Most runs are short and
/// hold few of the keys, so that more bits for them cost little (Dayan et al., "Monkey", 2017).
const BITS_OF_SHORT: usize = 16;
/// The same of long runs: one in 150.
const BITS_OF_LONG: usize = 11;
/// A filter for more keys than this is one of a long run.
const SHORT: usize = 8_000_000;
/// Bits that each key sets.
const PROBES: u64 = 5;
/// Bits in a block: one line of the processor's cache, so that a question costs one access to memory.
const BLOCK_BITS: u64 = 512;
const WORDS_PER_BLOCK: usize = 8;

/// A blocked Bloom filter (Putze, Sanders, Singler 2007) over hashes that are already random.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// An empty filter for so many keys.
    pub(crate) fn for_keys(keys: usize) -> Filter {
        let bits = if keys > SHORT { BITS_OF_LONG } else { BITS_OF_SHORT };
        let blocks = (keys * bits).div_ceil(512).max(1);
        Filter { words: vec![0; blocks * WORDS_PER_BLOCK] }
    }

    pub(crate) fn insert(&mut self, hash: u64) {
        let start = self.block_of(hash);
        for bit in bits_of(hash) {
            if let Some(word) = self.words.get_mut(start + word_of(bit)) {
                *word |= 1 << (bit % 64);
            }
        }
    }

    /// Whether the key may be there.
    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let block = self.words.get(self.block_of(hash)..).and_then(<[u64]>::first_chunk::<WORDS_PER_BLOCK>);
        let has = |bit| {
            block.and_then(|block| block.get(word_of(bit))).is_some_and(|word| word >> (bit % 64) & 1 != 0)
        };
        // Each bit is looked at: whether one is set is a toss, which no processor foresees.
        bits_of(hash).fold(true, |all, bit| all & has(bit))
    }

    /// So many bytes of the filter from one on, both multiples of eight; fewer at its end.
    pub(crate) fn part(&self, from: usize, bytes: usize) -> Vec<u8> {
        self.words.iter().skip(from / 8).take(bytes / 8).flat_map(|word| word.to_le_bytes()).collect()
    }

    /// How many bytes it takes.
    pub(crate) fn byte_len(&self) -> usize {
        self.words.len() * 8
    }

    /// A filter from its bytes; none from bytes that are not one.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Filter> {
        let (words, rest) = bytes.as_chunks::<8>();
        let is_whole = rest.is_empty() && !words.is_empty() && words.len() % WORDS_PER_BLOCK == 0;
        is_whole.then(|| Filter { words: words.iter().map(|word| u64::from_le_bytes(*word)).collect() })
    }

    /// The first word of the block of a key, chosen by the upper half of its hash.
    fn block_of(&self, hash: u64) -> usize {
        let blocks = u64::try_from(self.words.len() / WORDS_PER_BLOCK).unwrap_or(1);
        let block = ((hash >> 32) * blocks) >> 32;
        usize::try_from(block).unwrap_or(0) * WORDS_PER_BLOCK
    }
}

/// The bits of a key in its block, from the lower half of its hash.
fn bits_of(hash: u64) -> impl Iterator<Item = u64> {
    let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (0..PROBES).map(move |probe| (mixed >> (probe * 9)) % BLOCK_BITS)
}

fn word_of(bit: u64) -> usize {
    usize::try_from(bit / 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sequence that looks random.
    fn hash(n: u64) -> u64 {
        let x = n.wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    #[test]
    fn every_key_is_held_and_few_others_seem_to_be() {
        let mut filter = Filter::for_keys(10_000);
        (0..10_000).map(hash).for_each(|key| filter.insert(key));
        let filter = Filter::from_bytes(&filter.part(0, filter.byte_len())).unwrap();
        assert!((0..10_000).map(hash).all(|key| filter.may_hold(key)));
        let mistaken = (10_000..110_000).map(hash).filter(|key| filter.may_hold(*key)).count();
        assert!(mistaken < 500, "{mistaken} of 100,000");
    }

    #[test]
    fn an_empty_filter_holds_nothing_and_bytes_of_another_size_are_none() {
        assert!(!Filter::for_keys(0).may_hold(hash(1)));
        assert!(Filter::from_bytes(&[0; 63]).is_none());
        assert!(Filter::from_bytes(&[]).is_none());
    }
}

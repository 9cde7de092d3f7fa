//! Chance, from a seed: whole numbers only, so that every machine draws the same.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of draws.
#[derive(Clone, Debug)]
pub(crate) struct Draw {
    chance: ChaCha8Rng,
}

impl Draw {
    /// The draws of one purpose: `stream` keeps parcels, consignees and the world apart under one seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        for (place, byte) in key.iter_mut().zip(seed.to_le_bytes()) {
            *place = byte;
        }
        let mut chance = ChaCha8Rng::from_seed(key);
        chance.set_stream(stream);
        Self { chance }
    }

    /// A number below `end`, by multiplication: at the price of a bias of one in four thousand million at most,
    /// one number takes one draw, whatever `end` is.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let product = u64::from(self.chance.next_u32()) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or_default()
    }

    /// A number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// True in `share` of ten thousand draws.
    pub(crate) fn happens(&mut self, share: u32) -> bool {
        self.below(10_000) < share
    }

    /// Any one of a table that is written in this crate.
    #[expect(clippy::indexing_slicing, reason = "below the length, and a table in this crate has a row")]
    pub(crate) fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        let length = u32::try_from(table.len()).unwrap_or(u32::MAX);
        table[self.below(length) as usize]
    }

    /// Sixty-four bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.chance.next_u64()
    }

    /// A value of a measured quantity: on the straight line between two of its quantiles.
    pub(crate) fn quantile(&mut self, quantiles: &[Quantile]) -> u64 {
        let at = self.below(1_000_000);
        let mut from = Quantile { per_million: 0, value: 0 };
        for &to in quantiles {
            if at < to.per_million {
                let width = u64::from(to.per_million.saturating_sub(from.per_million)).max(1);
                let step = u64::from(at.saturating_sub(from.per_million));
                return from.value + to.value.saturating_sub(from.value) * step / width;
            }
            from = to;
        }
        from.value
    }
}

/// `per_million` of all have at most this value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quantile {
    pub(crate) per_million: u32,
    pub(crate) value: u64,
}

/// Things to choose from by weight. It is made from a table of this crate, so there is always one.
#[derive(Debug)]
pub(crate) struct Choice<T> {
    things: Vec<T>,
    /// The sum of the weights up to and with each thing.
    up_to: Vec<u32>,
}

impl<T> Choice<T> {
    pub(crate) fn new(weighted: impl IntoIterator<Item = (u32, T)>) -> Self {
        let (mut things, mut up_to, mut sum) = (Vec::new(), Vec::new(), 0);
        for (weight, thing) in weighted {
            sum += weight;
            things.push(thing);
            up_to.push(sum);
        }
        Self { things, up_to }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "what is drawn is below the last sum, and each sum has its thing"
    )]
    pub(crate) fn draw(&self, draw: &mut Draw) -> &T {
        let at = draw.below(self.up_to.last().copied().unwrap_or_default());
        &self.things[self.up_to.partition_point(|&sum| sum <= at)]
    }
}

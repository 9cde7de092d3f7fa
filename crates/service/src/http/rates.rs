//! How much one credential may ask: requests and lines, with room for a burst.

use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// How many times the rate may come at once.
const BURST: u32 = 4;

/// The limits of all credentials.
pub struct Rates {
    limiter: DefaultKeyedRateLimiter<u64>,
    burst: NonZeroU32,
}

impl Rates {
    /// So many requests or lines a second for each credential.
    pub fn per_second(rate: NonZeroU32) -> Rates {
        let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST - 1));
        Rates { limiter: RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst)), burst }
    }

    /// So many a minute, all at once if need be.
    pub fn a_minute(rate: NonZeroU32) -> Rates {
        Rates { limiter: RateLimiter::keyed(Quota::per_minute(rate)), burst: rate }
    }

    /// Takes one.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn take(&self, credential: u64) -> Result<(), u64> {
        self.limiter.check_key(&credential).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.limiter.clock().now());
            wait.as_secs().saturating_add(1)
        })
    }

    /// How long to wait before so many lines may be taken; they are taken when there is nothing to wait.
    pub fn wait_for(&self, credential: u64, lines: usize) -> Option<Duration> {
        let lines = u32::try_from(lines).ok().and_then(NonZeroU32::new)?.min(self.burst);
        let not_until = self.limiter.check_key_n(&credential, lines).ok()?.err()?;
        Some(not_until.wait_time_from(self.limiter.clock().now()))
    }
}

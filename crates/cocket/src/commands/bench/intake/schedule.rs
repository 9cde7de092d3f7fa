//! When each request of an open loop is due, whatever became of those before it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Requests due at even distances; threads take them in turn.
pub(super) struct Schedule {
    start: Instant,
    /// So many declarations each.
    lines: u64,
    /// So many declarations a second.
    rate: u64,
    total: u64,
    next: AtomicU64,
}

impl Schedule {
    /// `total` requests of `lines` declarations, `rate` declarations a second.
    pub(super) fn new(start: Instant, lines: u64, rate: u64, total: u64) -> Schedule {
        Schedule { start, lines, rate: rate.max(1), total, next: AtomicU64::new(0) }
    }

    /// How many requests are due within a time.
    pub(super) fn total(lines: u64, rate: u64, time: Duration) -> u64 {
        rate.saturating_mul(time.as_secs()).div_ceil(lines.max(1))
    }

    /// Takes the next request: its number and when it is due. None after the last one.
    pub(super) fn take(&self) -> Option<(u64, Instant)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < self.total).then(|| (number, self.start + self.due(number)))
    }

    /// Counted from the first one, so that rounding never adds up.
    fn due(&self, number: u64) -> Duration {
        let nanos = u128::from(number) * u128::from(self.lines) * 1_000_000_000 / u128::from(self.rate);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// Sleeps until then; not at all if it is over.
pub(super) fn wait_until(due: Instant, now: Instant) {
    if let Some(left) = due.checked_duration_since(now).filter(|left| !left.is_zero()) {
        sleep(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn requests_are_due_at_even_distances_without_drift() {
        let schedule = Schedule::new(clock::mark(), 1, 2000, 10);
        assert_eq!(schedule.due(0), Duration::ZERO);
        assert_eq!(schedule.due(1), Duration::from_micros(500));
        let thirds = Schedule::new(clock::mark(), 1, 3, 10);
        assert_eq!(thirds.due(3_000_000), Duration::from_secs(1_000_000));
        let batches = Schedule::new(clock::mark(), 1000, 75_000, 10);
        assert_eq!(batches.due(75), Duration::from_secs(1));
    }

    #[test]
    fn each_request_is_taken_once() {
        let start = clock::mark();
        let schedule = Schedule::new(start, 1, 1000, 3);
        let taken: Vec<_> = std::iter::from_fn(|| schedule.take()).collect();
        let due = |number| (number, start + Duration::from_millis(number));
        assert_eq!(taken, [due(0), due(1), due(2)]);
        assert_eq!(schedule.take(), None);
    }

    #[test]
    fn how_many_are_due() {
        assert_eq!(Schedule::total(1, 2000, Duration::from_secs(20)), 40_000);
        assert_eq!(Schedule::total(1000, 75_500, Duration::from_secs(1)), 76);
    }
}

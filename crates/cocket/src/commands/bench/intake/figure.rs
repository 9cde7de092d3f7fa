//! Figures out of many measurements, in whole numbers.

use super::super::count;
use serde::Serialize;
use std::time::Duration;

/// Several rounds of one measurement.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Spread {
    pub(super) median: u64,
    pub(super) least: u64,
    pub(super) most: u64,
}

impl Spread {
    pub(super) fn of(mut values: Vec<u64>) -> Spread {
        values.sort_unstable();
        let at = |index: usize| values.get(index).copied().unwrap_or_default();
        Spread { median: at(values.len() / 2), least: at(0), most: at(values.len().saturating_sub(1)) }
    }
}

/// How long answers took, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Latency {
    pub(super) p50_us: u64,
    pub(super) p90_us: u64,
    pub(super) p99_us: u64,
    pub(super) p999_us: u64,
    pub(super) max_us: u64,
}

impl Latency {
    /// The percentiles by nearest rank: the smallest value that so many of a thousand do not exceed.
    pub(super) fn of(mut micros: Vec<u32>) -> Latency {
        micros.sort_unstable();
        let at = |per_mille: usize| {
            let rank = (micros.len() * per_mille).div_ceil(1000);
            u64::from(micros.get(rank.saturating_sub(1)).copied().unwrap_or_default())
        };
        Latency { p50_us: at(500), p90_us: at(900), p99_us: at(990), p999_us: at(999), max_us: at(1000) }
    }
}

/// Whole microseconds; more than an hour is as good as an hour.
pub(super) fn micros(took: Duration) -> u32 {
    u32::try_from(took.as_micros()).unwrap_or(u32::MAX)
}

/// How many a second.
pub(super) fn per_second(done: u64, took: Duration) -> u64 {
    let nanos = took.as_nanos().max(1);
    u64::try_from(u128::from(done) * 1_000_000_000 / nanos).unwrap_or(u64::MAX)
}

/// What one of them took, in nanoseconds.
pub(super) fn nanos_each(took: Duration, done: u64) -> u64 {
    u64::try_from(took.as_nanos() / u128::from(done.max(1))).unwrap_or(u64::MAX)
}

/// The mean of what was counted second by second.
pub(super) fn mean(values: &[u64]) -> u64 {
    values.iter().sum::<u64>() / count(values.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let latency = Latency::of((1..=1000).rev().collect());
        let expected = Latency { p50_us: 500, p90_us: 900, p99_us: 990, p999_us: 999, max_us: 1000 };
        assert_eq!(latency, expected);
        let few = Latency::of(vec![30, 10, 20]);
        assert_eq!((few.p50_us, few.p90_us, few.p99_us, few.max_us), (20, 30, 30, 30));
        let one = Latency::of(vec![7]);
        assert_eq!((one.p50_us, one.p999_us, one.max_us), (7, 7, 7));
        assert_eq!(Latency::of(Vec::new()).max_us, 0);
    }

    #[test]
    fn rates_and_costs() {
        assert_eq!(per_second(30_000, Duration::from_millis(1500)), 20_000);
        assert_eq!(per_second(1, Duration::ZERO), 1_000_000_000);
        assert_eq!(nanos_each(Duration::from_secs(1), 0), 1_000_000_000);
        let spread = Spread::of(vec![3, 1, 2]);
        assert_eq!((spread.median, spread.least, spread.most), (2, 1, 3));
        assert_eq!(mean(&[]), 0);
    }
}

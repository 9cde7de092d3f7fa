//! Times in minutes as buckets that grow with what they hold: eight for every doubling.

use jiff::Timestamp;
use std::ops::Range;

/// Buckets for every doubling, as a power of two.
const STEPS_LOG2: u32 = 3;
const STEPS: u32 = 1 << STEPS_LOG2;

/// A time in whole minutes, to within an eighth of it: up to 16 minutes exactly, up to 32 minutes by twos, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeBucket(u8);

impl TimeBucket {
    /// The last bucket, up to 2^32 minutes.
    pub const LAST: TimeBucket = TimeBucket(239);

    /// The bucket that holds so many minutes.
    pub fn of_minutes(minutes: u32) -> TimeBucket {
        let doublings = (minutes | (STEPS - 1)).ilog2().saturating_sub(STEPS_LOG2 - 1);
        if doublings == 0 {
            return TimeBucket(u8::try_from(minutes).unwrap_or_default());
        }
        let step = (minutes >> (doublings - 1)) & (STEPS - 1);
        TimeBucket(u8::try_from(doublings * STEPS + step).unwrap_or(TimeBucket::LAST.0))
    }

    /// The bucket of the time between two moments; nothing where the second is earlier.
    pub fn between(from: Timestamp, to: Timestamp) -> TimeBucket {
        let minutes = (to.as_second() - from.as_second()).max(0) / 60;
        TimeBucket::of_minutes(u32::try_from(minutes).unwrap_or(u32::MAX))
    }

    /// Its number: buckets of longer times have higher ones.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The bucket of a number.
    pub fn from_number(number: u8) -> Option<TimeBucket> {
        (number <= TimeBucket::LAST.0).then_some(TimeBucket(number))
    }

    /// The minutes that it holds.
    pub fn minutes(self) -> Range<u64> {
        let (doublings, step) = (u32::from(self.0) / STEPS, u64::from(self.0) % u64::from(STEPS));
        match doublings.checked_sub(1) {
            None => step..step + 1,
            Some(shift) => {
                let from = (u64::from(STEPS) + step) << shift;
                from..from + (1 << shift)
            }
        }
    }
}

/// The bucket that holds the value which so many of a thousand do not exceed: 500 for the median.
/// `None` where nothing was counted.
pub fn percentile(counts: &[(TimeBucket, i64)], per_mille: u32) -> Option<TimeBucket> {
    let mut counts: Vec<(TimeBucket, i128)> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(bucket, count)| (*bucket, i128::from(*count)))
        .collect();
    counts.sort_unstable();
    let total: i128 = counts.iter().map(|(_, count)| count).sum();
    // The nearest rank: the first is the least of them.
    let rank = (total * i128::from(per_mille.min(1000)) + 999).div_euclid(1000).max(1);
    let mut below = 0;
    counts.into_iter().find_map(|(bucket, count)| {
        below += count;
        (below >= rank).then_some(bucket)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other_without_gaps() {
        let mut below = 0;
        for number in 0..=TimeBucket::LAST.number() {
            let bucket = TimeBucket::from_number(number).unwrap();
            let minutes = bucket.minutes();
            assert_eq!(minutes.start, below, "{number}");
            below = minutes.end;
            for minute in [minutes.start, minutes.start.midpoint(minutes.end - 1), minutes.end - 1] {
                assert_eq!(TimeBucket::of_minutes(u32::try_from(minute).unwrap()), bucket, "{minute}");
            }
            assert!((minutes.end - minutes.start - 1) * 8 <= minutes.start, "{number} is too wide");
        }
        assert_eq!(below, 1 << 32);
        assert_eq!(TimeBucket::from_number(240), None);
    }

    #[test]
    fn a_time_is_whole_minutes_and_never_below_none() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noon = at("2026-03-01T12:00:00Z");
        assert_eq!(TimeBucket::between(noon, at("2026-03-01T12:09:59Z")).minutes(), 9..10);
        assert_eq!(TimeBucket::between(noon, at("2026-03-01T11:00:00Z")).minutes(), 0..1);
        assert_eq!(TimeBucket::between(noon, at("2026-03-02T12:00:00Z")).minutes(), 1408..1536);
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let bucket = TimeBucket::of_minutes;
        let counts = [(bucket(5), 2), (bucket(1), 7), (bucket(400), 1), (bucket(2), 0)];
        for (per_mille, minutes) in [(0, 1), (500, 1), (700, 1), (701, 5), (900, 5), (901, 400), (1000, 400)]
        {
            assert_eq!(percentile(&counts, per_mille), Some(bucket(minutes)), "{per_mille}");
        }
        assert_eq!(percentile(&[], 500), None);
        assert_eq!(percentile(&[(bucket(2), 0)], 500), None);
    }
}

//! Capacity: an office can only examine so much, and the weightiest should come first.

/// The weight from which goods are examined at an office that examines so many consignments a day, while so many wait
/// to be examined. Up to half of a day's work it is the usual one; from there it rises evenly, to twice the usual at a
/// whole day's work and on, up to ten times. An office that names no number has no limit.
///
/// ```
/// use risk::threshold;
/// assert_eq!(threshold(100, Some(40), 20), 100);
/// assert_eq!(threshold(100, Some(40), 30), 150);
/// assert_eq!(threshold(100, Some(40), 40), 200);
/// assert_eq!(threshold(100, Some(40), 4_000), 1_000);
/// assert_eq!(threshold(100, None, 4_000), 100);
/// ```
pub fn threshold(usual: u32, a_day: Option<u32>, waiting: u32) -> u32 {
    const MOST_TIMES: u64 = 10;
    let Some(a_day) = a_day.filter(|a_day| *a_day > 0) else { return usual };
    let (usual, a_day, waiting) = (u64::from(usual), u64::from(a_day), u64::from(waiting));
    // Twice what is past half a day's work, in days.
    let more = usual * (2 * waiting).saturating_sub(a_day) / a_day;
    let threshold = usual.saturating_add(more).min(usual * MOST_TIMES);
    u32::try_from(threshold).unwrap_or(u32::MAX)
}

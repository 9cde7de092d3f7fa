//! The hours of the day, in seconds since 1 February 2026, as declarations write them.

use jiff::Timestamp;

/// 2026-02-01T00:00:00Z, counted from 1970.
const FIRST: i64 = 1_769_904_000;
pub(super) const DAY: u32 = 86_400;
pub(super) const MINUTE: u32 = 60;
pub(super) const HOUR: u32 = 3_600;

/// Sunday, 1 March 2026.
pub(super) const SUNDAY: u32 = 28 * DAY;
/// Monday, 2 March 2026.
pub(super) const MONDAY: u32 = 29 * DAY;
/// The day after.
pub(super) const TUESDAY: u32 = 30 * DAY;
/// Officers come in.
pub(super) const OFFICE_OPENS: u32 = MONDAY + 8 * HOUR;
/// Here the day stops.
pub(super) const END: u32 = MONDAY + 16 * HOUR;

/// The first moment of the day. What the weekend has left lies before it.
pub fn begins() -> Timestamp {
    moment(MONDAY)
}

/// The moment at which the day stops.
pub fn ends() -> Timestamp {
    moment(END)
}

/// An hour of a day.
pub(super) const fn at(day: u32, hour: u32, minute: u32) -> u32 {
    day + hour * HOUR + minute * MINUTE
}

pub(super) fn moment(seconds: u32) -> Timestamp {
    // Some weeks after 2026 began, and so always in range.
    Timestamp::from_second(FIRST + i64::from(seconds)).unwrap_or(Timestamp::UNIX_EPOCH)
}

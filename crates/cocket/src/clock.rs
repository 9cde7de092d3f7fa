//! The one place where the clock is read.

use crate::failure::Failure;
use clearance::Law;
use jiff::Timestamp;
use jiff::civil::Date;
use service::Stopwatch;
use std::sync::Arc;
use std::time::Instant;

/// The moment of the call.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// The moment of the call as records keep it.
pub(crate) fn now_to_the_millisecond() -> Timestamp {
    let now = now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// A mark to measure from.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub(crate) fn mark() -> Instant {
    Instant::now()
}

/// How long it is since this was made: it goes evenly, whatever the clock is set to.
pub(crate) fn stopwatch() -> Stopwatch {
    let begun = mark();
    Arc::new(move || begun.elapsed())
}

/// The moment to answer for: the start of the day asked for, by the law's clock, else now.
pub(crate) fn moment(as_of: Option<Date>, law: &Law) -> Result<Timestamp, Failure> {
    match as_of {
        None => Ok(now()),
        Some(day) => day
            .to_zoned(law.time_zone.clone())
            .map(|zoned| zoned.timestamp())
            .map_err(|_| Failure::WrongUse(format!("`{day}` is too far away to answer for"))),
    }
}

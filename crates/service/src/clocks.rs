//! The clocks that the program gives, and whether they go as others do.

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// The clock that the program gives.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long it is since some moment. It goes evenly, whatever the clock is set to: to tell how long something takes.
pub type Stopwatch = Arc<dyn Fn() -> Duration + Send + Sync>;

/// By how much the clock of a node and that of the database's server may differ.
pub(crate) const APART: SignedDuration = SignedDuration::from_secs(5);

/// By what the thread behind the queue goes.
#[derive(Clone)]
pub struct Clocks {
    /// The one clock.
    pub clock: Clock,
    /// How long things take.
    pub stopwatch: Stopwatch,
    /// By how much the clock may differ from that of the database's server; none where it need not be right.
    pub apart: Option<SignedDuration>,
}

/// A moment that a server told, between two readings of the own clock: before it was asked, and once it had answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared {
    pub(crate) before: Timestamp,
    pub(crate) told: Timestamp,
    pub(crate) after: Timestamp,
}

impl Compared {
    /// By how much the own clock is ahead, at the least; less than nought where it is behind. However long the answer
    /// took, a clock that is right is not thought wrong.
    pub(crate) fn ahead(self) -> SignedDuration {
        let Compared { before, told, after } = self;
        if told < before {
            before.duration_since(told)
        } else if told > after {
            after.duration_since(told)
        } else {
            SignedDuration::ZERO
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_wrong_by_what_no_wait_explains() {
        let at = |second: i64| Timestamp::from_second(1_772_452_800 + second).unwrap();
        let ahead = |before, told, after| {
            Compared { before: at(before), told: at(told), after: at(after) }.ahead().as_secs()
        };
        assert_eq!(ahead(0, 0, 0), 0);
        // The turn came after half a minute.
        assert_eq!(ahead(0, 30, 31), 0);
        assert_eq!(ahead(0, 0, 31), 0);
        assert_eq!(ahead(10, 3, 11), 7);
        assert_eq!(ahead(0, 9, 1), -8);
        // A clock that is set while the server is asked is compared at the next turn.
        assert_eq!(ahead(100, 50, 40), 50);
    }
}

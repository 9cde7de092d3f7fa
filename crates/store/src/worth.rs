//! What consignments are worth and since when, of those that were lately asked for or written: most of what signals
//! add up is about them.

use crate::StoreFailure;
use crate::sql::Connection;

/// How many consignments have a place: each takes that of its number, and whoever comes later has it. Half a month of
/// half a million a day.
const PLACES: usize = 1 << 23;
/// The bits for the day beside a number in one word.
const DAY_BITS: u32 = 24;
/// The word of a day holds it counted from here; nothing stands for no day.
const EARLIEST: i64 = -(1 << (DAY_BITS - 1));

/// Day and value of consignments. A place takes 16 bytes, once it was written: one line of the processor's cache.
pub(crate) struct Worths {
    /// Number and day in one word, then the value.
    places: Vec<[u64; 2]>,
}

impl Worths {
    /// None yet; memory is taken as they come.
    pub(crate) fn new() -> Worths {
        Worths { places: vec![[0; 2]; PLACES] }
    }

    /// Day and value of a consignment, if they are known here.
    pub(crate) fn get(&self, number: u64) -> Option<(Option<i64>, i64)> {
        let [head, value] = *self.places.get(place(number))?;
        let day = (head & ((1 << DAY_BITS) - 1)).cast_signed();
        (number > 0 && head >> DAY_BITS == number)
            .then(|| ((day > 0).then(|| day + EARLIEST), value.cast_signed()))
    }

    /// Reads those of consignments that are not known here, all at once.
    pub(crate) fn look_up(
        &mut self,
        connection: &Connection,
        numbers: impl Iterator<Item = u64>,
    ) -> Result<(), StoreFailure> {
        let unknown = numbers.filter(|number| self.get(*number).is_none());
        let mut unknown: Vec<i64> = unknown.map(u64::cast_signed).collect();
        unknown.sort_unstable();
        unknown.dedup();
        Ok(connection.each_of(("consignment", "number"), &["day", "value"], &unknown, |index, row| {
            if let Some(number) = unknown.get(index) {
                self.set(number.cast_unsigned(), (row.get(0)?, row.get(1)?));
            }
            Ok(())
        })?)
    }

    /// They are this.
    pub(crate) fn set(&mut self, number: u64, (day, value): (Option<i64>, i64)) {
        if let Some(slot) = self.places.get_mut(place(number)) {
            // What does not fit is asked for again.
            *slot = head(number, day).map_or([0; 2], |head| [head, value.cast_unsigned()]);
        }
    }
}

/// Numbers begin with 1, so that an empty place is nobody's.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default() % PLACES
}

/// Number and day in one word, where they fit.
fn head(number: u64, day: Option<i64>) -> Option<u64> {
    let day =
        day.map_or(Some(0), |day| day.checked_sub(EARLIEST).filter(|day| (1..1 << DAY_BITS).contains(day)))?;
    (number < 1 << (u64::BITS - DAY_BITS)).then_some(number << DAY_BITS | day.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_in_a_place_counts_and_no_other_is_taken_for_it() {
        let mut worths = Worths::new();
        assert_eq!((worths.get(0), worths.get(7)), (None, None));
        worths.set(7, (Some(3), 20));
        worths.set(7, (None, -30));
        assert_eq!(worths.get(7), Some((None, -30)));
        let other = 7 + PLACES as u64;
        assert_eq!(worths.get(other), None);
        worths.set(other, (Some(-4), i64::MAX));
        assert_eq!((worths.get(7), worths.get(other)), (None, Some((Some(-4), i64::MAX))));
    }

    #[test]
    fn what_does_not_fit_is_not_known() {
        let mut worths = Worths::new();
        for (number, day) in [(9, i64::MAX), (9, i64::MIN), (9, EARLIEST), (1 << 40, 3), (u64::MAX, 3)] {
            worths.set(9, (Some(1), 1));
            worths.set(number, (Some(day), 5));
            assert_eq!(worths.get(number), None, "{number} {day}");
        }
        let last = (1 << 40) - 1;
        for day in [EARLIEST + 1, -EARLIEST - 1, 0] {
            worths.set(last, (Some(day), i64::MIN));
            assert_eq!(worths.get(last), Some((Some(day), i64::MIN)));
        }
    }
}

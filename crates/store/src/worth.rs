//! What consignments are worth and since when, of those that were lately asked for or written: most of what signals
//! add up is about them.

/// How many consignments have a place: each takes that of its number, and whoever comes later has it.
const PLACES: usize = 1 << 20;

/// Day and value of consignments.
pub(crate) struct Worths {
    numbers: Vec<u64>,
    days: Vec<i64>,
    values: Vec<i64>,
}

/// The day that stands for none.
const NO_DAY: i64 = i64::MIN;

impl Worths {
    /// None yet; memory is taken as they come.
    pub(crate) fn new() -> Worths {
        Worths { numbers: vec![0; PLACES], days: vec![0; PLACES], values: vec![0; PLACES] }
    }

    /// Day and value of a consignment, if they are known here.
    pub(crate) fn get(&self, number: u64) -> Option<(Option<i64>, i64)> {
        let place = place(number);
        let day = self.days.get(place).filter(|_| self.numbers.get(place) == Some(&number))?;
        Some(((*day != NO_DAY).then_some(*day), *self.values.get(place)?))
    }

    /// They are this.
    pub(crate) fn set(&mut self, number: u64, (day, value): (Option<i64>, i64)) {
        let place = place(number);
        let slots = (self.numbers.get_mut(place), self.days.get_mut(place), self.values.get_mut(place));
        if let (Some(its_number), Some(its_day), Some(its_value)) = slots {
            (*its_number, *its_day, *its_value) = (number, day.unwrap_or(NO_DAY), value);
        }
    }
}

/// Numbers begin with 1, so that an empty place is nobody's.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default() % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_in_a_place_counts_and_no_other_is_taken_for_it() {
        let mut worths = Worths::new();
        assert_eq!(worths.get(7), None);
        worths.set(7, (Some(3), 20));
        worths.set(7, (None, 30));
        assert_eq!(worths.get(7), Some((None, 30)));
        let other = 7 + PLACES as u64;
        assert_eq!(worths.get(other), None);
        worths.set(other, (Some(4), 40));
        assert_eq!((worths.get(7), worths.get(other)), (None, Some((Some(4), 40))));
    }
}

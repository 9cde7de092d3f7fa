//! Profiles that wait under one text, and those of them that the numbers of a consignment reach.

use crate::check::Bounds;
use crate::field::Field;
use crate::observed::Observed;
use std::cmp::Reverse;

/// A profile that may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    pub(crate) place: usize,
    /// The first of its bounds, kept here so that most are passed over without opening their plans.
    pub(crate) bounds: Option<Bounds>,
}

/// Profiles that wait under one text, in an order in which those that a number reaches come first: by field;
/// those with a greatest number, the highest first; then those without, the least first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue(Vec<Waiting>);

/// Those of one field and one direction.
type Group = Option<(Field, bool)>;

impl Queue {
    pub(crate) fn push(&mut self, waiting: Waiting) {
        self.0.push(waiting);
    }

    /// Puts all in order: once, when the last has come.
    pub(crate) fn settle(&mut self) {
        self.0.sort_by_key(|waiting| {
            let order = waiting.bounds.map(|bounds| match bounds.is_open() {
                true => (bounds.low(), Reverse(i64::MIN)),
                false => (i64::MIN, Reverse(bounds.high())),
            });
            (waiting.group(), order, waiting.place)
        });
    }

    /// Hands over those whose bounds a number of the consignment is within, and those without bounds.
    pub(crate) fn reached(&self, observed: &Observed<'_>, mut look: impl FnMut(usize)) {
        let mut rest = self.0.as_slice();
        while let Some(first) = rest.first() {
            let group = first.group();
            let (of_group, others) = rest.split_at(rest.partition_point(|waiting| waiting.group() == group));
            rest = others;
            let Some((field, _)) = group else {
                of_group.iter().for_each(|waiting| look(waiting.place));
                continue;
            };
            let Some((least, greatest)) = observed.range(field) else { continue };
            let may_be = |bounds: Bounds| bounds.low() <= greatest && least <= bounds.high();
            let reached = of_group.partition_point(|waiting| {
                waiting.bounds.is_some_and(|bounds| match bounds.is_open() {
                    true => bounds.low() <= greatest,
                    false => least <= bounds.high(),
                })
            });
            let (reached, _) = of_group.split_at(reached);
            for waiting in reached.iter().filter(|waiting| waiting.bounds.is_some_and(may_be)) {
                look(waiting.place);
            }
        }
    }
}

impl Waiting {
    fn group(&self) -> Group {
        self.bounds.map(|bounds| (bounds.field(), bounds.is_open()))
    }
}

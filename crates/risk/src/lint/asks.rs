//! What a profile asks of each field, all its criteria about it taken together.

use crate::criterion::{Criterion, SoughtNames, Test};
use crate::dictionary::{Manner, Sought};
use crate::field::{Field, FieldKind};

/// What a profile asks of one field.
#[derive(Clone, Debug)]
pub(super) struct Asks {
    pub(super) field: Field,
    /// The place, from 1, of the criterion that was added last.
    pub(super) criterion: usize,
    /// The least and the greatest number of millionths.
    bounds: Option<(i64, i64)>,
    is_said: bool,
    is_absent: bool,
    /// One text of each of these sets is there.
    some: Vec<Texts>,
    /// No text of any of these sets is there.
    none: Vec<Texts>,
    /// It is like one of each of these. What two sets of names have in common nobody can tell but by their names.
    alike: Vec<SoughtNames>,
}

/// A set of texts in normal form, and how they are looked for.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    pub(super) manner: Manner,
    pub(super) texts: Vec<String>,
}

/// Fields that every declaration has.
const CERTAIN: [Field; 9] = [
    Field::Channel,
    Field::Stage,
    Field::Nature,
    Field::Filer,
    Field::ValueLocal,
    Field::ItemCount,
    Field::ConsigneeConsignmentsToday,
    Field::ConsigneeValueToday,
    Field::ItemValueLocal,
];
/// The stage that most profiles leave out, in normal form.
const PRE_LOADING: &str = "pre loading";

/// What criteria ask, by field; or the first criterion with which nothing can meet them all.
pub(super) fn asks(criteria: &[Criterion]) -> Result<Vec<Asks>, Asks> {
    let mut all: Vec<Asks> = Vec::new();
    for (place, criterion) in (1..).zip(criteria) {
        let known = all.iter().position(|asks| asks.field == criterion.field());
        let mut asks = known.map_or_else(|| Asks::nothing(criterion.field()), |at| all.swap_remove(at));
        asks.criterion = place;
        asks.add(criterion);
        if asks.cannot_be_met() {
            return Err(asks);
        }
        all.push(asks);
    }
    all.sort_by_key(|asks| asks.field);
    Ok(all)
}

impl Asks {
    fn nothing(field: Field) -> Asks {
        Asks {
            field,
            criterion: 0,
            bounds: None,
            is_said: false,
            is_absent: false,
            some: Vec::new(),
            none: Vec::new(),
            alike: Vec::new(),
        }
    }

    fn add(&mut self, criterion: &Criterion) {
        let both = self.bounds.into_iter().chain(criterion.bounds());
        self.bounds = both.reduce(|one, other| (one.0.max(other.0), one.1.min(other.1)));
        for test in criterion.tests() {
            let sought = Sought::by(self.field, test);
            let manner = sought.first().map(|sought| sought.manner);
            let texts = sought.into_iter().map(|sought| sought.text).collect();
            let texts = manner.map(|manner| Texts { manner, texts });
            match test {
                Test::Present(true) => self.is_said = true,
                Test::Present(false) => self.is_absent = true,
                Test::NotIn(_) => self.none.extend(texts),
                Test::Resembles(names) => self.alike.push(names.clone()),
                _ => self.some.extend(texts),
            }
        }
    }

    /// The sets of which one text must be there.
    pub(super) fn some(&self) -> &[Texts] {
        &self.some
    }

    fn is_of_names(&self) -> bool {
        self.field.kind() == FieldKind::Names
    }

    /// Whether something must be said. Whoever is on no list is not on this one, and nothing is said.
    fn must_be_said(&self) -> bool {
        let is_outside = !self.none.is_empty() && !self.is_of_names();
        let is_there = !self.some.is_empty() || !self.alike.is_empty();
        self.is_said || self.bounds.is_some() || is_there || is_outside
    }

    /// Whether its criteria leave nothing that meets them all.
    fn cannot_be_met(&self) -> bool {
        if self.is_absent && self.must_be_said() || self.bounds.is_some_and(|(low, high)| low > high) {
            return true;
        }
        self.some.iter().any(|set| !set.texts.iter().any(|text| self.may_be(set.manner, text)))
    }

    /// Whether a text may be there as far as the other criteria go.
    fn may_be(&self, manner: Manner, text: &str) -> bool {
        let is_out = |set: &Texts| set.texts.iter().any(|other| implies((manner, text), (set.manner, other)));
        let fits = |set: &Texts| set.texts.iter().any(|other| fit((manner, text), (set.manner, other)));
        !self.none.iter().any(is_out) && (self.is_of_names() || self.some.iter().all(fits))
    }

    /// Whether no declaration can meet it: no number is below zero, and some fields are never absent.
    pub(super) fn is_never_met(&self) -> bool {
        self.is_absent && CERTAIN.contains(&self.field) || self.bounds.is_some_and(|(_, high)| high < 0)
    }

    /// Whether every declaration meets it, or every one that is no advance data.
    pub(super) fn is_always_met(&self) -> bool {
        let is_any_number = self.bounds.is_none_or(|(low, high)| low <= 0 && high == i64::MAX);
        let leaves_advance_data_out =
            |set: &Texts| self.field == Field::Stage && set.texts.iter().all(|text| text == PRE_LOADING);
        CERTAIN.contains(&self.field)
            && !self.is_absent
            && is_any_number
            && self.some.is_empty()
            && self.alike.is_empty()
            && self.none.iter().all(leaves_advance_data_out)
    }

    /// Whether whatever meets this meets the other, which is about the same field.
    pub(super) fn implies(&self, other: &Asks) -> bool {
        let is_within = |(low, high): (i64, i64)| {
            self.bounds.is_some_and(|(own_low, own_high)| low <= own_low && own_high <= high)
        };
        (!other.is_absent || self.is_absent)
            && (!other.is_said || self.must_be_said())
            && other.bounds.is_none_or(is_within)
            && other.some.iter().all(|set| self.some.iter().any(|own| own.are_within(set)))
            && other.none.iter().all(|set| set.texts.iter().all(|text| self.excludes(set.manner, text)))
            && other.alike.iter().all(|names| self.is_like(names))
    }

    /// Whether its value is like one of these names: for the same test asks so, or it is one of the very names.
    fn is_like(&self, names: &SoughtNames) -> bool {
        let is_very =
            |own: &Texts| own.manner == Manner::Whole && own.texts.iter().all(|text| names.has_very(text));
        self.alike.contains(names) || self.some.iter().any(is_very)
    }

    fn excludes(&self, manner: Manner, text: &str) -> bool {
        let by_name = |own: &Texts| own.texts.iter().any(|name| implies((manner, text), (own.manner, name)));
        let by_others = |own: &Texts| !own.texts.iter().any(|name| fit((own.manner, name), (manner, text)));
        self.none.iter().any(by_name) || !self.is_of_names() && self.some.iter().any(by_others)
    }
}

impl Texts {
    /// Whether each of these says that one of the others is there.
    fn are_within(&self, others: &Texts) -> bool {
        let is_within = |text: &String| {
            others.texts.iter().any(|other| implies((self.manner, text), (others.manner, other)))
        };
        self.texts.iter().all(is_within)
    }
}

/// A text, and how it is looked for.
type Wanted<'t> = (Manner, &'t str);

/// Whether a value in which the one is found has the other, too.
fn implies((manner, text): Wanted<'_>, (other_manner, other): Wanted<'_>) -> bool {
    match (manner, other_manner) {
        (Manner::Whole, Manner::Whole) => text == other,
        (Manner::Whole | Manner::Beginning, Manner::Beginning) => text.starts_with(other),
        (Manner::Whole | Manner::Words, Manner::Words) => has_words(text, other),
        _ => false,
    }
}

/// Whether both can be found in one value.
fn fit(one: Wanted<'_>, other: Wanted<'_>) -> bool {
    match (one.0, other.0) {
        (Manner::Whole, _) => implies(one, other),
        (_, Manner::Whole) => implies(other, one),
        (Manner::Beginning, Manner::Beginning) => implies(one, other) || implies(other, one),
        _ => true,
    }
}

/// Whether words are in a text, in a row.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(' '));
        let after = text.get(at + words.len()..);
        before && after.is_none_or(|after| after.is_empty() || after.starts_with(' '))
    })
}

//! What a profile found, and where: the grounds that an officer is shown.

use crate::criterion::{Criterion, Test};
use crate::dictionary::{Dictionary, Recognised, Sought};
use crate::expression::Expression;
use crate::field::{Field, FieldKind};
use crate::observed::{HEADER_ROW, Observed, Row, Value};
use crate::profile::Profile;
use quantity::Decimal;
use std::fmt;

/// A profile that holds for a consignment, and what made it hold.
#[derive(Clone, Debug)]
pub struct Hit<'p> {
    /// The profile.
    pub profile: &'p Profile,
    /// The places, from 0, of the goods items for which all criteria about goods items hold; none if the
    /// profile has no such criterion.
    pub lines: Vec<usize>,
    /// One for each criterion, in the profile's order; then one for each field of its expression, and why the
    /// expression could not be reckoned, if so, with the first of its numbers.
    pub met: Vec<Met>,
}

/// A criterion that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// The field it is about.
    pub field: Field,
    /// What was there; of a goods item, on the first of the hit's lines, or on the first line if it has none.
    pub value: Shown,
}

/// A value as grounds may repeat it: without personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Something personal or in the filer's own words; grounds only point to it.
    Withheld,
    /// Nothing was said.
    Absent,
    /// A text; of a description, the profile's own words that were found in it.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A commodity code.
    Digits {
        /// The digits as a number.
        digits: u64,
        /// How many digits.
        length: u8,
    },
    /// Names of lists.
    Names(Vec<String>),
    /// Which of the names of a test it is or is like: a name may be personal, its place is not.
    LikeName {
        /// The place of the name, from 1.
        place: usize,
        /// How sure that is, in thousandths; `None` for the very name.
        score_per_mille: Option<u32>,
    },
}

impl<'p> Hit<'p> {
    /// The hit of a profile that holds, for goods items in these rows.
    pub(crate) fn new(
        profile: &'p Profile,
        rows: Vec<Row>,
        dictionary: &Dictionary,
        observed: &Observed<'_>,
        recognised: &Recognised,
    ) -> Hit<'p> {
        let first = rows.first().copied().unwrap_or(HEADER_ROW);
        let met = profile.criteria.as_slice().iter().map(|criterion| {
            let field = criterion.field();
            let row = if field.is_item() { first } else { HEADER_ROW };
            let found = match field {
                Field::Description => found_words(criterion, row, dictionary, recognised),
                _ => found_name(criterion, observed.value(row, field)),
            };
            Met { field, value: found.unwrap_or_else(|| Shown::of(field, observed.value(row, field))) }
        });
        let expression = profile.expression.iter();
        let met = met.chain(expression.flat_map(|expression| asked(expression, first, observed))).collect();
        let lines = rows.iter().filter_map(|row| usize::try_from(row.checked_sub(1)?).ok()).collect();
        Hit { profile, lines, met }
    }
}

/// What an expression asked about, and why it could not be reckoned, if so.
fn asked(expression: &Expression, first: Row, observed: &Observed<'_>) -> Vec<Met> {
    const FIRST_ITEM: Row = HEADER_ROW + 1;
    let fields = expression.fields();
    let row = |field: Field| if field.is_item() { first.max(FIRST_ITEM) } else { HEADER_ROW };
    let shown =
        |field: &Field| Met { field: *field, value: Shown::of(*field, observed.value(row(*field), *field)) };
    let number = fields.iter().find(|field| field.kind() == FieldKind::Number);
    let unreckoned = number.zip(expression.unreckoned(observed));
    let why = unreckoned.map(|(field, why)| Met { field: *field, value: Shown::Text(why.to_string()) });
    fields.iter().map(shown).chain(why).collect()
}

impl Shown {
    fn of(field: Field, value: Value<'_>) -> Shown {
        match value {
            Value::Absent => Shown::Absent,
            _ if field.is_personal() || field == Field::Description => Shown::Withheld,
            Value::Text(text) => Shown::Text(text.to_owned()),
            Value::Number(number) => Shown::Number(number),
            Value::Digits { digits, length } => Shown::Digits { digits, length },
            Value::Names(names) => Shown::Names(names.iter().map(|name| (*name).to_owned()).collect()),
        }
    }
}

/// The first text of the criterion, in the officer's spelling made normal, that is in the row.
fn found_words(
    criterion: &Criterion,
    row: Row,
    dictionary: &Dictionary,
    recognised: &Recognised,
) -> Option<Shown> {
    let tests = criterion.tests().iter().filter(|test| !matches!(test, Test::NotIn(_)));
    let mut sought = tests.flat_map(|test| Sought::by(criterion.field(), test));
    let found =
        sought.find(|text| dictionary.token(text).is_some_and(|token| recognised.any(row, &[token])))?;
    Some(Shown::Text(found.text))
}

/// The first name of the criterion that the value is or is like.
fn found_name(criterion: &Criterion, value: Value<'_>) -> Option<Shown> {
    let Value::Text(text) = value else { return None };
    let found = criterion.tests().iter().find_map(|test| match test {
        Test::Resembles(names) => names.find(text),
        _ => None,
    })?;
    Some(Shown::LikeName { place: found.place + 1, score_per_mille: found.score_per_mille })
}

impl fmt::Display for Shown {
    /// As grounds keep it: nothing where they only point to it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shown::Withheld | Shown::Absent => Ok(()),
            Shown::Text(text) => f.write_str(text),
            Shown::Number(number) => number.fmt(f),
            Shown::Digits { digits, length } => write!(f, "{digits:0width$}", width = usize::from(*length)),
            Shown::Names(names) => f.write_str(&names.join(" ")),
            Shown::LikeName { place, score_per_mille: None } => write!(f, "#{place}"),
            Shown::LikeName { place, score_per_mille: Some(score) } => write!(f, "#{place} 0.{score:03}"),
        }
    }
}

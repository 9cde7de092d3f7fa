//! An expression that was read, and its answer over a consignment.

use super::exact::Exact;
use crate::dictionary::write_digits;
use crate::field::{Field, FieldKind};
use crate::normal::Spelling;
use crate::observed::{HEADER_ROW, Observed, Row, Value};
use std::cmp::Ordering;
use std::fmt;

/// Something that holds or does not. What depends on a value that nobody said is neither.
#[derive(Clone, Debug)]
pub(super) enum Truth {
    Compare(Relation, Number, Number),
    /// The field is one of these texts, in normal form; a commodity code begins with one of them.
    OneOf(Field, Box<[String]>),
    Same(Field, Field),
    Present(Field),
    Not(Box<Truth>),
    All(Vec<Truth>),
    Any(Vec<Truth>),
    OfSomeItem(Box<Truth>),
    /// Of every goods item, and there is at least one.
    OfEachItem(Box<Truth>),
}

/// Something that is reckoned.
#[derive(Clone, Debug)]
pub(super) enum Number {
    Given(Exact),
    Field(Field),
    Negative(Box<Number>),
    Reckon(Operation, Box<Number>, Box<Number>),
    SumOfItems(Box<Number>),
    /// How many goods items something holds for.
    CountOfItems(Box<Truth>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
}

/// Why an expression has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreckoned {
    DivisionByZero,
    OutOfRange,
}

/// Where an expression is answered: a row of a consignment.
#[derive(Clone, Copy)]
struct Place<'o> {
    observed: &'o Observed<'o>,
    row: Row,
}

impl Truth {
    /// Whether it holds; `None` where that cannot be known.
    pub(super) fn answer(&self, observed: &Observed<'_>) -> Result<Option<bool>, Unreckoned> {
        self.at(Place { observed, row: HEADER_ROW })
    }

    fn at(&self, place: Place<'_>) -> Result<Option<bool>, Unreckoned> {
        Ok(match self {
            Truth::Compare(relation, one, other) => {
                let (one, other) = (one.at(place)?, other.at(place)?);
                one.zip(other).map(|(one, other)| relation.holds(one.compare(other)))
            }
            Truth::OneOf(field, texts) => is_one_of(*field, texts, place.value(*field)),
            Truth::Same(one, other) => is_same(place, *one, *other),
            Truth::Present(field) => Some(!place.value(*field).is_absent()),
            Truth::Not(truth) => truth.at(place)?.map(|holds| !holds),
            Truth::All(truths) => decide(false, truths.iter().map(|truth| truth.at(place)))?,
            Truth::Any(truths) => decide(true, truths.iter().map(|truth| truth.at(place)))?,
            Truth::OfSomeItem(truth) => decide(true, place.items().map(|item| truth.at(item)))?,
            Truth::OfEachItem(_) if place.items().next().is_none() => Some(false),
            Truth::OfEachItem(truth) => decide(false, place.items().map(|item| truth.at(item)))?,
        })
    }
}

impl Number {
    fn at(&self, place: Place<'_>) -> Result<Option<Exact>, Unreckoned> {
        match self {
            Number::Given(number) => Ok(Some(*number)),
            Number::Field(field) => Ok(match place.value(*field) {
                Value::Number(number) => Some(Exact::of(number)),
                _ => None,
            }),
            Number::Negative(number) => {
                number.at(place)?.map(|number| in_range(number.negative())).transpose()
            }
            Number::Reckon(operation, one, other) => {
                let pair = one.at(place)?.zip(other.at(place)?);
                pair.map(|(one, other)| operation.reckon(one, other)).transpose()
            }
            Number::SumOfItems(number) => {
                let mut sum = Exact::ZERO;
                for item in place.items() {
                    let Some(number) = number.at(item)? else { return Ok(None) };
                    sum = in_range(sum.add(number))?;
                }
                Ok(Some(sum))
            }
            Number::CountOfItems(truth) => {
                let mut count = 0;
                for item in place.items() {
                    count += u32::from(truth.at(item)? == Some(true));
                }
                Ok(Some(Exact::count(count)))
            }
        }
    }
}

impl<'o> Place<'o> {
    fn value(self, field: Field) -> Value<'o> {
        let row = if field.is_item() { self.row } else { HEADER_ROW };
        self.observed.value(row, field)
    }

    fn items(self) -> impl Iterator<Item = Place<'o>> {
        self.observed.item_rows().map(move |row| Place { row, ..self })
    }
}

impl Operation {
    fn reckon(self, one: Exact, other: Exact) -> Result<Exact, Unreckoned> {
        match self {
            Operation::Add => in_range(one.add(other)),
            Operation::Subtract => in_range(other.negative().and_then(|other| one.add(other))),
            Operation::Multiply => in_range(one.multiply(other)),
            Operation::Divide if other.is_zero() => Err(Unreckoned::DivisionByZero),
            Operation::Divide => in_range(one.divide(other)),
        }
    }
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Relation::Less => order.is_lt(),
            Relation::AtMost => order.is_le(),
            Relation::More => order.is_gt(),
            Relation::AtLeast => order.is_ge(),
            Relation::Equal => order.is_eq(),
            Relation::Unequal => order.is_ne(),
        }
    }
}

/// The first answer that is `decisive`; else unknown if one was, and the other answer if none was.
fn decide(
    decisive: bool,
    answers: impl Iterator<Item = Result<Option<bool>, Unreckoned>>,
) -> Result<Option<bool>, Unreckoned> {
    let mut whole = Some(!decisive);
    for answer in answers {
        match answer? {
            Some(holds) if holds == decisive => return Ok(Some(decisive)),
            Some(_) => {}
            None => whole = None,
        }
    }
    Ok(whole)
}

fn in_range(number: Option<Exact>) -> Result<Exact, Unreckoned> {
    number.ok_or(Unreckoned::OutOfRange)
}

fn is_one_of(field: Field, texts: &[String], value: Value<'_>) -> Option<bool> {
    let spelling = field.spelling();
    match value {
        Value::Text(text) => Some(texts.contains(&spelling.normal(text))),
        Value::Digits { digits, length } => {
            let mut code = String::new();
            write_digits(digits, length, &mut code);
            Some(texts.iter().any(|start| code.starts_with(start.as_str())))
        }
        Value::Names(names) => Some(names.iter().any(|name| texts.contains(&spelling.normal(name)))),
        Value::Absent | Value::Number(_) => None,
    }
}

fn is_same(place: Place<'_>, one: Field, other: Field) -> Option<bool> {
    let is_mark = |field: Field| field.kind() == FieldKind::Mark;
    let spelling = match is_mark(one) || is_mark(other) {
        true => Spelling::Solid,
        false => one.spelling(),
    };
    match (place.value(one), place.value(other)) {
        (Value::Text(one), Value::Text(other)) => Some(spelling.normal(one) == spelling.normal(other)),
        _ => None,
    }
}

impl fmt::Display for Unreckoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unreckoned::DivisionByZero => "division by zero",
            Unreckoned::OutOfRange => "number out of range",
        })
    }
}

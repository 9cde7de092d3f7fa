//! Criteria made ready: tests as comparisons of numbers, the cheapest first, and which of them the index
//! should begin with.

use crate::criterion::{Criterion, SoughtNames, Test};
use crate::dictionary::{Dictionary, Manner, Recognised, Sought, Token};
use crate::field::Field;
use crate::observed::{Observed, Row, Value};

/// A test as a comparison of numbers, but for names that are looked for by likeness.
#[derive(Clone, Debug)]
pub(crate) enum Check {
    /// The number is within bounds.
    Within(Bounds),
    /// Whether anything is said.
    Present(Field, bool),
    /// One of these texts is there.
    Any(Box<[Token]>),
    /// Something is said and none of these texts is there.
    None(Field, Box<[Token]>),
    /// The text is one of these names, or like one.
    Resembles(Box<SoughtNames>),
}

/// A number of millionths is neither below the first nor above the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bounds(Field, i64, i64);

impl Bounds {
    pub(crate) fn field(self) -> Field {
        self.0
    }

    pub(crate) fn low(self) -> i64 {
        self.1
    }

    pub(crate) fn high(self) -> i64 {
        self.2
    }

    /// Whether there is no greatest number.
    pub(crate) fn is_open(self) -> bool {
        self.2 == i64::MAX
    }

    fn hold(self, row: Row, observed: &Observed<'_>) -> bool {
        match observed.value(row, self.0) {
            Value::Number(number) => self.1 <= number.micro() && number.micro() <= self.2,
            _ => false,
        }
    }
}

impl Check {
    /// The checks that a criterion asks for.
    pub(crate) fn of(criterion: &Criterion, dictionary: &Dictionary) -> Vec<Check> {
        let field = criterion.field();
        let bounds = criterion.bounds().map(|(low, high)| Check::Within(Bounds(field, low, high)));
        let others = criterion.tests().iter().filter_map(|test| {
            let tokens = || tokens(&Sought::by(field, test), dictionary);
            match test {
                Test::In(_) | Test::StartsWith(_) | Test::Contains(_) => Some(Check::Any(tokens())),
                Test::NotIn(_) => Some(Check::None(field, tokens())),
                Test::Present(wanted) => Some(Check::Present(field, *wanted)),
                Test::Resembles(names) => Some(Check::Resembles(Box::new(names.clone()))),
                Test::From(_) | Test::Above(_) | Test::To(_) | Test::Below(_) => None,
            }
        });
        bounds.into_iter().chain(others).collect()
    }

    /// Whether it holds in a row.
    pub(crate) fn holds(&self, row: Row, observed: &Observed<'_>, recognised: &Recognised) -> bool {
        match self {
            Check::Within(bounds) => bounds.hold(row, observed),
            Check::Present(field, wanted) => observed.value(row, *field).is_absent() != *wanted,
            Check::Any(tokens) => recognised.any(row, tokens),
            Check::None(field, tokens) => {
                observed.value(row, *field) != Value::Absent && !recognised.any(row, tokens)
            }
            Check::Resembles(names) => match observed.value(row, names.field()) {
                Value::Text(text) => names.find(text).is_some(),
                _ => false,
            },
        }
    }

    /// What it costs beside others; bounds go by their fields, so that profiles wait in few groups.
    pub(crate) fn price(&self) -> (u8, Option<Bounds>) {
        match self {
            Check::Within(bounds) => (0, Some(*bounds)),
            Check::Present(..) => (1, None),
            Check::Any(_) => (2, None),
            Check::None(..) => (3, None),
            Check::Resembles(_) => (4, None),
        }
    }
}

/// The texts by which the index should find a profile: those of the test that fewest parcels pass. `None` if
/// no test is about a text that must be there.
pub(crate) fn key(criteria: &[Criterion], dictionary: &Dictionary) -> Option<Box<[Token]>> {
    let tests =
        criteria.iter().flat_map(|criterion| criterion.tests().iter().map(|test| (criterion.field(), test)));
    tests
        .filter(|(_, test)| !matches!(test, Test::NotIn(_)))
        .map(|(field, test)| Sought::by(field, test))
        .filter(|sought| !sought.is_empty())
        .min_by_key(|sought| sought.iter().map(parcels_with).sum::<u64>())
        .map(|sought| tokens(&sought, dictionary))
}

fn tokens(sought: &[Sought], dictionary: &Dictionary) -> Box<[Token]> {
    sought.iter().filter_map(|text| dictionary.token(text)).collect()
}

/// How many of a million parcels may have a text: a rough guess, on which only the speed depends.
fn parcels_with(sought: &Sought) -> u64 {
    use Field::*;
    let whole = match sought.field {
        Channel | Stage | Nature | ConsigneeCountry => 400_000,
        ConsignorCountry | Origin | ValueCurrency => 300_000,
        Office | PlatformIdentifier | OrderUrl | PaymentProvider | FilerAuthorisations => 100_000,
        Filer => 20_000,
        ListedOn | Resembles | Signals | Conveyance | MasterDocument => 1_000,
        ConsigneeCity | ConsignorCity | ConsignorPostcode => 5_000,
        _ => 100,
    };
    // Each digit of a code, and each letter with which a text begins, leaves fewer.
    let beginning = match (sought.field, sought.text.len()) {
        (CommodityCode, ..=1) => 200_000,
        (CommodityCode, 2..=3) => 40_000,
        (CommodityCode, 4..=5) => 5_000,
        (CommodityCode, 6..=7) => 1_000,
        (CommodityCode, _) => 300,
        (_, letters) => (400_000_u64 >> (2 * letters).min(60)).max(whole),
    };
    match sought.manner {
        Manner::Whole => whole,
        Manner::Beginning => beginning,
        Manner::Words => whole.max(2_000),
    }
}

//! One condition of a profile: a field and what must be true of it.

mod flaw;
mod sought_names;

pub use flaw::CriterionFlaw;
pub use sought_names::SoughtNames;

use crate::field::{Field, FieldKind};
use crate::normal::says_something;
use quantity::Decimal;

/// A field and the tests that its value must all pass.
///
/// An absent value passes [`Test::Present`]`(false)` and nothing else: what nobody said is not "not in" a
/// list either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    field: Field,
    tests: Vec<Test>,
}

/// What must be true of a value. Texts are compared in their normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is one of these. A commodity code is *in* `6109` if it begins with it, as everywhere in a pack.
    In(Vec<String>),
    /// It is said, and none of these.
    NotIn(Vec<String>),
    /// It begins with one of these; a word may go on after it.
    StartsWith(Vec<String>),
    /// One of these is in it: a word, or several in a row.
    Contains(Vec<String>),
    /// It is one of these names, or like one.
    Resembles(SoughtNames),
    /// It is this or more.
    From(Decimal),
    /// It is more than this.
    Above(Decimal),
    /// It is this or less.
    To(Decimal),
    /// It is less than this.
    Below(Decimal),
    /// Whether anything is said.
    Present(bool),
}

impl Criterion {
    /// A criterion; all tests must pass.
    pub fn new(field: Field, tests: Vec<Test>) -> Result<Criterion, CriterionFlaw> {
        if tests.is_empty() {
            return Err(CriterionFlaw::NoTest);
        }
        for test in &tests {
            check_fit(field, test)?;
            if let Some(texts) = test.texts() {
                check_texts(field, test.as_str(), texts)?;
            }
        }
        if tests.len() > 1 && tests.contains(&Test::Present(false)) {
            return Err(CriterionFlaw::AbsentAndTested);
        }
        let criterion = Criterion { field, tests };
        match criterion.bounds() {
            Some((low, high)) if low > high => Err(CriterionFlaw::EmptyRange),
            _ => Ok(criterion),
        }
    }

    /// The field it is about.
    pub fn field(&self) -> Field {
        self.field
    }

    /// What must be true of it.
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// The least and the greatest number of millionths within all bounds, if there is any bound.
    pub(crate) fn bounds(&self) -> Option<(i64, i64)> {
        let bounds = self.tests.iter().filter_map(|test| match test {
            Test::From(least) => Some((least.micro(), i64::MAX)),
            Test::Above(limit) => Some((limit.micro() + 1, i64::MAX)),
            Test::To(most) => Some((i64::MIN, most.micro())),
            Test::Below(limit) => Some((i64::MIN, limit.micro() - 1)),
            _ => None,
        });
        bounds.reduce(|one, other| (one.0.max(other.0), one.1.min(other.1)))
    }
}

fn check_fit(field: Field, test: &Test) -> Result<(), CriterionFlaw> {
    let kind = field.kind();
    let fits = match test {
        Test::Present(_) => true,
        Test::In(_) | Test::NotIn(_) => kind != FieldKind::Number,
        Test::StartsWith(_) => matches!(kind, FieldKind::Text | FieldKind::Mark | FieldKind::Code),
        Test::Contains(_) => kind == FieldKind::Text,
        Test::Resembles(names) => names.field() == field,
        Test::From(_) | Test::Above(_) | Test::To(_) | Test::Below(_) => kind == FieldKind::Number,
    };
    if fits { Ok(()) } else { Err(CriterionFlaw::UnfitTest { test: test.as_str() }) }
}

fn check_texts(field: Field, test: &'static str, texts: &[String]) -> Result<(), CriterionFlaw> {
    if texts.is_empty() {
        return Err(CriterionFlaw::EmptyList { test });
    }
    for text in texts {
        let normal = field.spelling().normal(text);
        if normal.is_empty() || !says_something(text) {
            return Err(CriterionFlaw::BlankText { test });
        }
        let is_code = normal.len() <= 12 && normal.bytes().all(|byte| byte.is_ascii_digit());
        if field.kind() == FieldKind::Code && !is_code {
            return Err(CriterionFlaw::NotACode { text: text.clone() });
        }
    }
    Ok(())
}

impl Test {
    /// The name in packs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Test::In(_) => "in",
            Test::NotIn(_) => "not_in",
            Test::StartsWith(_) => "starts_with",
            Test::Contains(_) => "contains",
            Test::Resembles(_) => "resembles",
            Test::From(_) => "from",
            Test::Above(_) => "above",
            Test::To(_) => "to",
            Test::Below(_) => "below",
            Test::Present(_) => "present",
        }
    }

    fn texts(&self) -> Option<&[String]> {
        match self {
            Test::In(texts) | Test::NotIn(texts) | Test::StartsWith(texts) | Test::Contains(texts) => {
                Some(texts)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn flaw(field: Field, tests: &[Test]) -> Option<CriterionFlaw> {
        Criterion::new(field, tests.to_vec()).err()
    }

    #[test]
    fn a_flawed_criterion_cannot_be_made() {
        let texts = |text: &str| vec![text.to_owned()];
        let (five, six) = (number("5"), number("6"));
        let unfit = |test| Some(CriterionFlaw::UnfitTest { test });
        assert_eq!(flaw(Field::Office, &[]), Some(CriterionFlaw::NoTest));
        assert_eq!(flaw(Field::Office, &[Test::Above(five)]), unfit("above"));
        assert_eq!(flaw(Field::ValueLocal, &[Test::In(texts("5"))]), unfit("in"));
        assert_eq!(flaw(Field::OrderNumber, &[Test::Contains(texts("5"))]), unfit("contains"));
        assert_eq!(flaw(Field::ListedOn, &[Test::StartsWith(texts("a"))]), unfit("starts_with"));
        assert_eq!(flaw(Field::Office, &[Test::In(vec![])]), Some(CriterionFlaw::EmptyList { test: "in" }));
        assert_eq!(
            flaw(Field::Office, &[Test::In(texts(" - "))]),
            Some(CriterionFlaw::BlankText { test: "in" })
        );
        assert_eq!(
            flaw(Field::CommodityCode, &[Test::StartsWith(texts("85x"))]),
            Some(CriterionFlaw::NotACode { text: "85x".to_owned() })
        );
        assert_eq!(flaw(Field::CommodityCode, &[Test::StartsWith(texts("8525.80"))]), None);
        let names = SoughtNames::new(Field::SellerName, texts("Temu"), 650).unwrap();
        assert_eq!(flaw(Field::SellerName, &[Test::Resembles(names.clone())]), None);
        assert_eq!(flaw(Field::ConsigneeName, &[Test::Resembles(names)]), unfit("resembles"));
        assert_eq!(
            flaw(Field::Packages, &[Test::From(six), Test::To(five)]),
            Some(CriterionFlaw::EmptyRange)
        );
        assert_eq!(
            flaw(Field::Packages, &[Test::From(five), Test::Below(five)]),
            Some(CriterionFlaw::EmptyRange)
        );
        assert_eq!(flaw(Field::Packages, &[Test::From(five), Test::To(five)]), None);
        assert_eq!(
            flaw(Field::Packages, &[Test::Present(false), Test::To(five)]),
            Some(CriterionFlaw::AbsentAndTested)
        );
    }
}

//! What can be wrong with one condition of a profile.

use crate::field::Field;
use std::fmt;

/// Why a criterion cannot be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CriterionFlaw {
    /// It asks nothing of the field.
    NoTest,
    /// The test is for another sort of field.
    UnfitTest {
        /// The name of the test.
        test: &'static str,
    },
    /// The list of a test is empty.
    EmptyList {
        /// The name of the test.
        test: &'static str,
    },
    /// A text without any letter or digit can never be found.
    BlankText {
        /// The name of the test.
        test: &'static str,
    },
    /// Not the beginning of a commodity code: up to twelve digits.
    NotACode {
        /// The text.
        text: String,
    },
    /// The field holds no names that one can be like.
    HoldsNoNames {
        /// The field.
        field: Field,
    },
    /// More names than one test may look for.
    TooManyNames {
        /// How many.
        names: usize,
        /// How many there may be.
        most: usize,
    },
    /// A name that is longer than any.
    TooLongName {
        /// The name.
        name: String,
        /// How many characters it may have.
        most: usize,
    },
    /// No score that a name can be asked to have.
    FloorOutOfBounds {
        /// The floor, in thousandths.
        floor_per_mille: u32,
        /// The least that it may be.
        least: u32,
        /// The greatest.
        most: u32,
    },
    /// No number is within the bounds.
    EmptyRange,
    /// What is absent can pass no other test.
    AbsentAndTested,
}

impl fmt::Display for CriterionFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CriterionFlaw::NoTest => f.write_str("nothing is asked of the field"),
            CriterionFlaw::UnfitTest { test } => write!(f, "`{test}` does not fit this field"),
            CriterionFlaw::EmptyList { test } => write!(f, "`{test}` has no value"),
            CriterionFlaw::BlankText { test } => write!(f, "`{test}` has a value without letter or digit"),
            CriterionFlaw::NotACode { text } => {
                write!(f, "`{text}` is not the beginning of a commodity code")
            }
            CriterionFlaw::HoldsNoNames { field } => {
                write!(f, "`{}` holds no names, and `resembles` asks about names", field.as_str())
            }
            CriterionFlaw::TooManyNames { names, most } => {
                write!(f, "`resembles` has {names} names and may have {most}")
            }
            CriterionFlaw::TooLongName { name, most } => {
                let beginning: String = name.chars().take(40).collect();
                write!(f, "the name `{beginning}…` has more than {most} characters")
            }
            CriterionFlaw::FloorOutOfBounds { floor_per_mille, least, most } => {
                write!(f, "a floor of {floor_per_mille} is not within {least} and {most}")
            }
            CriterionFlaw::EmptyRange => f.write_str("no number is within these bounds"),
            CriterionFlaw::AbsentAndTested => {
                f.write_str("`present = false` leaves nothing for another test to be true of")
            }
        }
    }
}

impl std::error::Error for CriterionFlaw {}

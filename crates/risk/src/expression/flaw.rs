//! Why a text is not an expression, and where.

use crate::criterion::CriterionFlaw;
use std::fmt;

/// Why a text is not an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionFlaw {
    /// The place of the character, from 1.
    pub at: usize,
    /// What is wrong there.
    pub fault: ExpressionFault,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionFault {
    /// More characters than an expression may have.
    TooLong,
    /// Too many brackets within each other, or too long a row of operations.
    TooDeep,
    /// Something else than what must come here.
    Unexpected {
        /// What stands there.
        found: String,
        /// What must come.
        wanted: &'static str,
    },
    /// A number that cannot be exact: too many digits.
    NotANumber {
        /// The text.
        text: String,
    },
    /// Neither a field nor something that can be asked of goods items.
    UnknownName {
        /// The name.
        name: String,
    },
    /// A field of goods items outside `any`, `all`, `sum` and `count`, or one of these within another.
    NotThere {
        /// The name.
        name: String,
    },
    /// `any`, `all`, `sum` or `count` of something that is not about goods items.
    NotOfItems,
    /// The two sides cannot be compared or reckoned with.
    Unfit,
    /// The texts do not fit the field.
    Texts(CriterionFlaw),
    /// Nothing of the consignment is asked.
    AsksNothing,
}

impl fmt::Display for ExpressionFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (character {})", self.fault, self.at)
    }
}

impl fmt::Display for ExpressionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExpressionFault::TooLong => f.write_str("more than 1000 characters"),
            ExpressionFault::TooDeep => f.write_str("too much within each other"),
            ExpressionFault::Unexpected { found, wanted } => write!(f, "`{found}` where {wanted} must come"),
            ExpressionFault::NotANumber { text } => {
                write!(f, "`{text}` is not a number of up to twelve digits and six decimals")
            }
            ExpressionFault::UnknownName { name } => {
                write!(f, "`{name}` is neither a field nor `any`, `all`, `sum`, `count` or `present`")
            }
            ExpressionFault::NotThere { name } if name.starts_with("goods_items.") => {
                write!(f, "`{name}` outside `any`, `all`, `sum` and `count`")
            }
            ExpressionFault::NotThere { name } => write!(f, "`{name}` within another question about items"),
            ExpressionFault::NotOfItems => f.write_str("no field of goods items is asked about"),
            ExpressionFault::Unfit => f.write_str("these do not go together"),
            ExpressionFault::Texts(flaw) => flaw.fmt(f),
            ExpressionFault::AsksNothing => f.write_str("no field of the consignment is asked about"),
        }
    }
}

impl std::error::Error for ExpressionFlaw {}

//! Columns as data: a name, a type, whether a row may be without it, and how it is read from what is kept.

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};
use quantity::{Currency, Decimal, LocalValue, Money};
use std::sync::Arc;

/// A table: what a row is made from, and its columns in order.
pub(crate) trait Table: 'static {
    /// What a row is made from.
    type Row<'a>;

    /// Its name, which is that of its folder.
    const NAME: &'static str;

    /// Its columns.
    fn columns() -> &'static [Column<Self>];
}

/// A column of a table.
pub(crate) struct Column<T: Table + ?Sized> {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether a row may be without it.
    pub(crate) may_be_empty: bool,
    pub(crate) read: for<'r, 'a> fn(&'r T::Row<'a>) -> Cell<'r>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Flag,
    Day,
    Moment,
    /// Declared amounts, masses and quantities.
    Declared,
    /// What is charged, owed or paid, in the currency of the country.
    Money,
    /// A value in the currency of the country before any rounding.
    Exact,
}

/// Bytes of a number of [`Kind::Money`]: 23 digits.
pub(crate) const MONEY_BYTES: u8 = 10;
/// Bytes of a number of [`Kind::Exact`]: 38 digits.
pub(crate) const EXACT_BYTES: u8 = 16;
/// Decimals of [`Kind::Money`]: no currency has more.
const MONEY_DECIMALS: u8 = 4;

/// A value of one row.
pub(crate) enum Cell<'r> {
    Empty,
    Text(&'r str),
    Made(String),
    Flag(bool),
    /// A whole number, days or microseconds since 1970, or millionths.
    Number(i64),
    /// A number of more digits.
    Large(i128),
}

impl Kind {
    /// The type as it is called in SQL.
    #[cfg(test)]
    pub(crate) fn in_sql(self) -> &'static str {
        match self {
            Kind::Text => "VARCHAR",
            Kind::Whole => "BIGINT",
            Kind::Flag => "BOOLEAN",
            Kind::Day => "DATE",
            Kind::Moment => "TIMESTAMP",
            Kind::Declared => "DECIMAL(18,6)",
            Kind::Money => "DECIMAL(23,4)",
            Kind::Exact => "DECIMAL(38,14)",
        }
    }

    /// The column of a name, as Parquet keeps it.
    fn column(self, name: &str, repetition: Repetition) -> Result<Type> {
        let physical = match self {
            Kind::Text => Physical::BYTE_ARRAY,
            Kind::Flag => Physical::BOOLEAN,
            Kind::Day => Physical::INT32,
            Kind::Whole | Kind::Moment | Kind::Declared => Physical::INT64,
            Kind::Money | Kind::Exact => Physical::FIXED_LEN_BYTE_ARRAY,
        };
        let means = match self {
            Kind::Text => Some(LogicalType::String),
            Kind::Whole => Some(LogicalType::integer(64, true)),
            Kind::Flag => None,
            Kind::Day => Some(LogicalType::Date),
            Kind::Moment => Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
            Kind::Declared => Some(LogicalType::decimal(6, 18)),
            Kind::Money => Some(LogicalType::decimal(4, 23)),
            Kind::Exact => Some(LogicalType::decimal(14, 38)),
        };
        let column = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        let column = column.with_logical_type(means);
        match self {
            Kind::Text | Kind::Whole | Kind::Flag | Kind::Day | Kind::Moment => column,
            Kind::Declared => column.with_precision(18).with_scale(6),
            Kind::Money => column.with_length(MONEY_BYTES.into()).with_precision(23).with_scale(4),
            Kind::Exact => column.with_length(EXACT_BYTES.into()).with_precision(38).with_scale(14),
        }
        .build()
    }
}

/// The schema of a table.
pub(crate) fn schema<T: Table>() -> Result<TypePtr> {
    let columns = T::columns().iter().map(|column| {
        let repetition = if column.may_be_empty { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        column.kind.column(column.name, repetition).map(Arc::new)
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Type::group_type_builder("row").with_fields(columns).build().map(Arc::new)
}

impl<'r, C: Into<Cell<'r>>> From<Option<C>> for Cell<'r> {
    fn from(value: Option<C>) -> Cell<'r> {
        value.map_or(Cell::Empty, Into::into)
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Cell<'r> {
        Cell::Text(text)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Made(text)
    }
}

impl From<Currency> for Cell<'_> {
    fn from(currency: Currency) -> Self {
        Cell::Made(currency.code().to_owned())
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Cell::Flag(flag)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Cell::Number(number.into())
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Decimal> for Cell<'_> {
    fn from(number: Decimal) -> Self {
        Cell::Number(number.micro())
    }
}

impl From<Date> for Cell<'_> {
    fn from(day: Date) -> Self {
        Cell::Number(clearance::day_number(day))
    }
}

impl From<Timestamp> for Cell<'_> {
    fn from(at: Timestamp) -> Self {
        Cell::Number(at.as_microsecond())
    }
}

impl From<Money> for Cell<'_> {
    fn from(money: Money) -> Self {
        let more = MONEY_DECIMALS.saturating_sub(money.currency().minor_units());
        Cell::Large(i128::from(money.minor()) * 10_i128.pow(more.into()))
    }
}

impl From<LocalValue> for Cell<'_> {
    fn from(value: LocalValue) -> Self {
        Cell::Large(value.units())
    }
}

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
pub(crate) const MONEY_BYTES: usize = 10;
/// Bytes of a number of [`Kind::Exact`]: 38 digits.
pub(crate) const EXACT_BYTES: usize = 16;
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

    /// How Parquet keeps it: the physical type, its length if it has one, what it means, and precision and scale.
    fn kept(self) -> (Physical, Option<usize>, Option<LogicalType>, Option<(i32, i32)>) {
        let decimal = |physical, length, precision, scale| {
            (physical, length, Some(LogicalType::decimal(scale, precision)), Some((precision, scale)))
        };
        match self {
            Kind::Text => (Physical::BYTE_ARRAY, None, Some(LogicalType::String), None),
            Kind::Whole => (Physical::INT64, None, Some(LogicalType::integer(64, true)), None),
            Kind::Flag => (Physical::BOOLEAN, None, None, None),
            Kind::Day => (Physical::INT32, None, Some(LogicalType::Date), None),
            Kind::Moment => {
                (Physical::INT64, None, Some(LogicalType::timestamp(true, TimeUnit::MICROS)), None)
            }
            Kind::Declared => decimal(Physical::INT64, None, 18, 6),
            Kind::Money => decimal(Physical::FIXED_LEN_BYTE_ARRAY, Some(MONEY_BYTES), 23, 4),
            Kind::Exact => decimal(Physical::FIXED_LEN_BYTE_ARRAY, Some(EXACT_BYTES), 38, 14),
        }
    }
}

/// The schema of a table.
pub(crate) fn schema<T: Table>() -> Result<TypePtr> {
    let fields = T::columns().iter().map(|column| {
        let repetition = if column.may_be_empty { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let (physical, length, logical, digits) = column.kind.kept();
        let mut field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical);
        if let Some(length) = length.and_then(|length| i32::try_from(length).ok()) {
            field = field.with_length(length);
        }
        if let Some((precision, scale)) = digits {
            field = field.with_precision(precision).with_scale(scale);
        }
        field.build().map(Arc::new)
    });
    let fields = fields.collect::<Result<Vec<_>>>()?;
    Type::group_type_builder("row").with_fields(fields).build().map(Arc::new)
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
